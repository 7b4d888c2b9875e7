"""Files -> readings: from the cache what was read before, all else in supervised processes, one document at a time.

While documents are read, nothing of them stays in this process: a worker hands over packed bytes, which go into the
cache as they come. Only in the end are they unpacked, without what is for drawing boxes alone. So a stopped run goes
on where it was, and the memory that reading takes does not grow with the number of documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from logging import getLogger
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from extractor import workers
from extractor.cache import Cache, hash_key, open_cache
from extractor.errors import CacheError
from extractor.facts import add_facts
from extractor.ingest import FileMet
from extractor.models import Failure, Reading, Status
from extractor.packing import pack_reading

_log = getLogger(__name__)

_ROUNDS = 3  # a cache that loses a reading twice has its disk against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run is: `done` of `total` files, the claims and failures so far, and the file just finished.

    `kept` of those done were read by an earlier run.
    """

    done: int
    total: int
    claims: int = 0
    failures: int = 0
    path: str = ""
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How files are read: `read` and `prepare` run in the workers, and must be picklable.

    `version` stands for all that a reading depends on beside the file: code, patterns, options. Where `lasting` says
    no of a reading, the next run reads the file again.
    """

    read: Callable[[FileMet], Reading | Failure]
    prepare: Callable[[], object]
    version: str
    lasting: Callable[[Reading], bool]


class _Packed(NamedTuple):
    """What a worker hands over of a document that it could read."""

    sha256: str
    claims: int
    lasting: bool
    packed: bytes


@dataclass(slots=True)
class _Place:
    """A file on its way: the key and the name under which its reading is kept, once they are known."""

    file: FileMet
    name: str
    content: str = ""
    fresh: bool = False


def hash_files(files: Iterable[FileMet]) -> tuple[str, ...]:
    """The SHA-256 of each file; empty for one that cannot be opened."""
    return tuple(hash_file(file.path) for file in files)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file; empty where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def make_failure(file: FileMet, status: Status, reason: str, *, detail: str = "") -> Failure:
    """The row of documents.csv for a file that could not be read."""
    return Failure(
        document=file.document,
        path=file.relative,
        format=file.path.suffix.lower().lstrip("."),
        status=status,
        reason=reason,
        sha256=hash_file(file.path),
        detail=detail,
    )


def read_files(  # noqa: PLR0913  all but two by name
    files: Sequence[FileMet],
    reader: Reader,
    *,
    jobs: int,
    limits: workers.Limits,
    cache: Cache | None = None,
    hashes: Sequence[str] = (),
    on_progress: Callable[[Progress], object] | None = None,
) -> list[Reading | Failure]:
    """Read files: the results in the order of the files, whatever order they came in.

    `hashes` are those of the files, where the cache is to be asked for what was read before. Blocks come without their
    lines. Raises CacheError where neither disk nor memory can hold what is read.
    """
    if cache is None:
        with open_cache(None) as passing:
            return read_files(files, reader, jobs=jobs, limits=limits, cache=passing, on_progress=on_progress)
    places = [_Place(file, PurePosixPath(file.relative).stem) for file in files]
    teller = _Teller(Progress(done=0, total=len(places)), on_progress)
    _find_kept(places, hashes, reader, cache=cache, teller=teller)
    results: dict[int, Reading | Failure] = {}
    for _ in range(_ROUNDS):
        missing = [number for number, place in enumerate(places) if not place.content and number not in results]
        for task, result in _read_missing([places[number] for number in missing], reader, jobs=jobs, limits=limits):
            place = places[missing[task]]
            if isinstance(result, Failure):
                _log.info("%s: not read: %s", result.path, result.reason)
                results[missing[task]] = result
                teller.add(done=1, failures=1, path=place.file.relative)
            else:
                _keep(place, result, reader, cache)
                teller.add(done=1, claims=result.claims, path=place.file.relative)
        for number, place in enumerate(places):
            if number not in results and (reading := _load(place, cache)):
                results[number] = reading
        if len(results) == len(places):
            return [results[number] for number in range(len(places))]
    raise CacheError(str(cache.path), "loses what is written into it", hint="go without with --no-cache")


@dataclass(slots=True)
class _Teller:
    """Adds up how far a run is, and tells whoever wants to hear."""

    progress: Progress
    tell: Callable[[Progress], object] | None

    def add(self, *, done: int, claims: int = 0, failures: int = 0, kept: int = 0, path: str = "") -> None:
        """Count some files more."""
        so_far = self.progress
        self.progress = Progress(
            done=so_far.done + done,
            total=so_far.total,
            claims=so_far.claims + claims,
            failures=so_far.failures + failures,
            path=path,
            kept=so_far.kept + kept,
        )
        if self.tell:
            self.tell(self.progress)


# What was read before


def _find_kept(
    places: Sequence[_Place], hashes: Sequence[str], reader: Reader, *, cache: Cache, teller: _Teller
) -> None:
    """Give the places that need not be read their keys."""
    kept = claims = 0
    for place, sha256 in zip(places, hashes, strict=False):
        content = _make_key(place.file, sha256, reader)
        known = cache.count_claims(content, place.name)
        if known is None:
            known = _take_over(place, content, cache)
        if sha256 and known is not None:
            place.content = content
            kept, claims = kept + 1, claims + known
    _log.info("%d files, %d of them read before", len(places), kept)
    teller.add(done=kept, kept=kept, claims=claims)


def _make_key(file: FileMet, sha256: str, reader: Reader) -> str:
    return hash_key(sha256, file.path.suffix.lower(), reader.version)


def _take_over(place: _Place, content: str, cache: Cache) -> int | None:
    """The claims of the same content under another name, now kept under this one; None where the name says more."""
    other = cache.find_name(content)
    reading = cache.load(content, other) if other is not None else None
    if reading is None:
        return None
    renamed = _rename(reading, place.file)
    if add_facts(renamed.document) != renamed.document:
        return None
    cache.store(content, place.name, packed=pack_reading(renamed), claims=len(renamed.claims))
    return len(renamed.claims)


def _load(place: _Place, cache: Cache) -> Reading | None:
    reading = cache.load(place.content, place.name)
    if reading is None:
        place.content = ""
        return None
    reading = _rename(reading, place.file)
    blocks = tuple(replace(block, lines=()) if block.lines else block for block in reading.document.blocks)
    # What was spent on it by an earlier run is no time of this one.
    seconds = reading.seconds if place.fresh else ()
    return replace(reading, document=replace(reading.document, blocks=blocks), seconds=seconds)


def _rename(reading: Reading, file: FileMet) -> Reading:
    """The reading of the same content as the reading of a file with this name and path."""
    if reading.document.document == file.document:
        return replace(reading, document=replace(reading.document, path=file.relative))
    return replace(
        reading,
        document=replace(reading.document, document=file.document, path=file.relative),
        claims=tuple(replace(each, document=file.document) for each in reading.claims),
        unclaimed=tuple(replace(each, document=file.document) for each in reading.unclaimed),
        lists=tuple(replace(each, document=file.document) for each in reading.lists),
        events=tuple(replace(each, document=file.document) for each in reading.events),
    )


# What is read now


def _read_missing(
    places: Sequence[_Place], reader: Reader, *, jobs: int, limits: workers.Limits
) -> Iterator[tuple[int, _Packed | Failure]]:
    """Give (place in `places`, what came of it) as they are done."""
    # The longest first, so that none is left alone at the end.
    order = sorted(range(len(places)), key=lambda number: (-_size(places[number].file.path), number))
    tasks = workers.run_tasks(
        partial(_read_and_pack, reader=reader),
        [places[number].file for number in order],
        jobs=jobs,
        limits=limits,
        prepare=reader.prepare,
    )
    with closing(tasks):
        for task, result in tasks:
            if isinstance(result, workers.Lost):
                file = places[order[task]].file
                yield order[task], make_failure(file, result.status, result.reason, detail=result.detail)
            else:
                yield order[task], result


def _read_and_pack(file: FileMet, *, reader: Reader) -> _Packed | Failure:
    """What a worker does. It packs, since there are several of it, and since the other side need not unpack now."""
    reading = reader.read(file)
    if isinstance(reading, Failure):
        return reading
    return _Packed(reading.document.sha256, len(reading.claims), reader.lasting(reading), pack_reading(reading))


def _keep(place: _Place, done: _Packed, reader: Reader, cache: Cache) -> None:
    # By the hash of what the worker read: the file may have changed since this process looked at it.
    place.content = _make_key(place.file, done.sha256, reader)
    place.fresh = True
    store = cache.store if done.lasting else cache.hold
    store(place.content, place.name, packed=done.packed, claims=done.claims)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

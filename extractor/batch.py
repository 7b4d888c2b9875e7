"""Files -> readings: from the cache what was read before, all else in supervised processes, one document at a time.

While documents are read, nothing of them stays in this process: a worker hands over packed bytes, which go into the
cache as they come. Only in the end are they unpacked, without what is for drawing boxes alone. So a stopped run goes
on where it was, and the memory that reading takes does not grow with the number of documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from logging import getLogger
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

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


class Packed(NamedTuple):
    """What a worker hands over of a document that it could read; where not `lasting`, the next run reads it again."""

    sha256: str
    claims: int
    lasting: bool
    packed: bytes


class Kept(NamedTuple):
    """What is told of a reading that is kept where it is loaded from in the end: the key of its content, its claims."""

    content: str
    claims: int


class Keeper(Protocol):
    """Where readings lie until they are compared, under the key of their content and a name: a cache, or shards."""

    @property
    def path(self) -> object:
        """Where it is, for messages."""

    def count_claims(self, content: str, name: str) -> int | None:
        """The number of claims of a reading that is kept, None where it is not."""

    def find_name(self, content: str) -> str | None:
        """A name under which this content is kept, if it is kept at all."""

    def load(self, content: str, name: str) -> Reading | None:
        """The reading kept under a key; None where there is none, or it is damaged, which is told."""

    def store(self, content: str, name: str, *, packed: bytes, claims: int) -> None:
        """Keep a packed reading."""


ReadFiles = Callable[[Sequence[FileMet]], Generator[tuple[int, Kept | Failure]]]
"""Reads files and keeps what it reads; gives (place in the files, what came of it) as they are done."""


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
    """Read files on this machine: the results in the order of the files, whatever order they came in.

    `hashes` are those of the files, where the cache is to be asked for what was read before. Blocks come without their
    lines. Raises CacheError where neither disk nor memory can hold what is read.
    """
    if cache is None:
        with open_cache(None) as passing:
            return read_files(files, reader, jobs=jobs, limits=limits, cache=passing, on_progress=on_progress)
    read = partial(_read_here, reader=reader, jobs=jobs, limits=limits, cache=cache)
    return collect_readings(files, read, version=reader.version, keeper=cache, hashes=hashes, on_progress=on_progress)


def collect_readings(  # noqa: PLR0913  all but two by name
    files: Sequence[FileMet],
    read: ReadFiles,
    *,
    version: str,
    keeper: Keeper,
    hashes: Sequence[str] = (),
    on_progress: Callable[[Progress], object] | None = None,
) -> list[Reading | Failure]:
    """The results of all files in their order: from the keeper what it has, all else as `read` gives it.

    `version` is that of the reader. What the keeper loses meanwhile is read again; CacheError where it goes on losing.
    """
    places = [_Place(file, name_reading(file)) for file in files]
    teller = _Teller(Progress(done=0, total=len(places)), on_progress)
    _find_kept(places, hashes, version, keeper=keeper, teller=teller)
    results: dict[int, Reading | Failure] = {}
    for _ in range(_ROUNDS):
        missing = [number for number, place in enumerate(places) if not place.content and number not in results]
        with closing(read([places[number].file for number in missing])) as done:
            for task, result in done:
                place = places[missing[task]]
                if isinstance(result, Failure):
                    _log.info("%s: not read: %s", result.path, result.reason)
                    results[missing[task]] = result
                    teller.add(done=1, failures=1, path=place.file.relative)
                else:
                    place.content, place.fresh = result.content, True
                    teller.add(done=1, claims=result.claims, path=place.file.relative)
        for number, place in enumerate(places):
            if number not in results and (reading := _load(place, keeper)):
                results[number] = reading
        if len(results) == len(places):
            return [results[number] for number in range(len(places))]
    raise CacheError(str(keeper.path), "loses what is written into it", hint="go without with --no-cache")


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


def make_key(file: FileMet, sha256: str, version: str) -> str:
    """The key of a file's content, as it is read by a reader of this version."""
    return hash_key(sha256, file.path.suffix.lower(), version)


def name_reading(file: FileMet) -> str:
    """The name under which a reading is kept beside its key: it may give a title or a date."""
    return PurePosixPath(file.relative).stem


def _find_kept(
    places: Sequence[_Place], hashes: Sequence[str], version: str, *, keeper: Keeper, teller: _Teller
) -> None:
    """Give the places that need not be read their keys."""
    kept = claims = 0
    for place, sha256 in zip(places, hashes, strict=False):
        content = make_key(place.file, sha256, version)
        known = keeper.count_claims(content, place.name)
        if known is None:
            known = _take_over(place, content, keeper)
        if sha256 and known is not None:
            place.content = content
            kept, claims = kept + 1, claims + known
    _log.info("%d files, %d of them read before", len(places), kept)
    teller.add(done=kept, kept=kept, claims=claims)


def _take_over(place: _Place, content: str, keeper: Keeper) -> int | None:
    """The claims of the same content under another name, now kept under this one; None where the name says more."""
    other = keeper.find_name(content)
    reading = keeper.load(content, other) if other is not None else None
    if reading is None:
        return None
    renamed = _rename(reading, place.file)
    if add_facts(renamed.document) != renamed.document:
        return None
    keeper.store(content, place.name, packed=pack_reading(renamed), claims=len(renamed.claims))
    return len(renamed.claims)


def _load(place: _Place, keeper: Keeper) -> Reading | None:
    reading = keeper.load(place.content, place.name)
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


def _read_here(
    files: Sequence[FileMet], *, reader: Reader, jobs: int, limits: workers.Limits, cache: Cache
) -> Generator[tuple[int, Kept | Failure]]:
    with closing(read_packed(files, reader, jobs=jobs, limits=limits)) as done:
        for task, result in done:
            if isinstance(result, Failure):
                yield task, result
                continue
            # By the hash of what the worker read: the file may have changed since this process looked at it.
            content = make_key(files[task], result.sha256, reader.version)
            store = cache.store if result.lasting else cache.hold
            store(content, name_reading(files[task]), packed=result.packed, claims=result.claims)
            yield task, Kept(content, result.claims)


def read_packed(
    files: Sequence[FileMet], reader: Reader, *, jobs: int, limits: workers.Limits
) -> Generator[tuple[int, Packed | Failure]]:
    """Read files, each in a supervised process: give (place in `files`, what came of it) as they are done."""
    # The longest first, so that none is left alone at the end.
    order = sorted(range(len(files)), key=lambda number: (-_size(files[number].path), number))
    tasks = workers.run_tasks(
        partial(_read_and_pack, reader=reader),
        [files[number] for number in order],
        jobs=jobs,
        limits=limits,
        prepare=reader.prepare,
    )
    with closing(tasks):
        for task, result in tasks:
            if isinstance(result, workers.Lost):
                file = files[order[task]]
                yield order[task], make_failure(file, result.status, result.reason, detail=result.detail)
            else:
                yield order[task], result


def _read_and_pack(file: FileMet, *, reader: Reader) -> Packed | Failure:
    """What a worker does. It packs, since there are several of it, and since the other side need not unpack now."""
    reading = reader.read(file)
    if isinstance(reading, Failure):
        return reading
    return Packed(reading.document.sha256, len(reading.claims), reader.lasting(reading), pack_reading(reading))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

"""The same run over a cluster of Dask: addresses -> batches of documents, each read by a worker into a shard -> feeds.

A worker reads a batch with the code that reads on one machine: each document in a supervised process, with its
deadline. Here the shards are gathered, the claims of all documents compared, and the feeds written. Nothing is asked
of the network but the scheduler that was named, and what lies at the addresses. Needs the extra `dask`.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import platform
import re
import tempfile
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from extractor import __version__, batch, feeds, pipeline, workers
from extractor.addresses import fetch_file, find_documents, find_place
from extractor.batch import Kept, Progress, make_failure
from extractor.cache import find_code_version
from extractor.errors import ExtractorError
from extractor.ingest import FileMet
from extractor.models import Failure, Status
from extractor.shards import Row, Shards, open_shards, write_shard

if TYPE_CHECKING:
    from distributed import Client, Future

R = TypeVar("R")
_log = logging.getLogger(__name__)

# Judgements. A process takes some seconds to start, which many documents share; what a worker that is lost had in
# hand is read again, which few documents keep cheap.
MOST_DOCUMENTS = 50
"""The documents of a batch, and so of a shard, at most."""
_ROUNDS = 4  # batches for each process where documents are few, so that no process is left alone at the end
_CONNECT_SECONDS = 10
_SCHEMES = ("tcp", "tls")
_GLANCE_SECONDS = 5.0  # between two looks at whether the scheduler and any worker are still there
_SAME = "install the same version of lga-metrics and of Python on all machines, with the same patterns"
_DEADLY = (
    "every worker that read it was lost; see that workers have the memory that docs/cluster.md says, or leave it out"
)
_REACHED = "name a place with --shards that every worker and this machine reach"


class Batch(NamedTuple):
    """What a worker made of some files: the shard that it wrote, and what came of each in their order."""

    shard: str
    results: tuple[Kept | Failure, ...]


def run(  # noqa: PLR0913  the settings of the command line, all by name
    addresses: Sequence[str],
    *,
    scheduler: str,
    out: Path,
    shards: str = "",
    settings: pipeline.Settings | None = None,
    limits: workers.Limits = pipeline.LIMITS,
    store: Path | None = None,
    anew: bool = False,
    on_progress: Callable[[Progress], object] | None = None,
    formats: Sequence[feeds.Format] = (),
) -> pipeline.Outcome:
    """Do what pipeline.run does, the documents read by the workers of the Dask scheduler at an address.

    `shards` is the address of the folder for what they read, which they and this machine must reach; by default one
    beside `out`. What lies there already is not read again, unless `anew`. Raises as pipeline.run does, and
    ExtractorError where an address, the scheduler or a worker is wrong.
    """
    _check_scheme(scheduler)
    order = pipeline.prepare_run(
        partial(find_documents, addresses, exclude=out),
        places=[find_place(address).shown for address in addresses],
        out=out,
        settings=settings or pipeline.Settings(),
        limits=limits,
        store=store,
        formats=formats,
    )
    folder = find_place(shards or str(find_shards(out)))
    version = pipeline.make_reader(order.settings).version
    read = partial(read_batch, settings=_settle(order.settings), limits=limits, folder=folder.url, version=version)
    seconds: dict[str, float] = {}
    with _connect(scheduler) as client, open_shards(folder) as kept:
        threads = _check_workers(client, scheduler)
        crew = _Crew(client, scheduler, threads)
        with pipeline.measure(seconds, "hashing"):
            hashes = crew.hash_files(order.found.files) if not anew and kept.find_old() else ()
        with pipeline.measure(seconds, "reading"):
            results = batch.collect_readings(
                order.found.files,
                partial(crew.read_files, read=read, kept=kept),
                version=version,
                keeper=kept,
                hashes=hashes,
                on_progress=on_progress,
            )
    return pipeline.complete_run(order, results, seconds=seconds, jobs=threads)


def _settle(settings: pipeline.Settings) -> pipeline.Settings:
    """The settings for a process in another folder."""
    patterns = settings.patterns_folder
    return replace(settings, patterns_folder=patterns.resolve()) if patterns else settings


def find_shards(out: Path) -> Path:
    """The folder for shards beside an output folder."""
    folder = out.resolve()
    return folder.parent / f"{folder.name}.shards"


# The scheduler and its workers


def _check_scheme(scheduler: str) -> None:
    if not re.fullmatch(rf"({'|'.join(_SCHEMES)})://[^/\s]+:\d+/?", scheduler):
        raise ExtractorError(scheduler, "is no address of a Dask scheduler", hint="such as tcp://10.0.0.5:8786")


@contextmanager
def _connect(scheduler: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ExtractorError("", "Dask is needed for --scheduler", hint='pip install "lga-metrics[dask]"') from error
    # Client waits without end for what accepts a connection and then says nothing that it understands.
    try:
        answer = asyncio.run(asyncio.wait_for(_ask_identity(scheduler), _CONNECT_SECONDS))
    # Which error it is depends on what answers there, if anything does.
    except Exception as error:
        hint = "start one with `dask scheduler`, and see that a firewall lets it be reached"
        raise ExtractorError(
            scheduler, f"no Dask scheduler answers there in {_CONNECT_SECONDS} s", hint=hint
        ) from error
    if answer["type"] != "Scheduler":
        raise ExtractorError(scheduler, f"is a Dask {answer['type'].lower()}", hint="name its scheduler")
    with _hush(), Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False) as client:
        yield client


@contextmanager
def _hush() -> Iterator[None]:
    """Keep what Dask logs, tracebacks among it, out of what the command says; errors tell the same."""
    handlers = [(each, each.level) for each in logging.getLogger("distributed").handlers]
    for handler, _ in handlers:
        handler.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for handler, level in handlers:
            handler.setLevel(level)


async def _ask_identity(scheduler: str) -> dict[str, Any]:
    from distributed import Security
    from distributed.core import rpc

    async with rpc(scheduler, connection_args=Security().get_connection_args("client")) as remote:
        told: dict[str, Any] = await remote.identity()
        return told


def _check_workers(client: Client, scheduler: str) -> int:
    """How many documents the workers read at a time; ExtractorError where there are none, or one would read otherwise.

    A worker that comes later is looked at by `read_batch`.
    """
    threads = client.nthreads()
    if not threads:
        hint = f"start some with `dask worker {scheduler}`"
        raise ExtractorError(scheduler, "the scheduler has no workers", hint=hint)
    for worker, told in client.get_versions()["workers"].items():
        python = str(told["host"]["python"]).rsplit(".", 2)[0]
        if python != platform.python_version():
            problem = f"runs Python {python}, and this machine {platform.python_version()}"
            raise ExtractorError(f"worker {worker}", problem, hint=_SAME)
    for worker, (version, code) in client.run(_make_question(), on_error="ignore").items():
        if version != __version__:
            problem = f"has {version or 'no lga-metrics'}, and this machine has {__version__}"
            raise ExtractorError(f"worker {worker}", problem, hint=_SAME)
        if code != find_code_version():
            problem = f"has lga-metrics {version} with other code or libraries than this machine"
            raise ExtractorError(f"worker {worker}", problem, hint=_SAME)
    return sum(threads.values())


def _make_question() -> Callable[[], tuple[str, str]]:
    # A function in a function is sent as code: a worker may have nothing of this package, or another version of it.
    def tell_version() -> tuple[str, str]:
        try:
            import extractor
            from extractor.cache import find_code_version
        except ImportError:
            return "", ""
        return extractor.__version__, find_code_version()

    return tell_version


def _say(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


# What is asked of them


class _Crew:
    """The workers of a scheduler, to whom files are given in batches; `threads` is how many they read at a time."""

    def __init__(self, client: Client, scheduler: str, threads: int) -> None:
        self._client = client
        self._scheduler = scheduler
        self._threads = threads

    def hash_files(self, files: Sequence[FileMet]) -> list[str]:
        """The SHA-256 of each file; empty for one that cannot be had."""
        hashes = [""] * len(files)
        with closing(self._work(hash_batch, files)) as done:
            for places, found in done:
                for place, sha256 in zip(places, found or [""], strict=True):
                    hashes[place] = sha256
        return hashes

    def read_files(
        self, files: Sequence[FileMet], *, read: Callable[[list[FileMet]], Batch], kept: Shards
    ) -> Generator[tuple[int, Kept | Failure]]:
        """Read files, as batch.ReadFiles does, into shards that are made known to `kept`."""
        with closing(self._work(read, files)) as done:
            for places, found in done:
                if found is None:
                    (place,) = places
                    yield place, make_failure(files[place], Status.CRASHED, _DEADLY)
                    continue
                if found.shard:
                    kept.add(found.shard)
                yield from zip(places, found.results, strict=True)

    def _work(
        self, function: Callable[[list[FileMet]], R], files: Sequence[FileMet]
    ) -> Generator[tuple[Sequence[int], R | None]]:
        """Give (places in `files`, what the function gave for them) as batches are done.

        The scheduler gives a batch to another worker where one is lost. Where several were, one after the other, its
        files are tried one by one, and None is given for the one that it comes of.
        """
        finished: SimpleQueue[Future[R]] = SimpleQueue()
        waiting: dict[Future[R], Sequence[int]] = {}

        def submit(places: Sequence[int]) -> None:
            future = self._client.submit(function, [files[place] for place in places], pure=False)
            waiting[future] = places
            future.add_done_callback(finished.put)

        size = min(MOST_DOCUMENTS, -(-len(files) // (self._threads * _ROUNDS)))
        for start in range(0, len(files), max(size, 1)):
            submit(range(start, min(start + size, len(files))))
        try:
            while waiting:
                future = self._wait(finished)
                places = waiting.pop(future)
                if future.status == "finished":
                    yield places, future.result()
                elif not _has_killed(future):
                    raise self._explain(future)
                elif len(places) == 1:
                    yield places, None
                else:
                    for place in places:
                        submit([place])
        finally:
            # What is being read is read to its end and lies in its shard; the next run finds it there.
            self._client.cancel(list(waiting))

    def _wait(self, finished: SimpleQueue[Future[R]]) -> Future[R]:
        told = False
        while True:
            with suppress(Empty):
                return finished.get(timeout=_GLANCE_SECONDS)
            if self._client.status != "running":
                raise self._lose()
            if not told and not self._client.nthreads():
                _log.warning("%s: no worker is left; waiting for one", self._scheduler)
                told = True

    def _explain(self, future: Future[R]) -> ExtractorError:
        error = future.exception() if future.status == "error" else None
        if error is None:
            return self._lose()
        if isinstance(error, ExtractorError):
            return error
        wrong = ExtractorError(
            self._scheduler, f"a worker failed: {type(error).__name__}: {_say(error)}", hint="its log says more"
        )
        wrong.__cause__ = error
        return wrong

    def _lose(self) -> ExtractorError:
        hint = "start it and its workers, and run again: what was read is kept"
        return ExtractorError(self._scheduler, "the scheduler has gone", hint=hint)


def _has_killed(future: Future[Any]) -> bool:
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


# What a worker does


def hash_batch(files: Sequence[FileMet]) -> list[str]:
    """The SHA-256 of each file; empty for one that cannot be had."""
    with tempfile.TemporaryDirectory(prefix="lga-metrics-") as scratch:
        return [
            batch.hash_file(file.path) if isinstance(file, FileMet) else "" for file in _fetch(files, Path(scratch))
        ]


def read_batch(
    files: Sequence[FileMet], *, settings: pipeline.Settings, limits: workers.Limits, folder: str, version: str
) -> Batch:
    """Read files, each in a supervised process, write what was read as one shard, and tell what came of each.

    ExtractorError where this worker would read otherwise than a reader of the version, or cannot write the shard.
    """
    from distributed import get_worker

    here = f"worker {get_worker().address}"
    # Dask's workers are daemons, which may have no children lest these outlive them; ours end with their parent.
    multiprocessing.current_process().daemon = False
    reader = pipeline.make_reader(settings)
    if reader.version != version:
        raise ExtractorError(here, "reads with other code, libraries or patterns than this machine", hint=_SAME)
    results: dict[int, Kept | Failure] = {}
    rows = []
    with tempfile.TemporaryDirectory(prefix="lga-metrics-") as scratch:
        fetched = _fetch(files, Path(scratch))
        there = [number for number, file in enumerate(fetched) if isinstance(file, FileMet)]
        results |= {number: file for number, file in enumerate(fetched) if isinstance(file, Failure)}
        read = batch.read_packed([f for f in fetched if isinstance(f, FileMet)], reader, jobs=1, limits=limits)
        for task, result in read:
            number = there[task]
            if isinstance(result, Failure):
                results[number] = result
                continue
            content = batch.make_key(files[number], result.sha256, version)
            rows.append(Row(content, batch.name_reading(files[number]), result.claims, result.lasting, result.packed))
            results[number] = Kept(content, result.claims)
    place = find_place(folder)
    try:
        shard = write_shard(place, rows) if rows else ""
    except OSError as error:
        raise ExtractorError(here, f"cannot write into {place.shown}: {error}", hint=_REACHED) from error
    return Batch(shard, tuple(results[number] for number in range(len(files))))


def _fetch(files: Sequence[FileMet], scratch: Path) -> list[FileMet | Failure]:
    fetched: list[FileMet | Failure] = []
    for file in files:
        try:
            fetched.append(fetch_file(file, scratch))
        # The boundary around one document: each scheme has errors of its own.
        except Exception as error:
            reason = (
                f"could not be fetched: {' '.join(str(error).split()) or type(error).__name__}; see who may read it"
            )
            detail = traceback.format_exc()
            fetched.append(make_failure(file, Status.CORRUPT, reason, detail=detail))
    return fetched

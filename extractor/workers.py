"""One document in one supervised process, with a deadline and a memory limit.

A pool loses every pending task when one process dies of a native crash; here a death or a missed deadline costs exactly
the task that was running, and its worker is started anew. Workers are spawned (the same on every system), long-lived
and given one task at a time. They end with the process that started them, also when that one is killed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from extractor.errors import ExtractorError
from extractor.models import Status

T = TypeVar("T")
R = TypeVar("R")

START_SECONDS = 120.0
"""How long a worker may take to start: imports on a slow disk, not work."""
GLANCE_SECONDS = 0.5
"""How long the supervisor waits at most before it looks up; Windows hears Ctrl-C only then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one task may use: seconds, and bytes of memory where the system can hold a process to them."""

    seconds: float = 300.0
    memory: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A task that gave no result: `status` is timeout, too_large or crashed; `detail` is the traceback, if any."""

    status: Status
    reason: str
    detail: str = ""


@dataclass(slots=True)
class _Worker:
    """One process and what it is doing: `task` is None until it has started."""

    process: BaseProcess
    connection: Connection
    deadline: float
    task: int | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a worker says once, when it has started."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a worker says of a task that went well."""

    result: Any


def run_tasks(
    function: Callable[[T], R],
    items: Sequence[T],
    *,
    jobs: int,
    limits: Limits,
    prepare: Callable[[], object] | None = None,
) -> Generator[tuple[int, R | Lost]]:
    """Give (place in `items`, result) as results come: every place exactly once, in no fixed order.

    `function`, `prepare` and the items must be picklable. `prepare` runs once in each worker, outside the deadline. An
    exception in `function` becomes a Lost with its traceback. ExtractorError where a worker cannot start. When the
    caller stops early, as by Ctrl-C, all workers are ended at once.
    """
    pending = deque(range(len(items)))
    workers: list[_Worker] = []
    try:
        for _ in range(min(max(jobs, 1), len(items))):
            workers.append(_start(function, prepare, limits))
        while workers:
            _wait_for_news(workers)
            for worker in list(workers):
                news = _collect(worker, limits)
                if news is None:
                    continue
                task, worker.task = worker.task, None
                if isinstance(news, Lost):
                    workers.remove(worker)
                    _stop(worker)
                    if task is None:
                        # The traceback goes along as the cause, for whoever calls this from Python.
                        raise ExtractorError("workers", f"cannot start: {news.reason}") from RuntimeError(news.detail)
                    if pending:
                        workers.append(_start(function, prepare, limits))
                elif pending:
                    _give(worker, pending.popleft(), items, limits)
                else:
                    workers.remove(worker)
                    _stop(worker)
                if task is not None and not isinstance(news, _Ready):
                    yield task, news.result if isinstance(news, _Done) else news
    finally:
        for worker in workers:
            _stop(worker)


def _start(function: Callable[[T], R], prepare: Callable[[], object] | None, limits: Limits) -> _Worker:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs, function, prepare, limits.memory), daemon=True)
    with _deaf_to_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours, time.monotonic() + START_SECONDS)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    # A child inherits this, so that Ctrl-C, which a terminal sends to all of them, is the supervisor's alone to answer.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _give(worker: _Worker, task: int, items: Sequence[Any], limits: Limits) -> None:
    worker.task = task
    worker.deadline = time.monotonic() + limits.seconds
    # One that died while idle is noticed at the next look, as a crash on this task.
    with suppress(OSError):
        worker.connection.send(items[task])


def _stop(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _wait_for_news(workers: Sequence[_Worker]) -> None:
    soonest = min(worker.deadline for worker in workers) - time.monotonic()
    wait([worker.connection for worker in workers], timeout=min(max(soonest, 0), GLANCE_SECONDS))


def _collect(worker: _Worker, limits: Limits) -> _Ready | _Done | Lost | None:
    """What the worker has said or what became of it; None where it is still at work."""
    if worker.connection.poll():
        try:
            news: _Ready | _Done | Lost = worker.connection.recv()
        except (EOFError, OSError):
            return _explain_death(worker)
        return news
    if time.monotonic() < worker.deadline:
        return None
    if worker.task is None:
        return Lost(status=Status.TIMEOUT, reason=f"no answer in {START_SECONDS:g} s")
    reason = f"took longer than {limits.seconds:g} s; give it more with --timeout, or split the file"
    return Lost(status=Status.TIMEOUT, reason=reason)


def _explain_death(worker: _Worker) -> Lost:
    """What became of a process that has gone."""
    worker.process.join(timeout=5)
    code = worker.process.exitcode or 0
    cause = f"exit code {code}"
    with suppress(ValueError):
        cause = signal.Signals(-code).name if code < 0 else cause
    reason = f"the reader crashed on it ({cause}); save the file anew from the program that made it, then run again"
    if worker.task is None:
        reason = f"{cause}; a script that calls run() needs `if __name__ == '__main__':` around the call"
    return Lost(status=Status.CRASHED, reason=reason)


# In the worker


def _serve(
    connection: Connection, function: Callable[[Any], object], prepare: Callable[[], object] | None, memory: int | None
) -> None:
    _end_with_parent()
    _limit_memory(memory)
    # Documents are spread over processes; more threads inside each would only fight for the same cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    started = _attempt(lambda _: prepare() if prepare else None, None, memory)
    gc.freeze()  # what is loaded by now stays: the collector need not walk over it while documents are read
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(_Ready() if isinstance(started, _Done) else started)
        while True:
            connection.send(_attempt(function, connection.recv(), memory))


def _attempt(function: Callable[[Any], object], item: object, memory: int | None) -> _Done | Lost:
    try:
        return _Done(function(item))
    except MemoryError:
        held = f"the {memory / 2**30:.3g} GB that one document may use" if memory else "the memory there is"
        return Lost(
            status=Status.TOO_LARGE, reason=f"needs more than {held}; split the file", detail=traceback.format_exc()
        )
    # The boundary around one document: whatever is wrong with it, the others go on.
    except Exception as error:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        reason = f"the reader failed ({' '.join(what.split())[:200]}); this is a bug worth reporting"
        return Lost(status=Status.CRASHED, reason=reason, detail=traceback.format_exc())


def _end_with_parent() -> None:
    """Leave when the supervisor has gone, even in the middle of a document."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory(memory: int | None) -> None:
    if memory is None or sys.platform == "win32":
        return
    import resource  # not there on Windows

    # macOS knows the limit but may refuse to set it; reading without it is better than not reading.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))

"""Supervised workers: what one bad task costs, and what is left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from extractor.errors import ExtractorError
from extractor.models import Status
from extractor.workers import Limits, Lost, run_tasks


def act(item: str) -> str:
    """What the tests ask of a worker, by name."""
    if item == "sleep":
        time.sleep(60)
    if item == "segfault":
        ctypes.string_at(0)
    if item == "exit":
        os._exit(3)
    if item == "raise":
        raise ValueError("odd font")
    if item == "hog":
        return str(len(bytearray(3 * 2**30)))
    return item.upper()


def die_at_once() -> None:
    """A prepare that ends the worker."""
    os._exit(7)


def fail_at_once() -> None:
    """A prepare with a bug in it."""
    raise KeyError("a bug")


def run(items: list[str], *, jobs: int = 2, limits: Limits | None = None) -> dict[int, str | Lost]:
    return dict(run_tasks(act, items, jobs=jobs, limits=limits or Limits(seconds=30)))


def test_every_task_comes_back_once_and_in_its_place() -> None:
    items = [f"task {number}" for number in range(25)]
    results = list(run_tasks(act, items, jobs=2, limits=Limits(seconds=30)))
    assert sorted(results) == list(enumerate(item.upper() for item in items))


def test_no_tasks_start_no_workers() -> None:
    assert list(run_tasks(act, [], jobs=4, limits=Limits())) == []


@pytest.mark.parametrize(
    ("poison", "status", "word"),
    [
        pytest.param("segfault", Status.CRASHED, "SIGSEGV" if os.name == "posix" else "crashed", id="native crash"),
        pytest.param("exit", Status.CRASHED, "exit code 3", id="process leaves"),
        pytest.param("raise", Status.CRASHED, "ValueError: odd font", id="exception"),
        pytest.param("sleep", Status.TIMEOUT, "longer than 2 s", id="hangs"),
    ],
)
def test_a_poison_task_costs_itself_alone(poison: str, status: Status, word: str) -> None:
    items = ["a", "b", poison, "c", "d", "e"]
    results = run(items, limits=Limits(seconds=2))
    lost = results.pop(2)
    assert isinstance(lost, Lost)
    assert lost.status is status
    assert word in lost.reason
    assert results == {0: "A", 1: "B", 3: "C", 4: "D", 5: "E"}


def test_an_exception_keeps_its_traceback_out_of_the_reason() -> None:
    lost = run(["raise"])[0]
    assert isinstance(lost, Lost)
    assert "Traceback" in lost.detail
    assert "Traceback" not in lost.reason


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a memory limit")
def test_a_task_beyond_the_memory_limit_is_too_large() -> None:
    results = run(["a", "hog", "b"], limits=Limits(seconds=30, memory=2 * 2**30))
    assert isinstance(results[1], Lost)
    assert results[1].status is Status.TOO_LARGE
    assert (results[0], results[2]) == ("A", "B")


@pytest.mark.parametrize(
    ("prepare", "problem"),
    [
        pytest.param(die_at_once, "cannot start: exit code 7", id="dies"),
        pytest.param(fail_at_once, "cannot start: .*KeyError: 'a bug'", id="bug"),
    ],
)
def test_workers_that_cannot_start_are_an_error_not_a_loop(
    prepare: Callable[[], None], problem: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ExtractorError, match=problem):
        list(run_tasks(act, ["a"], jobs=1, limits=Limits(), prepare=prepare))
    assert "Traceback" not in capfd.readouterr().err


def test_stopping_early_leaves_no_process() -> None:
    running = run_tasks(act, ["a", "sleep", "sleep"], jobs=2, limits=Limits(seconds=60))
    assert next(running) == (0, "A")
    running.close()
    assert not [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


SUPERVISOR = """
    import sys
    sys.path.insert(0, {tests!r})
    from extractor.workers import Limits, run_tasks
    from test_workers import act

    if __name__ == "__main__":
        for _ in run_tasks(act, ["a", "sleep", "sleep"], jobs=2, limits=Limits(seconds=60)):
            print("ready", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda blow: blow.name)
def test_no_worker_outlives_its_supervisor(blow: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "supervisor.py"
    script.write_text(textwrap.dedent(SUPERVISOR).format(tests=str(Path(__file__).parent)), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline().strip() == b"ready"
        children = psutil.Process(supervisor.pid).children(recursive=True)
        assert children
        supervisor.send_signal(blow)
        supervisor.wait(timeout=2)
        assert psutil.wait_procs(children, timeout=3)[1] == []

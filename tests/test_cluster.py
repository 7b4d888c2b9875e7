"""A run over a cluster: the rows of one machine, whatever is lost on the way, and one line where something is wrong."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from extractor import cluster, pipeline
from extractor.addresses import fetch_file
from extractor.batch import Progress, make_failure
from extractor.cli import app
from extractor.errors import ExtractorError
from extractor.ingest import FileMet
from extractor.models import Status
from extractor.workers import Limits

distributed = pytest.importorskip("distributed")
fsspec = pytest.importorskip("fsspec")
pytest.importorskip("duckdb")

ROOT = Path(__file__).resolve().parent.parent
FEEDS = ("documents.csv", "claims.csv", "findings.csv", "evidence.csv", "unclaimed.csv", "series.csv", "report.html")
PATIENCE = 60.0  # seconds for a process of the cluster to start
LIMITS = Limits(seconds=4)


# A scheduler and two workers, each a process of its own


@contextmanager
def start(*words: str) -> Iterator[psutil.Process]:
    """A command of Dask at work; in the end it and all that it started are gone."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--no-dashboard"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": paths},
    ) as process:  # fmt: skip
        started = psutil.Process(process.pid)
        try:
            yield started
        finally:
            for each in (*started.children(recursive=True), started):
                each.kill()


def wait_for(look: Callable[[], Any]) -> Any:
    """What `look` gives as soon as that is something."""
    end = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return seen


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler without workers."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    with start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)):
        wait_for(file.is_file)
        yield json.loads(wait_for(lambda: file.read_text(encoding="utf-8")))["address"]


@pytest.fixture(scope="module")
def crew(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[psutil.Process]]:
    """Two workers of one thread each; what is given are the nannies, which start the workers anew."""
    with ExitStack() as stack:
        options = ("--host", "127.0.0.1", "--nthreads", "1", "--local-directory", str(tmp_path_factory.mktemp("work")))
        yield [stack.enter_context(start("worker", scheduler, *options)) for _ in range(2)]


@pytest.fixture
def ready(scheduler: str, crew: list[psutil.Process]) -> Iterator[list[psutil.Process]]:
    """Both workers, there and idle."""
    with distributed.Client(scheduler, set_as_default=False) as client:
        wait_for(lambda: len(client.nthreads()) == len(crew))
    yield crew


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example publications, a file that cannot be read, and one over which every reader runs out of time."""
    folder = tmp_path_factory.mktemp("shelf") / "reports"
    shutil.copytree(ROOT / "corpus", folder)
    (folder / "empty.txt").write_bytes(b"")
    sentence = "In 2023/24 the academy trained {:,} clerks in {} councils, and 41 per cent of them came again.\n\n"
    endless = "".join(sentence.format(1000 + number, number % 90 + 2) for number in range(100_000))
    (folder / "later").mkdir()
    (folder / "later" / "endless.txt").write_text(endless, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(scope="module")
def alone(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine writes of it."""
    out = tmp_path_factory.mktemp("alone") / "out"
    pipeline.run([shelf], out=out, jobs=2, limits=LIMITS)
    return out


def same_feeds(one: Path, other: Path) -> list[str]:
    """The feeds that differ."""
    return [name for name in FEEDS if (one / name).read_bytes() != (other / name).read_bytes()]


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
def test_two_workers_give_the_feeds_of_one_machine_and_a_poison_document_costs_itself(
    scheduler: str, shelf: Path, alone: Path, tmp_path: Path
) -> None:
    seen: list[Progress] = []
    out = tmp_path / "out"
    done = cluster.run([shelf.as_uri()], scheduler=scheduler, out=out, limits=LIMITS, on_progress=seen.append)
    assert {each.document: each.status for each in done.run.failures} == {
        "empty": Status.NO_TEXT,
        "later--endless": Status.TIMEOUT,
    }
    assert same_feeds(out, alone) == []
    assert (seen[-1].done, seen[-1].kept, seen[-1].failures) == (12, 0, 2)
    shards = {path.name: path.read_bytes() for path in (tmp_path / "out.shards").iterdir()}
    assert len(shards) > 2

    cluster.run([str(shelf)], scheduler=scheduler, out=out, limits=Limits(seconds=2), on_progress=seen.append)
    assert (seen[-1].done, seen[-1].kept) == (12, 10)
    again = {path.name: path.read_bytes() for path in (tmp_path / "out.shards").iterdir()}
    assert again == shards


def list_spawned(nanny: psutil.Process) -> list[psutil.Process]:
    """The worker that a nanny started, and then what that started to read."""
    spawned = []
    for process in sorted(nanny.children(recursive=True), key=lambda each: each.create_time()):
        with suppress(psutil.NoSuchProcess):  # it has just ended
            if "spawn_main" in " ".join(process.cmdline()):
                spawned.append(process)
    return spawned


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing(
    scheduler: str, ready: list[psutil.Process], shelf: Path, alone: Path, tmp_path: Path
) -> None:
    lost: list[psutil.Process] = []

    def kill(progress: Progress) -> None:
        if progress.done and not lost:
            # One of them reads, at the latest the document that never ends.
            lost.extend(wait_for(lambda: next((found for nanny in ready if len(found := list_spawned(nanny)) > 1), ())))
            lost[0].kill()

    out = tmp_path / "out"
    cluster.run([str(shelf)], scheduler=scheduler, out=out, limits=LIMITS, on_progress=kill)
    assert same_feeds(out, alone) == []
    assert len(lost) > 1
    assert psutil.wait_procs(lost, timeout=30)[1] == []


@pytest.mark.slow
@pytest.mark.parametrize("other", ["__version__", "find_code_version", "python"])
@pytest.mark.usefixtures("ready")
def test_workers_that_would_read_otherwise_are_told_before_anything_is_read(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    if other == "python":
        monkeypatch.setattr(cluster.platform, "python_version", lambda: "3.99.0")
    else:
        monkeypatch.setattr(cluster, other, "9.9.9" if other == "__version__" else lambda: "another")
    problem = {
        "__version__": "worker tcp://.*: has 0.*, and this machine has 9.9.9",
        "find_code_version": "worker tcp://.*: has lga-metrics .* with other code or libraries",
        "python": "worker tcp://.*: runs Python 3.*, and this machine 3.99.0",
    }
    with pytest.raises(ExtractorError, match=problem[other]):
        cluster.run([str(ROOT / "corpus")], scheduler=scheduler, out=tmp_path / "out")
    assert list((tmp_path / "out.shards").iterdir()) == []


# A scheduler and a worker in this process, which can be lied to


@pytest.fixture(scope="module")
def near() -> Iterator[Any]:
    """A cluster inside this process, so that it sees what lies in its memory."""
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp://", dashboard_address=":0"
    ) as started:
        yield started


@pytest.fixture
def store() -> Iterator[Any]:
    """An empty store in memory."""
    files = fsspec.filesystem("memory")
    files.rm("/", recursive=True) if files.ls("/") else None
    yield files
    files.rm("/", recursive=True) if files.ls("/") else None


PAPERS = {"a.txt": "In 2023/24 we let 412 garden plots.\n", "b/c.txt": "In 2023/24 we let 437 garden plots.\n"}


@pytest.mark.slow
def test_documents_and_shards_may_lie_in_a_store(near: Any, store: Any, tmp_path: Path) -> None:
    for name, text in PAPERS.items():
        store.pipe_file(f"/reports/{name}", text.encode())
        (tmp_path / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "reports" / name).write_bytes(text.encode())
    pipeline.run([tmp_path / "reports"], out=tmp_path / "alone", jobs=1)
    seen: list[Progress] = []
    for _ in range(2):
        cluster.run(
            ["memory://reports"], scheduler=near.scheduler_address, out=tmp_path / "out", shards="memory://shards",
            on_progress=seen.append,
        )  # fmt: skip
        assert same_feeds(tmp_path / "out", tmp_path / "alone") == []
    assert (seen[-1].done, seen[-1].kept) == (2, 2)
    # A file under another name is known by its content.
    store.mv("/reports/a.txt", "/reports/d.txt")
    done = cluster.run(
        ["memory://reports"], scheduler=near.scheduler_address, out=tmp_path / "out", shards="memory://shards",
        on_progress=seen.append,
    )  # fmt: skip
    assert [each.document for each in done.run.documents] == ["b--c", "d"]


def refuse_c(file: FileMet, folder: Path) -> FileMet:
    """Stands in for a store that keeps one of its files to itself."""
    if file.relative == "b/c.txt":
        raise PermissionError("not for you")
    return fetch_file(file, folder)


@pytest.mark.slow
def test_a_document_that_cannot_be_fetched_costs_itself_and_is_tried_again(
    near: Any, store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in PAPERS.items():
        store.pipe_file(f"/reports/{name}", text.encode())
    monkeypatch.setattr(cluster, "fetch_file", refuse_c)
    words = {"scheduler": near.scheduler_address, "out": tmp_path / "out", "shards": "memory://shards"}
    done = cluster.run(["memory://reports"], **words).run
    assert [(each.document, each.path, each.status) for each in done.failures] == [("b--c", "b/c.txt", Status.CORRUPT)]
    assert "could not be fetched: not for you" in done.failures[0].reason
    monkeypatch.undo()
    assert len(cluster.run(["memory://reports"], **words).run.documents) == 2


FILES = [FileMet(Path(f"{name}.txt"), name, f"{name}.txt", f"memory://{name}.txt") for name in "abcdefghij"]


def kill_worker_over_c(files: Sequence[FileMet]) -> list[str]:
    """Stands in for a batch that takes its workers down, as the scheduler tells of it."""
    if any(file.document == "c" for file in files):
        raise distributed.KilledWorker("task", SimpleNamespace(address="tcp://192.0.2.1:1"), 3)
    return [file.document for file in files]


@pytest.mark.slow
def test_a_document_that_takes_down_every_worker_costs_itself(near: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "hash_batch", kill_worker_over_c)
    with distributed.Client(near.scheduler_address, set_as_default=False) as client:
        crew = cluster._Crew(client, near.scheduler_address, 1)
        assert crew.hash_files(FILES) == ["a", "b", "", *"defghij"]


def write_nothing(files: Sequence[FileMet], **_: object) -> cluster.Batch:
    """Stands in for a worker whose shards this machine does not see."""
    return cluster.Batch("0.readings.parquet", tuple(cluster.Kept("key", 1) for _ in files))


def fail(files: Sequence[FileMet], **_: object) -> cluster.Batch:
    """Stands in for a worker without room on its disk."""
    raise OSError(28, f"No space left for {len(files)} files")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stand_in", "problem"),
    [
        pytest.param(write_nothing, r"a worker has written .*cannot be read from here.*--shards", id="unseen shard"),
        pytest.param(fail, "tcp://.*: a worker failed: OSError: .*No space left", id="failure"),
    ],
)
def test_what_goes_wrong_on_a_worker_is_one_line(
    near: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand_in: object, problem: str
) -> None:
    monkeypatch.setattr(cluster, "read_batch", stand_in)
    with pytest.raises(ExtractorError, match=problem):
        cluster.run([str(ROOT / "corpus")], scheduler=near.scheduler_address, out=tmp_path / "out")


def give_up(files: Sequence[FileMet], **_: object) -> cluster.Batch:
    """Stands in for a worker that reads nothing, and takes its time."""
    time.sleep(1)
    return cluster.Batch("", tuple(make_failure(file, Status.CRASHED, "given up") for file in files))


@pytest.mark.slow
def test_a_scheduler_that_goes_in_the_middle_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "read_batch", give_up)
    monkeypatch.setattr(cluster, "_GLANCE_SECONDS", 0.5)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=":0"
    ) as passing:

        def close(progress: Progress) -> None:
            if progress.done:
                passing.close()

        with pytest.raises(ExtractorError, match="the scheduler has gone"):
            cluster.run(
                [str(ROOT / "corpus")], scheduler=passing.scheduler_address, out=tmp_path / "out", on_progress=close
            )
    assert "Traceback" not in capfd.readouterr().err


# What is wrong from the start


def test_a_scheduler_without_workers_says_what_to_start(tmp_path: Path) -> None:
    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp://", dashboard_address=":0"
    ) as empty, pytest.raises(ExtractorError, match=r"has no workers .*dask worker tcp://"):  # fmt: skip
        cluster.run([str(ROOT / "corpus")], scheduler=empty.scheduler_address, out=tmp_path / "out")


def test_where_no_scheduler_answers_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ExtractorError, match=f"{address}: no Dask scheduler answers there"):
            cluster.run([str(ROOT / "corpus")], scheduler=address, out=tmp_path / "out")


@pytest.mark.slow
def test_the_address_of_a_worker_is_not_taken_for_a_scheduler(near: Any, tmp_path: Path) -> None:
    (worker,) = near.scheduler.workers
    with pytest.raises(ExtractorError, match=r"is a Dask worker .name its scheduler"):
        cluster.run([str(ROOT / "corpus")], scheduler=worker, out=tmp_path / "out")


SCHEDULER = "tcp://192.0.2.1:8786"  # never reached


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("s3://council/reports",), "is an address, which the workers", id="address without scheduler"),
        pytest.param(("reports", "--shards", "read"), "--shards: is for the workers", id="shards without scheduler"),
        pytest.param(("reports", "--scheduler", SCHEDULER, "--jobs", "2"), "--jobs: is for this", id="jobs"),
        pytest.param(("reports", "--scheduler", "192.0.2.1:8786"), "is no address of a Dask", id="no scheme"),
        pytest.param(("reports", "--scheduler", "http://192.0.2.1:8786"), "is no address of a Dask", id="web address"),
        pytest.param(("reports", "--scheduler", "tcp://192.0.2.1"), "is no address of a Dask", id="no port"),
        pytest.param(("reports", "--scheduler", SCHEDULER), "reports: holds no document", id="empty folder"),
        pytest.param(("gone", "--scheduler", SCHEDULER), "gone: no such file or folder", id="no folder"),
        pytest.param(("nope://a/b", "--scheduler", SCHEDULER), "nope://a/b: is no address", id="unknown scheme"),
    ],
)
def test_a_wrong_command_is_one_line_before_any_scheduler_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["run", *words])
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("missing", ["distributed", "fsspec"])
def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, missing, None)
    done = CliRunner().invoke(app, ["run", str(ROOT / "corpus"), "--scheduler", SCHEDULER])
    assert done.exit_code == 2
    assert 'pip install "lga-metrics[dask]"' in done.stderr
    assert done.stderr.count("\n") == 1

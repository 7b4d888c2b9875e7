"""Print how a cluster on this machine reads a folder: documents a second, memory of each process, size of the shards.

    python tests/benchmarks/cluster.py [--documents 200] [--pages 40] [--workers 2] [--folder FOLDER]

Reports are made up as for batch.py, unless a folder is named. The same folder is read by as many processes of one
machine, so that the ratio says what spreading costs; then again by the cluster, with all of it in shards. CPU seconds
are of all processes together. Memory is the peak of each process: the worker with its nanny, the reader that it starts
for a batch, and the command, which compares.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from batch import write_report  # noqa: E402 - the path comes first

GLANCE = 0.1  # seconds
MB = 2**20


class Cost(NamedTuple):
    """What a command took: seconds of the clock, CPU seconds of all processes, and its own peak of memory in MB."""

    seconds: float
    cpu: float
    peak: float


@contextlib.contextmanager
def start(*words: object) -> Iterator[psutil.Process]:
    """Python at work with these words, quietly; in the end it and all that it started are gone."""
    with psutil.Popen([sys.executable, *map(str, words)], stdout=-3, stderr=-3, cwd=ROOT) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                for each in (*process.children(recursive=True), process):
                    each.kill()


class Watch:
    """Looks at processes while a command runs: their CPU seconds and peaks of memory."""

    def __init__(self, workers: list[psutil.Process]) -> None:
        self.workers = workers
        self.peaks: dict[str, float] = defaultdict(float)
        self._cpu: dict[tuple[int, float], float] = {}

    def run(self, *words: object) -> Cost:
        """Run the program with these words to its end."""
        self._look(None)
        before, began = sum(self._cpu.values()), time.perf_counter()
        with start("-m", "extractor.cli", "run", *words) as process:
            while process.poll() is None:
                self._look(process)
                time.sleep(GLANCE)
            if process.returncode:
                raise SystemExit(f"ended with {process.returncode}: {words}")
        seconds = time.perf_counter() - began
        return Cost(seconds, sum(self._cpu.values()) - before, self.peaks.pop("command"))

    def _look(self, command: psutil.Process | None) -> None:
        for nanny in self.workers:
            self._note("nanny", nanny)
            for worker in find_children(nanny):
                self._note("worker", worker)
                for reader in find_children(worker):
                    self._note("reader", reader)
        if command:
            self._note("command", command)
            for reader in find_children(command):
                self._note("reader of one machine", reader)

    def _note(self, name: str, process: psutil.Process) -> None:
        with contextlib.suppress(psutil.Error):
            spent = process.cpu_times()
            self._cpu[process.pid, process.create_time()] = spent.user + spent.system
            self.peaks[name] = max(self.peaks[name], process.memory_info().rss / MB)


def find_children(process: psutil.Process) -> list[psutil.Process]:
    """The processes that one started, without those that only watch over resources."""
    with contextlib.suppress(psutil.Error):
        return [child for child in process.children() if "resource_tracker" not in " ".join(child.cmdline())]
    return []


def main() -> None:
    """Write the reports, start a cluster, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="read the documents of this folder instead")
    arguments = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT) + os.pathsep + os.environ.get("PYTHONPATH", "")
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        place = Path(scratch)
        folder = arguments.folder or place / "reports"
        if not arguments.folder:
            folder.mkdir()
            for number in range(arguments.documents):
                write_report(folder / f"report-{number:05}.txt", pages=arguments.pages, seed=number)
        file = place / "scheduler.json"
        stack.enter_context(
            start(
                "-m",
                "dask",
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                0,
                "--no-dashboard",
                "--scheduler-file",
                file,
            )
        )
        while not file.is_file() or not file.read_text(encoding="utf-8"):
            time.sleep(GLANCE)
        scheduler = json.loads(file.read_text(encoding="utf-8"))["address"]
        options = ("--nthreads", 1, "--no-dashboard", "--local-directory", place / "work")
        workers = [
            stack.enter_context(start("-m", "dask", "worker", scheduler, *options)) for _ in range(arguments.workers)
        ]
        time.sleep(10)
        measure(folder, place, scheduler, Watch(workers))


def measure(folder: Path, place: Path, scheduler: str, watch: Watch) -> None:
    """Print what one machine takes, what the cluster takes, and what it takes again."""
    jobs = len(watch.workers)
    told = {
        f"one machine, {jobs} processes": (folder, "--out", place / "alone", "--no-cache", "--jobs", jobs),
        f"cluster, {jobs} workers": (folder, "--out", place / "out", "--scheduler", scheduler),
        "cluster again": (folder, "--out", place / "out", "--scheduler", scheduler),
    }
    for name, words in told.items():
        cost = watch.run(*words)
        run = json.loads((Path(str(words[2])) / "run.json").read_text(encoding="utf-8"))
        files, reading = run["counts"]["files"], run["measured"]["seconds"]["reading"]
        print(
            f"{name}: {files} documents, {run['counts']['claims']:,} claims; reading {reading:.0f} s,"
            f" {files / reading:.1f} documents a second; in all {cost.seconds:.0f} s, {cost.cpu:.0f} s CPU;"
            f" the command had {cost.peak:.0f} MB at most",
            flush=True,
        )
    for name, peak in watch.peaks.items():
        print(f"{name}: {peak:.0f} MB at most")
    sizes = [path.stat().st_size for path in (place / "out.shards").iterdir()]
    print(f"{len(sizes)} shards, {sum(sizes) / 1e6:.1f} MB, the largest {max(sizes) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

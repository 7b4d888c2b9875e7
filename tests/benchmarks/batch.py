"""Print how a folder of reports is read: one job against two, again unchanged, with one file changed, and memory.

    python tests/benchmarks/batch.py [--documents 1000] [--pages 40] [--keep FOLDER]

Reports are made up: 2,500 characters a page with about eight figures. Each run is the command in a process of its own.
Seconds are of the clock, and CPU seconds of all its processes: on a busy machine only the latter, and ratios of runs in
turn, mean something. Memory is the supervisor's peak when the last document has been read, before any is unpacked, and
at the end of a whole run. Windows tells neither CPU seconds nor memory of a process that has ended: there they are nan.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.planted.errors import ERRORS  # noqa: E402 - the path comes first
from tests.planted.shelves import FILLERS, make_draw  # noqa: E402
from tests.planted.wording import Style, fill  # noqa: E402

CHARACTERS_OF_PAGE = 2500
UNITS_OF_MEMORY = 2**20 if sys.platform == "darwin" else 1024  # of ru_maxrss, to the MB
ITEMS_OF_DRAW = 40  # its subjects must last


def write_report(path: Path, *, pages: int, seed: int) -> None:
    """Write a report of `pages` pages of text: statements of all kinds among sentences without figures."""
    rng = Random(seed)
    year = rng.randint(2012, 2024)
    label = f"{year}/{(year + 1) % 100:02}"
    said = {"in": f"in {label}", "In": f"In {label}", "year": label, "last": f"{year - 1}/{year % 100:02}"}
    paragraphs = [f"Report {seed} of the improvement office {label}", "What was done"]
    length = 0
    while length < pages * CHARACTERS_OF_PAGE:
        draw = make_draw(rng, year)
        for _ in range(ITEMS_OF_DRAW):
            item = rng.choice(list(ERRORS.values()))(draw)
            if item.heading and rng.random() < 0.4:
                paragraphs.append(item.heading[:1].upper() + item.heading[1:])
            for part in item.parts:
                told, _ = fill(part.clean.skeleton, {**said, **part.clean.values}, Style())
                paragraphs.append(f"{told} {' '.join(rng.sample(FILLERS, 7))}")
                length += len(paragraphs[-1])
    path.write_text("\n\n".join(paragraphs)[: pages * CHARACTERS_OF_PAGE], encoding="utf-8", newline="\n")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of the clock, CPU seconds with its children, and the peak in MB of the largest."""

    seconds: float
    cpu: float
    memory: float


def spend(*words: object) -> Cost:
    """Run Python with these words, quietly, and see what it takes."""
    started = time.perf_counter()
    cpu = memory = float("nan")
    with subprocess.Popen([sys.executable, *map(str, words)], stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / UNITS_OF_MEMORY
    if process.returncode:
        raise SystemExit(f"ended with {process.returncode}: {words}")
    return Cost(time.perf_counter() - started, cpu, memory)


def run(folder: Path, place: Path, name: str, *, jobs: int = 2) -> tuple[Cost, dict[str, float]]:
    """Run the command with cache and output of this name; what it took, and the seconds of its stages."""
    out = place / f"out-{name}"
    options = ("--out", out, "--cache", place / f"cache-{name}", "--jobs", jobs)
    cost = spend("-m", "extractor", "run", folder, *options)
    return cost, json.loads((out / "run.json").read_text(encoding="utf-8"))["measured"]["seconds"]


READ_ONLY = """
import os, sys
from pathlib import Path
from extractor import pipeline
from extractor.cache import open_cache
from extractor.ingest import find_files
from tests.benchmarks.measuring import find_peak

def stop(progress):
    if progress.done == progress.total:
        print(find_peak(), flush=True)
        os._exit(0)  # before anything is unpacked

if __name__ == "__main__":
    with open_cache(Path(sys.argv[2])) as cache:
        files = find_files([Path(sys.argv[1])]).files
        pipeline.read_files(
            files, pipeline.Settings(), jobs=2, limits=pipeline.LIMITS, cache=cache, on_progress=stop
        )
"""


def measure_reading(files: list[Path], place: Path, name: str) -> int:
    """The supervisor's peak memory in MB when all is read."""
    folder = place / f"some-{name}"
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
    script = place / "read_only.py"
    script.write_text(READ_ONLY, encoding="utf-8")
    words = [sys.executable, str(script), str(folder), str(place / f"cache-{name}")]
    return int(subprocess.run(words, capture_output=True, check=True).stdout)


def main() -> None:
    """Write the reports, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="a new folder for reports, caches and outputs")
    arguments = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT) + os.pathsep + os.environ.get("PYTHONPATH", "")
    with tempfile.TemporaryDirectory() as scratch:
        place = arguments.keep or Path(scratch)
        folder, some = place / "reports", place / "tenth"
        for made in (folder, some):
            made.mkdir(parents=True)
        for number in range(arguments.documents):
            write_report(folder / f"report-{number:05}.txt", pages=arguments.pages, seed=number)
        files = sorted(folder.iterdir())
        tenth = files[:: max(1, len(files) // 100)][: max(20, len(files) // 10)]
        for file in tenth:
            shutil.copy(file, some)
        compare_jobs(some, place, number=len(tenth))
        compare_runs(folder, place, files=files)
        for name, few in (("tenth", files[: len(files) // 10]), ("all", files)):
            peak = measure_reading(few, place, name)
            print(f"reading {len(few):,}: the supervisor's peak is {peak} MB", flush=True)


def compare_jobs(folder: Path, place: Path, *, number: int) -> None:
    """Print how fast one job and two read, in turn."""
    seconds = [run(folder, place, f"jobs-{jobs}", jobs=jobs)[1]["reading"] for jobs in (1, 2)]
    for jobs, spent in enumerate(seconds, start=1):
        print(f"{jobs} jobs: {number / spent:.2f} documents a second of reading", flush=True)
    print(f"two jobs are {seconds[0] / seconds[1]:.2f} times one", flush=True)


def compare_runs(folder: Path, place: Path, *, files: list[Path]) -> None:
    """Print what a first run takes, the same again, and again with one file changed."""
    first, stages = run(folder, place, "whole")
    told = ", ".join(f"{stage} {spent:.0f}" for stage, spent in stages.items() if ":" not in stage)
    print(f"{len(files):,} documents: {first.seconds:.0f} s ({told}), {first.cpu:.0f} s CPU, {first.memory:.0f} MB")
    again, _ = run(folder, place, "whole")
    print(f"again: {again.seconds:.1f} s, {100 * again.seconds / first.seconds:.1f}% of the first; ", end="")
    print(f"{again.cpu:.1f} s CPU, {100 * again.cpu / first.cpu:.1f}%", flush=True)
    write_report(files[0], pages=10, seed=len(files))
    changed, _ = run(folder, place, "whole")
    print(f"one file changed: {changed.seconds:.0f} s, {changed.cpu:.0f} s CPU", flush=True)


if __name__ == "__main__":
    main()

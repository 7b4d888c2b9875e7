"""Start the command and print how long it takes, beside Python itself and Typer, which no command of ours can be under.

python tests/benchmarks/start_up.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TIMES = 15
COMMANDS = {
    "python": ["-c", "pass"],
    "python and typer": ["-c", "import typer"],
    "lga-metrics --version": ["-m", "extractor", "--version"],
    "lga-metrics --help": ["-m", "extractor", "--help"],
    "lga-metrics sql --help": ["-m", "extractor", "sql", "--help"],
    "import extractor": ["-c", "import extractor"],
}


def measure(arguments: list[str]) -> float:
    """The least time of several starts, in seconds: what else the machine does only adds to it."""
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    least = {name: measure(arguments) for name, arguments in COMMANDS.items()}
    for name, seconds in least.items():
        print(f"{name:28} {seconds * 1000:5.0f} ms  {seconds / least['python']:4.1f} times python alone")

"""The command: plants, runs, prints the figures, and ends with 1 below what is asked for."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from .measure import TARGET_FALSE_CHANGES, TARGET_RECALL, TARGET_RECALL_OF_CHECK, measure, render

_CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def main() -> int:
    """Plant as many errors and harmless rewrites as the command line says, and print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("--number", type=int, default=5000, help="errors, and as many harmless rewrites")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a new folder for the shelves and the program's output")
    parser.add_argument("--missed", action="store_true", help="print what was missed and what was changed")
    arguments = parser.parse_args()
    sources = [_CORPUS]
    if named := os.environ.get("LGA_PUBLICATIONS"):
        sources.append(Path(named))
    with tempfile.TemporaryDirectory() as scratch:
        tally = measure(arguments.keep or Path(scratch), number=arguments.number, seed=arguments.seed, sources=sources)
    print(render(tally))
    if arguments.missed:
        for kind, texts in sorted(tally.examples.items()):
            print(f"\n{kind}")
            for text in texts:
                print(f"  {text}")
    reached = (
        tally.recall >= TARGET_RECALL
        and tally.lowest()[1] >= TARGET_RECALL_OF_CHECK
        and tally.false_changes <= TARGET_FALSE_CHANGES
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())

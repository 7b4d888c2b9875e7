"""Print how a folder of reports is read: documents a second with one and two jobs, again unchanged, and peak memory.

    python tests/benchmarks/batch.py [--documents 1000] [--pages 40] [--parts jobs,again,memory,whole]

Reports are made up, of 2,500 characters a page and about eight figures. `jobs` compares one and two jobs, in turn;
`again` an unchanged folder with its first run; `memory` the supervisor's peak while it only reads, at a tenth of the
documents and at all. `whole` is one run from end to end. Each run is the command itself, in a process of its own.
Ratios can be compared between machines, bare speeds cannot.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.planted.errors import ERRORS  # noqa: E402 - the path comes first
from tests.planted.shelves import FILLERS, make_draw  # noqa: E402
from tests.planted.wording import Style, fill  # noqa: E402

CHARACTERS_OF_PAGE = 2500
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


if __name__ == "__main__":
    folder, n = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(n):
        write_report(folder / f"report-{i:04}.txt", pages=40, seed=i)

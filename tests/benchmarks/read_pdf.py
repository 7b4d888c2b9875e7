"""How fast a PDF is read, as a multiple of what pdfplumber's extract_text takes for it in the same run.

usage: python tests/benchmarks/read_pdf.py FILE.pdf
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from extractor.ingestors import Limits, pdf


def _take(work: Callable[[], object], times: int) -> float:
    """The shortest of some runs, in seconds of this process."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def _extract_text(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def main(path: str) -> None:
    """Print the time of pdfplumber, and ours with and without the tables of ruled pages."""
    data = Path(path).read_bytes()
    yardstick = _take(lambda: _extract_text(data), 1)
    print(f"pdfplumber extract_text  {yardstick:7.2f} s")
    with_tables = _take(lambda: pdf.read(data, limits=Limits()), 3)
    print(f"read, with tables        {with_tables:7.2f} s  {yardstick / with_tables:5.1f} times as fast")
    pdf._add_tables = lambda *_: None
    without = _take(lambda: pdf.read(data, limits=Limits()), 5)
    print(f"read, without tables     {without:7.2f} s  {yardstick / without:5.1f} times as fast")


if __name__ == "__main__":
    main(*sys.argv[1:])

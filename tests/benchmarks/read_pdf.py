"""How fast a PDF is read, as a multiple of what pdfplumber's extract_text takes for it in the same run.

usage: python tests/benchmarks/read_pdf.py FILE.pdf

Then how much memory a process needs above its imports for 100 and 1,000 such pages, without their ruled tables.
"""

from __future__ import annotations

import io
import multiprocessing
import sys
import threading
from pathlib import Path

import pdfplumber
import psutil
import pypdfium2
from measuring import take_times

from extractor.ingestors import Limits, pdf


def _extract_text(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def _repeat(data: bytes, pages: int) -> bytes:
    """A PDF of so many pages, those of another over and over."""
    with pypdfium2.PdfDocument(data) as source, pypdfium2.PdfDocument.new() as made:
        while len(made) < pages:
            made.import_pages(source, list(range(min(len(source), pages - len(made)))))
        buffer = io.BytesIO()
        made.save(buffer)
    return buffer.getvalue()


def _measure(data: bytes) -> float:
    """The peak of memory while a PDF is read, in MB above what the process had; in a process of its own."""
    pdf._add_tables = lambda *_: None
    process = psutil.Process()
    before = peak = process.memory_info().rss
    reader = threading.Thread(target=pdf.read, args=(data,), kwargs={"limits": Limits()})
    reader.start()
    while reader.is_alive():
        peak = max(peak, process.memory_info().rss)
        reader.join(0.005)
    return (peak - before) / 1e6


def main(path: str) -> None:
    """Print the time of pdfplumber, and ours with and without the tables of ruled pages."""
    data = Path(path).read_bytes()
    (yardstick,) = take_times(lambda: _extract_text(data), repeats=1)
    print(f"pdfplumber extract_text  {yardstick:7.2f} s")
    (with_tables,) = take_times(lambda: pdf.read(data, limits=Limits()), repeats=3)
    print(f"read, with tables        {with_tables:7.2f} s  {yardstick / with_tables:5.1f} times as fast")
    pdf._add_tables = lambda *_: None
    (without,) = take_times(lambda: pdf.read(data, limits=Limits()))
    print(f"read, without tables     {without:7.2f} s  {yardstick / without:5.1f} times as fast")
    for pages in (100, 1000):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(f"peak, {pages:5,} pages       {pool.apply(_measure, [_repeat(data, pages)]):7.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""How fast a PDF is read, as a multiple of what pdfplumber's extract_text takes for the same pages in the same run.

usage: python tests/benchmarks/read_pdf.py FILE.pdf

Measured on the file, on the file without its tags (so that its layout must be found), and on made pages that each hold
a ruled table; there pdfplumber is also measured with its own search for tables. Then how much memory a process needs
above its imports for 100 and 1,000 pages, and how much of that is what it returns.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import psutil
import pypdfium2
from measuring import take_times
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from pdf_layouts import break_lines, write_paragraph
from pdf_tagged import Node, Shown, make_tagged

from extractor.ingestors import Contents, Limits, pdf


def _extract(data: bytes, *, tables: bool = False) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            if tables:
                page.extract_tables()
            page.close()


def _take_pages(data: bytes, pages: int) -> bytes:
    """A PDF of so many pages without tags, those of another over and over."""
    with pypdfium2.PdfDocument(data) as source, pypdfium2.PdfDocument.new() as made:
        while len(made) < pages:
            made.import_pages(source, list(range(min(len(source), pages - len(made)))))
        buffer = io.BytesIO()
        made.save(buffer)
    return buffer.getvalue()


def _make_ruled(pages: int) -> bytes:
    """Pages of text with a ruled table at the foot of each."""
    rng = random.Random(1)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    for _ in range(pages):
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(break_lines(write_paragraph(rng, 24), 480, "Helvetica", 10)[:36]):
            canvas.drawString(50, 780 - 13 * number, line)
        rows = [[f"Area {row}", *(str(rng.randint(1, 999)) for _ in range(3))] for row in range(8)]
        table = Table([["Region", "2021", "2022", "2023"], *rows], style=style)
        table.wrapOn(canvas, 400, 300)
        table.drawOn(canvas, 60, 100)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _make_tagged(pages: int) -> bytes:
    """Pages of two columns whose paragraphs are tagged."""
    rng = random.Random(1)
    shown: list[Shown] = []
    blocks = 0
    for x in (50, 310):
        y = 780
        while y > 120:
            for line in break_lines(write_paragraph(rng, 3), 230, "Helvetica", 10):
                shown.append(Shown(x, y, line, blocks))
                y -= 13
            blocks += 1
            y -= 8
    tree: list[Node] = [("P", block) for block in range(blocks)]
    return make_tagged(shown, tree, pages=pages)


def _measure(data: bytes) -> tuple[float, float]:
    """The peak of memory while a PDF is read, above what the process had, and what is returned; in MB."""
    process = psutil.Process()
    before = peak = process.memory_info().rss
    found: list[Contents] = []
    reader = threading.Thread(target=lambda: found.append(pdf.read(data, limits=Limits())))
    reader.start()
    while reader.is_alive():
        peak = max(peak, process.memory_info().rss)
        reader.join(0.005)
    return (peak - before) / 1e6, _weigh(found[0]) / 1e6


def _weigh(contents: Contents) -> int:
    """The bytes of a text and its blocks; numbers that come again are counted each time but for the places."""
    lines = [line for block in contents.blocks for line in block.lines]
    size = sys.getsizeof
    per_line = sum(size(line) + size(line.box) + size(line.start) + size(line.end) for line in lines)
    per_block = sum(size(block) + size(block.box) + size(block.lines) + size(block.start) for block in contents.blocks)
    return size(contents.text) + per_line + per_block


def main(path: str) -> None:
    """Print the times, as multiples of pdfplumber's, and the memory."""
    data = Path(path).read_bytes()
    with pypdfium2.PdfDocument(data) as document:
        count = len(document)
    files = {"as it is": data, "without tags": _take_pages(data, count), "ruled tables": _make_ruled(count)}
    for name, each in files.items():
        (plain,) = take_times(lambda each=each: _extract(each), repeats=1)  # type: ignore[misc]
        (ours,) = take_times(lambda each=each: pdf.read(each, limits=Limits()))  # type: ignore[misc]
        print(f"{name:14} pdfplumber {plain:6.2f} s   read {ours:5.2f} s   {plain / ours:5.1f} times as fast")
        if name == "ruled tables":
            (full,) = take_times(lambda each=each: _extract(each, tables=True), repeats=1)  # type: ignore[misc]
            print(f"{name:14} pdfplumber with its tables {full:6.2f} s   {full / ours:5.1f} times as fast")
    makers: dict[str, Callable[[int], bytes]] = {
        "two columns": lambda pages: _take_pages(data, pages),
        "tagged": _make_tagged,
        "ruled tables": _make_ruled,
    }
    for name, make in makers.items():
        for pages in (100, 1000):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                peak, returned = pool.apply(_measure, [make(pages)])
            print(f"{name:14} {pages:5,} pages   peak {peak:5.1f} MB   of it returned {returned:5.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])

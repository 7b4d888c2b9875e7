"""Straight lines on a page: the tables whose cells they shut in."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.ingestors import Limits
from extractor.ingestors.pdf import read
from extractor.ingestors.rules import find_grids
from extractor.models import BlockKind, Box


def draw_lines(xs: list[float], ys: list[float]) -> list[Box]:
    """Lines level and upright through these places, each from the first to the last."""
    level = [(xs[0], y, xs[-1], y) for y in ys]
    return [*level, *((x, ys[0], x, ys[-1]) for x in xs)]


def frame(x0: float, top: float, x1: float, bottom: float) -> Box:
    return x0, top, x1, bottom


GRIDS: dict[str, tuple[list[Box], list[list[int]]]] = {
    "lines through the whole table": (draw_lines([0, 50, 100], [0, 20, 40, 60]), [[2, 2, 2]]),
    "a frame for each cell": ([frame(x, y, x + 50, y + 20) for x in (0, 50) for y in (0, 20)], [[2, 2]]),
    "lines as thin boxes that do not quite meet": (
        [(0, y, 100, y + 0.7) for y in (0, 20, 40)] + [(x, 1.5, x + 0.7, 39) for x in (0, 50, 99.5)],
        [[2, 2]],
    ),
    "a cell over two columns": (
        [*draw_lines([0, 100], [0, 20, 40, 60]), (50, 20, 50, 60)],
        [[1, 2, 2]],
    ),
    "two tables": (
        [*draw_lines([0, 50, 100], [0, 20, 40]), *draw_lines([0, 50, 100], [200, 220, 240])],
        [[2, 2], [2, 2]],
    ),
    "lines that shut in nothing": ([(0, y, 100, y) for y in (0, 20, 40)], []),
    "a single frame": ([frame(0, 0, 300, 200)], []),
    "a drawing of very many lines": (draw_lines([4.0 * x for x in range(500)], [4.0 * y for y in range(500)]), []),
}


@pytest.mark.parametrize(("strokes", "tables"), GRIDS.values(), ids=GRIDS.keys())
def test_cells_of_each_row_of_each_table(strokes: list[Box], tables: list[list[int]]) -> None:
    found = [[sum(cell is not None for cell in row) for row in grid] for grid in find_grids(strokes)]
    assert found == tables


def _draw_table(rotation: int) -> bytes:
    """A page that lies turned in the file and is seen upright."""
    wide, high = size = (500, 500)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    canvas.translate(*{0: (0, 0), 90: (wide, 0), 180: size, 270: (0, high)}[rotation])
    canvas.rotate(rotation)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 450, "What was counted in the year stands below.")
    canvas.grid([60, 160, 230, 300], [300, 320, 340, 360, 380])
    rows = [("Region", "2021", "2022"), ("North", "57", "60"), ("South", "911", "958"), ("East", "4", "12")]
    for number, row in enumerate(rows):
        for x, text in zip((66, 166, 236), row, strict=True):
            canvas.drawString(x, 366 - 20 * number, text)
    canvas.showPage()
    canvas.save()
    with pypdfium2.PdfDocument(buffer.getvalue()) as document:
        document[0].set_rotation(rotation)
        turned = io.BytesIO()
        document.save(turned)
    return turned.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_cell_knows_its_heads_and_its_place_on_the_page(rotation: int) -> None:
    contents = read(_draw_table(rotation), limits=Limits())
    cells = {contents.text[b.start : b.end]: b for b in contents.blocks if b.kind is BlockKind.TABLE_CELL}
    assert (cells["958"].row_head, cells["958"].column_head) == ("South", "2022")
    assert cells["958"].box is not None
    assert cells["958"].box[:2] == pytest.approx((236, 500 - 326 - 9), abs=3)


def test_a_line_that_is_drawn_through_two_cells_is_parted() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 500))
    canvas.setFont("Helvetica", 10)
    canvas.grid([60, 100, 160], [280, 300, 320, 340])
    for y, text in ((326, "Region   2021"), (306, "North      57"), (286, "South      60")):
        canvas.drawString(62, y, text)
    canvas.showPage()
    canvas.save()
    contents = read(buffer.getvalue(), limits=Limits())
    cells = [contents.text[block.start : block.end] for block in contents.blocks]
    assert cells == ["Region", "2021", "North", "57", "South", "60"]

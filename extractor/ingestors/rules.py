"""Ruled tables: straight lines on a page -> the cells that they shut in, table by table and row by row.

Places are points from the top left of the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from extractor.models import Box

_NEAR = 3.0  # points: lines nearer to each other are one, and so are ends that do not quite meet
_THIN = 3.0  # points across: a box that is no wider is a line
_MOST_CROSSINGS = 200_000  # of lines on a page: a drawing has more, and no table

Grid = list[list[Box | None]]
"""The boxes of a table's cells, row by row; None where a neighbour's cell reaches into the place."""


class _Line:
    """A straight line at a place (its height, or how far from the left), from one end to the other."""

    __slots__ = ("crossings", "end", "place", "start")

    def __init__(self, place: float, start: float, end: float) -> None:
        self.place, self.start, self.end = place, start, end
        self.crossings: list[float] = []  # where lines of the other direction cross it, in order


def find_grids(strokes: Iterable[Box]) -> list[Grid]:
    """Return the tables among the strokes of a page: thin boxes are lines, all others are taken by their sides."""
    level: list[tuple[float, float, float]] = []
    upright: list[tuple[float, float, float]] = []
    for x0, top, x1, bottom in strokes:
        if bottom - top <= _THIN < x1 - x0:
            level.append(((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN < bottom - top:
            upright.append(((x0 + x1) / 2, top, bottom))
        elif x1 - x0 > _THIN:
            level += [(top, x0, x1), (bottom, x0, x1)]
            upright += [(x0, top, bottom), (x1, top, bottom)]
    rows, columns = _merge(level), _merge(upright)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        return []
    cells = _find_cells(rows, columns)
    return [_make_grid(table) for table in _part(cells) if len(table) > 1]


def _merge(lines: Sequence[tuple[float, float, float]]) -> list[_Line]:
    """Put lines that are nearly at one place there, and join those that touch."""
    merged: list[_Line] = []
    together: list[tuple[float, float, float]] = []
    for line in [*sorted(lines), (float("inf"), 0.0, 0.0)]:
        if together and line[0] - together[-1][0] > _NEAR:
            place = sum(each[0] for each in together) / len(together)
            last: _Line | None = None
            for _, start, end in sorted(together, key=lambda each: each[1]):
                if last is not None and start <= last.end + _NEAR:
                    last.end = max(last.end, end)
                else:
                    last = _Line(place, start, end)
                    merged.append(last)
            together = []
        together.append(line)
    return merged


def _find_cells(rows: Sequence[_Line], columns: Sequence[_Line]) -> list[Box]:
    """The smallest boxes whose four corners are crossings that lines join."""
    across: dict[tuple[float, float], _Line] = {}
    down: dict[tuple[float, float], _Line] = {}
    for column in columns:
        for row in rows:
            if (
                column.start <= row.place + _NEAR
                and column.end >= row.place - _NEAR
                and row.start <= column.place + _NEAR
                and row.end >= column.place - _NEAR
            ):
                across[column.place, row.place], down[column.place, row.place] = row, column
                row.crossings.append(column.place)
                column.crossings.append(row.place)
    for line in (*rows, *columns):
        line.crossings.sort()
    return [box for x, y in across if (box := _shut_in(x, y, across, down))]


def _shut_in(
    x: float, y: float, across: dict[tuple[float, float], _Line], down: dict[tuple[float, float], _Line]
) -> Box | None:
    """The smallest cell with its top left corner at a crossing, if there is one."""
    row, column = across[x, y], down[x, y]
    for bottom in column.crossings[bisect_right(column.crossings, y) :]:
        below = across[x, bottom]
        for right in row.crossings[bisect_right(row.crossings, x) :]:
            if across.get((right, bottom)) is below and down[right, bottom] is down[right, y]:
                return x, y, right, bottom
    return None


def _part(cells: Sequence[Box]) -> list[list[Box]]:
    """Part cells that share no corner."""
    by_corner: dict[tuple[float, float], list[int]] = defaultdict(list)
    for place, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x1, top), (x0, bottom), (x1, bottom)):
            by_corner[corner].append(place)
    tables = []
    seen: set[int] = set()
    for first in range(len(cells)):
        waiting, table = [first], []
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            table.append(cells[place])
            x0, top, x1, bottom = cells[place]
            for corner in ((x0, top), (x1, top), (x0, bottom), (x1, bottom)):
                waiting.extend(by_corner[corner])
        if table:
            tables.append(table)
    return tables


def _make_grid(cells: Sequence[Box]) -> Grid:
    lefts = sorted({cell[0] for cell in cells})
    grid: Grid = []
    for _, row in groupby(sorted(cells, key=lambda cell: (cell[1], cell[0])), key=lambda cell: cell[1]):
        boxes: list[Box | None] = [None] * len(lefts)
        for cell in row:
            boxes[bisect_left(lefts, cell[0])] = cell
        grid.append(boxes)
    return grid

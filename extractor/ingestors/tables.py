"""Tables in plain text: rows of cells parted by pipes, tabs, wide gaps or nothing -> cells that know their heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.ingestors.flattened import FIGURE, Line, Span, read_flattened
from extractor.models import Block, BlockKind

_PIPE = regex.compile(r"[ \t]*\|[ \t]*")
_TAB = regex.compile(r"[ ]*\t[ ]*")
_WIDE = regex.compile(r"[ \u00a0]{3,}")
_RULE = regex.compile(r"[\s|:+=_-]*[-=_]{2,}[\s|:+=_-]*")
_YEAR = regex.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?")
_FEWEST_ROWS = 3  # of cells parted by wide gaps: two lines that line up are chance
_LONGEST_ROW = 400


def find_tables(text: str, rows: Sequence[Line]) -> list[tuple[int, int, list[Block]]]:
    """Return (first row, row after the last, cells) of each table; a row is (start, end, blank lines before it)."""
    found: list[tuple[int, int, list[Block]]] = []
    at = 0
    while at < len(rows):
        flattened = read_flattened(text, rows, at)
        if flattened is not None:
            found.append((at, flattened[0], make_cells(text, flattened[1])))
            at = flattened[0]
            continue
        separator = _separator(text, rows[at])
        last = at
        grid: list[list[Span]] = []
        while separator is not None and last < len(rows) and (last == at or rows[last][2] == 0):
            line = text[rows[last][0] : rows[last][1]]
            if _RULE.fullmatch(line):
                last += 1
                continue
            cells = list(_cells(line, rows[last][0], separator))
            if len(cells) < 2 or (grid and separator is _TAB and len(cells) != len(grid[0])):
                break
            grid.append(cells)
            last += 1
        if separator is not None and _is_table(text, grid, separator):
            found.append((at, last, make_cells(text, grid)))
        at = max(last, at + 1)
    return found


def holds_heads(cells: Sequence[str]) -> bool:
    """Whether the first row of a table labels its columns: it has no figures but years.

    >>> holds_heads(["Region", "2021", "2022/23"]), holds_heads(["North", "12", "14"])
    (True, False)
    """
    return not any(FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in cells[1:])


def make_cells(text: str, grid: Sequence[Sequence[Span]]) -> list[Block]:
    """Return a block per cell with the labels of its row and column, where the first row or column holds labels."""
    body = [[text[start:end] for start, end in row] for row in grid]
    heads = body[0] if len(body) > 1 and holds_heads(body[0]) else []
    labelled = not all(FIGURE.fullmatch(row[0]) for row in body[1:] or body)
    blocks: list[Block] = []
    for number, row in enumerate(grid):
        for place, (start, end) in enumerate(row):
            if start == end:
                continue
            # Where the corner is empty, the heads are one fewer, and the first column has none.
            column = place + len(heads) - len(row) if place or len(heads) < len(row) else 0
            in_head = bool(heads) and number == 0
            blocks.append(
                Block(
                    kind=BlockKind.TABLE_CELL,
                    start=start,
                    end=end,
                    row_head="" if in_head or not labelled or place == 0 else " ".join(body[number][0].split()),
                    column_head="" if in_head or not 0 <= column < len(heads) else " ".join(heads[column].split()),
                )
            )
    return blocks


def _separator(text: str, row: Line) -> regex.Pattern[str] | None:
    start, end, _ = row
    if end - start > _LONGEST_ROW:
        return None
    if text.count("|", start, end) >= 2 or (text[start] == "|" and text[end - 1] == "|"):
        return _PIPE
    if text.find("\t", start, end) >= 0:
        return _TAB
    return _WIDE if text.find("   ", start, end) >= 0 else None


def _cells(line: str, start: int, separator: regex.Pattern[str]) -> Iterator[Span]:
    at = 0
    for found in separator.finditer(line):
        if found.start() > at or at:
            yield start + at, start + found.start()
        at = found.end()
    if at < len(line):
        yield start + at, start + len(line)


def _is_table(text: str, grid: Sequence[Sequence[Span]], separator: regex.Pattern[str]) -> bool:
    if len(grid) < (2 if separator is _PIPE else _FEWEST_ROWS):
        return False
    if separator is _PIPE:
        return True
    first = text[grid[0][0][0] : grid[0][0][1]]
    figures = sum(bool(FIGURE.fullmatch(text[start:end])) for row in grid for start, end in row[1:])
    return bool(figures >= len(grid) - 1 and len(first) > 0 and max(map(len, grid)) - min(map(len, grid)) <= 1)

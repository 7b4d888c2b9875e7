"""Headings, paragraphs, list items and tables, one after the other -> text and its blocks.

For formats that hold no text of their own (Word, web pages): what a reader sees is written out, and offsets are
into that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extractor.ingestors.headings import looks_like_heading
from extractor.ingestors.lines import NUMERAL, is_quotation, match_marker
from extractor.ingestors.tables import holds_heads
from extractor.models import Block, BlockKind

_BLANKS = regex.compile(r"[ \t\r\f\v]+")
_AROUND_BREAK = regex.compile(r" ?\n ?")
_MOST_COLUMNS = 200  # wider spans are a mistake, or meant to harm


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: its paragraphs, how many columns and rows it covers, and whether it is marked as a head."""

    parts: tuple[str, ...] = ()
    across: int = 1
    down: int = 1
    head: bool = False

    @property
    def text(self) -> str:
        """Its paragraphs on one line."""
        return " ".join(" ".join(part.split()) for part in self.parts)


class Writer:
    """Writes blocks one after the other and notes where each came to stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def add(
        self, text: str, kind: BlockKind | None = None, *, marker: str = "", level: int = 1, bold: bool = False
    ) -> None:
        """Write a block; one of blanks only is left out.

        Without a `kind` the words tell: a paragraph, list items whose bullets were typed, a numeral on its own, what
        somebody said, or, where all of it is `bold`, a heading.
        """
        text = _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text)).strip()
        if not text:
            return
        if kind is not None:
            self._write(text, kind, marker, level)
            return
        if bold and "\n" not in text and looks_like_heading(text):
            self._write(text, BlockKind.HEADING, "", level)
            return
        lines: list[str] = []
        for line in text.split("\n"):
            if not lines or match_marker(line) or match_marker(lines[-1]):
                lines.append(line)
            else:
                lines[-1] += "\n" + line
        for line in filter(None, lines):
            self._add_plain(line)

    def _add_plain(self, text: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind is BlockKind.CALLOUT and text[0].islower() and last.end == self._length:
            self._put("\n" + text)
            self.blocks[-1] = replace(last, end=self._length)
        elif marker := match_marker(text):
            label = marker.group().strip()
            level = label.strip(".()").count(".") + 1 if marker["number"] else 1
            self._write(text[marker.end() :], BlockKind.LIST_ITEM, label, level)
        elif NUMERAL.fullmatch(text):
            self._write(text, BlockKind.CALLOUT, "", 1)
        else:
            self._write(text, BlockKind.QUOTATION if is_quotation(text) else BlockKind.PARAGRAPH, "", 1)

    def add_table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Write a table, one row a line, cells parted by tabs; cells know the labels of their row and column."""
        grid = _spread(rows)
        texts = [[cell.text if cell else "" for cell, _ in row] for row in grid]
        depth = _count_heads(grid, texts)
        heads = [_join_heads(texts[:depth], column) for column in range(max(map(len, texts), default=0))]
        labelled = any(row and row[0][0] and _is_label(row[0][0]) for row in grid[depth:])
        if any(map(any, texts)):
            self._part()
        for number, row in enumerate(grid):
            wrote = False
            for column, (cell, own) in enumerate(row):
                if cell is None or not own or not cell.text:
                    continue
                self._put("\t" if wrote else "\n" * bool(self._length and self._parts[-1][-1] != "\n"))
                wrote = True
                in_head = number < depth
                self._write_cell(
                    cell,
                    row_head=texts[number][0] if labelled and column and not in_head else "",
                    column_head="" if in_head or (labelled and not column) else heads[column],
                )

    def _write_cell(self, cell: Cell, *, row_head: str, column_head: str) -> None:
        for number, part in enumerate(filter(None, (" ".join(part.split()) for part in cell.parts))):
            if number:
                self._put("\n")
            start = self._length
            self._put(part)
            self.blocks.append(
                Block(
                    kind=BlockKind.TABLE_CELL,
                    start=start,
                    end=self._length,
                    row_head=row_head,
                    column_head=column_head,
                )
            )

    def _write(self, text: str, kind: BlockKind, marker: str, level: int) -> None:
        self._part()
        start = self._length
        if marker:
            self._put(marker + " ")
        block = Block(kind=kind, start=self._length, end=self._length + len(text), level=level, marker=marker)
        self._put(text)
        self.blocks.append(replace(block, marker_start=start) if marker else block)

    def _part(self) -> None:
        if self._length:
            self._put("\n\n")

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)


def _spread(rows: Sequence[Sequence[Cell]]) -> list[list[tuple[Cell | None, bool]]]:
    """The cell at each row and column, and whether it starts there: a cell may cover several."""
    grid: list[list[tuple[Cell | None, bool]]] = []
    below: dict[int, tuple[Cell, int]] = {}  # column -> the cell that reaches down into it, and by how many rows
    for cells in rows:
        row: list[tuple[Cell | None, bool]] = []
        waiting = list(reversed(cells))
        while waiting or below.get(len(row), (None, 0))[1] > 0:
            upper, left = below.get(len(row), (None, 0))
            if upper is not None and left > 0:
                below[len(row)] = (upper, left - 1)
                row.append((upper, False))
                continue
            cell = waiting.pop()
            for step in range(max(1, min(cell.across, _MOST_COLUMNS - len(row)))):
                below[len(row)] = (cell, cell.down - 1)
                row.append((cell, not step))
        grid.append(row)
    return grid


def _count_heads(grid: Sequence[Sequence[tuple[Cell | None, bool]]], texts: Sequence[Sequence[str]]) -> int:
    """How many rows at the top label the columns: those marked so, else the first if it has no figures."""
    marked = 0
    while marked < len(grid) - 1 and all(cell is None or cell.head for cell, _ in grid[marked]) and grid[marked]:
        marked += 1
    if marked:
        return marked
    return int(len(texts) > 1 and len(texts[0]) > 1 and holds_heads(texts[0]))


def _is_label(cell: Cell) -> bool:
    return bool(cell.text) and (cell.head or holds_heads(["", cell.text]))


def _join_heads(rows: Sequence[Sequence[str]], column: int) -> str:
    return " ".join(dict.fromkeys(row[column] for row in rows if column < len(row) and row[column]))

"""Tables in plain text that lost the gaps between their cells -> rows of cells.

Three ways to lose them are met: a row is one line with single blanks ("Peer challenges 48 33 Green"), as when text is
taken out of a PDF; each cell has a line of its own, as when it is copied from a page; or each ends in a bar that has
most often a line of its own, as when a page is turned into text. Where one row ends and the next begins, the figures
tell: each row is a label and as many figures as every other.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

Span = tuple[int, int]
Line = tuple[int, int, int]
"""Start, end, and the blank lines before it."""
Table = tuple[int, list[list[Span]]]
"""The line after its last, and its rows of cells, the heads first where it has them."""

FIGURE = regex.compile(
    r"[(~c.]*[-+£€$]?\s?\d[\d,.]*\s?(?:%|m|bn|k|million|billion|per cent)?\)?|[-–—]|n/?a", regex.IGNORECASE
)
"""What a cell with a figure holds, or with none: "(0.06)", "£1.2m", "–"."""
# The same in a row that only single blanks part.
_SIGN = r"(?:[-+(~]?[£€$]?\d[\d,]*(?:\.\d+)?(?:%|m|bn|k|x)?\)?|[-–—]|n/a)"
_SINGLE = regex.compile(_SIGN, regex.IGNORECASE)
_ROW = regex.compile(
    rf"(?P<label>[\p{{Lu}}\p{{Pi}}'\"](?:(?![.!?;:] )[^|\t])*?[\p{{L}})\]'’%+\d])(?P<figures>(?: {_SIGN}){{1,12}})"
    r"(?P<tail>(?: \p{L}[\p{L}/-]*){1,3})?",
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WHEN = rf"(?:Q[1-4]|(?:{_MONTH} )?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?|{_MONTH})"
_PERIOD = regex.compile(rf"(?<!\S){_WHEN}(?!\S)")
_HEAD = regex.compile(
    rf"(?<!\S)(?:{_WHEN}(?: \p{{Lu}}?\p{{Ll}}[\p{{L}}-]*)?|[\p{{Lu}}%£#(]\S*)(?: (?!{_WHEN})[^\p{{Lu}}\s%£#(]\S*)*"
)
_LED_BY_PERIOD = regex.compile(rf"{_WHEN}(?P<figure> {_SIGN})", regex.IGNORECASE)
_PERIOD_HEAD = regex.compile(
    r"(?:(?:financial|calendar|academic) )?(?:year|period|quarter|month|date)\b", regex.IGNORECASE
)
# Words that stand at the head of a column and not over a list of things done.
_HEADS_COLUMN = regex.compile(
    r"\b(?:number|total|amount|funding|cost|budget|value|spend|spending|grant|target|actual|percentage|per cent|share|"
    rf"base|average|change|forecast|rate|score)s?\b|[%£]|\b{_WHEN}\b",
    regex.IGNORECASE,
)
_CONTENTS = regex.compile(r"\b(?:contents|pages?|paragraph|slide)\b", regex.IGNORECASE)
_LABEL = regex.compile(r"[\p{Lu}\d][^|]*[^.!?:;,|]")
_LONGEST_LABEL = 80  # characters
_LONGEST_HEAD = 160
_MOST_COLUMNS = 8
_FEWEST_ROWS = 3  # without a head, and where a row has one figure only
_FEWEST_BARS = 6


def read_flattened(text: str, lines: Sequence[Line], at: int) -> Table | None:
    """The table that begins with the line `at`; None where none does."""
    for read in (_read_rows_of_periods, _read_rows, _read_bars, _read_stack):
        if table := read(text, lines, at):
            return table
    return None


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, a dash for none, or nothing else.

    >>> is_figure("£1.2m"), is_figure("(0.06)"), is_figure("12 visits")
    (True, True, False)
    """
    return FIGURE.fullmatch(text) is not None


def _read_rows_of_periods(text: str, lines: Sequence[Line], at: int) -> Table | None:
    """A head such as "Year Carers supported", and below it a figure for each period."""
    start, end, _ = lines[at]
    head = _PERIOD_HEAD.match(text, start, end)
    if head is None or head.end() + 1 >= end:
        return None
    grid = [[(start, head.end()), (head.end() + 1, end)]]
    for start, end, gap in lines[at + 1 :]:
        row = None if gap else _LED_BY_PERIOD.fullmatch(text, start, end)
        if row is None:
            break
        grid.append([(start, row.start("figure")), (row.start("figure") + 1, end)])
    return (at + len(grid), grid) if len(grid) > 1 else None


def _read_rows(text: str, lines: Sequence[Line], at: int) -> Table | None:
    """Lines that are rows: "Councils trained 48 33", below a head where there is one."""
    first = _cut_row(text, lines[at])
    rows = [first] if first else []
    for line in lines[at + 1 :]:
        row = _cut_row(text, line)
        if row is None or (line[2] and (rows or not first)) or (rows and len(row) != len(rows[0])):
            break
        rows.append(row)
    if not rows:
        return None
    head = [] if first else _cut_head(text, lines[at], len(rows[0]))
    figures = sum(FIGURE.fullmatch(text, *cell) is not None for cell in rows[0][1:])
    if (first or not head) and (not first or figures < 2 or len(rows) < _FEWEST_ROWS):
        return None
    if figures < 2 and len(rows) < _FEWEST_ROWS:
        return None
    return at + len(rows) + bool(head), [head, *rows] if head else rows


def _cut_row(text: str, line: Line) -> list[Span] | None:
    """The cells of a line that is a label, its figures, and words behind them."""
    start, end, _ = line
    row = _ROW.fullmatch(text, start, end) if end - start <= _LONGEST_HEAD else None
    if row is None or row.end("label") - start > _LONGEST_LABEL:
        return None
    figures = [found.span() for found in _SINGLE.finditer(text, *row.span("figures"))]
    if all(_PERIOD.fullmatch(text, *figure) for figure in figures):
        return None  # years are the head of a table, or end a sentence
    tail = [(row.start("tail") + 1, end)] if row["tail"] else []
    return [row.span("label"), *figures, *tail]


def _cut_head(text: str, line: Line, cells: int) -> list[Span]:
    """The heads of so many columns, of which the first may have none; empty where the line cannot be cut so."""
    start, end, _ = line
    if end - start > _LONGEST_HEAD or _CONTENTS.search(text, start, end) or text[end - 1] in ".:;,":
        return []
    periods = [found.span() for found in _PERIOD.finditer(text, start, end)]
    if len(periods) == cells - 1 and periods[-1][1] == end:
        label = (start, max(start, periods[0][0] - 1))
        return [label, *periods]
    heads = [found.span() for found in _HEAD.finditer(text, start, end)]
    whole = bool(heads) and heads[0][0] == start and heads[-1][1] == end
    return heads if whole and len(heads) == cells else []


def _read_bars(text: str, lines: Sequence[Line], at: int) -> Table | None:
    """Cells that each end in a bar, most often on the line below."""
    cells: list[Span] = []
    last = at
    while last < len(lines):
        start, end, _ = lines[last]
        below = lines[last + 1] if last + 1 < len(lines) else None
        if text[end - 1] == "|" and text.count("|", start, end) == 1 and end - start > 1:
            cells.append((start, start + len(text[start : end - 1].rstrip())))
            last += 1
        elif below is not None and text[below[0] : below[1]] == "|" and text.count("|", start, end) == 0:
            cells.append((start, end))
            last += 2
        else:
            break
    if len(cells) < _FEWEST_BARS:
        return None
    for columns in range(2, _MOST_COLUMNS + 1):
        grid = [cells[place : place + columns] for place in range(0, len(cells), columns)]
        if len(cells) % columns == 0 and len(grid) > 1 and all(_is_row(text, row) for row in grid[1:]):
            return last, grid
    return None


def _is_row(text: str, cells: Sequence[Span]) -> bool:
    """Whether cells are a label and what is told of it, of which the first is a figure."""
    label, told = cells[0], cells[1]
    return FIGURE.fullmatch(text, *label) is None and FIGURE.fullmatch(text, *told) is not None


def _read_stack(text: str, lines: Sequence[Line], at: int) -> Table | None:
    """Cells that have a line each: the heads of the columns, then a label and its figures, again and again."""
    label = at
    while label < len(lines) and label - at <= _MOST_COLUMNS and _is_label(text, lines[label]):
        label += 1
    label -= 1
    figures = 0
    while _is_figure(text, lines, label + 1 + figures):
        figures += 1
    if label <= at or not 0 < figures < _MOST_COLUMNS:
        return None
    head = _cut_stacked_head(text, lines[at:label], figures + 1)
    if not head or not any(_HEADS_COLUMN.search(text, *cell) for cell in head):
        return None
    grid = [head]
    while label < len(lines) and _is_label(text, lines[label]):
        if not all(_is_figure(text, lines, label + 1 + place) for place in range(figures)):
            break
        if _is_figure(text, lines, label + 1 + figures):
            return None  # not every label has as many
        grid.append([lines[place][:2] for place in range(label, label + 1 + figures)])
        label += 1 + figures
    return (label, grid) if len(grid) > _FEWEST_ROWS else None


def _cut_stacked_head(text: str, lines: Sequence[Line], cells: int) -> list[Span]:
    """The heads, all of them in one line or each in a line of its own, of which the first column may have none."""
    together = _cut_head(text, lines[-1], cells)
    if together or not cells - 1 <= len(lines) <= cells:
        return together if len(lines) == 1 else []
    return [line[:2] for line in lines]


def _is_label(text: str, line: Line) -> bool:
    start, end, _ = line
    if end - start > _LONGEST_LABEL or FIGURE.fullmatch(text, start, end):
        return False
    return _LABEL.fullmatch(text, start, end) is not None


def _is_figure(text: str, lines: Sequence[Line], at: int) -> bool:
    return at < len(lines) and FIGURE.fullmatch(text, lines[at][0], lines[at][1]) is not None

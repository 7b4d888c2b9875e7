"""Words with places -> text in reading order: lines, columns, paragraphs, headings, callouts, notes and tables.

The yardstick is the size of the body text, never the width of the page. Words make lines, lines make leaves (what a
reader sees as one piece), leaves are put in reading order, and what a column's end or a callout broke is joined again.
Running heads and page numbers stay out of the text.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import groupby, pairwise

import regex

from extractor.ingestors.flattened import is_figure
from extractor.ingestors.headings import is_caption
from extractor.ingestors.lines import NUMERAL, ends_sentence, is_quotation, match_marker
from extractor.ingestors.rightwards import holds_rightwards, put_in_reading_order
from extractor.ingestors.tables import holds_heads
from extractor.ingestors.tags import Tag
from extractor.models import Block, BlockKind, Box, Line, Page

_CALLOUT = 1.35  # times the body size: a numeral that is set to be seen
_HEADING = 1.12
_FAR = 8  # times the body size: a text further off is no callout's (see _distance)
_NOTE = 0.92
_EDGE = 0.12  # of the page's height: where running heads and feet stand
_WORD_GAP = 0.12  # of the size: less is no space
_JOIN_GAP = 0.6  # more than this may be a gutter
_LONGEST_CELL = 45  # characters, of a table without rules
_REACH = 10  # times the body size: how far up and down a gutter is looked for
_WIDE_GAP = 2.0  # more than this parts, but for a bullet and for what stands in the middle of justified text
_WIDEST_GAP = 8.0
_CROSSED = 0.8  # of a gap that the lines above and below cover: it is none between columns
_SAME_SIZE = 1.06
_MARK = 0.85  # of the size of the word that a mark is raised beside
_RAISED = 0.15
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_PARTS = 2_000  # of the text, before they are joined
_HYPHENS = "\ufffe\u0002\u00ad"
_BROKEN = (*_HYPHENS, "-", "‐")  # ends of a line that may be broken in a word
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\uf0b7": "•", "\uf0a7": "▪"}
)
_ASIDE = (BlockKind.CALLOUT, BlockKind.FOOTNOTE, BlockKind.TABLE_CELL, BlockKind.RUNNING_HEAD)
_DIGITS = regex.compile(r"\d+")
_PAGE_NUMBER = regex.compile(r"^\d{1,4}\s*[|•·–-]?\s+|\s+[|•·–-]?\s*(?!(?:19|20)\d\d$)\d{1,4}$")
_NOTE_MARK = regex.compile(r"(\d{1,3}|[*†‡])[. ]?(?=[\p{Lu}‘“(]|www|http)")
_CONTENTS_LINE = regex.compile(r"(?:\.[ ]?){4,}\s*\d{1,3}$")
_GLUED_MARK = regex.compile(r"\d{1,3}(?=\p{Lu}\p{Ll}|www|http)")
_LETTERS = regex.compile(r"\p{L}+(?:[-’']\p{L}+)*")
_MARK_ALONE = regex.compile(
    r"[•‣◦▪▫●○■□➢➤►▶✓✔∙⁃·*o–—-]|\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+"
)


@dataclass(slots=True)
class Piece:
    """Words that stand together on one line: text, box from the top left, size in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    turned: bool
    tag: Tag | None = None


@dataclass(slots=True)
class Table:
    """A ruled table: its box, and the lines of each cell, row by row."""

    box: Box
    rows: list[list[list[Piece]]]


@dataclass(slots=True)
class PageLines:
    """One page as read, before its layout is understood."""

    number: int
    width: float
    height: float
    pieces: list[Piece]
    tagged: bool = False  # its pieces have tags that can be trusted
    label: str = ""
    tables: list[Table] = field(default_factory=list)

    def take_out(self, box: Box, grid: Sequence[Sequence[tuple[str, Box | None]]]) -> None:
        """Take the words of a table out of the flow, if it is one: a box drawn round text is not.

        `grid` has the text and box of each cell as another reader sees them; its text serves where a cell's own words
        cannot be told from its neighbour's.
        """
        if sum(sum(bool(text) for text, _ in row) >= 2 for row in grid) < 2:
            return
        inside = [piece for piece in self.pieces if _middle_in(piece, box)]
        self.pieces = [piece for piece in self.pieces if not _middle_in(piece, box)]
        self.tables.append(Table(box, [[_cell(inside, text, cell) for text, cell in row] for row in grid]))


def _middle_in(piece: Piece, box: Box) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _cell(pieces: Sequence[Piece], text: str, box: Box | None) -> list[Piece]:
    """The lines of a cell."""
    if not text or not box:
        return []
    own = [piece for piece in pieces if _middle_in(piece, box)]
    if own and all(piece.x0 > box[0] - 2 and piece.x1 < box[2] + 2 for piece in own):
        return sorted(_join_pieces(own, own[0].size), key=lambda row: (row.top, row.x0))
    return [Piece(text, *box, own[0].size if own else 0, False, False)]


@dataclass(slots=True)
class Leaf:
    """Lines that a reader sees as one piece, or a table."""

    rows: list[Piece]
    page: int
    place: int  # of its first line in the order of drawing
    kind: BlockKind = BlockKind.PARAGRAPH
    numeral: Sequence[Piece] = ()
    table: Table | None = None
    pages: Sequence[int] = ()  # of each row, where it runs over pages
    right: float = 0  # edge of its column
    x0: float = 0
    top: float = 0
    x1: float = 0
    bottom: float = 0

    def measure(self) -> Leaf:
        """Set the box from the lines, for the reading order; return self.

        A numeral may stick out of its column, so it counts for the height only.
        """
        if self.table:
            self.x0, self.top, self.x1, self.bottom = self.table.box
            return self
        high = [*self.numeral, *self.rows] if self.numeral else self.rows
        self.x0 = min([row.x0 for row in self.rows])
        self.top = min([row.top for row in high])
        self.x1 = max([row.x1 for row in self.rows])
        self.bottom = max([row.bottom for row in high])
        return self

    @property
    def size(self) -> float:
        """The size of its first line."""
        return self.rows[0].size if self.rows else 0

    @property
    def row_pages(self) -> Sequence[int]:
        """The page of each of its lines."""
        return self.pages or [self.page] * len(self.rows)

    @property
    def last_page(self) -> int:
        """The page on which it ends."""
        return self.pages[-1] if self.pages else self.page

    @property
    def text(self) -> str:
        """Its lines, joined by spaces, hyphens and all."""
        return " ".join(row.text for row in self.rows)


def build(pages: Sequence[PageLines]) -> tuple[str, tuple[Block, ...], tuple[Page, ...]]:
    """Return text, blocks and pages of a document from what stands on its pages.

    The pieces of the pages are used up on the way: a thousand pages of them weigh more than all that is made of them.
    """
    body = _body_size(pages)
    rows: list[list[Piece]] = []
    for page in pages:
        rows.append(_join_pieces(page.pieces, body))
        page.pieces = []
    labels = _take_furniture(pages, rows, body)
    leading = _leading(rows)
    words = _words(rows)
    leaves: list[Leaf] = []
    for index, page in enumerate(pages):
        leaves.extend(_lay_out(page, rows[index], body, leading))
        rows[index] = []
    leaves = _join_leaves(leaves)  # the writer uses them up, so no other name may hold them
    return _Writer(words).write(leaves, pages, labels)


def _body_size(pages: Sequence[PageLines]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0] or 10.0 if sizes else 10.0


# Words to lines


@dataclass(slots=True)
class _Sheet:
    """The level pieces of a page, to be looked up by height and by edge."""

    pieces: list[Piece]  # by top
    tops: list[float]
    starts: dict[int, list[Piece]]
    ends: dict[int, list[Piece]]
    tallest: float
    body: float

    def between(self, top: float, bottom: float) -> list[Piece]:
        """The pieces whose tops lie between two heights, from above."""
        return self.pieces[bisect_left(self.tops, top) : bisect_right(self.tops, bottom)]


def _make_sheet(pieces: Iterable[Piece], body: float) -> _Sheet:
    level = sorted((piece for piece in pieces if not piece.turned), key=lambda piece: piece.top)
    starts: dict[int, list[Piece]] = defaultdict(list)
    ends: dict[int, list[Piece]] = defaultdict(list)
    for piece in level:
        starts[round(piece.x0)].append(piece)
        ends[round(piece.x1)].append(piece)
    tallest = max((piece.bottom - piece.top for piece in level), default=0)
    return _Sheet(level, [piece.top for piece in level], starts, ends, tallest, body)


def _join_pieces(pieces: Sequence[Piece], body: float) -> list[Piece]:
    """Join what stands on one line of one column, in the order of drawing."""
    sheet = _make_sheet(pieces, body)
    right: dict[int, Piece] = {}
    before: dict[int, Piece] = {}
    for piece in sheet.pieces:
        neighbour = _left_neighbour(piece, sheet)
        if neighbour:
            before[id(piece)] = neighbour
            other = right.get(id(neighbour))
            if other is None or piece.x0 < other.x0:
                right[id(neighbour)] = piece
    follows = {
        id(before[id(piece)]): piece for piece in right.values() if _are_one_line(before[id(piece)], piece, sheet)
    }
    joined = {id(piece) for piece in follows.values()}
    rows = []
    for piece in pieces:
        if id(piece) in joined:
            continue
        parts = [piece]
        while id(parts[-1]) in follows:
            parts.append(follows[id(parts[-1])])
        rows.append(_merge(parts))
    return rows


def _left_neighbour(piece: Piece, sheet: _Sheet) -> Piece | None:
    """The nearest piece to the left on the same line."""
    nearest = None
    left, furthest = piece.x0, piece.x0 + 0.3 * piece.size
    for other in sheet.between(piece.top - sheet.tallest, piece.bottom):
        if other.x0 >= left or other.x1 > furthest:
            continue
        shared = min(other.bottom, piece.bottom) - max(other.top, piece.top)
        level = shared > 0.5 * min(other.bottom - other.top, piece.bottom - piece.top)
        if level and (nearest is None or other.x1 > nearest.x1):
            nearest = other
    return nearest


def _are_one_line(one: Piece, two: Piece, sheet: _Sheet) -> bool:
    size = min(one.size, two.size)
    gap = two.x0 - one.x1
    if max(one.size, two.size) > 1.25 * size:
        # A raised mark belongs to its word or its note; a numeral set large stands for itself.
        small, large = (one, two) if one.size < two.size else (two, one)
        return large.size < _CALLOUT * sheet.body and len(small.text) <= 3 and gap < 0.4 * large.size
    if one.tag and two.tag and one.tag.kind and two.tag.kind:
        if one.tag is not two.tag:
            return False
        return gap <= _WIDE_GAP * size or (gap <= _WIDEST_GAP * size and not _is_gutter(one, two, sheet))
    if gap <= _JOIN_GAP * size:
        return True
    if _MARK_ALONE.fullmatch(one.text):
        return gap <= 4 * size
    if one.text.endswith("....") and two.text.isdecimal():
        return True  # a line of the contents
    if gap <= _WIDE_GAP * size:
        return not _is_gutter(one, two, sheet)
    return gap <= _WIDEST_GAP * size and _is_crossed(one, two, sheet)


def _is_gutter(one: Piece, two: Piece, sheet: _Sheet) -> bool:
    """Whether lines near by start where the one piece does or end where the other does, and none crosses between.

    A narrow gap needs more of them: in justified text the gaps between words may stand one below the other.
    """
    body = sheet.body
    gap = two.x0 - one.x1
    alike = _alike(sheet.starts, two.x0, two, body) + _alike(sheet.ends, one.x1, one, body)
    fewest = 2 if gap > body else 3
    if len(alike) < fewest:
        return False
    left, right = max(one.x1, two.x0 - 0.5 * body), two.x0 - 0.03 * body
    highest, lowest = two.top - _REACH * body, two.top + _REACH * body
    for other in sheet.between(highest, lowest):
        if other.x0 < left and other.x1 > right and abs(other.top - two.top) > 0.5 * body:
            if other.top > two.top:
                lowest = other.top
                break  # those that follow stand lower still
            highest = other.top
    return len({round(top) for top in alike if highest < top < lowest}) >= fewest


def _is_crossed(one: Piece, two: Piece, sheet: _Sheet) -> bool:
    """Whether the lines right above and right below both run across the gap between two pieces."""
    if abs(one.size - two.size) > 0.3:
        return False
    above = below = 0.0  # how much of the gap they cover
    for other in sheet.between(one.top - 2 * one.size, one.top + 2 * one.size):
        if other.x0 < two.x0 and other.x1 > one.x1 and abs(other.top - one.top) > 0.5 * one.size:
            covered = min(other.x1, two.x0) - max(other.x0, one.x1)
            if other.top < one.top:
                above += covered
            else:
                below += covered
    return min(above, below) > _CROSSED * (two.x0 - one.x1)


def _alike(edges: dict[int, list[Piece]], x: float, piece: Piece, body: float) -> list[float]:
    """The tops of the pieces near by, on other lines, that have an edge at a place."""
    top, nearest, furthest = piece.top, 0.5 * body, _REACH * body
    return [
        other.top
        for step in (-1, 0, 1)
        for other in edges.get(round(x) + step, ())
        if nearest < abs(other.top - top) < furthest and (abs(other.x0 - x) < 1.5 or abs(other.x1 - x) < 1.5)
    ]


def _merge(parts: Sequence[Piece]) -> Piece:
    if len(parts) == 1:
        parts[0].text = _clean(parts[0].text)
        return parts[0]
    text = parts[0].text
    for one, two in pairwise(parts):
        if text[-1] in _HYPHENS:
            text = text[:-1] + two.text  # a soft hyphen that was not needed
        elif _is_raised(one, two):
            text += two.text.translate(_SUPERSCRIPT)
        else:
            text += (" " if two.x0 - one.x1 > _WORD_GAP * min(one.size, two.size) else "") + two.text
    first = max(parts, key=lambda part: len(part.text))
    return Piece(
        _clean(text),
        min(part.x0 for part in parts),
        min(part.top for part in parts),
        max(part.x1 for part in parts),
        max(part.bottom for part in parts),
        first.size,
        all(part.bold for part in parts if len(part.text) > 1),
        False,
        first.tag,
    )


def _is_raised(one: Piece, two: Piece) -> bool:
    """Whether a number is set smaller and higher than the word before it: the mark of a note, as a rule."""
    small = two.size < _MARK * one.size and one.bottom - two.bottom > _RAISED * one.size
    return small and two.text.isdecimal() and two.text.isascii()


def _clean(text: str) -> str:
    if text.isascii():
        return text
    return put_in_reading_order(text.translate(_LIGATURES)) if holds_rightwards(text) else text.translate(_LIGATURES)


# Running heads


def _take_furniture(pages: Sequence[PageLines], rows: list[list[Piece]], body: float) -> list[str]:
    """Take running heads, feet and page numbers out of `rows`; return the page numbers as printed."""
    edges = _find_edges(pages, rows, body)
    seen: dict[tuple[str, int], list[tuple[int, Piece]]] = defaultdict(list)
    for index, lines in enumerate(edges):
        for row in lines:
            seen[_DIGITS.sub("#", row.text), round(row.top / 4)].append((index, row))
    gone: list[list[Piece]] = [[] for _ in pages]
    for places in seen.values():
        on = len({index for index, _ in places})
        often = on >= 3 or (on == 2 and len(pages) <= 4)
        for index, row in places:
            alone = row.text == str(pages[index].number)
            if often or alone or (on == 2 and _stands_apart(row, rows[index])):
                gone[index].append(row)
    shift = _find_shift(gone)
    for index, found in enumerate(_find_in_slots(edges, rows, gone, shift)):
        gone[index].extend(found)
    for index, found in enumerate(_find_strays(rows, gone)):
        gone[index].extend(found)
    for index, page in enumerate(pages):
        if page.tagged:
            gone[index].extend(_find_untagged(edges[index], rows[index]))
    labels = []
    for index, (page, taken) in enumerate(zip(pages, gone, strict=True)):
        ids = {id(row) for row in taken}
        rows[index][:] = [row for row in rows[index] if id(row) not in ids]
        labels.append(str(index + shift) if shift is not None and index + shift in _numbers(taken) else page.label)
    return labels


def _find_untagged(edges: Sequence[Piece], rows: Sequence[Piece]) -> Iterator[Piece]:
    """What stands above or below all text of a tagged page and has no tag: its tags say that it is none of the text."""
    tagged = [row for row in rows if row.tag]
    top = min((row.top for row in tagged), default=0)
    bottom = max((row.bottom for row in tagged), default=0)
    for row in edges:
        if row.tag is None and (row.bottom <= top or row.top >= bottom):
            yield row


def _fewest_heads(pages: Sequence[object]) -> int:
    """On how many pages a line comes again that is a running head."""
    return 3 if len(pages) > 4 else 2


def _find_edges(pages: Sequence[PageLines], rows: Sequence[Sequence[Piece]], body: float) -> list[list[Piece]]:
    """The lines of each page that stand where running heads and feet do."""
    found = []
    for page, lines in zip(pages, rows, strict=True):
        notes = _note_lines(lines)
        found.append(
            [
                row
                for row in lines
                if (row.bottom < _EDGE * page.height or row.top > (1 - _EDGE) * page.height)
                and row.size <= 1.2 * body
                and id(row) not in notes
            ]
        )
    return found


def _numbers(rows: Iterable[Piece]) -> set[int]:
    return {int(number) for row in rows for number in _DIGITS.findall(row.text)[:4] if len(number) < 5}


def _find_shift(gone: Sequence[Sequence[Piece]]) -> int | None:
    """What page numbers are ahead of the pages' own count from 0, where running heads and feet hold any."""
    shifts = Counter(number - index for index, rows in enumerate(gone) for number in _numbers(rows)).most_common(1)
    return shifts[0][0] if shifts and (shifts[0][1] >= 2 or len(gone) == 1) else None


def _find_in_slots(
    edges: Sequence[Sequence[Piece]],
    rows: Sequence[Sequence[Piece]],
    gone: Sequence[Sequence[Piece]],
    shift: int | None,
) -> Iterator[list[Piece]]:
    """For each page, what stands where other pages have their running heads, in the same size: heads of one section."""
    slots = Counter(_slot(row) for taken in gone for row in taken)
    for index, lines in enumerate(edges):
        taken = {id(row) for row in gone[index]}
        rest = [row for row in lines if id(row) not in taken]
        left = [row for row in rows[index] if id(row) not in taken] if rest else []
        number = "" if shift is None else str(index + shift)
        yield [
            row
            for row in rest
            if sum(slots[_slot(row, step)] for step in (-1, 0, 1)) >= _fewest_heads(rows)
            and (number in (row.text.split(None, 1)[0], row.text.rsplit(None, 1)[-1]) or _stands_apart(row, left))
        ]


def _slot(row: Piece, step: int = 0) -> tuple[int, float]:
    return round(row.bottom) + step, row.size


def _find_strays(rows: Sequence[Sequence[Piece]], gone: Sequence[Sequence[Piece]]) -> Iterator[list[Piece]]:
    """For each page, running heads with their page number that got into the text, as where a text was set anew.

    Only the head of a third of the pages or more: one of a single section may be the heading of a numbered chapter.
    """
    seen: Counter[str] = Counter()
    forms: dict[str, set[str]] = defaultdict(set)
    for taken in gone:
        seen.update({_unnumbered(row.text) for row in taken})
        for row in taken:
            forms[_unnumbered(row.text)].add(row.text)
    # A number that never changes is part of the name ("Phase 2").
    usual = {
        words
        for words, pages in seen.items()
        if pages >= max(_fewest_heads(rows), len(gone) / 3) and (len(forms[words]) > 1 or words in forms[words])
    }
    for lines, taken in zip(rows, gone, strict=True):
        known = {id(row) for row in taken}
        yield [
            row
            for row in lines
            if (row.text[0].isdecimal() or row.text[-1].isdecimal())
            and id(row) not in known
            and _unnumbered(row.text) in usual
            and _unnumbered(row.text) != row.text
        ]


def _unnumbered(text: str) -> str:
    """A running head without the page number before or after it."""
    return _PAGE_NUMBER.sub("", text)


def _note_lines(lines: Sequence[Piece]) -> set[int]:
    """The lines of notes, which may come again word for word, as a running head does, and are text all the same."""
    found: set[int] = set()
    last: Piece | None = None
    for row in sorted(lines, key=lambda row: row.top):
        goes_on = last and row.top - last.top < 1.6 * row.size and row.x0 < last.x1 and row.x1 > last.x0
        if _GLUED_MARK.match(row.text) or goes_on:
            found.add(id(row))
            last = row
    return found


def _stands_apart(row: Piece, lines: Sequence[Piece]) -> bool:
    return all(
        other is row or max(other.top - row.bottom, row.top - other.bottom) > 1.2 * row.size or other.top == row.top
        for other in lines
    )


# Lines to leaves


def _leading(rows: Iterable[Sequence[Piece]]) -> dict[int, float]:
    """For each size (rounded) the usual distance from line to line."""
    seen: dict[int, Counter[float]] = defaultdict(Counter)
    for lines in rows:
        ordered = sorted(lines, key=lambda row: (round(row.x0 / 20), row.top))
        for one, two in pairwise(ordered):
            step = two.bottom - one.bottom
            if abs(one.size - two.size) < 0.3 and 0.8 * one.size < step < 2 * one.size and two.x0 < one.x1:
                seen[round(one.size)][round(step * 4) / 4] += 1
    return {size: steps.most_common(1)[0][0] for size, steps in seen.items()}


def _lay_out(page: PageLines, lines: Sequence[Piece], body: float, leading: dict[int, float]) -> list[Leaf]:
    """The leaves of a page in reading order, its notes last."""
    place = {id(row): number for number, row in enumerate(lines)}
    lines, grids = _take_tagged_tables(lines) if page.tagged else _take_grids(lines)
    leaves = _take_tagged(lines, page.number, place) if page.tagged else []
    if page.tagged:
        lines = [row for row in lines if not (row.tag and row.tag.kind)]
    edges: dict[int, float] = defaultdict(float)
    for row in (row for row in lines if row.size < 1.2 * body):
        edges[round(row.x0 / 3)] = max(edges[round(row.x0 / 3)], row.x1)
    for group in _columns([row for row in lines if not row.turned], leading):
        left = round(min(row.x0 for row in group) / 3)
        right = max(*(row.x1 for row in group), *(edges[left + step] for step in (-1, 0, 1)))
        for part in _paragraphs(group, right, small=group[0].size <= _NOTE * body):
            leaves.append(Leaf(part, page.number, place[id(part[0])], right=right).measure())
    _mark_notes(leaves, body)
    _mark_likely_heads(leaves, page, body)
    flow = _bind_callouts([leaf for leaf in leaves if leaf.kind is not BlockKind.FOOTNOTE], body)
    for leaf in flow:
        if leaf.kind is BlockKind.PARAGRAPH:
            leaf.kind = _kind(leaf, body)
    flow.extend(
        Leaf([], page.number, len(lines), kind=BlockKind.TABLE_CELL, table=table).measure()
        for table in [*page.tables, *grids]
    )
    if not (page.tagged and all(map(_is_tagged, flow))):
        flow = _in_reading_order(flow)
    if page.tagged:
        flow = _in_tagged_order(flow)
    notes = [leaf for leaf in leaves if leaf.kind is BlockKind.FOOTNOTE]
    notes.sort(key=lambda leaf: (round(leaf.x0 / 20), leaf.top))
    turned = [Leaf([row], page.number, place[id(row)]).measure() for row in lines if row.turned]
    return flow + turned + notes


def _take_tagged(lines: Sequence[Piece], number: int, place: dict[int, int]) -> list[Leaf]:
    """The leaves that the tags tell of: all lines of a block."""
    blocks: dict[int, list[Piece]] = defaultdict(list)
    for row in lines:
        if row.tag and row.tag.kind:
            blocks[row.tag.place].append(row)
    leaves = []
    for rows in blocks.values():
        tag = rows[0].tag
        # A numeral that is set large is no heading, whatever its tag says; it has lines of its own.
        for size, part in groupby(rows, key=lambda row: row.size >= _CALLOUT * rows[-1].size):
            found = list(part)
            leaf = Leaf(found, number, place[id(found[0])], right=max(row.x1 for row in found)).measure()
            numeral = len(rows) > 1 and size and NUMERAL.fullmatch(leaf.text)
            if tag and tag.kind and not numeral:
                leaf.kind = tag.kind
            leaves.append(leaf)
    return leaves


def _is_tagged(leaf: Leaf) -> bool:
    rows = leaf.rows or (leaf.table.rows[0][0] if leaf.table and leaf.table.rows[0] else [])
    return any(row.tag for row in (*leaf.numeral, *rows))


def _in_tagged_order(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The order of the tags; what has none stays behind what it stood behind."""
    places: list[tuple[int, int]] = []
    last = 0
    for number, leaf in enumerate(leaves):
        rows = leaf.rows or [row for cells in (leaf.table.rows if leaf.table else ()) for cell in cells for row in cell]
        last = next((row.tag.place for row in (*leaf.numeral, *rows) if row.tag), last)
        places.append((last, number))
    return [leaves[number] for _, number in sorted(places)]


def _take_tagged_tables(lines: Sequence[Piece]) -> tuple[list[Piece], list[Table]]:
    """Part the tables that the tags tell of from the other lines."""
    cells: dict[int, dict[int, dict[int, list[Piece]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in lines:
        if row.tag and row.tag.kind is BlockKind.TABLE_CELL:
            cells[row.tag.table][row.tag.row][row.tag.place].append(row)
    tables = []
    for found in cells.values():
        grid = [[line[place] for place in sorted(line)] for _, line in sorted(found.items())]
        # A table that only serves to place text on the page is none.
        if sum(len(line) >= 2 for line in grid) >= 2:
            everything = [row for line in grid for cell in line for row in cell]
            tables.append(Table(_span([(row.x0, row.top, row.x1, row.bottom) for row in everything]), grid))
    taken = {id(row) for table in tables for line in table.rows for cell in line for row in cell}
    return [row for row in lines if id(row) not in taken], tables


def _take_grids(lines: Sequence[Piece]) -> tuple[list[Piece], list[Table]]:
    """Part tables without rules from the other lines: three rows or more whose figures stand one below the other.

    With nothing beside them one column of figures will do.
    """
    levels: list[list[Piece]] = []
    for row in sorted((row for row in lines if not row.turned), key=lambda row: row.bottom):
        if levels and row.bottom - levels[-1][0].bottom < 0.2 * row.size:
            levels[-1].append(row)
        else:
            levels.append([row])
    for level in levels:
        level.sort(key=lambda row: row.x0)
    tables: list[Table] = []
    at = 0
    while at < len(levels):
        end = at + 1
        while end < len(levels) and _is_next_row(levels[end - 1], levels[end]):
            end += 1
        figures = sum(all(is_figure(row.text) for row in level[1:]) for level in levels[at:end])
        if end - at >= 3 and figures >= end - at - 1:
            cells = [row for level in levels[at:end] for row in level]
            box = _span([(row.x0, row.top, row.x1, row.bottom) for row in cells])
            tables.append(Table(box, [[[row] for row in level] for level in levels[at:end]]))
        at = end
    taken = {id(cell) for table in tables for cell in _cells(table)}
    tables += _find_beside([[row for row in level if id(row) not in taken] for level in levels])
    taken.update(id(cell) for table in tables for cell in _cells(table))
    return [row for row in lines if id(row) not in taken], tables


def _cells(table: Table) -> Iterator[Piece]:
    return (piece for row in table.rows for cell in row for piece in cell)


def _find_beside(levels: Sequence[Sequence[Piece]]) -> Iterator[Table]:
    """Tables that stand beside running text: three rows or more of a label and two figures or more, well aligned."""
    chains: list[list[Sequence[Piece]]] = []
    for row in (row for level in levels for row in _find_rows(level)):
        chain = next((chain for chain in reversed(chains) if _is_next_row(chain[-1], row)), None)
        if chain is None:
            chains.append([row])
        else:
            chain.append(row)
    for chain in chains:
        if len(chain) >= 3:
            rows = [[[cell] for cell in row] for row in chain]
            heads = next((heads for level in levels if (heads := _find_heads(level, chain[0]))), None)
            rows = [heads, *rows] if heads else rows
            places = [(cell.x0, cell.top, cell.x1, cell.bottom) for row in rows for part in row for cell in part]
            yield Table(_span(places), rows)


def _find_rows(level: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """On one level, each label with the figures that follow it, where these are two or more of its size."""
    label: int | None = None
    for place in range(len(level) + 1):
        if place < len(level) and is_figure(level[place].text):
            continue
        if label is not None and place - label > 2:
            row = level[label:place]
            if max(cell.size for cell in row) < _SAME_SIZE * min(cell.size for cell in row):
                yield row
        label = place


def _find_heads(level: Sequence[Piece], first: Sequence[Piece]) -> list[list[Piece]]:
    """What stands right above the first row of a table: over each figure, and over its label if anything does."""
    heads: list[list[Piece]] = []
    for cell in first:
        over = [row for row in level if 0 < cell.top - row.top < 2.5 * cell.size and _are_aligned(row, cell)]
        heads.append(over[:1])
    return heads if all(heads[1:]) else []


def _is_next_row(one: Sequence[Piece], two: Sequence[Piece]) -> bool:
    """Whether two lines have as many short cells, one below the other."""
    if len(one) != len(two) or len(two) < 2 or two[0].top - one[0].top > 2.5 * two[0].size:
        return False
    return all(len(b.text) <= _LONGEST_CELL and _are_aligned(a, b) for a, b in zip(one, two, strict=True))


def _are_aligned(one: Piece, two: Piece) -> bool:
    """Whether two pieces share an edge or their middle."""
    apart = min(abs(one.x0 - two.x0), abs(one.x1 - two.x1), abs(one.x0 + one.x1 - two.x0 - two.x1) / 2)
    return apart < 0.5 * two.size


def _columns(lines: Sequence[Piece], leading: dict[int, float]) -> Iterator[list[Piece]]:
    """Lines of one size that stand below each other at the usual distance."""
    ordered = sorted(lines, key=lambda row: row.top)
    below: dict[int, int] = {}
    above: set[int] = set()
    for index, row in enumerate(ordered):
        step = 1.3 * leading.get(round(row.size), 1.25 * row.size)
        for number in range(index + 1, len(ordered)):
            other = ordered[number]
            if other.top - row.top > step:
                break
            shared = min(row.x1, other.x1) - max(row.x0, other.x0)
            if shared <= 0.1 * min(row.x1 - row.x0, other.x1 - other.x0) or other.top - row.top < 0.5 * row.size:
                continue
            alike = max(row.size, other.size) < _SAME_SIZE * min(row.size, other.size) and row.bold == other.bold
            if alike and number not in above:
                below[index] = number
                above.add(number)
            break
    for index, row in enumerate(ordered):
        if index in above:
            continue
        group = [row]
        at = index
        while at in below:
            at = below[at]
            group.append(ordered[at])
        yield group


def _paragraphs(group: Sequence[Piece], right: float, *, small: bool) -> Iterator[list[Piece]]:
    """Cut a column's lines where a paragraph, list item or note starts."""
    left = min(row.x0 for row in group)
    part = [group[0]]
    for row in group[1:]:
        if _starts(part, row, left, right) or (small and _next_note(part[0], row)):
            yield part
            part = [row]
        else:
            part.append(row)
    yield part


def _next_note(first: Piece, row: Piece) -> bool:
    one, two = _NOTE_MARK.match(first.text), _NOTE_MARK.match(row.text)
    if not (one and two):
        return False
    return not two[1].isdecimal() or (one[1].isdecimal() and int(two[1]) == int(one[1]) + 1)


def _starts(part: Sequence[Piece], row: Piece, left: float, right: float) -> bool:
    """Whether a line starts a new paragraph or list item below the lines of `part`."""
    last = part[-1]
    marker = match_marker(row.text)
    item = match_marker(part[0].text)
    ended = ends_sentence(last.text)
    if marker and (marker["bullet"] or marker["stuck"]):
        return True
    if marker and (ended or last.text[-1] in ":;" or (row.x0 < part[0].x0 + row.size and item is not None)):
        return True
    if ended and row.text[0] in '“"' and part[0].text[0] in '“"':
        return True
    if item and len(part) > 1 and row.x0 < part[1].x0 - 0.5 * row.size:
        return True
    if item and len(part) == 1 and row.x0 < part[0].x0 - 0.5 * row.size:
        return True
    word = row.text.split(None, 1)[0]
    room = last.x1 + (len(word) + 1) * 0.5 * row.size < right - 0.5 * row.size
    if item and len(part) == 1 and row.x0 < part[0].x0 + 0.3 * row.size and room and not row.text[0].islower():
        return True
    indented = row.x0 > left + 0.8 * row.size and last.x0 < left + 0.4 * row.size and not row.text[0].islower()
    if not item and indented and (ended or room):
        return True
    heading = row.bold and last.bold and not part[0].text[0].islower()
    return (ended or heading) and room and not row.text[0].islower()


def _mark_notes(leaves: Sequence[Leaf], body: float) -> None:
    """Footnotes are smaller than the body, start with their mark, and nothing of the body stands below them."""
    low = max((leaf.bottom for leaf in leaves), default=0)
    for leaf in leaves:
        if leaf.kind is not BlockKind.PARAGRAPH or leaf.size > _NOTE * body or not _NOTE_MARK.match(leaf.rows[0].text):
            continue
        under = any(
            other.top >= leaf.bottom and other.size > _NOTE * body and other.x0 < leaf.x1 and other.x1 > leaf.x0
            for other in leaves
        )
        if not under and leaf.bottom > 0.4 * low:
            leaf.kind = BlockKind.FOOTNOTE


def _mark_likely_heads(leaves: Sequence[Leaf], page: PageLines, body: float) -> None:
    """A small line by itself at the very top or foot of a page is a running head, though no other page has it.

    That may be wrong, so it stays in the text.
    """
    for leaf in leaves:
        if leaf.kind is not BlockKind.PARAGRAPH or leaf.rows[0].tag:
            continue
        small = len(leaf.rows) == 1 and leaf.size <= _NOTE * body
        at_edge = leaf.bottom < 0.08 * page.height or leaf.top > 0.92 * page.height
        if small and at_edge and _stands_apart(leaf.rows[0], [row for other in leaves for row in other.rows]):
            leaf.kind = BlockKind.RUNNING_HEAD


def _kind(leaf: Leaf, body: float) -> BlockKind:
    text = leaf.text
    large = leaf.size >= _HEADING * body
    bold = all(row.bold for row in leaf.rows)
    if is_quotation(text):
        return BlockKind.QUOTATION
    if all(_CONTENTS_LINE.search(row.text) for row in leaf.rows):
        return BlockKind.RUNNING_HEAD
    if is_caption(text):
        return BlockKind.PARAGRAPH
    letters = any(map(str.isalpha, text))
    if letters and len(leaf.rows) <= 4 and large and (len(leaf.rows) <= 3 or not ends_sentence(text)):
        return BlockKind.HEADING if not match_marker(text) or text[0].isdecimal() else BlockKind.LIST_ITEM
    if (
        letters
        and bold
        and len(leaf.rows) <= 3
        and not ends_sentence(text)
        and text[-1] not in ",;:"
        and len(text) < 160
    ):
        return BlockKind.HEADING if not text[0].islower() else BlockKind.PARAGRAPH
    if match_marker(text):
        return BlockKind.LIST_ITEM
    if NUMERAL.fullmatch(text):
        return BlockKind.CALLOUT
    return BlockKind.PARAGRAPH


# Callouts


def _bind_callouts(leaves: list[Leaf], body: float) -> list[Leaf]:
    """Bind each numeral that is set large to the text that it belongs to, in one leaf."""
    numerals = [leaf for leaf in leaves if leaf.size >= _CALLOUT * body and NUMERAL.fullmatch(leaf.text)]
    taken: set[int] = set()
    alone = {id(numeral) for numeral in numerals}
    pairs = sorted(
        (
            (far - _same_column(numeral, leaf, leaves, body), number, place)
            for number, numeral in enumerate(numerals)
            for place, leaf in enumerate(leaves)
            if id(leaf) not in alone and (far := _distance(numeral, leaf, body)) < math.inf
        ),
        key=lambda pair: pair[0],
    )
    bound: dict[int, int] = {}
    for distance, number, place in pairs:
        if distance > _FAR * body:
            break
        if number in bound or place in taken:
            continue
        bound[number] = place
        taken.add(place)
    for number, numeral in enumerate(numerals):
        numeral.kind = BlockKind.CALLOUT
        if number in bound:
            leaf = leaves[bound[number]]
            leaf.numeral = numeral.rows
            leaf.kind = BlockKind.CALLOUT
            leaf.measure()
    gone = {id(numerals[number]) for number in bound}
    return [leaf for leaf in leaves if id(leaf) not in gone]


def _distance(numeral: Leaf, leaf: Leaf, body: float) -> float:
    """How far a text is from being the one that a numeral belongs to, in points; infinite where it cannot be.

    What stands beside the numeral comes before what stands above or below it; text that is set like the body, a long
    text or a heading is less likely to be a callout's than a few lines in a style of their own.
    """
    across = max(leaf.x0 - numeral.x1, numeral.x0 - leaf.x1, 0)
    down = max(leaf.top - numeral.bottom, numeral.top - leaf.bottom, 0)
    if across > _FAR * body or down > 3 * body or not any(map(str.isalpha, leaf.text)):
        return math.inf
    middle = (numeral.top + numeral.bottom) / 2, (leaf.top + leaf.bottom) / 2
    beside = leaf.top < middle[0] < leaf.bottom or numeral.top < middle[1] < numeral.bottom
    far = across if beside else across + 2 * down + 1.5 * body
    if abs(numeral.place - leaf.place) > len(leaf.rows):
        far += body
    far += 0.5 * body * min(len(leaf.rows), 8)
    if leaf.size >= _HEADING * body and leaf.rows[0].bold:
        far += 3 * body
    if abs(leaf.size - body) < 0.3 and not leaf.rows[0].bold:
        far += 3 * body
    if leaf.text[0].islower() and leaf.bottom > numeral.bottom:
        far -= 3 * body  # above it, it is the end of a paragraph
    return far


def _same_column(numeral: Leaf, leaf: Leaf, leaves: Sequence[Leaf], body: float) -> float:
    """What it counts, in points, that the text of their column spans both."""
    left, right = min(numeral.x0, leaf.x0), max(numeral.x1, leaf.x1)
    spanned = any(
        other is not leaf
        and other is not numeral
        and other.x0 <= left + body
        and other.x1 >= right - body
        and other.x1 - other.x0 < 1.5 * (right - left)
        for other in leaves
    )
    return 3 * body if spanned else 0


# Reading order


def _in_reading_order(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Down each column, columns from left to right, parted by what stands across them (after T. M. Breuel)."""
    count = len(leaves)
    if count < 2:
        return list(leaves)
    left, right = min(leaf.x0 for leaf in leaves), max(leaf.x1 for leaf in leaves)
    for leaf in _clear_strips(leaves):
        leaf.x0, leaf.x1 = left, right
    wide = [leaf for leaf in leaves if leaf.x1 - leaf.x0 > 0.5 * (right - left)]
    bands = _bands(leaves, 0.5 * (right - left))
    after: list[list[int]] = [[] for _ in leaves]
    waits = [0] * count
    for one, a in enumerate(leaves):
        for two in range(one + 1, count):
            before, behind = (one, two) if _comes_first(a, leaves[two], wide, bands) else (two, one)
            after[before].append(behind)
            waits[behind] += 1
    ready = [(leaves[index].top, leaves[index].x0, index) for index in range(count) if not waits[index]]
    heapify(ready)
    done: list[int] = []
    reached = [False] * count
    while len(done) < count:
        if not ready:  # two leaves wait for each other: the upper one goes first
            index = min((i for i in range(count) if not reached[i]), key=lambda i: (leaves[i].top, leaves[i].x0))
        else:
            index = heappop(ready)[2]
        if reached[index]:
            continue
        reached[index] = True
        done.append(index)
        for behind in after[index]:
            waits[behind] -= 1
            if not waits[behind] and not reached[behind]:
                heappush(ready, (leaves[behind].top, leaves[behind].x0, behind))
    return [leaves[index] for index in done]


def _bands(leaves: Sequence[Leaf], width: float) -> list[Leaf]:
    """Three callouts or more side by side with nothing else beside them: all are read before what is below them."""
    callouts = sorted((leaf for leaf in leaves if leaf.kind is BlockKind.CALLOUT), key=lambda leaf: leaf.top)
    bands: list[list[Leaf]] = []
    for leaf in callouts:
        if bands and leaf.top < min(other.bottom for other in bands[-1]):
            bands[-1].append(leaf)
        else:
            bands.append([leaf])
    made = [
        Leaf([row for leaf in band for row in (*leaf.numeral, *leaf.rows)], band[0].page, 0)
        for band in bands
        if len(band) >= 3
    ]
    clear = []
    for band in (leaf.measure() for leaf in made):
        inside = [leaf for leaf in leaves if leaf.top < band.bottom and leaf.bottom > band.top]
        if band.x1 - band.x0 > width and all(leaf.kind is BlockKind.CALLOUT for leaf in inside):
            clear.append(band)
    return clear


def _clear_strips(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Callouts and headings that stand across all columns though they are short: beside them every column is broken."""
    strips = []
    for leaf in leaves:
        if leaf.kind not in (BlockKind.CALLOUT, BlockKind.HEADING):
            continue
        room = 0 if leaf.kind is BlockKind.CALLOUT else 0.7 * leaf.size  # a column has wider gaps at its own headings
        beside = [other for other in leaves if other.x0 >= leaf.x1 or other.x1 <= leaf.x0]
        above = [other for other in beside if other.bottom <= leaf.top - room]
        below = [other for other in beside if other.top >= leaf.bottom + room]
        if (
            len(above) + len(below) == len(beside)
            and not any(other.kind is leaf.kind and other.top - leaf.bottom < 2 * leaf.size for other in below)
            and any(min(one.x1, two.x1) > max(one.x0, two.x0) for one in above for two in below)
        ):
            strips.append(leaf)
    return strips


def _comes_first(a: Leaf, b: Leaf, wide: list[Leaf], bands: list[Leaf]) -> bool:
    """Whether `a` is read before `b`, whatever else is on the page but for what stands across."""
    shared = (a.x1 if a.x1 < b.x1 else b.x1) - (a.x0 if a.x0 > b.x0 else b.x0)
    if shared > 0.15 * (a.x1 - a.x0) or shared > 0.15 * (b.x1 - b.x0):
        return (a.top + a.bottom, a.x0) <= (b.top + b.bottom, b.x0)
    lower, upper = (a, b) if a.top > b.top else (b, a)
    for band in bands:
        if band.top <= upper.top and upper.bottom <= band.bottom <= lower.top + 2:
            return upper is a
    for c in wide + bands:
        if (
            upper.bottom <= c.top + 2
            and c.bottom <= lower.top + 2
            and c.x0 < min(a.x1, b.x1)
            and c.x1 > max(a.x0, b.x0)
        ):
            return upper is a
    return a.x0 <= b.x0


def _join_leaves(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Join what the end of a column or page, a callout or a note parted in mid-sentence.

    A heading ends what stands before it, but for one across the top of the next page: it may stand in mid-sentence.
    """
    joined: list[Leaf] = []
    # What may go on, by its size: a side bar in small print does not end the paragraph that it stands beside.
    open_leaves: dict[float, Leaf] = {}
    headed: set[float] = set()
    for leaf in leaves:
        size = round(leaf.size * 2) / 2
        open_leaf = open_leaves.get(size)
        if leaf.kind in _ASIDE:
            joined.append(leaf)
        elif leaf.kind is BlockKind.HEADING:
            headed.update(open_leaves)
            open_leaves = {key: other for key, other in open_leaves.items() if other.last_page != leaf.page}
            joined.append(leaf)
        elif open_leaf and _goes_on(open_leaf, leaf, headed=size in headed):
            open_leaf.pages = [*open_leaf.row_pages, *[leaf.page] * len(leaf.rows)]
            open_leaf.rows = open_leaf.rows + leaf.rows
            open_leaf.right = leaf.right
            if is_quotation(open_leaf.text):
                open_leaf.kind = BlockKind.QUOTATION
        else:
            joined.append(leaf)
            open_leaves[size] = leaf
            headed.discard(size)
    return joined


def _goes_on(one: Leaf, two: Leaf, *, headed: bool) -> bool:
    """Whether a sentence goes on from the one to the other; `headed` if a heading stands between."""
    if two.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTATION):
        return False
    last, first = one.rows[-1], two.rows[0]
    if max(last.size, first.size) > _SAME_SIZE * min(last.size, first.size) or first.bold != last.bold:
        return False
    if last.text[-1] in _HYPHENS + "-":
        return first.text[0].isalnum()
    if ends_sentence(last.text) or last.text[-1] in ":;":
        return False
    if first.text[0].islower():
        return True
    moved = one.last_page != two.page or first.top < last.top
    return moved and not headed and last.x1 > one.right - 6 * last.size and first.text[0] not in '“"•'


# Writing


def _words(rows: Iterable[Sequence[Piece]]) -> set[str]:
    """The words of the document, but for those that a line's end may have broken."""
    words: set[str] = set()
    chunks: set[str] = set()  # most come many times
    for lines in rows:
        for row in lines:
            broken = row.text[-1] in _HYPHENS + "-"
            parts = row.text.split()
            if parts and parts[0].isalpha() and (not broken or parts[-1][:-1].isalpha()):
                chunks.update(parts[1 : -1 if broken else None])
            else:
                words.update(map(str.lower, _LETTERS.findall(row.text)[1 : -1 if broken else None]))
    words.update(map(str.lower, _LETTERS.findall(" ".join(chunks))))
    return words


class _Writer:
    """Writes leaves one after the other, and notes where each line and block came to stand."""

    def __init__(self, words: set[str]) -> None:
        self.words = words
        self.whole: list[str] = []
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.starts: dict[int, int] = {}

    def write(
        self, leaves: list[Leaf], pages: Sequence[PageLines], labels: Sequence[str]
    ) -> tuple[str, tuple[Block, ...], tuple[Page, ...]]:
        """Return text, blocks and pages, and use up the leaves."""
        levels = _heading_levels(leaves)
        leaves.reverse()
        while leaves:
            leaf = leaves.pop()
            if self.length:
                self._put("\n\n")
            self.starts.setdefault(leaf.page, self.length)
            if leaf.table:
                self._write_table(leaf.table, leaf.page)
            else:
                self._write_leaf(leaf, levels)
        text = "".join((*self.whole, *self.parts))
        built = []
        end = len(text)
        for page, label in zip(reversed(pages), reversed(labels), strict=True):
            start = min(self.starts.get(page.number, end), end)
            built.append(
                Page(number=page.number, label=label, width=page.width, height=page.height, start=start, end=end)
            )
            end = start
        return text, tuple(self.blocks), tuple(reversed(built))

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        if len(self.parts) > _MOST_PARTS:  # many short strings weigh more than a long one
            self.whole.append("".join(self.parts))
            self.parts.clear()

    def _write_leaf(self, leaf: Leaf, levels: dict[tuple[float, bool], int]) -> None:
        start = self.length
        lines = self._write_rows(leaf.numeral, [leaf.page] * len(leaf.numeral), leaf.page)
        if leaf.numeral:
            self._put("\n")
        lines += self._write_rows(leaf.rows, leaf.row_pages, leaf.page)
        block = Block(
            kind=leaf.kind,
            start=start,
            end=self.length,
            page=leaf.page,
            box=_span([line.box for line in lines if line.page is None]),
            lines=tuple(lines),
        )
        first = leaf.rows[0].text
        marker = None
        if leaf.kind is BlockKind.LIST_ITEM:
            marker = match_marker(first)
        elif leaf.kind is BlockKind.FOOTNOTE:
            marker = _NOTE_MARK.match(first)
        elif leaf.kind is BlockKind.HEADING:
            block = replace(block, level=levels[_style(leaf)])
        if marker:
            label = marker.group().strip()
            level = label.strip(".()").count(".") + 1 if label[0].isdecimal() else 1
            block = replace(block, start=start + marker.end(), marker=label, marker_start=start, level=level)
        self.blocks.append(block)

    def _write_rows(self, rows: Sequence[Piece], pages: Sequence[int], home: int) -> list[Line]:
        """Write printed lines as one running line."""
        lines = []
        for index, (row, page) in enumerate(zip(rows, pages, strict=True)):
            self.starts.setdefault(page, self.length)
            after = rows[index + 1].text if index + 1 < len(rows) else ""
            text, space = self._end_line(row.text, after)
            start = self.length
            box = (row.x0, row.top, row.x1, row.bottom)
            lines.append(Line(start=start, end=start + len(text), box=box, page=page if page != home else None))
            self._put(text + " " if after and space else text)
        return lines

    def _join_lines(self, rows: Sequence[Piece]) -> str:
        joined = ""
        for index, row in enumerate(rows):
            text, space = self._end_line(row.text, rows[index + 1].text if index + 1 < len(rows) else "")
            joined += text + (" " if space else "")
        return joined.rstrip()

    def _end_line(self, text: str, after: str) -> tuple[str, bool]:
        """A line without the hyphen that only its end called for, and whether a space follows."""
        if not text.endswith(_BROKEN):
            return text, True
        if not after:
            return text.rstrip(_HYPHENS), True
        head, tail = _LETTERS.findall(text[:-1])[-1:], _LETTERS.match(after)
        last = text.rsplit(None, 1)[-1]
        address = "/" in last or "www." in last or "@" in last
        if address or not head or not text[:-1].endswith(head[0]) or not tail:
            return text[:-1] + "-", False
        one, two = head[0].lower(), tail.group().lower()
        if one + two in self.words and one + "-" + two not in self.words:
            return text[:-1], False
        whole = one + "-" + two in self.words or (one in self.words and two in self.words) or not tail.group().islower()
        return (text[:-1] + "-" if whole else text[:-1]), False

    def _write_table(self, table: Table, page: int) -> None:
        """One row a line, its cells parted by tabs; the first row holds the heads unless it has a figure."""
        texts = [[self._join_lines(cell) for cell in row] for row in table.rows]
        headed = holds_heads(texts[0])
        for number, row in enumerate(table.rows):
            if number:
                self._put("\n")
            wrote = False
            for place, cell in enumerate(row):
                if not cell:
                    continue
                if wrote:
                    self._put("\t")
                wrote = True
                label = not place or (headed and not number)
                start = self.length
                lines = self._write_rows(cell, [page] * len(cell), page)
                self.blocks.append(
                    Block(
                        kind=BlockKind.TABLE_CELL,
                        start=start,
                        end=self.length,
                        page=page,
                        box=_span([line.box for line in lines]),
                        lines=tuple(lines),
                        row_head="" if label else texts[number][0],
                        column_head=texts[0][place] if headed and number and place < len(texts[0]) else "",
                    )
                )


def _span(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _style(leaf: Leaf) -> tuple[float, bool]:
    return round(leaf.size * 2) / 2, leaf.rows[0].bold


def _heading_levels(leaves: Sequence[Leaf]) -> dict[tuple[float, bool], int]:
    """Larger is higher; of two alike the bold one is."""
    styles = {_style(leaf) for leaf in leaves if leaf.kind is BlockKind.HEADING}
    return {style: min(level, 6) for level, style in enumerate(sorted(styles, reverse=True), 1)}

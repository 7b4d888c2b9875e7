"""The structure tree of a tagged PDF page: which block of the text each piece of its content belongs to.

Programs that write tags (word processors, browsers, page make-up programs) say what is a heading, a paragraph, a list
item or a table's cell, and in which order to read. Some say it badly, so layout.py looks whether it can be trusted.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from extractor.models import BlockKind

if TYPE_CHECKING:
    from extractor.ingestors.layout import Piece

_KINDS = {
    "P": BlockKind.PARAGRAPH,
    "BlockQuote": BlockKind.PARAGRAPH,
    "Caption": BlockKind.PARAGRAPH,
    "LI": BlockKind.LIST_ITEM,
    "TD": BlockKind.TABLE_CELL,
    "TH": BlockKind.TABLE_CELL,
    "Note": BlockKind.FOOTNOTE,
    "FENote": BlockKind.FOOTNOTE,
    "Title": BlockKind.HEADING,
    "H": BlockKind.HEADING,
    **{f"H{level}": BlockKind.HEADING for level in range(1, 7)},
}
_COVERED = 0.7  # of a page's letters: running heads have no tag
_MOST_TORN = 0.3  # of the blocks: a callout or a bullet may be in two; more, and the tags are not used
_MOST_ASTRAY = 0.12
_DEEPEST = 60  # levels of a tree: a deeper one is a mistake, or meant to harm
_LONG_LIST = 100  # children; of longer lists only those near the last page's are looked at
_MOST_MISSED = 25  # of them, one after the other, that stand on other pages
_NAME = ctypes.create_string_buffer(64)


@dataclass(frozen=True, slots=True)
class Tag:
    """A block of the tree, or a run of text in none (`kind` None); `place` counts in reading order.

    For a table's cell: which table of the page, and which row of it.
    """

    place: int
    kind: BlockKind | None = None
    table: int = 0
    row: int = 0


def read_tags(page: Any, starts: dict[int, int]) -> dict[int, Tag]:
    """Return the tag of each piece of marked content by its identifier; empty for a page without tags.

    `starts` is the caller's, one for a document and empty at first: where the pages before ended in long lists of
    children, so that a thousand pages in one list are not all gone through for each page.
    """
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        walk = _Walk(starts)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            child = pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
            if child:
                walk.visit(child, None, 0)
        return walk.tags
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def are_good(pieces: Sequence[Piece]) -> bool:
    """Whether the tags of a page agree with what is seen: nearly all of it is in blocks, which go down the page.

    Bad ones are met as well: a block for each line or word, one for a whole column, or columns read across.
    """
    letters = tagged = 0
    blocks: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        letters += len(piece.text)
        if piece.tag and piece.tag.kind:
            tagged += len(piece.text)
            blocks[piece.tag.place].append(piece)
    if tagged < _COVERED * letters:
        return False
    ordered = [blocks[place] for place in sorted(blocks)]
    torn = sum(_is_torn(one, two) for one, two in pairwise(ordered))
    astray = sum(_goes_up(one, two) for one, two in pairwise(ordered)) + sum(map(_is_heap, ordered))
    return torn <= max(1, _MOST_TORN * len(ordered)) and astray <= max(1, _MOST_ASTRAY * len(ordered))


def _is_torn(one: Sequence[Piece], two: Sequence[Piece]) -> bool:
    """Whether a block breaks off in mid-sentence and the next goes on, in the same type."""
    last, first = one[-1], two[0]
    if BlockKind.TABLE_CELL in (last.tag and last.tag.kind, first.tag and first.tag.kind):
        return False
    same = abs(last.size - first.size) < 0.3 and last.bold == first.bold
    items = first.tag is not None and first.tag.kind is BlockKind.LIST_ITEM
    return same and not items and last.text[-1].isalpha() and first.text[0].islower()


def _goes_up(one: Sequence[Piece], two: Sequence[Piece]) -> bool:
    """Whether a block stands above the one that is read before it, in the same column."""
    last, first = one[-1], two[0]
    across = min(last.x1, first.x1) - max(last.x0, first.x0)
    return across > 0 and first.bottom < last.top - 0.5 * last.size


def _is_heap(block: Sequence[Piece]) -> bool:
    """Whether a block holds several paragraphs: in places its lines stand much further apart than elsewhere."""
    steps = sorted(two.bottom - one.bottom for one, two in pairwise(block) if two.bottom - one.bottom > 0.5 * one.size)
    return len(steps) >= 4 and sum(step > 1.5 * steps[len(steps) // 2] for step in steps) >= 2


class _Walk:
    """Goes through a tree in reading order."""

    def __init__(self, starts: dict[int, int]) -> None:
        self.starts = starts
        self.tags: dict[int, Tag] = {}
        self.place = 0
        self.tables = 0
        self.rows = 0

    def visit(self, element: Any, block: Tag | None, depth: int) -> None:
        name = _name(element)
        if name == "Table" and (block is None or block.kind is not BlockKind.TABLE_CELL):
            self.tables += 1
        elif name == "TR":
            self.rows += 1
        kind = _KINDS.get(name)
        # A paragraph in a list item or cell is part of that; a list in one has items of its own.
        if kind and (block is None or kind is BlockKind.LIST_ITEM or block.kind is BlockKind.PARAGRAPH):
            block = self._next(kind)
        count = max(0, pdfium.FPDF_StructElement_CountChildren(element))
        start = self.starts.get(depth, 0) if count > _LONG_LIST else 0
        missed = -count
        # A child on the page is an element, or marked content, of which the identifier is told.
        for index in chain(range(start, count), range(start)) if start else range(count):
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            child = None if mark >= 0 else pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            if mark >= 0:
                self.tags[mark] = block or self._next(None)
            elif child and depth < _DEEPEST:
                self.visit(child, block, depth + 1)
            if child or mark >= 0:
                missed = 0
                self.starts[depth] = index  # what runs over the page's end stands on the next as well
            elif missed > _MOST_MISSED and count > _LONG_LIST:
                return  # the children of a page stand together, more or less
            else:
                missed += 1

    def _next(self, kind: BlockKind | None) -> Tag:
        self.place += 1
        if kind is BlockKind.TABLE_CELL:
            return Tag(self.place, kind, self.tables, self.rows)
        return Tag(self.place, kind)


def _name(element: Any) -> str:
    size = pdfium.FPDF_StructElement_GetType(element, _NAME, len(_NAME))
    # UTF-16 of names in ASCII: every second byte is null.
    return _NAME.raw[: size - 2 : 2].decode("latin-1") if 2 < size <= len(_NAME) else ""

"""Footnotes and the marks in the text that call them: the same number on the same page, or the nearest one before."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractor.models import Block, BlockKind, Page

_RAISED = regex.compile(r"[⁰¹²³⁴-⁹]{1,3}")
# A number glued to a word or to what ends it; a figure goes on or has a sign.
_GLUED = regex.compile(r"(?<=[\p{L}.,;:!?)’”'\"]|\d,\d{3})[1-9]\d{0,2}(?![\d,.%]*\d)(?!%)")
_SIGN = regex.compile(r"(?<=\p{L}|[.,;:!?)’”'\"%])[*†‡]")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def tie_notes(text: str, blocks: Sequence[Block], pages: Sequence[Page]) -> tuple[Block, ...]:
    """Return the blocks; each footnote knows where in the text its mark stands (`mark`), if it was found.

    A mark that was set raised comes before one that is only glued to its word. Without pages, and for notes at the end
    of a document whose numbers run through, the mark is the nearest one before that no note has yet.
    """
    notes = [place for place, block in enumerate(blocks) if block.kind is BlockKind.FOOTNOTE and block.marker]
    if not notes:
        return tuple(blocks)
    marks: dict[str, list[int]] = defaultdict(list)
    for label, place in _find_marks(text, blocks):
        marks[label].append(place)
    starts = [page.start for page in pages]
    tied = list(blocks)
    for note in notes:
        found = marks[blocks[note].marker.strip(".()[]")]
        mark = _choose(found, blocks[note], starts)
        if mark is not None:
            found.remove(mark)
            tied[note] = replace(blocks[note], mark=mark)
    return tuple(tied)


def _find_marks(text: str, blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """The marks in all that is no note, with their labels; raised ones first."""
    for pattern in (_RAISED, _SIGN, _GLUED):
        for block in blocks:
            if block.kind not in (BlockKind.FOOTNOTE, BlockKind.RUNNING_HEAD):
                for mark in pattern.finditer(text, block.start, block.end):
                    yield mark[0].translate(_PLAIN), mark.start()


def _choose(marks: Sequence[int], note: Block, starts: Sequence[int]) -> int | None:
    before = max((mark for mark in marks if mark < note.start), default=None)
    return next((mark for mark in marks if starts and bisect_right(starts, mark) == note.page), before)

"""Cards: a numeral that stands alone and the label above or below it, as dashboards and infographics set them.

Which side the labels are on, the cards around tell: where they stand below, more of them follow a numeral than lead to
one.
"""

from __future__ import annotations

import regex

from extractor.cleaning import clean
from extractor.models import Block, BlockKind, Document

_NUMERAL = regex.compile(
    r"(?!(?:19|20)\d\d(?:[/–-]\d+)?$)(?:[\s\d.,%£+/()k&m-]+|[£\d.,]+ ?(?:m|bn|k|million|billion|per cent))"
)
_CODE = regex.compile(r"(?:\p{Lu}+[/.\d-]*\d+\w?|\d+[.\d]*\w?) ?[–:-] ")  # "SCC/011b – Assessments", "PI 4: Visits"
_LONGEST_LABEL = 12  # words
LONGEST_CARD = 120  # characters of a numeral or a label
_REACH = 12  # blocks to either side that are looked at: a column of bare numbers must not cost its length for each
_LABEL_KINDS = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.CALLOUT, BlockKind.LIST_ITEM)


def find_label(document: Document, index: int) -> str:
    """The label of the numeral that is the block at `index`, on one line; empty where none stands by it.

    A column of numerals that touch ("57.4%", "43.2%") shares the label above the first.
    """
    if not _is_numeral(document, index):
        return ""
    above, below = _nearest_label(document, index, -1), _nearest_label(document, index, 1)
    if above is None or below is None:
        chosen = above if below is None else below
    else:
        chosen = below if _labels_stand_below(document, index) else above
    return "" if chosen is None else _CODE.sub("", _text(document, chosen))


def _labels_stand_below(document: Document, index: int) -> bool:
    """Whether more of the labels around have their numeral above them than below; where as many, they stand above."""
    balance = 0
    for step in (-1, 1):
        at = index
        while abs(at + step - index) <= _REACH and (_is_numeral(document, at + step) or _is_label(document, at + step)):
            at += step
            if _is_label(document, at) and document.blocks[at].kind is not BlockKind.HEADING:
                balance += _is_numeral(document, at - 1) - _is_numeral(document, at + 1)
    return balance > 0


def _nearest_label(document: Document, index: int, step: int) -> int | None:
    at = index + step
    while abs(at - index) < _REACH and _is_numeral(document, at):
        at += step
    return at if _is_label(document, at) else None


def _is_numeral(document: Document, index: int) -> bool:
    block = _block(document, index)
    return (
        block is not None
        and block.end - block.start <= LONGEST_CARD
        and _NUMERAL.fullmatch(_text(document, index)) is not None
    )


def _is_label(document: Document, index: int) -> bool:
    """Whether a block is a few words that say no whole sentence and hold no figure."""
    block = _block(document, index)
    if block is None or block.kind not in _LABEL_KINDS or block.end - block.start > LONGEST_CARD:
        return False
    text = _text(document, index)
    if not text or text[-1] in ".:;?!" or len(text.split()) > _LONGEST_LABEL:
        return False
    return any(map(str.isalpha, text)) and not any(word.isdigit() for word in text.split())


def _block(document: Document, index: int) -> Block | None:
    return document.blocks[index] if 0 <= index < len(document.blocks) else None


def _text(document: Document, index: int) -> str:
    block = document.blocks[index]
    return clean(document.text, block.start, block.end).text.strip()

"""The lists that a text announces: "three priorities:", "the following six towns", "four themes: a, b, c and d"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from extractor.cleaning import Cleaned, clean
from extractor.models import AnnouncedList, Block, BlockKind, Claim, Document, Kind, ListItem, Qualifier

_ENDS_IN_COLON = regex.compile(r":\s*$")
_NOTHING_MORE = regex.compile(r"\s*$")
_FOLLOWING = regex.compile(r"\b(?:the )?following\s*$", regex.IGNORECASE)
_OPENS_INLINE = regex.compile(r":(?= )| [–—-](?= )")
# "The five winners were Northport, Southmere and ...": nothing but names and what joins them, to the end.
_THE = regex.compile(r"(?:^|[.;:,] |\b(?:and|but|where) )(?:the|our|this year's|its) $", regex.IGNORECASE)
_A_NAME = r"(?:the )?\p{Lu}[\p{L}'’-]*(?: (?:(?:of|upon|on|the|in|le|by|under) )*\p{Lu}[\p{L}'’-]*)*"
# An office behind a name ("Ann Lee, Leader of the Council") is no further item.
_OFFICE = r"(?:Leader|Chair\p{L}*|Chief|Director|Head|Mayor|Minister|President|Secretary|Officer|Manager|Member|Editor)"
_ARE_NAMED = regex.compile(
    rf" (?:[\p{{Ll}}'-]+ ){{1,3}}(?:were|are)(?!.*\b{_OFFICE}\b)(?= {_A_NAME}(?:, {_A_NAME})+,? and {_A_NAME}\.?\s*$)"
)
_OPEN_ENDED = regex.compile(
    r"\b(?:includ\w+|such as|for example|for instance|e\.g\.|eg|among (?:them|others)|comprising some of)\b",
    regex.IGNORECASE,
)
# "Five rounds later:" says when, and announces no rounds.
_WHEN = regex.compile(r"(?: [\p{L}'’-]+){1,3} (?:later|on|ago|in|earlier|before)\s*:", regex.IGNORECASE)
_SHORT_LINE = 60  # characters; a longer one is a sentence that lost its stop
_LONGEST = 20  # a figure above this announces no list that is spelt out
_MAX_TEXT = 300  # characters of what follows an announcement without a list
_PASSED_OVER = (BlockKind.RUNNING_HEAD, BlockKind.FOOTNOTE)


@dataclass(frozen=True, slots=True)
class Announcement:
    """A claim that may announce a list, and where it and its sentence stand in the cleaned text of its block."""

    claim: Claim
    cleaned: Cleaned
    start: int  # of the claim
    end: int
    sentence_start: int
    sentence_end: int


def find_list(document: Document, announcement: Announcement) -> AnnouncedList | None:
    """The list that a small count announces: bullets below, items in the sentence, or a colon with nothing after it."""
    claim, text = announcement.claim, announcement.cleaned.text
    quantity = claim.quantity
    exact = quantity.kind is Kind.COUNT and quantity.qualifier is Qualifier.EXACT
    if not exact or not 2 <= quantity.value <= _LONGEST:
        return None
    after = text[announcement.end : announcement.sentence_end]
    if _WHEN.match(after):
        return None
    base = AnnouncedList(
        document=document.document,
        claim_start=claim.start,
        start=claim.sentence_start,
        end=claim.sentence_end,
        text=claim.sentence,
        count=int(quantity.value),
        head=claim.head,
        form="none",
        open_ended=bool(_OPEN_ENDED.search(after)),
        page=claim.page,
    )
    colon = bool(_ENDS_IN_COLON.search(after))
    before = text[max(announcement.sentence_start, announcement.start - 20) : announcement.start]
    ends_block = _NOTHING_MORE.match(text, announcement.sentence_end) is not None
    if ends_block and (colon or _FOLLOWING.search(before)):
        items = tuple(_items_below(document, claim.block))
        if items:
            return replace(base, form="bullets", items=items)
        if colon and not _may_be_rows(document, claim.block + 1):
            return replace(base, items=tuple(_next_block(document, claim.block)))
    opened = _OPENS_INLINE.search(after) or (_ARE_NAMED.match(after) if _THE.search(before) else None)
    if opened and not any(char.isdigit() for char in after[: opened.start()]):
        items = tuple(_items_inline(announcement, announcement.end + opened.end(), base.page))
        return replace(base, form="inline", items=items) if items else None
    return None


def _may_be_rows(document: Document, at: int) -> bool:
    """Whether a table follows, or short lines that are no sentences: rows of things whose number cannot be told."""
    if at >= len(document.blocks):
        return False
    block = document.blocks[at]
    if block.kind is BlockKind.TABLE_CELL:
        return True
    line = document.text[block.start : block.end].strip()
    return block.kind is BlockKind.PARAGRAPH and len(line) <= _SHORT_LINE and not line.endswith((".", "!", "?", ":"))


def _items_inline(announcement: Announcement, start: int, page: int | None) -> Iterator[ListItem]:
    cleaned = announcement.cleaned
    body = cleaned.text[start : announcement.sentence_end].rstrip(" .")
    separator = r"\s*;\s*(?:and\s+)?" if ";" in body else r"\s*,(?!\d\d\d)\s*(?:and\s+)?"
    position = 0
    for stop, resume in [*(found.span() for found in regex.finditer(separator, body)), (len(body), len(body))]:
        part = body[position:stop]
        if part.strip():
            opening = start + position + len(part) - len(part.lstrip())
            first, last = cleaned.span(opening, start + stop)
            yield ListItem(start=first, end=last, text=part.strip(), page=page)
        position = resume


def _items_below(document: Document, index: int) -> Iterator[ListItem]:
    announcing = document.blocks[index]
    level = announcing.level + 1 if announcing.kind is BlockKind.LIST_ITEM else None  # an item announces deeper ones
    for block in document.blocks[index + 1 :]:
        if block.kind in _PASSED_OVER:
            continue
        if block.kind is not BlockKind.LIST_ITEM:
            return
        if level == block.level + 1 and _is_numbered(announcing) and not _is_numbered(block):
            level = block.level  # bullets below a numbered paragraph, not indented
        elif level == announcing.level and _is_numbered(block):
            return
        level = block.level if level is None else level
        if block.level < level:
            return
        if block.level == level:
            text = clean(document.text, block.start, block.end).text
            yield ListItem(start=block.start, end=block.end, text=text, page=block.page, box=block.box)


def _is_numbered(block: Block) -> bool:
    return any(char.isdigit() for char in block.marker)


def _next_block(document: Document, index: int) -> Iterator[ListItem]:
    for block in document.blocks[index + 1 :]:
        if block.kind is not BlockKind.RUNNING_HEAD:
            end = min(block.end, block.start + _MAX_TEXT)
            text = clean(document.text, block.start, end).text
            yield ListItem(start=block.start, end=end, text=text, page=block.page, box=block.box)
            return

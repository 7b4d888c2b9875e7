"""Headings of plain text: which short lines are headings, and how deep each one is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import regex

from extractor.models import Block, BlockKind

_LONGEST = 110  # characters
_MOST_WORDS = 16
# A number with a thing counted is a statement ("200 councils took part"), whatever it lacks; years, dates and labels
# ("Phase 5 and after", "31 March") are not.
_STATEMENT = regex.compile(
    r"""(?<![\w/.])
        (?<!\b(?:part|phase|cohort|round|level|chapter|section|stage|annex|appendix|quarter|year|item|study)[ ])
        (?!(?:19|20)\d\d\b)\d[\d,]*(?:\.\d+)?(?:%|m|bn|k|\+)?\s+
        (?!(?:Jan|Febr)uary\b|March\b|April\b|May\b|June\b|July\b|August\b|(?:Septem|Octo|Novem|Decem)ber\b)\p{L}
      | [£€$]\d | \d%""",
    regex.VERBOSE | regex.IGNORECASE,
)
_TWO_SENTENCES = regex.compile(r"[.!?]\s+\p{Lu}")
_PICTURES = ("decorative", "thumbnail", "image", "photo", "logo", "picture", "graphic", "icon")
_PICTURE_ENDS = ("logo", "icon", "image")
_PICTURE = regex.compile(
    rf"(?:{'|'.join(_PICTURES)}|photograph)\b\D*|\D*\b(?:{'|'.join(_PICTURE_ENDS)})", regex.IGNORECASE
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# A date that stands alone, or behind the publisher's name: "Published: 9 July 2024", "Leeds City Council, May 2024".
_DATE_LINE = regex.compile(
    rf"(?:\p{{Lu}}[\p{{L}}&'’ -]{{2,60}}\s?[,|–]\s)?(?:\p{{L}}+:?\s)?(?:\p{{L}}+day,?\s)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{_MONTH}\s\d{{4}}"
)
# What stands above a report's text beside its title: these go on with the title.
_FRONT = regex.compile(
    r"\b(?:report|update|review|paper|agenda|minutes|board|committee|panel|meeting|quarter|(?:19|20)\d\d)\b",
    regex.IGNORECASE,
)
_CAPTION = regex.compile(r"(?:table|figure|chart|graph|map|box)\s+[\dA-Z]{1,3}(?:\.\d+)*\b", regex.IGNORECASE)
_LINK = regex.compile(r"(?:read|find out|see|learn) more\b|see also\b|further reading|download\b", regex.IGNORECASE)
_SPEAKER = regex.compile(
    r".*,\s.*\b(?:leader|cllr|councillor|chief|director|head|officer|manager|council|mayor|chair\w*|minister|member|"
    r"participant|delegate|graduate|cabinet|association|university)\b",
    regex.IGNORECASE,
)
_NUMBERED = regex.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=\p{Lu})")
# Headings that never open a subject of their own: they stand below the one that they speak of. A story
# may have headings of its own.
_BELOW = regex.compile(
    r"""(?P<subject>.*?)\b(?:testimonials?|feedback|quotes?|highlights?|at[ ]a[ ]glance|in[ ]numbers|next[ ]steps
          |outcomes|achievements|facts[ ]and[ ]figures|key[ ](?:facts|figures|achievements|outcomes|results))\s*$
      | (?:(?P<story>case[ ]stud(?:y|ies)|stories[ ]of[ ]impact|spotlight)
          |highlights?|what[ ](?:people|councils|members)[ ](?:say|said))\b[\s:–-]*(?P<after>.*)$""",
    regex.VERBOSE | regex.IGNORECASE,
)
_PLAIN_OPENINGS = frozenset(
    [
        "introduction",
        "summary",
        "foreword",
        "background",
        "purpose",
        "contents",
        "overview",
        "context",
        "recommendations",
        "recommendation",
    ]
)
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "for",
        "in",
        "to",
        "our",
        "local",
        "council",
        "councils",
        "key",
        "some",
        "overall",
        "programme",
        "support",
    ]
)
_WORD = regex.compile(r"\p{L}{2,}")


def looks_like_heading(text: str) -> bool:
    """Whether a line on its own could be a heading, whatever stands around it.

    >>> looks_like_heading("Peer challenge highlights"), looks_like_heading("Over 200 councils took part")
    (True, False)
    """
    if len(text) > _LONGEST or text[-1] in ".;,:!" or len(text) < 3:
        return False
    first = text.lstrip("'‘’\"“(")[:1]
    if not (first.isupper() or first.isdecimal()) or text[0] in '"“':
        return False
    if text.count(" ") >= _MOST_WORDS or not any(map(str.isalpha, text)):
        return False
    numbered = _NUMBERED.match(text)
    if _STATEMENT.search(text, numbered.end() if numbered else 0):
        return False
    if is_caption(text):
        return False
    return not (_TWO_SENTENCES.search(text) or _LINK.match(text) or _DATE_LINE.fullmatch(text) or is_picture(text))


def is_caption(text: str) -> bool:
    """Whether a line names a table or figure, and so opens no section.

    >>> is_caption("Table 2: spending by theme"), is_caption("Tables and chairs")
    (True, False)
    """
    return _CAPTION.match(text) is not None


def is_picture(text: str) -> bool:
    """Whether a line is what a web page says in place of a picture.

    >>> is_picture("decorative image"), is_picture("Image rights and how to keep them, in 12 steps")
    (True, False)
    """
    low = text.lower()
    if not (low.startswith(_PICTURES) or low.endswith(_PICTURE_ENDS)):
        return False
    return len(text) <= _LONGEST and text[-1] != "." and _PICTURE.fullmatch(text) is not None


def set_levels(blocks: Sequence[Block], text: str) -> list[Block]:
    """Return the blocks with levels for the headings; a name below a quotation becomes a paragraph.

    1 is the title, 2 a subject, 3 what stands below it ("X highlights", "Case study: X"), 4 a part of that. Numbered
    headings have the depth of their number. Where subjects have two blank lines before them, or capitals, that tells.
    """
    done = list(blocks)
    heads = [index for index, block in enumerate(done) if block.kind is BlockKind.HEADING]
    titles = {index: " ".join(text[done[index].start : done[index].end].split()) for index in heads}
    wide = _wide_gaps(done, heads, text)
    capitals = _uses_capitals(titles.values())
    title = _title(done, heads, text)
    front = _front(done, title, titles)
    named_later = _named_later(titles)
    subject: set[str] = set()
    level, below, previous = 2, None, -2
    for index in heads:
        words = titles[index]
        before, after = _neighbour(done, index, -1), _neighbour(done, index, 1)
        if before is BlockKind.QUOTATION and _SPEAKER.match(words):
            done[index] = replace(done[index], kind=BlockKind.PARAGRAPH)
            continue
        stacked = previous == index - 1
        found = _BELOW.match(words)
        if index == title:
            level, below, subject = 1, None, set()
        elif index in front:
            level = 1
        elif numbered := _NUMBERED.match(words):
            level, below, subject = numbered[1].count(".") + 2, None, _words(words)
        elif found and subject and (found["story"] or _speaks_of(found, subject)):
            level, below = 3, found
        elif (
            below
            and index not in named_later
            and not found
            and (
                stacked
                or after is BlockKind.QUOTATION
                or (after is BlockKind.LIST_ITEM and index not in wide)
                or (below["story"] and wide and index not in wide)
            )
        ):
            level = 4
        else:
            top = 2 if not capitals or words.isupper() else 3
            level = min(level + 1, 4) if stacked and level >= 2 and index not in named_later else top
            subject = (subject if stacked else set()) | _words(words)
            below = found
        previous = index
        done[index] = replace(done[index], level=level)
    return done


def _front(blocks: Sequence[Block], title: int, titles: Mapping[int, str]) -> set[int]:
    """The headings above a report's text that go on with its title: the board, the item, the period."""
    found: set[int] = set()
    for index in range(title + 1, len(blocks)) if title >= 0 else ():
        if index in titles:
            if _FRONT.search(titles[index]) and not _words(titles[index]) & _PLAIN_OPENINGS:
                found.add(index)
        elif blocks[index].kind is not BlockKind.PARAGRAPH or blocks[index].end - blocks[index].start > 60:
            break
    return found


def _neighbour(blocks: Sequence[Block], index: int, step: int) -> BlockKind | None:
    """The kind of the next block that is not page furniture."""
    index += step
    while 0 <= index < len(blocks) and blocks[index].kind is BlockKind.RUNNING_HEAD:
        index += step
    return blocks[index].kind if 0 <= index < len(blocks) else None


def _named_later(titles: Mapping[int, str]) -> set[int]:
    """The headings whose name a later one takes up ("Planning", "Planning highlights"): they open a subject."""
    found: set[int] = set()
    later: list[set[str]] = []
    for index in sorted(titles, reverse=True):
        below = _BELOW.match(titles[index])
        own = _words(below["subject"] or below["after"] or "") if below else set()
        if own:
            later = [own, *later[:2]]
        elif not below and any(len(words & _words(titles[index])) * 2 >= len(words) for words in later):
            found.add(index)
    return found


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)} - _SMALL


def _speaks_of(below: regex.Match[str], subject: set[str]) -> bool:
    """Whether "X highlights" has a word of the subject that is open, or names no other."""
    own = _words(below["subject"] or below["after"] or "")
    return not own or bool(own & subject)


def _wide_gaps(blocks: Sequence[Block], heads: Sequence[int], text: str) -> set[int]:
    """The headings with two blank lines or more before them, where some have and some have not."""
    wide = {
        index
        for index in heads
        if index and text[blocks[index - 1].end : blocks[index].start].replace("\r\n", "\n").count("\n") >= 3
    }
    return wide if 3 <= len(wide) < len(heads) else set()


def _uses_capitals(headings: Collection[str]) -> bool:
    capitals = {heading for heading in headings if heading.isupper() and len(heading) > 6}
    return len(capitals) >= 3 and len(headings) > len(capitals)


def _title(blocks: Sequence[Block], heads: Sequence[int], text: str) -> int:
    """The index of the heading that is the title, or -1: the first one, near the top, with words of its own."""
    for index in heads:
        if sum(blocks[i].end - blocks[i].start for i in range(index)) > 400:
            return -1
        if not _words(text[blocks[index].start : blocks[index].end]) <= _PLAIN_OPENINGS:
            return index
    return -1

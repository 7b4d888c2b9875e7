"""Lines of plain text -> blocks: what the eye sees of paragraphs, headings, bullets, callouts, notes and tables.

Two sorts of file are met. Saved from a web page or a word processor, a line is a paragraph. Taken out of a PDF, a
paragraph is broken over lines, footnotes and running heads stand in the middle of sentences, and callouts lose their
numerals. Which sort it is, the file's own line breaks tell (`is_wrapped`). Nothing is lost: every character that is not
white space lies in a block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import regex

from extractor.ingestors.headings import is_picture, looks_like_heading, set_levels
from extractor.ingestors.tables import find_tables
from extractor.models import Block, BlockKind, Page

_OPENING = '"“‟«'
_CLOSING = "\"”’')]»"
_SENTENCE_END = ".!?…"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # the mark of a note after it
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "between",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "in",
        "including",
        "into",
        "is",
        "its",
        "nor",
        "of",
        "on",
        "or",
        "our",
        "over",
        "per",
        "than",
        "that",
        "the",
        "their",
        "these",
        "this",
        "those",
        "through",
        "to",
        "under",
        "was",
        "we",
        "were",
        "which",
        "who",
        "will",
        "with",
        "&",
        "–",
        "—",
    ]
)
_MARKER = regex.compile(
    r"""(?P<bullet>[•‣◦▪▫●○■□➢➤►▶✓✔∙⁃·*o>\uf0b7\uf0a7])[ \t\u00a0]+(?=\S)
      | (?P<stuck>[•‣▪●■➢►✓✔\uf0b7\uf0a7])(?=\S)
      | (?P<dash>[-–—−])[ \t\u00a0]+(?=\S)
      | (?P<number>\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3})[ \t\u00a0]+(?=\S)
      | (?P<letter>\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)|[a-z]\.)[ \t\u00a0]+(?=\S)""",
    regex.VERBOSE,
)
NUMERAL = regex.compile(
    r"(?!0\d{3})(?:(?:c\.|over|about|around|almost|nearly|up to)?[ ]?[£€$]?\d[\d,]*(?:\.\d+)?[ ]?"
    r"(?:%|per[ ]cent|m|bn|k|\+|million|billion|x|st|nd|rd|th)?[+]?[ ]*){1,4}",
    regex.IGNORECASE,
)
_RUNNING = regex.compile(
    r"""\d{1,4}(?:[ \t]{4,}|\t|[ ]*[|•·][ ]*)\D.{2,80}
      | .{3,80}?(?:[ \t]{4,}|\t|[ ]*[|•·][ ]*)\d{1,4}
      | [Pp]age[ ]\d{1,4}(?:[ ]of[ ]\d{1,4})?
      | [-–][ ]?\d{1,4}[ ]?[-–]""",
    regex.VERBOSE,
)
_NOTE = regex.compile(r"\[?(\d{1,3})\]?[ \t\u00a0]+(?=[A-Z]|www\.|https?:|‘|“)")
_MARK = regex.compile(r"(?<=[\p{L}.,;:!?)’”'\"]|\d,\d{3})[1-9]\d{0,2}(?![\d,.%]*\d)(?!%)")
_DIGITS = regex.compile(r"\d+")
_OUTER_NUMBER = regex.compile(r"^\d{1,4}(?=[\s|•·])|(?<=[\s|•·])(?!(?:19|20)\d\d$)\d{1,4}$")
_LONGEST_HEAD = 100  # characters
_FEWEST_HEADS = 3  # pages that make a line a running head
_PAGE = 200  # characters: two page numbers stand further apart
_MARK_NEAR = 6_000  # characters: about two pages
_MARK_CLOSE = 400  # characters: some lines
_URL = regex.compile(r".*(?:https?://|www\.)\S+$")
_LONGEST_ITEM = 6  # lines of an item that does not end in a full stop
_LONG = 160  # characters: no printed line is longer, so such a line is a paragraph of its own
_SAME_WIDTH = 0.85  # of the width of its neighbours: a shorter line was ended on purpose


@dataclass(slots=True)
class Row:
    """One line that is not blank: its span without white space at the ends, and what stood around it."""

    start: int
    end: int
    text: str
    indent: int
    trail: int
    gap: int  # blank lines before it
    page: int  # index of its page
    edge: bool = False  # first or last of its page, where the file has pages
    kind: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a file's lines are broken: whether paragraphs are, whether a blank at a line's end tells, the usual width."""

    wrapped: bool
    hint: bool
    width: int


def match_marker(text: str) -> regex.Match[str] | None:
    """Match the bullet or number that a line starts with, and the blanks after it.

    >>> bool(match_marker("12. The board")), bool(match_marker("1.5 Finance")), bool(match_marker("1.5 million homes"))
    (True, True, False)
    """
    found = _MARKER.match(text)
    if found and found["number"] and found["number"][-1] not in ".)":
        following = text[found.end()]
        return None if following.islower() or following.isdecimal() else found
    return found


def find_pages(text: str) -> tuple[Page, ...]:
    """Return the pages that form feeds part; none where there is no form feed but at the very end."""
    cuts = [found.start() for found in regex.finditer("\f", text)] if "\f" in text.rstrip() else []
    if not cuts:
        return ()
    starts = [0, *(cut + 1 for cut in cuts)]
    ends = [*cuts, len(text)]
    spans = [(start, end) for start, end in zip(starts, ends, strict=True)]
    if not text[spans[-1][0] :].strip():
        spans.pop()
    return tuple(Page(number=number, start=start, end=end) for number, (start, end) in enumerate(spans, 1))


def find_blocks(text: str, pages: Sequence[Page] = ()) -> tuple[Block, ...]:
    """Return the blocks of a plain text in their order; `pages` as `find_pages` gives them."""
    rows = split_rows(text, pages)
    wrapped = is_wrapped(rows)
    _mark_furniture(rows, paged=bool(pages))
    if wrapped:
        _mark_notes(rows, text)
    blocks: list[Block] = []
    tables = find_tables(text, [(row.start, row.end, row.gap) for row in rows])
    at = 0
    for first, last, cells in tables:
        blocks.extend(_group(rows[at:first], text, wrapped=wrapped))
        blocks.extend(cells)
        at = last
    blocks.extend(_group(rows[at:], text, wrapped=wrapped))
    blocks = set_levels(_tie(blocks, text), text)
    return tuple(_place(blocks, pages)) if pages else tuple(blocks)


def is_wrapped(rows: Sequence[Row]) -> bool:
    """Whether paragraphs are broken over lines: many a line ends in mid-sentence and the next goes on in lower case."""
    for_it = against = 0
    for previous, row in pairwise(rows):
        if row.gap or not 30 <= len(previous.text) <= _LONG or match_marker(row.text):
            continue
        if previous.text[-1] in ".!?:;":
            against += 1
        elif row.text[0].islower() or _last_word(previous.text) in _FUNCTION_WORDS:
            for_it += 1
    return for_it > 0 and for_it * 3 >= against


def split_rows(text: str, pages: Sequence[Page] = ()) -> list[Row]:
    """Return the lines that are not blank; `pages` as `find_pages` gives them."""
    rows: list[Row] = []
    at = gap = 0
    starts = [page.start for page in pages]
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            start = at + line.index(body[0])
            end = start + len(body)
            page = bisect_right(starts, start) - 1 if starts else 0
            rows.append(Row(start, end, body, start - at, len(line.rstrip("\r\n\f")) - (end - at), gap, page))
            gap = 0
        else:
            gap += 1
        at += len(line)
    return rows


def _mark_furniture(rows: Sequence[Row], *, paged: bool) -> None:
    """Mark running heads, page numbers, numerals that stand alone and what stands in place of pictures."""
    if paged:
        _mark_edges(rows)
    shaped: list[Row] = []  # like a running head
    amid: list[Row] = []  # like one, but no blank lines part it from the text
    for index, row in enumerate(rows):
        if row.kind or len(row.text) > _LONGEST_HEAD:
            continue
        if not _DIGITS.search(row.text):
            row.kind = BlockKind.RUNNING_HEAD if is_picture(row.text) else None
        elif NUMERAL.fullmatch(row.text):
            row.kind = BlockKind.CALLOUT
        elif _RUNNING.fullmatch(row.text):
            alone = (row.gap > 0 or not index) and (index + 1 == len(rows) or rows[index + 1].gap > 0)
            (shaped if alone or row.edge else amid).append(row)
    seen = Counter(_DIGITS.sub("#", row.text) for row in shaped)
    for row in shaped:
        shape = _DIGITS.sub("#", row.text)
        if seen[shape] > 1 or row.edge or not shape[0].isalpha() or shape[:4].lower() == "page":
            row.kind = BlockKind.RUNNING_HEAD
    _mark_counting([row for row in (*shaped, *amid) if row.kind in (None, BlockKind.RUNNING_HEAD)])
    _mark_strays(rows)
    # Page numbers count up one by one from page to page; other lone integers do not.
    lone = [row for row in rows if row.kind is BlockKind.CALLOUT and row.text.isdecimal()]
    for previous, row in pairwise(lone):
        if int(row.text) == int(previous.text) + 1 and row.start - previous.end > _PAGE:
            previous.kind = row.kind = BlockKind.RUNNING_HEAD


def _mark_edges(rows: Sequence[Row]) -> None:
    """First and last lines that come again on other pages, or count up with them, are running heads.

    What stands behind them is looked at as well: a head may have two lines.
    """
    pages = len({row.page for row in rows})
    for inner in (False, True):
        left = [row for row in rows if row.kind is not BlockKind.RUNNING_HEAD]
        edges = [row for index, row in enumerate(left) if _is_edge(left, index)]
        # Of a second line only the very words tell: lines of text with a figure may be alike on every page.
        shapes = [row.text if inner else _DIGITS.sub("#", row.text) for row in edges]
        seen = Counter(shapes)
        shifts = Counter(number - row.page for row in edges for number in _page_numbers(row.text))
        shift, times = shifts.most_common(1)[0] if shifts else (0, 0)
        counted = times >= max(_FEWEST_HEADS, pages / 2)
        for row, shape in zip(edges, shapes, strict=True):
            row.edge = True
            often = seen[shape] >= max(2, min(_FEWEST_HEADS, pages)) and not (inner and NUMERAL.fullmatch(shape))
            counts_up = counted and row.page + shift in _page_numbers(row.text) and not ends_sentence(row.text)
            if often or counts_up or (not inner and row.text.isdecimal() and len(row.text) < 4):
                row.kind = BlockKind.RUNNING_HEAD


def _is_edge(rows: Sequence[Row], index: int) -> bool:
    page = rows[index].page
    return index == 0 or index + 1 == len(rows) or rows[index - 1].page != page or rows[index + 1].page != page


def _page_numbers(text: str) -> set[int]:
    """The numbers that a short line starts or ends with."""
    return {int(number) for number in _OUTER_NUMBER.findall(text)} if len(text) <= _LONGEST_HEAD else set()


def _mark_counting(shaped: Sequence[Row]) -> None:
    """Mark lines of the same words whose numbers count up through the text, though they stand amid its lines."""
    same: dict[str, list[tuple[Row, int]]] = defaultdict(list)
    for row in sorted(shaped, key=lambda row: row.start):
        words, numbers = _OUTER_NUMBER.sub("", row.text).strip(" \t|•·"), _page_numbers(row.text)
        if words and len(numbers) == 1:
            same[words].append((row, min(numbers)))
    for lines in same.values():
        if len(lines) >= _FEWEST_HEADS and all(one < two for (_, one), (_, two) in pairwise(lines)):
            for row, _ in lines:
                row.kind = BlockKind.RUNNING_HEAD


def _mark_strays(rows: Sequence[Row]) -> None:
    """Mark what has the words of a running head and a page number that fits its neighbours', however it is set."""
    numbered: list[tuple[Row, str, int]] = []
    for row in rows:
        words, numbers = _OUTER_NUMBER.sub("", row.text).strip(" \t|•·"), _page_numbers(row.text)
        if words and len(numbers) == 1 and row.kind in (None, BlockKind.RUNNING_HEAD):
            numbered.append((row, words, min(numbers)))
    highest: dict[str, int] = {}
    strays: set[int] = set()
    for row, words, number in numbered:
        if row.kind:
            highest[words] = max(number, highest.get(words, 0))
        elif highest.get(words, 0) < number:
            strays.add(id(row))
    lowest: dict[str, int] = {}
    for row, words, number in reversed(numbered):
        if row.kind and id(row) not in strays:
            lowest[words] = min(number, lowest.get(words, number))
        elif id(row) in strays and words in highest and lowest.get(words, number + 1) > number:
            row.kind = BlockKind.RUNNING_HEAD


def _mark_notes(rows: Sequence[Row], text: str) -> None:
    """Mark the first lines of footnotes: a number whose mark hangs on a word not far off, or the next after one."""
    marks: dict[int, list[int]] = defaultdict(list)
    for found in _MARK.finditer(text):
        marks[int(found.group())].append(found.start())
    last, place = 0, -100
    for index, row in enumerate(rows):
        note = None if row.kind else _NOTE.match(row.text)
        if not note:
            continue
        number = int(note[1])
        follows = number == last + 1 and index - place < 8
        if not (row.gap or row.edge or follows or _is_close(marks[number], row.start)):
            continue
        near = bisect_left(marks[number], row.start - _MARK_NEAR)
        if follows or (near < len(marks[number]) and marks[number][near] < row.end + _MARK_NEAR):
            row.kind = BlockKind.FOOTNOTE
            last, place = number, index


def _is_close(marks: Sequence[int], start: int) -> bool:
    """Whether a mark stands so shortly before a line that the line can only be its note."""
    before = bisect_left(marks, start)
    return before > 0 and start - marks[before - 1] < _MARK_CLOSE


def _group(rows: Sequence[Row], text: str, *, wrapped: bool) -> Iterator[Block]:
    """Join the rows that make one block."""
    style = Style(wrapped=wrapped, hint=wrapped and _ends_tell(rows), width=_usual_width(rows) if wrapped else 0)
    index = 0
    while index < len(rows):
        row = rows[index]
        stop = index + 1
        marker = None if row.kind else _marker(rows, index, wrapped=wrapped)
        kind = row.kind
        if kind is None and marker is None:
            stop = _heading_end(rows, index, style)
            kind = BlockKind.HEADING if stop > index else None
            stop = max(stop, index + 1)
        if kind is BlockKind.CALLOUT and stop < len(rows) and rows[stop].gap < 2 and _goes_on(rows[stop]):
            stop = _block_end(rows, index, replace(style, wrapped=True))
        elif kind in (None, BlockKind.FOOTNOTE):
            stop = _block_end(rows, index, style)
        yield _make_block(rows[index:stop], kind, marker, text)
        index = stop


def _goes_on(row: Row) -> bool:
    return row.kind is None and row.text[0].islower() and not match_marker(row.text)


def _usual_width(rows: Sequence[Row]) -> int:
    """The length of a printed line of running text: the median of lines that end in mid-sentence."""
    lengths = [len(row.text) for row, after in pairwise(rows) if not after.gap and after.text[0].islower()]
    return int(median(lengths)) if lengths else 0


def _marker(rows: Sequence[Row], index: int, *, wrapped: bool) -> regex.Match[str] | None:
    """The bullet or number that a row starts with, if it is one and not a dash or a figure in mid-sentence."""
    row = rows[index]
    found = match_marker(row.text)
    if found and found["number"] and found["number"][-1] not in ".)" and looks_like_heading(row.text):
        return None
    if not found or not wrapped or found["bullet"] or found["stuck"]:
        return found
    before = rows[index - 1] if index else None
    started = before is None or before.kind is not None or row.gap > 0 or before.text[-1] in ".:;!?"
    return found if started or _follows_item(rows, index, found) else None


def _follows_item(rows: Sequence[Row], index: int, marker: regex.Match[str]) -> bool:
    """Whether an item with the same sort of marker starts right below the one before it, as far in."""
    for at in range(index - 1, max(-1, index - _LONGEST_ITEM), -1):
        row = rows[at]
        other = None if row.kind else match_marker(row.text)
        if other and other.lastgroup == marker.lastgroup and row.indent == rows[index].indent:
            return _marker(rows, at, wrapped=True) is not None
        if row.gap or row.kind or row.indent < rows[index].indent:
            return False
    return False


def _width(rows: Sequence[Row], index: int) -> int:
    """The width of the column that a row stands in: the longest of the lines that touch it."""
    first = last = index
    while index - first < 4 and first > 0 and not rows[first].gap and not rows[first - 1].kind:
        first -= 1
    while last - index < 5 and last + 1 < len(rows) and not rows[last + 1].gap and not rows[last + 1].kind:
        last += 1
    return max(len(row.text) for row in rows[first : last + 1])


def _broken_on_purpose(rows: Sequence[Row], index: int, *, least: int = 0) -> bool:
    """Whether the next row's first word would have had room at the end of this row, of a width not under `least`."""
    word = rows[index + 1].text.split(None, 1)[0]
    return len(rows[index].text) + 1 + len(word) < _SAME_WIDTH * max(least, _width(rows, index))


def _heading_end(rows: Sequence[Row], index: int, style: Style) -> int:
    """The index after the heading that starts at `index`, or `index` where none does."""
    if not looks_like_heading(rows[index].text) or _in_run_of_short_lines(rows, index):
        return index
    stop = index + 1
    while style.wrapped and stop < len(rows) and stop - index < 5 and _heading_goes_on(rows, stop, style):
        stop += 1
    if stop >= len(rows):
        return index
    after = rows[stop]
    touching = not after.gap and not after.kind and not match_marker(after.text)
    if _goes_on(after) and after.gap < 2:
        return index
    if style.wrapped and touching and not _broken_on_purpose(rows, stop - 1, least=style.width):
        return index
    if style.wrapped and after.gap and len(rows[stop - 1].text) > 70:
        return index
    return stop if looks_like_heading(" ".join(row.text for row in rows[index:stop])) else index


def _heading_goes_on(rows: Sequence[Row], index: int, style: Style) -> bool:
    """Whether a broken line's heading takes in the next row: it goes on in lower case, or is as short."""
    row = rows[index]
    if row.gap or row.kind or match_marker(row.text) or not _broken_on_purpose(rows, index - 1, least=style.width):
        return False
    if _goes_on(row):
        return True
    short = index + 1 < len(rows) and _broken_on_purpose(rows, index, least=style.width)
    before = rows[index - 1]
    told = before.trail > 0 if style.hint else _last_word(before.text) in _FUNCTION_WORDS
    return told and short and looks_like_heading(row.text) and before.text.isupper() == row.text.isupper()


def _in_run_of_short_lines(rows: Sequence[Row], index: int) -> bool:
    """Four short lines one below the other are an address or a list without bullets, not four headings."""
    first = last = index
    while first > 0 and rows[first].gap == 0 and looks_like_heading(rows[first - 1].text) and index - first < 4:
        first -= 1
    while (
        last + 1 < len(rows)
        and rows[last + 1].gap == 0
        and looks_like_heading(rows[last + 1].text)
        and last - index < 4
    ):
        last += 1
    return last - first >= 3


def _ends_tell(rows: Sequence[Row]) -> bool:
    """Whether a blank at a line's end tells that its sentence goes on, as in text that some PDF readers write."""
    on = off = on_blank = off_blank = 0
    for row, after in pairwise(rows):
        if not after.gap and after.text[0].islower():
            on += 1
            on_blank += row.trail > 0
        elif after.gap and row.text[-1] == ".":
            off += 1
            off_blank += row.trail > 0
    return on >= 10 and on_blank >= 0.8 * on and off_blank <= 0.5 * max(1, off)


def _block_end(rows: Sequence[Row], index: int, style: Style) -> int:
    """The index after the last row of the block that starts at `index`."""
    stop = index + 1
    while style.wrapped and stop < len(rows) and _joins(rows, index, stop, style):
        stop += 1
    return stop


def _joins(rows: Sequence[Row], first: int, index: int, style: Style) -> bool:
    """Whether the row at `index` goes on with the block that runs from `first` to the row before it."""
    previous, row = rows[index - 1], rows[index]
    if row.kind or row.gap > 2 or len(previous.text) > _LONG or _marker(rows, index, wrapped=True):
        return False
    return _joins_over_blank(rows, first, index, style) if row.gap else _joins_below(rows, first, index, style)


def _joins_below(rows: Sequence[Row], first: int, index: int, style: Style) -> bool:
    """Whether a row goes on with the block of the line right above it."""
    previous, row = rows[index - 1], rows[index]
    if rows[first].kind is BlockKind.FOOTNOTE and _URL.match(previous.text):
        return False
    if row.text[0].islower():
        # A note ends with its sentence; what goes on below it is the text that it stands in.
        return rows[first].kind is not BlockKind.FOOTNOTE or not ends_sentence(previous.text)
    on_purpose = _broken_on_purpose(rows, index - 1)
    if previous.text[-1] in _CLOSING and rows[first].text[0] in _OPENING and len(row.text) < 60:
        return index + 1 == len(rows) or rows[index + 1].gap > 0  # who said it
    if ends_sentence(previous.text) or previous.text[-1] == ":":
        return not (row.indent > previous.indent or row.text[0] in _OPENING or on_purpose)
    if row.indent > previous.indent and on_purpose:
        return False
    return not on_purpose or _heading_end(rows, index, style) == index


def _joins_over_blank(rows: Sequence[Row], first: int, index: int, style: Style) -> bool:
    """Whether a row goes on with a block although a blank line parts them, as in callouts set line by line."""
    previous, row = rows[index - 1], rows[index]
    letter = row.text[0]
    if previous.kind is BlockKind.CALLOUT:
        return letter.islower()
    if rows[first].kind is BlockKind.FOOTNOTE and _URL.match(previous.text):
        return False
    if ends_sentence(previous.text) or previous.text[-1] in ":;" or letter in _OPENING:
        return False
    if letter.islower() or previous.text[-1] in ",-–&":
        return True
    if _last_word(previous.text) in _FUNCTION_WORDS:
        return True
    if letter == "(" and not row.text[1:2].isupper():
        return True
    started = any(map(str.isdigit, previous.text)) or any(r.text[0].islower() for r in rows[first + 1 : index])
    return style.hint and previous.trail > 0 and started and row.gap == 1 and not letter.isdigit()


def _last_word(text: str) -> str:
    return text.rsplit(None, 1)[-1].lower()


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop or its like, inside or outside a closing mark."""
    return text.rstrip(_RAISED).rstrip(_CLOSING)[-1:] in _SENTENCE_END


def _make_block(rows: Sequence[Row], kind: BlockKind | None, marker: regex.Match[str] | None, text: str) -> Block:
    start, end = rows[0].start, rows[-1].end
    if marker:
        label = marker.group().strip()
        level = label.strip(".()").count(".") + 1 if marker["number"] else 1
        return Block(
            kind=BlockKind.LIST_ITEM,
            start=start + marker.end(),
            end=end,
            level=level,
            marker=label,
            marker_start=start,
        )
    if kind is None:
        kind = BlockKind.QUOTATION if is_quotation(text[start:end]) else BlockKind.PARAGRAPH
    if kind is BlockKind.FOOTNOTE and (found := _NOTE.match(rows[0].text)):
        return Block(kind=kind, start=start + found.end(), end=end, marker=found[1], marker_start=start)
    return Block(kind=kind, start=start, end=end)


def is_quotation(text: str) -> bool:
    """Whether a paragraph is what somebody said: it opens with a quotation mark that closes at its end, or not at all.

    >>> is_quotation('"It changed how we work." Leader'), is_quotation('"Be ready" is our campaign for every council.')
    (True, False)
    """
    if text[0] not in _OPENING or len(text) < 20:
        return False
    close = max(text.rfind(letter, 1) for letter in '"”»')
    return close < 0 or (len(text) - close <= max(60, len(text) // 4) and close > len(text) // 2)


def _tie(blocks: list[Block], text: str) -> list[Block]:
    """Say of a paragraph that a note, callout or running head interrupts which block it goes on with."""
    aside = (BlockKind.FOOTNOTE, BlockKind.RUNNING_HEAD, BlockKind.CALLOUT)
    open_block = -1
    between = False
    for index, block in enumerate(blocks):
        if block.kind in aside:
            between = True
            continue
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTATION) and between and open_block >= 0:
            before = text[blocks[open_block].start : blocks[open_block].end].rstrip(_CLOSING)
            unfinished = before[-1:] not in ".!?…:;"
            goes_on = text[block.start].islower() or text[block.start] == "(" or _last_word(before) in _FUNCTION_WORDS
            if unfinished and goes_on:
                blocks[index] = replace(block, continues=open_block)
        flows = block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTATION, BlockKind.LIST_ITEM)
        open_block, between = (index, False) if flows else (-1, False)
    return blocks


def _place(blocks: Sequence[Block], pages: Sequence[Page]) -> Iterator[Block]:
    starts = [page.start for page in pages]
    for block in blocks:
        yield replace(block, page=pages[bisect_right(starts, block.start) - 1].number)

"""PDF: what stands on each page, with its place, handed to the layout pass; pdfplumber where pdfium refuses.

pdfium is not thread-safe: one document at a time in one process.
"""

from __future__ import annotations

import ctypes
import io
import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import regex

from extractor.errors import IngestError
from extractor.ingestors import Contents, Limits
from extractor.ingestors.drawn import MOST_DRAWN, Turn, find_drawn, list_strokes
from extractor.ingestors.layout import PageLines, Piece, build
from extractor.ingestors.notes import tie_notes
from extractor.ingestors.rightwards import find_parts, holds_rightwards, turn_letters
from extractor.ingestors.rules import find_grids
from extractor.ingestors.scans import is_stamped_scan, read_scans
from extractor.ingestors.tags import Tag, are_good, read_tags
from extractor.models import BlockKind, Box, Status

_LOG = logging.getLogger(__name__)
_PAGES_PER_OPENING = 100  # pdfium keeps what it has parsed: opening anew keeps memory flat
_WORD = regex.compile(r"[^\s\u00a0\ufffe\u0002\u00ad]+[\ufffe\u0002\u00ad]?")
_LINE = regex.compile(r"[^\s\ufffe\u0002](?:[^\r\n\ufffe\u0002]*[^\s\ufffe\u0002])?[\ufffe\u0002]?")
_GLUED = regex.compile(r"[^\s\d]\d{1,3}(?!\S)|\d{2,}(?![^\s.,;:)])")  # it may end in the mark of a note
_SPACED = regex.compile(r"(?:\S{1,2}[ ]+){4,}\S{1,2}")  # letters set apart, as in some headings
_BOLD = (b"bold", b"black", b"heavy", b"demi")
_SPLIT_GAP = 0.47  # of the line's height: more than a word space, less than the narrowest gutter
_TALLER = 1.3  # words on one line whose heights differ by more are set in different sizes
_SHIFTED = 0.15  # of a line's height: what stands so much higher than the word before it is its mark
# What pdfium writes its answers into; one set will do, since it is not thread-safe anyway.
_MATRIX = pdfium.FS_MATRIX()
_FONT_NAME = ctypes.create_string_buffer(96)
_FLAGS = ctypes.c_int()
_KNOWN: dict[bytes, bool] = {}  # whether a font of the document is bold, by its name
_SHARED: dict[float, float] = {}  # places come again on every page: one number in memory serves them all
_FIGURES = frozenset("0123456789")
_RAISED = 0.85  # of the letter's height before it: a mark that is set small
_SPACE = 0.11  # of the line's height: a wider gap parts words
_FEW = 8  # characters: shorter lines are looked at word by word
_HYPHENS = "\ufffe\u0002\u00ad"
_BROKEN = regex.compile(rf"[{_HYPHENS}]\s*")
_OCR_HINTS = ("read it with --ocr, or make it searchable first", "OCR found no words on them either")


def read(data: bytes, *, limits: Limits, password: str = "") -> Contents:
    """Return the text of a PDF in reading order, with the place of every block on its page.

    Raises IngestError: encrypted, corrupt, no_text (scanned). Pages without a text layer among others with one give a
    partial reading whose reason names them; with `limits.ocr_seconds` they are read with OCR.
    """
    if b"%PDF-" not in data[:1024]:
        raise IngestError("", "is no PDF, whatever its name says", hint="get a whole copy of it", status=Status.CORRUPT)
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        return _read_otherwise(data, limits, error)
    _SHARED.clear()
    _KNOWN.clear()
    pages: list[PageLines] = []
    blank: list[int] = []  # pages that show something but hold no text
    with document:
        count = len(document)
        metadata = _metadata(document)
    if not count:
        raise IngestError("", "is a PDF without pages", hint="get a whole copy of it", status=Status.CORRUPT)
    read_to = min(count, limits.pages)
    starts: dict[int, int] = {}
    for start in range(0, read_to, _PAGES_PER_OPENING):
        with pypdfium2.PdfDocument(data, password=password or None) as document:
            for index in range(start, min(start + _PAGES_PER_OPENING, read_to)):
                page, scanned = _read_page(document, index, starts)
                pages.append(page)
                if scanned:
                    blank.append(index + 1)
    by_ocr: dict[int, list[Piece]] = {}
    if blank and limits.ocr_seconds:
        by_ocr = read_scans(data, blank, password=password, seconds=limits.ocr_seconds)
        for number, pieces in by_ocr.items():
            pages[number - 1].pieces = pieces
        blank = [number for number in blank if number not in by_ocr]
    if len(blank) == read_to or not any(page.pieces or page.tables for page in pages):
        raise IngestError(
            "", _scanned(sorted([*blank, *by_ocr]), count), hint=_OCR_HINTS[bool(by_ocr)], status=Status.NO_TEXT
        )
    text, blocks, built = build(pages)
    blocks = tie_notes(text, blocks, built)
    missing = _explain(blank, count, read_to)
    seen = f"{_name_pages(sorted(by_ocr))}: read by OCR, so check the figures" if by_ocr else ""
    return Contents(
        text=text,
        blocks=blocks,
        pages=tuple(replace(page, by_ocr=page.number in by_ocr) for page in built),
        metadata=metadata,
        page_count=count,
        pages_read=read_to - len(blank),
        status=Status.PARTIAL if missing else Status.OK,
        reason="; ".join(filter(None, (missing, seen))),
    )


def list_pages(numbers: Sequence[int]) -> str:
    """Return page numbers as a person writes them.

    >>> list_pages([3, 7, 8, 9, 17])
    '3, 7-9, 17'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def _name_pages(numbers: Sequence[int]) -> str:
    return f"page{'s' * (len(numbers) > 1)} {list_pages(numbers)}"


def _scanned(blank: Sequence[int], count: int) -> str:
    if not blank:
        return "is a PDF whose pages are empty"
    return f"has no text layer on any of its {count} pages ({_name_pages(blank)}): it is scanned"


def _explain(blank: Sequence[int], count: int, read_to: int) -> str:
    reasons = []
    if blank:
        reasons.append(f"{len(blank)} of {count} pages have no text layer ({_name_pages(blank)}): not read")
    if read_to < count:
        reasons.append(f"{count} pages, over the limit: the first {read_to} are read")
    return "; ".join(reasons)


def _metadata(document: pypdfium2.PdfDocument) -> tuple[tuple[str, str], ...]:
    names = {
        "Title": "title",
        "Author": "author",
        "Subject": "subject",
        "CreationDate": "created",
        "ModDate": "modified",
    }
    found = document.get_metadata_dict(skip_empty=True)
    return tuple((name, found[key].strip()) for key, name in names.items() if found.get(key, "").strip())


def _read_page(document: pypdfium2.PdfDocument, index: int, starts: dict[int, int]) -> tuple[PageLines, bool]:
    """What stands on a page, and whether it shows something without holding any text."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return PageLines(index + 1, 0, 0, []), True
    try:
        width, height = page.get_size()
        turn = Turn(page.get_cropbox(), page.get_rotation())
        tags = read_tags(page.raw, starts) if pdfium.FPDFCatalog_IsTagged(document.raw) else {}
        lines = PageLines(index + 1, width, height, _read_pieces(page, turn, tags))
        lines.tagged = bool(tags) and are_good(lines.pieces)
        if tags and not lines.tagged:
            for piece in lines.pieces:
                piece.tag = None
        drawn = pdfium.FPDFPage_CountObjects(page.raw)
        scanned = drawn > 0 and (not lines.pieces or is_stamped_scan(page, lines, min(drawn, MOST_DRAWN)))
        if lines.pieces:
            ruled, dots = find_drawn(page.raw, turn, height)
            if ruled and not _has_cells(lines):
                _take_out_tables(page, lines, turn)
            _add_bullets(lines.pieces, dots)
        with suppress(pypdfium2.PdfiumError):
            lines.label = document.get_page_label(index) or ""
        return lines, scanned
    finally:
        page.close()


def _read_pieces(page: pypdfium2.PdfPage, turn: Turn, tags: Mapping[int, Tag]) -> list[Piece]:
    try:
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    try:
        return list(_pieces(textpage.raw, turn, page.get_size(), tags))
    finally:
        textpage.close()


_Place = Callable[[int], int]  # from an index in the page's text to pdfium's index of the character
# A word: its text, its box, where it starts and ends in the page's text, and its place in the structure tree.
_Word = tuple[str, float, float, float, float, int, int, Tag | None]


def _pieces(raw: Any, turn: Turn, size: tuple[float, float], tags: Mapping[int, Tag]) -> Iterator[Piece]:
    """The words of a page, joined where one line, one size and one tag hold them together without a gap."""
    width, height = size
    crop_left, _, _, crop_top = turn.crop
    count = pdfium.FPDFText_CountChars(raw)
    if count <= 0:
        return
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    place = _places(text, raw, count)
    start, end = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    loose = pdfium.FPDFText_GetLooseCharBox
    rightwards = holds_rightwards(text)
    for line in _LINE.finditer(text):
        words: list[_Word] = []
        span = begin, stop = line.span()
        length = stop - begin - (text[stop - 1] in _HYPHENS)  # the hyphen at a line's end is a stroke of its own
        spaced = length > _FEW and " " in text[begin + 1 : begin + 3] and _SPACED.fullmatch(text, begin, stop)
        strokes = pdfium.FPDFText_CountRects(raw, place(begin) if place else begin, length) if length > _FEW else 0
        # What was drawn at one stroke holds together, and is looked at as one long word.
        apart = rightwards and holds_rightwards(text, begin, stop)
        whole = strokes == 1 and not (spaced or apart)
        for first, last in (span,) if whole else _find_words(text, begin, stop, apart=apart):
            shown = text[first:last]
            final = last - 2 if shown[-1] in _HYPHENS and last - first > 1 else last - 1
            loose(raw, place(first) if place else first, start)
            loose(raw, place(final) if place else final, end)
            if apart and start.left > end.left:
                shown = turn_letters(shown)
            left, high, right, low = start.left, start.top, end.right, start.bottom
            other_left, other_high, other_right, other_low = end.left, end.top, start.right, end.bottom
            left = left if left < other_left else other_left
            high = high if high > other_high else other_high
            right = right if right > other_right else other_right
            low = low if low < other_low else other_low
            if turn.rotation:
                x0, top, x1, bottom = turn.box(left, high, right, low)
            else:
                x0, top, x1, bottom = left - crop_left, crop_top - high, right - crop_left, crop_top - low
            # What lies outside the crop box (printers' marks) is not seen.
            if x1 > 0 and x0 < width and bottom > 0 and top < height:
                words.append((shown, x0, top, x1, bottom, first, last, None))
        if spaced:
            words = _close_up(words)
        elif (1 < strokes < len(words) or (strokes > 1 and _GLUED.search(text, begin, stop))) and not (
            apart or turn.rotation
        ):
            words = _part_words(words, strokes, raw, place, turn.crop)
        if words:
            words = _tag_words(words, raw, place, tags) if tags else words
            yield from _cut(words, raw, turn, place, apart=apart)


def _find_words(text: str, start: int, end: int, *, apart: bool) -> list[tuple[int, int]]:
    """Where the words of a line are; with `apart` their parts, each to be read in one direction."""
    return find_parts(text, start, end) if apart else [word.span() for word in _WORD.finditer(text, start, end)]


def _tag_words(words: Sequence[_Word], raw: Any, place: _Place | None, tags: Mapping[int, Tag]) -> list[_Word]:
    """The words of a line with their places in the structure tree: mostly all of them have one."""
    tag = _find_tag(words[0], raw, place, tags)
    if len(words) > 1 and _find_tag(words[-1], raw, place, tags) is not tag:
        return [(*word[:7], _find_tag(word, raw, place, tags)) for word in words]
    return [(*word[:7], tag) for word in words]


def _part_words(
    words: Sequence[_Word], strokes: int, raw: Any, place: _Place | None, crop: tuple[float, ...]
) -> list[_Word]:
    """Part what was drawn one by one, and is so close that pdfium takes it for one: two words, a word and its mark."""
    lefts = [left - crop[0] for left in _list_lefts(raw, strokes)]
    parted: list[_Word] = []
    for word in words:
        inside = [left for left in lefts if word[1] + 1 < left < word[3] - 1]
        if inside:
            parted.extend(_part_word(word, inside, raw, place, crop))
        else:
            parted.append(word)
    return parted


def _part_word(
    word: _Word, lefts: Sequence[float], raw: Any, place: _Place | None, crop: tuple[float, ...]
) -> Iterator[_Word]:
    text, x0, top, x1, bottom, first, last, tag = word
    shift, _, _, level = crop
    one, two = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, place(first) if place else first, one)
    begin, marked = first, False
    for index in range(first + 1, last):
        pdfium.FPDFText_GetLooseCharBox(raw, place(index) if place else index, two)
        if any(abs(two.left - shift - left) < 1 for left in lefts):
            before, behind = one.top - one.bottom, two.top - two.bottom
            mark = text[index - first] in _FIGURES and behind < _RAISED * before
            marked |= mark
            if mark or (marked and before < _RAISED * behind) or two.left - one.right > _SPACE * (bottom - top):
                high, low = (level - one.top, level - one.bottom) if marked else (top, bottom)
                yield text[begin - first : index - first], x0, high, one.right - shift, low, begin, index, tag
                begin, x0 = index, two.left - shift
        one, two = two, one
    high, low = (level - one.top, level - one.bottom) if marked else (top, bottom)
    yield text[begin - first :], x0, high, x1, low, begin, last, tag


def _list_lefts(raw: Any, strokes: int) -> list[float]:
    """Where each stroke after the first starts, of the line that pdfium was asked about last."""
    left, unused = ctypes.c_double(), ctypes.c_double()
    found = []
    for number in range(1, strokes):
        pdfium.FPDFText_GetRect(raw, number, left, unused, unused, unused)
        found.append(left.value)
    return found


def _close_up(letters: Sequence[_Word]) -> list[_Word]:
    """Lines from letters that are set apart: the gaps between words are wider than those in them."""
    gaps = [two[1] - one[3] for one, two in pairwise(letters)]
    single = sum(letter[0].isalpha() and len(letter[0]) == 1 for letter in letters)
    if not gaps or single < 0.6 * len(letters):
        return list(letters)  # a row of figures
    height = letters[0][4] - letters[0][2]
    usual = sorted(gaps)[len(gaps) // 2]
    lines = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > 3.5 * usual + height:
            lines.append(letter)
            continue
        last = lines[-1]
        text = last[0] + (" " if gap > 1.5 * usual + 0.1 * height else "") + letter[0]
        lines[-1] = (text, last[1], min(last[2], letter[2]), letter[3], max(last[4], letter[4]), *last[5:])
    return lines


def _find_tag(word: _Word, raw: Any, place: _Place | None, tags: Mapping[int, Tag]) -> Tag | None:
    thing = pdfium.FPDFText_GetTextObject(raw, place(word[5]) if place else word[5])
    return tags.get(pdfium.FPDFPageObj_GetMarkedContentID(thing)) if thing else None


def _places(text: str, raw: Any, count: int) -> _Place | None:
    """From an index in the text to pdfium's index of the character, where a glyph that gives no or two parts them."""
    if len(text) == count and pdfium.FPDFText_GetCharIndexFromTextIndex(raw, count - 1) in (count - 1, -1):
        return None
    return lambda index: int(pdfium.FPDFText_GetCharIndexFromTextIndex(raw, index))


def _cut(words: Sequence[_Word], raw: Any, turn: Turn, place: _Place | None, *, apart: bool) -> list[Piece]:
    """Cut a line of pdfium's into pieces of one size without gaps; with `apart` into its words."""
    pieces = []
    start = 0
    for index in range(1, len(words)):
        text, _, top, right, bottom, _, _, tag = words[index - 1]
        _, left, next_top, _, next_bottom, _, _, next_tag = words[index]
        one, two = bottom - top, next_bottom - next_top
        short = one if one < two else two
        shared = (bottom if bottom < next_bottom else next_bottom) - (top if top > next_top else next_top)
        gap = left - right
        if (
            not apart
            and shared > 0.5 * short
            and -0.5 * short < gap < _SPLIT_GAP * short
            and one < _TALLER * short
            and two < _TALLER * short
            and bottom - next_bottom < _SHIFTED * short
            and text[-1] not in _HYPHENS
            and tag is next_tag
        ):
            continue
        pieces.append(_make_piece(words[start:index], raw, turn, place))
        start = index
    pieces.append(_make_piece(words[start:] if start else words, raw, turn, place))
    return pieces


def _make_piece(words: Sequence[_Word], raw: Any, turn: Turn, place: _Place | None) -> Piece:
    text, x0, top, x1, bottom, first, end, tag = words[0]
    start = last = first
    if len(words) > 1:
        text = " ".join([word[0] for word in words])
        top, bottom = min([word[2] for word in words]), max([word[4] for word in words])
        x1, last = words[-1][3], words[-1][5]
        # The middle of the longest word speaks for the piece: a mark or an initial may be set in another size.
        _, _, _, _, _, start, end, tag = max(words, key=lambda word: word[6] - word[5])
    middle = (start + end - 1) // 2
    size, turned = _size(raw, place(middle) if place else middle, turn)
    bold = _is_bold(raw, place(first) if place else first)
    if bold and last != first:
        bold = _is_bold(raw, place(last) if place else last)
    share = _SHARED.setdefault
    x0, top, x1, bottom = round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)
    return Piece(
        " ".join(text.split()),
        share(x0, x0),
        share(top, top),
        share(x1, x1),
        share(bottom, bottom),
        share(size, size),
        bold,
        turned,
        tag,
    )


def _size(raw: Any, index: int, turn: Turn) -> tuple[float, bool]:
    """The size in points as printed, and whether the text runs otherwise than from left to right."""
    size = pdfium.FPDFText_GetFontSize(raw, index)
    if not pdfium.FPDFText_GetMatrix(raw, index, _MATRIX):
        return round(size, 1), False
    down = _MATRIX.b
    if not (down or turn.rotation) and _MATRIX.a > 0:
        angle = 0.0
    else:
        angle = (math.degrees(math.atan2(down, _MATRIX.a)) - turn.rotation) % 360
    return round(size * math.hypot(_MATRIX.c, _MATRIX.d), 1) or 1.0, 20 < angle < 340


def _is_bold(raw: Any, index: int) -> bool:
    pdfium.FPDFText_GetFontInfo(raw, index, _FONT_NAME, 96, _FLAGS)
    name = _FONT_NAME.value
    bold = _KNOWN.get(name)
    if bold is None:
        heavy = pdfium.FPDFText_GetFontWeight(raw, index) >= 600
        bold = _KNOWN[name] = heavy or any(word in name.lower() for word in _BOLD)
    return bold


def _has_cells(lines: PageLines) -> bool:
    """Whether the tags of a page tell of its tables."""
    return lines.tagged and any(piece.tag and piece.tag.kind is BlockKind.TABLE_CELL for piece in lines.pieces)


def _add_bullets(pieces: list[Piece], dots: Sequence[Box]) -> None:
    """Put a bullet before each line that has a drawn dot before it, level with its small letters."""
    for x0, top, x1, bottom in dots:
        middle = (top + bottom) / 2
        for number, piece in enumerate(pieces):
            gap = piece.x0 - x1
            if piece.top < middle < piece.bottom and 0 < gap < 2 * piece.size and x1 - x0 < 0.7 * piece.size:
                bullet = Piece("•", x0, piece.top, x1, piece.bottom, piece.size, False, piece.turned, piece.tag)
                pieces.insert(number, bullet)
                break


def _take_out_tables(page: pypdfium2.PdfPage, lines: PageLines, turn: Turn) -> None:
    """Take the words of the tables of a ruled page out of the flow."""
    grids = find_grids(list_strokes(page.raw, turn))
    if not grids:
        return
    textpage = page.get_textpage()
    try:
        for grid in grids:
            cells = [[(_read_box(textpage, turn.back(*box)) if box else "", box) for box in row] for row in grid]
            boxes = [box for row in grid for box in row if box]
            lefts, tops, rights, bottoms = zip(*boxes, strict=True)
            lines.take_out((min(lefts), min(tops), max(rights), max(bottoms)), cells)
    finally:
        textpage.close()


def _read_box(textpage: pypdfium2.PdfTextPage, box: Box) -> str:
    left, top, right, bottom = box
    return " ".join(_BROKEN.sub("", textpage.get_text_bounded(left, bottom, right, top)).split())


def _read_otherwise(data: bytes, limits: Limits, error: pypdfium2.PdfiumError) -> Contents:
    """Where pdfium refuses: say that a password is needed, or try pdfplumber."""
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        raise IngestError(
            "", "is encrypted", hint="give its password with --password, or save an open copy", status=Status.ENCRYPTED
        ) from error
    pages = _read_with_pdfplumber(data, limits)
    if not any(page.pieces for page in pages):
        raise IngestError(
            "", "is damaged or cut off and cannot be opened", hint="get a whole copy of it", status=Status.CORRUPT
        ) from error
    text, blocks, built = build(pages)
    return Contents(
        text=text,
        blocks=blocks,
        pages=built,
        page_count=len(pages),
        pages_read=len(pages),
        status=Status.PARTIAL,
        reason="the file is damaged: what could be read of it was read",
    )


def _read_with_pdfplumber(data: bytes, limits: Limits) -> list[PageLines]:
    import pdfplumber

    pages: list[PageLines] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages[: limits.pages]:
                words = page.extract_words(extra_attrs=["size", "fontname"])
                pieces = [
                    Piece(
                        word["text"],
                        word["x0"],
                        word["top"],
                        word["x1"],
                        word["bottom"],
                        round(word["size"], 1),
                        "bold" in word["fontname"].lower(),
                        False,
                    )
                    for word in words
                ]
                pages.append(PageLines(page.page_number, float(page.width), float(page.height), pieces))
                page.close()
    except Exception:
        return pages
    return pages

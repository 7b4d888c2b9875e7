"""Findings -> highlights and comments at their places, in a copy of the PDF or Word file that they are of."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError
from extractor.marks import Mark, describe_mark
from extractor.models import Block, Box, Evidence, Severity

AUTHOR = "lga-metrics"
"""Who a viewer says that the comments are by."""
SUFFIXES = (".pdf", ".docx")
"""The files that can be annotated."""

_COLOURS = {Severity.ERROR: (255, 150, 140), Severity.WARNING: (255, 214, 102), Severity.NOTE: (160, 205, 250)}
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_PRINTED = 4  # the annotation flag without which a comment is not printed
_NOTE_SIZE = 20.0  # points


@dataclass(frozen=True, slots=True)
class Annotated:
    """The copy, and how many of its comments could not be set at their words."""

    data: bytes
    astray: int


def annotate_document(path: Path, marks: Sequence[Mark], titles: Mapping[str, str], *, password: str = "") -> Annotated:
    """A copy of the PDF or .docx at `path` with a comment at each mark; `titles` are those of all documents.

    The copy is encrypted as the original is. ExtractorError: another format, wrong password, a damaged file, or an
    encrypted Word file, which cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        hint = "lga-metrics letter writes the findings of any document as a text"
        raise ExtractorError(str(path), "only PDF and Word (.docx) files can be annotated", hint=hint)
    texts = [describe_mark(mark, titles) for mark in marks]
    data = path.read_bytes()
    if suffix == ".pdf":
        return _annotate_pdf(path, data, list(zip(marks, texts, strict=True)), password)
    return _annotate_word(path, data, list(zip(marks, texts, strict=True)))


# PDF. pdfium's coordinates are the page's own: y upwards, whatever is cropped or turned when it is shown.

_Rect = tuple[float, float, float, float]  # left, bottom, right, top


def _annotate_pdf(path: Path, data: bytes, marks: Sequence[tuple[Mark, str]], password: str) -> Annotated:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == _WRONG_PASSWORD:
            problem = "is not opened by that password" if password else "is encrypted"
            raise ExtractorError(str(path), problem, hint="give its password with --password") from error
        raise ExtractorError(str(path), "is damaged and cannot be copied", hint="get a whole copy of it") from error
    astray = 0
    copy = io.BytesIO()
    with document:
        pages = range(1, len(document) + 1)
        for number in pages:
            here = [(mark, text) for mark, text in marks if (mark.page if mark.page in pages else 1) == number]
            if here:
                astray += _annotate_page(document[number - 1], here)
        # What is there stays as it is, byte for byte: only the comments are added.
        document.save(copy, flags=pdfium.FPDF_INCREMENTAL)
    return Annotated(copy.getvalue(), astray)


def _annotate_page(page: Any, marks: Sequence[tuple[Mark, str]]) -> int:
    astray = 0
    words = page.get_textpage()
    try:
        for mark, text in marks:
            rects = [rect for figure in mark.figures for rect in _find_rects(page, words, figure)]
            worst = max((finding.severity for finding in mark.findings), key=lambda severity: severity.rank)
            _add_comment(page, rects, text, _COLOURS[worst])
            astray += not rects
    finally:
        words.close()
        page.close()
    return astray


def _find_rects(page: Any, words: Any, figure: Evidence) -> list[_Rect]:
    """Where the words of a figure stand on its page; its whole line where they are not found in it."""
    line = _to_page(page, figure.box) if figure.box else None
    wanted = " ".join(figure.text.split())
    searcher = words.search(wanted, match_case=True) if wanted else None
    while searcher and (found := searcher.get_next()):
        rects = [words.get_rect(number) for number in range(words.count_rects(*found))]
        if rects and (line is None or any(_is_on(rect, line) for rect in rects)):
            return rects
    return [line] if line else []


def _is_on(rect: _Rect, line: _Rect) -> bool:
    left, bottom, right, top = rect
    return line[0] <= (left + right) / 2 <= line[2] and line[1] <= (bottom + top) / 2 <= line[3]


def _to_page(page: Any, box: Box) -> _Rect:
    """From what is seen (points from the top left of the crop box, turned as shown) to the page's own space."""
    x0, top, x1, bottom = box
    left, low, right, high = page.get_cropbox()
    turned = {
        0: (left + x0, high - bottom, left + x1, high - top),
        90: (left + top, low + x0, left + bottom, low + x1),
        180: (right - x1, low + top, right - x0, low + bottom),
        270: (right - bottom, high - x1, right - top, high - x0),
    }
    return turned[page.get_rotation()]


def _add_comment(page: Any, rects: Sequence[_Rect], text: str, colour: tuple[int, int, int]) -> None:
    """A highlight over the rectangles; a note at the head of the page where there are none."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDF_ANNOT_HIGHLIGHT if rects else pdfium.FPDF_ANNOT_TEXT
    width, _ = page.get_size()
    shown = rects or [_to_page(page, (width - 2 * _NOTE_SIZE, _NOTE_SIZE, width - _NOTE_SIZE, 2 * _NOTE_SIZE))]
    around = pdfium.FS_RECTF(
        left=min(rect[0] for rect in shown),
        bottom=min(rect[1] for rect in shown),
        right=max(rect[2] for rect in shown),
        top=max(rect[3] for rect in shown),
    )
    annotation = pdfium.FPDFPage_CreateAnnot(page.raw, kind)
    try:
        pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *colour, 255)
        for left, bottom, right, top in rects:
            corners = pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
            pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, corners)
        pdfium.FPDFAnnot_SetRect(annotation, around)
        pdfium.FPDFAnnot_SetFlags(annotation, _PRINTED)
        for key, value in ((b"Contents", text), (b"T", AUTHOR)):
            units = (value + "\0").encode("utf-16-le", "replace")
            wide = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
            pdfium.FPDFAnnot_SetStringValue(annotation, key, wide)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


# Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_KEEP_SPACES = "{http://www.w3.org/XML/1998/namespace}space"
_OLE = b"\xd0\xcf\x11\xe0"


def _annotate_word(path: Path, data: bytes, marks: Sequence[tuple[Mark, str]]) -> Annotated:
    if data.startswith(_OLE):
        hint = "save a copy without a password in Word, run again, and annotate that"
        raise ExtractorError(str(path), "is an encrypted Word file, which cannot be written", hint=hint)
    try:
        from docx import Document
        from docx.text.run import Run
    except ImportError as error:
        hint = 'pip install "lga-metrics[docx]"'
        raise ExtractorError(str(path), "is a Word file, for which python-docx is needed", hint=hint) from error
    from extractor.ingestors import Limits
    from extractor.ingestors.docx import read

    contents = read(data, limits=Limits())
    document = Document(io.BytesIO(data))
    paragraphs = [each for each in document.element.body.iter(_W + "p") if not any(each.iterancestors(_FALLBACK))]
    told = [_Printed(paragraph) for paragraph in paragraphs]
    astray = 0
    for mark, text in marks:
        runs = _find_runs(mark, told, contents.blocks, contents.text)
        said = text if runs else f"Of “{mark.sentence}”, which cannot hold a comment itself:\n{text}"
        first_and_last = runs or _find_head(told)
        astray += not runs
        if first_and_last:
            document.add_comment([Run(run, document) for run in first_and_last], said, author=AUTHOR, initials="LGA")
    copy = io.BytesIO()
    document.save(copy)
    return Annotated(copy.getvalue(), astray)


class _Printed:
    """A paragraph of a Word file as it is read: its text with single spaces, and where each character comes from."""

    def __init__(self, paragraph: Any) -> None:
        self.paragraph = paragraph
        self.text = ""
        self.sources: list[tuple[Any, int]] = []
        self.read()

    def read(self) -> None:
        """Read it, or read it anew after its runs were cut."""
        from extractor.ingestors.docx import read_pieces

        letters: list[str] = []
        self.sources = []
        for piece, element in read_pieces(self.paragraph):
            for place, letter in enumerate(piece):
                shown = " " if letter.isspace() else letter
                if shown != " " or (letters and letters[-1] != " "):
                    letters.append(shown)
                    self.sources.append((element, place))
        self.text = "".join(letters)


def _find_runs(mark: Mark, printed: Sequence[_Printed], blocks: Sequence[Block], text: str) -> tuple[Any, ...]:
    """The first and the last run of the figures of a mark, cut to hold nothing else; none where they are not found."""
    first, last = mark.figures[0], mark.figures[-1]
    place = next((number for number, block in enumerate(blocks) if block.start <= first.start < block.end), None)
    if place is None:
        return ()
    block = blocks[place]
    words = _tidy(text[block.start : block.end])
    before = sum(_tidy(text[each.start : each.end]) == words for each in blocks[:place])
    same = [each for each in printed if each.text.strip() == words] or [each for each in printed if words in each.text]
    if not same:
        return ()
    paragraph = same[min(before, len(same) - 1)]
    shift = paragraph.text.index(words)
    spans = [
        _find_near(paragraph.text, _tidy(figure.text), shift + len(_tidy(text[block.start : figure.start])))
        for figure in (first, last)
        if figure.start < block.end
    ]
    found = [span for span in spans if span]
    return _cut_runs(paragraph, min(found)[0], max(end for _, end in found)) if found else ()


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _find_near(text: str, wanted: str, place: int) -> tuple[int, int] | None:
    """Where words stand in a text, nearest to a place."""
    starts = [at for at in range(len(text)) if text.startswith(wanted, at)]
    start = min(starts, key=lambda at: abs(at - place), default=None)
    return None if start is None or not wanted else (start, start + len(wanted))


def _cut_runs(printed: _Printed, start: int, end: int) -> tuple[Any, Any]:
    """The runs in which a span of a paragraph starts and ends, cut to hold nothing else where they are plain."""
    for place in (start, end):
        if place < len(printed.sources):
            _cut_run(*printed.sources[place])
            printed.read()
    return printed.sources[start][0].getparent(), printed.sources[end - 1][0].getparent()


def _cut_run(element: Any, place: int) -> None:
    """Cut the run of a piece of text before one of its characters; a run that holds more than text stays whole."""
    run = element.getparent()
    words = element.text or ""
    plain = len(run.findall(_W + "t")) == 1 and all(child.tag in (_W + "rPr", _W + "t") for child in run)
    if not plain or not 0 < place < len(words):
        return
    rest = deepcopy(run)
    run.addnext(rest)
    for part, text in ((element, words[:place]), (rest.find(_W + "t"), words[place:])):
        part.text = text
        part.set(_KEEP_SPACES, "preserve")


def _find_head(printed: Sequence[_Printed]) -> tuple[Any, ...]:
    return next(((each.sources[0][0].getparent(),) for each in printed if each.sources), ())

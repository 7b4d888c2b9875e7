"""Scanned pages: their words with places, as the program tesseract reads them on the page's image.

Tesseract is no library but a program of its own: it is looked for on the machine, and only where a reader asked for it.
"""

from __future__ import annotations

import ctypes
import io
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw as pdfium
import regex

from extractor.errors import ExtractorError
from extractor.ingestors.layout import PageLines, Piece
from extractor.models import Box

_DPI = 300  # what tesseract is made for
_MOST_PIXELS = 5000  # of a side: posters are drawn smaller
_LONGEST_PAGE = 90.0  # seconds: a page of text takes a tenth of that
_LEAST_SURE = 30  # per cent: below it, marks without a letter or digit are specks
_SAME_SIZE = 1.12  # measured sizes nearer than this are one size
_OTHER_SIZE = 1.6  # a word whose letters are so much higher or lower than its line's is set in another size
_BULLETS = frozenset("¢©®«»*°e")  # what bullets at the start of a line are taken for
_LONGEST_STAMP = 150  # characters
_STAMP_REACH = 0.08  # of the page's height, from its edges
_WHOLE_PAGE = 0.8
_LINES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")
_USUAL_PLACES = (Path("C:/Program Files/Tesseract-OCR/tesseract.exe"),)


def find_tesseract() -> str:
    """Return where tesseract is on this machine; raises ExtractorError where it is not."""
    found = shutil.which("tesseract") or next((str(place) for place in _USUAL_PLACES if place.is_file()), None)
    if found is None:
        raise ExtractorError(
            "--ocr",
            "tesseract is not on this machine, or not on its PATH",
            hint="apt install tesseract-ocr, brew install tesseract, or winget install UB-Mannheim.TesseractOCR",
        )
    return found


def find_version() -> str:
    """What tesseract says of its version ("tesseract 5.3.0"); empty where there is none, or it does not answer."""
    try:
        asked = subprocess.run(
            [find_tesseract(), "--version"], capture_output=True, text=True, check=False, timeout=_VERSION_SECONDS
        )
    except (ExtractorError, OSError, subprocess.TimeoutExpired):
        return ""
    return next(iter((asked.stdout or asked.stderr).splitlines()), "")


_VERSION_SECONDS = 30


def is_stamped_scan(page: pypdfium2.PdfPage, lines: PageLines, drawn: int) -> bool:
    """Whether a page is one image, and its only text a stamp at its edge, as agenda packs put on their scans.

    `drawn` is how many of its objects are looked at.
    """
    if sum(len(piece.text) for piece in lines.pieces) > _LONGEST_STAMP:
        return False
    edge = _STAMP_REACH * lines.height
    if any(piece.bottom > edge and piece.top < lines.height - edge for piece in lines.pieces):
        return False
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(drawn):
        thing = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if pdfium.FPDFPageObj_GetBounds(thing, *sides):
            left, bottom, right, top = (side.value for side in sides)
            if (right - left) * (top - bottom) >= _WHOLE_PAGE * lines.width * lines.height:
                return True
    return False


def read_scans(data: bytes, numbers: Sequence[int], *, password: str, seconds: float) -> dict[int, list[Piece]]:
    """Return the words of the scanned pages of a PDF by page number, for as many as `seconds` are enough for.

    A page on which tesseract finds nothing has no words; one that it fails on is not in the answer. Raises
    ExtractorError where tesseract is not on the machine.
    """
    program = find_tesseract()
    ends = time.monotonic() + seconds
    pages: dict[int, list[Piece]] = {}
    for number in numbers:
        left = min(ends - time.monotonic(), _LONGEST_PAGE)
        if left <= 0:
            break
        with pypdfium2.PdfDocument(data, password=password or None) as document:
            try:
                image, scale = _draw(document, number - 1)
            except pypdfium2.PdfiumError:
                continue
        found = _run(program, image, left)
        if found is not None:
            pages[number] = list(_read_words(found, scale))
    return _even_out(pages)


def _draw(document: pypdfium2.PdfDocument, index: int) -> tuple[bytes, float]:
    """The image of a page, and how many pixels it has for a point."""
    page = document[index]
    try:
        scale = min(_DPI / 72, _MOST_PIXELS / max(page.get_size()))
        buffer = io.BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().save(buffer, "PPM")
        return buffer.getvalue(), scale
    finally:
        page.close()


def _run(program: str, image: bytes, seconds: float) -> bytes | None:
    command = [program, "stdin", "stdout", "--dpi", str(_DPI), "-l", "eng", "hocr"]
    # Documents are spread over processes; more threads inside each would only fight for the same cores.
    surroundings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(command, input=image, capture_output=True, timeout=seconds, check=True, env=surroundings)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _read_words(found: bytes, scale: float) -> Iterator[Piece]:
    """The words of a page as tesseract writes them (hOCR), in points from the page's top left."""
    try:
        root = ElementTree.fromstring(found)
    except ElementTree.ParseError:
        return
    for line in root.iter():
        if line.get("class") in _LINES:
            yield from _read_line(line, scale)


def _read_line(line: ElementTree.Element, scale: float) -> Iterator[Piece]:
    words = list(_list_words(line, scale))
    if not words:
        return
    usual = median(_guess_size(text, box[3] - box[1]) for text, box in words)
    measured = _read_title(line).get("x_size", [0.0])[0] / scale
    size = measured if usual / _OTHER_SIZE < measured < usual * _OTHER_SIZE else usual
    # A numeral that is set to be seen may stand on a line with small print.
    seen = [
        any(map(str.isdigit, text)) and _guess_size(text, box[3] - box[1]) > _OTHER_SIZE * size for text, box in words
    ]
    level = [box for (_, box), set_apart in zip(words, seen, strict=True) if not set_apart]
    top, bottom = min((box[1] for box in level), default=0.0), max((box[3] for box in level), default=0.0)
    for place, ((text, box), set_apart) in enumerate(zip(words, seen, strict=True)):
        if set_apart:
            yield Piece(text, *box, _guess_size(text, box[3] - box[1]), False, False)
        else:
            shown = "•" if place == 0 and text in _BULLETS else text
            yield Piece(shown, box[0], top, box[2], bottom, size, False, False)


def _list_words(line: ElementTree.Element, scale: float) -> Iterator[tuple[str, Box]]:
    for word in line.iter():
        text = " ".join("".join(word.itertext()).split())
        if word.get("class") != "ocrx_word" or not text:
            continue
        said = _read_title(word)
        if said.get("x_wconf", [100.0])[0] >= _LEAST_SURE or any(map(str.isalnum, text)):
            x0, top, x1, bottom = (round(side / scale, 2) for side in said["bbox"])
            yield text, (x0, top, x1, bottom)


def _guess_size(text: str, height: float) -> float:
    """The size of letters by how high they are drawn: most typefaces have these proportions."""
    share = 0.72 if regex.search(r"[\p{Lu}\p{N}bdfhklt£$€%]", text) else 0.5
    return height / (share + 0.2 * bool(regex.search(r"[gjpqy]", text)))


def _read_title(element: ElementTree.Element) -> dict[str, list[float]]:
    """What hOCR says of an element: "bbox 1 2 3 4; x_wconf 96" by name."""
    said: dict[str, list[float]] = {}
    for part in (element.get("title") or "").split(";"):
        name, *values = part.split() or [""]
        try:
            said[name] = [float(value) for value in values]
        except ValueError:
            continue
    return said


def _even_out(pages: dict[int, list[Piece]]) -> dict[int, list[Piece]]:
    """Give letters whose sizes were measured nearly alike one size, that of the most of them."""
    weights: Counter[float] = Counter()
    for piece in _all(pages.values()):
        weights[round(piece.size, 1)] += len(piece.text)
    usual: list[float] = []
    for size, _ in weights.most_common():
        if not any(other / _SAME_SIZE < size < other * _SAME_SIZE for other in usual):
            usual.append(size)
    for piece in _all(pages.values()):
        piece.size = min(usual, key=lambda size: abs(size - piece.size))
    return pages


def _all(pages: Iterable[Sequence[Piece]]) -> Iterator[Piece]:
    return (piece for page in pages for piece in page)

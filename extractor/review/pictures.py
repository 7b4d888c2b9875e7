"""Images of pages with figures boxed, drawn from the PDF and kept in the private folder: none is drawn twice."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import ExtractorError
from extractor.models import Box

if TYPE_CHECKING:
    from PIL import Image

SCALE = 2.0
"""Pixels for a point."""
FRAME = (200, 30, 30)
"""Colour of the box around a figure."""
_MARGIN, _PEN = 6, 4  # pixels between a figure and its box, and of the box's line
_SLACK = 6  # pixels by which two readings of a line may differ
_BAND_WIDTH, _BAND = 0.62, 0.42  # width of the cut-out on a card as a part of the page's, and its height as one of that
_AIR = 30  # pixels left at least around figures that need a larger one
_KEPT = 2000  # pictures in the folder; the oldest go
_LAYOUT = 1  # raised where the drawing changes, so that no old picture is shown

# pdfium is not made for threads, and a web server has several.
_PDFIUM = threading.Lock()


Figure = tuple[str, Box]
"""A figure as it is written, and the line on which it stands (points, from the top left of the page)."""
Frame = tuple[int, int, int, int]
"""Left, top, right, bottom of a box on the picture, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture: a page of a file, the figures to box on it, and how much of it.

    `band` asks for the part of the page around the figures, and not for all of it.
    """

    sha256: str
    page: int
    figures: tuple[Figure, ...]
    band: bool = True

    @property
    def name(self) -> str:
        """A file name that is the same for the same picture, and tells nothing of the document."""
        told = repr((_LAYOUT, self.sha256, self.page, self.figures, self.band))
        return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.png"


def draw_picture(path: Path, wanted: Wanted, *, cache: Path) -> bytes:
    """A picture as PNG, from the cache where it was drawn before.

    Raises ExtractorError where the page cannot be drawn; nothing is cached then.
    """
    kept = cache / wanted.name
    if kept.is_file():
        return kept.read_bytes()
    image, frames = _draw_page(path, wanted)
    _draw_frames(image, frames)
    if wanted.band:
        image = _cut_band(image, frames)
    data = io.BytesIO()
    # Few colours make a page of print a third as large, and it looks the same.
    image.quantize(64).save(data, format="PNG")
    _keep(kept, data.getvalue())
    return data.getvalue()


def find_middle(figures: Sequence[Figure]) -> int:
    """How far down the picture of a whole page its figures stand, in pixels: where an enlarged page is opened."""
    return round(SCALE * sum(top + bottom for _, (_, top, _, bottom) in figures) / (2 * len(figures))) if figures else 0


def _draw_page(path: Path, wanted: Wanted) -> tuple[Image.Image, list[Frame]]:
    """The image of a page, and where its figures stand on it."""
    import pypdfium2

    with _PDFIUM:
        try:
            with pypdfium2.PdfDocument(path) as pdf:
                if not 1 <= wanted.page <= len(pdf):
                    raise ExtractorError(path.name, f"has no page {wanted.page}", hint="run again")
                page = pdf[wanted.page - 1]
                bitmap = page.render(scale=SCALE)
                image: Image.Image = bitmap.to_pil().convert("RGB")
                places = _Places(page.get_textpage(), bitmap.get_posconv(page))
                return image, [_find_frame(places, text, line) for text, line in wanted.figures]
        except pypdfium2.PdfiumError as error:
            hint = "it needs a password, or is damaged"
            raise ExtractorError(path.name, f"page {wanted.page} could not be drawn", hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Places:
    """Where words stand on the picture of a page."""

    text: Any
    convert: Any

    def find(self, words: str) -> Iterator[Frame]:
        """Every place of the words, as far as they stand on one line."""
        searcher = self.text.search(words, match_case=True)
        while found := searcher.get_next():
            if self.text.count_rects(*found) == 1:
                left, bottom, right, top = self.text.get_rect(0)
                (x0, y0), (x1, y1) = self.convert.to_bitmap(left, top), self.convert.to_bitmap(right, bottom)
                yield (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _find_frame(places: _Places, text: str, line: Box) -> Frame:
    """The box around a figure: where it or its numeral stands on its line, else the line itself."""
    x0, top, x1, bottom = (round(edge * SCALE) for edge in line)
    # A line drawn inside out is a mistake of the file, and no reason to show nothing.
    around = (min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom))
    numerals = [word for word in text.split() if any(map(str.isdigit, word))]
    for words in (" ".join(text.split()), *numerals):
        for frame in places.find(words):
            if _holds(around, frame):
                return frame
    return around


def _holds(line: Frame, frame: Frame) -> bool:
    across, down = (frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2
    return line[0] - _SLACK <= across <= line[2] + _SLACK and line[1] - _SLACK <= down <= line[3] + _SLACK


def _draw_frames(image: Image.Image, frames: Sequence[Frame]) -> None:
    from PIL import ImageDraw

    canvas = ImageDraw.Draw(image)
    for x0, top, x1, bottom in frames:
        canvas.rectangle((x0 - _MARGIN, top - _MARGIN, x1 + _MARGIN, bottom + _MARGIN), outline=FRAME, width=_PEN)


def _cut_band(image: Image.Image, frames: Sequence[Frame]) -> Image.Image:
    """A part of the page around its figures, small enough to be read beside another one."""
    if not frames:
        return image
    left, right = _cut(
        min(frame[0] for frame in frames), max(frame[2] for frame in frames), image.width, _BAND_WIDTH * image.width
    )
    upper, lower = _cut(
        min(frame[1] for frame in frames), max(frame[3] for frame in frames), image.height, _BAND * (right - left)
    )
    return image.crop((left, upper, right, lower))


def _cut(start: int, end: int, whole: int, wanted: float) -> tuple[int, int]:
    """A stretch around `start` to `end` of the length wanted, or as long as they need, within the whole."""
    length = round(min(max(wanted, end - start + 2 * _AIR), whole))
    begin = max(0, min((start + end - length) // 2, whole - length))
    return begin, begin + length


def _keep(path: Path, data: bytes) -> None:
    """Write a picture beside and rename it: another process never reads half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)


def prune_pictures(cache: Path) -> None:
    """Remove the oldest pictures beyond what is kept."""
    try:
        files = sorted(cache.glob("*.png"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_KEPT:]:
            file.unlink(missing_ok=True)
    except OSError:
        pass  # another process is at the same work

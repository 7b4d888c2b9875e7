"""What is drawn on a PDF page beside its text: the lines of tables, and bullets."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from extractor.models import Box

MOST_DRAWN = 3_000
"""Drawn things on a page that are looked at."""
_FEWEST_RULES = 4
_LEAST_RULE = 30  # points
_FRAME = 5  # segments of a path: with more it may be all lines of a table at once
_DOT = (1.5, 7)  # points across: a bullet that is drawn
_MOST_SEGMENTS = 400  # of a path: a drawing has more, and no table
_LEAST = 3.0  # points: a shorter stroke is no side of a cell
_STRAIGHT = 0.5  # points


@dataclass(frozen=True, slots=True)
class Turn:
    """From a page's own space (y upwards, not turned) to what is seen: origin at the top left of the crop box."""

    crop: tuple[float, float, float, float]
    rotation: int

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return x0, top, x1, bottom as seen."""
        x0, y0, x1, y1 = self.crop
        if self.rotation == 90:
            return bottom - y0, left - x0, top - y0, right - x0
        if self.rotation == 180:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.rotation == 270:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        return left - x0, y1 - top, right - x0, y1 - bottom

    def back(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        """From what is seen to the page's own space: left, top, right, bottom, y upwards."""
        left, low, right, high = self.crop
        if self.rotation == 90:
            return top + left, x1 + low, bottom + left, x0 + low
        if self.rotation == 180:
            return right - x1, bottom + low, right - x0, top + low
        if self.rotation == 270:
            return right - bottom, high - x0, right - top, high - x1
        return x0 + left, high - top, x1 + left, high - bottom


def find_drawn(page: Any, turn: Turn, height: float) -> tuple[bool, list[Box]]:
    """Whether enough straight lines or boxes lie one below the other to be the rows of a table; and all dots."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    levels: dict[tuple[int, int], set[int]] = {}
    dots: list[Box] = []
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_DRAWN)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            continue
        wide, tall = right.value - left.value, top.value - bottom.value
        if wide > _LEAST_RULE and tall < 0.1 * height:
            levels.setdefault((round(left.value / 4), round(right.value / 4)), set()).add(round(bottom.value / 3))
        elif wide > _LEAST_RULE and _FRAME < (count := pdfium.FPDFPath_CountSegments(thing)) <= _MOST_SEGMENTS:
            for x0, high, x1, low in _list_sides(thing, count, turn):
                if low - high < _STRAIGHT and x1 - x0 > _LEAST_RULE:
                    levels.setdefault((round(x0 / 4), round(x1 / 4)), set()).add(round(high / 3))
        elif _DOT[0] < wide < _DOT[1] and abs(wide - tall) < 1:
            dots.append(turn.box(left.value, top.value, right.value, bottom.value))
    return any(len(level) >= _FEWEST_RULES for level in levels.values()), dots


def list_strokes(page: Any, turn: Turn) -> Iterator[Box]:
    """The straight lines that are drawn on a page, level or upright, as narrow boxes: also the sides of frames."""
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_DRAWN)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_PATH:
            count = pdfium.FPDFPath_CountSegments(thing)
            if 2 <= count <= _MOST_SEGMENTS:
                yield from _list_sides(thing, count, turn)


def _list_sides(path: Any, count: int, turn: Turn) -> Iterator[Box]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _make_side(last, point, turn)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _make_side(point, first, turn)
        last = point


def _make_side(one: tuple[float, float], two: tuple[float, float], turn: Turn) -> Iterator[Box]:
    (x0, y0), (x1, y1) = one, two
    wide, tall = abs(x1 - x0), abs(y1 - y0)
    if min(wide, tall) < _STRAIGHT and max(wide, tall) >= _LEAST:
        yield turn.box(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1))

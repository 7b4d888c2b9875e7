"""Scanned pages: told page by page, and read with OCR where somebody asked for it."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from extractor.cli import app
from extractor.errors import ExtractorError, IngestError
from extractor.ingestors import Contents, Limits, scans
from extractor.ingestors.pdf import read
from extractor.models import BlockKind, Status

_FONT = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
SCANNED = (
    "Support for parishes: annual report 2021/22",
    "",
    "The scheme trained 1,240 clerks in the year. Of the 68 parishes that took",
    "part, 94 per cent said that they would do so again.",
    "",
    "• more than £2.3 million was saved",
    "• 17 new wardens were named",
)


def _photograph(lines: tuple[str, ...]) -> ImageReader:
    """A page as a scanner would see it: letters as dots on paper."""
    image = Image.new("L", (1654, 2339), 250)
    canvas = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        canvas.text((180, 240 + 52 * number), line, fill=20, font=ImageFont.truetype(_FONT, 44 if number == 0 else 30))
    return ImageReader(image)


def _bind(*pages: str, stamp: str = "") -> bytes:
    """A PDF of pages with a text layer, and of scans ("scan") and pictures without a word ("picture") among them."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in pages:
        if page in ("scan", "picture"):
            canvas.drawImage(_photograph(SCANNED if page == "scan" else ()), 0, 0, *A4)
        else:
            canvas.drawString(60, 500, page)
        if stamp:
            canvas.drawString(500, 20, stamp)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _read(data: bytes, *, seconds: float = 0.0) -> Contents:
    return read(data, limits=Limits(ocr_seconds=seconds), password="")


def test_scanned_pages_are_named_and_not_read_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "find_tesseract", lambda: pytest.fail("nobody asked for OCR"))
    contents = _read(_bind("One thing.", "scan", "Two things.", "scan", "scan"))
    assert contents.status is Status.PARTIAL
    assert contents.reason == "3 of 5 pages have no text layer (pages 2, 4-5): not read"
    assert "1,240" not in contents.text


def test_a_stamp_on_a_scan_is_no_text_layer() -> None:
    contents = _read(_bind("One thing.", "scan", stamp="Page 7"))
    assert contents.reason == "1 of 2 pages have no text layer (page 2): not read"
    with pytest.raises(IngestError, match="scanned") as caught:
        _read(_bind("scan", "scan", stamp="Page 7"))
    assert "--ocr" in caught.value.hint


def test_words_on_a_picture_are_no_stamp() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(_photograph(()), 0, 0, *A4)
    canvas.drawString(60, 500, "Annual report")
    canvas.save()
    assert _read(buffer.getvalue()).status is Status.OK


@needs_tesseract
@pytest.mark.slow
def test_scanned_pages_are_read_with_ocr_and_marked() -> None:
    contents = _read(_bind("One thing.", "scan"), seconds=60)
    assert (contents.status, contents.pages_read) == (Status.OK, 2)
    assert contents.reason == "page 2: read by OCR, so check the figures"
    assert [page.by_ocr for page in contents.pages] == [False, True]
    seen = {(block.kind, contents.text[block.start : block.end]) for block in contents.blocks if block.page == 2}
    assert (BlockKind.HEADING, "Support for parishes: annual report 2021/22") in seen
    assert (BlockKind.LIST_ITEM, "17 new wardens were named") in seen
    (told,) = (block for block in contents.blocks if "1,240 clerks" in contents.text[block.start : block.end])
    assert "Of the 68 parishes that took part, 94 per cent" in " ".join(contents.text[told.start : told.end].split())
    assert told.box is not None
    # Pixels of the image to points of the page.
    assert told.box == pytest.approx((180 * 0.36, 344 * 0.36, 1284 * 0.36, 430 * 0.36), abs=12)


@needs_tesseract
@pytest.mark.slow
def test_pages_that_no_time_is_left_for_stay_named() -> None:
    contents = _read(_bind("One thing.", "scan"), seconds=0.001)
    assert contents.reason == "1 of 2 pages have no text layer (page 2): not read"


@needs_tesseract
@pytest.mark.slow
def test_a_picture_has_no_words_with_ocr_either() -> None:
    with pytest.raises(IngestError, match="no text layer") as caught:
        _read(_bind("picture"), seconds=60)
    assert caught.value.status == Status.NO_TEXT
    assert "OCR found no words" in caught.value.hint


@needs_tesseract
@pytest.mark.slow
def test_claims_read_by_ocr_are_marked_in_the_feeds(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "scan.pdf").write_bytes(_bind("The scheme trained 60 clerks.", "scan"))
    result = CliRunner().invoke(app, ["run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--ocr"])
    assert "page 2: read by OCR" in result.output
    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = {row["text"]: row["read_by"] for row in csv.DictReader(file)}
    assert claims["60"] == ""
    assert claims["1,240"] == "ocr"
    assert "page 2, read by OCR" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    shown = CliRunner().invoke(app, ["text", str(tmp_path / "in" / "scan.pdf"), "--ocr"])
    assert "-- page 2, read by OCR" in shown.output


@pytest.mark.parametrize("command", ["run", "text"])
def test_without_tesseract_one_line_says_what_to_install(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(scans, "_USUAL_PLACES", ())
    (tmp_path / "scan.pdf").write_bytes(_bind("scan"))
    options = ["--out", str(tmp_path / "out")] if command == "run" else []
    result = CliRunner().invoke(app, [command, str(tmp_path / "scan.pdf"), "--ocr", *options])
    assert result.exit_code == 2
    assert result.output.startswith("--ocr: tesseract is not on this machine")
    assert result.output.count("\n") == 1
    with pytest.raises(ExtractorError, match="tesseract"):
        scans.find_tesseract()

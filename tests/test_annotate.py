"""Copies with comments: in a PDF at the words of the figures, in Word on their runs, and the original as it was."""

from __future__ import annotations

import ctypes
import io
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from extractor import feeds
from extractor.annotate import annotate_document
from extractor.cli import app
from extractor.errors import ExtractorError
from extractor.marks import list_marks
from extractor.models import Box, Run

TOLD = "Last year the harbour school trained 1,240 clerks in all."
TOLD_AGAIN = "In 2023/24 the harbour school trained 1,420 clerks in all."
TEXT = f"Harbour school: annual review 2023/24\n\n{TOLD_AGAIN}\n"


def draw(*, turned: int = 0, crop: tuple[int, int, int, int] | None = None, password: str = "") -> bytes:
    """A PDF of two pages with a figure on the second, where the same figure stands on the first."""
    file = io.BytesIO()
    encrypt = StandardEncryption(password, ownerPassword="owner", canModify=0) if password else None
    canvas = Canvas(file, pagesize=(420, 595), encrypt=encrypt, invariant=1)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(60, 500, "Harbour school: annual review 2023/24")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 460, "Room 1,240 holds the papers of the school, and more of them every year.")
    canvas.showPage()
    if turned:
        canvas.setPageRotation(turned)
    if crop:
        canvas.setCropBox(crop)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 420, "In 2023/24 the harbour school trained 1,240 clerks in all.")
    canvas.drawString(60, 390, "The school of the harbour is open to everybody who works near the sea.")
    canvas.save()
    return file.getvalue()


def run_and_annotate(folder: Path, name: str, data: bytes, *options: str) -> tuple[Path, str]:
    """Run over a document and a text with another figure, and annotate the document: the copy, and what was printed."""
    shelf = folder / "shelf"
    shelf.mkdir(exist_ok=True)
    (shelf / name).write_bytes(data)
    (shelf / "review.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    out = folder / "out"
    ran = CliRunner().invoke(app, ["run", str(shelf), "--out", str(out), "--jobs", "1", *options])
    assert ran.exit_code == 0, ran.output
    done = CliRunner().invoke(app, ["annotate", str(shelf / name), "--output", str(out), *options])
    return out / "annotated" / name, done.output


def read_comments(path: Path, password: str = "") -> list[tuple[int, int, str, str]]:
    """(page, kind, words below it, text) of each comment of a PDF."""
    found = []
    with pypdfium2.PdfDocument(path, password=password or None) as document:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            for place in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
                annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
                rect = pdfium.FS_RECTF()
                pdfium.FPDFAnnot_GetRect(annotation, rect)
                units = (ctypes.c_ushort * pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0))()
                pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", units, ctypes.sizeof(units))
                below = words.get_text_bounded(rect.left - 1, rect.bottom - 1, rect.right + 1, rect.top + 1)
                text = bytes(units).decode("utf-16-le").split("\0")[0]
                found.append((number + 1, pdfium.FPDFAnnot_GetSubtype(annotation), below.strip(), text))
                pdfium.FPDFPage_CloseAnnot(annotation)
    return found


LAID_OUT = {
    "plain": {},
    "turned right": {"turned": 90},
    "on its head": {"turned": 180},
    "turned left": {"turned": 270},
    "cropped": {"crop": (40, 300, 400, 500)},
    "cropped and turned": {"crop": (40, 300, 400, 500), "turned": 90},
}


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAID_OUT.values(), ids=LAID_OUT.keys())
def test_the_figure_of_a_pdf_is_highlighted_with_its_comment(tmp_path: Path, layout: dict[str, int]) -> None:
    copy, told = run_and_annotate(tmp_path, "school.pdf", draw(**layout))  # type: ignore[arg-type]
    assert told.startswith("1 finding marked at 1 place in ")
    ((page, kind, below, text),) = read_comments(copy)
    assert (page, kind, below) == (2, pdfium.FPDF_ANNOT_HIGHLIGHT, "1,240")
    assert "1,420" in text
    assert "To make it right" in text
    original = (tmp_path / "shelf" / "school.pdf").read_bytes()
    assert copy.read_bytes().startswith(original)


@pytest.mark.slow
def test_an_encrypted_pdf_needs_its_password_and_stays_encrypted(tmp_path: Path) -> None:
    copy, _ = run_and_annotate(tmp_path, "school.pdf", draw(password="secret"), "--password", "secret")
    ((_, _, below, text),) = read_comments(copy, "secret")
    assert below == "1,240"
    assert "To make it right" in text
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(copy)
    shelf = tmp_path / "shelf" / "school.pdf"
    refused = CliRunner().invoke(app, ["annotate", str(shelf), "--output", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert "is encrypted (give its password with --password)" in refused.output
    assert refused.output.count("\n") == 1


def write_word(*, in_table: bool = False) -> bytes:
    """A Word file whose figure stands in a run of its own style, or in a cell; a like sentence stands before it."""
    document = docx.Document()
    document.add_heading("Harbour school: annual review 2023/24", level=0)
    document.add_paragraph("Room 1,240 holds the papers of the school.")
    if in_table:
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(
            (cell for row in table.rows for cell in row.cells), ("Thing", "Number", "Rooms", "1,240"), strict=True
        ):
            cell.text = text
    paragraph = document.add_paragraph("In 2023/24 the harbour school ")
    paragraph.add_run("trained 1,2").bold = True
    paragraph.add_run("40 clerks in all.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read_word_comments(path: Path) -> list[tuple[str, str]]:
    """(words between its marks, text) of each comment of a Word file."""
    document = docx.Document(str(path))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = []
    for comment in document.comments:
        inside, open_ = "", False
        for element in document.element.body.iter():
            if element.tag in (f"{word}commentRangeStart", f"{word}commentRangeEnd"):
                if element.get(f"{word}id") == str(comment.comment_id):
                    open_ = element.tag.endswith("Start")
            elif element.tag == f"{word}t" and open_:
                inside += element.text or ""
        found.append((inside, "\n".join(paragraph.text for paragraph in comment.paragraphs)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("in_table", [False, True], ids=["prose", "beside a table"])
def test_the_figure_of_a_word_file_has_a_comment(tmp_path: Path, in_table: bool) -> None:
    copy, _ = run_and_annotate(tmp_path, "school.docx", write_word(in_table=in_table))
    ((inside, text),) = read_word_comments(copy)
    assert inside == "1,240"
    assert "1,420" in text
    words = [paragraph.text for paragraph in docx.Document(str(copy)).paragraphs]
    assert words == [p.text for p in docx.Document(str(tmp_path / "shelf" / "school.docx")).paragraphs]


def test_words_that_cannot_hold_a_comment_are_quoted_at_the_head(small_run: Run, tmp_path: Path) -> None:
    (tmp_path / "school.docx").write_bytes(write_word())
    (mark,) = list_marks(small_run.findings[:1], "annual")
    note = replace(mark, figures=(replace(mark.figures[0], start=9_000, end=9_010),), sentence="A note.")
    copy = annotate_document(tmp_path / "school.docx", [note], {})
    (tmp_path / "copy.docx").write_bytes(copy.data)
    ((inside, text),) = read_word_comments(tmp_path / "copy.docx")
    assert copy.astray == 1
    assert inside.startswith("Harbour school")
    assert text.startswith("Of “A note.”")


@pytest.mark.parametrize("box", [None, (60.0, 160.0, 300.0, 180.0)], ids=["no place", "a scanned line"])
def test_words_that_are_not_on_the_page_have_a_comment_all_the_same(
    small_run: Run, tmp_path: Path, box: Box | None
) -> None:
    (tmp_path / "school.pdf").write_bytes(draw(turned=90))
    (mark,) = list_marks(small_run.findings[:1], "annual")
    lost = replace(mark, page=2, figures=(replace(mark.figures[0], text="9,876", box=box, page=2),))
    copy = annotate_document(tmp_path / "school.pdf", [lost], {})
    (tmp_path / "copy.pdf").write_bytes(copy.data)
    ((page, kind, _, text),) = read_comments(tmp_path / "copy.pdf")
    assert (page, copy.astray) == (2, box is None)
    assert kind == (pdfium.FPDF_ANNOT_HIGHLIGHT if box else pdfium.FPDF_ANNOT_TEXT)
    assert "Clerks trained" in text


DAMAGED = {"school.pdf": "is damaged", "school.docx": "is an encrypted Word file, which cannot be written"}


@pytest.mark.parametrize(("name", "problem"), DAMAGED.items())
def test_a_file_that_cannot_be_copied_is_told(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 and more")
    with pytest.raises(ExtractorError, match=problem):
        annotate_document(tmp_path / name, [], {})


@pytest.mark.slow
def test_what_cannot_be_annotated_is_told_in_a_line(tmp_path: Path) -> None:
    copy, told = run_and_annotate(tmp_path, "school.md", TEXT.replace("1,420", "1,240").encode())
    assert "only PDF and Word (.docx) files can be annotated (lga-metrics letter" in told
    assert told.count("\n") == 1
    assert not copy.exists()


@pytest.mark.slow
def test_the_document_itself_is_never_written_over(tmp_path: Path) -> None:
    run_and_annotate(tmp_path, "school.pdf", draw())
    path = tmp_path / "shelf" / "school.pdf"
    before = path.read_bytes()
    refused = CliRunner().invoke(app, ["annotate", str(path), "--output", str(tmp_path / "out"), "--out", str(path)])
    assert refused.exit_code == 2
    assert "is the document itself" in refused.output
    assert path.read_bytes() == before
    path.write_bytes(before + b"\n")
    changed = CliRunner().invoke(app, ["annotate", str(path), "--output", str(tmp_path / "out")])
    assert "has changed since the run (run again" in changed.output


@pytest.mark.slow
def test_a_dismissed_finding_is_marked_only_when_asked_for(tmp_path: Path) -> None:
    run_and_annotate(tmp_path, "school.pdf", draw())
    out = str(tmp_path / "out")
    run: Run = feeds.read_run(tmp_path / "out")
    names = [row["finding_id"] for row in feeds.read_rows(tmp_path / "out" / "findings.csv")]
    assert len(run.findings) == len(names) == 1
    decided = CliRunner().invoke(
        app,
        ["decide", *names, "--verdict", "dismissed", "--reason", "other period", "--output", out, "--reviewer", "R"],
    )
    assert decided.exit_code == 0, decided.output
    path = str(tmp_path / "shelf" / "school.pdf")
    assert "Nothing to mark" in CliRunner().invoke(app, ["annotate", path, "--output", out]).output
    assert "1 finding marked" in CliRunner().invoke(app, ["annotate", path, "--output", out, "--all"]).output

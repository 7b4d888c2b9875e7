"""What was understood of a document is shown in words, as data and on the page's image."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pdf_layouts import Layout, make_report
from PIL import Image
from typer.testing import CliRunner

from extractor.cli import app
from extractor.errors import ExtractorError
from extractor.ingest import read_document
from extractor.models import Document
from extractor.show import describe_text, draw_page, export_text


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """A report of two columns, and what was read of it."""
    path = tmp_path_factory.mktemp("show") / "report.pdf"
    path.write_bytes(make_report(Layout(paragraphs=14)).data)
    return path, read_document(path, document="report", relative="report.pdf")


def test_blocks_are_shown_with_their_kinds_page_by_page(report: tuple[Path, Document]) -> None:
    shown = describe_text(report[1], width=80)
    assert shown.startswith("-- page 1, printed 3\nheading 1         Support for boroughs in numbers\n")
    assert "\n-- page 2, printed 4\n" in shown
    assert "\nlist item •       " in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_cell_is_shown_with_its_heads(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("| Region | Visits |\n|---|---|\n| North | 12 |\n", encoding="utf-8", newline="")
    document = read_document(path, document="a", relative="a.md")
    assert "table cell        12  [North / Visits]" in describe_text(document)


def test_exported_blocks_hold_text_offsets_and_boxes(report: tuple[Path, Document]) -> None:
    document = report[1]
    data = json.loads(json.dumps(export_text(document, page=1)))
    assert [page["page"] for page in data["pages"]] == [1]
    for block in data["blocks"]:
        assert block["text"] == document.text[block["start"] : block["end"]]
        assert 0 <= block["box"][0] < block["box"][2] <= data["pages"][0]["width"]
        assert all(line["box"] for line in block["lines"])


def test_the_image_has_frames_where_the_blocks_are(report: tuple[Path, Document], tmp_path: Path) -> None:
    path, document = report
    draw_page(document, path, page=1, out=tmp_path / "page.png")
    heading = document.blocks[0]
    assert heading.box is not None
    with Image.open(tmp_path / "page.png") as image:
        page = document.pages[0]
        assert image.size == (round(2 * page.width), round(2 * page.height)) or abs(image.size[0] - 2 * page.width) < 2
        x, y = round(heading.box[0] * 2 + 20), round(heading.box[3] * 2 + 1)
        red, green, blue = image.getpixel((x, y))[:3]  # type: ignore[index]
    assert red > 150 > max(green, blue)


SHOWN_WRONGLY = {
    "a page that is not there": (["--page", "99"], "there is no page 99"),
    "an image of no page": (["--png", "a.png"], "add --page"),
    "an image that cannot be written": (["--page", "1", "--png", "no/such/folder/a.png"], "cannot be written"),
}


@pytest.mark.parametrize(("options", "message"), SHOWN_WRONGLY.values(), ids=SHOWN_WRONGLY.keys())
def test_a_wrong_command_is_told_in_a_line(report: tuple[Path, Document], options: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["text", str(report[0]), *options])
    assert result.exit_code == 2
    assert message in result.output
    assert result.output.count("\n") == 1


def test_only_pages_of_a_pdf_are_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.\n\fTwo.\n", encoding="utf-8", newline="")
    document = read_document(path, document="a", relative="a.txt")
    with pytest.raises(ExtractorError, match="only pages of a PDF"):
        draw_page(document, path, page=1, out=tmp_path / "a.png")


def test_the_command_prints_text_and_json(report: tuple[Path, Document]) -> None:
    plain = CliRunner().invoke(app, ["text", str(report[0]), "--page", "2"])
    assert "-- page 2, printed 4" in plain.output
    assert "-- page 3" not in plain.output
    data = json.loads(CliRunner().invoke(app, ["text", str(report[0]), "--json"]).output)
    assert (data["format"], len(data["pages"])) == ("pdf", len(report[1].pages))

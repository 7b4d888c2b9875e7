"""PDFs: reading order, kinds, places, tables and notes on layouts of our own; and files that cannot be read."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import matplotlib
import pdfplumber
import pytest
import regex
from pdf_layouts import Layout, Made, Press, break_lines, make_report, write_paragraph
from pdf_tagged import Node, Shown, make_tagged
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from extractor.errors import IngestError
from extractor.ingestors import Contents, Limits
from extractor.ingestors.pdf import list_pages, read
from extractor.models import Block, BlockKind, Status

LAYOUTS = {
    "one column": Layout(columns=1),
    "two columns": Layout(),
    "a gutter of ten points": Layout(gutter=10),
    "justified, ten points": Layout(gutter=10, justified=True),
    "lines drawn in disorder": Layout(shuffle=True),
    "each word drawn by itself": Layout(by_word=True),
    "words drawn in disorder": Layout(by_word=True, shuffle=True),
    "three columns": Layout(columns=3, gutter=14),
    "three small columns in disorder": Layout(columns=3, gutter=10, body=9, leading=11, shuffle=True),
    "four columns, landscape": Layout(columns=4, size=landscape(A4), gutter=11, body=8, leading=10),
    "A5": Layout(columns=1, size=(420, 595)),
    "A5 in two columns": Layout(size=(420, 595), gutter=10, body=8, leading=10),
    "side bar": Layout(columns=1, side_bar=True),
    "side bar beside two columns": Layout(side_bar=True, gutter=12),
    "indents and no space between paragraphs": Layout(space=0, indent=12),
    "another face": Layout(font="Times-Roman", body=11, leading=13.5, justified=True, gutter=12),
}


def _read(data: bytes, **options: str) -> Contents:
    return read(data, limits=Limits(), **{"password": "", **options})


def _fold(text: str) -> str:
    """Without white space and hyphens: a word broken where it has a hyphen may keep it or not."""
    return "".join(text.split()).replace("-", "")


def _words_of(contents: Contents, kind: BlockKind) -> list[str]:
    return [_text_of(contents, block) for block in contents.blocks if block.kind is kind]


def _text_of(contents: Contents, block: Block) -> str:
    return " ".join(contents.text[block.start : block.end].split())


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_paragraphs_come_out_whole_and_in_order(layout: Layout) -> None:
    made = make_report(layout)
    text = _fold(_read(made.data).text)
    at = 0
    for kind, passage in made.truth:
        found = text.find(_fold(passage), 0 if kind == "callout" else at)
        assert found >= 0, passage
        at = at if kind == "callout" else found + 1


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_running_heads_are_gone_and_page_numbers_kept(layout: Layout) -> None:
    made = make_report(layout)
    contents = _read(made.data)
    assert not [head for head in made.gone if head in contents.text]
    assert [page.label for page in contents.pages] == [str(number + 3) for number in range(made.pages)]


@pytest.mark.parametrize("name", ["two columns", "lines drawn in disorder", "A5"])
def test_blocks_are_of_their_kind(name: str) -> None:
    made = make_report(LAYOUTS[name])
    contents = _read(made.data)
    for kind in (BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.CALLOUT):
        expected = [_fold(text) for sort, text in made.truth if sort == kind]
        assert sorted(map(_fold, _words_of(contents, kind))) == sorted(expected)


def test_words_broken_at_line_ends_come_out_whole() -> None:
    made = make_report(Layout(columns=3, gutter=14))
    text = _read(made.data).text
    words = {word for _, passage in made.truth for word in passage.split()}
    assert not [
        word for word in text.split() if word not in words and word not in ("•", *["See", "also", "the", "notes"])
    ]


def test_a_compound_keeps_its_hyphen() -> None:
    press = Press(Layout(columns=1))
    for line in ("The work was sector-led from the start and all of it is still sector-", "led, says the survey."):
        press.draw(50, press.y, line)
        press.y -= 13
    assert "still sector-led, says" in _read(press.finish().data).text


def test_every_box_holds_its_text() -> None:
    made = make_report(Layout(gutter=10))
    contents = _read(made.data)
    with pdfplumber.open(io.BytesIO(made.data)) as document:
        for block in contents.blocks:
            for line in block.lines:
                page = document.pages[(line.page or block.page or 0) - 1]
                x0, top, x1, bottom = line.box
                crop = page.crop((x0 - 1, top - 1, x1 + 1, bottom + 1), strict=False)
                found = _fold(crop.extract_text() or "")
                assert _fold(contents.text[line.start : line.end]).lstrip("•") in found


def test_lines_of_a_paragraph_that_runs_over_a_page_know_their_page() -> None:
    made = make_report(Layout(columns=1))
    contents = _read(made.data)
    crossing = [block for block in contents.blocks if any(line.page for line in block.lines)]
    assert crossing
    second = contents.pages[1]
    assert second.start <= next(line.start for line in crossing[0].lines if line.page == 2) < second.end


def _draw_heads(heads: list[str], stray: str = "") -> bytes:
    """Pages with running heads in small type, and body text; `stray` is a heading in the middle of the second page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number, head in enumerate(heads):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 800, head)
        canvas.setFont("Helvetica", 10)
        for line, text in enumerate(break_lines(write_paragraph(random.Random(number), 9), 400, "Helvetica", 10)):
            canvas.drawString(60, 760 - 13 * line, text)
        if stray and number == 1:
            canvas.setFont("Helvetica-Bold", 14)
            canvas.drawString(60, 300, stray)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


RUNNING_HEADS = {
    "of sections, some of one page": ["7 Finance", "8 Finance", "9 Finance", "10 Housing", "11 Peers and people"],
    "that change and have no number": ["Finance", "Finance", "Finance", "Housing", "Housing", "Peers and people"],
    "with the number on either side": ["Review 2021 | 4", "5 | Review 2021", "Review 2021 | 6", "7 | Our places"],
}


@pytest.mark.parametrize("heads", RUNNING_HEADS.values(), ids=RUNNING_HEADS.keys())
def test_running_heads_of_sections_are_gone(heads: list[str]) -> None:
    contents = _read(_draw_heads(heads))
    assert not [head for head in heads if head in contents.text]
    assert "Finance" not in contents.text


STRAYS = {
    "a running head that got into the text": ("12 Review of the year", ["Review of the year"] * 4, False),
    "a heading in the words of the running head": ("Review of the year", ["Review of the year"] * 4, True),
    "a numbered chapter": ("3 Finance", ["Finance", "Finance", "Finance", *["Housing"] * 9], True),
    "another part of a numbered series": ("Phase 3", ["Phase 2"] * 4, True),
}


@pytest.mark.parametrize(("stray", "heads", "kept"), STRAYS.values(), ids=STRAYS.keys())
def test_a_running_head_in_mid_page_is_gone(stray: str, heads: list[str], kept: bool) -> None:
    assert (stray in _read(_draw_heads(heads, stray)).text) is kept


def _set_notes() -> Made:
    press = Press(Layout(columns=1))
    press.paragraph(write_paragraph(press.rng, 8))
    press.draw(50, press.y, "All of it was read by the peers,")
    width = 50 + 141
    press.draw(width, press.y + 4, "1", size=6)
    press.draw(width + 6, press.y, "who were glad of it and told the others")
    press.draw(50, 100, "1", size=5)
    press.draw(53, 98, "This was measured in the spring survey of all boroughs", size=8)
    press.draw(50, 88, "and of their partners.", size=8)
    press.pages.append([])
    press.y = press.top
    press.draw(50, press.y, "so that the word went round.")
    return press.finish()


def test_a_note_is_taken_out_of_the_flow() -> None:
    contents = _read(_set_notes().data)
    (note,) = [block for block in contents.blocks if block.kind is BlockKind.FOOTNOTE]
    assert (note.marker, _text_of(contents, note)) == (
        "1",
        "This was measured in the spring survey of all boroughs and of their partners.",
    )
    assert "told the others so that the word went round." in contents.text


def _draw_table() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 760, "The visits of the year stand in this table, which has lines round its cells.")
    rows = [["Region", "2020/21", "2021/22"], ["North", "57", "60"], ["South and the\nislands", "911", "958"]]
    table = Table(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    table.wrapOn(canvas, 400, 400)
    table.drawOn(canvas, 60, 600)
    canvas.drawString(60, 560, "What follows the table comes after it in the text as well.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_cells_of_a_ruled_table_know_their_heads() -> None:
    contents = _read(_draw_table())
    cells = {_text_of(contents, block): block for block in contents.blocks if block.kind is BlockKind.TABLE_CELL}
    assert (cells["958"].row_head, cells["958"].column_head) == ("South and the islands", "2021/22")
    assert [block.kind for block in contents.blocks][:: len(contents.blocks) - 1] == [BlockKind.PARAGRAPH] * 2


def _draw(things: list[tuple[float, float, str, int]]) -> bytes:
    """A page of lines: (x, y, text, size), sizes from 20 in bold."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for x, y, text, size in things:
        canvas.setFont("Helvetica-Bold" if size >= 20 else "Helvetica", size)
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


_TWO_COLUMNS = [
    (x, 600 - 13 * line, f"{side} {line} of the text that is set in two columns.", 10)
    for x, side in ((50, "Left"), (310, "Right"))
    for line in range(6)
]


def test_a_row_of_callouts_is_read_before_the_columns_below_it() -> None:
    row = [
        (50 + 170 * place, 700 - drop, text, size)
        for place, callout in enumerate(
            [("98%", "of leaders were glad"), ("1,243", "officers trained"), ("£2.4m", "saved")]
        )
        for text, drop, size in ((callout[0], 0, 26), (callout[1], 18, 10))
    ]
    contents = _read(_draw(row + _TWO_COLUMNS))
    assert _words_of(contents, BlockKind.CALLOUT) == [
        "98% of leaders were glad",
        "1,243 officers trained",
        "£2.4m saved",
    ]
    assert contents.text.index("saved") < contents.text.index("Left 0") < contents.text.index("Right 0")


def test_a_line_across_the_page_parts_the_columns_above_it_from_those_below() -> None:
    above = [(x, y + 150, text.replace("of the", "above the"), size) for x, y, text, size in _TWO_COLUMNS]
    across = [(50, 630, "A line that runs across the whole of the page and over both columns.", 14)]
    text = _read(_draw(above + across + _TWO_COLUMNS)).text
    places = [text.index(part) for part in ("Left 5 above", "Right 0 above", "A line that", "Left 0 of", "Right 0 of")]
    assert places == sorted(places)


def test_a_table_without_rules() -> None:
    rows = [("Region", "2021", "2022"), ("North", "12", "14"), ("South", "40", "41"), ("East", "9", "12")]
    grid = [
        (x, 300 - 14 * line, text, 10)
        for line, row in enumerate(rows)
        for x, text in zip((50, 200, 260), row, strict=True)
    ]
    contents = _read(_draw(_TWO_COLUMNS + grid))
    cells = {_text_of(contents, block): block for block in contents.blocks if block.kind is BlockKind.TABLE_CELL}
    assert (cells["41"].row_head, cells["41"].column_head) == ("South", "2022")


@pytest.mark.parametrize("shift", [0, 5], ids=["on the lines of the text", "between them"])
def test_a_table_without_rules_beside_running_text(shift: float) -> None:
    rows = [("Scheme", "2021", "2022"), ("Peers", "12", "14"), ("Clerks trained", "40", "41"), ("Cost", "£9m", "£12m")]
    grid = [
        (x, 580 - 13 * line - shift, text, 10)
        for line, row in enumerate(rows)
        for x, text in zip((310, 420, 480), row, strict=True)
    ]
    contents = _read(_draw([thing for thing in _TWO_COLUMNS if thing[0] == 50] + grid))
    cells = {_text_of(contents, block): block for block in contents.blocks if block.kind is BlockKind.TABLE_CELL}
    assert list(cells) == [text for row in rows for text in row]
    assert (cells["41"].row_head, cells["41"].column_head) == ("Clerks trained", "2022")
    assert "Left 0 of the text that is set in two columns. Left 1" in " ".join(contents.text.split())


def test_one_column_of_figures_beside_running_text_is_left_as_it_is() -> None:
    beside = [
        (x, 600 - 13 * row, text, 10) for row in range(4) for x, text in ((310, f"Part {row}"), (480, f"{row}12"))
    ]
    contents = _read(_draw([thing for thing in _TWO_COLUMNS if thing[0] == 50] + beside))
    assert not _words_of(contents, BlockKind.TABLE_CELL)


def test_page_numbers_of_a_contents_page_are_no_text() -> None:
    lines = [
        thing
        for place, (text, number) in enumerate([("Introduction", "3"), ("Finance", "12")])
        for thing in ((50, 500 - 16 * place, text + " " + "." * 60, 10), (400, 500 - 16 * place, number, 10))
    ]
    contents = _read(_draw(lines + _TWO_COLUMNS))
    assert "Finance" in " ".join(_words_of(contents, BlockKind.RUNNING_HEAD))


def _turn(data: bytes, rotation: int) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            page.set_rotation(rotation)
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_turned_is_measured_as_it_is_seen(rotation: int) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.translate(*{90: (A4[0], 0), 180: A4, 270: (0, A4[1])}[rotation])
    canvas.rotate(rotation)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(40, 40, "The scheme trained 60 clerks.")
    canvas.showPage()
    canvas.save()
    contents = _read(_turn(buffer.getvalue(), rotation))
    (block,) = contents.blocks
    height = contents.pages[0].height
    assert contents.text == "The scheme trained 60 clerks."
    assert block.box is not None
    assert (round(block.box[0]), round(height - block.box[3])) == pytest.approx((40, 38), abs=2)


def test_what_is_printed_outside_the_crop_box_is_not_read() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 500), cropBox=(50, 50, 450, 450))
    canvas.drawString(60, 480, "printer's slug 04/11 page 12")
    canvas.drawString(100, 400, "The scheme trained 60 clerks.")
    canvas.showPage()
    canvas.save()
    contents = _read(buffer.getvalue())
    assert contents.text == "The scheme trained 60 clerks."
    assert contents.blocks[0].box is not None
    assert contents.blocks[0].box[0] == pytest.approx(50, abs=1)


def _draw_pages(texts: list[str], **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    for text in texts:
        if text:
            canvas.drawString(60, 500, text)
        else:
            canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_pages_without_a_text_layer_are_named() -> None:
    contents = _read(_draw_pages(["One thing.", "", "Two things.", "", ""]))
    assert contents.status is Status.PARTIAL
    assert contents.reason == "3 of 5 pages have no text layer (pages 2, 4-5): not read"
    assert (contents.pages_read, contents.page_count) == (2, 5)


def test_pages_over_the_limit_are_told() -> None:
    contents = read(_draw_pages(["One.", "Two.", "Three."]), limits=Limits(pages=2), password="")
    assert contents.reason == "3 pages, over the limit: the first 2 are read"
    assert "Three" not in contents.text


def test_a_password_opens() -> None:
    data = _draw_pages(["The scheme trained 60 clerks."], encrypt="spring")
    assert "60 clerks" in _read(data, password="spring").text


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "scanned": (lambda: _draw_pages(["", ""]), "no_text"),
    "without its password": (lambda: _draw_pages(["Text."], encrypt="spring"), "encrypted"),
    "cut off": (lambda: _draw_pages(["Text."] * 20)[:900], "corrupt"),
    "rubbish after the first line": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 8, "corrupt"),
    "text under another name": (lambda: b"This is no PDF.", "corrupt"),
}


@pytest.mark.parametrize(("make", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_pdf_that_cannot_be_read_says_why(make: Callable[[], bytes], status: str) -> None:
    with pytest.raises(IngestError) as caught:
        _read(make())
    assert caught.value.status == status
    assert caught.value.hint


def test_metadata_is_kept() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setTitle("Review of the year")
    canvas.drawString(60, 500, "Text.")
    canvas.save()
    assert dict(_read(buffer.getvalue()).metadata)["title"] == "Review of the year"


@pytest.mark.parametrize(
    ("numbers", "expected"), [([3], "3"), ([1, 2], "1-2"), ([3, 7, 8, 9, 17], "3, 7-9, 17"), ([], "")]
)
def test_page_numbers_are_written_as_a_person_would(numbers: list[int], expected: str) -> None:
    assert list_pages(numbers) == expected


def _tell(contents: Contents) -> list[tuple[str, str]]:
    return [(block.kind.value, _text_of(contents, block)) for block in contents.blocks]


def test_tags_tell_what_the_eye_cannot() -> None:
    """Items without bullets, a table without rules beside text, and two stories that lie across each other."""
    shown = [
        Shown(50, 800, "Printed on 4 May", None, 8),
        Shown(50, 700, "Places that took part", 0),
        Shown(50, 687, "North had 40 boroughs and", 1),
        Shown(50, 674, "two towns", 1),
        Shown(50, 661, "South had 31", 2),
        Shown(300, 687, "Region", 3),
        Shown(380, 687, "Visits", 4),
        Shown(300, 674, "North", 5),
        Shown(380, 674, "57", 6),
        Shown(300, 648, "The notes were sent to all.", 7),
    ]
    tree: list[Node] = [
        ("H2", 0),
        ("L", [("LI", [("LBody", 1)]), ("LI", [("LBody", 2)])]),
        ("P", 7),
        ("Table", [("TR", [("TH", 3), ("TH", 4)]), ("TR", [("TD", [("P", 5)]), ("TD", [("P", 6)])])]),
    ]
    contents = _read(make_tagged(shown, tree))
    assert _tell(contents) == [
        ("heading", "Places that took part"),
        ("list item", "North had 40 boroughs and two towns"),
        ("list item", "South had 31"),
        ("paragraph", "The notes were sent to all."),
        ("table cell", "Region"),
        ("table cell", "Visits"),
        ("table cell", "North"),
        ("table cell", "57"),
    ]
    assert contents.blocks[-1].row_head == "North"


BAD_TAGS: dict[str, list[int | None]] = {
    "a block for each line": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    "columns read across": [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11],
    "little of the page": [0, 0, None, None, None, None, None, None, None, None, None, None],
}


@pytest.mark.parametrize("blocks", BAD_TAGS.values(), ids=BAD_TAGS.keys())
def test_bad_tags_are_not_believed(blocks: list[int | None]) -> None:
    lines = [f"{side} {number} of a text that goes on and on and" for side in ("left", "right") for number in range(6)]
    shown = [
        Shown(50 if place < 6 else 310, 600 - 13 * (place % 6), line, block)
        for place, (line, block) in enumerate(zip(lines, blocks, strict=True))
    ]
    contents = _read(make_tagged(shown, [("P", block) for block in range(12)]))
    assert _tell(contents) == [("paragraph", " ".join(lines))]


def test_letters_set_apart_are_words() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for y, text, apart in ((700, "SUPPORT FOR 40 TOWNS", 4), (680, "A pay award to all in 2023", 3.5)):
        canvas.drawString(60, y, text, charSpace=apart)
    for place, figure in enumerate("12345678"):
        canvas.drawString(60 + 10 * place, 600, figure)
    canvas.showPage()
    canvas.save()
    text = _read(buffer.getvalue()).text
    assert "SUPPORT FOR 40 TOWNS" in text
    assert "A pay award to all in 2023" in text
    assert "1 2 3 4 5 6 7 8" in text


def test_a_drawn_dot_is_a_bullet() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for number, text in enumerate(["trained 84 clerks in the skills of", "commerce", "printed 12 guides"]):
        canvas.drawString(70, 700 - 13 * number, text)
        if number != 1:
            canvas.circle(62, 703 - 13 * number, 1.8, stroke=0, fill=1)
    canvas.circle(300, 400, 1.8, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    assert _tell(_read(buffer.getvalue())) == [
        ("list item", "trained 84 clerks in the skills of commerce"),
        ("list item", "printed 12 guides"),
    ]


def test_a_wide_gap_in_justified_text_parts_nothing() -> None:
    lines = [
        ["The towns that took part in the scheme were asked"],
        ["whether", "19", "neighbourhood"],
        ["partnerships had been of use to all of them and why."],
    ]
    gaps = {0: [50], 1: [50, 130, 190], 2: [50]}
    things = [
        (x, 500 - 13 * row, word, 10)
        for row, words in enumerate(lines)
        for x, word in zip(gaps[row], words, strict=True)
    ]
    text = " ".join(" ".join(words) for words in lines)
    assert _tell(_read(_draw(things))) == [("paragraph", text)]


def test_a_short_callout_that_stands_across_the_columns_parts_them() -> None:
    above = [(x, y + 160, text.replace("of the", "above the"), size) for x, y, text, size in _TWO_COLUMNS]
    across = [(50, 650, "98%", 26), (50, 632, "of leaders were glad", 10)]
    text = _read(_draw(above + across + _TWO_COLUMNS)).text
    places = [text.index(part) for part in ("Left 5 above", "Right 0 above", "98%", "Left 0 of", "Right 0 of")]
    assert places == sorted(places)


HEBREW, ARABIC = "\u05d3\u05e0\u05d4 \u05db\u05d4\u05df", "\u0639\u0644\u064a \u0645\u062d\u0645\u062f"
# What is read, and as what it is drawn from left to right.
RIGHTWARDS: dict[str, tuple[str, str]] = {
    "a Hebrew name": (HEBREW, HEBREW[::-1]),
    "an Arabic name": (ARABIC, ARABIC[::-1]),
    "a name in an English line": (
        f"It is led by {HEBREW}, a clerk, with 84 clerks.",
        f"It is led by {HEBREW[::-1]}, a clerk, with 84 clerks.",
    ),
    "names in brackets": (f"The names ({HEBREW}) and ({ARABIC}).", f"The names ({HEBREW[::-1]}) and ({ARABIC[::-1]})."),
    "a figure with a letter before it": (f"{HEBREW} \u05d1-57 {HEBREW}", f"{HEBREW[::-1]} 57-\u05d1 {HEBREW[::-1]}"),
    "figures in a Hebrew line": (f"{HEBREW} 1,234 {HEBREW} 56.", f".56 {HEBREW[::-1]} 1,234 {HEBREW[::-1]}"),
}


@pytest.mark.parametrize("drawn", ["at one stroke", "word by word", "letter by letter"])
@pytest.mark.parametrize(("read_as", "seen"), RIGHTWARDS.values(), ids=RIGHTWARDS.keys())
def test_words_read_from_right_to_left_come_in_reading_order(read_as: str, seen: str, drawn: str) -> None:
    pdfmetrics.registerFont(TTFont("DejaVu", Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("DejaVu", 11)
    parts = {"at one stroke": [seen], "word by word": regex.findall(r"\S+|\s", seen)}.get(drawn, list(seen))
    starts = accumulate((stringWidth(part, "DejaVu", 11) for part in parts), initial=60)
    for x, part in zip(starts, parts, strict=False):
        canvas.drawString(x, 700, part)
    canvas.save()
    assert _read(buffer.getvalue()).text == read_as


def _set_marks(pages: list[list[tuple[str, str]]], notes: list[list[tuple[str, str]]], size: float = 6) -> Contents:
    """Pages of lines, each with what stands before a raised mark and the mark, and the notes at their feet."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for lines, below in zip(pages, notes, strict=True):
        for number, (text, mark) in enumerate(lines):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(60, 700 - 26 * number, text)
            canvas.setFont("Helvetica", size)
            canvas.drawString(60 + stringWidth(text, "Helvetica", 10), 704 - 26 * number, mark)
        for number, (mark, note) in enumerate(below):
            canvas.setFont("Helvetica", 5)
            canvas.drawString(60, 102 - 10 * number, mark)
            canvas.setFont("Helvetica", 8)
            canvas.drawString(63, 100 - 10 * number, note)
        canvas.showPage()
    canvas.save()
    return _read(buffer.getvalue())


def _tell_ties(contents: Contents) -> list[tuple[str, str, str]]:
    """Of each note its marker, its first word, and the last word before its mark."""
    return [
        (
            block.marker,
            contents.text[block.start : block.end].split()[0],
            contents.text[: block.mark].split()[-1] if block.mark is not None else "",
        )
        for block in contents.blocks
        if block.kind is BlockKind.FOOTNOTE
    ]


TIES: dict[str, tuple[list[list[tuple[str, str]]], list[list[tuple[str, str]]], list[tuple[str, str, str]]]] = {
    "two pages with a note 1 each": (
        [[("The peers read all of it.", "1")], [("The towns were asked.", "1"), ("So were the wards.", "2")]],
        [[("1", "Spring survey.")], [("1", "Autumn survey."), ("2", "Ward survey.")]],
        [("1", "Spring", "it."), ("1", "Autumn", "asked."), ("2", "Ward", "wards.")],
    ),
    "notes that are numbered through": (
        [[("The peers read all of it.", "1")], [("The towns were asked.", "2")]],
        [[("1", "Spring survey.")], [("2", "Autumn survey.")]],
        [("1", "Spring", "it."), ("2", "Autumn", "asked.")],
    ),
    "notes at the end": (
        [[("The peers read all of it.", "1"), ("The towns were asked.", "2")], [("That was all of it.", "")]],
        [[], [("1", "Spring survey."), ("2", "Autumn survey.")]],
        [("1", "Spring", "it."), ("2", "Autumn", "asked.")],
    ),
    "a note whose mark is missing": (
        [[("The peers read all of it.", "1")]],
        [[("2", "Spring survey.")]],
        [("2", "Spring", "")],
    ),
}


@pytest.mark.parametrize(("pages", "notes", "ties"), TIES.values(), ids=TIES.keys())
def test_a_note_knows_where_its_mark_stands(
    pages: list[list[tuple[str, str]]], notes: list[list[tuple[str, str]]], ties: list[tuple[str, str, str]]
) -> None:
    assert _tell_ties(_set_marks(pages, notes)) == ties


@pytest.mark.parametrize("size", [5.8, 6.5, 8])
def test_a_raised_mark_is_no_part_of_the_figure_before_it(size: float) -> None:
    lines = [("In all it trained 84", "2"), ("The scheme cost £2.4m", "3"), ("An area of 40 m", "2")]
    assert _set_marks([lines], [[]], size).text.split("\n\n") == [
        "In all it trained 84²",
        "The scheme cost £2.4m³",
        "An area of 40 m²",
    ]

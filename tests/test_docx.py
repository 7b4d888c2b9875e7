"""Word: what a reader sees comes out, block by block, with the numbers that Word computes."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractor.errors import IngestError
from extractor.ingest import read_document
from extractor.ingestors import Contents, Limits
from extractor.ingestors.docx import read


def _save(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _read(document: Any) -> Contents:
    return read(_save(document), limits=Limits())


def _see(contents: Contents) -> list[str]:
    return [
        " ".join(f"{block.kind} {block.level} {block.marker} {contents.text[block.start : block.end]}".split())
        for block in contents.blocks
    ]


def _add_xml(document: Any, xml: str) -> None:
    """Append a paragraph or table in Word's own XML."""
    element = parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1))
    document.element.body.insert_element_before(element, "w:sectPr")


def _number(document: Any, *levels: tuple[str, str]) -> str:
    """Define a list by (form, pattern) for each of its levels; return its id."""
    root = document.part.numbering_part.element
    made = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{made}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return "90"


def _add_item(document: Any, text: str, number: str, depth: int = 0) -> None:
    _add_xml(
        document,
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>",
    )


def test_headings_are_told_by_their_styles_and_stand_below_the_title() -> None:
    document = docx.Document()
    document.add_paragraph("Support for boroughs", style="Title")
    document.add_heading("Finance", 1)
    document.add_heading("Savings", 2)
    document.add_paragraph("We helped 12 boroughs.")
    assert _see(_read(document)) == [
        "heading 1 Support for boroughs",
        "heading 2 Finance",
        "heading 3 Savings",
        "paragraph 1 We helped 12 boroughs.",
    ]


def test_a_style_made_after_a_heading_is_one() -> None:
    document = docx.Document()
    style = document.styles.add_style("House head", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Finance", style=style)
    assert _see(_read(document)) == ["heading 2 Finance"]


def test_a_line_all_in_bold_is_a_heading_and_a_bold_sentence_is_none() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Finance help").bold = True
    document.add_paragraph().add_run("Over 20 boroughs took part.").bold = True
    assert _see(_read(document)) == ["heading 2 Finance help", "paragraph 1 Over 20 boroughs took part."]


def test_numbers_are_those_that_word_computes() -> None:
    document = docx.Document()
    number = _number(document, ("decimal", "%1."), ("decimal", "%1.%2."), ("lowerRoman", "(%3)"))
    for text, depth in (("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 0), ("f", 1)):
        _add_item(document, text, number, depth)
    document.add_heading("Finance", 1)
    _add_item(document, "g", number)
    contents = _read(document)
    assert [block.marker for block in contents.blocks] == ["1.", "1.1.", "1.2.", "(i)", "2.", "2.1.", "", "3."]
    assert contents.text.startswith("1. a\n\n1.1. b")
    assert contents.text[contents.blocks[1].marker_start :].startswith("1.1. b")


def test_bullets_keep_their_depth_and_typed_ones_are_seen() -> None:
    document = docx.Document()
    document.add_paragraph("More peers", style="List Bullet")
    document.add_paragraph("• fewer forms")
    assert _see(_read(document)) == ["list item 1 • More peers", "list item 1 • fewer forms"]


def test_a_list_that_starts_anew_counts_from_one() -> None:
    document = docx.Document()
    number = _number(document, ("decimal", "%1."))
    _add_item(document, "a", number)
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    _add_item(document, "b", "91")
    _add_item(document, "c", "91")
    assert [block.marker for block in _read(document).blocks] == ["1.", "1.", "2."]


def test_cells_know_their_heads_also_where_cells_are_merged() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for row, texts in enumerate(
        (("Region", "2020/21", "2021/22"), ("North", "57", "60"), ("", "4", "5"), ("", "", "9"))
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    contents = _read(document)
    cells = {contents.text[block.start : block.end]: (block.row_head, block.column_head) for block in contents.blocks}
    assert cells["60"] == ("North", "2021/22")
    assert cells["5"] == ("North", "2021/22")
    assert cells["9"] == ("", "2021/22")
    assert cells["57"] == ("North", "2020/21")


def test_a_frame_round_text_is_no_table() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "We helped 12 boroughs."
    cell.add_paragraph("More peers", style="List Bullet")
    assert _see(_read(document)) == ["paragraph 1 We helped 12 boroughs.", "list item 1 • More peers"]


SEEN_OR_NOT = {
    "what is inserted is read": ("<w:ins><w:r><w:t>60</w:t></w:r></w:ins>", "We met 60 clerks."),
    "what is deleted is not": ("<w:del><w:r><w:delText>60</w:delText></w:r></w:del>", "We met  clerks."),
    "what is hidden is not": ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>60</w:t></w:r>", "We met  clerks."),
    "what a link says is": ("<w:hyperlink><w:r><w:t>60</w:t></w:r></w:hyperlink>", "We met 60 clerks."),
    "what a field works out is, its code not": (
        "<w:r><w:instrText> SUM(ABOVE) </w:instrText></w:r><w:r><w:t>60</w:t></w:r>",
        "We met 60 clerks.",
    ),
    "a hyphen that holds together is a hyphen": (
        "<w:r><w:t>sector</w:t><w:noBreakHyphen/><w:t>led</w:t></w:r>",
        "We met sector-led clerks.",
    ),
    "a control's content is": (
        "<w:sdt><w:sdtContent><w:r><w:t>60</w:t></w:r></w:sdtContent></w:sdt>",
        "We met 60 clerks.",
    ),
}


@pytest.mark.parametrize(("inner", "expected"), SEEN_OR_NOT.values(), ids=SEEN_OR_NOT.keys())
def test_what_is_seen_of_a_paragraph(inner: str, expected: str) -> None:
    document = docx.Document()
    space = 'xml:space="preserve"'
    _add_xml(
        document,
        f"<w:p><w:r><w:t {space}>We met </w:t></w:r>{inner}<w:r><w:t {space}> clerks.</w:t></w:r></w:p>",
    )
    assert _read(document).text == " ".join(expected.split())


def test_a_text_box_follows_the_paragraph_that_it_hangs_on_and_is_read_once() -> None:
    document = docx.Document()
    lines = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("98%", "of clerks agreed"))
    box = f"<w:txbxContent>{lines}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    _add_xml(
        document,
        f"<w:p {mc}><w:r><w:t>We asked them.</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert _see(_read(document)) == ["paragraph 1 We asked them.", "callout 1 98% of clerks agreed"]


def _add_note(data: bytes) -> bytes:
    """Give the first paragraph of a saved document a footnote."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = "<w:p><w:r><w:t>Of 60 boroughs.</w:t></w:r></w:p>"
    notes = f'<w:footnotes {names}><w:footnote w:id="2">{text}</w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            stored = old.read(part)
            if part.filename == "[Content_Types].xml":
                stored = stored.replace(
                    b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
                )
            if part.filename == "word/_rels/document.xml.rels":
                stored = stored.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'.encode(),
                )
            if part.filename == "word/document.xml":
                stored = stored.replace(b"</w:t></w:r>", b'</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>', 1)
            new.writestr(part, stored)
        new.writestr("word/footnotes.xml", notes)
    return buffer.getvalue()


def test_a_note_stands_at_the_end_and_its_mark_out_of_the_sentence() -> None:
    document = docx.Document()
    document.add_paragraph("Most were content")
    document.add_paragraph("More was done.")
    contents = read(_add_note(_save(document)), limits=Limits())
    assert _see(contents) == [
        "paragraph 1 Most were content",
        "paragraph 1 More was done.",
        "footnote 1 1 Of 60 boroughs.",
    ]


def test_metadata_is_kept_but_for_the_template_own() -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    assert "created" not in dict(_read(document).metadata)
    document.core_properties.title = "Review of the year"
    document.core_properties.author = "Anytown Council"
    document.core_properties.created = datetime(2024, 5, 1)
    found = dict(_read(document).metadata)
    assert (found["title"], found["author"], found["created"][:10]) == (
        "Review of the year",
        "Anytown Council",
        "2024-05-01",
    )


def _whole() -> bytes:
    document = docx.Document()
    document.add_paragraph("The scheme trained 60 clerks.")
    return _save(document)


def _swap(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_whole())) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, content if part.filename == name else old.read(part))
    return buffer.getvalue()


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: _whole()[:3000], "corrupt"),
    "text under another name": (lambda: b"This is no Word file.", "corrupt"),
    "another sort of package": (lambda: _swap("[Content_Types].xml", b"<Types/>"), "corrupt"),
    "broken XML in it": (lambda: _swap("word/document.xml", b"<w:document"), "corrupt"),
    "encrypted": (lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "an old .doc": (lambda: _OLE, "corrupt"),
    "a bomb": (lambda: _swap("word/document.xml", b"<a>" + b" " * 60_000_000 + b"</a>"), "too_large"),
    "without a word": (lambda: _save(docx.Document()), "no_text"),
}


@pytest.mark.parametrize(("make", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, make: Callable[[], bytes], status: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(make())
    with pytest.raises(IngestError) as caught:
        read_document(path, document="a", relative="a.docx")
    assert caught.value.status == status
    assert caught.value.hint


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(IngestError, match=r'pip install "lga-metrics\[docx\]"') as caught:
        read(_WHOLE, limits=Limits())
    assert caught.value.status == "unsupported"


_WHOLE = _whole()


def _encrypt(password: str) -> bytes:
    msoffcrypto = pytest.importorskip("msoffcrypto")
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(_whole())).encrypt(password, locked)
    return locked.getvalue()


def test_a_password_opens() -> None:
    assert read(_encrypt("spring"), limits=Limits(), password="spring").text == read(_whole(), limits=Limits()).text


@pytest.mark.parametrize(
    ("password", "problem"), [("", "is encrypted"), ("summer", "not opened by that password")], ids=["none", "wrong"]
)
def test_without_the_right_password_it_stays_shut(password: str, problem: str) -> None:
    with pytest.raises(IngestError, match=problem) as caught:
        read(_encrypt("spring"), limits=Limits(), password=password)
    assert caught.value.status == "encrypted"
    assert "--password" in caught.value.hint

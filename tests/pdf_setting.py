"""Documents set as PDFs with reportlab: what a text says, printed in one column or several."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from extractor.models import Block, BlockKind, Document

_MARGIN, _GUTTER = 56.0, 16.0
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=7)
_ITEM = ParagraphStyle("item", parent=_BODY, leftIndent=14, bulletIndent=2, spaceAfter=3)
_NUMBERED = ParagraphStyle("numbered", parent=_BODY, leftIndent=28, bulletIndent=0)
_NOTE = ParagraphStyle("note", parent=_BODY, fontSize=7.5, leading=9.5, spaceAfter=2)
_CALLOUT = ParagraphStyle("callout", parent=_BODY, fontName="Helvetica-Bold", textColor=colors.purple, keepWithNext=0)
_NUMERAL = ParagraphStyle("numeral", parent=_CALLOUT, fontSize=26, leading=30, spaceAfter=0, keepWithNext=1)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=9, leading=11, spaceAfter=0, splitLongWords=0)
_HEADS = {
    level: ParagraphStyle(
        f"heading {level}",
        parent=_BODY,
        fontName="Helvetica-Bold",
        fontSize=size,
        leading=size * 1.2,
        spaceBefore=8,
        spaceAfter=4,
        keepWithNext=1,
    )
    for level, size in ((1, 22), (2, 15), (3, 12.5), (4, 11))
}


def set_document(document: Document, *, columns: int) -> bytes:
    """The document's blocks as a PDF, with a running head, its name, and page numbers."""
    width = (A4[0] - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns
    frames = [
        Frame(_MARGIN + place * (width + _GUTTER), 60, width, A4[1] - 130, 0, 0, 0, 0) for place in range(columns)
    ]

    def furnish(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN, A4[1] - 40, document.document)
        canvas.drawRightString(A4[0] - _MARGIN, 30, str(canvas.getPageNumber()))

    buffer = io.BytesIO()
    template = BaseDocTemplate(
        buffer, pagesize=A4, pageTemplates=PageTemplate(frames=frames, onPage=furnish), invariant=1
    )
    template.build(list(_set_blocks(document, width)))
    return buffer.getvalue()


def _set_blocks(document: Document, width: float) -> Iterator[Flowable]:
    whole = _join_continued(document)
    for is_cell, found in groupby(whole, key=lambda pair: pair[0].kind is BlockKind.TABLE_CELL):
        if is_cell:
            yield from _set_table(list(found), document, width)
            continue
        for block, text in found:
            yield from _set_block(block, text)


def _join_continued(document: Document) -> list[tuple[Block, str]]:
    """Each block with its text; what goes on in a later block is set in one piece."""
    texts = [" ".join(document.text[block.start : block.end].split()) for block in document.blocks]
    for index, block in reversed(list(enumerate(document.blocks))):
        if block.continues is not None:
            texts[block.continues] += " " + texts[index]
            texts[index] = ""
    return [
        (block, text)
        for block, text in zip(document.blocks, texts, strict=True)
        if text and block.kind is not BlockKind.RUNNING_HEAD
    ]


def _set_block(block: Block, text: str) -> Iterator[Flowable]:
    text = escape(text)
    match block.kind:
        case BlockKind.HEADING:
            yield Paragraph(text, _HEADS[min(max(block.level, 1), 4)])
        case BlockKind.LIST_ITEM if block.marker[:1].isdecimal():
            yield Paragraph(text, _NUMBERED, bulletText=block.marker)
        case BlockKind.LIST_ITEM:
            yield Paragraph(text, _ITEM, bulletText="•")
        case BlockKind.FOOTNOTE:
            yield Paragraph(f"{block.marker} {text}", _NOTE)
        case BlockKind.CALLOUT:
            numeral, _, words = text.partition(" ")
            yield Paragraph(numeral, _NUMERAL)
            yield Paragraph(words or " ", _CALLOUT)
        case _:
            yield Paragraph(text, _BODY)


def _set_table(cells: Sequence[tuple[Block, str]], document: Document, width: float) -> Iterator[Flowable]:
    rows: list[dict[str, str]] = [{}]
    last = cells[0][0].start
    for block, text in cells:
        if "\n" in document.text[last : block.start]:
            rows.append({})
        rows[-1][block.column_head or (text if len(rows) == 1 else "")] = text
        last = block.end
    columns = list(dict.fromkeys(column for row in rows for column in row))
    columns.sort(key=lambda column: column != "")
    grid = [[Paragraph(escape(row.get(column, "")), _CELL) for column in columns] for row in rows]
    rest = 0.6 * width / max(len(columns) - 1, 1)
    widths = [width - rest * (len(columns) - 1), *[rest] * (len(columns) - 1)]
    yield Table(grid, colWidths=widths, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
    yield Spacer(1, 10)

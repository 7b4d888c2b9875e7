"""Builds the PDFs of corpus/ from the YAML files beside this script.

    python tests/corpus_src/build_pdfs.py [OUT]

The same sources give the same bytes on every machine: no date and no random identifier is written. A "␣" in a source is
a no-break space. Footnotes go to the foot of the page on which their mark falls, so the pages are laid out until the
marks stay where they are.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import reportlab
import yaml
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Paragraph, Spacer, Table

SOURCES = Path(__file__).parent
CORPUS = SOURCES.parents[1] / "corpus"
WIDTH, HEIGHT = A4
MARK = re.compile(r"\{(\d+)\}")
INK, BRAND, PALE, GREY = HexColor("#22242a"), HexColor("#5a2a83"), HexColor("#efe8f5"), HexColor("#6b6f78")
Block = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How one publication is set: fonts, sizes and the columns of its pages (x, width), in points."""

    serif: bool
    columns: tuple[tuple[float, float], ...]
    size: float
    leading: float
    top: float
    first_top: float
    bottom: float

    @property
    def body(self) -> str:
        """The body typeface."""
        return "Times-Roman" if self.serif else "Helvetica"

    @property
    def bold(self) -> str:
        """The typeface of headings; embedded in the designed publication."""
        return "Times-Bold" if self.serif else "VeraBd"

    def style(self, name: str, **changes: Any) -> ParagraphStyle:
        """A paragraph style with this look's body type, changed as told."""
        base = {
            "fontName": self.body,
            "fontSize": self.size,
            "leading": self.leading,
            "textColor": INK,
            "bulletFontName": self.body,
        }
        return ParagraphStyle(name, **(base | changes))


LOOKS = {
    "two-column": Look(
        serif=False,
        columns=((48, 237), (WIDTH - 48 - 237, 237)),
        size=10.5,
        leading=15,
        top=HEIGHT - 66,
        first_top=HEIGHT - 232,
        bottom=64,
    ),
    "one-column": Look(
        serif=True,
        columns=((72, WIDTH - 144),),
        size=11,
        leading=14.5,
        top=HEIGHT - 76,
        first_top=HEIGHT - 150,
        bottom=70,
    ),
}


class Callout(Flowable):  # type: ignore[misc]
    """A coloured box with a big number and a caption."""

    def __init__(self, number: str, caption: Paragraph) -> None:
        super().__init__()
        self.number, self.caption = number, caption

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.caption_height = self.caption.wrap(width - 24, height)[1]
        self.height = self.caption_height + 54
        return width, self.height + 10

    def draw(self) -> None:
        canvas = self.canv
        canvas.setFillColor(PALE)
        canvas.roundRect(0, 6, self.width, self.height, 6, stroke=0, fill=1)
        canvas.setFillColor(BRAND)
        canvas.rect(0, 6, 4, self.height, stroke=0, fill=1)
        canvas.setFont("VeraBd", 30)
        canvas.drawString(14, self.height - 30, self.number)
        self.caption.drawOn(canvas, 14, 16)


class Marked(Paragraph):  # type: ignore[misc]
    """A paragraph that remembers which footnotes its source calls for."""

    notes: tuple[str, ...] = ()

    def split(self, width: float, height: float) -> list[Flowable]:
        return [] if self.notes else super().split(width, height)


def make_markup(text: str) -> str:
    """The text in the markup of a paragraph: no-break spaces and raised footnote marks."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("␣", "\u00a0")
    return MARK.sub(r'<super rise="3.5" size="6.5">\1</super>', escaped)


def make_paragraph(text: str, style: ParagraphStyle, **options: Any) -> Marked:
    """A paragraph of the text, with its footnotes remembered."""
    paragraph = Marked(make_markup(text), style, **options)
    paragraph.notes = tuple(MARK.findall(text))
    return paragraph


def make_table(content: Block, look: Look, width: float) -> list[Flowable]:
    """A titled, ruled table with figures set to the right and the total in bold."""
    left = look.style("cell", fontSize=look.size - 1, leading=look.leading - 2)
    right = look.style("figure", fontSize=look.size - 1, leading=look.leading - 2, alignment=TA_RIGHT)
    rows = [content["columns"], *content["rows"], content["total"]]
    cells = [
        [
            Paragraph(f"<b>{cell}</b>" if row in (rows[0], rows[-1]) else str(cell), right if column else left)
            for column, cell in enumerate(row)
        ]
        for row in rows
    ]
    count = len(content["columns"]) - 1
    grid = Table(cells, colWidths=[width - 82 * count] + [82] * count)
    grid.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, GREY),
            ("BACKGROUND", (0, 0), (-1, 0), PALE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ]
    )
    title = look.style("table title", fontName=look.bold, fontSize=look.size - 0.5, spaceBefore=4, spaceAfter=4)
    return [make_paragraph(content["title"], title), grid, Spacer(1, 10)]


def make_blocks(content: Block, look: Look) -> list[Flowable]:
    """The flowables of a publication, in reading order."""
    width = look.columns[0][1]
    text = look.style("text", spaceAfter=7)
    heading = look.style(
        "heading", fontName=look.bold, fontSize=look.size + 4, leading=look.leading + 5, spaceBefore=9, spaceAfter=5
    )
    if not look.serif:
        heading.textColor = BRAND
    subheading = look.style(
        "subheading", fontName=look.bold, fontSize=look.size + 0.5, spaceBefore=4, spaceAfter=3, keepWithNext=1
    )
    bullet = look.style("bullet", leftIndent=12, bulletIndent=2, spaceAfter=3)
    numbered = look.style("numbered", leftIndent=26, bulletIndent=0, spaceAfter=7)
    quotation = look.style(
        "quotation", fontName="Helvetica-Oblique", fontSize=look.size + 1.5, leading=look.leading + 3, textColor=BRAND
    )
    source = look.style("source", fontSize=look.size - 1, textColor=GREY, spaceAfter=9)
    caption = look.style("caption", fontSize=look.size, leading=look.leading - 1)
    blocks: list[Flowable] = []
    number = 0
    for block in content["body"]:
        match block:
            case {"heading": title}:
                blocks.append(make_paragraph(title, heading))
            case {"subheading": title}:
                blocks.append(make_paragraph(title, subheading))
            case {"text": words}:
                blocks.append(make_paragraph(words, text))
            case {"numbered": words}:
                number += 1
                blocks.append(make_paragraph(words, numbered, bulletText=f"{number}."))
            case {"bullets": items}:
                blocks.extend(make_paragraph(item, bullet, bulletText="•") for item in items)
                blocks.append(Spacer(1, 5))
            case {"callout": {"number": figure, "caption": words}}:
                blocks.append(Callout(figure, make_paragraph(words, caption)))
            case {"quotation": words, "source": speaker}:
                blocks += [make_paragraph(f"“{words}”", quotation), make_paragraph(speaker, source)]
            case {"table": table}:
                blocks += make_table(table, look, width)
            case _:
                raise ValueError(f"no such block: {block}")
    return blocks


def measure_notes(content: Block, notes: list[str], look: Look) -> tuple[list[Paragraph], float]:
    """The footnotes of one page, set over its whole width, and the height that they take."""
    style = look.style("footnote", fontSize=7.5, leading=9.5, textColor=GREY)
    width = WIDTH - 2 * look.columns[0][0]
    set_notes = [Paragraph(make_markup(f"{{{note}}} {content['footnotes'][int(note)]}"), style) for note in notes]
    return set_notes, sum(note.wrap(width, HEIGHT)[1] for note in set_notes) + (12 if notes else 0)


def draw_furniture(canvas: Canvas, content: Block, *, page: int, look: Look) -> None:
    """Cover band or running head, and the page number."""
    left, right = look.columns[0][0], WIDTH - look.columns[0][0]
    if page == 1 and not look.serif:
        canvas.setFillColor(BRAND)
        canvas.rect(0, HEIGHT - 205, WIDTH, 205, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont("VeraBd", 34)
        canvas.drawString(left, HEIGHT - 100, content["title"])
        canvas.setFont("Helvetica", 15)
        canvas.drawString(left, HEIGHT - 130, content["subtitle"])
        canvas.setFont("Helvetica", 10)
        canvas.drawString(left, HEIGHT - 176, f"{content['publisher']}, {content['date']}")
    elif page == 1:
        canvas.setFillColor(INK)
        canvas.setFont("Times-Bold", 15.5)
        canvas.drawString(left, HEIGHT - 92, content["title"])
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(left, HEIGHT - 112, f"{content['publisher']}. {content['subtitle']}")
        draw_rule(canvas, left, HEIGHT - 124, right, BRAND)
    else:
        canvas.setFillColor(GREY)
        canvas.setFont(look.body, 8)
        canvas.drawString(left, HEIGHT - 42, content["running_head"])
        draw_rule(canvas, left, HEIGHT - 48, right, GREY)
    canvas.setFillColor(GREY)
    canvas.setFont(look.body, 8)
    canvas.drawRightString(right, 34, f"Page {page}" if look.serif else str(page))


def draw_rule(canvas: Canvas, left: float, height: float, right: float, colour: Color) -> None:
    """A thin line across the page."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.6)
    canvas.line(left, height, right, height)


def lay_out(content: Block, canvas: Canvas, assumed: dict[int, list[str]]) -> dict[int, list[str]]:
    """Draw all pages with room for the footnotes that are assumed to fall on each; return where they did fall."""
    look = LOOKS[content["layout"]]
    blocks = make_blocks(content, look)
    found: dict[int, list[str]] = {}
    page = 0
    while blocks:
        page += 1
        draw_furniture(canvas, content, page=page, look=look)
        notes, room = measure_notes(content, assumed.get(page, []), look)
        top = look.first_top if page == 1 else look.top
        for x, width in look.columns:
            bottom = look.bottom + room
            frame = Frame(x, bottom, width, top - bottom, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
            fill_column(frame, blocks, canvas, found.setdefault(page, []))
        y = look.bottom + room - 12
        if notes:
            draw_rule(canvas, look.columns[0][0], y + 4, look.columns[0][0] + 90, GREY)
        for note in notes:
            y -= note.height
            note.drawOn(canvas, look.columns[0][0], y)
        canvas.showPage()
    return {page: notes for page, notes in found.items() if notes}


def fill_column(frame: Frame, blocks: list[Flowable], canvas: Canvas, notes: list[str]) -> None:
    """Move blocks into a column until it is full; a heading goes with what follows it."""
    while blocks:
        block = blocks[0]
        if is_heading(block) and frame._y - frame._y1 < measure_heading(blocks, frame._width):
            return
        if frame.add(block, canvas):
            notes.extend(getattr(block, "notes", ()))
            blocks.pop(0)
            continue
        parts = frame.split(block, canvas)
        if len(parts) < 2:
            return
        blocks[:1] = parts


def is_heading(block: Flowable) -> bool:
    """Whether a block must not stand alone at the foot of a column."""
    return isinstance(block, Paragraph) and block.style.name in ("heading", "subheading", "table title")


def measure_heading(blocks: list[Flowable], width: float) -> float:
    """The height of the headings that the blocks start with and of the first lines below them."""
    height = 0.0
    for block in blocks:
        own = block.wrap(width, HEIGHT)[1]
        if not is_heading(block):
            return height + (own if isinstance(block, Table | Callout) else min(own, 45))
        height += own + block.style.spaceBefore + block.style.spaceAfter
    return height


def build(source: Path, out: Path) -> Path:
    """Write the PDF of one YAML source into a folder and return its path."""
    pdfmetrics.registerFont(TTFont("VeraBd", Path(reportlab.__file__).parent / "fonts" / "VeraBd.ttf"))
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    target = out / f"{source.stem}.pdf"
    assumed: dict[int, list[str]] = {}
    for _ in range(6):
        canvas = Canvas(str(target), pagesize=A4, invariant=1, pageCompression=1)
        canvas.setTitle(
            f"{content['title']}: {content['subtitle']}" if content["layout"] == "two-column" else content["title"]
        )
        canvas.setAuthor(content["publisher"])
        found = lay_out(content, canvas, assumed)
        if found == assumed:
            canvas.save()
            return target
        assumed = found
    raise ValueError(f"{source.name}: the footnotes do not settle on their pages")


if __name__ == "__main__":
    for path in sorted(SOURCES.glob("*.yaml")):
        print(build(path, Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))

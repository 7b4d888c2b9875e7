"""Small designed PDFs made with reportlab, and what a reader should make of them."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_SUBJECTS = (
    "the scheme",
    "our advisers",
    "each borough",
    "the peer team",
    "most districts",
    "the survey",
    "every region",
)
_VERBS = ("supported", "reviewed", "trained", "reported", "measured", "improved", "examined", "published", "considered")
_OBJECTS = (
    "procurement plans",
    "housing projects",
    "leadership courses",
    "scrutiny arrangements",
    "apprenticeship numbers",
    "budget reports",
    "transformation roadmaps",
    "governance standards",
    "resilience exercises",
)
_ENDS = ("during the year", "across England", "at no cost", "with good results", "for the first time", "in 12 areas")


@dataclass
class Layout:
    """A way to set pages: sizes in points; `shuffle` draws lines in disorder, `by_word` each word by itself."""

    columns: int = 2
    gutter: float = 18
    size: tuple[float, float] = A4
    margin: float = 50
    body: float = 10
    leading: float = 13
    space: float = 8  # between paragraphs
    indent: float = 0  # of a paragraph's first line
    justified: bool = False
    shuffle: bool = False
    by_word: bool = False
    side_bar: bool = False
    banner: bool = True
    font: str = "Helvetica"
    seed: int = 1
    paragraphs: int = 24


@dataclass
class Made:
    """A PDF and its truth: (kind, text) in reading order, running heads that must be gone, and page labels."""

    data: bytes
    truth: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    pages: int = 0


def write_sentence(rng: random.Random) -> str:
    """A sentence of the genre, with a capital and a full stop."""
    number = str(rng.randint(12, 980))
    text = " ".join((rng.choice(_SUBJECTS), rng.choice(_VERBS), number, rng.choice(_OBJECTS), rng.choice(_ENDS)))
    return text[0].upper() + text[1:] + "."


def write_paragraph(rng: random.Random, sentences: int | None = None) -> str:
    """A few sentences."""
    return " ".join(write_sentence(rng) for _ in range(sentences or rng.randint(2, 5)))


def _hyphenate(word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
    if len(word) < 8 or not word.isalpha():
        return None
    for cut in range(len(word) - 3, 3, -1):
        if stringWidth(word[:cut] + "-", font, size) <= room:
            return word[:cut] + "-", word[cut:]
    return None


def break_lines(text: str, width: float, font: str, size: float, *, first: float = 0) -> list[str]:
    """Lines of at most `width`, long words hyphenated where they fit nowhere else."""
    lines: list[str] = []
    line, room = "", width - first
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if stringWidth(joined, font, size) <= room:
            line = joined
            continue
        parts = _hyphenate(word, room - stringWidth(line + " ", font, size), font, size)
        if parts:
            lines.append(f"{line} {parts[0]}")
            line = parts[1]
        else:
            lines.append(line)
            line = word
        room = width
    return [*lines, line]


class Drawn(NamedTuple):
    """A line on a page; `stretch` is what its spaces have to fill."""

    x: float
    y: float
    text: str
    font: str
    size: float
    stretch: float = 0


class Press:
    """Sets paragraphs into columns, and draws them in order or in disorder."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.made = Made(b"")
        self.pages: list[list[Drawn]] = [[]]
        self.rng = random.Random(layout.seed)
        width, height = layout.size
        left = layout.margin + (110 if layout.side_bar else 0)
        self.width = (width - left - layout.margin - layout.gutter * (layout.columns - 1)) / layout.columns
        self.lefts = [left + column * (self.width + layout.gutter) for column in range(layout.columns)]
        self.column = 0
        self.top = height - layout.margin - 30
        self.y = self.top

    def draw(self, x: float, y: float, text: str, **style: Any) -> None:
        """Put a line on the page; `style` is font, size and stretch."""
        self.pages[-1].append(Drawn(x, y, text, **{"font": self.layout.font, "size": self.layout.body} | style))

    def new_column(self) -> None:
        """Go on in the next column or on the next page."""
        self.column += 1
        if self.column == self.layout.columns:
            self.pages.append([])
            self.column = 0
            self.top = self.layout.size[1] - self.layout.margin - 30
        self.y = self.top

    def need(self, height: float) -> None:
        """Go on elsewhere where the column has not that much room."""
        if self.y - height < self.layout.margin + 30:
            self.new_column()

    def paragraph(self, text: str, *, bullet: str = "") -> None:
        """Set a paragraph or list item, over columns and pages as it falls."""
        layout = self.layout
        hang = 12 if bullet else 0
        width = self.width - hang
        lines = break_lines(text, width, layout.font, layout.body, first=0 if bullet else layout.indent)
        for number, line in enumerate(lines):
            self.need(layout.leading)
            x = self.lefts[self.column] + hang + (layout.indent if not number and not bullet else 0)
            room = width - (layout.indent if not number and not bullet else 0)
            stretch = room - stringWidth(line, layout.font, layout.body)
            last = number == len(lines) - 1
            if bullet and not number:
                self.draw(self.lefts[self.column], self.y, bullet)
            self.draw(x, self.y, line, stretch=0 if last or not layout.justified else stretch)
            self.y -= layout.leading
        self.y -= layout.space
        self.made.truth.append(("list item" if bullet else "paragraph", text))

    def heading(self, text: str, size: float = 15) -> None:
        """Set a heading in its column."""
        lines = break_lines(text, self.width, "Helvetica-Bold", size)
        self.need(size * 1.2 * len(lines) + 4 * self.layout.leading)
        self.y -= 6
        for line in lines:
            self.draw(self.lefts[self.column], self.y, line, font="Helvetica-Bold", size=size)
            self.y -= size * 1.2
        self.y -= 4
        self.made.truth.append(("heading", text))

    def callout(self, numeral: str, text: str, *, beside: bool = True) -> None:
        """Set a large numeral beside or above its text."""
        size = self.layout.body * 2.4
        beside = beside and self.width - stringWidth(numeral, "Helvetica-Bold", size) > 80
        room = stringWidth(numeral, "Helvetica-Bold", size) + 10 if beside else 0
        lines = break_lines(text, self.width - room, "Helvetica-Bold", self.layout.body)
        self.need(size * 1.4 + self.layout.leading * len(lines) + 20)
        self.y -= size
        x = self.lefts[self.column]
        self.draw(x, self.y, numeral, font="Helvetica-Bold", size=size)
        y = self.y + size - 10 if beside else self.y - self.layout.leading - 4
        for line in lines:
            self.draw(x + room, y, line, font="Helvetica-Bold")
            y -= self.layout.leading
        self.y = min(self.y, y) - 14
        self.made.truth.append(("callout", f"{numeral} {text}"))

    def finish(self, *, head: str = "Annual review", foot: str = "Association of Boroughs") -> Made:
        """Add running heads and feet to every page, and write the file."""
        layout = self.layout
        width, height = layout.size
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=layout.size, invariant=1)
        for number, things in enumerate(self.pages, 1):
            everything = [
                Drawn(layout.margin, height - 30, head, "Helvetica", 8),
                Drawn(width - layout.margin - 20, 25, str(number + 2), "Helvetica", 8),
                Drawn(layout.margin, 25, foot, "Helvetica", 8),
                *things,
            ]
            if layout.shuffle:
                self.rng.shuffle(everything)
            for drawn in everything:
                _draw(canvas, drawn, by_word=layout.by_word)
            canvas.showPage()
        canvas.save()
        self.made.data = buffer.getvalue()
        self.made.gone = [head, foot]
        self.made.pages = len(self.pages)
        return self.made


def _draw(canvas: Canvas, drawn: Drawn, *, by_word: bool) -> None:
    canvas.setFont(drawn.font, drawn.size)
    words = drawn.text.split(" ")
    extra = drawn.stretch / (len(words) - 1) if drawn.stretch > 0 and len(words) > 1 else 0
    if not by_word and not extra:
        canvas.drawString(drawn.x, drawn.y, drawn.text)
        return
    x = drawn.x
    for word in words:
        canvas.drawString(x, drawn.y, word)
        x += stringWidth(word + " ", drawn.font, drawn.size) + extra


def make_report(layout: Layout) -> Made:
    """A report with headings, paragraphs, bullets and callouts, in the layout."""
    press = Press(layout)
    rng = random.Random(layout.seed)
    if layout.banner:
        title = "Support for boroughs in numbers"
        press.draw(layout.margin, layout.size[1] - layout.margin - 20, title, font="Helvetica-Bold", size=20)
        press.made.truth.append(("heading", title))
        press.top = press.y = layout.size[1] - layout.margin - 60
    for number in range(layout.paragraphs):
        if number % 7 == 0:
            press.heading(f"What the {rng.choice(_OBJECTS)} brought")
        if number % 5 == 2:
            for _ in range(3):
                press.paragraph(write_paragraph(rng, 1), bullet="•")
        if number % 6 == 3:
            numeral = rng.choice(["98%", "1,243", "£2.4m", "129", "£1.34 billion"])
            press.callout(
                numeral, f"of what the {rng.choice(_OBJECTS)} promised was kept by the boroughs that took part"
            )
        press.paragraph(write_paragraph(rng))
    if layout.side_bar:
        for page in press.pages:
            lines = break_lines("See also the notes that every borough has been sent", 90, "Helvetica", 8)
            for number, line in enumerate(lines):
                y = layout.size[1] - layout.margin - 80 - 10 * number
                page.append(Drawn(layout.margin, y, line, "Helvetica", 8))
    return press.finish()

"""Findings of one document -> a letter to its author: each in page order, with quotations and a question."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.errors import ExtractorError
from extractor.marks import list_others, list_own
from extractor.models import Document, Evidence, Finding, Run, Standing
from extractor.telling import Quote, count_things, mark_figures, name_place

QUESTIONS = {
    "same-figure-differs": "Which of the figures is right? If both are, what sets them apart?",
    "bound-edge": "Is it that figure, or more or less than it?",
    "ordinal-conflict": "Which number is meant, and of which programme?",
    "complement-sum": "Which of the shares is right, and of whom is each?",
    "parts-against-total": "Is it the total or one of the parts that is wrong, or is something counted twice?",
    "change-against-levels": "Which is right, the change or the figures before and after it?",
    "percentage-against-counts": "Which is right, the percentage or the counts? Of how many is it a share?",
    "impossible-percentage": "Of how many is this a share?",
    "list-count": "How many are there, and does the list hold all of them?",
    "event-dates": "Which date is right?",
    "period-mismatch": "Which period does the document cover?",
    "scope-drift": "Is the figure for the year, or for all the time since the start?",
    "attribution": "Whose figure is it?",
    "rate-against-count": "Which of the figures is right?",
    "unit-mismatch": "Which unit is meant?",
    "precision-style": "Is it the exact figure, or about that many?",
}
"""What an author is asked, by check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One finding as the letter puts it: where, the author's own words, what they were set beside, why, a question."""

    place: str
    own: tuple[Quote, ...]
    others: tuple[tuple[str, Quote], ...]
    reason: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter, in parts that any format can set."""

    title: str
    opening: tuple[str, ...]
    points: tuple[Point, ...]
    closing: str


def compose_letter(run: Run, document: Document, findings: Sequence[Finding], *, texts: Mapping[str, str]) -> Letter:
    """The letter on the findings of a document of a run, in the order given; `texts` are those that are at hand."""
    name = document.title or document.document
    titles = {each.document: each.title for each in run.documents}
    sections = {claim.key: claim.section for claim in run.claims}
    looked_at = all(finding.review.standing is Standing.CONFIRMED for finding in findings)
    beside = f" and beside those of {count_things(len(titles) - 1, 'other document')}" * (len(titles) > 1)
    found = "A reviewer has looked at all of them." if looked_at else _BY_A_PROGRAM
    return Letter(
        title=f"Figures to look at in “{name}”",
        opening=(
            "Dear author,",
            f"The figures in “{name}” were set beside each other{beside}. In {count_things(len(findings), 'place')}"
            f" they do not seem to go together; each is quoted below, with a question. {found}",
            "A line in answer to each is enough.",
        ),
        points=tuple(
            Point(
                place=_describe_place(list_own(finding, document.document), sections),
                own=tuple(quote for _, quote in _quote(list_own(finding, document.document), texts, titles)),
                others=tuple(_quote(list_others(finding, document.document), texts, titles)),
                reason=finding.message,
                question=QUESTIONS[finding.check],
            )
            for finding in findings
        ),
        closing="Thank you for your help.",
    )


_BY_A_PROGRAM = "A program found them, and not all were looked at by a person yet: some may be right as they are."


def _describe_place(figures: Sequence[Evidence], sections: Mapping[str, str]) -> str:
    """The pages of figures, else the headings above them: "Page 2 and page 5", "Under “Training”"."""
    pages = dict.fromkeys(f"page {each.page}" for each in figures if each.page)
    heads = dict.fromkeys(f"under “{head}”" for each in figures if (head := sections.get(each.claim)))
    told = list(pages or heads) or ["in the text"]
    place = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
    return place[0].upper() + place[1:]


def _quote(figures: Sequence[Evidence], texts: Mapping[str, str], titles: Mapping[str, str]) -> list[tuple[str, Quote]]:
    """Each sentence once, with where it stands and all its figures marked."""
    sentences: dict[tuple[str, int | None, str], list[tuple[int, int]]] = {}
    for each in figures:
        sentences.setdefault((each.document, each.page, each.sentence), []).append((each.start, each.end))
    return [
        (name_place(titles.get(document) or document, page), mark_figures(sentence, texts.get(document, ""), spans))
        for (document, page, sentence), spans in sentences.items()
    ]


def write_markdown(letter: Letter) -> str:
    """The letter as Markdown that reads as plain text too: figures in bold."""
    lines = [f"# {_escape(letter.title)}", *map(_escape, letter.opening)]
    for number, point in enumerate(letter.points, start=1):
        lines.append(f"## {number}. {point.place}")
        lines += [f"> “{_write_quote(quote)}”" for quote in point.own]
        lines += [f"{_escape(place)} says:\n\n> “{_write_quote(quote)}”" for place, quote in point.others]
        lines += [_escape(point.reason), f"**{point.question}**"]
    return "\n\n".join((*lines, letter.closing)) + "\n"


def _write_quote(quote: Quote) -> str:
    return "".join(f"**{_escape(piece.text)}**" if piece.marked else _escape(piece.text) for piece in quote)


def _escape(text: str) -> str:
    """Words of a document that would be mark-up, as words."""
    for mark in "\\*_`<[":
        text = text.replace(mark, f"\\{mark}")
    return text


def write_word(letter: Letter) -> bytes:
    """The letter as a Word file; ExtractorError where python-docx is not installed."""
    try:
        import docx
    except ImportError as error:
        hint = 'pip install "lga-metrics[docx]", or name a file that ends in .md'
        raise ExtractorError("letter", "python-docx is needed to write Word files", hint=hint) from error
    written = docx.Document()
    written.add_heading(_clean(letter.title), level=1)
    for paragraph in letter.opening:
        written.add_paragraph(_clean(paragraph))
    for number, point in enumerate(letter.points, start=1):
        written.add_heading(f"{number}. {point.place}", level=2)
        for quote in point.own:
            _add_quote(written, quote)
        for place, quote in point.others:
            written.add_paragraph(_clean(f"{place} says:"))
            _add_quote(written, quote)
        written.add_paragraph(_clean(point.reason))
        written.add_paragraph().add_run(point.question).bold = True
    written.add_paragraph(letter.closing)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def _add_quote(written: Any, quote: Quote) -> None:
    paragraph = written.add_paragraph(style="Intense Quote")
    paragraph.add_run("“")
    for piece in quote:
        paragraph.add_run(_clean(piece.text)).bold = piece.marked
    paragraph.add_run("”")


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")

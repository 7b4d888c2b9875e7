"""How things are said to people: counts, periods, places, a sentence with its figures marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile

from extractor.cleaning import clean
from extractor.models import Finding, Kind, Period, Qualifier, Quantity, Standing


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence, and whether it is a figure to mark."""

    text: str
    marked: bool


Quote = tuple[Piece, ...]
"""A sentence cut at its figures; put together again, the pieces are the sentence."""


def count_things(number: int, word: str) -> str:
    """A number and its noun: "1 claim", "2,310 claims".

    >>> count_things(2, "discrepancy")
    '2 discrepancies'
    """
    plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{number:,} {word if number == 1 else plural}"


def list_counts(counts: Iterable[tuple[str, int]]) -> str:
    """Words and how many of each, those without any left out.

    >>> list_counts([("list_number", 1200), ("year", 3), ("date", 0)])
    'list number 1,200, year 3'
    """
    return ", ".join(f"{say(word)} {count:,}" for word, count in counts if count)


def list_reasons(counts: Iterable[tuple[str, int]]) -> str:
    """Reasons and how often each.

    >>> list_reasons([("no period is named near", 1200), ("other_year", 3)])
    'no period is named near (1,200), other year (3)'
    """
    return ", ".join(f"{say(reason)} ({count:,})" for reason, count in counts)


def describe_period(period: Period) -> str:
    """A period for people: its label, else its dates; empty where there is none."""
    if period.label:
        return period.label
    if period.start and period.end:
        return f"{describe_day(period.start)} to {describe_day(period.end)}"
    if period.start:
        return f"since {describe_day(period.start)}"
    return f"as at {describe_day(period.end)}" if period.end else ""


def describe_day(day: date) -> str:
    """A day for people: "1 April 2023"."""
    return f"{day.day} {day:%B %Y}"


def spell_value(quantity: Quantity) -> str:
    """A figure in full, with its hedge and its unit.

    >>> spell_value(Quantity(kind=Kind.MONEY, value=Decimal("1.5e6"), qualifier=Qualifier.OVER, unit="GBP"))
    'over £1,500,000'
    >>> spell_value(Quantity(kind=Kind.DURATION, value=Decimal(5), value_high=Decimal(9), unit="weeks"))
    '5 to 9 weeks'
    """
    before = "£" if quantity.unit == "GBP" else ""
    after = {Kind.PERCENT: " per cent", Kind.COUNT: "", Kind.ORDINAL: ""}.get(quantity.kind, f" {quantity.unit}")
    values = (quantity.value, quantity.value_high)
    number = " to ".join(f"{before}{_spell_number(value)}" for value in values if value is not None)
    hedge = "" if quantity.qualifier in (Qualifier.EXACT, Qualifier.RANGE) else f"{say(quantity.qualifier)} "
    return hedge + number + ("" if before else after.rstrip())


def _spell_number(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def mark_figures(sentence: str, text: str, spans: Iterable[tuple[int, int]]) -> Quote:
    """Cut a sentence at the figures that stand at `spans` of the document's `text`; one that is not in it is left out.

    A sentence may hold the same figure twice; the one whose surroundings are the document's is taken.
    """
    pieces: list[Piece] = []
    done = 0
    for start, end in sorted(place for span in spans if (place := find_figure(sentence, text, span))):
        if start >= done:
            pieces += [Piece(sentence[done:start], False), Piece(sentence[start:end], True)]
            done = end
    return tuple(piece for piece in (*pieces, Piece(sentence[done:], False)) if piece.text)


def find_figure(sentence: str, text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """Where in a sentence the figure stands that `span` of the document's `text` holds; None where it is not in it."""
    figure = clean(text, *span).text.strip()
    if not figure or figure not in sentence:
        return None
    if sentence.count(figure) == 1:  # as of nearly all: there is nothing to choose
        at = sentence.index(figure)
        return at, at + len(figure)
    before = clean(text, max(0, span[0] - _SURROUNDINGS), span[0]).text
    after = clean(text, span[1], span[1] + _SURROUNDINGS).text
    places = [found.span() for found in re.finditer(re.escape(figure), sentence)]

    def likeness(place: tuple[int, int]) -> int:
        left = _count_shared(reversed(sentence[: place[0]]), reversed(before))
        return left + _count_shared(sentence[place[1] :], after)

    return max(places, key=likeness)


_SURROUNDINGS = 60


def _count_shared(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def name_place(document: str, page: int | None, *, by_ocr: bool = False) -> str:
    """Where something stands, for people: the document, and its page where it has pages."""
    place = f"{document}, page {page}" if page else document
    return f"{place}, read by OCR" if by_ocr else place


def say(word: str) -> str:
    """A word of the feeds for people: "list_number" is "list number"."""
    return word.replace("_", " ")


def describe_review(finding: Finding) -> str:
    """What reviewers said of a finding, in a line: standing, reason, who, when and the comment; empty while open."""
    review = finding.review
    if review.standing is Standing.OPEN:
        return ""
    reason = f" ({review.reason})" if review.reason else ""
    day = f" on {describe_day(review.decided_at)}" if review.decided_at else ""
    said = f": {' '.join(review.comment.split())}" if review.comment else ""
    return f"{review.standing.capitalize()}{reason}; decided by {review.reviewer}{day}{said}"


def count_decided(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """How many findings stand decided, by what was decided."""
    counts = Counter(finding.review.standing for finding in findings)
    return [(standing.value, counts[standing]) for standing in Standing if standing.decided and counts[standing]]

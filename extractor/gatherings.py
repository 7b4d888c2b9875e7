"""Who came to a named gathering: figures of attendance, whatever they call the people, by gathering and time.

"More than 260 leaders met for our first Harbour Leaders' Summit" and "The summit was held in Leeds. It was attended by
212 people" tell of one thing with two nouns, which no comparison of measures sees. A part of those who came ("58 of
them councillors") is left out: only nouns for anyone who comes are read, and those in the gathering's own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import regex

from extractor.models import Agreement, Claim, Kind, Period, Role
from extractor.shelf import Sentence, Shelf

_SORT = r"(?i:conference|summit|convention|congress|symposium|festival|assembly)"
_NAME = regex.compile(rf"(?:\p{{Lu}}[\p{{L}}'’-]+ (?:(?:of|and|for|on|in|the) ){{0,2}}){{1,6}}{_SORT}\b")
_CAME = regex.compile(
    r"(?i)\b(?:attend\w*|came|met|joined|drew|gathered|brought together|welcomed|audience|delegates|took part|had)\b"
)
_CUES = (
    "conference",
    "summit",
    "convention",
    "congress",
    "symposium",
    "festival",
    "assembly",
    "attended",
    "came",
    "drew",
)
# What makes those counted a part of all who came, or others than those who were there.
_PART_BEFORE = regex.compile(r"(?i)\b(?:of whom|of them|of these|of which|including|another|further|online)\b[^.;]*$")
_PART_AFTER = regex.compile(
    r"(?i)^[^.;,]{0,60}\b(?:of them|of these|more than|online|virtual\w*|remotely|in person|booked|registered"
    r"|(?:were )?invited|expected|each day|per day|a day|on the (?:first|second) day)\b"
)
_ANYONE = "participants people persons attendees delegates guests"
_BLAND = "the our national annual first second third lga local government association"
_ONE_TIME = timedelta(days=100)  # a gathering that is told of with dates so near is one
_FEWEST = 10
_REACH = 400  # characters of a paragraph in which the sentence before names the gathering


@dataclass(frozen=True, slots=True)
class Attendance:
    """A figure of those who came, and the canonical words of the gathering's name."""

    claim: Claim
    name: frozenset[str]


def find_attendances(shelf: Shelf) -> Iterator[Attendance]:
    """The figures that tell how many came to a gathering that has a name, in the order of the texts."""
    counts = shelf.columns.kind.where(lambda kind: kind is Kind.COUNT)
    for sentence in shelf.sentences_where(counts, *_CUES, everywhere=True):
        if not _CAME.search(sentence.text):
            continue
        name = _find_name(shelf, sentence)
        if name:
            yield from (
                Attendance(claim, name)
                for place, claim in enumerate(sentence.claims)
                if _counts_all(shelf, sentence, place, name)
            )


def find_disagreeing(shelf: Shelf) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of figures of one gathering that do not agree."""
    for one, other in combinations(find_attendances(shelf), 2):
        left, right = one.claim, other.claim
        same = one.name <= other.name or other.name <= one.name
        apart = (left.document, left.sentence_start) != (right.document, right.sentence_start)
        if not (same and apart and _are_of_one_time(left.period, right.period)):
            continue
        if shelf.is_wanted(left, right) and left.quantity.agrees_with(right.quantity) is Agreement.DIFFER:
            yield left, right


def _find_name(shelf: Shelf, sentence: Sentence) -> frozenset[str]:
    """The words of the one gathering that a sentence names, or goes on with; empty for none or two."""
    text = sentence.text
    if not _NAME.search(" ".join(text.split())):
        first = sentence.claims[0]
        document = shelf.documents.get(first.document)
        known = document is not None and first.block < len(document.blocks)
        start = max(document.blocks[first.block].start, first.sentence_start - _REACH) if known and document else 0
        before = document.text[start : first.sentence_start] if known and document else ""
        text = regex.split(r"(?<=[.!?])\s", before.strip())[-1]
    bland = shelf.gate.words_of(_BLAND)
    names = {
        shelf.gate.words_of(" ".join(found.group().split())) - bland for found in _NAME.finditer(" ".join(text.split()))
    }
    names = {name for name in names if len(name) > 1}
    return next(iter(names)) if len(names) == 1 else frozenset()


def _counts_all(shelf: Shelf, sentence: Sentence, place: int, name: frozenset[str]) -> bool:
    claim = sentence.claims[place]
    if claim.quantity.kind is not Kind.COUNT or claim.role is not Role.LEVEL or claim.quantity.value < _FEWEST:
        return False
    if _PART_BEFORE.search(sentence.before(place)) or _PART_AFTER.match(sentence.after(place)):
        return False
    people = shelf.gate.words_of(_ANYONE)
    said = shelf.gate.words_of(claim.head)
    return bool(said) and said <= people | name


def _are_of_one_time(left: Period, right: Period) -> bool:
    """Whether two periods may be the time of one gathering: they touch, or are not far apart."""
    spans = [(_first(period), period.end or _first(period)) for period in (left, right)]
    (start, end), (other_start, other_end) = spans
    if not (start and end and other_start and other_end):
        return False
    return start - _ONE_TIME <= other_end and other_start - _ONE_TIME <= end


def _first(period: Period) -> date | None:
    return period.start or period.end

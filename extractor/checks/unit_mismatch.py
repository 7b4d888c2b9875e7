"""A unit that cannot measure the thing: a length in feet or metres where an area must be meant.

"A 900,000 ft cluster" is 170 miles long. Looked at are lengths of a thousand feet, metres or yards and more; what is
long by nature (a road, a cable, a wall) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extractor.models import Claim, Finding, Kind, Severity
from extractor.shelf import Found, Ledger, Shelf, evidence_of, spell

NAME = "unit-mismatch"
SEVERITY = Severity.WARNING

# Judgement: no building or site is so long; smaller ones may well be.
LONGEST = Decimal(3000)
_LENGTHS = {
    "ft": "square feet",
    "feet": "square feet",
    "metres": "square metres",
    "m": "square metres",
    "yards": "square yards",
}
# "40,000 m" of anything but pounds: forty thousand million of it would be written otherwise, so that m is metres.
_METRES = regex.compile(r"^\D*(?P<metres>\d{1,3}(?:,\d{3})+)\s?m$")
# In a name ("the Harbour Bridge fund let ...") a long thing says nothing of what plainly has an area.
_CAPITAL = regex.compile(r"\b\p{Lu}[\p{L}'’-]*")
_WIDE_THINGS = """
space floor floorspace area office building warehouse depot shop store mall market hall factory plant complex centre hub
campus park estate site land plot premises extension cluster development unit
"""
_LONG_THINGS = """
road street route path cycleway cycle lane track trail walk walkway way line railway rail tramway cable fibre pipe
pipeline main sewer drain fence wall hedge hedgerow bridge tunnel canal river coast coastline shore beach bank
embankment defence runway race run swim climb ascent mountain hill peak altitude height depth
sea dive flight drop queue distance
"""


def find(shelf: Shelf) -> Found:
    """Find lengths that are given for something with an area."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    long_things, wide_things = map(shelf.gate.words_of, (_LONG_THINGS, _WIDE_THINGS))
    lengths = shelf.columns.quantity.where(lambda quantity: quantity.unit.lower() in _LENGTHS)
    counts = shelf.columns.kind.where(lambda kind: kind is Kind.COUNT)
    for claim in shelf.claims_where(lengths | (counts & shelf.columns.text.where(_METRES.match))):
        length, unit = _read_length(claim)
        meant = _LENGTHS[unit]
        ledger.examined += 1
        if length < LONGEST:
            ledger.passed_over["a length that a building may have"] += 1
        elif shelf.gate.words_of(_tell(claim, is_wide=bool(shelf.gate.head_words(claim) & wide_things))) & long_things:
            ledger.passed_over["told of something long"] += 1
        else:
            yield _finding(shelf, claim, meant)


def _tell(claim: Claim, *, is_wide: bool) -> str:
    """What is said of a length; of something that plainly has an area without the words that are written as names."""
    told = f"{claim.head} {claim.measure} {claim.sentence}"
    return _CAPITAL.sub(" ", told) if is_wide else told


def _read_length(claim: Claim) -> tuple[Decimal, str]:
    """A figure and its unit, lower case; thousands of "m" that are no money are metres."""
    written = _METRES.match(claim.text) if claim.quantity.kind is Kind.COUNT else None
    if written is not None:
        return Decimal(written["metres"].replace(",", "")), "m"
    return claim.quantity.value, claim.quantity.unit.lower()


def _finding(shelf: Shelf, claim: Claim, meant: str) -> Finding:
    length, unit = _read_length(claim)
    figure = " ".join(claim.text.split())
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=f'"{figure}" in {shelf.where(claim)} is a length; {meant} seem to be meant.',
        suggestion=f"Write {meant}, or say what is so long.",
        arithmetic=(f"{spell(length)} {unit} as a length; below {spell(LONGEST)} none is looked at"),
        evidence=(evidence_of(claim, "figure"),),
    )

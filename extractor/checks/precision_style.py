"""A figure that is hedged and yet exact to the last digit ("over 1,243").

Who has counted 1,243 has no need of "over"; who has not should round. A note. Small numbers, per cents, spans of time
and figures with a magnitude word ("over 1.5 million") are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor.models import Claim, Finding, Kind, Qualifier, Severity
from extractor.shelf import Found, Ledger, Shelf, evidence_of, quote, spell

NAME = "precision-style"
SEVERITY = Severity.NOTE

SMALLEST = Decimal(100)  # "over 15" is how people write
_HEDGES = (Qualifier.OVER, Qualifier.UNDER, Qualifier.ABOUT, Qualifier.NEARLY)


def find(shelf: Shelf) -> Found:
    """Find hedged figures that are exact to the last digit."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    told: set[tuple[object, ...]] = set()
    for claim in shelf.claims:
        quantity = claim.quantity
        if quantity.qualifier not in _HEDGES or quantity.kind not in (Kind.COUNT, Kind.MONEY):
            continue
        ledger.examined += 1
        statement = (claim.document, quantity.value, shelf.gate.head_words(claim))
        exact = not quantity.abbreviated and quantity.value % 10 and quantity.last_digit <= 1
        if quantity.value < SMALLEST or not exact or statement in told:
            continue
        told.add(statement)
        yield _finding(shelf, claim)


def _finding(shelf: Shelf, claim: Claim) -> Finding:
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=f'"{quote(claim)}" in {shelf.where(claim)} is hedged, but exact to the last digit.',
        suggestion=f"Drop the hedge and give {spell(claim.quantity.value)}, or round the figure.",
        arithmetic=f"{spell(claim.quantity.value)} is written to the last {spell(claim.quantity.last_digit)}",
        evidence=(evidence_of(claim, "figure"),),
    )

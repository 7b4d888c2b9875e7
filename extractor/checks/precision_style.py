"""A figure that is hedged and yet exact ("over 1,243"); one or two decimals among whole percentages.

Who has counted 1,243 has no need of "over"; who has not should round. Small numbers, per cents, spans of time and
figures with a magnitude word ("over 1.5 million") are left alone. A publication that rounds its shares to whole per
cents, but for one or two, should round those as well; changes and rates are left alone. Notes, both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.models import Claim, Finding, Kind, Qualifier, Role, Severity
from extractor.shelf import Found, Ledger, Shelf, evidence_of, join, quote, spell

NAME = "precision-style"
SEVERITY = Severity.NOTE

SMALLEST = Decimal(100)  # "over 15" is how people write
_HEDGES = (Qualifier.OVER, Qualifier.UNDER, Qualifier.ABOUT, Qualifier.NEARLY)
# Judgements: a house style shows in so many shares, and so few are slips.
_FEWEST_WHOLE = 15
_MOST_LONE = 2


def find(shelf: Shelf) -> Found:
    """Find hedged figures that are exact to the last digit, and lone decimals."""
    ledger = Ledger(NAME)
    return ledger.close([*_find_hedged(shelf, ledger), *_find_lone_decimals(shelf, ledger)])


def _find_hedged(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
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
        yield _hedged_finding(shelf, claim)


def _hedged_finding(shelf: Shelf, claim: Claim) -> Finding:
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=f'"{quote(claim)}" in {shelf.where(claim)} is hedged, but exact to the last digit.',
        suggestion=f"Drop the hedge and give {spell(claim.quantity.value)}, or round the figure.",
        arithmetic=f"{spell(claim.quantity.value)} is written to the last {spell(claim.quantity.last_digit)}",
        evidence=(evidence_of(claim, "figure"),),
    )


def _find_lone_decimals(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    shares: dict[str, dict[tuple[Decimal, str], Claim]] = defaultdict(dict)
    for claim in shelf.claims:
        quantity = claim.quantity
        points = "point" in claim.text.lower()
        if quantity.kind is Kind.PERCENT and claim.role is Role.SHARE and not quantity.abbreviated and not points:
            shares[claim.document].setdefault((quantity.value, claim.head), claim)
    for told in shares.values():
        decimals = [claim for claim in told.values() if claim.quantity.step < 1]
        whole = len(told) - len(decimals)
        ledger.examined += len(told)
        if whole >= _FEWEST_WHOLE and 1 <= len(decimals) <= _MOST_LONE:
            yield _decimals_finding(shelf, decimals, whole)


def _decimals_finding(shelf: Shelf, decimals: Sequence[Claim], whole: int) -> Finding:
    figures = join([f'"{" ".join(claim.text.split())}"' for claim in decimals])
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f"{figures} in {shelf.where(decimals[0])} {'has' if len(decimals) == 1 else 'have'} decimals, where"
            f" {whole} other shares are whole."
        ),
        suggestion="Round them as the others are, or give all with a decimal.",
        arithmetic=f"shares in whole per cents: {whole}; with decimals: {len(decimals)}",
        evidence=tuple(evidence_of(claim, "figure") for claim in decimals),
    )

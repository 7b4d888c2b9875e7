"""A figure that is hedged and yet exact ("over 1,243"); one or two decimals among whole percentages.

Who has counted 1,243 has no need of "over"; who has not should round. Small numbers, per cents, spans of time and
figures with a magnitude word ("over 1.5 million") are left alone. A publication that rounds its shares to whole per
cents, but for one or two, should round those as well; changes and rates are left alone. Notes, both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np
import regex

from extractor.columns import first_of_each
from extractor.models import Claim, Finding, Kind, Qualifier, Quantity, Role, Severity
from extractor.shelf import Found, Ledger, Shelf, evidence_of, join, quote, spell

NAME = "precision-style"
SEVERITY = Severity.NOTE

SMALLEST = Decimal(100)  # "over 15" is how people write
_HEDGES = (Qualifier.OVER, Qualifier.UNDER, Qualifier.ABOUT, Qualifier.NEARLY)
# What others measure, who give it with its decimals.
_RATE = regex.compile(r"(?i)\b(?:rates?|inflation|turnover)$")
# Judgements: a house style shows in so many shares, and so few are slips.
_FEWEST_WHOLE = 15
_MOST_LONE = 2


def find(shelf: Shelf) -> Found:
    """Find hedged figures that are exact to the last digit, and lone decimals."""
    ledger = Ledger(NAME)
    return ledger.close([*_find_hedged(shelf, ledger), *_find_lone_decimals(shelf, ledger)])


def _find_hedged(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    told: set[tuple[object, ...]] = set()
    hedged = shelf.columns.quantity.where(_is_hedged)
    ledger.examined += int(hedged.sum())
    for claim in shelf.claims_where(hedged & shelf.columns.quantity.where(_is_exact)):
        statement = (claim.document, claim.quantity.value, shelf.gate.head_words(claim))
        if statement not in told:
            told.add(statement)
            yield _hedged_finding(shelf, claim)


def _is_hedged(quantity: Quantity) -> bool:
    return quantity.qualifier in _HEDGES and quantity.kind in (Kind.COUNT, Kind.MONEY)


def _is_exact(quantity: Quantity) -> bool:
    """Whether a figure is told to its last digit, and large enough that most would round it."""
    to_the_last = bool(quantity.value % 10) and quantity.last_digit <= 1
    return quantity.value >= SMALLEST and to_the_last and not quantity.abbreviated


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
    columns = shelf.columns
    shares = columns.quantity.where(lambda quantity: quantity.kind is Kind.PERCENT and not quantity.abbreviated)
    shares &= columns.role.where(lambda role: role is Role.SHARE)
    shares &= columns.text.where(lambda text: "point" not in text.lower())
    shares &= columns.head.where(lambda head: _RATE.search(head) is None)
    values = columns.quantity.map(lambda quantity: quantity.value)
    told = first_of_each(shares, columns.document.codes, values.codes, columns.head.codes)
    ledger.examined += int(told.sum())
    decimal = told & columns.quantity.where(lambda quantity: quantity.step < 1)
    whole = Counter(columns.document.codes[told & ~decimal].tolist())
    lone: dict[int, list[Claim]] = defaultdict(list)
    for row in np.flatnonzero(decimal).tolist():
        lone[int(columns.document.codes[row])].append(columns.claim(row))
    for document, claims in lone.items():
        if whole[document] >= _FEWEST_WHOLE and len(claims) <= _MOST_LONE:
            yield _decimals_finding(shelf, claims, whole[document])


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

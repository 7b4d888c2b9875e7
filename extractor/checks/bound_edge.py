"""A figure here, and "over" or "nearly" that figure there.

"50 councils" and "over 50 councils" cannot both be exact, though neither is far out: most often the hedge was added or
lost in copying. A note, so that one form is used throughout.
"""

from __future__ import annotations

from extractor.models import Agreement, Finding, Severity
from extractor.shelf import Disagreement, Found, Ledger, Shelf, evidence_of, explain, quote

NAME = "bound-edge"
SEVERITY = Severity.NOTE


def find(shelf: Shelf) -> Found:
    """Find comparable claims that only touch at a stated bound."""
    ledger = Ledger(NAME)
    disagreements, ledger.examined, passed_over = shelf.disagreements
    ledger.passed_over.update(passed_over)
    # A callout and its copy against one sentence are one statement: one finding for each pair of wordings.
    told: dict[tuple[object, ...], Disagreement] = {}
    for pair in disagreements:
        if pair.agreement is Agreement.EDGE:
            sides = sorted((c.quantity.value, c.quantity.qualifier) for c in (pair.left, pair.right))
            told.setdefault((*sides, *sorted(shelf.gate.head_words(pair.left))), pair)
    return ledger.close(_finding(shelf, pair) for pair in told.values())


def _finding(shelf: Shelf, pair: Disagreement) -> Finding:
    left, right = pair.left, pair.right
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f'"{quote(left)}" in {shelf.where(left)} and "{quote(right)}" in {shelf.where(right)} differ at the bound'
            " itself."
        ),
        suggestion="Use one form in both places.",
        arithmetic=(
            f"{' '.join(left.text.split())}: {explain(left.quantity)}; {' '.join(right.text.split())}:"
            f" {explain(right.quantity)}; they meet at the bound and no further"
        ),
        evidence=(evidence_of(left, "figure"), evidence_of(right, "figure")),
        slots=pair.comparison.rows(),
    )

"""One figure, told twice, with values that do not meet.

Two claims of the same measure, population, programme, period, timing, role, stage and subject are read as intervals
("over 1.5 million" is above 1.5 and below 1.6 million). Where the intervals do not meet, one of the two is wrong.
Copies and repeats of one statement are gathered in one finding. A slot that one side leaves open makes it a warning.
How many came to a named gathering is compared whatever the people are called (gatherings.py), and is a warning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from extractor.gatherings import find_disagreeing
from extractor.models import Agreement, Claim, Finding, Severity
from extractor.shelf import MOST_EVIDENCE, Disagreement, Found, Ledger, Shelf, evidence_of, explain, quote, spell

NAME = "same-figure-differs"
SEVERITY = Severity.ERROR


def find(shelf: Shelf) -> Found:
    """Find comparable claims whose intervals do not meet."""
    ledger = Ledger(NAME)
    disagreements, ledger.examined, passed_over = shelf.disagreements
    ledger.passed_over.update(passed_over)
    differing = [d for d in disagreements if d.agreement is Agreement.DIFFER]
    told = {_place(claim) for pair in differing for claim in (pair.left, pair.right)}
    return ledger.close([*(_finding(shelf, group) for group in _group(differing)), *_gatherings(shelf, told)])


def _gatherings(shelf: Shelf, told: Collection[tuple[str, int]]) -> Iterator[Finding]:
    """How many came to a gathering, told twice; not where a finding tells of the figure already."""
    seen = set(told)
    for left, right in find_disagreeing(shelf):
        if _place(left) in seen or _place(right) in seen:
            continue
        seen |= {_place(left), _place(right)}
        yield Finding(
            check=NAME,
            severity=Severity.WARNING,
            message=(
                f'"{quote(left)}" in {shelf.where(left)} does not agree with "{quote(right)}" in {shelf.where(right)},'
                " where the same gathering is named."
            ),
            suggestion="Find out how many came and use it in both places, or say who is counted in each.",
            arithmetic=_explain(left, right),
            evidence=(evidence_of(left, "figure"), evidence_of(right, "figure")),
        )


def _group(pairs: Sequence[Disagreement]) -> list[list[Disagreement]]:
    """Pairs that share a claim belong to one mistake."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(place: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(place, place) != place:
            place = parent[place]
        return place

    for pair in pairs:
        parent[root(_place(pair.left))] = root(_place(pair.right))
    groups: dict[tuple[str, int], list[Disagreement]] = defaultdict(list)
    for pair in pairs:
        groups[root(_place(pair.left))].append(pair)
    return list(groups.values())


def _place(claim: Claim) -> tuple[str, int]:
    return claim.document, claim.start


def _finding(shelf: Shelf, group: Sequence[Disagreement]) -> Finding:
    # The pair that says most for itself speaks for the group.
    best = min(
        group,
        key=lambda p: (
            len(p.comparison.open_slots),
            -p.similarity,
            _place(p.left),
            _place(p.right),
        ),
    )
    left, right = best.left, best.right
    others = {_place(c): c for pair in group for c in (pair.left, pair.right)}
    repeats = [others[place] for place in sorted(others) if place not in (_place(left), _place(right))]
    again = f" The same is told again in {len(repeats)} more place{'s' * (len(repeats) > 1)}." if repeats else ""
    about = shelf.programme(left) or shelf.programme(right)
    subject = f" ({about})" if about else ""
    evidence = [evidence_of(c, "figure") for c in (left, right, *repeats)][:MOST_EVIDENCE]
    return Finding(
        check=NAME,
        severity=best.comparison.lower(SEVERITY),
        message=(
            f'"{quote(left)}" in {shelf.where(left)} does not agree with "{quote(right)}" in {shelf.where(right)}'
            f"{subject}.{again}"
        ),
        suggestion=(
            "Find out which figure is right and use it in both places, or say what sets the two apart: whom they count,"
            " when, or at which stage."
        ),
        arithmetic=_explain(left, right),
        evidence=tuple(evidence),
        slots=best.comparison.rows(),
    )


def _explain(left: Claim, right: Claim) -> str:
    return (
        f"{' '.join(left.text.split())}: {explain(left.quantity)}; {' '.join(right.text.split())}:"
        f" {explain(right.quantity)}; the two do not meet and are"
        f" {spell(abs(left.quantity.value - right.quantity.value))} apart as written"
    )

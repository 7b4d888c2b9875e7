"""change-against-levels: a change and the levels before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from factories import LAST_YEAR, findings_of, told

from extractor.models import Claim, Role, Severity, Source

ROLES = {"C": Role.CHANGE, "P": Role.PREVIOUS, "L": Role.LEVEL}


def read(text: str, roles: str, **fields: object) -> tuple[Claim, ...]:
    """The claims of a text with their roles in order: C a change, P an earlier level, L a level."""
    claims = told(text, **fields)
    return tuple(replace(c, role=ROLES[role]) for c, role in zip(claims, roles, strict=True))


FLAGGED = {
    "a percentage": ("The crew rose by {24 per cent}, from {410 clerks} to {472 clerks}.", "CPL"),
    "a number": ("The crew rose by {40 clerks}, from {410 clerks} to {472 clerks}.", "CPL"),
    "on what there was": ("We drew {9,480 clerks}, a rise of {24 per cent} on the {8,120 clerks} of last year.", "LCP"),
    "of the sentence before": (
        "We held {41 visits}. That is {16 visits} more than the {23 visits} of last year.",
        "LCP",
    ),
    "money": ("The cost fell by {£2m} to {£14m} from {£18m}.", "CLP"),
}
NOT_FLAGGED = {
    "right": ("The crew rose by {15 per cent}, from {410 clerks} to {472 clerks}.", "CPL"),
    "right in numbers": ("The crew rose by {62 clerks}, from {410 clerks} to {472 clerks}.", "CPL"),
    "of the sentence before, rightly": (
        "We held {41 visits}. That is {18 visits} more than the {23 visits} of last year.",
        "LCP",
    ),
    "of one of two in the sentence before": (
        "We held {41 visits} and {12 talks}. That is {16 visits} more than the {23 visits} of last year.",
        "LLCP",
    ),
    "rounded": ("The cost fell by {£4.2m} to {£14.1m} from {£18.3m}.", "CLP"),
    "two levels": ("The crew rose by {40}, from {410 clerks} to {472 clerks} and {90 clerks} at sea.", "CPLL"),
    "no earlier level": ("The crew rose by {40 clerks} to {472 clerks}.", "CL"),
    "told of something else": (
        "The cost came down from {£4.3m} to {£3.4m}, while income grew by {£0.3m}.",
        "PLC",
    ),
    "an earlier level behind a semicolon": (
        "We lit {108 lamps}, a fall of {4 per cent} on last year; there had been {326 lamps} in 2001.",
        "LCP",
    ),
    "a share of a budget": ("The overspend is {£3.3m} or {2.2 per cent} of its budget, against {£3.9m} in May.", "LCP"),
    "points of something else": ("The gap widened from {£96m} to {£128m}; the rate fell by {0.3 points}.", "PLC"),
    "another subject": (
        "Fees fell by {66 per cent} and the crew is up to {5,300 clerks} from {4,150 clerks}.",
        "CLP",
    ),
    "but an earlier year": (
        "It was {96.4 clerks}, up {0.3 clerks} but still lower than the {97.2 clerks} of 2019/20.",
        "LCP",
    ),
    "its cause": ("The gap widened from {£96m} to {£128m} because the rate fell by {3 per cent}.", "PLC"),
    "an increase on": ("We drew {9,000 clerks} (an increase on last year's record of {7,200 clerks}).", "LP"),
}


@pytest.mark.parametrize(("text", "roles"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(text: str, roles: str) -> None:
    (finding,) = findings_of("change-against-levels", read(text, roles))
    assert finding.severity is Severity.ERROR
    assert {row.part for row in finding.evidence} == {"change", "earlier", "later"}


@pytest.mark.parametrize(("text", "roles"), NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str, roles: str) -> None:
    assert not findings_of("change-against-levels", read(text, roles))


def test_an_increase_of_last_years_record_makes_the_record_the_increase() -> None:
    text = "We drew {9,000 clerks} (an increase of last year's record of {7,200 clerks})."
    (finding,) = findings_of("change-against-levels", read(text, "LP"))
    assert finding.severity is Severity.WARNING
    assert '"on"' in finding.suggestion


def reports(last: str, now: str) -> Sequence[Claim]:
    named = {"programme_source": Source.SENTENCE}
    then = f"Mentors of the Harbour scheme held {{{last} mentoring sessions}}."
    held = f"Mentors of the Harbour scheme held {{{now} mentoring sessions}}"
    return (
        *read(then, "L", document="last", period=LAST_YEAR, **named),
        *read(f"{held}, {{40}} more than in the previous year.", "LC", document="now", **named),
    )


@pytest.mark.parametrize(("points", "flagged"), [("2.4", True), ("1.4", False), ("1", False)])
def test_points_lie_between_the_two_shares(points: str, flagged: bool) -> None:
    text = f"Turnover was {{13.2 per cent}}, against {{14.6 per cent}} in May, a fall of {{{points} per cent}}."
    *levels, change = read(text, "LPC")
    change = replace(change, text=f"{points} percentage points")
    found = findings_of("change-against-levels", [*levels, change])
    assert ["13.2" in finding.message and "1.4 points" in finding.message for finding in found] == [True] * flagged


def test_last_years_report_must_bear_out_the_change() -> None:
    (finding,) = findings_of("change-against-levels", reports("214", "268"))
    assert finding.severity is Severity.WARNING
    assert "228" in finding.arithmetic
    assert not findings_of("change-against-levels", reports("228", "268"))

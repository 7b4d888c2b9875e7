"""bound-edge: "N" here and "over N" there."""

from __future__ import annotations

import pytest
from factories import findings_of, told

from extractor.models import Claim, Severity


def pair(one: str, other: str) -> tuple[Claim, ...]:
    text = "The Harbour lamp conference drew {X delegates} to the quay."
    return (*told(text.replace("X", one), document="annual"), *told(text.replace("X", other), document="board"))


FLAGGED = {
    "over": ("200", "over 200"),
    "nearly": ("200", "nearly 200"),
    "under": ("200", "under 200"),
    "both sides": ("over 200", "under 200"),
}
NOT_FLAGGED = {
    "at least": ("200", "at least 200"),
    "about": ("200", "about 200"),
    "the same": ("over 200", "over 200"),
    "far from it": ("200", "over 300"),
}


@pytest.mark.parametrize(("one", "other"), FLAGGED.values(), ids=FLAGGED)
def test_flagged_as_a_note_and_not_as_two_figures(one: str, other: str) -> None:
    (finding,) = findings_of("bound-edge", pair(one, other))
    assert finding.severity is Severity.NOTE
    assert not findings_of("same-figure-differs", pair(one, other))


@pytest.mark.parametrize(("one", "other"), NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(one: str, other: str) -> None:
    assert not findings_of("bound-edge", pair(one, other))


def test_a_repeated_callout_is_told_once() -> None:
    callout = pair("200", "over 200")
    again = told("The Harbour lamp conference drew {200 delegates} to the quay.", document="annual", at=900, block=9)
    assert len(findings_of("bound-edge", (*callout, *again))) == 1

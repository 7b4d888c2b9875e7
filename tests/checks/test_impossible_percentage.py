"""impossible-percentage: no count of the stated base gives it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from factories import findings_of, told
from hypothesis import given
from hypothesis import strategies as st

from extractor.models import Severity

FLAGGED = {
    "those who were asked": ("We asked {16 clerks}; {90 per cent} rated it well.", Severity.WARNING, "10"),
    "those who replied": ("Some {16 clerks} replied, and {90 per cent} of them rated it well.", Severity.WARNING, "10"),
    "feedback from": ("Feedback from the {16 clerks} was good: {90 per cent} rated it well.", Severity.WARNING, "10"),
    "a bare base first": ("Of {16 clerks} who replied, {90 per cent} rated it well.", Severity.WARNING, "10"),
    "of the n": ("In all, {95 per cent} of the {32 clerks} agreed.", Severity.WARNING, "37"),
    "base first": ("Of the {28 graduates}, {38 per cent} had a job.", Severity.WARNING, "29"),
    "one in sixteen": ("Of the {16 councillors} who replied, {90 per cent} rated it well.", Severity.WARNING, "10"),
    "a decimal": ("Some {98.4 per cent} of our {42 wards} agreed.", Severity.WARNING, "61"),
    "cut off, not rounded": ("Some {66 per cent} of the {3 wards} agreed.", Severity.NOTE, "29"),
}
NOT_FLAGGED = {
    "others than those asked": "We asked {16 clerks}; {90 per cent} of masters agreed.",
    "some who did not reply": "Some {16 clerks} came, and {90 per cent} of them agreed.",
    "possible": "Some {98 per cent} of the {42 wards} agreed.",
    "a half rounds either way": "Some {13 per cent} of the {8 wards} agreed, {12 per cent} of the {8 wards} not.",
    "large enough for any": "Some {97 per cent} of the {132 wards} agreed.",
    "the base is not stated": "A survey of {32 wards} was run and {97 per cent} of clerks agreed.",
    "of another base": "Of the {28 graduates}, {38 per cent} of women had a job.",
    "hedged": "Some {over 97 per cent} of the {32 clerks} agreed.",
    "the share that the count is": "Of these {34 wards} ({11 per cent}) were lit.",
    "nought and all": "{100 per cent} of the {32 clerks} agreed.",
}


@pytest.mark.parametrize(("text", "severity", "base"), FLAGGED.values(), ids=FLAGGED)
def test_flagged_with_the_bases_that_would_work(text: str, severity: Severity, base: str) -> None:
    (finding,) = findings_of("impossible-percentage", told(text))
    assert finding.severity is severity
    assert base in finding.suggestion.replace(",", " ").replace(".", " ").split()


@pytest.mark.parametrize("text", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str) -> None:
    assert not findings_of("impossible-percentage", told(text))


@given(base=st.integers(2, 99), data=st.data())
def test_a_percentage_that_was_worked_out_is_never_flagged(base: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, base))
    share = (Decimal(part * 100) / base).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    assert not findings_of("impossible-percentage", told(f"Of the {{{base} clerks}}, {{{share} per cent}} agreed."))

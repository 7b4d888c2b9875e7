"""scope-drift: one rare figure with two scopes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import YEAR, findings_of, told

from extractor.checks.scope_drift import MOST_TOLD, find
from extractor.models import Claim, Period, Role, Severity, Source, Timing
from extractor.patterns import load_patterns
from extractor.shelf import Shelf

VIEWED = "The tables were viewed {15,888 times} during 2023/24."
SINCE = "The tables have been viewed {15,888 times} since 2021."


def yearly(text: str = VIEWED, **fields: object) -> tuple[Claim, ...]:
    return told(text, **{"document": "annual", "timing": Timing.IN_PERIOD, "period_source": Source.SENTENCE, **fields})


def since(text: str = SINCE, **fields: object) -> tuple[Claim, ...]:
    return told(text, **{"document": "press", **fields})


FLAGGED = {
    "a year and since then": ((*yearly(), *since()), Severity.WARNING),
    "within one document": ((*yearly(), *since(document="annual", at=500)), Severity.WARNING),
    "since a launch at a time not told": (
        (*yearly(), *since("The tables have been viewed {15,888 times} since their launch.")),
        Severity.NOTE,
    ),
    "so far": ((*yearly(), *since(VIEWED, role=Role.CUMULATIVE)), Severity.NOTE),
    "planned and done, in one document": (
        (*yearly(), *since("We expect {15,888 times} of viewing.", role=Role.TARGET, document="annual", at=500)),
        Severity.WARNING,
    ),
}
NOT_FLAGGED = {
    "both for the year": (*yearly(), *yearly(document="press")),
    "since a start within the year": (*yearly(), *since(SINCE.replace("2021", "May 2023"))),
    "another figure": (*yearly(), *since(SINCE.replace("15,888", "45,888"))),
    "a round figure": (*yearly(VIEWED.replace("15,888", "15,000")), *since(SINCE.replace("15,888", "15,000"))),
    "a small figure": (*yearly(VIEWED.replace("15,888", "158")), *since(SINCE.replace("15,888", "158"))),
    "other things": (*yearly(), *since("Since 2021 there were {15,888 clerks}.", timing=Timing.SINCE)),
    "a plan and its outcome": (
        *yearly(),
        *since("We expect {15,888 times} of viewing.", role=Role.TARGET),
    ),
    "a year that the text does not state": (
        *(replace(claim, period_source=Source.TITLE) for claim in yearly()),
        *since(),
    ),
    "a longer period": (
        *yearly(period=Period(start=YEAR.start and YEAR.start.replace(year=2019), end=YEAR.end, label="2019 to 2024")),
        *since(),
    ),
}


@pytest.mark.parametrize(("claims", "severity"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(claims: tuple[Claim, ...], severity: Severity) -> None:
    (finding,) = findings_of("scope-drift", claims)
    assert finding.severity is severity


@pytest.mark.parametrize("claims", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(claims: tuple[Claim, ...]) -> None:
    assert not findings_of("scope-drift", claims)


def test_a_figure_that_very_many_tell_is_passed_over_and_counted() -> None:
    often = [c for place in range(MOST_TOLD) for c in yearly(document=f"paper {place}")]
    shelf = Shelf([], [*often, *since()], (), load_patterns())
    found, tally = find(shelf)
    assert (found, dict(tally.passed_over)["a figure that is told very often"]) == ((), MOST_TOLD + 1)

"""ordinal-conflict: numbers outside their programme's own series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from factories import LAST_YEAR, document, findings_of, told

from extractor.models import Claim, Severity

# (programme, sentence) ...; the odd one out comes first
Row = tuple[str, str]
OWN: tuple[Row, ...] = (
    ("harbour", "Some 28 clerks joined {cohort 1} of the scheme."),
    ("harbour", "Wards may sign up to {Cohort 2} now."),
)
OTHERS: tuple[Row, ...] = (
    ("beacon", "The {25th cohort} of Beacon began."),
    ("beacon", "Beacon's {26th cohort} is open."),
)

FLAGGED: dict[str, tuple[tuple[Row, ...], Severity]] = {
    "another programme's number": ((("harbour", "Half of {Cohort 24} are women."), *OWN, *OTHERS), Severity.ERROR),
    "far outside, nothing else known": ((("harbour", "Half of {Cohort 24} are women."), *OWN), Severity.WARNING),
    "rounds as well as cohorts": (
        (
            ("harbour", "Bids for {round 31} closed."),
            ("harbour", "Bids for {round 2} closed."),
            ("harbour", "The {first round} paid for nets."),
            ("beacon", "Beacon's {round 30} paid for lamps."),
        ),
        Severity.ERROR,
    ),
}
NOT_FLAGGED: dict[str, tuple[Row, ...]] = {
    "the wave that follows on": (("beacon", "Bids for the {27th cohort} opened."), *OTHERS),
    "a number told twice": (
        ("harbour", "Half of {Cohort 24} are women."),
        ("harbour", "The {24th cohort} met in May."),
        *OWN,
    ),
    "too little known of the series": (("harbour", "Half of {Cohort 24} are women."), OWN[0]),
    "no programme known": (("none", "Half of {Cohort 24} are women."), *OWN),
    "another word of series": (("harbour", "Work on {phase 9} began."), *OWN),
    "a place in no series": (("harbour", "Wards won for the {first} time."), *OWN),
}


def claims_of(rows: Sequence[Row]) -> tuple[Claim, ...]:
    return tuple(
        c for n, (programme, text) in enumerate(rows) for c in told(text, programme=programme, at=n * 500, block=n)
    )


@pytest.mark.parametrize(("rows", "severity"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(rows: tuple[Row, ...], severity: Severity) -> None:
    (finding,) = findings_of("ordinal-conflict", claims_of(rows))
    assert finding.severity is severity
    assert finding.evidence[0].sentence == rows[0][1].replace("{", "").replace("}", "")
    assert " or " in finding.suggestion


@pytest.mark.parametrize("rows", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(rows: tuple[Row, ...]) -> None:
    assert not findings_of("ordinal-conflict", claims_of(rows))


def test_years_between_let_a_series_run_on() -> None:
    old = tuple(replace(c, document="old", period=LAST_YEAR) for c in claims_of(OWN))
    new = told("The {cohort 8} began.", document="new")
    assert not findings_of("ordinal-conflict", (*old, *new), documents=(document("old"), document("new")))


def test_one_wave_recruited_in_one_year_has_one_number() -> None:
    rows = (
        ("beacon", "A third of those recruited to {Cohort 27} are women."),
        ("beacon", "We recruited the {25th cohort}."),
        ("beacon", "Clerks recruited to {Cohort 25} met in May."),
    )
    recruited = tuple(replace(c, stage="appointed") for c in claims_of(rows))
    (finding,) = findings_of("ordinal-conflict", recruited)
    assert finding.evidence[0].text == "27"

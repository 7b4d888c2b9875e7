"""ordinal-conflict: numbers outside their programme's own series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from factories import LAST_YEAR, document, findings_of, paper, told

from extractor.models import Claim, Period, Severity

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
    "two schemes that no pattern knows": (
        ("none", "The {24th cohort} of the Bright Quays Fund met."),
        ("none", "{Cohort 1} of the Night Ferry Fund met."),
        ("none", "{Cohort 2} of the Night Ferry Fund is open."),
    ),
    "some phase": (("harbour", "At the hub a {24th cohort} is planned."), *OWN),
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


@pytest.mark.parametrize(
    ("owner", "others"),
    [("of the Bright Quays Fund", "of Bright Quays"), ("of the night ferry scheme", "of the night ferry scheme")],
    ids=["with capitals", "without"],
)
def test_a_scheme_that_no_pattern_knows_has_a_series_of_its_own(owner: str, others: str) -> None:
    rows = (
        ("none", f"The {{24th cohort}} {owner} met."),
        ("none", f"{{Cohort 1}} {owner} met."),
        ("none", f"{{Cohort 2}} {owner} is open."),
    )
    (finding,) = findings_of("ordinal-conflict", claims_of(rows))
    assert finding.evidence[0].text == "24th"
    assert others.removeprefix("of ").removeprefix("the ") in finding.message


def test_two_documents_that_tell_the_same_of_one_month_mean_one_number() -> None:
    month = Period(start=date(2023, 5, 1), end=date(2023, 5, 31), label="May 2023")
    one, other = (
        tuple(replace(c, document=name, period=month) for c in told(f"The {{{number} cohort}} began in May 2023."))
        for name, number in (("a", "25th"), ("b", "26th"))
    )
    papers = (document("a"), document("b"))
    (finding,) = findings_of("ordinal-conflict", (*one, *other), documents=papers)
    assert finding.severity is Severity.WARNING
    # Where one of them tells of both, two cohorts began in that month.
    both = (*one, *(replace(c, document="a", start=c.start + 900, sentence_start=900) for c in other), *other)
    assert not findings_of("ordinal-conflict", both, documents=papers)


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


YEARLY = {
    "the same of one year": ("Lamp survey 2022/23", "The {6th} annual lamp survey went out.", True),
    "of another year": ("Lamp survey 2021/22", "The {6th} annual lamp survey went out.", False),
    "another survey": ("Lamp survey 2022/23", "The {6th} annual boat survey went out.", False),
    "the same number": ("Lamp survey 2022/23", "The {4th} annual lamp survey went out.", False),
}


@pytest.mark.parametrize(("title", "other", "flagged"), YEARLY.values(), ids=YEARLY)
def test_what_takes_place_once_a_year_has_one_number_in_two_papers(title: str, other: str, flagged: bool) -> None:
    papers = [paper(title, "survey"), paper("Harbour report, October 2022", "board")]
    claims = (
        *told("This is the {4th} annual survey.", document="survey"),
        *told(other, document="board"),
    )
    yearly = [replace(claim, series="survey") for claim in claims]
    found = findings_of("ordinal-conflict", yearly, documents=papers)
    assert [finding.severity for finding in found] == [Severity.ERROR] * flagged


STEPS = {
    "started twice": ("The {26th cohort} took up post in October 2022.", "{Cohort 25} joined us in October 2022.", 1),
    "opened as another started": (
        "The {26th cohort} took up post in October 2022.",
        "Applications for {Cohort 25} opened in October 2022.",
        0,
    ),
    "a year apart": ("The {26th cohort} took up post in October 2022.", "{Cohort 25} joined us in October 2021.", 0),
}


@pytest.mark.parametrize(("one", "other", "flagged"), STEPS.values(), ids=STEPS)
def test_one_wave_starts_in_one_month(one: str, other: str, flagged: int) -> None:
    claims = (
        *told(one, document="annual", programme="beacon"),
        *told(other, document="board", programme="beacon"),
    )
    assert len(findings_of("ordinal-conflict", claims)) == flagged

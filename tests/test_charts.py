"""Charts: what is counted, which measures are drawn through the years, and what the drawing itself says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from factories import LAST_YEAR, QUARTER, YEAR, claim

from extractor.charts import BARS_SHOWN, MEASURES_SHOWN, VARIABLES, draw_claims, draw_findings, draw_measures
from extractor.models import Claim, Period, Role, Run, Severity

NAMES = {"harbour": "Harbour", "beacon": "Beacon"}
CALENDAR = Period(start=date(2021, 1, 1), end=date(2021, 12, 31), label="the year")


def test_claims_are_counted_by_programme_and_kind() -> None:
    chart = draw_claims(
        [claim("5 clerks"), claim("7 clerks"), claim("£3m"), claim("9 boats", programme="beacon"),
         claim("4 maps", programme="none")], NAMES
    )  # fmt: skip
    assert chart.head == ("Programme", "count", "money", "in all")
    assert chart.rows == (
        ("Harbour", "2", "1", "3"),
        ("Beacon", "1", "0", "1"),
        ("No programme named", "1", "0", "1"),
    )
    assert chart.about == "4 of 5 claims name one of 2 programmes."
    assert "Harbour</text>" in chart.drawing


def test_small_programmes_are_one_row_and_none_is_no_programme() -> None:
    claims = [claim("5 clerks", programme=f"p{number}") for number in range(BARS_SHOWN + 3)]
    chart = draw_claims([*claims, claim("5 clerks", programme="none")], {})
    assert [row[0] for row in chart.rows[-2:]] == ["3 other programmes", "No programme named"]
    assert len(chart.rows) == BARS_SHOWN + 2


def test_findings_are_counted_worst_first(small_run: Run) -> None:
    finding = small_run.findings[0]
    chart = draw_findings([finding, finding, replace(finding, severity=Severity.NOTE), small_run.findings[1]])
    assert chart.head == ("Check", "error", "note", "in all")
    assert chart.rows == (("same-figure-differs", "2", "1", "3"), ("precision-style", "0", "1", "1"))


DRAWN = {
    "a name of several words": (
        [claim("over 90 peer visits"), claim("80 peer visits", period=LAST_YEAR, measure="peer visits made")],
        [("2022/23", "80"), ("2023/24", "over 90")],
    ),
    "one word in the same words": (
        [claim("90 visits", measure="visits in 2023"), claim("80 visits", period=LAST_YEAR, measure="visits in 2022")],
        [("2022/23", "80"), ("2023/24", "90")],
    ),
    "two figures of one year": (
        [claim("80 peer visits", period=LAST_YEAR), claim("90 peer visits"), claim("95 peer visits", document="b")],
        [("2022/23", "80"), ("2023/24", "90"), ("2023/24", "95")],
    ),
    "a year by its dates": (
        [claim("80 peer visits", period=CALENDAR), claim("90 peer visits")],
        [("2021", "80"), ("2023/24", "90")],
    ),
}


@pytest.mark.parametrize(("claims", "rows"), DRAWN.values(), ids=DRAWN.keys())
def test_a_measure_is_drawn_through_the_years(claims: list[Claim], rows: list[tuple[str, str]]) -> None:
    (chart,) = draw_measures(claims, NAMES, {})
    assert [row[:2] for row in chart.rows] == rows
    assert chart.title.startswith("Harbour: ")


NOT_DRAWN = {
    "one year": [claim("80 peer visits"), claim("90 peer visits")],
    "one word in other words": [
        claim("80 days", measure="days of training"), claim("4 days", period=LAST_YEAR, measure="days late")
    ],
    "another programme": [claim("80 peer visits"), claim("90 peer visits", period=LAST_YEAR, programme="beacon")],
    "a quarter": [claim("80 peer visits"), claim("90 peer visits", period=QUARTER)],
    "a target": [claim("80 peer visits"), claim("90 peer visits", period=LAST_YEAR, role=Role.TARGET)],
    "a part of them": [claim("80 peer visits"), claim("9 peer visits", period=LAST_YEAR, population="by sea")],
    "a number that nobody can mean": [claim("80 peer visits"), claim("9" * 400 + " peer visits", period=LAST_YEAR)],
    "the number of a cohort": [claim("Cohort 4"), claim("Cohort 3", period=LAST_YEAR)],
}  # fmt: skip


@pytest.mark.parametrize("claims", NOT_DRAWN.values(), ids=NOT_DRAWN.keys())
def test_unlike_figures_are_not_drawn_as_one_measure(claims: list[Claim]) -> None:
    assert draw_measures(claims, NAMES, {}) == ()


def test_an_open_figure_has_an_arrow_and_a_rounded_one_a_band() -> None:
    def count_marks(figure: str) -> tuple[int, int]:
        (chart,) = draw_measures([claim(figure), claim("80 peer visits", period=LAST_YEAR)], NAMES, {})
        return chart.drawing.count("stroke: var(--bar); stroke-width: 1.4"), chart.drawing.count("stroke: var(--band)")

    assert count_marks("90 peer visits") == (0, 0)
    assert count_marks("about 90 peer visits") == (0, 1)
    arrows, bands = count_marks("over 90 peer visits")
    assert arrows >= 1
    assert bands == 1


def test_the_measures_with_most_years_are_drawn() -> None:
    earlier = Period(start=date(2021, 4, 1), end=date(2022, 3, 31))
    few = [claim(f"5 sort{n} visits", period=p) for n in range(MEASURES_SHOWN + 2) for p in (YEAR, LAST_YEAR)]
    many = [claim("7 zonal visits", period=p) for p in (YEAR, LAST_YEAR, earlier)]
    charts = draw_measures([*few, *many], NAMES, {})
    assert len(charts) == MEASURES_SHOWN
    assert charts[0].title == "Harbour: zonal visits"


def test_a_drawing_is_named_keeps_to_the_pages_colours_and_escapes_its_words() -> None:
    chart = draw_claims([claim("5 clerks")], {"harbour": '<b>"Harbour" & $x^2$'})
    assert re.match(r'<svg [^>]*role="img" aria-label="[^"]+"><title>', chart.drawing)
    assert not any(colour in chart.drawing for colour in VARIABLES)
    assert not re.search(r"#[0-9a-f]{6}", chart.drawing.replace("#000000", ""))
    assert "&lt;b&gt;" in chart.drawing
    assert "<b>" not in chart.drawing


def test_years_are_named_as_far_as_there_is_room_and_the_last_one_always() -> None:
    def name_years(count: int) -> list[str]:
        years = [Period(start=date(2024 - n, 1, 1), end=date(2024 - n, 12, 31)) for n in range(count)]
        (chart,) = draw_measures([claim(f"{9 + n} peer visits", period=p) for n, p in enumerate(years)], NAMES, {})
        return re.findall(r">(20\d\d)</text>", chart.drawing)

    assert name_years(4) == ["2021", "2022", "2023", "2024"]
    assert name_years(8) == ["2018", "2020", "2022", "2024"]

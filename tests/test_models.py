"""Figures are intervals (CHECKS.md): how each written form is read, and how two figures stand to each other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import claim, quantity
from hypothesis import given
from hypothesis import strategies as st

from extractor.models import Agreement, Kind, Qualifier, Quantity, Severity

# figure, what it is taken to mean: [ and ] take the end in, ( and ) leave it out
INTERVALS = [
    ("1,106", "[1106, 1106]"),
    ("eleven", "[11, 11]"),
    ("98.4", "[98.4, 98.4]"),
    ("5,000", "[5000, 5000]"),
    ("£38.5m", "[38450000, 38550000)"),
    ("1.5 million", "[1450000, 1550000)"),
    ("£1.34bn", "[1335000000, 1345000000)"),
    ("£250,000", "[250000, 250000]"),
    ("over 1.5 million", "(1500000, 1600000)"),
    ("over £20 million", "(20000000, 30000000)"),
    ("more than 1,000", "(1000, 2000)"),
    ("over 1,243", "(1243, 1305.15)"),
    ("over 15", "(15, 16]"),
    ("over 50", "(50, 60)"),
    ("over 90 per cent", "(90, 100]"),
    ("over 97 per cent", "(97, 100]"),
    ("at least 47", "[47, 49.35)"),
    ("at least 15", "[15, 16]"),
    ("under 100", "(0, 100)"),
    ("fewer than 15", "[14, 15)"),
    ("almost 500", "[450.0, 500)"),
    ("nearly 100", "[90.0, 100)"),
    ("up to 30", "(0, 30]"),
    ("up to £80 million", "(0, 80000000]"),
    ("about 1,000", "[900.00, 1100.00]"),
    ("about £1.5 million", "[1425000.00, 1575000.00]"),
    ("around 5", "[4, 6]"),
    ("between 10 and 20", "[10, 20]"),
    ("98 per cent", "[97.5, 98.5)"),
    ("98.4 per cent", "[98.35, 98.45)"),
    ("100 per cent", "[99.5, 100]"),
]


@pytest.mark.parametrize(("figure", "expected"), INTERVALS, ids=[figure for figure, _ in INTERVALS])
def test_a_figure_is_read_as_an_interval(figure: str, expected: str) -> None:
    read = quantity(figure).interval
    low, high = (Decimal(end) for end in expected[1:-1].split(", "))
    assert (read.low, read.high) == (low, high)
    assert (read.low_open, read.high_open) == (expected[0] == "(", expected[-1] == ")")


def test_a_figure_longer_than_decimals_reckon_with_has_an_interval() -> None:
    value = Decimal("123456789" * 5 + "000")
    long = replace(quantity("over 5"), value=value)
    assert long.last_digit == 1000
    assert long.interval.low == value


# one figure, another, how they stand to each other
AGREEMENTS = [
    ("over 1.5 million", "1.9 million", Agreement.DIFFER),
    ("over 1.5 million", "over 1.9 million", Agreement.DIFFER),
    ("over 1.5 million", "1.54 million", Agreement.AGREE),
    ("more than 1,000", "1,106", Agreement.AGREE),
    ("over 15", "16", Agreement.AGREE),
    ("over 15", "17", Agreement.DIFFER),
    ("50", "over 50", Agreement.EDGE),
    ("50", "at least 50", Agreement.AGREE),
    ("50", "nearly 50", Agreement.EDGE),
    ("50", "under 50", Agreement.EDGE),
    ("over 50", "under 50", Agreement.EDGE),
    ("at least 50", "up to 50", Agreement.AGREE),
    ("50", "up to 50", Agreement.AGREE),
    ("£38.5m", "in excess of £38.5 million", Agreement.AGREE),
    ("28", "up to 30", Agreement.AGREE),
    ("31", "up to 30", Agreement.DIFFER),
    ("5,000", "5,194", Agreement.ROUNDED),
    ("5,000", "5,600", Agreement.DIFFER),
    ("1,000", "1,106", Agreement.ROUNDED),
    ("1,000", "1,400", Agreement.DIFFER),
    ("100", "132", Agreement.DIFFER),
    ("5,000", "6,000", Agreement.DIFFER),
    ("300", "304", Agreement.ROUNDED),
    ("30", "31", Agreement.DIFFER),
    ("59", "162", Agreement.DIFFER),
    ("1,106", "1,106", Agreement.AGREE),
    ("£1.34bn", "£1.3 billion", Agreement.AGREE),
    ("£1.34bn", "£1.43bn", Agreement.DIFFER),
    ("£38.5m", "£38,470,000", Agreement.AGREE),
    ("£38.5m", "£35.8m", Agreement.DIFFER),
    ("98 per cent", "98.4 per cent", Agreement.AGREE),
    ("98 per cent", "98.7 per cent", Agreement.ROUNDED),
    ("98 per cent", "99 per cent", Agreement.DIFFER),
    ("98 per cent", "97 per cent", Agreement.DIFFER),
    ("100 per cent", "99.6 per cent", Agreement.AGREE),
    ("over 90 per cent", "94 per cent", Agreement.AGREE),
    ("over 90 per cent", "89 per cent", Agreement.DIFFER),
    ("about 1,000", "950", Agreement.AGREE),
    ("about 1,000", "1,400", Agreement.DIFFER),
    ("almost 500", "480", Agreement.AGREE),
    ("almost 500", "over 2,000", Agreement.DIFFER),
    ("between 63 and 100", "79", Agreement.AGREE),
    ("between 63 and 100", "60", Agreement.DIFFER),
]


@pytest.mark.parametrize(("one", "other", "expected"), AGREEMENTS, ids=[f"{a} | {b}" for a, b, _ in AGREEMENTS])
def test_two_figures_agree_or_not_and_the_order_does_not_matter(one: str, other: str, expected: Agreement) -> None:
    left, right = quantity(one), quantity(other)
    assert left.agrees_with(right) is expected
    assert right.agrees_with(left) is expected


def test_a_share_in_words_is_loose() -> None:
    third = Quantity(kind=Kind.PERCENT, value=Decimal("33.33"), unit="percent", abbreviated=True)
    assert third.agrees_with(quantity("35 per cent")) is Agreement.AGREE
    assert third.agrees_with(quantity("39 per cent")) is Agreement.DIFFER


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    qualifier=st.sampled_from([q for q in Qualifier if q is not Qualifier.RANGE]),
    kind=st.sampled_from(list(Kind)),
)
def test_an_interval_never_stands_on_its_head_and_a_figure_agrees_with_itself(
    value: Decimal, qualifier: Qualifier, kind: Kind
) -> None:
    figure = Quantity(kind=kind, value=value, qualifier=qualifier, step=Decimal("0.01"))
    assert figure.low <= figure.high
    if value:
        assert figure.agrees_with(figure) is Agreement.AGREE


@pytest.mark.parametrize(
    ("figure", "sentence", "expected"),
    [
        pytest.param("55", "In all 55 clerks came.", "In all [55] clerks came.", id="once"),
        pytest.param("5", "Of 15 or 2.5, 5 came.", "Of 15 or 2.5, [5] came.", id="not inside another figure"),
        pytest.param("over\n1,200", "Some over 1,200 came.", "Some [over 1,200] came.", id="broken over lines"),
        pytest.param("98%", "98%94%", "[98%]94%", id="callouts that run together"),
        pytest.param("55", "Nobody came.", "Nobody came.", id="not in it"),
    ],
)
def test_a_figure_is_marked_in_its_sentence(figure: str, sentence: str, expected: str) -> None:
    assert replace(claim("55 clerks"), text=figure, sentence=sentence).marked == expected


def test_a_lowered_severity_stops_at_note() -> None:
    assert Severity.ERROR.lowered() is Severity.WARNING
    assert Severity.NOTE.lowered() is Severity.NOTE

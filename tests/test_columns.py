"""Claims as columns: what goes in comes out, in order, and questions are asked once for each distinct value."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from factories import YEAR, claim, told

from extractor.columns import Columns, Groups, Lists, first_of_each, number
from extractor.models import Kind, Period

CLAIMS = (
    *told("We trained {140 clerks} and {12 pilots}.\nOf those, {62 per cent} stayed.", document="b"),
    claim("over £1.5m", document="a", box=(1.0, 2.0, 3.0, 4.0), page=3, period=Period()),
)


def test_claims_come_back_as_they_were_by_document_and_place() -> None:
    columns = Columns(reversed(CLAIMS))
    assert [columns.claim(row) for row in range(len(columns))] == [CLAIMS[3], *CLAIMS[:3]]


def test_a_figure_keeps_its_digits_beside_an_equal_one() -> None:
    one = claim("20 ports")
    other = replace(one, start=90, quantity=replace(one.quantity, value=Decimal("20.0")))
    columns = Columns([one, other])
    assert [str(columns.quantity[row].value) for row in (0, 1)] == ["20", "20.0"]


def test_a_question_is_asked_once_for_each_distinct_value() -> None:
    columns = Columns(CLAIMS)
    asked: list[Period] = []
    mask = columns.period.where(lambda period: asked.append(period) or period == YEAR)
    assert mask.tolist() == [False, True, True, True]
    assert len(asked) == 2


def test_values_are_told_by_what_is_made_of_them() -> None:
    kinds = Columns(CLAIMS).quantity.map(lambda quantity: quantity.kind)
    assert [kinds[row] for row in range(4)] == [Kind.MONEY, Kind.COUNT, Kind.COUNT, Kind.PERCENT]


def test_claims_are_found_by_place_and_sentence() -> None:
    columns = Columns(CLAIMS)
    assert columns.row_at("b", CLAIMS[1].start) == 2
    assert columns.row_at("b", 7_000) is None
    assert columns.row_at("c", 0) is None
    assert list(columns.rows_between("b", 0, CLAIMS[2].start)) == [1, 2]
    assert [list(columns.rows_of_sentence(place)) for place in range(columns.sentences)] == [[0], [1, 2], [3]]


def test_an_empty_shelf_has_no_rows() -> None:
    columns = Columns([])
    assert (len(columns), columns.sentences, columns.row_at("a", 0)) == (0, 0, None)
    assert list(Groups(columns.document.codes)) == []


def test_rows_with_equal_keys_are_grouped_in_order() -> None:
    groups = Groups(np.array([7, 3, 7, 3, 9]))
    assert list(groups) == [[1, 3], [0, 2], [4]]
    assert groups.of(2) == [0, 2]
    assert groups.sizes.tolist() == [2, 2, 1]


def test_combinations_are_numbered_and_their_first_rows_found() -> None:
    left, right = np.array([1, 1, 0, 1]), np.array([5, 6, 5, 5])
    codes = number(left, right).tolist()
    assert codes[0] == codes[3]
    assert len(set(codes)) == 3
    assert first_of_each(np.array([False, True, True, True]), left, right).tolist() == [False, True, True, True]
    assert first_of_each(np.array([True, True, True, True]), left, right).tolist() == [True, True, True, False]


def test_lists_are_spread_row_by_row() -> None:
    lists = Lists(np.array([2, 0, 1]), np.array([4, 5, 6]))
    places, integers = lists.spread(np.array([2, 1, 0]))
    assert (places.tolist(), integers.tolist()) == ([0, 2, 2], [6, 4, 5])


def test_lists_are_joined_cut_and_searched() -> None:
    lists = Lists.join([Lists(np.array([2, 0]), np.array([4, 7])), Lists(np.array([1]), np.array([4]))])
    assert [lists.of(row).tolist() for row in range(len(lists))] == [[4, 7], [], [4]]
    assert [lists.cut(1, 3).of(row).tolist() for row in range(2)] == [[], [4]]
    assert lists.where([np.arange(8) == 7]).tolist() == [True, False, False]
    added = lists.add(np.array([0, 1]), Lists(np.array([1, 2]), np.array([4, 9, 5])))
    assert [added.of(row).tolist() for row in range(3)] == [[4, 7], [5, 9], [4]]
    assert lists.count(np.array([True, True, False]), 8).tolist() == [0, 0, 0, 0, 1, 0, 0, 1]
    assert lists.count_common(Lists(np.array([1, 2]), np.array([7, 4, 5])), np.array([0, 0, 1])).tolist() == [1, 0, 1]


def test_columns_come_back_from_json_as_they_were() -> None:
    columns = Columns(CLAIMS)
    back = Columns.load(json.loads(json.dumps(columns.store())))
    assert [back.claim(row) for row in range(len(back))] == [columns.claim(row) for row in range(len(columns))]
    assert back.row_at("b", CLAIMS[1].start) == 2


def test_stored_columns_that_were_cut_are_refused() -> None:
    stored = Columns(CLAIMS).store()
    with pytest.raises(ValueError, match="cut"):
        Columns.load(stored | {"end": stored["end"][:-1]})
    with pytest.raises(ValueError, match="cut"):
        Columns.load(stored | {"text": {"values": [], "codes": stored["text"]["codes"]}})

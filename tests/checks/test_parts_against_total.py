"""parts-against-total: stated parts that do not make their stated total, or stand above it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import document, findings_of, told

from extractor.models import Block, BlockKind, Role

FLAGGED = {
    "a row after a colon": "We lit {90 lamps} in May: {50 lamps} in the north and {30 lamps} in the south.",
    "a row in brackets": "We lit {90 lamps} ({50} in the spring, {20} in the summer and {10} in the winter).",
    "of which three": "We lit {90 lamps}, of which {50} were in ports, {20} in bays and {10} in towns.",
    "of these three": "We lit {90 lamps}. Of these, {50} were in ports, {20} in bays and {10} in towns.",
    "a total at the end": "We lit {50 lamps} in the north and {30 lamps} in the south, a total of {90}.",
    "together": "Together, the {50 lamps} lit in May and the {30 lamps} lit in June bring the total to {90}.",
    "were and were not": "Of the {90 lamps} in the port, {50} were lit and {30} were not.",
    "a further, bringing the total to": (
        "We held {54 reviews}. A further {52 reviews} are booked, bringing the total for this year to {109}."
    ),
    "another, making in all": "We held {97 reviews}. Another {38} follow in March, making {145 reviews} in total.",
    "made up of": "We held {129 reviews}, made up of {60 reviews}, {40 visits} and {19 calls}.",
    "far off by one digit": "We lit {8,881 lamps} in May: {189 lamps} in the north and {1,692 lamps} in the south.",
    "digits changed round": "We lit {6,128 lamps}. Of these, {298} were in ports, {11} in bays and {1,319} in towns.",
    "money": "We paid {£2.1m}. A further {£3.2m} is due, taking the total to {£6.4m}.",
    "sums for this and that": (
        "Ministers added {£420 million}: {£310 million} for roads, {£65 million} for ports and {£35 million} so that no"
        " ward is worse off."
    ),
    "the remaining": "Of the {75 wards}, {68 wards} agreed and the remaining {9} did not.",
    "of which": "We held {60 reviews}, of which {75} were online.",
    "of those n": "In all, {90 wards} sent a form; of those {90 wards}, {96} sent it late.",
}
NOT_FLAGGED = {
    "a row that adds up": "We lit {90 lamps} ({50} in the spring, {30} in the summer and {10} in the winter).",
    "some of them": "We lit {90 lamps}, of which {20} were in ports, {20} in bays and {10} in towns.",
    "one of several wholes": "The first report named {9 lamps} and the second {17 lamps}. We lit {91 lamps} of them.",
    "far off": "We lit {8,881 lamps} in May: {189 lamps} in the north and {192 lamps} in the south.",
    "of something told in between": "We ran {eight courses}. A place is worth {£90}, and we give {40 places} of them.",
    "a part of a part": "In {54 wards} of the {142 wards} it was so, and {12} of those {54 wards} told of it.",
    "of one": "One place is {one county}. It has {31} of them.",
    "of which two": "We lit {90 lamps}, of which {50} were in ports and {30} in bays.",
    "told apart in two ways": "We lit {90 lamps} in May: {50 lamps} in the north and {30 lamps} with oil.",
    "other things after a colon": "We lit {90 lamps} in May: {50 masters} came and {30 clerks} stayed.",
    "they add up": "We held {54 reviews}. A further {52 reviews} are booked, bringing the total to {106}.",
    "with a part in between": (
        "We held {54 reviews}, including {28 wards} with a lamp. A further {52 reviews} follow, bringing the total to"
        " {106}."
    ),
    "including never adds up": "We held {129 reviews}, including {60 reviews} and {22 visits}.",
    "the base stands elsewhere": "A further {52 reviews} are booked, bringing the total to {109}.",
    "a row that is not closed": "We held {129 reviews}, made up of {60 reviews}, {40 visits}, {19 calls} among others.",
    "made up of, right": "We held {129 reviews}, made up of {60 reviews}, {40 visits} and {29 calls}.",
    "rounded money": "We paid {£2.4m}. A further {£3.4m} is due, taking the total to {£5.9m}.",
    "the remaining, right": "Of the {75 wards}, {68 wards} agreed and the remaining {7} did not.",
    "a part below some whole": "We held {12 reviews} in {5 wards}, of which {10} were online.",
    "bullets that nobody adds": "{2,800 clerks} learnt.\n{1,030 clerks} learnt in ports.\n{1,119 clerks} at sea.",
}


@pytest.mark.parametrize("text", FLAGGED.values(), ids=FLAGGED)
def test_flagged(text: str) -> None:
    (finding,) = findings_of("parts-against-total", told(text))
    assert any(row.part == "total" for row in finding.evidence)
    assert any(row.part == "part" for row in finding.evidence)


@pytest.mark.parametrize("text", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str) -> None:
    assert not findings_of("parts-against-total", told(text))


def test_a_part_is_of_the_things_and_not_of_their_change() -> None:
    change, part = told("That is {12 reviews} fewer. {71} of these were late.")
    assert findings_of("parts-against-total", (change, part))
    assert not findings_of("parts-against-total", (replace(change, role=Role.CHANGE), part))


TABLES = {
    "a total": (["Fees 109", "Grants 416", "Rents 53", "Total income 598"], 1),
    "a total of its own rows": (
        ["Fees 109", "Grants 416", "Total income 525", "Crew 300", "Oil 20", "Total spent 320"],
        0,
    ),
    "the second of two": (["Fees 109", "Grants 416", "Total income 525", "Crew 300", "Oil 20", "Total spent 340"], 1),
    "a total of totals": (["Fees 9", "Rents 4", "Sub-total 13", "Crew 6", "Oil 2", "Sub-total 8", "Total 21"], 0),
    "right": (["Fees 109", "Grants 416", "Rents 53", "Total income 578"], 0),
    "a part of a part": (["Fees 109", "of which ferries 60", "Grants 416", "Total 525"], 0),
    "read in another way": (["Fees 109", "Grants 416", "Total 1,400"], 0),
}


@pytest.mark.parametrize(("rows", "flagged"), TABLES.values(), ids=TABLES)
def test_a_total_of_a_table_is_made_by_its_rows(rows: list[str], flagged: int) -> None:
    cells, made, at = [], [], 0
    for row in rows:
        label, _, figure = row.rpartition(" ")
        cells.append(
            Block(kind=BlockKind.TABLE_CELL, start=at, end=at + len(figure), row_head=label, column_head="2022/23")
        )
        (claim,) = told(f"{{{figure} lamps}}", at=at, block=len(cells) - 1)
        made.append(claim)
        at += 50
    found = findings_of("parts-against-total", made, documents=[document(blocks=tuple(cells))])
    assert [finding.evidence[0].part for finding in found] == ["total"] * flagged

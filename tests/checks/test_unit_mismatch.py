"""unit-mismatch: lengths given for areas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import findings_of, told

from extractor.models import Claim

FLAGGED = {
    "thousands of m": ("They plan a {45,000m} hub in the docks.", ""),
    "a cluster in feet": ("They plan a {900,000} ft cluster in the docks.", "ft"),
    "a hub in metres": ("A {45,000} metres hub opened.", "metres"),
}
NOT_FLAGGED = {
    "millions as m": ("They plan for {45m} visits.", ""),
    "square feet": ("They plan a {900,000} square feet cluster.", "sq ft"),
    "a road": ("They mended {12,000} metres of road.", "metres"),
    "a path by its name": ("The Harbour Path fund mended {45,000} metres.", "metres"),
    "a mast": ("A {60} ft mast was raised.", "ft"),
    "things": ("They plan {900,000} homes.", ""),
}


def read(text: str, unit: str) -> tuple[Claim, ...]:
    return tuple(replace(c, quantity=replace(c.quantity, unit=unit)) for c in told(text))


@pytest.mark.parametrize(("text", "unit"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(text: str, unit: str) -> None:
    (finding,) = findings_of("unit-mismatch", read(text, unit))
    assert "square" in finding.message


def test_a_long_thing_in_a_name_says_nothing_of_what_plainly_has_an_area() -> None:
    (length,) = read("The Harbour Bridge Fund let {45,000} metres of office space.", "metres")
    assert findings_of("unit-mismatch", (replace(length, head="office space"),))
    assert not findings_of("unit-mismatch", (replace(length, head="cable"),))


@pytest.mark.parametrize(("text", "unit"), NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str, unit: str) -> None:
    assert not findings_of("unit-mismatch", read(text, unit))

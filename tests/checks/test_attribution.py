"""attribution: one rare figure credited to two."""

from __future__ import annotations

import pytest
from factories import findings_of, paper, told

from extractor.models import Claim, Severity, Source

NORTH = "The fund gave {£412,380} to the Northport partnership for a pier."


def two(one: str, other: str, **fields: object) -> tuple[Claim, ...]:
    return (*told(one, document="annual"), *told(other, **{"document": "press", **fields}))


FLAGGED = {
    "awarded it": two(NORTH, "The fund awarded Southquay Harbour Board {£412,380} for a pier."),
    "made to it": two(NORTH, "A grant of {£412,380} was made to Southquay Harbour Board."),
    "given and went to": two(NORTH, "The largest award, {£412,380}, went to the Southquay partnership."),
    "to and received": two(NORTH, "Southquay Harbour Board received {£412,380} for a pier."),
    "far apart in one document": two(
        NORTH, "Southquay secured {£412,380} for a pier.", document="annual", at=900, block=9
    ),
    "people, not money": two("Northport attracted {48,213 visitors}.", "Southquay attracted {48,213 visitors}."),
}
NOT_FLAGGED = {
    "the same name": two(NORTH, "The Northport partnership received {£412,380} for a pier."),
    "the name in full": two(NORTH, "The award of {£412,380} went to Northport Borough Council."),
    "an acronym": two(NORTH, "The award of {£412,380} went to NHP."),
    "no name": two(NORTH, "The largest award was {£412,380}."),
    "another sum": two(NORTH, "The largest award, {£412,390}, went to Southquay."),
    "a round sum": two(NORTH.replace("412,380", "400,000"), "The award of {£400,000} went to Southquay."),
    "a hedged sum": two(NORTH, "Southquay received {about £412,380}."),
    "a sum that several had": (
        *two(NORTH, "Southquay received {£412,380}."),
        *told("Eastcliff received {£412,380}.", document="third"),
    ),
    "two in one paragraph": told("Northport received {£412,380}. Southquay received {£412,380} too."),
}


@pytest.mark.parametrize("claims", FLAGGED.values(), ids=FLAGGED)
def test_flagged(claims: tuple[Claim, ...]) -> None:
    (finding,) = findings_of("attribution", claims)
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize("claims", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(claims: tuple[Claim, ...]) -> None:
    assert not findings_of("attribution", claims)


def test_a_part_and_the_whole() -> None:
    fields = {"programme_source": Source.SENTENCE}
    claims = (
        *told("Harbour drew {4,821,113 visitors}.", document="annual", programme="harbour", **fields),
        *told("Harbour Lights drew {4,821,113 visitors}.", document="press", programme="harbour_lights", **fields),
    )
    (finding,) = findings_of("attribution", claims)
    assert finding.severity is Severity.WARNING


PARAGRAPHS = {
    "another council": ("Southquay District Council has one hall now. It saves {£412,385} a year.", 1),
    "the same council": ("Northport Borough Council has one hall now. It saves {£412,385} a year.", 0),
    "two councils": (
        "Southquay District Council and Eastcliff Town Council share it. That saves {£412,385} a year.",
        0,
    ),
    "no council": ("There is one hall now. It saves {£412,385} a year.", 0),
}


@pytest.mark.parametrize(("other", "flagged"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_a_figure_is_its_councils_that_the_paragraph_has_named(other: str, flagged: int) -> None:
    one = "Northport Borough Council moved its crew into one hall, saving {£412,385} a year."
    papers = [
        paper(f"Harbours\n{text}".translate({123: None, 125: None}), name) for name, text in (("a", one), ("b", other))
    ]
    claims = (*told(one, document="a", at=9, block=1), *told(other, document="b", at=9, block=1))
    found = findings_of("attribution", claims, documents=papers)
    assert [finding.severity for finding in found] == [Severity.WARNING] * flagged

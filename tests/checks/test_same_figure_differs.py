"""same-figure-differs: one figure told twice, and the many pairs that only look like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from factories import LAST_YEAR, QUARTER, YEAR, blocks, claim, document, findings_of, paper, told

from extractor.models import BlockKind, Claim, Period, Role, Severity, Source, Timing

# Two tellings of one figure, in two documents unless a field says otherwise.
TRAINED = "In 2023/24 the Harbour scheme trained {140 clerks} as lamp keepers."


def pair(one: str, other: str, **fields: object) -> tuple[Claim, ...]:
    """One claim in each of two documents; `fields` are of the second."""
    return (*told(one, document="annual"), *told(other, **{"document": "press", **fields}))


FLAGGED: dict[str, tuple[Sequence[Claim], Severity]] = {
    "in the same words": (pair(TRAINED, TRAINED.replace("140", "155")), Severity.ERROR),
    "in other words": (
        pair(TRAINED, "As lamp keepers, {155 clerks} were trained by the Harbour scheme."),
        Severity.ERROR,
    ),
    "with synonyms, both hedged": (
        pair(
            "National bargaining settled the pay of {over 1.5 million employees}.",
            "We bargain nationally over the pay of {over 1.9 million workers}.",
        ),
        Severity.ERROR,
    ),
    "a callout and its text in one document": (
        (
            *told("{59 councils} helped to transform their workforces and modernise how they are managed.", block=1),
            *told("We worked with {162 councils} to transform their workforces and modernise how they are managed.",
                  block=30, at=2000),
        ),
        Severity.ERROR,
    ),
    "two digits changed round": (
        pair("The lamp bulletin had {7,576 subscribers}.", "The lamp bulletin has {7,756 subscribers}."),
        Severity.ERROR,
    ),
    "with the same figure beside it": (
        pair(
            "{42 workshops} were held for {1,900 delegates}.", "We held {48 workshops} for {1,900 delegates}.",
            programme="none",
        ),
        Severity.WARNING,
    ),
    "a short sentence taken over": (
        pair("All {48 berths} are taken.", "All {68 berths} are taken.", programme="none"),
        Severity.WARNING,
    ),
    "a scheme that no pattern knows, named in both": (
        (
            *told("Under the Bright Quays Fund, {140 clerks} were trained.", document="annual", programme="none"),
            *told("The Bright Quays Fund trained {155 clerks}.", document="offer", programme="none"),
        ),
        Severity.ERROR,
    ),
    "whom a programme reached, and no more": (
        pair(
            "{118 ports} hosted the Harbour scheme.",
            "Teams of the Harbour scheme visited {112 ports}.",
            programme_source=Source.SENTENCE,
        ),
        Severity.ERROR,
    ),
    "a share": (
        pair(
            "{97 per cent of harbour masters} said that the lamps had been good for their port.",
            "{94 per cent of harbour masters} said that the lamps had been good for their port.",
        ),
        Severity.ERROR,
    ),
    "last year's figure against last year's report": (
        (
            *told(TRAINED, document="last", period=LAST_YEAR),
            *told(TRAINED.replace("140", "120"), document="now", period=LAST_YEAR, role=Role.PREVIOUS),
        ),
        Severity.ERROR,
    ),
    "the programme left open": (pair(TRAINED, TRAINED.replace("140", "155"), programme="none"), Severity.WARNING),
    "the period left open": (
        pair(TRAINED, TRAINED.replace("140", "155"), period=replace(YEAR, start=None, end=None, label="")),
        Severity.WARNING,
    ),
    "a stage left open": (pair(TRAINED, TRAINED.replace("140", "155"), stage="completed"), Severity.WARNING),
}  # fmt: skip

NOT_FLAGGED: dict[str, Sequence[Claim]] = {
    "a part of the country": pair(
        TRAINED, "In 2023/24 the Harbour scheme trained {55 clerks} as lamp keepers in Wales."
    ),
    "a kind of area": pair(
        TRAINED, "In 2023/24 the Harbour scheme trained {55 clerks} as lamp keepers in rural areas."
    ),
    "some of the clerks that were trained": pair(
        TRAINED, "In 2023/24 {55} of the clerks that the Harbour scheme trained as lamp keepers were new."
    ),
    "of those trained": pair(
        TRAINED, "Of the clerks trained by the Harbour scheme, {55 clerks} were new lamp keepers."
    ),
    "all but so many": pair(TRAINED, "In 2023/24 the Harbour scheme trained all but {15 clerks} as lamp keepers."),
    "answers to questions that are not told": pair(
        "Of the plan {21 per cent of clerks} were not very confident.",
        "On the lamps {66 per cent of clerks} said that they were not very confident.",
    ),
    "of another size": pair(TRAINED, TRAINED.replace("140", "104,000")),
    "done or still to come": pair(
        TRAINED, "That makes {155 clerks} trained or booked by the Harbour scheme as lamp keepers."
    ),
    "shares of which no word says what they are of": pair(
        "Forms came from {54 per cent of ports}.", "In the last survey it was {69 per cent of ports}.", programme="none"
    ),
    "one thing in the place of another": pair(
        "{33 per cent of ports} were paying lamp supplements to planners.",
        "{33 per cent of ports} paid lamp supplements to planners, and {29 per cent of ports} to social workers.",
    ),
    "the whole of a part": pair(
        "{17 ports} had a visit by the Harbour scheme.",
        "Of late {6} of the {23 ports} had come to us after a visit by the Harbour scheme.",
    ),
    "two councils, each at the start of its sentence": pair(
        "Northport City Council trained {140 clerks} as lamp keepers.",
        "Southquay District Council trained {155 clerks} as lamp keepers.",
    ),
    "two schemes that no pattern knows": pair(
        "Under the Bright Quays Fund, {140 clerks} were trained as lamp keepers.",
        "With help from the Safe Tides scheme, {155 clerks} were trained as lamp keepers.",
        programme="none",
    ),
    "a scheme under the heading of another": pair(
        TRAINED,
        "Under the Bright Quays Fund, {155 clerks} were trained as lamp keepers.",
    ),
    "two schemes without capitals": (
        *told("The night ferry scheme trained {140 clerks} as lamp keepers.", document="annual", programme="none"),
        *told("The bright quays scheme trained {155 clerks} as lamp keepers.", document="offer", programme="none"),
    ),
    "one form filled in by another programme": pair(
        "All {48 berths} are taken.", "All {68 berths} are taken.", programme="beacon"
    ),
    "two columns of one row": (
        claim("97.6 per cent", "97.6 per cent", measure="lamps mended in time Q3 22/23", head="lamps mended in time"),
        claim(
            "96.2 per cent",
            "96.2 per cent",
            measure="lamps mended in time Q3 23/24",
            head="lamps mended in time",
            at=60,
            block=1,
        ),
    ),
    "the same figure": pair(TRAINED, TRAINED),
    "a hedge that holds": pair(TRAINED, TRAINED.replace("140", "over 130")),
    "rounded": pair(TRAINED.replace("140", "5,194"), TRAINED.replace("140", "5,000")),
    "another year": pair(TRAINED, TRAINED.replace("140", "155"), period=LAST_YEAR),
    "a quarter of the year": pair(TRAINED, TRAINED.replace("140", "40"), period=QUARTER),
    "another programme": pair(TRAINED, TRAINED.replace("140", "155"), programme="beacon"),
    "a part of the programme, named": pair(
        TRAINED, TRAINED.replace("140", "15"), programme="harbour_lights", programme_source=Source.SENTENCE
    ),
    "a target and its outcome": pair(TRAINED, TRAINED.replace("140", "155"), role=Role.TARGET),
    "a plan in its words": pair(TRAINED, "In 2023/24 the Harbour scheme will train {155 clerks} as lamp keepers."),
    "an increase and a level": pair(TRAINED, TRAINED.replace("140", "15"), role=Role.CHANGE),
    "since its launch": pair(TRAINED, TRAINED.replace("140", "900"), timing=Timing.SINCE),
    "another stage of the funnel": (
        *told("{900 clerks} applied to the Harbour scheme for lamp keepers.", stage="applied", document="annual"),
        *told("{140 clerks} applied to the Harbour scheme for lamp keepers.", stage="shortlisted", document="press"),
    ),
    "another population": (
        *told(TRAINED, population="clerks in ports", document="annual"),
        *told(TRAINED.replace("140", "15"), population="clerks at sea", document="press"),
    ),
    "a part of the people": pair(
        "{97 per cent of harbour masters} said that the lamps had been good for their port.",
        "{94 per cent of female harbour masters} said that the lamps had been good for their port.",
    ),
    "short ones and all": pair(
        TRAINED, "In 2023/24 the Harbour scheme trained {155 short-term clerks} as lamp keepers."
    ),
    "new ones and all": pair(
        "The Harbour scheme trained {140 clerks} as lamp keepers.",
        "The Harbour scheme trained {12 new clerks} as lamp keepers.",
    ),
    "another thing said of the same people": pair(
        "{97 per cent of harbour masters} said that the lamps had been good for their port.",
        "{88 per cent of harbour masters} said that the lamps had been good for their crews.",
    ),
    "another thing counted": pair(TRAINED, "In 2023/24 the Harbour scheme trained {155 pilots} as lamp keepers."),
    "another act": pair(
        "{67 councils} took up a harbour review in the year.", "{46 councils} received a progress visit after a review."
    ),
    "too little to be the same": pair("{48 delegates} attended.", "{225 delegates} attended."),
    "not, and yes": pair(TRAINED, "In 2023/24 the Harbour scheme has not trained {155 clerks} as lamp keepers."),
    "two places": pair(
        "{9,400 households} in Leeds took part in the Harbour food waste pilot.",
        "{7,150 households} in Preston took part in the Harbour food waste pilot.",
    ),
    "some of that total": pair(
        "In all, {42 ports} had the Harbour lamp review.", "Some {22} of that total ports had the Harbour lamp review."
    ),
    "side by side in one text": (
        *told(
            "Of {140 clerks} trained by Harbour as lamp keepers, {12 clerks} were trained as masters.",
            document="annual",
        ),
        *told("The Harbour scheme trained {12 clerks} as lamp keepers.", document="press"),
    ),
    "the first cohort and the second": pair(
        "The Harbour scheme trained {28 clerks} of its {first cohort} as lamp keepers.",
        "The Harbour scheme trained {120 clerks} of its {second cohort} as lamp keepers.",
    ),
    "two subjects, both named": (
        *told("{40 clerks} were trained as lamp keepers.", subject="Leeds Council", document="annual"),
        *told("{60 clerks} were trained as lamp keepers.", subject="Camden Council", document="press"),
    ),
    "neither programme known": pair("{48 delegates} came.", "{225 delegates} came.", programme="none"),
}


@pytest.mark.parametrize(("claims", "severity"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(claims: Sequence[Claim], severity: Severity) -> None:
    (finding,) = findings_of("same-figure-differs", claims)
    assert finding.severity is severity
    assert {slot for slot, *_ in finding.slots} >= {"measure", "population", "programme", "period", "role", "stage"}


@pytest.mark.parametrize("claims", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(claims: Sequence[Claim]) -> None:
    assert not findings_of("same-figure-differs", claims)


def test_items_of_one_list_are_different_things_though_alike() -> None:
    text = "{50 officers} were helped by the coast course.\n{24 officers} were helped by the senior coast course."
    report = document(blocks=blocks(BlockKind.LIST_ITEM, BlockKind.LIST_ITEM))
    assert not findings_of("same-figure-differs", told(text), documents=[report])


def test_an_earlier_figure_is_of_what_the_later_one_counts() -> None:
    now = told("{1,310 clerks} went through the Harbour courses, up from {1,155 clerks}.", document="annual")
    again = told("{1,310 clerks} took part in the Harbour courses (2022/23: {1,204 clerks}).", document="report")
    claims = [
        replace(claim, role=Role.PREVIOUS, period=LAST_YEAR, measure="clerks") if claim.quantity.value < 1310 else claim
        for claim in (*now, *again)
    ]
    (finding,) = findings_of("same-figure-differs", claims)
    assert {row.value for row in finding.evidence} == {"1155", "1204"}


def test_a_callout_its_copy_and_another_figure_are_one_finding() -> None:
    claims = (
        *told(TRAINED, document="annual"),
        *told(TRAINED, document="annual", at=5000, block=40),
        *told(TRAINED.replace("140", "155"), document="press"),
    )
    (finding,) = findings_of("same-figure-differs", claims)
    assert sorted(row.value for row in finding.evidence) == ["140", "140", "155"]


def test_a_year_so_far_is_no_conflict_with_the_whole_year() -> None:
    claims = pair(TRAINED, TRAINED.replace("140", "90"), document="board")
    board = document("board", period=QUARTER)
    assert not findings_of("same-figure-differs", claims, documents=[document("annual"), board])


def test_a_figure_told_again_since_its_launch_is_no_figure_of_the_year() -> None:
    claims = (
        *told("LG Lamp reached {1.5 million views} of its pages.", document="report", block=1),
        *told("LG Lamp has reached {1.5 million views} of its pages.", at=900, block=9, timing=Timing.SINCE),
        *told("LG Lamp reached {328,000 views} of its pages.", at=1900, block=19),
    )
    assert not findings_of("same-figure-differs", claims)


def test_a_copy_of_a_publication_is_neither_confirmation_nor_conflict() -> None:
    same = [document("annual", work="w"), document("press", work="w")]
    assert not findings_of("same-figure-differs", pair(TRAINED, TRAINED), documents=same)
    (changed,) = findings_of("same-figure-differs", pair(TRAINED, TRAINED.replace("140", "155")), documents=same)
    assert changed.severity == "note"


def test_many_repeats_point_at_no_more_than_twelve_figures() -> None:
    repeats = [c for n in range(20) for c in told(TRAINED, document="annual", at=n * 500, block=n)]
    (finding,) = findings_of("same-figure-differs", [*repeats, claim("155 clerks", TRAINED, document="press",
                             measure="clerks trained as lamp keepers by the Harbour scheme")])  # fmt: skip
    assert len(finding.evidence) == 12
    assert {row.value for row in finding.evidence} == {"140", "155"}


SUMMIT = "The Harbour Leaders' Summit was held at Lamp Hall in March. "
GATHERINGS = {
    "by two nouns": (
        SUMMIT + "It was attended by {212 people}.",
        "Some {260 leaders} met for our Harbour Leaders' Summit.",
        1,
    ),
    "of whom some": (
        "The Harbour Leaders' Summit had {212 delegates}, of whom {58 pilots} spoke.",
        "As many as {260 people} came to the Harbour Leaders' Summit.",
        1,
    ),
    "as many": (SUMMIT + "It drew {260 people}.", "Some {260 leaders} met for our Harbour Leaders' Summit.", 0),
    "some of them": (SUMMIT + "It drew {212 pilots}.", "Some {260 leaders} met for our Harbour Leaders' Summit.", 0),
    "online": (SUMMIT + "It drew {212 people} online.", "Some {260 leaders} met for our Harbour Leaders' Summit.", 0),
    "another gathering": (SUMMIT + "It drew {212 people}.", "Some {260 people} came to the Night Ferry Conference.", 0),
}


@pytest.mark.parametrize(("one", "other", "flagged"), GATHERINGS.values(), ids=GATHERINGS)
def test_how_many_came_to_a_gathering_is_compared_whatever_they_are_called(one: str, other: str, flagged: int) -> None:
    papers = [
        paper("Board\n" + re.sub("[{}]", "", one), "board"),
        paper("Report\n" + re.sub("[{}]", "", other), "report"),
    ]
    claims = [
        *told(one, document="board", at=6, block=1, programme="none"),
        *told(other, document="report", at=7, block=1, programme="none"),
    ]
    found = findings_of("same-figure-differs", claims, documents=papers)
    assert [finding.severity for finding in found] == [Severity.WARNING] * flagged


def test_paragraphs_of_a_row_tell_of_a_round_each() -> None:
    rows = [
        "Round 1. Announced in May, it gave {£35.2 million} to {41 ports}.",
        "Round 2. Announced in June, it gave {£24.8 million} to {33 ports}.",
    ]
    told_of = [
        claim
        for number, row in enumerate(rows, start=1)
        for claim in told(row.partition(". ")[2], at=8 + (number - 1) * 80 + 9, block=number)
    ]
    text = "Harbour\n" + "\n".join(row.translate({123: None, 125: None}).ljust(79) for row in rows)
    assert findings_of("same-figure-differs", told_of)
    assert not findings_of("same-figure-differs", told_of, documents=[paper(text)])


def test_a_gathering_of_the_year_before_is_another() -> None:
    told_twice = (
        told("The Harbour Leaders' Summit drew {212 people}.", document="last", period=period)
        + told("The Harbour Leaders' Summit drew {260 delegates}.", document="now", period=QUARTER)
        for period in (Period(start=date(2022, 6, 1), end=date(2022, 6, 30)), QUARTER)
    )
    assert [len(findings_of("same-figure-differs", claims)) for claims in told_twice] == [0, 1]

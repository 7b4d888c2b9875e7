"""complement-sum: a share and what remains of it."""

from __future__ import annotations

import pytest
from factories import blocks, document, findings_of, told

from extractor.models import BlockKind

FLAGGED = {
    "answers to one question": "{68 per cent} of clerks agreed, {25 per cent} disagreed and {23 per cent} had no view.",
    "better, same, worse": (
        "{60 per cent} of clerks said that it was better, {33 per cent} that it was the same and {21 per cent} that it"
        " was worse."
    ),
    "the steps of a scale": (
        "{9 per cent} of clerks are very confident, {28 per cent} fairly confident, {46 per cent} not very confident"
        " and {22 per cent} not at all confident."
    ),
    "the steps of a scale, an item each": (
        "How likely is it?\nvery likely: {41 per cent}\nfairly likely: {38 per cent}\nnot very likely: {16 per cent}\n"
        "not at all likely: {9 per cent}"
    ),
    "the one main reason": (
        "The main reason was pay for {41 per cent}, a lack of boats for {33 per cent}, the cold for {22 per cent} and"
        " distance for {11 per cent}."
    ),
    "came from": "{65 per cent} of clerks came from ports, {23 per cent} from bays and {25 per cent} from towns.",
    "made up of": "The fund is made up of grant ({62 per cent}), fees ({25 per cent}) and reserves ({36 per cent}).",
    "too much": "{98 per cent} of clerks agreed and the remaining {4 per cent} did not.",
    "too little": "{62 per cent} found it very useful and the remaining {28 per cent} fairly useful.",
    "in the next sentence": "In all, {70 per cent} of wards agreed. The other {40 per cent} did not.",
    "three parts": "{50 per cent} came by train, {30 per cent} by bus and the remaining {30 per cent} on foot.",
    "the rest in brackets": "{80 per cent} of wards agreed, with the rest ({30 per cent}) against.",
    "parts of one whole": (
        "Replies came from all sides: {41 per cent} from ports, {32 per cent} from towns, {21 per cent} from farms and"
        " {14 per cent} from islands."
    ),
}
NOT_FLAGGED = {
    "answers that make 100": "{68 per cent} agreed, {25 per cent} disagreed and {7 per cent} had no view.",
    "three questions": "{68 per cent} agreed with the plan, {75 per cent} with the map and {83 per cent} with the key.",
    "three groups": "{68 per cent} of clerks, {75 per cent} of masters and {83 per cent} of pilots agreed.",
    "they make 100": "{98 per cent} of clerks agreed and the remaining {2 per cent} did not.",
    "within rounding": "{33 per cent} came by train, {33 per cent} by bus and the remaining {33 per cent} on foot.",
    "nothing says that they are all": "{52 per cent} of clerks are women ({47 per cent} men).",
    "a share within a share": "{95 per cent} agreed, {60 per cent} fully and the other {35 per cent} in part.",
    "other is no remainder": "{60 per cent} of wards and {50 per cent} of other bodies agreed.",
    "main reasons": (
        "The three main reasons were pay for {41 per cent}, a lack of boats for {33 per cent} and the cold for"
        " {42 per cent}."
    ),
    "the main reason of each of three groups": (
        "The main reason was pay for {41 per cent} of pilots. It was so for {52 per cent} of clerks and {33 per cent}"
        " of masters."
    ),
    "steps of two scales": (
        "{49 per cent} of clerks are very confident, {38 per cent} fairly content and {46 per cent} not very confident."
    ),
    "one answer a sentence": (
        "Money came first, for {66 per cent of clerks}. Boats came second with {19 per cent}. The remaining"
        " {15 per cent} gave other answers."
    ),
    "two questions, an item each": (
        "Who is it?\nvery likely: {41 per cent}\nvery content: {38 per cent}\nnot very likely: {46 per cent}"
    ),
    "hedged": "{over 60 per cent} agreed and the remaining {20 per cent} did not.",
    "many answers": "{41 per cent} named cost, {62 per cent} time and {30 per cent} staff.",
    "parts of one whole that are no more": (
        "Replies came from all sides: {41 per cent} from ports, {32 per cent} from towns and {27 per cent} from isles."
    ),
}


@pytest.mark.parametrize("text", FLAGGED.values(), ids=FLAGGED)
def test_flagged(text: str) -> None:
    (finding,) = findings_of("complement-sum", told(text))
    assert "tolerance" in finding.arithmetic


@pytest.mark.parametrize("text", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str) -> None:
    assert not findings_of("complement-sum", told(text))


def test_a_footnote_looks_for_the_share_that_tells_of_the_same() -> None:
    body = "Of clerks, {98 per cent} said that their aims for the course were met.\nOf wards, {60 per cent} had lamps."
    note = "\nThe remaining {four per cent} told us that their aims for the course were met in part."
    claims = told(body + note, page=3)
    report = document(blocks=blocks(BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.FOOTNOTE))
    (finding,) = findings_of("complement-sum", claims, documents=[report])
    assert [row.value for row in finding.evidence] == ["98", "4"]

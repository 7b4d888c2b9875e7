"""list-count: announced lists and what follows."""

from __future__ import annotations

import pytest
from factories import announced, claim, findings_of

from extractor.models import AnnouncedList

FLAGGED = {
    "a bullet too many": announced("three priorities", ["a", "b", "c", "d"]),
    "a bullet too few": announced("five changes", ["a", "b", "c", "d"]),
    "no list": announced("three elements", ["Finance highlights"], form="none"),
    "more than announced, though open-ended": announced("two aims", ["a", "b", "c"], open_ended=True),
    "in a sentence": announced(
        "three areas", ["the north", "the coast", "Kent and the west"], form="inline",
        text="It is tried in three areas: the north, the coast, Kent and the west.",
    ),
}  # fmt: skip
NOT_FLAGGED = {
    "a colon before a clause": announced(
        "17 clerks", ["most liked it"], form="inline", text="Feedback from the 17 clerks was good: most liked it."
    ),
    "a list that was broken off": announced("four key themes", ["a"]),
    "a footnote's mark": announced("3 www.example.org/survey", ["a", "b", "c", "d"]),
    "as many": announced("three priorities", ["a", "b", "c"]),
    "fewer, open-ended": announced("nine aims", ["a", "b", "c"], open_ended=True),
    "an item with an and": announced(
        "three areas", ["the north", "Tyne and Wear", "the coast"], form="inline",
        text="It is tried in three areas: the north, Tyne and Wear, the coast.",
    ),
    "an and in the last of a closed row": announced(
        "two aims", ["speed", "health and care"], form="inline", text="It has two aims: speed, and health and care."
    ),
    "parts that add up": announced(
        "11 lamps", ["two are rated red", "five amber", "four green"], form="inline",
        text="There are 11 lamps: two are rated red, five amber and four green.",
    ),
    "the list as a paragraph of its own": announced("four aims", ["nets; lamps; ropes; and sails."], form="none"),
    "bullets run into one line": announced(
        "15 reviews", ["270 clerks on the scheme", "40 in all"], form="inline",
        text="70 visits, of which 15 reviews - 270 clerks on the scheme - 1,000 pilots - 40 in all",
    ),
    "no list, open-ended": announced("nine aims", ["Next steps"], form="none", open_ended=True),
}  # fmt: skip


@pytest.mark.parametrize("row", FLAGGED.values(), ids=FLAGGED)
def test_flagged(row: AnnouncedList) -> None:
    (finding,) = findings_of("list-count", lists=[row])
    assert str(row.count) in finding.message
    assert finding.evidence[0].part == "announced"


@pytest.mark.parametrize("row", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(row: AnnouncedList) -> None:
    assert not findings_of("list-count", lists=[row])


def test_a_hedged_number_announces_no_count() -> None:
    over = claim("over three priorities")
    assert not findings_of("list-count", [over], [announced("three priorities", ["a", "b", "c", "d"])])


def test_a_missing_list_may_have_been_lost() -> None:
    (finding,) = findings_of("list-count", lists=[FLAGGED["no list"]])
    assert "lost" in finding.suggestion

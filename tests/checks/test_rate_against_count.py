"""rate-against-count: how often against how many, and for each against in all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import findings_of, paper, told

from extractor.checks.rate_against_count import NAME
from extractor.models import Role

TITLE = "Harbour report 2022/23\n"
MONTHLY = "Open sessions were held every month from April to November 2022. "

FLAGGED_FREQUENCIES = {
    "a board that meets": "The lamp board meets monthly: there were {32 meetings} between April and November 2022.",
    "monthly things": "Monthly walks were held from April to November 2022. The {32 walks} were full.",
    "a letter that goes out": "A letter went out every month from April to November 2022, making {32 letters}.",
    "in all": "The lamp board met every month from April to November 2022, {32 meetings} in all.",
    "monthly": MONTHLY + "The {32 sessions} drew 400 clerks.",
    "weekly": "Lamp walks took place each week between 1 May 2022 and 30 July 2022. These {42 walks} were full.",
    "beside a like year": "Walks were held every month from April to June 2020; the {20 walks} were full.",
    "too few": MONTHLY + "The {3 sessions} drew 400 clerks.",
}
FREQUENCIES = {
    "one a month": MONTHLY + "The {eight sessions} drew 400 clerks.",
    "one more": MONTHLY + "The {9 sessions} drew 400 clerks.",
    "one left out": MONTHLY + "The {7 sessions} drew 400 clerks.",
    "something else": MONTHLY + "The {32 clerks} were glad.",
    "some of them": MONTHLY + "Of these, {three sessions} were rained off.",
    "in many places": MONTHLY.replace("every", "in each region every") + "The {32 sessions} drew 400 clerks.",
    "at least": MONTHLY.replace("were held", "were held at least") + "The {32 sessions} drew 400 clerks.",
    "weeks with a holiday": "Lamp walks took place each week between 1 May 2022 and 30 July 2022."
    " The {eleven walks} were full.",
}
FLAGGED_SHARES = {
    "each of them first": "Each of the {60 projects} received {£5,000}, {£103,000} in total.",
    "money for each project": "We gave {£103 million} to {60 projects}, or {£3 million} for each project.",
    "not rounded so far": "We gave {£425,000} to {85 councils}, {£10,000} each.",
    "per person, of people": "We trained {47 people} at a cost of {£30,000} per person, {£352,500} in total.",
    "people at each event": "There were {400 clerks} at {10 sessions}, {70 clerks} per session.",
    "or so much a head": "The week drew {95 clerks}. It cost {£42,750}, or {about £550} a head.",
    "to those who had it": "In May the grants came to {£1.8 million}. They went to {24 ports}, {£95,000} each.",
    "a day": "Peers gave {1,480 days} to ports. At {£1,000} a day their time was worth {£1.9 million}.",
    "a head": "A course for {140 clerks} is planned. It costs {£650} a head, {£81,000} altogether.",
    "in two sentences": "We paid {£90,000} in {9 grants}. That is {£20,000 grants} for each grant.",
    "for each, of the number just told": "We gave {£103 million} to {60 projects}, {£3 million} for each on average.",
}
SHARES = {
    "each of them first, rightly": "Each of the {60 projects} received {£5,000}, {£300,000} in total.",
    "that go together": "We gave {£103 million} to {97 projects}, {in excess of £1 million} for each on average.",
    "or so much a head, rightly": "The week drew {95 clerks}. It cost {£42,750}, or {about £450} a head.",
    "a day, rightly": "Peers gave {1,480 days} to ports. At {£1,000} a day their time was worth {£1.5 million}.",
    "a day, of days that are not told": "Peers gave {1,480 visits}. At {£1,000} a day they were worth {£1.9 million}.",
    "a head, rightly": "A course for {140 clerks} is planned. It costs {£650} a head, {£91,000} altogether.",
    "a head of either": "A course for {14 towns} was held by {30 clerks}. At {£650} a head it cost {£81,000} in total.",
    "rounded": "We gave {£18 million} to {317 councils}, {about £57,000} for each council.",
    "no number": "It cost {£18 million}, {about £3,000} for each council.",
    "for a stretch of time": "It cost {£18 million} for {20 lamps}, {£3 million} per year.",
    "a total of another order": "We saved {£42m} in {29 ports} with {£7,000} each.",
    "two totals": "We gave {£103 million} and {£7 million} to {60 projects}, or {£3 million} for each project.",
    "the total of something else": "Debts of {£500 million} grew. We lit {14 lamps}, at {£25,000} for each lamp.",
}


def frequencies(text: str) -> int:
    """How many are flagged of a text in which the figures of the last sentence count."""
    plain = text.replace("{", "").replace("}", "")
    sentence = text[text.rfind(". ", 0, -1) + 2 if ". " in text[:-1] else 0 :]
    claims = told(sentence, at=len(TITLE) + len(plain) - len(sentence.replace("{", "").replace("}", "")))
    return len(findings_of("rate-against-count", claims, documents=[paper(TITLE + plain)]))


@pytest.mark.parametrize("text", FLAGGED_FREQUENCIES.values(), ids=FLAGGED_FREQUENCIES)
def test_frequency_flagged(text: str) -> None:
    assert frequencies(text) == 1


@pytest.mark.parametrize("text", FREQUENCIES.values(), ids=FREQUENCIES)
def test_frequency_not_flagged(text: str) -> None:
    assert frequencies(text) == 0


@pytest.mark.parametrize("text", FLAGGED_SHARES.values(), ids=FLAGGED_SHARES)
def test_for_each_flagged(text: str) -> None:
    (finding,) = findings_of("rate-against-count", told(text))
    assert [row.part for row in finding.evidence] == ["for each", "total", "number"]


@pytest.mark.parametrize("text", SHARES.values(), ids=SHARES)
def test_for_each_not_flagged(text: str) -> None:
    assert not findings_of("rate-against-count", told(text))


def test_room_for_so_many_at_each_is_no_share() -> None:
    courses, room, came = told("We ran {12 courses} with room for {25 clerks} for each, and {267 clerks} came.")
    assert findings_of(NAME, (courses, room, came))
    assert not findings_of(NAME, (courses, replace(room, role=Role.TARGET), came))

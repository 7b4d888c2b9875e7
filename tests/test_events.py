"""events.py: dates stand where they say, nothing raises, and the work grows with the text."""

from __future__ import annotations

import time

import pytest
from factories import paper, patterns
from hypothesis import given
from hypothesis import strategies as st

from extractor.events import find_events
from extractor.models import DatedEvent, Modality

PATTERNS = patterns()
_WORDS = (
    *(
        "The",
        "current lease",
        "runs until",
        "was launched",
        "will be",
        "in",
        "on",
        "March 2023",
        "31 November",
        "2023/22",
    ),
    *(
        "this report covers",
        "every month",
        "from",
        "to",
        ". ",
        ",",
        "\n",
        "\u00a0",
        "'",
        "\u00ad",
        "May",
        "£1.5m",
        "8-9 June",
    ),
)


def events(text: str) -> tuple[DatedEvent, ...]:
    """The dated events of a paper on 2022/23."""
    return find_events(paper(f"Harbour report 2022/23\n{text}"), PATTERNS)


@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=4), max_size=40))
def test_every_date_stands_where_it_says(words: list[str]) -> None:
    document = paper("Harbour report 2022/23\n" + " ".join(words))
    for event in find_events(document, PATTERNS):
        assert document.text[event.start : event.end] == event.text
        assert event.sentence_start <= event.start < event.end <= event.sentence_end


def test_the_title_is_found_where_it_stands() -> None:
    (title,) = events("Nothing else is dated.")
    assert (title.modality, title.text) == (Modality.TITLE, "2022/23")


def test_a_date_broken_over_two_lines_is_one() -> None:
    found = find_events(
        paper("Harbour\u00a0report\n" + "The Lamp Keepers Fund was launched in March\u00a0 2023."), PATTERNS
    )
    assert [event.text for event in found] == ["March\u00a0 2023"]


@pytest.mark.parametrize(
    ("sentence", "thing"),
    [
        ("'Lamps to light', paid for by the ports, was launched in May 2022.", "Lamps to light"),
        ("The Tide Service (TS), which all ports use, was launched in May 2022.", "Tide Service"),
        (
            "In the spring the Tide Service for small ports was first launched in May 2022.",
            "Tide Service for small ports",
        ),
        ("The new Keys to Harbours scheme launched on 4 May 2022 with 40 users.", "Keys to Harbours scheme"),
    ],
)
def test_what_was_launched_is_named(sentence: str, thing: str) -> None:
    assert [event.thing for event in events(sentence) if event.happens == "launch"] == [thing]


def test_the_work_grows_with_the_text() -> None:
    sentence = "In May 2022 we launched the Tide Service and 3 April 2023 was fine, "
    spent = []
    for count in (50, 400):
        start = time.process_time()
        events(sentence * count)
        spent.append(time.process_time() - start)
    assert spent[1] < 30 * spent[0]

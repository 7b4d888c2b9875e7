"""Which programmes a text names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.patterns import load_patterns
from extractor.programmes import (
    find_heading_programmes,
    find_offers,
    find_opening_programme,
    find_parents,
    find_programmes,
)

PATTERNS = load_patterns()

NAMED = [
    ("Nine CPCs were held", ["corporate_peer_challenge"]),
    ("A corporate peer challenge, then two more peer challenges", ["corporate_peer_challenge", "peer_challenge"]),
    ("NGDP for Finance trainees", ["ngdp_finance"]),
    ("the sector-led improvement offer", ["sector_support"]),
    ("our children's services peer review", ["childrens_services"]),
    ("'Pathways to planning 'pilot", ["pathways_to_planning"]),
    ("Cohort 25 joined Impact", ["ngdp"]),
    ("BLRF2 paid for land", ["ope"]),
    ("THE HOUSING ADVISERS PROGRAMME", ["housing_advisers"]),
    ("six shared service partnerships", ["shared_services"]),
]
SILENT = [
    ("The impact on residents was large", "an everyday word"),
    ("to be a councillor takes time", "everyday words"),
    ("with a focus on leadership", "everyday words in small letters"),
    ("All work meets PAS 2035", "a standard of the same name"),
    ("The NHS Leadership Academy", "another body's academy"),
    ("peer. Challenge accepted", "a full stop parts the words"),
    ("the council's workforce and its finance team", "every council has them"),
]


@pytest.mark.parametrize(("text", "programmes"), NAMED, ids=[row[0] for row in NAMED])
def test_a_programme_is_found_by_its_names(text: str, programmes: list[str]) -> None:
    assert [mention.programme for mention in find_programmes(text, PATTERNS)] == programmes


@pytest.mark.parametrize(("text", "why"), SILENT, ids=[row[1] for row in SILENT])
def test_everyday_words_name_no_programme(text: str, why: str) -> None:
    assert find_programmes(text, PATTERNS) == [], why


HEADINGS = [
    ("Workforce", True, ("workforce",)),
    ("Supporting effective local government procurement", True, ("procurement",)),
    ("Finance, workforce and transformation", True, ("finance_support", "workforce", "transformation")),
    ("Workforce", False, ()),
    ("One Public Estate (OPE)", False, ("ope",)),
    ("Background", True, ()),
]


@pytest.mark.parametrize(
    ("title", "own", "programmes"), HEADINGS, ids=[f"{row[0]}, own offer {row[1]}" for row in HEADINGS]
)
def test_an_everyday_heading_names_a_programme_only_in_its_own_publication(
    title: str, own: bool, programmes: tuple[str, ...]
) -> None:
    assert find_heading_programmes(title, PATTERNS, own_offer=own) == programmes


OPENINGS = [
    ("Shared services saved councils £1.3bn.", "shared_services"),
    ("Cyber: 22 visits were made.", "cyber_digital"),
    ("On adult social care we met 90 councils.", "pch"),
    ("Cyber attacks cost councils £4m.", ""),
    ("Councils use shared services.", ""),
]


@pytest.mark.parametrize(("text", "programme"), OPENINGS, ids=[row[0] for row in OPENINGS])
def test_a_paragraph_opens_on_a_programme_by_two_words_or_a_colon(text: str, programme: str) -> None:
    assert find_opening_programme(text, PATTERNS) == programme


OFFERS = [
    ("Nine climate change webinars were held.", ["climate_change"]),
    ("Our finance advisers met 30 councils.", ["finance_support"]),
    ("Finance officers in 30 councils replied.", []),
]


@pytest.mark.parametrize(("text", "programmes"), OFFERS, ids=[row[0] for row in OFFERS])
def test_an_everyday_word_before_a_thing_on_offer_names_its_programme(text: str, programmes: list[str]) -> None:
    assert [mention.programme for mention in find_offers(text, PATTERNS)] == programmes


def test_parents_are_given_nearest_first() -> None:
    assert find_parents("leadership_academy", PATTERNS) == ("political_leadership", "sector_support")
    assert find_parents("ope", PATTERNS) == ()


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    "peer",
                    "challenge",
                    "CPC",
                    "corporate",
                    "PAS",
                    "2035",
                    "One",
                    "Public",
                    "Estate",
                    "-",
                    "'",
                    "be",
                    "a",
                    "Councillor",
                ]
            )
        ).map(" ".join),
    )
)
def test_mentions_are_in_order_and_stand_where_they_say(text: str) -> None:
    at = 0
    for mention in find_programmes(text, PATTERNS):
        assert mention.start >= at
        assert text[mention.start : mention.end] == mention.text
        at = mention.end

"""What stands around a figure: the same for all at once as for each alone, and no sentence with a cue is missed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from factories import told

from extractor.columns import Columns
from extractor.models import Claim
from extractor.patterns import load_patterns
from extractor.surroundings import Around, Surroundings
from extractor.vocabulary import Vocabulary
from extractor.wording import Wording

WORDING = Wording(load_patterns())


def surround(claims: Sequence[Claim]) -> tuple[Surroundings, Vocabulary]:
    vocabulary = Vocabulary(WORDING)
    return Surroundings(Columns(claims), vocabulary), vocabulary


LOOKS = {
    "to the figures beside it": ("We met {12 pilots} and {40 clerks} today.", 1, (" pilots and ", " clerks today.")),
    "to the breaks of the sentence": ("In ports; we met {12 pilots} (of all ports).", 0, (" we met ", " pilots ")),
    "to a lone dash": ("Ports – we met {12 pilots} – all of them.", 0, ("we met ", " pilots")),
    "to a bracket at the figure": ("Pilots ({12 in all}) met.", 0, ("", " in all")),
}


@pytest.mark.parametrize(("text", "row", "expected"), LOOKS.values(), ids=LOOKS)
def test_a_figure_is_surrounded_by_what_is_told_beside_it(text: str, row: int, expected: Around) -> None:
    assert surround(told(text))[0].look(row) == expected


TAILS = {
    "up to the next figure": (
        "In May {97 per cent of clerks} agreed, {3 per cent of pilots} did not.",
        " of clerks agreed, ",
    ),
    "of a second figure as well": (
        "In May {97 per cent of clerks} and {94 per cent of pilots} agreed.",
        " of clerks and 94 per cent of pilots agreed.",
    ),
    "up to a semicolon": ("In May {97 per cent of clerks} agreed; some did not.", " of clerks agreed"),
}


@pytest.mark.parametrize(("text", "expected"), TAILS.values(), ids=TAILS)
def test_a_sentence_goes_on_to_say_what_a_share_is_of(text: str, expected: str) -> None:
    assert surround(told(text))[0].read_on(0) == expected


def test_of_a_figure_that_is_not_in_its_sentence_all_of_it_is_said() -> None:
    (one,) = told("We met {12 pilots}.")
    around, _ = surround([replace(one, text="13")])
    assert around.starts.tolist() == [-1]
    assert around.look(0) == ("", one.sentence)
    assert around.read_on(0) == one.sentence


def random_claims(seed: int, sentences: int) -> list[Claim]:
    """Claims of sentences with breaks, brackets and neighbours in all places, one after the other."""
    rng = random.Random(seed)
    words = "ports pilots clerks staff members of the trained full time in and towns".split()  # noqa: SIM905
    claims: list[Claim] = []
    for _ in range(sentences):
        parts = []
        for _ in range(rng.randint(3, 20)):
            chance = rng.random()
            word = (
                rng.choice(words) if chance < 0.75 else f"{{{rng.randint(2, 9999):,}{rng.choice(('', ' per cent'))}}}"
            )
            parts.append(
                rng.choice(("", "", "", "", "(")) + word + rng.choice(("", "", "", "", ",", ";", ")", ".", " –"))
            )
        text = " ".join(parts)
        claims += told(text.replace(". ", ", ") + ".", at=1000 * len(claims))
    return claims


def test_words_near_figures_are_those_that_each_figure_has_alone() -> None:
    claims = random_claims(7, 300)
    around, vocabulary = surround(claims)
    rows, near = around.read_near(np.arange(len(claims)))
    assert sorted(rows.tolist()) == list(range(len(claims)))
    assert len(claims) > 500
    for place, row in enumerate(rows.tolist()):
        assert vocabulary.spell(near.of(place)) == WORDING.words(around.look(row).near)


FOLLOWING = {
    "a word": ("of ", {0, 4}),
    "words in a row": ("out of ", {4}),
    "a bracket at the figure": (" (", {2}),
    "a colon": (": ", {3}),
    "what stands elsewhere in the sentence": ("we ", set()),
}
TEXT = "Of {12 pilots}, we met {10 pilots}. Pilots ({9 in all}) met: {7 twice}. Out of {4 ports}, we saw two."


@pytest.mark.parametrize(("cue", "rows"), FOLLOWING.values(), ids=FOLLOWING)
def test_figures_are_found_by_what_stands_right_before_them(cue: str, rows: set[int]) -> None:
    around, _ = surround(told(TEXT))
    assert set(np.flatnonzero(around.follow([cue])).tolist()) == rows


def test_figures_are_found_by_a_word_soon_after_them() -> None:
    around, _ = surround(told("We gave {10 grants} to ports, or {4 ships} each."))
    assert np.flatnonzero(around.precede(["each"], within=2)).tolist() == [1]
    assert np.flatnonzero(around.precede(["each"], within=7)).tolist() == [0, 1]


def test_no_sentence_that_holds_a_cue_is_missed() -> None:
    claims = random_claims(3, 200)
    around, _ = surround(claims)
    for cue in ("of the", "members of", "(", " –", "time", "staff)"):
        held = {row for row, claim in enumerate(claims) if cue in claim.sentence.lower()}
        assert held
        assert held <= set(np.flatnonzero(around.find([cue])).tolist())

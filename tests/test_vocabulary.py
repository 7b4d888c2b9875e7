"""Texts read in bulk: the same words as one by one, and no text with a cue is missed."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.patterns import load_patterns
from extractor.vocabulary import Vocabulary
from extractor.wording import Wording

WORDING = Wording(load_patterns())
TEXTS = (
    "The 40 pilots' licences were renewed.",
    "Pay for 40 members of staff, and for 12 members (of the band)",
    "councils; councils, COUNCILS and district councils/boroughs",
    "",
    "of the and in",
    "Of those asked, 60 per cent were pilots",
)


def test_words_are_those_that_each_text_has_read_alone() -> None:
    vocabulary = Vocabulary(WORDING)
    read = vocabulary.read(TEXTS)
    assert [vocabulary.spell(read.of(row)) for row in range(len(TEXTS))] == [WORDING.words(text) for text in TEXTS]


def test_words_can_be_asked_for_after_the_texts_were_split() -> None:
    vocabulary = Vocabulary(WORDING)
    read = vocabulary.understand(vocabulary.split(TEXTS))
    assert vocabulary.spell(read.of(1)) == WORDING.words(TEXTS[1])


@pytest.mark.parametrize(
    ("cue", "rows"),
    [
        ("councils", {2}),
        ("of ", {1, 4, 5}),
        ("of th", {1, 4, 5}),
        (" (", {1}),
        ("per cent", {5}),
        ("licences were", {0}),
        ("members (of the", {1}),
        ("the in", set()),
        ("absent", set()),
    ],
)
def test_a_cue_leads_to_all_texts_that_hold_it_and_to_no_others(cue: str, rows: set[int]) -> None:
    vocabulary = Vocabulary(WORDING)
    found = vocabulary.find(vocabulary.split(TEXTS), [cue])
    assert {row for row, text in enumerate(TEXTS) if cue in text.lower()} == rows
    assert set(np.flatnonzero(found).tolist()) == rows


def test_any_of_several_cues_leads_to_a_text() -> None:
    vocabulary = Vocabulary(WORDING)
    found = vocabulary.find(vocabulary.split(TEXTS), ["licences were", "of those", "absent"])
    assert np.flatnonzero(found).tolist() == [0, 5]

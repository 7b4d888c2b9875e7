"""The lexicon: the same lemmas as lemminflect gives, without its code."""

from __future__ import annotations

import subprocess
import sys

import lemminflect
import pytest

from extractor.lexicon import find_lemmas

WORDS = ("councils", "led", "data", "rose", "more", "okay", "any", "children's", "'d", "e-learning", "qqq", "")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_the_lemmas_that_lemminflect_gives_it(word: str) -> None:
    assert find_lemmas(word) == lemminflect.getAllLemmas(word)


def test_the_table_is_read_without_loading_spacy() -> None:
    look = (
        "from extractor.lexicon import find_lemmas; find_lemmas('councils'); import sys; print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Texts cut into pieces by numbers: the same pieces as one by one, whatever the texts hold."""

from __future__ import annotations

import random

import pytest

from extractor.columns import Lists
from extractor.pieces import Splitter


def _spell(splitter: Splitter, split: Lists) -> list[list[str]]:
    pieces = list(splitter.codes)
    return [[pieces[code] for code in split.of(row)] for row in range(len(split))]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["40 pilots, and 40 cooks"], id="a piece twice"),
        pytest.param(["", "two words", "", ""], id="empty texts"),
        pytest.param([" at the  edges ", "\tof\na text\r\n"], id="spaces of all sorts"),
        pytest.param(["1\u00a0000\u2009clerks", "ideographic\u3000space"], id="spaces beyond ASCII"),
        pytest.param(["caf\u00e9 \u2018quoted\u2019 \u2013 \u00a340m", "\U0001d7d9 \U0001f600"], id="beyond ASCII"),
        pytest.param(["a\0 \0 a \0a", "\ud800 lone"], id="characters that no text should hold"),
        pytest.param(["ab ba aab baa", "abab baba"], id="the same letters in another order"),
    ],
)
def test_pieces_are_those_of_each_text_split_alone(texts: list[str]) -> None:
    splitter = Splitter()
    assert _spell(splitter, splitter.split(texts)) == [text.split() for text in texts]


def test_no_text_gives_no_pieces() -> None:
    assert len(Splitter().split([])) == 0


def test_pieces_keep_their_integers_from_one_call_to_the_next() -> None:
    splitter = Splitter()
    first, second = splitter.split(["pilots and cooks"]), splitter.split(["cooks and sailors"])
    assert first.of(0).tolist() == [0, 1, 2]
    assert second.of(0).tolist() == [2, 1, 3]


def test_many_texts_are_split_as_few_are() -> None:
    rng = random.Random(3)
    texts = [" ".join(str(rng.randrange(30_000)) for _ in range(rng.randrange(40))) for _ in range(3000)]
    splitter = Splitter()
    assert _spell(splitter, splitter.split(texts)) == [text.split() for text in texts]


def test_a_piece_whose_place_another_took_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.pieces._BITS", 1)
    monkeypatch.setattr("extractor.pieces._SHIFT", 63)
    splitter = Splitter()
    texts = ["one two three four five"] * 2 + ["five four three two one"]
    assert _spell(splitter, splitter.split(texts)) == [text.split() for text in texts]

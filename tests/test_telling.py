"""Counts in words, and the figure of a sentence marked at its own place."""

from __future__ import annotations

import pytest

from extractor.telling import count_things, mark_figures


@pytest.mark.parametrize(
    ("sentence", "text", "figure", "before"),
    [
        pytest.param("We saw 55 clerks.", "We saw 55 clerks.", "55", "We saw ", id="once"),
        pytest.param("5 of 5 clerks came.", "5 of 5 clerks came.", "5 c", "5 of ", id="twice, the second"),
        pytest.param("90 came; of those 90 sat.", "* 90 came; of those 90 sat.", "90", "", id="twice, the first"),
        pytest.param("Some over 1,200 came.", "Some\nover\r\n1,200 came.", "over\r\n1,200", "Some ", id="broken line"),
        pytest.param("Some £1 came.", "Some\u00a0£1 came.", "£1", "Some ", id="no-break space"),
    ],
)
def test_the_figure_is_marked_at_its_own_place(sentence: str, text: str, figure: str, before: str) -> None:
    start = text.index(figure)
    quote = mark_figures(sentence, text, [(start, start + len(figure.removesuffix(" c")))])
    (place,) = [place for place, piece in enumerate(quote) if piece.marked]
    assert "".join(piece.text for piece in quote[:place]) == before
    assert "".join(piece.text for piece in quote) == sentence


def test_several_figures_of_a_sentence_are_marked_together() -> None:
    sentence = "Of 41 clerks, 34 (81 per cent) came."
    quote = mark_figures(sentence, sentence, [(14, 16), (3, 5), (18, 29)])
    assert [piece.text for piece in quote if piece.marked] == ["41", "34", "81 per cent"]


def test_a_figure_that_is_not_in_its_sentence_is_not_marked_elsewhere() -> None:
    assert [piece.marked for piece in mark_figures("Another sentence.", "55 clerks", [(0, 2)])] == [False]


@pytest.mark.parametrize(
    ("number", "word", "expected"),
    [(1, "claim", "1 claim"), (2310, "claim", "2,310 claims"), (2, "discrepancy", "2 discrepancies")],
)
def test_things_are_counted_in_words(number: int, word: str, expected: str) -> None:
    assert count_things(number, word) == expected

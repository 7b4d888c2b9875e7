"""Cleaning: what the patterns match on, and the way back to the document's own offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.cleaning import clean, find_figure

SPACES = " \t\r\n\u00a0\u202f\u2009\u3000\u2028\u2029\u0085"
INVISIBLE = "\u00ad\ufffe\u0002\u200b\u200f\u2060\ufeff\u202a"
MARKS = "-‐‑−’“”%％£19a.é\U0001f600"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("over 140 clerks", "over 140 clerks", id="plain text stays"),
        pytest.param("in excess of\n£46 million", "in excess of £46 million", id="a broken line"),
        pytest.param("in excess of\r\n£46 million", "in excess of £46 million", id="a broken line of Windows"),
        pytest.param("over  140   clerks", "over 140 clerks", id="doubled spaces"),
        pytest.param("over\u00a0140\u202fclerks", "over 140 clerks", id="no-break spaces"),
        pytest.param("1.5\u2009million\u3000homes", "1.5 million homes", id="thin and ideographic spaces"),
        pytest.param(
            "one\u2028two\u2029three\u0085four", "one two three four", id="separators of lines and paragraphs"
        ),
        pytest.param("a \n\t \n b", "a b", id="a run of mixed white space is one space"),
        pytest.param("coun\u00adcils", "councils", id="a soft hyphen within a line"),
        pytest.param("coun\u00ad\ncils", "councils", id="a soft hyphen at a line's end"),
        pytest.param("coun\ufffecils", "councils", id="a PDF reader's mark for a hyphen"),
        pytest.param("coun\u0002\ncils", "councils", id="another PDF reader's mark"),
        pytest.param("1\u200b40 \ufeffclerks", "140 clerks", id="marks without width"),
        pytest.param("\u202a140\u202c clerks", "140 clerks", id="marks of writing direction"),
        pytest.param("the panel’s ‘view’", "the panel's 'view'", id="curly single quotes"),
        pytest.param("“over 140”", '"over 140"', id="curly double quotes"),
        pytest.param("twenty‑five ‐ −14", "twenty-five - -14", id="hyphens and the minus sign"),
        pytest.param("2–3 — four", "2–3 — four", id="dashes that part figures or clauses stay"),
        pytest.param("97％", "97%", id="a wide per cent sign"),
        pytest.param(
            "more \u200b than",
            "more than",
            id="a mark without width between spaces",
        ),
        pytest.param("", "", id="nothing"),
        pytest.param(" \n ", " ", id="nothing but space"),
    ],
)
def test_text_is_made_plain(text: str, plain: str) -> None:
    assert clean(text).text == plain


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("in excess of\n£46 million were saved", "in excess of £46 million", "in excess of\n£46 million"),
        ("saved  1.5\u202fmillion  pounds", "1.5 million", "1.5\u202fmillion"),
        ("thou\u00ad\nsand and 12 bids", "12", "12"),
        ("thou\u00ad\nsand and 12 bids", "thousand", "thou\u00ad\nsand"),
        ("\ufeff12 bids", "12", "12"),
        ("“12” bids", '"12"', "“12”"),
        ("😀 12 bids", "12", "12"),
        ("a\r\n\r\nb 12", "a b", "a\r\n\r\nb"),
    ],
)
def test_a_span_leads_back_to_the_document(text: str, part: str, original: str) -> None:
    cleaned = clean(text)
    at = cleaned.text.index(part)
    start, end = cleaned.span(at, at + len(part))
    assert text[start:end] == original


def test_offsets_count_from_the_start_of_the_document() -> None:
    text = "Not this.\n\nOver\n140 clerks.\n\nNor this."
    cleaned = clean(text, 11, 27)
    assert cleaned.text == "Over 140 clerks."
    assert cleaned.span(5, 8) == (16, 19)


def test_an_end_beyond_the_text_is_its_end() -> None:
    assert clean("over  12 ", 6, 40).text == "12 "


def test_an_empty_span_has_a_place() -> None:
    cleaned = clean("12 bids", 3, 7)
    assert cleaned.span(0, 0) == (3, 3)
    assert cleaned.span(4, 4) == (7, 7)
    assert clean("", 0, 0).span(0, 0) == (0, 0)


@given(
    st.text(st.sampled_from(SPACES + INVISIBLE + MARKS) | st.characters(), max_size=60),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_every_character_knows_where_it_came_from(text: str, first: int, last: int) -> None:
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    cleaned = clean(text, start, end)
    offsets = [cleaned.place(at) for at in range(len(cleaned.text))]
    assert offsets == sorted(set(offsets))
    assert all(start <= offset < end for offset in offsets)
    for character, offset in zip(cleaned.text, offsets, strict=True):
        assert cleaned.index(offset) == cleaned.text.index(character, cleaned.index(offset))
        if character.isalnum():
            assert text[offset] == character


@given(st.text(st.sampled_from(SPACES + MARKS), max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@pytest.mark.parametrize(
    ("sentence", "figure", "near", "place"),
    [
        pytest.param("In 2019, 20 wards met.", "20", 9, 9, id="not within a year"),
        pytest.param("20 of 20 wards met.", "20", 6, 6, id="the one that is meant"),
        pytest.param("20 of 20 wards met.", "20", 0, 0, id="the first of two"),
        pytest.param("Some wards: 20 met.", "20", 14, 12, id="before it where lines were joined"),
        pytest.param("No ward met.", "20", 3, -1, id="nowhere"),
    ],
)
def test_a_figure_is_found_in_its_sentence(sentence: str, figure: str, near: int, place: int) -> None:
    assert find_figure(sentence, figure, near) == place

"""The letters by which expressions are passed over: never one that would have matched."""

from __future__ import annotations

import pytest
import regex

from extractor.cues import Cued, find_cues
from extractor.patterns import load_patterns

PATTERNS = load_patterns()

# An expression, and the strings of which every match holds one.
CUES = [
    (r"\btarget", ["target"]),
    (r"(?:targets?|goal) of", ["goal of", "target of", "targets of"]),
    (r"\b(?:goal|aim)s? (?:\w+ )?\d", ["aim ", "aims ", "goal ", "goals "]),
    (r"(?:very )?late \d", ["late ", "very late "]),
    (r"(?<!not )due(?= in)", ["due"]),
    (r"(?P<n>one|two)[- ]off", ["one off", "one-off", "two off", "two-off"]),
    (r"\d+[/:]\d", ["/", ":"]),
    (r"\w+@\w+", ["@"]),
    (r"(?:No|s)\. ?\d", ["no.", "no. ", "s.", "s. "]),
    (r"[a-c]-off", ["-off"]),
    (r"[^/]phone", ["phone"]),
    (r"A4 sheet\.", ["a4 sheet."]),
    (r"\d+ (?:(?:more|fewer) )*than", ["than"]),
    (r"x{0,3}yard", ["yard"]),
    (r"(?:yard){2}", ["yard"]),
]
NO_CUES = [
    r"\d+",
    r"(?:goal)?\d",
    r"goal|\d",
    r"(?:goal)*",
    r"(?:goal){0,2}",
    r"[abc]d",
    r"(?=goal)\d",
    r"\x41bcd",
    r"(?>goal)",
]


@pytest.mark.parametrize(("expression", "cues"), CUES, ids=[row[0] for row in CUES])
def test_cues_are_what_every_match_holds(expression: str, cues: list[str]) -> None:
    assert sorted(find_cues(expression)) == cues


@pytest.mark.parametrize("expression", NO_CUES)
def test_an_expression_that_may_match_without_words_has_no_cues(expression: str) -> None:
    assert find_cues(expression) == frozenset()


def test_entries_are_selected_in_their_order_whatever_the_capitals() -> None:
    cued = Cued([("phone", 1), (r"\d", 2), ("Street", 3), ("fax", 4), ("@", 5), ("#", 6)])
    assert cued.select("A STREET without a Phone @ all") == [1, 2, 3, 5]


def test_no_expression_is_passed_over_in_a_text_that_it_matches() -> None:
    expressions = {expression for entry in PATTERNS.noise for expression in entry.patterns}
    cued = Cued((expression, expression) for expression in expressions)
    entries = (*PATTERNS.noise, *PATTERNS.roles, *PATTERNS.stages, *PATTERNS.units, *PATTERNS.qualifiers)
    texts = [example.text for entry in entries for example in (*entry.examples.matches, *entry.examples.negatives)]
    missed = [
        (expression, text)
        for text in texts
        for expression in expressions.difference(cued.select(text))
        if regex.search(expression, text, regex.IGNORECASE)
    ]
    assert missed == []

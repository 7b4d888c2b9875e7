"""Keys outlive what a reader would not call a change, and tell apart what he would."""

from __future__ import annotations

import re
from dataclasses import replace

from factories import LAST_YEAR, claim

from extractor.identity import assign_keys, claim_id, evidence_key, finding_id, finding_key
from extractor.models import Evidence

SENTENCE = "The Harbour scheme trained 55 clerks in 2023/24."
OTHER = "The Beacon scheme trained 55 clerks in 2023/24."


def key_of(*claims: object, work: str = "w-1") -> str:
    """The key of the last claim given, all of them being of one work."""
    keyed = assign_keys(claims, {c.document: work for c in claims})  # type: ignore[attr-defined, arg-type]
    return keyed[-1].key


def test_a_rewrapped_sentence_keeps_its_key() -> None:
    wrapped = "The  Harbour scheme trained 55\nclerks in 2023/24."
    hyphened = "The Har\u00adbour scheme trained 55 clerks in 2023/24."
    assert key_of(claim("55 clerks", SENTENCE)) == key_of(claim("55 clerks", wrapped))
    assert key_of(claim("55 clerks", SENTENCE)) == key_of(claim("55 clerks", hyphened))


def test_a_renamed_document_keeps_its_keys() -> None:
    assert key_of(claim("55 clerks", SENTENCE, document="final")) == key_of(
        claim("55 clerks", SENTENCE, document="final v2")
    )


def test_text_inserted_before_keeps_the_key() -> None:
    inserted = claim("55 clerks", "The Harbour scheme placed 55 clerks in 2022/23.")
    moved = claim("55 clerks", SENTENCE, at=900, page=7, block=12)
    assert key_of(claim("55 clerks", SENTENCE)) == key_of(inserted, moved)


def test_a_changed_figure_keeps_the_key() -> None:
    for figure in ("61 clerks", "1,055 clerks", "eleven clerks"):
        changed = SENTENCE.replace("55 clerks", figure)
        assert key_of(claim("55 clerks", SENTENCE)) == key_of(claim(figure, changed))


def test_what_is_about_something_else_has_another_key() -> None:
    first = claim("55 clerks", SENTENCE)
    keys = {
        key_of(first),
        key_of(first, work="w-2"),
        key_of(replace(first, programme="beacon")),
        key_of(replace(first, period=LAST_YEAR)),
        key_of(replace(first, measure="clerks placed")),
        key_of(claim("55 clerks", OTHER)),
    }
    assert len(keys) == 6


def test_the_same_statement_twice_has_two_keys_in_the_order_of_the_text() -> None:
    first, again = claim("55 clerks", SENTENCE), claim("55 clerks", SENTENCE, at=500)
    forward = assign_keys([first, again], {"report": "w-1"})
    backward = assign_keys([again, first], {"report": "w-1"})
    assert forward[0].key != forward[1].key
    assert [c.key for c in backward] == [forward[1].key, forward[0].key]


def test_ids_are_twelve_letters_that_no_spreadsheet_takes_for_a_number() -> None:
    key = key_of(claim("55 clerks", SENTENCE))
    assert re.fullmatch(r"c-[a-v]{12}", claim_id(key))
    assert re.fullmatch(r"f-[a-v]{12}", finding_id(key))


def test_a_finding_is_its_check_and_its_evidence_in_any_order() -> None:
    assert finding_key("list-count", ["b", "a"]) == finding_key("list-count", ["a", "b"])
    assert finding_key("list-count", ["a"]) != finding_key("bound-edge", ["a"])


def test_evidence_that_is_no_claim_has_a_key_without_value_and_place() -> None:
    row = Evidence(document="a", start=5, end=9, text="May 2023", sentence="It runs until May 2023.", part="date")
    moved = replace(row, document="b", start=700, end=704, page=3)
    assert evidence_key(row, "w-1") == evidence_key(moved, "w-1")
    assert evidence_key(row, "w-1") != evidence_key(replace(row, sentence="It began in May 2023."), "w-1")

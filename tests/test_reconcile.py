"""Reconciling as a whole: order does not matter, keys hold, causes are grouped, tallies are complete."""

from __future__ import annotations

import gc
import random
from dataclasses import replace

import numpy as np
import pytest
from factories import PROGRAMMES, announced, document, patterns, told

from extractor.checks import CHECKS
from extractor.identity import assign_keys
from extractor.models import AnnouncedList, Claim, Document, Finding
from extractor.reconcile import find_discrepancies, pause_collector
from extractor.surroundings import Surroundings

PATTERNS = patterns(programmes=PROGRAMMES)
TEXT = "In 2023/24 the Harbour scheme trained {140 clerks} as lamp keepers."
SUM = "We held {54 reviews}. A further {52 reviews} are booked, bringing the total to {109}."
Shelf = tuple[tuple[Document, ...], tuple[Claim, ...], tuple[AnnouncedList, ...]]


def shelf(figure: str = "155", name: str = "press") -> Shelf:
    claims = (
        *told(TEXT, document="annual"),
        *told(TEXT.replace("140", figure), document=name),
        *told(SUM, document="annual", at=4000, block=9),
    )
    documents = (document("annual", work="w-annual"), document(name, work="w-press"))
    lists = (announced("three aims", ["a", "b"], document=name, claim_start=9999),)
    return documents, claims, lists


def run(one: Shelf) -> tuple[Finding, ...]:
    documents, claims, lists = one
    keyed = assign_keys(claims, {d.document: d.work for d in documents})
    return find_discrepancies(documents, keyed, lists, PATTERNS)[0]


def test_the_order_of_what_is_given_changes_nothing() -> None:
    documents, claims, lists = shelf()
    expected = run((documents, claims, lists))
    assert {f.check for f in expected} == {"same-figure-differs", "parts-against-total", "list-count"}
    for seed in range(5):
        mixed = list(claims)
        random.Random(seed).shuffle(mixed)
        assert run((documents[::-1], tuple(mixed), lists)) == expected


@pytest.mark.parametrize("touching", ["annual", "press", "bulletin"])
def test_findings_that_touch_a_document_are_those_of_the_whole_shelf(touching: str) -> None:
    documents, claims, _ = shelf()
    third = told(TEXT.replace("140", "170"), document="bulletin")
    documents = (*documents, document("bulletin", work="w-bulletin"), document("other", work="w-other"))
    odd = told(SUM.replace("109", "118"), document="other")
    claims = assign_keys((*claims, *third, *odd), {d.document: d.work for d in documents})
    every, _ = find_discrepancies(documents, claims, (), PATTERNS)
    some, _ = find_discrepancies(documents, claims, (), PATTERNS, touching={touching})
    touched = [f for f in every if touching in {each.document for each in f.evidence}]
    assert [f for f in some if touching in {each.document for each in f.evidence}] == touched != []
    assert len(some) < len(every)


def test_findings_come_worst_first() -> None:
    ranks = [f.severity.rank for f in run(shelf())]
    assert ranks == sorted(ranks, reverse=True)


def test_a_changed_figure_and_a_renamed_document_keep_the_finding() -> None:
    keys = {f.key for f in run(shelf())}
    assert {f.key for f in run(shelf("161"))} == keys
    assert {f.key for f in run(shelf(name="final v2"))} == keys


def test_another_sentence_is_another_finding() -> None:
    documents, claims, lists = shelf()
    other = tuple(replace(c, sentence=f"Moreover {c.sentence}") if c.document == "press" else c for c in claims)
    keys = {f.check: f.key for f in run((documents, claims, lists))}
    changed = {f.check: f.key for f in run((documents, other, lists))}
    assert changed["same-figure-differs"] != keys["same-figure-differs"]
    assert changed["parts-against-total"] == keys["parts-against-total"]


def test_findings_that_rest_on_one_figure_name_one_cause() -> None:
    documents, claims, lists = shelf()
    third = told(SUM.replace("{54 reviews}", "{64 reviews}"), document="annual", at=4000, block=9)
    assert len({f.cause for f in run((documents, claims, lists))}) == 3
    twice = run((documents, (*claims[:2], *third), lists))
    assert all(f.cause for f in twice)


def test_each_check_says_what_it_looked_at() -> None:
    documents, claims, lists = shelf()
    _, tallies = find_discrepancies(documents, claims, lists, PATTERNS)
    assert [t.check for t in tallies] == [c.name for c in CHECKS]
    assert next(t for t in tallies if t.check == "same-figure-differs").examined >= 1


def test_every_check_has_documentation_that_starts_with_a_sentence() -> None:
    for check in CHECKS:
        assert check.summary.endswith(".")
        assert len(check.about.splitlines()) > 2


def test_an_empty_shelf_has_nothing_to_say() -> None:
    assert run(((), (), ())) == ()


def test_the_collector_of_cycles_rests_only_while_figures_are_compared() -> None:
    with pytest.raises(ZeroDivisionError), pause_collector():
        assert not gc.isenabled()
        run(shelf())
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


SENTENCES = (
    "We held {54 reviews}. A further {52 reviews} are booked, bringing the total to {109}.",
    "There were {129 visits}, made up of {60 visits}, {40 calls} and {27 letters}.",
    "Of the {75 ports}, {68 ports} agreed and the remaining {9 ports} did not.",
    "Out of {40 ports}, {61 per cent} agreed.",
    "We asked {30 pilots}: {71 per cent} agreed.",
    "We met {60 pilots}, of whom {75 clerks} stayed.",
    "Of those {90 ports}, {96 ports} have a quay.",
    "There were {142 visits}: {46 visits} in May, {40 visits} in June and {50 visits} in July.",
    "There were {142 visits} ({46 visits} in May and {90 visits} in June).",
    "We saw {54 ports} in the north and {52 ports} in the south, a total of {109 ports}.",
    "Each of the {40 ports} received {£5,000}, {£900,000} in total.",
    "We gave {£900,000} to {40 ports}, {£5,000} for each.",
    "{61 per cent} of clerks agreed. The remaining {49 per cent} did not.",
    "Of the {70 clerks}, {61 clerks} ({95 per cent}) agreed.",
)


def test_the_words_by_which_checks_choose_their_sentences_lose_none(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [
        claim
        for place, text in enumerate(SENTENCES)
        for claim in told(text, document=f"d{place:02}", programme="none", block=place)
    ]
    documents = [document(f"d{place:02}") for place in range(len(SENTENCES))]
    keyed = assign_keys(claims, {})
    chosen = find_discrepancies(documents, keyed, (), PATTERNS)
    for choose in ("find", "follow", "precede"):
        monkeypatch.setattr(Surroundings, choose, lambda self, *_, **__: np.ones(len(self.starts), bool))
    assert find_discrepancies(documents, keyed, (), PATTERNS) == chosen
    assert len({row.document for finding in chosen[0] for row in finding.evidence}) == len(SENTENCES)

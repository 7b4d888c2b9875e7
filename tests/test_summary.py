"""What a terminal tells: all that failed, the worst findings, the ledger, the slots of a sentence."""

from __future__ import annotations

from dataclasses import replace

from extractor.models import Mention, Reading, Run
from extractor.summary import WORST_SHOWN, describe_coverage, describe_run, describe_sentence


def test_the_terminal_tells_what_failed_and_the_worst(small_run: Run) -> None:
    told = describe_run(small_run)
    for words in (
        "2 documents read, 1 not read (passed over: hidden 1)",
        "not read: scan.pdf: no text; read it with OCR",
        "in part: 2023/offer.pdf: 1 of 2 pages",
        "4 claims: count 2, percent 1, money 1",
        "2 findings: error 1, note 1",
        "1. ERROR same-figure-differs",
    ):
        assert words in told


def test_the_terminal_says_how_many_findings_it_does_not_show(small_run: Run) -> None:
    many = replace(small_run, findings=small_run.findings[:1] * (WORST_SHOWN + 7))
    told = describe_run(many)
    assert told.count("ERROR same-figure-differs") == WORST_SHOWN
    assert "and 7 more" in told


def test_the_ledger_is_told_by_document_and_in_all(small_run: Run) -> None:
    told = describe_coverage(small_run)
    for words in (
        "annual: 4 numbers, 3 claims\n  no claim       1: period 1",
        "programme      1 linked: list 1; 2 not: no programme is named near (2)",
        "scan: no text, no number was met",
        "In all, 2 documents: 6 numbers, 4 claims",
        "same-figure-differs             4  other year (2)",
    ):
        assert words in told


def test_a_sentence_shows_its_slots_and_the_refused(small_run: Run) -> None:
    claims, numbers = small_run.claims[:1], small_run.unclaimed[:1]
    mention = Mention(start=0, end=5, text="clerk school", programme="clerk_school")
    told = describe_sentence(
        Reading(document=small_run.documents[1], claims=claims, unclaimed=numbers),
        [mention],
    )
    for words in (
        'claim    "over 1,200"',
        "1,200 to 1,300",
        "2023-04-01 to 2024-03-31",
        '"7": reference',
        "clerk_school",
    ):
        assert words in told
    assert describe_sentence(Reading(document=small_run.documents[0]), []).startswith("No number")

"""The title's period against what the text says that it covers, or a period that cannot be.

"Update, July - September" whose text covers July and August only: every figure "in the period" then has no certain end.
A coverage that runs on from an earlier start to the same end (the year so far) is no mismatch, nor is a calendar year's
title over a financial year. Dates that no calendar has are flagged wherever they stand: "October 2023/24" (one month of
two years), "31 November", a weekday that the date did not fall on, a span that runs backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from extractor.models import DatedEvent, Finding, Modality, Period, Severity
from extractor.shelf import Found, Ledger, Shelf, evidence_of, spell_period

NAME = "period-mismatch"
SEVERITY = Severity.WARNING

_LEEWAY = timedelta(days=9)  # "to the end of March" and "to 5 April" are one year
_YEAR_DAYS = range(360, 371)
_PART_OF_YEAR = range(55, 190)  # days: what a title names by its months, and not by when the paper was written
_LONGEST_RATIO = 2  # what covers ten years is the background, not the period


def find(shelf: Shelf) -> Found:
    """Find documents whose title and text name different periods, and dates that cannot be."""
    ledger = Ledger(NAME)
    return ledger.close([*_compare_coverage(shelf, ledger), *_list_malformed(shelf, ledger)])


def _compare_coverage(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    titles = {event.document: event for event in shelf.events if event.modality is Modality.TITLE}
    covered = [event for event in shelf.events if event.modality is Modality.COVERAGE]
    for (document, _), group in groupby(covered, key=lambda event: (event.document, event.sentence_start)):
        told = list(group)
        title = titles.get(document)
        if title is None:
            ledger.passed_over["the title names no period"] += 1
            continue
        ledger.examined += 1
        if any(_fits(title.period, event) for event in told):
            continue
        yield _mismatch(shelf, title, told)


def _fits(period: Period, event: DatedEvent) -> bool:
    """Whether a coverage can be that of a title's period, or cannot be compared with it."""
    covered = event.period
    if not (period.start and period.end and covered.start and covered.end):
        return True
    length, told = (period.end - period.start).days, (covered.end - covered.start).days
    if told > length * _LONGEST_RATIO or told < length / 12:
        return True
    if covered.end < period.start:
        # A paper of December covers November, and a year's plan the year before it; but a quarter's covers its quarter.
        return length not in _PART_OF_YEAR or abs(length - told) > _LEEWAY.days
    calendar = length in _YEAR_DAYS and told in _YEAR_DAYS and covered.start.month != period.start.month
    same_end = abs(covered.end - period.end) <= _LEEWAY
    later_start = covered.start - period.start > _LEEWAY
    return calendar or (same_end and not later_start)


def _mismatch(shelf: Shelf, title: DatedEvent, told: Sequence[DatedEvent]) -> Finding:
    event = told[0]
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f'The title says "{_flat(title.text)}", but the text of {shelf.where(event)} covers "{_flat(event.text)}".'
        ),
        suggestion="Give the title the period that the text covers, or say which figures are for which time.",
        arithmetic=f"title: {spell_period(title.period)}; covered: {spell_period(event.period)}",
        evidence=(evidence_of(title, "title"), *(evidence_of(one, "coverage") for one in told)),
    )


def _list_malformed(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    told: set[tuple[str, str, str]] = set()
    for event in shelf.events:
        ledger.examined += 1
        statement = (event.document, _flat(event.text), event.sentence)
        if event.modality is not Modality.MALFORMED or statement in told:
            continue
        told.add(statement)
        yield Finding(
            check=NAME,
            severity=SEVERITY,
            message=f'"{_flat(event.text)}" in {shelf.where(event)} cannot be: {event.problem}.',
            suggestion="Write the date or period that is meant.",
            arithmetic=event.problem,
            evidence=(evidence_of(event, "date"),),
        )


def _flat(text: str) -> str:
    return " ".join(text.split())

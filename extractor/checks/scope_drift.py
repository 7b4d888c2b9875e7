"""One rare figure told for a year here, and there for all the time since a start, or as a plan.

"Viewed 15,888 times in the year" and "viewed 15,888 times since 2021" cannot both be. Only figures of four and more
digits that count are looked at, exact ones, since small and round ones meet by chance. Where the start lies within the
year, or a plan was told before its outcome, nothing is wrong; where the start is not told, it is a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import combinations

import numpy as np
import regex
from numpy.typing import NDArray

from extractor.cleaning import find_figure
from extractor.columns import Columns, Mask
from extractor.models import Claim, Finding, Period, Role, Severity, Source, Timing
from extractor.shelf import Found, Ledger, Shelf, evidence_of, is_rare, quote, spell, spell_period, split_sentence

NAME = "scope-drift"
SEVERITY = Severity.WARNING

_FEWEST_DIGITS = 4
_LONGEST_YEAR = 372  # days
_ALIKE = 0.3  # of what two measures say
MOST_TOLD = 100  # claims that state one figure: where more do, it is no rare one, and none of its pairs are looked at
_CUES = ("since", "to date", "life")
_SINCE = regex.compile(
    r"(?i)^[^.;]{0,60}?\b(?:since\b(?P<start>[^.;]{0,70})|to date\b|over (?:its|their|the) (?:life|lifetime)\b)"
)
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class _Scope(StrEnum):
    YEAR = "in the period"
    SINCE = "since a start"
    PLAN = "planned"


def find(shelf: Shelf) -> Found:
    """Find rare figures that are told with two scopes."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    rare = shelf.columns.quantity.where(lambda quantity: is_rare(quantity, digits=_FEWEST_DIGITS))
    scopes = _find_scopes(shelf, rare)
    told = scopes != ""
    ledger.examined = int(rare.sum())
    if ledger.examined:
        ledger.passed_over["the text does not say for which time"] += int((rare & ~told).sum())
    for rows in shelf.rows_of_figures(told):
        if len(set(scopes[rows].tolist())) < 2:
            continue
        if len(rows) > MOST_TOLD:
            ledger.passed_over["a figure that is told very often"] += len(rows)
            continue
        claims = [(shelf.columns.claim(row), _Scope(scopes[row])) for row in rows]
        drifts = [pair for pair in combinations(claims, 2) if _drifts(shelf, *pair)]
        if drifts:
            yield _finding(shelf, *min(drifts, key=lambda pair: _severity(*pair) is Severity.NOTE))


def _find_scopes(shelf: Shelf, rare: Mask) -> NDArray[np.str_]:
    """For each row the scope that it is told with; empty where the text does not say, or the figure is not rare."""
    columns = shelf.columns
    plan = rare & columns.role.where(lambda role: role is Role.TARGET)
    since = columns.timing.where(lambda timing: timing is Timing.SINCE)
    since |= columns.role.where(lambda role: role is Role.CUMULATIVE)
    for row in np.flatnonzero(rare & ~since & shelf.gate.surroundings.find(_CUES)).tolist():
        since[row] = _SINCE.match(_after(columns, row)) is not None
    year = columns.role.where(lambda role: role is Role.LEVEL) & columns.period.where(_is_year)
    year &= columns.period_source.where(lambda source: source in (Source.SENTENCE, Source.LIST))
    return np.select([~rare, plan, since, year], ["", _Scope.PLAN, _Scope.SINCE, _Scope.YEAR], "")


def _is_year(period: Period) -> bool:
    return bool(period.start and period.end and (period.end - period.start).days <= _LONGEST_YEAR)


def _after(columns: Columns, row: int) -> str:
    sentence, figure = columns.sentence[row], " ".join(columns.text[row].split())
    at = find_figure(sentence, figure, int(columns.start[row] - columns.sentence_start[row]))
    return sentence[at + len(figure) :] if at >= 0 else ""


def _start(claim: Claim) -> date | None:
    """The start that a cumulative figure names, at its latest; None where it names none."""
    found = _SINCE.match(split_sentence(claim)[1])
    year = _YEAR.search(found["start"] or "") if found else None
    if year is not None:
        return date(int(year.group()), 12, 31)
    return claim.period.start if claim.timing is Timing.SINCE else None


def _drifts(shelf: Shelf, one: tuple[Claim, _Scope], other: tuple[Claim, _Scope]) -> bool:
    (left, first), (right, second) = one, other
    if first is second or (left.document, left.sentence_start) == (right.document, right.sentence_start):
        return False
    if (
        not shelf.gate.head_words(left) & shelf.gate.head_words(right)
        and shelf.gate.similarity(*map(shelf.gate.side, (left, right))) < _ALIKE
    ):
        return False
    if _Scope.PLAN in (first, second):
        # A plan that came true to the last digit is told in the report after it.
        return first is not _Scope.SINCE and second is not _Scope.SINCE and left.document == right.document
    since, within = (left, right) if first is _Scope.SINCE else (right, left)
    start = _start(since)
    return start is None or within.period.start is None or start < within.period.start


def _severity(one: tuple[Claim, _Scope], other: tuple[Claim, _Scope]) -> Severity:
    since = [claim for claim, scope in (one, other) if scope is _Scope.SINCE]
    return SEVERITY if not since or _start(since[0]) is not None else Severity.NOTE


def _finding(shelf: Shelf, one: tuple[Claim, _Scope], other: tuple[Claim, _Scope]) -> Finding:
    (left, first), (right, second) = one, other
    return Finding(
        check=NAME,
        severity=_severity(one, other),
        message=(
            f'"{quote(left)}" is told {_describe(first, left)} in {shelf.where(left)},'
            f" and {_describe(second, right)} in {shelf.where(right)}."
        ),
        suggestion="Find out which time the figure is for, and say so in both places.",
        arithmetic=(
            f"{spell(left.quantity.value)}: {first} ({spell_period(left.period)}); {second}"
            f" ({spell_period(right.period)})"
        ),
        evidence=(evidence_of(left, first), evidence_of(right, second)),
    )


def _describe(scope: _Scope, claim: Claim) -> str:
    match scope:
        case _Scope.YEAR:
            return f"of {claim.period.label}" if claim.period.label else "of one period"
        case _Scope.SINCE:
            return "of all the time since a start"
        case _Scope.PLAN:
            return "as a plan"

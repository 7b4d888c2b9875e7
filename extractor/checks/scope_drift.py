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

import regex

from extractor.models import Claim, Finding, Role, Severity, Source, Timing
from extractor.shelf import Found, Ledger, Shelf, evidence_of, is_rare, quote, spell, spell_period, split_sentence

NAME = "scope-drift"
SEVERITY = Severity.WARNING

_FEWEST_DIGITS = 4
_LONGEST_YEAR = 372  # days
_ALIKE = 0.3  # of what two measures say
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
    for claims in shelf.same_figures(rare, fewest=1):
        scopes = [(claim, _scope(claim)) for claim in claims]
        told = [(claim, scope) for claim, scope in scopes if scope is not None]
        ledger.examined += len(claims)
        ledger.passed_over["the text does not say for which time"] += len(claims) - len(told)
        drifts = [pair for pair in combinations(told, 2) if _drifts(shelf, *pair)]
        if drifts:
            yield _finding(shelf, *min(drifts, key=lambda pair: _severity(*pair) is Severity.NOTE))


def _scope(claim: Claim) -> _Scope | None:
    if claim.role is Role.TARGET:
        return _Scope.PLAN
    if claim.timing is Timing.SINCE or claim.role is Role.CUMULATIVE or _SINCE.match(_after(claim)):
        return _Scope.SINCE
    start, end = claim.period.start, claim.period.end
    stated = claim.period_source in (Source.SENTENCE, Source.LIST)
    if claim.role is Role.LEVEL and stated and start and end and (end - start).days <= _LONGEST_YEAR:
        return _Scope.YEAR
    return None


def _after(claim: Claim) -> str:
    return split_sentence(claim)[1]


def _start(claim: Claim) -> date | None:
    """The start that a cumulative figure names, at its latest; None where it names none."""
    found = _SINCE.match(_after(claim))
    year = _YEAR.search(found["start"] or "") if found else None
    if year is not None:
        return date(int(year.group()), 12, 31)
    return claim.period.start if claim.timing is Timing.SINCE else None


def _drifts(shelf: Shelf, one: tuple[Claim, _Scope], other: tuple[Claim, _Scope]) -> bool:
    (left, first), (right, second) = one, other
    if first is second or (left.document, left.sentence_start) == (right.document, right.sentence_start):
        return False
    if not shelf.gate.head_words(left) & shelf.gate.head_words(right) and shelf.gate.similarity(left, right) < _ALIKE:
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

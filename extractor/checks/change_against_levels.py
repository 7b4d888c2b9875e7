"""A change that the levels beside it, or in last year's report, do not give.

"Rose by 24 per cent, from 410 to 472" is a rise of 15. "268 sessions, 40 more than in the previous year" is held
against what last year's report says of the same measure. "A rise of last year's best" says that the best year is
the increase; "on" is meant. Looked at within one sentence only where it has one change, one earlier and one later
level of one kind. Tolerance: that of each figure as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import regex

from extractor.models import Agreement, Claim, Finding, Kind, Period, Qualifier, Quantity, Role, Severity, Timing
from extractor.periods import find_periods
from extractor.shelf import Found, Ledger, Sentence, Shelf, evidence_of, quote, spell

NAME = "change-against-levels"
SEVERITY = Severity.ERROR
SEVERITY_BETWEEN_REPORTS = Severity.WARNING

_INCREASE_OF = regex.compile(
    r"\b(?:increase|rise|improvement|growth|decrease|fall|reduction)\sof\s(?:the\s)?(?:last|previous|prior)\s(?:year|quarter)"
)
_THAN_BEFORE = regex.compile(
    r"\b(?:more|fewer|less|up|down|increase|rise|decrease|fall)\b.*\b(?:(?:previous|last|prior)\s(?:financial\s)?year"
    r"|year\sbefore)\b"
)
_THAN_IN = regex.compile(
    r"(?:^|\b(?:more|fewer|less|higher|lower|up|down)\b)[^.;]{0,40}?\b(?:than|on|from|compared\s(?:with|to))\s(?:in\s|for\s)?"
    r"(?P<year>(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?)"
)
_POINTS = regex.compile(r"(?i)\bpoints?\b")
_SAYS_OF_IT = regex.compile(r"(?:That|This|It|Which)\s(?:is|was|represents|represented|means|makes)\b")
_SHARE = regex.compile(
    r"\sof\s(?:the|its|our|their|all|net|gross|total)\b"
)  # "overspent by £3m, or 2 per cent of its budget"
_FEWER = regex.compile(r"\b(?:fewer|less|down|decrease|fall|fell|drop|dropped|reduction|lower)\b")
_TURN = regex.compile(
    r"; |\b(?:while|whilst|whereas|although|because|but)\b"
    # "fees came down by half and membership is up": another subject with a verb of its own
    r"|\band\s(?:\p{L}[\p{L}'’-]*\s){1,4}?(?:is|are|was|were|has|have|had|rose|fell|went|grew|came|stands|stood)\s"
)
_CUES_OF_INCREASE = ("last", "previous", "prior")
_LEVELS = (Kind.COUNT, Kind.MONEY)


def find(shelf: Shelf) -> Found:
    """Find changes that do not go with the levels."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    levels = shelf.columns.kind.where(lambda kind: kind in _LEVELS)
    for sentence in shelf.sentences_where(levels, *_CUES_OF_INCREASE):
        yield from _increase_of(shelf, sentence)
    for sentence in shelf.sentences_where(shelf.columns.role.where(lambda role: role is Role.CHANGE), everywhere=True):
        changes = [c for c in sentence.claims if c.role is Role.CHANGE]
        earlier = [c for c in sentence.claims if c.role is Role.PREVIOUS]
        if len(changes) != 1 or len(earlier) > 1:
            ledger.passed_over["more than one change in a sentence"] += len(changes) > 1
            continue
        after = sentence.after(sentence.claims.index(changes[0])).lower()
        points = _POINTS.search(changes[0].text) is not None
        if changes[0].quantity.kind is Kind.PERCENT and _SHARE.match(after):
            ledger.passed_over["a share of something"] += 1
            continue
        later = _shares(sentence) if points else _later(sentence)
        if earlier and not later and _SAYS_OF_IT.match(sentence.text):
            later = _told_before(shelf, sentence, earlier[0])
        if earlier:
            later = [c for c in later if c.quantity.kind is earlier[0].quantity.kind]
            if len(later) == 1 and _are_parted(sentence, changes[0], (earlier[0], later[0])):
                ledger.passed_over["the change is told of something else"] += 1
            elif len(later) == 1:
                ledger.examined += 1
                yield from _within(shelf, changes[0], earlier[0], later[0])
        elif later and not points:
            yield from _between(shelf, ledger, sentence, change=changes[0])


def _told_before(shelf: Shelf, sentence: Sentence, earlier: Claim) -> list[Claim]:
    """The one level of the sentence before: "We made 41 visits. That is 16 more than the 23 of last year."."""
    before = shelf.sentence_before(sentence)
    levels = [c for c in (before.claims if before else ()) if c.role is Role.LEVEL]
    things = shelf.gate.head_words(earlier)
    return levels if len(levels) == 1 and things & shelf.gate.head_words(levels[0]) else []


def _are_parted(sentence: Sentence, change: Claim, levels: Sequence[Claim]) -> bool:
    """Whether the sentence goes over to something else between a change and either level."""
    at = [sentence.places[sentence.claims.index(claim)][0] for claim in (change, *levels) if claim in sentence.claims]
    return any(_TURN.search(sentence.text, min(at[0], place), max(at[0], place)) for place in at[1:])


def _later(sentence: Sentence) -> list[Claim]:
    return [c for c in sentence.claims if c.role is Role.LEVEL and c.quantity.kind in _LEVELS]


def _shares(sentence: Sentence) -> list[Claim]:
    return [c for c in sentence.claims if c.role in (Role.SHARE, Role.LEVEL) and c.quantity.kind is Kind.PERCENT]


def _increase_of(shelf: Shelf, sentence: Sentence) -> Iterator[Finding]:
    for at, claim in enumerate(sentence.claims):
        found = _INCREASE_OF.search(sentence.before(at))
        if found and claim.quantity.kind in _LEVELS:
            later = [c for c in sentence.claims[:at] if c.role is Role.LEVEL and c.quantity.kind is claim.quantity.kind]
            yield Finding(
                check=NAME,
                severity=SEVERITY.lowered(),
                message=(
                    f'"{found.group()} ... {quote(claim)}" in {shelf.where(claim)} makes the earlier figure the'
                    " increase."
                ),
                suggestion='Write "on" for "of" if the earlier figure is the one that was passed.',
                arithmetic=f"as written, the increase is {spell(claim.quantity.value)}",
                evidence=(evidence_of(claim, "earlier"), *(evidence_of(c, "later") for c in later[-1:])),
            )


def _within(shelf: Shelf, change: Claim, earlier: Claim, later: Claim) -> Iterator[Finding]:
    before, after = earlier.quantity, later.quantity
    points = _POINTS.search(change.text) is not None
    if change.quantity.kind is Kind.PERCENT and not points:
        ends = [_per_cent(low, high) for low in (before.low, before.high) for high in (after.low, after.high)]
    elif change.quantity.kind is before.kind is after.kind:
        ends = [abs(high - low) for low in (before.low, before.high) for high in (after.low, after.high)]
    else:
        return
    by_share = change.quantity.kind is Kind.PERCENT and not points
    slack = Decimal(1) if by_share else Decimal(0)
    if change.quantity.low - slack <= max(ends) and min(ends) <= change.quantity.high + slack:
        return
    unit = " points" if points else " per cent" if by_share else ""
    real = _per_cent(before.value, after.value) if by_share else abs(after.value - before.value)
    given = spell(real.quantize(Decimal("0.1"))) + unit
    yield Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f'"{quote(change)}" in {shelf.where(change)} does not go with "{quote(earlier)}" before and'
            f' "{quote(later)}" after, a change of {given}.'
        ),
        suggestion="Work the change out again, or check both levels.",
        arithmetic=(
            f"from {spell(before.value)} to {spell(after.value)} = {given}; stated:"
            f" {spell(change.quantity.value)}{unit}; tolerance: that of each figure as it is written"
        ),
        evidence=(evidence_of(change, "change"), evidence_of(earlier, "earlier"), evidence_of(later, "later")),
    )


def _per_cent(before: Decimal, after: Decimal) -> Decimal:
    return abs(after - before) * 100 / before if before else Decimal(0)


def _between(shelf: Shelf, ledger: Ledger, sentence: Sentence, *, change: Claim) -> Iterator[Finding]:
    """ "268 sessions, 40 more than in the previous year", against last year's own report."""
    kind = change.quantity.kind
    now = [c for c in _later(sentence) if kind in (c.quantity.kind, Kind.PERCENT) and c.start < change.start]
    if not _THAN_BEFORE.search(sentence.text.lower()) and not any(_is_on_year_before(sentence, change, c) for c in now):
        return
    if (
        len(now) != 1
        or change.quantity.qualifier is not Qualifier.EXACT
        or now[0].quantity.qualifier is not Qualifier.EXACT
    ):
        ledger.passed_over["no one level that the change led to"] += 1
        return
    level = now[0]
    sign = -1 if not _FEWER.search(sentence.text.lower()) else 1
    implied = replace(level.quantity, value=_work_back(level.quantity.value, change, sign=sign))
    before = replace(level, quantity=implied, period=_year_before(level.period), timing=Timing.NONE)
    side = shelf.gate.side(before)
    told = [
        c
        for c in shelf.claims_of_thing(level, before.period)
        if c.document != level.document
        and c.quantity.kind in _LEVELS
        and c.role is Role.LEVEL
        and shelf.gate.may_compare(side, shelf.gate.side(c))
    ]
    told = told or _find_meant(shelf, level, before)
    if not told:
        ledger.passed_over["last year's report does not tell of it"] += 1
        return
    ledger.examined += 1
    if any(_leads_to(c, change, level, implied=implied) for c in told):
        return
    last = told[0]
    yield Finding(
        check=NAME,
        severity=SEVERITY_BETWEEN_REPORTS,
        message=(
            f'"{quote(level)}", told in {shelf.where(level)} as a change of {_flat(change)}, does not'
            f' go with "{quote(last)}" in {shelf.where(last)}.'
        ),
        suggestion="Check the change against last year's report, and whether both reports count the same.",
        arithmetic=(
            f"{spell(level.quantity.value)} after {'an increase' if sign < 0 else 'a decrease'} of {_flat(change)}"
            f" comes from {spell(implied.value)}; last year's report: {spell(last.quantity.value)}"
        ),
        evidence=(evidence_of(level, "later"), evidence_of(change, "change"), evidence_of(last, "earlier")),
        slots=shelf.gate.compare(side, shelf.gate.side(last)).rows(),
    )


def _find_meant(shelf: Shelf, level: Claim, before: Claim) -> list[Claim]:
    """The one figure of its noun that another paper has for the programme in the year before; empty for none or two."""
    mine = shelf.gate.side(before)
    found = [
        c
        for c in shelf.claims_of_thing(level, before.period)
        if c.document != level.document and c.quantity.kind is level.quantity.kind and c.role is Role.LEVEL
    ]
    meant = [c for c in found if shelf.gate.may_be_meant(mine, shelf.gate.side(c))]
    return meant if len({c.quantity.value for c in found}) == 1 else []


def _flat(claim: Claim) -> str:
    return " ".join(claim.text.split())


def _is_on_year_before(sentence: Sentence, change: Claim, level: Claim) -> bool:
    """Whether a change names the year before its level's: "270 in 2022/23, 40 more than in 2021/22"."""
    before = _year_before(level.period)
    named = _THAN_IN.search(sentence.text, sentence.places[sentence.claims.index(change)][1])
    years = [m.period for m in find_periods(named["year"])] if named else []
    told = [change.period, *(year for year in years if year is not None)]
    return before.start is not None and any((p.start, p.end) == (before.start, before.end) for p in told)


def _work_back(level: Decimal, change: Claim, *, sign: int) -> Decimal:
    """The level that a change led away from; in whole things where the change is a percentage."""
    if change.quantity.kind is not Kind.PERCENT:
        return level + sign * change.quantity.value
    share = 1 - sign * change.quantity.value / 100
    return (level / share).quantize(Decimal(1)) if share > 0 else level


def _leads_to(earlier: Claim, change: Claim, level: Claim, *, implied: Quantity) -> bool:
    """Whether the level of last year's report, so changed, gives this year's."""
    if change.quantity.kind is not Kind.PERCENT:
        return earlier.quantity.agrees_with(implied) is not Agreement.DIFFER
    apart = _per_cent(earlier.quantity.value, level.quantity.value) - change.quantity.value
    risen = (level.quantity.value > earlier.quantity.value) is (level.quantity.value > implied.value)
    return risen and abs(apart) <= max(change.quantity.step, Decimal(1))


def _year_before(period: Period) -> Period:
    return replace(period, start=_a_year_less(period.start), end=_a_year_less(period.end), label="the year before")


def _a_year_less(day: date | None) -> date | None:
    if day is None:
        return None
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)

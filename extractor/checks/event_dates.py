"""An event dated two ways, or a date that does not fit the time in which the text was written.

A named thing that "was launched in May" here and "in June" there; a contract that is "current" and "runs until" a time
before the document's own period; what is still "expected in autumn" when autumn is past (a note, since the text may
have been carried over knowingly). A plan and what came of it are not compared, nor are things that come back every
year, a pilot and the whole, or two phases of one thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

import regex

from extractor.models import DatedEvent, Document, Evidence, Finding, Modality, Period, Severity
from extractor.shelf import MOST_EVIDENCE, Found, Ledger, Shelf, evidence_of, spell_day, spell_period

NAME = "event-dates"
SEVERITY = Severity.ERROR

# Sources of a document's facts that are read where a reader would look for them (facts.py).
_SURE_PERIOD = ("title", "first lines", "running head")
_SURE_PUBLISHED = ("first lines",)
_LOOKS_AHEAD = regex.compile(
    r"(?i)\b(?:offer|plans?|strategy|strategies|prospectus|proposals?|budgets?|bid|programme of|forward|ahead|draft"
    r"|roadmap|manifesto|agenda|calendar|guidance|guide|priorities|vision|specification)\b"
)
_AHEAD = timedelta(days=366)  # an offer or a plan for a year is not written before the year that comes before it
_TOLD_TWICE = 2
_STALE_PART = 4  # a plan for the first three quarters of a period is stale at its end
_YEARLY = 270  # days; the next edition of what comes back each year is at least so far off
_EDITION = 120  # days; a gathering twice within so many days is one, wrongly dated, if it has one name
_ONCE = ("launch", "open", "found")  # things begin once, but are published, agreed and closed year by year
_BLAND = "programme scheme project initiative new official national local service offer campaign"
_NUMBER = regex.compile(
    r"\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|i{1,3}|iv|vi{0,3}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|pilot)\b"
)
_SORT_OF_THING = regex.compile(r"^\s*\p{Lu}\p{L}+ (?=(?:from|of|for|on|about)\b)")  # "Slides from" is no place
_CAPITAL = regex.compile(r"(?<!^)\b(?=\p{L}*\p{Lu})[\p{L}&'-]{2,}|^\p{Lu}[\p{L}'-]+(?=\s\p{Lu})|^\p{Lu}{2,}")
_PLURAL_THING = regex.compile(
    r"(?i)^(?:applications?|bids?|recruitment|registrations?|nominations?|bookings?|entries|elections?|interviews?"
    r"|surveys?|sessions?|meetings?|cohorts?|rounds?|windows?|modules?|training|delivery|work|fieldwork)\b"
)


def find(shelf: Shelf) -> Found:
    """Find events dated two ways, current things that have ended, and expectations of the past."""
    ledger = Ledger(NAME)
    return ledger.close([*_find_two_dates(shelf, ledger), *_find_ended(shelf, ledger), *_find_stale(shelf, ledger)])


# -- one event, two dates


def _find_two_dates(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    same: dict[tuple[str, frozenset[str]], list[DatedEvent]] = defaultdict(list)
    for event in shelf.events:
        if event.modality is not Modality.PAST:
            continue
        ledger.examined += 1
        name = _name(shelf, event)
        if not name:
            ledger.passed_over["what happened has no name of its own"] += 1
        elif event.period.start and event.period.end:
            same[event.happens, name].append(event)
        else:
            ledger.passed_over["the date is not known on both sides"] += 1
    for events in same.values():
        pairs = [pair for pair in combinations(events, 2) if _differ(shelf, *pair)]
        if pairs:
            yield _two_dates(shelf, *pairs[0], events)


def _name(shelf: Shelf, event: DatedEvent) -> frozenset[str]:
    """What makes a thing the same thing, by its canonical words; empty where it has no proper name."""
    if not _CAPITAL.search(event.thing) or _PLURAL_THING.match(event.thing):
        return frozenset()
    known = shelf.documents.get(event.document)
    bland = shelf.gate.words_of(f"{_BLAND} {known.publisher if known else ''}")
    words = shelf.gate.words_of(_NUMBER.sub("", event.thing.lower())) - bland
    return words if len(words) > 1 else frozenset()


def _differ(shelf: Shelf, left: DatedEvent, right: DatedEvent) -> bool:
    """Whether two dates of one thing cannot both be right."""
    if (left.document, left.sentence_start) == (right.document, right.sentence_start):
        return False
    gap = _gap(left.period, right.period)
    if gap <= 0 or _elsewhere(shelf, left, right):
        return False
    one, other = (frozenset(_NUMBER.findall(event.thing.lower())) for event in (left, right))
    # "The first summit" may be called "the summit" elsewhere, but is not the second; a pilot is not the whole.
    if one != other and (left.happens != "hold" or (one and other)):
        return False
    if left.happens == "hold":
        return gap <= _EDITION
    # What comes back each year is told anew in each year's report, or year by year in one.
    yearly = left.happens not in _ONCE or (
        left.document != right.document and _period_of(shelf, left) != _period_of(shelf, right)
    )
    return gap < _YEARLY or not yearly


def _elsewhere(shelf: Shelf, left: DatedEvent, right: DatedEvent) -> bool:
    """Whether the names beside the two are others: "in Leeds" and "in York", or two that each launched its own."""
    one, other = (
        shelf.gate.words_of(" ".join(_CAPITAL.findall(f"- {_SORT_OF_THING.sub('', event.beside)}")))
        - shelf.gate.words_of(event.thing)
        for event in (left, right)
    )
    return bool(one and other and not one & other)


def _period_of(shelf: Shelf, event: DatedEvent) -> tuple[date | None, date | None]:
    known = shelf.documents.get(event.document)
    return (known.period.start, known.period.end) if known else (None, None)


def _gap(left: Period, right: Period) -> int:
    """Days between two periods; nought or less where they overlap."""
    if not (left.start and left.end and right.start and right.end):
        return 0
    return max((right.start - left.end).days, (left.start - right.end).days)


def _two_dates(shelf: Shelf, left: DatedEvent, right: DatedEvent, events: list[DatedEvent]) -> Finding:
    to_the_day = all(_is_days(event.period) and not event.guessed for event in (left, right))
    own_year = all(_is_days(event.period) for event in (left, right)) and left.happens == "hold"
    severity = SEVERITY if to_the_day or own_year else Severity.WARNING
    others = [event for event in events if event is not left and event is not right]
    return Finding(
        check=NAME,
        severity=severity,
        message=(
            f'"{left.thing}" is dated "{_flat(left)}" in {shelf.where(left)}'
            f' and "{_flat(right)}" in {shelf.where(right)}.'
        ),
        suggestion="Find out which date is right and use it in both places, or say what sets the two apart.",
        arithmetic=(
            f"{spell_period(left.period)} and {spell_period(right.period)} are {_gap(left.period, right.period)} days"
            " apart"
        ),
        evidence=tuple(evidence_of(event, "date") for event in (left, right, *others))[:MOST_EVIDENCE],
    )


def _is_days(period: Period) -> bool:
    return bool(period.start and period.end and (period.end - period.start).days < 7)


def _flat(event: DatedEvent) -> str:
    return " ".join(event.text.split())


# -- dates against the document's own time


def _find_ended(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    done = _done_by(shelf)

    def day_of(document: Document, *, ahead: bool) -> date | None:
        days = (_earliest(document, ahead=ahead), done.get(document.document))
        return max((day for day in days if day is not None), default=None)

    for event, first in _past(shelf, ledger, (Modality.CURRENT, Modality.LASTING), day_of):
        current = event.modality is Modality.CURRENT
        yield Finding(
            check=NAME,
            severity=SEVERITY if current else Severity.WARNING,
            message=(
                f'What is said to {"be current" if current else "last"} until "{_flat(event)}" in {shelf.where(event)}'
                f" had ended before {spell_day(first)}, the earliest that the text can be from."
            ),
            suggestion="Check the year of the date, or say that it has ended.",
            arithmetic=f"ends {event.period.end}; the document's own time starts {first}",
            evidence=(evidence_of(event, "end"), *_own_time(shelf, event)),
        )


def _find_stale(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    for event, last in _past(shelf, ledger, (Modality.PLANNED,), _latest):
        yield Finding(
            check=NAME,
            severity=Severity.NOTE,
            message=f'"{_flat(event)}" is told as a time to come in {shelf.where(event)}, but was past by then.',
            suggestion="Say what came of the plan, or check the date.",
            arithmetic=f"ends {event.period.end}; past on {last}",
            evidence=(evidence_of(event, "plan"), *_own_time(shelf, event)),
        )


def _past(
    shelf: Shelf, ledger: Ledger, modalities: Sequence[Modality], day_of: Callable[..., date | None]
) -> Iterator[tuple[DatedEvent, date]]:
    """Events of these modalities that ended before the document's own day, with that day (see `day_of`)."""
    ahead = _looking_ahead(shelf)
    for event in shelf.events:
        if event.modality not in modalities:
            continue
        document = shelf.documents.get(event.document)
        day = day_of(document, ahead=event.document in ahead) if document else None
        if day is None or event.guessed or event.period.end is None:
            ledger.passed_over["it is not known when the text was written, or the date has no year"] += 1
            continue
        ledger.examined += 1
        if event.period.end < day:
            yield event, day


def _own_time(shelf: Shelf, event: DatedEvent) -> Iterator[Evidence]:
    for title in shelf.events:
        if title.document == event.document and title.modality is Modality.TITLE:
            yield evidence_of(title, "document's period")


def _earliest(document: Document, *, ahead: bool) -> date | None:
    """The earliest day that a document can be from: its date or the start of the period that it looks back on."""
    sources = _sources(document)
    days = []
    if document.published and sources.get("published") in _SURE_PUBLISHED:
        days.append(document.published)
    if document.period.start and sources.get("period") in _SURE_PERIOD:
        days.append(document.period.start - _AHEAD if ahead else document.period.start)
    return min(days, default=None)


def _done_by(shelf: Shelf) -> Mapping[str, date]:
    """For each document a day that it tells of as past more than once: one date alone may be the wrong one."""
    starts: dict[str, list[date]] = defaultdict(list)
    for event in shelf.events:
        if event.modality is Modality.PAST and not event.guessed and event.period.start:
            starts[event.document].append(event.period.start)
    return {document: sorted(days)[-_TOLD_TWICE] for document, days in starts.items() if len(days) >= _TOLD_TWICE}


def _latest(document: Document, *, ahead: bool) -> date | None:
    """The day by which a plan is stale: the document's date, else late in the period that it looks back on."""
    sources = _sources(document)
    if document.published and sources.get("published") in _SURE_PUBLISHED:
        return document.published
    period = document.period
    if ahead and period.start and sources.get("period") in _SURE_PERIOD:
        return period.start - _AHEAD
    if ahead or not (period.start and period.end) or sources.get("period") not in _SURE_PERIOD:
        return None
    return period.end - (period.end - period.start) / _STALE_PART


def _sources(document: Document) -> Mapping[str, str]:
    return dict(part.split("=", 1) for part in document.facts_source.split(";") if "=" in part)


def _looking_ahead(shelf: Shelf) -> frozenset[str]:
    """Documents that tell of their period as of a time to come: by their title, or by more plans than deeds in it."""
    balance: dict[str, int] = defaultdict(int)
    for event in shelf.events:
        document = shelf.documents.get(event.document)
        if document is None or _gap(event.period, document.period) > 0:
            continue
        balance[event.document] += (event.modality is Modality.PLANNED) - (event.modality is Modality.PAST)
    return frozenset(
        name for name, document in shelf.documents.items() if balance[name] > 0 or _LOOKS_AHEAD.search(document.title)
    )

"""What a configuration changes: the patterns to read with, the checks that run, and the claims that they rest on."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import TypeVar

from extractor.checks import CHECKS, Check
from extractor.config import Config, Ignored
from extractor.errors import ConfigError
from extractor.models import CheckTally, Document, Finding, Severity
from extractor.patterns import Examples, MeasurePattern, Patterns, ProgrammePattern
from extractor.shelf import Found, Shelf

_log = logging.getLogger(__name__)

Thing = TypeVar("Thing")
Spans = Mapping[str, Sequence[tuple[int, int]]]
"""For each document the stretches of its text, start and end, that no finding is to rest on."""


# Patterns


@cache
def extend_patterns(patterns: Patterns, config: Config) -> Patterns:
    """The patterns with a configuration's further names; the same object for the same two, so that it is built once.

    ConfigError where a name is already that of another programme.
    """
    if not config.programmes and not config.measures:
        return patterns
    measures = list(patterns.measures)
    for number, words in enumerate(config.measures, start=1):
        _join_words(measures, words, patterns, name=f"configuration.{number}")
    return replace(patterns, programmes=_add_aliases(patterns.programmes, config), measures=tuple(measures))


def _add_aliases(programmes: tuple[ProgrammePattern, ...], config: Config) -> tuple[ProgrammePattern, ...]:
    taken = {alias.casefold(): entry.id for entry in programmes for alias in (*entry.aliases, *entry.exact)}
    further = dict(config.programmes)
    for programme, aliases in further.items():
        for alias in aliases:
            owner = taken.setdefault(alias.casefold(), programme)
            if owner != programme:
                where = f"{config.file}, aliases, programmes, {programme}"
                raise ConfigError(where, f'"{alias}" already names {owner}', hint="a name is of one programme only")
    return tuple(replace(entry, aliases=(*entry.aliases, *further.get(entry.id, ()))) for entry in programmes)


def _join_words(measures: list[MeasurePattern], words: tuple[str, ...], patterns: Patterns, *, name: str) -> None:
    """Add a group of words to the group that knows one of them (or to none), and make one of several such groups."""
    from extractor.wording import Wording  # its lexicon takes half a second, which most configurations do not need

    wording = Wording(replace(patterns, measures=tuple(measures)))
    meanings = {wording.words(word) for word in words}
    known = [entry for entry in measures if wording.words(entry.words[0]) in meanings]
    for entry in known:
        measures.remove(entry)
    joined = (*(word for entry in known for word in entry.words), *words)
    first = known[0] if known else MeasurePattern(id=name, about="", words=(), examples=_NONE)
    measures.append(replace(first, words=tuple(dict.fromkeys(joined))))


_NONE = Examples(matches=(), negatives=())


# Checks


def choose_checks(config: Config) -> tuple[Check, ...]:
    """The checks that a configuration leaves on, with its severities and tolerances.

    A severity is where the check's findings start: those that it would lower by a step are lowered from there.
    """
    wanted = dict(config.checks)
    severities = ((check, wanted.get(check.name, check.severity)) for check in CHECKS)
    return tuple(_tune(check, severity, config) for check, severity in severities if severity is not None)


def _tune(check: Check, severity: Severity, config: Config) -> Check:
    tolerance = dict(config.tolerances).get(check.name)
    if severity is check.severity and tolerance is None and not config.apart:
        return check
    steps = severity.rank - check.severity.rank
    apart = frozenset(frozenset(pair) for pair in config.apart)
    find = partial(_find, find=check.find, steps=steps, tolerance=tolerance, apart=apart)
    return replace(check, severity=severity, find=find)


def _find(
    shelf: Shelf,
    *,
    find: Callable[[Shelf], Found],
    steps: int,
    tolerance: Decimal | None,
    apart: frozenset[frozenset[str]],
) -> Found:
    found, tally = find(shelf)
    let_go: Counter[str] = Counter()
    kept = []
    for finding in found:
        reason = _let_go(finding, tolerance, apart)
        if reason:
            let_go[reason] += 1
        else:
            kept.append(replace(finding, severity=_shift(finding.severity, steps)))
    reasons = Counter(dict(tally.passed_over)) + let_go
    return tuple(kept), CheckTally(
        check=tally.check, examined=tally.examined, passed_over=tuple(sorted(reasons.items()))
    )


def _let_go(finding: Finding, tolerance: Decimal | None, apart: frozenset[frozenset[str]]) -> str:
    """Why the configuration lets a finding go; empty where it does not."""
    if tolerance is not None and (gap := measure_gap(finding)) is not None and gap <= tolerance:
        return "within the tolerance of the configuration"
    if any(name == "programme" and frozenset((left, right)) in apart for name, _, left, right in finding.slots):
        return "programmes that the configuration holds apart"
    return ""


def _shift(severity: Severity, steps: int) -> Severity:
    order = list(Severity)
    return order[min(max(severity.rank + steps, 0), len(order) - 1)]


def measure_gap(finding: Finding) -> Decimal | None:
    """How far the figures of a finding miss each other, in the unit of config.TOLERANCES; None where there is none."""
    values: dict[str, list[Decimal]] = {}
    for evidence in finding.evidence:
        if evidence.claim:
            values.setdefault(evidence.part, []).append(Decimal(evidence.value))
    try:
        return _GAPS[finding.check](values)
    except (KeyError, IndexError, ZeroDivisionError, ArithmeticError):
        return None


def _figures_apart(values: Mapping[str, Sequence[Decimal]]) -> Decimal:
    left, right = values["figure"][:2]
    return abs(left - right) / max(abs(left), abs(right)) * 100


def _total_apart(values: Mapping[str, Sequence[Decimal]]) -> Decimal:
    total = values["total"][0]
    return abs(sum(values["part"], Decimal(0)) - total) / abs(total) * 100


def _whole_apart(values: Mapping[str, Sequence[Decimal]]) -> Decimal:
    return abs(sum((*values["share"], *values.get("remainder", ())), Decimal(0)) - 100)


def _share_apart(values: Mapping[str, Sequence[Decimal]]) -> Decimal:
    return abs(values["share"][0] - values["part"][0] / values["base"][0] * 100)


_GAPS: Mapping[str, Callable[[Mapping[str, Sequence[Decimal]]], Decimal]] = {
    "same-figure-differs": _figures_apart,
    "parts-against-total": _total_apart,
    "complement-sum": _whole_apart,
    "percentage-against-counts": _share_apart,
}


# What findings may rest on


def find_ignored(documents: Iterable[Document], config: Config) -> Spans:
    """The sections that a configuration leaves out, by document; a warning names an entry that fits no section."""
    spans: dict[str, list[tuple[int, int]]] = {}
    used = set()
    for document in documents:
        for entry in config.ignore:
            for section in document.sections:
                if _fits(entry, document) and fnmatchcase(section.title.casefold(), entry.section.casefold()):
                    spans.setdefault(document.document, []).append((section.start, section.end))
                    used.add(entry)
    for number, entry in enumerate(config.ignore, start=1):
        if entry not in used:
            _log.warning('%s, ignore, entry %d: no section fits "%s"', config.file, number, entry.section)
    return spans


def _fits(entry: Ignored, document: Document) -> bool:
    wanted = entry.document.casefold()
    return any(fnmatchcase(name.casefold(), wanted) for name in (document.document, document.path, document.title))


def leave_out(things: Iterable[Thing], spans: Spans, *, place: Callable[[Thing], tuple[str, int]]) -> list[Thing]:
    """The claims, lists or dates that stand in none of the spans; `place` gives the document and start of one."""

    def stands_in(thing: Thing) -> bool:
        document, start = place(thing)
        return any(low <= start < high for low, high in spans.get(document, ()))

    return [thing for thing in things if not stands_in(thing)]

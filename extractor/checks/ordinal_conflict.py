"""A cohort, round or phase whose number cannot belong to its programme's own series.

Which numbers a programme's series has is learnt from the claims read. A number that stands in one place only, far
from all others that its programme is told to have, is flagged; the more so where it fits the numbering of another
programme ("Cohort 24" where this programme has cohorts 1 and 2, and another has 25 and 26). A wave that follows on is
no conflict, nor is one that later years explain. Within one programme and period, one number against several that
tell of the same step ("recruited") is flagged too; and two documents that say the very same of one month with two
numbers. Of what takes place once a year ("the fourth annual survey of staff") two papers of one year must give one
number. What no pattern knows as a programme goes by its name: "the 24th cohort of the Harbour Exchange". Several
repairs are offered, none asserted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

import regex

from extractor.models import Claim, Finding, Kind, Period, Severity, Source
from extractor.periods import financial_year, find_periods
from extractor.shelf import Found, Ledger, Shelf, evidence_of, join, quote, spell, split_sentence

NAME = "ordinal-conflict"
SEVERITY = Severity.ERROR

# Judgements: how far a series may run on, and how much must be known of it.
FOLLOWS_ON = 3  # cohorts 1 and 4 may well be one series
PER_YEAR = 4  # rounds a year that a busy programme may have
ENOUGH = 2  # statements of the programme's own numbers
NEAR_OTHER = 2  # how near a number is to another programme's to fit it
MOST_SHOWN = 4
ONE_MONTH = 31  # days of a period in which one step is taken once
_ANNUAL = regex.compile(
    r"(?i)^\s(?:annual|yearly)\s(?P<before>(?:[\p{L}'’-]+\s){0,3}?)(?P<noun>survey|census|conference|report|awards|poll|review"
    r"|summit|index)\b(?:\s(?:of|on)\s(?P<after>(?:[\p{L}'’-]+\s?){1,3}))?"
)
# What a wave does once.
_STEPS = {
    "start": regex.compile(
        r"(?i)(?<!applications (?:for|to) \P{P}{0,60})\b(?:took up (?:post|posts|their|places?)|joined|began|started"
        r"|launched|(?:was|were) (?:placed|welcomed))\b"
    ),
    "open": regex.compile(r"(?i)\b(?:applications?|recruitment|bids?|registration)\b[^.;]{0,60}\bopened\b"),
    "close": regex.compile(r"(?i)\b(?:applications?|recruitment|bids?|registration)\b[^.;]{0,60}\bclosed\b"),
    "end": regex.compile(r"(?i)\b(?:graduated|completed|finished|came to an end|ended)\b"),
}
_SOME = regex.compile(r"(?i)\ban?\s$")  # "a second phase is planned"
_SORTS = r"(?:programme|scheme|fund|project|campaign|network|initiative|pilot|partnership|exchange)"
_SORT = regex.compile(rf"\s{_SORTS}$")
_NAME = (
    r"(?:\p{Lu}[\p{L}'’&-]*)(?:\s(?:(?:of|and|for|to|into|in|at|the|with)\s){0,2}\p{Lu}[\p{L}'’&-]*)*"
    rf"(?:\s{_SORTS}\b)?"
)
# "the skills exchange programme": no capitals, but it says what it is.
_PLAIN_NAME = rf"(?<=\b[Tt]he\s)(?:\p{{Ll}}[\p{{L}}'’-]+\s){{1,4}}?{_SORTS}\b"
_NAMED_AFTER = regex.compile(
    rf"^(?:\s\p{{Ll}}+s?)?\s(?:of|for|on|in|to)\s(?:the\s|our\s|its\s)?(?P<name>{_NAME}|{_PLAIN_NAME})"
)
_NAMED = regex.compile(rf"(?<!\p{{L}})(?:the\s)?(?P<name>{_NAME}|{_PLAIN_NAME})")
_NO_NAME = """
january february march april may june july august september october november december spring summer autumn winter
programme scheme project initiative campaign association council the we our in by during between cohort round phase wave
"""

Series = tuple[str, str]


def find(shelf: Shelf) -> Found:
    """Find numbers outside their own programme's series."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    yield from _compare_annual(shelf, ledger)
    known = _learn(shelf, ledger)
    for (programme, _), claims in sorted(known.items()):
        ledger.examined += len(claims)
        times_told = Counter(c.quantity.value for c in claims)
        for odd, other in _find_same_occasions(shelf, claims):
            yield _finding(shelf, odd, [other], [])
        for odd in claims:
            if times_told[odd.quantity.value] > 1:
                continue
            own = [c for c in claims if c is not odd]
            if len(_statements(own)) < ENOUGH:
                continue
            if _is_outside(odd, own):
                yield _finding(shelf, odd, own, _fitting(known, programme, odd))
            else:
                same_step = [c for c in own if _tells_same_step(odd, c)]
                if len({c.quantity.value for c in same_step}) == 1 and len(_statements(same_step)) >= ENOUGH:
                    yield _finding(shelf, odd, same_step, _fitting(known, programme, odd))


def _compare_annual(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    """ "The fourth annual survey of staff" and "our sixth annual staff survey", in two papers of one year."""
    told: list[tuple[Claim, frozenset[str]]] = []
    for claim in shelf.claims_where(shelf.columns.kind.where(lambda kind: kind is Kind.ORDINAL)):
        if name := _name_annual(shelf, claim):
            told.append((claim, name))
    for (one, mine), (other, theirs) in combinations(told, 2):
        same = one.series == other.series and (mine <= theirs or theirs <= mine)
        year = _find_year(shelf, one)
        if not same or one.document == other.document or year is None or year != _find_year(shelf, other):
            continue
        ledger.examined += 1
        if one.quantity.value != other.quantity.value:
            yield Finding(
                check=NAME,
                severity=SEVERITY,
                message=(
                    f'"{quote(one)}" in {shelf.where(one)} and "{quote(other)}" in {shelf.where(other)} are told of'
                    f" what takes place once a year, and both are of {year.label}."
                ),
                suggestion="Count from the first one, and use the right number in both places.",
                arithmetic=f"{spell(one.quantity.value)} and {spell(other.quantity.value)} in {year.label}, one a year",
                evidence=(evidence_of(one, "one number"), evidence_of(other, "other number")),
            )


def _name_annual(shelf: Shelf, claim: Claim) -> frozenset[str]:
    """What a yearly series is of: by the words beside "annual", else by the title of the paper that is one of it."""
    _, after = split_sentence(claim)
    named = _ANNUAL.match(after)
    if named is None:
        return frozenset()
    words = shelf.gate.words_of(f"{named['before'] or ''} {named['after'] or ''}")
    document = shelf.documents.get(claim.document)
    title = document.title if document else ""
    if not words and named["noun"].lower() in title.lower():
        words = shelf.gate.words_of(title.lower().partition(named["noun"].lower())[0])
    return words


def _find_year(shelf: Shelf, claim: Claim) -> Period | None:
    """The financial year of the paper that tells it."""
    document = shelf.documents.get(claim.document)
    return financial_year(document.period.end) if document and document.period.end else None


def _learn(shelf: Shelf, ledger: Ledger) -> Mapping[Series, Sequence[Claim]]:
    series: dict[Series, list[Claim]] = defaultdict(list)
    for claim in shelf.claims_where(shelf.columns.kind.where(lambda kind: kind is Kind.ORDINAL)):
        if _SOME.search(split_sentence(claim)[0]):
            ledger.passed_over["told of some phase, and not of one in a series"] += 1
        elif not claim.series:
            ledger.passed_over["no series is named"] += 1
        elif owner := _owner(shelf, claim):
            series[owner, claim.series].append(claim)
        else:
            ledger.passed_over["no programme is known"] += 1
    return series


def _owner(shelf: Shelf, claim: Claim) -> str:
    """Whose series a number is in: the programme, or the words of the name that stands for it; empty for none."""
    name = _find_name(shelf, claim)
    return " ".join(sorted(_tell_apart(shelf, name))) if name else claim.programme.removesuffix("none")


def _find_name(shelf: Shelf, claim: Claim) -> str:
    """What a number is told of where no pattern knows it: "of the Harbour Exchange", or the sentence's only name."""
    if claim.programme_source is Source.SENTENCE:
        return ""
    before, after = split_sentence(claim)
    found = _NAMED_AFTER.match(after)
    if found and _is_name(shelf, found["name"]):
        return str(found["name"])
    if claim.programme != "none" and claim.programme_source not in (Source.TITLE, Source.DOCUMENT):
        return ""
    told = {_tell_apart(shelf, match["name"]): match["name"] for match in _NAMED.finditer(f"{before} {after}")}
    names = [name for words, name in told.items() if words and _is_name(shelf, name)]
    return names[0] if len(names) == 1 else ""


def _is_name(shelf: Shelf, name: str) -> bool:
    """Whether it is a name: of two words, or of one before "programme" or the like."""
    return len(_tell_apart(shelf, name)) > (not _SORT.search(name))


def _tell_apart(shelf: Shelf, name: str) -> frozenset[str]:
    return shelf.gate.words_of(name) - shelf.gate.words_of(_NO_NAME)


def _find_same_occasions(shelf: Shelf, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Two numbers of which two documents say the very same, or the same step, of one month; not where one does of both.

    "The 26th cohort took up post in October 2023" and "Cohort 25 joined councils in October 2023".
    """
    said: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        start, end = _find_month(claim)
        if start and end:
            words = shelf.gate.words_of(" ".join(split_sentence(claim)))
            said[start, end, _find_step(claim) or words].append(claim)
    for alike in said.values():
        numbers = {document: {c.quantity.value for c in alike if c.document == document} for document in _places(alike)}
        if len({c.quantity.value for c in alike}) == 2 and all(len(own) == 1 for own in numbers.values()):
            first = alike[0]
            yield next(c for c in alike if c.quantity.value != first.quantity.value), first


def _find_month(claim: Claim) -> tuple[date | None, date | None]:
    """The month or days that a claim is of, else the only ones that its sentence names."""
    named = [m.period for m in find_periods(claim.sentence) if m.period]
    for period in (claim.period, *(named if len(named) == 1 else ())):
        if period.start and period.end and (period.end - period.start).days < ONE_MONTH:
            return period.start, period.end
    return None, None


def _find_step(claim: Claim) -> str:
    """What is told to have happened to a whole wave; empty where the sentence tells of none, or of more than one."""
    steps = [step for step, told in _STEPS.items() if told.search(claim.sentence)]
    return steps[0] if len(steps) == 1 else ""


def _places(claims: Sequence[Claim]) -> set[str]:
    return {c.document for c in claims}


def _statements(claims: Sequence[Claim]) -> set[str]:
    """Distinct sentences: a repeated callout says a thing once."""
    return {" ".join(c.sentence.split()) for c in claims}


def _is_outside(odd: Claim, own: Sequence[Claim]) -> bool:
    return all(abs(odd.quantity.value - c.quantity.value) > FOLLOWS_ON + PER_YEAR * _years_apart(odd, c) for c in own)


def _years_apart(one: Claim, other: Claim) -> int:
    dates = [c.period.end or c.period.start for c in (one, other)]
    return abs(dates[0].year - dates[1].year) if dates[0] and dates[1] else 0


def _tells_same_step(odd: Claim, other: Claim) -> bool:
    """Whether both tell of one step of one period ("recruited"), so that they must be one wave, and not the next."""
    if (odd.period.start, odd.period.end) != (other.period.start, other.period.end) or odd.document != other.document:
        return False
    if abs(odd.quantity.value - other.quantity.value) < 2 or not odd.stage:
        return False
    return odd.stage == other.stage and odd.sentence_start != other.sentence_start


def _fitting(known: Mapping[Series, Sequence[Claim]], programme: str, odd: Claim) -> list[Claim]:
    """Claims of other programmes whose numbering the odd one fits, nearest first."""
    found = [
        c
        for (other, its_word), claims in known.items()
        if other != programme and its_word == odd.series
        for c in claims
        if abs(c.quantity.value - odd.quantity.value) <= NEAR_OTHER and _years_apart(odd, c) <= NEAR_OTHER
    ]
    return sorted(found, key=lambda c: (abs(c.quantity.value - odd.quantity.value), c.document, c.start))


def _finding(shelf: Shelf, odd: Claim, own: Sequence[Claim], others: Sequence[Claim]) -> Finding:
    name = _call(shelf, odd)
    own_numbers = join([f"{n:f}" for n in sorted({c.quantity.value.normalize() for c in own})])
    fits = ""
    repairs = [
        f"the number, if {name} is meant (its own are {own_numbers})",
        f"the programme, if the {odd.series} of another is meant",
    ]
    if others:
        other_names = join(sorted({_call(shelf, c) for c in others})[:2])
        numbers = join([f"{n:f}" for n in sorted({c.quantity.value.normalize() for c in others})])
        fits = f" It is near the numbering of {other_names} ({numbers})."
        repairs[1] = f"the programme, if the {odd.series} of {other_names} is meant"
    told = f"{quote(odd)}"
    certain = bool(others) or len(_statements(own)) > ENOUGH
    evidence = [evidence_of(odd, "odd one out")]
    evidence += [evidence_of(c, "own series") for c in _examples(own)]
    evidence += [evidence_of(c, "other programme") for c in _examples(others)]
    return Finding(
        check=NAME,
        severity=SEVERITY if certain else SEVERITY.lowered(),
        message=(
            f'"{told}" in {shelf.where(odd)} is told of {name}, which elsewhere has {odd.series} {own_numbers}.{fits}'
        ),
        suggestion=f"Check {'; or '.join(repairs)}.",
        arithmetic=(
            f"{odd.series} numbers told of {name}: {own_numbers}; this one: {odd.quantity.value.normalize():f}; a"
            f" series may run on by {FOLLOWS_ON}, and by {PER_YEAR} more for each year between"
        ),
        evidence=tuple(evidence),
        slots=(("programme", "agree", odd.programme, odd.programme), ("series", "agree", odd.series, odd.series)),
    )


def _call(shelf: Shelf, claim: Claim) -> str:
    return _find_name(shelf, claim) or shelf.programme(claim)


def _examples(claims: Sequence[Claim]) -> list[Claim]:
    """A few claims, each number at least once, in order; which ones does not hang on the names of the documents."""
    claims = sorted(claims, key=lambda c: c.key)
    first: dict[object, Claim] = {}
    for claim in claims:
        first.setdefault(claim.quantity.value, claim)
    chosen = list(first.values())[:MOST_SHOWN]
    chosen += [c for c in claims if c not in chosen][: MOST_SHOWN - len(chosen)]
    return sorted(chosen, key=lambda c: (c.document, c.start))

"""A cohort, round or phase whose number cannot belong to its programme's own series.

Which numbers a programme's series has is learnt from the claims read. A number that stands in one place only, far
from all others that its programme is told to have, is flagged; the more so where it fits the numbering of another
programme ("Cohort 24" where this programme has cohorts 1 and 2, and another has 25 and 26). A wave that follows on is
no conflict, nor is one that later years explain. Within one programme and period, one number against several that
tell of the same step ("recruited") is flagged too. Several repairs are offered, none asserted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from extractor.models import Claim, Finding, Kind, Severity
from extractor.shelf import Found, Ledger, Shelf, evidence_of, join, quote

NAME = "ordinal-conflict"
SEVERITY = Severity.ERROR

# Judgements: how far a series may run on, and how much must be known of it.
FOLLOWS_ON = 3  # cohorts 1 and 4 may well be one series
PER_YEAR = 4  # rounds a year that a busy programme may have
ENOUGH = 2  # statements of the programme's own numbers
NEAR_OTHER = 2  # how near a number is to another programme's to fit it
MOST_SHOWN = 4

Series = tuple[str, str]


def find(shelf: Shelf) -> Found:
    """Find numbers outside their own programme's series."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    known = _learn(shelf, ledger)
    for (programme, word), claims in sorted(known.items()):
        ledger.examined += len(claims)
        times_told = Counter(c.quantity.value for c in claims)
        for odd in claims:
            if times_told[odd.quantity.value] > 1:
                continue
            own = [c for c in claims if c is not odd]
            if len(_statements(own)) < ENOUGH:
                continue
            others = _fitting(known, programme, word, odd)
            if _is_outside(odd, own):
                yield _finding(shelf, odd, own, others)
            else:
                same_step = [c for c in own if _tells_same_step(odd, c)]
                if len({c.quantity.value for c in same_step}) == 1 and len(_statements(same_step)) >= ENOUGH:
                    yield _finding(shelf, odd, same_step, others)


def _learn(shelf: Shelf, ledger: Ledger) -> Mapping[Series, Sequence[Claim]]:
    series: dict[Series, list[Claim]] = defaultdict(list)
    for claim in shelf.claims_where(shelf.columns.kind.where(lambda kind: kind is Kind.ORDINAL)):
        if not claim.series:
            ledger.passed_over["no series is named"] += 1
        elif claim.programme == "none":
            ledger.passed_over["no programme is known"] += 1
        else:
            series[claim.programme, claim.series].append(claim)
    return series


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


def _fitting(known: Mapping[Series, Sequence[Claim]], programme: str, word: str, odd: Claim) -> list[Claim]:
    """Claims of other programmes whose numbering the odd one fits, nearest first."""
    found = [
        c
        for (other, its_word), claims in known.items()
        if other != programme and its_word == word
        for c in claims
        if abs(c.quantity.value - odd.quantity.value) <= NEAR_OTHER and _years_apart(odd, c) <= NEAR_OTHER
    ]
    return sorted(found, key=lambda c: (abs(c.quantity.value - odd.quantity.value), c.document, c.start))


def _finding(shelf: Shelf, odd: Claim, own: Sequence[Claim], others: Sequence[Claim]) -> Finding:
    name = shelf.programme(odd)
    own_numbers = join([f"{n:f}" for n in sorted({c.quantity.value.normalize() for c in own})])
    fits = ""
    repairs = [
        f"the number, if {name} is meant (its own are {own_numbers})",
        f"the programme, if the {odd.series} of another is meant",
    ]
    if others:
        other_names = join(sorted({shelf.programme(c) for c in others})[:2])
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


def _examples(claims: Sequence[Claim]) -> list[Claim]:
    """A few claims, each number at least once, in order; which ones does not hang on the names of the documents."""
    claims = sorted(claims, key=lambda c: c.key)
    first: dict[object, Claim] = {}
    for claim in claims:
        first.setdefault(claim.quantity.value, claim)
    chosen = list(first.values())[:MOST_SHOWN]
    chosen += [c for c in claims if c not in chosen][: MOST_SHOWN - len(chosen)]
    return sorted(chosen, key=lambda c: (c.document, c.start))

"""A frequency and a span that do not give the count told, or a figure for each that does not go with total and number.

"Held every month from April to November" makes eight, not "the 32 sessions"; £18 million for 60 projects is not "£3
million for each". A month more or less, and weeks left out over holidays, are allowed for. Total, number and figure for
each must stand in one sentence or in two that follow one another, and there must be only one of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import regex

from extractor.models import Claim, DatedEvent, Finding, Kind, Modality, Qualifier, Role, Severity
from extractor.shelf import (
    Found,
    Ledger,
    Sentence,
    Shelf,
    evidence_of,
    explain,
    quote,
    spell,
    split_sentence,
)

NAME = "rate-against-count"
SEVERITY = Severity.WARNING

# Judgements: how many of a series may fall out, and how freely people round what they give for each.
_FEWEST = Decimal("0.7")
_MOST = Decimal("1.1")
_LEEWAY = Decimal("0.1")
_LEEWAY_OF_PRICE = Decimal("0.02")
_COARSEST = Decimal("0.25")  # of a figure for each, by which it may be rounded
_UNRELATED = 20  # times too much or too little is no slip but another figure
_REACH = 10_000  # characters, in which the sentences lie that start so near
_NEAR = 600  # characters between a frequency and the count that it is set against

_SEVERAL = regex.compile(
    r"(?i)\b(?:at least|or more|twice|three times|several|up to|more than|"
    r"in (?:each|every|both|all(?=\s\w))|per|across)\b"
)
_WHOLE = regex.compile(r"(?i)(?:\b(?:the|these|those|all|total of|making|giving|there (?:were|have been))\s|^)$")
_IN_ALL = regex.compile(r"^(?:\s\w+){0,2}\s(?:in (?:all|total)|altogether)\b")
_MEETS = regex.compile(r"(?i)\bme(?:t|ets?)\b")
_EACH_FIRST = regex.compile(r"\beach\sof\s(?:the|our|its|these|those)\s$")
_TOTALS = regex.compile(r"^\s(?:in\s(?:total|all)|altogether)\b")
_FOR_EACH = regex.compile(
    r"^(?P<noun>(?: [a-z'-]+){0,2}?),? (?:on average )?(?:for each|for every|per|each|apiece)\b"
    r"(?: of (?:the|its|our|their|these|those)\b)?(?: (?P<unit>[a-z-]+))?"
)
# "£650 a head": so much for each of those who were counted, whatever they are called; "£900 a day" for days that were.
_A_HEAD = regex.compile(r"^ (?:a|per) (?P<unit>head|person|day|hour)\b(?! of)")
_TIMES = ("day", "hour")
_GOES_ON = regex.compile(
    r"(?:They|These|It|This|The (?:money|grants?|awards?|sum)) (?:\p{Ll}+ )?(?:went|was|were|is|are|gave|meant)\b"
)
_OR = regex.compile(r",? (?:or|that is|which is|i\.e\.,?) $")
_TOTAL = regex.compile(r"(?i)\b(?:total|in all|altogether|all told)\b")
_WORDS_OF_EACH = ("each", "every", "per", "apiece", "head", "person", *_TIMES)
_FARTHEST = 6  # words after a figure at which _FOR_EACH may find them
_BEFORE_EACH = tuple(f"each of {word} " for word in ("the", "our", "its", "these", "those"))
_JOINERS = frozenset(("on", "in", "and", "or", "but", "with", "at", "of", "for", "to", "from", "by"))
_STRETCHES = frozenset(("year", "month", "week", "day", "hour", "quarter", "annum", "head", "resident", "capita"))


def find(shelf: Shelf) -> Found:
    """Find counts that do not go with a frequency, and totals that do not go with a figure for each."""
    ledger = Ledger(NAME)
    return ledger.close([*_compare_frequencies(shelf, ledger), *_compare_shares(shelf, ledger)])


# -- how often, and how many


def _compare_frequencies(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    for event in shelf.events:
        if event.modality is not Modality.REPEATED:
            continue
        expected = _expect(event)
        if expected is None or _SEVERAL.search(event.sentence):
            ledger.passed_over["how many to expect is not certain"] += 1
            continue
        things = _repeated_things(shelf, event)
        for claim in shelf.claims_between(event.document, event.sentence_start, event.sentence_start + _REACH):
            if not _counts(shelf, claim, event, things):
                continue
            ledger.examined += 1
            if not expected * _FEWEST - 1 <= claim.quantity.value <= expected * _MOST + 1:
                yield _frequency_finding(shelf, event, claim, expected)


def _repeated_things(shelf: Shelf, event: DatedEvent) -> frozenset[str]:
    """The noun of what takes place again and again: "newsletter", of "the newsletter on parks"."""
    noun = regex.split(r"\s(?:of|on|for|about|in)\s", event.thing)[0].split()
    return shelf.gate.words_of(noun[-1] if noun else "")


def _expect(event: DatedEvent) -> Decimal | None:
    """How many there are in a span: months, quarters, weeks or fortnights."""
    start, end = event.period.start, event.period.end
    if start is None or end is None:
        return None
    days = Decimal((end - start).days + 1)
    match event.every:
        case "week":
            return days / 7
        case "fortnight":
            return days / 14
        case "month":
            return Decimal(_months(start, end))
        case "quarter":
            return Decimal(_months(start, end)) / 3
        case _:
            return None


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _counts(shelf: Shelf, claim: Claim, event: DatedEvent, things: frozenset[str]) -> bool:
    """Whether a claim counts, as a whole, what an event before it repeats."""
    quantity = claim.quantity
    if claim.document != event.document or not 0 <= claim.sentence_start - event.sentence_start <= _NEAR:
        return False
    if quantity.kind is not Kind.COUNT or quantity.qualifier is not Qualifier.EXACT or claim.role is not Role.LEVEL:
        return False
    before, after = split_sentence(claim)
    whole = _WHOLE.search(before) is not None or _IN_ALL.match(after) is not None
    if claim.sentence_start == event.sentence_start and _MEETS.search(event.sentence):
        things |= shelf.gate.words_of("meetings")  # of a board that meets
    return bool(things & shelf.gate.head_words(claim)) and whole


def _frequency_finding(shelf: Shelf, event: DatedEvent, claim: Claim, expected: Decimal) -> Finding:
    span = " ".join(event.text.split())
    often = spell(expected.quantize(Decimal(1)))
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f'"{quote(claim)}" in {shelf.where(claim)} are told of what took place every {event.every} in "{span}",'
            f" which makes {often}."
        ),
        suggestion="Check the number, the dates, or say how many there were each time.",
        arithmetic=(
            f"one every {event.every} in {span}: {often}; between {spell(_floor(expected * _FEWEST - 1))} and"
            f" {spell(_floor(expected * _MOST + 1))} would do; told: {spell(claim.quantity.value)}"
        ),
        evidence=(evidence_of(claim, "count"), evidence_of(event, "frequency")),
    )


def _floor(value: Decimal) -> Decimal:
    return Decimal(int(value))


# -- for each, in all, and of how many


def _compare_shares(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    added = shelf.columns.kind.where(lambda kind: kind in (Kind.COUNT, Kind.MONEY))
    around = shelf.gate.surroundings
    for_each = around.precede(_WORDS_OF_EACH, within=_FARTHEST) | around.follow(_BEFORE_EACH)
    for sentence in shelf.sentences_where(for_each, beside=added):
        if not any(_is_for_each(sentence, place) for place in range(len(sentence.places))):
            continue
        for place, claim in enumerate(sentence.claims):
            if (row := _each_first(sentence, place)) is not None:
                ledger.examined += 1
                if not _go_together(row[1], row[0], claim):
                    yield _share_finding(shelf, row[1], row[0], claim)
                continue
            told = _FOR_EACH.match(sentence.after(place))
            head = _A_HEAD.match(sentence.after(place))
            if claim.quantity.kind is Kind.MONEY and head:
                yield from _compare_by_head(shelf, ledger, sentence, (claim, head["unit"]))
                continue
            if claim.role is Role.TARGET:
                ledger.passed_over["planned for each, or room for so many"] += 1
                continue
            if told is None or claim.quantity.kind not in (Kind.COUNT, Kind.MONEY):
                continue
            near = [c for c in sentence.claims if c is not claim]
            before = shelf.sentence_before(sentence)
            near += before.claims if before else ()
            unit = told["unit"] or ""
            if unit in _STRETCHES:
                ledger.passed_over["a figure for a stretch of time or a person"] += 1
                continue
            number = _number_of(shelf, near, claim, "" if unit in _JOINERS else unit)
            total = _total_of(shelf, near, claim, number)
            if number is None or total is None:
                ledger.passed_over["total or number is not told, or more than one could be meant"] += 1
                continue
            ledger.examined += 1
            if not _go_together(total, number, claim):
                yield _share_finding(shelf, total, number, claim)


def _compare_by_head(shelf: Shelf, ledger: Ledger, sentence: Sentence, told: tuple[Claim, str]) -> Iterator[Finding]:
    """ "A course for 140 clerks will be held. It costs £650 a head, £91,000 altogether."."""
    each, unit = told
    before = shelf.sentence_before(sentence)
    near = [c for c in (*(before.claims if before else ()), *sentence.claims) if c.quantity.value > 1]
    heads = [c for c in near if _is_counted_in(c, unit)]
    totals = [c for c in sentence.claims if c is not each and c.quantity.kind is Kind.MONEY]
    said = unit in _TIMES or _TOTAL.search(sentence.text) or _is_total_before(sentence, each)
    if len(heads) != 1 or len(totals) != 1 or not said:
        ledger.passed_over["total or number is not told, or more than one could be meant"] += 1
        return
    ledger.examined += 1
    if not _go_together(totals[0], heads[0], each, priced=True):
        yield _share_finding(shelf, totals[0], heads[0], each, priced=True)


def _is_total_before(sentence: Sentence, each: Claim) -> bool:
    """Whether a figure is told right before as what it comes to: "It cost £42,750, or about £450 a head"."""
    place = sentence.claims.index(each)
    return place > 0 and _OR.fullmatch(sentence.after(place - 1)) is not None


def _is_counted_in(claim: Claim, unit: str) -> bool:
    """Whether a figure counts days for what is paid by the day, and people or things for what is paid a head."""
    if unit in _TIMES:
        return claim.quantity.kind is Kind.DURATION and claim.quantity.unit.removesuffix("s") == unit
    return claim.quantity.kind is Kind.COUNT


def _is_for_each(sentence: Sentence, place: int) -> bool:
    """Whether the text beside a figure tells that it is one for each, or that the next one is."""
    after = sentence.after(place)
    return bool(_FOR_EACH.match(after) or _A_HEAD.match(after) or _EACH_FIRST.search(sentence.before(place)))


def _each_first(sentence: Sentence, place: int) -> tuple[Claim, Claim] | None:
    """Number and total, where "each of the 40 projects received £5,000, £200,000 in total"."""
    claims = sentence.claims
    if not 0 < place < len(claims) - 1 or not _EACH_FIRST.search(sentence.before(place - 1)):
        return None
    number, each, total = claims[place - 1 : place + 2]
    alike = each.quantity.kind is Kind.MONEY is total.quantity.kind and number.quantity.kind is Kind.COUNT
    return (number, total) if alike and _TOTALS.match(sentence.after(place + 1)) else None


def _number_of(shelf: Shelf, near: Sequence[Claim], each: Claim, unit: str) -> Claim | None:
    """The one count of the things that the figure is for; where no noun is told, the count just before it."""
    counts = [c for c in near if c.quantity.kind is Kind.COUNT and c.role is Role.LEVEL and c.quantity.value > 1]
    if unit:
        things = shelf.gate.words_of(unit)
        counts = [c for c in counts if things & shelf.gate.head_words(c)]
        return counts[0] if len(counts) == 1 else None
    earlier = [c for c in counts if c.sentence_start == each.sentence_start and c.start < each.start]
    return earlier[0] if len(earlier) == 1 else None


def _total_of(shelf: Shelf, near: Sequence[Claim], each: Claim, number: Claim | None) -> Claim | None:
    """The one total of what the figure gives for each."""
    found = [
        c
        for c in near
        if c is not number
        and c.quantity.kind is each.quantity.kind
        and c.role in (Role.LEVEL, Role.CUMULATIVE)
        and (c.quantity.kind is Kind.MONEY or shelf.gate.head_words(c) & shelf.gate.head_words(each))
        and c.quantity.value > each.quantity.value
        and c.programme == each.programme
    ]
    total = found[0] if len(found) == 1 else None
    if total is None or number is None:
        return total
    product = each.quantity.value * number.quantity.value
    if not product < total.quantity.value * _UNRELATED or not total.quantity.value < product * _UNRELATED:
        return None  # "£42m saved by 29 councils on a grant of £7,000 apiece"
    # Of another sentence, a total must be of the same thing.
    alike = shelf.gate.head_words(total) & shelf.gate.head_words(each)
    goes_on = _GOES_ON.match(each.sentence) is not None and each.quantity.kind is Kind.MONEY
    return total if alike or goes_on or total.sentence_start == each.sentence_start else None


def _go_together(total: Claim, number: Claim, each: Claim, *, priced: bool = False) -> bool:
    """Whether total, number and figure for each fit; a price is what the total was worked out from, and exact."""
    leeway, coarsest = (_LEEWAY_OF_PRICE, Decimal(0)) if priced else (_LEEWAY, _COARSEST)
    read, of, out = total.quantity.interval, number.quantity.interval, each.quantity.interval
    if of.low <= 0:
        return True
    low, high = read.low / of.high * (1 - leeway), read.high / of.low * (1 + leeway)
    # "£1 million each" may be rounded by much, but £5,000 is not rounded to £10,000.
    half = min(each.quantity.last_digit / 2, each.quantity.value * coarsest)
    return low <= out.high + half and out.low - half <= high


def _share_finding(shelf: Shelf, total: Claim, number: Claim, each: Claim, *, priced: bool = False) -> Finding:
    exact = (total.quantity.value / number.quantity.value).quantize(Decimal("0.01"))
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f'"{quote(each)}" for each in {shelf.where(each)} does not go with "{quote(total)}" for "{quote(number)}",'
            f" which makes {spell(exact)}."
        ),
        suggestion="Check the total, the number and the figure for each.",
        arithmetic=(
            f"{spell(total.quantity.value)} / {spell(number.quantity.value)} = {spell(exact)}; told:"
            f" {explain(each.quantity)}, with {spell((_LEEWAY_OF_PRICE if priced else _LEEWAY) * 100)} per cent allowed"
        ),
        evidence=(evidence_of(each, "for each"), evidence_of(total, "total"), evidence_of(number, "number")),
    )

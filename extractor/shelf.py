"""What the checks work on: all claims and lists of a run in order, their sentences, and words for findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

import numpy as np

from extractor.cleaning import clean, find_figure
from extractor.columns import Columns, Groups, Mask, number
from extractor.copies import find_kin, find_related
from extractor.gate import KNOWN, Comparison, Gate
from extractor.models import (
    Agreement,
    AnnouncedList,
    CheckTally,
    Claim,
    DatedEvent,
    Document,
    Evidence,
    Finding,
    Kind,
    Period,
    Qualifier,
    Quantity,
)
from extractor.patterns import Patterns

FAR_APART = 50  # times
MOST_EVIDENCE = 12  # a finding that points at everything points at nothing

_OF_TWO_THINGS = "of two things, as a slot tells"

Found = tuple[tuple[Finding, ...], CheckTally]
"""What a check returns: its findings, and what it looked at and passed over."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence that holds claims, in the order of its text, and where each stands in `text` (numeral and hedge).

    `number` counts the sentences of the shelf; `rows` are its claims in the columns, objects only for who asks.
    """

    number: int
    text: str
    rows: range
    places: tuple[tuple[int, int], ...]
    columns: Columns = field(repr=False)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the sentence."""
        return tuple(map(self.columns.claim, self.rows))

    @property
    def block(self) -> int:
        """The number of the block in which the sentence stands, by its first claim."""
        return int(self.columns.block[self.rows.start])

    @cached_property
    def _gaps(self) -> tuple[str, ...]:
        """The text before, between and after the claims, lower case."""
        ends = (0, *(end for _, end in self.places))
        starts = (*(start for start, _ in self.places), len(self.text))
        return tuple(self.text[end:start].lower() for end, start in zip(ends, starts, strict=True))

    def before(self, index: int) -> str:
        """The text between the claim before (or the sentence's start) and this one, lower case."""
        return self._gaps[index]

    def after(self, index: int) -> str:
        """The text between this claim and the next one (or the sentence's end), lower case."""
        return self._gaps[index + 1]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two comparable claims whose figures do not agree, and how much of what they say is common (0 to 1)."""

    left: Claim
    right: Claim
    agreement: Agreement
    comparison: Comparison
    similarity: float


class Shelf:
    """The claims of a run, laid out for the checks. Copies of one publication are left out but for one.

    With `touching` only findings are wanted that touch these documents, and what cannot lead to one is passed over.
    """

    def __init__(  # noqa: PLR0913  what the checks look at, and which of it is wanted
        self,
        documents: Iterable[Document],
        claims: Iterable[Claim],
        lists: Iterable[AnnouncedList],
        patterns: Patterns,
        *,
        events: Iterable[DatedEvent] = (),
        touching: Collection[str] | None = None,
    ) -> None:
        self.patterns = patterns
        self.documents: Mapping[str, Document] = {d.document: d for d in sorted(documents, key=lambda d: d.document)}
        columns = Columns(claims)
        self.kin = find_kin(self.documents.values(), columns.claims_of(find_related(self.documents.values())))
        copies = self.kin.copies
        kept = set(columns.document.values) - copies.keys()
        self.columns = Columns(columns.claims_of(kept)) if copies else columns
        self.lists = tuple(
            sorted((x for x in lists if x.document not in copies), key=lambda x: (x.document, x.claim_start))
        )
        self.events = tuple(
            sorted((e for e in events if e.document not in copies), key=lambda e: (e.document, e.start, e.end))
        )
        self.gate = Gate(self.columns, self.documents, patterns)
        self._wanted: Mask = self.columns.document.where(lambda name: touching is None or name in touching)
        self._sentence = lru_cache(maxsize=KNOWN)(self._lay_out)
        self._interval = lru_cache(maxsize=KNOWN)(lambda row: self.columns.quantity[row].interval)
        self._versions = {*self.kin.versions, *self.kin.versions.values()}
        self._programmes = {entry.id: entry.name for entry in patterns.programmes}

    def is_wanted(self, *claims: Claim) -> bool:
        """Whether a finding on these claims would touch a document that findings are wanted of."""
        return any(self._wanted[self.gate.row(claim)] for claim in claims)

    def claims_where(self, mask: Mask) -> Iterator[Claim]:
        """The claims of the rows of a mask over `columns`, in order of document and place."""
        return map(self.columns.claim, np.flatnonzero(mask).tolist())

    def same_figures(self, mask: Mask) -> Iterator[list[Claim]]:
        """The claims of a mask that state one figure of one kind and currency together, where there are several."""
        return ([self.columns.claim(row) for row in rows] for rows in self.rows_of_figures(mask))

    def rows_of_figures(self, mask: Mask) -> Iterator[list[int]]:
        """The rows of the claims that `same_figures` gives."""
        rows = np.flatnonzero(mask)
        figures = self.columns.quantity.map(lambda q: (q.kind, q.unit if q.kind is Kind.MONEY else "", q.value))
        groups = Groups(figures.codes[rows])
        several = (rows[some] for some in sorted(places for places in groups if len(places) > 1))
        return (some.tolist() for some in several if self._wanted[some].any())

    def claims_of_thing(self, like: Claim, period: Period) -> Iterator[Claim]:
        """The claims that count what this one does, for its programme, in another period."""
        periods, dates = self.columns.period, (period.start, period.end)
        rows = self._things.of(self.gate.row(like))
        return (self.columns.claim(row) for row in rows if (periods[row].start, periods[row].end) == dates)

    @cached_property
    def _things(self) -> Groups:
        """The rows that count the same thing for the same programme."""
        return Groups(number(self.gate.heads.codes, self.columns.programme.codes))

    def claims_between(self, document: str, start: int, end: int) -> Iterator[Claim]:
        """The claims of a document that start from `start` up to, not including, `end`."""
        return map(self.columns.claim, self.columns.rows_between(document, start, end))

    def sentences_where(
        self, mask: Mask, *cues: str, fewest: int = 1, beside: Mask | None = None, everywhere: bool = False
    ) -> Iterator[Sentence]:
        """The sentences with `fewest` claims of a mask and, where cues (in lower case) are given, one of the cues.

        Of a cue of several words ("of those") it may be that a sentence holds only one, or that they stand apart.

        With `beside` they hold a claim of that mask as well. `everywhere` is for a check that holds a sentence against
        other documents: it may lead to a finding that touches one of those wanted.
        """
        if not everywhere:
            mask = mask & self._wanted
        if beside is not None:
            near = np.zeros(self.columns.sentences, bool)
            near[self.columns.sentence_of[beside]] = True
            mask = mask & near[self.columns.sentence_of]
        if cues:
            mask = mask & self.gate.surroundings.find(cues)
        held = np.bincount(self.columns.sentence_of[mask], minlength=self.columns.sentences)
        for place in np.flatnonzero(held >= fewest).tolist():
            yield self._sentence(place)

    def _lay_out(self, number: int) -> Sentence:
        columns, rows = self.columns, self.columns.rows_of_sentence(number)
        text = columns.sentence[rows.start]
        around = self.gate.surroundings
        places = []
        at = 0
        for row in rows:
            found = int(around.starts[row])
            if found < 0:
                # A sentence cleaned in another way than the figure: fall back on its place in the document.
                found = min(max(at, int(columns.start[row] - columns.sentence_start[row])), len(text))
            at = min(found + int(around.sizes[row]), len(text))
            places.append((found, at))
        return Sentence(number=number, text=text, rows=rows, places=tuple(places), columns=columns)

    def sentence_before(self, sentence: Sentence, *, reach: int = 0) -> Sentence | None:
        """The sentence with claims before this one, at most `reach` blocks above it in the same document."""
        if sentence.number == 0:
            return None
        before = self._sentence(sentence.number - 1)
        documents = self.columns.document.codes
        near = documents[before.rows.start] == documents[sentence.rows.start]
        near = near and sentence.block - before.block <= reach
        return before if near else None

    def name(self, document: str) -> str:
        """How a finding calls a document: its title, or its name where it has none; and both for a version."""
        known = self.documents.get(document)
        title = known.title if known and known.title else document
        return f"{title} ({document})" if document in self._versions and title != document else title

    def work(self, document: str) -> str:
        """The identity of the publication that a document is."""
        known = self.documents.get(document)
        return known.work if known else ""

    def where(self, claim: Claim | AnnouncedList | DatedEvent) -> str:
        """Where a claim stands, for a message: 'Annual report 2023/24, page 7'."""
        page = f", page {claim.page}" if claim.page is not None else ""
        return f"{self.name(claim.document)}{page}"

    def programme(self, claim: Claim) -> str:
        """The name of a claim's programme; empty for none."""
        return self._programmes.get(claim.programme, "" if claim.programme == "none" else claim.programme)

    def claim_at(self, document: str, start: int) -> Claim | None:
        """The claim that starts at a place, if there is one."""
        row = self.columns.row_at(document, start)
        return None if row is None else self.columns.claim(row)

    @cached_property
    def disagreements(self) -> tuple[tuple[Disagreement, ...], int, Counter[str]]:
        """Pairs that may be compared and do not agree, how many pairs were compared, and what was left out and why.

        Pairs are in order of their places. Most pairs that say much the same agree; of those no more is asked.
        """
        (lefts, rights), left_out = self.gate.pairs()
        found: dict[tuple[int, int], Disagreement] = {}
        alike = 0
        reached, waiting = self._wanted.copy(), np.ones(len(lefts), bool)
        # What disagrees with a claim that disagrees with one wanted is part of the same finding.
        while (near := waiting & (reached[lefts] | reached[rights])).any():
            waiting &= ~near
            for left, right in self.gate.find_alike(lefts[near], rights[near]):
                alike += 1
                disagreement = self._hold_against(left, right, left_out)
                if disagreement is not None:
                    found[left, right] = disagreement
                    reached[[left, right]] = True
        return tuple(found[pair] for pair in sorted(found)), alike - left_out[_OF_TWO_THINGS], left_out

    def _hold_against(self, left: int, right: int, left_out: Counter[str]) -> Disagreement | None:
        """What two rows that say much the same disagree on; most agree, so the figures are looked at first."""
        if self._interval(left).meets(self._interval(right)):
            return None
        gate = self.gate
        one, other = gate.side_at(left), gate.side_at(right)
        if not gate.may_compare(one, other):
            left_out[_OF_TWO_THINGS] += 1
            return None
        agreement = one.claim.quantity.agrees_with(other.claim.quantity)
        if _are_far_apart(one.claim.quantity, other.claim.quantity):
            left_out["too far apart to be one figure"] += 1
        elif agreement is Agreement.ROUNDED:
            left_out["one is the other, rounded"] += 1
        elif gate.told_apart(one, other):
            left_out["told apart by the text itself"] += 1
        else:
            return Disagreement(
                one.claim, other.claim, agreement, gate.compare(one, other), gate.similarity(one, other)
            )
        return None


def _are_far_apart(left: Quantity, right: Quantity) -> bool:
    """Whether two figures are of so different a size that no slip makes one of the other, short of a lost unit."""
    low, high = sorted((abs(left.value), abs(right.value)))
    return low > 0 and high > low * FAR_APART and high != low * 10**3 and high != low * 10**6


def split_sentence(claim: Claim) -> tuple[str, str]:
    """The sentence of a claim before and after its figure; nothing where the figure is not found in it."""
    written = clean(claim.text).text.strip()
    found = find_figure(claim.sentence, written, claim.start - claim.sentence_start)
    return (claim.sentence[:found], claim.sentence[found + len(written) :]) if found >= 0 else ("", "")


class Ledger:
    """Counts what a check looked at and what it passed over and why."""

    def __init__(self, check: str) -> None:
        self.check = check
        self.examined = 0
        self.passed_over: Counter[str] = Counter()

    def close(self, findings: Iterable[Finding]) -> Found:
        """The findings with the tally."""
        found = tuple(findings)  # a check that goes on while it is read has counted when this is done
        reasons = tuple(sorted(self.passed_over.items()))
        return found, CheckTally(check=self.check, examined=self.examined, passed_over=reasons)


def evidence_of(told: Claim | DatedEvent, part: str = "") -> Evidence:
    """A figure or a date as evidence; `part` says what it is in the arithmetic or argument."""
    return Evidence(
        document=told.document,
        start=told.start,
        end=told.end,
        text=told.text,
        sentence=told.sentence,
        part=part,
        value=str(told.quantity.value) if isinstance(told, Claim) else spell_period(told.period),
        claim=told.key if isinstance(told, Claim) else "",
        page=told.page,
        box=told.box,
    )


def list_evidence(announced: AnnouncedList, shelf: Shelf) -> tuple[Evidence, ...]:
    """An announced list as evidence: the announcement, then its items as far as they fit."""
    claim = announcing_claim(announced, shelf)
    document = shelf.documents.get(announced.document)
    text = document.text if document else ""
    rows = [
        evidence_of(claim, "announced")
        if claim
        else Evidence(
            document=announced.document,
            start=announced.start,
            end=announced.end,
            text=text[announced.start : announced.end],
            sentence=announced.text,
            part="announced",
            value=str(announced.count),
            page=announced.page,
        )
    ]
    for item in announced.items[: MOST_EVIDENCE - 1]:
        end = min(item.end, item.start + 200)
        rows.append(
            Evidence(
                document=announced.document,
                start=item.start,
                end=end,
                text=text[item.start : end] or item.text[: end - item.start],
                sentence=item.text,
                part="item",
                page=item.page,
                box=item.box,
            )
        )
    return tuple(rows)


def announcing_claim(announced: AnnouncedList, shelf: Shelf) -> Claim | None:
    """The claim that announces a list ("three priorities"), where it is one."""
    return shelf.claim_at(announced.document, announced.claim_start)


_FIRST_YEAR, _LAST_YEAR = 1800, 2200


def is_rare(quantity: Quantity, *, digits: int) -> bool:
    """Whether a figure is so exact that two of it do not meet by chance: unhedged, with so many digits that count."""
    if quantity.kind not in (Kind.COUNT, Kind.MONEY) or quantity.qualifier is not Qualifier.EXACT:
        return False
    counting = len(str(quantity.value).replace(".", "").strip("-0"))
    return counting >= digits and not (quantity.kind is Kind.COUNT and _is_year(quantity.value))


def _is_year(value: Decimal) -> bool:
    return _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value)


def quote(claim: Claim) -> str:
    """A figure with what it counts, as a reader would quote it: 'over 1.5 million employees'."""
    figure = " ".join(claim.text.split())
    noun = " ".join(claim.head.split())
    match claim.quantity.kind:
        case Kind.ORDINAL:
            return (
                f"{claim.series} {claim.quantity.value.normalize():f}" if claim.series else f"{figure} {noun}".strip()
            )
        case Kind.PERCENT:
            return f"{figure} of {noun}" if noun else figure
        case Kind.MONEY:
            return f"{figure} ({noun})" if noun else figure
        case Kind.DURATION | Kind.MULTIPLE:
            return figure
        case Kind.COUNT:
            return f"{figure} {noun}".strip()


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


def spell_day(day: date) -> str:
    """A day for people: 7 December 2023, whatever the language of the machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def spell_period(period: Period) -> str:
    """The dates of a period for a value: 2023-10-01/2023-12-31, with nothing for an open side."""
    if period.start == period.end:
        return str(period.start or "")
    return f"{period.start or ''}/{period.end or ''}"


def spell(value: Decimal) -> str:
    """A number for people: thousands parted by commas, no trailing noughts after the point."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def explain(quantity: Quantity) -> str:
    """The interval that a figure is taken to mean and why, in words."""
    read = quantity.interval
    if read.low == read.high:
        return f"exactly {spell(read.low)}"
    low = f"{'above' if read.low_open else 'from'} {spell(read.low)}"
    high = f"{'below' if read.high_open else 'up to'} {spell(read.high)}"
    return f"{low}, {high} ({_reason(quantity)})"


_REASONS: Mapping[Qualifier, str] = {
    Qualifier.OVER: "more than the figure, by less than one unit of its last digit or 5 per cent",
    Qualifier.AT_LEAST: "the figure or more, by less than one unit of its last digit or 5 per cent",
    Qualifier.UNDER: "less than the figure, by less than one unit of its last digit or 5 per cent",
    Qualifier.UP_TO: "the figure or anything below it",
    Qualifier.ABOUT: "about: half a unit of the last digit, between 5 and 10 per cent",
    Qualifier.NEARLY: "nearly: at most 10 per cent short of the figure",
    Qualifier.RANGE: "both ends included",
}


def _reason(quantity: Quantity) -> str:
    return _REASONS.get(quantity.qualifier, "rounded to its last written digit")


def join(parts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)

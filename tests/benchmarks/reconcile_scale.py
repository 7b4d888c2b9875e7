"""Reconcile generated shelves and print what each claim costs: it must be much the same however many there are.

    python tests/benchmarks/reconcile_scale.py 10000 100000
    python tests/benchmarks/reconcile_scale.py --stages 100000

Each shelf is reconciled in a process of its own. Claims are made report by report as they are read and are not kept,
as when they come from a feed; the time to make them is not counted, that to give them their keys is told apart. All
times are those of the processor. What counts for the work is made as it was met in publications of councils: how
unevenly nouns and words are drawn and how many new ones each further report brings, how many figures share a
sentence, how many have no programme or a date of their own. One sentence in seventeen tells a figure again, every
second with another value.
"""

from __future__ import annotations

import argparse
import cProfile
import multiprocessing
import pstats
import random
import time
from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate, islice
from typing import TypeVar

from measuring import find_peak

from extractor.identity import key_in_order
from extractor.models import Claim, Document, Kind, Period, Quantity, Role, Source
from extractor.patterns import load_patterns
from extractor.reconcile import find_discrepancies
from extractor.wording import Wording

T = TypeVar("T")
CLAIMS_PER_REPORT = 250
PROGRAMMES = 40
KINDS = {Kind.COUNT: 62, Kind.PERCENT: 17, Kind.MONEY: 10, Kind.DURATION: 7, Kind.ORDINAL: 4}
ROLES = {Role.LEVEL: 82, Role.TARGET: 6, Role.CHANGE: 4, Role.PREVIOUS: 4, Role.RATE: 2, Role.CUMULATIVE: 2}
FIGURES_IN_SENTENCE = {1: 58, 2: 29, 3: 10, 4: 3}
_SMALL = """
the the the of of of and and to to in in in for for a a with on by from as at were was have has that this is their our
its which more other per each total including all these across through over
"""
SMALL_WORDS = _SMALL.split()
SYLLABLES = [first + second for first in "bdfglmnprstv" for second in ("a", "e", "i", "o", "ar", "en", "or", "is")]


class Words:
    """Words drawn as unevenly as in a text: the more claims, the more words, each new one rarer than those before."""

    def __init__(self, kinds: int, *, ending: str) -> None:
        self._words = [_spell(place) + ending for place in range(kinds)]
        self._sums = list(accumulate(1 / (place + 2.7) ** 1.05 for place in range(kinds)))

    def draw(self, rng: random.Random) -> str:
        return self._words[bisect(self._sums, rng.random() * self._sums[-1])]


def _spell(place: int) -> str:
    word = SYLLABLES[place % len(SYLLABLES)]
    while place := place // len(SYLLABLES):
        word += SYLLABLES[place % len(SYLLABLES)]
    return word + "t"


class Generator:
    """Makes a shelf of so many claims: the same for the same size and seed."""

    def __init__(self, size: int, *, seed: int = 1) -> None:
        self.size = size
        self._rng = random.Random(seed)
        self._nouns = Words(int(120 * (max(size, 500) / 500) ** 0.8), ending="s")
        self._words = Words(int(2500 * (max(size, 500) / 500) ** 0.5), ending="")
        reports = -(-size // CLAIMS_PER_REPORT)
        self.documents = [_document(place) for place in range(reports)]

    def claims(self) -> Iterator[Claim]:
        for place, document in enumerate(self.documents):
            yield from self._report(document, min(CLAIMS_PER_REPORT, self.size - place * CLAIMS_PER_REPORT))

    def _report(self, document: Document, size: int) -> Iterator[Claim]:
        rng, at, block = self._rng, 0, 0
        made: list[Claim] = []
        programme = "none"
        while len(made) < size:
            if block % 12 == 0:
                programme = "none" if rng.random() < 0.25 else f"programme{rng.randrange(PROGRAMMES)}"
            if made and rng.random() < 0.06:
                claims = self._again(rng.choice(made), at, block)
            else:
                claims = self._sentence(document, programme, at, block)
            made += claims
            at = claims[-1].sentence_end + 1
            block += rng.random() < 0.6
        yield from made[:size]

    def _sentence(self, document: Document, programme: str, at: int, block: int) -> list[Claim]:
        rng = self._rng
        figures = _draw(rng, FIGURES_IN_SENTENCE)
        named = programme != "none" and rng.random() < 0.4
        text = self._phrase(rng.randint(2, 9)).capitalize()
        told = []
        for _ in range(figures):
            kind = _draw(rng, KINDS)
            figure, quantity = _figure(rng, kind)
            noun = self._nouns.draw(rng)
            tail = self._phrase(rng.randint(3, 11))
            told.append((len(text) + 1, figure, quantity, noun, tail))
            text += f" {figure} {'of ' if kind is Kind.PERCENT else ''}{noun} {tail}{rng.choice((',', ' and', ';'))}"
        text = text.rstrip(",; and") + "."
        period, source = self._period(document)
        return [
            Claim(
                document=document.document,
                start=at + start,
                end=at + start + len(figure),
                text=figure,
                sentence=text,
                sentence_start=at,
                sentence_end=at + len(text),
                numeral=at + start,
                quantity=quantity,
                block=block,
                section=f"Section {block // 12}",
                head=noun,
                measure=f"{noun} {' '.join(tail.split()[: rng.randint(1, 7)])}",
                role=Role.SHARE if quantity.kind is Kind.PERCENT else _draw(rng, ROLES),
                series=noun if quantity.kind is Kind.ORDINAL else "",
                programme=programme,
                programme_source=Source.SENTENCE if named else Source.SECTION,
                period=period,
                period_source=source,
            )
            for start, figure, quantity, noun, tail in told
        ]

    def _again(self, claim: Claim, at: int, block: int) -> list[Claim]:
        """A figure told again elsewhere in its report, in the same words."""
        quantity, figure = claim.quantity, claim.text
        if self._rng.random() < 0.5 and quantity.kind is Kind.COUNT:
            quantity = replace(quantity, value=quantity.value + 7)
            figure = f"{quantity.value:,}"
        start = claim.sentence.find(claim.text)
        text = f"{claim.sentence[:start]}{figure} {claim.measure}."
        told = replace(
            claim,
            start=at + start,
            end=at + start + len(figure),
            text=figure,
            sentence=text,
            sentence_start=at,
            sentence_end=at + len(text),
            numeral=at + start,
            block=block,
            quantity=quantity,
        )
        return [told]

    def _phrase(self, length: int) -> str:
        rng = self._rng
        return " ".join(rng.choice(SMALL_WORDS) if rng.random() < 0.4 else self._words.draw(rng) for _ in range(length))

    def _period(self, document: Document) -> tuple[Period, Source]:
        year = document.period.start.year if document.period.start else 2020
        chance = self._rng.random()
        if chance < 0.7:
            return document.period, Source.TITLE
        if chance < 0.8:
            return _year(year - 1), Source.SENTENCE
        if chance < 0.9:
            month = self._rng.randint(4, 12)
            return Period(
                start=date(year, month, 1), end=date(year, month, 28), label=f"{month}/{year}"
            ), Source.SENTENCE
        if chance < 0.95:
            return Period(end=date(year, self._rng.randint(4, 12), 28), label="as at"), Source.SENTENCE
        return Period(), Source.NONE


def _document(place: int) -> Document:
    name = f"report{place:05d}"
    return Document(
        document=name, path="", sha256="", format="txt", text="", period=_year(2014 + place % 10), work=name
    )


def _year(year: int) -> Period:
    return Period(start=date(year, 4, 1), end=date(year + 1, 3, 31), label=f"{year}/{(year + 1) % 100}")


def _figure(rng: random.Random, kind: Kind) -> tuple[str, Quantity]:
    size = round(10 ** rng.uniform(0.4, 4.2))
    if kind is Kind.PERCENT:
        share = rng.randint(2, 99)
        return f"{share} per cent", Quantity(kind=kind, value=Decimal(share), unit="percent")
    if kind is Kind.MONEY:
        return f"£{size:,}", Quantity(kind=kind, value=Decimal(size), unit="GBP")
    if kind is Kind.DURATION:
        return f"{size % 30 + 2} days", Quantity(kind=kind, value=Decimal(size % 30 + 2), unit="days")
    if kind is Kind.ORDINAL:
        return f"{size % 40}", Quantity(kind=kind, value=Decimal(size % 40))
    return f"{size:,}", Quantity(kind=kind, value=Decimal(size))


def _draw(rng: random.Random, weights: dict[T, int]) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]


class Watch:
    """Passes claims on and counts the seconds that it took to get them."""

    def __init__(self, claims: Iterator[Claim]) -> None:
        self._claims = claims
        self.seconds = 0.0
        self.ended = 0.0  # when the last of them had been taken

    def __iter__(self) -> Iterator[Claim]:
        while True:
            began = time.process_time()
            batch = list(islice(self._claims, 1000))
            self.seconds += time.process_time() - began
            if not batch:
                self.ended = time.process_time()
                return
            yield from batch


def measure(size: int, stages: bool) -> None:
    """Reconcile one shelf and print its line; the lexicon is loaded before, as it is when documents are read."""
    patterns = load_patterns()
    Wording(patterns).words("lexicon")
    before = find_peak()
    shelf = Generator(size)
    making = Watch(shelf.claims())
    keyed = Watch(key_in_order(iter(making), {document.document: document.work for document in shelf.documents}))
    profile = cProfile.Profile()
    began = time.process_time()
    if stages:
        profile.enable()
    findings, tallies = find_discrepancies(shelf.documents, iter(keyed), (), patterns)
    profile.disable()
    reading = keyed.ended - began - keyed.seconds
    reconciling = time.process_time() - began - keyed.seconds
    if stages:
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    print(
        f"{size:,} claims: {reconciling:.2f} s ({reconciling / size * 1e6:.0f} µs a claim), of which {reading:.2f} s to"
        f" read them into columns; beside it keys {keyed.seconds - making.seconds:.2f} s;"
        f" {tallies[0].examined:,} pairs compared, {len(findings):,} findings,"
        f" at most {find_peak():,} MB ({before} MB before)",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    options.add_argument("--stages", action="store_true", help="print where the time goes")
    given = options.parse_args()
    for size in given.sizes:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(size, given.stages))
        process.start()
        process.join()


if __name__ == "__main__":
    main()

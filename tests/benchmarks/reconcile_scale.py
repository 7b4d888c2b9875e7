"""Reconcile generated claims of growing shelves and print the time of each: it must grow as the claims do.

    python tests/benchmarks/reconcile_scale.py 10000 100000

A shelf is made of reports of some 250 claims each, over ten years, forty programmes and forty nouns; nouns and words
are drawn as unevenly as in real reports (few are very common), and one figure in twenty is told
twice, with two values.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from extractor.identity import assign_keys
from extractor.models import Claim, Document, Kind, Period, Quantity, Source
from extractor.patterns import load_patterns
from extractor.reconcile import find_discrepancies

CLAIMS_PER_REPORT = 250
NOUNS = [f"thing{letter}{other}" for letter in "abcdefgh" for other in "klmno"]
VERBS = [
    "attended",
    "received",
    "joined",
    "used",
    "completed",
    "published",
    "delivered",
    "trained",
    "helped",
    "visited",
]


def make_shelf(size: int, seed: int = 1) -> tuple[list[Document], list[Claim]]:
    """Documents and claims, the same for the same size and seed."""
    rng = random.Random(seed)
    words = ["".join(chr(97 + int(digit)) for digit in f"{n:04d}") + "wort" for n in range(2000)]
    weights = [1 / (n + 5) for n in range(len(words))]
    nouns = [1 / (n + 2) for n in range(len(NOUNS))]
    documents, claims = [], []
    for place in range(0, size, CLAIMS_PER_REPORT):
        name = f"report{place // CLAIMS_PER_REPORT:05d}"
        year = 2014 + place // CLAIMS_PER_REPORT % 10
        period = Period(start=date(year, 4, 1), end=date(year + 1, 3, 31), label=f"{year}/{(year + 1) % 100}")
        documents.append(Document(document=name, path="", sha256="", format="txt", text="", period=period, work=name))
        for number in range(min(CLAIMS_PER_REPORT, size - place)):
            if number % 20 == 19:
                claims.append(_again(claims[-10], number))
                continue
            noun = rng.choices(NOUNS, nouns)[0]
            measure = f"{noun}s {rng.choice(VERBS)} {' '.join(rng.choices(words, weights, k=4))}"
            text = str(rng.randint(2, 5000))
            start = number * 200
            claims.append(
                Claim(
                    document=name,
                    start=start,
                    end=start + len(text),
                    text=text,
                    sentence=f"{text} {measure}.",
                    sentence_start=start,
                    sentence_end=start + 100,
                    numeral=start,
                    quantity=Quantity(kind=Kind.COUNT, value=Decimal(text)),
                    block=number,
                    head=f"{noun}s",
                    measure=measure,
                    programme=f"programme{rng.randrange(40)}",
                    programme_source=Source.SECTION,
                    period=period,
                    period_source=Source.DOCUMENT,
                )
            )
    return documents, claims


def _again(claim: Claim, number: int) -> Claim:
    """The same statement elsewhere in its report, with another figure."""
    start = number * 200
    return replace(
        claim,
        start=start,
        end=start + len(claim.text),
        sentence_start=start,
        numeral=start,
        block=number,
        quantity=replace(claim.quantity, value=claim.quantity.value + 7),
    )


def main() -> None:
    patterns = load_patterns()
    for size in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]:
        documents, claims = make_shelf(size)
        began = time.perf_counter()
        keyed = assign_keys(claims, {document.document: document.work for document in documents})
        middle = time.perf_counter()
        findings, tallies = find_discrepancies(documents, keyed, (), patterns)
        ended = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{size} claims: keys {middle - began:.1f} s, reconcile {ended - middle:.1f} s,"
            f" {tallies[0].examined} pairs compared, {len(findings)} findings, {memory} MB"
        )


if __name__ == "__main__":
    main()

"""The coverage ledger: what became of every number, and of every claim's link to a programme and a period.

The one definition of these counts; the report and `lga-metrics coverage` show them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from extractor.models import CheckTally, Claim, Reason, Run, Source, Unclaimed, Unlinked

Word = TypeVar("Word", bound=str)

PROGRAMME, PERIOD = "programme", "period"
"""The slots that a claim is linked to."""
UNTOLD = "the run did not say why"
"""The reason where an output of an earlier version holds none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How many claims are linked, by where it was read (nearest first), and how many are not, by reason."""

    linked: tuple[tuple[Source, int], ...] = ()
    unlinked: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        """All claims that are linked."""
        return sum(count for _, count in self.linked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What became of the numbers of one document, or of all (`document` is empty then)."""

    document: str = ""
    claims: int = 0
    refused: tuple[tuple[Reason, int], ...] = ()
    programme: Links = Links()
    period: Links = Links()

    @property
    def rejected(self) -> int:
        """All numbers that are no claim."""
        return sum(count for _, count in self.refused)

    @property
    def numbers(self) -> int:
        """All numbers met: each is a claim or has the reason why it is none."""
        return self.claims + self.rejected


def count_unlinked(claims: Iterable[Claim]) -> tuple[Unlinked, ...]:
    """Why claims have no programme or period, counted by document, slot and reason: what run.json keeps."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for claim in claims:
        for slot, reason in ((PROGRAMME, claim.programme_gap), (PERIOD, claim.period_gap)):
            if reason:
                counts[claim.document, slot, reason] += 1
    return tuple(
        Unlinked(document=document, slot=slot, reason=reason, claims=count)
        for (document, slot, reason), count in sorted(counts.items())
    )


def cover_documents(run: Run) -> tuple[Coverage, ...]:
    """The ledger of each document that was read, by name."""
    names = sorted(document.document for document in run.documents)
    claims: dict[str, list[Claim]] = {name: [] for name in names}
    refused: dict[str, list[Unclaimed]] = {name: [] for name in names}
    gaps: dict[str, list[Unlinked]] = {name: [] for name in names}
    for claim in run.claims:
        claims[claim.document].append(claim)
    for number in run.unclaimed:
        refused[number.document].append(number)
    for gap in run.unlinked:
        gaps[gap.document].append(gap)
    return tuple(
        Coverage(
            document=name,
            claims=len(claims[name]),
            refused=_rank(Counter(number.reason for number in refused[name])),
            programme=_count_links([claim.programme_source for claim in claims[name]], gaps[name], PROGRAMME),
            period=_count_links([claim.period_source for claim in claims[name]], gaps[name], PERIOD),
        )
        for name in names
    )


def _count_links(sources: Sequence[Source], gaps: Sequence[Unlinked], slot: str) -> Links:
    counts = Counter(sources)
    unlinked = Counter({gap.reason: gap.claims for gap in gaps if gap.slot == slot})
    if counts[Source.NONE] > unlinked.total():
        unlinked[UNTOLD] = counts[Source.NONE] - unlinked.total()
    return Links(linked=_order_sources(counts), unlinked=_rank(unlinked))


def add_up(documents: Iterable[Coverage]) -> Coverage:
    """The ledger of all documents together."""
    documents = tuple(documents)
    refused: Counter[Reason] = Counter()
    for document in documents:
        refused.update(dict(document.refused))
    return Coverage(
        claims=sum(document.claims for document in documents),
        refused=_rank(refused),
        programme=_add_links([document.programme for document in documents]),
        period=_add_links([document.period for document in documents]),
    )


def _add_links(links: Iterable[Links]) -> Links:
    linked: Counter[Source] = Counter()
    unlinked: Counter[str] = Counter()
    for each in links:
        linked.update(dict(each.linked))
        unlinked.update(dict(each.unlinked))
    return Links(linked=_order_sources(linked), unlinked=_rank(unlinked))


def _order_sources(counts: Counter[Source]) -> tuple[tuple[Source, int], ...]:
    return tuple((source, counts[source]) for source in Source if source and counts[source])


def _rank(counts: Counter[Word]) -> tuple[tuple[Word, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def export_ledger(run: Run) -> dict[str, Any]:
    """The ledger as plain data for JSON: documents, their total, files not read, and what each check looked at."""
    documents = cover_documents(run)
    return {
        "documents": [{"document": each.document, **_export(each)} for each in documents],
        "total": _export(add_up(documents)),
        "not read": [
            {"document": each.document, "path": each.path, "status": each.status, "reason": each.reason}
            for each in run.failures
        ],
        "checks": export_tallies(run.tallies),
    }


def export_tallies(tallies: Iterable[CheckTally]) -> list[dict[str, Any]]:
    """What each check examined and passed over, as plain data for JSON."""
    return [
        {"check": tally.check, "examined": tally.examined, "passed over": dict(tally.passed_over)} for tally in tallies
    ]


def _export(coverage: Coverage) -> dict[str, Any]:
    return {
        "numbers": coverage.numbers,
        "claims": coverage.claims,
        "rejected": dict(coverage.refused),
        **{
            slot: {"linked": dict(links.linked), "not linked": dict(links.unlinked)}
            for slot, links in ((PROGRAMME, coverage.programme), (PERIOD, coverage.period))
        },
    }

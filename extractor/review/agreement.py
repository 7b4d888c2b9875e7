"""What decisions say of reviewers and of checks: how far two reviewers agree, and how often a check is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from extractor.models import Decision, Verdict

_RIGHT = (Verdict.CONFIRMED, Verdict.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How two reviewers stand to each other on the findings that both decided on.

    `kappa` is Cohen's: 1 where they always agree, 0 where they agree as often as chance would have it; None where both
    gave one and the same verdict throughout, so that chance alone would make them agree.
    """

    one: str
    other: str
    both: int
    same: int
    kappa: Decimal | None


def measure_agreement(opinions: Iterable[Mapping[str, Decision]]) -> tuple[Agreed, ...]:
    """The agreement of every two reviewers who decided on the same findings; `opinions` are one mapping a finding.

    Source: Cohen (1960), "A coefficient of agreement for nominal scales"; the four verdicts are the categories.
    """
    pairs: dict[tuple[str, str], Counter[tuple[Verdict, Verdict]]] = {}
    for said in opinions:
        for one, other in combinations(sorted(said), 2):
            pairs.setdefault((one, other), Counter())[said[one].verdict, said[other].verdict] += 1
    return tuple(
        Agreed(
            one=one,
            other=other,
            both=table.total(),
            same=sum(count for (left, right), count in table.items() if left is right),
            kappa=_work_out_kappa(table),
        )
        for (one, other), table in sorted(pairs.items())
    )


def _work_out_kappa(table: Mapping[tuple[Verdict, Verdict], int]) -> Decimal | None:
    total = sum(table.values())
    left: Counter[Verdict] = Counter()
    right: Counter[Verdict] = Counter()
    for (one, other), count in table.items():
        left[one] += count
        right[other] += count
    by_chance = sum(left[verdict] * right[verdict] for verdict in Verdict)  # times the square of the total
    if by_chance == total * total:
        return None
    same = sum(count for (one, other), count in table.items() if one is other)
    return Decimal(same * total - by_chance) / Decimal(total * total - by_chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often reviewers found a check right: of `judged` findings, `right` ones do disagree (accepted ones too).

    `reasons` are those of the dismissals, the most frequent first; a finding that they are unsure of is not judged.
    """

    check: str
    judged: int
    right: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def share(self) -> Decimal:
        """The right ones among the judged, in per cent."""
        return Decimal(100 * self.right) / self.judged


def measure_precision(standing: Iterable[Decision]) -> tuple[Precision, ...]:
    """The precision of every check that was judged, by name; `standing` are the decisions that stand."""
    verdicts: dict[str, Counter[Verdict]] = {}
    reasons: dict[str, Counter[str]] = {}
    for decision in standing:
        if decision.verdict is Verdict.UNSURE:
            continue
        verdicts.setdefault(decision.check, Counter())[decision.verdict] += 1
        if decision.reason:
            reasons.setdefault(decision.check, Counter())[decision.reason.value] += 1
    return tuple(
        Precision(
            check=check,
            judged=counts.total(),
            right=sum(counts[verdict] for verdict in _RIGHT),
            reasons=tuple(reasons.get(check, Counter()).most_common()),
        )
        for check, counts in sorted(verdicts.items())
    )

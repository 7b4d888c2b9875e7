"""Two outputs -> claims and findings gained, lost and changed, so that every change of a pattern can be judged.

A claim of the one output is that of the other where the same figure stands at the same place; where the text moved,
where the same figure stands in the same sentence; else where their spans overlap in one sentence, or their keys are
the same. A finding is matched by its key, else by its check and the places, or the sentences and figures, of its
evidence. What counts as a change stands in `CLAIM_FIELDS` and `FINDING_FIELDS`: not the place, page or pattern.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, TypeVar

from extractor.models import Claim, Evidence, Finding, Period, Run

Thing = TypeVar("Thing", Claim, Finding)


def _write_period(period: Period) -> str:
    if period.start is None and period.end is None:
        return period.label
    return f"{period.start or ''}..{period.end or ''}"


def _write_evidence(evidence: Iterable[Evidence]) -> str:
    return "; ".join(f"{' '.join(each.text.split())} ({each.document})" for each in evidence)


CLAIM_FIELDS: Mapping[str, Callable[[Claim], str]] = {
    "document": lambda claim: claim.document,
    "text": lambda claim: " ".join(claim.text.split()),
    "value": lambda claim: f"{claim.quantity.value.normalize():f}",
    "value_high": lambda claim: (
        "" if claim.quantity.value_high is None else f"{claim.quantity.value_high.normalize():f}"
    ),
    "kind": lambda claim: claim.quantity.kind,
    "qualifier": lambda claim: claim.quantity.qualifier,
    "unit": lambda claim: claim.quantity.unit,
    "head": lambda claim: claim.head,
    "measure": lambda claim: claim.measure,
    "role": lambda claim: claim.role,
    "programme": lambda claim: claim.programme,
    "programme_source": lambda claim: claim.programme_source,
    "period": lambda claim: _write_period(claim.period),
    "period_source": lambda claim: claim.period_source,
    "population": lambda claim: claim.population,
    "timing": lambda claim: claim.timing,
    "stage": lambda claim: claim.stage,
    "subject": lambda claim: claim.subject,
}
"""What of a claim is compared, under the names of the feed's columns."""

FINDING_FIELDS: Mapping[str, Callable[[Finding], str]] = {
    "check": lambda finding: finding.check,
    "severity": lambda finding: finding.severity,
    "message": lambda finding: finding.message,
    "suggestion": lambda finding: finding.suggestion,
    "arithmetic": lambda finding: finding.arithmetic,
    "evidence": lambda finding: _write_evidence(finding.evidence),
}
"""What of a finding is compared."""


@dataclass(frozen=True, slots=True)
class Changed(Generic[Thing]):
    """The same claim or finding in both outputs, and the fields that differ: name, old, new."""

    old: Thing
    new: Thing
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Generic[Thing]):
    """What became of the claims, or of the findings, from one output to another; each in the order of the texts."""

    gained: tuple[Thing, ...] = ()
    lost: tuple[Thing, ...] = ()
    changed: tuple[Changed[Thing], ...] = ()
    same: int = 0

    @property
    def any(self) -> bool:
        """Whether there is any change at all."""
        return bool(self.gained or self.lost or self.changed)

    def count_fields(self) -> tuple[tuple[str, int], ...]:
        """How often each field changed, the commonest first."""
        counts = Counter(name for pair in self.changed for name, _, _ in pair.fields)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that differs between two outputs: claims, findings, and documents that only one of them has read."""

    claims: Changes[Claim]
    findings: Changes[Finding]
    gained_documents: tuple[str, ...] = ()
    lost_documents: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is any change at all."""
        return self.claims.any or self.findings.any or bool(self.gained_documents or self.lost_documents)


def compare_runs(old: Run, new: Run) -> Difference:
    """All that differs between two runs, as read back from their outputs (feeds.read_run)."""
    before, after = ({document.document for document in run.documents} for run in (old, new))
    return Difference(
        claims=compare_claims(old.claims, new.claims),
        findings=compare_findings(old.findings, new.findings),
        gained_documents=tuple(sorted(after - before)),
        lost_documents=tuple(sorted(before - after)),
    )


def compare_claims(old: Iterable[Claim], new: Iterable[Claim]) -> Changes[Claim]:
    """The claims gained, lost and changed."""
    matcher = _Matcher(sorted(old, key=_place_claim), sorted(new, key=_place_claim))
    matcher.match_by(lambda claim: (claim.document, claim.start, claim.end, claim.text))
    matcher.match_by(lambda claim: (claim.document, claim.sentence, " ".join(claim.text.split())))
    matcher.match_near(_overlap, lambda claim: (claim.document, claim.start))
    matcher.match_by(lambda claim: claim.key or None)
    return matcher.list_changes(CLAIM_FIELDS, _place_claim)


def compare_findings(old: Iterable[Finding], new: Iterable[Finding]) -> Changes[Finding]:
    """The findings gained, lost and changed."""
    matcher = _Matcher(sorted(old, key=_place_finding), sorted(new, key=_place_finding))
    matcher.match_by(lambda finding: finding.key or None)
    matcher.match_by(lambda finding: (finding.check, frozenset((e.document, e.start) for e in finding.evidence)))
    matcher.match_by(
        lambda finding: (finding.check, frozenset((e.document, e.sentence, e.text) for e in finding.evidence))
    )
    return matcher.list_changes(FINDING_FIELDS, _place_finding)


def _place_claim(claim: Claim) -> tuple[Any, ...]:
    return claim.document, claim.start, claim.end


def _place_finding(finding: Finding) -> tuple[Any, ...]:
    first = finding.evidence[0]
    return first.document, first.start, finding.check, finding.key


def _overlap(old: Claim, new: Claim) -> bool:
    """Whether two figures overlap in one sentence, one of them within the other: "140" and "over 140"."""
    if not (old.start < new.end and new.start < old.end):
        return False
    return _holds(old.text, new.text) and _holds(old.sentence, new.sentence)


def _holds(one: str, other: str) -> bool:
    return one in other or other in one


_NEAR = 100  # characters; no figure is longer with its qualifier and unit


class _Matcher(Generic[Thing]):
    """Pairs of old and new things, found by one rule after another among what is left; in order where several fit."""

    def __init__(self, old: Sequence[Thing], new: Sequence[Thing]) -> None:
        self.old: list[Thing] = list(old)
        self.new: list[Thing] = list(new)
        self.pairs: list[tuple[Thing, Thing]] = []

    def match_by(self, key: Callable[[Thing], Hashable]) -> None:
        """Pair what has the same key; None is no key."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for place, thing in enumerate(self.new):
            if key(thing) is not None:
                waiting[key(thing)].append(place)
        left, taken = [], set()
        for thing in self.old:
            places = waiting.get(key(thing))
            if places:
                self.pairs.append((thing, self.new[places[0]]))
                taken.add(places.pop(0))
            else:
                left.append(thing)
        self.old, self.new = left, [thing for place, thing in enumerate(self.new) if place not in taken]

    def match_near(self, fits: Callable[[Thing, Thing], bool], place: Callable[[Thing], tuple[str, int]]) -> None:
        """Pair what fits and stands near in one document; what is left must be in the order of its places."""
        places = [place(thing) for thing in self.new]
        left, taken = [], set()
        for thing in self.old:
            document, start = place(thing)
            near = range(
                bisect_left(places, (document, start - _NEAR)), bisect_right(places, (document, start + _NEAR))
            )
            found = next((at for at in near if at not in taken and fits(thing, self.new[at])), None)
            if found is None:
                left.append(thing)
            else:
                taken.add(found)
                self.pairs.append((thing, self.new[found]))
        self.old, self.new = left, [thing for at, thing in enumerate(self.new) if at not in taken]

    def list_changes(
        self, fields: Mapping[str, Callable[[Thing], str]], place: Callable[[Thing], tuple[Any, ...]]
    ) -> Changes[Thing]:
        """What is left on either side, and the pairs that differ in a field."""
        changed = []
        for old, new in sorted(self.pairs, key=lambda pair: place(pair[1])):
            cells = [(name, str(read(old)), str(read(new))) for name, read in fields.items()]
            differing = tuple(cell for cell in cells if cell[1] != cell[2])
            if differing:
                changed.append(Changed(old, new, differing))
        return Changes(
            gained=tuple(sorted(self.new, key=place)),
            lost=tuple(self.old),
            changed=tuple(changed),
            same=len(self.pairs) - len(changed),
        )


# For people and for JSON


def describe_difference(difference: Difference, *, limit: int | None = None) -> str:
    """What differs, as lines for a terminal: counts, then each by document and sort, with its sentence.

    At most `limit` of a group (all without it); each group says how many more there are.
    """
    lines = [_count("claims", difference.claims), _count("findings", difference.findings)]
    for word, names in (("lost", difference.lost_documents), ("gained", difference.gained_documents)):
        lines += [f"documents {word}: {', '.join(names)}"] * bool(names)
    entries = [*_list_claims(difference.claims), *_list_findings(difference.findings)]
    for document, of_document in groupby(sorted(entries, key=lambda entry: entry[0]), key=lambda entry: entry[0]):
        lines += ["", document]
        for sort, group in groupby(of_document, key=lambda entry: entry[1]):
            texts = [text for _, _, text in group]
            shown = texts if limit is None else texts[:limit]
            lines += [f"  {sort}: {len(texts)}", *(f"    {line}" for text in shown for line in text)]
            lines += [f"    ... and {len(texts) - len(shown)} more"] * (len(shown) < len(texts))
    return "\n".join(lines)


def _count(word: str, changes: Changes[Thing]) -> str:
    fields = ", ".join(f"{name} {count:,}" for name, count in changes.count_fields())
    return (
        f"{word}: {len(changes.gained):,} gained, {len(changes.lost):,} lost, {len(changes.changed):,} changed"
        + (f" ({fields})" if fields else "")
        + f", {changes.same:,} the same"
    )


_Entry = tuple[str, str, list[str]]
"""A document, a sort, and the lines that tell of one change."""


def _list_claims(changes: Changes[Claim]) -> list[_Entry]:
    return [
        *((claim.document, "claims gained", _tell_claim(claim)) for claim in changes.gained),
        *((claim.document, "claims lost", _tell_claim(claim)) for claim in changes.lost),
        *(
            (pair.new.document, "claims changed", [pair.new.marked, *_tell_fields(pair.fields)])
            for pair in changes.changed
        ),
    ]


def _tell_claim(claim: Claim) -> list[str]:
    told = ("kind", "value", "value_high", "qualifier", "head", "role", "programme", "period")
    cells = [f"{name} {read(claim)}" for name, read in CLAIM_FIELDS.items() if name in told and read(claim)]
    return [claim.marked, f"  {', '.join(cells)}"]


def _list_findings(changes: Changes[Finding]) -> list[_Entry]:
    def tell(finding: Finding, fields: Sequence[tuple[str, str, str]] = ()) -> list[str]:
        sentences = dict.fromkeys(f'  {each.document}: "{each.sentence}"' for each in finding.evidence)
        return [f"{finding.severity.upper()} {finding.check}: {finding.message}", *_tell_fields(fields), *sentences]

    return [
        *((finding.evidence[0].document, "findings gained", tell(finding)) for finding in changes.gained),
        *((finding.evidence[0].document, "findings lost", tell(finding)) for finding in changes.lost),
        *((pair.new.evidence[0].document, "findings changed", tell(pair.new, pair.fields)) for pair in changes.changed),
    ]


def _tell_fields(fields: Iterable[tuple[str, str, str]]) -> list[str]:
    return [f"  {name}: {old or 'nothing'} -> {new or 'nothing'}" for name, old, new in fields]


def export_difference(difference: Difference) -> dict[str, Any]:
    """What differs, as plain data for JSON: everything, under the names of the feeds' columns."""
    return {
        "claims": _export(difference.claims, _export_claim),
        "findings": _export(difference.findings, _export_finding),
        "documents": {"gained": list(difference.gained_documents), "lost": list(difference.lost_documents)},
    }


def _export(changes: Changes[Thing], export: Callable[[Thing], dict[str, Any]]) -> dict[str, Any]:
    return {
        "counts": {
            "gained": len(changes.gained),
            "lost": len(changes.lost),
            "changed": len(changes.changed),
            "same": changes.same,
        },
        "fields": dict(changes.count_fields()),
        "gained": [export(thing) for thing in changes.gained],
        "lost": [export(thing) for thing in changes.lost],
        "changed": [
            {**export(pair.new), "changes": {name: {"old": old, "new": new} for name, old, new in pair.fields}}
            for pair in changes.changed
        ],
    }


def _export_claim(claim: Claim) -> dict[str, Any]:
    cells = {name: str(read(claim)) for name, read in CLAIM_FIELDS.items()}
    return {**cells, "start": claim.start, "end": claim.end, "sentence": claim.sentence}


def _export_finding(finding: Finding) -> dict[str, Any]:
    cells = {name: str(read(finding)) for name, read in FINDING_FIELDS.items() if name != "evidence"}
    sides = [
        {"document": e.document, "start": e.start, "end": e.end, "text": e.text, "sentence": e.sentence}
        for e in finding.evidence
    ]
    return {**cells, "evidence": sides}

"""Claims of all documents -> what disagrees: run every check over one shelf, key the findings, group them by cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from logging import getLogger

from extractor.checks import CHECKS, Check
from extractor.identity import evidence_key, finding_id, finding_key
from extractor.models import AnnouncedList, CheckTally, Claim, DatedEvent, Document, Finding
from extractor.patterns import Patterns
from extractor.shelf import MOST_EVIDENCE, Shelf

_log = getLogger(__name__)


def find_discrepancies(  # noqa: PLR0913  what the checks look at, and the checks
    documents: Iterable[Document],
    claims: Iterable[Claim],
    lists: Iterable[AnnouncedList],
    patterns: Patterns,
    *,
    events: Iterable[DatedEvent] = (),
    checks: Iterable[Check] = CHECKS,
) -> tuple[tuple[Finding, ...], tuple[CheckTally, ...]]:
    """Return the findings, worst first, and what each check looked at; the same whatever the order of what is given.

    Claims must have their keys (identity.assign_keys). Copies of one publication count once.
    """
    shelf = Shelf(documents, claims, lists, patterns, events=events)
    findings: list[Finding] = []
    tallies = []
    for check in checks:
        found, tally = check.find(shelf)
        findings += [_with_key(finding, shelf) for finding in found]
        tallies.append(tally)
        _log.info("%s: %d findings, %d examined", check.name, len(found), tally.examined)
    return tuple(sorted(_with_causes(_once(findings)), key=_order)), tuple(tallies)


def _with_key(finding: Finding, shelf: Shelf) -> Finding:
    evidence = finding.evidence[:MOST_EVIDENCE]
    keys = [evidence_key(row, shelf.work(row.document)) for row in evidence]
    return replace(finding, evidence=evidence, key=finding_key(finding.check, keys))


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for each key: a check may meet the same evidence by two ways."""
    first: dict[str, Finding] = {}
    for finding in sorted(findings, key=_order):
        first.setdefault(finding.key, finding)
    return list(first.values())


def _with_causes(findings: Sequence[Finding]) -> list[Finding]:
    """Name the same cause in findings that rest on a common figure; the cause is the id of the worst of them."""
    cause: dict[tuple[str, int], str] = {}
    named = []
    for finding in sorted(findings, key=_order):
        places = [(row.document, row.start) for row in finding.evidence]
        known = next((cause[place] for place in places if place in cause), finding_id(finding.key))
        for place in places:
            cause.setdefault(place, known)
        named.append(replace(finding, cause=known))
    return named


def _order(finding: Finding) -> tuple[object, ...]:
    first = finding.evidence[0] if finding.evidence else None
    place = (first.document, first.start, first.end) if first else ("", 0, 0)
    return (-finding.severity.rank, finding.check, *place, finding.key)

"""Claims of all documents -> what disagrees: run every check over one shelf, key the findings, group them by cause."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from logging import getLogger

from extractor.checks import CHECKS, Check
from extractor.identity import evidence_key, finding_id, finding_key, fingerprint
from extractor.models import AnnouncedList, CheckTally, Claim, DatedEvent, Document, Finding, Severity
from extractor.patterns import Patterns
from extractor.shelf import MOST_EVIDENCE, Shelf

_log = getLogger(__name__)


@contextmanager
def pause_collector() -> Iterator[None]:
    """Let Python's collector of cycles rest: claims and findings form none, and it would walk over them many times.

    What is held at the end counts as old, so that it is not walked over at once then.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@pause_collector()
def find_discrepancies(  # noqa: PLR0913  what the checks look at, and the checks
    documents: Iterable[Document],
    claims: Iterable[Claim],
    lists: Iterable[AnnouncedList],
    patterns: Patterns,
    *,
    events: Iterable[DatedEvent] = (),
    checks: Iterable[Check] = CHECKS,
    touching: Collection[str] | None = None,
) -> tuple[tuple[Finding, ...], tuple[CheckTally, ...]]:
    """Return the findings, worst first, and what each check looked at; the same whatever the order of what is given.

    Claims must have their keys (identity.assign_keys). Copies of one publication count once; what was changed between
    two versions of it is a note. With `touching`, of the findings between documents only those are looked for that
    touch one of these documents.
    """
    shelf = Shelf(documents, claims, lists, patterns, events=events, touching=touching)
    findings: list[Finding] = []
    tallies = []
    for check in checks:
        found, tally = check.find(shelf)
        findings += [_with_key(_weigh_versions(finding, shelf), shelf) for finding in found]
        tallies.append(tally)
        _log.info("%s: %d findings, %d examined", check.name, len(found), tally.examined)
    return tuple(sorted(_with_causes(_once(findings, shelf)), key=_order)), tuple(tallies)


def _with_key(finding: Finding, shelf: Shelf) -> Finding:
    evidence = finding.evidence[:MOST_EVIDENCE]
    keys = [evidence_key(row, shelf.work(row.document)) for row in evidence]
    return replace(finding, evidence=evidence, key=finding_key(finding.check, keys))


def _weigh_versions(finding: Finding, shelf: Shelf) -> Finding:
    """What only tells that a draft was worked over is worth a note; what one version says against itself stays."""
    values: dict[str, set[str]] = {}
    for row in finding.evidence:
        values.setdefault(row.document, set()).add(row.value)
    roots = {shelf.kin.root(document) for document in values}
    if len(values) < 2 or len(roots) > 1 or any(len(own) > 1 for own in values.values()):
        return finding
    said = f"{finding.message} They are versions of one publication, so this tells what was changed between them."
    return replace(finding, severity=Severity.NOTE, message=said)


def _once(findings: Sequence[Finding], shelf: Shelf) -> list[Finding]:
    """One finding for each key, since a check may meet the same evidence twice; and for all versions of a text."""
    first: dict[object, Finding] = {}
    for finding in sorted(findings, key=_order):
        first.setdefault(finding.key, finding)
    told: dict[object, Finding] = {}
    for finding in first.values():
        told.setdefault(_tell(finding, shelf), finding)
    return list(told.values())


def _tell(finding: Finding, shelf: Shelf) -> object:
    """What a finding says, whichever version of a publication it says it of."""
    if not shelf.kin.versions:
        return finding.key
    rows = [(shelf.kin.root(row.document), row.part, row.value, fingerprint(row.sentence)) for row in finding.evidence]
    return finding.check, tuple(sorted(rows))


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

"""The findings of one document, place by place: what its author is given, in a marked copy or in a letter."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.copies import find_kin
from extractor.errors import ExtractorError
from extractor.identity import finding_id
from extractor.models import Document, Evidence, Finding, Run, Standing
from extractor.telling import name_place

FOR_AUTHORS = frozenset({Standing.OPEN, Standing.REOPENED, Standing.CONFIRMED})
"""What an author is told of unless somebody asks for more: not what was dismissed, accepted or is in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sentence of the document with all its figures that findings rest on, and those findings."""

    page: int | None
    sentence: str
    figures: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def find_document(run: Run, path: Path) -> Document:
    """The document of a run that the file at `path` is, by its content.

    ExtractorError where the file cannot be read, has changed since the run, was not read by it, is not of it, or is a
    copy of another document, which then holds the findings.
    """
    try:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
        raise ExtractorError(str(path), problem, hint="check the spelling") from error
    found = next((document for document in run.documents if document.sha256 == content), None)
    if found is None:
        raise ExtractorError(str(path), _explain(run, path), hint="run again with this file, then repeat this")
    copied = find_kin(run.documents, run.claims).copies.get(found.document)
    if copied:
        original = next(document.path for document in run.documents if document.document == copied)
        raise ExtractorError(str(path), f"is a copy of {original}, which has the findings", hint="name that file")
    return found


def _explain(run: Run, path: Path) -> str:
    if any(Path(document.path).name == path.name for document in run.documents):
        return "has changed since the run"
    failed = next((failure for failure in run.failures if Path(failure.path).name == path.name), None)
    return f"was not read by the run: {failed.reason}" if failed else "is none of the documents of the run"


def choose_findings(run: Run, document: str, standings: Collection[Standing] = FOR_AUTHORS) -> tuple[Finding, ...]:
    """The findings that rest on a document and stand so, in the order of their first figures in it."""
    chosen = [
        finding for finding in run.findings if finding.review.standing in standings and list_own(finding, document)
    ]
    return tuple(sorted(chosen, key=lambda finding: (list_own(finding, document)[0].start, finding.key)))


def list_own(finding: Finding, document: str) -> tuple[Evidence, ...]:
    """The figures of a finding that stand in a document, in text order."""
    own = (evidence for evidence in finding.evidence if evidence.document == document)
    return tuple(sorted(own, key=lambda evidence: evidence.start))


def list_others(finding: Finding, document: str) -> tuple[Evidence, ...]:
    """The figures of a finding that stand in other documents."""
    return tuple(evidence for evidence in finding.evidence if evidence.document != document)


def list_places(figures: Iterable[Evidence], titles: Mapping[str, str]) -> list[str]:
    """The sentences that figures stand in, each once with its place: 'Annual review, page 3: "..."'."""
    told = (
        f"{name_place(titles.get(each.document) or each.document, each.page)}: “{each.sentence}”" for each in figures
    )
    return list(dict.fromkeys(told))


def list_marks(findings: Iterable[Finding], document: str) -> tuple[Mark, ...]:
    """The sentences of a document that findings rest on, in text order."""
    figures: dict[tuple[int | None, str], dict[tuple[int, int], Evidence]] = {}
    concerned: dict[tuple[int | None, str], dict[str, Finding]] = {}
    for finding in findings:
        for evidence in list_own(finding, document):
            place = (evidence.page, evidence.sentence)
            figures.setdefault(place, {}).setdefault((evidence.start, evidence.end), evidence)
            concerned.setdefault(place, {})[finding.key] = finding
    marks = [
        Mark(
            page=page,
            sentence=sentence,
            figures=tuple(evidence for _, evidence in sorted(figures[page, sentence].items())),
            findings=tuple(concerned[page, sentence].values()),
        )
        for page, sentence in figures
    ]
    return tuple(sorted(marks, key=lambda mark: mark.figures[0].start))


def describe_mark(mark: Mark, titles: Mapping[str, str]) -> str:
    """What a comment says of a sentence: each finding, what it was compared with, and what would make it right."""
    return "\n\n".join(_describe_finding(finding, mark, titles) for finding in mark.findings)


def _describe_finding(finding: Finding, mark: Mark, titles: Mapping[str, str]) -> str:
    others = [each for each in finding.evidence if (each.page, each.sentence) != (mark.page, mark.sentence)]
    lines = [
        f"{finding.severity.capitalize()}: {finding.message}",
        *list_places(others, titles),
        f"Arithmetic: {finding.arithmetic}" * bool(finding.arithmetic),
        f"To make it right: {finding.suggestion}" * bool(finding.suggestion),
        f"({finding.check}, {finding_id(finding.key)})",
    ]
    return "\n".join(filter(None, lines))

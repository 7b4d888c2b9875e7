"""Findings in draft documents for other programs: SARIF for code scanning, and annotations for GitHub workflows.

A place in a text file has a line and a column; in other files it has a page, which stands in the message, since neither
format can point into them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extractor import __version__
from extractor.checks import CHECKS
from extractor.feeds import TEXT_FORMATS
from extractor.identity import finding_id
from extractor.models import Document, Evidence, Finding, Run, Severity, Standing

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a text file: lines and columns from 1, the end column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


def find_region(evidence: Evidence, document: Document | None) -> Region | None:
    """Where a figure stands in a text file; None in other files, whose text has lines of its own."""
    if document is None or document.format not in TEXT_FORMATS or evidence.end > len(document.text):
        return None
    (line, column), (end_line, end_column) = (_find_line(document.text, at) for at in (evidence.start, evidence.end))
    return Region(line, column, end_line, end_column)


def _find_line(text: str, at: int) -> tuple[int, int]:
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def describe_place(evidence: Evidence, document: Document | None) -> str:
    """Where a figure stands, for people: its page, its line in a text file, else the heading above it."""
    if evidence.page:
        return f"{evidence.document}, page {evidence.page}"
    if region := find_region(evidence, document):
        return f"{evidence.document}, line {region.line}"
    above = [each.title for each in document.sections if each.start <= evidence.start < each.end] if document else []
    return f'{evidence.document}, under "{above[-1]}"' if above else evidence.document


def write_sarif(run: Run, files: Mapping[str, Path]) -> str:
    """The findings as SARIF 2.1.0; `files` gives the draft documents and where each lies.

    A finding stands at its first figure in a draft; all others are related places. What reviewers dismissed or accepted
    is suppressed, with their reason.
    """
    documents = {document.document: document for document in run.documents}
    raised = {finding.check for finding in run.findings}
    driver = {
        "name": "lga-metrics",
        "version": __version__,
        "rules": [
            {
                "id": check.name,
                "shortDescription": {"text": check.summary},
                "fullDescription": {"text": check.about},
                "defaultConfiguration": {"level": _LEVELS[check.severity]},
            }
            for check in CHECKS
            if check.name in raised
        ],
    }
    results = [_write_result(finding, documents, files) for finding in run.findings]
    log = {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, indent=2)


def _write_result(finding: Finding, documents: Mapping[str, Document], files: Mapping[str, Path]) -> dict[str, Any]:
    here = next((evidence for evidence in finding.evidence if evidence.document in files), finding.evidence[0])
    others = [evidence for evidence in finding.evidence if evidence is not here]
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity],
        "message": {"text": _write_message(finding)},
        "locations": [_write_location(here, documents, files)],
        "relatedLocations": [
            {
                "id": number,
                **_write_location(evidence, documents, files),
                "message": {"text": _say(evidence, documents)},
            }
            for number, evidence in enumerate(others, start=1)
        ],
        "partialFingerprints": {"finding/v1": finding_id(finding.key)},
        "properties": {"status": finding.review.standing.value},
    }
    if finding.review.standing in (Standing.DISMISSED, Standing.ACCEPTED):
        said = ": ".join(filter(None, (finding.review.reason or finding.review.standing, finding.review.comment)))
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": said}]
    return result


def _write_location(evidence: Evidence, documents: Mapping[str, Document], files: Mapping[str, Path]) -> dict[str, Any]:
    path = files.get(evidence.document)
    if path is None:
        return {"logicalLocations": [{"name": evidence.document}]}
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(_shorten(path)) if _is_below(path) else path.as_uri()}}
    if region := find_region(evidence, documents.get(evidence.document)):
        place["region"] = {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
            "snippet": {"text": evidence.text},
        }
    return {"physicalLocation": place}


def _shorten(path: Path) -> str:
    """A path as a checkout has it, below the current folder, with "/"; whole where it lies elsewhere."""
    return (path.relative_to(Path.cwd().resolve()) if _is_below(path) else path).as_posix()


def _is_below(path: Path) -> bool:
    return path.is_relative_to(Path.cwd().resolve())


def _say(evidence: Evidence, documents: Mapping[str, Document]) -> str:
    return f'{describe_place(evidence, documents.get(evidence.document))}: "{evidence.sentence}"'


def _write_message(finding: Finding) -> str:
    reopened = f" Reopened: {finding.review.reason}." if finding.review.standing is Standing.REOPENED else ""
    return " ".join(filter(None, (finding.message + reopened, finding.suggestion)))


def list_annotations(run: Run, files: Mapping[str, Path]) -> list[str]:
    """The findings as GitHub workflow commands; decided ones are notices that say so."""
    documents = {document.document: document for document in run.documents}
    return [_write_annotation(finding, documents, files) for finding in run.findings]


def _write_annotation(finding: Finding, documents: Mapping[str, Document], files: Mapping[str, Path]) -> str:
    here = next((evidence for evidence in finding.evidence if evidence.document in files), finding.evidence[0])
    standing = finding.review.standing
    cells = {"title": finding.check + (f" ({standing})" if standing is not Standing.OPEN else "")}
    if path := files.get(here.document):
        cells = {"file": _shorten(path), **cells}
    if region := find_region(here, documents.get(here.document)):
        cells |= {"line": str(region.line), "endLine": str(region.end_line), "col": str(region.column)}
    told = "\n".join((_write_message(finding), *dict.fromkeys(_say(each, documents) for each in finding.evidence)))
    command = "notice" if standing.decided else _COMMANDS[finding.severity]
    properties = ",".join(f"{name}={_escape(cell, ':,')}" for name, cell in cells.items())
    return f"::{command} {properties}::{_escape(told)}"


def _escape(text: str, more: str = "") -> str:
    for mark in f"%\r\n{more}":
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text

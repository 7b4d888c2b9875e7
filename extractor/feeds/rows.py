"""What was found, as rows of the feeds, and a cell as the CSV has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from extractor.copies import find_kin
from extractor.feeds.columns import FEED, LIST_MARK, OCR
from extractor.identity import claim_id, finding_id
from extractor.models import Box, Claim, Document, Evidence, Failure, Finding, Mention, Reading, Role, Run, Unclaimed

Cell = str | int | Decimal | date | None
Row = Mapping[str, Cell]


# A target or a change beside the levels of other years would read as one more level.
_IN_SERIES = frozenset({Role.LEVEL, Role.SHARE, Role.CUMULATIVE, Role.PREVIOUS})


def list_rows(run: Run) -> dict[str, list[Row]]:
    """The rows of every feed, in the fixed order of FEEDS.md."""
    claims = order_claims(run.claims)
    findings = sorted(run.findings, key=order_finding)
    return {
        "documents": _document_rows(run),
        "claims": [_claim_row(claim, dict(run.programmes)) for claim in claims],
        "findings": [_finding_row(finding) for finding in findings],
        "evidence": [_evidence_row(finding, side) for finding in findings for side in range(len(finding.evidence))],
        "unclaimed": [
            _unclaimed_row(number) for number in sorted(run.unclaimed, key=lambda n: (n.document, n.start, n.end))
        ],
        "series": _series_rows(claims),
    }


def order_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by document and place."""
    return sorted(claims, key=lambda claim: (claim.document, claim.start, claim.end))


def order_finding(finding: Finding) -> tuple[int, str, str, int, str]:
    """Sort key of findings: the worst first, then by check and by the place of the first evidence."""
    first = finding.evidence[0]
    return -finding.severity.rank, finding.check, first.document, first.start, finding.key


def _document_rows(run: Run) -> list[Row]:
    counts: dict[str, int] = {}
    for claim in run.claims:
        counts[claim.document] = counts.get(claim.document, 0) + 1
    copies = find_kin(run.documents, run.claims).copies
    rows = [_document_row(each, counts.get(each.document, 0), copies.get(each.document, "")) for each in run.documents]
    rows += [_failure_row(failure) for failure in run.failures]
    return sorted(rows, key=lambda row: str(row["document"]))


def _document_row(document: Document, claims: int, same_as: str) -> Row:
    return {
        "document": document.document,
        "path": document.path,
        "sha256": document.sha256,
        "format": document.format,
        "title": document.title,
        "period_start": document.period.start,
        "period_end": document.period.end,
        "pages": document.page_count or None,
        "characters": len(document.text),
        "claims": claims,
        "status": document.status,
        "reason": document.reason,
        "work": document.work,
        "published": document.published,
        "publisher": document.publisher,
        "encoding": document.encoding,
        "pages_read": document.pages_read if document.page_count else None,
        "facts_source": document.facts_source,
        "same_as": same_as,
    }


def _failure_row(failure: Failure) -> Row:
    empty: dict[str, Cell] = dict.fromkeys(column.name for column in FEED["documents"].columns)
    return empty | {
        "document": failure.document,
        "path": failure.path,
        "sha256": failure.sha256,
        "format": failure.format,
        "pages": failure.page_count or None,
        "characters": 0,
        "claims": 0,
        "status": failure.status,
        "reason": failure.reason,
        "pages_read": failure.pages_read if failure.page_count else None,
    }


def _claim_row(claim: Claim, programmes: Mapping[str, str]) -> Row:
    return {
        "claim_id": claim_id(claim.key),
        "document": claim.document,
        "page": claim.page,
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "sentence": claim.sentence,
        "section": claim.section,
        "kind": claim.quantity.kind,
        "value": claim.quantity.value,
        "value_high": claim.quantity.value_high,
        "qualifier": claim.quantity.qualifier,
        "low": claim.quantity.low,
        "high": claim.quantity.high,
        "unit": claim.quantity.unit,
        "measure": claim.measure,
        "head": claim.head,
        "role": claim.role,
        "programme": claim.programme,
        "programme_name": programmes.get(claim.programme, ""),
        "programme_source": claim.programme_source,
        "period": claim.period.label,
        "period_start": claim.period.start,
        "period_end": claim.period.end,
        "period_source": claim.period_source,
        "pattern": claim.pattern,
        **_box_cells(claim.box),
        "population": claim.population,
        "timing": claim.timing,
        "stage": claim.stage,
        "subject": claim.subject,
        "read_by": OCR if claim.by_ocr else "",
    }


def _finding_row(finding: Finding) -> Row:
    names = ("slot", "state", "left", "right")
    review = finding.review
    return {
        "finding_id": finding_id(finding.key),
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "arithmetic": finding.arithmetic,
        "documents": LIST_MARK.join(dict.fromkeys(each.document for each in finding.evidence)),
        "status": review.standing,
        "reviewer": review.reviewer,
        "decided_at": review.decided_at,
        "comment": review.comment,
        "key": finding.key,
        "reason": review.reason,
        "slots": json.dumps([dict(zip(names, slot, strict=True)) for slot in finding.slots], ensure_ascii=False),
        "cause": finding.cause,
    }


def _evidence_row(finding: Finding, side: int) -> Row:
    evidence: Evidence = finding.evidence[side]
    return {
        "finding_id": finding_id(finding.key),
        "side": side + 1,
        "claim_id": claim_id(evidence.claim) if evidence.claim else None,
        "document": evidence.document,
        "page": evidence.page,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "value": evidence.value,
        "sentence": evidence.sentence,
        "part": evidence.part,
        **_box_cells(evidence.box),
    }


def _unclaimed_row(number: Unclaimed) -> Row:
    return {
        "document": number.document,
        "page": number.page,
        "start": number.start,
        "end": number.end,
        "text": number.text,
        "reason": number.reason,
    }


def _series_rows(claims: Iterable[Claim]) -> list[Row]:
    dated = [claim for claim in claims if claim.role in _IN_SERIES and (claim.period.start or claim.period.end)]
    rows: list[Row] = [
        {
            "programme": claim.programme,
            "measure": claim.measure,
            "head": claim.head,
            "kind": claim.quantity.kind,
            "period_start": claim.period.start,
            "period_end": claim.period.end,
            "value": claim.quantity.value,
            "qualifier": claim.quantity.qualifier,
            "claim_id": claim_id(claim.key),
            "document": claim.document,
        }
        for claim in dated
    ]
    return sorted(
        rows,
        key=lambda row: (
            *(str(row[name]) for name in ("programme", "measure", "head", "kind")),
            # A period that is open on the left sorts by its end, so that the row stands where a reader looks for it.
            str(row["period_start"] or row["period_end"]),
            str(row["period_end"] or ""),
            str(row["document"]),
            str(row["claim_id"]),
        ),
    )


def _box_cells(box: Box | None) -> dict[str, Cell]:
    names = ("x0", "top", "x1", "bottom")
    if box is None:
        return dict.fromkeys(names)
    return {name: Decimal(f"{edge:.2f}") for name, edge in zip(names, box, strict=True)}


def write_number(value: Decimal) -> str:
    """A number as the feeds have it: plain, no exponent, no idle noughts."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def write_cell(value: Cell) -> str:
    """A cell as the CSV has it: plain decimals, ISO dates, empty for None."""
    if type(value) is str:  # nearly all of them
        return value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def write_row(row: Row) -> dict[str, str]:
    """A row as the CSV has it, cell by cell."""
    return {name: write_cell(cell) for name, cell in row.items()}


def export_sentence(reading: Reading, mentions: Iterable[Mention]) -> dict[str, list[dict[str, str | int | None]]]:
    """What is seen in one sentence, as plain data for JSON, under the names of the feeds' columns."""
    left_out = {"claim_id", "document", "page", "section", "programme_name", "x0", "top", "x1", "bottom", "read_by"}
    return {
        "claims": [
            {
                name: cell if isinstance(cell, int) else write_cell(cell)
                for name, cell in _claim_row(claim, {}).items()
                if name not in left_out
            }
            for claim in reading.claims
        ],
        "unclaimed": [
            {"start": each.start, "end": each.end, "text": each.text, "reason": each.reason, "pattern": each.pattern}
            for each in reading.unclaimed
        ],
        "mentions": [
            {
                "start": each.start,
                "end": each.end,
                "text": each.text,
                "programme": each.programme,
                "period": each.period.label if each.period else "",
                "period_start": write_cell(each.period.start if each.period else None),
                "period_end": write_cell(each.period.end if each.period else None),
            }
            for each in mentions
        ],
    }


def export_findings(run: Run) -> list[dict[str, Any]]:
    """Findings with their evidence, as plain data for JSON, under the names of the feeds' columns."""
    rows = list_rows(replace(run, claims=(), unclaimed=()))
    sides: dict[str, list[dict[str, Any]]] = {}
    for row in rows["evidence"]:
        plain = {name: _export_cell(cell) for name, cell in row.items() if name != "finding_id"}
        sides.setdefault(str(row["finding_id"]), []).append(plain)
    return [
        {**{name: _export_cell(cell) for name, cell in row.items()}, "slots": json.loads(str(row["slots"]))}
        | {"evidence": sides[str(row["finding_id"])]}
        for row in rows["findings"]
    ]


def _export_cell(cell: Cell) -> str | int | None:
    return cell if cell is None or isinstance(cell, int) else write_cell(cell)

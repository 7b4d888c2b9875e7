"""Writes and reads the feeds of FEEDS.md; the only file that knows column names.

`FEEDS` is the one table of columns: the header rows, datapackage.json, claims.xlsx, the table in README and reading
back all come from it. Columns are never renamed or reused; new ones go last. Beside the feeds stands `shelf.json`: what
they have no column for, so that the documents of a run can be compared with others later (`read_shelf`).
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from extractor.copies import find_kin
from extractor.errors import FeedError
from extractor.identity import claim_id, finding_id
from extractor.models import (
    AnnouncedList,
    Block,
    BlockKind,
    Box,
    CheckTally,
    Claim,
    DatedEvent,
    Document,
    Evidence,
    Failure,
    Finding,
    Kind,
    ListItem,
    Mention,
    Modality,
    Period,
    Qualifier,
    Quantity,
    Reading,
    Reason,
    Review,
    Role,
    Run,
    Section,
    Severity,
    Source,
    Standing,
    Status,
    Timing,
    Unclaimed,
    Unlinked,
)

if TYPE_CHECKING:
    import pandas

Cell = str | int | Decimal | date | None
Row = Mapping[str, Cell]
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed: `type` is a Frictionless type; `allowed` lists the only values it may hold."""

    name: str
    about: str
    type: str = "string"
    allowed: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: what a row is, its columns in order, its key, and which columns point into another feed."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    points_to: tuple[tuple[str, str, str], ...] = ()

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"


_OCR = "ocr"
LIST_MARK = "; "
"""Between several documents in one cell."""
TEXT_FORMATS = frozenset({"txt", "text", "md", "markdown"})
"""Formats whose own file is the text that offsets count in, so that no copy of it is written."""

_BOX = (
    Column(
        "x0", "Left edge of the line on which the numeral stands, in PDF points from the left of the crop box", "number"
    ),
    Column("top", "Top edge of that line, in PDF points from the top of the crop box", "number"),
    Column("x1", "Right edge of that line", "number"),
    Column("bottom", "Bottom edge of that line", "number"),
)
_START = Column(
    "start", "Where `text` starts: an offset in code points into the document's text", "integer", required=True
)
_END = Column("end", "Where `text` ends", "integer", required=True)
_PAGE = Column("page", "Page of the document, counted from 1; empty for formats without pages", "integer")
_DOCUMENT = Column("document", "The document it stands in", required=True)

FEEDS: tuple[Feed, ...] = (
    Feed(
        "documents",
        "a file that was met",
        (
            Column(
                "document",
                "Its path below the folder given, without suffix, `/` as `--`",
                required=True,
            ),
            Column("path", "Path below the folder given, with `/`", required=True),
            Column("sha256", "SHA-256 of the file; empty where it could not be read at all"),
            Column("format", "Format that it was read as"),
            Column("title", "Title as the document gives it"),
            Column("period_start", "First day of the period that the document reports on", "date"),
            Column("period_end", "Last day of that period", "date"),
            Column("pages", "Number of pages; empty for formats without pages", "integer"),
            Column("characters", "Length of the text in code points", "integer"),
            Column("claims", "Number of claims found", "integer"),
            Column("status", "What became of the file", allowed=tuple(Status), required=True),
            Column("reason", "What is wrong and what to do, for any status but ok; pages read by OCR"),
            Column("work", "Identity of the publication, the same for copies of it under other names"),
            Column("published", "Day of publication", "date"),
            Column("publisher", "Who published it"),
            Column("encoding", "Encoding that the text was read in"),
            Column("pages_read", "Number of pages that gave text", "integer"),
            Column("facts_source", "Where title, date and period were read"),
            Column("same_as", "The first document that is a copy of the same publication"),
        ),
        key=("document",),
        points_to=(("same_as", "documents", "document"),),
    ),
    Feed(
        "claims",
        "a quantified claim",
        (
            Column("claim_id", "Identity of the claim, the same from run to run", required=True),
            _DOCUMENT,
            _PAGE,
            _START,
            _END,
            Column("text", "The figure as written: qualifier words, sign, number, magnitude and unit", required=True),
            Column("sentence", "The sentence that it stands in, on one line", required=True),
            Column("section", "Heading of the section that it stands in"),
            Column("kind", "Sort of figure", allowed=tuple(Kind), required=True),
            Column(
                "value",
                "The number in full (97 for 97 per cent, 1340000000 for £1.34bn); the low end of a range",
                "number",
                required=True,
            ),
            Column("value_high", "The high end of a range", "number"),
            Column("qualifier", "How the figure is hedged", allowed=tuple(Qualifier), required=True),
            Column("low", "Least value that a reader takes the figure to mean; empty where there is none", "number"),
            Column("high", "Greatest such value", "number"),
            Column("unit", "GBP, percent, a unit of time, times, a physical unit, or the counted noun"),
            Column("measure", "What is measured, in the text's own words"),
            Column("head", "The counted noun"),
            Column("role", "What the figure is in its sentence", allowed=tuple(Role), required=True),
            Column("programme", "Id of the programme in patterns/programmes.yaml, or none", required=True),
            Column("programme_name", "Name of the programme"),
            Column("programme_source", "Where the programme was read", allowed=tuple(s for s in Source if s)),
            Column("period", "Label of the period as the text has it"),
            Column("period_start", "First day of the period; empty for a position at a date", "date"),
            Column("period_end", "Last day of the period; empty for what runs since a date", "date"),
            Column("period_source", "Where the period was read", allowed=tuple(s for s in Source if s)),
            Column("pattern", "The pattern that saw the figure"),
            *_BOX,
            Column("population", "Of whom or what, for shares and subsets"),
            Column("timing", "How the figure sits in time", allowed=tuple(t for t in Timing if t)),
            Column("stage", "Stage of a funnel: enquired, applied, shortlisted, appointed, ..."),
            Column("subject", "Who did it or is credited with it"),
            Column("read_by", "`ocr` where it was read off the image of a scanned page", allowed=(_OCR,)),
        ),
        key=("claim_id",),
        points_to=(("document", "documents", "document"),),
    ),
    Feed(
        "findings",
        "a discrepancy",
        (
            Column("finding_id", "Identity of the finding, the same from run to run", required=True),
            Column("check", "The check that raised it", required=True),
            Column("severity", "How much it matters", allowed=tuple(reversed(Severity)), required=True),
            Column("message", "What is wrong, in one plain sentence", required=True),
            Column("suggestion", "What would make it right"),
            Column("arithmetic", "Every input, the tolerance and how it was derived"),
            Column("documents", f"The documents concerned, parted by `{LIST_MARK.strip()}`", required=True),
            Column("status", "Where the reviewers are with it", allowed=tuple(Standing), required=True),
            Column("reviewer", "Who decided"),
            Column("decided_at", "When it was decided", "datetime"),
            Column("comment", "What the reviewer said"),
            Column("key", "What the identity is made of: the check and the keys of the evidence", required=True),
            Column(
                "reason",
                "Why the reviewer says that it is no error; of a reopened one, what was decided and has changed since",
            ),
            Column("slots", "The slots compared, as JSON: name, state (agree, open, differ), left, right", "array"),
            Column("cause", "The same for findings that one mistake explains"),
        ),
        key=("finding_id",),
    ),
    Feed(
        "evidence",
        "a figure, date, label or list that a finding rests on",
        (
            Column("finding_id", "The finding that rests on it", required=True),
            Column("side", "Its number in the finding, from 1", "integer", required=True),
            Column("claim_id", "The claim that it is; empty where it is none"),
            _DOCUMENT,
            _PAGE,
            _START,
            _END,
            Column("text", "The words as they stand in the document"),
            Column("value", "What they say, in full"),
            Column("sentence", "The sentence that it stands in, on one line"),
            Column("part", "What it is in the arithmetic: total, part, base, share, earlier, later, ..."),
            *_BOX,
        ),
        key=("finding_id", "side"),
        points_to=(
            ("finding_id", "findings", "finding_id"),
            ("claim_id", "claims", "claim_id"),
            ("document", "documents", "document"),
        ),
    ),
    Feed(
        "unclaimed",
        "a number that is no claim",
        (
            _DOCUMENT,
            _PAGE,
            _START,
            _END,
            Column("text", "The number as written", required=True),
            Column("reason", "Why it is no claim", allowed=tuple(Reason), required=True),
        ),
        key=("document", "start", "end"),
        points_to=(("document", "documents", "document"),),
    ),
    Feed(
        "series",
        "a measure through time: one dated figure of it (no targets, changes or rates)",
        (
            Column("programme", "Id of the programme, or none", required=True),
            Column("measure", "What is measured"),
            Column("head", "The counted noun"),
            Column("kind", "Sort of figure", allowed=tuple(Kind), required=True),
            Column("period_start", "First day of the period", "date"),
            Column("period_end", "Last day of the period", "date"),
            Column("value", "The number in full", "number", required=True),
            Column("qualifier", "How the figure is hedged", allowed=tuple(Qualifier), required=True),
            Column("claim_id", "The claim that states it", required=True),
            Column("document", "The document that states it", required=True),
        ),
        points_to=(("claim_id", "claims", "claim_id"), ("document", "documents", "document")),
    ),
)
FEED = {feed.name: feed for feed in FEEDS}
WORKBOOK, PACKAGE, RUN_FILE, REPORT, TEXT_FOLDER = "claims.xlsx", "datapackage.json", "run.json", "report.html", "text"
SHELF = "shelf.json"

# A target or a change beside the levels of other years would read as one more level.
_IN_SERIES = frozenset({Role.LEVEL, Role.SHARE, Role.CUMULATIVE, Role.PREVIOUS})


# Rows


def list_rows(run: Run) -> dict[str, list[Row]]:
    """The rows of every feed, in the fixed order of FEEDS.md."""
    claims = _in_order(run.claims)
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


def _in_order(claims: Iterable[Claim]) -> list[Claim]:
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
        "read_by": _OCR if claim.by_ocr else "",
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


def _write_cell(value: Cell) -> str:
    """A cell as the CSV has it: plain decimals, ISO dates, empty for None."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def export_sentence(reading: Reading, mentions: Iterable[Mention]) -> dict[str, list[dict[str, str | int | None]]]:
    """What is seen in one sentence, as plain data for JSON, under the names of the feeds' columns."""
    left_out = {"claim_id", "document", "page", "section", "programme_name", "x0", "top", "x1", "bottom", "read_by"}
    return {
        "claims": [
            {
                name: cell if isinstance(cell, int) else _write_cell(cell)
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
                "period_start": _write_cell(each.period.start if each.period else None),
                "period_end": _write_cell(each.period.end if each.period else None),
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
    return cell if cell is None or isinstance(cell, int) else _write_cell(cell)


def write_findings(run: Run) -> str:
    """The text of findings.csv."""
    return _write_table(FEED["findings"], list_rows(replace(run, claims=(), unclaimed=()))["findings"])


# Writing


def write_feeds(out: Path, run: Run, *, report: str, facts: Mapping[str, object]) -> dict[str, Path]:
    """Write every feed into the folder `out`, and give the files by name.

    `report` is the text of report.html; `facts` goes into run.json. Each file is written beside and then renamed, so
    a run that is stopped leaves the old feeds or the new ones, never half a file. FeedError where a file is held open
    by another program or the folder cannot be written.
    """
    rows = list_rows(run)
    with _stage(out) as stage:
        for feed in FEEDS:
            _write_csv(stage / feed.file, feed, rows[feed.name])
        _write_workbook(stage / WORKBOOK, rows)
        _write_text(stage / PACKAGE, _dump(describe_package()))
        _write_text(stage / SHELF, _write_shelf(run))
        _write_text(stage / REPORT, report)
        texts = [each for each in run.documents if each.format not in TEXT_FORMATS]
        for document in texts:
            _write_text(stage / TEXT_FOLDER / f"{document.document}.txt", document.text)
        names = sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file())
        _write_text(stage / RUN_FILE, _dump({**facts, "files": [*names, RUN_FILE]}))
        _remove_old_texts(out, keep=set(names))
        return _publish(stage, out, [*names, RUN_FILE])


def check_writable(out: Path) -> None:
    """Raise FeedError where feeds could not be written to `out`: before an hour's reading, not after it."""
    with _stage(out):
        pass
    for name in (*(feed.file for feed in FEEDS), WORKBOOK, PACKAGE, REPORT, SHELF, RUN_FILE):
        _refuse_held(out / name)


@contextmanager
def _stage(out: Path) -> Iterator[Path]:
    """A hidden folder inside `out` (the same disk, so that renaming is one step), gone in the end."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        # What a killed run left; a younger one may be another run at work.
        for left in out.glob(f"{_STAGE}*"):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=out))
    except OSError as error:
        raise _explain(out, error) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


_STAGE = ".writing-"
_LEFT_OVER = 24 * 3600  # seconds


def _publish(stage: Path, out: Path, names: Sequence[str]) -> dict[str, Path]:
    for name in names:
        _refuse_held(out / name)
    for name in names:
        target = out / name
        try:
            target.parent.mkdir(exist_ok=True)
            os.replace(stage / name, target)  # noqa: PTH105  Path.replace says the same; tests stand in for this one
        except OSError as error:
            raise _explain(target, error) from error
    return {name: out / name for name in names}


def _refuse_held(target: Path) -> None:
    # Windows refuses to replace a file that Excel holds open: better to say so before the first one is replaced.
    try:
        with target.open("r+b"):
            pass
    except FileNotFoundError:
        pass
    except OSError as error:
        raise _explain(target, error) from error


def _remove_old_texts(out: Path, *, keep: set[str]) -> None:
    """Remove the texts that the last run wrote and this one does not, by that run's own list: no other file goes."""
    try:
        listed = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in listed:
        if re.fullmatch(rf"{TEXT_FOLDER}/[^/\\]+\.txt", str(name)) and name not in keep:
            (out / name).unlink(missing_ok=True)


def _explain(path: Path, error: OSError) -> FeedError:
    if path.is_file() or isinstance(error, PermissionError):
        hint = "close it in any other program and see that you may write there, or name another folder with --out"
    else:
        hint = "name another folder with --out"
    return FeedError(str(path), f"cannot be written: {error.strerror or error}", hint=hint)


def _write_text(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        # A lone surrogate cannot be encoded; one mark for one character keeps the offsets right.
        path.write_bytes(text.encode("utf-8", errors="replace"))
    except OSError as error:
        raise _explain(path, error) from error


def _write_csv(path: Path, feed: Feed, rows: Sequence[Row]) -> None:
    _write_text(path, _write_table(feed, rows))


def _write_table(feed: Feed, rows: Sequence[Row]) -> str:
    names = [column.name for column in feed.columns]
    lines = [",".join(names)]
    lines += [",".join(_quote(_write_cell(row[name])) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def _quote(cell: str) -> str:
    # Before Python 3.13, csv.writer leaves a lone carriage return unquoted where the line ends in LF.
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# The workbook

_EXCEL_ROWS = 1_048_575
_EXCEL_CHARACTERS = 32_767
_EXCEL_FIRST_YEAR = 1900
_CUT = " ... (cut: the whole text is in the CSV)"


def _write_workbook(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    import xlsxwriter  # a tenth of a second that reading the feeds does not need
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    # Without a fixed date two runs would differ.
    book.set_properties({"created": datetime(2000, 1, 1)})
    for feed in FEEDS:
        _write_sheet(book, feed, rows[feed.name])
    try:
        book.close()
    except FileCreateError as error:
        raise FeedError(str(path), f"cannot be written: {error}", hint="name another folder with --out") from error


def _write_sheet(book: Any, feed: Feed, rows: Sequence[Row]) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    plain = book.add_format()
    # The mark that Excel itself sets for "this is text": it survives being saved as CSV and opened again.
    guarded = book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet(feed.name)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, min(len(rows), _EXCEL_ROWS), len(feed.columns) - 1)
    if len(rows) > _EXCEL_ROWS:
        sheet.write_comment(0, 0, f"Excel holds {_EXCEL_ROWS:,} rows; all {len(rows):,} are in {feed.file}.")
    for place, column in enumerate(feed.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.name, 16))
        sheet.write_string(0, place, column.name, head)
    for line, row in enumerate(rows[:_EXCEL_ROWS], start=1):
        for place, column in enumerate(feed.columns):
            value = row[column.name]
            if value is None or value == "":
                continue
            if isinstance(value, int | Decimal):
                sheet.write_number(line, place, float(value))
            elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= _EXCEL_FIRST_YEAR:
                sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)
            else:
                text = _write_cell(value)
                if len(text) > _EXCEL_CHARACTERS:
                    text = text[: _EXCEL_CHARACTERS - len(_CUT)] + _CUT
                sheet.write_string(line, place, text, guarded if text[0] in "=+-@\t\r" else plain)


_WIDTHS = {"sentence": 70, "message": 70, "arithmetic": 50, "suggestion": 50, "measure": 40, "title": 40, "reason": 30}


# The data package


def describe_package() -> dict[str, object]:
    """datapackage.json: every column with type, description, allowed values and keys (Frictionless Table Schema)."""
    return {
        "profile": "tabular-data-package",
        "name": "lga-metrics",
        "title": "Quantified claims in publications, and the figures that disagree",
        "resources": [_describe_feed(feed) for feed in FEEDS],
    }


def _describe_feed(feed: Feed) -> dict[str, object]:
    schema: dict[str, object] = {"fields": [_describe_column(column) for column in feed.columns], "missingValues": [""]}
    if feed.key:
        schema["primaryKey"] = list(feed.key)
    if feed.points_to:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": "" if other == feed.name else other, "fields": [target]}}
            for column, other, target in feed.points_to
        ]
    return {
        "name": feed.name,
        "path": feed.file,
        "profile": "tabular-data-resource",
        "description": f"A row is {feed.row}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _describe_column(column: Column) -> dict[str, object]:
    described: dict[str, object] = {"name": column.name, "type": column.type, "description": column.about}
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.allowed:
        constraints["enum"] = [str(value) for value in column.allowed]
    if constraints:
        described["constraints"] = constraints
    return described


def describe_columns() -> str:
    """The table of feeds and columns for README, as Markdown."""
    lines = ["| feed | a row is | columns |", "| --- | --- | --- |"]
    lines += [f"| {f.file} | {f.row} | {', '.join(column.name for column in f.columns)} |" for f in FEEDS]
    return "\n".join(lines)


# Reading back


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of any CSV feed as text, lossless; FeedError where it is missing or is no CSV in UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            return [{name: cell or "" for name, cell in row.items() if name is not None} for row in reader]
    except OSError as error:
        raise FeedError(str(path), f"cannot be read: {error.strerror or error}", hint="a run writes it") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FeedError(str(path), "is no CSV in UTF-8", hint="name a claims.csv that a run wrote") from error


def write_row(row: Row) -> dict[str, str]:
    """A row as the CSV has it, cell by cell."""
    return {name: _write_cell(cell) for name, cell in row.items()}


def read_finding_keys(out: Path) -> frozenset[str] | None:
    """The keys of the findings that the last run wrote into a folder; None where none did."""
    try:
        return frozenset(row["key"] for row in read_rows(out / FEED["findings"].file))
    except (FeedError, KeyError):
        return None


def read_run(out: Path) -> Run:
    """What the run that wrote the folder `out` found, as far as the feeds hold it: documents come without their text.

    FeedError where the folder is none, a feed is missing or damaged, or the feeds are not all of one run.
    """
    if not out.is_dir():
        raise FeedError(str(out), "is no folder", hint="name the output folder of a run")
    documents, failures = _read_documents(out / FEED["documents"].file)
    facts = _read_facts(out / RUN_FILE)
    claims, programmes = _read_claims(out / FEED["claims"].file)
    run = Run(
        documents=documents,
        failures=failures,
        claims=claims,
        programmes=programmes,
        places=facts.places,
        unclaimed=_read_unclaimed(out / FEED["unclaimed"].file),
        findings=_read_findings(out),
        tallies=facts.tallies,
        unlinked=facts.unlinked,
    )
    _check_whole(out, run, facts)
    return run


def read_tallies(out: Path) -> tuple[CheckTally, ...]:
    """What each check of a run looked at; FeedError where the folder holds no run."""
    return _read_facts(out / RUN_FILE).tallies


def read_texts(out: Path) -> dict[str, str]:
    """The text of each document of a run, by name, as far as it is at hand; empty where `out` holds no run.

    It is the copy in the output folder, or the file itself where it is a text file that has not changed since.
    """
    try:
        documents, _ = _read_documents(out / FEED["documents"].file)
        places = _read_facts(out / RUN_FILE).places
        lengths = {row["document"]: int(row["characters"] or 0) for row in read_rows(out / FEED["documents"].file)}
    except (FeedError, ValueError, KeyError):
        return {}
    texts = {document.document: read_text(out, document, places) for document in documents}
    # Another reading of the same bytes would put every offset elsewhere.
    return {name: text for name, text in texts.items() if text is not None and len(text) == lengths[name]}


def read_text(out: Path, document: Document, places: Iterable[str]) -> str | None:
    """The text of one document of a run, whose places run.json names; None where it is not at hand (read_texts)."""
    if Path(document.document).name != document.document:  # damaged: no name of a document is a path
        return None
    copy = out / TEXT_FOLDER / f"{document.document}.txt"
    if copy.is_file():
        return copy.read_bytes().decode("utf-8", errors="replace")
    if document.format not in TEXT_FORMATS:
        return None
    file = find_source(document, places)
    return file.read_bytes().decode(document.encoding or "utf-8", errors="replace") if file else None


def find_source(document: Document, places: Iterable[str]) -> Path | None:
    """The file that a run read a document from, where it is still there and unchanged; never one outside the places."""
    for place in map(Path, places):
        file = place if place.is_file() else place / document.path
        if _is_within(file, place) and _is_unchanged(file, document.sha256):
            return file
    return None


def _is_within(file: Path, place: Path) -> bool:
    # A link inside the folder may lead out of it, and was followed when it was read; ".." in a feed was not.
    return file == place or Path(os.path.normpath(file)).is_relative_to(place)


def _is_unchanged(file: Path, sha256: str) -> bool:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == sha256
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class _Facts:
    """What run.json holds of a run: `rows` is the number of rows that it wrote into a feed."""

    tallies: tuple[CheckTally, ...]
    unlinked: tuple[Unlinked, ...]
    rows: Mapping[str, int]
    places: tuple[str, ...]


def _read_facts(path: Path) -> _Facts:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        counts = facts["counts"]
        return _Facts(
            tuple(
                CheckTally(
                    check=each["check"], examined=each["examined"], passed_over=tuple(each["passed over"].items())
                )
                for each in facts["checks"]
            ),
            tuple(Unlinked(**each) for each in facts.get("unlinked", ())),
            {
                "documents": counts["files"],
                "claims": counts["claims"],
                "unclaimed": counts["unclaimed"],
                "findings": sum(counts["findings"].values()),
            },
            tuple(map(str, facts.get("places", ()))),
        )
    except OSError as error:
        raise FeedError(str(path), f"cannot be read: {error.strerror or error}", hint="a run writes it") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FeedError(str(path), "is not what a run wrote", hint="run again") from error


def _check_whole(out: Path, run: Run, facts: _Facts) -> None:
    """Refuse a feed that looks whole, and was cut at the end of a row or comes from another run."""
    read = {
        "documents": len(run.documents) + len(run.failures),
        "claims": len(run.claims),
        "unclaimed": len(run.unclaimed),
        "findings": len(run.findings),
    }
    for name, rows in read.items():
        if rows != facts.rows[name]:
            problem = f"holds {rows:,} rows where the run wrote {facts.rows[name]:,}"
            raise FeedError(str(out / FEED[name].file), problem, hint="run again")
    known = {document.document for document in run.documents}
    named = {
        "claims": {claim.document for claim in run.claims},
        "unclaimed": {number.document for number in run.unclaimed},
        "evidence": {each.document for finding in run.findings for each in finding.evidence},
    }
    for name, documents in named.items():
        for stray in sorted(documents - known):
            problem = f"speaks of {stray}, which documents.csv does not list as read"
            raise FeedError(str(out / FEED[name].file), problem, hint="run again")
    if not all(finding.evidence for finding in run.findings):
        raise FeedError(str(out / FEED["evidence"].file), "lacks the evidence of a finding", hint="run again")


def _read_records(path: Path, feed: str, build: Callable[[dict[str, str]], Record]) -> tuple[Record, ...]:
    """The rows of a feed, each built into what it stands for; FeedError naming the row that is wrong."""
    records = []
    for number, row in enumerate(read_rows(path), start=1):
        try:
            records.append(build(row))
        except (ValueError, ArithmeticError) as error:
            raise FeedError(f"{path}, row {number}", f"is damaged: {error}", hint="run again") from error
        except KeyError as error:
            raise FeedError(str(path), f"has no column {error}", hint=f"name a {FEED[feed].file} of a run") from error
    return tuple(records)


def _read_documents(path: Path) -> tuple[tuple[Document, ...], tuple[Failure, ...]]:
    records = _read_records(path, "documents", _read_document)
    return (
        tuple(each for each in records if isinstance(each, Document)),
        tuple(each for each in records if isinstance(each, Failure)),
    )


def _read_document(row: dict[str, str]) -> Document | Failure:
    status = Status(row["status"])
    if status not in (Status.OK, Status.PARTIAL):
        return Failure(
            document=row["document"], path=row["path"], format=row["format"], status=status, reason=row["reason"]
        )
    return Document(
        document=row["document"],
        path=row["path"],
        sha256=row["sha256"],
        format=row["format"],
        text="",
        title=row["title"],
        period=Period(start=_read_day(row["period_start"]), end=_read_day(row["period_end"])),
        published=_read_day(row["published"]),
        publisher=row["publisher"],
        encoding=row["encoding"],
        pages_read=int(row["pages_read"] or 0),
        page_count=int(row["pages"] or 0),
        facts_source=row["facts_source"],
        status=status,
        reason=row["reason"],
        work=row["work"],
    )


def _read_unclaimed(path: Path) -> tuple[Unclaimed, ...]:
    def build(row: dict[str, str]) -> Unclaimed:
        return Unclaimed(
            document=row["document"],
            start=int(row["start"]),
            end=int(row["end"]),
            text=row["text"],
            reason=Reason(row["reason"]),
            page=int(row["page"]) if row["page"] else None,
        )

    return _read_records(path, "unclaimed", build)


def _read_findings(out: Path) -> tuple[Finding, ...]:
    sides: dict[str, list[Evidence]] = {}
    for identity, evidence in _read_records(out / FEED["evidence"].file, "evidence", _read_evidence):
        sides.setdefault(identity, []).append(evidence)

    def build(row: dict[str, str]) -> Finding:
        return Finding(
            check=row["check"],
            severity=Severity(row["severity"]),
            message=row["message"],
            suggestion=row["suggestion"],
            arithmetic=row["arithmetic"],
            evidence=tuple(sides.get(row["finding_id"], ())),
            slots=_read_slots(row["slots"]),
            cause=row["cause"],
            key=row["key"],
            review=Review(
                standing=Standing(row["status"]),
                reviewer=row["reviewer"],
                decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
                comment=row["comment"],
                reason=row["reason"],
            ),
        )

    return _read_records(out / FEED["findings"].file, "findings", build)


def _read_slots(cell: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((slot["slot"], slot["state"], slot["left"], slot["right"]) for slot in json.loads(cell or "[]"))


def _read_evidence(row: dict[str, str]) -> tuple[str, Evidence]:
    """The id of the finding, and the evidence; its `claim` is the id of the claim, since the feed has no key."""
    return row["finding_id"], Evidence(
        document=row["document"],
        start=int(row["start"]),
        end=int(row["end"]),
        text=row["text"],
        sentence=row["sentence"],
        part=row["part"],
        value=row["value"],
        claim=row["claim_id"],
        page=int(row["page"]) if row["page"] else None,
        box=_read_box(row),
    )


def _read_box(row: Mapping[str, str]) -> Box | None:
    if not row.get("x0"):
        return None
    return float(row["x0"]), float(row["top"]), float(row["x1"]), float(row["bottom"])


def _read_day(cell: str | None) -> date | None:
    return date.fromisoformat(cell) if cell else None


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims of a claims.csv, as far as the feed holds them (its offsets into blocks and sentences it does not).

    Their `key` is their id, since the feed has no other. FeedError naming column and line where a cell is not what the
    feed promises.
    """
    return _read_claims(path)[0]


def _read_claims(path: Path) -> tuple[tuple[Claim, ...], tuple[tuple[str, str], ...]]:
    """The claims, and the programmes that they name."""
    rows = read_rows(path)
    needed = {"document", "start", "end", "kind", "value", "qualifier"}
    if rows and not needed <= rows[0].keys():
        missing = ", ".join(sorted(needed - rows[0].keys()))
        raise FeedError(str(path), f"has no column {missing}", hint="name a claims.csv that a run wrote")
    programmes = {row.get("programme", ""): row["programme_name"] for row in rows if row.get("programme_name")}
    claims = tuple(_read_claim(f"{path}, row {number}", row) for number, row in enumerate(rows, start=1))
    return claims, tuple(sorted(programmes.items()))


@dataclass(frozen=True, slots=True)
class _Rest:
    """What claims.csv has no column for, as shelf.json has it."""

    key: str
    sentence_start: int
    sentence_end: int
    numeral: int
    block: int
    series: str
    value: str
    value_high: str
    step: str
    abbreviated: bool


def _guess_rest(row: Mapping[str, str]) -> _Rest:
    start, end = int(row["start"]), int(row["end"])
    value, high = row["value"], row.get("value_high", "")
    return _Rest(row.get("claim_id", ""), start, end, start, 0, "", value, high, "1", False)


def _read_claim(where: str, row: Mapping[str, str], rest: _Rest | None = None) -> Claim:
    try:
        rest = rest or _guess_rest(row)
        return Claim(
            document=row["document"],
            start=int(row["start"]),
            end=int(row["end"]),
            text=row.get("text", ""),
            sentence=row.get("sentence", ""),
            sentence_start=rest.sentence_start,
            sentence_end=rest.sentence_end,
            numeral=rest.numeral,
            quantity=Quantity(
                kind=Kind(row["kind"]),
                value=Decimal(rest.value),
                qualifier=Qualifier(row["qualifier"]),
                value_high=Decimal(rest.value_high) if rest.value_high else None,
                unit=row.get("unit", ""),
                step=Decimal(rest.step),
                abbreviated=rest.abbreviated,
            ),
            block=rest.block,
            page=int(row["page"]) if row.get("page") else None,
            box=_read_box(row),
            section=row.get("section", ""),
            measure=row.get("measure", ""),
            head=row.get("head", ""),
            role=Role(row.get("role") or Role.LEVEL),
            pattern=row.get("pattern", ""),
            population=row.get("population", ""),
            timing=Timing(row.get("timing", "")),
            stage=row.get("stage", ""),
            subject=row.get("subject", ""),
            by_ocr=row.get("read_by") == _OCR,
            programme=row.get("programme") or "none",
            programme_source=Source(row.get("programme_source", "")),
            period=Period(
                start=_read_day(row.get("period_start")),
                end=_read_day(row.get("period_end")),
                label=row.get("period", ""),
            ),
            period_source=Source(row.get("period_source", "")),
            series=rest.series,
            key=rest.key,
        )
    except (ValueError, ArithmeticError) as error:
        raise FeedError(where, f"is no claim: {error}", hint="name a claims.csv that a run wrote") from error


# The shelf: what a later comparison needs beside the feeds


def _write_shelf(run: Run) -> str:
    documents = sorted(run.documents, key=lambda document: document.document)
    claims = _in_order(run.claims)
    shelf = {
        "about": "What a later comparison needs of these documents beside the feeds; claims in the order of claims.csv",
        "version": _SHELF_VERSION,
        "documents": [
            {
                "document": document.document,
                "period": document.period.label,
                "blocks": "".join(_LETTERS[block.kind] for block in document.blocks),
                "sections": [[each.title, each.level, each.start, each.body, each.end] for each in document.sections],
            }
            for document in documents
        ],
        "claims": {
            "key": [claim.key for claim in claims],
            "sentence_start": [claim.sentence_start for claim in claims],
            "sentence_end": [claim.sentence_end for claim in claims],
            "numeral": [claim.numeral for claim in claims],
            "block": [claim.block for claim in claims],
            "series": [claim.series for claim in claims],
            "value": [str(claim.quantity.value) for claim in claims],
            "value_high": [
                "" if claim.quantity.value_high is None else str(claim.quantity.value_high) for claim in claims
            ],
            "step": [str(claim.quantity.step) for claim in claims],
            "abbreviated": [claim.quantity.abbreviated for claim in claims],
        },
        "lists": [asdict(each) for each in sorted(run.lists, key=lambda each: (each.document, each.claim_start))],
        "events": [asdict(each) for each in sorted(run.events, key=lambda each: (each.document, each.start))],
    }
    # One line for each of the above: a file of a hundred reports can still be looked at.
    parts = (f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, default=str)}" for name, part in shelf.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


_SHELF_VERSION = 1
_LETTERS = dict(zip(BlockKind, "hplctqfr", strict=True))
# The checks ask for a block's kind and for nothing else; one object for each kind saves a second on a full shelf.
_BLOCKS = {letter: Block(kind=kind, start=0, end=0) for kind, letter in _LETTERS.items()}


def is_output(path: Path) -> bool:
    """Whether a folder holds the output of a run."""
    return (path / RUN_FILE).is_file() and (path / FEED["claims"].file).is_file()


def read_patterns_version(out: Path) -> str:
    """The version of the patterns that a run read with; empty where its run.json does not say."""
    try:
        versions = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["versions"]
        return str(versions["patterns"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


class Outline(NamedTuple):
    """What is known of a claim before it is read in full: where it stands, and what it might be compared by."""

    document: str
    block: int
    kind: str
    noun: str
    value: str
    series: str


def read_shelf(out: Path, *, choose: Callable[[Sequence[Outline]], Iterable[int]] | None = None) -> Run:
    """The documents, claims, lists and dates of a run, as the reconciler needs them; documents come without text.

    `choose` returns the places of the claims that are wanted, by their outlines; all are read without it. FeedError
    where the folder holds no run, its files are damaged or not of one run, or another version wrote them.
    """
    documents, failures = _read_documents(out / FEED["documents"].file)
    facts = _read_facts(out / RUN_FILE)
    path = out / SHELF
    try:
        shelf = json.loads(path.read_text(encoding="utf-8"))
        if shelf["version"] != _SHELF_VERSION:
            raise FeedError(str(path), f"is of version {shelf['version']}", hint="run again with this program")
        return Run(
            documents=_shelve_documents(documents, shelf["documents"]),
            failures=failures,
            claims=_shelve_claims(out / FEED["claims"].file, shelf["claims"], facts.rows["claims"], choose),
            lists=tuple(_shelve_list(each) for each in shelf["lists"]),
            events=tuple(_shelve_event(each) for each in shelf["events"]),
        )
    except OSError as error:
        hint = "an earlier version wrote this output: run again"
        raise FeedError(str(path), f"cannot be read: {error.strerror or error}", hint=hint) from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise FeedError(str(path), "is not what a run wrote", hint="run again") from error


def _shelve_documents(documents: Sequence[Document], rest: Sequence[Mapping[str, Any]]) -> tuple[Document, ...]:
    by_name = {each["document"]: each for each in rest}
    return tuple(
        replace(
            document,
            period=replace(document.period, label=by_name[document.document]["period"]),
            blocks=tuple(map(_BLOCKS.__getitem__, by_name[document.document]["blocks"])),
            sections=tuple(
                Section(title=title, level=level, start=start, body=body, end=end)
                for title, level, start, body, end in by_name[document.document]["sections"]
            ),
        )
        for document in documents
    )


def _shelve_claims(
    path: Path,
    rest: Mapping[str, Sequence[Any]],
    expected: int,
    choose: Callable[[Sequence[Outline]], Iterable[int]] | None,
) -> tuple[Claim, ...]:
    names, rows = _read_lists(path)
    if not len(rows) == len(rest["key"]) == expected:
        problem = f"holds {len(rows):,} rows where the run wrote {expected:,}"
        raise FeedError(str(path), problem, hint="run again")
    document, kind, head, measure, value = (names.index(n) for n in ("document", "kind", "head", "measure", "value"))
    chosen: Iterable[int] = range(len(rows))
    if choose:
        beside = zip(rows, rest["block"], rest["series"], strict=True)
        chosen = choose(
            [
                Outline(row[document], block, row[kind], row[head] or row[measure], row[value], series)
                for row, block, series in beside
            ]
        )
    columns = [rest[name] for name in _Rest.__slots__]
    return tuple(
        _read_claim(
            f"{path}, row {place + 1}",
            dict(zip(names, rows[place], strict=True)),
            _Rest(*(column[place] for column in columns)),
        )
        for place in chosen
    )


def _read_lists(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV feed: half the time of `read_rows` on a full shelf."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names, *rows = csv.reader(file, strict=True)
    except OSError as error:
        raise FeedError(str(path), f"cannot be read: {error.strerror or error}", hint="a run writes it") from error
    except (ValueError, csv.Error) as error:
        raise FeedError(str(path), "is no CSV in UTF-8", hint="run again") from error
    return names, rows


def _shelve_list(fields: Mapping[str, Any]) -> AnnouncedList:
    items = (ListItem(**{**item, "box": _shelve_box(item["box"])}) for item in fields["items"])
    return AnnouncedList(**{**fields, "items": tuple(items)})


def _shelve_event(fields: Mapping[str, Any]) -> DatedEvent:
    period = fields["period"]
    return DatedEvent(
        **{
            **fields,
            "modality": Modality(fields["modality"]),
            "period": Period(start=_read_day(period["start"]), end=_read_day(period["end"]), label=period["label"]),
            "box": _shelve_box(fields["box"]),
        }
    )


def _shelve_box(edges: Sequence[float] | None) -> Box | None:
    return (edges[0], edges[1], edges[2], edges[3]) if edges else None


def read_table(out: Path, name: str) -> pandas.DataFrame:
    """One feed of the folder `out` as a table: whole numbers as Int64, numbers as floats, days as timestamps."""
    import pandas as pd  # a third of a second that a run does not need

    feed = FEED[name]
    try:
        table = pd.read_csv(out / feed.file, dtype=str, keep_default_na=False, encoding="utf-8", lineterminator="\n")
    except OSError as error:
        raise FeedError(str(out / feed.file), "cannot be read", hint="a run writes it") from error
    for column in feed.columns:
        if column.type in ("integer", "number"):
            numbers = pd.to_numeric(table[column.name], errors="coerce")
            table[column.name] = numbers.astype("Int64") if column.type == "integer" else numbers.astype("Float64")
        elif column.type in ("date", "datetime"):
            table[column.name] = pd.to_datetime(table[column.name], errors="coerce")
    return table

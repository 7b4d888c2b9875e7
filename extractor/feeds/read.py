"""Reads the feeds back: as rows, or as what a run found."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from extractor.errors import FeedError
from extractor.feeds.columns import FEED, OCR, RUN_FILE, TEXT_FOLDER, TEXT_FORMATS
from extractor.models import (
    Box,
    CheckTally,
    Claim,
    Document,
    Evidence,
    Failure,
    Finding,
    Kind,
    Period,
    Qualifier,
    Quantity,
    Reason,
    Review,
    Role,
    Run,
    Severity,
    Source,
    Standing,
    Status,
    Timing,
    Unclaimed,
    Unlinked,
)

Record = TypeVar("Record")


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


def read_finding_keys(out: Path) -> frozenset[str] | None:
    """The keys of the findings that the last run wrote into a folder; None where none did."""
    try:
        return frozenset(row["key"] for row in read_rows(out / FEED["findings"].file))
    except (FeedError, KeyError):
        return None


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


def read_run(out: Path) -> Run:
    """What the run that wrote the folder `out` found, as far as the feeds hold it: documents come without their text.

    FeedError where the folder is none, a feed is missing or damaged, or the feeds are not all of one run.
    """
    if not out.is_dir():
        raise FeedError(str(out), "is no folder", hint="name the output folder of a run")
    documents, failures = read_documents(out / FEED["documents"].file)
    facts = read_facts(out / RUN_FILE)
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
    return read_facts(out / RUN_FILE).tallies


def read_texts(out: Path) -> dict[str, str]:
    """The text of each document of a run, by name, as far as it is at hand; empty where `out` holds no run.

    It is the copy in the output folder, or the file itself where it is a text file that has not changed since.
    """
    try:
        documents, _ = read_documents(out / FEED["documents"].file)
        places = read_facts(out / RUN_FILE).places
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


def read_facts(path: Path) -> _Facts:
    """What a run.json says; FeedError where it is missing or is none."""
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


def read_documents(path: Path) -> tuple[tuple[Document, ...], tuple[Failure, ...]]:
    """The documents that a run read, and the files that it could not."""
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
        period=Period(start=read_day(row["period_start"]), end=read_day(row["period_end"])),
        published=read_day(row["published"]),
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
        box=read_box(row),
    )


def read_box(row: Mapping[str, str]) -> Box | None:
    """The box that a row gives, if any."""
    if not row.get("x0"):
        return None
    return float(row["x0"]), float(row["top"]), float(row["x1"]), float(row["bottom"])


def read_day(cell: str | None) -> date | None:
    """The day in a cell, if any."""
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


def _read_claim(where: str, row: Mapping[str, str]) -> Claim:
    try:
        start, end = int(row["start"]), int(row["end"])
        return Claim(
            document=row["document"],
            start=start,
            end=end,
            text=row.get("text", ""),
            sentence=row.get("sentence", ""),
            sentence_start=start,
            sentence_end=end,
            numeral=start,
            quantity=Quantity(
                kind=Kind(row["kind"]),
                value=Decimal(row["value"]),
                qualifier=Qualifier(row["qualifier"]),
                value_high=Decimal(row["value_high"]) if row.get("value_high") else None,
                unit=row.get("unit", ""),
            ),
            block=0,
            page=int(row["page"]) if row.get("page") else None,
            box=read_box(row),
            section=row.get("section", ""),
            measure=row.get("measure", ""),
            head=row.get("head", ""),
            role=Role(row.get("role") or Role.LEVEL),
            pattern=row.get("pattern", ""),
            population=row.get("population", ""),
            timing=Timing(row.get("timing", "")),
            stage=row.get("stage", ""),
            subject=row.get("subject", ""),
            by_ocr=row.get("read_by") == OCR,
            programme=row.get("programme") or "none",
            programme_source=Source(row.get("programme_source", "")),
            period=Period(
                start=read_day(row.get("period_start")),
                end=read_day(row.get("period_end")),
                label=row.get("period", ""),
            ),
            period_source=Source(row.get("period_source", "")),
            key=row.get("claim_id", ""),
        )
    except (ValueError, ArithmeticError) as error:
        raise FeedError(where, f"is no claim: {error}", hint="name a claims.csv that a run wrote") from error

"""What columns the feeds have (FEEDS.md): the one table that all else of the feeds comes from.

Header rows, datapackage.json, claims.xlsx, the table in docs/data.md and reading back follow it. Columns are never
renamed or reused; new ones go last.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.models import Kind, Qualifier, Reason, Role, Severity, Source, Standing, Status, Timing


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


OCR = "ocr"
"""What `read_by` says of a claim read off the image of a page."""
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
            Column("read_by", "`ocr` where it was read off the image of a scanned page", allowed=(OCR,)),
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


def describe_columns() -> str:
    """The table of feeds and columns for the guide, as Markdown."""
    lines = ["| feed | a row is | columns |", "| --- | --- | --- |"]
    lines += [f"| {f.file} | {f.row} | {', '.join(column.name for column in f.columns)} |" for f in FEEDS]
    return "\n".join(lines)

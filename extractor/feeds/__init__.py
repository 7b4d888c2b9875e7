"""The feeds of FEEDS.md, written and read; only these files know column names.

`columns` is the one table of columns; `rows` makes rows of what was found; `write` writes them all, with `workbook`,
`package`, `shelf`, `tables`, `jsonl` and `sqlite` for what stands beside the CSV; `read`, `frames` and `shelf` read
them back, and `tables` asks them in SQL.
"""

from extractor.feeds.columns import (
    FEED,
    FEEDS,
    LIST_MARK,
    PACKAGE,
    REPORT,
    RUN_FILE,
    SHELF,
    TEXT_FOLDER,
    TEXT_FORMATS,
    WORKBOOK,
    Column,
    Feed,
    describe_columns,
)
from extractor.feeds.frames import make_frame, read_table
from extractor.feeds.package import describe_package
from extractor.feeds.read import (
    find_source,
    is_output,
    read_claims,
    read_finding_keys,
    read_patterns_version,
    read_rows,
    read_run,
    read_tallies,
    read_text,
    read_texts,
)
from extractor.feeds.rows import export_findings, export_sentence, list_rows, order_finding, write_number, write_row
from extractor.feeds.shelf import read_shelf
from extractor.feeds.write import Format, check_writable, write_feeds, write_findings

__all__ = [
    "FEED",
    "FEEDS",
    "LIST_MARK",
    "PACKAGE",
    "REPORT",
    "RUN_FILE",
    "SHELF",
    "TEXT_FOLDER",
    "TEXT_FORMATS",
    "WORKBOOK",
    "Column",
    "Feed",
    "Format",
    "check_writable",
    "describe_columns",
    "describe_package",
    "export_findings",
    "export_sentence",
    "find_source",
    "is_output",
    "list_rows",
    "make_frame",
    "order_finding",
    "read_claims",
    "read_finding_keys",
    "read_patterns_version",
    "read_rows",
    "read_run",
    "read_shelf",
    "read_table",
    "read_tallies",
    "read_text",
    "read_texts",
    "write_feeds",
    "write_findings",
    "write_number",
    "write_row",
]

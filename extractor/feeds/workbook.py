"""claims.xlsx: the feeds for people who open things in Excel, guarded against formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.errors import FeedError
from extractor.feeds.columns import FEEDS, Feed
from extractor.feeds.rows import Row, write_cell

_EXCEL_ROWS = 1_048_575
_EXCEL_CHARACTERS = 32_767
_EXCEL_FIRST_YEAR = 1900
_CUT = " ... (cut: the whole text is in the CSV)"


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write claims.xlsx, a sheet for each feed; a sheet that Excel cannot hold whole says so in its first cell."""
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
                text = write_cell(value)
                if len(text) > _EXCEL_CHARACTERS:
                    text = text[: _EXCEL_CHARACTERS - len(_CUT)] + _CUT
                sheet.write_string(line, place, text, guarded if text[0] in "=+-@\t\r" else plain)


_WIDTHS = {"sentence": 70, "message": 70, "arithmetic": 50, "suggestion": 50, "measure": 40, "title": 40, "reason": 30}

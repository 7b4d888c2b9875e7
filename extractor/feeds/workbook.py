"""claims.xlsx: the feeds for people who open things in Excel, guarded against formulas.

The sheets are written as the XML that they are (ECMA-376, SpreadsheetML), texts in their cells: of a thousand reports
there are twelve million cells, and a library that makes an object of each takes longer than reading the reports.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from extractor.feeds.columns import FEEDS, Feed
from extractor.feeds.rows import Cell, Row, write_cell

_EXCEL_ROWS = 1_048_575
_EXCEL_CHARACTERS = 32_767
_EXCEL_DIGITS = 10**15  # a whole number beyond this is rounded
_FIRST_DAY, _LEAP_DAY = date(1899, 12, 31), 59  # Excel counts a 29 February 1900, which never was
_CUT = " ... (cut: the whole text is in the CSV)"
_WIDTHS = {"sentence": 70, "message": 70, "arithmetic": 50, "suggestion": 50, "measure": 40, "title": 40, "reason": 30}
_WIDTH = 16
_PADDING = 0.7109375  # five pixels of a character's seven, as Excel rounds them
_CHUNK = 1000  # rows that are written at a time

_HEAD, _DAY, _GUARDED = 1, 2, 3  # places in the styles below
_STYLES = """\
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">
<alignment horizontal="left"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>"""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/spreadsheetml/2006/main"
_RELATIONS = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write claims.xlsx, a sheet for each feed; a sheet that Excel cannot hold whole says so in its first cell.

    The same rows give the same bytes. OSError where the file cannot be written.
    """
    parts = {
        "[Content_Types].xml": _list_types(),
        "_rels/.rels": _relate([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _list_sheets(rows),
        "xl/_rels/workbook.xml.rels": _relate(
            [*(("worksheet", f"worksheets/{feed.name}.xml") for feed in FEEDS), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">{_STYLES}</styleSheet>',
    }
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(_name_part(name), text)
        for feed in FEEDS:
            # Its size is not known before, and may be over what a plain archive holds.
            with (
                archive.open(_name_part(f"xl/worksheets/{feed.name}.xml"), "w", force_zip64=True) as part,
                ThreadPoolExecutor(1) as packer,  # zlib packs one piece of the sheet while the next is made
            ):
                # A lone surrogate cannot be encoded.
                pieces = (text.encode("utf-8", errors="replace") for text in _write_sheet(feed, rows[feed.name]))
                sum(packer.map(part.write, pieces))


def _name_part(name: str) -> ZipInfo:
    part = ZipInfo(name)  # dated 1980: with a date of its own two runs would differ
    part.compress_type = ZIP_DEFLATED
    return part


def _list_types() -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/{feed.name}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for feed in FEEDS
    )
    return (
        f'{_XML}<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _relate(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{listed}</Relationships>'


def _list_sheets(rows: Mapping[str, Sequence[Row]]) -> str:
    sheets = "".join(
        f'<sheet name="{feed.name}" sheetId="{number}" r:id="rId{number}"/>' for number, feed in enumerate(FEEDS, 1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
        f"{feed.name}!$A$1:${_letters(len(feed.columns))}${_count_lines(rows[feed.name])}</definedName>"
        for number, feed in enumerate(FEEDS)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"
    )


def _count_lines(rows: Sequence[Row]) -> int:
    return 1 + min(len(rows), _EXCEL_ROWS)


def _letters(place: int) -> str:
    """The letters of a column: A of 1, AA of 27."""
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _write_sheet(feed: Feed, rows: Sequence[Row]) -> Iterator[str]:
    extent = f"A1:{_letters(len(feed.columns))}{_count_lines(rows)}"
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{_WIDTHS.get(column.name, _WIDTH) + _PADDING}" customWidth="1"/>'
        for place, column in enumerate(feed.columns, 1)
    )
    selected = ' tabSelected="1"' if feed is FEEDS[0] else ""
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><dimension ref="{extent}"/><sheetViews><sheetView{selected} '
        'workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    )
    columns = [(column.name, _letters(place)) for place, column in enumerate(feed.columns, 1)]
    yield _write_head(feed, columns, len(rows))
    for first in range(0, min(len(rows), _EXCEL_ROWS), _CHUNK):
        chunk = rows[first : min(first + _CHUNK, _EXCEL_ROWS)]
        yield "".join(_write_row(row, line, columns) for line, row in enumerate(chunk, first + 2))
    yield f'</sheetData><autoFilter ref="{extent}"/></worksheet>'


def _write_head(feed: Feed, columns: Sequence[tuple[str, str]], rows: int) -> str:
    heads = [name for name, _ in columns]
    if rows > _EXCEL_ROWS:
        heads[0] += f" (Excel holds {_EXCEL_ROWS:,} rows; all {rows:,} are in {feed.file})"
    cells = "".join(
        f'<c r="{letters}1"{_write_text(_HEAD, head)}' for head, (_, letters) in zip(heads, columns, strict=True)
    )
    return f'<row r="1">{cells}</row>'


def _write_row(row: Row, line: int, columns: Sequence[tuple[str, str]]) -> str:
    cells = [
        f'<c r="{letters}{line}"{_write_cell(value)}'
        for name, letters in columns
        if (value := row[name]) is not None and value != ""
    ]
    return f'<row r="{line}">{"".join(cells)}</row>'


@lru_cache(maxsize=1 << 12, typed=True)  # most cells are told again soon
def _write_cell(value: Cell) -> str:
    """What follows the place of a cell."""
    if isinstance(value, int | Decimal) and math.isfinite(number := float(value)):
        whole = isinstance(value, int) and abs(value) < _EXCEL_DIGITS
        return f"><v>{value if whole else f'{number:.16G}'}</v></c>"
    if isinstance(value, date) and not isinstance(value, datetime) and value > _FIRST_DAY:
        days = (value - _FIRST_DAY).days
        return f' s="{_DAY}"><v>{days + (days > _LEAP_DAY)}</v></c>'
    text = value if type(value) is str else write_cell(value)
    if len(text) > _EXCEL_CHARACTERS:
        text = text[: _EXCEL_CHARACTERS - len(_CUT)] + _CUT
    # The mark that Excel itself sets for "this is text": it survives being saved as CSV and opened again.
    return _write_text(_GUARDED if text[0] in "=+-@\t\r" else 0, text)


def _write_text(style: int, text: str) -> str:
    if _ODD.search(text):
        text = escape(_NO_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", text))
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f' s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


# What XML cannot hold is spelled as Excel does, "_x000D_"; and so is what already looks like that.
_NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[\dA-Fa-f]{4}_)")
_ODD = re.compile(rf"[&<>]|{_NO_XML.pattern}")

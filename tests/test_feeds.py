"""The feeds: exact columns, lossless text, whole or not at all, the same from run to run."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from extractor import feeds
from extractor.errors import FeedError
from extractor.feeds import workbook
from extractor.feeds.columns import FEEDS
from extractor.feeds.rows import Cell
from extractor.feeds.workbook import write_workbook
from extractor.models import Document, Run

FACTS = {"measured": {"seconds": {"reading": 1.5}}}
# The order is a promise to everyone who reads a feed by place; a new column goes last.
HEADERS = {
    "documents": "document,path,sha256,format,title,period_start,period_end,pages,characters,claims,status,reason,work,"
    "published,publisher,encoding,pages_read,facts_source,same_as",
    "claims": "claim_id,document,page,start,end,text,sentence,section,kind,value,value_high,qualifier,low,high,unit,"
    "measure,head,role,programme,programme_name,programme_source,period,period_start,period_end,period_source,pattern,"
    "x0,top,x1,bottom,population,timing,stage,subject,read_by",
    "findings": "finding_id,check,severity,message,suggestion,arithmetic,documents,status,reviewer,decided_at,comment,"
    "key,reason,slots,cause",
    "evidence": "finding_id,side,claim_id,document,page,start,end,text,value,sentence,part,x0,top,x1,bottom",
    "unclaimed": "document,page,start,end,text,reason",
    "series": "programme,measure,head,kind,period_start,period_end,value,qualifier,claim_id,document",
}


@pytest.fixture(scope="module")
def written(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    feeds.write_feeds(out, small_run, report="<p>report</p>", facts=FACTS)
    return out


def read(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", HEADERS)
def test_columns_stand_in_their_order(written: Path, name: str) -> None:
    raw = (written / f"{name}.csv").read_bytes()
    assert raw.split(b"\n")[0].decode() == HEADERS[name]
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")


def test_text_comes_back_exactly_as_it_stood(written: Path, small_run: Run) -> None:
    texts = {document.document: document.text for document in small_run.documents}
    for row in read(written, "claims"):
        assert texts[row["document"]][int(row["start"]) : int(row["end"])] == row["text"]
    assert "over\r\n1,200" in [row["text"] for row in read(written, "claims")]


def test_a_lone_carriage_return_does_not_break_a_row(tmp_path: Path, small_run: Run) -> None:
    odd = replace(small_run.claims[0], text="over\r1,200")
    feeds.write_feeds(tmp_path, replace(small_run, claims=(odd, *small_run.claims[1:])), report="", facts={})
    assert len(read(tmp_path, "claims")) == 4
    assert "over\r1,200" in [row["text"] for row in read(tmp_path, "claims")]


@pytest.mark.parametrize(
    ("value", "written_as"),
    [
        pytest.param(Decimal("1.34E+9"), "1340000000", id="no exponent"),
        pytest.param(Decimal("97.00"), "97", id="no idle noughts"),
        pytest.param(Decimal("0.50"), "0.5", id="a fraction"),
        pytest.param(Decimal("100"), "100", id="noughts that count"),
        pytest.param(Decimal("1E-7"), "0.0000001", id="small"),
    ],
)
def test_numbers_are_plain_decimals(tmp_path: Path, small_run: Run, value: Decimal, written_as: str) -> None:
    claim = replace(small_run.claims[0], quantity=replace(small_run.claims[0].quantity, value=value))
    feeds.write_feeds(tmp_path, replace(small_run, claims=(claim,), findings=()), report="", facts={})
    assert read(tmp_path, "claims")[0]["value"] == written_as


def test_rows_stand_in_a_fixed_order_whatever_came_first(tmp_path: Path, written: Path, small_run: Run) -> None:
    backwards = replace(
        small_run,
        documents=small_run.documents[::-1],
        claims=small_run.claims[::-1],
        findings=small_run.findings[::-1],
        unclaimed=small_run.unclaimed[::-1],
    )
    feeds.write_feeds(tmp_path, backwards, report="<p>report</p>", facts=FACTS)
    for path in (path for path in written.rglob("*") if path.is_file()):
        assert (tmp_path / path.relative_to(written)).read_bytes() == path.read_bytes(), path.name
    assert [row["severity"] for row in read(tmp_path, "findings")] == ["error", "note"]


def test_every_file_met_has_a_row_and_a_failure_says_why(written: Path) -> None:
    rows = {row["document"]: row for row in read(written, "documents")}
    assert list(rows) == ["2023--offer", "annual", "scan"]
    assert (rows["scan"]["status"], rows["scan"]["reason"]) == ("no_text", "no text; read it with OCR")
    assert [rows[name]["claims"] for name in rows] == ["1", "3", "0"]


def test_a_copy_names_the_first_of_its_work(tmp_path: Path, small_run: Run) -> None:
    annual = next(document for document in small_run.documents if document.document == "annual")
    copies = [replace(annual, document=name) for name in ("b-final-v2", "a-final")]
    told = [claim for claim in small_run.claims if claim.document == annual.document]
    copied = [
        replace(claim, document=name, key=f"{claim.key}{name}") for name in ("b-final-v2", "a-final") for claim in told
    ]
    whole = replace(small_run, documents=(*copies, annual), claims=(*small_run.claims, *copied))
    feeds.write_feeds(tmp_path, whole, report="", facts={})
    assert {row["document"]: row["same_as"] for row in read(tmp_path, "documents")} == {
        "a-final": "", "annual": "a-final", "b-final-v2": "a-final", "scan": "",
    }  # fmt: skip


def test_the_text_of_a_pdf_is_kept_and_of_a_text_file_not(written: Path, small_run: Run) -> None:
    offer = small_run.documents[0]
    kept = (written / "text" / "2023--offer.txt").read_bytes().decode("utf-8")
    assert kept == offer.text
    assert [path.name for path in (written / "text").iterdir()] == ["2023--offer.txt"]


def test_characters_that_cannot_be_encoded_keep_their_place(tmp_path: Path) -> None:
    document = Document(document="odd", path="odd.pdf", sha256="", format="pdf", text="a \ud800 55")
    feeds.write_feeds(tmp_path, Run(documents=(document,)), report="", facts={})
    assert (tmp_path / "text" / "odd.txt").read_text(encoding="utf-8").index("55") == 4


def test_series_hold_dated_levels_in_the_order_of_time(written: Path) -> None:
    rows = read(written, "series")
    assert [(row["programme"], row["value"]) for row in rows[:2]] == [
        ("clerk_school", "1900"),
        ("clerk_school", "1200"),
    ]


# The workbook


def test_the_workbook_holds_the_same_tables(written: Path) -> None:
    book = openpyxl.load_workbook(written / "claims.xlsx")
    assert book.sheetnames == list(HEADERS)
    for name, header in HEADERS.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == header.split(",")
        assert sheet.max_row - 1 == len(read(written, name))
    values = [cell.value for cell in book["claims"]["J"][1:]]
    assert values == [1900, 1200, 1500000, 97]
    assert book["claims"]["W"][1].value.isoformat() == "2023-04-01T00:00:00"


def test_the_workbook_takes_no_text_for_a_formula(written: Path) -> None:
    book = openpyxl.load_workbook(written / "claims.xlsx")
    cells = {cell.value: cell for row in book["claims"].iter_rows() for cell in row if isinstance(cell.value, str)}
    for text in ('=HYPERLINK("x") said 97 per cent of clerks, "all of them".', "@clerks", "-1 of all"):
        assert cells[text].data_type == "s"
        assert cells[text].quotePrefix
    with zipfile.ZipFile(written / "claims.xlsx") as archive:
        assert not [name for name in archive.namelist() if re.search(rb"<f[ >]", archive.read(name))]


ODD_TEXTS = {
    "markup": ("<b>5 & 6</b>", "<b>5 & 6</b>"),
    "spaces at both ends": ("  5 ", "  5 "),
    "lines": ("5\n6", "5\n6"),
    "what XML cannot hold": ("5\x0c6\r", "5\x0c6\r"),
    "what looks like its spelling": ("5_x000D_6", "5_x000D_6"),
    "half a character": ("5\ud8006", "5?6"),
    "more than a cell holds": ("5" * 40_000, "5" * 32_727 + " ... (cut: the whole text is in the CSV)"),
}
NUMBERS = {
    "whole": (1106, 1106),
    "with places": (Decimal("0.1"), 0.1),
    "very long": (Decimal("1e400"), "1" + "0" * 400),
    "a day": (date(2024, 2, 29), datetime(2024, 2, 29)),
    "a day before the leap day that Excel made up": (date(1900, 2, 28), datetime(1900, 2, 28)),
    "a day before any of Excel's": (date(1850, 1, 1), "1850-01-01"),
}


@pytest.mark.parametrize(("cell", "shown"), [*ODD_TEXTS.values(), *NUMBERS.values()], ids=[*ODD_TEXTS, *NUMBERS])
def test_a_cell_of_the_workbook_shows_what_the_feed_holds(tmp_path: Path, cell: Cell, shown: object) -> None:
    rows = {feed.name: [dict.fromkeys((column.name for column in feed.columns), cell)] for feed in FEEDS}
    write_workbook(tmp_path / "claims.xlsx", rows)
    stands = openpyxl.load_workbook(tmp_path / "claims.xlsx")["series"]["C2"].value
    assert (unescape(stands) if isinstance(stands, str) else stands) == shown


def test_a_sheet_that_is_too_long_for_excel_says_where_the_rest_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_EXCEL_ROWS", 2)
    rows = {feed.name: [dict.fromkeys((column.name for column in feed.columns), "x")] * 3 for feed in FEEDS}
    write_workbook(tmp_path / "claims.xlsx", rows)
    sheet = openpyxl.load_workbook(tmp_path / "claims.xlsx")["claims"]
    assert sheet.max_row == 3
    assert sheet["A1"].value == "claim_id (Excel holds 2 rows; all 3 are in claims.csv)"


# The data package


def test_the_data_package_is_valid_and_describes_every_column(written: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(written / "datapackage.json"))
    assert report.valid, report.flatten(["code", "message"])
    package = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    described = {r["name"]: list(r["schema"]["fields"]) for r in package["resources"]}
    assert {name: ",".join(f["name"] for f in fields) for name, fields in described.items()} == HEADERS
    assert all(field["description"] for fields in described.values() for field in fields)


@pytest.mark.parametrize(
    ("feed", "old", "new"),
    [
        pytest.param("claims", ",count,", ",tally,", id="a value that is not allowed"),
        pytest.param("evidence", "2,c-", "2,c-x", id="evidence of a claim that is not there"),
        pytest.param("claims", ",2023--offer,", ",2023--other,", id="a claim of a document that is not there"),
    ],
)
def test_the_data_package_sees_a_broken_feed(tmp_path: Path, small_run: Run, feed: str, old: str, new: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    feeds.write_feeds(tmp_path, small_run, report="", facts={})
    path = tmp_path / f"{feed}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


# Reading back


def test_claims_come_back_as_they_were(written: Path, small_run: Run) -> None:
    back = {(claim.document, claim.start): claim for claim in feeds.read_claims(written / "claims.csv")}
    for claim in small_run.claims:
        found = back[claim.document, claim.start]
        assert (found.quantity.value, found.quantity.kind, found.quantity.qualifier) == (
            claim.quantity.value, claim.quantity.kind, claim.quantity.qualifier,
        )  # fmt: skip
        assert (found.text, found.sentence, found.head, found.role, found.programme, found.period) == (
            claim.text, claim.sentence, claim.head, claim.role, claim.programme, claim.period,
        )  # fmt: skip


def test_a_feed_comes_back_as_a_typed_table(written: Path) -> None:
    table = feeds.read_table(written, "claims")
    assert table["value"].sum() == 1900 + 1200 + 1_500_000 + 97
    assert table["period_start"].dt.year.unique().tolist() == [2023]
    assert table["page"].isna().sum() == 3
    assert "over\r\n1,200" in table["text"].tolist()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param(b"\xff\xfe\x00", "no CSV in UTF-8", id="other bytes"),
        pytest.param(b"a,b\n1,2\n", "has no column", id="another table"),
        pytest.param(
            b"document,start,end,kind,value,qualifier\nx,1,2,count,many,exact\n", "row 1: is no claim", id="wrong cell"
        ),
    ],
)
def test_a_wrong_claims_file_is_one_line(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "claims.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FeedError, match=problem):
        feeds.read_claims(path)


# Whole or not at all


def snapshot(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_feed_that_another_program_holds_leaves_all_feeds_as_they_were(
    tmp_path: Path, small_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds.write_feeds(tmp_path, small_run, report="old", facts={})
    before = snapshot(tmp_path)
    opened = Path.open

    def refuse(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "findings.csv" and arguments == ("r+b",):
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FeedError, match=r"findings\.csv: cannot be written: Permission denied \(close it in"):
        feeds.write_feeds(tmp_path, replace(small_run, claims=()), report="new", facts={})
    assert snapshot(tmp_path) == before


def test_a_feed_that_cannot_be_replaced_is_one_line(
    tmp_path: Path, small_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FeedError, match=r"cannot be written: Access is denied"):
        feeds.write_feeds(tmp_path, small_run, report="", facts={})
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == []


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_an_output_that_is_no_folder_is_one_line(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FeedError, match=r"cannot be written: .*--out"):
        feeds.check_writable(tmp_path / out)


KILLED = """
import os, sys
sys.path.insert(0, {tests!r})
import conftest
from pathlib import Path
from extractor import feeds
from extractor.feeds import write

run = conftest.small_run.__wrapped__()
write._publish = lambda *_: os._exit(9)
feeds.write_feeds(Path({out!r}), run, report="new", facts={{}})
"""


def test_a_killed_run_leaves_no_half_feed(tmp_path: Path, small_run: Run) -> None:
    feeds.write_feeds(tmp_path, replace(small_run, findings=()), report="old", facts={})
    before = snapshot(tmp_path)
    script = KILLED.format(tests=str(Path(__file__).parent), out=str(tmp_path))
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode == 9
    assert {name: text for name, text in snapshot(tmp_path).items() if not name.startswith(".")} == before


@pytest.mark.parametrize(
    ("hours", "stays"), [(1, True), (25, False)], ids=["another run at work", "left by a killed run"]
)
def test_what_a_killed_run_left_goes_in_the_end(tmp_path: Path, hours: int, stays: bool) -> None:
    left = tmp_path / ".writing-abc"
    left.mkdir()
    then = time.time() - hours * 3600
    os.utime(left, (then, then))
    feeds.check_writable(tmp_path)
    assert left.exists() is stays


def test_texts_of_the_last_run_go_and_other_files_stay(tmp_path: Path, small_run: Run) -> None:
    feeds.write_feeds(tmp_path, small_run, report="", facts={})
    (tmp_path / "text" / "mine.txt").write_text("mine", encoding="utf-8")
    feeds.write_feeds(tmp_path, Run(), report="", facts={})
    assert [path.name for path in (tmp_path / "text").iterdir()] == ["mine.txt"]

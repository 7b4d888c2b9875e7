"""The feeds in other formats, and in SQL: every figure exact, and nothing but the feeds in reach."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractor import feeds
from extractor.cli import app
from extractor.commands.run import Beside
from extractor.errors import ExtractorError, FeedError
from extractor.feeds import tables
from extractor.models import Kind, Quantity, Review, Run, Standing

ODD = Decimal("123456789012345678901234567890.123456789")
DECIDED = datetime(2024, 7, 9, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def decided_run(small_run: Run) -> Run:
    first, *others = small_run.findings
    review = Review(standing=Standing.UNSURE, reviewer="A clerk", decided_at=DECIDED)
    return replace(small_run, findings=(replace(first, review=review), *others))


def write(out: Path, run: Run, *formats: str) -> dict[str, Path]:
    return feeds.write_feeds(out, run, report="", facts={}, formats=[feeds.Format(each) for each in formats])


def with_value(run: Run, value: Decimal) -> Run:
    claim = replace(run.claims[0], quantity=Quantity(kind=Kind.COUNT, value=value))
    return replace(run, claims=(claim,), findings=())


def read_csv(out: Path, name: str) -> list[list[str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_command_offers_every_format() -> None:
    assert [each.value for each in Beside] == [each.value for each in feeds.Format]


# JSON Lines


@pytest.mark.parametrize("name", feeds.FEED)
def test_json_lines_hold_what_the_csv_holds(tmp_path: Path, decided_run: Run, name: str) -> None:
    write(tmp_path, decided_run, "jsonl")
    lines = (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    rows = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    assert [list(row) for row in rows] == [[column.name for column in feeds.FEED[name].columns]] * len(rows)
    told = [[json.dumps(v) if isinstance(v, list) else v or "" for v in row.values()] for row in rows]
    assert told == read_csv(tmp_path, name)


def test_a_json_line_has_numbers_as_numbers_with_every_digit(tmp_path: Path, small_run: Run) -> None:
    write(tmp_path, with_value(small_run, ODD), "jsonl")
    (line,) = (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line, parse_float=Decimal)["value"] == ODD


# SQLite


def test_sqlite_holds_typed_rows_and_whole_keys(tmp_path: Path, decided_run: Run) -> None:
    write(tmp_path, decided_run, "sqlite")
    with closing(sqlite3.connect(tmp_path / "feeds.sqlite")) as connection:
        values = connection.execute("SELECT value, typeof(value), page, period_start FROM claims ORDER BY value")
        assert values.fetchall() == [
            (97, "integer", None, "2023-04-01"),
            (1200, "integer", None, "2023-04-01"),
            (1900, "integer", 1, "2023-04-01"),
            (1_500_000, "integer", None, "2023-04-01"),
        ]
        assert connection.execute("SELECT x0 FROM claims WHERE page = 1").fetchone() == (10,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (schema,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'claims'").fetchone()
    for column in feeds.FEED["claims"].columns:
        assert f"-- {column.about}\n" in schema


# Parquet and SQL


@pytest.fixture(scope="module")
def duckdb() -> Any:
    """DuckDB; what needs it is skipped where it is not."""
    return pytest.importorskip("duckdb")


@pytest.fixture(scope="module", params=["csv", "parquet"])
def output(request: pytest.FixtureRequest, decided_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's output in a folder with a name that SQL and file patterns could trip over."""
    pytest.importorskip("duckdb")
    out = tmp_path_factory.mktemp("out") / "it's [1] *" if sys.platform != "win32" else tmp_path_factory.mktemp("it's")
    write(out, decided_run, *(["parquet"] if request.param == "parquet" else []))
    if request.param == "parquet":
        for feed in feeds.FEEDS:
            (out / feed.file).unlink()
    return out


def test_columns_have_their_types(output: Path) -> None:
    names, rows = tables.query(output, "DESCRIBE claims")
    types = {str(row[0]): row[1] for row in rows}
    assert names[:2] == ["column_name", "column_type"]
    assert list(types) == [column.name for column in feeds.FEED["claims"].columns]
    assert (types["page"], types["period_start"], types["text"]) == ("BIGINT", "DATE", "VARCHAR")
    assert types["value"] == types["low"] == "DECIMAL(38,6)"


def test_cells_come_back_as_they_were(output: Path) -> None:
    _, rows = tables.query(output, "SELECT text, value, page, period_end, subject FROM claims ORDER BY document, start")
    assert ["over\r\n1,200", Decimal(1200), None, date(2024, 3, 31), None] in rows
    assert ["over 1,900", Decimal(1900), 1, date(2024, 3, 31), None] in rows
    assert tables.query(output, "SELECT max(decided_at) FROM findings")[1] == [[DECIDED]]


def test_feeds_can_be_joined(output: Path) -> None:
    told = tables.query(output, 'SELECT "check", count(*) FROM findings JOIN evidence USING (finding_id) GROUP BY 1')
    assert sorted(told[1]) == [["precision-style", 1], ["same-figure-differs", 2]]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param(Decimal("0.0000000001234567890123"), "DECIMAL(38,22)", id="many places"),
        pytest.param(Decimal("9" * 32), "DECIMAL(38,6)", id="as long as a decimal can be"),
        pytest.param(ODD, "VARCHAR", id="too long for any decimal"),
        pytest.param(Decimal("-1.5"), "DECIMAL(38,6)", id="less than nought"),
    ],
)
def test_no_figure_is_rounded(duckdb: Any, tmp_path: Path, small_run: Run, value: Decimal, kind: str) -> None:
    write(tmp_path, with_value(small_run, value), "parquet")
    ((found, type_found),) = duckdb.sql(
        f"SELECT value, typeof(value) FROM '{(tmp_path / 'claims.parquet').as_posix()}'"
    ).fetchall()
    assert (Decimal(found), type_found) == (value, kind)


@pytest.mark.usefixtures("duckdb")
def test_two_runs_write_the_same_parquet(tmp_path: Path, decided_run: Run) -> None:
    write(tmp_path / "a", decided_run, *feeds.Format)
    write(tmp_path / "b", decided_run, *feeds.Format)
    for path in (tmp_path / "a").glob("*.*"):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


@pytest.mark.usefixtures("duckdb")
def test_a_format_that_is_no_longer_asked_for_does_not_stay_behind(tmp_path: Path, decided_run: Run) -> None:
    write(tmp_path, decided_run, "parquet", "sqlite")
    (tmp_path / "mine.parquet").write_bytes(b"kept")
    write(tmp_path, decided_run, "jsonl")
    assert sorted(path.name for path in tmp_path.glob("*.*") if path.suffix in {".parquet", ".sqlite"}) == [
        "mine.parquet"
    ]
    assert (tmp_path / "claims.jsonl").is_file()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        pytest.param("DROP TABLE claims", "is not one SELECT", id="change"),
        pytest.param("SELECT 1; SELECT 2", "is not one SELECT", id="two"),
        pytest.param("", "is not one SELECT", id="nothing"),
        pytest.param("EXPLAIN ANALYZE DELETE FROM claims", "is not one SELECT", id="change in disguise"),
        pytest.param("COPY claims TO 'stolen.csv'", "is not one SELECT", id="writing a file"),
        pytest.param("SELECT * FROM read_text('{file}')", "disabled", id="reading a file"),
        pytest.param("SELECT * FROM read_csv('{file}')", "disabled", id="reading a table in a file"),
        pytest.param("SELECT * FROM '{file}'", "disabled", id="a file as a table"),
        pytest.param("SELECT * FROM glob('*')", "disabled", id="listing files"),
        pytest.param("SELECT * FROM statements", "does not exist", id="a variable of the program"),
        pytest.param("SELCT 1", "syntax error", id="a slip"),
        pytest.param("SELECT nothing FROM claims", '"nothing" not found', id="no such column"),
        pytest.param("SELECT CAST(text AS INTEGER) FROM claims", "Could not convert", id="an error in the middle"),
    ],
)
def test_what_is_no_question_to_the_feeds_is_refused_in_one_line(
    output: Path, tmp_path: Path, statement: str, says: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ExtractorError) as caught:
        tables.query(output, statement.format(file=secret.as_posix()))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("duckdb")
@pytest.mark.parametrize(("wanted", "file"), [("parquet", "claims.parquet"), ("sqlite", "feeds.sqlite")])
def test_a_format_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, small_run: Run, wanted: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = tempfile.mkdtemp

    def make_folder(**where: Any) -> str:
        stage = make(**where)
        if where["prefix"] == ".writing-":
            (Path(stage) / file).mkdir()  # where a file cannot be written
        return stage

    monkeypatch.setattr(tempfile, "mkdtemp", make_folder)
    with pytest.raises(FeedError, match=f"{file}: cannot be written") as caught:
        write(tmp_path / "out", small_run, wanted)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.usefixtures("duckdb")
def test_a_damaged_feed_is_named(tmp_path: Path, decided_run: Run) -> None:
    write(tmp_path, decided_run)
    path = tmp_path / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1900,", ",many,"), encoding="utf-8", newline="")
    with pytest.raises(FeedError, match=r"claims\.csv: .*many"):
        tables.query(tmp_path, "SELECT 1")
    path.unlink()
    with pytest.raises(FeedError, match=r"claims\.csv: is missing"):
        tables.query(tmp_path, "SELECT 1")


@pytest.mark.usefixtures("duckdb")
def test_the_command_prints_a_table_csv_or_json(tmp_path: Path, decided_run: Run) -> None:
    write(tmp_path, decided_run)
    select = "SELECT document, value, sentence FROM claims WHERE kind = 'count' ORDER BY value"

    def ask(*options: str) -> str:
        done = CliRunner().invoke(app, ["sql", select, str(tmp_path), *options])
        assert done.exit_code == 0, done.output
        return done.stdout

    head, rule, first, second, count = ask().splitlines()
    assert head.split() == ["document", "value", "sentence"]
    assert set(rule) == {"-", " "}
    assert first.startswith("annual        1200  In 2023/24")
    assert second.startswith("2023--offer   1900  In 2023/24")
    assert count == "(2 rows)"
    assert max(map(len, (head, rule, first, second))) <= 100
    rows = list(csv.DictReader(io.StringIO(ask("--format", "csv"))))
    assert [row["value"] for row in rows] == ["1200", "1900"]
    assert "<script>alert('x')</script>" in rows[0]["sentence"]
    assert [row["value"] for row in json.loads(ask("--format", "json"))] == [1200, 1900]


def test_a_missing_extra_is_told_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("We trained 12 clerks.", encoding="utf-8")
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["run", str(tmp_path / "in"), "--out", str(out), "--format", "parquet"])
    assert done.exit_code == 2
    assert done.stderr.splitlines() == ['DuckDB is needed for this (pip install "lga-metrics[sql]")']
    assert not out.exists()

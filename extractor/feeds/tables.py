"""The feeds as typed tables in DuckDB: Parquet files, and SQL over a run's output. Needs the extra `sql`.

Whole numbers are BIGINT, days DATE, times TIMESTAMP in UTC, other numbers DECIMAL with as many places as the figures
need: nothing is rounded. An empty cell is NULL. `slots` stays JSON as text.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import ExtractorError, FeedError
from extractor.feeds.columns import FEEDS, Feed
from extractor.feeds.rows import Cell, Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {"integer": "BIGINT", "date": "DATE", "datetime": "TIMESTAMP", "string": "VARCHAR", "array": "VARCHAR"}
_DIGITS = 38  # the most that a DECIMAL of DuckDB and of Parquet holds
_PLACES = 6  # after the point, at least: a column then has the same type in most runs
_LONGEST_LINE = 100 * 2**20  # of a CSV, bytes; DuckDB's own limit is two megabytes
# So that a query over a large shelf leaves a laptop its memory; what goes beyond is kept on disk. A judgement.
_MEMORY = "450MB"


def check_duckdb() -> None:
    """Raise ExtractorError, which says what to install, where DuckDB is missing."""
    _import_duckdb()


def _import_duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise ExtractorError("", "DuckDB is needed for this", hint='pip install "lga-metrics[sql]"') from error
    return duckdb


def parquet_file(feed: Feed) -> str:
    """The name of a feed's Parquet file."""
    return f"{feed.name}.parquet"


def write_parquet(stage: Path, _: Mapping[str, Sequence[Row]]) -> None:
    """Write each CSV feed of the folder as Parquet beside it, rows in the same order."""
    with connect() as connection:
        # With one thread the same rows give the same bytes.
        connection.execute("SET threads = 1")
        for feed in FEEDS:
            target = quote(stage / parquet_file(feed))
            rows = _select_typed(connection, stage / feed.file, feed)
            try:
                connection.execute(f"COPY ({rows}) TO {target} (FORMAT parquet, COMPRESSION zstd)")
            except _import_duckdb().Error as error:
                raise FeedError(
                    parquet_file(feed), f"cannot be written: {_say(error)}", hint="see that the disk has room"
                ) from error


@contextmanager
def open_tables(out: Path) -> Iterator[DuckDBPyConnection]:
    """DuckDB with a table for each feed of a run's output, named as the feed; no other file can be reached from it.

    Parquet is used where the run wrote it, and is not loaded: ten millions of claims then need no more memory than a
    thousand. FeedError where a feed is missing or damaged.
    """
    if not out.is_dir():
        raise FeedError(str(out), "is no folder", hint="name the output folder of a run")
    with connect() as connection:
        in_place = [path for feed in FEEDS if (path := _open_feed(connection, out, feed))]
        connection.execute(f"SET allowed_paths = [{', '.join(map(quote, in_place))}]")
        # Otherwise a name in a query could be a file or a variable of the program.
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def _open_feed(connection: DuckDBPyConnection, out: Path, feed: Feed) -> Path | None:
    """Make the table of a feed; the file that it goes on being read from, where it is not loaded."""
    typed, plain = out / parquet_file(feed), out / feed.file
    in_place = typed.is_file()
    path = typed if in_place else plain
    if not path.is_file():
        raise FeedError(str(plain), "is missing", hint="a run writes it")
    try:
        if in_place:
            connection.execute(f"CREATE VIEW {feed.name} AS FROM read_parquet({quote(typed)})")
        else:
            connection.execute(f"CREATE TABLE {feed.name} AS {_select_typed(connection, plain, feed)}")
    except _import_duckdb().Error as error:
        raise FeedError(str(path), _say(error), hint="run again") from error
    return typed if in_place else None


def query(out: Path, statement: str) -> tuple[list[str], list[list[Cell]]]:
    """The names of the columns and the rows that one SELECT gives over the feeds of a run's output, as cells of feeds.

    ExtractorError where the statement is no single SELECT or DuckDB refuses it.
    """
    duckdb = _import_duckdb()
    with open_tables(out) as connection:
        try:
            statements = duckdb.extract_statements(statement)
            if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
                raise ExtractorError("SQL", "is not one SELECT", hint="the feeds are only read, never changed")
            result = connection.execute(statements[0])
            names = [column[0] for column in result.description or ()]
            return names, [list(map(_make_cell, row)) for row in result.fetchall()]
        except duckdb.Error as error:
            raise ExtractorError("SQL", _say(error)) from error


def _make_cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC)
    return value if isinstance(value, str | int | Decimal | date | None) else str(value)


@contextmanager
def connect() -> Iterator[DuckDBPyConnection]:
    """An empty DuckDB that keeps to its limit of memory, and puts what is more on the disk until it is closed."""
    spill = tempfile.mkdtemp(prefix="lga-metrics-")
    connection = _import_duckdb().connect(config={"memory_limit": _MEMORY, "temp_directory": spill})
    # It would run through what is printed for another program.
    connection.execute("SET enable_progress_bar = false")
    try:
        yield connection
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def _select_typed(connection: DuckDBPyConnection, path: Path, feed: Feed) -> str:
    """A query that reads a CSV feed with its types."""
    columns = ", ".join(f"{quote(column.name)}: 'VARCHAR'" for column in feed.columns)
    source = (
        f"read_csv({quote(path)}, columns = {{{columns}}}, auto_detect = false, header = true, delim = ',', "
        f"quote = '\"', escape = '\"', new_line = '\\n', nullstr = '', max_line_size = {_LONGEST_LINE})"
    )
    numbers = [column.name for column in feed.columns if column.type == "number"]
    types = {column.name: _TYPES.get(column.type, "") for column in feed.columns}
    types |= _size_numbers(connection, source, numbers)
    cells = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in types.items())
    return f"SELECT {cells} FROM {source}"


def _size_numbers(connection: DuckDBPyConnection, source: str, names: Sequence[str]) -> dict[str, str]:
    """The type that holds every figure of a column exactly: text where none does."""
    if not names:
        return {}
    sizes = ", ".join(
        f"max(length(split_part(ltrim(\"{name}\", '-'), '.', 1))), max(length(split_part(\"{name}\", '.', 2)))"
        for name in names
    )
    found = connection.execute(f"SELECT {sizes} FROM {source}").fetchone() or ()
    types = {}
    for name, whole, places in zip(names, found[::2], found[1::2], strict=True):
        scale = max(places or 0, _PLACES)
        types[name] = f"DECIMAL({_DIGITS}, {scale})" if (whole or 0) + scale <= _DIGITS else "VARCHAR"
    return types


def quote(value: Path | str) -> str:
    """A path or name as an SQL string."""
    text = value.as_posix() if isinstance(value, Path) else value
    return "'" + text.replace("'", "''") + "'"


def _say(error: Exception) -> str:
    """The first line of what DuckDB says: the rest quotes the query."""
    return " ".join(str(error).split("\n\nLINE ")[0].split())

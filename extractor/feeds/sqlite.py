"""feeds.sqlite: the feeds as one SQLite file, for Datasette, for office programs and for SQL that is on every machine.

What a column means stands beside it in the schema. SQLite holds a number that is not whole to 15 digits; the CSV is
exact.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from extractor.errors import FeedError
from extractor.feeds.columns import FEEDS, Column, Feed
from extractor.feeds.rows import Cell, Row, write_cell

DATABASE = "feeds.sqlite"
_TYPES = {"integer": "INTEGER", "number": "NUMERIC"}


def write_sqlite(stage: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write the feeds into the folder as one database, with keys and an index for each column that points elsewhere.

    FeedError where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(stage / DATABASE)) as connection, connection:
            for feed in FEEDS:
                _write_table(connection, feed, rows[feed.name])
    except sqlite3.Error as error:
        raise FeedError(DATABASE, f"cannot be written: {error}", hint="see that the disk has room") from error


def _write_table(connection: sqlite3.Connection, feed: Feed, rows: Sequence[Row]) -> None:
    connection.execute(_describe_table(feed))
    places = ", ".join("?" * len(feed.columns))
    connection.executemany(
        f'INSERT INTO "{feed.name}" VALUES ({places})',
        ([_write_value(row[column.name]) for column in feed.columns] for row in rows),
    )
    for column, _, _ in feed.points_to:
        connection.execute(f'CREATE INDEX "{feed.name}_{column}" ON "{feed.name}" ("{column}")')


def _describe_table(feed: Feed) -> str:
    lines = [_describe_column(column) for column in feed.columns]
    rules = []
    if feed.key:
        rules.append(f"PRIMARY KEY ({', '.join(_name(each) for each in feed.key)})")
    rules += [f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("{key}")' for column, other, key in feed.points_to]
    # A comment runs to the end of its line, so the comma stands before it.
    ends = ["," if rules or line is not lines[-1] else "" for line in lines]
    body = [f"  {line}{end}  -- {column.about}" for line, end, column in zip(lines, ends, feed.columns, strict=True)]
    return f'CREATE TABLE "{feed.name}" (  -- a row is {feed.row}\n' + "\n".join([*body, *_join(rules)]) + "\n)"


def _describe_column(column: Column) -> str:
    return f"{_name(column.name)} {_TYPES.get(column.type, 'TEXT')}" + (" NOT NULL" if column.required else "")


def _join(rules: Sequence[str]) -> list[str]:
    return [f"  {rule}," for rule in rules[:-1]] + [f"  {rule}" for rule in rules[-1:]]


def _name(name: str) -> str:
    return f'"{name}"'


def _write_value(cell: Cell) -> str | int | None:
    """A cell as SQLite takes it; a number as text, which the column's affinity turns into a number."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int) and not isinstance(cell, Decimal):
        return cell
    return write_cell(cell).encode("utf-8", errors="replace").decode("utf-8")

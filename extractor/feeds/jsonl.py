"""The feeds as JSON Lines: an object on each line, numbers as numbers with every digit, empty cells null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from extractor.feeds.columns import FEEDS, Feed
from extractor.feeds.rows import Cell, Row, write_cell, write_number


def jsonl_file(feed: Feed) -> str:
    """The name of a feed's JSON Lines file."""
    return f"{feed.name}.jsonl"


def write_jsonl(stage: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write every feed into the folder; `slots` of findings is an array."""
    for feed in FEEDS:
        lines = (_write_row(feed, row) for row in rows[feed.name])
        text = "".join(f"{line}\n" for line in lines)
        (stage / jsonl_file(feed)).write_bytes(text.encode("utf-8", errors="replace"))


def _write_row(feed: Feed, row: Row) -> str:
    arrays = {column.name: str(row[column.name] or "[]") for column in feed.columns if column.type == "array"}
    return write_object(((column.name, row[column.name]) for column in feed.columns), arrays=arrays)


def write_object(cells: Iterable[tuple[str, Cell]], *, arrays: Mapping[str, str] = MappingProxyType({})) -> str:
    """Named cells as a JSON object on one line; `arrays` are cells that are JSON already."""
    members = (f"{json.dumps(name)}: {arrays.get(name) or _write_value(cell)}" for name, cell in cells)
    return "{" + ", ".join(members) + "}"


def _write_value(cell: Cell) -> str:
    if cell is None or cell == "":
        return "null"
    # json.dumps would make a float of a Decimal, and lose digits.
    if isinstance(cell, Decimal):
        return write_number(cell)
    return json.dumps(cell if isinstance(cell, int) else write_cell(cell), ensure_ascii=False)

"""Ask the feeds in SQL."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import OutputFolder, find_width, print_bytes, speak_plainly

if TYPE_CHECKING:
    from extractor.feeds.rows import Cell


class Shape(StrEnum):
    """What --format takes."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def ask(
    statement: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT, in quotes.")],
    output: OutputFolder = Path("output"),
    shape: Annotated[Shape, typer.Option("--format", help="How the rows are printed.")] = Shape.TABLE,
) -> None:
    """Ask the feeds of a run in SQL (DuckDB); they are only read.

    \b
    Examples:
      lga-metrics sql "SELECT kind, count(*) AS claims FROM claims GROUP BY kind ORDER BY claims DESC"
      lga-metrics sql "SELECT document, page, sentence FROM claims WHERE value > 1e6" output --format csv
      lga-metrics sql "SELECT message, text FROM findings JOIN evidence USING (finding_id)" --format json
      lga-metrics sql "DESCRIBE claims"

    A table for each feed, named as the feed, with typed columns: documents, claims, findings, evidence, unclaimed,
    series. No other file can be read. In a table, a long cell is cut and ends in "..."; csv and json hold all of it.
    Needs: pip install "lga-metrics[sql]". Exit code: 0 it ran; 2 the query or the folder is wrong.
    """
    with speak_plainly():
        from extractor.feeds.tables import query

        names, rows = query(output, statement)
        if shape is Shape.CSV:
            print_bytes(_write_csv(names, rows))
        elif shape is Shape.JSON:
            print_bytes(_write_json(names, rows))
        else:
            print(_draw_table(names, rows, width=find_width()))


def _write_csv(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    from extractor.feeds.rows import write_cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(map(write_cell, row) for row in rows)
    return text.getvalue()


def _write_json(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    from extractor.feeds.jsonl import write_object

    objects = ",\n".join(f"  {write_object(zip(names, row, strict=True))}" for row in rows)
    return f"[\n{objects}\n]\n" if rows else "[]\n"


_LEAST_WIDTH = 8


def _draw_table(names: Sequence[str], rows: Sequence[Sequence[Cell]], *, width: int) -> str:
    from extractor.feeds.rows import write_cell

    cells = [[" ".join(write_cell(cell).split()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    # The widest columns give way, until the row fits or none can.
    while sum(widths) + 2 * len(widths) > width and max(widths) > _LEAST_WIDTH:
        widths[widths.index(max(widths))] -= 1
    right = [any(isinstance(row[at], int | Decimal) for row in rows) for at in range(len(names))]
    lines = [list(names), ["-" * each for each in widths], *cells]
    drawn = ["  ".join(map(_fit, line, widths, right)).rstrip() for line in lines]
    return "\n".join([*drawn, f"({len(rows):,} row{'' if len(rows) == 1 else 's'})"])


def _fit(cell: str, width: int, right: bool) -> str:
    if len(cell) > width:
        cell = f"{cell[: width - 3]}..."
    return cell.rjust(width) if right else cell.ljust(width)

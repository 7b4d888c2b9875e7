"""The feeds as pandas tables: read from a run's output, or made of what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import FeedError
from extractor.feeds.columns import FEED, Feed
from extractor.feeds.rows import list_rows, write_row
from extractor.models import Run

if TYPE_CHECKING:
    import pandas


def read_table(out: Path, name: str) -> pandas.DataFrame:
    """One feed of the folder `out` as a table: whole numbers as Int64, numbers as floats, days as timestamps."""
    import pandas as pd  # a third of a second that a run does not need

    feed = FEED[name]
    try:
        table = pd.read_csv(out / feed.file, dtype=str, keep_default_na=False, encoding="utf-8", lineterminator="\n")
    except OSError as error:
        raise FeedError(str(out / feed.file), "cannot be read", hint="a run writes it") from error
    return _set_types(table, feed)


def make_frame(name: str, run: Run) -> pandas.DataFrame:
    """One feed of what a run found, as the table that `read_table` gives of it."""
    import pandas as pd

    feed = FEED[name]
    rows = [write_row(row) for row in list_rows(run)[name]]
    return _set_types(pd.DataFrame(rows, columns=[column.name for column in feed.columns], dtype=str), feed)


def _set_types(table: pandas.DataFrame, feed: Feed) -> pandas.DataFrame:
    import pandas as pd

    for column in feed.columns:
        if column.type in ("integer", "number"):
            numbers = pd.to_numeric(table[column.name], errors="coerce")
            table[column.name] = numbers.astype("Int64" if column.type == "integer" else "Float64")
        elif column.type in ("date", "datetime"):
            table[column.name] = pd.to_datetime(table[column.name], errors="coerce")
    return table

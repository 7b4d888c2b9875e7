"""Writes the feeds into a folder: all of a run or none of it."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from extractor.errors import FeedError
from extractor.feeds.columns import (
    FEED,
    FEEDS,
    PACKAGE,
    REPORT,
    RUN_FILE,
    SHELF,
    TEXT_FOLDER,
    TEXT_FORMATS,
    WORKBOOK,
    Feed,
)
from extractor.feeds.jsonl import jsonl_file, write_jsonl
from extractor.feeds.package import describe_package
from extractor.feeds.rows import Row, list_rows, write_cell
from extractor.feeds.shelf import write_shelf
from extractor.feeds.sqlite import DATABASE, write_sqlite
from extractor.feeds.tables import check_duckdb, parquet_file, write_parquet
from extractor.feeds.workbook import write_workbook
from extractor.models import Run


class Format(StrEnum):
    """What the feeds can be written as beside CSV and the workbook."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    SQLITE = "sqlite"


_WRITERS: dict[Format, Callable[[Path, Mapping[str, Sequence[Row]]], None]] = {
    Format.PARQUET: write_parquet,
    Format.JSONL: write_jsonl,
    Format.SQLITE: write_sqlite,
}
_FILES: dict[Format, tuple[str, ...]] = {
    Format.PARQUET: tuple(map(parquet_file, FEEDS)),
    Format.JSONL: tuple(map(jsonl_file, FEEDS)),
    Format.SQLITE: (DATABASE,),
}


def write_feeds(
    out: Path, run: Run, *, report: str, facts: Mapping[str, object], formats: Iterable[Format] = ()
) -> dict[str, Path]:
    """Write every feed into the folder `out`, and give the files by name.

    `report` is the text of report.html; `facts` goes into run.json; `formats` are written beside the CSV. Each file is
    written apart and then renamed, so a run that is stopped leaves the old feeds or the new ones, never half a file.
    FeedError where a file is held open by another program or the folder cannot be written.
    """
    rows = list_rows(run)
    with _stage(out) as stage:
        for feed in FEEDS:
            _write_csv(stage / feed.file, feed, rows[feed.name])
        write_workbook(stage / WORKBOOK, rows)
        for each in dict.fromkeys(formats):
            _write_format(stage, rows, each)
        _write_text(stage / PACKAGE, dump_json(describe_package()))
        _write_text(stage / SHELF, write_shelf(run))
        _write_text(stage / REPORT, report)
        texts = [each for each in run.documents if each.format not in TEXT_FORMATS]
        for document in texts:
            _write_text(stage / TEXT_FOLDER / f"{document.document}.txt", document.text)
        names = sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file())
        _write_text(stage / RUN_FILE, dump_json({**facts, "files": [*names, RUN_FILE]}))
        _remove_old(out, keep=set(names))
        return _publish(stage, out, [*names, RUN_FILE])


def _write_format(stage: Path, rows: Mapping[str, Sequence[Row]], wanted: Format) -> None:
    try:
        _WRITERS[wanted](stage, rows)
    except OSError as error:
        raise _explain(stage.parent, error) from error


def check_writable(out: Path, formats: Iterable[Format] = ()) -> None:
    """Raise ExtractorError where feeds could not be written to `out`: before an hour's reading, not after it."""
    formats = tuple(formats)
    if Format.PARQUET in formats:
        check_duckdb()
    with _stage(out):
        pass
    beside = [name for each in formats for name in _FILES[each]]
    for name in (*(feed.file for feed in FEEDS), WORKBOOK, PACKAGE, REPORT, SHELF, RUN_FILE, *beside):
        _refuse_held(out / name)


@contextmanager
def _stage(out: Path) -> Iterator[Path]:
    """A hidden folder inside `out` (the same disk, so that renaming is one step), gone in the end."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        # What a killed run left; a younger one may be another run at work.
        for left in out.glob(f"{_STAGE}*"):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=out))
    except OSError as error:
        raise _explain(out, error) from error
    try:
        yield stage
    except OSError as error:
        raise _explain(out, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


_STAGE = ".writing-"
_LEFT_OVER = 24 * 3600  # seconds


def _publish(stage: Path, out: Path, names: Sequence[str]) -> dict[str, Path]:
    for name in names:
        _refuse_held(out / name)
    for name in names:
        target = out / name
        try:
            target.parent.mkdir(exist_ok=True)
            os.replace(stage / name, target)  # noqa: PTH105  Path.replace says the same; tests stand in for this one
        except OSError as error:
            raise _explain(target, error) from error
    return {name: out / name for name in names}


def _refuse_held(target: Path) -> None:
    # Windows refuses to replace a file that Excel holds open: better to say so before the first one is replaced.
    try:
        with target.open("r+b"):
            pass
    except FileNotFoundError:
        pass
    except OSError as error:
        raise _explain(target, error) from error


def _remove_old(out: Path, *, keep: set[str]) -> None:
    """Remove the texts and formats that the last run wrote and this one does not, by that run's own list: no other."""
    try:
        listed = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    formats = {name for names in _FILES.values() for name in names}
    for name in map(str, listed):
        if name not in keep and (name in formats or re.fullmatch(rf"{TEXT_FOLDER}/[^/\\]+\.txt", name)):
            _unlink(out / name)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _explain(path, error) from error


_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def _explain(path: Path, error: OSError) -> FeedError:
    if error.errno in _FULL:
        hint = "make room on the disk; the feeds of the last run are as they were"
    elif path.is_file() or isinstance(error, PermissionError):
        hint = "close it in any other program and see that you may write there, or name another folder with --out"
    else:
        hint = "name another folder with --out"
    return FeedError(str(path), f"cannot be written: {error.strerror or error}", hint=hint)


def _write_text(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        # A lone surrogate cannot be encoded; one mark for one character keeps the offsets right.
        path.write_bytes(text.encode("utf-8", errors="replace"))
    except OSError as error:
        raise _explain(path, error) from error


def _write_csv(path: Path, feed: Feed, rows: Sequence[Row]) -> None:
    _write_text(path, write_table(feed, rows))


def write_table(feed: Feed, rows: Sequence[Row]) -> str:
    """The text of a CSV feed."""
    names = [column.name for column in feed.columns]
    lines = [",".join(names)]
    lines += [",".join(_quote(write_cell(row[name])) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def _quote(cell: str) -> str:
    # Before Python 3.13, csv.writer leaves a lone carriage return unquoted where the line ends in LF.
    return '"' + cell.replace('"', '""') + '"' if _QUOTED(cell) else cell


_QUOTED = re.compile(r'[,"\r\n]').search


def dump_json(value: object) -> str:
    """A value as the JSON files beside the feeds have it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def write_findings(run: Run) -> str:
    """The text of findings.csv."""
    return write_table(FEED["findings"], list_rows(replace(run, claims=(), unclaimed=()))["findings"])

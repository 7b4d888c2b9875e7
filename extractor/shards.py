"""What the workers of a cluster have read: Parquet shards in a folder at an address, each named by what it holds.

A row is a reading under its key and name, as in the cache (cache.py). A shard is named by the hash of its keys, which
stand for the content of the files, the patterns and the code: a batch that is read twice overwrites itself. DuckDB
groups the rows of all shards within its limit of memory. Needs the extra `dask`.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extractor.addresses import Place, list_names, make_folder, put_file
from extractor.cache import SHARD_SUFFIX, hash_key
from extractor.errors import ExtractorError
from extractor.feeds.tables import check_duckdb, connect, quote
from extractor.models import Reading
from extractor.packing import unpack_reading

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_log = logging.getLogger(__name__)

_IN_HAND = 8  # shards whose rows are held at a time while readings are loaded


class _Damaged(Exception):
    """A shard that cannot be read, and why."""


class Row(NamedTuple):
    """A packed reading: the key of its content, its name, its claims, and whether the next run may use it."""

    content: str
    name: str
    claims: int
    lasting: bool
    packed: bytes


def write_shard(folder: Place, rows: Sequence[Row]) -> str:
    """Write rows as one shard, and give its name. OSError where the folder cannot be written."""
    name = f"{hash_key(sorted((row.content, row.name) for row in rows))}{SHARD_SUFFIX}"
    with tempfile.TemporaryDirectory(prefix="lga-metrics-") as scratch, connect() as connection:
        file = Path(scratch) / name
        connection.execute(
            "CREATE TABLE rows (content VARCHAR, name VARCHAR, claims BIGINT, lasting BOOLEAN, packed BLOB)"
        )
        connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", [list(row) for row in rows])
        # Readings are packed already.
        connection.execute(f"COPY rows TO {quote(file)} (FORMAT parquet, COMPRESSION uncompressed)")
        put_file(folder, name, file.read_bytes())
    return name


@contextmanager
def open_shards(folder: Place) -> Iterator[Shards]:
    """The shards of a folder, which is made if need be. ExtractorError where that cannot be, or DuckDB is missing."""
    check_duckdb()
    make_folder(folder)
    with connect() as connection:
        yield Shards(folder, connection)


class Shards:
    """The readings in the shards of a folder, as batch.collect_readings asks for them.

    Those that a run before this one has left there are known once `find_old` has looked for them.
    """

    def __init__(self, folder: Place, connection: DuckDBPyConnection) -> None:
        self.path = folder.shown
        self._folder = folder
        self._base = connection
        self._base.execute("CREATE TABLE known (content VARCHAR, name VARCHAR, claims BIGINT, shard VARCHAR)")
        self._base.execute("CREATE INDEX by_content ON known (content)")
        self._held: dict[tuple[str, str], bytes] = {}
        self._read_shard = lru_cache(maxsize=_IN_HAND)(self._fetch_shard)
        if not folder.local:
            self._base.register_filesystem(folder.files)

    def find_old(self) -> int:
        """Look for what earlier runs left; how many readings there are. What is damaged is told and passed over."""
        self._add_sound(list_names(self._folder, suffix=SHARD_SUFFIX))
        (count,) = self._base.execute("SELECT count(*) FROM known").fetchone() or (0,)
        return int(count)

    def add(self, name: str) -> None:
        """Take a shard that was just written. ExtractorError where it is not there, seen from here."""
        try:
            self._add([name], "true")
        except _Damaged as error:
            problem = f"a worker has written {name}, and it cannot be read from here: {error}"
            hint = "name a place with --shards that every worker and this machine reach"
            raise ExtractorError(self.path, problem, hint=hint) from error

    def count_claims(self, content: str, name: str) -> int | None:
        """The number of claims of a reading that is there, None where it is not."""
        found = self._find(content).get(name)
        return found[0] if found else None

    def find_name(self, content: str) -> str | None:
        """A name under which this content is there, if it is there at all."""
        return min(self._find(content), default=None)

    def load(self, content: str, name: str) -> Reading | None:
        """The reading under a key; None where there is none, or its shard is damaged, which is told."""
        if packed := self._held.get((content, name)):
            return unpack_reading(packed)
        _, shard = self._find(content).get(name, (0, ""))
        if not shard:
            return None
        try:
            return unpack_reading(self._read_shard(shard)[content, name])
        except (_Damaged, ValueError, KeyError) as error:
            _log.warning("%s: is damaged (%s); what it held is read again", self._url(shard), error)
            self._base.execute("DELETE FROM known WHERE shard = ?", [shard])
            return None

    def store(self, content: str, name: str, *, packed: bytes, claims: int) -> None:
        """Hold a reading under another name until the end: its content lies in a shard already."""
        self._held[content, name] = packed
        self._base.execute("INSERT INTO known VALUES (?, ?, ?, '')", [content, name, claims])

    def _add_sound(self, names: Sequence[str]) -> None:
        try:
            self._add(names, "lasting")
        except _Damaged as error:
            if len(names) == 1:
                _log.warning("%s: is damaged (%s), and passed over", self._url(names[0]), error)
                return
            # By halves: many shards are looked at in one query many times as fast as one by one.
            half = len(names) // 2
            self._add_sound(names[:half])
            self._add_sound(names[half:])

    def _add(self, names: Sequence[str], which: str) -> None:
        if names:
            rows = (
                "SELECT content, name, max(claims), max(parse_filename(filename)) FROM read_parquet(?, filename = true)"
            )
            self._ask(f"INSERT INTO known {rows} WHERE {which} GROUP BY content, name", list(map(self._url, names)))

    def _fetch_shard(self, name: str) -> dict[tuple[str, str], bytes]:
        rows = self._ask("SELECT content, name, packed FROM read_parquet(?)", self._url(name))
        return {(content, own): packed for content, own, packed in rows}

    def _find(self, content: str) -> dict[str, tuple[int, str]]:
        """Claims and shard of a content, by name. With the name asked for as well, DuckDB would not use its index."""
        rows = self._base.execute("SELECT name, claims, shard FROM known WHERE content = ?", [content]).fetchall()
        return {name: (claims, shard) for name, claims, shard in rows}

    def _ask(self, query: str, *values: str | list[str]) -> list[tuple[str, str, bytes]]:
        import duckdb

        try:
            return self._base.execute(query, list(values)).fetchall()
        except (duckdb.Error, OSError) as error:
            raise _Damaged(" ".join(str(error).split())[:200]) from error

    def _url(self, name: str) -> str:
        folder = self._folder.path if self._folder.local else self._folder.files.unstrip_protocol(self._folder.path)
        return f"{folder.rstrip('/')}/{name}"

"""What was read before: readings by the content of their file, in one SQLite file in the user's cache folder.

A reading is kept under the hash of the file's content, of the code, the patterns and the options that it was read with
(`find_code_version`, `hash_key`), and under the name of the file, which may give a title or a date. Each is bound to
its key by a hash of its own, so that damage costs a reading and never gives a wrong one; a file that is no cache any
more is told and made anew. Several processes may use one cache at once. Only its owner may read it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from extractor.errors import CacheError
from extractor.models import Reading
from extractor.packing import unpack_reading

_log = logging.getLogger(__name__)

FILE = "readings.sqlite"
SHARD_SUFFIX = ".readings.parquet"
"""Of the files in which the workers of a cluster keep readings (shards.py)."""
MOST_BYTES = 2 * 2**30
"""What a cache holds at most, some thirty thousand reports; what was used longest ago goes first. A judgement."""
_VERSION = 1
_WAIT = 30.0  # seconds for another process to finish its writing
# What bears on how a document is read, beside our own code. One that is missing bears on it as well.
_LIBRARIES = (
    *("spacy", "lemminflect", "pdfplumber", "pdfminer.six", "pypdfium2", "charset-normalizer", "regex", "numpy"),
    *("python-docx", "msoffcrypto-tool", "selectolax", "pyyaml", "pillow"),
)
_TABLES = """
CREATE TABLE IF NOT EXISTS readings (
    content TEXT NOT NULL, name TEXT NOT NULL, claims INTEGER NOT NULL, packed BLOB NOT NULL, seal BLOB NOT NULL,
    bytes INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (content, name)
);
CREATE INDEX IF NOT EXISTS by_use ON readings (used, bytes);
CREATE TABLE IF NOT EXISTS runs (
    output TEXT PRIMARY KEY, inputs TEXT NOT NULL, files TEXT NOT NULL, absent INTEGER NOT NULL
);
"""
_SIDES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheInfo:
    """What a cache holds: readings, their bytes, the size of the file, and when one was last used (seconds, UTC)."""

    path: Path
    readings: int = 0
    bytes: int = 0
    file_bytes: int = 0
    last_used: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """What is remembered of the run that wrote an output folder.

    `inputs` stands for all that went into it, `files` gives the SHA-256 of each file that it wrote, by name, and
    `absent` is the number of decisions that bear on none of its findings.
    """

    inputs: str
    files: Mapping[str, str]
    absent: int = 0


def find_folder() -> Path:
    """The cache folder of this user: as the system has it, such as ~/.cache/lga-metrics."""
    from platformdirs import user_cache_path

    return user_cache_path("lga-metrics", appauthor=False)


@cache
def find_code_version() -> str:
    """A hash of this program's code, of the libraries that read, and of Python's version."""
    digest = hashlib.sha256(platform.python_version().encode())
    package = Path(__file__).resolve().parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    for name in _LIBRARIES:
        digest.update(f"\0{name} {_find_version(name)}".encode())
    return digest.hexdigest()


def _find_version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"


def hash_key(*parts: object) -> str:
    """One key for several parts, each of plain data: strings, numbers, lists, None."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


@contextmanager
def open_cache(folder: Path | None) -> Iterator[Cache]:
    """The cache in a folder, made if need be; with None one that lasts only as long as it is used.

    CacheError where the folder cannot be made. What the cache holds is cut to MOST_BYTES in the end.
    """
    if folder is None:
        with (
            tempfile.TemporaryDirectory(prefix="lga-metrics-") as passing,
            closing(Cache(_make_private(Path(passing) / FILE), trouble=logging.INFO)) as opened,
        ):
            yield opened
        return
    with closing(Cache(_make_private(folder / FILE))) as opened:
        yield opened


def _make_private(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite gives the files beside it the same permissions.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        hint = "name another folder with --cache, or go without with --no-cache"
        raise CacheError(str(path), f"cannot be opened: {error.strerror or error}", hint=hint) from error
    return path


class Cache:
    """An open cache. No trouble with it ever stops a run: what cannot be written is held in memory until the end.

    `trouble` is the level at which trouble is told: nobody minds that of a cache that does not outlast the run.
    """

    def __init__(self, path: Path, *, trouble: int = logging.WARNING) -> None:
        self.path = path
        self._trouble = trouble
        self._held: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._used: set[tuple[str, str]] = set()
        self._base = self._connect()

    def count_claims(self, content: str, name: str) -> int | None:
        """The number of claims of a reading that is kept, None where it is not: cheaper than reading it."""
        if (content, name) in self._held:
            return self._held[content, name][0]
        row = self._fetch("SELECT claims FROM readings WHERE content = ? AND name = ?", (content, name))
        return int(row[0]) if row else None

    def find_name(self, content: str) -> str | None:
        """A name under which this content is kept, if it is kept at all."""
        row = self._fetch("SELECT name FROM readings WHERE content = ? ORDER BY name", (content,))
        return str(row[0]) if row else None

    def load(self, content: str, name: str) -> Reading | None:
        """The reading kept under a key; None where there is none, or it is damaged, which is told."""
        if (content, name) in self._held:
            return unpack_reading(self._held[content, name][1])
        row = self._fetch("SELECT packed, seal FROM readings WHERE content = ? AND name = ?", (content, name))
        if row is None:
            return None
        self._used.add((content, name))
        try:
            if row[1] != _seal(content, name, row[0]):
                raise ValueError("another hash")
            return unpack_reading(row[0])
        except (ValueError, TypeError) as error:
            _log.log(
                self._trouble, "%s: what was kept of %s is damaged (%s), and is read again", self.path, name, error
            )
            self._write("DELETE FROM readings WHERE content = ? AND name = ?", [(content, name)])
            return None

    def store(self, content: str, name: str, *, packed: bytes, claims: int) -> None:
        """Keep a packed reading; at once, so that a run that is stopped has lost nothing that it read."""
        row = (content, name, claims, packed, _seal(content, name, packed), len(packed), int(time.time()))
        if not self._write("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)", [row]):
            self.hold(content, name, packed=packed, claims=claims)

    def hold(self, content: str, name: str, *, packed: bytes, claims: int) -> None:
        """Keep a packed reading only as long as the cache is open."""
        self._held[content, name] = claims, packed

    def find_run(self, output: Path) -> KeptRun | None:
        """What is remembered of the run that wrote an output folder."""
        row = self._fetch("SELECT inputs, files, absent FROM runs WHERE output = ?", (str(output.resolve()),))
        try:
            return KeptRun(inputs=row[0], files=json.loads(row[1]), absent=row[2]) if row else None
        except ValueError:
            return None

    def remember_run(self, output: Path, run: KeptRun) -> None:
        """Remember the run that wrote an output folder, in place of the one before."""
        row = (str(output.resolve()), run.inputs, json.dumps(dict(run.files)), run.absent)
        self._write("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)", [row])

    def close(self) -> None:
        """Note what was used, let go of what is too much, and close the file."""
        now = int(time.time())
        self._write("UPDATE readings SET used = ? WHERE content = ? AND name = ?", [(now, *key) for key in self._used])
        self._evict()
        self._base.close()

    def _evict(self) -> None:
        row = self._fetch("SELECT SUM(bytes) FROM readings", ())
        held = (row[0] if row else 0) or 0
        if held <= MOST_BYTES:
            return
        oldest = "SELECT rowid AS row, bytes, SUM(bytes) OVER (ORDER BY used, rowid) AS gone FROM readings"
        self._write(
            f"DELETE FROM readings WHERE rowid IN (SELECT row FROM ({oldest}) WHERE gone - bytes < ?)",
            [(held - MOST_BYTES,)],
        )
        with suppress(sqlite3.Error):
            self._base.execute("PRAGMA incremental_vacuum").fetchall()

    def _fetch(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._base.execute(query, values).fetchone()
        except sqlite3.Error as error:
            self._mend(error)
            return None
        return row

    def _write(self, query: str, rows: Iterable[tuple[object, ...]]) -> bool:
        """Write all rows or none; False where it cannot be done."""
        try:
            with self._base:
                self._base.execute("BEGIN IMMEDIATE")
                self._base.executemany(query, rows)
        except sqlite3.Error as error:
            self._mend(error)
            return False
        return True

    def _connect(self) -> sqlite3.Connection:
        try:
            return _open(self.path)
        except sqlite3.OperationalError as error:
            _log.log(self._trouble, "%s: cannot be used (%s); this run goes on without it", self.path, error)
        except sqlite3.DatabaseError as error:
            return self._renew(error)
        return _open(":memory:")

    def _renew(self, error: sqlite3.Error) -> sqlite3.Connection:
        _log.log(self._trouble, "%s: is no cache any more (%s), and is made anew", self.path, error)
        with suppress(sqlite3.Error, OSError, CacheError):
            remove_files(self.path)
            return _open(_make_private(self.path))
        return _open(":memory:")

    def _mend(self, error: sqlite3.Error) -> None:
        if isinstance(error, sqlite3.OperationalError):
            # Full, locked or not to be written: what is in it can still be read.
            if not self._held:
                _log.log(self._trouble, "%s: cannot be written (%s); what is read now is not kept", self.path, error)
            return
        with suppress(sqlite3.Error):
            self._base.close()
        self._base = self._renew(error)


def _open(path: Path | str) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        # In one transaction: another process may be making it, and neither half of that is a cache of another version.
        base.execute("BEGIN")
        version = base.execute("PRAGMA user_version").fetchone()[0]
        known = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        base.execute("COMMIT")
        if (version, bool(known)) not in ((0, False), (_VERSION, True)):
            raise sqlite3.DatabaseError(f"its version is {version}")
        base.execute("PRAGMA auto_vacuum = INCREMENTAL")
        with suppress(sqlite3.OperationalError):  # another process is just doing the same
            base.execute("PRAGMA journal_mode = WAL")
        # After a power cut the last readings may be gone; the file is whole.
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
    except sqlite3.Error:
        base.close()
        raise
    return base


def _seal(content: str, name: str, packed: bytes) -> bytes:
    return hashlib.blake2b(packed, key=hashlib.sha256(f"{content}\0{name}".encode()).digest(), digest_size=16).digest()


def remove_files(path: Path) -> bool:
    """Remove a cache's files and nothing else; whether there were any. OSError where one is held open."""
    there = [file for side in _SIDES if (file := path.with_name(path.name + side)).exists()]
    for file in there:
        file.unlink(missing_ok=True)
    return bool(there)


def clear_cache(folder: Path) -> bool:
    """Remove the cache in a folder; whether there was one. CacheError where that may not be done."""
    try:
        return remove_files(folder / FILE)
    except OSError as error:
        problem = f"cannot be removed: {error.strerror or error}"
        raise CacheError(str(folder / FILE), problem, hint="end the run that uses it") from error


def describe_cache(folder: Path) -> CacheInfo:
    """What the cache in a folder holds; nothing where there is none. CacheError where it is damaged."""
    path = folder / FILE
    if not path.is_file():
        return CacheInfo(path=path)
    try:
        base = _open(path)
        try:
            count, size, used = base.execute("SELECT COUNT(*), SUM(bytes), MAX(used) FROM readings").fetchone()
        finally:
            base.close()
    except sqlite3.Error as error:
        raise CacheError(str(path), f"cannot be read: {error}", hint="lga-metrics cache clear removes it") from error
    files = [file for side in _SIDES if (file := path.with_name(path.name + side)).exists()]
    return CacheInfo(
        path=path,
        readings=count,
        bytes=size or 0,
        file_bytes=sum(file.stat().st_size for file in files),
        last_used=used,
    )

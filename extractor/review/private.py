"""The private folder: drafts that were dropped on the page, what was found in them, decisions on it, and pictures.

Only its owner can read it, and `wipe` removes all that it holds. Nothing else is kept anywhere.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from extractor import feeds
from extractor.decisions import STORE_SUFFIX
from extractor.errors import ExtractorError

VARIABLE = "LGA_METRICS_HOME"
"""The environment variable that names another private folder."""
_NAME = "lga-metrics"
_LONGEST = 120  # characters of a file's name
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One run that was started from the page: its id, its folder, and where its parts lie."""

    id: str
    folder: Path

    @property
    def drafts(self) -> Path:
        """The copies of the files that were dropped."""
        return self.folder / "drafts"

    @property
    def output(self) -> Path:
        """What the run wrote."""
        return self.folder / "output"


def find_folder() -> Path:
    """Where the private folder is, there or not: by LGA_METRICS_HOME, else where the system keeps such."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / _NAME
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / _NAME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _NAME


class Private:
    """The private folder, made when it is first needed; `pictures` and `store` are in it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or find_folder()
        self.pictures = self.folder / "pictures"
        self.store = self.folder / f"drafts{STORE_SUFFIX}"
        self._runs = self.folder / "runs"

    def open(self) -> None:
        """Make the folder, for its owner only; ExtractorError where that is not possible."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)  # it may have been there before, with other permissions
        except OSError as error:
            hint = f"name another with {VARIABLE}"
            raise ExtractorError(str(self.folder), f"cannot be made: {error.strerror or error}", hint=hint) from error

    def make_place(self) -> Place:
        """A place for a new run, whose id sorts by time."""
        self.open()
        identity = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        place = Place(id=identity, folder=self._runs / identity)
        place.drafts.mkdir(mode=0o700, parents=True)
        return place

    def find_place(self, identity: str) -> Place | None:
        """The place of an id; None where there is none such."""
        folder = self._runs / identity
        if not re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{6}", identity) or not folder.is_dir():
            return None
        return Place(id=identity, folder=folder)

    def list_places(self) -> list[Place]:
        """The places whose runs have ended, the newest first."""
        folders = sorted(self._runs.iterdir(), reverse=True) if self._runs.is_dir() else []
        places = (self.find_place(folder.name) for folder in folders)
        return [place for place in places if place and feeds.is_output(place.output)]

    def forget(self, place: Place) -> None:
        """Remove a run with its drafts and its output; decisions stay in the store."""
        shutil.rmtree(place.folder, ignore_errors=True)

    def wipe(self) -> None:
        """Remove all that the folder holds and this program put there; ExtractorError where something stays."""
        for folder in (self._runs, self.pictures):
            shutil.rmtree(folder, ignore_errors=True)
        self.store.unlink(missing_ok=True)
        left = [each.name for each in (self._runs, self.pictures) if each.exists()]
        if left:
            hint = "close what holds them open and wipe again"
            raise ExtractorError(str(self.folder), f"{' and '.join(left)} could not be removed", hint=hint)


def name_upload(name: str, taken: Iterable[str]) -> str:
    """A harmless file name for an upload: no folder, no hidden file, no mark that a system gives a meaning.

    >>> name_upload("../../.ssh/annual report.pdf", [])
    'annual report.pdf'
    >>> name_upload("nul.txt", ["_nul.txt"])
    '_nul-2.txt'
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*/\u200e\u200f\u202a-\u202e\u2066-\u2069]', "", last).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot else (plain, "")
    stem = stem[: _LONGEST - len(suffix[:20])] or "draft"
    if stem.split(".")[0].lower() in _RESERVED:
        stem = f"_{stem}"
    used = {each.casefold() for each in taken}
    made, count = f"{stem}{suffix[:20]}", 1
    while made.casefold() in used:
        count += 1
        made = f"{stem}-{count}{suffix[:20]}"
    return made

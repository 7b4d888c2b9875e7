"""Addresses -> the documents at and below them, and their bytes: fsspec URLs such as file:///share or s3://bucket.

A plain path is an address too. Which schemes there are is fsspec's to say; some want a library of their own. Needs the
extra `dask`.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError
from extractor.ingest import FileMet, FilesMet, find_files, name_files, shun_name


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder at an address: its URL, the file system that it is on, as fsspec has it, and its path there."""

    url: str
    files: Any
    path: str

    @property
    def shown(self) -> str:
        """The URL without a name and password that it may hold; the plain path of what lies on this machine."""
        return self.path if self.local else str(self.files.unstrip_protocol(self.path))

    @property
    def local(self) -> Path | None:
        """The path on this machine, where it is a place on it."""
        return Path(self.path) if "file" in self.files.protocol else None


def find_place(address: str) -> Place:
    """The place at an address. ExtractorError, which says what to do, where nothing is known of its scheme."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise ExtractorError("", "fsspec is needed for addresses", hint='pip install "lga-metrics[dask]"') from error
    try:
        place = Place(address, *url_to_fs(address))
    except ImportError as error:
        raise ExtractorError(address, f"cannot be reached: {error}", hint="pip installs it") from error
    except (ValueError, OSError) as error:
        hint = "a path, or an address such as file:///share/reports or s3://bucket/reports"
        raise ExtractorError(address, f"is no address: {error}", hint=hint) from error
    return replace(place, url=place.local.as_uri()) if place.local else place


def find_documents(addresses: Sequence[str], *, exclude: Path | None = None) -> FilesMet:
    """The files at and below the addresses, by document name, as ingest.find_files gives those of this machine.

    `exclude` is the folder that the run writes to. ExtractorError where an address is not there, or none holds a file.
    """
    places = [find_place(address) for address in addresses]
    found = find_files([place.local for place in places if place.local], exclude=exclude)
    passed = Counter(dict(found.passed_over))
    met = {file.path.resolve().as_uri(): file for file in found.files}
    for place in places:
        if not place.local:
            met |= _look_below(place, passed)
    if not met:
        raise ExtractorError(", ".join(addresses), "holds no document", hint="name a folder or file with publications")
    files = name_files(replace(file, address=address) for address, file in met.items())
    return FilesMet(files, tuple(sorted(passed.items())))


def _look_below(place: Place, passed: Counter[str]) -> Iterator[tuple[str, FileMet]]:
    root = place.path.rstrip("/")
    try:
        paths = sorted(map(str, place.files.find(root)))
    except OSError as error:
        raise ExtractorError(place.shown, f"cannot be looked into: {error}", hint="see who may read it") from error
    if not paths:
        raise ExtractorError(place.shown, "no such file or folder, or an empty one", hint="check the spelling")
    outputs = {path.removesuffix("run.json") for path in paths if path.endswith("/run.json")}
    outputs &= {path.removesuffix("claims.csv") for path in paths if path.endswith("/claims.csv")}
    for path in paths:
        relative = path.removeprefix(root).lstrip("/")
        if not relative:
            yield place.url, FileMet(Path(path), "", Path(path).name)
        elif reason := "output of a run" if path.startswith(tuple(outputs)) else _shun(relative):
            passed[reason] += 1
        else:
            yield f"{place.url.removesuffix('/')}/{relative}", FileMet(Path(path), "", relative)


def _shun(relative: str) -> str:
    *folders, name = relative.split("/")
    return "hidden" if any(folder.startswith(".") for folder in folders) else shun_name(name)


def fetch_file(file: FileMet, folder: Path) -> FileMet:
    """The file with its path on this machine: where it lies, or that of a copy in the folder.

    OSError where it cannot be had, or whatever the library of its scheme raises.
    """
    place = find_place(file.address)
    if place.local:
        return replace(file, path=place.local)
    copy = folder / f"{uuid.uuid4().hex}{file.path.suffix}"
    place.files.get_file(place.path, str(copy))
    return replace(file, path=copy)


def make_folder(place: Place) -> None:
    """Make a folder where there is none; on this machine for its owner alone. ExtractorError where that cannot be."""
    try:
        if place.local:
            place.local.mkdir(parents=True, exist_ok=True, mode=0o700)
        else:
            place.files.makedirs(place.path, exist_ok=True)
    except OSError as error:
        raise ExtractorError(place.shown, f"cannot be made: {error}", hint="name another with --shards") from error


def list_names(folder: Place, *, suffix: str) -> list[str]:
    """The names of the files in a folder that end in `suffix`, in order, as they are now."""
    folder.files.invalidate_cache()
    paths = (str(path) for path in folder.files.ls(folder.path, detail=False))
    return sorted(path.rpartition("/")[2] for path in paths if path.endswith(suffix))


def put_file(folder: Place, name: str, data: bytes) -> None:
    """Write a file into a folder: whole or not at all, in place of one that is there. OSError where that fails."""
    if not folder.local:
        folder.files.pipe_file(f"{folder.path.rstrip('/')}/{name}", data)  # stores show an object only when it is whole
        return
    part = folder.local / f".{name}-{uuid.uuid4().hex}"
    try:
        part.write_bytes(data)
        part.replace(folder.local / name)
    finally:
        part.unlink(missing_ok=True)

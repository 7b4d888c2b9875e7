"""Paths -> the documents below them; a document's path -> its text with blocks, sections and pages."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor import cache
from extractor.config import FILE
from extractor.decisions import STORE_SUFFIX
from extractor.errors import ExtractorError, IngestError
from extractor.ingestors import INGESTORS, Contents, Limits, load_ingestor
from extractor.models import Block, BlockKind, Document, Section, Status

__all__ = ["FileMet", "FilesMet", "Limits", "find_files", "name_files", "read_document", "shun_name"]

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_READMES = frozenset({"readme", "readme.md", "readme.txt", "readme.markdown"})
# What a person can do with a file that is not read.
_ADVICE = {
    ".doc": "save it as .docx or PDF",
    ".odt": "save it as .docx or PDF",
    ".rtf": "save it as .docx or PDF",
    ".pptx": "save it as PDF",
    ".ppt": "save it as PDF",
    ".mhtml": "save the page as HTML only",
    ".mht": "save the page as HTML only",
    ".xlsx": "spreadsheets are not read; save the text that quotes it",
    ".csv": "tables of data are not read; save the text that quotes it",
    ".zip": "unpack it first",
}
_OWN_SUFFIXES = (STORE_SUFFIX, f"{STORE_SUFFIX}-journal", cache.SHARD_SUFFIX)
_PACKED = frozenset({".pdf", ".docx"})  # their size says little about how much text they hold
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".svg"})


@dataclass(frozen=True, slots=True)
class FileMet:
    """A file to read: where it is, its name in the feeds, and its path below the folder given, with "/".

    One that lies elsewhere has an address (a URL), and is to be fetched before it is read; its path then only names it.
    """

    path: Path
    document: str
    relative: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class FilesMet:
    """The files to read, by document name, and why others were passed over: ((reason, count), ...)."""

    files: tuple[FileMet, ...]
    passed_over: tuple[tuple[str, int], ...] = ()


def find_files(paths: Iterable[Path], *, exclude: Path | None = None) -> FilesMet:
    """Return the files at and below `paths`, each once, in the order of their document names.

    Folders are walked with their sub-folders. `exclude` is the folder that the run writes to; other folders that hold a
    run's output are known by what lies in them. Files of formats that cannot be read are met as well: reading them
    says so. A file that is named itself is always met. Raises ExtractorError for a path that does not exist.
    """
    shut = exclude.resolve() if exclude else None
    passed: Counter[str] = Counter()
    met: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            for file in _walk(path, shut, passed):
                met.setdefault(file.resolve(), file.relative_to(path).as_posix())
        elif path.exists():
            met.setdefault(path.resolve(), path.name)
        else:
            raise ExtractorError(str(path), "no such file or folder", hint="check the spelling")
    files = name_files(FileMet(path, "", relative) for path, relative in met.items())
    return FilesMet(files, tuple(sorted(passed.items())))


def read_document(
    path: Path, *, document: str, relative: str, password: str = "", limits: Limits | None = None
) -> Document:
    """Return the document at `path`; `document` and `relative` are its names in the feeds.

    `password` opens an encrypted PDF. Raises IngestError, whose `status` says what is wrong (models.Status) and whose
    message says what to do.
    """
    limits = limits or Limits()
    suffix = path.suffix.lower()
    try:
        if suffix not in INGESTORS:
            raise IngestError("", _describe_unsupported(suffix), hint=_advise(suffix), status=Status.UNSUPPORTED)
        data = _read_bytes(path, suffix, limits)
        contents = load_ingestor(suffix)(data, limits=limits, password=password)
        if not contents.text.strip():
            raise IngestError("", "holds no text", hint="nothing to read in it", status=Status.NO_TEXT)
    except IngestError as error:
        if error.where:
            raise
        raise IngestError(relative, error.problem, hint=error.hint, status=error.status) from error
    return _make_document(contents, data, document=document, relative=relative)


def find_sections(blocks: Sequence[Block], text: str) -> tuple[Section, ...]:
    """Return the sections that the headings open; each ends where the next of its level or above starts."""
    heads = [block for block in blocks if block.kind is BlockKind.HEADING]
    ends = [len(text)] * len(heads)
    open_ones: list[int] = []
    for index, head in enumerate(heads):
        while open_ones and heads[open_ones[-1]].level >= head.level:
            ends[open_ones.pop()] = _start(head)
        open_ones.append(index)
    return tuple(
        Section(
            title=" ".join(text[head.start : head.end].split()),
            level=head.level,
            start=_start(head),
            body=head.end,
            end=end,
        )
        for head, end in zip(heads, ends, strict=True)
    )


def _start(block: Block) -> int:
    return block.start if block.marker_start is None else block.marker_start


def _make_document(contents: Contents, data: bytes, *, document: str, relative: str) -> Document:
    return Document(
        document=document,
        path=relative,
        sha256=hashlib.sha256(data).hexdigest(),
        format=Path(relative).suffix.lower().lstrip("."),
        text=contents.text,
        blocks=contents.blocks,
        sections=find_sections(contents.blocks, contents.text),
        pages=contents.pages,
        encoding=contents.encoding,
        pages_read=contents.pages_read,
        page_count=contents.page_count,
        metadata=contents.metadata,
        status=contents.status,
        reason=contents.reason,
    )


def _read_bytes(path: Path, suffix: str, limits: Limits) -> bytes:
    limit = limits.file_bytes if suffix in _PACKED else limits.text_bytes
    try:
        size = path.stat().st_size
        if size > limit:
            raise IngestError(
                "",
                f"is {size / 1e6:,.0f} MB, over the limit of {limit / 1e6:,.0f} MB",
                hint="split it into publications",
                status=Status.TOO_LARGE,
            )
        data = path.read_bytes()
    except OSError as error:
        problem = f"could not be opened: {error.strerror or type(error).__name__}"
        raise IngestError("", problem, hint="close it elsewhere, or check who may read it") from error
    if not data:
        raise IngestError("", "is empty", hint="get a whole copy of it", status=Status.NO_TEXT)
    return data


def _describe_unsupported(suffix: str) -> str:
    if suffix in _PICTURES:
        return f"is a picture ({suffix})"
    return f"is a {suffix} file, which is not read" if suffix else "has no suffix that says what it is"


def _advise(suffix: str) -> str:
    if suffix in _PICTURES:
        return "read it with OCR and save the text"
    return _ADVICE.get(suffix, "formats that are read: " + ", ".join(sorted(INGESTORS)))


def _walk(folder: Path, shut: Path | None, passed: Counter[str]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        kept = []
        for name in sorted(folders):
            reason = _shun_folder(here / name, shut)
            if reason:
                passed[reason] += 1
            else:
                kept.append(name)
        folders[:] = kept
        if here == folder and _is_output(here, names, shut):
            passed["output of a run"] += 1
            folders.clear()
            continue
        for name in sorted(names):
            reason = _shun_file(name, here / name)
            if reason:
                passed[reason] += 1
            else:
                yield here / name


def _shun_folder(folder: Path, shut: Path | None) -> str:
    if folder.name.startswith("."):
        return "hidden"
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:
        return "folder that may not be opened"
    return "output of a run" if _is_output(folder, names, shut) else ""


def _is_output(folder: Path, names: Sequence[str], shut: Path | None) -> bool:
    return (shut is not None and folder.resolve() == shut) or {"run.json", "claims.csv"} <= set(names)


def _shun_file(name: str, path: Path) -> str:
    return shun_name(name) or ("" if path.is_file() else "not a file")


def shun_name(name: str) -> str:
    """Why a file of this name is passed over in a folder; empty where it is not."""
    low = name.lower()
    if low.startswith(("~$", ".~lock.")):
        return "lock file of an office program"
    if low.startswith("."):
        return "hidden"
    if low in _CLUTTER:
        return "clutter of the system"
    if low in _READMES:
        return "README"
    if low == FILE or low.startswith(cache.FILE) or low.endswith(_OWN_SUFFIXES):
        return "file of this program"
    return ""


def name_files(files: Iterable[FileMet]) -> tuple[FileMet, ...]:
    """The files with their names by FEEDS.md, in the order of the names, whatever names they had.

    Where even the suffix leaves two alike, the folder's name and a count tell them apart. Names are compared without
    regard to case, since each is also a file name in the output folder.
    """
    readable = [replace(file, relative=os.fsencode(file.relative).decode("utf-8", "replace")) for file in files]
    order = sorted(readable, key=lambda file: (file.relative, str(file.path), file.address))
    names = [_join(file.relative, suffix=False) for file in order]
    names = _part(names, [_join(file.relative, suffix=True) for file in order])
    names = _part(names, [f"{file.path.parent.name}--{name}" for file, name in zip(order, names, strict=True)])
    seen: Counter[str] = Counter()
    named = []
    for file, name in zip(order, names, strict=True):
        seen[name.casefold()] += 1
        count = seen[name.casefold()]
        named.append(replace(file, document=name if count == 1 else f"{name}-{count}"))
    return tuple(sorted(named, key=lambda file: file.document))


def _part(names: Sequence[str], longer: Sequence[str]) -> list[str]:
    """Each name that is not alone gives way to its longer one."""
    seen = Counter(name.casefold() for name in names)
    return [long if seen[name.casefold()] > 1 else name for name, long in zip(names, longer, strict=True)]


def _join(relative: str, *, suffix: bool) -> str:
    parts = relative.split("/")
    if not suffix:
        parts[-1] = Path(parts[-1]).stem
    return "--".join(parts)

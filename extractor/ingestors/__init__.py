"""The formats that can be read: one module per format, and the register that says which suffix is whose.

To add a format, write a module with ``read(data, limits) -> Contents`` and give its suffixes a line in `INGESTORS`. A
module is imported only when a file of its suffix is met, so that a heavy library costs nothing until then; a library
that is an extra is imported by `read`, and where it is missing IngestError says what to install.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from extractor.models import Block, Page, Status

INGESTORS = {
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".pdf": "pdf",
    ".txt": "text",
    ".text": "text",
    ".xhtml": "html",
}
"""Suffix (lower case) -> module of this folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one document is read at most; the defaults are judgements, generous to real publications.

    `text_bytes` bounds text, Markdown and web pages, `file_bytes` every other format, `pages` the pages of a
    paged document. `ocr_seconds` is how long scanned pages may be read with OCR; 0 leaves them unread.
    """

    text_bytes: int = 32_000_000
    file_bytes: int = 500_000_000
    pages: int = 5_000
    ocr_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an ingestor makes of a file: the fields of `models.Document` that are its to fill."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    encoding: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    page_count: int = 0
    pages_read: int = 0
    status: Status = Status.OK
    reason: str = ""


class Read(Protocol):
    """An ingestor: bytes of a file to its contents; raises IngestError with an empty `where`."""

    def __call__(self, data: bytes, *, limits: Limits, password: str) -> Contents: ...


def load_ingestor(suffix: str) -> Read:
    """Return the reader of a suffix of `INGESTORS`; raises KeyError for any other."""
    module = import_module(f"{__name__}.{INGESTORS[suffix]}")
    return cast(Read, module.read)

"""Show a publication's text as it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from extractor.console import AsJson, WithOcr, find_width, speak_plainly
from extractor.errors import ExtractorError

_OCR_SECONDS = 3600.0  # for one file that somebody waits for


def show_text(  # noqa: PLR0913, PLR0917  each is an option of the command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A publication.")],
    page: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only this page, counted from 1.")] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Draw the blocks of --page on its image, and write it here.")
    ] = None,
    password: Annotated[
        str, typer.Option(metavar="TEXT", envvar="LGA_METRICS_PASSWORD", help="Password of an encrypted file.")
    ] = "",
    ocr: WithOcr = False,
    as_json: AsJson = False,
) -> None:
    """Show a publication's text as it is read: its blocks in reading order, each with its kind.

    \b
    Examples:
      lga-metrics text annual-report.pdf
      lga-metrics text annual-report.pdf --page 3 --png page-3.png
      lga-metrics text board-paper.docx --json
    """
    with speak_plainly():
        from extractor import ingest, show

        limits = ingest.Limits(ocr_seconds=_OCR_SECONDS if ocr else 0.0)
        if png and page is None:
            raise ExtractorError("--png", "needs a page", hint="add --page N")
        if file.is_dir():
            raise ExtractorError(str(file), "is a folder", hint="name one file in it")
        (met,) = ingest.find_files([file]).files
        document = ingest.read_document(
            met.path, document=met.document, relative=met.relative, password=password, limits=limits
        )
        if png and page:
            show.draw_page(document, met.path, page=page, out=png, password=password)
        if as_json:
            print(json.dumps(show.export_text(document, page=page), ensure_ascii=False, indent=2))
        else:
            print(show.describe_text(document, page=page, width=find_width()))

"""Write a letter to the author of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.annotate import DocumentFile, RunOutput, find_findings, write_file
from extractor.console import Store, print_bytes, speak_plainly
from extractor.errors import ExtractorError


def letter(
    document: DocumentFile,
    output: RunOutput = Path("output"),
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The letter to write: .docx, .md or .txt; printed without it.")
    ] = None,
    undecided: Annotated[
        bool, typer.Option("--open", help="Also findings that are open or reopened, which nobody has confirmed.")
    ] = False,
    store: Store = None,
) -> None:
    """Write a letter to the author of a document: what was confirmed, in page order, with quotations and questions.

    \b
    Examples:
      lga-metrics letter reports/annual-report.pdf
      lga-metrics letter reports/annual-report.pdf --out letter.docx
      lga-metrics letter press-release.txt --open --out letter.md

    Findings are confirmed with decide.
    """
    with speak_plainly():
        from extractor import feeds, marks
        from extractor.letter import compose_letter, write_markdown, write_word
        from extractor.models import Standing
        from extractor.telling import count_things

        if out and out.suffix.lower() not in (".docx", ".md", ".txt"):
            raise ExtractorError(str(out), "is no format of letters", hint="name a .docx, .md or .txt file")
        standings = marks.FOR_AUTHORS if undecided else frozenset({Standing.CONFIRMED})
        run, read, findings = find_findings(document, output, store=store, standings=standings)
        if not findings:
            hint = "" if undecided else " is confirmed; --open takes those that nobody has decided on"
            print(f"No letter: no finding of {document}{hint or ' is open or confirmed'}.")
            return
        made = compose_letter(run, read, findings, texts=feeds.read_texts(output))
        if out is None:
            print_bytes(write_markdown(made))
            return
        word = out.suffix.lower() == ".docx"
        write_file(out, write_word(made) if word else write_markdown(made).encode("utf-8", "replace"), beside=document)
        print(f"{count_things(len(findings), 'finding')} put to the author in {out}")

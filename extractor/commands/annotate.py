"""Mark the findings in a copy of a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import Store, speak_plainly
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from extractor.models import Document, Finding, Run, Standing

DocumentFile = Annotated[Path, typer.Argument(metavar="DOCUMENT", help="A document that a run has read.")]
RunOutput = Annotated[Path, typer.Option(metavar="DIR", help="The output of that run.")]


def annotate(  # noqa: PLR0913, PLR0917  each is an option of the command
    document: DocumentFile,
    output: RunOutput = Path("output"),
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The copy to write; by default OUTPUT/annotated/DOCUMENT.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also findings dismissed, accepted or left unsure.")] = False,
    store: Store = None,
    password: Annotated[
        str, typer.Option(metavar="TEXT", envvar="LGA_METRICS_PASSWORD", help="Password of an encrypted PDF.")
    ] = "",
) -> None:
    """Mark the findings in a copy of a PDF or Word document: the figures highlighted, with a comment beside them.

    \b
    Examples:
      lga-metrics annotate reports/annual-report.pdf
      lga-metrics annotate board-paper.docx --output checked --out for-the-author.docx

    Findings that are open, reopened or confirmed are marked, as the run found them and reviewers decided since. The
    document itself is not touched. For any other format, see letter.
    """
    with speak_plainly():
        from extractor import marks
        from extractor.annotate import annotate_document
        from extractor.models import Standing
        from extractor.telling import count_things

        standings = frozenset(Standing) if every else marks.FOR_AUTHORS
        run, read, findings = find_findings(document, output, store=store, standings=standings)
        if not findings:
            print(f"Nothing to mark: no such finding rests on {document}.")
            return
        places = marks.list_marks(findings, read.document)
        titles = {each.document: each.title for each in run.documents}
        copy = annotate_document(document, places, titles, password=password)
        target = out or output / "annotated" / document.name
        write_file(target, copy.data, beside=document)
        print(f"{count_things(len(findings), 'finding')} marked at {count_things(len(places), 'place')} in {target}")
        if copy.astray:
            print(f"{copy.astray:,} of them at the head of the page or text, since the words were not found")


def find_findings(
    path: Path, output: Path, *, store: Path | None, standings: frozenset[Standing]
) -> tuple[Run, Document, tuple[Finding, ...]]:
    """The run, the document of it that a file is, and its findings that stand so, with all decisions until now."""
    from dataclasses import replace

    from extractor import decisions, feeds, marks

    run = feeds.read_run(output)
    standing = decisions.find_standing(decisions.read_history(store or decisions.find_store(output)))
    run = replace(run, findings=decisions.apply_decisions(run.findings, run.claims, standing).findings)
    document = marks.find_document(run, path)
    return run, document, marks.choose_findings(run, document.document, standings)


def write_file(target: Path, data: bytes, *, beside: Path) -> None:
    """Write what was made of a document; ExtractorError where that is the document itself, or cannot be written."""
    if target.exists() and target.resolve() == beside.resolve():
        raise ExtractorError(str(target), "is the document itself", hint="name another file with --out")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or type(error).__name__}"
        raise ExtractorError(str(target), problem, hint="close it elsewhere, or name another with --out") from error

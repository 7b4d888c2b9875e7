"""Compare claims with hand labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from extractor.console import AsJson, speak_plainly


def evaluate(  # noqa: PLR0913, PLR0917  each is an option of the command
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help="A claims.csv, or the folder that holds one.")],
    gold: Annotated[list[Path], typer.Option(metavar="FILE", help="Labels, JSON lines; may be given several times.")],
    more: Annotated[list[Path] | None, typer.Argument(metavar="[FILE...]", help="More labels.")] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Show each error by sort, with its sentence and what was wanted.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=0, metavar="N", help="At most N errors of each sort.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare claims with hand labels, slot by slot.

    \b
    Examples:
      lga-metrics evaluate output/claims.csv --gold labels.jsonl
      lga-metrics evaluate output --gold labels/*.jsonl --errors --limit 10

    A star is the same share where the plain answer would be wrong: a qualifier that is not exact, a period that is not
    the document's usual one, a role that is neither level nor share.
    """
    with speak_plainly():
        from extractor import evaluate as scoring
        from extractor import feeds

        path = claims / feeds.FEED["claims"].file if claims.is_dir() else claims
        labels = scoring.read_labels([*gold, *(more or ())])
        comparison = scoring.compare_claims(feeds.read_claims(path), labels)
        if as_json:
            print(json.dumps(scoring.export_figures(comparison), ensure_ascii=False))
            return
        print(scoring.describe_figures(comparison))
        if counted := scoring.describe_error_counts(comparison):
            print(counted)
        if errors:
            for line in scoring.describe_errors(comparison, texts=feeds.read_texts(path.parent), limit=limit):
                print(line)

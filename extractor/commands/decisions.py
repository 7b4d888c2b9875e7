"""List, export and import the decisions of reviewers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import AsJson, Store, speak_plainly
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.models import Decision


kept = typer.Typer(
    help="List, export and import the decisions of reviewers.", no_args_is_help=True, rich_markup_mode=None
)


OfOutput = Annotated[Path, typer.Option("--output", metavar="DIR", help="The output whose decisions are meant.")]


_OUTPUT = Path("output")


@kept.command("list")
def list_decisions(
    output: OfOutput = _OUTPUT,
    store: Store = None,
    history: Annotated[bool, typer.Option("--history", help="All of them, not only those that stand.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the decisions that stand, or all that were ever made.

    \b
    Examples:
      lga-metrics decisions list
      lga-metrics decisions list --history --output old-output
    """
    with speak_plainly():
        from extractor import decisions

        made: Sequence[Decision] = decisions.read_history(store or decisions.find_store(output))
        if not history:
            made = tuple(decisions.find_standing(made).values())
        if as_json:
            print(json.dumps([decisions.export_decision(decision) for decision in made], indent=2))
            return
        for decision in made:
            print(decisions.describe_decision(decision))
        if not made:
            print(f"No decision in {store or decisions.find_store(output)}.")


@kept.command("export")
def export_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .jsonl to write.")],
    output: OfOutput = _OUTPUT,
    store: Store = None,
) -> None:
    """Write all decisions ever made as CSV or JSON lines, in a fixed order, to keep under version control.

    \b
    Examples:
      lga-metrics decisions export decisions.csv
      lga-metrics decisions export decisions.jsonl --output output
    """
    with speak_plainly():
        from extractor import decisions

        place = store or decisions.find_store(output)
        if not place.exists():
            raise ExtractorError(str(place), "there is no such file", hint="nothing was decided, or name --decisions")
        count = decisions.write_decisions(file, decisions.read_history(place))
        print(f"{count:,} decisions of {place} written to {file}")


@kept.command("import")
def import_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .jsonl that was exported.")],
    output: OfOutput = _OUTPUT,
    store: Store = None,
) -> None:
    """Add the decisions of an exported file; those that are there already stay as they are.

    \b
    Examples:
      lga-metrics decisions import decisions.csv
      lga-metrics decisions import colleague.jsonl --output output
    """
    with speak_plainly():
        from extractor import decisions

        place = store or decisions.find_store(output)
        read = decisions.read_decisions(file)
        added = decisions.record_decisions(place, read)
        print(f"{added:,} decisions added to {place}, {len(read) - added:,} were there")

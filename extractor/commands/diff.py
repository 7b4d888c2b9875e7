"""List what changed between two runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from extractor.console import FOUND, AsJson, speak_plainly


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The output folder of an earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The output folder of a later run.")],
    limit: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Show the first N of each group, and how many more there are."),
    ] = None,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit with 1 where anything differs.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the claims and findings gained, lost and changed between two runs.

    \b
    Examples:
      lga-metrics run corpus --out before
      lga-metrics run corpus --out after --patterns changed
      lga-metrics diff before after --limit 5

    JSON holds everything, whatever the limit. Exit code: 0; 1 with --fail-on-change and a change; 2 a folder is wrong.
    """
    with speak_plainly():
        from extractor import compare, feeds

        difference = compare.compare_runs(feeds.read_run(old), feeds.read_run(new))
        if as_json:
            print(json.dumps(compare.export_difference(difference), ensure_ascii=False, indent=2))
        else:
            print(compare.describe_difference(difference, limit=limit))
        if fail_on_change and difference.any:
            raise typer.Exit(FOUND)

"""List the checks, or what they looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from extractor.console import AsJson, find_width, speak_plainly
from extractor.errors import ExtractorError


def show_checks(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A check, to read all about it.")] = None,
    stats: Annotated[
        Path | None,
        typer.Option(metavar="OUTPUT", help="What each check examined in this run, what it passed over and why."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the checks, print what one looks for, or what they looked at in a run.

    \b
    Examples:
      lga-metrics checks
      lga-metrics checks same-figure-differs
      lga-metrics checks --stats output
    """
    with speak_plainly():
        if stats:
            _print_stats(stats, name, as_json=as_json)
            return
        from extractor.checks import CHECKS

        if name is None:
            for check in CHECKS:
                print(f"{check.name:<26} {check.severity:<8} {check.summary}")
            return
        found = next((check for check in CHECKS if check.name == name), None)
        if found is None:
            raise _no_check(name)
        print(f"{found.name} ({found.severity})\n\n{found.about}")


def _no_check(name: str) -> ExtractorError:
    return ExtractorError(name, "no such check", hint="lga-metrics checks lists them")


def _print_stats(output: Path, name: str | None, *, as_json: bool) -> None:
    from extractor import feeds, ledger, summary

    tallies = [tally for tally in feeds.read_tallies(output) if name in (None, tally.check)]
    if name and not tallies:
        raise _no_check(name)
    if as_json:
        print(json.dumps(ledger.export_tallies(tallies), ensure_ascii=False, indent=2))
    else:
        print(f"{'check':<26} {'looked at':>9}  passed over, and why")
        print(summary.describe_tallies(tallies, width=find_width()))

"""Check drafts before they are published."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import (
    FOUND,
    WRONG,
    CacheFolder,
    ConfigFile,
    FailOnOption,
    Jobs,
    LogForm,
    LogFormat,
    NoCache,
    Password,
    PatternsFolder,
    Store,
    Verbose,
    find_width,
    log_to_stderr,
    make_settings,
    print_bytes,
    show_progress,
    speak_plainly,
    tell_config,
    use_cache,
)

if TYPE_CHECKING:
    from extractor.cache import Cache
    from extractor.drafts import Checked
    from extractor.pipeline import Settings


class Format(StrEnum):
    """How `check` prints what it found."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    GITHUB = "github"


def check(  # noqa: PLR0913, PLR0917  each is an option of the command
    drafts: Annotated[list[Path], typer.Argument(metavar="DRAFT", help="Drafts, or folders of drafts.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER|OUTPUT", help="A folder of publications, or what a run wrote of them (faster)."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print what is found.")] = Format.TEXT,
    patterns: PatternsFolder = None,
    config: ConfigFile = None,
    store: Store = None,
    jobs: Jobs = None,
    fail_on: FailOnOption = None,
    password: Password = "",
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    verbose: Verbose = False,
    log_format: LogForm = LogFormat.TEXT,
) -> None:
    """Check drafts before they are published: within, between them, and against publications.

    \b
    Examples:
      lga-metrics check annual-report-draft.docx
      lga-metrics check press-release.docx --against output
      lga-metrics check drafts --against reports --fail-on error
      lga-metrics check report.md --against output --format github

    Only findings that touch a draft are told. A publication that is the draft itself, by title and period, is left out.
    Exit code: 0 it ran; 1 with --fail-on and such a finding; 2 a draft could not be read or the command is wrong.
    """
    with speak_plainly(), log_to_stderr(log_format, verbose=verbose):
        from extractor import pipeline
        from extractor.models import Severity

        settings = make_settings(patterns, config, password)
        with use_cache(cache, without=no_cache) as opened:
            checked = check_files(
                drafts, against, settings=settings, store=store, jobs=jobs, cache=opened, verbose=verbose
            )
        _print_checked(checked, form, against)
        tell_config(settings)
        for line in (*checked.notes, *(f"{each.path}: {each.reason}" for each in checked.run.failures)):
            print(line, file=sys.stderr)
        if checked.run.failures:
            raise typer.Exit(WRONG)
        if fail_on and pipeline.is_at_least(checked.run, Severity(fail_on)):
            raise typer.Exit(FOUND)


def check_files(  # noqa: PLR0913  the options of the commands, all by name
    paths: list[Path],
    against: Path | None,
    *,
    settings: Settings,
    store: Path | None,
    jobs: int | None = None,
    cache: Cache | None = None,
    verbose: bool = False,
) -> Checked:
    """What `check` finds, while it is shown how far it is."""
    from extractor.drafts import check_drafts

    with show_progress(verbose=verbose) as on_progress:
        return check_drafts(
            paths, against=against, settings=settings, store=store, jobs=jobs, cache=cache, on_progress=on_progress
        )


def _print_checked(checked: Checked, form: Format, against: Path | None) -> None:
    from extractor import feeds, formats, summary

    run = checked.run
    files = {name: checked.files[name] for name in checked.drafts}
    match form:
        case Format.TEXT:
            print(
                summary.describe_check(
                    run,
                    checked.drafts,
                    against=str(against or ""),
                    compared=checked.compared,
                    describe_place=formats.describe_place,
                    width=find_width(),
                )
            )
        case Format.JSON:
            told = {
                "drafts": list(checked.drafts),
                "compared": checked.compared,
                "notes": list(checked.notes),
                "not read": [
                    {"path": each.path, "status": each.status, "reason": each.reason} for each in run.failures
                ],
                "findings": feeds.export_findings(run),
            }
            print(json.dumps(told, indent=2))
        case Format.CSV:
            print_bytes(feeds.write_findings(run))
        case Format.SARIF:
            print(formats.write_sarif(run, files))
        case Format.GITHUB:
            print_bytes("".join(f"{line}\n" for line in formats.list_annotations(run, files)))

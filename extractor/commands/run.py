"""Read publications, find claims and discrepancies, write feeds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import (
    FOUND,
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
    WithOcr,
    find_width,
    log_to_stderr,
    make_settings,
    show_progress,
    speak_plainly,
    tell_config,
    use_cache,
)
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.cache import Cache
    from extractor.feeds import Format
    from extractor.pipeline import Outcome, Settings
    from extractor.workers import Limits


class Beside(StrEnum):
    """What --format takes: feeds.Format, which --help has no time to import."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    SQLITE = "sqlite"


def run(  # noqa: PLR0913, PLR0917  each is an option of the command
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files and folders to read.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the feeds and the report.")] = Path("output"),
    patterns: PatternsFolder = None,
    config: ConfigFile = None,
    store: Store = None,
    jobs: Jobs = None,
    fail_on: FailOnOption = None,
    timeout: Annotated[
        float | None, typer.Option(min=1, metavar="S", help="Seconds that one document may take; 300 by default.")
    ] = None,
    password: Password = "",
    ocr: WithOcr = False,
    formats: Annotated[
        list[Beside] | None, typer.Option("--format", help="Write the feeds in this format too; may be repeated.")
    ] = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    verbose: Verbose = False,
    log_format: LogForm = LogFormat.TEXT,
) -> None:
    """Read publications, find claims and discrepancies, write feeds.

    \b
    Examples:
      lga-metrics run corpus
      lga-metrics run ~/drafts annual-report.pdf --out ~/checked
      lga-metrics run drafts --fail-on error
      lga-metrics run scans --ocr --timeout 1800
      lga-metrics run reports --config strict.yaml --decisions shared.decisions.sqlite
      lga-metrics run reports --format parquet --format sqlite
      lga-metrics run reports --verbose --log-format json 2> run.log

    What was read before is not read again, unless the file, the patterns or this program have changed (--no-cache).
    Findings that reviewers decided on stay in every feed, marked, and --fail-on passes them over; see decide.
    Exit code: 0 it ran; 1 with --fail-on and such a finding; 2 nothing could be read or the command is wrong.
    """
    with speak_plainly(), log_to_stderr(log_format, verbose=verbose):
        from dataclasses import replace

        from extractor import feeds, pipeline
        from extractor.models import Severity

        settings = replace(make_settings(patterns, config, password), ocr=ocr)
        limits = replace(pipeline.LIMITS, seconds=timeout) if timeout else pipeline.LIMITS
        with use_cache(cache, without=no_cache) as opened:
            outcome = run_and_print(
                paths,
                out=out,
                settings=settings,
                store=store,
                jobs=jobs,
                limits=limits,
                cache=opened,
                verbose=verbose,
                formats=[feeds.Format(each) for each in formats or ()],
            )
        if not outcome.run.documents:
            names = ", ".join(str(path) for path in paths)
            hint = "documents.csv says why of each file" if outcome.run.failures else "there is no file in it to read"
            raise ExtractorError(names, "nothing could be read", hint=hint)
        if fail_on and pipeline.is_at_least(outcome.run, Severity(fail_on)):
            raise typer.Exit(FOUND)


def run_and_print(  # noqa: PLR0913  the options of the commands, all by name
    paths: list[Path],
    *,
    out: Path,
    settings: Settings,
    store: Path | None,
    jobs: int | None,
    cache: Cache | None,
    verbose: bool,
    limits: Limits | None = None,
    formats: Sequence[Format] = (),
) -> Outcome:
    """Run, and print what was found and where it is."""
    from extractor import pipeline, summary

    with show_progress(verbose=verbose) as on_progress:
        outcome = pipeline.run(
            paths,
            out=out,
            settings=settings,
            store=store,
            jobs=jobs,
            limits=limits or pipeline.LIMITS,
            cache=cache,
            on_progress=on_progress,
            formats=formats,
        )
    print(summary.describe_run(outcome.run, width=find_width()))
    if outcome.since:
        print(f"\n{summary.describe_since(outcome.since)}")
    tell_config(settings)
    if outcome.unchanged:
        print("\nNothing has changed since the last run: its feeds stay as they are.")
    print(f"\nIn {out}: report.html to read, claims.xlsx for Excel, and {_list_feeds(outcome.files)}")
    return outcome


def _list_feeds(files: dict[str, Path]) -> str:
    suffixes = dict.fromkeys(Path(name).suffix for name in files)
    beside = [each.value for each in Beside if f".{each}" in suffixes]
    tables = ", ".join(name for name in files if name.endswith(".csv"))
    return f"{tables}; the same as {', '.join(beside)}" if beside else tables

"""Read publications, find claims and discrepancies, write feeds."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
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
    from collections.abc import Callable

    from extractor.pipeline import Outcome, Settings


class Beside(StrEnum):
    """What --format takes: feeds.Format, which --help has no time to import."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    SQLITE = "sqlite"


def run(  # noqa: PLR0913, PLR0917  each is an option of the command
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Files and folders to read; with --scheduler also addresses.")
    ],
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
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Read on the workers of a Dask scheduler, as tcp://10.0.0.5:8786.")
    ] = "",
    shards: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Where the workers write what they read, and all machines can reach; OUT.shards by default.",
        ),
    ] = "",
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
      lga-metrics run s3://council/reports --scheduler tcp://10.0.0.5:8786 --shards s3://council/read

    What was read before is not read again, unless the file, the patterns or this program have changed (--no-cache).
    With --scheduler it lies in the shards instead of the cache; needs: pip install "lga-metrics[dask]".
    Findings that reviewers decided on stay in every feed, marked, and --fail-on passes them over; see decide.
    Exit code: 0 it ran; 1 with --fail-on and such a finding; 2 nothing could be read or the command is wrong.
    """
    with speak_plainly(), log_to_stderr(log_format, verbose=verbose):
        from dataclasses import replace

        from extractor import feeds, pipeline
        from extractor.models import Severity

        settings = replace(make_settings(patterns, config, password), ocr=ocr)
        limits = replace(pipeline.LIMITS, seconds=timeout) if timeout else pipeline.LIMITS
        _check_options(paths, scheduler=scheduler, shards=shards, jobs=jobs)
        with use_cache(cache, without=no_cache or bool(scheduler)) as opened:
            if scheduler:
                from extractor import cluster

                perform = partial(cluster.run, paths, scheduler=scheduler, shards=shards, anew=no_cache)
            else:
                perform = partial(pipeline.run, list(map(Path, paths)), jobs=jobs, cache=opened)
            outcome = run_and_print(
                partial(perform, limits=limits, store=store, formats=[feeds.Format(each) for each in formats or ()]),
                out=out,
                settings=settings,
                verbose=verbose,
            )
        if not outcome.run.documents:
            names = ", ".join(paths)
            hint = "documents.csv says why of each file" if outcome.run.failures else "there is no file in it to read"
            raise ExtractorError(names, "nothing could be read", hint=hint)
        if fail_on and pipeline.is_at_least(outcome.run, Severity(fail_on)):
            raise typer.Exit(FOUND)


def _check_options(paths: list[str], *, scheduler: str, shards: str, jobs: int | None) -> None:
    """Refuse what would be passed over in silence."""
    if scheduler and jobs:
        raise ExtractorError("--jobs", "is for this machine", hint="with --scheduler the threads of its workers count")
    if scheduler:
        return
    if shards:
        raise ExtractorError("--shards", "is for the workers of a cluster", hint="name their scheduler: --scheduler")
    for path in paths:
        if "://" in path:
            hint = "name their scheduler: --scheduler"
            raise ExtractorError(path, "is an address, which the workers of a cluster read", hint=hint)


def run_and_print(perform: Callable[..., Outcome], *, out: Path, settings: Settings, verbose: bool) -> Outcome:
    """Perform a run, and print what was found and where it is."""
    from extractor import summary

    with show_progress(verbose=verbose) as on_progress:
        outcome = perform(out=out, settings=settings, on_progress=on_progress)
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

"""Run again whenever files have changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.run import run_and_print
from extractor.console import (
    CacheFolder,
    ConfigFile,
    Jobs,
    LogForm,
    LogFormat,
    NoCache,
    Password,
    PatternsFolder,
    Store,
    Verbose,
    log_to_stderr,
    make_settings,
    speak_plainly,
    use_cache,
)
from extractor.errors import ExtractorError

Seen = Mapping[Path, tuple[int, int]]
"""Size and time of last change of each file."""


def watch(  # noqa: PLR0913, PLR0917  each is an option of the command
    paths: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Folders and files to watch.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the feeds and the report.")] = Path("output"),
    every: Annotated[float, typer.Option(min=0.1, metavar="S", help="Seconds between two looks.")] = 30.0,
    patterns: PatternsFolder = None,
    config: ConfigFile = None,
    store: Store = None,
    jobs: Jobs = None,
    password: Password = "",
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    verbose: Verbose = False,
    log_format: LogForm = LogFormat.TEXT,
) -> None:
    """Run now, and again whenever files were added, changed or removed; for a shared drive. Ctrl-C ends it.

    \b
    Examples:
      lga-metrics watch reports
      lga-metrics watch /mnt/share/drafts --out /mnt/share/checked --every 60

    It runs when two looks in a row see the same, so that a file is not read while it is still being copied.
    """
    with speak_plainly(), log_to_stderr(log_format, verbose=verbose):
        from extractor import pipeline

        settings = make_settings(patterns, config, password)

        def act() -> None:
            with use_cache(cache, without=no_cache) as opened:
                perform = partial(pipeline.run, paths, jobs=jobs, store=store, cache=opened)
                run_and_print(perform, out=out, settings=settings, verbose=verbose)
            print(f"\nWatching {', '.join(map(str, paths))}; Ctrl-C ends it.", flush=True)

        try:
            watch_files(lambda: look_at(paths, out=out), act, wait=lambda: time.sleep(every))
        except KeyboardInterrupt:
            print("No longer watching.")


def look_at(paths: list[Path], *, out: Path) -> Seen:
    """The files that a run would read, as they are now. ExtractorError where a path is not there."""
    from extractor.ingest import find_files

    seen = {}
    for file in find_files(paths, exclude=out).files:
        try:
            now = file.path.stat()
        except OSError:
            continue  # gone since: the next look tells
        seen[file.path] = (now.st_size, now.st_mtime_ns)
    return seen


def watch_files(look: Callable[[], Seen], act: Callable[[], None], *, wait: Callable[[], None]) -> None:
    """Act now, and again when two looks in a row see the same and it is not what was acted on; `wait` ends it.

    What goes wrong is told once and tried again after the next look: a drive comes back, a workbook is closed.
    """
    acted: Seen | None = None
    before: Seen | None = None
    told = ""
    while True:
        try:
            now = look()
            if now != acted and before in (None, now):
                act()
                acted = now
            before, told = now, ""
        except ExtractorError as error:
            if str(error) != told:
                print(error, file=sys.stderr)
            told = str(error)
        wait()

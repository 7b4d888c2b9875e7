"""What the commands share: options, exit codes, and how they speak.

It prints with `print`: click.echo takes a console that says it is ASCII for a mistake, and writes UTF-8 to it.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.batch import Progress
    from extractor.cache import Cache
    from extractor.pipeline import Settings


_log = logging.getLogger(__name__)

WENT_WELL, FOUND, WRONG, STOPPED = 0, 1, 2, 130
"""Exit codes: it ran; a finding at or above --fail-on, or a failed example; a wrong command or input; Ctrl-C."""


class FailOn(StrEnum):
    """What --fail-on takes."""

    WARNING = "warning"
    ERROR = "error"


PatternsFolder = Annotated[
    Path | None,
    typer.Option("--patterns", metavar="DIR", help="Folder of patterns to use instead of the built-in one."),
]
WithOcr = Annotated[
    bool, typer.Option("--ocr", help="Read scanned pages with tesseract, where it is installed (about 3 s a page).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Configuration; by default lga-metrics.yaml in this folder, if any."),
]
Store = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE",
        help="Decisions of reviewers; by default OUTPUT.decisions.sqlite beside the output.",
    ),
]
FailOnOption = Annotated[
    FailOn | None, typer.Option(help="Exit with 1 where an open finding is at least this bad (for scripts).")
]
Jobs = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes at work; by default one for each core.")]
Password = Annotated[
    str, typer.Option(metavar="TEXT", envvar="LGA_METRICS_PASSWORD", help="Password of encrypted PDFs.")
]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        envvar="LGA_METRICS_CACHE",
        help="Folder for what was read before; by default the cache folder of this user.",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read every file again, and keep nothing.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say on stderr what is being done.")]


class LogFormat(StrEnum):
    """What --log-format takes."""

    TEXT = "text"
    JSON = "json"


LogForm = Annotated[
    LogFormat, typer.Option("--log-format", help="How warnings and --verbose are told; json is one object a line.")
]
OutputFolder = Annotated[Path, typer.Argument(metavar="OUTPUT", help="A folder that a run wrote.")]


_PLAIN = {"£": "GBP ", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "*", "\u00a0": " "}


def write_plainly(error: UnicodeError) -> tuple[str, int]:
    """Spell what a console cannot show: a pound sign must not end a run."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(mark, "?") for mark in error.object[error.start : error.end]), error.end


@contextmanager
def speak_plainly() -> Iterator[None]:
    """One line for a mistake that a person can mend, and never a traceback."""
    try:
        yield
    except ExtractorError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(WRONG) from error
    except KeyboardInterrupt as error:
        print("Stopped; the feeds of the last run are as they were, and what was read so far is kept.", file=sys.stderr)
        raise typer.Exit(STOPPED) from error


def find_width() -> int:
    """Columns to print in: those of the terminal, at most 100."""
    return min(100, shutil.get_terminal_size((100, 24)).columns)


def find_login() -> str:
    """The name that somebody is logged in under; empty where the system does not tell."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def print_bytes(text: str) -> None:
    """Print for another program: UTF-8 and LF, whatever the console."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))


@contextmanager
def use_cache(folder: Path | None, *, without: bool) -> Iterator[Cache | None]:
    """The cache that the options name. Where one that nobody named cannot be had, the run goes on without."""
    if without:
        yield None
        return
    from extractor.cache import find_folder, open_cache
    from extractor.errors import CacheError

    with ExitStack() as stack:
        try:
            cache = stack.enter_context(open_cache(folder or find_folder()))
        except CacheError as error:
            if folder:
                raise
            _log.warning("%s", error)
            cache = None
        yield cache


@contextmanager
def log_to_stderr(form: LogFormat, *, verbose: bool) -> Iterator[None]:
    """Tell warnings, and with `verbose` what is being done, as lines of text or of JSON."""
    handler = logging.StreamHandler()
    plain = "%(asctime)s %(levelname)s %(message)s" if verbose else "%(message)s"
    handler.setFormatter(logging.Formatter("%(as_json)s" if form is LogFormat.JSON else plain, datefmt="%H:%M:%S"))
    handler.addFilter(_write_as_json)
    logger = logging.getLogger("extractor")
    level = logger.level
    logger.setLevel(logging.INFO if verbose else logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _write_as_json(record: logging.LogRecord) -> bool:
    """Give a record its line of JSON; a filter, since it may add to a record."""
    told = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
        **getattr(record, "figures", {}),
    }
    record.as_json = json.dumps(told, ensure_ascii=False)
    return True


@contextmanager
def show_progress(*, verbose: bool = False) -> Iterator[Callable[[Progress], object] | None]:
    """How far a run is: with `verbose` as a line now and then, else as a bar where stderr is a terminal."""
    if verbose:
        yield _log_progress()
    elif sys.stderr.isatty():
        with _show_bar() as advance:
            yield advance
    else:
        yield None


def _log_progress() -> Callable[[Progress], object]:
    started = told = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < _BETWEEN_LINES and progress.done < progress.total:
            return
        told = now
        figures = {"done": progress.done, "total": progress.total, "kept": progress.kept}
        figures |= {"claims": progress.claims, "failures": progress.failures}
        _log.info("%s", describe_progress(progress, now - started), extra={"figures": figures})

    return tell


_BETWEEN_LINES = 10.0  # seconds


@contextmanager
def _show_bar() -> Iterator[Callable[[Progress], object]]:
    """A bar that leaves nothing behind."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
    started = time.monotonic()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None, told="")

        def advance(progress: Progress) -> None:
            bar.update(
                task,
                description="Reading" if progress.done < progress.total else "Comparing",
                completed=progress.done,
                total=progress.total,
                told=describe_progress(progress, time.monotonic() - started),
            )

        yield advance


def describe_progress(progress: Progress, seconds: float) -> str:
    """How far a run is after some seconds, in words: files a second, claims, failures and the time left.

    What an earlier run has read says nothing of the speed of this one.
    """
    parts = [f"{progress.done:,} of {progress.total:,} files"]
    if progress.kept:
        parts.append(f"{progress.kept:,} of them read before")
    parts += [f"{progress.claims:,} claims", f"{progress.failures:,} not read"]
    read, left = progress.done - progress.kept, progress.total - progress.done
    if read and seconds:
        parts.append(f"{read / seconds:.1f} files a second")
        if left > 0:  # what is read a second time, since the cache lost it, is done twice
            parts.append(f"{_spell_seconds(left * seconds / read)} left")
    return ", ".join(parts)


def _spell_seconds(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def make_settings(patterns: Path | None, config: Path | None, password: str) -> Settings:
    """What a run is told by its options and by the configuration, which is looked for in this folder."""
    from extractor import pipeline
    from extractor.config import find_config

    read = pipeline.load_config(config or find_config(Path()), patterns_folder=patterns)
    return pipeline.Settings(patterns_folder=patterns, password=password, config=read)


def tell_config(settings: Settings) -> None:
    """A configuration changes what is found, so nobody should have to wonder whether one was used."""
    if settings.config.file:
        off = [name for name, severity in settings.config.checks if severity is None]
        print(f"Configured by {settings.config.file}" + (f"; off: {', '.join(off)}" if off else ""), file=sys.stderr)

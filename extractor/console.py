"""What the commands share: options, exit codes, and how they speak.

It prints with `print`: click.echo takes a console that says it is ASCII for a mistake, and writes UTF-8 to it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.pipeline import Progress, Settings


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
        print("Stopped; the feeds of the last run are as they were.", file=sys.stderr)
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
def show_progress() -> Iterator[Callable[[Progress], object] | None]:
    """A bar on stderr while a run works, where that is a terminal; it leaves nothing behind."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[claims]:,} claims, {task.fields[failures]} not read"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None, claims=0, failures=0)

        def advance(progress: Progress) -> None:
            bar.update(
                task,
                description="Reading" if progress.done < progress.total else "Comparing",
                completed=progress.done,
                total=progress.total,
                claims=progress.claims,
                failures=progress.failures,
            )

        yield advance


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

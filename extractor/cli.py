"""The command line: joins the commands. Only this, __main__.py, console.py and commands/ print or exit."""

from __future__ import annotations

import codecs
import sys
from typing import Annotated

import typer

from extractor import __version__
from extractor.commands import COMMANDS, GROUPS
from extractor.console import WRONG, write_plainly

# Plain help: it reads the same on every console, and costs no import.
app = typer.Typer(
    name="lga-metrics",
    help="Find the figures that publications state, and the ones that disagree.",
    epilog="To start: lga-metrics run FOLDER, then open output/report.html. Alone it opens a page to choose one on.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"lga-metrics {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  the callback acts on it
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    codecs.register_error("plain", write_plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain")
    if context.invoked_subcommand is None:
        _begin(context)


def _begin(context: typer.Context) -> None:
    """What the program does when it is only started: for a person the page, for a script the help."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        COMMANDS["review"]()
        return
    print(context.get_help())
    raise typer.Exit(WRONG)


for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


if __name__ == "__main__":
    app()

"""Go through findings one by one, in a browser or in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import Store, find_login, find_width, speak_plainly
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from extractor.review.terminal import Screen


def review(  # noqa: PLR0913, PLR0917  each is an option of the command
    output: Annotated[
        Path | None,
        typer.Argument(metavar="[OUTPUT]", help="A folder that a run wrote; else choose on the page."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen at; by default 8321, or the next that is free.")
    ] = None,
    reviewer: Annotated[
        str, typer.Option(metavar="NAME", envvar="LGA_METRICS_REVIEWER", help="Who decides; by default your login.")
    ] = "",
    store: Store = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Go through them here, without a browser.")] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page, or only say where it is.")
    ] = True,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Listen to other machines too, at this address of this one.")
    ] = "127.0.0.1",
) -> None:
    """Go through findings one by one: both sides, the arithmetic, and one key to decide.

    \b
    Examples:
      lga-metrics review
      lga-metrics review output
      lga-metrics review output --reviewer Kim --port 9000
      lga-metrics review output --terminal

    The page is served to this machine only, to whoever has the address that is printed: it holds a key. Decisions are
    kept as those of decide are, and the next run or check shows them. Ctrl-C ends it.
    """
    with speak_plainly():
        name = reviewer or find_login()
        if terminal:
            if output is None:
                raise ExtractorError("--terminal", "needs the output of a run", hint="name its folder")
            _review_here(output, store, name)
            return
        _serve(output, store, name, host=host, port=port, browser=browser)


def _serve(  # noqa: PLR0913  the options of the command, by name
    output: Path | None, store: Path | None, reviewer: str, *, host: str, port: int | None, browser: bool
) -> None:
    import webbrowser

    from extractor.review import server
    from extractor.review.site import MAIN, Site

    site = Site(reviewer=reviewer, output=output, store=store)
    if output is not None:
        site.open_desk(MAIN)  # a folder that holds no run is told here, not in the browser
    with server.open_socket(host, port) as opened:
        address = server.find_address(site, opened)
        print(f"Open {address}\nCtrl-C ends it.", flush=True)
        if browser:
            webbrowser.open(address)
        try:
            server.serve(site, opened, host=host)
        except KeyboardInterrupt:
            print("Ended; all decisions are kept.")


def _review_here(output: Path, store: Path | None, reviewer: str) -> None:
    from extractor.review.desk import Desk
    from extractor.review.terminal import review_in_terminal

    review_in_terminal(Desk(output, store=store), _make_screen(), reviewer=reviewer)


def _make_screen() -> Screen:
    from rich.console import Console

    from extractor.review.terminal import Screen

    console = Console(width=find_width(), highlight=False)

    def read_key() -> str:
        import click

        if not sys.stdin.isatty():
            return sys.stdin.read(1) or "q"
        return click.getchar()

    def read_line(label: str) -> str:
        return console.input(label, markup=False)

    return Screen(show=console.print, clear=console.clear, read_key=read_key, read_line=read_line)

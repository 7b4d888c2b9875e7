"""Show a measure through the years."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.console import find_width, speak_plainly


def show_series(
    programme: Annotated[str, typer.Argument(metavar="PROGRAMME", help="Its id or its name, as in claims.csv.")],
    measure: Annotated[str, typer.Option(metavar="TEXT", help="Only figures of which these words are said.")] = "",
    output: Annotated[Path, typer.Option(metavar="DIR", help="A folder that a run wrote.")] = Path("output"),
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it too, as an image.")] = None,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it too, to be scaled.")] = None,
) -> None:
    """Show what a programme counts through the years: each figure, what it is taken to mean, and where it stands.

    \b
    Examples:
      lga-metrics series ngdp
      lga-metrics series ngdp --measure applications --png applications.png
      lga-metrics series "One Public Estate" --measure "homes" --output ~/checked --svg homes.svg

    Without --measure, only what has figures of two periods or more. The figures are those of series.csv: no targets,
    changes or rates. In the drawing, a hollow dot is a hedged figure, and a bar what it is taken to mean.
    """
    with speak_plainly():
        from extractor import series

        found = series.find_series(output, programme, measure=measure)
        told = found if measure else [each for each in found if each.periods > 1]
        if told:
            print(series.describe_series(told, width=find_width()))
        if len(told) < len(found):
            print(f"\n{len(found) - len(told):,} more with figures of one period only; --measure TEXT shows them")
        elif not found:
            print(f"no dated figure of {programme} says {measure}")
        files = [file for file in (png, svg) if file]
        if files:
            series.draw_series(told, files, title=f"{programme}: {measure}" if measure else programme)
            print(f"\nDrawn: {', '.join(map(str, files))}")

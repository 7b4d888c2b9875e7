"""A measure through the years, out of the feeds of a run: as a table for a terminal, and drawn.

One series is what one programme counts of one sort of thing: the same noun, kind and unit, either in a period or for
all the time since a start. Whether two wordings of it
mean the same is for the reader, so that the measure of each figure is shown beside it. Copies of one publication count
once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import feeds
from extractor.errors import ExtractorError
from extractor.models import Kind, Period, Qualifier, Role
from extractor.shelf import spell
from extractor.telling import count_things, describe_period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DRAWN = 8
"""Series in one drawing; with more, none can be read. A judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One dated figure of a series; `low` and `high` are what a reader takes it to mean, None where there is no end.

    `day` is where it stands in time: at the end of its period; where that is open, at that of its document.
    """

    period: Period
    day: date
    value: Decimal
    value_high: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    text: str
    measure: str
    document: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure through time: what is counted (`head`), of which kind and unit, and its figures, the oldest first.

    `cumulative` says that they are for all the time since a start.
    """

    head: str
    kind: Kind
    unit: str
    cumulative: bool
    points: tuple[Point, ...]

    @property
    def periods(self) -> int:
        """How many different periods it has figures of."""
        return len({(point.period.start, point.period.end) for point in self.points})

    @property
    def name(self) -> str:
        """What it counts, for people: "councils", "members (percent)", "graduates since a start"."""
        shown = self.head or "no noun told"
        shown = shown if self.unit in ("", self.head) else f"{shown} ({self.unit})"
        return f"{shown} since a start" if self.cumulative else shown


def find_series(out: Path, programme: str, *, measure: str = "") -> tuple[Series, ...]:
    """The series of a programme, named by its id or name, in a run's output; those of most periods first.

    With `measure`, only figures whose measure or noun holds every word of it. ExtractorError where the output has
    nothing of such a programme, and names those that it has.
    """
    claims = {row["claim_id"]: row for row in feeds.read_rows(out / feeds.FEED["claims"].file)}
    documents = {row["document"]: row for row in feeds.read_rows(out / feeds.FEED["documents"].file)}
    rows = feeds.read_rows(out / feeds.FEED["series"].file)
    known = {row["programme"]: claims[row["claim_id"]]["programme_name"] for row in rows}
    wanted = _find_programme(programme, known)
    words = measure.casefold().split()
    groups: dict[tuple[str, str, str, bool], list[Point]] = {}
    for row in rows:
        claim, document = claims[row["claim_id"]], documents[row["document"]]
        said = f"{row['measure']} {row['head']}".casefold()
        if row["programme"] == wanted and not document["same_as"] and all(word in said for word in words):
            key = row["head"], row["kind"], claim["unit"], claim["role"] == Role.CUMULATIVE
            groups.setdefault(key, []).append(_make_point(claim, document))
    series = [
        Series(head=head, kind=Kind(kind), unit=unit, cumulative=cumulative, points=tuple(sorted(points, key=_order)))
        for (head, kind, unit, cumulative), points in groups.items()
    ]
    return tuple(sorted(series, key=lambda each: (-each.periods, each.name, each.kind)))


def _find_programme(wanted: str, known: Mapping[str, str]) -> str:
    for programme, name in known.items():
        if wanted.casefold() in (programme.casefold(), name.casefold()):
            return programme
    there = ", ".join(sorted(known)) or "it has no dated figure"
    raise ExtractorError(wanted, "is no programme with a dated figure in this output", hint=f"name one of: {there}")


def _make_point(claim: Mapping[str, str], document: Mapping[str, str]) -> Point:
    days = (claim["period_end"], document["period_end"], document["published"], claim["period_start"])
    return Point(
        period=Period(
            start=date.fromisoformat(claim["period_start"]) if claim["period_start"] else None,
            end=date.fromisoformat(claim["period_end"]) if claim["period_end"] else None,
            label=claim["period"],
        ),
        day=date.fromisoformat(next(day for day in days if day)),
        value=Decimal(claim["value"]),
        value_high=_read_number(claim["value_high"]),
        low=_read_number(claim["low"]),
        high=_read_number(claim["high"]),
        qualifier=Qualifier(claim["qualifier"]),
        text=" ".join(claim["text"].split()),
        measure=claim["measure"],
        document=claim["document"],
        page=claim["page"],
    )


def _read_number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _order(point: Point) -> tuple[date, date, str, Decimal]:
    return point.day, point.period.start or date.min, point.document, point.value


# The terminal


def describe_series(series: Sequence[Series], *, width: int = 100) -> str:
    """Series as a table each: the period, the figure as written, what it is taken to mean, measure and place."""
    return "\n\n".join("\n".join(_describe_one(each, width)) for each in series)


def _describe_one(series: Series, width: int) -> list[str]:
    cells = [
        (describe_period(point.period), point.text, _describe_range(point), _describe_place(point))
        for point in series.points
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [f"{series.name}: {count_things(len(series.points), 'figure')}, {count_things(series.periods, 'period')}"]
    for row, point in zip(cells, series.points, strict=True):
        line = "  " + "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        lines.append(line)
        if point.measure and point.measure != series.head:
            lines.append(f"      {_shorten(point.measure, width - 6)}")
    return lines


def _describe_range(point: Point) -> str:
    if point.low == point.high == point.value:
        return ""
    low, high = ("" if end is None else spell(end) for end in (point.low, point.high))
    return f"{low} to {high}"


def _describe_place(point: Point) -> str:
    return f"{point.document}, page {point.page}" if point.page else point.document


def _shorten(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


# The drawing

_COLOUR = "#1f5fa8"
_UNITS = {"GBP": "£{}", "percent": "{}%"}


def draw_series(series: Sequence[Series], files: Iterable[Path], *, title: str) -> None:
    """Draw series one below the other on one axis of time, into files whose suffix says the format (.png, .svg).

    A figure is a dot at its day, hollow where it is hedged; a thin line is the period, and a bar from its
    low to its high end what it is taken to mean.
    ExtractorError where there are none, more than MOST_DRAWN, or a file cannot be written.
    """
    if not 0 < len(series) <= MOST_DRAWN:
        problem = f"there are {len(series):,} series, and a drawing holds 1 to {MOST_DRAWN}"
        raise ExtractorError("", problem, hint="choose some with --measure")
    import matplotlib as mpl

    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it speaks of building a font cache on its first use
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": title, "text.parse_math": False, "font.size": 9}):
        for path in files:
            figure = _draw_all(series, title)
            try:
                # With what it says of itself, the same series would not give the same file.
                metadata = {"Date": None, "Creator": None} if path.suffix.lower() == ".svg" else {"Software": None}
                figure.savefig(path, dpi=144, metadata=metadata)
            except (OSError, ValueError) as error:
                hint = "name a file that ends in .png or .svg, in a folder where you may write"
                raise ExtractorError(str(path), f"cannot be drawn: {error}", hint=hint) from error


def _draw_all(series: Sequence[Series], title: str) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 0.8 + 2.2 * len(series)), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    rows = figure.subplots(len(series), 1, sharex=True, squeeze=False)[:, 0]
    for axes, each in zip(rows, series, strict=True):
        _draw_one(axes, each)
    return figure


def _draw_one(axes: Axes, series: Series) -> None:
    for point in series.points:
        day, value = _count_days(point.day), float(point.value)
        low, high = (float(end) if end is not None else value for end in (point.low, point.high))
        if point.period.start:
            axes.hlines([value], _count_days(point.period.start), day, color=_COLOUR, linewidth=1, alpha=0.6)
        axes.vlines([day], low, high, color=_COLOUR, linewidth=4, alpha=0.35)
        if point.qualifier is not Qualifier.RANGE:
            face = _COLOUR if point.qualifier is Qualifier.EXACT else "white"
            axes.plot([day], [value], marker="o", color=_COLOUR, markerfacecolor=face, linestyle="none")
        axes.annotate(point.text, (day, max(high, value)), (0, 5), textcoords="offset points", ha="center", fontsize=8)
    axes.xaxis_date()
    axes.set_title(series.name, loc="left", fontsize=9)
    pattern = _UNITS.get(series.unit, "{}")
    axes.yaxis.set_major_formatter(lambda value, _: pattern.format(f"{value:,.10g}"))
    axes.margins(x=0.08, y=0.25)
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def _count_days(day: date) -> int:
    """A day on the axis: the drawing counts from 1970."""
    return (day - date(1970, 1, 1)).days

"""Charts of what a run found: drawn as SVG by matplotlib, each with its numbers as a table for who does not see it.

A drawing has no colours of its own: they stand for variables of the page (`VARIABLES`), so that one drawing serves
light, dark and paper. Nothing is told by colour alone: columns have names, and every bar has its number.
"""

from __future__ import annotations

import io
import logging
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from extractor.models import Claim, Finding, Kind, Period, Qualifier, Quantity, Role, Severity
from extractor.telling import count_things, describe_period, name_place, say, spell_value

if TYPE_CHECKING:
    from collections.abc import Iterator

BARS_SHOWN = 12
"""How many programmes a chart names; the others are one row."""
MEASURES_SHOWN = 6
"""How many measures are drawn through the years: those with the most years."""

_INK, _FAINT, _LINE, _BAR, _BAND = "#00000a", "#00000b", "#00000c", "#00000d", "#00000e"
_SEVERITY = {severity: f"#0000{place:02x}" for place, severity in enumerate(Severity, start=0x20)}
VARIABLES = {
    _INK: "var(--ink)",
    _FAINT: "var(--faint)",
    _LINE: "var(--line)",
    _BAR: "var(--bar)",
    _BAND: "var(--band)",
    **{colour: f"var(--{severity}-bar)" for severity, colour in _SEVERITY.items()},
}
"""The colours of the drawings, and the variables of the page that they stand for."""

UNNAMED = "No programme named"
"""How a reader is told of claims that name no programme."""
_OTHERS = "other programmes"
_LABEL_WIDTH = 36  # characters
_A_YEAR = range(359, 372)  # days: financial and calendar years, and those that are told a few days short
_MOST_LABELLED, _MOST_IN_WORDS = 7, 4  # figures; more of them would run into each other
_MOST_YEARS_NAMED = 5
_LARGEST = 10**15  # what is larger was misread, and would leave all others on one line
_TOLD = frozenset({Role.LEVEL, Role.PREVIOUS, Role.SHARE})  # targets, changes and rates are no points of a series
_UPWARDS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})
_DOWNWARDS = frozenset({Qualifier.UNDER, Qualifier.UP_TO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing (an SVG element), what it says in a sentence, and its numbers: a head and rows."""

    title: str
    about: str
    drawing: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


# Counts: one row for each programme or check, one column of bars for each kind or severity


def draw_claims(claims: Iterable[Claim], names: Mapping[str, str]) -> Chart:
    """How many claims there are, by programme and kind; `names` are those of the programmes."""
    table: dict[str, Counter[str]] = {}
    for claim in claims:
        name = UNNAMED if claim.programme == "none" else names.get(claim.programme, claim.programme)
        table.setdefault(name, Counter())[claim.quantity.kind] += 1
    told = sum(counts.total() for name, counts in table.items() if name != UNNAMED)
    total = sum(counts.total() for counts in table.values())
    return _draw_counts(
        _gather_small(table),
        dict.fromkeys(Kind, _BAR),
        title="Claims by programme and kind",
        about=f"{told:,} of {count_things(total, 'claim')} name one of {len(table.keys() - {UNNAMED}):,} programmes.",
        rows_are="Programme",
    )


def draw_findings(findings: Iterable[Finding]) -> Chart:
    """How many findings there are, by check and severity."""
    table: dict[str, Counter[str]] = {}
    for finding in findings:
        table.setdefault(finding.check, Counter())[finding.severity] += 1
    order = sorted(table, key=lambda check: (-table[check].total(), check))
    return _draw_counts(
        {check: table[check] for check in order},
        {severity: _SEVERITY[severity] for severity in reversed(Severity)},
        title="Findings by check and severity",
        about="",
        rows_are="Check",
    )


def _gather_small(table: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """The largest programmes, then the others as one, then what names no programme: the last two are no programmes."""
    unnamed = {name: counts for name, counts in table.items() if name == UNNAMED}
    order = sorted(table.keys() - unnamed, key=lambda name: (-table[name].total(), name))
    shown = {name: table[name] for name in order[:BARS_SHOWN]}
    if len(order) > BARS_SHOWN:
        others = order[BARS_SHOWN:]
        shown[f"{len(others)} {_OTHERS}"] = sum((table[name] for name in others), Counter[str]())
    return shown | unnamed


def _draw_counts(
    table: Mapping[str, Counter[str]], colours: Mapping[str, str], *, title: str, about: str, rows_are: str
) -> Chart:
    columns = [column for column in colours if any(counts[column] for counts in table.values())]
    # What stands for many has no bar: beside it, all the others would be short.
    barred = {name for name in table if not name.endswith(_OTHERS)}
    most = max(table[name][column] for name in barred for column in columns)
    step = most * 1.9  # room for the number beside the longest bar
    height = 0.5 + 0.25 * len(table)
    with _open_figure(title, width=9.6, height=height) as figure:
        axes = figure.add_axes((0.31, 0.02, 0.69, 1 - 0.42 / height))
        for place, column in enumerate(columns):
            left = place * step
            axes.axvline(left, color=_LINE, linewidth=1)
            axes.annotate(say(column), (left, 1), (0, 5), xycoords=("data", "axes fraction"),
                          textcoords="offset points", color=_FAINT)  # fmt: skip
            for row, (name, counts) in enumerate(table.items()):
                length = counts[column] if name in barred else 0
                axes.barh(row, length, left=left, height=0.68, color=colours[column])
                axes.annotate(f"{counts[column]:,}" if counts[column] else "", (left + length, row), (4, 0),
                              textcoords="offset points", va="center")  # fmt: skip
        labels = [textwrap.shorten(name, _LABEL_WIDTH, placeholder="...") for name in table]
        axes.set_yticks(range(len(table)), labels)
        axes.set_xlim(0, len(columns) * step)
        axes.set_ylim(len(table) - 0.5, -0.5)
        _strip(axes)
        drawing = _write(figure, title)
    return Chart(
        title=title,
        about=about,
        drawing=drawing,
        head=(rows_are, *map(say, columns), "in all"),
        rows=tuple(
            (name, *(f"{counts[column]:,}" for column in columns), f"{counts.total():,}")
            for name, counts in table.items()
        ),
    )


# Measures through the years


def draw_measures(claims: Iterable[Claim], names: Mapping[str, str], places: Mapping[str, str]) -> tuple[Chart, ...]:
    """The measures that are told for the most years, at least two, each with its figures as ranges.

    A measure is what one programme counts under a name of several words ("peer challenges"), or else in the same words
    ("applications received"). `places` are the titles of the documents.
    """
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        told = claim.role in _TOLD and claim.quantity.kind is not Kind.ORDINAL and claim.head
        if told and claim.quantity.high < _LARGEST and _is_year(claim.period):
            groups.setdefault(_name_measure(claim), []).append(claim)
    several = [group for group in groups.values() if len(_list_years(group)) > 1]
    several.sort(key=lambda g: (-len(_list_years(g)), -len({c.quantity for c in g}), -len(g), _name_measure(g[0])))
    return tuple(_draw_measure(group, names, places) for group in several[:MEASURES_SHOWN])


def _is_year(period: Period) -> bool:
    return bool(period.start and period.end and (period.end - period.start).days in _A_YEAR)


def _name_measure(claim: Claim) -> tuple[str, ...]:
    quantity, head = claim.quantity, claim.head.lower()
    named = " " in head and quantity.kind in (Kind.COUNT, Kind.MONEY)
    words = head if named else " ".join(re.findall(r"[^\W\d]+", claim.measure.lower()))
    unit = "" if quantity.kind is Kind.COUNT else quantity.unit
    return claim.programme, words, quantity.kind, unit, claim.population.lower(), claim.stage


def _list_years(claims: Iterable[Claim]) -> list[tuple[date | None, date | None]]:
    return sorted({(claim.period.start, claim.period.end) for claim in claims}, key=str)


def _name_year(period: Period) -> str:
    """A year by its dates, since a text may only say "the year": 2023/24 from April, 2023 from January."""
    first = period.start
    if first and (first.month, first.day) == (4, 1):
        return f"{first.year}/{(first.year + 1) % 100:02}"
    return str(first.year) if first and (first.month, first.day) == (1, 1) else describe_period(period)


def _draw_measure(claims: Sequence[Claim], names: Mapping[str, str], places: Mapping[str, str]) -> Chart:
    years = _list_years(claims)
    labels = {(claim.period.start, claim.period.end): _name_year(claim.period) for claim in claims}
    figures: dict[tuple[int, Quantity], list[Claim]] = {}
    order = sorted(
        claims, key=lambda claim: (str(claim.period.start), claim.quantity.value, claim.document, claim.start)
    )
    for claim in order:
        year = years.index((claim.period.start, claim.period.end))
        figures.setdefault((year, claim.quantity), []).append(claim)
    first = claims[0]
    whose = "" if first.programme == "none" else names.get(first.programme, first.programme)
    what = f"{first.head}, per cent" if first.quantity.kind is Kind.PERCENT else first.head
    title = f"{whose}: {what}" if whose else what[0].upper() + what[1:]
    with _open_figure(title + "/".join(sorted(labels.values())), width=3.7, height=2.1) as figure:
        axes = figure.add_axes((0.17, 0.14, 0.82, 0.82))
        _draw_ranges(axes, list(figures))
        every = -(-len(years) // _MOST_YEARS_NAMED)
        named = range((len(years) - 1) % every, len(years), every)  # the last year always
        axes.set_xticks(named, [labels[years[place]] for place in named])
        axes.set_xlim(-0.6, len(years) - 0.4)
        axes.yaxis.set_major_formatter(_shorten)
        axes.locator_params(axis="y", nbins=4, integer=first.quantity.kind is Kind.COUNT)
        axes.grid(axis="y", color=_LINE, linewidth=0.8)
        axes.set_axisbelow(True)
        _strip(axes, keep_ticks=True)
        drawing = _write(figure, title)
    return Chart(
        title=title,
        about="",
        drawing=drawing,
        head=("Year", "Figure", "Where"),
        rows=tuple(
            (
                labels[years[year]],
                spell_value(quantity),
                "; ".join(dict.fromkeys(name_place(places.get(c.document, c.document), c.page) for c in told)),
            )
            for (year, quantity), told in figures.items()
        ),
    )


def _draw_ranges(axes: Any, figures: Sequence[tuple[int, Quantity]]) -> None:
    """A dot where a figure was written, a band over what it can mean, an arrow on the side that it leaves open."""
    values = [
        float(value) for _, quantity in figures for value in (quantity.value, quantity.value_high) if value is not None
    ]
    spread = max(values) - min(values) or max(map(abs, values)) * 0.6 or 1.0
    bottom, top = min(values) - 0.35 * spread, max(values) + 0.45 * spread
    bottom = 0.0 if min(values) >= 0 > bottom else bottom
    reach = 0.16 * (top - bottom)
    axes.set_ylim(bottom, top)
    beside = Counter(year for year, _ in figures)
    placed: Counter[int] = Counter()
    for year, quantity in figures:
        x = year + (placed[year] - (beside[year] - 1) / 2) * min(0.3, 0.9 / beside[year])
        placed[year] += 1
        value = float(quantity.value)
        low, high = max(float(quantity.low), bottom), min(float(quantity.high), top)
        if quantity.qualifier in _UPWARDS:
            high = max(high, value + reach)
        elif quantity.qualifier in _DOWNWARDS:
            low = max(min(low, value - reach), bottom, value - 2 * reach)
        if high > low:
            axes.plot([x, x], [low, high], color=_BAND, linewidth=9, solid_capstyle="butt")
        if quantity.qualifier is not Qualifier.RANGE:
            axes.plot([x], [value], color=_BAR, marker="o", markersize=6, linewidth=0)
        if quantity.qualifier in _UPWARDS | _DOWNWARDS:
            end = high if quantity.qualifier in _UPWARDS else low
            arrow = {"arrowstyle": "-|>", "color": _BAR, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (x, end), (x, value), arrowprops=arrow)
        if len(figures) <= _MOST_LABELLED:
            few = len(figures) <= _MOST_IN_WORDS
            words = spell_value(quantity).removesuffix(" per cent") if few else _shorten(value, 0)
            above = value if quantity.qualifier in _DOWNWARDS else max(high, value)
            axes.annotate(words, (x, above), (0, 7), textcoords="offset points", ha="center", fontsize=8.5)


def _shorten(value: float, _: int) -> str:
    """A value for an axis: "1.5m", "20,000".

    >>> _shorten(1_500_000.0, 0), _shorten(20_000.0, 0), _shorten(2.5, 0)
    ('1.5m', '20,000', '2.5')
    """
    for size, letter in ((1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            return f"{Decimal(str(round(value / size, 3))).normalize():f}{letter}"
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"


# Drawing


@contextmanager
def _open_figure(salt: str, *, width: float, height: float) -> Iterator[Any]:
    """A figure of so many inches, in the colours that stand for the page's own."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it speaks of building a font cache on its first use
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": salt,  # two drawings in one page must not share ids
        "text.color": _INK,
        "text.parse_math": False,
        "font.size": 10,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(width, height))
        FigureCanvasSVG(figure)
        yield figure


def _strip(axes: Any, *, keep_ticks: bool = False) -> None:
    """Nothing but what tells something."""
    axes.tick_params(colors=_INK, length=0)
    if keep_ticks:
        axes.tick_params(labelcolor=_FAINT, labelsize=8.5)
    else:
        axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _write(figure: Any, title: str) -> str:
    """The drawing as an element of the page: no prologue, no size of its own, no idle ids, the page's colours."""
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = file.getvalue()
    head, body = svg[svg.index("<svg") :].split(">", 1)
    head = re.sub(r'\s(?:width|height|version|xmlns:xlink)="[^"]*"', "", head)
    body = re.sub(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*", "", body, flags=re.DOTALL)
    # Two drawings number their parts alike; only clip paths and marks, named by a hash, are ever referred to.
    body = re.sub(r' id="[a-z0-9.]+_\d+"', "", body)
    for colour, variable in VARIABLES.items():
        body = body.replace(colour, variable)
    return f'{head} role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>{body}'

"""What a run found, for people: one self-contained HTML page, and a summary for a terminal."""

from __future__ import annotations

import io
import logging
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from extractor.cleaning import clean
from extractor.decisions import Since
from extractor.identity import finding_id
from extractor.ledger import Coverage, Links, add_up, cover_documents
from extractor.models import (
    CheckTally,
    Claim,
    Document,
    Evidence,
    Finding,
    Kind,
    Mention,
    Period,
    Reading,
    Run,
    Severity,
    Standing,
    Status,
)

if TYPE_CHECKING:
    from jinja2 import Template

Part = TypeVar("Part", Kind, Severity)

WORST_SHOWN = 5
"""How many findings the terminal shows; it says how many more there are."""
BARS_SHOWN = 14
"""How many programmes the chart names; the others are one bar, and all are listed below it."""

_NONE = "none"
_UNNAMED = "No programme named"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence, and whether it is a figure to mark."""

    text: str
    marked: bool


Quote = tuple[Piece, ...]
"""A sentence cut at its figures; put together again, the pieces are the sentence."""


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence that a finding rests on, with all its figures: `parts` says what each is in the arithmetic.

    `strays` are the figures that were not found in the sentence.
    """

    parts: str
    title: str
    place: str
    quote: Quote
    strays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the page shows it."""

    finding: Finding
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as the page shows it."""

    claim: Claim
    quote: Quote
    place: str
    period: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and its claims, as the page shows them."""

    name: str
    lines: tuple[Line, ...]


# The page


def render_report(run: Run) -> str:
    """The report as one HTML page that needs nothing else: no network, no other file.

    The text of the documents is untrusted: the template escapes all of it. The page is the same for the same run.
    """
    texts = {document.document: document for document in run.documents}
    cards = [_make_card(finding, texts) for finding in run.findings]
    covered = cover_documents(run)
    to_look_at = [card for card in cards if not card.finding.review.standing.decided]
    return _load_template().render(
        run=run,
        severities=[
            (severity, [c for c in to_look_at if c.finding.severity is severity]) for severity in reversed(Severity)
        ],
        decided=[card for card in cards if card.finding.review.standing.decided],
        decided_counts=_count_decided(run.findings),
        programmes=_group_claims(run, texts),
        coverage=[(coverage, texts[coverage.document]) for coverage in covered],
        total=add_up(covered),
        failures=sorted(run.failures, key=lambda failure: failure.document),
        tallies=run.tallies,
        passed_over=run.passed_over,
        charts=_draw_charts(run),
        describe_period=describe_period,
        describe_day=_describe_day,
        finding_id=finding_id,
    )


@cache
def _load_template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("extractor"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = count_things
    environment.filters["listed"] = list_counts
    environment.filters["reasons"] = list_reasons
    return environment.get_template("report.html")


def count_things(number: int, word: str) -> str:
    """A number and its noun: "1 claim", "2,310 claims".

    >>> count_things(2, "discrepancy")
    '2 discrepancies'
    """
    plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{number:,} {word if number == 1 else plural}"


def list_counts(counts: Iterable[tuple[str, int]]) -> str:
    """Words and how many of each, those without any left out.

    >>> list_counts([("list_number", 1200), ("year", 3), ("date", 0)])
    'list number 1,200, year 3'
    """
    return ", ".join(f"{_say(word)} {count:,}" for word, count in counts if count)


def list_reasons(counts: Iterable[tuple[str, int]]) -> str:
    """Reasons and how often each.

    >>> list_reasons([("no period is named near", 1200), ("other_year", 3)])
    'no period is named near (1,200), other year (3)'
    """
    return ", ".join(f"{_say(reason)} ({count:,})" for reason, count in counts)


def describe_period(period: Period) -> str:
    """A period for people: its label, else its dates; empty where there is none."""
    if period.label:
        return period.label
    if period.start and period.end:
        return f"{_describe_day(period.start)} to {_describe_day(period.end)}"
    if period.start:
        return f"since {_describe_day(period.start)}"
    return f"as at {_describe_day(period.end)}" if period.end else ""


def _describe_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def mark_figures(sentence: str, text: str, spans: Iterable[tuple[int, int]]) -> Quote:
    """Cut a sentence at the figures that stand at `spans` of the document's `text`; one that is not in it is left out.

    A sentence may hold the same figure twice; the one whose surroundings are the document's is taken.
    """
    pieces: list[Piece] = []
    done = 0
    for start, end in sorted(place for span in spans if (place := _find_figure(sentence, text, span))):
        if start >= done:
            pieces += [Piece(sentence[done:start], False), Piece(sentence[start:end], True)]
            done = end
    return tuple(piece for piece in (*pieces, Piece(sentence[done:], False)) if piece.text)


def _find_figure(sentence: str, text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    figure = clean(text, *span).text.strip()
    before = clean(text, max(0, span[0] - _SURROUNDINGS), span[0]).text
    after = clean(text, span[1], span[1] + _SURROUNDINGS).text
    places = [found.span() for found in re.finditer(re.escape(figure), sentence)] if figure else []

    def likeness(place: tuple[int, int]) -> int:
        left = _count_shared(reversed(sentence[: place[0]]), reversed(before))
        return left + _count_shared(sentence[place[1] :], after)

    return max(places, key=likeness, default=None)


_SURROUNDINGS = 60


def _count_shared(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _make_card(finding: Finding, documents: Mapping[str, Document]) -> Card:
    sides: dict[tuple[str, int | None, str], list[tuple[int, Evidence]]] = {}
    for number, evidence in enumerate(finding.evidence, start=1):
        sides.setdefault((evidence.document, evidence.page, evidence.sentence), []).append((number, evidence))
    return Card(finding, tuple(_make_side(figures, documents) for figures in sides.values()))


def _make_side(figures: Sequence[tuple[int, Evidence]], documents: Mapping[str, Document]) -> Side:
    first = figures[0][1]
    document = documents.get(first.document)
    text = document.text if document else ""
    in_text_order = sorted(figures, key=lambda figure: figure[1].start)
    spans = {evidence: (evidence.start, evidence.end) for _, evidence in in_text_order}
    return Side(
        parts=", ".join(f"{number} {evidence.part}".strip() for number, evidence in in_text_order),
        title=(document.title if document else "") or first.document,
        place=_describe_place(first.document, first.page, by_ocr=_is_by_ocr(document, first.page)),
        quote=mark_figures(first.sentence, text, spans.values()),
        strays=tuple(
            " ".join(evidence.text.split())
            for evidence, span in spans.items()
            if _find_figure(first.sentence, text, span) is None
        ),
    )


def _describe_place(document: str, page: int | None, *, by_ocr: bool = False) -> str:
    place = f"{document}, page {page}" if page else document
    return f"{place}, read by OCR" if by_ocr else place


def _is_by_ocr(document: Document | None, page: int | None) -> bool:
    return document is not None and any(each.by_ocr for each in document.pages if each.number == page)


def _group_claims(run: Run, documents: Mapping[str, Document]) -> list[Programme]:
    names = dict(run.programmes)
    groups: dict[str, list[Claim]] = {}
    for claim in sorted(run.claims, key=lambda claim: (claim.document, claim.start, claim.end)):
        groups.setdefault(claim.programme, []).append(claim)
    order = sorted(groups, key=lambda programme: (programme == _NONE, -len(groups[programme]), programme))
    return [
        Programme(
            _UNNAMED if programme == _NONE else names.get(programme, programme),
            tuple(_make_line(claim, documents[claim.document].text) for claim in groups[programme]),
        )
        for programme in order
    ]


def _make_line(claim: Claim, text: str) -> Line:
    return Line(
        claim=claim,
        quote=mark_figures(claim.sentence, text, [(claim.start, claim.end)]),
        place=_describe_place(claim.document, claim.page, by_ocr=claim.by_ocr),
        period=describe_period(claim.period),
    )


def _say(word: str) -> str:
    """A word of the feeds for people: "list_number" is "list number"."""
    return word.replace("_", " ")


# Charts. The colours of the drawing stand for variables of the page, so that one drawing serves light and dark.

_INK, _FAINT = "#00000a", "#00000b"
_KIND_COLOURS = {kind: f"#0000{place:02x}" for place, kind in enumerate(Kind, start=0x10)}
_SEVERITY_COLOURS = {severity: f"#0000{place:02x}" for place, severity in enumerate(Severity, start=0x20)}
_VARIABLES = {
    _INK: "var(--ink)",
    _FAINT: "var(--line)",
    **{colour: f"var(--{kind})" for kind, colour in _KIND_COLOURS.items()},
    **{colour: f"var(--{severity}-bar)" for severity, colour in _SEVERITY_COLOURS.items()},
}


def _draw_charts(run: Run) -> list[tuple[str, str]]:
    """(title, SVG) of each chart that has something to show."""
    charts = []
    if run.claims:
        names = {**dict(run.programmes), _NONE: _UNNAMED}
        table: dict[str, Counter[Kind]] = {}
        for claim in run.claims:
            table.setdefault(names.get(claim.programme, claim.programme), Counter())[claim.quantity.kind] += 1
        charts.append(("Claims by programme and kind", _draw_bars(_gather_small(table), _KIND_COLOURS)))
    if run.findings:
        found: dict[str, Counter[Severity]] = {}
        for finding in run.findings:
            found.setdefault(finding.check, Counter())[finding.severity] += 1
        worst_first = {severity: _SEVERITY_COLOURS[severity] for severity in reversed(Severity)}
        order = sorted(found, key=lambda check: (-found[check].total(), check))
        charts.append(
            ("Findings by check and severity", _draw_bars({name: found[name] for name in order}, worst_first))
        )
    return charts


def _gather_small(table: Mapping[str, Counter[Kind]]) -> dict[str, Counter[Kind]]:
    """The largest programmes, then the others as one, then what names no programme: the last two are no programmes."""
    unnamed = {name: counts for name, counts in table.items() if name == _UNNAMED}
    order = sorted(table.keys() - unnamed, key=lambda name: (-table[name].total(), name))
    shown = {name: table[name] for name in order[:BARS_SHOWN]}
    if len(order) > BARS_SHOWN:
        others = order[BARS_SHOWN:]
        shown[f"{len(others)} other programmes"] = sum((table[name] for name in others), Counter[Kind]())
    return shown | unnamed


def _draw_bars(table: Mapping[str, Counter[Part]], colours: Mapping[Part, str]) -> str:
    """Horizontal stacked bars, the first on top, each with its total, as an SVG element."""
    import matplotlib as mpl

    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it speaks of building a font cache on its first use
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    order = list(table)[::-1]
    labels = [textwrap.shorten(name, _LABEL_WIDTH, placeholder="...") for name in order]
    with mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": " ".join(colours),  # two drawings in one page must not share ids
            "text.color": _INK,
            "text.parse_math": False,
            "font.size": 10,
        }
    ):
        figure = Figure(figsize=(9, 0.9 + 0.3 * len(order)), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        left = [0] * len(order)
        for part, colour in colours.items():
            widths = [table[name][part] for name in order]
            if any(widths):
                axes.barh(range(len(order)), widths, left=left, color=colour, height=0.7, label=_say(part))
                left = [start + width for start, width in zip(left, widths, strict=True)]
        for place, total in enumerate(left):
            axes.annotate(f"{total:,}", (total, place), (5, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(order)), labels)
        axes.margins(x=0.06, y=0.02)
        axes.tick_params(colors=_INK, length=0)
        axes.set_xticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.axvline(0, color=_FAINT, linewidth=1)
        figure.legend(loc="outside lower left", ncols=len(colours), frameon=False, handlelength=1, handleheight=1)
        drawing = io.StringIO()
        figure.savefig(drawing, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _fit_to_page(drawing.getvalue())


_LABEL_WIDTH = 44


def _fit_to_page(svg: str) -> str:
    """The drawing as an element of the page: no prologue, no size of its own, no idle ids, the page's colours."""
    svg = svg[svg.index("<svg") :]
    head, body = svg.split(">", 1)
    head = re.sub(r'\s(?:width|height|version|xmlns:xlink)="[^"]*"', "", head)
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    # Two drawings number their parts alike; only clip paths and marks, named by a hash, are ever referred to.
    body = re.sub(r' id="[a-z0-9.]+_\d+"', "", body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, variable)
    return f'{head} role="img">{body}'


# The terminal


def describe_run(run: Run, *, width: int = 100) -> str:
    """What a run found, as lines for a terminal: documents, failures, claims, the worst findings in plain words."""
    lines = [_describe_documents(run)]
    lines += [f"  not read: {each.path}: {each.reason}" for each in sorted(run.failures, key=lambda f: f.document)]
    lines += [
        f"  {'in part' if each.status is Status.PARTIAL else 'read'}: {each.path}: {each.reason}"
        for each in run.documents
        if each.reason
    ]
    kinds = Counter(claim.quantity.kind for claim in run.claims)
    lines.append(_describe_counts("claim", len(run.claims), [(kind.value, kinds[kind]) for kind in Kind]))
    lines.append(
        f"{count_things(len(run.unclaimed), 'number')} that {_be(run.unclaimed)} no claim, each with its reason"
    )
    lines += _count_findings(run.findings)
    to_look_at = [finding for finding in run.findings if not finding.review.standing.decided]
    for number, finding in enumerate(to_look_at[:WORST_SHOWN], start=1):
        lines += ["", *_describe_finding(number, finding, width)]
    if len(to_look_at) > WORST_SHOWN:
        lines += ["", f"... and {len(to_look_at) - WORST_SHOWN:,} more, all of them in the report."]
    return "\n".join(lines)


def _count_findings(findings: Iterable[Finding]) -> list[str]:
    findings = tuple(findings)
    severities = Counter(finding.severity for finding in findings if not finding.review.standing.decided)
    order = [(severity.value, severities[severity]) for severity in reversed(Severity)]
    lines = [_describe_counts("finding", severities.total(), order)]
    decided = _count_decided(findings)
    if decided:
        lines.append(f"{sum(dict(decided).values()):,} more, decided: {list_counts(decided)}")
    return lines


def _count_decided(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    counts = Counter(finding.review.standing for finding in findings)
    return [(standing.value, counts[standing]) for standing in Standing if standing.decided and counts[standing]]


def describe_since(since: Since) -> str:
    """How the findings stand to the last run and to what was decided, as a line for a terminal.

    >>> describe_since(Since(new=2, unchanged=28, absent=1))
    'Since the last run: 2 new, 28 unchanged, 0 reopened, 1 absent'
    """
    return (
        f"Since the last run: {since.new:,} new, {since.unchanged:,} unchanged, {since.reopened:,} reopened,"
        f" {since.absent:,} absent"
    )


def describe_check(  # noqa: PLR0913  what was checked and how, by name
    run: Run,
    drafts: Sequence[str],
    *,
    against: str,
    compared: int,
    describe_place: Callable[[Evidence, Document | None], str],
    width: int = 100,
) -> str:
    """What a check of drafts found, as lines for a terminal: every finding with its places and sentences.

    The sides in the drafts come first; `describe_place` says where in its document a figure stands.
    """
    documents = {document.document: document for document in run.documents}
    counts = Counter(claim.document for claim in run.claims)
    lines = [f"{name}: {count_things(counts[name], 'claim')}" for name in drafts]
    if against:
        lines.append(f"compared with {count_things(compared, 'document')} of {against}")
    lines += _count_findings(run.findings)

    def place(evidence: Evidence) -> str:
        return describe_place(evidence, documents.get(evidence.document))

    order = sorted(run.findings, key=lambda finding: finding.review.standing.decided)
    for number, finding in enumerate(order, start=1):
        own_first = tuple(sorted(finding.evidence, key=lambda evidence: evidence.document not in drafts))
        told = replace(finding, evidence=own_first)
        lines += ["", *_describe_finding(number, told, width, describe_place=place)]
        if not finding.review.standing.decided:
            lines += textwrap.wrap(finding.suggestion, width, initial_indent="   > ", subsequent_indent="     ")
    return "\n".join(lines)


def _describe_documents(run: Run) -> str:
    text = f"{count_things(len(run.documents), 'document')} read"
    if run.failures:
        text += f", {len(run.failures):,} not read"
    if run.passed_over:
        text += f" (passed over: {list_counts(run.passed_over)})"
    return text


def _describe_counts(word: str, total: int, parts: Sequence[tuple[str, int]]) -> str:
    text = count_things(total, word)
    shown = list_counts(parts)
    return f"{text}: {shown}" if shown else text


def _be(things: Sequence[object]) -> str:
    return "is" if len(things) == 1 else "are"


def _describe_finding(
    number: int, finding: Finding, width: int, *, describe_place: Callable[[Evidence], str] | None = None
) -> list[str]:
    standing = finding.review.standing
    label = finding.severity.upper() if standing is Standing.OPEN else f"{standing.upper()} ({finding.severity})"
    lead = f"{number}. {label} {finding.check} {finding_id(finding.key)}: "
    lines = textwrap.wrap(lead + finding.message, width, subsequent_indent="   ")
    if said := describe_review(finding):
        lines += textwrap.wrap(said, width, initial_indent="   ", subsequent_indent="   ")
    if standing.decided:
        return lines
    place = describe_place or (lambda evidence: _describe_place(evidence.document, evidence.page))
    quotes = dict.fromkeys(f'{place(evidence)}: "{evidence.sentence}"' for evidence in finding.evidence)
    for quoted in list(quotes)[:_SIDES_SHOWN]:
        lines += textwrap.wrap(quoted, width, initial_indent="   - ", subsequent_indent="     ")
    if len(quotes) > _SIDES_SHOWN:
        lines.append(f"   - and {count_things(len(quotes) - _SIDES_SHOWN, 'other place')}")
    return lines


_SIDES_SHOWN = 4


def describe_review(finding: Finding) -> str:
    """What reviewers said of a finding, in a line: standing, reason, who, when and the comment; empty while open."""
    review = finding.review
    if review.standing is Standing.OPEN:
        return ""
    reason = f" ({review.reason})" if review.reason else ""
    day = f" on {_describe_day(review.decided_at)}" if review.decided_at else ""
    said = f": {' '.join(review.comment.split())}" if review.comment else ""
    return f"{review.standing.capitalize()}{reason}; decided by {review.reviewer}{day}{said}"


def describe_coverage(run: Run, *, width: int = 100) -> str:
    """What became of every number and link, as lines for a terminal: by document, in all, and what the checks saw."""
    covered = cover_documents(run)
    lines = [line for coverage in covered for line in (*_describe_ledger(coverage.document, coverage, width), "")]
    lines += [f"{failure.document}: {_say(failure.status)}, no number was met" for failure in run.failures]
    lines += [""] * bool(run.failures)
    lines += _describe_ledger(f"In all, {count_things(len(covered), 'document')}", add_up(covered), width)
    lines += ["", "Checks: what each examined, and what it passed over"]
    lines += [f"  {line}" for line in describe_tallies(run.tallies, width=width - 2).split("\n")]
    return "\n".join(lines)


def describe_tallies(tallies: Iterable[CheckTally], *, width: int = 100) -> str:
    """What each check examined, and what it passed over and why, as lines for a terminal."""
    lines = []
    for tally in tallies:
        text = f"{tally.check:<26} {tally.examined:>6,}  {list_reasons(tally.passed_over)}".rstrip()
        lines += textwrap.wrap(text, width, subsequent_indent=" " * 35)
    return "\n".join(lines)


def _describe_ledger(name: str, coverage: Coverage, width: int) -> list[str]:
    """
    >>> print(*_describe_ledger("annual", Coverage(claims=2), 100), sep="\\n")
    annual: 2 numbers, 2 claims
      no claim       0
      programme      0 linked
      period         0 linked
    """
    facts = [
        ("no claim", f"{coverage.rejected:>6,}", list_counts(coverage.refused)),
        ("programme", f"{coverage.programme.count:>6,} linked", _list_links(coverage.programme)),
        ("period", f"{coverage.period.count:>6,} linked", _list_links(coverage.period)),
    ]
    lines = [f"{name}: {count_things(coverage.numbers, 'number')}, {count_things(coverage.claims, 'claim')}"]
    for label, figure, rest in facts:
        text = f"{label:<10}{figure}: {rest}" if rest else f"{label:<10}{figure}"
        lines += textwrap.wrap(text, width, initial_indent="  ", subsequent_indent=" " * 20)
    return lines


def _list_links(links: Links) -> str:
    missing = sum(count for _, count in links.unlinked)
    parts = [list_counts(links.linked), f"{missing:,} not: {list_reasons(links.unlinked)}" if missing else ""]
    return "; ".join(filter(None, parts))


def describe_sentence(reading: Reading, mentions: Iterable[Mention]) -> str:
    """What is seen in one sentence, as lines for a terminal: claims with their slots, other numbers, mentions."""
    lines = []
    for claim in reading.claims:
        lines.append(f'claim    "{" ".join(claim.text.split())}"')
        lines += [f"           {name:<11} {value}" for name, value in _list_slots(claim) if value]
    lines += [
        f'no claim "{" ".join(number.text.split())}": {_say(number.reason)}'
        + (f" ({number.pattern})" * bool(number.pattern))
        for number in reading.unclaimed
    ]
    for mention in mentions:
        meaning = (
            f"programme {mention.programme}" if mention.period is None else f"period {_describe_dates(mention.period)}"
        )
        lines.append(f'mention  "{" ".join(mention.text.split())}": {meaning}')
    return "\n".join(lines) or "No number, programme or period is seen in it."


def _list_slots(claim: Claim) -> list[tuple[str, str]]:
    quantity = claim.quantity
    high = f" to {quantity.value_high:,f}" if quantity.value_high is not None else ""
    return [
        ("kind", quantity.kind),
        ("value", f"{quantity.value:,f}{high}"),
        ("qualifier", quantity.qualifier),
        ("means", f"{quantity.low:,f} to {quantity.high:,f}" if quantity.low != quantity.high else ""),
        ("unit", quantity.unit),
        ("head", claim.head),
        ("measure", claim.measure),
        ("role", claim.role),
        ("population", claim.population),
        ("timing", _say(claim.timing)),
        ("stage", claim.stage),
        ("subject", claim.subject),
        ("programme", claim.programme),
        ("period", _describe_dates(claim.period)),
        ("pattern", claim.pattern),
    ]


def _describe_dates(period: Period) -> str:
    if not (period.start or period.end):
        return period.label or _NONE
    return f"{period.label} ({period.start or '...'} to {period.end or '...'})".strip()

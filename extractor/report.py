"""What a run found, as one HTML page that needs nothing else: it opens from a mail attachment and prints.

Findings, charts and coverage are plain HTML. The claims are data in the page, which its own script lays out, filters
and sorts: twenty thousand rows as HTML would be slow to open. That script is all that the page lets run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from markupsafe import Markup

from extractor.charts import UNNAMED, Chart, draw_claims, draw_findings, draw_measures
from extractor.identity import finding_id
from extractor.ledger import add_up, cover_documents
from extractor.models import Claim, Document, Evidence, Finding, Period, Run, Severity
from extractor.telling import (
    Quote,
    count_decided,
    count_things,
    describe_day,
    describe_period,
    find_figure,
    list_counts,
    list_reasons,
    mark_figures,
    name_place,
    say,
    spell_value,
)

if TYPE_CHECKING:
    from jinja2 import Environment


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
    """A finding as the page shows it; `documents` are the numbers of the documents that it rests on."""

    finding: Finding
    sides: tuple[Side, ...]
    documents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """What findings can be chosen by: `options` are (value, words with how many findings have it)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


def render_report(run: Run) -> str:
    """The report as one HTML page that needs nothing else: no network, no other file.

    The text of the documents is untrusted: the template escapes all of it. The page is the same for the same run.
    """
    texts = {document.document: document for document in run.documents}
    numbers = {name: number for number, name in enumerate(sorted(texts))}
    cards = [_make_card(finding, texts, numbers) for finding in run.findings]
    to_look_at = [card for card in cards if not card.finding.review.standing.decided]
    covered = cover_documents(run)
    environment = _load_environment()
    script = environment.get_template("report.js").render()
    return environment.get_template("report.html").render(
        run=run,
        severities=[
            (severity, [c for c in to_look_at if c.finding.severity is severity]) for severity in reversed(Severity)
        ],
        decided=[card for card in cards if card.finding.review.standing.decided],
        decided_counts=count_decided(run.findings),
        facets=_list_facets(run.findings, texts, numbers),
        claims=_write_claims(run, texts),
        coverage=[(coverage, texts[coverage.document]) for coverage in covered],
        total=add_up(covered),
        failures=sorted(run.failures, key=lambda failure: failure.document),
        charts=_draw_charts(run),
        measures=draw_measures(run.claims, dict(run.programmes), {name: _name(texts[name]) for name in texts}),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    )


@cache
def _load_environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("extractor"),
        autoescape=lambda name: name != "report.js",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = count_things
    environment.filters["listed"] = list_counts
    environment.filters["reasons"] = list_reasons
    environment.globals.update(
        describe_period=describe_period,
        describe_day=describe_day,
        finding_id=finding_id,
        say=say,
    )
    return environment


def _name(document: Document) -> str:
    return document.title or document.document


# Findings


def _make_card(finding: Finding, documents: Mapping[str, Document], numbers: Mapping[str, int]) -> Card:
    sides: dict[tuple[str, int | None, str], list[tuple[int, Evidence]]] = {}
    for number, evidence in enumerate(finding.evidence, start=1):
        sides.setdefault((evidence.document, evidence.page, evidence.sentence), []).append((number, evidence))
    concerned = {numbers[evidence.document] for evidence in finding.evidence if evidence.document in numbers}
    return Card(finding, tuple(_make_side(figures, documents) for figures in sides.values()), tuple(sorted(concerned)))


def _make_side(figures: Sequence[tuple[int, Evidence]], documents: Mapping[str, Document]) -> Side:
    first = figures[0][1]
    document = documents.get(first.document)
    text = document.text if document else ""
    in_text_order = sorted(figures, key=lambda figure: figure[1].start)
    spans = {evidence: (evidence.start, evidence.end) for _, evidence in in_text_order}
    return Side(
        parts=", ".join(f"{number} {evidence.part}".strip() for number, evidence in in_text_order),
        title=_name(document) if document else first.document,
        place=name_place(first.document, first.page, by_ocr=_is_by_ocr(document, first.page)),
        quote=mark_figures(first.sentence, text, spans.values()),
        strays=tuple(
            " ".join(evidence.text.split())
            for evidence, span in spans.items()
            if find_figure(first.sentence, text, span) is None
        ),
    )


def _is_by_ocr(document: Document | None, page: int | None) -> bool:
    return document is not None and any(each.by_ocr for each in document.pages if each.number == page)


def _list_facets(
    findings: Sequence[Finding], documents: Mapping[str, Document], numbers: Mapping[str, int]
) -> list[Facet]:
    concerned = [sorted({evidence.document for evidence in finding.evidence} & numbers.keys()) for finding in findings]
    facets = (
        _make_facet("severity", "Severity", ((each.severity, each.severity) for each in findings)),
        _make_facet("check", "Check", ((each.check, each.check) for each in findings)),
        _make_facet(
            "documents", "Document", ((str(numbers[name]), _name(documents[name])) for name in chain(*concerned))
        ),
        _make_facet("status", "Status", ((each.review.standing, each.review.standing) for each in findings)),
    )
    return [facet for facet in facets if len(facet.options) > 1]


def _make_facet(name: str, label: str, values: Iterable[tuple[str, str]]) -> Facet:
    """A facet of all the (value, words) that findings have, with how many have each."""
    counts = Counter(values)
    order = sorted(counts, key=lambda one: (one[1], one[0]))
    return Facet(name, label, tuple((value, f"{words} ({counts[value, words]:,})") for value, words in order))


# Claims


_LARGEST = sys.float_info.max  # there is no number in JSON for what is larger


class _Table:
    """Things that many rows share, each kept once; `number` is the place of one among them."""

    def __init__(self) -> None:
        self.places: dict[object, int] = {}

    def number(self, thing: object) -> int:
        return self.places.setdefault(thing, len(self.places))


def _write_claims(run: Run, documents: Mapping[str, Document]) -> Markup:
    """The claims as JSON for the page's script; what stands in many rows is written once and referred to by number.

    A row: document, page, sentence, where its figure starts and ends in it (in UTF-16 units, as the script counts; the
    words of a figure that is not in it), value to sort by, value in words, kind, measure, role, programme, period.
    """
    names = {"none": UNNAMED, **dict(run.programmes)}
    order = sorted(documents)
    periods = sorted({claim.period for claim in run.claims}, key=_order_period)
    programmes = sorted({names.get(c.programme, c.programme) for c in run.claims}, key=lambda n: (n == UNNAMED, n))
    sentences, measures, kinds, roles = _Table(), _Table(), _Table(), _Table()
    document_at, period_at, programme_at = (
        {thing: place for place, thing in enumerate(things)} for things in (order, periods, programmes)
    )
    rows = [
        [
            document_at[claim.document],
            claim.page or 0,
            sentences.number(claim.sentence),
            *_place_figure(claim, documents[claim.document].text),
            max(-_LARGEST, min(float(claim.quantity.value), _LARGEST)),
            spell_value(claim.quantity),
            kinds.number(claim.quantity.kind.value),
            measures.number(claim.measure or claim.head),
            roles.number(claim.role.value),
            programme_at[names.get(claim.programme, claim.programme)],
            period_at[claim.period],
            int(claim.by_ocr),
        ]
        for claim in sorted(run.claims, key=lambda claim: (claim.document, claim.start, claim.end))
    ]
    tables = {
        "documents": [[name, documents[name].title] for name in order],
        "periods": [describe_period(period) for period in periods],
        "programmes": programmes,
        "sentences": list(sentences.places),
        "measures": list(measures.places),
        "kinds": list(kinds.places),
        "roles": list(roles.places),
        "rows": rows,
    }
    return _write_json(tables)


def _order_period(period: Period) -> tuple[str, str, str]:
    return str(period.start or period.end or "9"), str(period.end or ""), period.label


def _place_figure(claim: Claim, text: str) -> tuple[int | str, int]:
    place = find_figure(claim.sentence, text, (claim.start, claim.end))
    if place is None:
        return " ".join(claim.text.split()), 0
    start, end = (len(claim.sentence[:offset].encode("utf-16-le", "replace")) // 2 for offset in place)
    return start, end


def _write_json(data: object) -> Markup:
    """JSON that cannot end the element that it stands in, whatever words it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text.encode("utf-8", "replace").decode("utf-8"))


# Charts


def _draw_charts(run: Run) -> list[Chart]:
    charts = []
    if run.findings:
        charts.append(draw_findings(run.findings))
    if run.claims:
        charts.append(draw_claims(run.claims, dict(run.programmes)))
    return charts

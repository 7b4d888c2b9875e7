"""What a run found, as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

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
from extractor.telling import (
    count_decided,
    count_things,
    describe_review,
    list_counts,
    list_reasons,
    name_place,
    say,
)

WORST_SHOWN = 5
"""How many findings the terminal shows; it says how many more there are."""
_SIDES_SHOWN = 4


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
    decided = count_decided(findings)
    if decided:
        lines.append(f"{sum(dict(decided).values()):,} more, decided: {list_counts(decided)}")
    return lines


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
    place = describe_place or (lambda evidence: name_place(evidence.document, evidence.page))
    quotes = dict.fromkeys(f'{place(evidence)}: "{evidence.sentence}"' for evidence in finding.evidence)
    for quoted in list(quotes)[:_SIDES_SHOWN]:
        lines += textwrap.wrap(quoted, width, initial_indent="   - ", subsequent_indent="     ")
    if len(quotes) > _SIDES_SHOWN:
        lines.append(f"   - and {count_things(len(quotes) - _SIDES_SHOWN, 'other place')}")
    return lines


def describe_coverage(run: Run, *, width: int = 100) -> str:
    """What became of every number and link, as lines for a terminal: by document, in all, and what the checks saw."""
    covered = cover_documents(run)
    lines = [line for coverage in covered for line in (*_describe_ledger(coverage.document, coverage, width), "")]
    lines += [f"{failure.document}: {say(failure.status)}, no number was met" for failure in run.failures]
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
        f'no claim "{" ".join(number.text.split())}": {say(number.reason)}'
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
        ("timing", say(claim.timing)),
        ("stage", claim.stage),
        ("subject", claim.subject),
        ("programme", claim.programme),
        ("period", _describe_dates(claim.period)),
        ("pattern", claim.pattern),
    ]


def _describe_dates(period: Period) -> str:
    if not (period.start or period.end):
        return period.label or "none"
    return f"{period.label} ({period.start or '...'} to {period.end or '...'})".strip()

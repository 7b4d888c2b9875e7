"""Run the examples that patterns/ carries: each is a test, and a bug report becomes an example first.

A `matches` must be seen as it says; a `not` must not be seen by its entry; a `gap` is a miss that is known, and stops
being one as soon as it passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractor.cleaning import clean
from extractor.models import Claim, Reading
from extractor.patterns import (
    EventPattern,
    Example,
    Examples,
    MeasurePattern,
    NoisePattern,
    Patterns,
    ProgrammePattern,
    QualifierPattern,
    RolePattern,
    StagePattern,
    UnitPattern,
)
from extractor.programmes import find_programmes
from extractor.reading import read_sentence
from extractor.wording import Wording

Entry = (
    QualifierPattern
    | UnitPattern
    | RolePattern
    | StagePattern
    | NoisePattern
    | MeasurePattern
    | ProgrammePattern
    | EventPattern
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """What became of one example: `problem` is empty where it holds; `gap` is true of a known miss."""

    file: str
    entry: str
    text: str
    problem: str = ""
    gap: bool = False


def run_examples(patterns: Patterns) -> list[ExampleResult]:
    """Run every example of a patterns folder, in the order of the files."""
    results: list[ExampleResult] = []
    for file in ("qualifiers", "units", "roles", "stages", "noise", "measures", "programmes", "events"):
        for entry in getattr(patterns, file):
            results.extend(_run_entry(file, entry, patterns))
    return results


def _run_entry(file: str, entry: Entry, patterns: Patterns) -> Iterator[ExampleResult]:
    examples: Examples = entry.examples
    for example in examples.matches:
        problem = _check_match(entry, example, patterns)
        yield ExampleResult(file=file, entry=entry.id, text=example.text, problem=problem)
    for example in examples.negatives:
        problem = _check_silence(entry, example, patterns)
        yield ExampleResult(file=file, entry=entry.id, text=example.text, problem=problem)
    for example in examples.gaps:
        problem = _check_match(entry, example, patterns)
        yield ExampleResult(file=file, entry=entry.id, text=example.text, problem=problem, gap=True)


def _check_match(entry: Entry, example: Example, patterns: Patterns) -> str:
    wanted = dict(example.expected)
    if isinstance(entry, MeasurePattern):
        first, second = wanted["words"].split("|")[:2]
        return "" if _alike(first, second, patterns) else f"{first} and {second} are not taken for the same thing"
    if isinstance(entry, ProgrammePattern):
        seen = _name_programmes(example.text, patterns)
        return "" if wanted.get("programme", entry.id) in seen else f"programmes seen: {', '.join(seen) or 'none'}"
    found = read_sentence(example.text, patterns)
    if isinstance(entry, EventPattern):
        dated = [{key: str(getattr(event, key)) for key in wanted} for event in found.events]
        return "" if wanted in dated else f"wanted {wanted}, found {dated or 'no event'}"
    if isinstance(entry, NoisePattern):
        refused = [(row.text, row.reason.value, row.pattern) for row in found.unclaimed]
        return "" if any(row[2] == entry.id for row in refused) else f"refused: {refused or 'nothing'}"
    return _missing(wanted, found)


def _check_silence(entry: Entry, example: Example, patterns: Patterns) -> str:
    wanted = dict(example.expected)
    if isinstance(entry, MeasurePattern):
        words = wanted.get("words", "").split("|")
        alike = len(words) > 1 and _alike(words[0], words[1], patterns)
        return f"{words[0]} and {words[1]} are taken for the same thing" if alike else ""
    if isinstance(entry, ProgrammePattern):
        return f"{entry.id} is seen" if entry.id in _name_programmes(example.text, patterns) else ""
    found = read_sentence(example.text, patterns)
    if isinstance(entry, EventPattern):
        seen_dates = [event.text for event in found.events if event.pattern == entry.id]
        return f"{entry.id} is seen at {', '.join(seen_dates)}" if seen_dates else ""
    if isinstance(entry, NoisePattern):
        refused = [row.text for row in found.unclaimed if row.pattern == entry.id]
        return f"refused: {', '.join(refused)}" if refused else _missing(wanted, found)
    if any(_seen_by(entry, claim) for claim in found.claims):
        return f"{entry.id} is seen in {[claim.text for claim in found.claims if _seen_by(entry, claim)]}"
    return _missing(wanted, found)


def _name_programmes(text: str, patterns: Patterns) -> list[str]:
    return sorted({mention.programme for mention in find_programmes(clean(text).text, patterns)})


def _alike(first: str, second: str, patterns: Patterns) -> bool:
    wording = Wording(patterns)
    return wording.words(first) == wording.words(second)


def _seen_by(entry: Entry, claim: Claim) -> bool:
    if isinstance(entry, QualifierPattern):
        return claim.quantity.qualifier is entry.qualifier
    if isinstance(entry, RolePattern):
        return entry.id in claim.pattern.split("+")
    if isinstance(entry, StagePattern):
        return claim.stage == entry.stage
    return entry.id in claim.pattern.split("+")


def _missing(wanted: Mapping[str, str], found: Reading) -> str:
    if not wanted:
        return ""
    described = [_describe(claim) for claim in found.claims]
    if any(all(fields.get(key) == _number(value) for key, value in wanted.items()) for fields in described):
        return ""
    shown = [{key: fields.get(key, "") for key in wanted} for fields in described]
    return f"wanted {dict(wanted)}, found {shown or 'no claim'}"


def _describe(claim: Claim) -> dict[str, str]:
    quantity = claim.quantity
    return {
        "value": _number(str(quantity.value)),
        "value_high": "" if quantity.value_high is None else _number(str(quantity.value_high)),
        "kind": quantity.kind.value,
        "qualifier": quantity.qualifier.value,
        "unit": quantity.unit,
        "head": claim.head,
        "role": claim.role.value,
        "stage": claim.stage,
        "text": claim.text,
    }


def _number(text: str) -> str:
    """A figure in plain digits, so that 1500000 and 1.5E+6 are one."""
    digits = text.replace("_", "")
    try:
        return f"{float(digits):.10g}"
    except ValueError:
        return text

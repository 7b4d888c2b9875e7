"""A made-up output to review: as many findings as wanted, two sentences each, with the files they were read from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from extractor import feeds
from extractor.identity import assign_keys, finding_id, finding_key
from extractor.models import Claim, Document, Finding, Kind, Period, Quantity, Run, Severity
from extractor.shelf import evidence_of

YEARS = ("2021/22", "2022/23", "2023/24")
CHECKS = ("same-figure-differs", "parts-against-total", "list-count", "bound-edge")
SCRIPT = "<script>document.title = 'owned'</script>"


def write_output(folder: Path, *, findings: int = 60) -> Path:
    """Write `findings` findings on three documents below `folder`; return the output. Every tenth shares a cause."""
    shelf = folder / "shelf"
    shelf.mkdir()
    names = ("annual", "offer", "update")
    lines: dict[str, list[str]] = {name: [f"The {name} of the harbour school\n"] for name in names}
    figures: list[tuple[str, str, str, int]] = []
    for number in range(findings):
        thing = f"keepers of pier {number}"
        hostile = f" {SCRIPT}" if number == 0 else ""
        for name, value in ((names[number % 3], 140 + number), (names[(number + 1) % 3], 990 + number)):
            sentence = f"In {YEARS[number % 3]} the school trained {value} {thing}{hostile}."
            lines[name].append(sentence)
            figures.append((name, sentence, str(value), number))
    texts = {name: "\n\n".join(part) + "\n" for name, part in lines.items()}
    documents = tuple(_write_document(shelf, name, text) for name, text in texts.items())
    places = dict.fromkeys(names, 0)
    claims = []
    for name, sentence, figure, number in figures:
        start = texts[name].index(sentence, places[name])
        places[name] = start + len(sentence)
        claims.append(_make_claim(name, sentence, figure, start=start, number=number))
    keyed = assign_keys(claims, {name: f"w-{name}" for name in names})
    made = tuple(_make_finding(number, keyed[2 * number], keyed[2 * number + 1]) for number in range(findings))
    run = Run(
        documents=documents,
        claims=keyed,
        findings=_share_causes(made),
        programmes=(("harbour_school", "Harbour school"),),
        places=(str(shelf),),
    )
    out = folder / "output"
    facts = {
        "places": [str(shelf)],
        "counts": {"files": 3, "claims": len(keyed), "unclaimed": 0, "findings": {"all": findings}},
        "checks": [],
    }
    feeds.write_feeds(out, run, report="<!DOCTYPE html><title>report</title><p>report</p>", facts=facts)
    return out


def _write_document(shelf: Path, name: str, text: str) -> Document:
    (shelf / f"{name}.txt").write_bytes(text.encode())
    return Document(
        document=name,
        path=f"{name}.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        format="txt",
        text=text,
        title=text.splitlines()[0],
        encoding="utf-8",
        work=f"w-{name}",
    )


def _make_claim(name: str, sentence: str, figure: str, *, start: int, number: int) -> Claim:
    at = start + sentence.index(f"trained {figure}") + len("trained ")
    year = int(YEARS[number % 3][:4])
    return Claim(
        document=name,
        start=at,
        end=at + len(figure),
        text=figure,
        sentence=sentence,
        sentence_start=start,
        sentence_end=start + len(sentence),
        numeral=at,
        quantity=Quantity(kind=Kind.COUNT, value=Decimal(figure), unit="keepers"),
        block=0,
        measure=f"keepers of pier {number} trained",
        head="keepers",
        pattern="count.plain",
        programme="harbour_school" if number % 2 else "none",
        period=Period(start=date(year, 4, 1), end=date(year + 1, 3, 31), label=YEARS[number % 3]),
    )


def _make_finding(number: int, left: Claim, right: Claim) -> Finding:
    check = CHECKS[number % len(CHECKS)]
    sides = (evidence_of(left, "one figure"), evidence_of(right, "another figure"))
    return Finding(
        check=check,
        severity=(Severity.ERROR, Severity.WARNING, Severity.NOTE)[number % 3],
        message=f"Keepers of pier {number}: {left.text} here, {right.text} there.",
        suggestion="Find out which is right and use it in both places.",
        arithmetic=f"{left.text} is not {right.text}; tolerance: none",
        evidence=sides,
        slots=(
            ("measure", "agree", left.measure, right.measure),
            ("stage", "open", "", "appointed"),
            ("subject", "differ", "the school", "the trust"),
        ),
        key=finding_key(check, [side.claim for side in sides]),
    )


def _share_causes(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Every tenth finding is explained by the mistake that explains the first one."""
    cause = finding_id(findings[0].key)
    return tuple(replace(each, cause=cause) if number % 10 == 0 else each for number, each in enumerate(findings))

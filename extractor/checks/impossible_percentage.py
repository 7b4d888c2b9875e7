"""A percentage that no count of the stated base can give (the GRIM test).

Of 42 councils, 41 are 98 and 40 are 95 per cent: none can be 97 per cent. Looked at only where the base is certain ("98
per cent of the 42 councils", "Of the 42 councils, 98 per cent") and small enough that not every percentage is possible:
below 100 for whole per cents. Tried are rounding, both ways at the half, and cutting off; what only cutting off
explains is a note. The finding says which bases would work.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extractor.models import Claim, Finding, Kind, Qualifier, Severity
from extractor.shelf import Found, Ledger, Sentence, Shelf, evidence_of, join, quote, spell

NAME = "impossible-percentage"
SEVERITY = Severity.WARNING
NEAREST_BASES = 3  # how many bases that would work are named, on each side

_OF_THE = regex.compile(r"^\sof\s(?:the|our|all|these|those|its|their|all\sthe|all\sof\sthe)\s$")
_BASE_FIRST = regex.compile(
    r"^\W*(?:out\s)?of\s(?:the|our|all|all\sthe|these|those)\s$|^\W*among(?:st)?\s(?:the|our|all)\s$"
)
_NEW_BASE = regex.compile(r"^\sof\s")


def find(shelf: Shelf) -> Found:
    """Find percentages that their own base cannot give."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    shares = shelf.columns.quantity.where(lambda quantity: quantity.kind is Kind.PERCENT)
    for sentence in shelf.sentences_where(shares, "of ", "among"):
        for base, share in _pairs(sentence):
            if base.quantity.qualifier is not Qualifier.EXACT or share.quantity.qualifier is not Qualifier.EXACT:
                ledger.passed_over["a figure is hedged"] += 1
                continue
            if share.quantity.abbreviated or base.quantity.abbreviated:
                ledger.passed_over["a figure is rounded"] += 1
                continue
            if base.quantity.value * share.quantity.step >= 100:
                ledger.passed_over["the base is so large that every percentage is possible"] += 1
                continue
            ledger.examined += 1
            severity = _judge(share, int(base.quantity.value))
            if severity is not None:
                yield _finding(shelf, base, share, severity)


def _pairs(sentence: Sentence) -> Iterator[tuple[Claim, Claim]]:
    claims = sentence.claims
    opens = bool(claims) and claims[0].quantity.kind is Kind.COUNT and _BASE_FIRST.match(sentence.before(0)) is not None
    for at, share in enumerate(claims):
        if share.quantity.kind is not Kind.PERCENT:
            continue
        if at + 1 < len(claims) and claims[at + 1].quantity.kind is Kind.COUNT and _OF_THE.match(sentence.after(at)):
            yield claims[at + 1], share
        elif opens and at == 1 and not _NEW_BASE.match(sentence.after(at)):
            yield claims[0], share


def _judge(share: Claim, base: int) -> Severity | None:
    """None where some count gives the percentage; how bad it is where none does."""
    if base < 1:
        return None
    stated, step = share.quantity.value, share.quantity.step
    if _is_possible(stated, step, base):
        return None
    if any(0 <= Decimal(k * 100) / base - stated < step for k in _near(stated, base)):
        return SEVERITY.lowered()
    return SEVERITY


def _is_possible(stated: Decimal, step: Decimal, base: int) -> bool:
    return any(abs(Decimal(k * 100) / base - stated) <= step / 2 for k in _near(stated, base))


def _near(stated: Decimal, base: int) -> range:
    middle = int(stated * base / 100)
    return range(max(0, middle - 1), min(base, middle + 2) + 1)


def _finding(shelf: Shelf, base: Claim, share: Claim, severity: Severity) -> Finding:
    size, stated, step = int(base.quantity.value), share.quantity.value, share.quantity.step
    near = [k for k in _near(stated, size) if abs(Decimal(k * 100) / size - stated) < 100]
    closest = sorted(near, key=lambda k: abs(Decimal(k * 100) / size - stated))[:2]
    tried = [f"{k} of {size} is {spell((Decimal(k * 100) / size).quantize(Decimal('0.01')))}" for k in sorted(closest)]
    below = [n for n in range(size - 1, 0, -1) if _is_possible(stated, step, n)][:NEAREST_BASES]
    above = [n for n in range(size + 1, size + 101) if _is_possible(stated, step, n)][:NEAREST_BASES]
    bases = join([str(n) for n in (*reversed(below), *above)])
    return Finding(
        check=NAME,
        severity=severity,
        message=f'"{quote(share)}" in {shelf.where(share)} cannot be: no whole number out of {size} gives it.',
        suggestion=f"Check the percentage and its base; it would be possible of {bases}.",
        arithmetic=(
            f"{join(tried)} per cent; stated: {spell(stated)}; tolerance: half of the last written digit,"
            f" {spell(step / 2)} points, rounding up and down both tried"
        ),
        evidence=(evidence_of(share, "share"), evidence_of(base, "base")),
    )

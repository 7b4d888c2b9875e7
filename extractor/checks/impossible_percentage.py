"""A percentage that no count of the stated base can give (the GRIM test).

Of 42 councils, 41 are 98 and 40 are 95 per cent: none can be 97 per cent. Looked at only where the base is certain ("98
per cent of the 42 councils", "Of the 42 councils, 98 per cent", "42 councils replied, and 98 per cent of them") and
small enough that not every percentage is possible: below 100 for whole per cents. Tried are rounding, both ways at the
half, and cutting off; what only cutting off explains is a note. The finding says which bases would work.
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
    r"^\W*(?:out\s)?of\s(?:(?:the|our|all|all\sthe|these|those)\s)?$|^\W*among(?:st)?\s(?:the|our|all)\s$"
)
_OWN_SHARE = regex.compile(r"(?:\s[\p{L}'’-]+){0,3}\s\(")  # "of these 34 (11%) were lit": what share the 34 are
_NEW_BASE = regex.compile(r"^\sof\s")
# Those who were asked are the base of what follows: "we surveyed 40 clerks; 86 per cent ..."
_ASKED_BEFORE = regex.compile(
    r"\b(?:asked|surveyed|polled|interviewed|questioned|heard\sfrom|(?:feedback|responses?|replies|answers)\s(?:was\s|were\s)?from"
    r"|survey\sof|poll\sof|interviews\swith)\s(?:(?:the|all|our|some|these|a\stotal\sof)\s)*$"
)
_ASKED_AFTER = regex.compile(
    r"^(?:(?!\b(?:and|but|of)\b)[^.;:(),]){0,60}?\b(?:replied|responded|answered|took\spart|completed|filled\sin|returned"
    r"|were\s(?:asked|surveyed|polled|interviewed)|gave\s(?:us\s)?(?:feedback|their\sviews))\b"
)
_ASKED_CUES = (
    *("asked", "survey", "poll", "interview", "question", "heard", "feedback", "respon", "repl", "answer", "took"),
    *("complet", "filled", "return", "gave"),
)
_BEFORE_BASE = (
    "of ",
    *(f"of {word} " for word in ("the", "our", "all", "these", "those", "its", "their", "all the", "all of the")),
    *(f"{word} {which} " for word in ("among", "amongst") for which in ("the", "our", "all")),
)
_OF_THEM = regex.compile(r"^\sof\s(?:them|these|those|whom|(?:the\s)?respondents)\b")


def find(shelf: Shelf) -> Found:
    """Find percentages that their own base cannot give."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    shares = shelf.columns.kind.where(lambda kind: kind is Kind.PERCENT)
    counts = shelf.columns.kind.where(lambda kind: kind is Kind.COUNT)
    around = shelf.gate.surroundings
    bases = counts & (around.follow(_BEFORE_BASE) | around.find(_ASKED_CUES))
    for sentence in shelf.sentences_where(shares, beside=bases):
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
    asked = bool(claims) and claims[0].quantity.kind is Kind.COUNT and _are_asked(sentence)
    for at, share in enumerate(claims):
        if share.quantity.kind is not Kind.PERCENT:
            continue
        if at + 1 < len(claims) and claims[at + 1].quantity.kind is Kind.COUNT and _OF_THE.match(sentence.after(at)):
            yield claims[at + 1], share
        elif (
            at == 1
            and (opens or asked)
            and not _OWN_SHARE.fullmatch(sentence.after(0))
            and (not _NEW_BASE.match(sentence.after(at)) or _is_of_them(sentence))
        ):
            yield claims[0], share


def _are_asked(sentence: Sentence) -> bool:
    return bool(_ASKED_BEFORE.search(sentence.before(0)) or _ASKED_AFTER.match(sentence.after(0)))


def _is_of_them(sentence: Sentence) -> bool:
    return _OF_THEM.match(sentence.after(1)) is not None


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

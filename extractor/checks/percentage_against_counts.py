"""A percentage printed beside the counts that it was worked out from, which do not give it.

"61 of 70 (85 per cent)" is 87 per cent. Looked at are "k of n (p)", "p (k of n)", "p of the n (k)" and "k (p)" where
the sentence or the one before it states the base: "Of the 75 councils contacted, 68 (90 per cent)". A percentage
that is cut off, not rounded, is a note; one that is out by more than two points is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extractor.models import Claim, Finding, Kind, Qualifier, Severity
from extractor.shelf import Found, Ledger, Sentence, Shelf, evidence_of, quote, spell

NAME = "percentage-against-counts"
SEVERITY = Severity.WARNING
FAR_OUT = Decimal(2)  # points from which no slip of rounding can explain it

_WORD = r"[\p{L}'’-]+"
_OF = regex.compile(
    rf"^\s(?:{_WORD}\s){{0,4}}?(?:out\s)?of\s(?:(?:the|our|all|these|those|its|their|a|total)\s)*(?:total\sof\s)?$"
)
_OPENS = regex.compile(
    rf"^(?:\s{_WORD}){{0,9}},?\s?(?:[(\[–—-]\s?(?:or|around|about|i\.e\.|that\sis|which\sis)?\s?|,\s?or\s|\sor\s|,?\sequivalent\sto\s|,?\swhich\sis\s)$"
)
_BRACKET = regex.compile(rf"^(?:\s{_WORD}){{0,5}}\s\($")
_OF_ITS_BASE = regex.compile(r"^\sof\s(?:(?:the|our|all|these|those|its|their)\s)+$")
_PART_OF_IT = regex.compile(r"^(?:\s(?:who|which|had|have|did|said|so|yes))?\s?\)")
_CUES = (*"([-–—", "or ", "or\u00a0", "equivalent", "which is")
_OWN_BASE = regex.compile(r"^\s?\)?\sof\s")
_BASE_FIRST = regex.compile(
    r"^\W*(?:out\s)?of\s(?:(?:the|our|all|these|those|its|their)\s)*$|^\W*among(?:st)?\s(?:the|our|all)\s$"
)
_ANAPHOR = regex.compile(r"^\W*(?:out\s)?of\s(?:these|those|them)\b")
_OF_THEM = regex.compile(r"^\sof\s(?:them|these|those|whom|which)\b")
_BASE_KINDS = (Kind.COUNT, Kind.MONEY)


def find(shelf: Shelf) -> Found:
    """Find percentages that the counts beside them do not give."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    shares = shelf.columns.kind.where(lambda kind: kind is Kind.PERCENT)
    counts = shelf.columns.kind.where(lambda kind: kind in _BASE_KINDS)
    for sentence in shelf.sentences_where(shares, *_CUES, beside=counts):
        for part, base, share in _triples(sentence, shelf):
            if any(c.quantity.qualifier is not Qualifier.EXACT for c in (part, base, share)):
                ledger.passed_over["a figure is hedged"] += 1
                continue
            if not base.quantity.value or part.quantity.value > base.quantity.value:
                ledger.passed_over["the base is smaller than the part"] += 1
                continue
            ledger.examined += 1
            finding = _compare(shelf, part, base, share)
            if finding:
                yield finding


def _triples(sentence: Sentence, shelf: Shelf) -> Iterator[tuple[Claim, Claim, Claim]]:
    """Each count, its base and the percentage printed beside them."""
    claims = sentence.claims
    for at, share in enumerate(claims):
        if share.quantity.kind is not Kind.PERCENT:
            continue
        if (bracketed := _in_brackets(sentence, at)) is not None:
            yield *bracketed, share
            continue
        if _OWN_BASE.match(sentence.after(at)):
            continue
        # "61 of 70 councils (85 per cent)"
        if at >= 2 and _OPENS.match(sentence.before(at)) and _OF.match(sentence.before(at - 1)):
            if _alike(claims[at - 2], claims[at - 1]):
                yield claims[at - 2], claims[at - 1], share
            continue
        # "85 per cent (61 of 70)"
        if at + 2 < len(claims) and _OPENS.match(sentence.after(at)) and _OF.match(sentence.after(at + 1)):
            if _alike(claims[at + 1], claims[at + 2]):
                yield claims[at + 1], claims[at + 2], share
            continue
        # "Of the 75 councils contacted, 68 (90 per cent)"
        if at >= 1 and _OPENS.match(sentence.before(at)):
            base = _base(sentence, at - 1, shelf)
            if base is not None:
                yield claims[at - 1], base, share


def _in_brackets(sentence: Sentence, at: int) -> tuple[Claim, Claim] | None:
    """Part and base of "85 per cent of councils (61 of 70)" and of "85 per cent of the 70 councils (61)"."""
    if at + 2 >= len(sentence.claims):
        return None
    first, second = sentence.claims[at + 1 : at + 3]
    if not _alike(first, second):
        return None
    after, then = sentence.after(at), sentence.after(at + 1)
    if _BRACKET.match(after) and _OF.match(then):
        return first, second
    own = _OF_ITS_BASE.match(after) and _BRACKET.match(then) and _PART_OF_IT.match(sentence.after(at + 2))
    return (second, first) if own else None


def _alike(part: Claim, base: Claim) -> bool:
    return part.quantity.kind is base.quantity.kind and part.quantity.kind in _BASE_KINDS


def _base(sentence: Sentence, at: int, shelf: Shelf) -> Claim | None:
    part = sentence.claims[at]
    if part.quantity.kind not in _BASE_KINDS:
        return None
    first = sentence.claims[0]
    if at > 0 and first.quantity.kind is part.quantity.kind and _BASE_FIRST.match(sentence.before(0)):
        return first
    # "70 councils replied; 61 of them (87 per cent) ..."
    if at == 1 and first.quantity.kind is part.quantity.kind and _OF_THEM.match(sentence.after(at)):
        return first
    before = shelf.sentence_before(sentence) if _ANAPHOR.match(sentence.text.lower()) else None
    if before is None:
        return None
    heads = shelf.gate.head_words(part)
    bases = [
        c
        for c in before.claims
        if c.quantity.kind is part.quantity.kind and (not heads or heads & shelf.gate.head_words(c))
    ]
    return bases[0] if len(bases) == 1 else None


def _compare(shelf: Shelf, part: Claim, base: Claim, share: Claim) -> Finding | None:
    stated, exact = share.quantity.value, part.quantity.value * 100 / base.quantity.value
    step = share.quantity.step
    apart = abs(exact - stated)
    if apart <= step / 2 or (share.quantity.abbreviated and apart <= FAR_OUT):
        return None
    cut_off = 0 <= exact - stated < step
    severity = Severity.ERROR if apart > FAR_OUT else SEVERITY
    given = spell(exact.quantize(step / 10 if step < 1 else Decimal("0.1")))
    figures = f"{spell(part.quantity.value)} of {spell(base.quantity.value)}"
    return Finding(
        check=NAME,
        severity=SEVERITY.lowered() if cut_off else severity,
        message=(
            f'"{quote(share)}" in {shelf.where(share)} is given for {figures} {part.head or base.head}'.rstrip()
            + f", which is {given} per cent."
        ),
        suggestion=(
            "The percentage is cut off, not rounded: round it."
            if cut_off
            else "Work the percentage out again, or check both counts and whether they have this base."
        ),
        arithmetic=(
            f"{spell(part.quantity.value)} / {spell(base.quantity.value)} = {given} per cent; stated: {spell(stated)};"
            f" tolerance: half of the last written digit, {spell(step / 2)} points"
        ),
        evidence=(evidence_of(part, "part"), evidence_of(base, "base"), evidence_of(share, "share")),
    )

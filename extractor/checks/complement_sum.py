"""A share and what is said to remain of it, which do not make a whole.

"98 per cent agreed. The remaining four per cent did not": 98 and 4 make 102. Looked at only where the text says "the
remaining", "the other" or "the rest", or parts a whole by one word after another ("41 per cent from districts, 32 per
cent from counties and 40 per cent from boroughs": together above 100). With several shares before it, any of them
that add up with the remainder to 100 are taken to be meant. A footnote's remainder is set against the share on its
page that tells of the same thing. Tolerance: half of the last written digit of each share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from math import fsum

import regex

from extractor.columns import Mask
from extractor.models import BlockKind, Claim, Finding, Kind, Qualifier, Role, Severity
from extractor.shelf import Found, Ledger, Sentence, Shelf, evidence_of, join, quote, spell

NAME = "complement-sum"
SEVERITY = Severity.ERROR
_REACH = 100_000  # characters to each side in which a footnote's page must lie
FAR = 2500  # characters in which a footnote looks for its share, where pages are not known

_REMAINS = regex.compile(
    r"(?:\b(?:the|a|its|their|with|and)\s(?:remaining|other)\s|\b(?:the\s)?(?:rest|remainder|balance)\s?(?:[(,:–—-]|of|\w+ing)?\s?)"
    r"(?:of\s)?(?:\p{L}+\s){0,2}?\(?$"
)
_CUES = ("remain", "other", "rest", "balance")
_ORIGIN = regex.compile(r"^\s(?:came\s)?from\s")
# What opposes the answers to one question, or the ratings of one thing: who gave the one did not give the other.
_ANSWERS = tuple(
    frozenset(words.split())
    for words in (
        "agreed agree disagreed disagree neither undecided unsure view opinion",
        "better same worse unchanged change improved deteriorated",
        "good fair poor excellent adequate weak average satisfactory",
        "satisfied dissatisfied neither",
        "yes no unsure maybe know",
        "confident unsure unconfident",
    )
)
# "Very confident, fairly confident, not very confident": the steps of one scale.
_DEGREE = regex.compile(
    r"\b(?P<degree>not\sat\sall|not\svery|not\sso|not|fairly|quite|somewhat|very|extremely|neither)\s(?P<of>\p{L}{4,})"
)
_STEP_CUES = ("very", "fairly", "quite", "somewhat", "extremely", "neither", "not")
_FROM = regex.compile(r"\b(?:came|come|were|was|are|is|drawn)\sfrom\s[^,;]*$")
_FROM_TOO = regex.compile(r"^\sfrom\s")
_MADE_UP = regex.compile(r"\b(?:made\sup|comprise[sd]?|consists?|composed|split|divided|shared|broken\sdown)\b")
_IN_BRACKETS = regex.compile(r"\(\s?$")
# Of the main reason each gives one; so many shares of it in a row are parts of one whole.
_ONE_ANSWER = regex.compile(
    r"(?i)\b(?:the\s(?:one|single|only|main|primary|principal|(?:single\s)?(?:biggest|greatest|largest|most\simportant))\s"
    r"(?:main\s|single\s)?(?:reason|cause|barrier|factor|challenge|concern|priority|obstacle|answer|problem|risk|source)\b"
    r"|(?:only|just)\sone\s(?:answer|option|reason|response|choice)|one\s(?:answer|option|response)\sonly)"
)
_MANY_ANSWERS = regex.compile(
    r"(?i)\b(?:more\sthan\sone|multiple|several|as\smany\sas|all\sthat\sapply|up\sto\s(?:two|three|five)|(?:two|three|five)\s"
    r"(?:main|biggest|answers|reasons)|among\sthe\smain|one\sof\sthe)\b"
)
_IN_ROW = regex.compile(r"^[^.;]{0,120}(?:,|\sand|;)\s[^.;]{0,120}$")
_LEAD = 300  # characters of a paragraph that lead to a row of shares
_LINK = regex.compile(r"(?:,|;|\sand|,\sand)\s(?:\p{L}+\s){0,4}?\(?\s?$|^\)?(?:,|;|\sand|,\sand)\s")
_ROW_GOES_ON = regex.compile(r"(?:,|;|,?\sand|;\sand)\s$")
SMALLEST_ROW = 3
_MOST_PARTS = 6


def find(shelf: Shelf) -> Found:
    """Find shares that do not make 100 with what is said to remain."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    in_per_cent = shelf.columns.kind.where(lambda kind: kind is Kind.PERCENT)
    for sentence in shelf.sentences_where(in_per_cent, *_CUES):
        for at, rest in enumerate(sentence.claims):
            if not _is_share(rest) or not _REMAINS.search(sentence.before(at)):
                continue
            shares = _shares_before(shelf, sentence, at)
            if not shares:
                ledger.passed_over["no share stands before the remainder"] += 1
            elif any(c.quantity.qualifier is not Qualifier.EXACT for c in (*shares, rest)):
                ledger.passed_over["a share is hedged"] += 1
            else:
                ledger.examined += 1
                if not _adds_up(shares, rest) and not _adds_up_in_paragraph(shelf, rest):
                    yield _finding(shelf, shares, rest)
    for sentence in shelf.sentences_where(in_per_cent, fewest=SMALLEST_ROW):
        yield from _breakdowns(shelf, sentence, ledger)
        yield from _answers(shelf, sentence, ledger)
    for row in _find_scales(shelf, in_per_cent):
        ledger.examined += 1
        total = sum((c.quantity.value for c in row), Decimal(0))
        if total - 100 > _tolerance(row):
            yield _over_whole(shelf, row, total)


def _find_scales(shelf: Shelf, in_per_cent: Mask) -> Iterator[list[Claim]]:
    """Items below one another that each give the share of another step of one scale: "very likely: 41 per cent"."""
    row: list[Claim] = []
    steps: list[tuple[str, str]] = []
    for sentence in shelf.sentences_where(in_per_cent, *_STEP_CUES):
        claim, step = sentence.claims[0], _DEGREE.search(sentence.before(0).lower())
        if step is None or len(sentence.claims) > 1 or not _is_share(claim):
            continue
        told = step["degree"], step["of"]
        below = bool(row) and row[-1].document == claim.document and claim.block == row[-1].block + 1
        if not below or told in steps or told[1] != steps[-1][1]:
            yield from [row] if len(row) >= SMALLEST_ROW else []
            row, steps = [], []
        row.append(claim)
        steps.append(told)
    yield from [row] if len(row) >= SMALLEST_ROW else []


def _breakdowns(shelf: Shelf, sentence: Sentence, ledger: Ledger) -> Iterator[Finding]:
    """Three or more shares in a row, each of another origin, that make more than a whole."""
    row: list[Claim] = []
    for at, claim in enumerate(sentence.claims):
        origin = _ORIGIN.match(sentence.after(at))
        if not _is_share(claim) or not origin:
            row = []
            continue
        row.append(claim)
        if _ROW_GOES_ON.search(sentence.after(at)) or len(row) < SMALLEST_ROW:
            continue
        ledger.examined += 1
        total = sum((c.quantity.value for c in row), Decimal(0))
        if total - 100 > _tolerance(row):
            yield _over_whole(shelf, row, total)
        row = []


def _answers(shelf: Shelf, sentence: Sentence, ledger: Ledger) -> Iterator[Finding]:
    """Three or more shares that part one whole by the answers, the origins or the parts named beside them."""
    row = sentence.claims
    exact = all(_is_share(c) and c.quantity.qualifier is Qualifier.EXACT for c in row)
    if len(row) < SMALLEST_ROW or not exact:
        return
    tails = [sentence.after(at) for at in range(len(row))]
    linked = all(_LINK.search(tail) for tail in tails[:-1]) and _part_a_whole(sentence, tails)
    if not linked and not (all(_IN_ROW.match(tail) for tail in tails[:-1]) and _asks_for_one(shelf, sentence)):
        return
    ledger.examined += 1
    total = sum((c.quantity.value for c in row), Decimal(0))
    if total - 100 > _tolerance(row):
        yield _over_whole(shelf, row, total)


def _asks_for_one(shelf: Shelf, sentence: Sentence) -> bool:
    """Whether a sentence, or what leads to it in its paragraph, says that each gave one answer."""
    first = sentence.claims[0]
    document = shelf.documents.get(first.document)
    known = document is not None and first.block < len(document.blocks)
    start = max(document.blocks[first.block].start, first.sentence_start - _LEAD) if known and document else 0
    asked = f"{document.text[start : first.sentence_start] if document else ''} {sentence.text}"
    return _ONE_ANSWER.search(asked) is not None and _MANY_ANSWERS.search(asked) is None


def _part_a_whole(sentence: Sentence, tails: Sequence[str]) -> bool:
    degrees = [_DEGREE.search(tail) for tail in tails]
    if all(degrees):
        told = [(found["degree"], found["of"]) for found in degrees if found]
        return len(set(told)) == len(told) and len({of for _, of in told}) == 1
    words = [frozenset(regex.findall(r"\p{L}+", tail)) for tail in tails]
    for answers in _ANSWERS:
        given = [said & answers for said in words]
        if all(given) and all(len(one) == 1 for one in given) and len(frozenset().union(*given)) == len(given):
            return True
    if _FROM.search(tails[0].rstrip(" ,;")) and all(_FROM_TOO.match(tail) for tail in tails[1:]):
        return True
    bracketed = all(_IN_BRACKETS.search(sentence.before(at)) for at in range(len(tails)))
    return bracketed and _MADE_UP.search(sentence.before(0)) is not None


def _over_whole(shelf: Shelf, row: Sequence[Claim], total: Decimal) -> Finding:
    figures = join([f'"{" ".join(c.text.split())}"' for c in row])
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=f"The shares {figures} in {shelf.where(row[0])} part one whole and make {spell(total)} per cent.",
        suggestion="Check the shares; parts of one whole make 100 per cent at most.",
        arithmetic=(
            f"{' + '.join(spell(c.quantity.value) for c in row)} = {spell(total)}; tolerance: {spell(_tolerance(row))}"
            " points, half of the last written digit of each share"
        ),
        evidence=tuple(evidence_of(c, "share") for c in row),
    )


def _is_share(claim: Claim) -> bool:
    return claim.quantity.kind is Kind.PERCENT and claim.role in (Role.SHARE, Role.LEVEL)


def _shares_before(shelf: Shelf, sentence: Sentence, at: int) -> tuple[Claim, ...]:
    here = tuple(c for c in sentence.claims[:at] if _is_share(c))
    if here:
        return here
    rest = sentence.claims[at]
    if _is_footnote(shelf, rest):
        return _share_of_footnote(shelf, rest)
    before = shelf.sentence_before(sentence, reach=1)
    return tuple(c for c in before.claims if _is_share(c)) if before else ()


def _is_footnote(shelf: Shelf, claim: Claim) -> bool:
    document = shelf.documents.get(claim.document)
    known = document is not None and claim.block < len(document.blocks)
    return bool(known and document and document.blocks[claim.block].kind is BlockKind.FOOTNOTE)


def _share_of_footnote(shelf: Shelf, rest: Claim) -> tuple[Claim, ...]:
    """The share near a footnote that tells of the same thing, if exactly one value does."""
    words = shelf.gate.words_of(rest.sentence)
    near = [
        c
        for c in shelf.claims_between(rest.document, max(rest.start - _REACH, 0), rest.start + _REACH)
        if _is_share(c)
        and not _is_footnote(shelf, c)
        and (c.page == rest.page if rest.page is not None else abs(c.start - rest.start) < FAR)
    ]
    scored = [(fsum(map(shelf.gate.weight, words & shelf.gate.words_of(c.sentence))), c) for c in near]
    best = max((score for score, _ in scored), default=0)
    if best < 1:
        return ()
    likely = [c for score, c in scored if score == best]
    # Of several shares in the one sentence, the last before the footnote's mark is meant.
    return (likely[-1],) if len({c.sentence_start for c in likely}) == 1 else ()


def _adds_up(shares: Sequence[Claim], rest: Claim) -> bool:
    """Whether the remainder makes 100 with some of the shares, or one of the shares with later ones.

    "95 per cent were content, 60 very much so and the other 35 fairly": the 95 are the whole.
    """
    runs = [shares[start:end] for start in range(len(shares)) for end in range(start + 1, len(shares) + 1)]
    wholes = [Decimal(100), *(c.quantity.value for c in shares)]
    return any(_makes((*run, rest), whole) for run in runs for whole in wholes)


def _adds_up_in_paragraph(shelf: Shelf, rest: Claim) -> bool:
    """Whether some of the last shares of the paragraph make 100 with the remainder: one answer may have a sentence."""
    near = shelf.claims_between(rest.document, max(rest.start - FAR, 0), rest.start)
    shares = [claim for claim in near if _is_share(claim) and claim.block == rest.block][-_MOST_PARTS:]
    sizes = range(2, len(shares) + 1)
    return any(_makes((*some, rest), Decimal(100)) for size in sizes for some in combinations(shares, size))


def _makes(parts: Sequence[Claim], whole: Decimal) -> bool:
    return abs(sum(c.quantity.value for c in parts) - whole) <= _tolerance(parts)


def _tolerance(parts: Sequence[Claim]) -> Decimal:
    worded = [c.quantity.interval for c in parts]
    return sum((read.high - read.low for read in worded), Decimal(0)) / 2


def _finding(shelf: Shelf, shares: Sequence[Claim], rest: Claim) -> Finding:
    parts = (*shares[-3:], rest) if len(shares) > 1 and _is_one_whole(shares) else (shares[-1], rest)
    total = sum(c.quantity.value for c in parts)
    missing = Decimal(100) - sum(c.quantity.value for c in parts[:-1])
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=(
            f'{join([chr(34) + quote(c) + chr(34) for c in parts[:-1]])} and the remaining "{quote(rest)}" in'
            f" {shelf.where(rest)} make {spell(Decimal(total))} per cent, not 100."
        ),
        suggestion=(
            f"Beside the other share{'s' * (len(parts) > 2)}, {spell(missing)} per cent would remain; check them all."
            if missing >= 0
            else "Check which share is wrong."
        ),
        arithmetic=(
            f"{' + '.join(spell(c.quantity.value) for c in parts)} = {spell(Decimal(total))}; tolerance:"
            f" {spell(_tolerance(parts))} points, half of the last written digit of each share"
        ),
        evidence=(*(evidence_of(c, "share") for c in parts[:-1]), evidence_of(rest, "remainder")),
    )


def _is_one_whole(shares: Sequence[Claim]) -> bool:
    return sum(c.quantity.value for c in shares) < 100

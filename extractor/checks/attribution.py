"""One rare figure credited to two: "£412,380 to the Northport partnership" and "£412,380 went to Southport".

Looked at are exact figures of five and more digits, which do not meet by chance, beside a name that received, won or
saved them. Where three and more are told to have had the same sum it is a rate of payment, and where two are told in
one paragraph they had the same. Where no name stands beside the figure, the one council is meant that its paragraph has
named, or its heading, and the finding is a warning. A part's figure told of the whole programme is flagged too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import regex

from extractor.models import Claim, Finding, Severity, Source
from extractor.shelf import MOST_EVIDENCE, Found, Ledger, Shelf, evidence_of, is_rare, quote, spell, split_sentence

NAME = "attribution"
SEVERITY = Severity.ERROR

_FEWEST_DIGITS = 5
_MOST_NAMES = 2
_NAME = r"(?P<name>(?-i:\p{Lu}[\p{L}'-]*)(?: (?:(?:of|and|upon|on|the|in|for|&|with) )?(?-i:\p{Lu}[\p{L}'-]*))*)"
_RECEIVER_AFTER = regex.compile(
    r"(?i)^[\s,]*(?:(?:(?:which|that) )?(?:was|were|has been|have been|had been|is|will be) )?"
    r"(?:(?:awarded|made|went|goes|given|paid|granted|allocated|made available|transferred|released|lent) )?"
    rf"to (?:the )?{_NAME}"
)
_RECEIVER_BEFORE = regex.compile(
    rf"(?i)\b{_NAME}(?: [a-z]+){{0,2}}? (?:(?:has|had|have|also) ){{0,2}}"
    r"(?:was awarded|were awarded|been awarded|was given|received|secured|won|saved|raised|obtained|gained|attracted)"
    r"(?: (?:a|an|its|some|grant|funding|sum|total|of|the|award|grants)){0,5} $"
)
_RECEIVER_OF = regex.compile(
    rf"(?i)\b(?:awarded|gave|given|granted|paid|lent|allocated|offered|sent)(?: to)? (?:the )?{_NAME}"
    r"(?: (?:partnership|consortium|alliance|group|trust))?"
    r"(?: (?:a|an|grant|grants|funding|award|of|sum|total|some|another)){0,5} $"
)
_BODY = regex.compile(
    r"(?<!\p{L})(?!(?:At|In|For|The|With|By|From|And|But)\s)(?P<name>(?:\p{Lu}[\p{L}'’-]+\s(?:(?:and|upon|on|of)\s)?){1,4}"
    r"(?:Council|Authority)\b)"
)
_ACRONYM = regex.compile(r"\p{Lu}{2,}s?")
_KIND_OF_BODY = """
council partnership authority city borough county district metropolitan unitary london royal combined trust
board service consortium fire rescue group team the
"""


def find(shelf: Shelf) -> Found:
    """Find rare figures that are credited to two bodies, or to a programme and to its part."""
    ledger = Ledger(NAME)
    rare = shelf.columns.quantity.where(lambda quantity: is_rare(quantity, digits=_FEWEST_DIGITS))
    ledger.examined = int(rare.sum())
    groups = list(shelf.same_figures(rare))
    return ledger.close([*_two_names(shelf, groups, ledger), *_part_and_whole(shelf, groups)])


def _two_names(shelf: Shelf, groups: Sequence[Sequence[Claim]], ledger: Ledger) -> Iterator[Finding]:
    kinds = shelf.gate.words_of(_KIND_OF_BODY)
    for group in groups:
        named = [(claim, name) for claim in group if (name := _receiver(claim) or _find_body(shelf, claim))]
        ledger.passed_over["no name beside the figure"] += len(group) - len(named)
        words = {name: shelf.gate.words_of(name) - kinds for _, name in named}
        if len({word for word in words.values() if word}) > _MOST_NAMES:
            ledger.passed_over["a sum that several have had"] += len(named)
            continue
        pairs = [
            (one, other)
            for one, other in combinations(named, 2)
            if (one[0].document, one[0].block) != (other[0].document, other[0].block)
            and _are_two(one[1], other[1], words)
        ]
        if pairs:
            yield _finding(shelf, *pairs[0], group)


def _receiver(claim: Claim) -> str:
    """The name that is told to have had the figure; empty where the sentence names none beside it."""
    before, after = split_sentence(claim)
    found = _RECEIVER_AFTER.match(after) or _RECEIVER_BEFORE.search(before) or _RECEIVER_OF.search(before)
    return str(found["name"]) if found else ""


def _find_body(shelf: Shelf, claim: Claim) -> str:
    """The one council that a claim's paragraph names before its figure, or else its heading; empty for none or two."""
    document = shelf.documents.get(claim.document)
    if document is None or claim.block >= len(document.blocks):
        return ""
    told = " ".join(document.text[document.blocks[claim.block].start : claim.start].split())
    for text in (told, claim.section):
        names = {" ".join(found["name"].split()) for found in _BODY.finditer(text)}
        if names:
            return names.pop() if len(names) == 1 else ""
    return ""


def _are_two(left: str, right: str, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether two names can be no spellings of one: no word in common, and neither an acronym."""
    if not words[left] or not words[right] or words[left] & words[right]:
        return False
    # An acronym may stand for the other name, or for one that the text does not spell out there.
    return not any(_ACRONYM.fullmatch(name) for name in (left, right))


def _finding(shelf: Shelf, one: tuple[Claim, str], other: tuple[Claim, str], group: Sequence[Claim]) -> Finding:
    (left, first), (right, second) = one, other
    beside = _receiver(left) and _receiver(right)
    others = [claim for claim in group if claim is not left and claim is not right]
    return Finding(
        check=NAME,
        severity=SEVERITY if beside else SEVERITY.lowered(),
        message=(
            f'"{" ".join(left.text.split())}" is credited to {first} in {shelf.where(left)}, and to {second} in'
            f" {shelf.where(right)}."
        ),
        suggestion="Find out whose figure it is and name the same in both places, or say that both had the same.",
        arithmetic=f"{spell(left.quantity.value)} in both places; {first} and {second} share no word of their names",
        evidence=tuple(evidence_of(claim, "figure") for claim in (left, right, *others))[:MOST_EVIDENCE],
    )


# -- a part's figure told of the whole


def _part_and_whole(shelf: Shelf, groups: Sequence[Sequence[Claim]]) -> Iterator[Finding]:
    parents = {entry.id: entry.parent for entry in shelf.patterns.programmes}
    for group in groups:
        named = [claim for claim in group if claim.programme_source is Source.SENTENCE]
        for left, right in combinations(named, 2):
            part, whole = (left, right) if parents.get(left.programme) == right.programme else (right, left)
            one_sentence = (part.document, part.sentence_start) == (whole.document, whole.sentence_start)
            if parents.get(part.programme) != whole.programme or one_sentence:
                continue
            if not shelf.gate.head_words(part) & shelf.gate.head_words(whole):
                continue
            yield Finding(
                check=NAME,
                severity=Severity.WARNING,
                message=(
                    f'"{quote(part)}" is told of {shelf.programme(part)} in {shelf.where(part)}, and of the whole of'
                    f" {shelf.programme(whole)} in {shelf.where(whole)}."
                ),
                suggestion="Find out whether the figure is the part's or the whole's.",
                arithmetic=f"{spell(part.quantity.value)} in both places",
                evidence=(evidence_of(part, "part"), evidence_of(whole, "whole")),
            )
            break

"""Keys that outlive a re-flowed page, a renamed file and a changed figure: what decisions hang on (FEEDS.md, Identity).

A key never holds a value, an offset, a page or a file name. It is the hash of what is stated of what: work, programme,
measure, head, period, role, kind, and a fingerprint of the sentence with its numbers blanked. It is always
taken in, not only where two claims are otherwise equal: else a page inserted elsewhere could make two claims equal and
so change the key of the older one, or hand its decision to the newer.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import regex

from extractor.models import Claim, Evidence

_ALPHABET = "abcdefghijklmnopqrstuv"
_ID_LETTERS = 12
_SEPARATOR = "\x1f"

# Numbers in words are blanked as digits are: "eleven councils" that becomes "twelve councils" is the same statement.
_NUMBER_WORD = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|dozen"
    "|half|third|quarter|first|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth|once|twice|double|treble"
    # A moved date is a changed figure, not another statement.
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    "|spring|summer|autumn|winter"
)
_NUMBER = regex.compile(rf"\b(?:{_NUMBER_WORD})(?:s|th|ths)?\b|\p{{L}}*\p{{Nd}}[\p{{L}}\p{{Nd}}]*")
_LETTER = regex.compile(r"\p{L}+")


def fingerprint(text: str) -> str:
    """Return the letters of a text, its numbers blanked: the same for a re-wrapped or re-hyphenated print of it.

    >>> fingerprint("Over 55 coun\\u00adcils took part.") == fingerprint("over 61\\ncouncils took part")
    True
    """
    return "".join(_LETTER.findall(_NUMBER.sub(" ", text.lower().replace("\u00ad", ""))))


def assign_keys(claims: Iterable[Claim], works: Mapping[str, str]) -> tuple[Claim, ...]:
    """Return the claims with their keys, in their own order; `works` maps a document's name to its work.

    Claims that are word for word the same statement are counted through by document and place.
    """
    claims = tuple(claims)
    recipes = [_recipe(claim, works.get(claim.document, "")) for claim in claims]
    seen: Counter[str] = Counter()
    keys: dict[int, str] = {}
    for place in sorted(range(len(claims)), key=lambda i: (claims[i].document, claims[i].start, claims[i].end)):
        seen[recipes[place]] += 1
        keys[place] = _hash(recipes[place], seen[recipes[place]])
    return tuple(replace(claim, key=keys[place]) for place, claim in enumerate(claims))


def evidence_key(evidence: Evidence, work: str) -> str:
    """Return the key of a piece of evidence: its claim's where it is one, else one by the same recipe."""
    if evidence.claim:
        return evidence.claim
    recipe = _SEPARATOR.join((work, evidence.part, fingerprint(evidence.text), fingerprint(evidence.sentence)))
    return _hash(recipe, 1)


def finding_key(check: str, evidence_keys: Iterable[str]) -> str:
    """Return the key of a finding: its check and the sorted keys of its evidence."""
    return _hash(_SEPARATOR.join((check, *sorted(set(evidence_keys)))), 1)


def claim_id(key: str) -> str:
    """Return the id of a claim: "c-" and twelve letters a to v, never a number to a spreadsheet."""
    return "c-" + _letters(key)


def finding_id(key: str) -> str:
    """Return the id of a finding: "f-" and twelve letters a to v."""
    return "f-" + _letters(key)


def _recipe(claim: Claim, work: str) -> str:
    period = claim.period
    dates = f"{period.start or ''}/{period.end or ''}"
    return _SEPARATOR.join(
        (
            work,
            claim.programme,
            fingerprint(claim.measure),
            fingerprint(claim.head),
            dates if period.start or period.end else period.label,
            claim.role,
            claim.quantity.kind,
            fingerprint(claim.sentence),
        )
    )


def _hash(recipe: str, count: int) -> str:
    return hashlib.sha256(f"{recipe}{_SEPARATOR}{count}".encode()).hexdigest()[:32]


def _letters(key: str) -> str:
    number = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big")
    letters = []
    for _ in range(_ID_LETTERS):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)

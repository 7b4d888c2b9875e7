"""Keys that outlive a re-flowed page, a renamed file and a changed figure: what decisions hang on (FEEDS.md, Identity).

A key never holds a value, an offset, a page or a file name. It is the hash of what is stated of what: work, programme,
measure, head, period, role, kind, and a fingerprint of the sentence with its numbers blanked. It is always
taken in, not only where two claims are otherwise equal: else a page inserted elsewhere could make two claims equal and
so change the key of the older one, or hand its decision to the newer.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

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
    return "".join(map(_letters_of, text.lower().replace("\u00ad", "").split()))


@lru_cache(maxsize=1 << 17)
def _letters_of(word: str) -> str:
    # Neither a number nor a word holds a space, so each word is read by itself, and once.
    return "".join(_LETTER.findall(_NUMBER.sub(" ", word)))


def assign_keys(claims: Iterable[Claim], works: Mapping[str, str]) -> tuple[Claim, ...]:
    """Return the claims with their keys, in their own order; `works` maps a document's name to its work.

    Claims that are word for word the same statement are counted through by document and place.
    """
    claims = tuple(claims)
    order = sorted(range(len(claims)), key=lambda i: (claims[i].document, claims[i].start, claims[i].end))
    keyed = dict(zip(order, key_in_order((claims[i] for i in order), works), strict=True))
    return tuple(keyed[i] for i in range(len(claims)))


def key_in_order(claims: Iterable[Claim], works: Mapping[str, str]) -> Iterator[Claim]:
    """Yield with their keys claims that come by document and place; holds none of them, however many they are."""
    seen: Counter[bytes] = Counter()
    for claim in claims:
        hashed = hashlib.sha256(f"{_recipe(claim, works.get(claim.document, ''))}{_SEPARATOR}".encode())
        statement = hashed.digest()[:16]
        seen[statement] += 1
        hashed.update(str(seen[statement]).encode())
        yield replace(claim, key=hashed.hexdigest()[:32])


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
    number %= len(_ALPHABET) ** _ID_LETTERS  # the rest says nothing to the letters, and small numbers are soon divided
    letters = []
    for _ in range(_ID_LETTERS):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)

"""Text -> the programmes that it names, from patterns/programmes.yaml.

The text is walked word by word beside a table of names keyed by first word, so the time is linear in the text and
hardly grows with the number of names. The longest name at a place wins: a sub-programme and its parent are both seen
only where both are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from extractor.cleaning import remember
from extractor.models import Mention
from extractor.patterns import Patterns

_WORD = regex.compile(r"\w+")
# What may stand between two words of a name: "sector-led", "children's", "Re:fit", "'Be a councillor' campaign".
_MAX_GAP = 3
_GAP = regex.compile(r"[ \-'\"/:&,]{1,3}")
_OPENS = regex.compile(r"\W*(?:(?i:on|in|for)\s)?")
_RUN_IN = regex.compile(r"\s?[:–—]")  # a heading that runs into its text
# What an offer is made of; an everyday name before one of these is its programme's in a publication about the offer.
_OFFERED = regex.compile(
    r"(?i)\s(?:advis[eo]rs?|peers?|experts?|mentors?|coach(?:es)?|associates?|pairs?|"
    r"(?:programme|support|improvement|peer|training|advice) (?:offer|team|package|days?|visits?|challenges?|reviews?)|"
    r"webinars?|workshops?|masterclass(?:es)?|bootcamps?|roundtables?|sessions?|courses?|training|events?|networks?|"
    r"hub|toolkits?|e-learning|bulletins?|health ?checks?|accelerators?|support|programmes?)\b"
)
_OPENING = 80  # characters in which an everyday name must stand that opens a paragraph
_LONG_HEADING = 16  # words; beyond this a heading is a sentence, and a word in it says little


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write a programme: its words in small letters, and as written where capitals count."""

    words: tuple[str, ...]
    written: tuple[str, ...] | None
    programme: str  # empty for a phrase that means something else


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that begin with one word, longest first; `seconds` are the words that come next, "" where none does."""

    names: tuple[_Name, ...]
    seconds: frozenset[str]


Names = Mapping[str, _Names]


def find_programmes(text: str, patterns: Patterns) -> list[Mention]:
    """Every programme named in cleaned text, in order, never overlapping; the longest name at a place wins.

    >>> [m.programme for m in find_programmes("CPCs and other peer challenges", load_patterns())]
    ['corporate_peer_challenge', 'peer_challenge']
    """
    return list(_find_known(text, patterns))


@remember
def _find_known(text: str, patterns: Patterns) -> tuple[Mention, ...]:
    return tuple(_find_names(text, _names(patterns)))


def _find_names(text: str, names: Names) -> list[Mention]:
    lowered = [*map(str.lower, _WORD.findall(text)), ""]
    # Most texts name nothing, and then it does not matter where their words stand.
    opening = [
        at
        for at, word in enumerate(lowered)
        if word in names and ("" in names[word].seconds or lowered[at + 1] in names[word].seconds)
    ]
    if not opening:
        return []
    places = list(_WORD.finditer(text))
    mentions: list[Mention] = []
    after = 0
    for at in opening:
        name = _longest(places, lowered, at, names[lowered[at]].names) if at >= after else None
        if name is None:
            continue
        after = at + len(name.words)
        start, end = places[at].start(), places[after - 1].end()
        if name.programme:
            mentions.append(Mention(start=start, end=end, text=text[start:end], programme=name.programme))
    return mentions


def find_heading_programmes(title: str, patterns: Patterns, *, own_offer: bool) -> tuple[str, ...]:
    """The programmes that a heading is about, each once, in their order; none for "Background".

    A programme named in full counts anywhere, and then it is the only one. In a publication about the offer itself
    (`own_offer`) everyday words do as well ("Workforce", "Finance, people and planning"), where no name is given.
    """
    named = find_programmes(title, patterns)
    if named:
        return (named[0].programme,)
    if not own_offer:
        return ()
    if len(title.split()) > _LONG_HEADING:
        return ()
    return tuple(dict.fromkeys(mention.programme for mention in find_topics(title, patterns)))


def find_topics(text: str, patterns: Patterns) -> list[Mention]:
    """The everyday names of programmes ("finance", "climate change"), in order, never overlapping."""
    return list(_find_everyday(text, patterns))


@remember
def _find_everyday(text: str, patterns: Patterns) -> tuple[Mention, ...]:
    return tuple(_find_names(text, _heading_names(patterns)))


def find_opening_programme(text: str, patterns: Patterns) -> str:
    """The programme whose everyday name a paragraph opens with, or "".

    A name of two words or more ("Shared services saved councils £1.3bn") or one that stands before a colon ("Cyber: 22
    visits"): "Finance" and "Digital" open sentences about anything.
    """
    opening = text[:_OPENING]
    first = next(iter(find_topics(opening, patterns)), None)
    if first is None or not _OPENS.fullmatch(opening, 0, first.start):
        return ""
    return first.programme if len(first.text.split()) > 1 or _RUN_IN.match(opening, first.end) else ""


def find_offers(text: str, patterns: Patterns) -> list[Mention]:
    """The everyday names that stand before a thing on offer: "climate change webinars", "finance advisers"."""
    return [mention for mention in find_topics(text, patterns) if _OFFERED.match(text, mention.end)]


def find_parents(programme: str, patterns: Patterns) -> tuple[str, ...]:
    """The programmes that `programme` belongs to, nearest first; empty for one that stands alone."""
    return _parents(patterns).get(programme, ())


def _longest(places: list[regex.Match[str]], lowered: list[str], at: int, known: tuple[_Name, ...]) -> _Name | None:
    for name in known:  # longest first
        end = at + len(name.words)
        if tuple(lowered[at:end]) != name.words:
            continue
        written = tuple(place.group() for place in places[at:end])
        printed = len(written) > 1 and all(word.isupper() for word in written)  # a heading in capitals
        if name.written not in (None, written) and not printed:
            continue
        if all(_is_gap(left, right) for left, right in pairwise(places[at:end])):
            return name
    return None


def _is_gap(left: regex.Match[str], right: regex.Match[str]) -> bool:
    start, end = left.end(), right.start()
    return end - start <= _MAX_GAP and _GAP.fullmatch(left.string, start, end) is not None


def _plurals(word: str) -> Iterator[str]:
    """A word in singular and plural: the last one of a name may be either."""
    yield word
    lower = word.lower()
    if lower.endswith("ies"):
        yield word[:-3] + "y"
    elif lower.endswith("s") and not lower.endswith("ss"):
        yield word[:-1]
    elif lower.endswith("y") and lower[-2:-1] not in "aeiou":
        yield word[:-1] + "ies"
    else:
        yield word + ("es" if lower.endswith(("ch", "sh", "ss", "x")) else "s")


def _variants(phrase: str) -> Iterator[tuple[str, ...]]:
    words = tuple(found.group() for found in _WORD.finditer(phrase))
    if words:
        for last in _plurals(words[-1]):
            yield (*words[:-1], last)


def _table(names: list[_Name]) -> Names:
    table: dict[str, list[_Name]] = {}
    for name in names:
        table.setdefault(name.words[0], []).append(name)
    return {
        word: _Names(
            # A name as written before one in any capitals.
            tuple(sorted(group, key=lambda n: (-len(n.words), n.written is None))),
            frozenset(name.words[1] if len(name.words) > 1 else "" for name in group),
        )
        for word, group in table.items()
    }


@lru_cache(maxsize=8)
def _names(patterns: Patterns) -> Names:
    names: list[_Name] = []
    for entry in patterns.programmes:
        for phrases, programme, capitals in (
            (entry.never, "", False),
            (entry.aliases, entry.id, False),
            (entry.exact, entry.id, True),
        ):
            for phrase in phrases:
                for words in _variants(phrase):
                    lower = tuple(word.lower() for word in words)
                    names.append(_Name(words=lower, written=words if capitals else None, programme=programme))
    return _table(names)


@lru_cache(maxsize=8)
def _heading_names(patterns: Patterns) -> Names:
    return _table(
        [
            _Name(words=tuple(word.lower() for word in words), written=None, programme=entry.id)
            for entry in patterns.programmes
            for phrase in entry.headings
            for words in _variants(phrase)
        ]
    )


@lru_cache(maxsize=8)
def _parents(patterns: Patterns) -> Mapping[str, tuple[str, ...]]:
    parent = {entry.id: entry.parent for entry in patterns.programmes}
    chains: dict[str, tuple[str, ...]] = {}
    for programme, first in parent.items():
        chain: list[str] = []
        above = first
        while above and above not in chain:
            chain.append(above)
            above = parent.get(above, "")
        chains[programme] = tuple(chain)
    return chains

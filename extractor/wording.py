"""Words made canonical, so that two tellings of one thing can be set side by side: lemmas, synonyms, words left out."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

import regex

from extractor.lexicon import find_lemmas
from extractor.patterns import Patterns

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:'s\b)?")
_NO_LETTERS = "0123456789.,;:!?/()[]+-–—£%&*'\"“”‘’"
_COORDINATED = regex.compile(r"\b(?:and|or)\b|/|,")
# How many words, and how many texts, are remembered; a language has more words than a shelf has texts that come back.
_WORDS_KNOWN = 1 << 17
_TEXTS_KNOWN = 1 << 14
_ENDS_NOUN = frozenset(("of", "in", "for", "from", "to", "who", "that", "with", "at"))

# Closed classes of English, numbers in words, and verbs that only join: they say nothing of what is counted.
_CLOSED_CLASSES = """
a an the this that these those there here it its it's they them their we us our ours you your he she his her i my me
who whom whose which what when where why how of in on at by for from to into onto out up off over under within through
throughout across between among amongst against about around after before during since until till with without via per
as than then so such too also and or but nor if while although though because both either neither each every all any
some several many much more most few fewer less least other another own same further can could may might must shall
should will would be is are was were been being am do does did done doing have has had having not no yes only just
even still already now again including include includes included well overall total alongside following respectively
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen half
nearly almost approximately circa c least minimum maximum excess number numbers amount cent percent percentage year
years month months quarter financial january february march april june july august september october november december
result progress continue enable ensure seek aim allow lead say report state indicate receive reach cover s st nd rd th
"""
CLOSED = frozenset(_CLOSED_CLASSES.split())
# Words that any report of this kind is full of: on a shelf of one press release they are as common as on a full one.
_GENRE = """
council councillor officer member participant people respondent person programme project scheme service support deliver
attend receive provide publish train work take come give use offer event session course survey impact development local
government authority public sector community area region england country team
"""
COMMON = frozenset(_GENRE.split())


class Wording:
    """Words made canonical: lemmas, and synonyms from patterns/measures.yaml folded into their first."""

    def __init__(self, patterns: Patterns) -> None:
        self._synonyms: dict[tuple[str, ...], str] = {}
        for entry in patterns.measures:
            first = "-".join(_lemmas(entry.words[0]))
            for phrase in entry.words:
                self._synonyms[_lemmas(phrase)] = first
        self._longest = max((len(phrase) for phrase in self._synonyms), default=1)
        self._openers = frozenset(phrase[0] for phrase in self._synonyms if len(phrase) > 1)
        self.words = lru_cache(maxsize=_TEXTS_KNOWN)(self._words)
        """The canonical words of a text, closed classes left out."""
        self.heads = lru_cache(maxsize=_TEXTS_KNOWN)(self._heads)
        """The canonical nouns of a head: the last word of each of its coordinated parts, before any "of"."""
        self._piece = lru_cache(maxsize=_WORDS_KNOWN)(self.read_piece)

    def _words(self, text: str) -> frozenset[str]:
        found: set[str] = set()
        for words in map(self._piece, text.split()):
            if words is None:
                return frozenset(self._fold(text)) - CLOSED
            found.update(words)
        return frozenset(found)

    def read_piece(self, piece: str) -> tuple[str, ...] | None:
        """The words of what stands between two spaces; None where a synonym of several words may begin in it."""
        lemmas = _lemmas(piece)
        if not self._openers.isdisjoint(lemmas):
            return None
        return tuple(word for lemma in lemmas if (word := self._synonyms.get((lemma,), lemma)) not in CLOSED)

    @staticmethod
    def strip_piece(piece: str) -> str:
        """A piece without the marks and digits around it, lower case, which has the same words: "towns" of "Towns,"."""
        return piece.strip(_NO_LETTERS).lower()

    def _heads(self, noun: str) -> frozenset[str]:
        found = set()
        for part in _COORDINATED.split(noun.lower()):
            folded = self._fold(part)
            end = next((place for place, word in enumerate(folded) if place and word in _ENDS_NOUN), len(folded))
            words = [word for word in folded[:end] if word not in CLOSED]
            if words:
                found.add(words[-1])
        return frozenset(found)

    def _fold(self, text: str) -> list[str]:
        lemmas = list(chain.from_iterable(map(_lemmas, text.split())))
        folded = []
        at = 0
        while at < len(lemmas):
            if lemmas[at] not in self._openers:
                folded.append(self._synonyms.get((lemmas[at],), lemmas[at]))
                at += 1
                continue
            for length in range(min(self._longest, len(lemmas) - at), 0, -1):
                word = self._synonyms.get(tuple(lemmas[at : at + length]))
                if word:
                    folded.append(word)
                    at += length
                    break
            else:
                folded.append(lemmas[at])
                at += 1
        return folded


@lru_cache(maxsize=_WORDS_KNOWN)
def _lemmas(piece: str) -> tuple[str, ...]:
    lower = piece.lower()
    return tuple(map(_lemma, (lower,) if piece.isalpha() else _WORD.findall(lower.replace("’", "'"))))


@lru_cache(maxsize=65536)
def _lemma(word: str) -> str:
    word = word.removesuffix("'s")
    if word in CLOSED:
        return word
    for _ in range(3):
        forms = chain.from_iterable(find_lemmas(word).values())
        shortest = min(forms, key=lambda form: (len(form), form), default=word)
        if shortest == word and len(word) > 1 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            shortest = word[:-1]
        if shortest == word or len(shortest) > len(word):
            break
        word = shortest
    return word

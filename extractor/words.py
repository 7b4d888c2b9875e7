"""What class a word can be: closed classes listed here, all else from a lexicon with data of its own (lemminflect).

No trained model: a word may be a noun and a verb at once, and phrases.py decides by what stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.lexicon import find_lemmas

NOUN, VERB, ADJ, ADV = "NOUN", "VERB", "ADJ", "ADV"
DET, PREP, CONJ, AUX, PRON, NUM, PUNCT = "DET", "PREP", "CONJ", "AUX", "PRON", "NUM", "PUNCT"
CLOSED = frozenset((DET, PREP, PRON, CONJ, AUX, NUM, PUNCT, ADV))


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_CLOSED_CLASSES: dict[str, frozenset[str]] = {
    DET: word_set(
        """the a an this that these those their its our his her your my all both each every some any no such
        another either neither"""
    ),
    PREP: word_set(
        """of in on at to for from by with within without across over under between among amongst through
        throughout during since until till after before about around into onto upon per via against towards
        toward including as than despite regarding concerning following alongside outside inside behind beyond
        above below near like unlike plus minus excluding covering"""
    ),
    CONJ: word_set(
        """and or but nor while whilst where when which who whom whose that because so if although though whereas
        unless yet"""
    ),
    AUX: word_set(
        """is are was were be been being am has have had having do does did done will would can could may might
        must shall should cannot 's 're 've 'll n't"""
    ),
    PRON: word_set(
        "we they it he she you i us them him me ourselves themselves itself one ones there here what how why"
    ),
    ADV: word_set(
        """also not already currently now then too very only just still again once ever never often always even
        further well together collectively alone altogether instead annually respectively approximately more
        less most so-called overall newly highly fully largely mainly nearly almost ago later earlier up down out off"""
    ),
}
# "that" and "so" stand in two classes; the first that lists a word has it.
_CLASS_OF = {word: name for name, words in reversed(_CLOSED_CLASSES.items()) for word in words}
# What the lexicon does not know, or takes for another word.
_CORRECTIONS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        word_set("bespoke virtual online local overseas net key face-to-face welsh secure"), frozenset((ADJ,))
    ),
    **dict.fromkeys(
        word_set("council councils councillor councillors webinar webinars toolkit toolkits apps"), frozenset((NOUN,))
    ),
    "spend": frozenset((NOUN, VERB)),
    "mean": frozenset((ADJ, VERB)),
    **dict.fromkeys(word_set("due other"), frozenset((ADJ,))),
    "better": frozenset((ADJ, ADV)),
    "select": frozenset((ADJ, VERB)),
    "aside": frozenset((ADV,)),
    "many": frozenset((ADJ,)),
    **dict.fromkeys(word_set("set let put felt thought drove spoke stuck hit hurt read known"), frozenset((VERB,))),
    "left": frozenset((ADV, VERB)),
    "daily": frozenset((ADJ,)),
    **dict.fromkeys(
        word_set("spending funding housing lending borrowing staffing recycling mentoring"), frozenset((NOUN,))
    ),
    "elected": frozenset((ADJ, VERB)),
    # Verbs of change and state that the lexicon also takes for flowers, woods and markets.
    **dict.fromkeys(
        word_set(
            "led rose fell stand stands stood grew dropped soared totals totalled fallen risen grown narrowed widened"
        ),
        frozenset((VERB,)),
    ),
}
# Words that count people or things as a mass or whose plural has no -s.
_PLURAL_ALIKE = word_set(
    """people staff personnel police children women men alumni criteria data media premises headquarters series
    species households clergy feet youth offspring bids aircraft sheep fish crises analyses bases"""
)
# Names of places that end as plurals do.
_PLACES_IN_S = word_set("wales leeds hastings lewes thames")
# Forms that the lexicon also takes for adjectives or nouns, but that mostly tell what somebody said or did.
FINITE = word_set(
    """said say says reported report reports felt feel feels agreed agree agrees indicated rated believed believe
    thought think told stated responded attended attend received took take takes made make makes gave came got
    went became led saw helped need needs want wants use used uses expressed identified identify access
    accessed support supported participated engaged completed published achieved recommended described
    considered rate found find strongly"""
)
_NOUN_BEFORE = word_set("rate rates use uses need needs support report reports access")
SPEECH = word_set(
    """said say says saying reported reporting report felt feel feels feeling agreed agree agreeing indicated
    indicating stated stating responded believed believe believing thought think rated rating told expressed
    expressing would described strongly were are recommended identified found satisfied"""
)
TEMPORAL = word_set(
    """year years month months week weeks day days hour hours quarter quarters spring summer autumn winter time period
    january february march april may june july august september october november december"""
)
# Participles that stand before a noun in "officers and elected members"; others there begin a clause of their own.
ATTRIBUTIVE = word_set(
    "elected retired trained registered employed appointed qualified experienced combined associated"
)
_MODIFYING_ADVERBS = word_set("newly highly fully more most less")


@dataclass(frozen=True, slots=True)
class Word:
    """One token of a sentence; `start` and `end` are offsets into the sentence's text."""

    text: str
    lower: str
    start: int
    end: int
    tags: frozenset[str]

    @property
    def is_punctuation(self) -> bool:
        """Whether no letter or digit is in it."""
        return not any(char.isalnum() for char in self.text)

    @property
    def is_noun(self) -> bool:
        """Whether it can be a noun."""
        return NOUN in self.tags

    @property
    def is_verb(self) -> bool:
        """Whether it can be a verb."""
        return VERB in self.tags

    @property
    def is_only_verb(self) -> bool:
        """Whether it can be a verb and neither noun nor adjective."""
        return VERB in self.tags and not self.tags & {NOUN, ADJ}

    @property
    def is_plural(self) -> bool:
        """Whether it can be a plural noun."""
        return NOUN in self.tags and is_plural(self.text)

    @property
    def is_participle(self) -> bool:
        """Whether it can be a verb and has the ending of a participle."""
        return VERB in self.tags and self.lower.endswith(("ing", "ed", "en"))

    @property
    def can_modify(self) -> bool:
        """Whether it can stand inside a noun phrase."""
        if self.tags & {PREP, CONJ, AUX, PRON, PUNCT}:
            return False
        return bool(
            self.tags & {NOUN, ADJ, NUM}
            or self.is_participle
            or (ADV in self.tags and (self.lower.endswith("ly") or self.lower in _MODIFYING_ADVERBS))
        )


_look_up = lru_cache(maxsize=50_000)(find_lemmas)


@lru_cache(maxsize=50_000)
def tag(word: str) -> frozenset[str]:
    """The word classes that a word can have; a word that nothing knows is taken for a noun."""
    lower = word.lower()
    if word == "May":  # the month; the verb is written small but at a question's start
        return frozenset((NOUN,))
    if lower in _CLASS_OF:
        return frozenset((_CLASS_OF[lower],))
    if not any(char.isalpha() for char in word):
        return frozenset((NUM,)) if any(char.isdigit() for char in word) else frozenset((PUNCT,))
    if lower in _CORRECTIONS:
        return _CORRECTIONS[lower]
    if " " in word or "-" in word:
        return frozenset((NOUN, ADJ))
    lemmas = _look_up(lower)
    found = set(lemmas) & {NOUN, VERB, ADJ, ADV}
    if "PROPN" in lemmas or lower in _PLURAL_ALIKE:
        found.add(NOUN)
    return frozenset(found or ({ADV} if lower.endswith("ly") else {NOUN}))


@lru_cache(maxsize=50_000)
def is_plural(word: str) -> bool:
    """Whether a word can be a plural noun ("councils", "people", "CPCs").

    >>> [is_plural(word) for word in ("councils", "staff", "CPCs", "business", "Wales")]
    [True, True, True, False, False]
    """
    lower = word.lower().rstrip("'")
    if lower in _PLURAL_ALIKE or regex.fullmatch(r"[A-Z][A-Z&]+s", word):
        return True
    if lower.endswith(("ss", "us", "is", "'s")) or len(lower) < 3 or lower in _PLACES_IN_S:
        return False
    last = regex.split(r"[-/]", lower)[-1]
    if last != lower:
        return is_plural(last)
    lemmas = _look_up(lower)
    if lemmas.get(NOUN):
        return any(lemma != lower for lemma in lemmas[NOUN])
    return lower.endswith("s") and not lemmas and not word.isupper()


def lemma(word: str) -> str:
    """The singular of a noun, in lower case; the word itself where the lexicon has none."""
    lower = word.lower()
    lemmas = _look_up(lower).get(NOUN)
    return lemmas[0] if lemmas else lower


def is_finite(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` reads as the verb of a clause rather than as a modifier or noun."""
    word = words[at]
    if AUX in word.tags:
        return True
    if not word.is_verb or word.lower.endswith("ing"):
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    owned = at > 0 and bool(words[at - 1].lower.endswith(("'s", "s'")) or DET in words[at - 1].tags)
    if word.is_noun and (owned or (following is not None and (AUX in following.tags or following.text == ":"))):
        return False  # "the region's rate of", "support was", "Recycling rate: 47.2%"
    before = words[at - 1] if at else None
    single = before is not None and before.tags == {NOUN} and not before.is_plural
    if word.lower in _NOUN_BEFORE and word.is_noun and not word.is_plural and single:
        return False  # "the vacancy rate in towns": of one thing it would be "rates"
    if word.lower in _NOUN_BEFORE and following is not None and following.lower in ("of", "for", "among", "amongst"):
        return False  # "the response rate among clerks", "support for councils"
    closed = following is None or bool(following.tags & CLOSED)
    if word.is_only_verb:
        return closed or word.lower in FINITE
    return word.lower in FINITE and closed


_OWNED = 5  # words from those who have something to what they have


def last_plural(text: str) -> str:
    """The last plural noun of a text that is no span of time, or an empty text; "every council" is many too.

    Of "councils with duties of care" the councils: what some have is not what is told of next.
    """
    words = regex.findall(r"[\p{L}'-]+", text[-240:])
    found = ""
    for at in range(len(words) - 1, -1, -1):
        word, many = words[at], at > 0 and words[at - 1].lower() in ("every", "each")
        if word.lower() not in TEMPORAL and (many or is_plural(word)) and NOUN in tag(word):
            if not found:
                found, reach = word, at - _OWNED
            elif at >= reach and words[at + 1].lower() in ("with", "without"):
                return str(word)
        if found and at < reach:
            break
    return str(found)

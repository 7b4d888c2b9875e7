"""The counted noun, the measure and the population of a figure, by rules over the words of its sentence.

No trained model: closed word classes are listed here, and a lexicon (lemminflect) says of every other word whether it can
be a noun, a verb or an adjective. What makes this enough is that a figure above one is followed by a plural: the head of
"12 performance management panels" is the first plural that modifiers alone lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import lemminflect
import regex

from extractor.models import Kind

NOUN, VERB, ADJ, ADV, OTHER = "NOUN", "VERB", "ADJ", "ADV", "OTHER"

_DETERMINERS = frozenset(
    "the a an this these those their its our his her your my all both each every some any no such another either neither".split()
)
_PREPOSITIONS = frozenset(
    """of in on at to for from by with within without across over under between among amongst through throughout during
    since until till after before about around into onto upon per via against towards toward including as than despite
    regarding concerning following alongside outside inside behind beyond above below near like unlike plus minus excluding
    covering""".split()
)
_CONJUNCTIONS = frozenset(
    "and or but nor while whilst where when which who whom whose that because so if although though whereas unless yet".split()
)
_AUXILIARIES = frozenset(
    """is are was were be been being am has have had having do does did done will would can could may might must shall
    should cannot 's 're 've 'll n't""".split()
)
_PRONOUNS = frozenset("we they it he she you i us them him me ourselves themselves itself one ones there here what how why".split())
_ADVERBS = frozenset(
    """also not already currently now then too very only just still again once ever never often always even further well
    together collectively alone altogether instead annually respectively approximately more less most so-called overall
    newly highly fully largely mainly nearly almost ago later earlier""".split()
)
# Words that count people or things as a mass or whose plural has no -s; the lexicon does not know that they may follow
# any number.
_PLURAL_ALIKE = frozenset(
    """people staff personnel police children women men alumni criteria data media premises headquarters series species
    households clergy feet youth offspring bids aircraft sheep fish crises analyses bases""".split()
)
# Forms that the lexicon also takes for adjectives or nouns, but that mostly tell what somebody said or did.
_FINITE = frozenset(
    """said say says reported report reports felt feel feels agreed agree agrees indicated rated believed believe thought
    think told stated responded attended attend received took take takes made make makes gave came got went became led
    saw helped need needs want wants use used uses expressed identified identify access accessed support supported
    participated engaged completed published achieved recommended described considered rate found find strongly""".split()
)
_SPEECH = frozenset(
    """said say says saying reported reporting report felt feel feels feeling agreed agree agreeing indicated indicating
    stated stating responded believed believe believing thought think rated rating told expressed expressing would
    described strongly were are recommended identified found reported rated satisfied""".split()
)
# What the lexicon does not know, or takes for another word.
_LEXICON = {"bespoke": {ADJ}, "virtual": {ADJ}, "online": {ADJ}, "local": {ADJ}, "council": {NOUN}, "councils": {NOUN}, "overseas": {ADJ},
            "net": {ADJ}, "spend": {NOUN, VERB}, "councillor": {NOUN}, "councillors": {NOUN}, "webinars": {NOUN}, "webinar": {NOUN},
            "elected": {ADJ, VERB}, "key": {ADJ}, "led": {VERB}, "toolkits": {NOUN}, "toolkit": {NOUN}, "apps": {NOUN}, "face-to-face": {ADJ}}
# A footnote's mark that stuck to the word before it.
_GLUED_MARK = regex.compile(r"(?<=\p{L}{3})[.,;:]?\d{1,2}(?=\s|$)")
_ADDING = ("as well as", "in addition to", "together with", "along with", "alongside")
_NEW_MATTER = frozenset("while whilst but although however without despite because though".split())
_TEMPORAL = frozenset("""year years month months week weeks day days hour hours quarter quarters spring summer autumn winter january february march
    april may june july august september october november december""".split()
)
# Nouns that only carry the number of something else: the head of "the total number of metrics" is metrics.
_CARRIERS = frozenset("number total proportion percentage share majority rest remainder amount volume range average".split())
_CHANGE_NOUNS = frozenset("increase decrease rise fall reduction growth drop uplift decline improvement cut surge".split())
_CHANGE_VERBS = frozenset(
    """increase increased increases increasing reduce reduced reduces reducing cut cuts cutting raise raised raises raising
    boost boosted boosting improve improved improving lower lowered lowering grow grew grown expand expanded""".split()
)
# Participles that stand before a noun in "officers and elected members"; others there begin a clause of their own.
_ATTRIBUTIVE = frozenset("elected retired trained registered employed appointed qualified experienced combined associated".split())
_GIVING = frozenset("given awarded paid received secured spent allocated invested provided granted shared made realised saved raised released generated".split())
_PURPOSE = frozenset("in for to from on between among amongst towards toward over during of".split())
_PARTICLES = ("in", "up", "out", "over", "down", "back", "off")
_MORE = ("more", "fewer", "less", "others", "extra", "further")
_MAX_MODIFIERS = 9
_MAX_MEASURE_WORDS = 18
_ENOUGH_WORDS = 5  # a measure of fewer words says too little to be matched with another document's wording
_MAX_CONTEXT_WORDS = 14


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


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a figure counts. Offsets are word indexes; `side` is right, left or carried (from an earlier figure)."""

    head: str
    measure: str
    population: str = ""
    side: str = "right"


@lru_cache(maxsize=50_000)
def tag(word: str) -> frozenset[str]:
    """The word classes that a word can have, from closed lists and the lexicon; a capitalised unknown is a noun."""
    lower = word.lower()
    if lower in _DETERMINERS:
        return frozenset(("DET",))
    if lower in _PREPOSITIONS:
        return frozenset(("PREP",))
    if lower in _CONJUNCTIONS:
        return frozenset(("CONJ",))
    if lower in _AUXILIARIES:
        return frozenset(("AUX",))
    if lower in _PRONOUNS:
        return frozenset(("PRON",))
    if not any(char.isalpha() for char in word):
        return frozenset(("NUM",)) if any(char.isdigit() for char in word) else frozenset(("PUNCT",))
    if lower in _ADVERBS:
        return frozenset((ADV,))
    if " " in word or "-" in word:
        return frozenset((NOUN, ADJ))
    if lower in _LEXICON:
        return frozenset(_LEXICON[lower])
    found = set(lemminflect.getAllLemmas(lower)) & {NOUN, VERB, ADJ, ADV}
    if "PROPN" in lemminflect.getAllLemmas(lower):
        found.add(NOUN)
    if lower in _PLURAL_ALIKE:
        found.add(NOUN)
    return frozenset(found or ({ADV} if lower.endswith("ly") else {NOUN}))


@lru_cache(maxsize=50_000)
def is_plural(word: str) -> bool:
    """Whether a word can be a plural noun ("councils", "people", "CPCs")."""
    lower = word.lower().rstrip("'")
    if lower in _PLURAL_ALIKE:
        return True
    if regex.fullmatch(r"[A-Z][A-Z&]+s", word):
        return True
    if lower.endswith(("ss", "us", "is", "'s")) or len(lower) < 3:
        return False
    if "-" in lower or "/" in lower:
        return is_plural(regex.split(r"[-/]", lower)[-1]) if regex.split(r"[-/]", lower)[-1] else False
    lemmas = lemminflect.getAllLemmas(lower, upos="NOUN").get("NOUN", ())
    if lemmas:
        return any(lemma != lower for lemma in lemmas)
    return lower.endswith("s") and not lemminflect.getAllLemmas(lower) and not word.isupper()


def lemma(word: str) -> str:
    """The singular of a noun, in lower case; the word itself where the lexicon has none."""
    lower = word.lower()
    lemmas = lemminflect.getAllLemmas(lower, upos="NOUN").get("NOUN", ())
    return str(lemmas[0]) if lemmas else lower


def last_plural(text: str) -> str:
    """The last plural noun of a text that is no span of time, or an empty text."""
    for word in reversed(regex.findall(r"[\p{L}'-]+", text[-240:])):
        if word.lower() not in _TEMPORAL and is_plural(word) and NOUN in tag(word):
            return str(word)
    return ""


def _can_modify(word: Word) -> bool:
    if word.tags & {"PREP", "CONJ", "AUX", "PRON", "PUNCT"}:
        return False
    return bool(word.tags & {NOUN, ADJ, "NUM"}) or (
        VERB in word.tags and (word.lower.endswith(("ing", "ed", "en")) or word.tags != {VERB})
    ) or (ADV in word.tags and word.lower.endswith("ly")) or word.lower in ("newly", "highly", "fully", "more", "most", "less")


def _is_noun(word: Word) -> bool:
    return NOUN in word.tags


def _is_finite(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` reads as the verb of a clause rather than as a modifier or noun."""
    word = words[at]
    if "AUX" in word.tags:
        return True
    if VERB not in word.tags or word.lower.endswith("ing"):
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    closed = following is None or bool(following.tags & {"DET", "PREP", "PRON", "CONJ", "AUX", "NUM", "PUNCT", ADV})
    if NOUN not in word.tags and ADJ not in word.tags:
        return word.lower.endswith(("ed", "t", "n", "s", "d", "e", "k", "w")) and (closed or word.lower in _FINITE)
    return word.lower in _FINITE and closed


class Sentence:
    """The words of one sentence and where its figures stand among them."""

    def __init__(
        self, text: str, words: Sequence[Word], figures: Sequence[tuple[int, int]], *, labels: frozenset[int] = frozenset()
    ) -> None:
        """Take the words of a sentence and the spans of its figures; `labels` are figures that only name ("Cohort 2")."""
        self.text = text
        self.words = words
        self.figures = figures
        self._carried = self._earlier = ""
        counted = [span for at, span in enumerate(figures) if at not in labels]
        self._numeric = [any(start < word.end and word.start < end for start, end in counted) for word in words]

    def describe(
        self, figure: int, kind: Kind, *, singular: bool, carried: str = "", earlier: str = ""
    ) -> Phrase | None:
        """Find what the figure at this index counts.

        `carried` is the head of the figure before it, `earlier` the text before this sentence, where a noun that is left
        out here may stand.
        """
        start, end = self.figures[figure]
        self._carried = carried
        self._earlier = earlier
        after = next((i for i, word in enumerate(self.words) if word.start >= end), len(self.words))
        before = next((i for i in range(len(self.words) - 1, -1, -1) if self.words[i].end <= start), -1)
        after = self._past_bracket(before, after)
        finders = (
            (self._left_of, self._right_of) if kind in (Kind.MONEY, Kind.PERCENT) else (self._right_of, self._left_of)
        )
        for find in finders:
            phrase = find(before, after, kind, singular=singular)
            if phrase:
                return self._completed(phrase, before)
        phrase = self._ellipsis(before, after, kind, carried) or self._nearest(before, after, kind)
        return self._completed(phrase, before) if phrase else None

    def _past_bracket(self, before: int, after: int) -> int:
        """Where the clause goes on behind "68 (90 per cent)" and behind the bracketed share itself."""
        words = self.words
        if after < len(words) and words[after].text == "(":
            return self._skip_bracket(after)
        bracketed = 0 <= before and words[before].text == "(" and after < len(words) and words[after].text == ")"
        return after + 1 if bracketed else after

    def _skip_bracket(self, at: int) -> int:
        """The place behind a short bracket that holds a figure; the place itself where it holds none."""
        for end in range(at + 1, min(at + 8, len(self.words))):
            if self.words[end].text == ")":
                return end + 1 if any(self._numeric[at:end]) else at
        return at

    def _completed(self, phrase: Phrase, before: int) -> Phrase:
        """Add what governs the figure where little is said after it: "employees" of "pay agreements covering 40 employees"."""
        said = [word for word in phrase.measure.split() if not tag(word) & {"PREP", "DET", "CONJ", "AUX", "PRON"}]
        if len(said) >= _ENOUGH_WORDS or phrase.side == "left":
            return phrase
        start = before
        while start >= 0 and before - start < _MAX_CONTEXT_WORDS:
            word = self.words[start]
            if word.text in (";", ":", ".", "(", ")", "–", "—") or word.lower in ("while", "whilst", "but"):
                break
            start -= 1
        context = [
            word.text
            for at, word in enumerate(self.words[start + 1 : before + 1], start + 1)
            if not self._numeric[at] and not word.is_punctuation and not word.tags & {"DET", "CONJ", "AUX", "PRON", "PREP", ADV}
        ]
        known = set(phrase.measure.lower().split())
        added = " ".join(word for word in context if word.lower() not in known)
        return replace(phrase, measure=self._clip(f"{phrase.measure} {added}"))

    # -- to the right ---------------------------------------------------------------------------------------------

    def _right_of(self, before: int, after: int, kind: Kind, *, singular: bool) -> Phrase | None:
        words = self.words
        at = after
        partitive = False
        while at < len(words) and words[at].text in ("(", ")", '"', "'") and at - after < 2:
            at += 1
        if at < len(words) and (words[at].lower == "of" or kind is Kind.MONEY and words[at].lower == "in"):
            partitive = words[at].lower == "of"
            at += 1
            if at < len(words) and words[at].lower in ("which", "whom", "them"):
                return None
            if at < len(words) and words[at].lower in ("these", "those"):
                people = self._those(at)
                if people or not (at + 1 < len(words) and _can_modify(words[at + 1])):
                    return people
        if not partitive and at < len(words) and "DET" in words[at].tags and kind is Kind.COUNT:
            return None  # "287 the year before": no article stands between a number and what it counts
        while at < len(words) and "DET" in words[at].tags:
            at += 1
        if partitive and at < len(words) and self._numeric[at]:
            while at < len(words) and self._numeric[at]:
                at += 1
        singular = singular and not partitive
        if kind is Kind.PERCENT and not partitive and at < len(words) and VERB in words[at].tags and (
            words[at].lower in _FINITE or words[at].lower.endswith("ed") or NOUN not in words[at].tags
        ):
            return None  # "64 per cent named ...": a share does not stand before a participle
        found = self._noun_phrase(at, plural=not singular and (kind is Kind.COUNT or partitive))
        if not found:
            return None
        first, last = found
        head = self._slice(max(first, last - 3) if last - first < 6 else last - 2, last)
        if kind is Kind.COUNT and lemma(words[last].text) in _CARRIERS | _CHANGE_NOUNS and not partitive:
            inner = self._complement(last)
            if inner:
                head = self._slice(*inner)
                last = inner[1]
        measure = self._measure(first, last)
        population = self._population(first, last) if kind is Kind.PERCENT else ""
        if kind is Kind.COUNT and partitive:
            population = self._slice(after + 1, last)
        return Phrase(head=head, measure=measure, population=population)

    def _those(self, at: int) -> Phrase | None:
        """ "those recruited to the scheme", "those who attended": a head that stands for people named by what they did."""
        words = self.words
        following = words[at + 1] if at + 1 < len(words) else None
        if following is None or not (VERB in following.tags and not is_plural(following.text) or following.lower in ("who", "with", "in", "that")):
            return None
        last = at + 1 if VERB in following.tags or at + 2 >= len(words) else at + 2
        head = self._slice(at, last)
        return Phrase(head=head, measure=self._measure(at, last), population=self._population(at, at))

    def _noun_phrase(self, at: int, *, plural: bool) -> tuple[int, int] | None:
        """The noun phrase that starts at a word: (first, last) indexes, or None where a verb or nothing stands there."""
        words = self.words
        last_noun: int | None = None
        position = at
        limit = min(len(words), at + _MAX_MODIFIERS)
        while position < limit:
            word = words[position]
            if self._numeric[position]:
                break
            if word.text in ('"', "'", "‘", "’") and position + 1 < limit:
                position += 1
                continue
            if word.lower in ("and", "or", "&", "/", ",", "and/or") and position > at:
                if not self._joins(position, limit, plural=plural):
                    break
                position += 1
                continue
            if not _can_modify(word):
                break
            if position > at and last_noun is not None and self._starts_clause(position, last_noun, plural=plural):
                break
            if position == at and self._opens_with_verb(position):
                return None
            if _is_noun(word):
                last_noun = position
                if plural and is_plural(word.text):
                    step = self._goes_on(position, limit)
                    if not step:
                        return at, self._coordinated(position, limit)
                    position += step
                    continue
            position += 1
        if last_noun is None:
            return None
        if plural and not is_plural(words[last_noun].text):
            # "the 20 councillor (or officer)": no plural in reach; a capitalised name or a mass noun may still be counted.
            plurals = [i for i in range(at, last_noun + 1) if is_plural(words[i].text) and _is_noun(words[i])]
            if plurals:
                return at, plurals[-1]
        return at, last_noun

    def _opens_with_verb(self, at: int) -> bool:
        word = self.words[at]
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        if word.lower.endswith("ing") and following and following.tags & {"DET", "PREP", "PRON"}:
            return True
        if word.lower.endswith("ed") and VERB in word.tags and NOUN not in word.tags and following and " " in following.text:
            return True  # "64 joined Next Generation": a name that is one word here
        if NOUN in word.tags and word.lower not in _FINITE:
            return False
        if VERB not in word.tags:
            return False
        if following is None or following.tags & {"DET", "PREP", "PRON", "CONJ", "AUX", "PUNCT"}:
            return not (word.tags & {NOUN} and is_plural(word.text))
        return word.lower in _SPEECH or (
            word.lower in _FINITE and self._numeric[at + 1] if at + 1 < len(self.words) else False
        )

    def _goes_on(self, at: int, limit: int) -> int:
        """How many words on from a plural the phrase goes: 1 in "sports clubs", 2 in "communities of practice events"."""
        words = self.words
        following = at + 1
        if following >= limit:
            return 0
        word = words[following]
        if word.lower == "of" and following + 2 < len(words):
            inner, outer = words[following + 1], words[following + 2]
            compound = _is_noun(inner) and not is_plural(inner.text) and is_plural(outer.text) and VERB not in outer.tags
            return 2 if compound else 0
        if not _is_noun(word) or self._numeric[following] or (VERB in word.tags and not is_plural(word.text)):
            return 0
        if is_plural(word.text) and VERB not in word.tags:
            return 1
        beyond = words[following + 1] if following + 1 < limit else None
        names = beyond is not None and VERB not in word.tags and ADJ not in word.tags
        return 1 if names and beyond and is_plural(beyond.text) and VERB not in beyond.tags else 0

    def _starts_clause(self, at: int, last_noun: int, *, plural: bool) -> bool:
        word = self.words[at]
        if NOUN not in word.tags and VERB in word.tags and not plural:
            return True
        if plural and NOUN not in word.tags and VERB in word.tags and ADJ not in word.tags:
            reach = self.words[at + 1 : at + 3]
            return not any(is_plural(other.text) for other in reach) or last_noun == at - 1 and is_plural(self.words[last_noun].text)
        if not plural and VERB in word.tags:
            return _is_finite(self.words, at)
        return False

    def _joins(self, at: int, limit: int, *, plural: bool) -> bool:
        """Whether a conjunction or comma inside a phrase joins two modifiers or two heads."""
        words = self.words
        if at + 1 >= limit or self._numeric[at + 1] or not _can_modify(words[at + 1]):
            return False
        if not plural:
            following = words[at + 1]
            return words[at].lower != "," and _is_noun(following) and not _is_finite(words, at + 1)
        for reach in range(at + 1, min(limit, at + 5)):
            word = words[reach]
            if self._numeric[reach] or not (_can_modify(word) or word.lower in ("and", "or", "&", ",")):
                return False
            if is_plural(word.text) and _is_noun(word):
                return True
        return False

    def _coordinated(self, at: int, limit: int) -> int:
        """Take in "and alumni" after "graduates", where plain nouns are joined and no new clause begins."""
        words = self.words
        if at + 2 < len(words) and words[at + 1].lower in ("and", "or", "&", "and/or"):
            for reach in range(at + 2, min(at + 5, limit + 2, len(words))):
                word = words[reach]
                if self._numeric[reach] or not _can_modify(word) or _is_finite(words, reach):
                    return at
                if word.lower.endswith("ed") and VERB in word.tags and word.lower not in _ATTRIBUTIVE:
                    return at
                if _is_noun(word) and is_plural(word.text):
                    return reach
        return at

    # -- to the left ----------------------------------------------------------------------------------------------

    def _left_of(self, before: int, after: int, kind: Kind, *, singular: bool) -> Phrase | None:
        del singular
        if before < 0:
            return None
        word = self.words[before]
        if kind in (Kind.MONEY, Kind.PERCENT) and after < len(self.words) and self._belongs_right(after, kind):
            return None
        if kind is Kind.COUNT and self._carried and word.lower in ("from", "to", ":"):
            return None  # "from 91 to 204", "33 peers: 16 for": the same things as before
        if kind is Kind.COUNT and self._stands_for_them(after):
            return None
        if kind is Kind.MONEY and word.lower in _PARTICLES and before and VERB in self.words[before - 1].tags:
            before, word = before - 1, self.words[before - 1]
        if kind is Kind.MONEY and (word.tags & {VERB, "AUX"} and not (word.tags & {NOUN, ADJ}) or word.lower in _GIVING):
            found = self._purpose(after)
            if found:
                head = self._slice(max(found[0], found[1] - 3), found[1])
                measure = f"{self._slice(before, before)} {self._measure(after, after - 1)}"
                return Phrase(head=head, measure=self._clip(measure), side="carried")
        told = after < len(self.words) and bool(self.words[after].tags & {VERB, "AUX"})
        if word.lower in ("of", ":", "–", "-", "at") and not (told and word.lower != "of"):
            found = self._phrase_before(before - 1)
            if found and (kind is not Kind.COUNT or word.lower != "at"):
                return self._from_left(found, after)
        if word.lower in ("is", "was", "were", "are", "to", "totals", "totalled", "totalling", "reached", "reaching", "at", "be",
                          "totaling", "being", "been", "stood", "exceeded", "exceeds", "remains", "remained", "became", "by", "cost", "costs",
                          "costing", "worth", "valued"):
            found = self._subject(before)
            if found:
                return self._from_left(found, after, until=before - 1)
        if word.lower == "by":
            found = self._changed(before)
            if found:
                return self._from_left(found, after)
        total = next((at for at in range(before - 1, max(-1, before - 9), -1) if self.words[at].lower in ("total", "number", "figure")), None)
        if word.lower in ("to", "is", "was", "at") and total is not None and self.words[total + 1].lower not in ("of", "cost"):
            return None  # "bringing the total for the year to 106": of what, an earlier figure says
        if word.lower == "to" and total is not None and self._complement(total):
            return self._from_left(self._complement(total) or (total, total), after)
        if word.lower in ("for", "by") and kind is Kind.PERCENT:
            found = self._phrase_before(before - 1)
            if found:
                return self._from_left(found, after)
        if word.lower == "from" and any(VERB in other.tags for other in self.words[max(0, before - 3) : before]):
            found = self._subject(before)
            if found:
                return self._from_left(found, after)
        if kind is Kind.MONEY:
            if VERB in word.tags and not _is_noun(word):
                measure = f"{self._slice(before, before)} {self._measure(after, after - 1)}"
                return Phrase(head=word.lower, measure=self._clip(measure), side="carried")
            found = self._phrase_before(before)
            if found:
                return self._from_left(found, after)
        return None

    def _stands_for_them(self, after: int) -> bool:
        words = self.words
        return after + 1 < len(words) and words[after].lower == "of" and words[after + 1].lower in ("them", "which", "whom")

    def _purpose(self, after: int) -> tuple[int, int] | None:
        """What a sum is in, for or given to: "grants" in "gave £103 million in grants"; spans of time are passed over."""
        words = self.words
        at = after
        while at < min(len(words), after + 8) and (words[at].lower in _PURPOSE or ADV in words[at].tags):
            start = at + 1
            while start < len(words) and ("DET" in words[start].tags or self._numeric[start]):
                start += 1
            if ADV in words[at].tags or start < len(words) and words[start].lower in _PURPOSE:
                at = start
                continue
            found = self._noun_phrase(start, plural=False) if start < len(words) else None
            if not found:
                return None
            last = words[found[1]]
            if last.lower not in _TEMPORAL and not any(self._numeric[i] and self._dated(i) for i in range(at, found[0])):
                return found
            at = found[1] + 1
        return None

    def _dated(self, at: int) -> bool:
        return at + 1 < len(self.words) and self.words[at + 1].lower in _TEMPORAL

    def _belongs_right(self, after: int, kind: Kind) -> bool:
        words = self.words
        word = words[after]
        if word.lower == "in" and kind is Kind.MONEY:
            found = self._noun_phrase(after + 1, plural=False) if after + 1 < len(words) else None
            return bool(found and words[found[1]].lower not in _TEMPORAL and words[found[1]].text.islower())
        if word.lower == "of":
            return after + 1 < len(words) and not self._numeric[after + 1]
        if kind is Kind.PERCENT and self.words[after - 1 : after]:
            previous = next((i for i in range(after - 1, -1, -1) if not self._numeric[i]), -1)
            if previous >= 0 and words[previous].lower in ("of", "at", "is", "was"):
                return bool(_is_noun(word) and _can_modify(word) and not _is_finite(words, after) and self._noun_phrase(after, plural=False)) and not word.tags & {"PREP"} and words[previous].lower != "of"
        if not _can_modify(word) or self._opens_with_verb(after):
            return False
        if VERB in word.tags and NOUN not in word.tags and ADJ not in word.tags:
            return False
        return bool(word.tags & {NOUN, ADJ}) and self._noun_phrase(after, plural=False) is not None

    def _phrase_before(self, at: int) -> tuple[int, int] | None:
        """The noun phrase that ends at or before a word, across its hedges: "savings and income generation"."""
        words = self.words
        last = at
        while last >= 0 and (words[last].is_punctuation or words[last].tags & {ADV}) and at - last < 3:
            last -= 1
        if last < 0 or not _is_noun(words[last]) or self._numeric[last]:
            return None
        first = last
        while first > 0 and last - first < 6:
            word = words[first - 1]
            if word.lower in ("and", "&", "or") and first - 2 >= 0 and _is_noun(words[first - 2]) and not self._numeric[first - 2]:
                first -= 2
                continue
            if self._numeric[first - 1] or not _can_modify(word) or word.tags & {ADV} and not word.lower.endswith("ly"):
                break
            if VERB in word.tags and NOUN not in word.tags and (ADJ not in word.tags or word.lower.endswith("ing")):
                break
            first -= 1
        if first - 1 >= 1 and words[first - 1].lower == "of":
            outer = self._phrase_before(first - 2)
            if outer and lemma(words[outer[1]].text) not in _CARRIERS:
                return outer[0], last
        return first, last

    def _subject(self, verb: int) -> tuple[int, int] | None:
        """The subject of the clause whose verb stands at or before `verb`; of "cost of X in Y was", "cost of X"."""
        words = self.words
        start = verb - 1
        depth = 0
        while start >= 0 and (depth or words[start].text not in (".", ";", ":", "(", "–", "—") and words[start].lower not in ("which", "while", "whilst", "but") and not self._numeric[start]):
            depth += (words[start].text == ")") - (words[start].text == "(")
            start -= 1
        at = start + 1
        if start >= 0 and self._numeric[start]:
            joints = [i for i in range(at, verb) if words[i].lower in (",", "and")]
            at = joints[-1] + 1 if joints else at
        if at < verb and words[at].tags & {"PREP"}:
            comma = next((i for i in range(at, verb) if words[i].text == ","), None)
            at = comma + 1 if comma is not None else at + 1
        while at < verb and (words[at].tags & {"DET", "CONJ", ADV} or words[at].is_punctuation):
            at += 1
        found = self._noun_phrase(at, plural=False) if at < verb else None
        while found and words[found[1]].lower in _TEMPORAL and found[1] + 1 < verb:
            at = found[1] + 1
            while at < verb and (words[at].tags & {"DET", "CONJ", ADV} or words[at].is_punctuation):
                at += 1
            found = self._noun_phrase(at, plural=False) if at < verb else None
        if not found:
            return self._phrase_before(verb - 1)
        first, last = found
        while last >= verb:
            last -= 1
        inner = self._complement(last) if lemma(words[last].text) in _CARRIERS else None
        if inner and inner[1] < verb:
            return inner
        return (first, last) if last >= first else None

    def _changed(self, by: int) -> tuple[int, int] | None:
        """What was changed: "revenue" in "increased their revenue from charges by"; None where the verb takes no object."""
        words = self.words
        for at in range(by - 1, max(-1, by - 14), -1):
            if words[at].lower in _CHANGE_VERBS:
                start = at + 1
                while start < by and words[start].tags & {"DET"}:
                    start += 1
                found = self._noun_phrase(start, plural=False) if start < by else None
                return (found[0], min(found[1], by - 1)) if found and found[0] < by else None
        return None

    def _complement(self, at: int) -> tuple[int, int] | None:
        """The noun phrase after "of" or "in" behind a carrying noun: "number of metrics"."""
        words = self.words
        if at + 2 < len(words) and words[at + 1].lower in ("of", "in"):
            start = at + 2
            while start < len(words) and "DET" in words[start].tags:
                start += 1
            if start + 1 < len(words) and words[start].lower == "number" and words[start + 1].lower == "of":
                start += 2
            found = self._noun_phrase(start, plural=True)
            return found
        return None

    def _from_left(self, found: tuple[int, int], after: int, *, until: int = -1) -> Phrase:
        """A phrase whose head stands before the figure; `until` is the last word of what is said between the two."""
        first, last = found
        words = self.words
        carriers = [i for i in range(first, last + 1) if lemma(words[i].text) in _CARRIERS]
        head_last = last
        if carriers and carriers[-1] + 1 <= last and words[carriers[-1] + 1].lower == "of":
            head_first = carriers[-1] + 2
        else:
            prepositions = [i for i in range(first, last + 1) if words[i].lower in ("of", "in", "for")]
            head_last = prepositions[0] - 1 if prepositions else last
            head_first = max(first, head_last - 3)
        tail = self._measure(after, after - 1) if after < len(words) and words[after].tags & {"PREP", VERB, "CONJ"} else ""
        measure = self._clip(f"{self._slice(first, max(last, until))} {tail}")
        return Phrase(head=self._slice(head_first, head_last), measure=measure, side="left")

    # -- where the noun is left out ---------------------------------------------------------------------------------

    def _ellipsis(self, before: int, after: int, kind: Kind, carried: str) -> Phrase | None:
        """The noun of an earlier figure ("with 47 per cent identifying"), or the people who answered a survey."""
        words = self.words
        tail = self._measure(after, after - 1)
        following = words[after] if after < len(words) else None
        if kind is Kind.MONEY and following is not None and VERB in following.tags and following.lower.endswith(("ed", "t", "d")):
            return Phrase(head=following.lower, measure=tail, side="right")
        previous = words[before].lower if before >= 0 else ""
        if kind is Kind.COUNT and self._is_label(before):
            return None
        verbal = following is not None and bool(
            following.tags & {"AUX", VERB, "PREP", "DET"} or following.lower in ("who", "a", "each", *_MORE)
        )
        nominal = self._nominal(after) if kind is Kind.COUNT else None
        if nominal:
            return Phrase(head=self._slice(max(nominal[0], nominal[1] - 3), nominal[1]), measure=tail, side="carried")
        if carried and (kind is Kind.PERCENT or verbal or following is None or following.is_punctuation or previous in ("(", "to")):
            return Phrase(head=carried, measure=self._clip(f"{carried} {tail}"), side="carried")
        if kind is Kind.PERCENT and following is not None and (following.tags & {"AUX", VERB}):
            return Phrase(head="respondents", measure=self._clip(f"respondents {tail}"), side="carried")
        if kind is Kind.COUNT and before < 0 and verbal and not carried:
            earlier = last_plural(self._earlier)
            return Phrase(head=earlier, measure=self._clip(f"{earlier} {tail}"), side="carried") if earlier else None
        antecedent = self._antecedent(before)
        if not antecedent and kind is Kind.COUNT and self._stands_for_them(after):
            earlier = last_plural(self._earlier)
            return Phrase(head=earlier, measure=self._clip(f"{earlier} {tail}"), side="carried") if earlier else None
        if antecedent and (verbal or following is None or following.is_punctuation or following.lower == "in" or previous in ("numbering", "(", ":")):
            head = self._slice(*antecedent)
            return Phrase(head=head, measure=self._clip(f"{head} {tail}"), side="left")
        return None

    def _is_label(self, before: int) -> bool:
        """Whether the number names the noun before it: "point 43", "option 2"."""
        if before < 0:
            return False
        word = self.words[before]
        return NOUN in word.tags and not word.tags & {VERB, ADV, ADJ} and not is_plural(word.text) and not self._numeric[before]

    def _nominal(self, after: int) -> tuple[int, int] | None:
        """What the things are said to be: "corporate peer challenges" in "60 were corporate peer challenges"."""
        words = self.words
        at = after
        if at + 1 < len(words) and words[at].lower == "of":
            at += 1
            while at < len(words) and words[at].lower in ("these", "those", "them", "which", "whom", "that", "total"):
                at += 1
        if at + 1 >= len(words) or words[at].lower not in ("were", "are"):
            return None
        if self._numeric[at + 1] or not _can_modify(words[at + 1]) or VERB in words[at + 1].tags and words[at + 1].lower.endswith(("ed", "ing", "en", "t")):
            return None
        found = self._noun_phrase(at + 1, plural=True)
        return found if found and is_plural(words[found[1]].text) else None

    def _nearest(self, before: int, after: int, kind: Kind) -> Phrase | None:
        """For a sum or a share that nothing governs: the noun phrase nearest before it, else the first after it."""
        if kind not in (Kind.MONEY, Kind.PERCENT):
            return None
        for at in range(before, max(-1, before - 8), -1):
            if not _is_noun(self.words[at]) or self._numeric[at] or self.words[at].lower in _TEMPORAL:
                continue
            found = self._phrase_before(at)
            if found:
                return self._from_left(found, after)
        for at in range(after, min(len(self.words), after + 8)):
            found = self._noun_phrase(at, plural=False) if _is_noun(self.words[at]) and not self._numeric[at] else None
            if found:
                return Phrase(head=self._slice(max(found[0], found[1] - 3), found[1]), measure=self._measure(*found))
        return None

    def _antecedent(self, before: int) -> tuple[int, int] | None:
        words = self.words
        for at in range(before, -1, -1):
            if is_plural(words[at].text) and _is_noun(words[at]) and not self._numeric[at] and words[at].lower not in _TEMPORAL:
                first = at
                while first > 0 and at - first < 3 and _can_modify(words[first - 1]) and not words[first - 1].tags & {VERB, "DET", ADV} and not self._numeric[first - 1]:
                    first -= 1
                return first, at
        return None

    # -- text ------------------------------------------------------------------------------------------------------

    def _slice(self, first: int, last: int) -> str:
        if first > last or first >= len(self.words):
            return ""
        text = self.text[self.words[first].start : self.words[last].end]
        return _GLUED_MARK.sub("", regex.sub(r"\s+", " ", text)).strip(" \"'(),;:.")

    def _measure(self, first: int, last: int) -> str:
        """The noun phrase and what is said of it, up to the end of the clause or the next figure."""
        words = self.words
        parts: list[str] = []
        start = first
        end = max(last + 1, first)
        shared = ""
        while end < len(words) and end - first < _MAX_MEASURE_WORDS:
            word = words[end]
            if self._numeric[end]:
                shared = self._shared_predicate(first, end)
                break
            if word.text == "(":
                behind = self._skip_bracket(end)
                if behind > end:
                    parts.append(self._slice(start, end - 1))
                    start = end = behind
                    continue
            if self._ends_measure(first, end):
                break
            end += 1
        while end > max(last + 1, start) and (
            words[end - 1].tags & {"PREP", "CONJ", "DET", "PUNCT"} or words[end - 1].lower in ("with", "a", "further")
        ):
            end -= 1
        parts.append(self._slice(start, end - 1))
        parts.append(shared)
        return " ".join(filter(None, parts))

    def _ends_measure(self, first: int, at: int) -> bool:
        """Whether a word begins another matter: a stop, a new clause, a purpose ("to improve"), a circumstance."""
        words = self.words
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else None
        if word.text in (".", ";", ":", "–", "—", "!", "?"):
            return True
        if word.text == ")" and not any(other.text == "(" for other in words[first:at]):
            return True
        if word.text == ",":
            return (
                following is None
                or bool(following.tags & {"CONJ", "PREP", "AUX", "PRON"})
                or self._numeric[at + 1]
                or (VERB in following.tags and NOUN not in following.tags)
            )
        if word.lower in _NEW_MATTER or self._adds(at):
            return True
        purpose = word.lower == "to" and following is not None and VERB in following.tags and ADJ not in following.tags
        return purpose and at > first and NOUN in words[at - 1].tags and VERB not in words[at - 1].tags

    def _adds(self, at: int) -> bool:
        """Whether "as well as", "in addition to" or "together with" starts here: what follows is another matter."""
        return " ".join(word.lower for word in self.words[at : at + 3]).startswith(_ADDING)

    def _shared_predicate(self, first: int, at: int) -> str:
        """What is said of two figures at once: "attended" in "37 officers and 88 councillors attended".

        Only where the first figure opens its clause: in "it had 40 views and 37 people joined" the second is another's.
        """
        words = self.words
        linked = at > 0 and (words[at - 1].lower in ("and", "or", ",", "&") or "PREP" in words[at - 1].tags)
        start = first - 1
        while start >= 0 and not self._numeric[start] and words[start].text not in (",", ";", ":", ".", "("):
            if "AUX" in words[start].tags or (VERB in words[start].tags and not words[start].tags & {NOUN, ADJ}):
                return ""
            start -= 1
        if not linked:
            return ""
        while at < len(words) and (self._numeric[at] or words[at].lower == "of" or "DET" in words[at].tags):
            at += 1
        found = self._noun_phrase(at, plural=True) if at < len(words) else None
        if not found or found[1] + 1 >= len(words):
            return ""
        verb = found[1] + 1
        return self._measure(verb, verb) if words[verb].tags & {VERB, "AUX"} else ""

    def _population(self, first: int, last: int) -> str:
        """Head and what narrows it, before the verb of the clause: "councils who had a CPC"."""
        words = self.words
        if last + 1 >= len(words):
            return ""
        following = words[last + 1]
        relative = following.lower in ("who", "that", "which", "whose")
        narrowing = relative or following.lower in ("in", "with", "from", "at", "on", "for", "(", "across") or (
            VERB in following.tags and following.lower.endswith(("ing", "ed", "en")) and not _is_finite(words, last + 1)
        ) or (VERB in following.tags and following.lower in ("surveyed", "recruited", "asked", "polled", "supported"))
        if not narrowing:
            return ""
        verbs = [
            i
            for i in range(last + 2, min(len(words), last + 26))
            if _is_finite(words, i) and not (i > 0 and words[i - 1].lower in ("to",)) and not self._numeric[i]
        ]
        skip = 1 if relative else 0
        if relative and verbs and verbs[0] + 1 in verbs:
            skip = 2
        stop = verbs[skip] if len(verbs) > skip else None
        if stop is None:
            return ""
        return self._slice(first, stop - 1)

    @staticmethod
    def _clip(text: str) -> str:
        words = text.split()
        return " ".join(words[:_MAX_MEASURE_WORDS]).strip(" ,;:")

"""Noun phrases, clauses and what is said in them, by rules over the words of one sentence.

What makes this enough without a parser is that a figure above one is followed by a plural: the head of "12 performance
management panels" is the first plural that modifiers alone lead to. All indexes are those of the sentence's words.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.words import (
    ADJ,
    ADV,
    ATTRIBUTIVE,
    AUX,
    CONJ,
    DET,
    FINITE,
    NUM,
    PREP,
    PRON,
    PUNCT,
    SPEECH,
    TEMPORAL,
    VERB,
    Word,
    is_finite,
    lemma,
    tag,
    word_set,
)

Span = tuple[int, int]
"""First and last word of a phrase, both included."""

# Nouns that only carry the number of something else: the head of "the total number of metrics" is metrics.
CARRIERS = word_set("""number total proportion percentage share majority rest remainder amount volume range average
    raft host variety basket""")
CHANGES = word_set("""increase decrease rise fall reduction growth drop uplift decline improvement cut surge""")
_ADDING = ("as well as", "in addition to", "together with", "along with", "alongside")
_CLAUSE_PREPOSITIONS = ("since", "as", "after", "before", "until")  # that also open a clause
_ADDING_OPENS = tuple(words.split()[0] for words in _ADDING)
_NEW_MATTER = word_set("while whilst but although however without despite because though")
_JOINS = word_set("and or & and/or")
_RELATIVE = word_set("who that which whose")
_NARROWING = word_set("in with from at on for ( across")
_TELLING = word_set("saying stating reporting indicating agreeing")
_SURVEYED = word_set("surveyed recruited asked polled supported")
_OBJECTS = word_set("us them him her me")
_SPACES = regex.compile(r"\s+")
# A footnote's mark that stuck to the word before it.
_GLUED_MARK = regex.compile(r"(?<=\p{L}{3})[.,;:]?(?:\d{1,2}|[¹²³⁴-⁹⁰]{1,2})(?=\s|$)")
_MAX_MODIFIERS = 9  # words of a noun phrase
_DEGREES = ("more", "fewer", "less", "many")
_MAX_HEAD_WORDS = 4
_MAX_MEASURE_WORDS = 18
_ENOUGH_WORDS = 5  # a measure of fewer words says too little to be matched with another document's wording
_MAX_CONTEXT_WORDS = 14


class Sentence:
    """The words of one sentence and where its figures stand among them."""

    def __init__(
        self,
        text: str,
        words: Sequence[Word],
        figures: Sequence[tuple[int, int]],
        *,
        labels: frozenset[int] = frozenset(),
    ) -> None:
        """Take the words and the spans of the figures; `labels` are indexes of figures that only name ("Cohort 2")."""
        self.text = text
        self.words = words
        self.figures = figures
        counted = [span for at, span in enumerate(figures) if at not in labels]
        self._numeric = [any(start < word.end and word.start < end for start, end in counted) for word in words]

    # -- words -------------------------------------------------------------------------------------------------------

    def word(self, at: int) -> Word | None:
        """The word at an index, or None beyond either end."""
        return self.words[at] if 0 <= at < len(self.words) else None

    def lower(self, at: int) -> str:
        """The word at an index in lower case, or an empty text beyond either end."""
        return self.words[at].lower if 0 <= at < len(self.words) else ""

    def is_figure(self, at: int) -> bool:
        """Whether the word at an index is part of a figure."""
        return 0 <= at < len(self.words) and self._numeric[at]

    def skip(self, at: int, *classes: str) -> int:
        """The first index from `at` whose word is of none of the classes."""
        while at < len(self.words) and self.words[at].tags & set(classes):
            at += 1
        return at

    def skip_figures(self, at: int) -> int:
        """The first index from `at` whose word is part of no figure."""
        while self.is_figure(at):
            at += 1
        return at

    def skip_bracket(self, at: int) -> int:
        """The place behind a short bracket that holds a figure or a note's letter; else the place itself."""
        if len(self.lower(at + 1)) == 1 and self.lower(at + 2) == ")":
            return at + 3
        for end in range(at + 1, min(at + 8, len(self.words))):
            if self.words[end].text == ")":
                return end + 1 if any(self._numeric[at:end]) else at
        return at

    def slice(self, first: int, last: int) -> str:
        """The text from one word to another, without the marks around it."""
        if first > last or first >= len(self.words):
            return ""
        text = _SPACES.sub(" ", self.text[self.words[first].start : self.words[last].end])
        return _GLUED_MARK.sub("", text).strip(" \"'(),;:.")

    def head(self, span: Span) -> str:
        """The last words of a noun phrase, in which its head stands; "14 more councils" counts councils."""
        first = span[0] + (span[0] < span[1] and self.lower(span[0]) in _DEGREES)
        return self.slice(max(first, span[1] - _MAX_HEAD_WORDS + 1), span[1])

    # -- noun phrases ------------------------------------------------------------------------------------------------

    def noun_phrase(self, at: int, *, plural: bool) -> Span | None:
        """The noun phrase that starts at a word, or None where a verb or nothing stands there.

        Where a `plural` is wanted it ends with the first plural that modifiers lead to; else with the last noun.
        """
        words = self.words
        limit = min(len(words), at + _MAX_MODIFIERS)
        last: int | None = None
        position = at
        if position < limit and self._opens_with_verb(position):
            return None
        while position < limit and not self._numeric[position]:
            word = words[position]
            if position > at and (word.lower in _JOINS or word.text in (",", "/")):
                if not self._joins(position, limit, plural=plural):
                    break
            elif word.text not in ('"', "'"):
                if not word.can_modify or (last is not None and self._starts_clause(position, last, plural=plural)):
                    break
                if word.is_noun:
                    last = position
                    if plural and word.is_plural:
                        step = self._goes_on(position, limit)
                        if not step:
                            return at, self._coordinated(position, limit)
                        position += step - 1
            position += 1
        if last is None:
            return None
        plurals = [i for i in range(at, last) if words[i].is_plural] if plural and not words[last].is_plural else []
        return at, plurals[-1] if plurals else last

    def _opens_with_verb(self, at: int) -> bool:
        word, following = self.words[at], self.word(at + 1)
        if not word.is_verb:
            return False
        if word.lower.endswith("ing") and following and following.tags & {DET, PREP, PRON}:
            return True
        if word.lower.endswith("ed") and not word.is_noun and following and " " in following.text:
            return True  # "64 joined Next Generation": a name, which is one word here
        if following and following.lower in _OBJECTS and not word.lower.endswith("ing"):
            return True  # "the other six worry us"
        if word.is_noun and word.lower not in FINITE:
            return False
        if following is None or following.tags & {DET, PREP, PRON, CONJ, AUX, PUNCT}:
            return not word.is_plural
        return word.lower in SPEECH or (word.lower in FINITE and self.is_figure(at + 1))

    def _starts_clause(self, at: int, last: int, *, plural: bool) -> bool:
        """Whether a word behind a noun is the verb of the clause rather than one more modifier."""
        word = self.words[at]
        if not word.is_verb:
            return False
        if not plural:
            return is_finite(self.words, at) if word.is_noun else not self._modifies(at)
        if not word.is_only_verb:
            return False
        plural_ahead = any(other.is_plural for other in self.words[at + 1 : at + 3])
        return not plural_ahead or (last == at - 1 and self.words[last].is_plural)

    def _modifies(self, at: int) -> bool:
        """Whether a word that can be a verb is an adjective here: "a secure placement"."""
        following = self.word(at + 1)
        return ADJ in self.words[at].tags and following is not None and following.is_noun

    def _goes_on(self, at: int, limit: int) -> int:
        """How many words on a phrase goes from a plural: 1 in "sports clubs", 3 in "communities of practice events"."""
        following, beyond, last = self.word(at + 1), self.word(at + 2), self.word(at + 3)
        if following is None or at + 1 >= limit:
            return 0
        if following.lower == "of":
            inner = beyond is not None and beyond.is_noun and not beyond.is_plural
            return 3 if inner and last is not None and last.is_plural and not last.is_verb else 0
        if not following.is_noun or following.is_verb or self.is_figure(at + 1):
            return 0
        if following.is_plural:
            return 1
        compound = ADJ not in following.tags and at + 2 < limit
        return 1 if compound and beyond is not None and beyond.is_plural and not beyond.is_verb else 0

    def _joins(self, at: int, limit: int, *, plural: bool) -> bool:
        """Whether a conjunction or comma inside a phrase joins two modifiers or two heads."""
        following = self.word(at + 1)
        if following is None or at + 1 >= limit or self.is_figure(at + 1) or not following.can_modify:
            return False
        if following.is_verb and self.is_figure(at + 2):
            return False  # "in capital receipts and save £158m"
        if self.lower(at - 1) in TEMPORAL:
            return False  # "for the first time and fees shrank"
        if not plural:
            return self.words[at].text != "," and following.is_noun and not is_finite(self.words, at + 1)
        for reach in range(at + 1, min(limit, at + 5)):
            word = self.words[reach]
            if self._numeric[reach] or not (word.can_modify or word.lower in _JOINS or word.text == ","):
                return False
            if word.is_plural:
                return True
        return False

    def _coordinated(self, at: int, limit: int) -> int:
        """Take in "and alumni" after "graduates", where plain nouns are joined and no new clause begins."""
        if self.lower(at + 1) not in _JOINS:
            return at
        for reach in range(at + 2, min(at + 5, limit + 2, len(self.words))):
            word = self.words[reach]
            clause = is_finite(self.words, reach) or (
                word.is_verb and word.lower.endswith("ed") and word.lower not in ATTRIBUTIVE
            )
            if self._numeric[reach] or not word.can_modify or clause:
                return at
            if word.is_plural:
                # "55% of delegates and officers 38%": the second noun has a figure of its own
                return at if self.is_figure(reach + 1) else reach
        return at

    def phrase_before(self, at: int) -> Span | None:
        """The noun phrase that ends at or before a word: "savings and income generation"."""
        words = self.words
        last = at
        while last >= 0 and (words[last].is_punctuation or ADV in words[last].tags) and at - last < 3:
            last -= 1
        if last < 0 or not words[last].is_noun or self._numeric[last]:
            return None
        first = last
        while first > 0 and last - first < 6:
            word, outer = words[first - 1], self.word(first - 2)
            if word.lower in _JOINS and outer and outer.is_noun and not self.is_figure(first - 2):
                first -= 2
                continue
            adverb = ADV in word.tags and not word.lower.endswith("ly")
            verb = word.is_verb and not word.is_noun and (ADJ not in word.tags or word.lower.endswith("ing"))
            if self._numeric[first - 1] or not word.can_modify or adverb or verb:
                break
            first -= 1
        if first > 1 and words[first - 1].lower == "of":
            whole = self.phrase_before(first - 2)
            if whole and lemma(words[whole[1]].text) not in CARRIERS:
                return whole[0], last
        return first, last

    def complement(self, at: int) -> Span | None:
        """The noun phrase after "of" or "in" behind a carrying noun: "number of metrics"."""
        if self.lower(at + 1) not in ("of", "in"):
            return None
        start = self.skip(at + 2, DET)
        if self.lower(start) == "number" and self.lower(start + 1) == "of":
            start += 2
        return self.noun_phrase(start, plural=True) if start < len(self.words) else None

    def subject(self, verb: int) -> Span | None:
        """The subject of the clause whose verb stands at or before `verb`; of "cost of X in Y was", "cost".

        The first noun phrase that no preposition governs; a second one begins a clause of its own where a verb stands
        between ("members heard that costs had risen") or nothing does ("over that time costs fell").
        """
        chosen: Span | None = None
        told = False  # whether a verb stands behind the one chosen
        at = self._clause_start(verb)
        while at < verb:
            found = self.noun_phrase(at, plural=False) if self.words[at].can_modify else None
            if not found and chosen is None and self._is_gerund(at):
                found = at, at
            if not found:
                told = told or AUX in self.words[at].tags or self.words[at].is_only_verb
                at += 1
                continue
            if self._is_free(found) if chosen is None else told and self._opens_another(found):
                chosen, told = found, False
            at = found[1] + 1
        if not chosen:
            before = verb - 1
            while before > 0 and self.words[before].tags & {AUX, ADV}:
                before -= 1
            # "vacancies, which stand at 13 per cent"
            relative = self.lower(before) in _RELATIVE and self.lower(before - 1) == ","
            return self.phrase_before(before - 1 if relative else verb - 1)
        first, last = chosen[0], min(chosen[1], verb - 1)
        inner = self.complement(last) if lemma(self.words[last].text) in CARRIERS else None
        if inner and inner[1] < verb:
            return inner
        return (first, last) if first <= last else None

    def _is_gerund(self, at: int) -> bool:
        """Whether a word is a doing that a clause is about: "Signposting to other services grew"."""
        word, following = self.words[at], self.word(at + 1)
        opens = at == 0 or self.words[at - 1].is_punctuation or DET in self.words[at - 1].tags
        return opens and word.lower.endswith("ing") and following is not None and PREP in following.tags

    def _is_free(self, phrase: Span) -> bool:
        """Whether a noun phrase is what a clause may be about: nothing governs it, and it is no time and no owner."""
        last = self.words[phrase[1]].lower
        linked = self.word(self.link_before(phrase[0]))
        governed = linked is not None and (
            PREP in linked.tags or (linked.is_only_verb and linked.lower.endswith("ing"))
        )
        return not (governed or last in TEMPORAL or last.endswith(("'s", "s'")))

    def _opens_another(self, phrase: Span) -> bool:
        """Whether a noun phrase behind a verb begins a clause of its own, and is not what the verb is done to."""
        at = self.link_before(phrase[0])
        if at < 0 or self.words[phrase[1]].lower.endswith(("'s", "s'")):
            return False
        if self.lower(at) in _CLAUSE_PREPOSITIONS:
            return self.lower(at - 1) == ","
        return self.lower(at) == "that" or bool(self.words[at].tags & {CONJ, PUNCT})

    def link_before(self, at: int) -> int:
        """The word before a noun phrase and its articles."""
        at -= 1
        while at >= 0 and self.words[at].tags & {DET, ADV, NUM} and self.words[at].lower != "that":
            at -= 1
        return at

    def _clause_start(self, verb: int) -> int:
        """Where the clause of a verb begins: behind a stop, a relative or a figure; brackets are passed over."""
        words = self.words
        at = verb - 1
        depth = 0
        while at >= 0:
            stops = words[at].text in (".", ";", ":", "(", "–", "—") or words[at].lower in (
                "which",
                "while",
                "whilst",
                "but",
            )
            if depth == 0 and (stops or self._numeric[at]):
                break
            depth += (words[at].text == ")") - (words[at].text == "(")
            at -= 1
        if at < 0 or not self._numeric[at]:
            return at + 1
        joints = [i for i in range(at + 1, verb) if words[i].lower in (",", "and")]
        return joints[-1] + 1 if joints else at + 1

    def figure_opens_clause(self, figure: int) -> bool:
        """Whether the figure at this index stands before the verb of its clause."""
        start = self.figures[figure][0]
        return self.opens_clause(
            next((i for i in range(len(self.words) - 1, -1, -1) if self.words[i].end <= start), -1)
        )

    def opens_clause(self, at: int) -> bool:
        """Whether no verb stands between a word and the start of its clause, so that it is in or near the subject."""
        while at >= 0 and not self._numeric[at] and self.words[at].text not in (",", ";", ":", ".", "("):
            if AUX in self.words[at].tags or self.words[at].is_only_verb or is_finite(self.words, at):
                return False
            at -= 1
        return True

    # -- what is said ------------------------------------------------------------------------------------------------

    def measure(self, first: int, last: int) -> str:
        """A noun phrase and what is said of it, up to the end of the clause or the next figure."""
        parts: list[str] = []
        start, end = first, max(last + 1, first)
        shared = ""
        while end < len(self.words) and end - first < _MAX_MEASURE_WORDS:
            if self._numeric[end]:
                shared = self._shared_predicate(first, end)
                break
            behind = self.skip_bracket(end) if self.words[end].text == "(" else end
            if behind > end:
                parts.append(self.slice(start, end - 1))
                start = end = behind
                continue
            if self._ends_measure(first, end):
                break
            end += 1
        while end > max(last + 1, start) and self._trails(self.words[end - 1]):
            end -= 1
        return " ".join(filter(None, (*parts, self.slice(start, end - 1), shared)))

    @staticmethod
    def _trails(word: Word) -> bool:
        return bool(word.tags & {PREP, CONJ, DET, PUNCT}) or word.lower == "further"

    def _ends_measure(self, first: int, at: int) -> bool:
        """Whether a word begins another matter: a stop, a new clause, a purpose ("to improve"), a circumstance."""
        word, following = self.words[at], self.word(at + 1)
        if word.text in (".", ";", ":", "–", "—", "!", "?"):
            return True
        if word.text == ")":
            return not any(other.text == "(" for other in self.words[first:at])
        if word.text == ",":
            return (
                following is None
                or bool(following.tags & {CONJ, PREP, AUX, PRON})
                or self.is_figure(at + 1)
                or (following.is_verb and not following.is_noun)
                or (following.lower in ("a", "an") and lemma(self.lower(at + 2)) in CHANGES)
            )
        if word.lower in _NEW_MATTER or self._adds(at):
            return True
        purpose = word.lower == "to" and following is not None and following.is_verb and ADJ not in following.tags
        return purpose and at > first and self.words[at - 1].is_noun and not self.words[at - 1].is_verb

    def _adds(self, at: int) -> bool:
        opens = self.words[at].lower.startswith(_ADDING_OPENS)
        return opens and " ".join(word.lower for word in self.words[at : at + 3]).startswith(_ADDING)

    def _shared_predicate(self, first: int, at: int) -> str:
        """What is said of two figures at once: "attended" in "37 officers and 88 councillors attended".

        Only where the first figure opens its clause: in "it had 40 views and 37 people joined" the second is another's.
        """
        linked = self.words[at - 1]
        if not (linked.lower in ("and", "or", ",", "&") or PREP in linked.tags):
            return ""
        if not self.opens_clause(first - 1):
            return ""
        at = self.skip_figures(at)
        at = self.skip(at + 1, DET) if self.lower(at) == "of" else at
        found = self.noun_phrase(self.skip_figures(at), plural=True) if at < len(self.words) else None
        verb = found[1] + 1 if found else len(self.words)
        follows = self.word(verb)
        return self.measure(verb, verb) if follows and follows.tags & {VERB, AUX} else ""

    def population(self, first: int, last: int) -> str:
        """A head and what narrows it, before the verb: "councils who had a CPC"; empty where nothing narrows it."""
        following = self.word(last + 1)
        if following is None:
            return ""
        relative = following.lower in _RELATIVE
        participle = following.is_participle and not is_finite(self.words, last + 1) and following.lower not in SPEECH
        if not (relative or participle or following.lower in _NARROWING or following.lower in _SURVEYED):
            return ""
        start = last + 2
        if relative:  # the verb after "who" is the relative's own; "who have had" is one verb of two words
            first_verb, second = self.word(start), self.word(start + 1)
            double = (
                first_verb is not None and AUX in first_verb.tags and second is not None and second.tags & {AUX, VERB}
            )
            start += 2 if double else 1
        for at in range(start, min(len(self.words), last + 26)):
            if self.words[at].lower in _TELLING or (
                is_finite(self.words, at) and self.lower(at - 1) != "to" and not self._numeric[at]
            ):
                return self.slice(first, at - 1)
        return ""

    def completed(self, measure: str, before: int) -> str:
        """Add what governs a figure where little is said after it.

        The measure of "pay agreements covering 40 employees" is "employees pay agreements covering".
        """
        said = [word for word in measure.split() if not tag(word) & {PREP, DET, CONJ, AUX, PRON}]
        if len(said) >= _ENOUGH_WORDS:
            return measure
        start = before
        while start >= 0 and before - start < _MAX_CONTEXT_WORDS:
            word = self.words[start]
            if word.text in (";", ":", ".", "(", ")", "–", "—") or word.lower in ("while", "whilst", "but"):
                break
            start -= 1
        known = set(measure.lower().split())
        replaced = self._replaced(start + 1, before, measure)
        added = [
            self.words[at].text
            for at in range(start + 1, before + 1)
            if not self._numeric[at]
            and at not in replaced
            and not self.words[at].is_punctuation
            and not self.words[at].tags & {DET, CONJ, AUX, PRON, PREP, ADV, NUM}
            and self.words[at].lower not in known
        ]
        return clip(" ".join((measure, *added)))

    def _replaced(self, first: int, last: int, measure: str) -> set[int]:
        """The words in whose place others stand: the boats of "a third paid for boats, and a tenth for nets"."""
        links = {word.lower() for word in measure.split()[1:2] if PREP in tag(word)}
        replaced: set[int] = set()
        inside = False
        for at in range(first, last + 1):
            word = self.words[at]
            if word.lower in links:
                inside = True
            elif word.is_punctuation or word.tags & {PREP, CONJ, AUX} or self._numeric[at]:
                inside = False
            if inside:
                replaced.add(at)
        return replaced


def clip(text: str, *, words: int = _MAX_MEASURE_WORDS) -> str:
    """The first words of a text, without the marks around them."""
    return " ".join(text.split()[:words]).strip(" ,;:.()")

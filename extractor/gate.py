"""Which two claims may be compared, and why: the slots of CHECKS.md ("Two figures may be compared only if").

Most pairs of like figures are no conflict: another year, a subset, a target and its outcome, another stage of one
funnel. So a pair must show that it is one and the same figure: the same thing counted, told in largely the same words,
with no slot known to differ. Where in doubt the pair is let go.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from extractor.blocks import AT_ONCE, NO_PROGRAMME, ONE_EVENT, STATED, Blocks, Entries
from extractor.columns import (
    Coded,
    Columns,
    Groups,
    Integers,
    Lists,
    Mask,
    draw_marks,
    first_of_each,
    is_in,
    number,
)
from extractor.models import Block, BlockKind, Claim, Document, Kind, Period, Quantity, Role, Severity, Source, Timing
from extractor.patterns import Patterns
from extractor.retold import Retold
from extractor.sketch import Sketch
from extractor.surroundings import Around, Surroundings
from extractor.vocabulary import Vocabulary
from extractor.wording import CLOSED, COMMON, Wording

# Judgements, to be changed here. A word weighs from near 0 (it is everywhere) to 1 (it stands in one claim).

# How much of what two measures say must be common: the weight of the common words, against half of the others'.
SAME_WORDS = 0.54
# Within one paragraph or list a writer tells things apart: there only the very same words are the same figure.
SAME_WORDS_BESIDE = 0.95
# Each of programme and period that one side leaves open asks for so much more.
MORE_IF_OPEN = 0.08
# Common words must weigh so much: "delegates attended" twice is not yet the same figure ...
ENOUGH = 1.7
# ... unless both sentences name the programme and neither says anything that the other does not ...
ENOUGH_IF_NAMED = 1.2
# ... and what each side says alone must be paid for, for that may be what sets the two apart.
PRICE_OF_OWN_WORDS = 0.9
# What speaks for one figure beside its words: the sentences name the programme; they state the period; nothing else is
# counted in such units for that programme and period.
NAMED_TWICE = 0.5
NAMED_ONCE = 0.25
DATED_TWICE = 0.3
NO_RIVAL = 0.5
NO_RIVAL_OF_A_RARE_NOUN = 0.8
RARE = 0.7  # weight of a noun that few claims count: "page views", not "delegates"
# Both sentences state another figure alike ("42 workshops for 1,900 delegates", "48 workshops for 1,900 delegates").
COMPANION = 0.9
SMALLEST_COMPANION = 10
# Shares stand in clauses that are much alike ("it had a positive impact on"): the one word that differs is the point.
OWN_WORDS_OF_SHARE = 0.45
AMBIENT = 0.15  # weight of words of the publisher's own name: "local government" says little among councils
SUBSET_REACH = 12  # characters of "of which, " and its like
FULL_NAME = 2  # words with a capital that make a name which one side has and the other has not
A_PARAGRAPH = 60  # characters
LEAST_TELLING = 100  # a figure that stands in two places is no chance from here
THIN = 3  # measures with fewer words than this are eked out with the words around the figure
# Claims of an imagined shelf, so that on a small one not every shared word counts as rare; and how many of them hold
# a word that the genre is full of.
BACKGROUND = 200
BACKGROUND_OF_COMMON = 15
NEAR_BLOCKS = 6  # so near, paragraphs that open with their figure are a row of callouts
MOST_TWINS = 50  # repeats of a figure that are looked at
MANY = 80  # claims that count one thing: where there are more, only those that share a word are compared
TELLING = 0.5  # weight of a word by which claims are found that share it in their sentences only
MOST_RIVALS = 2  # other figures in a programme and period, beside which a figure still stands alone
KNOWN = 1 << 13  # claims of which what was worked out is remembered; the claims of a block come together
RUNNING = 31  # days: of two counts within a year that end further apart, the later is an update

# A word with a capital inside a sentence, or the first of two at its start.
_NAME = regex.compile(r"(?<=[^.!?:] ['\"‘“(]?)\p{Lu}[\p{L}\p{Nd}]+|^\p{Lu}[\p{L}\p{Nd}]+(?=\s\p{Lu}\p{Ll})")
# What is named as a programme, though no pattern knows it: "the Coastal Towns Fund", "Open Harbours".
_SCHEME = regex.compile(
    r"\b(?P<name>\p{Lu}[\p{L}'’-]+(?:\s(?:(?:of|and|for|to|in|into|at|with)\s(?:the\s)?)?\p{Lu}[\p{L}'’-]+){0,4})"
    r"(?P<sort>\s(?i:programme|scheme|fund|project|campaign|network|initiative|pilot|grant|exchange|partnership)\b)?"
)
_PLAIN_SCHEME = regex.compile(
    r"\b(?:[Tt]he|[Oo]ur)\s(?P<name>(?:(?!(?:the|of|in|for|to|from|with|by|on|at|an?)\s)\p{Ll}[\p{L}'’-]+\s){1,4}?)"
    r"(?:programme|scheme|fund|project|campaign|network|initiative|pilot|partnership)\b"
)
_SORT_OF_SCHEME = frozenset(
    "programme scheme fund project campaign network initiative pilot grant exchange partnership".split()  # noqa: SIM905
)
# A name with one of these is no programme's; and these open a sentence before a name.
_NAMES_A_BODY = frozenset(
    (  # noqa: SIM905
        "council councils board committee cabinet department ministry government commission association university"
        " authority authorities minister secretary chair leader mayor executive director act england britain kingdom"
        " january february march april may june july august september october november december"
    ).split()
)
_OPENERS = frozenset("altogether overall meanwhile elsewhere through among under last next interest demand".split())  # noqa: SIM905
_NAME_WORD = regex.compile(r"[\p{L}\p{Nd}]+")

# Words that set a part off from its whole, or one half from the other. Different words of one set make two things; a
# word of the first two groups makes a part even where the other side has none. The second group is looked for in the
# noun phrase only ("40 new members"), the others anywhere in the measure.
_PARTS_ANYWHERE = (
    "female male woman man girl boy",
    "online virtual face person physical",
    "minimum maximum average median",
    "cancel postpone withdraw reject decline",
    "remain rest",
    "disabled",
    "repeat",
)
# Words that say only that a programme reached those who are counted; not by what, nor how far they came.
_LIGHT = frozenset(
    (  # noqa: SIM905
        "attend deliver help use receive provide take make give go come visit undergo work carry host team programme"
        " scheme support service offer"
    ).split()
)
# Words of any answer, which do not say to what: "21 per cent were not very confident".
_OPINIONS = frozenset(
    (  # noqa: SIM905
        "confident satisfied satisfy dissatisfied dissatisfy agree disagree likely unlikely very fairly strongly good"
        " poor positive negative think feel tell respond answer know find effective useful concern"
        " concerned worried worry"
    ).split()
)
# Where a part of the whole is: told of one side only, it is that part; "the event in London" is where, not of whom.
_WITHIN = regex.compile(
    r"\b(?:in|from|across|for|of|within|throughout)\s(?:the\s|our\s|its\s)?(?:more\s|most\s|most of\s)?(?P<where>"
    r"(?:rural|urban|coastal|deprived|northern|southern|eastern|western|district|county|unitary|metropolitan|two-tier)"
    r"(?:\s(?:and|or)\s[\p{L}-]+)?\s(?:areas?|regions?|towns?|districts?|communities|wards|parts|counties|places|neighbourhoods)"
    r"|(?:north|south|east|west)(?:ern)?(?:[\s-](?:east|west))?(?:\s(?:midlands|of\sengland))?\b(?!\s\p{Lu}|\s(?:council|london))"
    r"|midlands|yorkshire|london(?!\sborough)|wales|scotland|northern\sireland"
    r"|(?:towns|cities|villages|counties|districts|boroughs))\b",
    regex.IGNORECASE,
)
_PARTS_IN_NOUN = (
    "new additional extra existing current former previous newly further",
    "direct indirect",
    "short medium long",
)
_OPPOSITES = (
    "first second third fourth fifth final last initial",
    "complete start plan begin propose",
    "internal external",
    "urban rural",
    "satisfy dissatisfy",
    "agree disagree",
    "likely unlikely",
    "capital revenue",
    "adult child young old",
    "national regional",
    "view visit session download user visitor",
)
_SETS = (*_PARTS_ANYWHERE, *_PARTS_IN_NOUN, *_OPPOSITES)
_SET_OF = {word: place for place, words in enumerate(_SETS) for word in words.split()}
_MAKES_PART = frozenset(range(len(_PARTS_ANYWHERE) + len(_PARTS_IN_NOUN)))
_IN_NOUN = frozenset(range(len(_PARTS_ANYWHERE), len(_PARTS_ANYWHERE) + len(_PARTS_IN_NOUN)))

_LABEL = regex.compile(r"(?i)(?P<word>round|phase|cohort|wave|stage|tranche|lot|year)\s(?P<number>\d{1,2})\s?[.:–-]\s")
_PLANNED = regex.compile(
    r"\b(?:will|would|shall|aims? to|plans? to|planned|hopes? to|expects?|expected|intends? to|due to|room for|capacity"
    r"|available|target|booked|scheduled|in the diary)\b",
    regex.IGNORECASE,
)
_SUBSET = regex.compile(
    r"\bof (?:which|whom|these|those|them),? $|\b(?:all|every\w*|none|nobody) (?:but|except|bar|other than) $"
    r"|^ (?:[\p{L}'’-]+ ){0,2}?of (?:that|this|these|those|them|which|whom|the total)\b",
    regex.IGNORECASE,
)
_WHOLE = regex.compile(r"^ (?:out )?of (?:the|these|those|our|its|their|all|all the) $")
# "... to planners, and 29 per cent to clerks": the clerks stand in the place of the planners.
_LINK = regex.compile(r"^ (?:to|for|in|from|with|on|by|at) (?!\d|(?:the )?(?:last|previous|year|same))")
_PARTITIVE_BEFORE = regex.compile(r"^\W*Of (?:the|our|all|these|those)\s(?!\d)[^,]*,\s?\p{L}*\s?$")
_PARTITIVE_AFTER = regex.compile(r"^\sof\s(?:the|our|its|their|these|those|all)\s(?!\d)")
_NEGATION = regex.compile(r"\b(?:not|never|yet to|neither|no longer|failed to)\b|n't\b", regex.IGNORECASE)
_SELF = frozenset(("we", "our", "us", "association", "programme", "team", "support", "offer", "scheme", "it", "this"))
_NO_NAMES = frozenset(
    "the our we it this these in of association council councils borough county city district authority".split()  # noqa: SIM905
)
# Of a document's facts: where its title or its first lines name its period (facts.py).
_READ_IN_NAME = regex.compile(r"\bperiod=(?:title|first lines|running head|metadata)\b")
_OF_ALL_THE_TEXT = frozenset((Source.TITLE, Source.DOCUMENT))
_VAGUE_PATTERN = "vague"
_NOTHING: frozenset[str] = frozenset()


class State(StrEnum):
    """How a slot of two claims stands."""

    AGREE = "agree"
    OPEN = "open"
    DIFFER = "differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One thing that was compared, and what each side says of it (empty where it is silent)."""

    name: str
    state: State
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All slots of a pair; a pair may be compared when none differs."""

    slots: tuple[Slot, ...]

    @property
    def allowed(self) -> bool:
        """Whether no slot is known to differ."""
        return all(slot.state is not State.DIFFER for slot in self.slots)

    @property
    def open_slots(self) -> tuple[str, ...]:
        """The slots that one side leaves open."""
        return tuple(slot.name for slot in self.slots if slot.state is State.OPEN)

    def lower(self, severity: Severity) -> Severity:
        """One step less where any slot is open, once in all."""
        return severity.lowered() if self.open_slots else severity

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """The slots as a finding holds them."""
        return tuple((slot.name, slot.state.value, slot.left, slot.right) for slot in self.slots)


@dataclass(frozen=True, eq=False)
class Side:
    """A claim as one side of pairs: what is compared of it is worked out once, when it is first asked for.

    Words are canonical (wording.py). `row` is where it stands on the shelf.
    """

    claim: Claim
    row: int
    gate: Gate = field(repr=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of head, measure and population, as far as they are said of this figure."""
        return self.gate._hear(self.row, self._around)

    @cached_property
    def near(self) -> frozenset[str]:
        """The words around the figure."""
        return self.gate.words_of(self._around.near)

    @cached_property
    def all(self) -> frozenset[str]:
        """The words of the claim and those of its sentence that it does not say of other figures."""
        return self.words | self.gate._hear_sentence(self.row)

    @cached_property
    def heads(self) -> frozenset[str]:
        """The nouns that are counted."""
        return self.gate.heads[self.row]

    @cached_property
    def rest(self) -> str:
        """The sentence without the figure, where it says enough to be known again."""
        return self.gate._retold.rest(self.row)

    @cached_property
    def heard(self) -> frozenset[str]:
        """The sentence's words as they are written, but in lower case."""
        return _list_words(self.claim.sentence)

    @cached_property
    def names(self) -> frozenset[str]:
        """What has a capital around the figure."""
        return frozenset(word.lower() for word in _NAME.findall(self._around.near)) - _NO_NAMES

    @cached_property
    def parts(self) -> Mapping[int, frozenset[str]]:
        """Words that set parts apart, by their set."""
        just_before = " ".join(self._around.before.split()[-3:])
        noun = self.gate.words_of(f"{' '.join(just_before.split()[-1:])} {self.claim.head}")
        found: dict[int, set[str]] = defaultdict(set)
        for word in self.words | noun | self.gate.words_of(just_before):
            place = _SET_OF.get(word)
            if place is not None and (place not in _IN_NOUN or word in noun):
                found[place].add(word)
        return {place: frozenset(words) for place, words in found.items()}

    @cached_property
    def within(self) -> frozenset[str]:
        """Where the part is that is told of: "in rural areas"."""
        return frozenset(found["where"].lower() for text in self._around for found in _WITHIN.finditer(text))

    @cached_property
    def negated(self) -> bool:
        """Whether it is said that something was not so."""
        return any(_NEGATION.search(text) for text in self._around)

    @cached_property
    def planned(self) -> bool:
        """Whether the figure is told as one to come."""
        return self.claim.role is Role.TARGET or _PLANNED.search(self._around.near) is not None

    @cached_property
    def subset(self) -> bool:
        """Whether it is a part of what was told before: "22 of that total"."""
        return _is_subset(self.claim.quantity.kind, self._around)

    @cached_property
    def whole(self) -> bool:
        """Whether it is the 90 of "22 of the 90": what is said is said of the 22."""
        return self.claim.quantity.kind is Kind.COUNT and _WHOLE.search(self._around.before) is not None

    @cached_property
    def schemes(self) -> frozenset[frozenset[str]]:
        """The programmes that no pattern knows, of which the sentence gives the name or says what they are."""
        return self.gate._schemes(self.claim.sentence) | self.gate._plain_schemes(self.claim.sentence)

    @cached_property
    def named(self) -> frozenset[frozenset[str]]:
        """Of these the ones that are named; what a heading names may well be told of as "the skills programme"."""
        return self.schemes if self.claim.programme == NO_PROGRAMME else self.gate._schemes(self.claim.sentence)

    @cached_property
    def waves(self) -> Mapping[str, frozenset[object]]:
        """The cohorts, rounds or phases that the sentence names."""
        return self.gate._find_waves(self.row)

    @cached_property
    def population(self) -> frozenset[str]:
        """The words that say of whom or what."""
        return self.gate.words_of(self.claim.population)

    @cached_property
    def dates(self) -> tuple[object, object] | None:
        """The period."""
        return _dates(self.claim.period)

    @cached_property
    def ends(self) -> date | None:
        """When what is counted had ended, as far as the document can tell."""
        return self.gate._find_end(self.claim)

    @cached_property
    def companions(self) -> frozenset[object]:
        """The telling figures beside it in its sentence."""
        return self.gate._find_companions(self.row)

    @cached_property
    def subject(self) -> frozenset[str]:
        """The words of who did it."""
        return self.gate.words_of(self.claim.subject) - _SELF

    @cached_property
    def actors(self) -> frozenset[str]:
        """The names of who did it."""
        return frozenset(word.lower() for word in self.claim.subject.split() if word[:1].isupper()) - _NO_NAMES

    @cached_property
    def plain(self) -> tuple[object, ...]:
        """All that the slots but programme and measure look at: two sides with the same differ in none of them."""
        claim = self.claim
        told = (claim.stage, claim.timing, claim.role, claim.subject, claim.population)
        return *told, self.planned, self.dates, self.ends, self.waves

    @cached_property
    def _around(self) -> Around:
        return self.gate.surroundings.look(self.row)


class _Overlap(NamedTuple):
    """The weight of what two measures both say, and of what each says alone."""

    shared: float
    only_left: float
    only_right: float

    @property
    def similarity(self) -> float:
        """0 for nothing in common, 1 for the same words."""
        return self.shared / (self.shared + (self.only_left + self.only_right) / 2) if self.shared else 0.0


class Gate:
    """Compares claims of one shelf; knows how common each word is on it."""

    def __init__(self, columns: Columns, documents: Mapping[str, Document], patterns: Patterns) -> None:
        self._columns = columns
        self._documents = documents
        self._wording = Wording(patterns)
        self._ancestors = _ancestors(patterns)
        self._names = {p.id: self._wording.words(p.name) for p in patterns.programmes}
        self._ambient = self._wording.words(" ".join(_find_ambient(documents)))
        self.side_at = lru_cache(maxsize=KNOWN)(self._take_side)
        self._plain_slots = (_stage, _timing, self._period, self._role, self._subject, self._series, self._population)
        self._row_at = lru_cache(maxsize=KNOWN)(columns.row_at)
        self._retold = Retold(columns, documents)
        self._told_again: Integers = np.zeros(0, np.int64)
        self._plain_schemes = lru_cache(maxsize=KNOWN)(self._find_plain_schemes)
        self._schemes = lru_cache(maxsize=KNOWN)(self._find_schemes)
        self._vocabulary = Vocabulary(self._wording)
        self.surroundings = Surroundings(columns, self._vocabulary)
        nouns = columns.head.otherwise(columns.measure)
        self.heads: Coded[frozenset[str]] = nouns.map(self._wording.heads)
        """For each row the canonical nouns that it counts."""
        things = number(columns.quantity.map(_kind_and_unit).codes, self.heads.codes)
        values = columns.quantity.map(lambda quantity: quantity.value).codes
        self._things = things.astype(np.int32)
        self._in_block = Groups(number(columns.document.codes, columns.block))
        self._twins = Groups(number(things, columns.document.codes, values))
        self._everywhere = Groups(number(things, values))
        self._crowded = self._find_crowded(
            number(things, columns.programme.codes, columns.period.map(_dates).codes), values
        )
        self._nouns = _list([[self._vocabulary.codes[word] for word in nouns] for nouns in self.heads.values])
        self._claim_words = self._read_words()
        statements = self._find_statements()
        self._size = int(statements.sum()) + BACKGROUND
        counts = self._claim_words.count(statements, len(self._vocabulary)).tolist()
        weights = {
            word: self._work_out(word, count) for word, count in zip(self._vocabulary.codes, counts, strict=True)
        }
        self._weights = {word: self._work_out(word, 0) for word in COMMON} | weights

    def _read_words(self) -> Lists:
        """The words of each claim's head, measure and population, and where they are few, of those around it."""
        columns, read = self._columns, self._vocabulary.read
        shares = columns.kind.where(lambda kind: kind is Kind.PERCENT)
        measures = read(columns.measure.values)
        codes = columns.measure.codes
        said = measures.windows(codes, np.zeros(len(codes), np.int64), np.where(shares, 0, measures.sizes[codes]))
        for column in (columns.head, columns.population):
            rows = np.flatnonzero(column.where(bool))
            words = read(column.values)
            said = said.add(rows, words.pick(column.codes[rows]))
        rows = np.flatnonzero(shares)
        said = said.add(rows, read(map(self.surroundings.read_on, rows.tolist())))
        thin = said.sizes - said.count_common(self._nouns, self.heads.codes) < THIN
        return said.add(*self.surroundings.read_near(np.flatnonzero(thin)))

    def _find_statements(self) -> Mask:
        """The rows that say what none before them says: a repeated callout says a word once, not many times."""
        said = Groups(self._claim_words.sum(draw_marks(len(self._vocabulary)))).group
        return first_of_each(np.ones(len(said), bool), self._columns.sentence.codes, said)

    def weight(self, word: str) -> float:
        """How much a shared word says: 1 for one that stands in a single claim, near 0 for one that stands in all."""
        known = self._weights.get(word)
        if known is None:
            known = self._weights[word] = self._work_out(word, 0)
        return known

    def _work_out(self, word: str, count: int) -> float:
        if word in self._ambient:
            return AMBIENT
        count += 1 + BACKGROUND_OF_COMMON * (word in COMMON)
        return min(1.0, max(0.05, math.log(self._size / count) / math.log(self._size / 2)))

    def words_of(self, text: str) -> frozenset[str]:
        """The canonical words of a text: lemmas, synonyms folded, closed classes left out."""
        return self._wording.words(text)

    def head_words(self, claim: Claim) -> frozenset[str]:
        """The canonical nouns that a claim counts ("senior officers and members" has two)."""
        return self._wording.heads(claim.head or claim.measure)

    def similarity(self, left: Side, right: Side) -> float:
        """How much of what the two measures say is common, 0 to 1."""
        return self._weigh(left, right).similarity

    def pairs(self) -> tuple[tuple[Integers, Integers], Counter[str]]:
        """Pairs of rows that meet (blocks.py), and how many claims were left out and why."""
        columns = self._columns
        reasons = columns.quantity.map(_unfit)
        vague = columns.pattern.where(lambda pattern: pattern.startswith(_VAGUE_PATTERN))
        no_noun = self.heads.where(lambda heads: not heads)
        fit = reasons.where(lambda reason: not reason)
        left_out = Counter({"says no more than many": int(vague.sum())})
        left_out.update(reasons.values[code] for code in reasons.codes[~vague & ~fit].tolist())
        left_out["nothing says what is counted"] = int((no_noun & fit & ~vague).sum())
        told = fit & ~vague & ~no_noun
        (lefts, rights), too_many = Blocks(
            columns, self._find_entries(np.flatnonzero(told)), above=self._ancestors
        ).pairs()
        words = list(self._vocabulary.codes)
        left_out.update({f'too many share the word "{words[code - 1]}"': count for code, count in too_many.items()})
        retold = self._retold.pairs(told, sentences=self.surroundings.sentences, pieces=self._vocabulary.bare)
        again = np.array(list(retold), np.int64).reshape(-1, 2)
        self._told_again = np.sort(self._pair_keys(again[:, 0], again[:, 1]))
        others = ~is_in(self._pair_keys(lefts, rights), self._told_again)
        return (
            np.concatenate([again[:, 0], lefts[others]]),
            np.concatenate([again[:, 1], rights[others]]),
        ), +left_out

    def _pair_keys(self, lefts: Integers, rights: Integers) -> Integers:
        """One integer for each pair of rows, whichever comes first."""
        return np.minimum(lefts, rights) * len(self._columns) + np.maximum(lefts, rights)

    def find_alike(self, lefts: Integers, rights: Integers) -> Iterator[tuple[int, int]]:
        """Of pairs of rows those that may say much the same; first what one document takes from another."""
        again = is_in(self._pair_keys(lefts, rights), self._told_again)
        yield from zip(lefts[again].tolist(), rights[again].tolist(), strict=True)
        lefts, rights = lefts[~again], rights[~again]
        for start in range(0, len(lefts), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            yield from self._sketch.choose(lefts[some], rights[some])

    @cached_property
    def _sketch(self) -> Sketch:
        """The words of all claims as integers."""
        columns, codes = self._columns, self._vocabulary.codes
        names = [[codes[word] for word in self._names.get(name, ())] for name in columns.programme.values]
        return Sketch(
            words=self._claim_words,
            sentences=self._sentence_words,
            sentence_of=columns.sentence.codes,
            heads=self._nouns,
            heads_of=self.heads.codes,
            names=_list(names),
            names_of=columns.programme.codes,
            weights=np.array([self.weight(word) for word in codes]),
            least=SAME_WORDS,
        )

    @cached_property
    def _sentence_words(self) -> Lists:
        """The words of each distinct sentence."""
        return self._vocabulary.understand(self.surroundings.sentences)

    def _find_entries(self, rows: Integers) -> Entries:
        """The entries of the claims of some rows.

        Of a thing that few count, all meet. Of others, those that share a word beside the noun; and those that say so
        little beside it that they may be one figure without sharing any.
        """
        groups = Groups(self._things[rows])
        many = groups.sizes[groups.group] > MANY
        # What is alike may stand in the sentence only: "experts helped them to save £38.5m".
        parts = [
            self._sketch.find_marks(part, telling=TELLING)
            for part in np.array_split(rows[many], 1 + int(many.sum()) // AT_ONCE)
        ]
        marked, words = (np.concatenate(column) for column in zip(*parts, strict=True))
        found = np.concatenate([rows[~many].astype(np.int32), marked])
        words = np.concatenate([np.zeros(int((~many).sum()), np.int32), words + 1])
        return Entries(found, self._things[found], words).leave_out_lonely()

    def compare(self, left: Side, right: Side) -> Comparison:
        """All slots of two claims of one kind and unit."""
        slots = (
            ("measure", self._measure, _tell_measure),
            ("population", self._population, attrgetter("claim.population")),
            ("programme", self._programme, attrgetter("claim.programme")),
            ("period", self._period, attrgetter("claim.period.label")),
            ("timing", _timing, attrgetter("claim.timing.value")),
            ("role", self._role, attrgetter("claim.role.value")),
            ("stage", _stage, attrgetter("claim.stage")),
            ("series", self._series, _tell_waves),
            ("subject", self._subject, attrgetter("claim.subject")),
            ("publisher", self._publisher, self._tell_publisher),
        )
        return Comparison(
            slots=tuple(
                Slot(name=name, state=judge(left, right), left=tell(left), right=tell(right))
                for name, judge, tell in slots
            )
        )

    def may_compare(self, left: Side, right: Side) -> bool:
        """Whether `compare` would find no slot that differs: first by what tells many apart at little cost."""
        if self._programme(left, right) is State.DIFFER:
            return False
        if left.plain != right.plain and any(slot(left, right) is State.DIFFER for slot in self._plain_slots):
            return False
        return self._same_measure(left, right)

    def may_be_meant(self, left: Side, right: Side) -> bool:
        """Whether one sentence that refers to the other's figure may mean it: the same noun, and no slot that differs.

        "18 more than in 2022/23" says that there is such a figure; how like the words are is not asked.
        """
        if left.heads != right.heads or self._programme(left, right) is not State.AGREE:
            return False
        if left.negated != right.negated or self._is_part(left, right):
            return False
        return all(slot(left, right) is not State.DIFFER for slot in self._plain_slots)

    def told_apart(self, left: Side, right: Side) -> bool:
        """Whether the texts themselves take the two for two things.

        They do where the two values stand side by side in one paragraph; or where either figure is told again
        elsewhere with what sets it apart ("since its launch").
        """
        if self._is_retold(left, right):
            return False
        if self._side_by_side(left, right) or self._is_anothers(left, right) or self._is_anothers(right, left):
            return True
        lefts = [side for side in self._again(left) if side.row == left.row or self._same_measure(left, side)]
        rights = [side for side in self._again(right) if side.row == right.row or self._same_measure(right, side)]
        return any(
            self._side_by_side(one, other)
            or any(
                slot(one, other) is State.DIFFER
                for slot in (_timing, self._role, _stage, self._period, self._programme)
            )
            for one in lefts
            for other in rights
            if not (one.row == left.row and other.row == right.row)
        )

    def _is_anothers(self, callout: Side, other: Side) -> bool:
        """Whether a figure that names no programme is told elsewhere of another one than the other side's."""
        claim = callout.claim
        if claim.programme != NO_PROGRAMME or claim.quantity.value < LEAST_TELLING or callout.schemes:
            return False
        twins = map(self.side_at, self._everywhere.of(callout.row)[:MOST_TWINS])
        return any(self._programme(twin, other) is State.DIFFER and self._same_measure(callout, twin) for twin in twins)

    # -- what stands beside a claim

    def _rival_key(self, claim: Claim) -> tuple[object, ...]:
        return int(self._things[self.row(claim)]), claim.programme, _dates(claim.period)

    def _find_crowded(self, keys: Integers, values: NDArray[np.integer]) -> frozenset[tuple[object, ...]]:
        """Things that are told of a programme and period with more than two figures."""
        figures = Groups(number(keys, values)).firsts
        rivals = Groups(keys[figures])
        crowded = figures[rivals.firsts[rivals.sizes > MOST_RIVALS]]
        columns = self._columns
        return frozenset(
            (int(self._things[row]), columns.programme[row], _dates(columns.period[row])) for row in crowded.tolist()
        )

    def row(self, claim: Claim) -> int:
        """The row of a claim; LookupError where it is not on the shelf."""
        row = self._row_at(claim.document, claim.start)
        if row is None:
            raise LookupError(f"{claim.document}, {claim.start}: this claim is not on the shelf")
        return row

    def _again(self, side: Side) -> list[Side]:
        return [self.side_at(twin) for twin in self._twins.of(side.row)[:MOST_TWINS]]

    def _rows_beside(self, row: int) -> range:
        """The rows of a sentence, by one of them."""
        return self._columns.rows_of_sentence(self._columns.sentence_of[row])

    # -- what is known of a claim

    def _take_side(self, row: int) -> Side:
        return Side(self._columns.claim(row), row, self)

    def side(self, claim: Claim) -> Side:
        """A claim as one side of pairs; it may be one of the shelf that was changed, so that it tells another year."""
        return Side(claim, self.row(claim), self)

    def _read_claim(self, row: int) -> frozenset[str]:
        return self._vocabulary.spell(self._claim_words.of(row))

    def _hear(self, row: int, around: Around) -> frozenset[str]:
        """The words of a claim without what another figure of its kind in the sentence counts, or alone says."""
        others = self._others_beside(row)
        counted = _NOTHING.union(*(self._wording.words(self._columns.head[other]) for other in others))
        words = self._read_claim(row) - (counted - self._wording.words(self._columns.head[row]))
        words = self._hear_compared(row, others) or words
        return words - (self._wording.words(_find_replaced(around)) - self._wording.words(around.after))

    def _hear_sentence(self, row: int) -> frozenset[str]:
        """The words of a sentence without those of its other claims."""
        sentence = self._vocabulary.spell(self._sentence_words.of(int(self._columns.sentence.codes[row])))
        return sentence.difference(*map(self._read_claim, self._others_beside(row)))

    def _others_beside(self, row: int) -> list[int]:
        """The rows of other figures of one kind in the sentence."""
        kinds = self._columns.kind.codes
        return [other for other in self._rows_beside(row) if other != row and kinds[other] == kinds[row]]

    def _hear_compared(self, row: int, others: Sequence[int]) -> frozenset[str]:
        """What is said of the figure that an earlier one is told beside: "1,310 clerks took part, up from 1,155"."""
        columns = self._columns
        if columns.role[row] is not Role.PREVIOUS:
            return _NOTHING
        twins = [other for other in others if self.heads[other] == self.heads[row] and columns.role[other] in STATED]
        now = [other for other in twins if columns.role[other] is not Role.PREVIOUS]
        return self._read_claim(now[0]) if len(now) == 1 else _NOTHING

    # -- measure

    def _weigh(self, mine: Side, theirs: Side) -> _Overlap:
        programme = mine.claim.programme
        # The programme is a slot of its own: its name says little more where it is the same on both sides.
        named = self._names.get(programme, _NOTHING) if programme == theirs.claim.programme else _NOTHING
        common = (mine.words & theirs.all) | (theirs.words & mine.all)
        beside = (mine.near & theirs.near) - common - named
        return _Overlap(
            shared=self._sum(common) - self._sum(common & named) / 2 + self._sum(beside) / 2,
            only_left=self._sum(mine.words - theirs.all - named),
            only_right=self._sum(theirs.words - mine.all - named),
        )

    def _sum(self, words: frozenset[str]) -> float:
        return math.fsum(map(self.weight, words))

    def _measure(self, left: Side, right: Side) -> State:
        return State.AGREE if self._same_measure(left, right) else State.DIFFER

    def _same_measure(self, mine: Side, theirs: Side) -> bool:
        if mine.heads != theirs.heads or mine.negated != theirs.negated or self._is_part(mine, theirs):
            return False
        left, right = mine.claim, theirs.claim
        if left.document == right.document and left.sentence_start == right.sentence_start:
            return False
        if self._is_retold(mine, theirs):
            return True
        if self._say_no_more(mine, theirs):
            return True
        overlap = self._weigh(mine, theirs)
        if overlap.similarity < SAME_WORDS:
            return False
        own = min(overlap.only_left, overlap.only_right)
        if left.quantity.kind is Kind.PERCENT:
            # "It was 69 per cent", "ports: 20 of 33 (61 per cent)": of what they are the share, no word says.
            silent = any(
                side.words <= self.words_of(side.claim.head) | side.heads | _OPINIONS for side in (mine, theirs)
            )
            if silent or own >= OWN_WORDS_OF_SHARE:
                return False
        if left.document == right.document and all(c.sentence == c.text for c in (left, right)):
            return False  # two cells of tables, whose heads tell them apart even where no word does
        beside = self._stand_beside(left, right)
        if beside and mine.words & theirs.words <= mine.heads:
            return False  # "Keepers: 24 places" and "Pilots: 14 places": a list tells of another thing in each item
        enough = ENOUGH + PRICE_OF_OWN_WORDS * own
        if _both_name_it(left, right) and overlap.only_left + overlap.only_right == 0:
            enough = ENOUGH_IF_NAMED
        if overlap.shared + self._in_favour(mine, theirs) < enough:
            return False
        needed = SAME_WORDS_BESIDE if beside else SAME_WORDS
        states = (self._programme(mine, theirs), self._period(mine, theirs))
        return overlap.similarity >= min(needed + MORE_IF_OPEN * states.count(State.OPEN), 1)

    def _say_no_more(self, mine: Side, theirs: Side) -> bool:
        """Whether both say only how many of one thing a programme reached in one period, and neither more than that.

        "118 councils hosted a peer challenge" and "peer challenge teams visited 112 councils"; of sums, the one grant.
        """
        left, right = mine.claim, theirs.claim
        dated = mine.dates is not None and self._period(mine, theirs) is State.AGREE
        if not dated or not _both_name_it(left, right):
            return False
        if left.quantity.kind not in (Kind.COUNT, Kind.MONEY):
            return False
        if any(c.quantity.value < SMALLEST_COMPANION for c in (left, right)):
            return False
        if self._stand_beside(left, right) or any(self._rival_key(c) in self._crowded for c in (left, right)):
            return False
        known = self._names.get(left.programme, _NOTHING) | mine.heads | _LIGHT
        return mine.words ^ theirs.words <= known

    def _is_retold(self, left: Side, right: Side) -> bool:
        """Whether one document takes the sentence over from another, all of it but for this figure."""
        return left.rest == right.rest and self._retold.is_retold(left.row, right.row)

    def _in_favour(self, mine: Side, theirs: Side) -> float:
        """What speaks for one figure beside the words of the two measures."""
        left, right = mine.claim, theirs.claim
        companion = COMPANION * bool(mine.companions & theirs.companions)
        dated = all(c.period_source is Source.SENTENCE for c in (left, right))
        if left.programme == right.programme == NO_PROGRAMME and mine.schemes & theirs.schemes:
            return companion + NAMED_TWICE + DATED_TWICE * dated
        if left.programme != right.programme or left.programme == NO_PROGRAMME:
            return companion
        named = sum(c.programme_source is Source.SENTENCE for c in (left, right))
        lonely = not any(self._rival_key(c) in self._crowded for c in (left, right))
        rare = all(self.weight(word) >= RARE for word in mine.heads)
        alone = (NO_RIVAL_OF_A_RARE_NOUN if rare else NO_RIVAL) if lonely else 0.0
        return companion + (0.0, NAMED_ONCE, NAMED_TWICE)[named] + DATED_TWICE * dated + alone

    def _find_companions(self, here: int) -> frozenset[object]:
        """The other figures of a sentence that are not so small, or so round, that they stand in many."""
        beside = ((row, self._columns.quantity[row]) for row in self._rows_beside(here) if row != here)
        return frozenset(
            (*_kind_and_unit(figure), self.heads[row], figure.value)
            for row, figure in beside
            if figure.kind in (Kind.COUNT, Kind.MONEY) and figure.value > SMALLEST_COMPANION
        )

    def _is_part(self, mine: Side, theirs: Side) -> bool:
        """Whether a word sets one side apart from the other as a part or an opposite."""
        if mine.subset != theirs.subset or mine.whole != theirs.whole or self._names_apart(mine, theirs):
            return True
        if (mine.within or theirs.within) and (_is_elsewhere(mine, theirs) or _is_elsewhere(theirs, mine)):
            return True
        for place in {*mine.parts, *theirs.parts}:
            ours = mine.parts.get(place, _NOTHING) - theirs.all
            others = theirs.parts.get(place, _NOTHING) - mine.all
            if (ours and others) or (place in _MAKES_PART and (ours or others)):
                return True
        return False

    def _names_apart(self, mine: Side, theirs: Side) -> bool:
        """Whether proper names set the two apart: each its own ("Leeds", "York"), or a full one on one side only."""
        own, others = mine.names - theirs.heard, theirs.names - mine.heard
        if not own and not others:
            return False
        known = self._ambient.union(*(self._names.get(side.claim.programme, _NOTHING) for side in (mine, theirs)))
        counts = [sum(not self._wording.words(name) <= known for name in names) for names in (own, others)]
        return min(counts) >= 1 or max(counts) >= FULL_NAME

    def _stand_beside(self, left: Claim, right: Claim) -> bool:
        """Whether both stand in one paragraph, in one list or table, or in a row of callouts."""
        if left.document != right.document:
            return False
        if left.block == right.block:
            return True
        document = self._documents.get(left.document)
        low, high = sorted((left.block, right.block))
        if document is None or high >= len(document.blocks) or left.section != right.section:
            return False
        if high - low <= NEAR_BLOCKS and all(c.start == c.sentence_start for c in (left, right)):
            return True
        kind = document.blocks[low].kind
        return kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL) and all(
            block.kind is kind and not _is_numbered_paragraph(block, document.text)
            for block in document.blocks[low : high + 1]
        )

    def _side_by_side(self, left: Side, right: Side) -> bool:
        """Whether the block of either tells the other's figure as well."""
        return any(
            row != one.row
            and self._columns.quantity[row].kind is other.claim.quantity.kind
            and self._columns.quantity[row].value == other.claim.quantity.value
            and self.heads[row] & other.heads
            for one, other in ((left, right), (right, left))
            for row in self._in_block.of(one.row)
        )

    # -- the other slots

    def _population(self, left: Side, right: Side) -> State:
        one, other = left.population, right.population
        if one == other:
            return State.AGREE
        if one and other:
            return State.OPEN if one <= other or other <= one else State.DIFFER
        silent, spoken = (left.claim, other) if not one else (right.claim, one)
        heard = self.words_of(f"{silent.measure} {silent.head} {silent.sentence}")
        return State.AGREE if spoken <= heard else State.OPEN

    def _programme(self, left: Side, right: Side) -> State:
        state = State.DIFFER if self._schemes_apart(left, right) else self._known_programme(left, right)
        whole = {left.claim.programme_source, right.claim.programme_source} & _OF_ALL_THE_TEXT
        return State.OPEN if state is State.DIFFER and whole and self._is_retold(left, right) else state

    def _known_programme(self, left: Side, right: Side) -> State:
        one, other = left.claim.programme, right.claim.programme
        if NO_PROGRAMME in (one, other):
            return State.AGREE if one == other and left.schemes & right.schemes else State.OPEN
        if one == other:
            return State.AGREE
        if one in self._ancestors.get(other, ()):
            return _part_of(right.claim)
        return _part_of(left.claim) if other in self._ancestors.get(one, ()) else State.DIFFER

    def _schemes_apart(self, left: Side, right: Side) -> bool:
        """Whether one side names a programme that is unknown, and the other side names another."""
        return self._names_another(left, right) or self._names_another(right, left)

    def _names_another(self, one: Side, other: Side) -> bool:
        if one.claim.programme_source is Source.SENTENCE or not one.named:
            return False
        if other.claim.programme_source is not Source.SENTENCE and not other.named:
            return False
        known = other.heard | self._names.get(other.claim.programme, _NOTHING)
        # A name is heard again where more than half of its words are: "the Harbour Fund" is "the fund for Harbour".
        return not any(2 * len(name - known) < len(name) for name in one.named)

    def _find_schemes(self, sentence: str) -> frozenset[frozenset[str]]:
        """The words of each name that may be a programme's: with a word that says so, or of two words and more."""
        names = set()
        for found in _SCHEME.finditer(sentence):
            said = frozenset(_NAME_WORD.findall(found["name"].lower()))
            words = said - _NO_NAMES - self._ambient - _OPENERS - _SORT_OF_SCHEME - CLOSED
            typed = found["sort"] or said & _SORT_OF_SCHEME
            if words and (typed or len(words) > 1) and not said & _NAMES_A_BODY:
                names.add(words)
        return frozenset(names)

    def _find_plain_schemes(self, sentence: str) -> frozenset[frozenset[str]]:
        """The words of names without a capital that say what they are: "the skills exchange programme"."""
        found = (frozenset(_NAME_WORD.findall(name.lower())) for name in _PLAIN_SCHEME.findall(sentence))
        names = (said - self._ambient - _SORT_OF_SCHEME - CLOSED for said in found)
        return frozenset(name for name in names if self._wording.words(" ".join(name)) - COMMON)

    def _period(self, left: Side, right: Side) -> State:
        if not left.dates and not right.dates and left.claim.document != right.claim.document:
            return State.OPEN  # two pages of which neither says when it was written
        if left.dates == right.dates:
            return State.DIFFER if self._is_update(left, right) else State.AGREE
        if not left.dates or not right.dates:
            return State.OPEN
        return State.OPEN if self._is_one_event(left, right) or self._is_undated(left, right) else State.DIFFER

    def _is_undated(self, mine: Side, theirs: Side) -> bool:
        """Whether one sentence stands in two documents, of which one only seems to be of the period given to it."""
        left, right = mine.claim, theirs.claim
        known = [self._documents.get(claim.document) for claim in (left, right)]
        facts = [document.facts_source for document in known if document is not None]
        guessed = any(told and not _READ_IN_NAME.search(told) for told in facts)
        said = [_is_said(claim.period_source) for claim in (left, right)]
        relative = left.period.label == right.period.label and not regex.search(r"\d", left.period.label)
        return guessed and (relative or not any(said)) and self._is_retold(mine, theirs)

    def _is_update(self, left: Side, right: Side) -> bool:
        """Whether a paper of the middle of the year counts "this year" so far, and the other side all of it."""
        return bool(left.ends and right.ends and abs((left.ends - right.ends).days) > RUNNING)

    def _find_end(self, claim: Claim) -> date | None:
        """When what a claim counts had ended, or the document's own period, if that is before."""
        document = self._documents.get(claim.document)
        told = document.period.end if document else None
        return min(claim.period.end, told) if claim.period.end and told else claim.period.end

    def _role(self, left: Side, right: Side) -> State:
        one, other = left.claim.role, right.claim.role
        # Last year's figure, as stated this year, stands against last year's own report: the periods see to the rest.
        same = one is other or (one in STATED and other in STATED)
        return State.AGREE if same and left.planned == right.planned else State.DIFFER

    def _is_one_event(self, left: Side, right: Side) -> bool:
        """Whether one side dates a named event that the other dates more broadly or not at all."""
        for dated, undated in ((left, right), (right, left)):
            inner, outer = dated.claim.period, undated.claim.period
            if not (inner.start and inner.end and outer.start and outer.end):
                continue
            unstated = undated.claim.period_source in (Source.TITLE, Source.DOCUMENT, Source.SECTION)
            inside = (
                outer.start <= inner.start and inner.end <= outer.end and (inner.end - inner.start).days < ONE_EVENT
            )
            broad = (outer.end - outer.start).days < ONE_EVENT
            if inside and (unstated or broad) and len(left.names & right.names) >= 2:
                return True
        return False

    def _series(self, left: Side, right: Side) -> State:
        """The cohort, round or phase that the sentences name: the first is not the second."""
        mine, theirs = left.waves, right.waves
        if any(word in theirs and not numbers & theirs[word] for word, numbers in mine.items()):
            return State.DIFFER
        return State.OPEN if mine.keys() ^ theirs.keys() else State.AGREE

    def _find_label(self, row: int) -> regex.Match[str] | None:
        """What a paragraph that is one of a row of them opens with: "Round 2."."""
        document = self._documents.get(self._columns.document[row])
        number = int(self._columns.block[row])
        if document is None or number >= len(document.blocks):
            return None
        return _LABEL.match(document.text, document.blocks[number].start)

    def _find_waves(self, here: int) -> dict[str, frozenset[object]]:
        waves: dict[str, set[object]] = defaultdict(set)
        if label := self._find_label(here):
            waves[label["word"].lower()].add(int(label["number"]))
        for row in self._rows_beside(here):
            if series := self._columns.series[row]:
                waves[series].add(int(self._columns.quantity[row].value))
        return {word: frozenset(numbers) for word, numbers in waves.items()}

    def _subject(self, left: Side, right: Side) -> State:
        one, other = left.subject, right.subject
        if left.actors and right.actors and not left.actors & right.actors:
            # "LGA" may be the name that the other side spells out.
            short = left.claim.subject.isupper() or right.claim.subject.isupper()
            return State.OPEN if short else State.DIFFER
        return State.AGREE if one == other or not one or not other or one & other else State.OPEN

    def _publisher(self, left: Side, right: Side) -> State:
        one, other = self._tell_publisher(left), self._tell_publisher(right)
        return State.AGREE if not one or not other or one.casefold() == other.casefold() else State.OPEN

    def _tell_publisher(self, side: Side) -> str:
        document = self._documents.get(side.claim.document)
        return document.publisher if document else ""


def _list_words(sentence: str) -> frozenset[str]:
    return frozenset(_NAME_WORD.findall(sentence.lower()))


def _unfit(quantity: Quantity) -> str:
    """Why a figure is never compared with another for its value; empty where it may be."""
    if quantity.kind is Kind.ORDINAL:
        return "a place in a series"
    if quantity.kind is Kind.MULTIPLE:
        return "a multiple of something unsaid"
    if quantity.value in (0, 1):
        return "nought and one are said loosely"
    return ""


def _is_subset(kind: Kind, around: Around) -> bool:
    """Whether a figure is told as a part: "of whom 22", "22 of that total", "Of the guides issued, 22 were new"."""
    before, after = around.before, around.after
    if _SUBSET.search(before[-SUBSET_REACH:]) or _SUBSET.match(after):
        return True
    if kind is not Kind.COUNT:
        return False
    return _PARTITIVE_BEFORE.match(before) is not None or _PARTITIVE_AFTER.match(after) is not None


def _find_replaced(around: Around) -> str:
    """The end of what stands before a figure, where what stands after it is said in its place."""
    link = _LINK.match(around.after)
    return around.before.rpartition(link.group())[2] if link and link.group() in around.before else ""


def _kind_and_unit(quantity: Quantity) -> tuple[Kind, str]:
    return quantity.kind, quantity.unit if quantity.kind in (Kind.MONEY, Kind.DURATION) else ""


def _list(rows: Sequence[Sequence[int]]) -> Lists:
    return Lists(
        np.array([len(row) for row in rows], np.int64), np.array([code for row in rows for code in row], np.int64)
    )


def _find_ambient(documents: Mapping[str, Document]) -> list[str]:
    """Who speaks throughout a shelf: the publishers of more than one document, or the only one."""
    publishers = Counter(document.publisher for document in documents.values() if document.publisher)
    return sorted(name for name, count in publishers.items() if count > 1 or len(publishers) == 1)


def _is_numbered_paragraph(block: Block, text: str) -> bool:
    """Whether what looks like an item of a list is a paragraph of a paper that numbers them all."""
    numbered = any(char.isdigit() for char in block.marker)
    return numbered and block.end - block.start >= A_PARAGRAPH and text[block.start : block.end].rstrip().endswith(".")


def _is_said(source: Source) -> bool:
    return source in (Source.SENTENCE, Source.LIST)


def _both_name_it(left: Claim, right: Claim) -> bool:
    same = left.programme == right.programme != NO_PROGRAMME
    return same and {left.programme_source, right.programme_source} == {Source.SENTENCE}


def _dates(period: Period) -> tuple[object, object] | None:
    return (period.start, period.end) if period.start or period.end else None


def _part_of(part: Claim) -> State:
    """A programme and its parent: where the sentence itself names the part, the part is meant and not the whole."""
    return State.DIFFER if part.programme_source is Source.SENTENCE else State.OPEN


_FLOWS = (Timing.NONE, Timing.IN_PERIOD)


def _timing(left: Side, right: Side) -> State:
    one, other = left.claim.timing, right.claim.timing
    if one is other or (one in _FLOWS and other in _FLOWS):
        return State.AGREE
    return State.DIFFER if Timing.SINCE in (one, other) else State.OPEN


def _stage(left: Side, right: Side) -> State:
    one, other = left.claim.stage, right.claim.stage
    if one == other:
        return State.AGREE
    return State.DIFFER if one and other else State.OPEN


def _is_elsewhere(one: Side, other: Side) -> bool:
    """Whether one side tells of a part of the whole, by its place, that the other does not speak of."""
    sentence = other.claim.sentence.lower()
    return any(where not in sentence for where in one.within)


def _tell_measure(side: Side) -> str:
    return side.claim.measure or side.claim.head


def _tell_waves(side: Side) -> str:
    return ", ".join(f"{word} {number}" for word in sorted(side.waves) for number in sorted(side.waves[word], key=str))


def _ancestors(patterns: Patterns) -> dict[str, frozenset[str]]:
    parents = {entry.id: entry.parent for entry in patterns.programmes}
    found: dict[str, frozenset[str]] = {}
    for programme, parent in parents.items():
        above: list[str] = []
        at = parent
        while at:
            above.append(at)
            at = parents.get(at, "")
        found[programme] = frozenset(above)
    return found

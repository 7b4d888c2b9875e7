"""Which two claims may be compared, and why: the slots of CHECKS.md ("Two figures may be compared only if").

Most pairs of like figures are no conflict: another year, a subset, a target and its outcome, another stage of one
funnel. So a pair must show that it is one and the same figure: the same thing counted, told in largely the same words,
with no slot known to differ. Where in doubt the pair is let go.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from extractor.models import Claim, Document, Kind, Period, Role, Severity, Source, Timing
from extractor.patterns import Patterns

# Judgements, to be changed here. Weights run from 0 (a word that is everywhere) to 1 (a word that stands in one claim).
SAME_WORDS = (
    0.60  # share of the measures' weight that must be common, for two places that do not stand beside each other
)
SAME_WORDS_BESIDE = 0.95  # within one paragraph or list a writer tells things apart: only the very same words count
OWN_WORDS = 0.7  # of two shares, each saying something that the other does not is two things said
OPEN_WORDS = 0.72  # below this the measures are not known to differ, no more
ENOUGH_WEIGHT = 1.7  # "delegates attended" against "delegates attended" says too little to be the same figure
THIN = 3  # measures with fewer words are eked out with the words around the figure
WINDOW = 7  # how many words on each side
BACKGROUND = 200  # claims of an imagined shelf, so that a small shelf does not take every word it shares for common
MOST_PAIRS_FROM = (
    80  # claims that share one word: above this the group is paired only within its programme, or not at all
)

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:'s\b)?")
_DIGIT = regex.compile(r"\d")
_BREAK = regex.compile(r"[;:()\[\]]| [-–—] |[.!?] ")

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
result progress continue enable ensure seek aim allow lead say report state indicate
"""
_STOP = frozenset(_CLOSED_CLASSES.split())
# Words that set a part off from its whole, or one half from the other. A word of a set on one side only makes that side
# a part; different words of one set make them different things.
_CONTRASTS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "female male woman man girl boy",
        "online virtual digital face person physical",
        "new additional extra existing current former previous newly",
        "first second third fourth fifth final last initial",
        "complete start plan begin propose",
        "internal external",
        "urban rural",
        "satisfy dissatisfy",
        "agree disagree",
        "likely unlikely",
        "capital revenue",
        "male-led female-led",
        "adult child young old",
        "direct indirect",
        "national regional",
        "minimum maximum average median",
        "cancel postpone withdraw reject decline",
        "view visit session download user page visitor",
        "remain rest",
        "disabled",
        "repeat",
    )
)
_SPLITTING = {word: place for place, words in enumerate(_CONTRASTS) for word in words}
# In these sets a word on one side alone makes no part: councils are often "local" in one place and not in another.
_MILD = frozenset(
    place
    for place, words in enumerate(_CONTRASTS)
    if words & {"national", "capital", "view", "first", "complete", "internal", "adult", "satisfy", "agree"}
)
_NEGATION = regex.compile(
    r"\b(?:not|never|yet to|neither|no longer|without having|failed to|n't)\b|n't\b", regex.IGNORECASE
)
_SELF = frozenset(("we", "our", "us", "association", "programme", "team", "support", "offer", "scheme", "it", "this"))
_VAGUE_PATTERN = "vague"


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


@dataclass(frozen=True, slots=True)
class _Profile:
    """What is compared of a claim, worked out once."""

    heads: frozenset[str]
    words: frozenset[str]  # canonical words of head, measure and population
    near: frozenset[str]  # canonical words around the figure
    split: Mapping[int, frozenset[str]]  # words that set parts apart, by their set
    negated: bool


class Gate:
    """Compares claims of one shelf; knows how common each word is on it."""

    def __init__(self, claims: Sequence[Claim], documents: Mapping[str, Document], patterns: Patterns) -> None:
        self._documents = documents
        self._lexicon = _Lexicon(patterns)
        self._ancestors = _ancestors(patterns)
        self._names = {p.id: self._lexicon.words(p.name) for p in patterns.programmes}
        self._ambient = self._lexicon.words(" ".join({d.publisher for d in documents.values()}))
        self._profiles: dict[tuple[str, int, int], _Profile] = {}
        self._sentences: dict[str, frozenset[str]] = {}
        self._beside: dict[tuple[str, int], list[Claim]] = defaultdict(list)
        counts: Counter[str] = Counter()
        sentences: set[tuple[str, frozenset[str]]] = set()
        for claim in claims:
            self._beside[claim.document, claim.block].append(claim)
            words = self.profile(claim).words
            # A repeated callout says a word once, not many times.
            if (claim.sentence, words) not in sentences:
                sentences.add((claim.sentence, words))
                counts.update(words)
        self._most = math.log((len(sentences) + BACKGROUND) / 2)
        self._size = len(sentences) + BACKGROUND
        self._counts = counts

    def weight(self, word: str) -> float:
        """How much a shared word says: 1 for one that stands in a single claim, near 0 for one that stands in all."""
        if word in self._ambient:
            return 0.15
        return max(0.05, math.log(self._size / (1 + self._counts[word])) / self._most)

    def words_of(self, text: str) -> frozenset[str]:
        """The canonical words of a text: lemmas, synonyms folded, closed classes left out."""
        return self._lexicon.words(text)

    def head_words(self, claim: Claim) -> frozenset[str]:
        """The canonical nouns that a claim counts ("senior officers and members" has two)."""
        return self.profile(claim).heads

    def profile(self, claim: Claim) -> _Profile:
        """What is compared of a claim."""
        place = (claim.document, claim.start, claim.end)
        known = self._profiles.get(place)
        if known is None:
            known = self._profiles[place] = self._describe(claim)
        return known

    def _describe(self, claim: Claim) -> _Profile:
        words = self._lexicon.words(f"{claim.measure} {claim.head} {claim.population}")
        heads = self._lexicon.heads(claim.head or claim.measure)
        around = _around(claim)
        near = self._lexicon.words(around)
        if len(words - heads) < THIN:
            words |= near
        split: dict[int, set[str]] = defaultdict(set)
        for word in words | self._lexicon.words(_just_before(claim)):
            if word in _SPLITTING:
                split[_SPLITTING[word]].add(word)
        return _Profile(
            heads=heads,
            words=words,
            near=near,
            split={place: frozenset(found) for place, found in split.items()},
            negated=_NEGATION.search(around) is not None,
        )

    def _sentence(self, claim: Claim) -> frozenset[str]:
        known = self._sentences.get(claim.sentence)
        if known is None:
            known = self._sentences[claim.sentence] = self._lexicon.words(claim.sentence)
        return known

    def pairs(self, claims: Iterable[Claim]) -> tuple[Iterator[tuple[Claim, Claim]], Counter[str]]:
        """Pairs of claims that could be one figure, and what was left out and why.

        Claims are grouped by kind, unit, noun and period, and within that by each word of their measures, so that the
        work grows with the number of claims, not with its square; a word that too many share is paired only within a
        programme, or not at all.
        """
        left_out: Counter[str] = Counter()
        groups: dict[tuple[object, ...], list[tuple[Claim, _Profile]]] = defaultdict(list)
        for claim in claims:
            reason = unfit(claim)
            if reason:
                left_out[reason] += 1
                continue
            profile = self.profile(claim)
            if not profile.heads:
                left_out["nothing says what is counted"] += 1
                continue
            quantity = claim.quantity
            unit = quantity.unit if quantity.kind in (Kind.MONEY, Kind.DURATION) else ""
            groups[quantity.kind, unit, "+".join(sorted(profile.heads))].append((claim, profile))
        return self._pair_up(groups, left_out), left_out

    def _pair_up(
        self, groups: Mapping[tuple[object, ...], list[tuple[Claim, _Profile]]], left_out: Counter[str]
    ) -> Iterator[tuple[Claim, Claim]]:
        for group in groups.values():
            if len(group) < 2:
                continue
            by_period: dict[object, list[tuple[Claim, _Profile]]] = defaultdict(list)
            for member in group:
                by_period[_period_key(member[0].period)].append(member)
            undated = by_period.pop(None, [])
            blocks = (
                [*by_period.values(), undated]
                if not undated
                else [[*b, *undated] for b in by_period.values()] or [undated]
            )
            seen: set[tuple[tuple[str, int], tuple[str, int]]] = set()
            for block in blocks:
                yield from self._pair_block(block, seen, left_out)

    def _pair_block(
        self,
        block: list[tuple[Claim, _Profile]],
        seen: set[tuple[tuple[str, int], tuple[str, int]]],
        left_out: Counter[str],
    ) -> Iterator[tuple[Claim, Claim]]:
        by_word: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim, profile in block:
            for word in profile.words - profile.heads or profile.heads:
                by_word["", word].append(claim)
        for (_, word), members in sorted(by_word.items()):
            parts = [members]
            if len(members) > MOST_PAIRS_FROM:
                by_programme: dict[str, list[Claim]] = defaultdict(list)
                for claim in members:
                    by_programme[claim.programme].append(claim)
                parts = [part for part in by_programme.values() if len(part) <= MOST_PAIRS_FROM]
                lost = len(members) - sum(map(len, parts))
                if lost:
                    left_out[f"too many share the word {word}"] += lost
            for part in parts:
                for place, left in enumerate(part):
                    for right in part[place + 1 :]:
                        key = ((left.document, left.start), (right.document, right.start))
                        if key not in seen:
                            seen.add(key)
                            yield left, right

    def compare(self, left: Claim, right: Claim) -> Comparison:
        """All slots of two claims of one kind and unit."""
        return Comparison(
            slots=(
                self._measure(left, right),
                _population(left, right, self._lexicon),
                self._programme(left, right),
                _period(left, right),
                _timing(left, right),
                _role(left, right),
                _stage(left, right),
                _subject(left, right, self._lexicon),
                self._publisher(left, right),
            )
        )

    def may_compare(self, left: Claim, right: Claim) -> bool:
        """Whether `compare` would find no slot that differs; cheap slots first."""
        return (
            _role(left, right).state is not State.DIFFER
            and _period(left, right).state is not State.DIFFER
            and self._programme(left, right).state is not State.DIFFER
            and _stage(left, right).state is not State.DIFFER
            and self.compare(left, right).allowed
        )

    def told_apart(self, left: Claim, right: Claim) -> bool:
        """Whether a text itself sets the two values side by side: then its writer took them for two things."""
        for one, other in ((left, right), (right, left)):
            for beside in self._beside[one.document, one.block]:
                if (
                    beside.start != one.start
                    and beside.quantity.kind is other.quantity.kind
                    and beside.quantity.value == other.quantity.value
                    and self.profile(beside).heads & self.profile(other).heads
                ):
                    return True
        return False

    def similarity(self, left: Claim, right: Claim) -> tuple[float, float]:
        """How much of what the two measures say is common (0 to 1), and its weight."""
        shared, only_mine, only_theirs = self._weigh(left, right)
        return (shared / (shared + (only_mine + only_theirs) / 2) if shared else 0.0), shared

    def _weigh(self, left: Claim, right: Claim) -> tuple[float, float, float]:
        """The weight of what both measures say, and of what each says alone."""
        mine, theirs = self.profile(left).words, self.profile(right).words
        all_mine, all_theirs = mine | self._sentence(left), theirs | self._sentence(right)
        named = self._names.get(left.programme, frozenset()) if left.programme == right.programme else frozenset()
        common = (mine & all_theirs) | (theirs & all_mine)
        near = (self.profile(left).near & self.profile(right).near) - common
        shared = sum(self.weight(w) for w in common) + sum(self.weight(w) for w in near) / 2
        only_mine = sum(self.weight(w) for w in (mine - all_theirs) - named)
        only_theirs = sum(self.weight(w) for w in (theirs - all_mine) - named)
        return shared, only_mine, only_theirs

    def _measure(self, left: Claim, right: Claim) -> Slot:
        return Slot(
            name="measure",
            state=self._measure_state(left, right),
            left=left.measure or left.head,
            right=right.measure or right.head,
        )

    def _measure_state(self, left: Claim, right: Claim) -> State:
        mine, theirs = self.profile(left), self.profile(right)
        if mine.heads != theirs.heads or mine.negated != theirs.negated or self._split(mine, theirs, left, right):
            return State.DIFFER
        if left.document == right.document and left.sentence_start == right.sentence_start:
            return State.DIFFER
        shared, only_mine, only_theirs = self._weigh(left, right)
        similarity = shared / (shared + (only_mine + only_theirs) / 2) if shared else 0.0
        if shared < ENOUGH_WEIGHT:
            return State.DIFFER
        # What a share is a share of, and of what, stands in whole clauses that are much alike ("had a positive impact on"):
        # the one word that differs is the point.
        if left.quantity.kind is Kind.PERCENT and min(only_mine, only_theirs) >= OWN_WORDS:
            return State.DIFFER
        needed = SAME_WORDS_BESIDE if self._stand_beside(left, right) else SAME_WORDS
        if similarity < needed:
            return State.DIFFER
        return (
            State.AGREE
            if similarity >= OPEN_WORDS or (similarity >= needed and _both_full(left, right))
            else State.OPEN
        )

    def _split(self, mine: _Profile, theirs: _Profile, left: Claim, right: Claim) -> bool:
        all_mine, all_theirs = mine.words | self._sentence(left), theirs.words | self._sentence(right)
        for place in mine.split.keys() | theirs.split.keys():
            ours = mine.split.get(place, frozenset()) - all_theirs
            others = theirs.split.get(place, frozenset()) - all_mine
            if (ours and others) or (place not in _MILD and (ours or others)):
                return True
        return False

    def _stand_beside(self, left: Claim, right: Claim) -> bool:
        if left.document != right.document:
            return False
        if left.block == right.block:
            return True
        document = self._documents.get(left.document)
        low, high = sorted((left.block, right.block))
        if document is None or high >= len(document.blocks) or left.section != right.section:
            return False
        kind = document.blocks[low].kind
        return kind.value in ("list item", "table cell") and all(
            document.blocks[place].kind is kind for place in range(low, high + 1)
        )

    def _programme(self, left: Claim, right: Claim) -> Slot:
        one, other = left.programme, right.programme
        if "none" in (one, other):
            state = State.OPEN
        elif one == other:
            state = State.AGREE
        elif one in self._ancestors.get(other, ()):
            state = self._part_of(right)
        elif other in self._ancestors.get(one, ()):
            state = self._part_of(left)
        else:
            state = State.DIFFER
        return Slot(name="programme", state=state, left=one, right=other)

    @staticmethod
    def _part_of(part: Claim) -> State:
        """A programme and its parent: where the sentence itself names the part, the part is meant, and not the whole."""
        return State.DIFFER if part.programme_source is Source.SENTENCE else State.OPEN

    def _publisher(self, left: Claim, right: Claim) -> Slot:
        one, other = (
            self._documents[c.document].publisher if c.document in self._documents else "" for c in (left, right)
        )
        same = not one or not other or one.casefold() == other.casefold()
        return Slot(name="publisher", state=State.AGREE if same else State.OPEN, left=one, right=other)


def unfit(claim: Claim) -> str:
    """Why a claim is never compared with another for its value; empty where it may be."""
    if claim.pattern.startswith(_VAGUE_PATTERN):
        return "says no more than many"
    if claim.quantity.kind is Kind.ORDINAL:
        return "a place in a series"
    if claim.quantity.kind is Kind.MULTIPLE:
        return "a multiple of something unsaid"
    if claim.quantity.value in (0, 1):
        return "nought and one are said loosely"
    return ""


def _period_key(period: Period) -> tuple[object, object] | None:
    return (period.start, period.end) if period.start or period.end else None


def _around(claim: Claim) -> str:
    """The words around a figure, up to the next bracket, semicolon or end of sentence."""
    text = " ".join(claim.text.split())
    place = claim.sentence.find(text)
    if place < 0:
        return claim.sentence
    before = _BREAK.split(claim.sentence[:place])[-1]
    after = _BREAK.split(claim.sentence[place + len(text) :])[0]
    return " ".join((*before.split()[-WINDOW:], *after.split()[:WINDOW]))


def _just_before(claim: Claim) -> str:
    """The three words before a figure ("the remaining", "a further")."""
    place = claim.sentence.find(" ".join(claim.text.split()))
    return " ".join(claim.sentence[: max(place, 0)].split()[-3:])


def _both_full(left: Claim, right: Claim) -> bool:
    return bool(left.measure and right.measure)


def _period(left: Claim, right: Claim) -> Slot:
    one, other = left.period, right.period
    if not _period_key(one) and not _period_key(other):
        state = State.AGREE
    elif not _period_key(one) or not _period_key(other):
        state = State.OPEN
    elif (one.start, one.end) == (other.start, other.end):
        state = State.AGREE
    elif one.end == other.end and (one.start is None or other.start is None):
        state = State.OPEN
    else:
        state = State.DIFFER
    return Slot(name="period", state=state, left=one.label, right=other.label)


_FLOWS = (Timing.NONE, Timing.IN_PERIOD)


def _timing(left: Claim, right: Claim) -> Slot:
    one, other = left.timing, right.timing
    if one is other or (one in _FLOWS and other in _FLOWS):
        state = State.AGREE
    elif Timing.SINCE in (one, other):
        state = State.DIFFER
    else:
        state = State.OPEN
    return Slot(name="timing", state=state, left=one.value, right=other.value)


_STATED = (Role.LEVEL, Role.SHARE, Role.PREVIOUS)


def _role(left: Claim, right: Claim) -> Slot:
    one, other = left.role, right.role
    # Last year's figure, as stated this year, stands against last year's own report: the periods see to the rest.
    same = one is other or (one in _STATED and other in _STATED)
    return Slot(name="role", state=State.AGREE if same else State.DIFFER, left=one.value, right=other.value)


def _stage(left: Claim, right: Claim) -> Slot:
    one, other = left.stage, right.stage
    unlike = State.DIFFER if one and other else State.OPEN
    state = State.AGREE if one == other else unlike
    return Slot(name="stage", state=state, left=one, right=other)


def _population(left: Claim, right: Claim, lexicon: _Lexicon) -> Slot:
    one, other = lexicon.words(left.population), lexicon.words(right.population)
    if one == other:
        state = State.AGREE
    elif not one or not other:
        silent, spoken = (left, other) if not one else (right, one)
        heard = lexicon.words(f"{silent.measure} {silent.head} {silent.sentence}")
        state = State.AGREE if spoken <= heard else State.OPEN
    elif one <= other or other <= one:
        state = State.OPEN
    else:
        state = State.DIFFER
    return Slot(name="population", state=state, left=left.population, right=right.population)


def _subject(left: Claim, right: Claim, lexicon: _Lexicon) -> Slot:
    one, other = (lexicon.words(c.subject) - _SELF for c in (left, right))
    names = [_proper_names(c.subject) for c in (left, right)]
    if names[0] and names[1] and not names[0] & names[1]:
        state = State.DIFFER
    elif one == other or not one or not other or one & other:
        state = State.AGREE
    else:
        state = State.OPEN
    return Slot(name="subject", state=state, left=left.subject, right=right.subject)


def _proper_names(text: str) -> frozenset[str]:
    words = [word for word in text.split() if word[:1].isupper()]
    return frozenset(word.lower() for word in words) - {"the", "our", "we", "it", "this", "these", "lga", "association"}


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


class _Lexicon:
    """Words made canonical: lemmas, and synonyms from patterns/measures.yaml folded into their first."""

    def __init__(self, patterns: Patterns) -> None:
        self._synonyms: dict[tuple[str, ...], str] = {}
        for entry in patterns.measures:
            first = "-".join(_lemmas(entry.words[0]))
            for phrase in entry.words:
                self._synonyms[tuple(_lemmas(phrase))] = first
        self._longest = max((len(phrase) for phrase in self._synonyms), default=1)
        self._known: dict[str, frozenset[str]] = {}

    def words(self, text: str) -> frozenset[str]:
        """The canonical words of a text, closed classes left out."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = frozenset(word for word in self._fold(text) if word not in _STOP)
        return known

    def heads(self, noun: str) -> frozenset[str]:
        """The canonical nouns of a head: the last word of each of its coordinated parts, before any "of"."""
        found = set()
        for part in regex.split(r"\b(?:and|or)\b|/|,", noun.lower()):
            folded = self._fold(regex.split(r"\b(?:of|in|for|from|to|who|that|with|at)\b", part.strip())[0])
            words = [word for word in folded if word not in _STOP]
            if words:
                found.add(words[-1])
        return frozenset(found)

    def _fold(self, text: str) -> list[str]:
        lemmas = _lemmas(text)
        folded = []
        at = 0
        while at < len(lemmas):
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


def _lemmas(text: str) -> list[str]:
    return [_lemma(word) for word in _WORD.findall(text.lower().replace("’", "'"))]


@lru_cache(maxsize=65536)
def _lemma(word: str) -> str:
    # Imported here: the lexicon takes half a second to load, and `lga-metrics --help` must not pay for it.
    from lemminflect import getAllLemmas

    word = word.removesuffix("'s")
    for _ in range(3):
        forms = {form for found in getAllLemmas(word).values() for form in found}
        shortest = min(forms, key=lambda form: (len(form), form), default=word)
        if shortest == word and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            shortest = word[:-1]
        if shortest == word or len(shortest) > len(word):
            break
        word = shortest
    return word

"""What a figure counts: the rules that find its head, measure and population in the sentence, each tried in turn.

A count looks to the right first ("12 panels"), a sum or a share to the left where something governs it ("savings of
£3m").
Where the noun is left out it is carried from the figure before ("60 were corporate") or from the sentence before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import regex

from extractor.models import Kind
from extractor.numerals import RATIO_NOUN, SMALL_WORDS
from extractor.phrases import CARRIERS, CHANGES, Sentence, Span, clip
from extractor.words import (
    ADJ,
    ADV,
    AUX,
    CONJ,
    DET,
    FINITE,
    NOUN,
    PREP,
    PRON,
    TEMPORAL,
    VERB,
    is_finite,
    is_plural,
    last_plural,
    lemma,
    word_set,
)

_THEM = word_set("them which whom")
_THOSE = word_set("these those")
# Verbs and words that set a figure equal to what stands before them.
_EQUAL = word_set(
    """exceed reach total is was were are to totals totalled totalling totaling reached reaching at be being been
    stood exceeded exceeds remains remained became becomes become by cost costs costing worth valued ranged ranging
    range ranges varied vary varies numbers numbered numbering"""
)
_CHANGING = word_set(
    """increase increased increases increasing reduce reduced reduces reducing cut cuts cutting raise raised raises
    raising boost boosted boosting improve improved improving lower lowered lowering grow grew grown expand
    expanded"""
)
_MOVING = word_set(
    """rose fell grew dropped soared risen fallen grown narrowed widened declined jumped doubled trebled tripled halved
    climbed shrank shrunk increased decreased rises falls rising falling moved improved slipped dipped plummeted
    plunged rocketed edged reduced deepened lengthened shortened tumbled"""
)
_TO_MOVE = word_set("rise fall grow drop increase decrease climb double shrink")  # "could rise to £5 billion"
_GOING = word_set("go goes went gone going came come coming crept creeping shot")
_POINTERS = ("this", "that", "these", "those", "which", "who")
_PUSHING = word_set("put puts putting push pushes pushed bring brings brought drive drives drove driven")
_DIRECTIONS = ("up", "down")
_WAYS = ("by", "to", "from", "at", "up", "down")
_EXTENT = word_set("a an another further total average of around about some only just")
_BEING = word_set("is are was were be been being")
_ACTOR_REACH = 14  # words from a figure to the verb or the "by" that says who did it
_LONGEST_LABEL = 10  # words before a colon
_TIMES = word_set("year month quarter week survey round")
_MOVE_REACH = 20  # words between a verb of movement and the figure that it moves to
_GIVING_TO = word_set(
    "cost costs costing save saved saves saving earn earned earns bring brought brings give gave gives"
)
_GIVING = word_set(
    """given awarded paid received secured spent allocated invested provided granted shared made realised saved
    raised released generated drawn transferred added put returned taken moved carried set"""
)
# Verbs whose subject is what the money is: "subscriptions provided £10m".
_YIELDING = word_set("provided provides contributed contributes yielded yields accounted totalled constituted")
# Nouns that name a sum of money, whatever else stands between them and it.
_SUMS = word_set(
    """saving cost grant funding investment budget spend spending expenditure income contribution award underspend
    overspend deficit surplus pressure gap increase reduction reserve receipt fee charge price salary payment debt
    benefit loan bill allocation variance shortfall profit loss value worth balance revenue"""
)
_PURPOSE = word_set("in for to from on between among amongst towards toward over during of")
_PARTICLES = ("in", "up", "out", "over", "down", "back", "off", "aside", "by")
_MORE = ("more", "fewer", "less", "others", "extra", "further")
_TOTALS = ("total", "number", "figure")
_ON_OFFER = ("available", "budgeted", "allocated")
_STILL_TO_BE = ("due to be", "expected to be", "still to be", "meant to be", "yet to be", "left to be")
_PRICED = ("cost", "costs", "costing", "priced")
_AWAITED = ("whose", "due", "planned", "expected", "scheduled", "still", "yet", "underway")
_LIGHT = ("made", "set", "put")
_PARTS_OF_TIME = ("end", "start", "close", "beginning", "middle", "turn")
_TOTAL_LINKS = ("to", "is", "was", "at")
_IN_ALL = ("total", "all", "full", "turn", "addition")
# Nouns that say only which figure of several it is: of "turnover had a median of 13 per cent" the head is turnover.
_STATISTICS = word_set("median mean average mode peak")
_SHARED_OUT = regex.compile(rf"(?i)(?:{SMALL_WORDS}) (?P<noun>{RATIO_NOUN}) (?:in|out of) ")
_PERCENT_SIGN = regex.compile(r"(?i)%|\bper ?cent|\bpc\b")
_RANKS = word_set("most least best worst last first remaining others rest")
_NEAR = 8  # words within which a sum or share with nothing that governs it looks for a noun
_RESPONDENTS = "respondents"  # the head of a share of people who said something, where the text names nobody


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a figure counts: its head (one to four words), its measure, and the population that narrows a share."""

    head: str
    measure: str
    population: str = ""
    side: str = "right"  # right, left, or carried from an earlier figure


@dataclass(frozen=True, slots=True)
class Offer:
    """What may stand for a noun that is left out: the head of an earlier figure, and the text before the sentence.

    `people` are those of whom a share was last told; `opens` says that the figure opens its sentence, but for a time
    ("In 2016/17 104 took part").
    """

    carried: str = ""
    earlier: str = ""
    people: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: the words before and after it, and what is on offer for its noun."""

    before: int
    after: int
    kind: Kind
    singular: bool
    offer: Offer


Rule = Callable[[Sentence, Place], Phrase | None]


def find_head(sentence: Sentence, figure: int, *, kind: Kind, singular: bool, offer: Offer) -> Phrase | None:
    """Find what the figure at this index of the sentence counts, or None where it counts nothing."""
    start, end = sentence.figures[figure]
    words = sentence.words
    after = next((i for i, word in enumerate(words) if word.start >= end), len(words))
    before = next((i for i in range(len(words) - 1, -1, -1) if words[i].end <= start), -1)
    after = _past_bracket(sentence, before, after)
    before = _before_extent(sentence, before)
    place = Place(before, after, kind, singular, offer)
    shared = _SHARED_OUT.search(sentence.text, start, end) if kind is Kind.PERCENT else None
    if shared:  # "one council in five"
        return Phrase(shared["noun"], clip(f"{shared['noun']} {sentence.measure(after, after - 1)}"))
    for rule in _rules(sentence, place):
        phrase = rule(sentence, place)
        if phrase:
            measure = phrase.measure if phrase.side == "left" else sentence.completed(phrase.measure, before)
            return Phrase(phrase.head, measure, phrase.population, phrase.side)
    return None


def _before_extent(sentence: Sentence, before: int) -> int:
    """The "by" of "by an average of", the "to" of "to a total of"; elsewhere the word before the figure itself."""
    at = before - 1 if sentence.lower(before) == "of" else before
    while sentence.lower(at) in _EXTENT:
        at -= 1
    return at if at < before and sentence.lower(at) in _WAYS else before


def find_actor(sentence: Sentence, figure: int) -> str:
    """The named body that did what a figure tells of: "Northport Council" in "Northport Council let 40 homes".

    The subject of the verb before the figure, or whom "by" names behind it; else an empty text. Of "we" and "the team"
    a reader of another document learns nothing, so only names count; a programme's name has a slot of its own.
    """
    start, end = sentence.figures[figure]
    words = sentence.words
    after = next((i for i, word in enumerate(words) if word.start >= end), len(words))
    before = next((i for i in range(len(words) - 1, -1, -1) if words[i].end <= start), -1)
    for at in range(after, min(len(words), after + _ACTOR_REACH)):
        if words[at].text in (".", ";", ":") or sentence.is_figure(at):
            break
        if words[at].lower == "by" and at and words[at - 1].is_participle:
            return _name_at(sentence, sentence.noun_phrase(sentence.skip(at + 1, DET), plural=False))
    for at in range(before, max(-1, before - _ACTOR_REACH), -1):
        if words[at].text in (".", ";", ":", "(", "–", "—"):
            break
        if AUX in words[at].tags or is_finite(words, at):
            # What a name is or was ("Band D was £1,684") is nothing that it did, and in the passive it did nothing.
            return "" if words[at].lower in _BEING else _name_at(sentence, sentence.subject(at))
    return ""


def _name_at(sentence: Sentence, found: Span | None) -> str:
    """A noun phrase if it is a name: written with capitals that not only the start of the sentence gives it."""
    if not found:
        return ""
    capitals = [at for at in range(found[0], found[1] + 1) if sentence.words[at].text[:1].isupper()]
    whole = any(" " in sentence.words[at].text for at in range(found[0], found[1] + 1))
    if whole or not capitals or capitals[-1] != found[1]:
        return ""
    first = sentence.words[capitals[0]]
    told = len(capitals) > 1 or (first.text.isupper() and len(first.text) > 2) or capitals[0] > 0
    if not told or first.lower in TEMPORAL:
        return ""
    last = found[1]
    while sentence.lower(last + 1) in ("of", "for") and (word := sentence.word(last + 2)) and word.text[:1].isupper():
        last += 2
        while (word := sentence.word(last + 1)) and word.text[:1].isupper():
            last += 1
    return sentence.slice(capitals[0], last)


def _past_bracket(sentence: Sentence, before: int, after: int) -> int:
    """Where the clause goes on behind "68 (90 per cent)" and behind the bracketed share itself."""
    if sentence.lower(after) == "(":
        return sentence.skip_bracket(after)
    return after + 1 if sentence.lower(before) == "(" and sentence.lower(after) == ")" else after


def _rules(sentence: Sentence, place: Place) -> Iterator[Rule]:
    if place.kind is Kind.MULTIPLE:
        yield _as_many
        yield _multiplied
    if place.kind is Kind.PERCENT and _leaves_out_verb(sentence, place):
        yield _carried
    if place.kind is Kind.COUNT and _leaves_out_noun(sentence, place):
        yield _again
    governed = place.kind in (Kind.MONEY, Kind.PERCENT, Kind.MULTIPLE)
    if not governed or _belongs_right(sentence, place):
        yield _right
    yield _listed_sum
    if not (_goes_back(sentence, place) or (governed and _belongs_right(sentence, place))):
        yield from _LEFT_RULES
    if governed:
        yield _right
    yield _ranked
    yield _nominal
    yield _whole_before
    yield _carried
    yield _antecedent
    if governed:
        yield _nearest


def _goes_back(sentence: Sentence, place: Place) -> bool:
    """Whether a count means the things of an earlier figure: "from 91 to 204", "33 peers: 16 for", "310 of them"."""
    link = sentence.lower(place.before)
    again = link == "or" or (link == "to" and sentence.lower(place.before - 1) in ("equivalent", "equal"))
    if place.kind in (Kind.MONEY, Kind.PERCENT) and again and place.offer.carried:
        return True  # "fell by £186m, or 47.5 per cent"
    if place.kind is Kind.MONEY:
        # "of which £7.6m had been made", "£8.1m of it was", "a further £1.1m will arrive"
        if sentence.lower(place.after) in _ON_OFFER and sentence.slice(place.before - 2, place.before) == "out of the":
            return bool(place.offer.carried)  # "£18.6m out of the £19m available"
        if link in _EQUAL and sentence.lower(place.before - 1) == "which":
            return bool(place.offer.carried)  # "a gap of £2m, which becomes £4m"
        looks_back = link in ("which", "further", "another") or place.before < 0
        return bool(place.offer.carried) and looks_back and _tells(sentence, place)
    if place.kind is not Kind.COUNT:
        return False
    listed = link in ("from", "to") and _find_move(sentence, place.before) is None and not _find_total(sentence, place)
    listed = listed or (link == "to" and _is_from_as_many(sentence, place.before))
    listed = listed or (link == ":" and _label_before(sentence, place) is None) or _is_earlier(sentence, place.before)
    return (listed and bool(place.offer.carried)) or _of_them(sentence, place)


def _is_from_as_many(sentence: Sentence, at: int) -> bool:
    """Whether the noun of a figure stands before "to": "from 14 towns to 40"."""
    first = at - 1
    while first >= 0 and sentence.words[first].can_modify and not sentence.is_figure(first):
        first -= 1
    return 0 < first < at - 1 and sentence.is_figure(first) and sentence.lower(first - 1) == "from"


def _is_earlier(sentence: Sentence, at: int) -> bool:
    """Whether a word puts a figure in another time: "last year's 40", "the previous survey's 62"."""
    word = sentence.lower(at)
    return word.endswith(("'s", "s'")) and word.rstrip("s").rstrip("'").rstrip("s") in _TIMES


def _of_them(sentence: Sentence, place: Place) -> bool:
    return sentence.lower(place.after) == "of" and sentence.lower(place.after + 1) in _THEM


# -- to the right ----------------------------------------------------------------------------------------------------


def _belongs_right(sentence: Sentence, place: Place) -> bool:
    """Whether a sum or share is followed by what it is of: "£3m improvement grant", "40 per cent of councils"."""
    word, following = sentence.word(place.after), sentence.lower(place.after + 1)
    if word is None:
        return False
    if word.lower == "in" and place.kind is Kind.MONEY:
        found = sentence.noun_phrase(place.after + 1, plural=False) if following else None
        last = sentence.word(found[1]) if found else None
        return last is not None and last.lower not in (*TEMPORAL, *_IN_ALL) and last.text.islower()
    if word.lower == "of":
        return bool(following) and not sentence.is_figure(place.after + 1)
    if not word.can_modify or word.is_only_verb or not word.tags & {NOUN, ADJ}:
        return False
    if place.kind is Kind.PERCENT and sentence.lower(place.before) == "of":
        return False
    if _is_told_of_people(sentence, place):
        return False
    found = sentence.noun_phrase(place.after, plural=False)
    return found is not None and sentence.lower(found[1]) not in TEMPORAL  # "rose 12% year on year"


def _leaves_out_verb(sentence: Sentence, place: Place) -> bool:
    """Whether a share goes on with the verb of the one before: "57 per cent were men and 41 per cent women"."""
    if not place.offer.carried or sentence.lower(place.before) not in ("and", ",", ";", "while", "but"):
        return False
    last = next((at for at in range(place.before, -1, -1) if sentence.is_figure(at)), None)
    found = sentence.noun_phrase(place.after, plural=False)
    if last is None or found is None or found[1] - found[0] > 1:
        return False
    following = sentence.word(found[1] + 1)
    told = any(sentence.lower(at) in _BEING for at in range(last + 1, place.before))
    return told and (following is None or following.is_punctuation or following.lower in ("and", "or"))


def _leaves_out_noun(sentence: Sentence, place: Place) -> bool:
    """Whether a count of what was counted before says only the sort: "45 concerned money, 38 staff, the other 7"."""
    linked = sentence.lower(place.before) in (",", ":", "and", "remaining", "other")
    if not linked or not place.offer.carried or place.singular:
        return False
    word = sentence.word(place.after)
    if word is None or not word.can_modify:
        return False
    if word.tags == {ADJ}:  # "three amber"
        beyond = sentence.word(place.after + 1)
        return beyond is None or beyond.is_punctuation or beyond.lower == "and"
    found = sentence.noun_phrase(place.after, plural=False)
    if found is None or any(sentence.words[at].is_plural for at in range(found[0], found[1] + 1)):
        return False
    following = sentence.word(found[1] + 1)
    verb = VERB in word.tags and word.lower.endswith("ed") and found[1] > found[0]
    alone = found[0] == found[1] and lemma(word.text) == word.lower and word.text.islower()
    return (verb or alone) and (following is None or following.is_punctuation or following.lower == "and")


def _again(sentence: Sentence, place: Place) -> Phrase:
    """The noun of an earlier figure, with what is said of this one."""
    tail = sentence.measure(place.after, place.after - 1)
    return Phrase(place.offer.carried, clip(f"{place.offer.carried} {tail}"), side="carried")


def _right(sentence: Sentence, place: Place) -> Phrase | None:
    """The noun phrase behind the figure: "67 councils engaged in", "97 per cent of leaders", "£10,000 prize"."""
    at = place.after
    if sentence.lower(at) == "out" and sentence.lower(at + 1) == "of" and sentence.is_figure(at + 2):
        at += 1  # "28 out of 31 officers"
    partitive = sentence.lower(at) == "of"
    if partitive or (place.kind is Kind.MONEY and sentence.lower(at) == "in" and sentence.lower(at + 1) not in _IN_ALL):
        at += 1
    if partitive and sentence.lower(at) in _THEM:
        return None
    if partitive and sentence.lower(at) in _THOSE:
        people = _those(sentence, at)
        following = sentence.word(at + 1)
        if people or following is None or not following.can_modify:
            return people
    word = sentence.word(at)
    if word is not None and not partitive and _is_no_head(place, word.lower, word.tags):
        return None
    if not partitive and (_is_told_of_people(sentence, place) or _is_time(sentence, at)):
        return None
    at = sentence.skip(at, DET)
    at = sentence.skip_figures(at) if partitive else at
    of_year = partitive and place.kind is Kind.COUNT and place.offer.carried and _names_year(sentence, at)
    if at >= len(sentence.words) or of_year:  # "on the 1,118 of the year before"
        return None
    plural = not (place.singular and not partitive) and (place.kind is Kind.COUNT or partitive)
    found = sentence.noun_phrase(at, plural=plural)
    narrowing = found or ((at, at) if sentence.words[at].can_modify else None)
    shared = _shared_noun(sentence, narrowing[1]) if narrowing and plural and place.kind is Kind.COUNT else ""
    if narrowing and shared:
        said = f"{sentence.slice(*narrowing)} {shared}"
        return Phrase(said, said)
    if found and found[0] == found[1] and place.kind is Kind.MONEY and sentence.lower(found[1]) in TEMPORAL:
        # "£2m a year of skills money"; "or £2m a year"
        start = sentence.skip(found[1] + 2, DET)
        goes_on = sentence.lower(found[1] + 1) == "of" and start < len(sentence.words)
        found = sentence.noun_phrase(start, plural=False) if goes_on else None
    if not found:
        return None
    first, last = found
    noun = lemma(sentence.words[last].text)
    counted = place.kind is Kind.COUNT and not partitive
    carrier = noun in CARRIERS | CHANGES if counted else noun in CARRIERS and sentence.lower(last + 1) == "of"
    inner = sentence.complement(last) if carrier else None
    span = inner or found
    population = sentence.population(first, last) if place.kind is Kind.PERCENT else ""
    definite = sentence.word(place.after + 1)
    if place.kind is Kind.COUNT and partitive and definite is not None and DET in definite.tags:
        population = sentence.slice(place.after + 1, last)
    return Phrase(sentence.head(span), sentence.measure(first, span[1]), population)


def _shared_noun(sentence: Sentence, last: int) -> str:
    """The noun that two counts share, of which the second names it: "two county and six district councils"."""
    at = last
    while not sentence.words[at].is_plural and sentence.lower(at + 1) in ("and", "or", "&", ","):
        start = sentence.skip_figures(at + 2)
        if start == at + 2 or start >= len(sentence.words):
            return ""
        found = sentence.noun_phrase(start, plural=True)
        if found and sentence.words[found[1]].is_plural:
            _, _, noun = sentence.slice(*found).partition(" ")  # a programme's name is one word here
            return noun
        if not sentence.words[start].can_modify:
            return ""
        at = start  # "38 corporate, 19 finance and 13 governance challenges"
    return ""


def _is_told_of_people(sentence: Sentence, place: Place) -> bool:
    """Whether a verb follows a share, though it could be a noun: "four out of five offer", "71 per cent trust it"."""
    word, beyond = sentence.word(place.after), sentence.word(place.after + 1)
    if place.kind is not Kind.PERCENT or word is None or not word.is_verb or word.is_plural:
        return False
    article = sentence.word(place.before)
    if beyond is not None and beyond.tags & {DET, PRON} and not (article is not None and DET in article.tags):
        return True
    found = sentence.noun_phrase(place.after, plural=True)
    behind = sentence.word(found[1] + 1) if found and found[1] > place.after else None
    if behind is not None and AUX in behind.tags:
        return False  # "seven out of ten lead members have"
    start, end = sentence.words[place.before].end if place.before >= 0 else 0, word.start
    return _PERCENT_SIGN.search(sentence.text, start, end) is None


def _is_time(sentence: Sentence, at: int) -> bool:
    """Whether a time stands where a noun might: "a further 26 next year", "26 more this month"."""
    at += sentence.lower(at) == "more"
    return sentence.lower(at) in ("next", "last", "this", "each", "every") and sentence.lower(at + 1) in TEMPORAL


def _names_year(sentence: Sentence, at: int) -> bool:
    """Whether a year stands where a noun might: "the year before", "last year", "previous quarter"."""
    at += sentence.lower(at) in ("last", "previous", "preceding", "prior", "same")
    return sentence.lower(at) in ("year", "quarter", "month", "period")


def _is_no_head(place: Place, lower: str, tags: frozenset[str]) -> bool:
    """Whether the word behind a figure cannot open what it counts: an article, or the verb of "64 per cent named"."""
    if place.kind is Kind.COUNT:
        return DET in tags and lower != "such"  # "287 the year before"
    return place.kind is Kind.PERCENT and VERB in tags and (lower in FINITE or lower.endswith("ed") or NOUN not in tags)


def _those(sentence: Sentence, at: int) -> Phrase | None:
    """People named by what they did: "those recruited to the scheme", "those who attended"."""
    following = sentence.word(at + 1)
    if following is None:
        return None
    verb = following.is_verb and not following.is_plural
    if not verb and following.lower not in ("who", "that") and PREP not in following.tags:
        return None
    last = at + 1 if following.is_verb else at + 2
    last += last < len(sentence.words) and DET in sentence.words[last].tags  # "those on the line"
    last = min(last, len(sentence.words) - 1)
    return Phrase(sentence.slice(at, last), sentence.measure(at, last), sentence.population(at, at))


# -- to the left -----------------------------------------------------------------------------------------------------


def _given(sentence: Sentence, place: Place) -> Phrase | None:
    """Of a sum that is given, what it is given in, for or to: "gave £103 million in grants"."""
    if place.kind is not Kind.MONEY:
        return None
    before = place.before
    word, outer = sentence.word(before), sentence.word(before - 1)
    if word and word.lower in _PARTICLES and outer and outer.is_verb:
        before, word = before - 1, outer
    if word is None or not (word.is_only_verb or AUX in word.tags or word.lower in _GIVING) or word.lower in _EQUAL:
        return None
    found = _purpose(sentence, place.after)
    if not found:
        return None
    said = f"{sentence.slice(before, before)} {sentence.measure(place.after, place.after - 1)}"
    return Phrase(sentence.head(found), clip(said), side="carried")


def _purpose(sentence: Sentence, after: int) -> Span | None:
    """The noun phrase behind "in", "for" or "to", spans of time passed over."""
    at = after
    while at < after + _NEAR:
        word = sentence.word(at)
        if word is None or not (word.lower in _PURPOSE or ADV in word.tags):
            return None
        start = at + 1
        while DET in (sentence.words[start].tags if start < len(sentence.words) else ()) or sentence.is_figure(start):
            start += 1
        if ADV in word.tags or sentence.lower(start) in _PURPOSE:
            at = start
            continue
        if word.lower == "to" and _is_infinitive(sentence, at + 1):
            return None  # "up to £5,000 to buy advice"
        found = sentence.noun_phrase(start, plural=False) if start < len(sentence.words) else None
        if not found or sentence.lower(found[1]) not in TEMPORAL:
            return found
        at = found[1] + 1
    return None


def _is_infinitive(sentence: Sentence, at: int) -> bool:
    """Whether a verb follows "to", though it could be a noun: "to support councils", "to help them"."""
    word, following = sentence.word(at), sentence.word(at + 1)
    if word is None or not word.is_verb or word.is_plural or word.lower.endswith(("ed", "ing")):
        return False
    return word.is_only_verb or (following is not None and (following.can_modify or bool(following.tags & {DET, PRON})))


def _passive(sentence: Sentence, place: Place) -> Phrase | None:
    """Of a sum that something was done with, what it was done to: "£2.7m has been drawn from the reserve"."""
    following = sentence.word(place.after)
    if place.kind is not Kind.MONEY or following is None:
        return None
    ahead = " ".join(sentence.lower(place.after + step) for step in range(3)) in _STILL_TO_BE
    if AUX not in following.tags and not ahead:
        return None
    at = place.after + 3 if ahead else sentence.skip(place.after, AUX, ADV)
    verb = sentence.word(at)
    found = _purpose(sentence, at + 1) if verb is not None and verb.lower in _GIVING else None
    if not found and verb is not None and verb.is_verb:
        # "made available", "set aside"
        last = at + (verb.lower in _LIGHT and at + 1 < len(sentence.words))
        return Phrase(sentence.slice(at, last).lower(), sentence.measure(place.after, place.after - 1), side="carried")
    if not found:
        return None
    return Phrase(sentence.head(found), sentence.measure(place.after, place.after - 1), side="carried")


def _governed(sentence: Sentence, place: Place) -> Phrase | None:
    """The noun that "of" or a colon ties to the figure: "a satisfaction rating of 97 per cent"."""
    link, following = sentence.lower(place.before), sentence.word(place.after)
    told = following is not None and bool(following.tags & {VERB, AUX})
    if link != "of" and (told or link not in (":", "–", "-", "at") or (place.kind is Kind.COUNT and link == "at")):
        return None
    found = (_label_before(sentence, place) or sentence.subject(place.before)) if link == ":" else None
    if link == "at" and _tells_state(sentence, place.before - 1):
        found = sentence.subject(place.before - 1)
    found = found or sentence.phrase_before(place.before - 1)
    if found and place.kind is not Kind.COUNT and sentence.slice(*found).lower() in _STATISTICS:
        found = _told_of(sentence, found[0]) or found
    if found and place.kind is Kind.COUNT and place.offer.carried and sentence.slice(*found).lower() in _STATISTICS:
        return _again(sentence, place)  # "3,412 applications, an average of 37 for each place"
    if found and place.kind is Kind.MONEY:
        found = _sum_noun(sentence, found)
    return _from_left(sentence, found, place.after, until=place.before - 1) if found else None


def _tells_state(sentence: Sentence, at: int) -> bool:
    """Whether a clause has been told when "at" follows: "coverage is good, at", "the grant held steady at"."""
    word, verb = sentence.word(at), sentence.word(at - 1)
    if word is None or verb is None:
        return False
    return word.text == "," or (ADJ in word.tags and (verb.is_only_verb or AUX in verb.tags))


def _told_of(sentence: Sentence, statistic: int) -> Span | None:
    """What has "a median of": the subject of the verb before it."""
    at = sentence.link_before(statistic)
    told = at > 0 and sentence.words[at].tags & {AUX, VERB}
    return sentence.subject(at) if told else None


def _label_before(sentence: Sentence, place: Place) -> Span | None:
    """The first noun phrase of a label that a colon ends: "new requests" in "new requests for support: 6,409"."""
    colon = place.before
    start = colon
    while start > 0 and sentence.words[start - 1].text not in (";", ".", ":", ",", "•"):
        start -= 1
        word = sentence.words[start]
        told = AUX in word.tags or (word.is_only_verb and not word.is_participle)
        if told or sentence.is_figure(start) or colon - start > _LONGEST_LABEL:
            return None
    start = sentence.skip(start, DET)
    return sentence.noun_phrase(start, plural=False) if start < colon else None


def _sum_noun(sentence: Sentence, found: Span) -> Span:
    """Of "a saving to the sector of £1.5 million" the saving: the noun of a sum that another noun follows."""
    if lemma(sentence.words[found[1]].text) in _SUMS:
        return found
    for at in range(found[0] - 1, max(-1, found[0] - _NEAR), -1):
        word = sentence.words[at]
        if (lemma(word.text) in _SUMS or word.lower in _SUMS) and PREP in sentence.words[at + 1].tags:
            return sentence.phrase_before(at) or (at, at)
        if word.is_punctuation or word.tags & {AUX, CONJ} or word.is_only_verb:
            break
    return found


def _changed(sentence: Sentence, place: Place) -> Phrase | None:
    """What was changed: "revenue" in "increased their revenue from charges by £42,000"."""
    if sentence.lower(place.before) != "by":
        return None
    for at in range(place.before - 1, max(-1, place.before - 14), -1):
        pushed = sentence.lower(at) in _PUSHING and sentence.lower(at + 1) in _DIRECTIONS
        if pushed or sentence.lower(at) in _CHANGING:
            start = sentence.skip(at + 1 + pushed, DET)
            found = sentence.noun_phrase(start, plural=False) if start < place.before else None
            if found:
                return _from_left(sentence, (found[0], min(found[1], place.before - 1)), place.after)
            return None
    return None


def _totalled(sentence: Sentence, place: Place) -> Phrase | None:
    """What is totalled: "the number of lamps to 1,840"; where it is not said, what the figure before counts."""
    found = _find_total(sentence, place)
    if found:
        return _from_left(sentence, found, place.after)
    link, total = sentence.lower(place.before), _find_total_word(sentence, place.before)
    if link not in _TOTAL_LINKS or total is None or sentence.lower(total + 1) in ("of", "cost"):
        return None
    return _carried(sentence, place)


def _find_total(sentence: Sentence, place: Place) -> Span | None:
    """The things whose number "to" ends: the lamps of "taking the number of lamps to 1,840"."""
    total = _find_total_word(sentence, place.before) if sentence.lower(place.before) == "to" else None
    return sentence.complement(total) if total is not None and sentence.lower(total + 1) == "of" else None


def _find_total_word(sentence: Sentence, before: int) -> int | None:
    return next((at for at in range(before - 1, max(-1, before - 9), -1) if sentence.lower(at) in _TOTALS), None)


def _multiplied(sentence: Sentence, place: Place) -> Phrase | None:
    """The subject of a verb that multiplies: "staff numbers halved", "the number of plans has more than doubled"."""
    if not sentence.lower(place.after - 1).endswith(("ed", "ing", "fold")):
        return None
    found = sentence.subject(place.before + 1)
    return _from_left(sentence, found, place.after) if found else None


def _as_many(sentence: Sentence, place: Place) -> Phrase | None:
    """What there is so many times as many of: "nearly four times as many bids"."""
    if sentence.lower(place.after) != "as" or sentence.lower(place.after + 1) not in ("many", "much"):
        return None
    found = sentence.noun_phrase(place.after + 2, plural=False) if place.after + 2 < len(sentence.words) else None
    return Phrase(sentence.head(found), sentence.measure(found[0], found[1])) if found else None


def _moved(sentence: Sentence, place: Place) -> Phrase | None:
    """The subject of a verb of movement: "costs soared by 12 per cent", "cases doubled, from 34 to 68"."""
    verb = _find_move(sentence, place.before)
    if verb is None:
        return None
    behind = verb
    while behind > 0 and sentence.words[behind - 1].tags & {AUX, ADV}:
        behind -= 1
    aside = sentence.lower(verb).endswith("ing") and (
        sentence.is_figure(behind - 1) or sentence.lower(behind - 1) == ","
    )
    if aside or PRON in sentence.words[max(0, behind - 1)].tags or sentence.lower(behind - 1) in _POINTERS:
        return _carried(sentence, place) or _from_earlier(sentence, place)
    found = sentence.subject(verb)
    # "stood at £3 billion and could rise to £5 billion"
    return _from_left(sentence, found, place.after, until=verb) if found else _carried(sentence, place)


def _find_move(sentence: Sentence, before: int) -> int | None:
    """The verb of movement whose extent or end a figure is: behind "by", "to" or "from", or the verb itself."""
    if sentence.lower(before) not in _WAYS:
        return before if _is_move(sentence, before) else None
    for verb in range(before, max(-1, before - _MOVE_REACH), -1):
        word = sentence.words[verb]
        if word.text in (";", ":", "(", "–", "—"):
            return None
        if _is_move(sentence, verb):
            return verb
        if verb < before and (word.is_only_verb or AUX in word.tags):
            return None
    return None


def _is_move(sentence: Sentence, at: int) -> bool:
    word = sentence.lower(at)
    # "is up to 5,300"
    going = word in _GOING or (word in _BEING and sentence.lower(at + 2) in _WAYS)
    ahead = word in _TO_MOVE and at > 0 and (AUX in sentence.words[at - 1].tags or sentence.lower(at - 1) == "to")
    return word in _MOVING or ahead or (going and sentence.lower(at + 1) in _DIRECTIONS)


def _equal(sentence: Sentence, place: Place) -> Phrase | None:
    """The subject that a verb sets the figure equal to: "the cost of support was £19.2 million"."""
    verb = place.before
    while verb > 0 and ADV in sentence.words[verb].tags:
        verb -= 1  # "is currently 42.9"
    if sentence.lower(verb) == "from" and sentence.lower(verb - 1) in _PRICED:
        verb -= 1  # "help costs from £750 a day"
    counted = place.kind is Kind.COUNT and sentence.lower(place.after) in _MORE
    if sentence.lower(verb) not in _EQUAL or counted:  # "which is 35 more than last year" goes on with a count
        return None
    # "a grant from the Department, worth £3m", "awarded grants totalling £3m" are told of what stands before
    beside = sentence.lower(verb) == "worth" or sentence.lower(verb).endswith("ing")
    found = sentence.phrase_before(verb - 1) if beside else None
    if found is None or " and " in sentence.slice(*found):
        found = sentence.subject(verb)
    if found and place.kind is Kind.MONEY:
        found = _sum_noun(sentence, found)
    phrase = _from_left(sentence, found, place.after, until=place.before - 1) if found else None
    if phrase and place.kind is Kind.MONEY and sentence.lower(place.before) == "cost":
        return replace(phrase, head="cost")  # "the scheme cost £8m" is the cost of the scheme
    return phrase


def _share_for(sentence: Sentence, place: Place) -> Phrase | None:
    """What a share is set for: "the award for 3.5 per cent"."""
    if place.kind is not Kind.PERCENT or sentence.lower(place.before) not in ("for", "by"):
        return None
    found = sentence.phrase_before(place.before - 1)
    return _from_left(sentence, found, place.after) if found else None


def _beside(sentence: Sentence, place: Place) -> Phrase | None:
    """The verb or noun directly before a sum: "saved £145,000", "efficiency savings in excess of £1.3bn"."""
    word = sentence.word(place.before)
    if place.kind is not Kind.MONEY or word is None:
        return None
    if word.lower in _YIELDING and (found := sentence.subject(place.before)):
        return _from_left(sentence, found, place.after, until=place.before)
    if word.is_verb and not word.is_noun:
        said = f"{sentence.slice(place.before, place.before)} {sentence.measure(place.after, place.after - 1)}"
        return Phrase(word.lower, clip(said), side="carried")
    found = None if _is_part_of_time(sentence, place.before) else sentence.phrase_before(place.before)
    if found and (verb := _find_giver(sentence, found)) is not None:
        said = f"{sentence.slice(verb, place.before)} {sentence.measure(place.after, place.after - 1)}"
        return Phrase(sentence.lower(verb), clip(said), side="carried")
    return _from_left(sentence, found, place.after) if found else None


def _find_giver(sentence: Sentence, receiver: Span) -> int | None:
    """The verb that gives a sum to whom stands between the two: "saved" in "saved the sector £1.7 million"."""
    at = sentence.link_before(receiver[0])
    return at if sentence.lower(at) in _GIVING_TO else None


def _listed_sum(sentence: Sentence, place: Place) -> Phrase | None:
    """What a sum of a list is for: "ministers added £4m: £3m for roads, £1m for ferries"."""
    listed = place.kind is Kind.MONEY and sentence.lower(place.before) in (":", ",", ";", "and")
    if not listed or sentence.lower(place.after) != "for" or not any(map(sentence.is_figure, range(place.before))):
        return None
    found = _purpose(sentence, place.after)
    return Phrase(sentence.head(found), sentence.measure(*found), side="left") if found else None


_LEFT_RULES: tuple[Rule, ...] = (
    _given,
    _governed,
    _changed,
    _moved,
    _totalled,
    _equal,
    _share_for,
    _beside,
    _passive,
)


def _from_left(sentence: Sentence, found: Span, after: int, *, until: int = -1) -> Phrase:
    """A phrase whose head stands before the figure; `until` is the last word of what is said between the two."""
    first, last = found
    carriers = [at for at in range(first, last) if lemma(sentence.words[at].text) in CARRIERS]
    if carriers and sentence.lower(carriers[-1] + 1) == "of":
        head = sentence.slice(carriers[-1] + 2, last)
    else:
        prepositions = [at for at in range(first, last + 1) if sentence.lower(at) in ("of", "in", "for")]
        head = sentence.head((first, prepositions[0] - 1 if prepositions else last))
    following = sentence.word(after)
    goes_on = following is not None and following.tags & {PREP, VERB, CONJ}
    tail = sentence.measure(after, after - 1) if goes_on else ""
    return Phrase(head, clip(f"{sentence.slice(first, max(last, until))} {tail}"), side="left")


# -- where the noun is left out --------------------------------------------------------------------------------------


def _nominal(sentence: Sentence, place: Place) -> Phrase | None:
    """What the things are said to be: "corporate peer challenges" in "60 were corporate peer challenges"."""
    if place.kind is not Kind.COUNT or _is_label(sentence, place.before):
        return None
    at = place.after
    if sentence.lower(at) == "of":
        at += 1
        while sentence.lower(at) in (*_THEM, *_THOSE, "that", "total"):
            at += 1
    word = sentence.word(at + 1)
    if sentence.lower(at) not in ("were", "are") or word is None or sentence.is_figure(at + 1):
        return None
    if not word.can_modify or (word.is_verb and word.lower.endswith(("ed", "ing", "en", "t"))):
        return None
    found = sentence.noun_phrase(at + 1, plural=True)
    if not found or not sentence.words[found[1]].is_plural:
        return None
    return Phrase(sentence.head(found), sentence.measure(place.after, place.after - 1), side="carried")


def _whole_before(sentence: Sentence, place: Place) -> Phrase | None:
    """The whole that a sentence opens with: "Of those who replied, 34 per cent wanted"."""
    behind = sentence.word(place.after)
    parted = [at for at in range(place.before) if sentence.lower(at) == ","]
    if sentence.lower(0) not in ("of", "among", "amongst") or (parted and sentence.lower(place.before) != ","):
        return None
    if behind is None or not behind.tags & {VERB, AUX}:
        return None
    tail = sentence.measure(place.after, place.after - 1)
    if sentence.lower(1) in _THEM:
        return _from_earlier(sentence, place)
    if sentence.lower(1) in _THOSE:
        people = _those(sentence, 1)
        return Phrase(people.head, clip(f"{people.measure} {tail}"), side="carried") if people else None
    start = sentence.skip_figures(sentence.skip(1, DET))
    found = sentence.noun_phrase(start, plural=True) if start < place.before else None
    if not found or found[1] >= place.before:
        return None
    return Phrase(sentence.head(found), clip(f"{sentence.slice(*found)} {tail}"), side="carried")


def _carried(sentence: Sentence, place: Place) -> Phrase | None:
    """The noun of an earlier figure, or the people who answered a survey: "with 47 per cent identifying"."""
    following = sentence.word(place.after)
    tail = sentence.measure(place.after, place.after - 1)
    if place.kind is Kind.MONEY and following and following.is_verb and following.lower.endswith(("ed", "t", "d")):
        return Phrase(following.lower, tail)
    if place.kind is Kind.COUNT and _is_label(sentence, place.before):
        return None
    added = sentence.lower(place.before) in ("another", "further") and following is not None and PREP in following.tags
    if place.kind is Kind.PERCENT and _of_them(sentence, place) and not is_plural(place.offer.carried):
        return _from_earlier(sentence, place)  # "a rise of 9 per cent, and 38 per cent of them"
    open_ended = (
        added or following is None or following.is_punctuation or sentence.lower(place.before) in ("(", "to", "from")
    )
    if place.offer.carried and (place.kind is Kind.PERCENT or open_ended or _tells(sentence, place)):
        return _again(sentence, place)
    if place.kind is Kind.PERCENT and following is not None and following.tags & {AUX, VERB}:
        people = place.offer.people or _RESPONDENTS
        return Phrase(people, clip(f"{people} {tail}"), side="carried")
    return None


def _antecedent(sentence: Sentence, place: Place) -> Phrase | None:
    """The plural noun that a count with no noun of its own looks back to: "respondents (42 in total)"."""
    if _is_label(sentence, place.before) and place.kind is Kind.COUNT:
        return None
    tail = sentence.measure(place.after, place.after - 1)
    following, previous = sentence.word(place.after), sentence.lower(place.before)
    others = previous in ("other", "remaining") and sentence.lower(place.before - 1) == "the"
    opens = (place.before < 0 or place.offer.opens or others) and _tells(sentence, place)
    existing = sentence.lower(place.before - 1) == "there" and sentence.lower(place.before) in ("were", "are")
    opens = opens or (existing and (following is None or following.is_punctuation))  # "There were 69."
    found = None if opens else _plural_before(sentence, place.before)
    opens = opens or _is_of_the(sentence, place)
    if place.kind is Kind.COUNT and (opens or (found is None and _of_them(sentence, place))):
        return _from_earlier(sentence, place)
    did = previous in ("and", "but", "only") and following is not None and AUX in following.tags
    if place.kind is Kind.COUNT and found is None and did:  # "but only 13 have been trained"
        return _from_earlier(sentence, place)
    closes = following is None or following.is_punctuation or previous in ("numbering", "(", ":")
    at = place.before
    while sentence.lower(at) in _EXTENT:
        at -= 1  # "we plan another 26"
    verb = sentence.word(at)
    led = sentence.lower(at - 1) == "to" or bool(sentence.words[max(0, at - 1)].tags & {AUX, PRON})
    acts = verb is not None and (verb.is_only_verb or (verb.is_verb and led))
    done = closes or _is_time(sentence, place.after)
    done = done or (following is not None and PREP in following.tags and following.lower != "of")
    if place.kind is Kind.COUNT and done and verb is not None and acts:
        earlier = place.offer.carried or last_plural(place.offer.earlier)  # "the team has finished 296, which is"
        if earlier:
            return Phrase(earlier, clip(f"{verb.text} {earlier} {tail}"), side="carried")
    if found and (closes or _tells(sentence, place)):
        head = sentence.head(found)
        return Phrase(head, clip(f"{head} {tail}"), side="left")
    return None


def _is_of_the(sentence: Sentence, place: Place) -> bool:
    """Whether a count opens its sentence as a whole that was told of before: "Of the 64 who replied"."""
    opened = sentence.lower(0) in ("of", "among", "amongst") and sentence.lower(1) in ("the", "these", "those", "all")
    return place.before == 1 and opened and sentence.lower(place.after) in ("who", "that")


def _ranked(sentence: Sentence, place: Place) -> Phrase | None:
    """The things of which a count are the largest, the first or the rest: "Awards to the five largest were:"."""
    following, beyond = sentence.word(place.after), sentence.word(place.after + 1)
    if place.kind is not Kind.COUNT or place.singular or following is None:
        return None
    if not (following.lower in _RANKS or following.lower.endswith("est")) or (beyond is not None and beyond.can_modify):
        return None
    found = _plural_before(sentence, place.before)
    head = sentence.head(found) if found else place.offer.carried or last_plural(place.offer.earlier)
    return Phrase(head, clip(f"{head} {sentence.slice(place.after, place.after)}"), side="carried") if head else None


def _from_earlier(sentence: Sentence, place: Place) -> Phrase | None:
    """The last plural noun of the text before the figure: mostly that of the sentences before its own."""
    here = f"{place.offer.earlier} {sentence.slice(0, place.before)}" if _of_them(sentence, place) else ""
    earlier = last_plural(here or place.offer.earlier)
    tail = sentence.measure(place.after, place.after - 1)
    return Phrase(earlier, clip(f"{earlier} {tail}"), side="carried") if earlier else None


def _tells(sentence: Sentence, place: Place) -> bool:
    """Whether what follows a figure says something of it without naming it: "60 were", "29 more than", "17 for"."""
    following = sentence.word(place.after)
    if "ones" in (sentence.lower(place.after), sentence.lower(place.after + 1)):
        return True
    if following is None:
        return False
    told = ("who", "a", "each", *_MORE, *_ON_OFFER, *_AWAITED)
    return bool(following.tags & {AUX, VERB, PREP, DET}) or following.lower in told


def _is_label(sentence: Sentence, before: int) -> bool:
    """Whether the number names the noun before it: "point 43", "option 2"."""
    word = sentence.word(before)
    if word is None or word.lower == "other" or word.lower.endswith("'s"):
        return False  # "and the other 49 in towns", "on last year's 527"
    return word.tags == {NOUN} and not word.is_plural and not sentence.is_figure(before)


def _plural_before(sentence: Sentence, before: int) -> Span | None:
    for at in range(before, -1, -1):
        if sentence.words[at].is_plural and not sentence.is_figure(at) and sentence.lower(at) not in TEMPORAL:
            first = at
            while first > 0 and at - first < 3 and _narrows(sentence, first - 1):
                first -= 1
            return first, at
    return None


def _narrows(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return word.can_modify and not word.tags & {VERB, DET, ADV} and not sentence.is_figure(at)


def _is_part_of_time(sentence: Sentence, at: int) -> bool:
    """Whether a noun only says when: "year", the "end" of one, "to date"."""
    if sentence.lower(at) == "date":
        return sentence.lower(at - 1) == "to"
    return sentence.lower(at) in (*TEMPORAL, *_PARTS_OF_TIME)


def _nearest(sentence: Sentence, place: Place) -> Phrase | None:
    """For a sum or a share that nothing governs: the noun phrase nearest before it, else the first after it."""
    for at in range(place.before, max(-1, place.before - _NEAR), -1):
        word = sentence.words[at]
        if word.is_noun and not sentence.is_figure(at) and not _is_part_of_time(sentence, at):
            found = sentence.phrase_before(at)
            if found:
                return _from_left(sentence, found, place.after)
    for at in range(place.after, min(len(sentence.words), place.after + _NEAR)):
        if sentence.words[at].is_noun and not sentence.is_figure(at):
            found = sentence.noun_phrase(at, plural=False)
            if found:
                return Phrase(sentence.head(found), sentence.measure(*found))
    return None

"""Text -> the bare numerals in it, in digits and in words, with their values: "1,106", "fifty-five", "half a million".

One pass over cleaned text (cleaning.py), linear in its length. What belongs to a numeral, its sign, unit and hedge, is
for quantities.py to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import regex


class Form(StrEnum):
    """How a numeral is written."""

    DIGITS = "digits"
    WORDS = "words"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    VAGUE = "vague"
    GLUED = "glued"  # digits that are part of a longer word or of a number in parts: BLRF2, survey1, 3D, 41.2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A numeral: its span, its value (a share for fractions and ratios), and the size of its last digit.

    `rounded` is true of a number in words that was shortened by a magnitude ("half a million").
    """

    start: int
    end: int
    form: Form
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    rounded: bool = False


_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_BIG = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES = {"hundred": 100, **_BIG}
_VALUES = {
    "zero": 0,
    "a": 1,
    "an": 1,
    **{word: value for value, word in enumerate((*_ONES, *_TEENS), 1)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_ORDINAL_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
_ORDINALS = {
    **{word: value for value, word in enumerate((*_ORDINAL_ONES, *_ORDINAL_TEENS), 1)},
    **{word[:-1] + "ieth": 10 * value for value, word in enumerate(_TENS, 2)},
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, **{word: value for word, value in _ORDINALS.items() if 5 <= value <= 10}}
_VAGUE = {
    "tens": 10,
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "couple": 2,
    "dozen": 12,
    **_SCALES,
}
_MULTIPLES = {
    **dict.fromkeys(("double", "doubled", "doubling", "doubles", "twice"), Decimal(2)),
    **dict.fromkeys(("triple", "tripled", "tripling", "treble", "trebled", "trebling", "thrice"), Decimal(3)),
    **dict.fromkeys(("quadruple", "quadrupled", "quadrupling"), Decimal(4)),
    **dict.fromkeys(("halved", "halving"), Decimal("0.5")),
}
# The words with which a numeral begins, but for digits and articles; and what an article begins one with.
_OPENERS = (*_ONES, *_TEENS, *_TENS, *_ORDINALS, *_VAGUE, *_MULTIPLES, "zero", "half", "several", "many")
_AFTER_ARTICLE = (*_PARTS, *_SCALES, "dozen", "couple", "few", "and a half")


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first, in which a space stands for a space or a hyphen."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    escaped = (regex.escape(word, special_only=True, literal_spaces=True) for word in ordered)
    return "|".join(word.replace(" ", "[ -]") for word in escaped)


SMALL_WORDS = any_of(_ONES)
"""One to nine, for expressions that read short numbers in words."""


def openings_of(words: Iterable[str]) -> str:
    """An expression for the beginnings of words, one or more, which `re` leaves at the first letter that none has.

    A space stands for white space or a hyphen.

    >>> openings_of(["to", "two", "twofold", "ten"])
    't(?:en|o|wo)'
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    if "" in rests:
        return ""
    branches = [
        (r"[\s-]" if first == " " else re.escape(first)) + openings_of(rest) for first, rest in sorted(rests.items())
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def find_opened(expression: regex.Pattern[str], opening: re.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    """Every match of an expression, without overlaps, where `opening` finds all places at which one can begin.

    An opening of the standard library is found much faster than a long expression is tried at each character.
    """
    place = opening.search(text)
    while place:
        match = expression.match(text, place.start())
        if match:
            yield match
        place = opening.search(text, match.end() if match else place.start() + 1)


_BIGS = any_of(_BIG)
_BELOW_100 = rf"(?:{any_of(_TENS)})(?:[ -](?:{SMALL_WORDS}))?|{any_of(_TEENS)}|{SMALL_WORDS}"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|an?)[ -]hundred(?:(?: and)? (?:{_BELOW_100}))?|{_BELOW_100})"
_CARDINAL = (
    rf"(?:half[ -](?:an?|of an?)[ -](?:{_BIGS}|hundred|dozen)|(?:a|three) quarters? of an? (?:{_BIGS})"
    rf"|(?:{_BELOW_100}|an?) dozen"
    rf"|(?:{_BELOW_1000}|an?)[ -]and[ -]a[ -]half(?:[ -](?:{_BIGS}))?"
    rf"|(?:{_BELOW_1000}|an?)[ -](?:{_BIGS})"
    rf"(?:,? (?:and )?{_BELOW_1000}(?:[ -]thousand(?:,? (?:and )?{_BELOW_1000})?)?)?"
    rf"|{_BELOW_1000}|zero)"
)
_FRACTION = (
    rf"(?:(?:an?|{SMALL_WORDS})[ -](?:half|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?)|half)"
    rf"(?![ -](?:of[ -])?(?:an?[ -])?(?:{_BIGS}|hundred|dozen)\b)"
)
_ORDINAL = (
    rf"(?:(?:{any_of(_TENS)})[ -](?:{any_of(_ORDINAL_ONES)})|{any_of(_ORDINALS)}|\d{{1,3}}(?:,\d{{3}})*(?:st|nd|rd|th))"
)
# "One council in five said": what is shared out stands inside the share, and what is told of it behind.
RATIO_NOUN = r"(?:(?!in |out )[a-z]+ )?[a-z]+"
_TOLD = (
    r"(?= (?:still|now|also|had|has|have|is|are|was|were|do|does|did|would|will|could|can|cannot|said|says?|felt|"
    r"feels?|needs?|plans?|lacks?|uses?|used|expects?|wants?|wanted|took|told|thinks?|thought|reports?|reported|lives?|fails?|"
    r"missed|went|came|[a-z]+ed)\b|[.,;:)]|$)"
)
# After these a number and three digits behind a comma are one figure, for no list of figures begins so.
_LOOSELY = "over|nearly|almost|around|about|approximately|some|than|total of|least|excess of"
_PLURALS = any_of(word for word in _VAGUE if word.endswith("s") and word != "scores") + r"|scores(?= of\b)"
_NUMERAL = regex.compile(
    rf"(?P<ratio>\b(?:{SMALL_WORDS}|ten|\d{{1,2}})[ -](?:in|out of)(?: every)?[ -](?:{any_of(_ONES[1:])}|ten|twenty"
    r"|\d{1,3})\b(?![\d,.]*\d|[%/])"
    rf"|\b(?:{SMALL_WORDS}) {RATIO_NOUN} (?:in|out of)(?: every)? (?:{any_of(_ONES[1:])}|ten|twenty){_TOLD})"
    rf"|(?P<vague>\b(?:(?:several|a few|many|tens of|hundreds of) )?\b(?:{_PLURALS})"
    r"(?: of (?:hundreds|thousands|millions|billions))?\b"
    rf"|\b(?:several|a few) (?:{any_of(_SCALES)}|dozen)\b|\ba couple\b)"
    rf"|(?P<multiple>\b(?:{SMALL_WORDS}|ten) and a half times\b|\b(?:{any_of(_MULTIPLES)})\b"
    rf"|\b(?:{_BELOW_100}|\d+(?:\.\d+)?)-?fold\b"
    rf"|\b(?:{SMALL_WORDS}|ten|\d+(?:\.\d+)?) times"
    r"(?= (?:as|more|less|over|the|that|their|its|our|higher|larger|greater|bigger|what)\b)"
    r"|(?<![\w.])\d+(?:\.\d+)?x(?!\w))"
    rf"|(?P<ordinal>(?<![\w.,])(?:{_ORDINAL})(?!\w))"
    rf"|(?P<fraction>\b{_FRACTION}(?!\w))"
    rf"|(?P<words>\b{_CARDINAL}\b)"
    # a comma that came loose from its thousands: "over 1, 500 clerks", "£2, 150"
    rf"|(?P<digits>(?:(?<=£)|(?<=\b(?:{_LOOSELY}) ))\d{{1,3}}(?:, \d{{3}})+(?![\d,])"
    # one or two digits too many are the mark of a footnote: "16,9301 councillors"
    r"|\d{1,3}(?:,\d{3})+(?=\d{1,2}(?![\d,.]*\d))|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)*|\d+(?:\.\d+)*)",
    regex.IGNORECASE,
)
_OPENING = re.compile(
    rf"\d|\b(?:{openings_of(_OPENERS)}|an?[ -]{openings_of(_AFTER_ARTICLE)})",
    re.IGNORECASE,
)
_RATIO = regex.compile(rf"(\w+)(?: {RATIO_NOUN})?[ -](?:in|out of)(?: every)?[ -](\w+)", regex.IGNORECASE)
_TIME_FOLLOWS = regex.compile(r" (?:months?|years?|weeks?|days?|hours?)\b")
_SEPARATORS = regex.compile(r"[, ]")
_WORD_BREAK = regex.compile(r"[ -]+")
_HALVED_DAY = regex.compile(r" ?-?(?:an? |the )?(?:day|days|term|year|year's|hour|hourly|yearly|way|time|life)\b")
_HALVED_YEAR = regex.compile(r" of (?:the )?(?:financial |calendar |municipal |academic )?(?:year|term|\d{4})\b")
_ONE_OF_SEVERAL = regex.compile(
    r"\b(?:first|second|third|fourth|last|this|next|each|every|per|latter|final|other|(?:in|of|for|during) that) $"
)
_SHARED = regex.compile(
    r" (?:of|the|all|our|its|their|these|those|say|said|had|have|were|are|went|came|took|will|"
    r"would|did|do|live|lived|reported|felt|fewer|more|less|higher|"
    r"lower)\b",
    regex.IGNORECASE,
)
# Two of a thing, told in the clause before "a third"; with "of" or a share in between, a third is one of something.
_TWO_ARE_TOLD = regex.compile(
    r"(?i)\b(?:first two|second|two) (?:(?:of|from) )?(?:[a-z]+ ){0,2}?[a-z]+\b(?![^.;]* of )[^.;%£]*$"
)
_COUNTED_OFF = 90  # characters in which the first and the second of three are told
_AFTER_OF_THESE = regex.compile(r"\bof (?:these|those|them|which|whom),? (?:over |about |nearly )?$")
_HEDGED = regex.compile(
    r"\b(?:over|than|under|nearly|almost|about|around|least|approximately|roughly|to|by|most|up|down|between|a) $",
    regex.IGNORECASE,
)
_ROUND_WHOLES = 20  # "one in 20" is a share; of "4 in 33" both numbers may be counts, unless the whole is round


def find_numerals(text: str) -> Iterator[Numeral]:
    """Give every numeral of a cleaned text in order, without overlaps.

    >>> [str(numeral.value) for numeral in find_numerals("half a million of 1,106 and two-thirds of fifty-five")]
    ['500000.0', '1106', '66.67', '55']
    """
    for match in find_opened(_NUMERAL, _OPENING, text):
        yield from _READERS[Form(match.lastgroup or "digits")](text, *match.span())


def read_digits(written: str) -> Decimal:
    """The value of a number in digits: 1234.5 of "1,234.5"."""
    return Decimal(_SEPARATORS.sub("", written))


def _read_digits(text: str, start: int, end: int) -> Iterator[Numeral]:
    written = text[start:end]
    before = text[start - 1] if start else ""
    if before.isalpha() or before == "_" or written.count(".") > 1:
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        yield Numeral(start=start, end=end, form=Form.GLUED)
        return
    step = Decimal(1).scaleb(-len(written.partition(".")[2]))
    yield Numeral(start=start, end=end, form=Form.DIGITS, value=read_digits(written), step=step)


def _read_words(text: str, start: int, end: int) -> Iterator[Numeral]:
    words = text[start:end].lower()
    value = read_cardinal(words)
    rounded = any(big in words for big in _BIG)
    step = Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if rounded else Decimal(1)
    yield Numeral(start=start, end=end, form=Form.WORDS, value=value, step=step, rounded=rounded)


def _read_ordinal(text: str, start: int, end: int) -> Iterator[Numeral]:
    written = text[start:end].lower()
    if written[0].isdigit():
        value = int(regex.sub(r"\D", "", written))
    else:
        value = sum(_ORDINALS.get(word) or _VALUES[word] for word in _WORD_BREAK.split(written))
    yield Numeral(start=start, end=end, form=Form.ORDINAL, value=Decimal(value))


def _read_ratio(text: str, start: int, end: int) -> Iterator[Numeral]:
    """A share ("two out of three"), or two numbers of their own ("2 in 45", "three in 12 months")."""
    match = _RATIO.match(text, start, end)
    part, whole = (read_small(word) for word in match.groups()) if match else (None, None)
    share = part and whole and part < whole and (whole <= _ROUND_WHOLES or whole % 10 == 0)
    if part and whole and share and not _TIME_FOLLOWS.match(text, end):
        yield Numeral(start=start, end=end, form=Form.RATIO, value=_share(part, whole))
        return
    for word in regex.finditer(r"\w+", text, pos=start, endpos=end):
        value = read_small(word.group())
        if value is not None:
            form = Form.DIGITS if word.group().isdigit() else Form.WORDS
            yield Numeral(start=word.start(), end=word.end(), form=form, value=value)


def _read_multiple(text: str, start: int, end: int) -> Iterator[Numeral]:
    written = text[start:end].lower()
    value = _MULTIPLES.get(written) or read_small(regex.split(r"[ -]|fold|x$", written)[0]) or Decimal(0)
    if " and a half" in written:
        value += Decimal("0.5")
    yield Numeral(start=start, end=end, form=Form.MULTIPLE, value=value)


def _read_fraction(text: str, start: int, end: int) -> Iterator[Numeral]:
    """A share ("two-thirds of"); else the numbers that its words are elsewhere ("two quarters", "a third round")."""
    words = _WORD_BREAK.split(text[start:end].lower())
    if _is_share(text, start, end):
        part = _VALUES[words[0]] if len(words) > 1 else 1
        whole = _PARTS[words[-1] if words[-1] in _PARTS else words[-1].rstrip("s")]
        yield Numeral(start=start, end=end, form=Form.FRACTION, value=_share(Decimal(part), Decimal(whole)))
    elif len(words) > 1 and words[0] not in ("a", "an"):
        yield from _read_words(text, start, start + len(words[0]))
    elif words[-1] in _ORDINALS:
        yield from _read_ordinal(text, end - len(words[-1]), end)
    else:
        yield Numeral(start=start, end=end, form=Form.FRACTION)


def _is_share(text: str, start: int, end: int) -> bool:
    words = _WORD_BREAK.split(text[start:end].lower())
    preceding = text[max(0, start - 14) : start].lower()
    if _HALVED_DAY.match(text, end) or _HALVED_YEAR.match(text, end):
        return False
    if (words[-1] == "quarters" and words[0] != "three") or _ONE_OF_SEVERAL.search(preceding):
        return False
    if words == ["a", "third"] and _TWO_ARE_TOLD.search(text[max(0, start - _COUNTED_OFF) : start]):
        return False  # "Two rounds are over and a third is planned."
    if _SHARED.match(text, end) or _AFTER_OF_THESE.search(preceding):
        return True
    if _HEDGED.search(preceding):
        return len(words) > 1 or words[-1] == "half"
    plural = words[-1].endswith("s") and words[-1] != "s"
    return len(words) > 1 and (plural or text[end : end + 1] in (".", ",", ";", ":", ")") or not text[end : end + 1])


def _read_vague(text: str, start: int, end: int) -> Iterator[Numeral]:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    value = 1
    for word in text[start:end].lower().split():
        value *= _VAGUE.get(word, 1)
    yield Numeral(start=start, end=end, form=Form.VAGUE, value=Decimal(value), step=Decimal(value), rounded=True)


_READERS = {
    Form.DIGITS: _read_digits,
    Form.WORDS: _read_words,
    Form.ORDINAL: _read_ordinal,
    Form.RATIO: _read_ratio,
    Form.MULTIPLE: _read_multiple,
    Form.FRACTION: _read_fraction,
    Form.VAGUE: _read_vague,
}


def read_small(word: str) -> Decimal | None:
    """The value of a number in digits or of one word ("7", "seven"); None of anything else."""
    if regex.fullmatch(r"\d+(?:\.\d+)?", word):
        return Decimal(word)
    value = _VALUES.get(word.lower())
    return Decimal(value) if value else None


def _share(part: Decimal, whole: Decimal) -> Decimal:
    """Per cents to two places: 66.67 of 2 and 3."""
    share = (100 * part / whole).quantize(Decimal("0.01"))
    return share.quantize(Decimal(1)) if share == share.to_integral() else share.normalize()


def read_cardinal(words: str) -> Decimal:
    """The value of a number in words, in lower case.

    >>> read_cardinal("one hundred and six"), read_cardinal("two and a half million")
    (Decimal('106'), Decimal('2500000.0'))
    """
    factor = Decimal(1)
    words = words.replace("-", " ")
    for opening, part in (
        ("half of a", "0.5"),
        ("half a", "0.5"),
        ("three quarters of a", "0.75"),
        ("a quarter of a", "0.25"),
    ):
        if words.startswith(opening):
            factor, words = Decimal(part), "a" + words[len(opening) :].removeprefix("n")
            break
    total, current = Decimal(0), Decimal(0)
    for word in regex.split(r"[ ,-]+", words.replace(" and a half", " halfmore")):
        if word == "halfmore":
            current += Decimal("0.5")
        elif word == "hundred":
            current = (current or Decimal(1)) * 100
        elif word in _BIG:
            total += current * _BIG[word]
            current = Decimal(0)
        elif word == "dozen":
            current = (current or Decimal(1)) * 12
        else:
            current += _VALUES.get(word, 0)
    return (total + current) * factor

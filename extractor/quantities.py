"""Text -> the figures in it: "£1.5m", "97 per cent", "over half a million", "fifty-five", "Cohort 24", "two-thirds of".

Every numeral (numerals.py) is grown to the left and right by the words and signs of patterns/units.yaml and
patterns/qualifiers.yaml. What is found is a candidate; whether it is a claim or a date, a page number or a name is for
extract.py to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

import regex

from extractor.models import Kind, Qualifier, Quantity
from extractor.numerals import SMALL_WORDS, Form, Numeral, any_of, find_numerals, read_digits
from extractor.patterns import Patterns, QualifierPattern, UnitPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A numeral with what belongs to it; offsets into the text that was scanned.

    `start` to `end` is the whole surface (qualifier, sign, number, magnitude, unit); `numeral` to `numeral_end` is the
    number alone. `series` is the word of a series that a label or an ordinal belongs to ("cohort"). `compound` is the
    word that a hyphen ties to the number ("tier" in "two-tier").
    """

    start: int
    end: int
    numeral: int
    numeral_end: int
    quantity: Quantity
    form: Form
    pattern: str
    series: str = ""
    compound: str = ""


_CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD"}
_MONEY_SIGN = regex.compile(r"(?r)(?P<sign>[+\-–]?)(?P<currency>[£€$])(?P<inner>(?:[+\-–] ?| )?)")
_SIGN = regex.compile(r"(?r)(?<![\w)\]%.,])[+\-–]")
_MINUS = ("-", "–")
# Before "the" nothing hedges: "up to the 12 wards", "a little under the £22,000 that was allowed" are comparisons.
_ARTICLE = regex.compile(r"(?r)(?<!\w)(?:an?|another|a further) ?", regex.IGNORECASE)
_NUMBER_BEFORE = regex.compile(
    rf"(?r)(?<![\w./–-])(?!(?:19|20)\d\d )(?:\d+(?:,\d{{3}})*(?:\.\d+)?|{SMALL_WORDS}|half|third|quarter|per cent|%"
    r"|million|billion|thousand|points?) ",
    regex.IGNORECASE,
)
_TIED_WORD = regex.compile(r"-(?!plus\b)([A-Za-z][\w'-]*)")
_METRES = regex.compile(r" (?:swimming|pool|long|wide|high|tall|deep|sprint|race|stretch|radius)\b")
_LAST_WORD = regex.compile(r"([\w'&-]+)\W*$")
_AND = regex.compile(r"\b(?:an?|one)[ -](?P<unit>\p{L}+) and $")  # "a day and a half"
_HALF_REACH = 24
_HALF_A = regex.compile(r" an?(?= )")
_BETWEEN = regex.compile(r"(?:^|\W)(?:of )?(?P<opening>(?:anywhere )?between )$")
_FROM = regex.compile(r"(?:^|\W)(?P<opening>from )$")
# "From 214 to 231" tells of a change, and is two figures, unless the words before it say that it is a spread.
_SPREAD = regex.compile(
    r"(?:^|[.;:] ?|\b(?:rang\w+|var(?:y|ies|ied|ying)|anywhere|anything|last(?:s|ing|ed)?|taken?|takes|taking|took"
    r"|wait(?:s|ed|ing)?|costs?|costing|prices?|priced|fees?|grants?|sizes?|ages?|aged|of|with|between) )from $",
    regex.IGNORECASE,
)
_MOVED_BY = regex.compile(
    r"\b(?:by|up|down|rose|risen|fell|fallen|grew|grown|dropped|increased|decreased|cut|climbed|jumped) $",
    regex.IGNORECASE,
)
_CHANGES = "increase|rise|growth|jump|gain|improvement|uplift|decrease|fall|drop|decline|reduction|cut|change"
_CHANGE_OF = regex.compile(rf"\b(?:{_CHANGES})s? of $", regex.IGNORECASE)
_OF_CHANGE = regex.compile(rf" (?:\p{{L}}+ )?(?:{_CHANGES}|more|fewer|less|higher|lower)\b", regex.IGNORECASE)
_SET_AGAINST = regex.compile(
    r"\b(?:(?:up|down) from|(?:up|down) on|as against|against|compared (?:with|to)|from|(?:rather than|instead of|not)"
    r"(?: every)?) $",
    regex.IGNORECASE,
)
_NOUN_FOLLOWS = regex.compile(
    r" (?!(?:at|in|on|an?|the|last|by|for|and|or|but|per|during|previously|before|earlier|to|when|since|as)\b)\p{L}"
)
_SPACED_DASHES = (" - ", " – ")
# "4-5,000 clerks": the first number leaves out the thousands that the second is written with.
_ELLIPTIC_THOUSANDS = regex.compile(r"\d{1,3}(?:[-–]| to )(?=\d{1,3},[05]00(?!\d))\d+,\d00")
_MOVED_FROM = regex.compile(r" from (?:\w+ ){0,2}?£?\d")
_THOUSAND = Decimal(1000)
_RANGE_LINKS = (" to ", "-", "–", *_SPACED_DASHES)
_LABEL_REACH = 18  # characters before a number in which its series word may stand
_LIST_REACH = 60  # the same, for the later numbers of "cohorts 1, 2 and 3"
_HEDGE_REACH = 48
_HIGHEST_LABEL = 999
# "12 points", unless of a scale or a plan.
_POINTS = regex.compile(r"[ -]points?\b(?! (?:of|plan|scale|system|score|programme))")
_SHARES = regex.compile(r"(?i)\bper ?cent\b|\d ?%|\b(?:percentage|proportion|share|turnout|(?:[\w-]+ )rate)s?\b")
_SHARE_REACH = 90  # characters to either side of points in which a share is spoken of
_COMPARED_REACH = 60  # characters between two figures of which one is set against the other


class Scanner:
    """The unit and qualifier patterns of one folder, compiled; see `get_scanner`."""

    def __init__(self, patterns: Patterns) -> None:
        units = [entry for entry in patterns.units if entry.sense == "unit"]
        self._magnitudes = _Suffixes(entry for entry in patterns.units if entry.sense == "magnitude")
        self._units = _Suffixes(units)
        self._money = _Suffixes(entry for entry in units if entry.kind is Kind.MONEY)
        self._durations = _Suffixes(entry for entry in units if entry.kind is Kind.DURATION)
        self._series = _SeriesWords(entry for entry in patterns.units if entry.sense == "series")
        self._hedges = _Hedges(patterns.qualifiers)

    def scan(self, text: str) -> list[Candidate]:
        """Return every numeral of a cleaned text as a candidate, in order and without overlaps."""
        grown: list[Candidate] = []
        for numeral in find_numerals(text):
            if not grown or numeral.start >= grown[-1].end:  # else a digit inside a word that is one candidate: 3D4
                grown.append(self._grow(text, numeral))
        joined = _join_ranges(text, grown)
        return _inherit_units(text, [_read_points(text, candidate) for candidate in joined])

    def _grow(self, text: str, numeral: Numeral) -> Candidate:
        if numeral.form in (Form.DIGITS, Form.WORDS):
            return self._label(text, numeral) or self._grow_number(text, numeral)
        if numeral.form is Form.ORDINAL:
            return self._place(text, numeral)
        if numeral.form is Form.VAGUE:
            return self._grow_vague(text, numeral)
        if numeral.form is Form.MULTIPLE:
            return self._hedge(text, _bare(numeral, Kind.MULTIPLE, unit="times"))
        if numeral.form is Form.FRACTION and (longer := self._and_a_half(text, numeral)):
            return longer
        if numeral.form is Form.FRACTION and not numeral.value:
            return self._half(text, numeral)
        if numeral.form is Form.GLUED:
            return _bare(numeral, Kind.COUNT)
        candidate = _bare(numeral, Kind.PERCENT, unit="percent")
        return self._hedge(text, replace(candidate, quantity=replace(candidate.quantity, abbreviated=True)))

    def _label(self, text: str, numeral: Numeral) -> Candidate | None:
        """A number that names a member of a series: "Cohort 24", "cohort no. 3", the 2 of "Cohorts 1 and 2"."""
        plain = numeral.step == 1 and numeral.value <= _HIGHEST_LABEL and not numeral.rounded
        series = self._series.before(text, numeral.start) if plain else ""
        if not series or self._magnitudes.match(text, numeral.end) or self._units.match(text, numeral.end):
            return None
        candidate = _bare(numeral, Kind.ORDINAL, unit=series)
        return replace(candidate, series=series, pattern=self._series.pattern(series))

    def _place(self, text: str, numeral: Numeral) -> Candidate:
        """A place in a series: "25th cohort"; of anything else the series stays empty."""
        series = self._series.after(text, numeral.end)
        candidate = _bare(numeral, Kind.ORDINAL, unit=series)
        return replace(candidate, series=series, pattern=self._series.pattern(series) if series else "ordinal")

    def _grow_vague(self, text: str, numeral: Numeral) -> Candidate:
        money = self._money.match(text, numeral.end)
        candidate = _bare(numeral, money.kind if money else Kind.COUNT, unit=money.unit if money else "")
        couple = text[numeral.start : numeral.end].lower().endswith("couple")
        qualifier = Qualifier.ABOUT if couple else Qualifier.OVER
        quantity = replace(candidate.quantity, qualifier=qualifier, abbreviated=True)
        return replace(candidate, end=money.end if money else candidate.end, quantity=quantity)

    def _and_a_half(self, text: str, numeral: Numeral) -> Candidate | None:
        """A length of time that a half ends: "a day and a half"."""
        whole = _AND.search(text, max(0, numeral.start - _HALF_REACH), numeral.start)
        span = self._durations.match(text, whole.start("unit")) if whole else None
        if whole is None or span is None:
            return None
        both = replace(numeral, start=whole.start(), value=Decimal("1.5") * span.factor, step=Decimal("0.5"))
        return self._hedge(text, replace(_bare(both, Kind.DURATION, unit=span.unit), end=numeral.end, pattern=span.id))

    def _half(self, text: str, numeral: Numeral) -> Candidate:
        """A half that is no share: "half a day" is a length of time, any other counts nothing."""
        article = _HALF_A.match(text, numeral.end)
        span = self._durations.match(text, article.end()) if article else None
        if not span:
            return replace(_bare(numeral, Kind.MULTIPLE), pattern="fraction.word")
        half = replace(numeral, value=Decimal("0.5") * span.factor, step=Decimal("0.5"))
        return self._hedge(text, replace(_bare(half, Kind.DURATION, unit=span.unit), end=span.end, pattern=span.id))

    def _grow_number(self, text: str, numeral: Numeral) -> Candidate:
        """Take in sign and currency, then magnitude and unit, then the words that hedge the number."""
        candidate = self._grow_right(text, _grow_left(text, _bare(numeral, Kind.COUNT)))
        letter_follows = text[candidate.end : candidate.end + 1].isalpha()
        if numeral.form is Form.DIGITS and candidate.quantity.kind is Kind.COUNT and letter_follows:
            end = candidate.end
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            return replace(_bare(numeral, Kind.COUNT), end=end, form=Form.GLUED, pattern=Form.GLUED.value)
        tied = _TIED_WORD.match(text, candidate.end) if not candidate.quantity.unit else None
        hedged = self._hedge(text, candidate)
        return replace(hedged, compound=tied[1]) if tied else hedged

    def _grow_right(self, text: str, candidate: Candidate) -> Candidate:
        quantity, end = candidate.quantity, candidate.end
        magnitude = self._magnitudes.match(text, end)
        metres = magnitude and text[magnitude.end - 1] == "m" and _METRES.match(text, magnitude.end)
        if magnitude and metres and quantity.kind is Kind.COUNT:
            return replace(candidate, end=magnitude.end, quantity=replace(quantity, unit="metres"))
        if magnitude:
            value, step = multiply(quantity.value, magnitude.factor), multiply(quantity.step, magnitude.factor)
            quantity, end = replace(quantity, value=value, step=step, abbreviated=True), magnitude.end
            candidate = replace(candidate, quantity=quantity, end=end)
        if quantity.kind is not Kind.COUNT:
            return candidate
        suffix = self._units.match(text, end)
        if not suffix:
            return candidate
        value, step = multiply(quantity.value, suffix.factor), multiply(quantity.step, suffix.factor)
        quantity = replace(quantity, kind=suffix.kind, unit=suffix.unit, value=value, step=step)
        return replace(candidate, quantity=quantity, end=suffix.end, pattern=suffix.id)

    def _hedge(self, text: str, candidate: Candidate) -> Candidate:
        """Take in the words that hedge a figure: before it ("over", "at least an"), else behind it ("or more", "+")."""
        before = self._hedges.before(text, candidate)
        if before:
            quantity = replace(candidate.quantity, qualifier=before.qualifier)
            candidate = replace(candidate, start=before.edge, quantity=quantity)
            if before.qualifier is not Qualifier.ABOUT:
                return candidate  # "some 140+ clerks": a bound behind the figure says more than a rough hedge before it
        after = self._hedges.after(text, candidate)
        if not after:
            return candidate
        quantity, end, pattern = replace(candidate.quantity, qualifier=after.qualifier), after.edge, candidate.pattern
        span = self._durations.match(text, end) if quantity.kind is Kind.COUNT else None
        if span:  # "five or more years"
            quantity, end, pattern = replace(quantity, kind=span.kind, unit=span.unit), span.end, span.id
        return replace(candidate, end=end, quantity=quantity, pattern=pattern)


def _bare(numeral: Numeral, kind: Kind, *, unit: str = "") -> Candidate:
    quantity = Quantity(kind=kind, value=numeral.value, unit=unit, step=numeral.step, abbreviated=numeral.rounded)
    return Candidate(
        start=numeral.start,
        end=numeral.end,
        numeral=numeral.start,
        numeral_end=numeral.end,
        quantity=quantity,
        form=numeral.form,
        pattern=f"number.{numeral.form.value}" if kind is Kind.COUNT else numeral.form.value,
    )


def _grow_left(text: str, candidate: Candidate) -> Candidate:
    """Take in a currency and a sign: "£", "-£", "£-", and before bare digits "-" where it can be no hyphen."""
    quantity, start = candidate.quantity, candidate.start
    money = _MONEY_SIGN.match(text, 0, start)
    if money:
        start = money.start()
        glued = money["sign"] and start and text[start - 1].isalnum()  # the hyphen of "mid-£20m"
        negative = not glued and (money["sign"] in _MINUS or money["inner"].strip() in _MINUS)
        value = -quantity.value if negative else quantity.value
        quantity = replace(quantity, kind=Kind.MONEY, unit=_CURRENCIES[money["currency"]], value=value)
        return replace(candidate, start=start + (1 if glued else 0), quantity=quantity, pattern="unit.money")
    sign = _SIGN.match(text, 0, start) if candidate.form is Form.DIGITS else None
    if not sign:
        return candidate
    value = -quantity.value if sign.group() in _MINUS else quantity.value
    return replace(candidate, start=sign.start(), quantity=replace(quantity, value=value))


@dataclass(frozen=True, slots=True)
class _Suffix:
    end: int
    id: str
    kind: Kind
    unit: str
    factor: Decimal


class _Suffixes:
    """Words that may follow a number, as one expression; with a space, a hyphen or nothing between."""

    def __init__(self, entries: Iterable[UnitPattern]) -> None:
        self._entries = {_folded(word): entry for entry in entries for word in entry.after}
        words = any_of(self._entries) or "(?!)"
        self._expression = regex.compile(
            r"[ -]?(?:(?:extra|additional|further|full|whole|free|paid|consecutive|intensive) )?"
            rf"(?P<word>{words})(?![\w²])",
            regex.IGNORECASE,
        )

    def match(self, text: str, at: int) -> _Suffix | None:
        found = self._expression.match(text, at)
        if not found:
            return None
        entry = self._entries[_folded(found["word"])]
        return _Suffix(found.end(), entry.id, entry.kind, entry.unit, Decimal(entry.factor))


@lru_cache(maxsize=5_000)
def _folded(words: str) -> str:
    return regex.sub(r"[ -]+", " ", words.lower())


class _SeriesWords:
    """The words of series (cohort, round, phase) before and behind a number."""

    def __init__(self, entries: Iterable[UnitPattern]) -> None:
        listed = list(entries)
        self._ids = {word.lower(): entry.id for entry in listed for word in entry.after}
        words = any_of(self._ids) or "(?!)"
        labels = any_of(word for entry in listed for word in entry.before) or "(?!)"
        number = rf"(?:\d{{1,3}}|{SMALL_WORDS})"
        self._before = regex.compile(rf"(?r)(?<!\w)(?P<series>{labels})s? (?:no\.? ?|number )?", regex.IGNORECASE)
        self._listed = regex.compile(
            rf"(?r)(?<!\w)(?P<series>{labels})s? {number}(?:, {number})*"
            r"(?:,? (?:and|or|to|&) |(?<=s [^a-z]{1,40}), )",
            regex.IGNORECASE,
        )
        self._after = regex.compile(rf"(?: [\w'&/-]+){{0,4}}? (?P<series>{words})s?(?!\w)", regex.IGNORECASE)

    def before(self, text: str, at: int) -> str:
        found = self._before.match(text, max(0, at - _LABEL_REACH), at) or self._listed.match(
            text, max(0, at - _LIST_REACH), at
        )
        return str(found["series"]).lower() if found else ""

    def after(self, text: str, at: int) -> str:
        found = self._after.match(text, at)
        return str(found["series"]).lower() if found else ""

    def pattern(self, series: str) -> str:
        return self._ids.get(series, "series")


@dataclass(frozen=True, slots=True)
class _Hedge:
    qualifier: Qualifier
    edge: int  # where the hedge starts before a figure, or ends behind it


class _Hedges:
    """The words that hedge a figure, as one expression before it and one behind it."""

    def __init__(self, entries: Iterable[QualifierPattern]) -> None:
        self._leading: dict[str, list[QualifierPattern]] = {}
        self._trailing: dict[str, list[QualifierPattern]] = {}
        for entry in entries:
            for words in entry.before:
                self._leading.setdefault(_folded(words), []).append(entry)
            for words in entry.after:
                self._trailing.setdefault(_folded(words), []).append(entry)
        signs, spoken = _split_signs(self._leading)
        self._before = regex.compile(rf"(?r)(?<![\w-])(?P<hedge>(?:{spoken})|(?:{signs})) ?", regex.IGNORECASE)
        signs, spoken = _split_signs(self._trailing)
        self._after = regex.compile(rf"(?P<hedge>(?:{signs})(?![\d£])|[ -](?:{spoken})(?!\w))", regex.IGNORECASE)

    def before(self, text: str, candidate: Candidate) -> _Hedge | None:
        floor = max(0, candidate.start - _HEDGE_REACH)
        article = _ARTICLE.match(text, floor, candidate.start)
        for edge in dict.fromkeys((candidate.start, article.start() if article else candidate.start)):
            found = self._before.match(text, floor, edge)
            entry = _choose(text, found, self._leading, candidate) if found else None
            if found and entry and not (found["hedge"].lower().endswith("than") and _is_compared(text, found.start())):
                return _Hedge(entry.qualifier, found.start())
        return None

    def after(self, text: str, candidate: Candidate) -> _Hedge | None:
        found = self._after.match(text, candidate.end)
        entry = _choose(text, found, self._trailing, candidate) if found else None
        return _Hedge(entry.qualifier, found.end()) if found and entry else None


def _is_compared(text: str, at: int) -> bool:
    """Whether a number stands before "more than": "87 more than twelve months before" is 87 more, and twelve months."""
    return _NUMBER_BEFORE.match(text, max(0, at - _HEDGE_REACH), at) is not None


def _split_signs(words: Iterable[str]) -> tuple[str, str]:
    """Two alternations: of the hedges that are signs ("+", "<") and of those that are words."""
    listed = list(words)
    signs = any_of(word for word in listed if not word[0].isalnum())
    return signs or "(?!)", any_of(word for word in listed if word[0].isalnum()) or "(?!)"


def _choose(
    text: str, found: regex.Match[str], entries: dict[str, list[QualifierPattern]], candidate: Candidate
) -> QualifierPattern | None:
    """The entry whose words stand here and whose kinds and neighbours fit, or none."""
    quantity = candidate.quantity
    # A length is hedged like a time: "within 500 metres".
    kind = Kind.DURATION if quantity.kind is Kind.COUNT and quantity.unit else quantity.kind
    at = min(found.start(), candidate.start)
    last = _LAST_WORD.search(text[max(0, at - 30) : at])
    preceding = last[1].lower() if last else ""
    behind = max(candidate.end, found.end())
    following = text[behind : behind + 40].lstrip().lower()
    # "over a two-year period" tells when, whatever stands before it
    attributive = bool(text[found.end("hedge") : candidate.start].strip())
    if found["hedge"].lower() == " plus" and kind is Kind.MONEY and following[:1].isalpha():
        return None  # "£2,950 plus tax": the tax is added
    if _MOVED_FROM.match(text, candidate.end) and found["hedge"].lower() in ("up to", "down to"):
        return None  # "membership is up to 5,300 from 4,150"
    for entry in entries[_folded(found["hedge"]).strip()]:
        guarded = bool(entry.only_after or entry.only_before)
        allowed = preceding in entry.only_after and not attributive
        allowed = allowed or following.startswith(entry.only_before or ("\0",))
        fits = not entry.kinds or kind in entry.kinds
        if fits and preceding not in entry.never_after and (allowed or not guarded):
            return entry
    return None


def _join_ranges(text: str, found: list[Candidate]) -> Iterator[Candidate]:
    """Join "between 20 and 30 per cent", "3-5 days", "£1.5 to £2 million"; leave "up from 60 to 90"."""
    at = 0
    while at < len(found):
        joined = _range(text, found[at], found[at + 1]) if at + 1 < len(found) else None
        yield joined or found[at]
        at += 2 if joined else 1


def _range(text: str, low: Candidate, high: Candidate) -> Candidate | None:
    start = _range_start(text, low, high)
    ends = _share_unit(text, low, high) if start is not None else None
    if start is None or ends is None or ends[0].kind is not ends[1].kind or ends[0].value >= ends[1].value:
        return None
    quantity = replace(
        ends[1],
        value=ends[0].value,
        value_high=ends[1].value,
        qualifier=Qualifier.RANGE,
        step=min(ends[0].step, ends[1].step),
    )
    return replace(low, start=start, end=high.end, numeral_end=high.numeral_end, quantity=quantity, pattern="range")


def _range_start(text: str, low: Candidate, high: Candidate) -> int | None:
    """Where the range of two neighbours starts, its opening word included; None where they make no range."""
    shares = low.form is high.form is Form.FRACTION  # "between a third and a half"
    numbers = {low.form, high.form} <= {Form.DIGITS, Form.WORDS} and not (low.series or high.series)
    # "About 10 to 12" is a range; "over 10 to 12" is read as two figures.
    hedged = (
        low.quantity.qualifier not in {Qualifier.EXACT, Qualifier.ABOUT}
        or high.quantity.qualifier is not Qualifier.EXACT
    )
    inside = low.start > 1 and text[low.start - 1] in "/-–." and text[low.start - 2].isdigit()  # the 15 of "2014/15 to"
    if not (numbers or shares) or hedged or inside or high.start < low.end or high.start - low.end > len(" and "):
        return None
    link = text[low.end : high.start].lower()
    preceding = text[max(0, low.start - 24) : low.start].lower()
    between, source = _BETWEEN.search(preceding), _FROM.search(preceding)
    neighbours = link == " or " and 0 < high.quantity.value - low.quantity.value <= 2  # "three or four"
    if not (link in _RANGE_LINKS or neighbours or (between and link == " and ")):
        return None
    if link in _SPACED_DASHES and text.startswith(_SPACED_DASHES, high.end):
        return None  # "18 of 31 - 58 per cent - said": two dashes enclose
    before = text[max(0, low.start - 40) : low.start]
    moved = link == " to " and _MOVED_BY.search(before)
    if moved and before.endswith("by ") and high.quantity.kind is Kind.PERCENT and low.quantity.kind is Kind.COUNT:
        moved = None  # "fell by 11 to 16 per cent": what it fell to would have what it fell by in per cent too
    if moved or (source and not _SPREAD.search(before)):
        return None
    opening = between or source
    return low.start - len(opening["opening"]) if opening else low.start


def _share_unit(text: str, low: Candidate, high: Candidate) -> tuple[Quantity, Quantity]:
    """Give the end of a range that leaves them out the kind, unit and magnitude of the other: "£1.5 to £2 million"."""
    first, last = low.quantity, high.quantity
    if first.kind is Kind.MONEY and last.kind is Kind.COUNT and not last.unit:
        last = replace(last, kind=Kind.MONEY, unit=first.unit)
    if first.kind is Kind.COUNT and not first.unit and not low.compound:
        first = replace(first, kind=last.kind, unit=last.unit)
    written = text[high.numeral : high.numeral_end]
    if last.abbreviated and not first.abbreviated and high.form is Form.DIGITS and read_digits(written):
        scale = abs(last.value) / read_digits(written)
        if first.value * scale < last.value:
            first = replace(first, value=multiply(first.value, scale), step=multiply(first.step, scale))
    if _ELLIPTIC_THOUSANDS.match(text, low.numeral, high.numeral_end) and first.value * 1000 < last.value:
        first = replace(first, value=multiply(first.value, _THOUSAND), step=multiply(first.step, _THOUSAND))
    return first, last


def _read_points(text: str, candidate: Candidate) -> Candidate:
    """Take points for percentage points where a share is spoken of: "the share of women went up by 12 points"."""
    points = _POINTS.match(text, candidate.end)
    if candidate.quantity.kind is not Kind.COUNT or points is None or not _is_bare(text, candidate, followed=True):
        return candidate
    around = text[max(0, candidate.start - _SHARE_REACH) : points.end() + _SHARE_REACH]
    if not _SHARES.search(around):
        return candidate
    quantity = replace(candidate.quantity, kind=Kind.PERCENT, unit="percent")
    return replace(candidate, quantity=quantity, end=points.end())


def _inherit_units(text: str, found: list[Candidate]) -> list[Candidate]:
    """Give a bare number the unit of the figure that it is set against.

    "Five" is weeks in "from nine weeks to five", 214 days in "from 214 to 231 days", 57 days in "63 days, up from 57".
    """
    for at in range(1, len(found)):
        before, candidate = found[at - 1], found[at]
        link = text[before.end : candidate.start]
        source = _FROM.search(text[max(0, before.start - 8) : before.start].lower())
        if source and link == " to " and _is_bare(text, before, followed=True):
            found[at - 1] = _with_unit(before, candidate)
        ends_span = bool(source) and link == " to "
        compared = len(link) <= _COMPARED_REACH and _SET_AGAINST.search(link) and not _is_extent(text, before)
        if (ends_span or compared) and _is_bare(text, candidate, followed=False):
            found[at] = _with_unit(candidate, before)
    return found


def _is_extent(text: str, candidate: Candidate) -> bool:
    """Whether a figure says how far something moved, which has another unit than the ends of the way.

    "Rose by 24 per cent, from 410", "up 24 per cent from 410", "a 24 per cent increase, from 410".
    """
    before = text[max(0, candidate.start - _HEDGE_REACH) : candidate.start]
    if candidate.quantity.kind is not Kind.PERCENT:
        return before.endswith((" by ", "By "))
    return bool(_MOVED_BY.search(before) or _CHANGE_OF.search(before) or _OF_CHANGE.match(text, candidate.end))


def _is_bare(text: str, candidate: Candidate, *, followed: bool) -> bool:
    """Whether a number has no unit; unless something is known to follow it, no noun either."""
    bare = candidate.quantity.kind is Kind.COUNT and not candidate.quantity.unit and not candidate.compound
    return bare and (followed or not _NOUN_FOLLOWS.match(text, candidate.end))


def _with_unit(candidate: Candidate, other: Candidate) -> Candidate:
    if other.quantity.kind not in (Kind.DURATION, Kind.PERCENT, Kind.MONEY):
        return candidate
    quantity = replace(candidate.quantity, kind=other.quantity.kind, unit=other.quantity.unit)
    return replace(candidate, quantity=quantity)


def multiply(value: Decimal, factor: Decimal) -> Decimal:
    """A product without the noughts that multiplying leaves behind the point."""
    if factor == 1:
        return value
    product = (value * factor).normalize()
    return product.quantize(Decimal(1)) if product == product.to_integral() else product


_SCANNERS: dict[str, Scanner] = {}


def get_scanner(patterns: Patterns) -> Scanner:
    """Return the compiled scanner of a patterns folder; compiled once for each version."""
    if patterns.version not in _SCANNERS:
        _SCANNERS[patterns.version] = Scanner(patterns)
    return _SCANNERS[patterns.version]


def find_quantities(text: str, patterns: Patterns) -> list[Candidate]:
    """Return every numeral of a cleaned text with what belongs to it, in text order and without overlaps.

    >>> from extractor.patterns import load_patterns
    >>> [(found.quantity.value, found.quantity.unit) for found in find_quantities("up to £80 million", load_patterns())]
    [(Decimal('80000000'), 'GBP')]
    """
    return get_scanner(patterns).scan(text)

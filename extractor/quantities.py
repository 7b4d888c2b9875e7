"""Text -> the figures in it: "£1.5m", "97 per cent", "over half a million", "fifty-five", "Cohort 24", "two-thirds of".

Works on cleaned text (cleaning.py) in one pass and linear time: a scan finds every numeral, in digits and in words, and
each is then grown to the left and right by the words and signs of patterns/qualifiers.yaml and patterns/units.yaml.
What is found here is a candidate; whether it is a claim or a date, a page number or a name is for extract.py to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import regex

from extractor.models import Kind, Qualifier, Quantity
from extractor.patterns import Patterns, QualifierPattern, UnitPattern


class Form(StrEnum):
    """How a numeral is written."""

    DIGITS = "digits"
    WORDS = "words"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    VAGUE = "vague"
    GLUED = "glued"  # digits that are part of a longer word: BLRF2, survey1, 3D


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


_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_VALUES = {"zero": 0, "a": 1, "an": 1, "dozen": 12}
_VALUES |= {word: value for value, word in enumerate(_ONES, 1)}
_VALUES |= {word: value for value, word in enumerate(_TEENS, 10)}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS, 2)}
_ORDINAL_ONES = "first second third fourth fifth sixth seventh eighth ninth".split()
_ORDINAL_TEENS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
)
_ORDINALS = {word: value for value, word in enumerate([*_ORDINAL_ONES, *_ORDINAL_TEENS], 1)}
_ORDINALS |= {word[:-1] + "ieth": 10 * value for value, word in enumerate(_TENS, 2)}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_VAGUE = {"dozens": 12, "scores": 20, "tens": 10, "hundreds": 100, "thousands": 10**3, "millions": 10**6}
_VAGUE |= {"billions": 10**9}
_MULTIPLES = {"double": 2, "doubled": 2, "doubling": 2, "doubles": 2, "twice": 2, "triple": 3, "tripled": 3, "tripling": 3}
_MULTIPLES |= {"trebled": 3, "treble": 3, "trebling": 3, "thrice": 3, "quadrupled": 4, "quadruple": 4, "quadrupling": 4}
_HALVES = {"halved": Decimal("0.5"), "halving": Decimal("0.5")}


def _any(words: Iterable[str]) -> str:
    """An alternation, longest first, in which a space stands for any run of spaces or hyphens."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(regex.escape(word, special_only=True, literal_spaces=True).replace(" ", "[ -]") for word in ordered)


_BELOW_100 = rf"(?:{_any(_TENS)})(?:[ -](?:{_any(_ONES)}))?|{_any(_TEENS)}|{_any(_ONES)}"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|an?)[ -]hundred(?:(?: and)? (?:{_BELOW_100}))?|{_BELOW_100})"
_BIG = r"thousand|million|billion|trillion"
_CARDINAL = (
    rf"(?:half (?:an?|of an?) (?:{_BIG}|hundred|dozen)|(?:a|three) quarters? of an? (?:{_BIG})"
    rf"|(?:{_BELOW_100}|an?) dozen"
    rf"|(?:{_BELOW_1000}|an?) and a half (?:{_BIG})"
    rf"|(?:{_BELOW_1000}|an?)[ -](?:{_BIG})(?:,? (?:and )?{_BELOW_1000}(?:[ -]thousand(?:,? (?:and )?{_BELOW_1000})?)?)?"
    rf"|{_BELOW_1000}|zero)"
)
_FRACTION = (
    rf"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine)[ -](?:half|thirds?|quarters?|fifths?|sixths?|sevenths?"
    rf"|eighths?|ninths?|tenths?)|half)"
)
_ORDINAL = (
    rf"(?:(?:{_any(_TENS)})[ -](?:{_any(_ORDINAL_ONES)})|"
    + _any(word for word in _ORDINALS)
    + r"|\d{1,3}(?:,\d{3})*(?:st|nd|rd|th))"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)*|\d+(?:\.\d+)*"
_NUMERAL = regex.compile(
    rf"(?P<ratio>\b(?:{_any(_ONES)}|ten|\d{{1,2}})[ -](?:in|out of)(?: every)?[ -](?:{_any([*_ONES[1:], 'ten', 'twenty'])}"
    r"|\d{1,3})\b(?![\d,.]*\d|[%/]))"
    rf"|(?P<vague>\b(?:several|a few|many|tens of|hundreds of)? ?\b(?:{_any(_VAGUE)})(?: of (?:hundreds|thousands|millions"
    r"|billions))?\b|\b(?:several|a few) (?:hundred|thousand|million|dozen)\b|\ba couple\b)"
    rf"|(?P<multiple>\b(?:{_any([*_ONES, 'ten'])}) and a half times\b|\b(?:{_any([*_MULTIPLES, *_HALVES])})\b|\b(?:{_any([*_ONES, 'ten'])}|\d+(?:\.\d+)?)-?fold\b"
    rf"|\b(?:{_any([*_ONES, 'ten'])}|\d+(?:\.\d+)?) times\b|(?<![\w.])\d+(?:\.\d+)?x(?!\w))"
    rf"|(?P<ordinal>(?<![\w.,])(?:{_ORDINAL})(?!\w))"
    rf"|(?P<fraction>\b{_FRACTION}\b(?! (?:an? )?(?:{_BIG}|hundred|dozen)\b))"
    rf"|(?P<words>\b{_CARDINAL}\b)"
    rf"|(?P<digits>{_DIGITS})",
    regex.IGNORECASE,
)
_MONEY_SIGN = regex.compile(r"(?r)(?P<sign>[+\-–]?)(?P<currency>[£€$])(?P<inner>(?:[+\-–] ?| )?)")
_CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD"}
_SIGN = regex.compile(r"(?r)(?<![\w)\]%.,])[+\-–]")
_ARTICLE = regex.compile(r"(?r)(?<!\w)(?:an?|the|its|our|their) ?", regex.IGNORECASE)
_SUFFIX_LETTERS = regex.compile(r"[A-Za-z]+")
_LABEL_GAP = 18
# "about the 12 wards", "up to the 12 wards": before "the" these words do not hedge.
_NOT_OF_THE = (Qualifier.ABOUT, Qualifier.UP_TO)


class Scanner:
    """The patterns of one folder, compiled for scanning; build it once (see `get_scanner`)."""

    def __init__(self, patterns: Patterns) -> None:
        units = [entry for entry in patterns.units if entry.sense == "unit"]
        self._magnitudes = _suffixes(entry for entry in patterns.units if entry.sense == "magnitude")
        self._percents = _suffixes(entry for entry in units if entry.kind is Kind.PERCENT)
        self._money = _suffixes(entry for entry in units if entry.kind is Kind.MONEY)
        self._durations = _suffixes(entry for entry in units if entry.kind is Kind.DURATION)
        self._physical = _suffixes(entry for entry in units if entry.kind is Kind.COUNT)
        series = [entry for entry in patterns.units if entry.sense == "series"]
        words = _any(word for entry in series for word in entry.after)
        self._label = regex.compile(rf"(?r)(?<!\w)(?P<series>{words})(?:s)? ?(?:no\.? ?|number )?", regex.IGNORECASE)
        self._label_list = regex.compile(
            rf"(?r)(?<!\w)(?P<series>{words})s? (?:\d{{1,3}}|{_any(_ONES)})(?:, (?:\d{{1,3}}|{_any(_ONES)}))*,? (?:and|or|to|&) ",
            regex.IGNORECASE,
        )
        self._series = regex.compile(rf"(?: [\w'&/-]+){{0,4}}? (?P<series>{words})s?(?!\w)", regex.IGNORECASE)
        self._series_ids = {word.lower(): entry.id for entry in series for word in entry.after}
        self._before, self._before_entries = _hedges(patterns.qualifiers, before=True)
        self._after, self._after_entries = _hedges(patterns.qualifiers, before=False)

    def scan(self, text: str) -> list[Candidate]:
        """Return every numeral of a cleaned text as a candidate, in order and without overlaps."""
        found: list[Candidate] = []
        for match in _NUMERAL.finditer(text):
            found.extend(self._read(text, match))
        return _inherit_units(text, list(self._join_ranges(text, found)))

    def _read(self, text: str, match: regex.Match[str]) -> Iterator[Candidate]:
        form = Form(match.lastgroup or "digits")
        start, end = match.span()
        while text[start] == " ":
            start += 1
        if form is Form.DIGITS:
            yield from self._read_digits(text, start, end)
        elif form is Form.ORDINAL:
            yield self._read_ordinal(text, start, end)
        elif form is Form.RATIO:
            yield from self._read_ratio(text, start, end)
        elif form is Form.MULTIPLE:
            yield self._read_multiple(text, start, end)
        elif form is Form.FRACTION:
            yield from self._read_fraction(text, start, end)
        elif form is Form.VAGUE:
            yield self._read_vague(text, start, end)
        else:
            yield from self._read_words(text, start, end)

    def _read_digits(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        written = text[start:end]
        before = text[start - 1] if start else ""
        if before.isalpha() or before == "_":
            tail = _word_end(text, end)
            yield _bare(start, tail, start, end, form=Form.GLUED)
            return
        if written.count(".") > 1:
            yield _bare(start, end, start, end, form=Form.GLUED)
            return
        value = Decimal(written.replace(",", ""))
        step = Decimal(1).scaleb(-len(written.partition(".")[2]))
        yield self._grow(text, (start, end), value, step, Form.DIGITS)

    def _read_words(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        words = text[start:end].lower()
        value = _read_cardinal(words)
        rounded = value >= 1000 and any(scale in words for scale in ("thousand", "million", "billion", "trillion"))
        step = _last_digit(value) if rounded else Decimal(1)
        yield self._grow(text, (start, end), value, step, Form.WORDS, rounded=rounded)

    def _read_ordinal(self, text: str, start: int, end: int) -> Candidate:
        written = text[start:end].lower()
        if written[0].isdigit():
            value = Decimal(regex.sub(r"\D", "", written))
        else:
            value = Decimal(sum(_ORDINALS.get(word) or _VALUES[word] for word in regex.split(r"[ -]", written)))
        quantity = Quantity(kind=Kind.ORDINAL, value=value)
        following = self._series.match(text, end)
        series = following["series"].lower() if following else ""
        return Candidate(
            start=start,
            end=end,
            numeral=start,
            numeral_end=end,
            quantity=replace(quantity, unit=series),
            form=Form.ORDINAL,
            pattern=self._series_ids.get(series, "ordinal"),
            series=series,
        )

    def _read_ratio(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        match = regex.match(r"(?i)([\w]+)[ -](?:in|out of)(?: every)?[ -](\w+)", text[start:end])
        parts = [_small_number(word) for word in match.groups()] if match else [None, None]
        part, whole = parts[0], parts[1]
        bare_years = whole is not None and part is not None and (part >= whole or whole > 20 and whole % 10)
        months = regex.match(r" (?:months?|years?|weeks?|days?|hours?)\b", text[end:])
        if part is None or whole is None or bare_years or months:
            # "2 in 45", "three in 12 months": two numbers of their own.
            for inner in _NUMERAL.finditer(text, start, end):
                if inner.lastgroup != "ratio":
                    yield from self._read(text, inner)
                else:
                    yield from self._split_ratio(text, start, end)
            return
        quantity = Quantity(kind=Kind.PERCENT, value=_share(part, whole), unit="percent", abbreviated=True)
        yield self._hedge(text, start, end, (start, end), quantity, Form.RATIO, "ratio")

    def _split_ratio(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        for word in regex.finditer(r"\w+", text, pos=start, endpos=end):
            value = _small_number(word.group())
            if value is not None:
                form = Form.DIGITS if word.group().isdigit() else Form.WORDS
                yield self._grow(text, word.span(), value, Decimal(1), form)

    def _read_multiple(self, text: str, start: int, end: int) -> Candidate:
        written = text[start:end].lower()
        word = regex.split(r"[ -]|fold|x$", written)[0]
        value = _MULTIPLES.get(written) or _HALVES.get(written) or _small_number(word)
        if " and a half" in written and value:
            value = Decimal(value) + Decimal("0.5")
        quantity = Quantity(kind=Kind.MULTIPLE, value=Decimal(value or 0), unit="times")
        return self._hedge(text, start, end, (start, end), quantity, Form.MULTIPLE, "multiple")

    def _read_fraction(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        words = regex.split(r"[ -]", text[start:end].lower())
        part = _VALUES.get(words[0], 1) if len(words) > 1 else 1
        whole = _PARTS[words[-1].rstrip("s") if words[-1] != "half" else "half"]
        quantity = Quantity(kind=Kind.PERCENT, value=_share(Decimal(part), Decimal(whole)), unit="percent", abbreviated=True)
        candidate = self._hedge(text, start, end, (start, end), quantity, Form.FRACTION, "fraction")
        span = self._durations.match(regex.sub(r"^ an? ", "  ", text[end : end + 24]), 1)
        if span and words[-1] in ("half", "quarter", "quarters") and span.kind is Kind.DURATION and text[end : end + 2] == " a":
            length = Quantity(kind=Kind.DURATION, value=quantity.value / 100, unit=span.unit, step=Decimal("0.5"))
            stop = end + regex.match(r" an? \w+", text[end:]).end()  # type: ignore[union-attr]
            yield self._hedge(text, start, stop, (start, end), length, Form.FRACTION, span.id)
            return
        if self._is_share(text, candidate, words):
            yield candidate
        elif len(words) > 1 and words[0] not in ("a", "an"):
            # "two quarters", "one third-party audit": the cardinal is a number of its own, and so is the ordinal.
            yield from self._read_words(text, start, start + len(words[0]))
        elif words[-1] in _ORDINALS:
            yield self._read_ordinal(text, end - len(words[-1]), end)
        else:
            yield replace(candidate, quantity=replace(quantity, kind=Kind.MULTIPLE, unit=""), pattern="fraction.word")

    @staticmethod
    def _is_share(text: str, candidate: Candidate, words: list[str]) -> bool:
        following = text[candidate.end : candidate.end + 24]
        if regex.match(r" ?-?(?:an? |the )?(?:day|days|term|year|year's|hour|hourly|yearly|way|time|life)\b", following):
            return False
        if regex.match(r" of (?:the )?(?:financial |calendar |municipal |academic )?(?:year|term|\d{4})\b", following):
            return False
        preceding = text[max(0, candidate.start - 12) : candidate.start].lower()
        if words[-1] == "quarters" and words[0] != "three":
            return False
        if words[-1] in ("half", "quarter", "third", "fifth") and regex.search(
            r"\b(?:first|second|third|fourth|last|this|next|each|every|per|that|latter|final|other) $", preceding
        ):
            return False
        if regex.match(r" (?:of|the|all|our|its|their|these|those|say|said|had|have|were|are|reported|felt)\b", following):
            return True
        if candidate.quantity.qualifier is not Qualifier.EXACT or preceding.endswith((" by ", " to ", "by ")):
            return len(words) > 1 or words[-1] == "half"
        return len(words) > 1 and (words[-1].endswith("s") or not following[:1].strip() and words[-1] == "quarter") or (
            len(words) > 1 and regex.match(r"[.,;:)]", following) is not None
        )

    def _read_vague(self, text: str, start: int, end: int) -> Candidate:
        words = text[start:end].lower().split()
        value = 1
        for word in words:
            value *= _VAGUE.get(word) or _SCALES.get(word) or (2 if word == "couple" else 12 if word == "dozen" else 1)
        qualifier = Qualifier.ABOUT if words[-1] == "couple" else Qualifier.OVER
        step = Decimal(value)
        quantity = Quantity(kind=Kind.COUNT, value=step, qualifier=qualifier, step=step, abbreviated=True)
        money = self._money.match(text, end)
        if money:
            quantity = replace(quantity, kind=Kind.MONEY, unit=money.unit)
            end = money.end
        return Candidate(
            start=start,
            end=end,
            numeral=start,
            numeral_end=end,
            quantity=quantity,
            form=Form.VAGUE,
            pattern="vague",
        )

    def _grow(
        self, text: str, span: tuple[int, int], value: Decimal, step: Decimal, form: Form, *, rounded: bool = False
    ) -> Candidate:
        """Take in what belongs to a number: sign, currency, magnitude, unit; then the words that hedge it."""
        start, end = span
        label = self._label_of(text, start)
        if label and step == 1 and value < 1000 and not rounded and not self._has_unit(text, end):
            quantity = Quantity(kind=Kind.ORDINAL, value=value, unit=label)
            series_id = self._series_ids.get(label, "label")
            return Candidate(
                start=start, end=end, numeral=start, numeral_end=end, quantity=quantity, form=form, pattern=series_id, series=label
            )
        kind, unit, pattern = Kind.COUNT, "", "number.words" if form is Form.WORDS else "number.digits"
        currency = _MONEY_SIGN.match(text, 0, start)
        if currency:
            kind, unit, pattern = Kind.MONEY, _CURRENCIES[currency["currency"]], "unit.money"
            start = currency.start()
            if currency["sign"].strip() and start and text[start - 1].isalnum():
                start += len(currency["sign"])
            elif {currency["sign"].strip(), currency["inner"].strip()} & {"-", "–"}:
                value = -value
        elif form is Form.DIGITS and (sign := _SIGN.match(text, 0, start)):
            start = sign.start()
            value = -value if sign.group() != "+" else value
        magnitude = self._magnitudes.match(text, end)
        if magnitude and kind is Kind.COUNT and self._is_metres(text, magnitude):
            unit, end = "metres", magnitude.end
        elif magnitude:
            value, step, rounded, end = _times(value, magnitude.factor), _times(step, magnitude.factor), True, magnitude.end
        compound = ""
        if kind is Kind.COUNT and not unit:
            for units in (self._percents, self._money, self._durations, self._physical):
                suffix = units.match(text, end)
                if suffix:
                    kind, unit, pattern, end = suffix.kind, suffix.unit, suffix.id, suffix.end
                    value, step = _times(value, suffix.factor), _times(step, suffix.factor)
                    break
            else:
                tied = regex.match(r"-([A-Za-z][\w'-]*)", text[end : end + 40])
                compound = tied[1] if tied else ""
        quantity = Quantity(kind=kind, value=value, unit=unit, step=step, abbreviated=rounded)
        candidate = self._hedge(text, start, end, span, quantity, form, pattern)
        letters = _SUFFIX_LETTERS.match(text, end)
        if form is Form.DIGITS and letters and kind is Kind.COUNT:
            return _bare(span[0], _word_end(text, letters.end()), span[0], span[1], form=Form.GLUED)
        return replace(candidate, compound=compound)

    def _has_unit(self, text: str, end: int) -> bool:
        return any(units.match(text, end) for units in (self._magnitudes, self._percents, self._durations))

    @staticmethod
    def _is_metres(text: str, suffix: _Suffix) -> bool:
        return text[suffix.end - 1 : suffix.end] == "m" and bool(
            regex.match(r" (?:swimming|pool|long|wide|high|tall|deep|sprint|race|stretch|radius)\b", text[suffix.end :][:12])
        )

    def _label_of(self, text: str, start: int) -> str:
        """The series word that a number numbers: "Cohort 24", "cohort no. 3", "Cohorts 1 and 2"."""
        before = self._label.match(text, max(0, start - _LABEL_GAP), start)
        if before and (before.end() == start) and text[start - 1] == " ":
            return str(before["series"]).lower()
        listed = self._label_list.match(text, max(0, start - 60), start)
        return str(listed["series"]).lower() if listed else ""

    def _hedge(
        self, text: str, start: int, end: int, numeral: tuple[int, int], quantity: Quantity, form: Form, pattern: str
    ) -> Candidate:
        candidate = Candidate(
            start=start, end=end, numeral=numeral[0], numeral_end=numeral[1], quantity=quantity, form=form, pattern=pattern
        )
        floor = max(0, start - 48)
        article = _ARTICLE.match(text, floor, start)
        for edge in dict.fromkeys((start, article.start() if article else start)):
            before = self._before.match(text, floor, edge)
            entry = self._hedge_entry(text, before, self._before_entries, candidate)
            if not before or not entry or edge < start and text[edge] not in "aA" and entry.qualifier in _NOT_OF_THE:
                continue
            candidate = replace(candidate, start=before.start(), quantity=replace(quantity, qualifier=entry.qualifier))
            if entry.qualifier is not Qualifier.ABOUT:
                return candidate  # "some 140+ clerks": a bound behind the figure says more than a rough hedge before it
            quantity = candidate.quantity
            break
        after = self._after.match(text, end)
        entry = self._hedge_entry(text, after, self._after_entries, candidate)
        if after and entry:
            end = after.end()
            duration = self._durations.match(text, end) if quantity.kind is Kind.COUNT else None
            if duration:
                quantity = replace(quantity, kind=duration.kind, unit=duration.unit)
                end, pattern = duration.end, duration.id
            return replace(
                candidate, end=end, quantity=replace(quantity, qualifier=entry.qualifier), pattern=pattern
            )
        return candidate

    @staticmethod
    def _hedge_entry(
        text: str, match: regex.Match[str] | None, entries: dict[str, list[QualifierPattern]], candidate: Candidate
    ) -> QualifierPattern | None:
        if not match:
            return None
        words = regex.sub(r"[ -]+", " ", match["hedge"].lower())
        preceding = _last_word(text, match.start() if match.start() < candidate.start else candidate.start)
        following = text[max(candidate.end, match.end()) :][:40].lstrip().lower()
        for entry in entries.get(words, []):
            length = candidate.quantity.kind is Kind.COUNT and candidate.quantity.unit != ""
            if entry.kinds and (Kind.DURATION if length else candidate.quantity.kind) not in entry.kinds:
                continue
            if preceding in entry.never_after:
                continue
            guarded = entry.only_after or entry.only_before
            if guarded and preceding not in entry.only_after and not following.startswith(entry.only_before or ("\0",)):
                continue
            return entry
        return None

    def _join_ranges(self, text: str, found: list[Candidate]) -> Iterator[Candidate]:
        """Join "between 63 per cent and 100 per cent", "3-5 days", "£1.5 to £2 million"; leave "up from 60 to 90"."""
        position = 0
        while position < len(found):
            low = found[position]
            high = found[position + 1] if position + 1 < len(found) else None
            joined = self._range(text, low, high) if high else None
            yield joined or low
            position += 2 if joined else 1

    def _range(self, text: str, low: Candidate, high: Candidate) -> Candidate | None:
        if low.form not in (Form.DIGITS, Form.WORDS) or high.form not in (Form.DIGITS, Form.WORDS):
            return None
        if low.series or high.series or high.numeral - low.end > 12 or high.start < low.end:
            return None
        if low.quantity.qualifier is not Qualifier.EXACT or high.quantity.qualifier is not Qualifier.EXACT:
            return None
        preceding = text[max(0, low.start - 24) : low.start].lower()
        link = text[low.end : high.start].lower()
        between = regex.search(r"(?:^|\W)((?:of )?(?:between|anywhere between) )$", preceding)
        begin = low.start - len(between[1].removeprefix("of ")) if between else low.start
        if between and link.strip() == "and" or link in (" to ", "-", "–", " - ", " – ", " or ", " and "):
            next_to = link == " or " and 0 < high.quantity.value - low.quantity.value <= 2
            if link in (" or ", " and ") and not between and not next_to:
                return None
        else:
            return None
        source = regex.search(r"(?:^|\W)(from )$", preceding)
        changed = regex.search(r"\b(?:up|down|rose|risen|rising|rise|increas\w+|grew|grown|growth|fell|fallen|fall|drop\w*|"
                               r"reduc\w+|decreas\w+|cut|chang\w+|mov\w+|improv\w+|went|gone|expand\w+)\b[^.;]{0,40}from $", text[:low.start][-70:], regex.I)
        if source and changed:
            return None
        if source:
            begin = low.start - len("from ")
        first, last = low.quantity, high.quantity
        if first.kind is Kind.COUNT and last.kind is not Kind.COUNT and not low.compound:
            scale = last.value / _digits_value(text, high) if _digits_value(text, high) else Decimal(1)
            first = replace(first, kind=last.kind, unit=last.unit)
            if not low.quantity.abbreviated and first.value * scale < last.value:
                first = replace(first, value=first.value * scale, step=first.step * scale)
        elif first.kind is last.kind and last.abbreviated and not first.abbreviated and first.value < 1000:
            scale = last.value / _digits_value(text, high) if _digits_value(text, high) else Decimal(1)
            first = replace(first, value=first.value * scale, step=first.step * scale)
        elif first.kind is Kind.MONEY and last.kind is Kind.COUNT and link.strip() in ("-", "–", "to", "and"):
            last = replace(last, kind=Kind.MONEY, unit=first.unit)
        if first.kind is not last.kind or first.value >= last.value:
            return None
        quantity = Quantity(
            kind=last.kind,
            value=first.value,
            value_high=last.value,
            qualifier=Qualifier.RANGE,
            unit=last.unit,
            step=min(first.step, last.step),
            abbreviated=last.abbreviated,
        )
        return Candidate(
            start=begin,
            end=high.end,
            numeral=low.numeral,
            numeral_end=high.numeral_end,
            quantity=quantity,
            form=low.form,
            pattern="range",
            compound=high.compound,
        )


@dataclass(frozen=True, slots=True)
class _Suffix:
    end: int
    id: str
    kind: Kind
    unit: str
    factor: Decimal


class _Suffixes:
    """Words that may follow a number, as one expression; matched at a place, with or without a space or hyphen."""

    def __init__(self, entries: list[UnitPattern]) -> None:
        self._entries = {word.lower(): entry for entry in entries for word in entry.after}
        words = [word for entry in entries for word in entry.after]
        self._expression = regex.compile(rf"[ -]?(?:(?:extra|additional|further|full|whole) )?(?P<word>{_any(words)})(?!\w)", regex.IGNORECASE) if words else None

    def match(self, text: str, at: int) -> _Suffix | None:
        found = self._expression.match(text, at) if self._expression else None
        if not found:
            return None
        word = regex.sub(r"[ -]+", " ", found["word"].lower())
        entry = self._entries.get(word) or self._entries[found["word"].lower()]
        return _Suffix(found.end(), entry.id, entry.kind, entry.unit, Decimal(entry.factor))


def _inherit_units(text: str, found: list[Candidate]) -> list[Candidate]:
    """Give "five" its weeks in "from nine weeks to five"."""
    for at in range(1, len(found)):
        before, candidate = found[at - 1], found[at]
        link = text[before.end : candidate.start]
        if link != " to " or candidate.quantity.kind is not Kind.COUNT or candidate.quantity.unit or candidate.compound:
            continue
        if before.quantity.kind in (Kind.DURATION, Kind.PERCENT, Kind.MONEY) and not regex.match(r" \p{L}", text[candidate.end :][:2]):
            quantity = replace(candidate.quantity, kind=before.quantity.kind, unit=before.quantity.unit)
            found[at] = replace(candidate, quantity=quantity)
    return found


def _suffixes(entries: Iterable[UnitPattern]) -> _Suffixes:
    return _Suffixes(list(entries))


def _hedges(
    entries: Iterable[QualifierPattern], *, before: bool
) -> tuple[regex.Pattern[str], dict[str, list[QualifierPattern]]]:
    by_words: dict[str, list[QualifierPattern]] = {}
    for entry in entries:
        for words in entry.before if before else entry.after:
            by_words.setdefault(words.lower(), []).append(entry)
    signs = [words for words in by_words if not words[0].isalnum()]
    spoken = [words for words in by_words if words[0].isalnum()]
    if before:
        expression = rf"(?r)(?<![\w-])(?P<hedge>(?:{_any(spoken)})|(?:{_any(signs) or '(?!)'})) ?"
    else:
        expression = rf"(?P<hedge>(?:{_any(signs) or '(?!)'})(?![\d£])|[ ](?:{_any(spoken)})(?!\w))"
        by_words |= {f" {words}": entries for words, entries in by_words.items() if words in spoken}
    return regex.compile(expression, regex.IGNORECASE), by_words


def _bare(start: int, end: int, numeral: int, numeral_end: int, *, form: Form) -> Candidate:
    quantity = Quantity(kind=Kind.COUNT, value=Decimal(0))
    return Candidate(
        start=start, end=end, numeral=numeral, numeral_end=numeral_end, quantity=quantity, form=form, pattern=form.value
    )


def _word_end(text: str, at: int) -> int:
    while at < len(text) and (text[at].isalnum() or text[at] == "_"):
        at += 1
    return at


def _last_word(text: str, at: int) -> str:
    found = regex.search(r"([\w'&-]+)\W*$", text[max(0, at - 30) : at])
    return found[1].lower() if found else ""


def _digits_value(text: str, candidate: Candidate) -> Decimal:
    written = text[candidate.numeral : candidate.numeral_end].replace(",", "")
    try:
        return Decimal(written)
    except ArithmeticError:
        return Decimal(0)


def _small_number(word: str) -> Decimal | None:
    if regex.fullmatch(r"\d+(?:\.\d+)?", word):
        return Decimal(word)
    value = _VALUES.get(word.lower())
    return Decimal(value) if value else None


def _share(part: Decimal, whole: Decimal) -> Decimal:
    share = 100 * part / whole
    return share.quantize(Decimal("0.01")).normalize() if share != share.to_integral() else share.to_integral()


def _times(value: Decimal, factor: Decimal) -> Decimal:
    """A product without the noughts that multiplying leaves behind the point."""
    if factor == 1:
        return value
    product = (value * factor).normalize()
    return product.quantize(Decimal(1)) if product == product.to_integral() else product


def _last_digit(value: Decimal) -> Decimal:
    """The size of the last digit that is not nought: 100000 for 1500000."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def _read_cardinal(words: str) -> Decimal:
    """The value of a number in words: "one hundred and six" is 106, "half a million" 500000.

    >>> _read_cardinal("two and a half million")
    Decimal('2500000.0')
    """
    factor = Decimal(1)
    for opening, part in (("half of a", "0.5"), ("half a", "0.5"), ("three quarters of a", "0.75"), ("a quarter of a", "0.25")):
        if words.startswith(opening):
            factor, words = Decimal(part), "a" + words[len(opening) :].removeprefix("n")
            break
    half = " and a half" in words
    words = words.replace(" and a half", "")
    total, current = Decimal(0), Decimal(0)
    for word in regex.split(r"[ ,-]+", words):
        if word in ("and", ""):
            continue
        if word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total += (current + (Decimal("0.5") if half else 0)) * _SCALES[word]
            current = Decimal(0)
        elif word == "dozen":
            current = (current or 1) * 12
        else:
            current += _VALUES[word]
    return (total + current) * factor


_SCANNERS: dict[str, Scanner] = {}


def get_scanner(patterns: Patterns) -> Scanner:
    """Return the compiled scanner of a patterns folder; compiled once for each version."""
    if patterns.version not in _SCANNERS:
        _SCANNERS[patterns.version] = Scanner(patterns)
    return _SCANNERS[patterns.version]


def find_quantities(text: str, patterns: Patterns) -> list[Candidate]:
    """Return every numeral of a cleaned text with what belongs to it, in text order and without overlaps."""
    return get_scanner(patterns).scan(text)

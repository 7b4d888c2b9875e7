"""Text -> periods: "2023/24", "since 2015", "31 March 2024", "October - December 2023", "last year".

Works on cleaned text (cleaning.py) in two steps: one compiled pattern finds atoms ("8-9 November", "Q2", "last year"),
then neighbours are joined ("April 2019 to March 2020") and the word before says how they sit in time ("since",
"as at"). Linear in the length of the text, and raises on no string.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import regex

from extractor.cleaning import remember
from extractor.models import Mention, Period, Reason
from extractor.numerals import find_opened, openings_of

# --- vocabulary -----------------------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "one first 1st",
            "two second 2nd couple",
            "three third 3rd",
            "four fourth 4th final",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
    for word in words.split()
}  # "few" is no number: what happened in the past few weeks is dated by the text that says so
# Meteorological seasons, as official calendars have them: (first month, months into the year it starts in).
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_UNIT_MONTHS = {"year": 12, "quarter": 3, "month": 1, "decade": 120}

_YEAR = r"(?:19|20)\d\d"
# "may" and "march" are verbs in small letters; abbreviations in small letters are other words.
_LONG_MONTH = (
    r"(?:(?i:january|february|april|june|july|august|september|october|november|december)|March|MARCH|May|MAY)\b"
)
_MONTH = (
    rf"(?:{_LONG_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b\.?)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:\s?(?:st|nd|rd|th))?(?![\d%])"
_WEEKDAY = r"(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_COUNT = r"(?:\d{1,3}|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|couple\ of))"
_FINANCIAL = (
    rf"(?:(?i:(?:financial|fiscal|municipal|council|academic)\ year\ )?(?<!\d){_YEAR}(?:\s?/\s?(?:{_YEAR}|\d\d)|"
    rf"\s?[–-]\s?{_YEAR}|[–-]\d\d)(?![\d%]|[/–-]\d|,\d|\.\d)"
    rf"|(?i:(?:financial|fiscal|municipal|council)\ year\ )(?:\d\d\s?[/–-]\s?\d\d|{_YEAR})(?!\d)"
    rf"|\bFY\s?'?(?:{_YEAR}|\d\d)(?:\s?[/–-]\s?(?:{_YEAR}|\d\d))?(?!\d))"
)
_THE_YEAR = r"(?i:(?:the|this|last|each)\ (?:(?:current|previous|financial|fiscal|calendar|municipal|council)\ )*year)"
_SHORT_FINANCIAL = r"(?:[123]\d/[123]\d(?![\d/%]|,\d))"
_OF_YEAR = (
    rf"(?:,?\s?(?i:of\ |in\ |for\ )?(?:(?i:the\ )?{_FINANCIAL}|{_SHORT_FINANCIAL}|"
    rf"(?i:calendar\ )?{_YEAR}(?!\d)|{_THE_YEAR}))"
)
_YEAR_NOUN = r"(?:(?:financial|fiscal|calendar|municipal|council|reporting|academic|business|contract)\ )?"

_EVENT = (
    r"(?i:elections?|census|surveys?|results?|figures?|levels?|accounts?|reports?|reviews?|budgets?|awards?|"
    r"regulations?|"
    r"programmes?|conferences?|games|olympics|statistics|guidelines|standards|reforms?|estimates?|prices|cohorts?|"
    r"intakes?|"
    r"pay|acts?|pledges?|targets?|boundaries|restrictions|lockdowns?|floods|riots|settlements?|rounds?|plans?|stars?|"
    r"negotiations|agreements?|outcomes?|rates|values|terms|local|general|annual|spending|autumn|spring|summer|winter)"
)
# Words in small letters that end in s or may stand between, and make no counted noun.
_NO_NOUN = (
    r"(?!(?:has|was|is|as|its|this|us|does|says|shows|sees|marks|brings|across|towards|perhaps|always|thus|plus|"
    r"versus|the|a|"
    r"an|and|or|in|of|to|for|on|by|at|with|from|it|we|they|there|who|which|when|where|while|but|that|than|had|"
    r"have|will|"
    r"were|are|be|been|so|if|because|before|after|until|since|during|over|under|between)\b)"
)
_COUNTED = rf"(?:{_NO_NOUN}[a-z][a-z'-]*\ ){{0,2}}(?:people|children|staff|men|women|{_NO_NOUN}[a-z][a-z'-]*(?<!s)s)\b"
_STRONG_BEFORE_YEAR = (
    r"(?i:in|since|during|by|until|till|from|before|after|between|early|late|mid|throughout|calendar|year|spring|"
    r"summer|"
    r"autumn|winter|end of|start of|beginning of|(?:months?|quarters?|weeks?|period|half|rest|course|part) of)"
)

# GOV.UK writes the financial year 2016/17 as "2016 to 2017"; "from 2016 to 2017" is a stretch.
_STRIDE = (
    r"(?<!\b(?i:from|between|and|since)\s)(?<!\d)(?:19|20)(?:"
    + "|".join(rf"{year:02d}\sto\s(?:19|20)?{(year + 1) % 100:02d}" for year in range(100))
    + r")(?![\d%]|[/–-]\d|,\d|\.\d)"
)

# Each alternative ends in an empty group that names it. The longer forms come first.
_ATOM = regex.compile(
    rf"""(?=[\dA-Za-z'])(?<![\w£$€.,]|\d-|(?<![A-Za-z])/)(?:
      (?P<numeric>(?:{_YEAR}-[01]\d-[0-3]\d|[0-3]?\d([/.-])[01]?\d\2(?:{_YEAR}|\d\d))(?![\d/]|[.-]\d))
    | (?P<day>(?:{_WEEKDAY},?\s)?(?i:the\s)?{_DAY}(?:(?:,\s|\s?(?:[-–/]|to\b|and\b
        |&)\s?){_DAY}){{0,4}}\s(?i:of\s)?{_MONTH}
        (?:,?\s{_YEAR}(?![\d/]))?)
    | (?P<american>{_MONTH}\s{_DAY}(?:\s?(?:[-–]|to\b|and\b|&)\s?{_DAY})?,?\s{_YEAR}(?!\d)
        |(?<=(?i:\bon\s)){_MONTH}\s{_DAY}(?!,\d)|{_LONG_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)\b)
    | (?P<malformed>{_MONTH},?\s{_YEAR}\s?/\s?(?:{_YEAR}|\d\d)(?![\d/]))
    | (?P<month>{_MONTH}(?:,?\s(?i:of\s)?{_YEAR}(?!\d)|(?:-|\s?'){{1}}\d\d(?![\d/-])))
    | (?P<quarter>(?:{_FINANCIAL},?\s?)?(?:Q\s?[1-4](?:\s?(?:[-–/]|to|and|&)\s?Q?[1-4])?(?!\d|\.\d)
        |(?i:quarters?\s(?:[1-4](?!\d|[,.]\d)|one|two|three|four)\b(?:\s?(?:[-–]|to|and|&)\s?[1-4](?!\d))?)
        |(?i:(?:the\ )?(?:first|second|third|fourth|final|1st|2nd|3rd|4th)\squarter)){_OF_YEAR}?)
    | (?P<half>(?:{_FINANCIAL},?\s?)?(?:H[12]\b(?!\.\d){_OF_YEAR}?
        |(?i:(?:the\ )?(?:first|second)\s(?:half|six\smonths|6\smonths)){_OF_YEAR}
        |(?i:(?:the\ )?(?:first|last|final)\s(?:three|nine|3|9)\smonths){_OF_YEAR}))
    | (?P<season>(?i:spring|summer|autumn|winter)\s(?i:of\s)?{_YEAR}(?:\s?[/–-]\s?(?:{_YEAR}|\d\d))?(?!\d)
        |(?<=\b(?i:in|this|last|next|by|since|until|from|during|over|early|late|mid)\s(?i:the\s)?)
         (?i:spring|summer|autumn|winter)\b(?!\s(?i:statement|budget|pressures?|fuel|school|term|conference)))
    | (?P<financial>{_FINANCIAL}|{_SHORT_FINANCIAL}|{_STRIDE})
    | (?P<decade>(?:(?:19|20)\d0|'\d0)'?s\b)
    | (?P<year>(?i:calendar\s(?:year\s)?)?{_YEAR}(?!\w|,?\d|[%+]|\.\d(?!\d?\s\p{{Lu}}|\d?$)
        |\s(?i:per|million|thousand|x)\b|:\d|/)
        (?:\scalendar\syear)?)
    | (?P<short>(?<=[a-z]\s)'\d\d(?![\w'%]|\s[a-z]+s\b))
    | (?P<later>(?i:(?:an?|{_COUNT})\s(?:year|quarter|month|week)s?\s
        (?:later|on(?=[,.]|\s(?:it|they|there)\b)|earlier)\b))
    | (?P<relative>(?i:
        the\ same\ (?:period|quarter|months?|weeks?|time|point|stage)\ (?:in\ |of\ )?
          (?:last\ year|the\ (?:previous\ year|year\ before)|a\ year\ (?:ago|earlier|before)
            |{_YEAR}(?:/\d\d)?(?![\d/]))\b
        |
        (?:so\ far\ )?(?:this|(?:the\ )?current|(?:the\ )?present)\ {_YEAR_NOUN}(?:year|quarter|month|period)\b(?!-)
          (?:(?:\ so\ far|\ to\ date))?
        |(?:(?:the|our|its)\ )?(?:last|previous|preceding|prior)\ {_YEAR_NOUN}(?:year|quarter|month|period)\b(?!-)
        |(?:(?:the|our|its)\ )?(?:next|coming|forthcoming|following|upcoming)\ {_YEAR_NOUN}(?:year|quarter|month
            |period)\b(?!-)
        |the\ year\ (?:ahead|before|after)\b
        |(?:the\ )?past\ {_YEAR_NOUN}(?:year|quarter|month|decade)\b(?!-)
        |(?:the\ )?(?:last|past|previous|next|coming)\ (?:decade\b|{_COUNT}[\ -]{_YEAR_NOUN}(?:year|quarter|month
            |week|day)s?\b)
        |(?:the\ )?year[\ -]to[\ -]date\b|\bYTD\b
        |(?:the|this)\ (?:reporting\ (?:period|year)|period\ (?:of|covered\ by)\ this\ (?:report|paper)
            |year\ under\ review)\b
        |(?<=\b(?:in|during|over|throughout|across|for|within|of|at)\ )the\ {_YEAR_NOUN}year\b(?!-|\s(?:before|after)\b
            |\s?(?:ended
            |ending)\b|\sto\s(?:the\s)?(?:end\b|\d+\s[a-z]|(?-i:[A-Z])))
        |(?<=\b(?:in|during|over|throughout|across|within)\ )the\ (?:quarter|month|period)\b(?!-|\sof\b)
        |(?<=\bend\ of\ )(?:the\ )?financial\ year\b
        |the\ (?:time\ of\ (?:writing|publication|publishing)
            |date\ of\ (?:this|the|our)\ (?:report|paper|publication))\b
        |the\ (?:whole|full)\ {_YEAR_NOUN}year\b|(?<!\b(?:a|of|each)\ )the\ {_YEAR_NOUN}year's\b
        |(?<=\bat\ )(?:the\ )?{_YEAR_NOUN}year[\ -]end\b
      ))
    | (?P<open>(?i:since\ (?:then|(?:(?:the|its|their|our|his|her)\ (?:[a-z]+\ ){{0,3}}?)?
        (?:inception|launch|launching|start|establishment|creation|formation|introduction|foundation|beginning|outset)\b
        (?:\ of\ (?:the|its|our|this)\ (?:[\w'-]+\ ){{0,4}}?(?:programme|project|pilot|scheme|fund|offer|service
            |campaign|parliament|pandemic)\b)?
        |(?:it|they|we)\ (?:began|started|opened|launched|was\ (?:launched|set\ up|established)|were\ (?:launched
            |set\ up))))\b)
    | (?P<name>{_LONG_MONTH})
    )""",
    regex.VERBOSE,
)
_COUNT_WORDS = (
    *("a", "an", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_UNITS = ("year", "quarter", "month", "period")
_KINDS = ("financial", "fiscal", "calendar", "municipal", "council", "reporting", "academic", "business", "contract")
_BESIDE_NOW = (
    *("last", "previous", "preceding", "prior", "past"),
    *("next", "coming", "forthcoming", "following", "upcoming"),
)
_PLACES = ("first", "second", "third", "fourth", "final")
_OPENERS = (
    *("january", "february", "april", "june", "july", "august", "september", "october", "november", "december"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", *_SEASONS, "quarter"),
    *("q1", "q2", "q3", "q4", "q 1", "q 2", "q 3", "q 4", "h1", "h2", "fy", "ytd"),
    *(
        "the whole",
        "the full",
        "year end",
        "year-end",
        "the year",
        "financial year",
        "so far",
        "since",
        "current",
        "present",
        "year to",
        "the time",
        "the date",
        *_BESIDE_NOW,
    ),
    *(f"{article} {word}" for article in ("the", "this") for word in ("current", "present", *_UNITS, *_KINDS)),
    *(f"{article} {word}" for article in ("the", "our", "its") for word in _BESIDE_NOW),
    *(f"the {word}" for word in ("same", *_PLACES, *"0123456789")),
    *(f"{place} {word}" for place in _PLACES for word in ("quarter", "half", "six", "6", "three", "nine", "3", "9")),
    *(f"{count} {unit}" for count in _COUNT_WORDS for unit in ("year", "quarter", "month", "week")),
    *(f"{kind} {year}" for kind in _KINDS for year in ("year", "1", "2")),
)
# Where an atom can begin.
_TRIGGER = re.compile(
    r"\d|'(?=\d)|\b(?:(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV"
    rf"|DEC)|{openings_of(_OPENERS)})",
    re.IGNORECASE,
)
_HAS_YEAR = regex.compile(rf"{_YEAR}|\d\d/\d\d|FY|'\d\d")
_FORMS = (
    *("numeric", "day", "american", "malformed", "month", "quarter", "half", "season", "financial", "decade"),
    *("year", "short", "later", "relative", "open", "name"),
)

_TIME = regex.compile(
    r"(?i)(?<![\w.,:£-])(?:"
    r"\d{1,2}(?:[.:]\d\d)?(?:\s?(?:am|pm|a\.m\.|p\.m\.))?\s?(?:[-–]|to|and|until)\s?\d{1,2}(?:[.:]\d\d)?\s?(?:am|"
    r"pm|a\.m\.|p\.m\.|noon)(?!\w)"
    r"|\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|noon|midnight|o'clock)(?!\w)"
    r"|(?<!ratio (?:of )?)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:%])(?:\s?[-–]\s?(?:[01]?\d|2[0-3]):[0-5]\d)?"
    r"|(?<=\bat\s)(?:[01]?\d|2[0-3])\.[0-5]\d(?=\s?(?:[-–,]|to|on|and|for|in|\.?$))"
    r"|(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs)(?!\w))"
)
_TIME_OPENING = re.compile(r"(?<![\w.,:£-])\d")

# How a period sits in time: the words before it, nearest last.
_BEFORE = regex.compile(
    r"""(?i)(?:^|(?<=[^\w]))(?P<words>
      (?:(?:the\ |for\ the\ |in\ the\ )?(?:(?P<count>\d{1,2}|one|two|three|four|six|nine|ten|twelve|eighteen)[\ -])?
         (?P<unit>year|month|quarter|week)s?(?:\ period)?\ (?P<upto>to|ended|ending
             |up\ to)(?:\ (?:the\ )?end\ (?:of\ )?|\ )(?:the\ )?)
    | (?:(?P<word>as\ at|as\ of|as\ from|at|by|since|until|till|up\ to|up\ until|to|from|before|after|ahead\ of
        |prior\ to|
         following|between|through\ to|on|in|during|for|of|through|within|throughout|over|since\ as\ early\ as
             |no\ later\ than)\ )?
      (?:the\ )?(?P<edge>(?:very\ )?(?:end|close|start|beginning|middle)(?:\ of|-of)?\ |early[\ -]|late[\ -]
          |mid[\ -]|early-to-mid[\ -])?
      (?:the\ |last\ |next\ |this\ )?
    )$""",
    regex.VERBOSE,
)
_JOIN = regex.compile(
    r"\s?(?:[-–—/&,])\s?(?:(?i:end|early|late|mid)(?i:\sof)?[\s-])?|\s(?i:to|and|until|till|up\sto|through\sto|"
    r"through)\s(?:(?i:the\s)?(?i:end|early|late|mid)(?i:\sof)?[\s-])?(?i:the\s)?"
)
# "Since the Board agreed the new method in September": what began then, told in a clause.
_SINCE_CLAUSE = regex.compile(
    r"(?i)\bsince\s(?!(?:this|that|it|we|they)\s(?:is|are|will|may|can|would)\b)"
    r"(?:(?!will\b|may\b|expect)[A-Za-z'-]+\s){1,9}"
    r"(?:in|on)\s(?:the\s)?$"
)
_FROM = regex.compile(rf"(?i)\b({_COUNT})[\s-](year|quarter|month)s?\sfrom\s(?:the start of\s)?$")
_ONWARDS = regex.compile(r"\sonwards?\b")
_CLAUSE_REACH = 100  # characters before a date in which such a clause begins
_REACH = 48  # characters looked at before an atom for the words of _BEFORE; the longest of them is shorter


# --- results --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """What relative periods are resolved against."""

    today: date | None
    own: Period | None
    plans: bool = False  # whether the text looks ahead on its own period, as an offer for the coming year does

    @property
    def known(self) -> date | None:
        """The last day that what is to come lies after."""
        if self.plans and self.own is not None and self.own.start is not None:
            return self.own.start - timedelta(days=1)
        return self.anchor

    @property
    def anchor(self) -> date | None:
        """The day that "now" is: the end of the document's own period, else its date."""
        if self.own is not None and (self.own.end or self.own.start):
            return self.own.end or self.own.start
        return self.today


@dataclass(frozen=True, slots=True)
class _Atom:
    """One date or period as written, with the dates that its own words give."""

    start: int
    end: int
    form: str
    text: str
    first: date | None = None
    last: date | None = None
    yearless: bool = False  # its year is the reader's guess ("8-9 November")
    relative: bool = False


Span = tuple[date | None, date | None]
# A report looks back: a month without a year is a past one, unless it comes within so many months of the report's date.
_AHEAD = 3
_AHEAD_REACH = 120  # characters before a date in which its sentence may say that it is to come
_NOTHING: Span = (None, None)


def financial_year(day: date) -> Period:
    """The financial year (1 April to 31 March) that holds `day`, labelled like "2023/24"."""
    first = day.year if day.month >= 4 else day.year - 1
    return Period(start=date(first, 4, 1), end=date(first + 1, 3, 31), label=f"{first}/{(first + 1) % 100:02d}")


def find_periods(
    text: str, *, today: date | None = None, own: Period | None = None, plans: bool = False
) -> list[Mention]:
    """Every date and period in cleaned text, in order, never overlapping.

    `today` is the document's date and `own` the period it reports on: "last year" in a report on 2019/20 is 2018/19,
    and "in October" there is October 2019. What cannot be resolved, or is malformed ("October 2023/24"), has a label
    and no dates. Where the text `plans` its own period, what "will start in October" starts within it, not after it. A
    position at a date has only an end, since a date only a start; their mentions hold the words that
    say so.

    >>> [mention.text for mention in find_periods("since 2013 and in 2023/24")]
    ['since 2013', '2023/24']
    """
    frame = _Frame(_likely(today), own and replace(own, start=_likely(own.start), end=_likely(own.end)), plans)
    return list(_find_resolved(text, frame))


@remember
def _find_resolved(text: str, frame: _Frame) -> tuple[Mention, ...]:
    mentions: list[Mention] = []
    for atoms in _groups(text, frame):
        if _names_law(text, atoms[0]):
            continue
        mention = _mention(text, atoms, frame)
        if mentions and _FOLLOWS.search(atoms[0].text) and (atoms[0].form == "later" or len(atoms) == 1):
            mention = _after(mentions[-1], mention)
        if mentions and mention.start < mentions[-1].end:
            mentions.pop()  # "since the launch ... in May 2019" takes in "since the launch"
        mentions.append(mention)
    return tuple(mentions)


_FOLLOWS = regex.compile(r"(?i)\b(?:later|on|earlier|before|after)$|\bfollowing\b")
_STEP = regex.compile(rf"(?i)(?:(an?|{_COUNT})\s)?(year|quarter|month)s?\b")


def _after(before: Mention, mention: Mention) -> Mention:
    """A mention that counts from the one before it: "six months later", "the following year"."""
    step, period = _STEP.search(mention.text), before.period
    if step is None or period is None or (period.start is None and period.end is None):
        return mention
    months = _UNIT_MONTHS[step[2].lower()] * ((_number(step[1]) if step[1] else 0) or 1)
    months = -months if mention.text.lower().endswith(("earlier", "before")) else months
    first, last = period.start, period.end
    if (
        regex.search(r"(?i)following|before|after", mention.text)
        and first
        and last
        and (last - first).days < 28 * abs(months)
    ):
        first, last = (date(first.year, 1, 1), date(first.year, 12, 31)) if abs(months) == 12 else (first, last)
    if last is not None:
        ends = _add_months(last + timedelta(days=1), months) if last < date.max else None
        last = ends - timedelta(days=1) if ends and ends > date.min else None
    first = _add_months(first, months) if first else None
    return replace(mention, period=Period(start=first, end=last, label=mention.text), relative=True)


_LAW_BEFORE = regex.compile(r"\b(?:Act|Acts|Regulations|Order|Directive|Rules|Bill|Measure|Code)\s\(?$")


def _names_law(text: str, atom: _Atom) -> bool:
    """Whether a year belongs to the name of a law ("the Local Government Act 1972") and dates nothing."""
    return atom.form == "year" and _LAW_BEFORE.search(text[max(0, atom.start - 14) : atom.start]) is not None


def _likely(day: date | None) -> date | None:
    # A date centuries off is a misreading of metadata; nothing can be resolved against it, nor overflow on it.
    return day if day is not None and 1800 <= day.year <= 2200 else None


def find_dates(text: str) -> list[tuple[int, int, Reason]]:
    """Where numbers in cleaned text are dates, years, periods or times, so that they are no claims; in order.

    Spans cover the whole expression ("Tuesday 14 May 2024", "8-9 November", "second quarter"). A stretch of time with a
    number of its own ("the past two years", "six months to March") is not covered: its number is a duration.
    """
    frame = _Frame(None, None)
    spans: list[tuple[int, int, Reason]] = []
    for atom in _atoms(text, frame):
        reason = _REASONS.get(atom.form)
        if atom.form == "relative" and _HAS_YEAR.search(atom.text):
            reason = Reason.PERIOD  # "the same quarter of 2022"
        if reason is not None and not (atom.form == "season" and atom.yearless):
            spans.append((atom.start, atom.end, reason))
    times = [(*found.span(), Reason.TIME) for found in find_opened(_TIME, _TIME_OPENING, text)]
    return _without_overlaps(spans, times)


_REASONS = {
    "numeric": Reason.DATE,
    "day": Reason.DATE,
    "american": Reason.DATE,
    "malformed": Reason.PERIOD,
    "month": Reason.DATE,
    "quarter": Reason.PERIOD,
    "half": Reason.PERIOD,
    "season": Reason.PERIOD,
    "financial": Reason.PERIOD,
    "decade": Reason.YEAR,
    "year": Reason.YEAR,
    "short": Reason.YEAR,
}


def _without_overlaps(
    spans: list[tuple[int, int, Reason]], times: list[tuple[int, int, Reason]]
) -> list[tuple[int, int, Reason]]:
    kept: list[tuple[int, int, Reason]] = []
    for span in sorted(spans + times, key=lambda item: (item[0], -item[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


# --- atoms ----------------------------------------------------------------------------------------------------------


def _atoms(text: str, frame: _Frame) -> Iterator[_Atom]:
    for form, start, end in _find_forms(text):
        body = text[start:end]
        first, last = _resolve(form, body, frame)
        yield _Atom(
            start=start,
            end=end,
            form=form,
            text=body,
            first=first,
            last=last,
            yearless=form in ("day", "american", "name", "season", "quarter", "half") and not _HAS_YEAR.search(body),
            relative=form in ("relative", "open", "later"),
        )


@remember
def _resolve(form: str, body: str, frame: _Frame) -> Span:
    """The dates that an atom's words give; a report names the same few years over and over."""
    return _RESOLVERS[form](body, frame)


@remember
def _find_forms(text: str) -> tuple[tuple[str, int, int], ...]:
    """The dates and periods of a text as (form, start, end), not yet resolved."""
    found: list[tuple[str, int, int]] = []
    for atom in find_opened(_ATOM, _TRIGGER, text):
        start, end = atom.span()
        form = next(name for name in _FORMS if atom.group(name) is not None)
        misread = (
            (form == "year" and not _is_year(text, atom))
            or (form == "name" and not _is_month(text, start, end))
            or (
                form == "relative"
                and _LASTS.match(atom.group())
                and _NOUN_BEFORE.search(text, max(0, start - 24), start)
            )
            or (form == "financial" and not _is_financial(text, atom.group(), start))
        )
        if not misread:
            found.append((form, start, end))
    return tuple(found)


# "The courses last two days" tells how long they are; "over the last two days" and "in last 2 days" tell when.
_LASTS = regex.compile(rf"(?i)last\s{_COUNT}\b")
_NOUN_BEFORE = regex.compile(r"(?i)\b(?!(?:over|in|during|for|within|from|of|and|or|across|throughout)\b)\w+\s$")
_COUNTED_AFTER = regex.compile(rf"\s{_COUNTED}")
_EVENT_AFTER = regex.compile(
    rf"\s(?:{_EVENT}\b|[a-z]+ (?:census|survey|poll|report|review|budget|election|conference|settlement|campaign)\b)"
)
_EVENT_BEFORE = regex.compile(r"(?i)\b(?:survey|census|election|poll|act|review|referendum|settlement)s?\sof\s$")
_STRONG_BEFORE = regex.compile(rf"(?:^|\W){_STRONG_BEFORE_YEAR}[\s-](?:the\s)?$")
_BOUND_BEFORE = regex.compile(
    r"(?i)(?:over|more than|nearly|almost|about|around|some|approximately|circa|c\.|under|fewer than|less than|"
    r"up to|at least|"
    r"another|further|total of|all|than|just|only|additional|extra|to|of|these|those|with|reached|trained|engaged)\s$"
)
_YEAR_AFTER = regex.compile(
    r"\s(?:saw|was|has|had|will|marked|marks|is|brought|onwards?|to|and|-)\b|\s?[.,;:)\]]|\s?$|\s[-(]"
)


_VERB_AFTER = regex.compile(r"\s[a-z]+(?:ed|ew|aw|ell|ose|ame)\s(?:an?|the|its|their|by|from|to|in|on|of|for)\b")


def _is_year(text: str, found: regex.Match[str]) -> bool:
    """Whether a four-digit number is a year ("in 2019", "the 2019 election") and not a count ("2000 delegates")."""
    start, end = found.span()
    if found.group()[0] in "cC" or found.group().endswith("year"):
        return True
    before = text[max(0, start - 24) : start]
    if _STRONG_BEFORE.search(before) or _EVENT_AFTER.match(text, end) or _EVENT_BEFORE.search(before):
        return not before.endswith(("#", "No. "))
    after_counted = _COUNTED_AFTER.match(text, end) is not None
    if after_counted:
        return False
    if _BOUND_BEFORE.search(before):
        # "over 2000" with no counted noun may still be a year's neighbour ("compared to 2019").
        before = before.rstrip().lower()
        compared = before.endswith(("to", "of", "than")) and not before.endswith("total of")
        goes_on = _VERB_AFTER if before.endswith("of") else _YEAR_AFTER
        return compared and (_YEAR_AFTER.match(text, end) or goes_on.match(text, end)) is not None
    return True


_MONTH_BEFORE = regex.compile(
    r"(?i)(?:\b(?:in|during|since|by|until|till|to|from|of|for|and|or|between|before|after|through|on|late|early|"
    r"mid|end|this|"
    r"last|next|each|every|to\send|at|throughout|follows|opened)[\s-](?:the\s)?|^|[-–/,(]\s?)$"
)
_MONTH_AFTER = regex.compile(rf"\s?(?:[-–/]|to|and|until|through)\s?(?:end\s(?:of\s)?)?{_MONTH}")
_PERSON_AFTER = regex.compile(r"\s[A-Z][a-z]+\b")


def _is_month(text: str, start: int, end: int) -> bool:
    """Whether a month's name stands for the month: "in May", "October - December"; not "Theresa May" or "April "
    "Jones"."""
    before = text[max(0, start - 16) : start]
    if _MONTH_AFTER.match(text, end):
        return True
    if not _MONTH_BEFORE.search(before):
        return False
    return not (before[-1:] not in (" ", "-") and _PERSON_AFTER.match(text, end))


def _is_financial(text: str, body: str, start: int) -> bool:
    """Whether "23/24" is a year: only the next number follows the stroke, and no sum or fraction stands there."""
    digits = regex.fullmatch(r"(\d\d)/(\d\d)", body)
    if digits is None:
        return True
    return int(digits[2]) == int(digits[1]) + 1 and not regex.search(
        r"(?i)(?:of|scored?|ratio)\s$", text[max(0, start - 8) : start]
    )


def _month_of(text: str) -> int:
    found = regex.search(rf"\b{_MONTH}", text)
    return _MONTHS.index(found.group()[:3].lower()) + 1 if found else 0


def _number(text: str) -> int:
    word = text.strip().lower().removesuffix(" of")
    return int(word) if word.isdecimal() else _WORD_NUMBERS.get(word, 0)


def _date(year: int, month: int, day: int) -> date | None:
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _full_year(digits: str) -> int:
    """The year that two digits mean: "24" -> 2024, "98" -> 1998: the century that is nearest to the reader of a "
    "report."""
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _months_from(first: date, count: int) -> Span:
    """From the first of a month, `count` months on; both dates included."""
    index = first.year * 12 + first.month - 1 + count
    after = _date(index // 12, index % 12 + 1, 1)
    return first, (after - timedelta(days=1) if after else None)


def _add_months(day: date, count: int) -> date | None:
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _likely_year(month: int, frame: _Frame) -> int | None:
    """The year of a month named without one: that of the document's own period, else as its date suggests."""
    own = frame.own
    if own is not None and own.start is not None and own.end is not None:
        for year in range(own.start.year, own.end.year + 1):
            if (own.start.year, own.start.month) <= (year, month) <= (own.end.year, own.end.month):
                return year
    anchor = frame.anchor
    if anchor is None:
        return None
    ahead = (month - anchor.month) % 12
    gap = ahead if ahead <= _AHEAD else ahead - 12
    return anchor.year + (anchor.month - 1 + gap) // 12


def _resolve_numeric(body: str, _: _Frame) -> Span:
    parts = regex.split(r"[/.-]", body)
    if len(parts[0]) == 4:
        day = _date(int(parts[0]), int(parts[1]), int(parts[2]))
    else:
        day = _date(_full_year(parts[2]), int(parts[1]), int(parts[0]))
    return day, day


def _resolve_day(body: str, frame: _Frame) -> Span:
    years = regex.findall(rf"(?<!\d){_YEAR}(?!\d)", body)
    month = _month_of(body)
    days = [int(number) for number in regex.findall(r"(?<!\d)\d{1,2}(?!\d)", body)]
    year = int(years[-1]) if years else _likely_year(month, frame)
    if year is None or not days:
        return _NOTHING
    first, last = _date(year, month, days[0]), _date(year, month, days[-1])
    return (first, last) if first and last and first <= last else _NOTHING


def _resolve_nothing(_body: str, _: _Frame) -> Span:
    return _NOTHING


def _resolve_month(body: str, frame: _Frame) -> Span:
    month = _month_of(body)
    digits = regex.search(r"\d{2,4}$", body)
    year = _full_year(digits.group()) if digits else _likely_year(month, frame)
    first = _date(year, month, 1) if year else None
    return _months_from(first, 1) if first else _NOTHING


def _year_within(body: str, frame: _Frame) -> Span:
    """The year that a quarter or half names beside itself, else that of the document."""
    financial = regex.search(rf"{_FINANCIAL}|{_SHORT_FINANCIAL}", body)
    if financial:
        return _resolve_financial(financial.group(), frame)
    year = regex.search(rf"(?<!\d){_YEAR}(?!\d)", body)
    if year:
        return date(int(year.group()), 1, 1), date(int(year.group()), 12, 31)
    if regex.search(r"(?i)(?:last|previous)\s(?:\w+\s)?year", body):
        return _resolve_relative("last year", frame)
    return _this_year(frame, body)


def _part_of_year(whole: Span, position: int, months: int) -> Span:
    first, last = whole
    if first is None or last is None:
        return _NOTHING
    # A span of several years has no one second quarter.
    start = _add_months(first, (position - 1) * months)
    return _months_from(start, months) if start and (last - first).days <= 366 and position > 0 else _NOTHING


def _resolve_quarter(body: str, frame: _Frame) -> Span:
    plain = regex.sub(rf"{_FINANCIAL}|{_SHORT_FINANCIAL}", " ", body)
    numbers = [
        _number(word)
        for word in regex.findall(r"(?i)(?<!\d)[1-4](?!\d)|one|two|three|four|first|second|third|fourth|final", plain)
    ]
    if not numbers:
        return _NOTHING
    whole = _year_within(body, frame)
    first, _ = _part_of_year(whole, numbers[0], 3)
    _, last = _part_of_year(whole, numbers[-1], 3)
    return (first, last) if first and last and first < last else _NOTHING


def _resolve_half(body: str, frame: _Frame) -> Span:
    whole = _year_within(body, frame)
    months = 6
    if found := regex.search(r"(?i)(three|nine|3|9)\smonths", body):
        months = _number(found[1])
    if months == 6:
        return _part_of_year(whole, 2 if regex.search(r"(?i)second|H2", body) else 1, 6)
    if regex.search(r"(?i)last|final", body):
        first, last = whole
        start = _add_months(first, 12 - months) if first else None
        return (start, last) if start and last else _NOTHING
    return _part_of_year(whole, 1, months)


def _resolve_season(body: str, frame: _Frame) -> Span:
    month = _SEASONS[body.split(maxsplit=1)[0].lower()]
    years = regex.search(_YEAR, body)
    year = int(years.group()) if years else _likely_year(month, frame)
    first = _date(year, month, 1) if year else None
    return _months_from(first, 3) if first else _NOTHING


def _resolve_financial(body: str, _: _Frame) -> Span:
    numbers = regex.findall(r"\d{4}|\d\d", body)
    if len(numbers) == 1:
        # "FY24" and "FY2024" are named after the year in which they end.
        end = _full_year(numbers[0])
        return date(end - 1, 4, 1), date(end, 3, 31)
    first = _full_year(numbers[0])
    last = int(numbers[1]) if len(numbers[1]) == 4 else first // 100 * 100 + int(numbers[1])
    if len(numbers[1]) == 2 and last <= first and first % 100 == 99:
        last += 100
    if last <= first or last - first > 60:
        return _NOTHING
    if last - first > 1 and len(numbers[1]) == 4 and "/" not in body:
        return date(first, 1, 1), date(last, 12, 31)
    return date(first, 4, 1), date(last, 3, 31)


def _resolve_decade(body: str, _: _Frame) -> Span:
    first = _full_year(regex.findall(r"\d+", body)[0])
    return date(first, 1, 1), date(first + 9, 12, 31)


def _resolve_year(body: str, _: _Frame) -> Span:
    digits = regex.findall(r"\d+", body)
    year = _full_year(digits[0])
    return date(year, 1, 1), date(year, 12, 31)


def _is_year_long(period: Period | None) -> bool:
    return (
        period is not None
        and period.start is not None
        and period.end is not None
        and 360 <= (period.end - period.start).days <= 370
    )


def _this_year(frame: _Frame, words: str) -> Span:
    """The year that "this year" means: the document's own if that is a year, else the year it lies in."""
    anchor = frame.anchor
    if anchor is None:
        return _NOTHING
    if regex.search(r"(?i)calendar", words):
        return date(anchor.year, 1, 1), date(anchor.year, 12, 31)
    own = frame.own
    if own is not None and _is_year_long(own) and not regex.search(r"(?i)financial|fiscal", words):
        return own.start, own.end
    if own is None and not regex.search(
        r"(?i)financial|fiscal|municipal|council|quarter|half|Q[1-4]|H[12]|date|YTD", words
    ):
        return date(anchor.year, 1, 1), date(anchor.year, 12, 31)
    year = financial_year(anchor)
    return year.start, year.end


def _shift(span: Span, months: int) -> Span:
    first, last = span
    if first is None or last is None:
        return _NOTHING
    moved = _add_months(first, months)
    ends = _add_months(last + timedelta(days=1), months)
    return (moved, ends - timedelta(days=1)) if moved and ends else _NOTHING


def _own_or_quarter(frame: _Frame) -> Span:
    own, anchor = frame.own, frame.anchor
    if own is not None and own.start and own.end and 80 <= (own.end - own.start).days <= 95:
        return own.start, own.end
    if anchor is None:
        return _NOTHING
    return _months_from(date(anchor.year, (anchor.month - 1) // 3 * 3 + 1, 1), 3)


def _unit_span(unit: str, words: str, frame: _Frame) -> Span:
    """The running year, quarter, month or reporting period."""
    if unit == "year":
        return _this_year(frame, words)
    if unit == "quarter":
        return _own_or_quarter(frame)
    if unit == "month":
        anchor = frame.anchor
        return _months_from(anchor.replace(day=1), 1) if anchor else _NOTHING
    own = frame.own
    return (own.start, own.end) if own is not None else _NOTHING


_STRETCH = regex.compile(
    rf"(?i)(last|past|previous|next|coming)\ (?:({_COUNT})[\ -])?{_YEAR_NOUN}(year|quarter|month|week|day|decade)s?\b"
)


def _resolve_stretch(found: regex.Match[str], frame: _Frame) -> Span:
    """The dates of "the past two years" up to the anchor, "the next six months" from it."""
    anchor = frame.anchor
    if anchor is None:
        return _NOTHING
    count = _number(found[2]) if found[2] else 1
    if not count:
        return _NOTHING
    unit = found[3].lower()
    ahead = found[1].lower() in ("next", "coming")
    if unit in _UNIT_MONTHS:
        months = count * _UNIT_MONTHS[unit]
        if ahead:
            last = _add_months(anchor, months)
            return (anchor + timedelta(days=1), last) if last and anchor < date.max else _NOTHING
        first = _add_months(anchor + timedelta(days=1), -months) if anchor < date.max else None
        return first, anchor if first else None
    days = count * (7 if unit == "week" else 1)
    if ahead:
        return anchor + timedelta(days=1), anchor + timedelta(days=days)
    return anchor - timedelta(days=days - 1), anchor


def _resolve_relative(body: str, frame: _Frame) -> Span:
    words = body.lower()
    if " of " in words and words.startswith(("the time", "the date")):
        return None, frame.today  # "at the time of writing"
    stretch = _STRETCH.search(body)
    past = regex.search(r"\bpast\b", words)
    if past and "year" in words and (stretch is None or stretch[2] is None) and _is_year_long(frame.own):
        # "Over the past year" in an annual report is the year it reports on.
        return _this_year(frame, words)
    if stretch and (stretch[2] or past or stretch[3].lower() == "decade"):
        if (
            stretch[2]
            and _number(stretch[2]) * _UNIT_MONTHS.get(stretch[3].lower(), 0) == 12
            and _is_year_long(frame.own)
        ):
            return (
                _this_year(frame, words)
                if stretch[1].lower() not in ("next", "coming")
                else _shift(_this_year(frame, ""), 12)
            )
        return _resolve_stretch(stretch, frame)
    if "the same" in words:
        own = frame.own
        here = (own.start, own.end) if own is not None else _this_year(frame, "")
        year = regex.search(rf"{_YEAR}(/)?", words)
        if year is not None and here[0] is None:
            named = find_periods(body[year.start() :])
            return (named[0].period.start, named[0].period.end) if named and named[0].period else _NOTHING
        if year is None or here[0] is None:
            return _shift(here, -12)
        first = financial_year(here[0]).start if year[1] else here[0]
        return _shift(here, 12 * (int(year.group()[:4]) - first.year)) if first else _NOTHING
    unit = next((name for name in ("quarter", "month", "year", "ytd", "period") if name in words), "period")
    if "reporting" in words or "under review" in words or "covered by" in words:
        unit = "period" if frame.own is not None else unit
    here = _unit_span("year" if unit == "ytd" else unit, words, frame)
    months = _UNIT_MONTHS.get(unit, 0)
    if regex.search(r"last|previous|preceding|prior|before", words):
        return _shift(here, -months) if months else _period_before(here)
    if regex.search(r"next|coming|following|ahead|after", words):
        return _shift(here, months) if months else _NOTHING
    return here


def _period_before(span: Span) -> Span:
    """The stretch of equal length that ends where `span` starts."""
    first, last = span
    if first is None or last is None:
        return _NOTHING
    months = round((last - first).days / 30.44)
    return _shift(span, -months) if months else _NOTHING


_RESOLVERS: Mapping[str, Callable[[str, _Frame], Span]] = {
    "numeric": _resolve_numeric,
    "day": _resolve_day,
    "american": _resolve_day,
    "malformed": _resolve_nothing,
    "month": _resolve_month,
    "quarter": _resolve_quarter,
    "half": _resolve_half,
    "season": _resolve_season,
    "financial": _resolve_financial,
    "decade": _resolve_decade,
    "year": _resolve_year,
    "short": _resolve_year,
    "later": _resolve_nothing,
    "relative": _resolve_relative,
    "open": _resolve_nothing,
    "name": _resolve_month,
}


# --- joining and placing --------------------------------------------------------------------------------------------

_POINTS = frozenset(("numeric", "day", "american", "month", "name", "year", "quarter", "season", "financial"))


def _groups(text: str, frame: _Frame) -> Iterator[tuple[_Atom, ...]]:
    """Atoms, with the two ends of a range together."""
    held: _Atom | None = None
    for atom in _atoms(text, frame):
        if held is not None:
            if _joins(text, held, atom):
                yield held, atom
                held = None
                continue
            yield (held,)
        held = atom
    if held is not None:
        yield (held,)


def _joins(text: str, left: _Atom, right: _Atom) -> bool:
    """Whether two atoms are the ends of one range: "April 2019 to March 2020", "October-end November"."""
    if left.form not in _POINTS or right.form not in _POINTS or right.start - left.end > 16:
        return False
    link = _JOIN.fullmatch(text, left.end, right.start)
    if link is None:
        return False
    word = link.group().strip().lower()
    if word == ",":
        return False
    if left.form != right.form and not {left.form, right.form} <= {"day", "month", "name", "numeric", "american"}:
        return False
    if word.startswith(("and", "&")):
        # "October and November 2023" runs on; "2021/22 and 2022/23" are two years, unless "between" stands before.
        if regex.search(r"(?i)\bbetween\s(?:the\s)?$", text[max(0, left.start - 12) : left.start]):
            return True
        return (
            left.form == "name"
            and right.form in ("month", "name")
            and (_month_of(right.text) - _month_of(left.text)) % 12 == 1
        )
    return True


def _mention(text: str, atoms: tuple[_Atom, ...], frame: _Frame) -> Mention:
    first, last = _range_dates(text, atoms) if len(atoms) == 2 else (atoms[0].first, atoms[0].last)
    start, end = atoms[0].start, atoms[-1].end
    relative = all(atom.relative or atom.yearless for atom in atoms)
    before = _BEFORE.search(text, max(0, start - _REACH), start) if atoms[0].form not in ("open", "later") else None
    since = _SINCE_CLAUSE.search(text, max(0, start - _CLAUSE_REACH), start) if atoms[0].form in _POINTS else None
    stretch = _FROM.search(text, max(0, start - _REACH), start) if atoms[0].form in _POINTS else None
    if since is not None and first is not None:
        last, start = None, since.start()
        if atoms[0].yearless and frame.anchor and first > frame.anchor:
            first = _add_months(first, -12)
    elif stretch is not None and first is not None:
        ends = _add_months(first, _UNIT_MONTHS[stretch[2].lower()] * _number(stretch[1]))
        last = ends - timedelta(days=1) if ends else last
        start = stretch.start()
    elif first is not None and len(atoms) == 1 and (onwards := _ONWARDS.match(text, end)):
        last, end = None, onwards.end()
    elif before is not None and before.group():
        first, last, start = _placed(before, (first, last), start, atoms)
        if atoms[0].yearless and first and last is None and frame.anchor and first > frame.anchor:
            first = _add_months(first, -12)  # "since" always looks back
    if atoms[0].yearless and first and frame.known and _lies_ahead(text, start, atoms[0].start, end):
        while first and first <= frame.known:
            first, last = _add_months(first, 12), last and _add_months(last, 12)
    label = text[start:end]
    return Mention(
        start=start, end=end, text=label, period=Period(start=first, end=last, label=label), relative=relative
    )


_COMING = regex.compile(
    r"(?i)\b(?:will|shall|(?:we|they|it|councils|boroughs) plan|plans? (?:to|is|are)|"
    r"(?:is|are) (?:to|due|expected|scheduled|set|booked|in the diary)|in the diary|booked|"
    r"(?:rise|start|open|begin|change|close|launche?|goe|fall|take)s)\s(?!have\b)"
    r"(?:(?!who\b|which\b|that\b|was\b|were\b|had\b|held\b)[^.;:()]){0,80}$"
)
_COMES = regex.compile(
    r"(?i),?\s(?:(?!who\b|which\b)[\w'£-]+\s){1,6}?(?:will|shall|rises|starts|opens|begins|changes|closes|launches|"
    r"falls)\b"
)


def _lies_ahead(text: str, start: int, named: int, end: int) -> bool:
    """Whether a date without a year is told of as one to come: "will open in April", "From April the fee rises".

    `start` is where its preposition stands, `named` its own first word.
    """
    before = text[max(0, start - _AHEAD_REACH) : start]
    opens = not before.strip() or before.rstrip().endswith((".", ";", ":", ","))
    comes = opens and _COMES.match(text, end) is not None
    return comes or _COMING.search(before) is not None or text[max(0, named - 5) : named].lower() == "next "


def _range_dates(text: str, atoms: tuple[_Atom, ...]) -> Span:
    left, right = atoms
    if left.yearless and not right.yearless and right.first is not None:
        left = _in_year_of(left, right.first, right)
    elif right.yearless and not left.yearless and left.first is not None:
        right = _in_year_of(right, left.first, left)
    elif left.form == right.form == "year" and left.first and right.first:
        before = regex.search(r"(?i)\b(?:from|between)\s$", text[max(0, left.start - 8) : left.start])
        if right.first.year == left.first.year + 1 and before is None:
            return date(left.first.year, 4, 1), date(right.first.year, 3, 31)
    elif left.yearless and right.yearless and left.first and right.last and left.first > right.last:
        right = replace(right, last=_add_months(right.last, 12))
    if left.first is None or right.last is None or left.first > right.last:
        return _NOTHING
    return left.first, right.last


def _in_year_of(atom: _Atom, day: date, other: _Atom) -> _Atom:
    """A month, day, season or quarter in the year that the other end of its range names."""
    if atom.form == "quarter":
        financial = regex.search(_FINANCIAL, other.text) is not None
        year = financial_year(day) if financial else Period(start=date(day.year, 1, 1), end=date(day.year, 12, 31))
        first, last = _resolve_quarter(atom.text, _Frame(None, year))
        return replace(atom, first=first, last=last)
    month = _SEASONS[atom.text.split(maxsplit=1)[0].lower()] if atom.form == "season" else _month_of(atom.text)
    earlier = atom.start < other.start
    year_number = day.year + (-1 if earlier and month > day.month else 1 if not earlier and month < day.month else 0)
    first, last = _RESOLVERS[atom.form](f"{atom.text} {year_number}", _Frame(None, None))
    return replace(atom, first=first, last=last)


_AS_AT = frozenset(
    ("as at", "as of", "at", "by", "until", "till", "up to", "up until", "to", "before", "ahead of", "prior to")
) | {"through to", "no later than"}
_SINCE = frozenset(("since", "after", "as from", "since as early as"))


def _placed(
    before: regex.Match[str], span: Span, start: int, atoms: tuple[_Atom, ...]
) -> tuple[date | None, date | None, int]:
    """The dates as the words before the period place them, and where its mention then starts."""
    first, last = span
    words_start = before.start("words")
    if before["upto"]:
        count = _number(before["count"]) if before["count"] else 1
        months = _UNIT_MONTHS.get(before["unit"].lower(), 0) * (count or 1)
        opened = _add_months(last + timedelta(days=1), -months) if last and months and last < date.max else None
        return (opened, last, words_start) if opened else (first, last, start)
    word = (before["word"] or "").lower()
    edge = (before["edge"] or "").lower().strip(" -").removesuffix(" of").removesuffix("-of")
    if len(atoms) == 2:
        return first, last, start
    if edge in ("end", "very end", "close"):
        return (last if word in _SINCE else None), (None if word in _SINCE else last), words_start
    if edge in ("start", "beginning"):
        if word in _SINCE:
            return first, None, words_start
        return (None, first, words_start) if word in _AS_AT else (first, last, start)
    if before["word"] == "From" and atoms[0].form in _POINTS:
        return first, None, words_start  # "From April 2023 ..." opens a sentence; "results from 2019" are that year's
    # A relative stretch ("at the same time last year", "to the previous year") is not a position.
    if word in _SINCE:
        return first, None, words_start
    if word in _AS_AT and _is_position(word, atoms[0]):
        return None, last, words_start
    return first, last, start


def _is_position(word: str, atom: _Atom) -> bool:
    """Whether a word makes a position: "at 31 March", "by March 2025", "as at 2023" are positions; "compared to "
    "2022/23", "at the 2019 election" are not."""
    if word in ("at", "to"):
        return word == "at" and atom.form in ("numeric", "day", "american", "month", "name", "quarter")
    return atom.form != "relative" or word in ("as at", "as of", "by", "until")

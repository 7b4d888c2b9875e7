"""Document -> dated events: what its text says happened, is to happen or ends when, as evidence for the checks.

Every date of a sentence is blanked in turn, the others too, and the patterns of patterns/events.yaml are tried on what
is left, in the order of the file. A date that no calendar knows ("31 November", "October 2023/24") is an event as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

import regex

from extractor.cleaning import Cleaned, clean
from extractor.cues import Cued
from extractor.models import BlockKind, DatedEvent, Document, Mention, Modality, Period
from extractor.patterns import EventPattern, Patterns
from extractor.periods import find_periods

DATE, OTHER = "\ue000", "\ue001"  # private characters, which no publication prints
_READ = (
    *(BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.CALLOUT),
    *(BlockKind.QUOTATION, BlockKind.FOOTNOTE),
)
_TITLE_BLOCKS = 40  # a title that stands further down is a reference to it
_LONGEST_THING = 120
_LONGEST_SENTENCE = 1500
_REACH_BACK, _REACH_ON = 250, 150  # characters around a date in which a cue stands

_SENTENCE_END = regex.compile(r"[.!?][\"')\]]?[⁰¹²³⁴-⁹]{0,3}\s+(?=[\"'(]?[\p{Lu}\d])")
_ABBREVIATION = regex.compile(r"\b(?:Mrs?|Ms|Dr|Cllrs?|St|No|Nos|vs|e\.g|i\.e|c|approx|[\p{Lu}])\.$")
# "until the end of March 2023": the words before the date itself.
# "Since the fund was launched in May 2022": a period by its own words, and a date of what was launched.
_SINCE_EVENT = regex.compile(
    r"(?i)^since\s\D{4,}?\s(?:in|on)\s(?P<date>(?:\d\d?\s)?(?-i:\p{Lu})\p{L}+\s(?:19|20)\d\d)$"
)
# A day that not every month has.
_MONTHLY_31ST = regex.compile(
    r"(?i)\b31st(?: day)? of (?:each|every) month\b|\b(?:monthly|(?:each|every) month),? on the 31st\b"
)
_YEAR = regex.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d){1,2})?")
_LEAD = regex.compile(r"(?:(?!(?:spring|summer|autumn|winter|financial|quarter|calendar)\b)[a-z]+[ -])+")


class _Cue:
    """One expression of an entry, its letters replaced by marks, compiled when a sentence may first match it."""

    def __init__(self, entry: EventPattern, written: str) -> None:
        self.entry = entry
        self._written = written

    @cached_property
    def expression(self) -> regex.Pattern[str]:
        return regex.compile(self._written, regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A block of a document, by its number, and its cleaned text."""

    document: Document
    block: int
    cleaned: Cleaned


def find_events(document: Document, patterns: Patterns) -> tuple[DatedEvent, ...]:
    """The dated events of a document that has its facts (title, period, date), in text order; raises on no text."""
    cues = _compile(patterns)
    found: list[DatedEvent] = []
    for number, block in enumerate(document.blocks):
        if block.kind in _READ:
            passage = _Passage(document, number, clean(document.text, block.start, block.end))
            found += _read_passage(passage, cues)
    title = _find_title(document)
    return tuple(sorted([*title, *found], key=lambda event: (event.start, event.end, event.modality)))


@lru_cache(maxsize=4)
def _compile(patterns: Patterns) -> Cued[_Cue]:
    placed = [
        (_place_marks(expression, entry.verbs), entry) for entry in patterns.events for expression in entry.patterns
    ]
    return Cued((expression, _Cue(entry, expression)) for expression, entry in placed)


def _place_marks(expression: str, verbs: Sequence[str]) -> str:
    # A date's mark is no letter, so that no word can end or begin at it.
    named = rf"\b(?:{'|'.join(verbs)})"
    marks = {"D": DATE, "E": OTHER, "V": named, "DE": DATE + OTHER}
    return regex.sub(r"(?:(?<![\w\\])|\\b)(DE|[DEV])(?!\w)", lambda found: marks[found[1]], expression)


def _read_passage(passage: _Passage, cues: Cued[_Cue]) -> Iterator[DatedEvent]:
    document, text = passage.document, passage.cleaned.text
    if "31st" in text:
        yield from _find_monthly_31st(passage)
    mentions = [_core(m) for m in find_periods(text, today=document.published, own=document.period)]
    if not mentions:
        return
    begins = [mention.start for mention in mentions]
    for start, end in _split_sentences(text):
        inside = mentions[bisect_left(begins, start) : bisect_left(begins, end)]
        places = [(mention.start - start, mention.end - start) for mention in inside]
        for at, mention in enumerate(inside):
            event = _read_date(text[start:end], places, at, cues)
            if event is not None:
                yield _place(event, mention, (start, end), passage)


def _find_monthly_31st(passage: _Passage) -> Iterator[DatedEvent]:
    text = passage.cleaned.text
    for found in _MONTHLY_31ST.finditer(text):
        sentence = next((s, e) for s, e in _split_sentences(text) if s <= found.start() < e)
        day = Mention(start=found.start(), end=found.end(), text=found.group(), period=Period())
        yield _place(_malformed("five months of the year have no 31st"), day, sentence, passage)


def _malformed(problem: str) -> DatedEvent:
    """A date that cannot be, not yet placed in the document."""
    return DatedEvent(
        document="", start=0, end=0, text="", sentence="", sentence_start=0, sentence_end=0, block=0,
        modality=Modality.MALFORMED, problem=problem,
    )  # fmt: skip


def _read_date(sentence: str, places: Sequence[tuple[int, int]], at: int, cues: Cued[_Cue]) -> DatedEvent | None:
    """What the sentence says of one of its dates, not yet placed in the document; None where it says nothing."""
    problem = _find_problem(sentence[slice(*places[at])], sentence[: places[at][0]])
    blank = _malformed(problem)
    if problem:
        return blank
    blanked = _blank(sentence, places, at)
    mark = blanked.index(DATE)
    for cue in cues.select(blanked):
        found = cue.expression.search(blanked, max(0, mark - _REACH_BACK), mark + _REACH_ON)
        if found is None:
            continue
        groups = found.groupdict()
        others = [sentence[slice(*place)] for number, place in enumerate(places) if number != at]
        subject = _subject_before(blanked[: found.start()])
        told = _name_editions(groups.get("thing") or subject, blanked, others)
        thing = _trim(told.replace(OTHER, " "))
        beside = found.group().replace(groups.get("thing") or DATE, " ")
        if cue.entry.things and not regex.search(rf"(?i)\b(?:{'|'.join(cue.entry.things)})$", _head_part(thing)):
            continue
        return replace(
            blank,
            modality=cue.entry.modality,
            pattern=cue.entry.id,
            happens=cue.entry.happens,
            thing=thing,
            beside=f"{subject} {beside}" if groups.get("thing") else beside,
            every=(groups.get("every") or "").lower(),
        )
    return None


def _name_editions(thing: str, blanked: str, others: Sequence[str]) -> str:
    """The thing with the years in its name put back: "the 2023 Harbour Conference" is not that of 2022."""
    at = blanked.find(thing)
    first = blanked.count(OTHER, 0, at)
    for other in others[first : first + thing.count(OTHER)]:
        thing = thing.replace(OTHER, other if _YEAR.fullmatch(other) else " ", 1)
    return thing


def _place(event: DatedEvent, mention: Mention, sentence: tuple[int, int], passage: _Passage) -> DatedEvent:
    document, cleaned, block = passage.document, passage.cleaned, passage.document.blocks[passage.block]
    start, end = cleaned.span(mention.start, mention.end)
    sentence_start, sentence_end = cleaned.span(*sentence)
    line = next((row for row in block.lines if row.start <= start < row.end), None)
    inside = next((page.number for page in document.pages if page.start <= start < page.end), None)
    return replace(
        event,
        document=document.document,
        start=start,
        end=end,
        text=document.text[start:end],
        sentence=cleaned.text[slice(*sentence)],
        sentence_start=sentence_start,
        sentence_end=sentence_end,
        block=passage.block,
        period=mention.period or Period(),
        guessed=mention.relative,
        page=(line.page if line else None) or inside or block.page,
        box=line.box if line else None,
    )


def _find_title(document: Document) -> Iterator[DatedEvent]:
    """The place in the text where the title names the document's period."""
    if "period=title" not in document.facts_source.split(";"):
        return
    title = _letters(document.title)
    for number, block in enumerate(document.blocks[:_TITLE_BLOCKS]):
        cleaned = clean(document.text, block.start, block.end)
        told = _letters(cleaned.text)
        if not told or (told not in title and title not in told):
            continue
        for mention in find_periods(cleaned.text, today=document.published):
            period = mention.period
            if period and (period.start, period.end) == (document.period.start, document.period.end):
                event = DatedEvent(
                    document="", start=0, end=0, text="", sentence="", sentence_start=0, sentence_end=0, block=0,
                    modality=Modality.TITLE,
                )  # fmt: skip
                yield _place(event, mention, (0, len(cleaned.text)), _Passage(document, number, cleaned))
                return


def _letters(text: str) -> str:
    return "".join(regex.findall(r"\w+", text.casefold()))


# --- sentences and what stands in them ------------------------------------------------------------------------------


def _split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a cleaned block; one without end is cut, so that the work stays linear in the text."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text, max(start, found.start() - 8), found.start() + 1):
            yield from _cut_long(start, found.end() - (len(found.group()) - len(found.group().rstrip())))
            start = found.end()
    yield from _cut_long(start, len(text))


def _cut_long(start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, _LONGEST_SENTENCE):
        yield at, min(at + _LONGEST_SENTENCE, end)


def _core(mention: Mention) -> Mention:
    """The mention without the words that lead to its date: "March 2023" of "until the end of March 2023"."""
    since = _SINCE_EVENT.match(mention.text)
    if since is not None and (dated := find_periods(since["date"])):
        return replace(mention, start=mention.start + since.start("date"), text=since["date"], period=dated[0].period)
    lead = _LEAD.match(mention.text)
    if lead is None or not regex.search(r"[\dA-Z]|spring|summer|autumn|winter", mention.text[lead.end() :]):
        return mention
    return replace(mention, start=mention.start + lead.end(), text=mention.text[lead.end() :])


def _blank(text: str, places: Sequence[tuple[int, int]], at: int) -> str:
    parts = []
    position = 0
    for number, (start, end) in enumerate(places):
        parts += [text[position:start], DATE if number == at else OTHER]
        position = end
    return "".join((*parts, text[position:]))


_ASIDE = regex.compile(
    r"(?i)^(?:\P{L}|which|who|that|where|formerly|previously|known|a|an|led|part|with|\w+ed|\w+ing|run|built|written|paid|held|made|given|drawn|set)\b"
)


_CLAUSE_END = regex.compile(r"[;:]\s|\s[-–—]\s|\bwhile\b|\bwhen\b|\bwhere\b")
_TIME_FIRST = regex.compile(rf"(?i)^(?:in|on|during|by|since|at|from)\s(?:the\s)?{OTHER},?\s")


def _subject_before(text: str) -> str:
    """The words that a verb is said of: the last part between commas that is no aside and no adverb of time."""
    clause = _CLAUSE_END.split(text)[-1]
    # "A, which is B, was launched" and "A, launched": the aside that follows A is not the subject.
    closed = clause.rstrip().endswith(",")
    parts = [part.strip() for part in clause.rstrip(" ,").split(", ")]
    while len(parts) > 1 and (_ASIDE.match(parts[-1]) or (closed and len(parts) > 2 and not parts[-1][:1].isupper())):
        parts.pop()
    return _TIME_FIRST.sub("", parts[-1])


_TAIL = regex.compile(
    r"\s(?:(?:in|at|with|to|on|by|from|alongside)(?!\s\p{Lu})|which|that|who|where|was|were|is|are|has|have|had|during|since|as|so|took"
    r"|this|last|next)\b"
)
_BRACKETED = regex.compile(r"\([^)]*\)?")
_PARTICIPLE_LAST = regex.compile(r"\s\p{Ll}+ed$")
_QUOTED = regex.compile(r"(?i)^(?:the |our )?[\"']([^\"']{4,})[\"'](?!\w)")
_OPENING = regex.compile(
    r"(?i)^(?:and|but|since|after|also|then|this|that|these|our|its|the|their|a|an|his|her|new|both)\s"
)


def _trim(thing: str) -> str:
    """A noun phrase without its determiners, quotation marks, bracketed asides and what follows a preposition."""
    thing = _BRACKETED.sub(" ", thing).strip(" ,.")
    if (quoted := _QUOTED.match(thing)) is not None:
        return str(quoted[1])
    thing = " ".join(thing.replace('"', "").split())
    while (opening := _OPENING.match(thing)) is not None:
        thing = thing[opening.end() :]
    tail = _TAIL.search(thing)
    thing = thing[: tail.start()] if tail else thing
    thing = _PARTICIPLE_LAST.sub("", thing.strip(" ,.'"))
    return thing if len(thing) <= _LONGEST_THING else ""


def _head_part(thing: str) -> str:
    """A noun phrase up to its first "of" or "for"."""
    return regex.split(r"\s(?:of|for|on)\s", thing)[0].strip()


# --- dates that cannot be -------------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_MONTH_OF_TWO_YEARS = regex.compile(rf"(?i)^{_MONTH},?\s(?P<first>20\d\d|19\d\d)\s?/\s?(?P<second>\d\d(?:\d\d)?)$")
_DAY_OF_MONTH = regex.compile(
    rf"(?i)(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*day,?\s(?:the\s)?)?(?<![\d:./-])(?P<day>\d\d?)"
    rf"(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\b(?:,?\s(?P<year>(?:19|20)\d\d))?"
)
_TWO_YEARS = regex.compile(r"^(?P<first>(?:19|20)\d\d)\s?(?P<dash>[/–-])\s?(?P<second>\d\d(?:\d\d)?)$")
_REFERENCE_BEFORE = regex.compile(
    r"(?i)(?:\b(?:SI|S\.I\.|no\.?|number|ref\.?|reference|directive|regulations?|decision|order|case|act|rules|circular|"
    r"notice|minute|item|report|paper|EU|EC|EEA)\)?|[(#/-])\s?$"
)
_INITIALS_BEFORE = regex.compile(r"\b(?!FY)\p{Lu}{2,}\s?$")
_MOST_YEARS_BACK = 5  # 2023/22 is a slip; 2023/04 is a month or the number of a paper
_FULL_MONTH = regex.compile(rf"(?i){_MONTH}\s(?P<year>(?:19|20)\d\d)")


def _find_problem(text: str, before: str) -> str:
    """Why a date cannot be, in words; empty where it can."""
    for judge in (_judge_month_of_years, _judge_day, _judge_range):
        if problem := judge(text):
            return problem
    return _judge_years(text, before)


def _judge_month_of_years(text: str) -> str:
    found = _MONTH_OF_TWO_YEARS.match(text)
    return f"{found['month']} is one month, {found['first']}/{found['second']} are two years" if found else ""


def _judge_day(text: str) -> str:
    for found in _DAY_OF_MONTH.finditer(text):
        month = _MONTHS.index(found["month"][:3].lower()) + 1
        day = int(found["day"])
        name = found["month"].capitalize()
        if day > _LENGTHS[month - 1]:
            return f"{name} has {_LENGTHS[month - 1]} days"
        if not found["year"]:
            continue
        try:
            actual = date(int(found["year"]), month, day)
        except ValueError:
            return f"February {found['year']} has 28 days"
        if found["weekday"] and not _DAY_NAMES[actual.weekday()].lower().startswith(found["weekday"].lower()):
            return f"{day} {name} {actual.year} was a {_DAY_NAMES[actual.weekday()]}"
    return ""


def _judge_range(text: str) -> str:
    """Two months with their years, the later one first."""
    ends = [
        (int(found["year"]), _MONTHS.index(found["month"][:3].lower()), found.group())
        for found in _FULL_MONTH.finditer(text)
    ]
    for left, right in pairwise(ends):
        if right[:2] < left[:2]:
            return f"{right[2]} comes before {left[2]}"
    return ""


def _judge_years(text: str, before: str) -> str:
    """A year of two halves that runs backwards or stands still: "2023/22"; no number of a law or paper."""
    found = _TWO_YEARS.match(text)
    if found is None or _REFERENCE_BEFORE.search(before[-20:]) or _INITIALS_BEFORE.search(before[-20:]):
        return ""
    first = int(found["first"])
    second = int(found["second"]) if len(found["second"]) == 4 else first // 100 * 100 + int(found["second"])
    if first % 100 == 99 or not 0 <= first - second <= _MOST_YEARS_BACK:
        return ""
    if found["dash"] != "/" and len(found["second"]) == 4:
        return ""
    return "the second year is not after the first"

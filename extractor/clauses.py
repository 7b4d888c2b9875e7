"""How a period hangs in its sentence: which figures it dates, and which of the sentences after it go on with it.

Works on plain text and offsets into it; nothing here knows of documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import regex

from extractor.models import Mention, Period, Role, Timing

# --- words that part, join and place clauses ------------------------------------------------------------------------

# Where a sentence ends, be it on a footnote's mark: "local issues.15 Feedback".
MARKED_STOP = r"(?<=\p{L}|\b(?:19|20)\d\d)[.!?]\d{1,2}\s(?=\p{Lu})"
STOP = regex.compile(rf"[.!?]['”\")]?\s+(?=[\p{{Lu}}\d“\"'£])|{MARKED_STOP}")
BRACKETED = regex.compile(r"\s?\([^()]*\)")
# A period there dates another figure.
_BREAK = regex.compile(
    rf"[;:()—]|\s–\s|\s-\s|[.!?]\s|{MARKED_STOP}|"
    r"\b(?:while|whilst|whereas|but|although|compared)\b|"
    # "and six more are planned", "and launch a new": another thing is said of another thing
    r"\band\b[^,;]{0,60}?\b(?:are|were|is|was|will|have|has|had|can|could|would|should)\b|"
    r"\band\s(?:to\s)?(?:\w+ly\s)?\w+\s(?:a|an|the|its|our|their)\s|"
    # a comma parts clauses, but not the items of a list of figures, nor an aside from its verb
    r",\s+(?!(?:was|were|is|are|has|have|had)\b|"
    r"(?:and\s+)?(?:(?:over|more than|some|nearly|about|around|up to|a further|another|at least)\s)?(?:[\d£]|\w+ty\b|"
    r"one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|eleven\b|twelve\b))"
)
# What goes on with a clause after its period: "in 2024/25, including some 70".
_GOES_ON = regex.compile(r"(?i),\s(?=(?:including|of which|of whom|among (?:them|whom)|with)\b)")
_ASIDE = regex.compile(
    r"(?i),\s(?=(?:according to|as (?:reported|measured|shown))\b)|"
    r",\s(?:(?:in|on|at|by|during|held|from|between)\s)?(?:the\s)?$|,\s(?=(?:which|who)\b)"
)
# What closes, behind a figure, the brackets that it stands in: "the third of which (£4.5m) arrived in May".
_OWN_BRACKET = regex.compile(r"^[^()]{0,40}\)(?=\s)")
_DEADLINE = regex.compile(r"(?i)\b(?:closing date|deadline|due date|expiry date|cut-off)(?: of| on| was| is)?\s$")
# "22 per cent up over the year" says how long a change took, not in which year it was measured.
_COURSE = regex.compile(r"(?i)(?:over )?the (?:\w+ )?(?:year|quarter|month)")
_LABELS = regex.compile(r":\s?|\s\(")  # "(Quarter 2: 188)", "in 2018 (15 per cent)"
# "up 3 points on 2021/22", "double the 2021/22 total": the period is of the figure that another is measured against.
_MEASURED_FROM = regex.compile(
    r"(?i)\s(?:(?:points?|more|fewer|less|higher|lower|up|down|better|worse)\s)?"
    r"(?:on|than|over|from|compared (?:with|to)|against)\s(?:(?:in|for|during)\s)?(?:the\s)?"
    r"(?:(?:at\s)?(?:this|the same) (?:point|time|stage)\s)?"
)
_MULTIPLIED = regex.compile(r"(?i)(?:double|twice|treble|triple|times|half|fold|as many)(?: as (?:many|much))?$")
_OF_MULTIPLIED = regex.compile(
    r"(?i)\s(?:(?:as in|(?:that|those) of|what it was in|(?:the |its |their )?(?:[\w-]+ ){1,3}(?:of|in|for)) )?"
    r"(?:the )?"
)
# "since 2001, when it was 29 per cent"
_WHEN = regex.compile(r"\)?,?\s(?:when|at which point)\s[^.;:()]{0,60}")
BEGAN = regex.compile(
    r"(?i)\b(?:start|began|begun|launch|open|join|found|creat|establish|set up|introduc|appoint|publish|recruit)\w*\s"
    r"(?:\w+\s){0,3}?(?:in|on|from)\s(?:the\s)?$"
)
_CLAUSE = regex.compile(
    r"[,;]\s(?:and|but|while|whereas|(?:which|that|this)\s(?:brings?|brought|takes?|took|raises?|raised|means?|lifts?)|"
    r"bringing|taking|raising|lifting)\s"
)
# "72 per cent of the year's money": of which whole, not when.
_OF_WHOLE = regex.compile(r"(?i)\s(?:out )?of\s")
# "1,300 came, 407 of them new in May": told of the part only.
_OF_PART = regex.compile(r",\s[^,;]*\bof (?:them|whom|which|these)\b")
# "It opened in May and now lists 40"
_AND_NOW = regex.compile(
    r"(?i)\band\s(?:it\s|they\s)?(?:now|today|currently|has\ssince|have\ssince|is\snow|are\snow)\b"
)
# A new clause after a date: "up to May 2021 and the reports of 64 towns went on".
_AND_THE = regex.compile(r"\band\s(?:the|its|our|their|an?|this|these|those)\s")
_CLAUSE_GOES_ON = regex.compile(r"\s(?:is|are|was|were|has|have|had|will|can|stood|came|rose|fell)\b")
_PLACES = regex.compile(r",\s(?=(?:\p{Lu}[\w'-]+\s?){1,4}(?:,|\sand\s|$))")
_RELATIVE_CLAUSE = regex.compile(
    r"(?i)\b(?:who|which|that|whose|where|having|holding|launched|established|founded|set up|introduced|started|"
    r"created|built|"
    r"elected|appointed|finish\w*|complet\w*|dating|born|open(?:ed|ing))\b"
)
COMPARED = regex.compile(
    r"(?i)(?:compared (?:with|to)|than(?: in)?|\b(?:up|down|rises?|rose|risen|rising|increase[sd]?|increasing|grew|"
    r"grown|growing|fall|fell|fallen|falling|drop(?!-)|dropped|decreas\w+|improve\w*|chang\w+|moved|average|level|figure)\b"
    r"[^.;,]{0,30}\bfrom|\bfrom (?=that of|those of)|against|up on|down on|(?:increase|improvement|rise|fall|"
    r"change|decrease|"
    r"reduction|growth) (?:on|over|from|of|since)|relative to|versus|more than(?: during| in)?|"
    r"fewer than(?: during| in)?|"
    r"(?:times|twice|double|half) (?:the|its|their|that|what it was|as many(?: as)?)(?: [\w-]+){0,3}? (?:in|of|for))\s"
    r"(?:the |that of |those of |in |during |during the |in the |(?:at )?(?:this|the same) (?:point|time|stage) )*$"
)
_PREVIOUS = regex.compile(r"(?i)\b(?:last|previous|preceding|prior)\b")
_STRETCH = regex.compile(r"(?i)\b(?:next|past|last|coming)\s\w+\s(?:years|months|weeks|quarters)\b")
_LEADS = regex.compile(
    r"(?i)^\W*(?:(?:also|so far|overall|meanwhile|and|but|then|finally|similarly|additionally|furthermore)\W+)?"
    r"(?:in|during|for|over|throughout|by|at|as at|on|across|between|from|within|of|since|up to|when|"
    r"once)?\s?(?:the\s)?$"
)
_CLAUSE_START = regex.compile(
    r"(?i)(?:^|[,;:.)]\s|\s[–-]\s)\W*(?:and\s|but\s)?(?:in|during|for|over|throughout|by|at|as at|on|between|from|"
    r"within)?\s?(?:the\s)?$"
)
# "According to the residents' survey (2018/19)," dates all that it goes on to say.
_SURVEY = (
    r"(?:survey|poll|polling|census|audit|questionnaire|evaluation|consultation|interviews|research|review|study|wave)"
)
_SURVEY_LEAD = regex.compile(
    rf"(?i)^\W*(?:according to|based on|in|from|as)\s(?=[^.;:]*\b{_SURVEY}s?\b)[^.;:]{{0,110}}$"
)
# "A poll of 2,000 adults in May found that" and "Our May 2018 poll of adults found that" date all that was found.
_FOUND = (
    r"\)?,? (?:has |have )?(?:found|finds|show(?:s|ed|n)?|reveal(?:s|ed)?|suggest(?:s|ed)?|indicate[sd]?|"
    r"reported|said|says)\b"
)
_FOUND_THAT = regex.compile(_FOUND)
_SURVEY_FOUND = regex.compile(rf"(?i)\s(?:[\w'’-]+\s){{0,3}}?{_SURVEY}s?\b(?:\s[\w'’,-]+){{0,8}}?{_FOUND}")
# "In our 2016 census of members," does so too.
_IN_SURVEY = regex.compile(r"(?i)^\W*(?:in|from|according to|of|for)\s(?:our|the|this|its|their|an?)\s$")
_SURVEY_ENDS = regex.compile(rf"(?i)\s(?:[\w'’-]+\s){{0,3}}?{_SURVEY}s?\b[^,;:.()]{{0,40}},")
_LEAD_ENDS = regex.compile(r"[^,;:.()]{0,30}\)?,")

# --- words by which a sentence goes on with what was dated before it ------------------------------------------------

_EVENT_AGAIN = regex.compile(
    r"(?i)^(?:(?:the|this|these|both|all|each)\s(?:of the\s)?(?:[\w-]+ ){0,2}(?:event|conference|session|meeting|"
    r"workshop|masterclass|webinar|roundtable|launch|course|training|class|seminar|summit|visit|exercise|weekend|grant|award|"
    r"settlement|deal|bid)(?:s|es)?\b|"
    r"(?:these|they|it|which)\b.{0,40}\b(?:involve[ds]|drew|saw|reached|covered|were run|ran|brought|heard|welcomed|"
    r"had|was|were|asks|asked|adds|added|cost|raised|included|attracted|generated|lasted)\b|"
    r"(?:over|throughout|during|across|on) (?:the|both|these) (?:\w+ )?(?:days?|weekend|evening|afternoon|morning)\b)|"
    r"\b(?:attend\w*|delegates|in attendance|took part|taking part)\b"
)
_MANY_EVENTS = regex.compile(
    r"(?i)^(?:the|these|all)\b.{0,30}\b(?:sessions|events|workshops|meetings|visits|webinars|classes)\b"
)
# A part of those just counted: "Some 40 of them had ...", but not what they do now.
_PARTITIVE = regex.compile(
    r"(?i)^\W*(?:(?:[\w'-]+\W+){0,5}?of (?:these|those|them)|(?:that|this|these|those|they) (?:includes?|included))\b"
    r"(?!.*\b(?:now|currently|today|since)\b)"
)
_SURVEYED = regex.compile(
    rf"(?i)\b(?:respondents?|interviews?|interviewe\w+|participants|surveyed|asked|replied|repl(?:y|ies)|responded|responses?|"
    rf"answered|satisfaction|satisfied|{_SURVEY})\b"
)
_SURVEY_NAMED = regex.compile(rf"(?i)\b(?:{_SURVEY}s?|surveyed|polled|asked)\b")
_OF_GRANT = regex.compile(r",? (?:of|at|worth) $")  # "the grant for 2022/23, of £18m, in August"
_AHEAD = regex.compile(
    r"(?i)\b(?:will|shall|aims?|(?<!\b(?:on|to|of|behind|against|the|a|its|our) )plans?|planned|intends?|expects?|"
    r"expected|hopes?|proposes?|targets?|seek)\b"
)

_COUNTED = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_YEAR_AGO = (
    rf"(?:(?P<years>{'|'.join(_COUNTED)}|\d\d?) years?|(?:twelve|12) months) (?:earlier|ago|before|previously)|"
    r"(?:the )?same (?:\w+ )?(?:quarter|period|months?|time|point|stage)(?: in| of)? "
    r"(?:last|the previous|the prior) year"
)
_YEAR_AGO_AFTER = regex.compile(rf"(?i)[^.;,]{{0,40}}?\b(?:{_YEAR_AGO})\b")
_YEAR_AGO_BEFORE = regex.compile(rf"(?i)(?:^|[.;,]\s)(?:{_YEAR_AGO})\b[^.;]{{0,40}}$")

# --- judgements -----------------------------------------------------------------------------------------------------

CARRY_REACH = 1500  # characters before a sentence in which "the programme" may have been named
_EVENT_REACH = 400  # characters before a sentence in which the event that it goes on about was dated
_LEAD_COST = 50.0  # a period that opens the sentence holds for all of it, unless one stands nearer
CROSSED_COST = 20  # another figure between
_BREAK_COST = 60
_YEAR_DAYS = (360, 370)
_BESIDE = 40  # characters between a figure and "last year" that belongs to it
_COMPARED_REACH = 120  # characters before a period in which "up from" and the like stand
_LONGEST_LEAD = 140  # characters of "According to the residents' survey of ..."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in its sentence, among the others there; `reported` is the last day that the text "
    "reports on."""

    sentence: int
    figure: tuple[int, int]
    figures: Sequence[tuple[int, int]]
    role: Role
    reported: date | None
    periods: Sequence[Mention] = ()


def find_cost(text: str, mention: Mention, place: Place) -> float | None:
    """How far a period is from a figure that it can date; None where it dates another or none.

    A period that opens the sentence or a clause dates what follows; any other dates the figures of its own clause, and
    inside a relative clause only the figure next to it.
    """
    figure, role = place.figure, place.role
    before = text[place.sentence : mention.start]
    between = _between(text, mention, figure)
    if mention.end <= figure[0] and (_LABELS.fullmatch(between) or _WHEN.fullmatch(between)):
        return 0.0
    if mention.start >= figure[1] and _is_yardstick(text[slice(*figure)], between, role):
        return None
    if mention.text.endswith(("'s", "’s")) and _OF_WHOLE.fullmatch(between):
        return None
    if _DEADLINE.search(before) or (role is Role.CHANGE and _COURSE.fullmatch(mention.text)):
        return None
    if mention.end <= figure[0] and _OF_GRANT.fullmatch(between):
        return 0.0
    if _is_of_another(text, mention, place):
        return None
    leads = _opens_sentence(text, mention, before)
    compared = not leads and COMPARED.search(before[-_COMPARED_REACH:]) is not None
    previous = _PREVIOUS.search(mention.text) is not None
    if role is Role.PREVIOUS:
        return len(between) / 4 if (previous or compared or leads or not _BREAK.search(between)) else None
    if compared or (previous and not leads):
        # "an increase on last year's 5,600": only what stands beside it is last year's, and that has its own role.
        beside = not compared and mention.start >= figure[1] and len(between) < _BESIDE
        beside = beside and _nearest(text, place.figures, mention) == figure and not _BREAK.search(between)
        return len(between) / 4 if beside and role is not Role.CHANGE else None
    if mention.start < figure[0]:
        if leads:
            own = _has_own_period(text, mention, place)
            return None if own else _LEAD_COST if _BREAK.search(between) else min(_LEAD_COST, len(between) / 4)
        opens_clause = _CLAUSE_START.search(before) and text[mention.end : mention.end + 1] in (",", " ")
        if opens_clause and not _BREAK.search(between[1:]):
            return len(between) / 4
    return _cost_in_clause(text, mention, place, between)


def _is_of_another(text: str, mention: Mention, place: Place) -> bool:
    """Whether a period hangs on another figure: 2023 in "the rate, 10 per cent, was above the 5 per cent of 2023"."""
    return any(text[other[1] : mention.start] == " of " for other in place.figures if other != place.figure)


def dates_when(text: str, mention: Mention, figure: tuple[int, int]) -> bool:
    """Whether a period before a figure is the time when it was so: "since 2001, when it was 29 per cent"."""
    return _WHEN.fullmatch(text[mention.end : figure[0]]) is not None


def _is_yardstick(figure: str, between: str, role: Role) -> bool:
    """Whether a period behind a figure is that of what the figure is measured against."""
    if role is Role.CHANGE:
        return _MEASURED_FROM.fullmatch(between) is not None
    return _MULTIPLIED.search(figure) is not None and _OF_MULTIPLIED.fullmatch(between) is not None


def _between(text: str, mention: Mention, figure: tuple[int, int]) -> str:
    """What stands between a period and a figure, but for asides in brackets and the names of places in a row."""
    left, right = (figure[1], mention.start) if mention.start >= figure[1] else (mention.end, figure[0])
    between = BRACKETED.sub("", text[left:right]) if right > left else ""
    return _PLACES.sub(" ", _OWN_BRACKET.sub("", between))


def _opens_sentence(text: str, mention: Mention, before: str) -> bool:
    if _LEADS.match(before):
        return True
    if len(before) > _LONGEST_LEAD:
        return False
    if _SURVEY_LEAD.match(before) and _LEAD_ENDS.match(text, mention.end):
        return True
    if _SURVEY_FOUND.match(text, mention.end) or (_IN_SURVEY.match(before) and _SURVEY_ENDS.match(text, mention.end)):
        return True
    return _FOUND_THAT.match(text, mention.end) is not None and _SURVEY_NAMED.search(before) is not None


def _cost_in_clause(text: str, mention: Mention, place: Place, between: str) -> float | None:
    figure, figures = place.figure, place.figures
    leftwards = mention.start < figure[0]
    # "until June" says how long something goes on, not when the figure was so.
    onwards = leftwards or _CLAUSE_GOES_ON.match(text, mention.end)
    if mention.text[:5].lower() == "until" or (onwards and _AND_THE.search(between)):
        return None
    nearest = _nearest(text, figures, mention) == figure
    if (leftwards and _AND_NOW.search(between)) or (not leftwards and not nearest and _OF_PART.search(between)):
        return None
    if leftwards and _is_bounded(mention):
        between = _GOES_ON.sub(" ", between)
    elif nearest:
        between = _ASIDE.sub(" ", between)
    parted = _BREAK.search(between) is not None
    if parted and not _is_bracketed(text, mention, between):
        return None
    ahead = place.role is not Role.TARGET and place.reported is not None and _starts_after(mention, place.reported)
    narrow = ahead or _RELATIVE_CLAUSE.search(between) is not None or _STRETCH.search(mention.text) is not None
    if narrow and not nearest:
        return None
    left, right = (mention.end, figure[0]) if leftwards else (figure[1], mention.start)
    crossed = sum(left <= other[0] < right for other in figures)
    # What comes after "and" may well have a date of its own; "212 in 2019 to 270": 2019 has dated the figure before it.
    crossed += (leftwards and " and " in between) + (leftwards and _follows_figure(text, figures, mention))
    return len(between) / 4 + _BREAK_COST * parted + CROSSED_COST * crossed


def _has_own_period(text: str, lead: Mention, place: Place) -> bool:
    """Whether the clause of a figure has its own: "Since May 20 joined, and in June a poll found that 8 ..."."""
    clause = max((found.end() for found in _CLAUSE.finditer(text, lead.end, place.figure[0])), default=0)
    return clause > 0 and any(clause <= other.start < place.figure[0] for other in place.periods)


def _follows_figure(text: str, figures: Sequence[tuple[int, int]], mention: Mention) -> bool:
    before = [other for other in figures if other[1] <= mention.start]
    return bool(before) and not _BREAK.search(text, before[-1][1], mention.start)


def _is_bracketed(text: str, mention: Mention, between: str) -> bool:
    """Whether a period stands alone in brackets behind the figure's noun: "5,000 applications (2019/20)"."""
    if len(between) >= 80 or len(_BREAK.findall(between)) != 1:
        return False
    if text[: mention.start].rstrip().endswith("("):
        return text[mention.end : mention.end + 1] in (")", ",", ";")
    # The figure itself may stand in the brackets: "those surveyed between April and June (42 in total)".
    return regex.fullmatch(r"\s?\((?:\w+\s)?", between) is not None


def _nearest(text: str, figures: Sequence[tuple[int, int]], mention: Mention) -> tuple[int, int] | None:
    """The figure nearest to a mention on its left, in its own clause; where there is none, the first one."""
    left = [other for other in figures if other[1] <= mention.start]
    if left and not _CLAUSE.search(text, left[-1][1], mention.start):
        return left[-1]
    return next((other for other in figures if other[0] >= mention.end), None)


def find_carried(text: str, near: Sequence[Mention], place: Place, end: int) -> Mention | None:
    """The period that a sentence up to `end` with none of its own goes on with, among those `near` before it.

    The year of a plan ("In 2024/25 we will go on. We aim to ..."), the day of an event ("The event drew ..."), the time
    of a survey ("Respondents ...") or of the whole ("Of these ..."). `place` says where the sentence starts.
    """
    start = place.sentence
    sentence = text[start:end]
    near = [mention for mention in near if not _is_aside(text, mention)]
    if not near or place.role is Role.PREVIOUS:
        return None
    if place.reported is not None and (place.role is Role.TARGET or _AHEAD.search(sentence)):
        ahead = [mention for mention in near if _starts_after(mention, place.reported) and _is_year(mention)]
        if ahead:
            return ahead[-1]
    last = near[-1]
    if last.start < start - _EVENT_REACH or _ends_between(text, last.end, start):
        return None
    if _EVENT_AGAIN.search(sentence) and (is_event(last) or (_MANY_EVENTS.match(sentence) and _is_bounded(last))):
        return last
    if _PARTITIVE.search(sentence) and _is_bounded(last):
        return last
    told = text[sentence_start(text, last.start) : start]
    surveyed = _is_bounded(last) and _SURVEY_NAMED.search(told) and _SURVEYED.search(sentence)
    return last if surveyed else None


def _is_aside(text: str, mention: Mention) -> bool:
    """Whether a period only dates what is said in brackets or for comparison."""
    before = text[max(0, mention.start - _COMPARED_REACH) : mention.start]
    labels = before.endswith("(") and text[mention.end : mention.end + 1] == ":"
    return labels or COMPARED.search(before) is not None


def sentence_start(text: str, place: int) -> int:
    """Where the sentence begins that holds a place; 0 where none begins within reach."""
    last = 0
    # One character on: what follows the stop must be seen to begin a sentence.
    for found in STOP.finditer(text, max(0, place - CARRY_REACH), place + 1):
        last = found.end()
    return last


def _ends_between(text: str, left: int, right: int) -> bool:
    # The sentence that named the event must be the one just before.
    return len(regex.findall(r"[.!?]\s+(?=[\p{Lu}\d“\"'])", text[left:right])) > 1


def is_usable(mention: Mention) -> bool:
    """Whether a mention can date a claim: it has dates, or says that it is open ("since its inception")."""
    period = mention.period
    if period is None:
        return False
    return period.start is not None or period.end is not None or mention.text.lower().startswith("since")


def is_event(mention: Mention) -> bool:
    """Whether a mention dates an event: some days, or a month or two."""
    period = mention.period
    return (
        period is not None
        and period.start is not None
        and period.end is not None
        and (period.end - period.start).days <= 62
    )


def _is_bounded(mention: Mention) -> bool:
    return mention.period is not None and mention.period.start is not None and mention.period.end is not None


def _is_year(mention: Mention) -> bool:
    return mention.period is not None and years_before(mention.period) is not mention.period


def _starts_after(mention: Mention, day: date) -> bool:
    if mention.period is None:
        return False
    first = mention.period.start or mention.period.end
    return first is not None and first > day


def timing_of(period: Period) -> Timing:
    """How a period sits in time: a position, since a start, or from one day to another."""
    if period.start is None and period.end is not None:
        return Timing.AS_AT
    if period.end is None and period.start is not None:
        return Timing.SINCE
    return Timing.IN_PERIOD


def years_before(period: Period, *, told: int = 0) -> Period:
    """The year before a year, or, where a text has `told` of "four years earlier", the same days so many years before.

    What an earlier figure in a shorter paper belongs to is else anyone's guess, so it stays.
    """
    start, end = period.start, period.end
    if start is None or end is None or not (told or _YEAR_DAYS[0] <= (end - start).days <= _YEAR_DAYS[1]):
        return period
    back = told or 1
    return Period(
        start=_go_back(start, back),
        end=_go_back(end + timedelta(days=1), back) - timedelta(days=1),
        label=f"the year before {period.label}" if back == 1 else f"{back} years before {period.label}",
    )


def count_years_before(text: str, start: int, end: int) -> int:
    """How many years ago a figure was: 1 of "against 1,236 a year earlier", 4 of "compared with 80 four years before".

    0 where the text does not say.
    """
    before = text[max(0, start - _COMPARED_REACH) : start]
    found = _YEAR_AGO_AFTER.match(text, end) or _YEAR_AGO_BEFORE.search(before)
    if found is None:
        return 0
    years = (found["years"] or "one").lower()
    return _COUNTED.get(years) or int(years)


def _go_back(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if (day.month, day.day) == (2, 29) else day.day)

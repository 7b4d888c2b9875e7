"""Document -> what it says of itself: title, publisher, date, the period it reports on, and the work it is.

Each fact is looked for in the title, then the first lines, then the text, the file's metadata and its name, and
`facts_source` says where it was read, so that a reviewer can judge it.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

import regex

from extractor.cleaning import clean
from extractor.models import Block, BlockKind, Document, Mention, Period
from extractor.periods import financial_year, find_periods

_FIRST_BLOCKS = 16  # how many blocks a title, date or statement of coverage may come after
_FIRST_SHARE = 0.3  # a statement of what a report covers stands in its first third
_MOST_TITLE_WORDS = 24
_MOST_TITLE_LENGTH = 180
_SHORT_TEXT = 6000  # characters; a press release tells of its survey at its end
_LATEST_REPORT = 200  # days after the end of a year in which reports on it come out; a judgement
_FAR_DAYS = 900
_LEAST_PUBLISHER = 1.5  # points; a short line near the start that names an organisation is enough
_MOST_DATE_LINE = 90  # characters of a line that may give the date of the text
_LEAST_SCORE = 2.0  # a line that scores less is no title
_NO_TITLE = -9.0  # the score of what cannot be one
_FIRST_BONUS = 1.0

_GENRES = (
    r"(?i)\b(?:annual|report|review|update|offer|strategy|plan|briefing|statement|accounts|outturn|monitoring|monitor|"
    r"summary of|guide|survey|evaluation|prospectus|programme|performance|budget|press release|impact|highlights|"
    r"results|"
    r"delivery|shows?|reveals?|support|improvement)\b"
)
# Lines that stand above or beside a title: ways around a site, forms' questions, labels of parts.
_NOT_TITLE = regex.compile(
    r"(?i)^(?:.*\bfor (?:immediate|information|decision)\b.*|©.*|\w[^>›»]{0,40}\s[>›»]\s.*|"
    r"\W*(?:(?:thumbnail|image|photo|picture|decorative|"
    r"logo|skip to|menu|home|search|share|print|log ?in|sign ?up|"
    r"cookies?|subscribe|breadcrumb|back to|page \d+|contents?|is this report|agenda item|item no|item \d+|"
    r"report of|report by|"
    r"report to|report author|lead officer|contact|wards?|classification|status|press release|news release|"
    r"media release|"
    r"for (?:immediate|information|decision|discussion)|embargo(?:ed)?|notes? to editors|published|"
    r"publication date|date|"
    r"meeting|author|version|draft|telephone|email|www\.|https?:|copyright|funded by|image credit|a report by|"
    r"this report|this paper|this document|to:|from:|cc:|figure \d|table \d|annex|appendix)\b.*|"
    r"(?:executive )?summary|introduction(?: and background)?|background|purpose(?: of (?:the )?(?:report|paper))?|"
    r"recommendations?|foreword|next steps|conclusions?|overview|highlights|key (?:facts|points|messages)|"
    r"some key facts))\W*$"
)
# What a form says before the title of its paper: "Subject: Homes for rent", or a cell beside "Report title".
_TITLE_LABEL = regex.compile(r"(?i)(?:(?:report|paper|document) )?(?:title|subject)(?: of (?:the )?(?:report|paper))?")
_LABELLED = regex.compile(rf"(?:{_TITLE_LABEL.pattern})\s*:\s+(?=\S)")
_MINUTES = regex.compile(r"(?i)^(?:draft )?minutes of\b.{8,120}?(?=,? held\b|, |$)")
_CALL_TO_ACTION = regex.compile(
    r"(?i)\b(?:read (?:our|more|the)|find out more|click|download|visit|sign up|register (?:now|here)|learn more|"
    r"watch)\b"
)
# The body that meets, above the title of its paper.
_BODY = regex.compile(r"(?:Board|Committee|Cabinet|Panel|Council|Executive|Assembly|Association|Authority)$")
# What parts a line like "Housing Panel – 8 February 2024 – Agenda item 4", and what is no body and no day in it.
_PARTS = regex.compile(r"\s[–—-]\s|\s?[|•·]\s?|,\s")
_AGENDA = regex.compile(
    r"(?i)(?:agenda )?item\b|(?:paper|enclosure|appendix|annex)\b|(?:mon|tues|wednes|thurs|fri)day$"
)
_COVERAGE = regex.compile(
    r"(?i)\b(?:this|the|our)\s(?:\w+\s){0,3}?(?:report|paper|review|update|publication|document|summary|briefing|"
    r"statement|return|"
    r"release|outturn)\b[^.]{0,40}?\b(?:covers?|covering|sets? out|focus(?:es|ed)|reports? on|looks? (?:back )?at|"
    r"describes?|"
    r"provides?|presents?|summari[sz]es|reviews?|highlights?|shows?|updates|is for|relates to|for)\b"
)
_WE = r"(?:we|(?:the )?LGA|Local Government Association(?: \([^)]*\))?)"
_SURVEY_HELD = regex.compile(
    r"(?i)(?:^|[.;:] )(?:our|the|this|an?) (?:[\w-]+ ){0,4}?(?:survey|poll|census|questionnaire|fieldwork|"
    r"consultation)s?(?: \w+){0,6}? (?:was|were|ran|took place|went|opened) (?P<when>[^.;]{0,120})"
    rf"|\b{_WE} (?:[a-z]+ly )?(?:wrote|spoke|surveyed|polled|interviewed|asked|consulted) (?P<when>[^.;]{{0,120}})"
    rf"|\b{_WE} (?:[a-z]+ly )?(?:conducted|ran|carried out|undertook|commissioned|held|sent(?: out)?|launched|issued) "
    r"(?:an?|the|our|its|this) (?:[\w-]+ ){0,4}?(?:survey|poll|census|questionnaire|consultation|interview)s?"
    r"(?P<when>[^.;]{0,120})"
    r"|\b(?:was|were) (?:sent|emailed|invited to (?:complete|take part in|answer)|asked to (?:complete|answer)) "
    r"(?:an?|the|our|this) (?:[\w-]+ ){0,3}?(?:survey|poll|census|questionnaire) (?P<when>[^.;]{0,120})"
    rf"|(?:^|[.;:] )(?P<when>(?:in|between|during|over|from) [^.;,]{{4,50}}),? {_WE} (?:surveyed|polled|interviewed)\b"
    r"|(?:^|[.;:] )(?:fieldwork|(?:the )?interviews?|responses|replies|data) (?:was|were) (?:\w+ ){1,3}?"
    r"(?P<when>(?:in|between|from|during|over)\b[^.;]{0,120})"
)
# Sorts of papers that no month is reported in.
_ISSUED = regex.compile(
    r"(?i)\b(?:brochure|guide|guidance|prospectus|handbook|leaflet|toolkit|strategy|manifesto|press release|briefing|"
    r"impact|evaluation|case stud(?:y|ies)|digest|bulletin|newsletter|information pack)\b"
)
_SHORTEST_QUARTER = 80  # days
_SEASON = regex.compile(r"(?i)(?:early\s|late\s)?(?:spring|summer|autumn|winter)\b")
_ANNOUNCED = regex.compile(
    r"(?i)\b(?:announced|revealed|confirmed|published|made known)\b[^.;]{0,30}?\bon (?P<when>[^.;,]{6,40})"
)
_NEWS = 900  # characters in which an announcement tells its day
_PUBLISHED = regex.compile(
    r"(?i)\b(?:published(?: on| in)?|publication date|date of (?:meeting|publication|report)|meeting date|date|"
    r"issued(?: on)?|"
    r"released(?: on)?|meeting of|meeting on|meeting held on|board|cabinet|committee|panel|last updated|updated|"
    r"dated)\b\W{0,4}$"
)
# "A study published in June" is another's; what gives the text's own day begins a line or speaks of the text.
_IMPRINT = regex.compile(
    r"(?im)(?:©|\bcopyright\b|^\W*(?:first\s)?published\b(?: in| on)?:?|"
    r"\bthis (?:report|paper|document|review|update|briefing|guide) (?:was|is) (?:first )?published\b)[^\n]{0,74}"
)
_ACRONYMS = {"LGA": "Local Government Association", "WLGA": "Welsh Local Government Association"}
_ORGANISATION = regex.compile(
    r"\b(?:[A-Z][\w'-]+\s(?:(?:of|for|and|in|the|upon|on|&)\s){0,2}){1,6}?"
    r"(?:Council|Association|Authority|Agency|Commission|Institute|Foundation|Fund|Service|Partnership|Society|"
    r"Centre|Office)\b"
    r"(?:\sof\s[A-Z]\w+)?(?!\s(?:Tax|Housing|Leader|Chamber|Member|Officer|House|Board|Plan))"
)
_GENERIC = """
    the a an of for and to in on our report annual update quarter quarterly review monitoring budget outturn
    revenue capital performance cabinet board committee council paper summary first second third fourth q1 q2 q3
    q4 final draft version january february march april may june july august september october november december
    financial year programme note notes paper document research position discussion
"""
_GENERIC_WORDS = frozenset(_GENERIC.split())
_META_TITLES = ("title", "dc:title", "Title")
_META_DATES = ("date", "published", "Date", "CreationDate", "creationdate", "created", "ModDate")
_META_PUBLISHERS = ("publisher", "Publisher", "author", "Author", "Company")


@dataclass(frozen=True, slots=True)
class _Line:
    """A block near the start as one plain line; `named` is true of what a form calls the title."""

    text: str
    block: Block
    index: int
    named: bool = False


_MEETING = regex.compile(
    r"(?i)\b\d{1,2}(?:[.:]\d\d)? ?(?:am|pm|noon)\b|\b\d\d:\d\d\b|\b(?:committee|meeting) room\b|\bcouncil chamber\b"
    r"|\b(?:town|city|county|shire) hall\b|\bcivic (?:centre|offices?)\b|\b(?:microsoft )?teams\b|\bzoom\b"
)


def add_facts(document: Document) -> Document:
    """Return the document with title, publisher, published, period, work and facts_source filled; never raises.

    The sources are words: heading, first lines, running head, text, metadata, file name. What is not said stays empty.
    """
    lines = list(_first_lines(document))
    title, title_source = _find_title(document, lines)
    published, published_source = _find_published(document, lines, title)
    period, period_source = _find_period(document, lines, title=title, title_source=title_source, today=published)
    if published_source == "metadata" and published is not None and _is_far(published, period):
        published, published_source = None, ""  # the day of a conversion, years on
    publisher = _find_publisher(document, lines, title)
    sources = (("title", title_source), ("published", published_source), ("period", period_source))
    known = replace(document, title=title, publisher=publisher, published=published, period=period)
    return replace(
        known,
        work=_identify(known, named=title_source in ("heading", "first lines", "running head")),
        facts_source=";".join(f"{fact}={source}" for fact, source in sources if source),
    )


def _plain(document: Document, block: Block) -> str:
    return clean(document.text, block.start, block.end).text.strip(" *_#")


def _first_lines(document: Document) -> Iterator[_Line]:
    index = 0
    for block in document.blocks:
        if index >= _FIRST_BLOCKS:
            return
        # A title is short: the first characters of a long paragraph tell enough.
        text = clean(document.text, block.start, min(block.end, block.start + 1200)).text.strip(" *_#")
        label = _LABELLED.match(text)
        if text and block.kind is not BlockKind.FOOTNOTE:
            named = label is not None or _TITLE_LABEL.fullmatch(block.row_head.strip(" *_:")) is not None
            yield _Line(text[label.end() :] if label else text, block, index, named)
            index += 1


# --- title ----------------------------------------------------------------------------------------------------------


def _find_title(document: Document, lines: list[_Line]) -> tuple[str, str]:
    scored = [
        (_title_score(line), -line.index, line) for line in lines if line.block.kind is not BlockKind.RUNNING_HEAD
    ]
    able = [
        place
        for place, (score, _, line) in enumerate(scored)
        if score > _NO_TITLE and not _BODY.search(line.text) and _telling_words(line.text)
    ]
    if able:  # what comes first is likelier, where only furniture stands above it
        score, place, first = scored[able[0]]
        scored[able[0]] = (score + _FIRST_BONUS, place, first)
    best = max(scored, key=lambda item: item[:2], default=None)
    head = _repeated_running_head(document)
    given = _metadata_title(document)
    if best is not None and best[0] >= _LEAST_SCORE:
        line = best[2]
        title = _with_subtitle(lines, line)
        if not _telling_words(line.text) and not line.named:
            title = _with_upper_title(
                title, [other for score, _, other in scored if score > 0 and other.index < line.index]
            )
        # The page foot and the file's own title give the year that a chapter's heading or a banner lacks.
        for other, source in ((head, "running head"), (given, "metadata")):
            if find_periods(other) and not find_periods(title):
                return other, source
        return title, "heading" if line.block.kind is BlockKind.HEADING else "first lines"
    if given:
        return given, "metadata"
    if head:
        return head, "running head"
    name = PurePosixPath(document.path or document.document).stem
    return regex.sub(r"[\s_-]+", " ", name).strip(), "file name"


def _metadata_title(document: Document) -> str:
    values = (value for name, value in document.metadata if name in _META_TITLES and _looks_like_title(value))
    return " ".join(next(values, "").split())


def _looks_like_title(value: str) -> bool:
    # Word processors leave "Microsoft Word - final v2.docx" and the like.
    words = value.split()
    return 2 <= len(words) <= _MOST_TITLE_WORDS and not regex.search(
        r"(?i)microsoft|untitled|\.(?:docx?|pdf|indd|pptx?|txt)$|^(?:document|presentation)\d*$", value
    )


def _title_score(line: _Line) -> float:
    if line.named and len(line.text.split()) <= _MOST_TITLE_WORDS:
        return 9
    if (minutes := _MINUTES.match(line.text)) and len(minutes.group().split()) <= _MOST_TITLE_WORDS:
        return 6 - 0.25 * line.index
    return _score_words(line)


def _score_words(line: _Line) -> float:
    text, words = line.text, line.text.split()
    if (
        not 1 <= len(words) <= _MOST_TITLE_WORDS
        or len(text) > _MOST_TITLE_LENGTH
        or not regex.search(r"\p{L}{3}", text)
    ):
        return _NO_TITLE
    if _NOT_TITLE.match(text) or _is_date_line(text) or _is_meeting_line(text):
        return _NO_TITLE
    score = -0.25 * line.index
    if line.block.kind is BlockKind.HEADING:
        score += 4 - line.block.level
    if line.block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL, BlockKind.CALLOUT, BlockKind.QUOTATION):
        score -= 3
    if find_periods(text):
        score += 2.5
    if regex.search(_GENRES, text):
        score += 1.5
    if len(words) < 3:
        score -= 1.5
    if not _telling_words(text) and not find_periods(text):
        score -= 1.5  # "Briefing note": what sort of paper, not what about
    if _BODY.search(text):
        score -= 2.5
    if _CALL_TO_ACTION.search(text):
        score -= 4
    if regex.search(r"[.!?]\s+\p{Lu}", text):
        score -= 3
    if text[-1] in ".:;,":
        score -= 3
    return score


def _is_meeting_line(text: str) -> bool:
    """Whether a line tells when and where a paper was before a meeting: "Housing Panel, 8 February 2024, 6.30pm"."""
    if len(text) > 2 * _MOST_DATE_LINE or _first_day(text) is None:
        return False
    parts = [part for part in _PARTS.split(text) if part]
    others = [part for part in parts if not _BODY.search(part) and not _AGENDA.match(part)]
    of_body = len(others) < len(parts) and all(_is_date_line(part) for part in others)
    return of_body or _MEETING.search(text) is not None


def _is_bare_span(text: str) -> bool:
    """Whether a line is a period that a report may be of, and nothing else: "2022/23"."""
    return any(_length(mention) >= 80 and mention.text == text for mention in find_periods(text))


def _is_date_line(text: str) -> bool:
    mentions = find_periods(text)
    return bool(mentions) and len(text) - sum(m.end - m.start for m in mentions) <= 12


def _telling_words(text: str) -> list[str]:
    """The words of a title that say what it is about, and not what sort of paper for which time."""
    words = regex.findall(r"\p{L}[\p{L}'’]+", regex.sub(_GENRES, " ", text))
    return [word for word in words if word.casefold() not in _GENERIC_WORDS]


def _with_upper_title(title: str, above: list[_Line]) -> str:
    """A title that says no more than sort and time, below the line that says what of: "Safer streets: Review 2021"."""
    headings = [
        line.text
        for line in above
        if line.block.kind is BlockKind.HEADING and _telling_words(line.text) and not _BODY.search(line.text)
    ]
    return title if not headings or title.startswith(headings[0]) else f"{headings[0]}: {title}"


def _with_subtitle(lines: list[_Line], line: _Line) -> str:
    """A title and the line that carries its year: "Improvement support" over "Annual report 2023/24"."""
    if minutes := _MINUTES.match(line.text):
        return minutes.group()
    if find_periods(line.text) or line.named:
        return line.text
    below = [other.text for other in lines if line.index < other.index <= line.index + 2]
    if len(below) == 2 and not _telling_words(below[0]) and not find_periods(below[0]) and _is_bare_span(below[1]):
        return f"{line.text}: {below[0]} {below[1]}"
    for other in lines:
        if other.index == line.index + 1 and find_periods(other.text) and len(other.text.split()) <= 8:
            if max(map(_length, find_periods(other.text))) < 80:
                return line.text  # a date of publication
            if not _NOT_TITLE.match(other.text) and other.text[-1] not in ".;,":
                return f"{line.text}: {other.text}"
    return line.text


def _repeated_running_head(document: Document) -> str:
    heads: Counter[str] = Counter()
    for block in document.blocks:
        if block.kind is BlockKind.RUNNING_HEAD:
            text = regex.sub(r"^\d{1,4}\s+|\s+\d{1,4}$|\bpage \d+(?: of \d+)?\b", "", _plain(document, block)).strip(
                " |-"
            )
            if 2 <= len(text.split()) <= _MOST_TITLE_WORDS and not _NOT_TITLE.match(text):
                heads[text] += 1
    best = heads.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else ""


# --- date and publisher ---------------------------------------------------------------------------------------------


def _find_published(document: Document, lines: list[_Line], title: str) -> tuple[date | None, str]:
    for line in lines:
        day = _signed_day(line) if line.text != title else None
        if day is not None:
            return day, "first lines"
    for found in _IMPRINT.finditer(document.text):
        day = _first_day(clean(found.group()).text)
        if day is not None:
            return day, "text"
    if _ISSUED.search(title) and (day := _first_day(title)) is not None:
        return day, "title"
    for name, value in document.metadata:
        day = _metadata_day(value) if name in _META_DATES else None
        if day is not None:
            return day, "metadata"
    day = _first_day(_spaced_name(document))
    return day, "file name" if day is not None else ""


def _signed_day(line: _Line) -> date | None:
    """The day that a line near the start gives the text: alone, at an end beside a comma, or "published" on."""
    for mention in find_periods(line.text):
        day = _as_day(mention)
        if day is None:
            continue
        before = line.text[max(0, mention.start - 40) : mention.start]
        short = len(line.text) <= _MOST_DATE_LINE
        alone = len(line.text) - len(mention.text) <= 16 and line.block.kind is not BlockKind.LIST_ITEM
        last = short and line.text.endswith(mention.text) and regex.search(r"[,|–—-]\s*$", before)
        first = short and mention.start == 0 and regex.match(r"\s*[,|–—-]", line.text[mention.end :])
        # "A study of clerks, published in June, found ..." is a sentence, and about another text.
        said = _PUBLISHED.search(before) and not line.text.startswith(",", mention.end)
        if alone or last or first or _is_meeting_line(line.text) or (said and len(line.text) <= 2 * _MOST_DATE_LINE):
            return day
    return None


def _first_day(text: str) -> date | None:
    return next((day for mention in find_periods(text) if (day := _as_day(mention)) is not None), None)


def _as_day(mention: Mention) -> date | None:
    """The day of a mention that is one day or one month and names its year; a month stands for its first day."""
    period = mention.period
    if period is None or mention.relative or period.end is None:
        return None
    if period.start is None:
        return None
    return period.start if (period.end - period.start).days <= 31 else None


def _metadata_day(value: str) -> date | None:
    digits = regex.match(r"(?:D:)?(\d{4})-?(\d\d)-?(\d\d)", value)
    if digits:
        try:
            return date(int(digits[1]), int(digits[2]), int(digits[3]))
        except ValueError:
            return None
    return _first_day(value)


def _is_far(day: date, period: Period) -> bool:
    """Whether a file's own date is years away from what the text reports on."""
    return period.end is not None and abs((day - period.end).days) > _FAR_DAYS


def _spaced_name(document: Document) -> str:
    name = PurePosixPath(document.path or document.document).stem
    # "annual-report-2022-23" and "2024-07-09" keep the hyphens between their digits.
    return regex.sub(r"_+|(?<=\D)-+|-+(?=\D)", " ", name)


def _find_publisher(document: Document, lines: list[_Line], title: str) -> str:
    """Who speaks: the organisation that the first lines and the imprint name most, or ""."""
    points: defaultdict[str, float] = defaultdict(float)
    for text, weight in [(title, 4.0), *((line.text, _weigh_publisher(line.text)) for line in lines)]:
        for name in {found.group() for found in _ORGANISATION.finditer(_in_small_letters(text))}:
            points[_proper(name)] += weight
    for imprint in regex.finditer(r"(?:©|(?i:published by|produced by|copyright))[^\n]{0,60}", document.text):
        for name in _ORGANISATION.findall(imprint.group()):
            points[_proper(name)] += 6
    for name, value in document.metadata:
        if name in _META_PUBLISHERS and _ORGANISATION.search(value):
            points[_proper(value.strip())] += 3
    words = max(1, len(document.text) // 6)
    for acronym, name in _ACRONYMS.items():
        count = len(regex.findall(rf"\b{acronym}\b|(?<!Welsh )\b{name}\b", document.text))
        # A publisher speaks of itself all the time; another body is named here and there.
        if count >= 2 and count / words >= 0.0005:
            points[name] += min(4, count)
    best = max(points.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
    return best[0] if best[1] >= _LEAST_PUBLISHER else ""


def _weigh_publisher(text: str) -> float:
    """How much a line near the start says of who speaks; a short sentence tells of others as well."""
    if len(text) >= 120:
        return 1.0
    return 0.5 if text.rstrip().endswith(".") else 1.5


def _in_small_letters(text: str) -> str:
    """A name that is printed in capitals as it is otherwise written: "CITY OF NORTHAM COUNCIL"."""
    return (
        regex.sub(r"\b(Of|And|The|For|Upon|On|In)\b", lambda word: word[0].lower(), text.title())
        if text.isupper()
        else text
    )


def _proper(name: str) -> str:
    name = " ".join(name.split())
    return regex.sub(r"^(?:The|Our|A|This|In|At|By|For)\s", "", name)


# --- period ---------------------------------------------------------------------------------------------------------


def _is_span(mention: Mention) -> bool:
    """Whether a mention is something a report can report on: a month at least, two years and a quarter at most."""
    period = mention.period
    if period is None or period.start is None or period.end is None:
        return False
    return 27 <= (period.end - period.start).days <= 830


def _find_period(
    document: Document, lines: list[_Line], *, title: str, title_source: str, today: date | None
) -> tuple[Period, str]:
    if title_source != "file name":
        named = _reported_period(title, today)
        if named is not None and not _is_issue_month(named, title):
            return named, "title"
    covered = _stated_coverage(document, today)
    if covered is not None:
        return covered, "text"
    for line in lines:
        short = len(line.text) <= _MOST_TITLE_LENGTH and line.text[-1] != "."
        if short and line.text != title and line.block.kind is not BlockKind.LIST_ITEM:
            named = _reported_period(line.text, today) if regex.search(_GENRES, line.text) else None
            if named is not None:
                return named, "first lines"
    head = _repeated_running_head(document)
    named = _reported_period(head, today) if head else None
    if named is not None:
        return named, "running head"
    for name, value in document.metadata:
        if name in _META_TITLES and (named := _reported_period(value, today)) is not None:
            return named, "metadata"
    named = _reported_period(_spaced_name(document), today)
    if named is not None:
        return named, "file name"
    return _period_of_text(document, today)


def _period_of_text(document: Document, today: date | None) -> tuple[Period, str]:
    """The period of a text that no title names: of its survey, the year that it names most, or of its news."""
    asked = _told_survey(document, today)
    if asked is not None:
        return asked, "text"
    common = _commonest_year(document)
    if common is not None and common.end and today and (today - common.end).days > _LATEST_REPORT:
        # A paper of November 2018 that speaks much of 2017/18 looks back at it, and is itself of another year.
        return financial_year(today), "first lines"
    told = common or _told_announcement(document)
    return (told, "text") if told is not None else (Period(), "")


def _told_announcement(document: Document) -> Period | None:
    """The month of the day on which a short text with no date of its own says that its news was announced."""
    if document.published is not None or len(document.text) > _SHORT_TEXT:
        return None
    for found in _ANNOUNCED.finditer(" ".join(document.text[:_NEWS].split())):
        days = [m.period for m in find_periods(found["when"]) if m.period and not m.relative and _is_days(m)]
        if days:
            return _whole_months(days[0])
    return None


def _is_days(mention: Mention) -> bool:
    period = mention.period
    return bool(period and period.start and period.end and (period.end - period.start).days < 7)


def _reported_period(text: str, today: date | None) -> Period | None:
    """The period that a title names: "Quarter 3 budget report 2023/24" is the third quarter of 2023/24."""
    mentions = [mention for mention in find_periods(text, today=today) if not _is_meeting_day(mention)]
    spans = [mention for mention in mentions if _is_span(mention)]
    years = [mention for mention in spans if not mention.relative]
    if not years:
        return None
    for one, two in pairwise(years):
        if both := _join_years(one, two, text):
            return both
    year = max(years, key=_length)
    within = [m for m in find_periods(text, today=today, own=year.period) if _is_span(m) and m.relative]
    parts = [m for m in within if m.start != year.start and _length(m) < _length(year)]
    chosen = (
        min([*parts, *years], key=lambda m: (_length(m), m.start)) if parts else min(years, key=lambda m: (m.start,))
    )
    period = chosen.period
    label = chosen.text if chosen in years else f"{chosen.text} {year.text}"
    return replace(period, label=label) if period is not None else None


def _is_issue_month(period: Period, title: str) -> bool:
    """Whether the month in a title says when it came out: "Impact brochure June 2022", "Digest, spring 2024"."""
    days = (period.end - period.start).days if period.start and period.end else _SHORTEST_QUARTER
    month = days < _SHORTEST_QUARTER or _SEASON.match(period.label) is not None
    return month and _ISSUED.search(title) is not None


def _join_years(one: Mention, two: Mention, text: str) -> Period | None:
    """The two years of "a review of 2021/22 and 2022/23", where the second goes on from the first."""
    first, second = one.period, two.period
    if first is None or second is None or first.end is None or second.start is None:
        return None
    joined = regex.fullmatch(r"\s*(?:and|to|&|[-–])\s*", text[one.end : two.start])
    if not joined or (second.start - first.end).days != 1 or _length(one) < 360:
        return None
    return Period(start=first.start, end=second.end, label=text[one.start : two.end])


def _length(mention: Mention) -> int:
    period = mention.period
    return (period.end - period.start).days if period and period.end and period.start else 0


def _is_meeting_day(mention: Mention) -> bool:
    return mention.period is not None and mention.period.start == mention.period.end


def _stated_coverage(document: Document, today: date | None) -> Period | None:
    """What the text says that it covers: "This report focuses on work between April 2019 and March 2020"."""
    limit = max(4000, int(len(document.text) * _FIRST_SHARE))
    for block in document.blocks:
        if block.start > limit:
            return None
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
            continue
        text = clean(document.text, block.start, block.end).text
        for found in _COVERAGE.finditer(text):
            stop = text.find(". ", found.end())
            sentence = text[found.start() : stop if stop >= 0 else len(text)]
            spans = [m for m in find_periods(sentence, today=today) if _is_span(m) and not m.relative]
            if spans and spans[0].start < 200 and spans[0].period is not None:
                return spans[0].period
    return None


def _told_survey(document: Document, today: date | None) -> Period | None:
    """When the survey that a text tells of was held: "Our survey was open from January to March 2023"."""
    limit = max(_SHORT_TEXT, int(len(document.text) * _FIRST_SHARE))
    for block in document.blocks:
        if block.start > limit:
            return None
        text = clean(document.text, block.start, block.end).text
        for found in _SURVEY_HELD.finditer(text):
            spans = [m for m in find_periods(found["when"], today=today) if _is_span(m) and not m.relative]
            if spans and spans[0].period is not None:
                return _whole_months(spans[0].period)
    return None


def _whole_months(period: Period) -> Period:
    """The months that a period begins and ends in: in which week its fieldwork ended says nothing of a text."""
    if period.start is None or period.end is None:
        return period
    end = period.end.replace(day=monthrange(period.end.year, period.end.month)[1])
    return replace(period, start=period.start.replace(day=1), end=end)


def _commonest_year(document: Document) -> Period | None:
    """The financial or calendar year that the text names most, if it names it more than once and more than others."""
    counts: Counter[tuple[date, date]] = Counter()
    labels: dict[tuple[date, date], Period] = {}
    for block in document.blocks:
        for mention in find_periods(clean(document.text, block.start, block.end).text):
            period = mention.period
            if period is None or period.start is None or period.end is None or mention.relative:
                continue
            if 360 <= (period.end - period.start).days <= 370:
                counts[period.start, period.end] += 1
                labels.setdefault((period.start, period.end), period)
    best = counts.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return labels[best[0][0]]


# --- work -----------------------------------------------------------------------------------------------------------


def _identify(document: Document, *, named: bool) -> str:
    """The identity of the publication: who reports what on which period, so that a renamed or re-set file is the same.

    Where the title says little ("Annual report 2023/24", or none at all) the words of the text tell publications apart;
    their numbers do not count, so that a corrected figure leaves the identity as it was.
    """
    title = " ".join(regex.findall(r"\w+", document.title.casefold())) if named else ""
    telling = [word for word in title.split() if word not in _GENERIC_WORDS and not word.isdecimal()]
    span = f"{document.period.start or ''}/{document.period.end or ''}"
    parts = [title, span, document.publisher.casefold()]
    if len(telling) < 2:
        parts.append(_fingerprint(document.text))
    return "w-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _fingerprint(text: str) -> str:
    """The least hash of the text's pairs of words: the same for a copy that is set anew or lightly edited (MinHash)."""
    words = regex.findall(r"\p{L}+", text.casefold())
    pairs = {f"{left} {right}" for left, right in pairwise(words)} or set(words)
    return min(
        (hashlib.blake2b(pair.encode("utf-8", "replace"), digest_size=8).hexdigest() for pair in pairs), default=""
    )

"""Document, Extraction -> claims with a programme and a period; no NLP, only offsets and mentions.

What stands nearest wins: the sentence, then the line that leads in a list, the heading, the sections around it, the
title and the document. Where nothing says it, nothing is guessed, and `programme_source` and `period_source` tell a
reviewer why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from logging import getLogger

import regex

from extractor.clauses import (
    BEGAN,
    BRACKETED,
    CARRY_REACH,
    COMPARED,
    CROSSED_COST,
    MARKED_STOP,
    STOP,
    Place,
    count_years_before,
    dates_when,
    find_carried,
    find_cost,
    is_event,
    is_usable,
    sentence_start,
    timing_of,
    years_before,
)
from extractor.cleaning import Cleaned, clean
from extractor.models import (
    Block,
    BlockKind,
    Claim,
    Document,
    Extraction,
    Kind,
    Mention,
    Period,
    Role,
    Section,
    Source,
    Timing,
)
from extractor.patterns import Patterns
from extractor.periods import financial_year, find_periods
from extractor.programmes import (
    find_heading_programmes,
    find_offers,
    find_opening_programme,
    find_parents,
    find_programmes,
    find_topics,
)

log = getLogger(__name__)

# --- words that say how a mention hangs in its sentence
# ----------------------------------------------------------------

_SMALL = r"(?:(?:the|our|its|a|an|their|'|\"|LGA's|both|new|national|wider)\s?){0,3}"
# A programme after these is a funder, a partner or a model, not what the figure is about.
_IN_PASSING = regex.compile(
    r"(?i)\b(?:funded (?:by|through|from)|(?:following|after) (?:\w+ ){0,3}(?:with|by|from|of)|engagement with|"
    r"as well as|alongside|(?:help|advice|input|money|funding|grants?) from|"
    r"model(?:l)?ed (?:on|after)|based on|similar to|unlike|rather than|other than|separate(?:ly)? from|in addition to|"
    r"(?:in )?partnership with|work(?:ed|ing)? (?:closely )?with|in collaboration with|together with|(?:written|"
    r"developed|produced|run|organised|delivered|hosted|held) (?:jointly )?with|"
    r"with (?:the )?(?:help|support|"
    r"advice) (?:of|from)|compared (?:with|to)|complement(?:s|ing)?|building on|emulat\w+ (?:the )?(?:\w+ ){0,4}|"
    r"inspired by|informed by|commissioned (?:from|by)|(?:conducted|researched|published|reported|endorsed|sponsored) "
    r"by|on behalf of|links? to|linked to|"
    rf"at|members of|alumni of|graduates of|extension of|successor to|replac\w+|formerly|outside)\s{_SMALL}$"
)
# Who does a thing is its programme only where nothing else is: "12 events run by PAS".
_AGENT = regex.compile(
    r"(?i)\b(?:delivered|provided|hosted|organised|run|led|held|carried out|undertaken|produced|written|developed|"
    rf"prepared) by\s{_SMALL}$"
)
_WITH_HELP = regex.compile(rf"(?i)\bwith (?:the )?(?:help|support|advice) (?:of|from)\s{_SMALL}$")
_AND_ALSO = regex.compile(rf"(?i)\s?(?:,|and|or|&|,\sand)\s{_SMALL}")
_AS_EXAMPLE = regex.compile(
    rf"(?i)\b(?:including|such as|for example|e\.?g\.?|like|through its|via)[,:]?\s{_SMALL}(?:[\w' ]+,\s|"
    rf"[\w' ]+ and\s)*$"
)
# A programme named on the other side of one of these belongs to another statement.
_TURN = regex.compile(rf"[;—]|[.!?:]\s|{MARKED_STOP}|\b(?:while|whilst|whereas|but|although)\b")
_INCLUDING = regex.compile(r",?\s(?:including|such as|namely|among them)\b")
_NEXT_DEED = regex.compile(
    r"(?:,|\band)\s(?:also\s|we\s|has\s|have\s)?(?!called|named|based|supported|related)\p{Ll}{2,}ed\s"
)
_LIST_STEP = regex.compile(r"(?:s|es)?(?:,|\s?,?\sand|,?\sas well as)\s(?:a further\s|another\s)?")
_COUNT_BEFORE = regex.compile(
    r"(?i)(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty))\s$"
)
_LONG_WORD = regex.compile(r"\p{L}{5,}")
_FIGURE = regex.compile(r"\d[\d,.]*")
_AND = regex.compile(r"\band\b|,")
_ANAPHORA = regex.compile(
    r"(?i)\b(?:this|the|these|its|both|our|such|that)\s(?:(?:new|first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|final|next|latest|initial|pilot|"
    r"\d+(?:st|nd|rd|th))\s)*"
    r"(?:programme|scheme|campaign|offer|cohort|pilot|fund|funding|grant|network|course|class|initiative|project|"
    r"platform|tool|toolkit|hub|academy|competition|website|podcast|module|round|phase|service|"
    r"event|conference|session|meeting|workshop|masterclass|webinar|training|award|survey|partnership)(?:s|es)?\b|"
    r"^(?:it|they|these|this|participants|candidates|graduates|applicants|delegates|attendees|respondents)\b|"
    r"\bof (?:those|these|them)\b"
)
_PRONOUN = regex.compile(r"(?i)^(?:it|they|these|this)\b(?!\s(?:year|quarter|month|period)\b)")
# A sentence that opens so goes over to another thing, unless it refers back.
_NEW_SUBJECT = regex.compile(
    r"(?i)\ba new (?:programme|scheme|offer|fund|pilot)\b|"
    r"^(?:(?:(?:in|from|by|during|over|since|for|at|on)\b[^,;.]{0,50}?,?\s)?(?:we|the LGA)\b(?!\s(?:\w+\s)?also\b)"
    r"(?!\s(?:have\s|has\s)?(?:had|received|attracted)\s"
    r"[^;.]{0,40}\b(?:applications?|applicants|candidates|bids|nominations|entries|expressions of interest)\b)|"
    r"councils?|local government|in addition|separately|additionally|elsewhere|meanwhile|also|"
    r"another|other|furthermore)\b"
)
_MINOR = regex.compile(r"(?i)\b(?:also|with|from|including|such as|other)\b")
_ADVERBIAL = regex.compile(r"(?i)^(?:in|during|since|over|through|throughout|by|for|at|on|this|last)\b[^,;]{0,60},\s")
_PART_OR_REST = regex.compile(r"(?i)\b(?:of (?:these|those|them)|the (?:other|others|remaining|rest|remainder))\b")
# When what is listed was agreed is not when it was so.
_AGREED = regex.compile(
    r"(?i)\b(?:agreed|set|adopted|approved|signed|published|revised|announced)\s(?:(?:in|on|at|by)\s)?(?:the\s)?$"
)
_YEAR_COLUMN = regex.compile(r"(?i)\W*(?:(?:full|whole|the)\s)?year(?:\s(?:to\sdate|total|so\sfar))?\W*")
_DECADE = regex.compile(r"(?:19|20)\d0['’]?s")
_A_THING = regex.compile(r" (?!(?:and|or|was|were|when|to|but|in|there|it|we|that)\b)\p{Ll}{3,}")
_YEARLY_COLUMN = regex.compile(
    r"(?i)\W*(?:annual|yearly|full[- ]year|year[- ]end)\s(?:target|plan|budget|goal|forecast)"
)
_THE_REST = regex.compile(r"(?i)\bthe (?:remaining|other|rest:?)\s$")
# What shows that a figure of a general introduction is about the offer itself, not about the country.
_OWN_WORK = regex.compile(
    r"\b(?:[Ww]e|[Oo]ur|us|LGA|this (?:support|offer|programme)|[Pp]rogrammes?|offers?|support|KPIs?|"
    r"(?:performance )?indicators|milestones|deliverables)\b"
)
_ITS_NAME = regex.compile(
    r"(?i)\b(?:the|our) (?:whole )?(?:programme|offer)\b|\bour (?:\w+ )?support\b|"
    r"\b(?:the|our) (?:government |improvement )?grant\b"
)
_PLANS = regex.compile(
    r"(?i)\b(?:offer|prospectus|(?:business|work|delivery|improvement|action) (?:plan|programme)|strategy|can expect|"
    r"what we will|priorities for|looking ahead|year ahead|forward plan|support available)\b"
)
# What is said of the country under an everyday heading ("Finance") is about no programme.
_CONTEXT = regex.compile(
    r"(?i)\b(?:funding gap|shortfall|inflation|nationally|across the (?:country|nation)|in the (?:country|UK|United "
    r"Kingdom)|the (?:average|typical) (?:council|authority|household)|(?:councils|local government|local authorities|"
    r"the sector) (?:now |still |also |currently )?(?:faces?|spends?|spent|employs?|needs?|owns?|are responsible|is "
    r"responsible)|government (?:has|is|will)|chancellor|spending review|settlement)\b"
)
# What a paper's own money and staff are said to be is about the whole, though the heading be "Finance".
_OWN_MEANS = regex.compile(
    r"(?i)\b(?:(?:under|over)spen[dt]s?|spending (?:to|at)|(?:we|has been|had been) spent|confirmed (?:the|our) grant|"
    r"expenditure for the (?:year|quarter)|"
    r"of (?:the|our|this year's) (?:\w+ )?grant|^(?:the|our) (?:\w+ )?grant (?:for|in|from|was|is|of)|"
    r"deliverables|KPIs|key performance indicators|memorandum of understanding|grant determination|"
    r"(?:our|vacant) (?:\d+ )?posts|posts (?:is|are|were) vacant)\b"
)
_FORECAST = regex.compile(
    r"(?i)\b(?:forecast(?:s|ed|ing)?|projected|year[- ]end|full[- ]year)\b(?=[^.;]*£)|"
    r"£[^.;]*\b(?:(?:is|are|was|were) (?:being )?(?:forecast|projected)|(?:by|at) (?:the )?year[- ]end)\b"
)
# Sections that frame a paper and are about no one thing.
_FRAME_HEADING = regex.compile(
    r"(?i)\b(?:introduction|background|summary|purpose|recommendations?|foreword|context|overview|conclusions?|"
    r"next steps|implications|highlights|priorities|appendix|annex|contents|about)\b"
)
_GENERIC_HEADING = regex.compile(
    r"(?i)^\W*(?:\d[\d.]*\W+)?(?:(?:some|key|our|the|more|council|further|programme|overall|main|other|and|"
    r"\W)+\s)*(?:highlights?|"
    r"facts|figures|testimonials?|feedback|case stud(?:y|ies)|next steps|achievements?|outcomes?|impact|"
    r"what (?:we|councils) \w+.*|"
    r"stories of impact.*|progress|results|in numbers|at a glance|statistics|quotes?|during \S+|"
    r"\d{4}\S*)(?:\s(?:from|for|in)\s\S+)?\W*$"
)

_WEAK_SOURCES = (Source.NONE, Source.TITLE, Source.DOCUMENT)
_CLOSE = 12  # characters that a step across "and" or a comma counts as, when the nearest mention is sought
_PARENT_COST = 25  # a parent must be this much nearer than its own sub-programme
_EXAMPLE_COST = 60
_TURN_COST = 400  # a turn of the sentence outweighs any distance
_ASIDES = (BlockKind.RUNNING_HEAD, BlockKind.FOOTNOTE, BlockKind.CALLOUT)  # what a list runs on past
_PART_OF_YEAR = 190  # days: half a year, which a paper on its forecast may report on
_SHORT_SECTION = 6  # paragraphs
_CAPTION = 160  # characters; a longer line above a table is a paragraph
_MARKED_UP = ("md", "markdown", "html", "htm", "xhtml", "docx")  # formats that say the level of a heading
_PASSING_REACH = 60  # characters before a name in which "funded by" and its like stand
_NAMED_IN_HEADINGS = 3  # programmes in the headings of a publication about the offer; a judgement
_NAMED_IN_TEXT = 8  # programmes in its text: a council's own paper names a few
_NAMED_IN_SHORT = 4  # in a short text that names one after another, each within so many characters:
_TEXT_EACH = 1_200
_NAMED_THROUGHOUT = 4  # times that a publication names the one programme that it is about; a judgement
_COVER = 100  # characters that a cover or a heading takes up at most
_NAMED_AFTER_COVER = 3  # times that one named there must be named in all
_OPENING = 800  # characters at whose end at the latest such a publication has named it
_MAIN_SHARE = 0.8  # of all names of programmes
_MOST_BACK = 4  # paragraphs that "the programme" may lie back, each of them going on with the one before
_MOST_BEFORE_SUBJECT = 4  # words before a name that can still be what its sentence is about
_LEAST_LABEL = 4  # "the first cohort" may be anyone's; "the 24th" is one programme's
_MOST_FIGURES = 200  # of one sentence; what holds more is a table that was not recognised
_ADJACENT = 24  # a name that follows its figure within so many characters is what is counted


@dataclass(frozen=True, slots=True)
class _Linked:
    """A programme or period and where it was read."""

    programme: str = "none"
    period: Period = field(default_factory=Period)
    source: Source = Source.NONE
    timing: Timing = Timing.NONE
    weak: bool = False  # an everyday word of a heading, which any name in the text outweighs


@dataclass(frozen=True, slots=True)
class _Topic:
    """A programme that a text has been speaking of: its name there, and whether a sentence was about it (`firm`)."""

    programme: str
    name: str
    firm: bool


@dataclass(slots=True)
class _View:
    """One block as plain text, with the mentions in it."""

    block: Block
    cleaned: Cleaned
    programmes: list[Mention]
    periods: list[Mention]
    passing: frozenset[int]  # where the programmes start that are named only in passing
    offers: list[Mention]  # everyday names before a thing on offer: "finance advisers"

    @property
    def named(self) -> list[Mention]:
        """The programmes that the text is about."""
        return [mention for mention in self.programmes if mention.start not in self.passing]

    @property
    def text(self) -> str:
        return self.cleaned.text

    def place(self, offset: int) -> int:
        """Where a document offset stands in the plain text."""
        return self.cleaned.index(offset)

    def programmes_between(self, start: int, end: int) -> list[Mention]:
        return _between(self.programmes, start, end)

    def periods_between(self, start: int, end: int) -> list[Mention]:
        return _between(self.periods, start, end)


def _is_other_deed(text: str, mention: Mention, figure: tuple[int, int]) -> bool:
    """Whether a programme is what one deed counted, and a figure another: "It held 140 PCs and trained 800 members"."""
    counted = _COUNT_BEFORE.search(text[max(0, mention.start - _ADJACENT) : mention.start]) is not None
    return counted and mention.end <= figure[0] and _NEXT_DEED.search(text, mention.end, figure[0]) is not None


def _find_passing(text: str, programmes: Sequence[Mention]) -> frozenset[int]:
    """Where the programmes start that are named only in passing: "funded by PAS", and what is joined to one such."""
    passing: set[int] = set()
    for at, mention in enumerate(programmes):
        before = programmes[at - 1] if at else None
        joined = before is not None and before.start in passing and _AND_ALSO.fullmatch(text, before.end, mention.start)
        if joined or _IN_PASSING.search(text[max(0, mention.start - _PASSING_REACH) : mention.start]):
            passing.add(mention.start)
    return frozenset(passing)


def _is_subject(text: str, mention: Mention) -> bool:
    """Whether a sentence is about the programme that it names: the name stands near its start, or ends a short one."""
    opening = sentence_start(text, mention.start)
    before = _ADVERBIAL.sub("", text[opening : mention.start])
    return len(before.split()) <= _MOST_BEFORE_SUBJECT and not _MINOR.search(before)


def _echoes(sentence: str, name: str) -> bool:
    """Whether a sentence opens on a noun of the name before it: "masterclasses on data ... Four masterclasses"."""
    words = {word.lower() for word in _LONG_WORD.findall(name)}
    return any(word.lower() in words for word in _LONG_WORD.findall(" ".join(sentence.split()[:3])))


def _between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that start from `start` up to `end`; they are in order, so a long block costs no more than a "
    "short one."""
    return mentions[bisect_left(mentions, start, key=_start) : bisect_left(mentions, end, key=_start)]


def _outside(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """The mentions that share no character with the others."""
    return [m for m in mentions if not any(o.start < m.end and m.start < o.end for o in others)]


def _explain_relative(text: str, periods: Sequence[Mention]) -> Iterator[Mention]:
    """The periods; one that is told relatively takes the dates in brackets behind it: "next year (2025/26)"."""
    for mention, after in zip_longest(periods, periods[1:]):
        bracketed = (
            after is not None and text[mention.end : after.start] == " (" and text[after.end : after.end + 1] == ")"
        )
        yield replace(mention, period=after.period) if bracketed and mention.relative and after else mention


def _is_of_old(text: str, mention: Mention) -> bool:
    """Whether a decade only says of when a thing is: "the council's 1960s headquarters"."""
    return _DECADE.fullmatch(mention.text) is not None and _A_THING.match(text, mention.end) is not None


def _start(mention: Mention) -> int:
    return mention.start


def _close_period(mention: Mention) -> Mention:
    """What a span goes back to: the year 2001 of "since 2001"; another period as it is."""
    period = mention.period
    if period is None or period.start is None or period.end is not None:
        return mention
    named = next((m for m in find_periods(mention.text.partition(" ")[2]) if m.period and m.period.end), None)
    return replace(mention, period=named.period) if named else mention


def link_claims(document: Document, extraction: Extraction, patterns: Patterns) -> tuple[Claim, ...]:
    """Return the claims with programme, period, their sources and timing; in the same order."""
    linker = _Linker(document, patterns, extraction.claims)
    linked: list[Claim] = []
    for claim in extraction.claims:
        linked.append(linker.link(claim, after=linked[-1] if linked else None))
    return tuple(linked)


def _is_part_of(claim: Claim, whole: Claim) -> bool:
    """Whether a claim of the same paragraph tells a part of what was counted before: "22 of these had been met"."""
    return claim.block == whole.block and _PART_OR_REST.search(claim.sentence) is not None


def _sections_by_block(document: Document) -> list[tuple[Section, ...]]:
    """For each block the sections that hold it, innermost first."""
    waiting = sorted(document.sections, key=lambda section: (section.start, section.level))
    around: list[tuple[Section, ...]] = []
    open_now: tuple[Section, ...] = ()
    at = 0
    for block in document.blocks:
        open_now = tuple(section for section in open_now if block.start < section.end)
        while at < len(waiting) and waiting[at].start <= block.start:
            if block.start < waiting[at].end:
                open_now = (waiting[at], *(s for s in open_now if s.level < waiting[at].level))
            at += 1
        around.append(open_now)
    return around


def _leads_by_block(document: Document) -> list[tuple[int, ...]]:
    """For each list item and table cell the blocks that it hangs on, nearest first.

    For an item: the items above its level, then the line that leads the list in. For a cell: the short line above it.
    """
    leads: list[tuple[int, ...]] = []
    items: list[int] = []  # the items that are open, outermost first
    lead: tuple[int, ...] = ()
    caption: tuple[int, ...] = ()
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.LIST_ITEM:
            while items and document.blocks[items[-1]].level >= block.level:
                items.pop()
            leads.append((*reversed(items), *lead))
            items.append(index)
        elif block.kind is BlockKind.TABLE_CELL:
            leads.append(caption)
            continue
        else:
            leads.append(())
            if block.kind not in _ASIDES:
                items.clear()
                last = document.text[max(block.start, block.end - 8) : block.end].rstrip()
                leads_in = block.kind is BlockKind.PARAGRAPH and last.endswith((":", "–", "-", "…"))
                lead = (index,) if leads_in else ()
        caption = (index,) if block.end - block.start <= _CAPTION else ()
    return leads


def _owners_by_block(document: Document) -> list[int | None]:
    """For each bullet of a list that follows a paragraph directly, that paragraph; None for all else."""
    owners: list[int | None] = []
    paragraph: int | None = None
    for index, block in enumerate(document.blocks):
        bullet = block.kind is BlockKind.LIST_ITEM and not any(mark.isalnum() for mark in block.marker)
        owners.append(paragraph if bullet else None)
        if block.kind is BlockKind.PARAGRAPH:
            paragraph = index
        elif block.kind is not BlockKind.LIST_ITEM and block.kind not in _ASIDES:
            paragraph = None
    return owners


class _Linker:
    """What is known of one document while its claims are linked; views of blocks are made when first asked for."""

    def __init__(self, document: Document, patterns: Patterns, claims: Sequence[Claim]) -> None:
        self.document = document
        self.patterns = patterns
        self.views: dict[int, _View] = {}
        self.headings: dict[Section, tuple[tuple[str, ...], bool]] = {}
        self.by_section: dict[Section | None, _Linked] = {}
        self.section_starts = [section.start for section in document.sections]
        self.topics: dict[tuple[Section, int], tuple[str, ...]] = {}
        self.starts = [block.start for block in document.blocks]
        self.in_sentence: dict[tuple[int, int], list[Claim]] = {}
        for claim in claims:
            self.in_sentence.setdefault((claim.block, claim.sentence_start), []).append(claim)
        self.around = _sections_by_block(document)
        self.leads = _leads_by_block(document)
        self.owners = _owners_by_block(document)
        self.has_period = document.period.start is not None or document.period.end is not None
        self.learn_labels(claims)

    def learn_labels(self, claims: Sequence[Claim]) -> None:
        """Where the text says once whose "the 24th cohort" is, take it for a name of that programme everywhere."""
        labels = [claim for claim in claims if claim.series and claim.quantity.value >= _LEAST_LABEL]
        owners: dict[tuple[str, Decimal], set[str]] = {}
        for claim in labels:
            view = self.view(claim.block)
            linked = self.find_programme(claim, view) if view is not None else _Linked()
            if linked.source not in _WEAK_SOURCES and claim.series in self.series_of(linked.programme):
                owners.setdefault((claim.series, claim.quantity.value), set()).add(linked.programme)
        for claim in labels:
            owner = owners.get((claim.series, claim.quantity.value), set())
            view = self.view(claim.block)
            if len(owner) == 1 and view is not None:
                start, end = view.place(claim.start), view.place(claim.end)
                label = Mention(start=start, end=end, text=view.text[start:end], programme=next(iter(owner)))
                view.programmes = sorted([*view.programmes, label], key=_start)
        self.topics.clear()

    def series_of(self, programme: str) -> tuple[str, ...]:
        """The words of what a programme numbers ("cohort")."""
        return next((entry.series for entry in self.patterns.programmes if entry.id == programme), ())

    def link(self, claim: Claim, *, after: Claim | None) -> Claim:
        """The claim with programme and period; `after` is the linked claim before it."""
        view = self.view(claim.block)
        if view is None:
            return claim
        programme = self.find_programme(claim, view)
        if programme.source is Source.NONE and after is not None and _is_part_of(claim, after):
            programme = _Linked(programme=after.programme, source=after.programme_source)
        period = self.find_period(claim, view)
        programme_gap = self.explain_programme(claim, view) if programme.source is Source.NONE else ""
        period_gap = self.explain_period(claim, view) if period.source is Source.NONE else ""
        if programme_gap or period_gap:
            gaps = "; ".join(filter(None, (programme_gap, period_gap)))
            log.debug("%s %d: %r is not linked: %s", claim.document, claim.start, claim.text, gaps)
        return replace(
            claim,
            programme=programme.programme,
            programme_source=programme.source,
            programme_gap=programme_gap,
            period=period.period,
            period_source=period.source,
            period_gap=period_gap,
            timing=claim.timing if claim.timing is not Timing.NONE else period.timing,
        )

    # --- why nothing was linked, for the coverage ledger ------------------------------------------------------------

    def explain_programme(self, claim: Claim, view: _View) -> str:
        """Why a claim has no programme."""
        start, end = view.place(claim.sentence_start), view.place(claim.sentence_end)
        if view.programmes_between(start, end):
            return "named in the sentence only in passing"
        if self.programme_around(claim, view).source is Source.TITLE:
            return "only the title names one and the sentence speaks of other things"
        if view.programmes_between(0, start):
            return "named earlier in the paragraph for something else"
        return "no programme is named near"

    def explain_period(self, claim: Claim, view: _View) -> str:
        """Why a claim has no period."""
        start, end = view.place(claim.sentence_start), view.place(claim.sentence_end)
        if view.periods_between(start, end):
            return "the period in the sentence dates something else"
        return "no period is named near and the document has none"

    # --- views ----------------------------------------------------------------------------------------------------

    def view(self, index: int) -> _View | None:
        if not 0 <= index < len(self.document.blocks):
            return None
        if index not in self.views:
            block = self.document.blocks[index]
            cleaned = clean(self.document.text, block.start, block.end)
            programmes = find_programmes(cleaned.text, self.patterns)
            offers = find_offers(cleaned.text, self.patterns) if self.own_offer else []
            self.views[index] = _View(
                block,
                cleaned,
                programmes,
                self.periods_in(cleaned.text),
                passing=_find_passing(cleaned.text, programmes),
                offers=_outside(offers, programmes),
            )
        return self.views[index]

    def periods_in(self, text: str) -> list[Mention]:
        own = self.document.period if self.has_period else None
        found = find_periods(text, today=self.document.published, own=own, plans=self.plans)
        return [mention for mention in _explain_relative(text, found) if not _is_of_old(text, mention)]

    @cached_property
    def plans(self) -> bool:
        """Whether the publication tells what its own year is to bring."""
        return _PLANS.search(self.document.title) is not None

    @cached_property
    def own_offer(self) -> bool:
        """Whether the publication is about the offer itself.

        Its title names the whole, its headings three programmes, or its text as many as only such a one speaks of.
        """
        if any(self.is_whole(m.programme) for m in find_programmes(self.document.title, self.patterns)):
            return True
        named = {
            m.programme
            for section in self.document.sections
            for m in find_programmes(clean(section.title).text, self.patterns)
        }
        if len(named) >= _NAMED_IN_HEADINGS:
            return True
        told = len({m.programme for m in self.all_named})
        dense = told >= _NAMED_IN_SHORT and len(self.document.text) <= told * _TEXT_EACH
        return dense or told >= _NAMED_IN_TEXT

    @cached_property
    def all_named(self) -> list[Mention]:
        """The programmes that the text names from its first line to its last."""
        return find_programmes(self.document.text, self.patterns)

    def heading_programme(self, section: Section) -> tuple[str, bool]:
        """The programme of a heading, and whether it is named in full there and not by an everyday word.

        A heading of several everyday words ("Finance, people and planning") is about none of them alone.
        """
        programmes, in_full = self.heading_programmes(section)
        return (programmes[0] if len(programmes) == 1 else ""), in_full

    def heading_programmes(self, section: Section) -> tuple[tuple[str, ...], bool]:
        """All that a heading is about, and whether it is named in full."""
        if section not in self.headings:
            title = clean(section.title).text
            in_full = bool(find_programmes(title, self.patterns))
            self.headings[section] = (
                find_heading_programmes(title, self.patterns, own_offer=self.own_offer),
                in_full,
            )
        return self.headings[section]

    # --- programme ------------------------------------------------------------------------------------------------

    def find_programme(self, claim: Claim, view: _View) -> _Linked:
        start, end = view.place(claim.sentence_start), view.place(claim.sentence_end)
        around = self.programme_around(claim, view)
        text = view.text[start:end]
        figure = view.place(claim.start), view.place(claim.end)
        mentions = [
            m
            for m in _between(view.named, start, end)
            if not self.is_agent(view.text, m, around) and not _is_other_deed(view.text, m, figure)
        ]
        if not mentions and (around.weak or around.source in _WEAK_SOURCES):
            mentions = _between(view.offers, start, end) or self.helpers(view, start, end)
        best = min(mentions, key=lambda m: self.programme_cost(view.text, figure, m, mentions), default=None)
        if best is not None:
            cost = self.programme_cost(view.text, figure, best, mentions)
            best = self.whole_of(view.text, figure, best, mentions)
            parent = self.parent_of_examples(view.text, figure, mentions)
            best = replace(best, programme=parent) if parent else best
            if self.names_better(best.programme, around, near=cost < _TURN_COST):
                return _Linked(programme=best.programme, source=Source.SENTENCE)
        carried = self.carried_programme(claim, view, around, text)
        if carried is not None:
            return carried
        if (around.weak or around.source is Source.NONE) and _OWN_MEANS.search(text):
            around = self.title_programme()
        unnamed = around.source is Source.NONE and self.own_offer and self.whole_offer
        if unnamed and (_OWN_MEANS.search(text) or _ITS_NAME.search(text)):
            around = _Linked(programme=self.whole_offer, source=Source.DOCUMENT)
        general = around.source is Source.TITLE and self.is_whole(around.programme)
        general = general or (around.source is Source.DOCUMENT and _CONTEXT.search(text) is not None)
        said = f"{text} {self.heads_of_table(claim, view)}"
        own = _OWN_WORK.search(said) or _OWN_MEANS.search(said)
        if (general or (around.weak and _CONTEXT.search(text))) and not own:
            return _Linked()
        return around

    def heads_of_table(self, claim: Claim, view: _View) -> str:
        """What is said over and beside a cell of a table: its caption and the heads of its column and row."""
        if view.block.kind is not BlockKind.TABLE_CELL:
            return ""
        captions = [lead.text for index in self.leads[claim.block] if (lead := self.view(index)) is not None]
        return " ".join((*captions, view.block.column_head, view.block.row_head))

    def helpers(self, view: _View, start: int, end: int) -> list[Mention]:
        """The programmes named in passing as the help that a thing was done with, in a publication about the offer."""
        if not self.own_offer:
            return []
        named = view.programmes_between(start, end)
        return [m for m in named if _WITH_HELP.search(view.text[max(0, m.start - _PASSING_REACH) : m.start])]

    def is_agent(self, text: str, mention: Mention, around: _Linked) -> bool:
        """Whether a programme is named as the one that did it, in a part of the text that is about another."""
        if around.source in _WEAK_SOURCES:
            return False
        return _AGENT.search(text[max(0, mention.start - _PASSING_REACH) : mention.start]) is not None

    def whole_of(self, text: str, figure: tuple[int, int], best: Mention, others: Sequence[Mention]) -> Mention:
        """The parent, for one more part in a list of parts: "16 CPCs, nine FPCs and 45 on other services"."""
        if best.end > figure[0]:
            return best
        rest = find_parents(best.programme, self.patterns) if _THE_REST.search(text[best.end : figure[0]]) else ()
        if rest and _PART_OR_REST.search(text, 0, best.start):
            return replace(best, programme=rest[0])  # "Seventy of these were CPCs, with the remaining 25"
        if not _LIST_STEP.fullmatch(text, best.end, figure[0]):
            return best
        if not _COUNT_BEFORE.search(text[max(0, best.start - _ADJACENT) : best.start]):
            return best
        parents = find_parents(best.programme, self.patterns)
        return next((other for other in others if other.start < best.start and other.programme in parents), best)

    def parent_of_examples(self, text: str, figure: tuple[int, int], others: Sequence[Mention]) -> str:
        """The programme of which all are parts that follow "including": "56 courses, including seven Academies"."""
        after = [m for m in others if m.start >= figure[1]]
        if len(after) != len(others) or not after or not _INCLUDING.search(text[figure[1] : after[0].start]):
            return ""
        chains = [find_parents(m.programme, self.patterns) for m in after]
        shared = [parent for parent in chains[0] if all(parent in chain for chain in chains)]
        several = len({m.programme for m in after}) > 1
        return shared[0] if shared and several and not self.is_whole(shared[0]) else ""

    def programme_cost(self, text: str, figure: tuple[int, int], mention: Mention, others: Sequence[Mention]) -> float:
        """How far a mention is from a figure: characters, with a toll on each break between them."""
        left, right = (figure[1], mention.start) if mention.start >= figure[1] else (mention.end, figure[0])
        between = BRACKETED.sub("", text[left:right]) if right > left else ""
        # What a figure counts stands behind it more often than before.
        step = _CLOSE if mention.start >= figure[1] else 2 * _CLOSE
        cost = len(between) / 4 + step * len(_AND.findall(between)) + _TURN_COST * len(_TURN.findall(between))
        if _AS_EXAMPLE.search(text[max(0, mention.start - 80) : mention.start]):
            cost += _EXAMPLE_COST
        cost += CROSSED_COST * len(_FIGURE.findall(between))
        adjacent = mention.start >= figure[1] and len(between) <= _ADJACENT
        if not adjacent and any(mention.programme in find_parents(other.programme, self.patterns) for other in others):
            cost += _PARENT_COST
        return cost

    def names_better(self, named: str, around: _Linked, *, near: bool) -> bool:
        """Whether a programme named in the sentence beats the one around it: a part always, its parents never."""
        if around.weak or around.source in _WEAK_SOURCES or named == around.programme:
            return not (around.programme != named and named in find_parents(around.programme, self.patterns))
        if named in find_parents(around.programme, self.patterns) or self.is_whole(named):
            return False
        if around.programme in find_parents(named, self.patterns):
            return True
        return near

    def is_whole(self, programme: str) -> bool:
        """Whether a programme is the whole offer, which has parts and is part of nothing."""
        return not find_parents(programme, self.patterns) and any(
            e.parent == programme for e in self.patterns.programmes
        )

    @cached_property
    def whole_offer(self) -> str:
        """The whole that most programmes are parts of, or ""."""
        parents = Counter(entry.parent for entry in self.patterns.programmes if entry.parent)
        return next((programme for programme, _ in parents.most_common() if self.is_whole(programme)), "")

    def programme_around(self, claim: Claim, view: _View) -> _Linked:
        """The programme of the table's labels, the list's lead-in, the heading, the sections, the title."""
        for label in (view.block.row_head, view.block.column_head):
            named = find_programmes(clean(label).text, self.patterns) if label else []
            if named:
                return _Linked(programme=named[0].programme, source=Source.LIST)
            everyday = find_opening_programme(label, self.patterns) if label and self.own_offer else ""
            if everyday:
                return _Linked(programme=everyday, source=Source.LIST, weak=True)
        section = self.section_programme(claim.block)
        if section.weak or section.source in _WEAK_SOURCES:
            section = self.block_topic(claim.block, view) or section
        for index in self.leads[claim.block]:
            lead = self.view(index)
            special = self.most_special([m.programme for m in lead.named]) if lead else []
            if special and self.names_better(special[0], section, near=True):
                return _Linked(programme=special[0], source=Source.LIST)
        return section

    def block_topic(self, index: int, view: _View) -> _Linked | None:
        """The programme on whose everyday name a block opens, or the one of its heading's several that it names."""
        if not self.own_offer:
            return None
        opening = find_opening_programme(view.text, self.patterns)
        if opening:
            return _Linked(programme=opening, source=Source.SENTENCE, weak=True)
        for depth, section in enumerate(self.around[index]):
            programmes, _ = self.heading_programmes(section)
            if len(programmes) > 1:
                topics = [m for m in find_topics(view.text, self.patterns) if m.programme in programmes]
                source = Source.HEADING if depth == 0 else Source.SECTION
                return _Linked(programme=topics[0].programme, source=source, weak=True) if topics else None
            if programmes:
                return None
        return None

    def most_special(self, programmes: Sequence[str]) -> list[str]:
        """Those that are no parent of another, each once, in their order."""
        different = list(dict.fromkeys(programmes))
        return [p for p in different if not any(p in find_parents(q, self.patterns) for q in different)]

    def section_programme(self, index: int) -> _Linked:
        """The programme of the nearest heading that names one, else of the title."""
        innermost = next(iter(self.around[index]), None)
        if innermost not in self.by_section:
            self.by_section[innermost] = self.read_headings(index)
        return self.by_section[innermost]

    def read_headings(self, index: int) -> _Linked:
        weak = _Linked()
        for depth, section in enumerate(self.around[index]):
            programme, in_full = self.heading_programme(section)
            if not programme:
                programme, in_full = self.elder_programme(section)
            if not programme:
                continue
            is_title = section.title == self.document.title or (
                section.level == 1 and self.document.title in section.title
            )
            source = Source.TITLE if is_title else Source.HEADING if depth == 0 else Source.SECTION
            found = _Linked(programme=programme, source=source, weak=not in_full)
            if weak.source is Source.NONE:
                if in_full or is_title:
                    return found
                weak = found
            elif in_full and not is_title and programme not in find_parents(weak.programme, self.patterns):
                # "Workforce planning in one council" inside another programme's section tells of that programme.
                return found
        if weak.source is not Source.NONE:
            return weak
        return self.title_programme()

    def title_programme(self) -> _Linked:
        """The programme that the title names in full; of everyday words only the whole offer's."""
        named = [m.programme for m in find_programmes(self.document.title, self.patterns)]
        everyday = find_heading_programmes(self.document.title, self.patterns, own_offer=self.own_offer)
        named = named or [programme for programme in everyday if self.is_whole(programme)]
        if named:
            return _Linked(programme=named[0], source=Source.TITLE)
        return _Linked(programme=self.main_programme, source=Source.DOCUMENT) if self.main_programme else _Linked()

    @cached_property
    def main_programme(self) -> str:
        """The one programme that a publication is about, by its opening and by what it names all through; or ""."""
        found = self.all_named
        if not found or found[0].start > _OPENING:
            return ""
        if len(found) < (_NAMED_THROUGHOUT if found[0].start > _COVER else _NAMED_AFTER_COVER):
            return ""
        first = found[0].programme
        same = sum(m.programme == first for m in found)
        last = max(m.start for m in found if m.programme == first)
        throughout = same >= _MAIN_SHARE * sum(not self.is_whole(m.programme) for m in found)
        throughout = throughout and last - found[0].start >= len(self.document.text) / 2
        return first if throughout and not self.is_whole(first) else ""

    def elder_programme(self, section: Section) -> tuple[str, bool]:
        """What "Highlights" goes on with: at the level of the heading before it, that heading's programme."""
        if self.document.format in _MARKED_UP or not _GENERIC_HEADING.match(clean(section.title).text):
            return "", False
        for at in range(bisect_left(self.section_starts, section.start) - 1, -1, -1):
            elder = self.document.sections[at]
            if elder.level < section.level:
                break
            if elder.level == section.level and not _GENERIC_HEADING.match(clean(elder.title).text):
                return self.heading_programme(elder)
        return "", False

    def carried_programme(self, claim: Claim, view: _View, around: _Linked, sentence: str) -> _Linked | None:
        """What "the programme" or "the first cohort" refers to.

        The programme of the sentences before, else of the paragraph that this one goes on with, else of the section.
        """
        refers = _ANAPHORA.search(sentence) is not None
        start = view.place(claim.sentence_start)
        topic = self.last_topic(view, start)
        if topic is not None:
            refers = refers or _echoes(sentence, topic.name)
            if not refers and not topic.firm and _NEW_SUBJECT.search(sentence):
                topic = None
        elif view.block.kind is not BlockKind.FOOTNOTE:
            named_before = view.programmes_between(0, start)
            topic = self.topic_into(claim.block, sentence) if not named_before else None
            refers = topic.firm if topic is not None else refers
            if topic is None and around.source in _WEAK_SOURCES:
                topic = self.section_topic(claim.block, sentence, refers=refers)
        if topic is None or not self.names_better(topic.programme, around, near=refers):
            return None
        if self.is_whole(topic.programme) and not _OWN_WORK.search(sentence):
            return None
        return _Linked(programme=topic.programme, source=Source.SECTION)

    def last_topic(self, view: _View, end: int) -> _Topic | None:
        """The programme of the last sentence before `end` that names one; none where that sentence lists several."""
        before = _between(view.named, max(0, end - CARRY_REACH), end)
        if not before:
            return None
        opening = sentence_start(view.text, before[-1].start)
        together = [m for m in before if m.start >= opening]
        if len(self.most_special([m.programme for m in together])) > 2:
            return None
        chosen = next((m for m in together if not self.is_whole(m.programme)), together[0])
        names = " ".join(m.text for m in together if m.programme == chosen.programme)
        return _Topic(programme=chosen.programme, name=names, firm=_is_subject(view.text, chosen))

    def topic_into(self, index: int, sentence: str) -> _Topic | None:
        """The programme of the paragraphs before, where a paragraph's opening or the sentence refers back to it.

        The bullets of a list that follows a paragraph go on with it.
        """
        for step in range(_MOST_BACK):
            view = self.view(index)
            if view is None:
                return None
            stop = STOP.search(view.text)
            opening = view.text[: stop.start() if stop else len(view.text)]
            owner = self.owners[index]
            refers = _ANAPHORA.search(opening) is not None
            if step == 0 and not refers and not _PRONOUN.match(sentence):
                refers = _ANAPHORA.search(sentence) is not None
            if owner is None and not refers:
                return None
            index = self.paragraph_before(index) if owner is None else owner
            previous = self.view(index)
            topic = self.last_topic(previous, len(previous.text)) if previous is not None else None
            if topic is not None or previous is None or previous.named:
                return topic
        return None

    def section_topic(self, index: int, sentence: str, *, refers: bool) -> _Topic | None:
        """The one programme that the section has named so far, in a publication about the offer, from its first "
        "lines on; only for a sentence that refers to it or to what it numbers."""
        section = next(iter(self.around[index]), None)
        if section is None or not self.own_offer or section.title == self.document.title:
            return None
        if (section, index) not in self.topics:
            first = bisect_left(self.starts, section.body)
            before = self.topics.get((section, index - 1)) if index > first else None
            named = set(before) if before is not None else self.named_in(range(first, index))
            self.topics[section, index] = tuple(sorted(named | self.named_in(range(index, index + 1))))
        special = self.most_special(self.topics[section, index])
        if len(special) != 1:
            return None
        if not (refers or self.numbers_series(special[0], sentence) or self.opens_with(section, index, special[0])):
            return None
        return _Topic(programme=special[0], name="", firm=False)

    def opens_with(self, section: Section, index: int, programme: str) -> bool:
        """Whether a short section is, by its first paragraph, all about one programme that its heading leaves out."""
        first = bisect_left(self.starts, section.body)
        if not 0 < index - first < _SHORT_SECTION or _FRAME_HEADING.search(section.title):
            return False
        return self.named_in(range(first, first + 1)) == {programme}

    def named_in(self, blocks: range) -> set[str]:
        views = [view for index in blocks if (view := self.view(index)) is not None]
        return {mention.programme for view in views for mention in view.named}

    def numbers_series(self, programme: str, sentence: str) -> bool:
        """Whether a sentence speaks of a thing that the programme numbers ("Cohort 2")."""
        return any(regex.search(rf"(?i)\b{regex.escape(word)}s?\b", sentence) for word in self.series_of(programme))

    def paragraph_before(self, index: int) -> int:
        block = self.document.blocks[index]
        for before in range(index - 1, max(-1, index - 4), -1):
            other = self.document.blocks[before]
            if other.kind is BlockKind.HEADING:
                return -1
            if other.kind is block.kind and other.level == block.level:
                return before
        return -1

    # --- period ---------------------------------------------------------------------------------------------------

    def find_period(self, claim: Claim, view: _View) -> _Linked:
        around = self.period_around(claim, view)
        stated = self.stated_period(claim, view)
        if stated is not None and stated.period is not None:
            if stated.period.start is None and stated.period.end is None:
                then = self.since_then(stated, claim, view)
                if then is not None:
                    return then
                # "since its inception" has no dates: the figure stands at the end of what the text reports on.
                return replace(around, timing=Timing.SINCE)
            period = self.year_of_accounts(stated.period, view.text, stated)
            if stated.end <= view.place(claim.sentence_start) and self.is_fieldwork(period):
                return around
            return _Linked(period=period, source=Source.SENTENCE, timing=timing_of(period))
        if claim.role is Role.PREVIOUS:
            told = count_years_before(view.text, view.place(claim.start), view.place(claim.end))
            earlier = years_before(around.period, told=told)
            return replace(around, period=earlier, timing=Timing.NONE)
        return self.whole_year(around) if self.is_forecast(claim, view, around) else around

    def year_of_accounts(self, period: Period, text: str, mention: Mention) -> Period:
        """In a paper on a financial year, the one that ended in a year named as a label: "£10.3m (2020: £10.6m)"."""
        own = self.document.period
        label = text[mention.start - 1 : mention.start] == "(" and text[mention.end : mention.end + 1] == ":"
        if not (
            label and mention.text.isdigit() and own.end and own == replace(financial_year(own.end), label=own.label)
        ):
            return period
        return financial_year(date(int(mention.text), 3, 31))

    def is_fieldwork(self, period: Period) -> bool:
        """Whether the days of a survey are those that the text as a whole was told to be of."""
        own = self.document.period
        if not (own.start and own.end and period.start and period.end and period.start.day != 1):
            return False
        told = (period.start.year, period.start.month, period.end.year, period.end.month)
        return told == (own.start.year, own.start.month, own.end.year, own.end.month)

    def is_forecast(self, claim: Claim, view: _View, around: _Linked) -> bool:
        """Whether a paper on part of a year tells what the year is to end with: "an overspend of £6m is forecast"."""
        if claim.quantity.kind is not Kind.MONEY or around.source not in (Source.TITLE, Source.DOCUMENT):
            return False
        return _FORECAST.search(view.text, view.place(claim.sentence_start), view.place(claim.sentence_end)) is not None

    def whole_year(self, around: _Linked) -> _Linked:
        """The financial year of a quarter or month; a year, or what has no end, as it is."""
        start, end = around.period.start, around.period.end
        if start is None or end is None or (end - start).days > _PART_OF_YEAR:
            return around
        return replace(around, period=financial_year(end))

    def since_then(self, stated: Mention, claim: Claim, view: _View) -> _Linked | None:
        """What "since then" goes back to: the start of the last period named before the sentence."""
        if stated.text.lower() != "since then":
            return None
        before = view.periods_between(0, view.place(claim.sentence_start))
        starts = [m.period for m in before if m.period is not None and m.period.start is not None]
        if not starts:
            return None
        since = Period(start=starts[-1].start, label=f"since {starts[-1].label}")
        return _Linked(period=since, source=Source.SENTENCE, timing=Timing.SINCE)

    def stated_period(self, claim: Claim, view: _View) -> Mention | None:
        """The period that the claim's own sentence gives it, or the event that the sentence before spoke of."""
        start, end = view.place(claim.sentence_start), view.place(claim.sentence_end)
        here = [m for m in view.periods_between(start, end) if is_usable(m)]
        beside = self.in_sentence.get((claim.block, claim.sentence_start), ())
        # "Cohort 2" is a name, and takes no date from the count beside it.
        figures = sorted(
            (view.place(other.start), view.place(other.end))
            for other in beside[:_MOST_FIGURES]
            if other.quantity.kind is not Kind.ORDINAL or other is claim
        )
        figure = view.place(claim.start), view.place(claim.end)
        place = Place(start, figure, figures, claim.role, self.document.period.end or self.document.published, here)
        fitting = [(cost, m.start, m) for m in here if (cost := find_cost(view.text, m, place)) is not None]
        if fitting:
            nearest = min(fitting, key=lambda item: item[:2])[2]
            return _close_period(nearest) if dates_when(view.text, nearest, figure) else nearest
        near = [m for m in view.periods_between(max(0, start - CARRY_REACH), start) if is_usable(m)]
        return find_carried(view.text, near, place, end)

    def tells_beginning(self, text: str, mention: Mention) -> bool:
        """Whether a date within the document's period says when a thing began whose course the list tells."""
        own, period = self.document.period, mention.period
        if not is_event(mention) or not (own.start and own.end and period and period.start and period.end):
            return False
        return own.start <= period.start and period.end <= own.end and BEGAN.search(text, 0, mention.start) is not None

    def period_around(self, claim: Claim, view: _View) -> _Linked:
        own = self.document.period
        column = view.block.column_head
        if own.end and (_YEAR_COLUMN.fullmatch(column) or _YEARLY_COLUMN.match(column)):
            return _Linked(period=self.whole_year(_Linked(period=own)).period, source=Source.LIST)
        for label in (view.block.column_head, view.block.row_head):
            named = [m for m in self.periods_in(clean(label).text) if is_usable(m)] if label else []
            if named and named[0].period is not None:
                return _Linked(period=named[0].period, source=Source.LIST, timing=timing_of(named[0].period))
        for index in self.leads[claim.block]:
            lead = self.view(index)
            if lead is None:
                continue
            # The last sentence of the lead-in is the one that introduces the list.
            sentence = max(lead.text.rfind(". "), 0)
            leading = [m for m in lead.periods if m.start >= sentence and is_usable(m) and m.period is not None]
            leading = [m for m in leading if not self.tells_beginning(lead.text, m)]
            leading = [m for m in leading if not _AGREED.search(lead.text, 0, m.start)]
            chosen = next((m for m in leading if not COMPARED.search(lead.text, 0, m.start)), None)
            if chosen is not None and chosen.period is not None and (chosen.period.start or chosen.period.end):
                return _Linked(period=chosen.period, source=Source.LIST, timing=timing_of(chosen.period))
        for depth, section in enumerate(self.around[claim.block]):
            if section.title == self.document.title:
                break
            for mention in self.periods_in(clean(section.title).text):
                if is_usable(mention) and not mention.relative and mention.period is not None and not is_event(mention):
                    return _Linked(period=mention.period, source=Source.HEADING if depth == 0 else Source.SECTION)
        if self.has_period:
            source = Source.TITLE if "period=title" in self.document.facts_source else Source.DOCUMENT
            return _Linked(period=self.document.period, source=source)
        return _Linked()

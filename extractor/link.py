"""Document, Extraction -> claims with a programme and a period; no NLP, only offsets and mentions.

What stands nearest wins: the sentence, then the line that leads in a list, the heading, the sections around it, the
title and the document. Where nothing says it, nothing is guessed, and `programme_source` and `period_source` tell a
reviewer why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from logging import getLogger

import regex

from extractor.cleaning import Cleaned, clean
from extractor.models import (
    Block,
    BlockKind,
    Claim,
    Document,
    Extraction,
    Mention,
    Period,
    Role,
    Section,
    Source,
    Timing,
)
from extractor.patterns import Patterns
from extractor.periods import find_periods
from extractor.programmes import find_heading_programme, find_parents, find_programmes

log = getLogger(__name__)

# --- words that say how a mention hangs in its sentence
# ----------------------------------------------------------------

_SMALL = r"(?:(?:the|our|its|a|an|their|'|\"|LGA's|both|new|national|wider)\s?){0,3}"
# A programme after these is a funder, a partner or a model, not what the figure is about.
_IN_PASSING = regex.compile(
    r"(?i)\b(?:funded (?:by|through|from)|(?:following|after) (?:\w+ ){0,3}(?:with|by|from|of)|engagement with|"
    r"as well as|alongside|(?:help|advice|input|money|funding|grants?) from|"
    r"model(?:l)?ed (?:on|after)|based on|similar to|unlike|rather than|other than|separate(?:ly)? from|in addition to|"
    r"(?:in )?partnership with|work(?:ed|ing)? (?:closely )?with|in collaboration with|together with|"
    r"with (?:the )?(?:help|support|"
    r"advice) (?:of|from)|compared (?:with|to)|complement(?:s|ing)?|building on|emulat\w+ (?:the )?(?:\w+ ){0,4}|"
    r"inspired by|informed by|commissioned (?:from|by)|delivered by|provided by|hosted by|on behalf of|links? to|"
    r"linked to|"
    rf"at|members of|alumni of|graduates of|extension of|successor to|replac\w+|formerly|outside)\s{_SMALL}$"
)
_AS_EXAMPLE = regex.compile(
    rf"(?i)\b(?:including|such as|for example|e\.?g\.?|like|through its|via)[,:]?\s{_SMALL}(?:[\w' ]+,\s|"
    rf"[\w' ]+ and\s)*$"
)
# A programme named on the other side of one of these belongs to another statement.
_TURN = regex.compile(r"[;—]|[.!?:]\s|\b(?:while|whilst|whereas|but|although)\b")
_BRACKETED = regex.compile(r"\s?\([^()]*\)")
# A period there dates another figure.
_BREAK = regex.compile(
    r"[;:()—]|\s–\s|\s-\s|[.!?]\s|\b(?:while|whilst|whereas|but|although|compared)\b|"
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
_ASIDE = regex.compile(r"(?i),\s(?:(?:in|on|at|by|during|held|from|between)\s)?(?:the\s)?$|,\s(?=(?:which|who)\b)")
_FIGURE = regex.compile(r"\d[\d,.]*")
_AND = regex.compile(r"\band\b|,")
_RELATIVE_CLAUSE = regex.compile(
    r"(?i)\b(?:who|which|that|whose|where|having|holding|launched|established|founded|set up|introduced|started|"
    r"created|built|"
    r"elected|appointed|finish\w*|complet\w*|dating|born|open(?:ed|ing))\b"
)
_ANAPHORA = regex.compile(
    r"(?i)\b(?:this|the|these|its|both|our|such|that)\s(?:(?:new|first|second|third|final|latest|initial|pilot|"
    r"\d+(?:st|nd|rd|th))\s)*"
    r"(?:programme|scheme|campaign|offer|cohort|pilot|fund|grant|network|course|initiative|project|platform|tool|"
    r"service|"
    r"event|conference|session|meeting|workshop|masterclass|webinar|training|award|survey|partnership)s?\b|"
    r"^(?:it|they|these|this|participants|candidates|graduates|applicants|delegates|attendees|respondents)\b|"
    r"\bof (?:those|these|them)\b"
)
_EVENT_AGAIN = regex.compile(
    r"(?i)^(?:(?:the|this|these|both)\s(?:two |three |four |\w+ )?(?:event|conference|session|meeting|workshop|"
    r"masterclass|"
    r"webinar|roundtable|launch|course|training)s?\b|(?:these|they|it)\b.{0,40}\b(?:involved|drew|saw|reached|"
    r"covered|were run|ran)\b)|\b(?:attend\w*|delegates|in attendance)\b"
)
# What shows that a figure of a general introduction is about the offer itself, not about the country.
_OWN_WORK = regex.compile(
    r"\b(?:[Ww]e|[Oo]ur|us|LGA|this (?:support|offer|programme)|[Pp]rogrammes?|offers?|support)\b"
)
_COMPARED = regex.compile(
    r"(?i)(?:compared (?:with|to)|than(?: in)?|from|against|up on|down on|(?:increase|improvement|rise|fall|"
    r"change|decrease|"
    r"reduction|growth) (?:on|over|from|of|since)|relative to|versus|more than(?: during| in)?|"
    r"fewer than(?: during| in)?)\s"
    r"(?:the |that of |those of |in |during |during the |in the )*$"
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
_GENERIC_HEADING = regex.compile(
    r"(?i)^\W*(?:\d[\d.]*\W+)?(?:(?:some|key|our|the|more|council|further|programme|overall|main|other|and|"
    r"\W)+\s)*(?:highlights?|"
    r"facts|figures|testimonials?|feedback|case stud(?:y|ies)|next steps|achievements?|outcomes?|impact|"
    r"what (?:we|councils) \w+.*|"
    r"stories of impact.*|progress|results|in numbers|at a glance|statistics|quotes?|during \S+|"
    r"\d{4}\S*)(?:\s(?:from|for|in)\s\S+)?\W*$"
)

_CLOSE = 12  # characters that a step across "and" or a comma counts as, when the nearest mention is sought
_PARENT_COST = 25  # a parent must be this much nearer than its own sub-programme
_EXAMPLE_COST = 60
_BREAK_COST = 60
_TURN_COST = 400  # a turn of the sentence outweighs any distance
_ASIDES = (BlockKind.RUNNING_HEAD, BlockKind.FOOTNOTE, BlockKind.CALLOUT)  # what a list runs on past
_CAPTION = 160  # characters; a longer line above a table is a paragraph
_YEAR_DAYS = (360, 370)
_MARKED_UP = ("md", "markdown", "html", "docx")  # formats that say the level of a heading
_PASSING_REACH = 60  # characters before a name in which "funded by" and its like stand
_CARRY_REACH = 1500  # characters before a sentence in which "the programme" may have been named
_EVENT_REACH = 400  # characters before a sentence in which the event that it goes on about was dated
_MOST_FIGURES = 200  # of one sentence; what holds more is a table that was not recognised
_LEAD_COST = 50.0  # a period that opens the sentence holds for all of it, unless one stands nearer
_CROSSED_COST = 20  # another figure between
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
class _Place:
    """Where a figure stands in its sentence, among the others there; `reported` is the last day that the text "
    "reports on."""

    sentence: int
    figure: tuple[int, int]
    figures: Sequence[tuple[int, int]]
    role: Role
    reported: date | None


@dataclass(slots=True)
class _View:
    """One block as plain text, with the mentions in it."""

    block: Block
    cleaned: Cleaned
    programmes: list[Mention]
    periods: list[Mention]

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


def _between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that start from `start` up to `end`; they are in order, so a long block costs no more than a "
    "short one."""
    return mentions[bisect_left(mentions, start, key=_start) : bisect_left(mentions, end, key=_start)]


def _start(mention: Mention) -> int:
    return mention.start


def link_claims(document: Document, extraction: Extraction, patterns: Patterns) -> tuple[Claim, ...]:
    """Return the claims with programme, period, their sources and timing; in the same order."""
    linker = _Linker(document, patterns, extraction.claims)
    return tuple(linker.link(claim) for claim in extraction.claims)


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


class _Linker:
    """What is known of one document while its claims are linked; views of blocks are made when first asked for."""

    def __init__(self, document: Document, patterns: Patterns, claims: Sequence[Claim]) -> None:
        self.document = document
        self.patterns = patterns
        self.views: dict[int, _View] = {}
        self.headings: dict[Section, tuple[str, bool]] = {}
        self.by_section: dict[Section | None, _Linked] = {}
        self.section_starts = [section.start for section in document.sections]
        self.topics: dict[tuple[Section, int], tuple[str, ...]] = {}
        self.starts = [block.start for block in document.blocks]
        self.in_sentence: dict[tuple[int, int], list[Claim]] = {}
        for claim in claims:
            self.in_sentence.setdefault((claim.block, claim.sentence_start), []).append(claim)
        self.around = _sections_by_block(document)
        self.leads = _leads_by_block(document)
        self.has_period = document.period.start is not None or document.period.end is not None

    def link(self, claim: Claim) -> Claim:
        view = self.view(claim.block)
        if view is None:
            return claim
        programme = self.find_programme(claim, view)
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
            self.views[index] = _View(
                block, cleaned, find_programmes(cleaned.text, self.patterns), self.periods_in(cleaned.text)
            )
        return self.views[index]

    def periods_in(self, text: str) -> list[Mention]:
        own = self.document.period if self.has_period else None
        return find_periods(text, today=self.document.published, own=own)

    @cached_property
    def own_offer(self) -> bool:
        """Whether the publication is about the offer itself: its title names the whole, or its headings three "
        "programmes."""
        if any(self.is_whole(m.programme) for m in find_programmes(self.document.title, self.patterns)):
            return True
        named = {
            m.programme
            for section in self.document.sections
            for m in find_programmes(clean(section.title).text, self.patterns)
        }
        return len(named) >= 3

    def heading_programme(self, section: Section) -> tuple[str, bool]:
        """The programme of a heading, and whether it is named in full there and not by an everyday word."""
        if section not in self.headings:
            title = clean(section.title).text
            named = find_programmes(title, self.patterns)
            programme = find_heading_programme(title, self.patterns, own_offer=self.own_offer)
            self.headings[section] = programme, bool(named)
        return self.headings[section]

    # --- programme ------------------------------------------------------------------------------------------------

    def find_programme(self, claim: Claim, view: _View) -> _Linked:
        start, end = view.place(claim.sentence_start), view.place(claim.sentence_end)
        around = self.programme_around(claim, view)
        text = view.text[start:end]
        here = view.programmes_between(start, end)
        mentions = [m for m in here if not self.is_in_passing(view.text, start, m)]
        at, to = view.place(claim.start), view.place(claim.end)
        best = min(mentions, key=lambda m: self.programme_cost(view.text, (at, to), m, mentions), default=None)
        if best is not None:
            cost = self.programme_cost(view.text, (at, to), best, mentions)
            if self.names_better(best.programme, around, near=cost < _TURN_COST):
                return _Linked(programme=best.programme, source=Source.SENTENCE)
        carried = self.carried_programme(claim, view, around, text)
        if carried is not None:
            return carried
        if around.source is Source.TITLE and self.is_whole(around.programme) and not _OWN_WORK.search(text):
            return _Linked()
        return around

    def is_in_passing(self, text: str, start: int, mention: Mention) -> bool:
        return _IN_PASSING.search(text[max(start, mention.start - _PASSING_REACH) : mention.start]) is not None

    def programme_cost(self, text: str, figure: tuple[int, int], mention: Mention, others: Sequence[Mention]) -> float:
        """How far a mention is from a figure: characters, with a toll on each break between them."""
        left, right = (figure[1], mention.start) if mention.start >= figure[1] else (mention.end, figure[0])
        between = _BRACKETED.sub("", text[left:right]) if right > left else ""
        # What a figure counts stands behind it more often than before.
        step = _CLOSE if mention.start >= figure[1] else 2 * _CLOSE
        cost = len(between) / 4 + step * len(_AND.findall(between)) + _TURN_COST * len(_TURN.findall(between))
        if _AS_EXAMPLE.search(text[max(0, mention.start - 80) : mention.start]):
            cost += _EXAMPLE_COST
        cost += _CROSSED_COST * len(_FIGURE.findall(between))
        adjacent = mention.start >= figure[1] and len(between) <= _ADJACENT
        if not adjacent and any(mention.programme in find_parents(other.programme, self.patterns) for other in others):
            cost += _PARENT_COST
        return cost

    def names_better(self, named: str, around: _Linked, *, near: bool) -> bool:
        """Whether a programme named in the sentence beats the one around it: a part always, its parents never."""
        if around.weak or around.source in (Source.NONE, Source.TITLE, Source.DOCUMENT) or named == around.programme:
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

    def programme_around(self, claim: Claim, view: _View) -> _Linked:
        """The programme of the table's labels, the list's lead-in, the heading, the sections, the title."""
        for label in (view.block.row_head, view.block.column_head):
            named = find_programmes(clean(label).text, self.patterns) if label else []
            if named:
                return _Linked(programme=named[0].programme, source=Source.LIST)
        section = self.section_programme(claim.block)
        for index in self.leads[claim.block]:
            lead = self.view(index)
            named = [m for m in lead.programmes if not self.is_in_passing(lead.text, 0, m)] if lead else []
            special = self.most_special([m.programme for m in named])
            if special and self.names_better(special[0], section, near=True):
                return _Linked(programme=special[0], source=Source.LIST)
        return section

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
        named = find_programmes(self.document.title, self.patterns)
        return _Linked(programme=named[0].programme, source=Source.TITLE) if named else _Linked()

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
        """What "the programme" or "the first cohort" refers to: the programme of the sentences before, or of the "
        "section."""
        refers = _ANAPHORA.search(sentence) is not None
        start = view.place(claim.sentence_start)
        chosen = self.last_named(view, start)
        if not chosen and around.source in (Source.NONE, Source.TITLE, Source.DOCUMENT):
            if refers:
                previous = self.view(self.paragraph_before(claim.block))
                chosen = self.last_named(previous, len(previous.text)) if previous is not None else ""
            if not chosen:
                topic = self.section_topic(claim.block)
                chosen = topic if topic and (refers or self.numbers_series(topic, sentence)) else ""
        if not chosen or not self.names_better(chosen, around, near=refers):
            return None
        if self.is_whole(chosen) and not _OWN_WORK.search(sentence):
            return None
        return _Linked(programme=chosen, source=Source.SECTION)

    def last_named(self, view: _View, end: int) -> str:
        """The programme of the last sentence before `end` that names one; none where that sentence lists several."""
        near = view.programmes_between(max(0, end - _CARRY_REACH), end)
        before = [m for m in near if not self.is_in_passing(view.text, 0, m)]
        if not before:
            return ""
        opening = max(view.text.rfind(". ", 0, before[-1].start), 0)
        named = list(dict.fromkeys(m.programme for m in before if m.start >= opening))
        if len(self.most_special(named)) > 2:
            return ""
        return next((p for p in named if not self.is_whole(p)), named[0])

    def section_topic(self, index: int) -> str:
        """The one programme that the section, in a publication about the offer, has named so far, from its first "
        "lines on."""
        section = next(iter(self.around[index]), None)
        if section is None or not self.own_offer or section.title == self.document.title:
            return ""
        if (section, index) not in self.topics:
            first = bisect_left(self.starts, section.body)
            before = self.topics.get((section, index - 1)) if index > first else None
            named = set(before) if before is not None else self.named_in(range(first, index))
            self.topics[section, index] = tuple(sorted(named | self.named_in(range(index, index + 1))))
        special = self.most_special(self.topics[section, index])
        return special[0] if len(special) == 1 else ""

    def named_in(self, blocks: range) -> set[str]:
        views = [view for index in blocks if (view := self.view(index)) is not None]
        return {m.programme for view in views for m in view.programmes if not self.is_in_passing(view.text, 0, m)}

    def numbers_series(self, programme: str, sentence: str) -> bool:
        """Whether a sentence speaks of a thing that the programme numbers ("Cohort 2")."""
        words = next((entry.series for entry in self.patterns.programmes if entry.id == programme), ())
        return any(regex.search(rf"(?i)\b{regex.escape(word)}s?\b", sentence) for word in words)

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
                # "since its inception" has no dates: the figure stands at the end of what the text reports on.
                return replace(around, timing=Timing.SINCE)
            return _Linked(period=stated.period, source=Source.SENTENCE, timing=_timing(stated.period))
        if claim.role is Role.PREVIOUS:
            earlier = _year_before(around.period)
            return replace(around, period=earlier, timing=Timing.NONE)
        return around

    def stated_period(self, claim: Claim, view: _View) -> Mention | None:
        """The period that the claim's own sentence gives it, or the event that the sentence before spoke of."""
        start, end = view.place(claim.sentence_start), view.place(claim.sentence_end)
        here = [m for m in view.periods_between(start, end) if _is_usable(m)]
        beside = self.in_sentence.get((claim.block, claim.sentence_start), ())
        figures = sorted((view.place(other.start), view.place(other.end)) for other in beside[:_MOST_FIGURES])
        figure = view.place(claim.start), view.place(claim.end)
        place = _Place(start, figure, figures, claim.role, self.document.period.end or self.document.published)
        fitting = [(cost, m.start, m) for m in here if (cost := _period_cost(view.text, m, place)) is not None]
        if fitting:
            return min(fitting, key=lambda item: item[:2])[2]
        sentence = view.text[start:end]
        if claim.role is Role.TARGET:
            reported = self.document.period.end
            near = view.periods_between(max(0, start - _CARRY_REACH), start)
            ahead = [m for m in near if reported and _starts_after(m, reported)]
            if ahead:
                return ahead[-1]
        if claim.role is not Role.PREVIOUS and _EVENT_AGAIN.search(sentence):
            near = view.periods_between(max(0, start - _EVENT_REACH), start)
            before = [m for m in near if _is_usable(m) and _is_event(m)]
            if before and not _ends_between(view.text, before[-1].end, start):
                return before[-1]
        return None

    def period_around(self, claim: Claim, view: _View) -> _Linked:
        for label in (view.block.column_head, view.block.row_head):
            named = [m for m in self.periods_in(clean(label).text) if _is_usable(m)] if label else []
            if named and named[0].period is not None:
                return _Linked(period=named[0].period, source=Source.LIST, timing=_timing(named[0].period))
        for index in self.leads[claim.block]:
            lead = self.view(index)
            if lead is None:
                continue
            # The last sentence of the lead-in is the one that introduces the list.
            sentence = max(lead.text.rfind(". "), 0)
            leading = [m for m in lead.periods if m.start >= sentence and _is_usable(m) and m.period is not None]
            chosen = next((m for m in leading if not _COMPARED.search(lead.text, 0, m.start)), None)
            if chosen is not None and chosen.period is not None and (chosen.period.start or chosen.period.end):
                return _Linked(period=chosen.period, source=Source.LIST, timing=_timing(chosen.period))
        for depth, section in enumerate(self.around[claim.block]):
            if section.title == self.document.title:
                break
            for mention in self.periods_in(clean(section.title).text):
                if (
                    _is_usable(mention)
                    and not mention.relative
                    and mention.period is not None
                    and not _is_event(mention)
                ):
                    return _Linked(period=mention.period, source=Source.HEADING if depth == 0 else Source.SECTION)
        if self.has_period:
            source = Source.TITLE if "period=title" in self.document.facts_source else Source.DOCUMENT
            return _Linked(period=self.document.period, source=source)
        return _Linked()


def _is_usable(mention: Mention) -> bool:
    """Whether a mention can date a claim: it has dates, or says that it is open ("since its inception")."""
    period = mention.period
    if period is None:
        return False
    return period.start is not None or period.end is not None or mention.text.lower().startswith("since")


def _starts_after(mention: Mention, day: date) -> bool:
    return mention.period is not None and mention.period.start is not None and mention.period.start > day


def _is_event(mention: Mention) -> bool:
    """Whether a mention dates an event: some days, or a month or two."""
    period = mention.period
    return (
        period is not None
        and period.start is not None
        and period.end is not None
        and (period.end - period.start).days <= 62
    )


def _ends_between(text: str, left: int, right: int) -> bool:
    # The sentence that named the event must be the one just before.
    return len(regex.findall(r"[.!?]\s+(?=[\p{Lu}\d“\"'])", text[left:right])) > 1


def _timing(period: Period) -> Timing:
    if period.start is None and period.end is not None:
        return Timing.AS_AT
    if period.end is None and period.start is not None:
        return Timing.SINCE
    return Timing.IN_PERIOD


def _period_cost(text: str, mention: Mention, place: _Place) -> float | None:
    """How far a period is from a figure that it can date; None where it dates another or none.

    A period that opens the sentence or a clause dates what follows; any other dates the figures of its own clause, and
    inside a relative clause only the figure next to it.
    """
    figure, figures, role = place.figure, place.figures, place.role
    before = text[place.sentence : mention.start]
    left, right = (figure[1], mention.start) if mention.start >= figure[1] else (mention.end, figure[0])
    between = _BRACKETED.sub("", text[left:right]) if right > left else ""
    leads = _LEADS.match(before) is not None
    compared = not leads and _COMPARED.search(before) is not None
    previous = _PREVIOUS.search(mention.text) is not None
    if role is Role.PREVIOUS:
        return len(between) / 4 if (previous or compared or leads or not _BREAK.search(between)) else None
    if compared or (previous and not leads):
        # "an increase on last year's 5,600": only what stands beside it is last year's, and that has its own role.
        beside = (
            not compared
            and mention.start >= figure[1]
            and _is_nearest(figures, figure, mention)
            and not _BREAK.search(between)
        )
        return len(between) / 4 if beside and role is not Role.CHANGE and len(between) < 40 else None
    if mention.start < figure[0]:
        if leads:
            return _LEAD_COST if _BREAK.search(between) else min(_LEAD_COST, len(between) / 4)
        if (
            _CLAUSE_START.search(before)
            and text[mention.end : mention.end + 1] in (",", " ")
            and not _BREAK.search(between[1:])
        ):
            return len(between) / 4
    if mention.text[:5].lower() == "until" and role is not Role.TARGET:
        return None  # how long something goes on, not when the figure was so
    nearest = _is_nearest(figures, figure, mention)
    dated = mention.period is not None and mention.period.start is not None and mention.period.end is not None
    if mention.start < figure[0] and dated:
        between = _GOES_ON.sub(" ", between)
    elif nearest:
        between = _ASIDE.sub(" ", between)
    breaks = len(_BREAK.findall(between))
    if breaks and not _is_bracketed(text, mention, between):
        return None
    ahead = role is not Role.TARGET and place.reported is not None and _starts_after(mention, place.reported)
    narrow = ahead or _RELATIVE_CLAUSE.search(between) is not None or _STRETCH.search(mention.text) is not None
    if narrow and not nearest:
        return None
    crossed = sum(left <= other[0] < right for other in figures)
    if mention.start < figure[0] and " and " in between:
        crossed += 1  # what comes after it may well have a date of its own
    return len(between) / 4 + _BREAK_COST * min(breaks, 1) + _CROSSED_COST * crossed


def _is_bracketed(text: str, mention: Mention, between: str) -> bool:
    """Whether a period stands alone in brackets behind the figure's noun: "5,000 applications (2019/20)"."""
    if len(between) >= 80 or len(_BREAK.findall(between)) != 1:
        return False
    if between.rstrip().endswith("("):
        return text[mention.end : mention.end + 1] in (")", ",", ";")
    # The figure itself may stand in the brackets: "those surveyed between April and June (42 in total)".
    return regex.fullmatch(r"\s?\((?:\w+\s)?", between) is not None


def _is_nearest(figures: Sequence[tuple[int, int]], figure: tuple[int, int], mention: Mention) -> bool:
    """Whether no other figure stands nearer to the mention on its left; where none does, on its right."""
    left = [other for other in figures if other[1] <= mention.start]
    return (left[-1] if left else figures[0] if figures else figure) == figure


def _year_before(period: Period) -> Period:
    """The year before a year; what an earlier figure in a shorter paper belongs to is anyone's guess, so it stays."""
    start, end = period.start, period.end
    if start is None or end is None or not _YEAR_DAYS[0] <= (end - start).days <= _YEAR_DAYS[1]:
        return period
    return Period(
        start=_back_a_year(start),
        end=_back_a_year(end + timedelta(days=1)) - timedelta(days=1),
        label=f"the year before {period.label}",
    )


def _back_a_year(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if (day.month, day.day) == (2, 29) else day.day)

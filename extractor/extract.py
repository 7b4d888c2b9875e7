"""Document -> Extraction: every number as a claim or as a typed refusal, and the lists that a text announces.

The only file that imports spaCy, whose blank English tokeniser cuts the sentences that hold a figure into words;
nothing is downloaded. Figures come from quantities.py, refusals from patterns/noise.yaml and periods.py, what a figure
counts from heads.py, its role from roles.py. Claims leave here without programme and period; link.py adds them.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

import regex
from spacy.lang.en import English
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

from extractor.cards import LONGEST_CARD, find_label
from extractor.cells import label_cell, scale_cell
from extractor.cleaning import Cleaned, clean
from extractor.cues import Cued
from extractor.heads import Offer, Phrase, find_actor, find_head
from extractor.lists import Announcement, find_list
from extractor.models import (
    AnnouncedList,
    Block,
    BlockKind,
    Claim,
    Document,
    Extraction,
    Kind,
    Line,
    Reason,
    Role,
    Unclaimed,
)
from extractor.numerals import Form
from extractor.patterns import NoisePattern, Patterns
from extractor.periods import find_dates
from extractor.phrases import CARRIERS, CHANGES, Sentence, clip
from extractor.programmes import find_programmes
from extractor.quantities import Candidate, get_scanner
from extractor.roles import RoleFinder, blank_figures
from extractor.words import DET, PUNCT, Word, is_plural, lemma, tag

_RAISED_MARK = regex.compile(r"(?<!\b[kcm]?m)[⁰¹²³⁴-⁹]{1,3}")  # "40 m²" is an area
_SENTENCE_END = regex.compile(r"[.!?]['\")\]]*[⁰¹²³⁴-⁹]{0,3}(?=\s+['\"(\[]*[\p{Lu}£\d•])")
_ABBREVIATION = regex.compile(
    r"(?r)(?<!\w)(?:c|ca|cf|e\.g|i\.e|eg|ie|vs|no|nos|approx|max|min|fig|dr|mr|mrs|ms|prof|rt|hon|st|sq|ft|cllr|para"
    r"|paras|dept|est|p|pp|vol|\p{Lu})\.",
    regex.IGNORECASE,
)
_STRETCH = regex.compile(r"\S+")
_MAX_SENTENCE = (
    1200  # characters; a longer one is a table or a list that was read without its breaks, and is cut at a space
)
_CONTENTS = regex.compile(r"\p{L}[^\d\n]{2,100}?(?: {2,}|\t+|\.{3,} ?| ?(?:\. ){3,})\d{1,3}[\r\n]?")
_LONE_NUMERAL = regex.compile(r"[\s\d.,%£+/&-]*")
_REPEAT_REACH = 14  # blocks to either side in which a callout's lone numeral looks for its text
# Where a figure stands for things that an earlier one counts.
_LOOKS_BACK = regex.compile(
    r"(?:Of|From|Among|Amongst) (?:these|those|them|which|whom|the)\b|(?:Some|All|Another|A further) ", regex.IGNORECASE
)
_GOES_ON = regex.compile(r" (?:more|fewer|others|of (?:them|these|those)|(?:\p{L}+ ){0,2}ones)\b", regex.IGNORECASE)
# A figure that says more of the one just before it: "(85 per cent)", "270, up 58", "1 per cent lower than last year".
_A_PART_OF_THOSE = regex.compile(r" of (?:these|those|them)\b")
_BESIDE = regex.compile(
    r"(?:\(|: |\bof which | or |\bequivalent to |\bequal to |(?:^|[ (])(?:up|down) (?:by )?"
    r"|\bfrom \S+ [\p{L} -]{2,40} to )$"
)
_BESIDE_AFTER = regex.compile(
    r" of (?:which|whom|them|these|those)\b| (?:higher|lower|up|down)(?: on| than|,|\.|$)", regex.IGNORECASE
)
_OF_THEM = regex.compile(r" of them\b")
_STANDS_FOR = regex.compile(
    r"(?:\b(?:it|this|they|these|which|that) (?:[\p{L}]+ ){1,3}(?:by|to|from|at)(?: a further| another)?"
    r"|\b(?:it|this|they|these|which|that)(?: had| has| have)?"
    r" (?:been|was|is|were|are|had|has|stood at|rose to|fell to|reached|makes|made)"
    r"|\bthere had been|\b(?:this|it|which|that|and) (?:brings|brought|takes|took) (?:[\p{L}']+ ){1,6}to"
    r"|\bbringing (?:[\p{L}']+ ){1,6}to"
    r"|(?:year|quarter|month|survey|round)'s|(?:years|quarters|months)'|,? or(?: about| around| some)?) $",
    regex.IGNORECASE,
)
# What puts a sentence in its time before its subject: "In 2016/17", "By the end of March,".
_TIME_BEFORE = regex.compile(r"(?:In|By|During|At|On|Since|From|For|Over) (?:(?!\d+ )[\p{L}\d/'-]+ ?){1,6},? $")
_POINTED_AT = regex.compile(r"\b(?:the|these|those|all|both) $", regex.IGNORECASE)
_RECENT = 12  # claims back in which the figure that "the 600" means may stand
# A figure behind one of these stands aside: what comes after it goes on with the figure before ("from 61 councils").
_ASIDE = regex.compile(r"\b(?:from|across|in|at|with|by|over|within|representing|covering) $", regex.IGNORECASE)
_TITLE = regex.compile(r"(?<!\w)'(?P<title>\p{Lu}[^'\d]{2,60})'(?!\w)")
# Words that part an ordinal from a series word further on, so that it is no place in that series.
_PARTS = regex.compile(
    r"\b(?:of|in|for|the|a|an|that|which|was|were|is|at|on|by|with|from|who|to be|had|has|have)\b", regex.IGNORECASE
)
_SERIES_REACH = 90
_NOISE_REACH = 80  # characters to either side of a number that a noise pattern may take in
_PLANNED_COLUMN = regex.compile(
    r"(?:(?:annual|yearly|quarterly|full[- ]year|year[- ]end|revised|original|current|our|Q[1-4]|20\d\d(?:/\d\d)?) )*"
    r"(?:target|plan(?:ned)?|budget|goal|forecast|profile)\b",
    regex.IGNORECASE,
)
_PLANNED_SECTION = regex.compile(
    r"(?:our |key )?(?:targets?\b|plans? for|looking ahead|looking forward|next steps|ambitions? for)", regex.IGNORECASE
)
_SURVEY = regex.compile(r"\b(?:survey|census|poll|polling|questionnaire|consultation)\b", regex.IGNORECASE)
_LEAD = 300  # characters of a lead-in that may say that its list is planned
_EARLIER = 240  # characters before a sentence in which a noun that it leaves out may stand


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of a cleaned text."""

    start: int
    end: int


@dataclass(slots=True)
class _Told:
    """The heads of the figures of a sentence so far, which a later one may mean that leaves its noun out."""

    carried: str  # of the last that was no aside, or opened its clause
    latest: str  # of the last
    thing: str = ""  # of the last that counted things, and no change of them
    main: str = ""  # of the last that was no aside: of "14 councils in three regions" the councils

    def add(self, claim: Claim, *, aside: bool, opens: bool) -> None:
        """Take note of a claim; `aside` says that "in" or its like leads to it, `opens` that it opens its clause."""
        kind, head = claim.quantity.kind, claim.head
        if not head or kind not in (Kind.COUNT, Kind.PERCENT, Kind.MONEY):
            return
        self.latest = head
        self.main = self.main if self.main and aside else head
        if kind is Kind.MONEY:
            return
        self.carried = head if opens or not self.carried else self.carried
        self.thing = self.thing if _is_change(head) else head


@dataclass(frozen=True, slots=True)
class _Passage:
    """A sentence with figures: its block, the block's cleaned text, its place there, and its figures and their places.

    `places` are the figures' spans in the sentence's own text.
    """

    block: int
    cleaned: Cleaned
    span: _Span
    text: str
    figures: tuple[Candidate, ...]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Refusal:
    start: int
    end: int
    reason: Reason
    pattern: str


@cache
def _tokeniser() -> Tokenizer:
    """spaCy's English tokeniser by itself: a blank pipeline takes twice as long to make and to call."""
    english = English.Defaults
    return Tokenizer(
        Vocab(),
        rules=english.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(english.prefixes or ()).search,
        suffix_search=compile_suffix_regex(english.suffixes or ()).search,
        infix_finditer=compile_infix_regex(english.infixes or ()).finditer,
        token_match=english.token_match,
        url_match=english.url_match,
    )


class _Rules:
    """The patterns of one folder, compiled for extraction."""

    def __init__(self, patterns: Patterns) -> None:
        self.scanner = get_scanner(patterns)
        self.roles = RoleFinder(patterns)
        self._noise = Cued((written, _Noise(entry, written)) for entry in patterns.noise for written in entry.patterns)

    def refusals(self, text: str, candidates: Sequence[Candidate]) -> list[_Refusal]:
        """What is no claim around the candidates of a cleaned text, in the order of the noise patterns, dates last."""
        found = [
            _Refusal(*_refused_span(match), noise.entry.reason, noise.entry.id)
            for start, end in _windows(candidates)
            for noise in self._noise.select(text[start:end])
            for match in noise.expression.finditer(text, start, end)
        ]
        found.extend(_Refusal(start, end, reason, "periods") for start, end, reason in find_dates(text))
        return found


def _windows(candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    """The stretches of text in which a noise pattern could cover a candidate."""
    windows: list[tuple[int, int]] = []
    for candidate in candidates:
        start, end = max(0, candidate.start - _NOISE_REACH), candidate.end + _NOISE_REACH
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    return windows


class _Noise:
    """One expression of an entry, compiled when a text may first match it."""

    def __init__(self, entry: NoisePattern, written: str) -> None:
        self.entry = entry
        self._written = written

    @cached_property
    def expression(self) -> regex.Pattern[str]:
        return regex.compile(self._written, 0 if self.entry.case else regex.IGNORECASE)


def _refused_span(match: regex.Match[str]) -> tuple[int, int]:
    named = "n" in match.re.groupindex and match["n"] is not None
    return match.span("n") if named else match.span()


_RULES: dict[str, _Rules] = {}


def _rules(patterns: Patterns) -> _Rules:
    if patterns.version not in _RULES:
        _RULES[patterns.version] = _Rules(patterns)
    return _RULES[patterns.version]


def find_claims(document: Document, patterns: Patterns) -> Extraction:
    """Find every number of a document: claims (not yet linked), typed refusals and announced lists.

    >>> from extractor.patterns import load_patterns
    >>> text = "Over 140 councils took part."
    >>> block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text))
    >>> document = Document(document="a", path="a.txt", sha256="", format="txt", text=text, blocks=(block,))
    >>> [(claim.text, claim.head) for claim in find_claims(document, load_patterns()).claims]
    [('Over 140', 'councils')]
    """
    return _Reader(document, patterns).read()


class _Reader:
    """Reads one document from its first block to its last.

    `carried` is the head that a later count or share may mean, `sum` the same of money; `people` are those of whom a
    share was told under this heading, in a survey in all of it; `before` is the end of the paragraph before.
    """

    def __init__(self, document: Document, patterns: Patterns) -> None:
        self.document = document
        self.patterns = patterns
        self.rules = _rules(patterns)
        self.claims: list[Claim] = []
        self.unclaimed: list[Unclaimed] = []
        self.lists: list[AnnouncedList] = []
        self.lone: list[tuple[int, int, Candidate]] = []
        self.carried = self.sum = self.people = self.before = ""
        self.survey = _SURVEY.search(document.title) is not None
        self.caption = ""
        self.corner = ""
        self.lead_role = Role.LEVEL
        self._section_starts = [section.start for section in document.sections]
        self._page_starts = [page.start for page in document.pages]

    def read(self) -> Extraction:
        at = 0
        for index, block in enumerate(self.document.blocks):
            self._read_gap(at, block.start)
            self._read_block(index, block)
            at = block.end
        self._read_gap(at, len(self.document.text))
        self._settle_lone()
        self._refuse_marks()
        self.unclaimed.sort(key=lambda row: (row.start, row.end))
        return Extraction(
            document=self.document.document,
            claims=tuple(self.claims),
            unclaimed=tuple(self.unclaimed),
            lists=tuple(self.lists),
        )

    def _read_gap(self, start: int, end: int) -> None:
        """Refuse the numbers between two blocks: list markers and numbers of paragraphs."""
        if end > start and not self.document.text[start:end].isspace():
            cleaned = clean(self.document.text, start, end)
            for candidate in self.rules.scanner.scan(cleaned.text):
                self._refuse(cleaned, candidate, Reason.LIST_NUMBER, "marker")

    def _read_block(self, index: int, block: Block) -> None:
        cleaned = clean(self.document.text, block.start, block.end)
        text = cleaned.text
        candidates = self.rules.scanner.scan(text)
        if block.kind is BlockKind.RUNNING_HEAD:
            for candidate in candidates:
                self._refuse(cleaned, candidate, Reason.PAGE_NUMBER, "running head")
            return
        if block.kind is BlockKind.HEADING and not self.survey:
            self.people = ""
        if block.kind is BlockKind.TABLE_CELL:
            self.corner = self.corner or text
            candidates = [
                scale_cell(candidate, text, block, captions=(self.corner, self.caption)) for candidate in candidates
            ]
        else:
            self.caption, self.corner = text, ""
        if block.kind is BlockKind.HEADING:
            self.before = ""
        if block.kind is not BlockKind.LIST_ITEM:
            self.carried = self.sum = ""
            self.lead_role = self.rules.roles.find_lead_role(text[-_LEAD:])
        if candidates and _LONE_NUMERAL.fullmatch(text) and block.kind is not BlockKind.TABLE_CELL:
            self._read_lone(index, cleaned, candidates)
        elif candidates:
            names = [(mention.start, mention.end) for mention in find_programmes(text, self.patterns)]
            self._read_text(index, cleaned, candidates, names)
        if block.kind is BlockKind.PARAGRAPH:
            self.before = text[-_EARLIER:]

    def _read_text(
        self, index: int, cleaned: Cleaned, candidates: Sequence[Candidate], names: Sequence[tuple[int, int]]
    ) -> None:
        kept = self._sift(self.document.blocks[index], cleaned, candidates, names)
        numerals = [candidate.numeral for candidate in kept]
        for span in _split_sentences(cleaned.text):
            inside = kept[bisect.bisect_left(numerals, span.start) : bisect.bisect_left(numerals, span.end)]
            if inside:
                places = tuple((max(0, c.start - span.start), c.end - span.start) for c in inside)
                text = cleaned.text[span.start : max(span.end, inside[-1].end)]
                self._read_passage(_Passage(index, cleaned, span, text, tuple(inside), places), names)

    # -- refusing ----------------------------------------------------------------------------------------------------

    def _sift(
        self, block: Block, cleaned: Cleaned, candidates: Sequence[Candidate], names: Sequence[tuple[int, int]]
    ) -> list[Candidate]:
        """Refuse the candidates that are no figures of anything; return the others."""
        refusals = _match_refusals(candidates, self.rules.refusals(cleaned.text, candidates))
        named = _match_names(candidates, names)
        kept: list[Candidate] = []
        for at, candidate in enumerate(candidates):
            refusal = refusals.get(at)
            if refusal is not None and at and refusals.get(at - 1) is refusal:
                self._extend_refused(cleaned, candidate)
                continue
            why = (refusal.reason, refusal.pattern) if refusal else None
            if why is None and self._is_contents(cleaned, candidate) and block.kind is not BlockKind.TABLE_CELL:
                why = Reason.PAGE_NUMBER, "contents"
            why = why or _refuse_form(candidate, cleaned.text, named=at in named)
            if why is None and block.kind is BlockKind.FOOTNOTE and candidate.numeral == 0:
                why = Reason.FOOTNOTE_MARK, "footnote"
            if why:
                self._refuse(cleaned, candidate, *why)
            else:
                kept.append(candidate)
        return kept

    def _is_contents(self, cleaned: Cleaned, candidate: Candidate) -> bool:
        """Whether a number ends a line of a list of contents: a title, a gap or dots, the page."""
        start, end = cleaned.span(candidate.numeral, candidate.numeral_end)
        line = self.document.text.rfind("\n", 0, start) + 1
        return _CONTENTS.fullmatch(self.document.text[max(line, start - 120) : end + 1]) is not None

    def _extend_refused(self, cleaned: Cleaned, candidate: Candidate) -> None:
        """Take a further number into the row before it: "19 October 2023" and "020 7664 3000" are one row each."""
        row = self.unclaimed[-1]
        _, end = cleaned.span(candidate.numeral, _last_of(candidate))
        self.unclaimed[-1] = replace(row, end=end, text=self.document.text[row.start : end])

    def _refuse(self, cleaned: Cleaned, candidate: Candidate, reason: Reason, pattern: str) -> None:
        self._refuse_span(cleaned.span(candidate.numeral, _last_of(candidate)), reason, pattern)

    def _refuse_marks(self) -> None:
        """List the raised marks of footnotes, which are no digits to anything else that reads the text."""
        marks = [mark.span() for mark in _RAISED_MARK.finditer(self.document.text)]
        if not marks:
            return
        told = [(claim.start, claim.end) for claim in self.claims]
        ends = dict(sorted([*told, *((number.start, number.end) for number in self.unclaimed)]))
        starts = list(ends)
        for start, end in marks:
            before = bisect.bisect_left(starts, end) - 1
            if before < 0 or ends[starts[before]] <= start:  # the 2 of "40 sq m²" is told with its figure
                self._refuse_span((start, end), Reason.FOOTNOTE_MARK, "raised")

    def _refuse_span(self, span: tuple[int, int], reason: Reason, pattern: str) -> None:
        start, end = span
        self.unclaimed.append(
            Unclaimed(
                document=self.document.document,
                start=start,
                end=end,
                text=self.document.text[start:end],
                reason=reason,
                page=self._page_at(start),
                pattern=pattern,
            )
        )

    def _read_lone(self, index: int, cleaned: Cleaned, candidates: Sequence[Candidate]) -> None:
        """A block of bare numerals: a callout's copy of a figure, a card, or a quantity of nothing, settled last."""
        if len(cleaned.text) <= LONGEST_CARD:
            candidates = self._sift(self.document.blocks[index], cleaned, candidates, ())
        for candidate in candidates:
            self._refuse(cleaned, candidate, Reason.QUANTITY_OF_NOTHING, "lone numeral")
            self.lone.append((index, len(self.unclaimed) - 1, candidate))

    def _settle_lone(self) -> None:
        """Type the lone numerals as repeats where the same figure is claimed nearby; claim those that have a label."""
        labelled: list[tuple[int, Claim]] = []
        blocks = [claim.block for claim in self.claims]
        for index, row, candidate in self.lone:
            first = bisect.bisect_left(blocks, index - _REPEAT_REACH)
            last = bisect.bisect_right(blocks, index + _REPEAT_REACH)
            if any(claim.quantity.value == candidate.quantity.value for claim in self.claims[first:last]):
                self.unclaimed[row] = replace(self.unclaimed[row], reason=Reason.REPEAT)
                continue
            label = find_label(self.document, index)
            phrase = name_label(label, label) if label else None
            if phrase is not None and phrase.head:
                labelled.append((row, self._claim(_lone_passage(self.document, index, candidate), 0, phrase)))
        for row, _ in reversed(labelled):
            del self.unclaimed[row]
        self.claims.extend(claim for _, claim in labelled)
        self.claims.sort(key=lambda claim: (claim.start, claim.end))

    # -- claiming ----------------------------------------------------------------------------------------------------

    def _read_passage(self, passage: _Passage, names: Sequence[tuple[int, int]]) -> None:
        span, figures = passage.span, passage.figures
        low, high = bisect.bisect_left(names, (span.start, 0)), bisect.bisect_left(names, (span.end, 0))
        inner = [(start - span.start, end - span.start) for start, end in names[low:high] if end <= span.end]
        labels = frozenset(at for at, candidate in enumerate(figures) if candidate.series)
        words = _cut_words(passage.text, inner, passage.places)
        sentence = Sentence(passage.text, words, passage.places, labels=labels)
        first = figures[0].start == span.start and figures[0].quantity.kind is Kind.COUNT
        carried = self.carried if first or _LOOKS_BACK.match(passage.text) else ""
        told = _Told(carried, carried)
        earlier = passage.cleaned.text[max(0, span.start - _EARLIER) : span.start]
        if not earlier.strip() and _A_PART_OF_THOSE.match(passage.text, figures[0].end - span.start):
            earlier = self.before  # "Thirty of these were in districts" may open a paragraph
        for at, candidate in enumerate(figures):
            before, after = passage.text[: passage.places[at][0]], passage.text[passage.places[at][1] :]
            head = self._stand_in(told, candidate.quantity.kind, before, after)
            offer = Offer(head, earlier, self.people, opens=_TIME_BEFORE.fullmatch(before) is not None)
            phrase = self._name(passage, sentence, at, offer)
            phrase = self._name_again(passage, at, phrase)
            reason = _refuse_named(candidate, phrase)
            if reason:
                self._refuse(passage.cleaned, candidate, *reason)
                continue
            phrase = phrase or Phrase("", "")
            subject = self._find_subject(sentence, at, candidate.quantity.kind, phrase.head)
            claim = self._claim(passage, at, phrase, subject=subject)
            self.claims.append(claim)
            aside = _ASIDE.search(before) is not None
            told.add(claim, aside=aside, opens=not aside and sentence.figure_opens_clause(at))
            if after.startswith(" of ") and phrase.side == "right" and _counts_several(phrase.head):
                self.people = phrase.head
            if candidate.quantity.kind is Kind.MONEY:
                self.sum = claim.head
            elif candidate.quantity.kind in (Kind.COUNT, Kind.PERCENT) and claim.head:
                self.carried = told.carried
            announced = find_list(
                self.document,
                Announcement(claim, passage.cleaned, candidate.start, candidate.end, span.start, span.end),
            )
            if announced:
                self.lists.append(announced)

    def _stand_in(self, told: _Told, kind: Kind, before: str, after: str) -> str:
        """The head that a figure may mean whose noun is left out; `before` and `after` are its sentence around it."""
        nearest = _BESIDE.search(before) or _BESIDE_AFTER.match(after)
        head = told.carried
        if nearest:
            head = (told.main if before.endswith(": ") else told.latest) or head
        if not head and (_GOES_ON.match(after) or _STANDS_FOR.search(before)):
            head = self.carried
        if kind is Kind.MONEY and not nearest:
            head = self.sum or head
        if kind is Kind.COUNT and _is_change(head):
            head = told.thing  # "a decrease of 4 per cent; there had been 326,600": no decreases are counted
        return head if is_plural(head) or not _OF_THEM.match(after) else ""

    def _name(self, passage: _Passage, sentence: Sentence, at: int, offer: Offer) -> Phrase | None:
        """What a figure counts, by its kind and its place; None where it counts nothing."""
        candidate, block = passage.figures[at], self.document.blocks[passage.block]
        quantity = candidate.quantity
        if candidate.series:
            return Phrase(candidate.series, _measure_series(sentence, at, candidate))
        if candidate.form is Form.MULTIPLE:
            found = find_head(sentence, at, kind=Kind.MULTIPLE, singular=True, offer=offer)
            return found or Phrase("times", clip(sentence.text))
        singular = quantity.value == 1 and quantity.value_high is None
        phrase = find_head(sentence, at, kind=quantity.kind, singular=singular, offer=offer)
        if quantity.kind is Kind.DURATION:
            measure = phrase.measure if phrase and phrase.side == "right" else ""
            return Phrase(quantity.unit, measure or clip(sentence.text))
        if block.kind is BlockKind.TABLE_CELL and (phrase is None or not phrase.head or phrase.side != "right"):
            label, said = label_cell(block, quantity.kind, self.caption)
            return name_label(label, said)
        if phrase is None and quantity.unit and quantity.kind is Kind.COUNT:
            return Phrase(quantity.unit, clip(sentence.text))
        return phrase

    def _find_subject(self, sentence: Sentence, at: int, kind: Kind, head: str) -> str:
        """Who did it: a name that is no programme's, of a figure that somebody can be credited with."""
        if kind not in (Kind.COUNT, Kind.MONEY):
            return ""
        name = find_actor(sentence, at)
        counted = bool(head) and name.endswith(head)  # "Band D moved to £1,768": the thing itself
        return "" if counted or find_programmes(name, self.patterns) else name

    def _name_again(self, passage: _Passage, at: int, phrase: Phrase | None) -> Phrase | None:
        """What "the 600" and "these 20" count: what the same number counted just before."""
        quantity = passage.figures[at].quantity
        if quantity.kind is not Kind.COUNT or (phrase and phrase.side == "right" and _counts_several(phrase.head)):
            return phrase
        if not _POINTED_AT.search(passage.text, 0, passage.places[at][0]):
            return phrase
        recent = (claim for claim in reversed(self.claims[-_RECENT:]) if claim.block >= passage.block - 1)
        same = next((c for c in recent if c.quantity.kind is Kind.COUNT and c.quantity.value == quantity.value), None)
        return Phrase(same.head, clip(f"{same.head} {passage.text[passage.places[at][1] :]}")) if same else phrase

    def _claim(self, passage: _Passage, at: int, phrase: Phrase, *, subject: str = "") -> Claim:
        candidate, block, cleaned = passage.figures[at], self.document.blocks[passage.block], passage.cleaned
        start, end = cleaned.span(candidate.start, candidate.end)
        numeral, _ = cleaned.span(candidate.numeral, candidate.numeral_end)
        sentence_start, sentence_end = cleaned.span(passage.span.start, passage.span.end)
        quantity = candidate.quantity if candidate.quantity.unit else replace(candidate.quantity, unit=phrase.head)
        blanked = blank_figures(passage.text, passage.places, at)
        surface = cleaned.text[candidate.start : candidate.end]
        role, role_pattern = self.rules.roles.find_role(blanked, quantity.kind, surface)
        if role is Role.SHARE and _is_change(phrase.head):
            role, role_pattern = Role.CHANGE, "head"  # "The fall was rapid: 14.6%"
        if role in (Role.LEVEL, Role.SHARE):
            lead = self._role_of_lead(block)
            adds_up = quantity.kind in (Kind.COUNT, Kind.MONEY)
            if lead is Role.TARGET or (lead is Role.CUMULATIVE and adds_up):
                role, role_pattern = lead, "lead"
        line = _line_at(block, numeral)
        return Claim(
            document=self.document.document,
            start=start,
            end=end,
            text=self.document.text[start:end],
            sentence=cleaned.text[passage.span.start : passage.span.end].strip(),
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            numeral=numeral,
            quantity=quantity,
            block=passage.block,
            page=(line.page if line else None) or block.page or self._page_at(start),
            box=line.box if line else block.box,
            section=self._section_at(start),
            measure=phrase.measure,
            head=phrase.head,
            role=role,
            pattern="+".join(filter(None, (candidate.pattern, role_pattern))),
            population=phrase.population,
            stage=self.rules.roles.find_stage(blanked, quantity.kind),
            series=candidate.series,
            subject=subject,
        )

    def _role_of_lead(self, block: Block) -> Role:
        """What the list's lead-in, its heading, or the head of the table's column says that a figure is."""
        if block.kind is BlockKind.TABLE_CELL:
            return Role.TARGET if _PLANNED_COLUMN.match(block.column_head) else Role.LEVEL
        if block.kind is not BlockKind.LIST_ITEM:
            return Role.LEVEL
        return Role.TARGET if _PLANNED_SECTION.match(self._section_at(block.start)) else self.lead_role

    # -- places ------------------------------------------------------------------------------------------------------

    def _section_at(self, offset: int) -> str:
        at = bisect.bisect_right(self._section_starts, offset) - 1
        while at >= 0:
            section = self.document.sections[at]
            if section.start <= offset < section.end:
                return section.title
            at -= 1
        return ""

    def _page_at(self, offset: int) -> int | None:
        at = bisect.bisect_right(self._page_starts, offset) - 1
        inside = at >= 0 and offset < self.document.pages[at].end
        return self.document.pages[at].number if inside else None


def name_label(label: str, said: str) -> Phrase | None:
    """What the label of a table's row or of a card counts: "carers" in "Number of carers supported"."""
    words = _cut_words(label, (), ())
    sentence = Sentence(label, words, ())
    start = sentence.skip(0, DET, PUNCT)
    while start < len(words) and not words[start].can_modify:
        start += 1
    found = sentence.noun_phrase(start, plural=False) if start < len(words) else None
    if not found:
        return Phrase(sentence.head((0, len(words) - 1)), said) if words else None
    carrier = lemma(words[found[1]].text) in CARRIERS
    return Phrase(sentence.head((sentence.complement(found[1]) if carrier else None) or found), said)


def _is_change(head: str) -> bool:
    """Whether a head is a movement of something: "decrease" in "a decrease of 4 per cent"."""
    return lemma(head.rpartition(" ")[2]) in CHANGES


def _counts_several(head: str) -> bool:
    words = head.split()
    return bool(words) and is_plural(words[-1])


def _lone_passage(document: Document, index: int, candidate: Candidate) -> _Passage:
    """The passage of a numeral that is a block of its own."""
    block = document.blocks[index]
    cleaned = clean(document.text, block.start, block.end)
    span = _Span(0, len(cleaned.text))
    return _Passage(index, cleaned, span, cleaned.text, (candidate,), ((candidate.start, candidate.end),))


def _line_at(block: Block, offset: int) -> Line | None:
    return next((line for line in block.lines if line.start <= offset < line.end), None)


def _split_sentences(text: str) -> list[_Span]:
    """The sentences of a cleaned block, without the spaces around them."""
    spans: list[_Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        abbreviated = text[match.start()] == "." and _ABBREVIATION.match(
            text, max(0, match.start() - 8), match.start() + 1
        )
        if not abbreviated:
            spans.extend(_cut_long(text, start, match.end()))
            start = match.end()
    spans.extend(_cut_long(text, start, len(text)))
    return spans


def _cut_long(text: str, start: int, end: int) -> Iterable[_Span]:
    while start < end:
        while start < end and text[start] == " ":
            start += 1
        stop = end
        if end - start > _MAX_SENTENCE:
            space = text.rfind(" ", start, start + _MAX_SENTENCE)
            stop = space if space > start else start + _MAX_SENTENCE
        last = stop
        while last > start and text[last - 1] == " ":
            last -= 1
        if last > start:
            yield _Span(start, last)
        start = stop


def _cut_words(text: str, names: Iterable[tuple[int, int]], places: Sequence[tuple[int, int]]) -> list[Word]:
    """The words of a sentence, each name of a programme and each quoted title as one."""
    wholes = _find_wholes(text, names, places)
    words: list[Word] = []
    upcoming = 0
    for start, end in _cut_tokens(text):
        while upcoming < len(wholes) and wholes[upcoming][1] <= start:
            upcoming += 1
        if upcoming < len(wholes) and wholes[upcoming][0] <= start:
            first, last = wholes[upcoming]
            if not words or words[-1].start != first:
                words.append(_word(text, first, last, names=True))
        else:
            joined = bool(words) and words[-1].end == start and _hangs_on(text, words[-1], start)
            words.append(_word(text, words.pop().start if joined else start, end))
    return words


def _cut_tokens(text: str) -> Iterator[tuple[int, int]]:
    for stretch in _STRETCH.finditer(text):
        at = stretch.start()
        for start, end in _cut_stretch(stretch.group()):
            yield at + start, at + end


@lru_cache(maxsize=50_000)
def _cut_stretch(stretch: str) -> tuple[tuple[int, int], ...]:
    """The tokens of a stretch without a space: spaCy cuts a text at its spaces, then each stretch by itself."""
    return tuple((token.idx, token.idx + len(token)) for token in _tokeniser()(stretch))


def _find_wholes(
    text: str, names: Iterable[tuple[int, int]], places: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    titles = (match.span("title") for match in _TITLE.finditer(text))
    wholes: list[tuple[int, int]] = []
    for start, end in sorted([*names, *titles], key=lambda span: (span[0], -span[1])):
        clear = all(end <= low or high <= start for low, high in places)
        if clear and (not wholes or start >= wholes[-1][1]) and " " in text[start:end]:
            wholes.append((start, end))
    return wholes


def _hangs_on(text: str, before: Word, start: int) -> bool:
    """Whether a token goes on with the word before it: "co-designed", "and/or", "children's"."""
    if text.startswith("'s", start) and not text[start + 2 : start + 3].isalnum():
        return "NOUN" in before.tags
    if text[start] in "-/":
        return before.text[-1].isalpha() and text[start + 1 : start + 2].isalpha()
    return before.text[-1] in "-/" and len(before.text) > 1


def _word(text: str, start: int, end: int, *, names: bool = False) -> Word:
    written = text[start:end]
    return Word(written, written.lower(), start, end, frozenset(("NOUN",)) if names else tag(written))


def _last_of(candidate: Candidate) -> int:
    return candidate.end if candidate.form is Form.GLUED else candidate.numeral_end


def _match_refusals(candidates: Sequence[Candidate], refusals: Sequence[_Refusal]) -> dict[int, _Refusal]:
    """Which candidates a refusal covers, by index; of several refusals the first counts."""
    matched: dict[int, _Refusal] = {}
    numerals = [candidate.numeral for candidate in candidates]
    ends = [candidate.numeral_end for candidate in candidates]
    for refusal in refusals:
        at = bisect.bisect_right(ends, refusal.start)
        while at < len(candidates) and numerals[at] < refusal.end:
            kind = candidates[at].quantity.kind
            glued = refusal.reason is Reason.FOOTNOTE_MARK and kind in (Kind.MONEY, Kind.PERCENT)
            if at not in matched and not glued:
                matched[at] = refusal
            at += 1
    return matched


def _match_names(candidates: Sequence[Candidate], names: Sequence[tuple[int, int]]) -> set[int]:
    """Which candidates lie inside the name of a programme and number no series."""
    numerals = [candidate.numeral for candidate in candidates]
    inside: set[int] = set()
    for start, end in names:
        at = bisect.bisect_left(numerals, start)
        while at < len(candidates) and candidates[at].numeral_end <= end:
            inside.update((at,) if not candidates[at].series else ())
            at += 1
    return inside


def _refuse_form(candidate: Candidate, text: str, *, named: bool) -> tuple[Reason, str] | None:
    """Refuse a candidate for the way it is written."""
    if candidate.form is Form.GLUED:
        return Reason.NAME, "glued"
    if named:
        return Reason.NAME, "programme"
    if candidate.form is Form.ORDINAL and not _places_in_series(candidate, text):
        return Reason.LABEL, "ordinal"
    if candidate.pattern == "fraction.word":
        return Reason.QUANTITY_OF_NOTHING, candidate.pattern
    if candidate.compound and candidate.quantity.kind is Kind.COUNT:
        return Reason.LABEL, "compound"
    return None


def _places_in_series(candidate: Candidate, text: str) -> bool:
    if not candidate.series:
        return False
    ahead = text[candidate.end : candidate.end + _SERIES_REACH].lower()
    return not _PARTS.search(ahead[: ahead.find(candidate.series)])


def _refuse_named(candidate: Candidate, phrase: Phrase | None) -> tuple[Reason, str] | None:
    """Refuse a count of nothing, and the word one where it stands for a thing."""
    if candidate.quantity.kind is not Kind.COUNT or candidate.series:
        return None
    one = candidate.form is Form.WORDS and candidate.quantity.value == 1
    if one and (phrase is None or phrase.side != "right" or not phrase.head):
        return Reason.PRONOUN, "one"
    return None if phrase and phrase.head else (Reason.QUANTITY_OF_NOTHING, "no counted noun")


def _measure_series(sentence: Sentence, at: int, candidate: Candidate) -> str:
    tail = clip(sentence.text[sentence.figures[at][1] :], words=8)
    return tail if candidate.series in tail.lower() else f"{candidate.series} {tail}".strip()

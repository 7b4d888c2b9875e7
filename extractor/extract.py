"""Document -> Extraction: every number as a claim or as a typed refusal, and the mentions that claims are linked to.

The only file that imports spaCy, whose blank English tokeniser cuts the sentences that hold a figure into words; nothing
is downloaded. Figures come from quantities.py, refusals from patterns/noise.yaml and periods.py, the counted noun from
phrases.py. Claims leave here without programme and period; link.py adds them.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex
import spacy
from spacy.language import Language

from extractor.cleaning import Cleaned, clean
from extractor.models import (
    AnnouncedList,
    Block,
    BlockKind,
    Box,
    Claim,
    Document,
    Extraction,
    Kind,
    ListItem,
    Mention,
    Qualifier,
    Reason,
    Role,
    Unclaimed,
)
from extractor.patterns import NoisePattern, Patterns, RolePattern, StagePattern
from extractor.periods import find_dates, find_periods
from extractor.phrases import Phrase, Sentence, Word, is_plural, tag
from extractor.programmes import find_programmes
from extractor.quantities import Candidate, Form, get_scanner

# The figure at hand and the other figures of its sentence, in the text that role and stage patterns are matched on.
_FIGURE, _OTHER = "\ue000", "\ue001"
_OPENS_WITH_FIGURE = regex.compile(rf"(?:\(\?<!(?:[^()])*\))?{_FIGURE}")
_SENTENCE_END = regex.compile(r"[.!?]['\")\]]*(?=\s+['\"(\[]*[\p{Lu}£\d•])")
_ABBREVIATION = regex.compile(
    r"(?r)(?<!\w)(?:c|ca|cf|e\.g|i\.e|eg|ie|vs|no|nos|approx|max|min|fig|dr|mr|mrs|ms|prof|rt|hon|st|sq|ft|cllr|para|paras|dept|est|p|pp|vol"
    r"|\p{Lu})\.",
    regex.IGNORECASE,
)
_LONE_NUMERAL = regex.compile(r"[\s\d.,%£+/&-]*")
_REPEAT_REACH = 14  # blocks to either side in which a callout's lone numeral looks for its text
# What stands at the head of a table's column and is nothing that could be counted.
_NO_NOUN = regex.compile(
    r"(?:.*\b(?:19|20)\d\d\b.*|(?:q[1-4]|budget|forecast|variance|actual|outturn|total|number|value|figure|result|target|change|difference|plan(?:ned)?"
    r"|spend|amount|cost|%|per cent|percentage|share|no\.?|count|£.*|\(.*\)|this year|last year|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\W*.*)",
    regex.I,
)
# The unit of a whole table, row or column: "£000", "(£m)", "£k", "%".
_UNIT_LABEL = regex.compile(r"[\s(]*(?P<money>£) ?(?P<scale>['’]?000s?|m(?:illions?)?|k|bn|thousands?)?\)?|[\s(]*(?P<percent>%|per cent)\)?", regex.I)
_SCALE = {"": 1, "k": 10**3, "t": 10**3, "'": 10**3, "’": 10**3, "0": 10**3, "m": 10**6, "b": 10**9}
_NO_UNIT = regex.compile(r"\b(?:number|no\.|count|staff|headcount|fte|councils|people|date|year)\b", regex.I)
_LONGEST_CAPTION = 120
_COLON = regex.compile(r":\s*$")
_OPEN_ENDED = regex.compile(r"\b(?:includ\w+|such as|for example|for instance|e\.g\.|eg|among (?:them|others)|comprising some of)\b", regex.I)
_FOLLOWING = regex.compile(r"\b(?:the )?following\s*$", regex.I)
_CHANGING = regex.compile(r"(?:ed|ing)$|fold$|halv", regex.I)
# A figure behind one of these stands aside: what comes after it goes on with the figure before ("from 61 councils").
_ASIDE = regex.compile(r"\b(?:from|across|in|at|with|by|over|within|representing|covering) $", regex.I)
_MAX_LIST = 20
_GOES_ON = regex.compile(r" (?:more|fewer|others|of (?:them|these|those))\b", regex.I)
_STANDS_FOR = regex.compile(r"\b(?:it|this|they|these|which) (?:was|is|were|are|had|has|stood at|rose to|fell to|reached) $", regex.I)
_LOOKS_BACK = regex.compile(r"(?:Of|From|Among|Amongst) (?:these|those|them|which|whom|the)\b|(?:Some|All|Another|A further) ", regex.I)
_SERIES_STOP = regex.compile(r"\b(?:of|in|for|the|a|an|that|which|was|were|is|at|on|by|with|from|who|to be|had|has|have)\b", regex.I)


@dataclass(frozen=True, slots=True)
class _Span:
    """A sentence of a cleaned block."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Refusal:
    start: int
    end: int
    reason: Reason
    pattern: str


@cache
def _tokeniser() -> Language:
    return spacy.blank("en")


class _Rules:
    """The patterns of one folder, compiled for extraction."""

    def __init__(self, patterns: Patterns) -> None:
        self.scanner = get_scanner(patterns)
        self.noise = [(entry, _compile_noise(entry)) for entry in patterns.noise]
        self.roles = [(entry, _Cues(entry)) for entry in patterns.roles]
        self.stages = [(entry, _Cues(entry)) for entry in patterns.stages]

    def refusals(self, text: str) -> list[_Refusal]:
        """What is no claim in a cleaned text, in the order of the noise patterns, dates last."""
        found = [
            _Refusal(*(match.span("n") if "n" in expression.groupindex and match["n"] is not None else match.span()), entry.reason, entry.id)
            for entry, expressions in self.noise
            for expression in expressions
            for match in expression.finditer(text)
        ]
        found.extend(_Refusal(start, end, reason, "periods") for start, end, reason in find_dates(text))
        return found

    def role_of(self, template: str, figure: int) -> tuple[Role | None, str]:
        """The role that a sentence with its figure blanked gives, and the pattern that says so."""
        for entry, cues in self.roles:
            if cues.match(template, figure):
                return entry.role, entry.id
        return None, ""

    def stage_of(self, template: str, figure: int) -> str:
        """The stage of a funnel that a sentence with its figure blanked gives, or none."""
        return next((entry.stage for entry, cues in self.stages if cues.match(template, figure)), "")


def _compile_noise(entry: NoisePattern) -> list[regex.Pattern[str]]:
    flags = 0 if entry.case else regex.IGNORECASE
    return [regex.compile(expression, flags) for expression in entry.patterns]


class _Cues:
    """The expressions of a role or stage, sorted by where the figure stands in them, so that few places need trying."""

    def __init__(self, entry: RolePattern | StagePattern) -> None:
        placed = [_place_slots(expression) for expression in entry.patterns]
        opening = [expression for expression in placed if _OPENS_WITH_FIGURE.match(expression)]
        closing = [expression for expression in placed if expression.endswith(_FIGURE) and expression not in opening]
        others = [expression for expression in placed if expression not in opening and expression not in closing]
        self._opening = _alternation(opening)
        self._closing = _alternation(closing, "(?r)")
        self._others = _alternation(others)

    def match(self, template: str, figure: int) -> bool:
        """Whether the words around the figure, which stands at `figure`, are those of the entry."""
        return bool(
            (self._opening and self._opening.match(template, figure))
            or (self._closing and self._closing.match(template, 0, figure + 1))
            or (self._others and self._others.search(template))
        )


def _alternation(expressions: Sequence[str], prefix: str = "") -> regex.Pattern[str] | None:
    if not expressions:
        return None
    return regex.compile(prefix + "|".join(f"(?:{expression})" for expression in expressions), regex.IGNORECASE)


def _place_slots(expression: str) -> str:
    """Put the two marks in for the letters N and M where these stand for figures."""
    for letter, mark in (("N", _FIGURE), ("M", _OTHER)):
        expression = regex.sub(rf"\\b{letter}(?!\w)|(?<![\w\\]){letter}(?!\w)", mark, expression).replace(rf"{mark}\b", mark)
    return expression


_RULES: dict[str, _Rules] = {}


def _rules(patterns: Patterns) -> _Rules:
    if patterns.version not in _RULES:
        _RULES[patterns.version] = _Rules(patterns)
    return _RULES[patterns.version]


def find_claims(document: Document, patterns: Patterns) -> Extraction:
    """Find every number of a document: claims (not yet linked), typed refusals, mentions and announced lists.

    >>> from extractor.patterns import load_patterns
    >>> text = "Over 140 councils took part."
    >>> block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text))
    >>> document = Document(document="a", path="a.txt", sha256="", format="txt", text=text, blocks=(block,))
    >>> [(claim.text, claim.head) for claim in find_claims(document, load_patterns()).claims]
    [('Over 140', 'councils')]
    """
    return _Reader(document, patterns).read()


class _Reader:
    def __init__(self, document: Document, patterns: Patterns) -> None:
        self.document = document
        self.patterns = patterns
        self.rules = _rules(patterns)
        self.claims: list[Claim] = []
        self.unclaimed: list[Unclaimed] = []
        self.mentions: list[Mention] = []
        self.lists: list[AnnouncedList] = []
        self.lone: list[tuple[int, Unclaimed, Candidate]] = []
        self.carried = ""
        self._section_starts = [section.start for section in document.sections]

    def read(self) -> Extraction:
        at = 0
        for index, block in enumerate(self.document.blocks):
            self._read_gap(at, block.start)
            self._read_block(index, block)
            at = block.end
        self._read_gap(at, len(self.document.text))
        self._settle_lone()
        self.unclaimed.sort(key=lambda row: (row.start, row.end))
        self.mentions.sort(key=lambda mention: (mention.start, mention.end))
        return Extraction(
            document=self.document.document,
            claims=tuple(self.claims),
            unclaimed=tuple(self.unclaimed),
            mentions=tuple(self.mentions),
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
        if block.kind is BlockKind.TABLE_CELL:
            candidates = [self._scaled(index, cleaned.text, candidate) for candidate in candidates]
        if block.kind is BlockKind.RUNNING_HEAD:
            for candidate in candidates:
                self._refuse(cleaned, candidate, Reason.PAGE_NUMBER, "running head")
            return
        programmes = find_programmes(text, self.patterns)
        periods = find_periods(text, today=self.document.published, own=self.document.period)
        self.mentions.extend(_moved(cleaned, mention) for mention in (*programmes, *periods))
        if not candidates:
            return
        if _LONE_NUMERAL.fullmatch(text) and block.kind is not BlockKind.TABLE_CELL:
            self._read_lone(index, cleaned, candidates)
            return
        names = [(mention.start, mention.end) for mention in programmes]
        kept = self._sift(block, cleaned, candidates, names)
        if block.kind is not BlockKind.LIST_ITEM:
            self.carried = ""
        sentences = _split_sentences(text)
        for sentence in sentences:
            inside = [c for c in kept if sentence.start <= c.numeral < sentence.end]
            if inside:
                self._read_sentence(index, cleaned, sentence, inside, names)

    # -- refusing ----------------------------------------------------------------------------------------------------

    def _sift(
        self, block: Block, cleaned: Cleaned, candidates: Sequence[Candidate], names: Sequence[tuple[int, int]]
    ) -> list[Candidate]:
        """Refuse the candidates that are no figures of anything; return the others."""
        refusals = self.rules.refusals(cleaned.text)
        kept: list[Candidate] = []
        for candidate in candidates:
            refusal = _refusal_of(candidate, refusals, names, cleaned.text)
            if refusal is None and block.kind is BlockKind.FOOTNOTE and candidate.numeral == 0:
                refusal = Reason.FOOTNOTE_MARK, "footnote"
            if refusal:
                self._refuse(cleaned, candidate, *refusal)
            else:
                kept.append(candidate)
        return kept

    def _refuse(self, cleaned: Cleaned, candidate: Candidate, reason: Reason, pattern: str) -> None:
        start, end = cleaned.span(candidate.numeral, max(candidate.numeral_end, candidate.end if candidate.form is Form.GLUED else 0))
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
        """A block of bare numerals: a callout's copy of a figure, a page number, or a quantity of nothing."""
        for candidate in candidates:
            self._refuse(cleaned, candidate, Reason.QUANTITY_OF_NOTHING, "lone numeral")
            self.lone.append((index, self.unclaimed[-1], candidate))

    def _settle_lone(self) -> None:
        """Type the lone numerals as repeats where the same figure is claimed nearby."""
        for index, row, candidate in self.lone:
            near = (claim for claim in self.claims if abs(claim.block - index) <= _REPEAT_REACH)
            if any(claim.quantity.value == candidate.quantity.value for claim in near):
                self.unclaimed[self.unclaimed.index(row)] = replace(row, reason=Reason.REPEAT)

    # -- claiming ----------------------------------------------------------------------------------------------------

    def _read_sentence(
        self,
        index: int,
        cleaned: Cleaned,
        span: _Span,
        figures: Sequence[Candidate],
        names: Sequence[tuple[int, int]],
    ) -> None:
        block = self.document.blocks[index]
        text = cleaned.text[span.start : span.end]
        places = [(max(0, c.start - span.start), c.end - span.start) for c in figures]
        inner = [(start - span.start, end - span.start) for start, end in names if span.start <= start and end <= span.end]
        labels = frozenset(at for at, candidate in enumerate(figures) if candidate.series)
        sentence = Sentence(text, _words(text, inner, places), places, labels=labels)
        first = figures[0].start == span.start and figures[0].quantity.kind is Kind.COUNT
        carried = self.carried if first or _LOOKS_BACK.match(text) else ""
        latest = carried
        for at, candidate in enumerate(figures):
            before, after = text[: places[at][0]], text[places[at][1] :]
            if not carried and (_GOES_ON.match(after) or _STANDS_FOR.search(before)):
                carried = self.carried
            inherited = latest if before.endswith("(") and latest else carried
            phrase = self._describe(index, sentence, at, candidate, inherited, cleaned.text[: span.start])
            reason = _refuse_described(candidate, phrase)
            if reason:
                self._refuse(cleaned, candidate, *reason)
                continue
            claim = self._claim(index, cleaned, span, candidate, phrase or Phrase(head="", measure=""), places, at)
            self.claims.append(claim)
            if candidate.quantity.kind in (Kind.COUNT, Kind.PERCENT) and claim.head:
                latest = claim.head
                carried = self.carried = carried if carried and _ASIDE.search(before) else claim.head
            announced = self._announced(index, cleaned, span, candidate, claim)
            if announced:
                self.lists.append(announced)

    def _describe(
        self, index: int, sentence: Sentence, at: int, candidate: Candidate, carried: str, earlier: str
    ) -> Phrase | None:
        quantity = candidate.quantity
        block = self.document.blocks[index]
        if candidate.series:
            return Phrase(head=candidate.series, measure=_series_measure(sentence, at, candidate))
        if candidate.form is Form.MULTIPLE:
            found = sentence.describe(at, Kind.PERCENT, singular=True, carried=carried)
            return found or Phrase(head="times", measure=sentence.text.strip())
        singular = quantity.value == 1 and quantity.value_high is None
        phrase = sentence.describe(at, quantity.kind, singular=singular, carried=carried, earlier=earlier)
        if quantity.kind is Kind.DURATION:
            measure = phrase.measure if phrase and phrase.side == "right" else ""
            return Phrase(head=quantity.unit, measure=measure or _clip(sentence.text))
        if block.kind is BlockKind.TABLE_CELL and (phrase is None or not phrase.head or phrase.side != "right"):
            return _table_phrase(block)
        if phrase is None and quantity.unit and quantity.kind is Kind.COUNT:
            return Phrase(head=quantity.unit, measure=_clip(sentence.text))
        return phrase

    def _claim(
        self,
        index: int,
        cleaned: Cleaned,
        span: _Span,
        candidate: Candidate,
        phrase: Phrase,
        places: Sequence[tuple[int, int]],
        at: int,
    ) -> Claim:
        block = self.document.blocks[index]
        start, end = cleaned.span(candidate.start, candidate.end)
        numeral, _ = cleaned.span(candidate.numeral, candidate.numeral_end)
        sentence_start, sentence_end = cleaned.span(span.start, span.end)
        text = cleaned.text[span.start : span.end]
        template = _template(text, places, at)
        figure = template.index(_FIGURE)
        role, role_pattern = self.rules.role_of(template, figure)
        candidate_text = cleaned.text[candidate.start : candidate.end]
        quantity = candidate.quantity if candidate.quantity.unit else replace(candidate.quantity, unit=phrase.head)
        settled = _settle_role(role, quantity.kind, role_pattern, changes=_CHANGING.search(candidate_text) is not None)
        return Claim(
            document=self.document.document,
            start=start,
            end=end,
            text=self.document.text[start:end],
            sentence=text.strip(),
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            numeral=numeral,
            quantity=quantity,
            block=index,
            page=block.page if block.page is not None else self._page_at(start),
            box=_box_at(block, numeral),
            section=self._section_at(start),
            measure=phrase.measure,
            head=phrase.head,
            role=settled,
            pattern="+".join(filter(None, (candidate.pattern, role_pattern if settled is role else ""))),
            population=phrase.population,
            stage=self.rules.stage_of(template, figure) if quantity.kind is Kind.COUNT else "",
            series=candidate.series,
        )

    def _scaled(self, index: int, text: str, candidate: Candidate) -> Candidate:
        """Give a bare number in a table the sign of its brackets and the unit of its column, row or caption."""
        quantity = candidate.quantity
        if candidate.form is not Form.DIGITS or quantity.kind not in (Kind.COUNT, Kind.MONEY):
            return candidate
        start, end = candidate.start, candidate.end
        if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
            quantity, start, end = replace(quantity, value=-quantity.value), start - 1, end + 1
        label = self._table_unit(index)
        if label and quantity.kind is Kind.COUNT and not quantity.unit:
            if label["percent"]:
                quantity = replace(quantity, kind=Kind.PERCENT, unit="percent")
            else:
                factor = _SCALE[(label["scale"] or "")[:1].lower()]
                money = replace(quantity, kind=Kind.MONEY, unit="GBP", abbreviated=factor > 1)
                quantity = replace(money, value=money.value * factor, step=money.step * factor)
        return replace(candidate, start=start, end=end, quantity=quantity)

    def _table_unit(self, index: int) -> regex.Match[str] | None:
        """The unit that a cell's column, its row, or the caption above its table states, nearest first."""
        block = self.document.blocks[index]
        for label in (block.column_head, block.row_head):
            found = _UNIT_LABEL.search(label)
            if found:
                return found
        if _NO_UNIT.search(block.column_head) or _NO_UNIT.match(block.row_head):
            return None
        above = index - 1
        while above >= 0 and self.document.blocks[above].kind is BlockKind.TABLE_CELL:
            above -= 1
        caption = self.document.blocks[above] if above >= 0 else None
        if caption is None or caption.end - caption.start > _LONGEST_CAPTION:
            return None
        return regex.search(_UNIT_LABEL.pattern + r"\s*$", self.document.text[caption.start : caption.end], regex.I)

    # -- lists -------------------------------------------------------------------------------------------------------

    def _announced(
        self, index: int, cleaned: Cleaned, span: _Span, candidate: Candidate, claim: Claim
    ) -> AnnouncedList | None:
        """The list that a small count announces: bullets below, items in the sentence, or a colon with nothing after."""
        quantity = candidate.quantity
        if quantity.kind is not Kind.COUNT or not 2 <= quantity.value <= _MAX_LIST or quantity.qualifier is not Qualifier.EXACT:
            return None
        text = cleaned.text
        after = text[candidate.end : span.end]
        following = bool(_FOLLOWING.search(text[span.start : candidate.start]))
        last = not text[span.end :].strip()
        base = AnnouncedList(
            document=self.document.document,
            claim_start=claim.start,
            start=claim.sentence_start,
            end=claim.sentence_end,
            text=claim.sentence,
            count=int(quantity.value),
            head=claim.head,
            form="none",
            open_ended=bool(_OPEN_ENDED.search(after)),
            page=claim.page,
        )
        if last and (_COLON.search(after) or following):
            items = tuple(self._items_below(index))
            if items:
                return replace(base, form="bullets", items=items)
            if _COLON.search(after):
                return replace(base, items=tuple(self._next_block(index)))
            return None
        colon = regex.search(r":(?= )| [–—-](?= )", after)
        if colon and not any(char.isdigit() for char in after[: colon.start()]):
            return self._inline(base, cleaned, candidate.end + colon.end(), span.end)
        return None

    def _inline(self, base: AnnouncedList, cleaned: Cleaned, start: int, end: int) -> AnnouncedList | None:
        body = cleaned.text[start:end].rstrip(" .")
        items: list[ListItem] = []
        separator = r"\s*;\s*(?:and\s+)?" if ";" in body else r"\s*,\s*(?:and\s+)?"
        position = 0
        for part in [*regex.finditer(separator, body), None]:
            stop = part.start() if part else len(body)
            if body[position:stop].strip():
                items.append(self._item(cleaned, start + position, start + stop, base.page))
            position = part.end() if part else stop
        if not items:
            return None
        return replace(base, form="inline", items=tuple(items))

    def _item(self, cleaned: Cleaned, start: int, end: int, page: int | None) -> ListItem:
        while start < end and cleaned.text[start] == " ":
            start += 1
        first, last = cleaned.span(start, end)
        return ListItem(start=first, end=last, text=clean(self.document.text, first, last).text, page=page)

    def _items_below(self, index: int) -> Iterator[ListItem]:
        blocks = self.document.blocks
        level: int | None = None
        for block in blocks[index + 1 :]:
            if block.kind in (BlockKind.RUNNING_HEAD, BlockKind.FOOTNOTE):
                continue
            if block.kind is not BlockKind.LIST_ITEM:
                return
            level = block.level if level is None else level
            if block.level < level:
                return
            if block.level == level:
                yield ListItem(
                    start=block.start,
                    end=block.end,
                    text=clean(self.document.text, block.start, block.end).text,
                    page=block.page,
                    box=block.box,
                )

    def _next_block(self, index: int) -> Iterator[ListItem]:
        for block in self.document.blocks[index + 1 :]:
            if block.kind is BlockKind.RUNNING_HEAD:
                continue
            text = clean(self.document.text, block.start, block.end).text
            yield ListItem(start=block.start, end=min(block.end, block.start + 300), text=text[:300], page=block.page, box=block.box)
            return

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
        for page in self.document.pages:
            if page.start <= offset < page.end:
                return page.number
        return None


def _moved(cleaned: Cleaned, mention: Mention) -> Mention:
    start, end = cleaned.span(mention.start, mention.end)
    return replace(mention, start=start, end=end)


def _box_at(block: Block, offset: int) -> Box | None:
    return next((line.box for line in block.lines if line.start <= offset < line.end), block.box)


def _split_sentences(text: str) -> list[_Span]:
    """The sentences of a cleaned block."""
    spans: list[_Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if text[match.start()] == "." and _ABBREVIATION.match(text, max(0, match.start() - 8), match.start() + 1):
            continue
        spans.append(_Span(start, match.end()))
        start = match.end()
    if text[start:].strip():
        spans.append(_Span(start, len(text)))
    return [_trimmed(text, span) for span in spans]


def _trimmed(text: str, span: _Span) -> _Span:
    start, end = span.start, span.end
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return _Span(start, end)


def _words(text: str, names: Iterable[tuple[int, int]], places: Sequence[tuple[int, int]]) -> list[Word]:
    """The words of a sentence, each name and each quoted title as one."""
    doc = _tokeniser()(text)
    titles = [match.span("title") for match in regex.finditer(r"(?<!\w)'(?P<title>[\p{Lu}][^'\d]{2,60})'(?!\w)", text)]
    whole: list[tuple[int, int]] = []
    for start, end in sorted([*names, *titles], key=lambda span: (span[0], -span[1])):
        clear = all(end <= low or high <= start for low, high in places)
        if clear and (not whole or start >= whole[-1][1]) and " " in text[start:end]:
            whole.append((start, end))
    words: list[Word] = []
    for token in doc:
        start, end = token.idx, token.idx + len(token.text)
        if token.is_space:
            continue
        span = next((span for span in whole if span[0] <= start < span[1]), None)
        if span:
            if not words or words[-1].start != span[0]:
                name = text[span[0] : span[1]]
                words.append(Word(name, name.lower(), span[0], span[1], frozenset(("NOUN",))))
            continue
        if words and token.text in ("-", "/") and not token.whitespace_ and end < len(text) and words[-1].end == start and text[end].isalpha() and words[-1].text[-1].isalpha():
            words[-1] = _joined(text, words[-1].start, end)
            continue
        if words and words[-1].end == start and words[-1].text[-1] in "-/" and len(words[-1].text) > 1:
            words[-1] = _joined(text, words[-1].start, end)
            continue
        words.append(Word(token.text, token.text.lower(), start, end, tag(token.text)))
    return words


def _joined(text: str, start: int, end: int) -> Word:
    written = text[start:end]
    return Word(written, written.lower(), start, end, tag(written))


def _template(text: str, places: Sequence[tuple[int, int]], at: int) -> str:
    parts: list[str] = []
    position = 0
    for number, (start, end) in enumerate(places):
        parts.append(text[position:start])
        parts.append(_FIGURE if number == at else _OTHER)
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _refusal_of(
    candidate: Candidate, refusals: Sequence[_Refusal], names: Sequence[tuple[int, int]], text: str
) -> tuple[Reason, str] | None:
    for refusal in refusals:
        if refusal.start <= candidate.numeral < refusal.end or candidate.numeral <= refusal.start < candidate.numeral_end:
            if refusal.reason is Reason.FOOTNOTE_MARK and candidate.quantity.kind in (Kind.MONEY, Kind.PERCENT):
                continue
            return refusal.reason, refusal.pattern
    if candidate.form is Form.GLUED:
        return Reason.NAME, "glued"
    if not candidate.series and any(start <= candidate.numeral and candidate.numeral_end <= end for start, end in names):
        return Reason.NAME, "programme"
    if candidate.form is Form.ORDINAL and (not candidate.series or _SERIES_STOP.search(_between(candidate, text))):
        return Reason.LABEL, "ordinal"
    if candidate.pattern == "fraction.word":
        return Reason.QUANTITY_OF_NOTHING, candidate.pattern
    if candidate.compound and candidate.quantity.kind is Kind.COUNT:
        return Reason.LABEL, "compound"
    return None


def _between(candidate: Candidate, text: str) -> str:
    at = text.lower().find(candidate.series, candidate.end)
    return text[candidate.end : at] if at >= 0 else ""


def _refuse_described(candidate: Candidate, phrase: Phrase | None) -> tuple[Reason, str] | None:
    """Refuse a count of nothing, and the word one where it stands for a thing."""
    if candidate.quantity.kind is not Kind.COUNT or candidate.series:
        return None
    one = candidate.form is Form.WORDS and candidate.quantity.value == 1
    if one and phrase is not None and phrase.side != "right":
        return Reason.PRONOUN, "one"
    if phrase is None or not phrase.head:
        return (Reason.PRONOUN, "one") if one else (Reason.QUANTITY_OF_NOTHING, "no counted noun")
    return None


def _series_measure(sentence: Sentence, at: int, candidate: Candidate) -> str:
    start, end = sentence.figures[at]
    tail = _clip(sentence.text[end:], words=8)
    return f"{candidate.series} {tail}".strip() if candidate.series not in tail.lower() else tail


def _clip(text: str, *, words: int = 18) -> str:
    return " ".join(text.split()[:words]).strip(" ,;:.()")


def _table_phrase(block: Block) -> Phrase | None:
    """A cell counts what its column says, or its row where the column names a period, a version or a unit."""
    row, column = block.row_head, block.column_head
    if not row and not column:
        return None
    named = column and not _NO_NOUN.fullmatch(column) and is_plural(column.split()[-1])
    head = _UNIT_LABEL.sub("", column if named or not row else row).strip()
    measure = " ".join(filter(None, (row, column)))
    return Phrase(head=" ".join(head.split()[:4]), measure=measure)


def _settle_role(role: Role | None, kind: Kind, pattern: str, *, changes: bool) -> Role:
    """Keep only the roles that a kind can have; what nothing claims is a share or a level."""
    if kind is Kind.ORDINAL:
        return Role.LEVEL
    if kind is Kind.MULTIPLE:
        return Role.CHANGE if changes else Role.LEVEL
    if kind is Kind.PERCENT:
        told = role in (Role.CHANGE, Role.PREVIOUS, Role.TARGET) and pattern != "role.possible"
        return role if told and role else Role.SHARE
    if kind is Kind.DURATION and (role is Role.CUMULATIVE or pattern == "role.rate"):
        return Role.LEVEL
    return role or Role.LEVEL

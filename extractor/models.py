"""Every shared dataclass and enum; standard library only.

Offsets are characters in `Document.text`, which never changes after ingest, so
``document.text[claim.start:claim.end] == claim.text`` always holds. Values are `Decimal`, never `float`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, localcontext
from enum import StrEnum


class Kind(StrEnum):
    """What sort of figure a quantity is (FEEDS.md, `kind`)."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    DURATION = "duration"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"


class Qualifier(StrEnum):
    """How a figure is hedged (FEEDS.md, `qualifier`)."""

    EXACT = "exact"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    UP_TO = "up_to"
    ABOUT = "about"
    NEARLY = "nearly"
    RANGE = "range"


class Role(StrEnum):
    """What a figure is in its sentence (FEEDS.md, `role`)."""

    LEVEL = "level"
    CHANGE = "change"
    PREVIOUS = "previous"
    TARGET = "target"
    SHARE = "share"
    CUMULATIVE = "cumulative"
    RATE = "rate"


class Timing(StrEnum):
    """How a figure sits in time; NONE where the text does not say."""

    NONE = ""
    AS_AT = "as_at"
    IN_PERIOD = "in_period"
    SINCE = "since"


class Source(StrEnum):
    """Where a programme or a period was read, nearest first; NONE where there is none."""

    NONE = ""
    SENTENCE = "sentence"
    LIST = "list"
    HEADING = "heading"
    SECTION = "section"
    TITLE = "title"
    DOCUMENT = "document"


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    CALLOUT = "callout"
    TABLE_CELL = "table cell"
    QUOTATION = "quotation"
    FOOTNOTE = "footnote"
    RUNNING_HEAD = "running head"


class Severity(StrEnum):
    """How much a finding matters; compare with `rank`."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return ("note", "warning", "error").index(self.value)

    def lowered(self) -> Severity:
        """One step less, never below note."""
        return (Severity.NOTE, Severity.NOTE, Severity.WARNING)[self.rank]


class Status(StrEnum):
    """What became of a file that was met (FEEDS.md, documents.csv)."""

    OK = "ok"
    PARTIAL = "partial"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    CRASHED = "crashed"


class Reason(StrEnum):
    """Why a number is no claim (FEEDS.md, unclaimed.csv); there is no catch-all."""

    YEAR = "year"
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    LIST_NUMBER = "list_number"
    PAGE_NUMBER = "page_number"
    FOOTNOTE_MARK = "footnote_mark"
    PHONE = "phone"
    POSTCODE = "postcode"
    ADDRESS = "address"
    URL = "url"
    STATUTE = "statute"
    NAME = "name"
    REFERENCE = "reference"
    LABEL = "label"
    PRONOUN = "pronoun"
    REPEAT = "repeat"
    QUANTITY_OF_NOTHING = "quantity_of_nothing"


class Verdict(StrEnum):
    """What a reviewer says of a finding; WITHDRAWN takes back the decision before it."""

    CONFIRMED = "confirmed"  # it is an error
    DISMISSED = "dismissed"  # it is none, for a `Dismissal`
    ACCEPTED = "accepted"  # the figures disagree, and that is to stay as it is
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class Dismissal(StrEnum):
    """Why a dismissed finding is no error."""

    OTHER_PERIOD = "other period"
    OTHER_POPULATION = "other population"
    PART = "a part of it"
    TARGET = "target"
    OTHER_STAGE = "other stage"
    ROUNDING = "rounding"
    MISREAD = "misread by the tool"
    QUOTATION = "quotation"
    OTHER = "other"


class Standing(StrEnum):
    """Where the reviewers are with a finding (FEEDS.md, `status` of findings.csv)."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    UNSURE = "unsure"
    REOPENED = "reopened"  # decided, and a figure has changed since

    @property
    def decided(self) -> bool:
        """Whether it stands decided, so that nobody has to look at it now."""
        return self not in (Standing.OPEN, Standing.REOPENED)


class Agreement(StrEnum):
    """How two figures stand to each other, read as intervals (CHECKS.md)."""

    AGREE = "agree"
    ROUNDED = "rounded"  # one is the other, rounded: a note at most
    EDGE = "edge"  # they only touch, or miss each other at the stated bound itself
    DIFFER = "differ"


Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, origin at the top left of the crop box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of time, both dates included; either side may be open, and `label` is as the text has it.

    2023/24 is 1 April 2023 to 31 March 2024. A position at a date has only the end, since a date only the start.
    """

    start: date | None = None
    end: date | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line of a block, for drawing a box round a figure; `page` is set where it is not the block's own."""

    start: int
    end: int
    box: Box
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of text that belongs together: `text[start:end]` of its document.

    Blocks are in reading order and never overlap. `start` is after the bullet or number of a list item, which stands in
    `marker` ("•", "4.", "41.2", "a)") and starts at `marker_start`. `level` is the depth of a heading or list item,
    1 the outermost. A table cell knows the labels that head its row and its column. `continues` is the index of the
    block whose sentence this one goes on with, where a footnote, callout or running head stands between the two. `mark`
    is where in the text the mark of a footnote stands.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    box: Box | None = None
    lines: tuple[Line, ...] = ()
    level: int = 1
    marker: str = ""
    marker_start: int | None = None
    row_head: str = ""
    column_head: str = ""
    continues: int | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it, up to the next heading of its level or above.

    `start` is where the heading starts, `body` where it ends; sections of deeper levels lie inside.
    """

    title: str
    level: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a paged document: its number from 1, the number printed on it, its size in points, its text span.

    `by_ocr` is true of a scanned page whose words were read off its image.
    """

    number: int
    label: str = ""
    width: float = 0
    height: float = 0
    start: int = 0
    end: int = 0
    by_ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A publication as read.

    `document` is its name in the feeds (path below the folder given, without suffix, "/" as "--"); `path` is below the
    folder given, with "/". `pages` is empty for formats without pages. `status` is ok or partial. `facts_source` says
    where title, published and period were read, as "title=...;published=...;period=...".
    """

    document: str
    path: str
    sha256: str
    format: str
    text: str
    title: str = ""
    period: Period = field(default_factory=Period)
    published: date | None = None
    publisher: str = ""
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    encoding: str = ""
    pages_read: int = 0
    page_count: int = 0
    metadata: tuple[tuple[str, str], ...] = ()
    facts_source: str = ""
    work: str = ""
    status: Status = Status.OK
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be read: its row in documents.csv. `reason` says what to do."""

    document: str
    path: str
    format: str
    status: Status
    reason: str
    sha256: str = ""
    page_count: int = 0
    pages_read: int = 0
    detail: str = ""  # the traceback of a crash, for the log; never shown as the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The values that a reader takes a figure to allow; an end that is open is not itself allowed."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: Interval) -> bool:
        """Whether some value is allowed by both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return low < high or (low == high and high_closed and not low_open)

    def touching_point(self, other: Interval) -> Decimal | None:
        """The one value at which the intervals meet end to end, or None where they overlap or stand apart."""
        if self.high == other.low:
            return self.high
        return self.low if self.low == other.high else None


# Judgements on how loosely people write, from CHECKS.md ("Figures are intervals").
_LEEWAY = Decimal("0.05")  # the least that "over" and "about" leave open, as a part of the figure
_WIDEST_ABOUT = Decimal("0.10")  # "about 1,000" is not 1,400, though its last significant digit is the thousand
_NEARLY = Decimal("0.9")
_WIDEST_ROUNDING = Decimal("0.125")  # 5,000 for 5,194 is rounding; 1,000 for 1,400 is another figure
_WORDED_SHARE = Decimal(2)  # points: "a third of" is said of 31 as well as of 35 per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure as written: value in full (97 for 97 per cent, 1340000000 for £1.34bn) and how it is hedged.

    `step` is the size of the last digit written (100000 for "1.5 million", 1 for "5,000", 0.1 for "98.4").
    `abbreviated` is true where a magnitude word or letter shortened it, so that a reader takes it as rounded.
    `value_high` is the upper end of a range, and None elsewhere. `whole` is true of things that come in wholes.
    """

    kind: Kind
    value: Decimal
    qualifier: Qualifier = Qualifier.EXACT
    value_high: Decimal | None = None
    unit: str = ""
    step: Decimal = Decimal(1)
    abbreviated: bool = False

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense (counts and ordinals)."""
        return self.kind in (Kind.COUNT, Kind.ORDINAL)

    @property
    def low(self) -> Decimal:
        """The low end of `interval`."""
        return self.interval.low

    @property
    def high(self) -> Decimal:
        """The high end of `interval`."""
        return self.interval.high

    @property
    def rounded(self) -> bool:
        """Whether a reader takes the figure as rounded to its last written digit (1.5 million, 98 per cent)."""
        return self.abbreviated or self.kind is Kind.PERCENT

    @property
    def last_digit(self) -> Decimal:
        """The size of the last digit that is not a trailing nought: 1000 for "5,000", 100000 for "1.5 million"."""
        if not self.value or self.step <= 0:
            return self.step
        # A remainder is refused where the quotient has more digits than the context keeps.
        with localcontext(prec=max(28, self.value.adjusted() - self.step.adjusted() + 2)):
            size = self.step
            if self.value % size:
                return size
            while not self.value % (size * 10):
                size *= 10
            return size

    @property
    def interval(self) -> Interval:
        """What a reader takes the figure to mean, by the table in CHECKS.md ("Figures are intervals").

        "over 1.5 million" is above 1.5 and below 1.6 million; "98 per cent" is from 97.5 up to, not including, 98.5.
        """
        if self.value < 0:
            mirror = Quantity(
                kind=self.kind, value=-self.value, qualifier=self.qualifier, unit=self.unit, step=self.step,
                abbreviated=self.abbreviated,
            ).interval  # fmt: skip
            return Interval(low=-mirror.high, high=-mirror.low, low_open=mirror.high_open, high_open=mirror.low_open)
        return self._cap(self._read())

    def _read(self) -> Interval:
        value = self.value
        match self.qualifier:
            case Qualifier.RANGE:
                return Interval(low=value, high=value if self.value_high is None else self.value_high)
            case Qualifier.OVER | Qualifier.AT_LEAST:
                leeway = max(self.last_digit, value * _LEEWAY)
                strict = self.qualifier is Qualifier.OVER
                if self.whole and leeway <= 1:
                    return Interval(low=value, high=value + 1, low_open=strict)
                return Interval(low=value, high=value + leeway, low_open=strict, high_open=True)
            case Qualifier.UNDER:
                leeway = max(self.last_digit, value * _LEEWAY)
                if self.whole and leeway <= 1:
                    return Interval(low=value - 1, high=value, high_open=True)
                return Interval(low=value - leeway, high=value, low_open=True, high_open=True)
            case Qualifier.NEARLY:
                return Interval(low=value * _NEARLY, high=value, high_open=True)
            case Qualifier.UP_TO:
                return Interval(low=Decimal(0), high=value, low_open=True)
            case Qualifier.ABOUT:
                leeway = min(max(self.last_digit / 2, value * _LEEWAY), value * _WIDEST_ABOUT)
                leeway = max(leeway, Decimal(1)) if self.whole else leeway
                return Interval(low=value - leeway, high=value + leeway)
            case Qualifier.EXACT:
                half = self.step / 2 if self.rounded else Decimal(0)
                if self.abbreviated and self.kind is Kind.PERCENT:
                    half = _WORDED_SHARE
                return Interval(low=value - half, high=value + half, high_open=self.rounded)

    def _cap(self, read: Interval) -> Interval:
        # A change may be above 100 per cent; a figure that is itself within a whole never means more than the whole.
        if self.kind is Kind.PERCENT and (self.value <= 100 < read.high or self.value < 100 == read.high):
            read = Interval(low=read.low, high=Decimal(100), low_open=read.low_open)
        if read.low < 0:
            read = Interval(low=Decimal(0), high=read.high, high_open=read.high_open)
        return read

    def agrees_with(self, other: Quantity) -> Agreement:
        """How this figure stands to another of the same kind and unit; the one place where that is decided.

        AGREE: some value fits both. EDGE: they only touch, at a bound that was written ("50" and "over 50").
        ROUNDED: one is the other, rounded (5,000 and 5,194) or cut off (98 and 98.7 per cent). DIFFER: none of these.
        """
        mine, theirs = self.interval, other.interval
        if mine.meets(theirs):
            return Agreement.AGREE
        point = mine.touching_point(theirs)
        if point is not None and point in (self.value, self.value_high, other.value, other.value_high):
            return Agreement.EDGE
        if self._rounds_to(other) or other._rounds_to(self):
            return Agreement.ROUNDED
        return Agreement.DIFFER

    def _rounds_to(self, coarse: Quantity) -> bool:
        if self.qualifier is not Qualifier.EXACT or coarse.qualifier is not Qualifier.EXACT:
            return False
        if coarse.kind is Kind.PERCENT:
            return self.step < coarse.step and 0 <= self.value - coarse.value < coarse.step
        unit, apart = coarse.last_digit, abs(self.value - coarse.value)
        if coarse.rounded or unit < 100 or self.last_digit >= unit:
            return False
        return apart <= unit / 2 and apart <= coarse.value * _WIDEST_ROUNDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A programme or a period seen in the text, not yet linked to anything.

    `programme` is an id of patterns/programmes.yaml; exactly one of `programme` and `period` is set.
    `relative` is true of a period that was resolved against the document's date ("this year", "since October").
    """

    start: int
    end: int
    text: str
    programme: str = ""
    period: Period | None = None
    relative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantified statement: the figure, what it counts, and what it is about.

    `text` is qualifier words, sign, number, magnitude and unit, not the counted noun; it may hold a newline. `sentence`
    is on one line; `sentence_start` and `sentence_end` are its place in the document. `numeral` is where the number
    itself starts, for the box. `key` is the identity of FEEDS.md, set when all documents are known.
    """

    document: str
    start: int
    end: int
    text: str
    sentence: str
    sentence_start: int
    sentence_end: int
    numeral: int
    quantity: Quantity
    block: int
    page: int | None = None
    box: Box | None = None
    section: str = ""
    measure: str = ""
    head: str = ""
    role: Role = Role.LEVEL
    pattern: str = ""
    population: str = ""
    timing: Timing = Timing.NONE
    stage: str = ""
    subject: str = ""
    programme: str = "none"
    programme_source: Source = Source.NONE
    period: Period = field(default_factory=Period)
    period_source: Source = Source.NONE
    series: str = ""  # an ordinal's series word ("cohort"), lower case; empty for other kinds
    key: str = ""
    programme_gap: str = ""  # why no programme was linked; empty where one was
    period_gap: str = ""
    by_ocr: bool = False  # read off the image of a scanned page

    @property
    def marked(self) -> str:
        """The sentence with the figure in square brackets; as it is where the figure is not in it."""
        figure = re.escape(" ".join(self.text.split()))
        found = re.search(rf"(?<![\w.,]){figure}(?!\w)", self.sentence) or re.search(figure, self.sentence)
        if found is None:
            return self.sentence
        return f"{self.sentence[: found.start()]}[{found.group()}]{self.sentence[found.end() :]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed:
    """A number that is no claim, with the typed reason and the pattern that gave it."""

    document: str
    start: int
    end: int
    text: str
    reason: Reason
    page: int | None = None
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One item of an announced list."""

    start: int
    end: int
    text: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedList:
    """A number of things that a text announces ("three priorities:") and what follows it.

    `claim_start` is the start of the announcing figure. `form` is bullets (list items follow), inline (the items stand
    in the sentence, after a colon or dash) or none (the announcement ends in a colon and no list follows; `items` then
    holds what follows instead, if anything). `open_ended` is true after "including", "such as" and their like.
    """

    document: str
    claim_start: int
    start: int
    end: int
    text: str
    count: int
    head: str
    form: str
    items: tuple[ListItem, ...] = ()
    open_ended: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was found in one document, in text order: claims not yet linked, other numbers, lists."""

    document: str
    claims: tuple[Claim, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
    lists: tuple[AnnouncedList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One side of a finding: a figure, date, label or list, and what it is in the arithmetic (`part`).

    `claim` is the key of the claim it is, empty where it is none. `start` and `end` are the figure's own place.
    """

    document: str
    start: int
    end: int
    text: str
    sentence: str
    part: str = ""
    value: str = ""
    claim: str = ""
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSide:
    """One side of a finding as it stood when a reviewer decided.

    `identity` is the same for the same statement of a publication, whatever its figure; `statement` for the same
    sentence in any. `value` is what the figure means in full, `qualifier` how it is hedged; of what is no claim, the
    value is its date or else its words, and the qualifier is empty.
    """

    identity: str
    statement: str
    document: str
    text: str
    value: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer decided on a finding, when, and the figures as they stood then.

    `key` is the finding's; `reason` is set where the verdict is dismissed, and only there. `decided_at` is in UTC.
    """

    key: str
    check: str
    verdict: Verdict
    reviewer: str
    decided_at: datetime
    reason: Dismissal | None = None
    comment: str = ""
    sides: tuple[DecidedSide, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Where the reviewers are with a finding, as findings.csv tells it.

    `reason` is why it was dismissed; of a reopened finding, what was decided and what has changed since.
    """

    standing: Standing = Standing.OPEN
    reviewer: str = ""
    decided_at: datetime | None = None
    comment: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A discrepancy, in plain words, with its arithmetic.

    `slots` tells for each compared slot whether the sides agree, differ, or one leaves it open: ((slot, state, left,
    right), ...). `cause` groups findings that one mistake explains. `key` is check and evidence keys, never a value.
    """

    check: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...]
    suggestion: str = ""
    arithmetic: str = ""
    slots: tuple[tuple[str, str, str, str], ...] = ()
    cause: str = ""
    key: str = ""
    review: Review = Review()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTally:
    """What one check could look at, what it passed over and why: its part of the coverage ledger."""

    check: str
    examined: int = 0
    passed_over: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """How many claims of a document have no programme, or no period (`slot`), for one reason."""

    document: str
    slot: str
    reason: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one worker returns for one document: the document, what was found, and how long each stage took (seconds).

    `claims` are linked. The text stays with the document until the feeds are written.
    """

    document: Document
    claims: tuple[Claim, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
    lists: tuple[AnnouncedList, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()
    events: tuple[DatedEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything that one run read and found: what the feeds and the report are written from.

    `documents` and `failures` together are the files met. `programmes` are (id, name) pairs, `passed_over` says how
    many files were not looked at and why, `places` are the folders and files that were given. `unlinked` says why
    claims have no programme or period. `lists` and `events` are what the checks look at beside the claims.
    """

    documents: tuple[Document, ...] = ()
    failures: tuple[Failure, ...] = ()
    claims: tuple[Claim, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
    findings: tuple[Finding, ...] = ()
    tallies: tuple[CheckTally, ...] = ()
    passed_over: tuple[tuple[str, int], ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()
    lists: tuple[AnnouncedList, ...] = ()
    events: tuple[DatedEvent, ...] = ()


class Modality(StrEnum):
    """How a text speaks of a date (patterns/events.yaml); TITLE and MALFORMED need no pattern."""

    TITLE = "title"  # the period in the publication's own title
    COVERAGE = "coverage"  # what the publication says that it covers
    CURRENT = "current"  # the end of something that is said to be current
    LASTING = "lasting"  # the end of something told in the present tense
    FORESEEN = "foreseen"  # a plan told in the past tense
    PLANNED = "planned"
    REPEATED = "repeated"  # how often something took place, and in which time
    PAST = "past"
    MALFORMED = "malformed"  # no such day, or no such period


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEvent:
    """A date in running text and what it dates: evidence for the checks of dates and periods.

    `text` is the date itself, without "until" and its like, `period` what it means. `happens` is the kind of event
    ("launch"), `thing` what it happened to, in the text's own words, `beside` who did it or where, as far as told;
    `every` is the unit of something repeated ("month"). `problem` says what is wrong with a malformed date. `guessed`
    is true where the text gives no year.
    """

    document: str
    start: int
    end: int
    text: str
    sentence: str
    sentence_start: int
    sentence_end: int
    block: int
    modality: Modality
    period: Period = field(default_factory=Period)
    happens: str = ""
    thing: str = ""
    beside: str = ""
    every: str = ""
    problem: str = ""
    guessed: bool = False
    pattern: str = ""
    page: int | None = None
    box: Box | None = None

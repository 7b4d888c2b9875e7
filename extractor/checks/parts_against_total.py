"""Stated parts that do not make their stated total, or a part above its whole.

Looked at only where the text itself says that parts make a total: "54 ... a further 52 ... bringing the total to 106",
"129 reviews, made up of 60, 40 and 29", "Of the 75 councils, 68 ... and the remaining 7"; and in a table a row called
the total, with the rows above it. What stands after "including" or "such as" never has to add up. A part said to be
"of which", "of whom" or "of these" must not be above its whole. If any reading of the sentence adds up, the check is
silent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

import regex

from extractor.models import BlockKind, Claim, Document, Finding, Kind, Role, Severity
from extractor.shelf import MOST_EVIDENCE, Found, Ledger, Sentence, Shelf, evidence_of, join, quote, spell

NAME = "parts-against-total"
SEVERITY = Severity.ERROR
MOST_PARTS = 7  # subsets of more are too many to try, and no reader adds them up

_TOTAL = regex.compile(
    r"\b(?:bring|brings|bringing|brought|take|takes|taking|took|make|makes|making|giving|gives|for)\s(?:\p{L}+\s){0,3}?"
    r"total\s(?:[\p{L}/\d-]+\s){0,7}?(?:to|of)\s$|,\s(?:totalling|making)\s$|\bor\s$(?=in total)"
)
_IN_TOTAL = regex.compile(r"^(?:\s[\p{L}'’-]+){0,4}?\s(?:in\s(?:total|all)|altogether)\b")
_MAKING = regex.compile(r"\b(?:making|that\sis|giving|or)\s$")
_FURTHER = regex.compile(r"\b(?:a\sfurther|further|another|an\sadditional|an\sextra|plus)\s(?:\p{L}+\s){0,1}?$")
_MADE_UP_OF = regex.compile(
    r"\b(?:made\sup\sof|comprising|comprised\sof|comprises?|consisting\sof|consists\sof|composed\sof|split\sbetween|split\sinto"
    r"|divided\sinto|divided\sbetween|broken\sdown\s(?:in)?to)\s(?:\p{L}+\s){0,2}?$"
)
_PART_ONLY = regex.compile(r"\b(?:including|include|includes|such\sas|of\swhich|of\swhom|among\sthem|like)\b")
_NEXT_PART = regex.compile(r"^(?:\s[\p{L}'’/-]+){0,7}?(?:,|;|\sand|,\sand|;\sand|\splus)\s$")
_REMAINING = regex.compile(r"\b(?:the\s)?(?:remaining|other|rest)\s?[,(]?\s?$")
_BASE_FIRST = regex.compile(r"^\W*(?:out\s)?of\s(?:the|our|all|all\sthe|these|those)\s$")
_SUBSET_BEFORE = regex.compile(
    r"\b(?:of\swhich|of\swhom|of\sthese|of\sthose|of\sthem)[,:]?\s(?:(?:only|just|some|over)\s)?$"
)
_OF_THOSE = regex.compile(r"\s(?:out\s)?of\s(?:these|those|the|them|all)\s")
_OF_BASE = regex.compile(r"(?:^|[;:.(]\s?|,\s)\W*(?:and\s)?of\s(?:the|those|these|our|all)\s(?:the\s)?$")
_SUBSET_AFTER = regex.compile(r"^\sof\s(?:which|whom|these|those|them)\b")
# "142 reviews in the year: 46 of this, 40 of that", "142 reviews (46 in May ...)", "142 reviews. Of these, 46 ..."
_ROW_OPENS = regex.compile(r"^[^:;().]{0,90}(?::|\s\(|\s[-–—])\s?$")
_ROW_OF_WHICH = regex.compile(r"^[^:;().]{0,90},\sof\s(?:which|whom)\s$")
_ROW_OF_THESE = regex.compile(r"^\W*of\s(?:these|them|those),?\s$")
_ROW_LINK = regex.compile(r"^(?P<said>[^;:().]{1,60}?)(?:,|;|\sand|,\sand|;\sand)\s(?:the\s)?$")
_ROW_ENDS = regex.compile(r"^(?P<said>[^;:(),.]{1,60}?)(?:[).;]|$)")
_CLOSES = regex.compile(r"\band\s(?:the\s)?$")
_VERB = regex.compile(r"^\s(?:[\p{L}'’-]+\s){0,3}?(?:were|was|are|is|came|went|took\splace|had\sbeen)(?=\s)")
_PLACED = regex.compile(r"^\s(?:[\p{L}'’-]+\s){0,2}?(?P<by>in|for|from|by|with|at|on|to)\s(?!total\b|all\b)")
_FEWEST_OF_WHICH = 3  # of two, "of which 40 were in towns and 9 in ports", the rest may be elsewhere
_MOST_OF_A_ROW = 3  # sums of which one may be told in another way than the others
_OPENING = 3  # words before a figure that a sentence opens with
_LONG = 4  # digits of a number that is like another by no chance
_LEAST_OF_WHOLE = Decimal("0.7")  # what is so far short of the whole is a choice from it
_TOGETHER = regex.compile(r"^\W*(?:(?:taken\s|added\s)?together|combined|between\sthem),?\s(?:the\s)?$")
_TOTAL_AT_END = regex.compile(r",\s(?:or\s)?(?:making\s|giving\s)?a\s(?:combined\s|grand\s)?total\sof\s$")
_WERE_NOT = regex.compile(r"^\s(?:were|did|had|have|are|was|is|could|would)\snot\b(?:\s\w+)?[.;]?$")
# What stands in the sentence of a total, a breakdown or a part, and right before a total, a whole or a row of parts: no
# sentence without them can match the patterns above.
_TOTAL_CUES = ("total", "making", "in all", "altogether")
_MADE_UP_CUES = ("made up", "compris", "consist", "composed", "split", "divided", "broken down")
_SUBSET_CUES = ("of which", "of whom", "of these", "of those", "of them")
_BEFORE_TOTAL = ("to ", "of ", "totalling ", "making ", "or ", "is ", "giving ")
_BEFORE_WHOLE = tuple(f"of {word} {the}" for word in ("the", "those", "these", "our", "all") for the in ("", "the "))
_BEFORE_ROW = (
    *(": ", "- ", "– ", "— ", "( ", ":", " -", " –", " —", " ("),
    *("of which ", "of whom ", "of these ", "of these, ", "of them ", "of them, ", "of those ", "of those, "),
)
_ADDED = (Kind.COUNT, Kind.MONEY)
# Rows of a table: what the ones above add up to, and what is no part of that.
_TOTAL_ROW = regex.compile(r"(?i)\W*(?:grand\s|overall\s|sub-?\s?)?totals?\b")
_NO_PART = regex.compile(
    r"(?i)\W*(?:of\swhich|includ\w+|average|mean|median|less|net|balance|surplus|deficit|target|per\scent|%|change|memo)\b"
)
_FAR_OFF = Decimal("0.3")  # of a total: what its rows miss by more is no slip, but another way to read the table


def find(shelf: Shelf) -> Found:
    """Find totals that their parts do not make, and parts above their whole."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    added = shelf.columns.kind.where(lambda kind: kind in _ADDED)
    around = shelf.gate.surroundings
    for sentence in shelf.sentences_where(added & around.follow(_BEFORE_TOTAL), *_TOTAL_CUES):
        yield from _sums(shelf, sentence, _window(shelf, sentence), ledger)
        yield from _row_totals(shelf, sentence, ledger)
    for sentence in shelf.sentences_where(added, *_MADE_UP_CUES):
        yield from _breakdowns(shelf, sentence, ledger)
    for sentence in shelf.sentences_where(around.find(_SUBSET_CUES) | around.follow(_BEFORE_WHOLE), beside=added):
        yield from _subsets(shelf, sentence, _window(shelf, sentence), ledger)
    for sentence in shelf.sentences_where(added & around.follow(_BEFORE_WHOLE)):
        yield from _remainders(shelf, sentence, ledger)
    for sentence in shelf.sentences_where(added & around.follow(_BEFORE_ROW)):
        yield from _rows(shelf, sentence, _window(shelf, sentence), ledger)
    for document in shelf.documents.values():
        columns = list(_find_columns(document))
        cells = _read_cells(shelf, document) if columns else {}
        for total, above in columns:
            yield from _column(shelf, document, (total, above), cells, ledger)


def _window(shelf: Shelf, sentence: Sentence) -> Sequence[Claim]:
    """The claims of the sentence before, where a total or a whole may stand."""
    before = shelf.sentence_before(sentence)
    return before.claims if before else ()


def _like(one: Claim, other: Claim) -> bool:
    """Whether two figures can be added at all."""
    same = one.quantity.kind is other.quantity.kind and one.quantity.kind in _ADDED
    return same and (one.quantity.kind is not Kind.MONEY or one.quantity.unit == other.quantity.unit)


def _sums(shelf: Shelf, sentence: Sentence, window: Sequence[Claim], ledger: Ledger) -> Iterator[Finding]:
    """ "54 ... a further 52 ... bringing the total to 106"."""
    for at, total in enumerate(sentence.claims):
        lead = sentence.before(at)
        in_total = _IN_TOTAL.match(sentence.after(at)) and _MAKING.search(lead)
        if not _TOTAL.search(lead) and not in_total:
            continue
        earlier = [c for c in sentence.claims[:at] if _like(c, total)]
        further = [
            c
            for place, c in enumerate(sentence.claims[:at])
            if c in earlier and _FURTHER.search(sentence.before(place))
        ]
        bases = [c for c in (*window, *earlier) if _like(c, total) and c not in further][-MOST_PARTS:]
        if not further or not bases:
            ledger.passed_over["a total without all of its parts beside it"] += 1
            continue
        ledger.examined += 1
        readings = [subset for size in range(1, len(bases) + 1) for subset in combinations(bases, size)]
        if any(_makes((*subset, *further), total) for subset in readings):
            continue
        yield _finding(shelf, (_main(bases, sentence, window), *further), total)


def _main(bases: Sequence[Claim], sentence: Sentence, window: Sequence[Claim]) -> Claim:
    """The first figure before the parts that is not itself a part of another."""
    texts = {id(c): c.sentence for c in (*window, *sentence.claims)}
    for claim in bases:
        lead = texts[id(claim)].split(" ".join(claim.text.split()))[0].lower()
        if not _PART_ONLY.search(lead[-60:]):
            return claim
    return bases[0]


def _breakdowns(shelf: Shelf, sentence: Sentence, ledger: Ledger) -> Iterator[Finding]:
    """ "129 reviews, made up of 60, 40 and 29"."""
    for at, total in enumerate(sentence.claims[:-1]):
        if total.quantity.kind not in _ADDED or not _MADE_UP_OF.search(sentence.after(at)):
            continue
        parts = []
        for place in range(at + 1, len(sentence.claims)):
            claim = sentence.claims[place]
            joined = place == at + 1 or _NEXT_PART.match(sentence.before(place))
            if not _like(claim, total) or not joined or _PART_ONLY.search(sentence.before(place)):
                break
            parts.append(claim)
        last = at + len(parts)
        closed = len(parts) >= 2 and regex.search(r"\band\s$", sentence.before(last))
        if not closed or _NEXT_PART.match(sentence.after(last)):
            ledger.passed_over["a breakdown that is not closed"] += 1
            continue
        ledger.examined += 1
        if not _makes(parts, total):
            yield _finding(shelf, parts, total)


def _rows(shelf: Shelf, sentence: Sentence, window: Sequence[Claim], ledger: Ledger) -> Iterator[Finding]:
    """A total and a row of parts told apart by place, time or kind: "142 reviews: 46 in May and 40 in June"."""
    for at, total in enumerate(sentence.claims[:-1]):
        of_which = _ROW_OF_WHICH.match(sentence.after(at)) is not None
        if of_which or _ROW_OPENS.match(sentence.after(at)):
            yield from _row(shelf, sentence, (total, at + 1, of_which), ledger)
    if len(window) == 1 and _ROW_OF_THESE.match(sentence.before(0)):
        yield from _row(shelf, sentence, (window[0], 0, True), ledger)


def _row(shelf: Shelf, sentence: Sentence, opening: tuple[Claim, int, bool], ledger: Ledger) -> Iterator[Finding]:
    """The row that starts at a claim; of a part told as "of which", fewer than three need not be all."""
    total, first, of_which = opening
    parts, said = _read_row(sentence, total, first)
    if len(parts) < (_FEWEST_OF_WHICH if of_which else 2) or not _are_parallel(shelf, total, parts, said):
        return
    ledger.examined += 1
    made = sum((c.quantity.value for c in parts), Decimal(0))
    whole = total.quantity.value
    if not _makes(parts, total) and (made >= whole * _LEAST_OF_WHOLE or _is_slip(made, whole, parts=len(parts))):
        yield _finding(shelf, parts, total)


def _is_slip(made: Decimal, whole: Decimal, *, parts: int) -> bool:
    """Whether two long numbers are one but for a digit, or for two neighbours exchanged: 1,881 and 8,881."""
    one, other = str(made), str(whole)
    if len(one) != len(other) or len(one) < (_LONG if parts < _FEWEST_OF_WHICH else _LONG - 1):
        return False
    places = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(places) == 2:
        first, second = places
        return second == first + 1 and (one[first], one[second]) == (other[second], other[first])
    return len(places) == 1


def _read_row(sentence: Sentence, total: Claim, first: int) -> tuple[list[Claim], list[str]]:
    """The parts of a row that starts at a claim and ends, and what is said of each; none where it goes on."""
    parts: list[Claim] = []
    said: list[str] = []
    for place in range(first, len(sentence.claims)):
        claim, after = sentence.claims[place], sentence.after(place)
        if not _like(claim, total) or (place > first and _PART_ONLY.search(sentence.before(place))):
            return [], []
        link, ends = _ROW_LINK.match(after), _ROW_ENDS.match(after)
        parts.append(claim)
        if link is not None:
            said.append(link["said"])
            closing = _CLOSES.search(after) is not None
        elif ends is not None and len(parts) > 1 and closing:
            return parts, [*said, ends["said"]]
        else:
            return [], []
    return [], []


def _are_parallel(shelf: Shelf, total: Claim, parts: Sequence[Claim], said: Sequence[str]) -> bool:
    """Whether all parts are told apart in one way: by place or time with one preposition, or as kinds of the thing."""
    by = [_PLACED.match(_VERB.sub("", text)) for text in said]
    ways = Counter(found["by"] for found in by if found)
    if all(by):
        return len(ways) == 1
    if total.quantity.kind is Kind.MONEY and len(parts) >= _MOST_OF_A_ROW and max(ways.values(), default=0) > 1:
        return len(ways) == 1  # "£3m for roads, £1m for ferries and £1m so that no port is worse off"
    things = shelf.gate.head_words(total)
    return not any(by) and all(things & shelf.gate.head_words(part) and len(part.head.split()) > 1 for part in parts)


def _row_totals(shelf: Shelf, sentence: Sentence, ledger: Ledger) -> Iterator[Finding]:
    """ "54 in the north and 52 in the south, a total of 106"; "together, the 54 and the 52 bring the total to 106"."""
    for at in range(2, len(sentence.claims)):
        total, lead = sentence.claims[at], sentence.before(at)
        parts = sentence.claims[:at]
        if len(parts) > MOST_PARTS or not all(_like(c, total) for c in parts):
            continue
        joined = all(_ROW_LINK.match(sentence.after(place)) for place in range(at - 1))
        together = _TOTAL.search(lead) and _TOGETHER.match(sentence.before(0))
        if not joined or not (together or _TOTAL_AT_END.search(lead)):
            continue
        ledger.examined += 1
        if not _makes(parts, total):
            yield _finding(shelf, parts, total)


def _remainders(shelf: Shelf, sentence: Sentence, ledger: Ledger) -> Iterator[Finding]:
    """ "Of the 75 councils, 68 took part and the remaining 7 did not"."""
    total = sentence.claims[0]
    if total.quantity.kind not in _ADDED or not _BASE_FIRST.match(sentence.before(0)):
        return
    for at in range(2, len(sentence.claims)):
        both = at == 2 and len(sentence.claims) == 3 and _WERE_NOT.match(sentence.after(at))
        if not _like(sentence.claims[at], total) or not (both or _REMAINING.search(sentence.before(at))):
            continue
        ledger.examined += 1
        others = [c for c in sentence.claims[1:at] if _like(c, total)][-MOST_PARTS:]
        runs = [others[start:] for start in range(len(others))]
        if others and not any(_makes((*run, sentence.claims[at]), total) for run in runs):
            yield _finding(shelf, (*others, sentence.claims[at]), total)


def _subsets(shelf: Shelf, sentence: Sentence, window: Sequence[Claim], ledger: Ledger) -> Iterator[Finding]:
    """ "60 councils, of which 75 ..."."""
    for at, part in enumerate(sentence.claims):
        # "of those 90 councils, 96 ..."
        if at and _OF_BASE.search(sentence.before(at - 1)) and "," in sentence.after(at - 1):
            whole = sentence.claims[at - 1]
            ledger.examined += 1
            if _like(part, whole) and part.quantity.low > whole.quantity.high:
                again = [c for c in (*window, *sentence.claims[: at - 1]) if _is_same(c, whole)]
                yield _above(shelf, part, whole, again)
            continue
        if not _SUBSET_BEFORE.search(sentence.before(at)) and not _SUBSET_AFTER.match(sentence.after(at)):
            continue
        if at and _OF_THOSE.fullmatch(sentence.after(at - 1)):
            continue  # the 54 of "12 of those 54" are the whole
        # "This is twelve fewer than planned. Seventy of these were late": of the things, and not of the twelve
        wholes = [c for c in (*window, *sentence.claims[:at]) if _like(c, part) and _may_have_parts(c)]
        if not _goes_on(sentence, at):
            wholes = [c for c in wholes if c not in window]  # "a place costs £90, and we give 40 of them"
        if not wholes:
            ledger.passed_over["a part whose whole is not beside it"] += 1
            continue
        if len(window) > 1 and not any(c in wholes for c in sentence.claims[:at]):
            ledger.passed_over["a part of one of several wholes in the sentence before"] += 1
            continue
        ledger.examined += 1
        if all(part.quantity.low > whole.quantity.high for whole in wholes):
            yield _above(shelf, part, wholes[-1], [c for c in wholes[:-1] if _is_same(c, wholes[-1])])


def _may_have_parts(claim: Claim) -> bool:
    return claim.role is not Role.CHANGE and claim.quantity.value > 1


def _goes_on(sentence: Sentence, at: int) -> bool:
    """Whether a sentence opens with a part of what was told before it: "Of these, 40", "Only 40 of them"."""
    before = sentence.before(at)
    return len(before.split()) <= _OPENING or _SUBSET_BEFORE.search(before) is not None


def _find_columns(document: Document) -> Iterator[tuple[int, list[int]]]:
    """The cells of rows that are called a total, each with the cells of its column above it, from the top."""
    columns: dict[str, list[int]] = {}
    for number, block in enumerate(document.blocks):
        if block.kind is not BlockKind.TABLE_CELL or (not block.row_head and not block.column_head):
            columns = {} if block.kind is not BlockKind.TABLE_CELL else columns
            continue
        above = columns.setdefault(block.column_head, [])
        if _TOTAL_ROW.match(block.row_head) and above:
            yield number, above.copy()
        if block.row_head:
            above.append(number)


def _read_cells(shelf: Shelf, document: Document) -> Mapping[int, list[Claim]]:
    """The claims of each block of a document."""
    cells: dict[int, list[Claim]] = defaultdict(list)
    for claim in map(shelf.columns.claim, shelf.columns.rows_of(document.document)):
        cells[claim.block].append(claim)
    return cells


def _column(
    shelf: Shelf, document: Document, column: tuple[int, list[int]], cells: Mapping[int, list[Claim]], ledger: Ledger
) -> Iterator[Finding]:
    """A row called the total that the rows above it do not make: since the total before, or all of them."""
    total, above = column
    heads = {number: document.blocks[number].row_head for number in above}
    totals = [number for number in above if _TOTAL_ROW.match(heads[number])]
    lines = [number for number in above if number not in totals]
    since = [number for number in lines if number > max(totals, default=-1)]
    told = next(iter(cells.get(total, ())), None)
    parts = [claim for number in since for claim in cells.get(number, ())]
    unclear = any(_NO_PART.match(head) for head in heads.values()) or any(len(cells.get(n, ())) > 1 for n in lines)
    if told is None or unclear or len(parts) < 2 or not all(_like(told, claim) for claim in parts):
        ledger.passed_over["a table whose rows may not be the parts"] += 1
        return
    ledger.examined += 1
    readings = [[claim for number in some for claim in cells.get(number, ())] for some in (since, lines, totals)]
    if any(reading and _makes(reading, told) for reading in readings):
        return
    made = sum((claim.quantity.value for claim in parts), Decimal(0))
    if abs(made - told.quantity.value) <= abs(told.quantity.value) * _FAR_OFF:
        yield _finding(shelf, parts, told)


def _makes(parts: Sequence[Claim], total: Claim) -> bool:
    low = sum(c.quantity.low for c in parts)
    high = sum(c.quantity.high for c in parts)
    return low <= total.quantity.high and high >= total.quantity.low


def _finding(shelf: Shelf, parts: Sequence[Claim], total: Claim) -> Finding:
    made = sum(c.quantity.value for c in parts)
    figures = join([f'"{quote(c)}"' for c in parts])
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=f'{figures} in {shelf.where(total)} do not make the stated total, "{quote(total)}".',
        suggestion="Check the parts and the total; one of them is wrong, or a part is missing or counted twice.",
        arithmetic=(
            f"{' + '.join(spell(c.quantity.value) for c in parts)} = {made:,f}; stated: {spell(total.quantity.value)};"
            " tolerance: that of each figure as it is written"
        ),
        evidence=(evidence_of(total, "total"), *(evidence_of(c, "part") for c in parts))[:MOST_EVIDENCE],
    )


def _is_same(one: Claim, other: Claim) -> bool:
    return _like(one, other) and one.quantity.value == other.quantity.value


def _above(shelf: Shelf, part: Claim, whole: Claim, again: Sequence[Claim]) -> Finding:
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=f'"{quote(part)}" in {shelf.where(part)} is said to be part of "{quote(whole)}", which is less.',
        suggestion="Check both figures, and which whole the part belongs to.",
        arithmetic=(
            f"part: {spell(part.quantity.value)}; whole: {spell(whole.quantity.value)}; a part is at most its whole"
        ),
        evidence=(evidence_of(part, "part"), *(evidence_of(c, "total") for c in (whole, *again))),
    )

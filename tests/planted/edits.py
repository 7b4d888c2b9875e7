"""Edits of documents that lie ready: a briefing that takes paragraphs over from one of them, each with one thing changed,
and slips in the document itself. What is edited is found by its shape alone; nothing is known of what the text says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from .shelves import Place, Planted
from .wording import slip

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_PERCENT = re.compile(r"(?<![\w.,–-])(?P<n>\d{2})(?P<unit>%| per cent)(?! point)")
_MILLIONS = re.compile(r"(?<![\w.,–-])£(?P<n>\d{1,3}\.\d)(?P<unit> ?million|m\b|bn\b| ?billion)")
_POUNDS = re.compile(r"(?<![\w.,–-])£(?P<n>\d{1,3}(?:,\d{3})+)(?![\w.,]\d)")
_NOT_COUNTED = (
    "years?|months?|weeks?|days?|hours?|minutes?|per|percent|million|billion|to|and|or|of|in|on|at|am|pm|the|a"
)
_COUNT = re.compile(
    rf"(?<![\w.,£/:–-])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,3}})(?= (?!(?:{_MONTH}|{_NOT_COUNTED})\b)(?:[a-z][\w'’-]+ ){{0,2}}?[a-z]{{3,}}s\b)"
)
_HEDGE = re.compile(
    r"(?i)\b(?:over|more than|nearly|almost|around|about|some|approximately|at least|up to|under|fewer than|between|exactly|just|only|to|and|–|-)\s*$"
)
_BEFORE = re.compile(
    r"(?i)\b(?:page|section|figure|table|paragraph|item|chapter|no\.?|number|appendix|annex|act|rule|note|aged?)\s*$"
)
_HEDGED = re.compile(
    r"(?P<hedge>\b(?:over|more than|nearly|almost|around|about|approximately|in excess of) )(?P<n>\d{1,3}(?:,\d{3})*,?\d00)(?= (?!million|billion|people's)[a-z])"
)
_DATE = re.compile(rf"(?<![\w/–-])(?P<day>\d{{1,2}}) (?P<month>{_MONTH}) (?P<year>20\d\d)\b")
_LAST_DAY = {"April": 30, "June": 30, "September": 30, "November": 30, "February": 29}
_K_OF_N = re.compile(
    r"\b(?P<k>\d{1,3}) (?:out )?of (?:the )?(?P<n>\d{2,3}) [^.()]{3,60}\((?P<p>\d{2})(?P<unit>%| per cent)\)"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a text: the span that goes, and what stands there after it."""

    kind: str
    is_error: bool
    start: int
    end: int
    text: str


def list_paragraphs(text: str) -> list[tuple[int, int]]:
    """The spans of the paragraphs that are running text, by their shape: long, with a full stop, no table, no list."""
    spans = []
    for match in re.finditer(r"[^\n](?:.*(?:\n(?!\s*\n).*)*)", text):
        paragraph = match[0]
        plain = not re.search(r"\t| {3,}\S|\|", paragraph.strip()) and not paragraph.lstrip().startswith(
            ("-", "•", "*", "#")
        )
        if plain and 60 < len(paragraph) < 1500 and re.search(r"[a-z]\.\W*$", paragraph):
            spans.append((match.start(), match.start() + len(paragraph)))
    return spans


def find_copied(paragraph: str, rng: Random) -> list[Edit]:
    """The edits that a paragraph may undergo when it is taken over into another document: slips and harmless ones."""
    edits = []
    for pattern in (_PERCENT, _MILLIONS, _POUNDS, _COUNT):
        for match in pattern.finditer(paragraph):
            before = paragraph[: match.start("n")].rstrip("£")
            if _HEDGE.search(before) or _BEFORE.search(before):
                continue
            edits += _slips(pattern, match, rng)
    return edits


def _slips(pattern: re.Pattern[str], match: re.Match[str], rng: Random) -> list[Edit]:
    written = match["n"]
    start, end = match.span("n")
    number = int(written.replace(",", "").replace(".", ""))

    def edit(kind: str, is_error: bool, text: str, *, upto: int = end) -> Edit:
        return Edit(kind, is_error, start, upto, text)

    if pattern is _PERCENT:
        wrong = slip(number, rng, least=0.05)
        other = " per cent" if match["unit"] == "%" else "%"
        return [
            edit("paraphrase", False, written + other, upto=match.end()),
            *([edit("same-figure-differs", True, str(wrong))] if 10 < wrong < 100 else []),
        ]
    if pattern is _MILLIONS:
        wrong = Decimal(slip(number, rng, least=0.1)) / 10
        unit = {"m": " million", "bn": " billion", " million": "m", "million": "m", " billion": "bn", "billion": "bn"}[
            match["unit"]
        ]
        return [
            edit("same-figure-differs", True, str(wrong)),
            edit("paraphrase-money", False, written + unit, upto=match.end()),
        ]
    if number < 12 or (number % 100 == 0 and number > 999):
        return []
    edits = [edit("same-figure-differs", True, f"{slip(number, rng, least=0.02):,}")]
    if number > 1_000:
        below = number // 100 * 100
        edits.append(edit("compatible-bound", False, f"more than {below:,}" if pattern is _COUNT else written))
    elif pattern is _COUNT and number % 10 == 0:
        edits.append(edit("bound-edge", True, f"over {written}"))
    return edits


def find_in_place(text: str, rng: Random) -> list[Edit]:
    """The slips that a document may hold in itself."""
    edits = []
    for match in _HEDGED.finditer(text):
        number = int(match["n"].replace(",", ""))
        if number >= 1_000:
            # To the unit: a figure to the nearest ten may well be hedged.
            exact = number + rng.randint(1, 8) * 10 + rng.randint(1, 9)
            edits.append(Edit("precision-style", True, *match.span("n"), f"{exact:,}"))
    for match in _DATE.finditer(text):
        if (days := _LAST_DAY.get(match["month"])) is not None:
            edits.append(Edit("period-mismatch", True, *match.span("day"), str(days + 1)))
    for match in _K_OF_N.finditer(text):
        wrong = int(match["p"]) + rng.choice((-6, -4, 3, 5))
        if 0 < wrong < 100:
            edits.append(Edit("percentage-against-counts", True, *match.span("p"), str(wrong)))
    return edits


def write_edited(folder: Path, document: Path, *, rng: Random, most: int = 24) -> list[Planted]:
    """Write `document`, clean and changed, with a briefing that takes paragraphs of it over.

    At most `most` edits are made in all; every edit stands in a paragraph of its own.
    """
    text = document.read_bytes().decode("utf-8", errors="replace")
    paragraphs = list_paragraphs(text)
    rng.shuffle(paragraphs)
    planted: list[Planted] = []
    changed, moves = text, []
    for start, end in sorted(paragraphs, reverse=True):
        own = find_in_place(text[start:end], rng)
        if own and rng.random() < 0.5:
            edit = rng.choice(own)
            a, b = start + edit.start, start + edit.end
            changed = changed[:a] + edit.text + changed[b:]
            moves.append((edit, start, end, a))
    taken = {start for _, start, _, _ in moves}
    grown = 0
    for edit, start, end, a in reversed(moves):
        more = len(edit.text) - (edit.end - edit.start)
        span = (start + grown, end + grown + more)
        place = Place(document.stem, (start, end), span, ((a + grown, a + grown + len(edit.text)),))
        planted.append(Planted(edit.kind, edit.is_error, (place,), (changed[slice(*span)],)))
        grown += more
    first = next((line.strip("# ") for line in text.splitlines() if line.strip()), "Report")
    brief = [f"{first}: key facts\n\nWhat councillors will want to know.\n\n"] * 2
    for start, end in paragraphs:
        if len(planted) >= most or start in taken:
            continue
        paragraph = text[start:end]
        if text.count(paragraph.strip()[:60]) > 1 or not (edits := find_copied(paragraph, rng)):
            continue
        edit = rng.choice(edits)
        new = paragraph[: edit.start] + edit.text + paragraph[edit.end :]
        spans = [(len(brief[0]), len(brief[0]) + len(paragraph)), (len(brief[1]), len(brief[1]) + len(new))]
        place = Place(
            f"{document.stem}-key-facts",
            spans[0],
            spans[1],
            ((spans[1][0] + edit.start, spans[1][0] + edit.start + len(edit.text)),),
        )
        planted.append(Planted(edit.kind, edit.is_error, (place,), (f"{paragraph[edit.start : edit.end]} -> {new}",)))
        brief = [brief[0] + paragraph + "\n\n", brief[1] + new + "\n\n"]
    for which, whole, short in (("clean", text, brief[0]), ("changed", changed, brief[1])):
        (folder / which).mkdir(parents=True, exist_ok=True)
        (folder / which / document.name).write_text(whole, encoding="utf-8", newline="")
        (folder / which / f"{document.stem}-key-facts.txt").write_text(short, encoding="utf-8", newline="")
    return planted

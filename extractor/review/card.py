"""A finding as a reviewer sees it: its sides with their figures marked, why they were compared, and what is said of it.

Plain data; a page and the terminal show the same card.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.models import Claim, Dismissal, Evidence, Finding, Verdict
from extractor.review.desk import Desk
from extractor.review.pictures import Wanted, find_middle
from extractor.review.queue import Item
from extractor.telling import Piece, Quote, mark_figures

_AROUND, _FAR_AROUND = 200, 2400  # characters shown to either side of a figure, and when it is enlarged
_NEAR = 600  # characters within which sentences are one side
_WORD = 40  # characters within which a word ends
_DRAWN = "pdf"  # the format whose pages can be drawn; of all others the text is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What one key decides."""

    key: str
    label: str
    verdict: Verdict
    reason: Dismissal | None = None


VERBS = (
    Verb(key="y", label="Real error", verdict=Verdict.CONFIRMED),
    Verb(key="n", label="Not an error", verdict=Verdict.DISMISSED, reason=Dismissal.OTHER),
    Verb(key="a", label="Known and accepted", verdict=Verdict.ACCEPTED),
    Verb(key="u", label="Unsure", verdict=Verdict.UNSURE),
    *(
        Verb(key=str(number), label=reason.value.capitalize(), verdict=Verdict.DISMISSED, reason=reason)
        for number, reason in enumerate(Dismissal, start=1)
    ),
)
"""Every key that decides, in the order of the buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a document's text, one piece after the other, figures marked; `cut` tells where it does not begin
    or end with the text."""

    quote: Quote
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a finding rests on in one place: a sentence or several, with all figures of the finding in them.

    `parts` says what the figures are in the arithmetic, `page` where they stand; `picture` is the image of that page
    where it can be had, with the figures `middle` pixels from its top, and `lost` says why there is none of a file that
    has pages. `near` and `far` are the text around, as far as it is at hand. `strays` are figures that were not found
    in their sentence.
    """

    number: int
    parts: tuple[str, ...]
    title: str
    document: str
    page: int | None
    sentences: tuple[Quote, ...]
    strays: tuple[str, ...]
    near: Passage | None
    far: Passage | None
    picture: Wanted | None
    middle: int
    lost: str
    evidence: tuple[Evidence, ...]
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finding with its sides, in the order of its evidence."""

    item: Item
    finding: Finding
    sides: tuple[Side, ...]


def make_card(desk: Desk, item: Item, finding: Finding) -> Card:
    """The card of a finding; `finding` is the item's with its review."""
    made = (_make_side(desk, number, group) for number, group in enumerate(_group_evidence(finding), start=1))
    return Card(item=item, finding=finding, sides=tuple(made))


def _group_evidence(finding: Finding) -> list[list[Evidence]]:
    """The evidence by sentence; of more than two sentences, those that stand close together are one side.

    A list of nine items is looked at as a list, not as nine pictures of one page.
    """
    groups: dict[tuple[str, int | None, str], list[Evidence]] = {}
    for evidence in finding.evidence:
        groups.setdefault((evidence.document, evidence.page, evidence.sentence), []).append(evidence)
    sentences = list(groups.values())
    if len(sentences) <= 2:
        return sentences
    sides: list[list[Evidence]] = []
    for group in sentences:
        if sides and _is_near(sides[-1][-1], group[0]):
            sides[-1] += group
        else:
            sides.append(group)
    return sides


def _is_near(one: Evidence, other: Evidence) -> bool:
    same_page = (one.document, one.page) == (other.document, other.page)
    return same_page and abs(one.start - other.start) <= _NEAR


def _make_side(desk: Desk, number: int, group: Sequence[Evidence]) -> Side:
    first = group[0]
    document = desk.find_document(first.document)
    text = desk.find_text(first.document)
    # Offsets of another reading of the file would mark other words.
    sound = bool(text) and all(text[each.start : each.end] == each.text for each in group)
    spans = [(each.start, each.end) for each in group]
    sentences = tuple(
        _mark(sentence, [each for each in group if each.sentence == sentence], text if sound else "")
        for sentence in dict.fromkeys(each.sentence for each in group)
    )
    marked = {piece.text for sentence in sentences for piece in sentence if piece.marked}
    figures = tuple((each.text, each.box) for each in group if each.box)
    has_pages = document.format == _DRAWN and first.page is not None and bool(figures)
    picture = Wanted(sha256=document.sha256, page=first.page or 0, figures=figures) if has_pages else None
    there = has_pages and desk.find_source(first.document) is not None
    return Side(
        number=number,
        parts=tuple(_count_parts(group)),
        title=document.title or first.document,
        document=first.document,
        page=first.page,
        sentences=sentences,
        strays=tuple(figure for each in group if (figure := " ".join(each.text.split())) not in marked),
        near=_cut_passage(text, spans, _AROUND) if sound else None,
        far=_cut_passage(text, spans, _FAR_AROUND) if sound else None,
        picture=picture if there else None,
        middle=find_middle(figures),
        lost=_explain_lost(document.path) if has_pages and not there else "",
        evidence=tuple(group),
        slots=tuple(_list_slots(desk.claims.get(first.claim))),
    )


def _count_parts(group: Sequence[Evidence]) -> Iterator[str]:
    """What the figures are in the arithmetic: "total", "4 times item"."""
    counts = Counter(each.part for each in group if each.part)
    yield from (part if count == 1 else f"{count} times {part}" for part, count in counts.items())


def _mark(sentence: str, group: Sequence[Evidence], text: str) -> Quote:
    """The sentence with its figures marked: where they stand in the text, or first stand in it where that is gone."""
    if text:
        return mark_figures(sentence, text, [(each.start, each.end) for each in group])
    return mark_figures(sentence, sentence, _find_places(sentence, [each.text for each in group]))


def _find_places(sentence: str, figures: Sequence[str]) -> Iterator[tuple[int, int]]:
    for figure in figures:
        words = " ".join(figure.split())
        start = sentence.find(words)
        if words and start >= 0:
            yield start, start + len(words)


def _explain_lost(path: str) -> str:
    return f"{path} is no longer where it was read from, or has changed since; this is its text as it was read"


def _cut_passage(text: str, spans: Sequence[tuple[int, int]], around: int) -> Passage:
    """The text around figures, from the first to the last, cut between words."""
    start = max(0, min(span[0] for span in spans) - around)
    end = min(len(text), max(span[1] for span in spans) + around)
    if start:
        start = text.find(" ", start, start + _WORD) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", end - _WORD, end), end - _WORD)
    pieces = []
    done = start
    for left, right in sorted(spans):
        if left >= done:
            pieces += [(text[done:left], False), (text[left:right], True)]
            done = right
    pieces.append((text[done:end], False))
    quote = tuple(Piece(_fold(words), marked) for words, marked in pieces if words)
    return Passage(quote=quote, cut_before=start > 0, cut_after=end < len(text))


def _fold(text: str) -> str:
    """Lines as they stand, without empty ones and without what a printer would not show."""
    return re.sub(r"\n\s*\n+", "\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", ""))


def _list_slots(claim: Claim | None) -> Iterator[tuple[str, str]]:
    """What was understood of a figure, for a reviewer who wonders why it was taken so."""
    if claim is None:
        return
    named: tuple[tuple[str, str], ...] = (
        ("counts", claim.measure or claim.head),
        ("programme", "" if claim.programme == "none" else claim.programme.replace("_", " ")),
        ("period", claim.period.label),
        ("role", claim.role.value),
        ("population", claim.population),
        ("stage", claim.stage),
        ("said of", claim.subject),
    )
    yield from ((name, value) for name, value in named if value)


# What the tool misread


def write_example(desk: Desk, finding: Finding) -> str:
    """The sentences of a finding as examples for patterns/, to be put right by whoever knows what they say."""
    lines = []
    for evidence in {each.sentence: each for each in finding.evidence}.values():
        claim = desk.claims.get(evidence.claim)
        seen = " ".join(evidence.text.split())
        pattern = claim.pattern if claim and claim.pattern else ""
        lines.append(f'# read as "{seen}"' + (f", seen by {pattern}" if pattern else "") + f", in {evidence.document}")
        value = f", value: {claim.quantity.value.normalize():f}, qualifier: {claim.quantity.qualifier}" if claim else ""
        lines.append(f"- {{text: {_quote(evidence.sentence)}{value}}}")
    head = (
        "# Below `not` of the entry that saw it, with `because` in place of value and qualifier; or below `matches`,",
        "# with what it should have been read as. Then: lga-metrics patterns",
    )
    return "\n".join((*head, *lines)) + "\n"


def _quote(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def describe_verdict(verdict: str, reason: str) -> str:
    """A verdict in words.

    >>> describe_verdict("dismissed", "other period")
    'dismissed, other period'
    """
    return f"{verdict}, {reason}" if reason else verdict


def find_verb(key: str) -> Verb | None:
    """What a key decides; None where it decides nothing."""
    return next((verb for verb in VERBS if verb.key == key), None)

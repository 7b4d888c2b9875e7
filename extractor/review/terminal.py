"""The same queue and the same keys in a terminal, for people without a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extractor.errors import ReviewError
from extractor.models import Verdict
from extractor.review.card import VERBS, Card, Passage, describe_verdict, find_verb, make_card
from extractor.review.desk import Desk
from extractor.review.queue import Item, Opinions, View, choose_items, find_beside, find_next, find_place
from extractor.telling import Quote

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_MARK = "bold black on yellow"
_COLOURS = {"error": "bold red", "warning": "bold yellow", "note": "bold blue"}
_STATES = {"agree": "agree", "open": "unknown", "differ": "DIFFER"}
_LEAVE = ("q", "\x03", "\x04")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """How the terminal is spoken to: show something, clear it, wait for one key, ask for a line."""

    show: Callable[[RenderableType], object]
    clear: Callable[[], object]
    read_key: Callable[[], str]
    read_line: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the reviewer is: the finding shown, the view of the queue, and what is to be said below the card."""

    at: str
    view: View = field(default_factory=View)
    comment: str = ""
    enlarged: bool = False
    told: str = ""


def review_in_terminal(desk: Desk, screen: Screen, *, reviewer: str) -> None:
    """Go through the findings of an output until the reviewer leaves or none is left to look at."""
    place = _Place(at=_find_first(desk, View(), reviewer))
    while place.at:
        item = desk.find_item(place.at)
        assert item is not None  # the queue gave the id
        _show(desk, screen, item, place, reviewer)
        key = screen.read_key()
        if key in _LEAVE:
            break
        place = _answer(desk, screen, item, replace(place, told=""), key=key, reviewer=reviewer)
    left = len(choose_items(desk.items, desk.read_board().opinions, View(), me=reviewer))
    screen.show(f"{left:,} to look at. Decisions are kept in {desk.store}.")


def _answer(  # noqa: PLR0913  what there is, and the key by name
    desk: Desk, screen: Screen, item: Item, place: _Place, *, key: str, reviewer: str
) -> _Place:
    """Where a key leads, after it did what it says."""
    opinions = desk.read_board().opinions
    chosen = choose_items(desk.items, opinions, place.view, me=reviewer)
    verb = find_verb(key)
    if verb is not None:
        following = find_next(chosen, item)
        desk.decide(item, verb.verdict, reviewer=reviewer, reason=verb.reason, comment=place.comment)
        said = describe_verdict(verb.verdict, verb.reason or "")
        told = f"{item.id}: {said}. z takes it back.{'' if following else ' None is left here.'}"
        return _Place(at=following or item.id, view=place.view, told=told)
    before, after = find_beside(chosen, item)
    match key:
        case "j":
            return _Place(at=after or item.id, view=place.view, told="" if after else "This is the last one.")
        case "k":
            return _Place(at=before or item.id, view=place.view, told="" if before else "This is the first one.")
        case "z":
            return _take_back(desk, place, reviewer)
        case "c":
            return _comment(desk, item, place, screen.read_line("Comment: ").strip(), reviewer)
        case "o":
            return replace(place, enlarged=not place.enlarged)
        case "/":
            return _search(desk, place, screen.read_line("Search (empty for all): "), reviewer)
        case "?":
            return replace(place, told=_HELP)
    return replace(place, told="That key does nothing; ? lists the keys.")


def _take_back(desk: Desk, place: _Place, reviewer: str) -> _Place:
    try:
        last = desk.undo(reviewer)
    except ReviewError as error:
        return replace(place, told=str(error))
    identity = next(item.id for item in desk.items if item.finding.key == last.key)
    return _Place(
        at=identity, view=place.view, told=f"Taken back: {describe_verdict(last.verdict, last.reason or '')}."
    )


def _comment(desk: Desk, item: Item, place: _Place, comment: str, reviewer: str) -> _Place:
    """A comment goes with the next decision on the card; where there is one already, it is said anew with it."""
    mine = desk.read_board().opinions[item.finding.key].said.get(reviewer)
    if mine is None or not comment:
        return replace(place, comment=comment, told="It goes with your decision." if comment else "")
    desk.decide(item, Verdict(mine.verdict), reviewer=reviewer, reason=mine.reason, comment=comment)
    return replace(place, told="Comment kept.")


def _search(desk: Desk, place: _Place, words: str, reviewer: str) -> _Place:
    view = replace(place.view, q=words.strip())
    first = _find_first(desk, view, reviewer)
    if not first:
        return replace(place, told=f'Nothing to look at has "{words.strip()}" in it.')
    return _Place(at=first, view=view)


def _find_first(desk: Desk, view: View, reviewer: str) -> str:
    chosen = choose_items(desk.items, desk.read_board().opinions, view, me=reviewer)
    return chosen[0].id if chosen else ""


# What is shown


def _show(desk: Desk, screen: Screen, item: Item, place: _Place, reviewer: str) -> None:
    board = desk.read_board()
    chosen = choose_items(desk.items, board.opinions, place.view, me=reviewer)
    number = find_place(chosen, item)
    where = f"{number:,} of {len(chosen):,}" if number else f"outside the {len(chosen):,} in view"
    searched = f', search "{place.view.q}"' if place.view.q else ""
    card = make_card(desk, item, board.findings[item.finding.key])
    screen.clear()
    for part in draw_card(
        card, board.opinions[item.finding.key], where=where + searched, enlarged=place.enlarged, comment=place.comment
    ):
        screen.show(part)
    if place.told:
        from rich.text import Text

        screen.show(Text(f"\n{place.told}", style="bold"))


def draw_card(
    card: Card, opinions: Opinions, *, where: str, enlarged: bool = False, comment: str = ""
) -> list[RenderableType]:
    """A card as what rich prints: no mark-up of a document is ever taken for ours."""
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    finding = card.finding
    head = Text.assemble(
        (finding.severity.upper(), _COLOURS[finding.severity]),
        f"  {finding.check}  ",
        (f"{card.item.id}  {where}", "dim"),
    )
    parts: list[RenderableType] = [head, Text(f"\n{finding.message}\n", style="bold")]
    for reviewer, decision in opinions.said.items():
        said = f"{describe_verdict(decision.verdict, decision.reason or '')}: {reviewer}"
        parts.append(Text(f"{said}{f' - {decision.comment}' if decision.comment else ''}", style="italic"))
    if finding.review.reason and not finding.review.standing.decided:
        parts.append(Text(f"Reopened: {finding.review.reason}", style="italic"))
    for side in card.sides:
        place = f"{side.document}, page {side.page}" if side.page else side.document
        body = Text("\n").join(map(_draw_quote, side.sentences))
        passage = side.far if enlarged else None
        if passage:
            body = Text.assemble(body, "\n\n", _draw_passage(passage))
        title = Text(" ".join(filter(None, (str(side.number), ", ".join(side.parts), side.title))))
        parts.append(Panel(body, title=title, subtitle=Text(place), title_align="left", subtitle_align="left"))
    if finding.arithmetic:
        parts.append(Text.assemble(("Arithmetic  ", "dim"), finding.arithmetic))
    if finding.suggestion:
        parts.append(Text.assemble(("To make it right  ", "dim"), finding.suggestion))
    if finding.slots:
        table = Table("What", "Stands", "Here", "There", box=None, padding=(0, 2, 0, 0), header_style="dim")
        for slot, state, left, right in finding.slots:
            table.add_row(Text(slot), Text(_STATES.get(state, state)), Text(left or "-"), Text(right or "-"))
        parts += [Text(""), table]
    if comment:
        parts.append(Text(f"\nYour comment: {comment}"))
    parts.append(Text(f"\n{_KEYS}", style="dim"))
    return parts


def _draw_quote(quote: Quote) -> Text:
    from rich.text import Text

    return Text.assemble(*((piece.text, _MARK if piece.marked else "") for piece in quote))


def _draw_passage(passage: Passage) -> Text:
    return _draw_quote(passage.quote)


_KEYS = (
    "y error  n none  a accepted  u unsure  1-9 why not  c comment  z undo  j k next, previous  o more text  / search"
    "  ? help  q leave"
)
_HELP = "\n".join(
    (
        *(f"{verb.key}  {'Not an error: ' if verb.key.isdecimal() else ''}{verb.label}" for verb in VERBS),
        "j k  next, previous    z  take back your last decision, and the one before it",
        "c  comment    o  more of the text    /  search    q  leave",
    )
)

"""The queue of findings: what is looked at first, what it can be narrowed to, and what comes next. Plain data only."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

from extractor.feeds import order_finding
from extractor.identity import finding_id
from extractor.models import Claim, Decision, Finding, Run, Standing

TO_LOOK_AT, ANY = "to look at", "any"
"""Statuses that a view may ask for beside those of findings: open and reopened ones, and all."""
SPLIT, MINE, NOT_MINE = "reviewers disagree", "decided by me", "decided by others only"
"""What a view may ask for of several reviewers."""
NO_PROGRAMME, NO_PERIOD = "none named", "none named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A finding, its place in the queue, and what it can be found by."""

    id: str
    place: int
    finding: Finding
    documents: tuple[str, ...]
    programmes: tuple[str, ...]
    periods: tuple[str, ...]
    haystack: str

    @property
    def cause(self) -> str:
        """What it has in common with others that one mistake explains; its own id where nothing is known."""
        return _find_cause(self.finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """Where the reviewers are with a finding: how it stands, and what each of them last said of it."""

    standing: Standing = Standing.OPEN
    said: Mapping[str, Decision] = field(default_factory=dict)

    @property
    def split(self) -> bool:
        """Whether two reviewers say different things of it."""
        return len({decision.verdict for decision in self.said.values()}) > 1


NOTHING_SAID = Opinions()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the queue is narrowed to: one value of each facet, empty where it does not matter, and words to search.

    Every view is a link: `query` spells it, `read_view` reads it back.
    """

    severity: str = ""
    check: str = ""
    status: str = TO_LOOK_AT
    programme: str = ""
    period: str = ""
    document: str = ""
    reviewer: str = ""
    opinion: str = ""
    q: str = ""

    @property
    def query(self) -> str:
        """The view as the query of a link; empty for the plain one."""
        plain = View()
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return urlencode({name: value for name, value in named.items() if value != getattr(plain, name)})


FACETS = ("status", "severity", "check", "programme", "period", "document", "opinion", "reviewer")
"""The facets in the order in which a page shows them."""


def read_view(query: Mapping[str, str]) -> View:
    """The view that the query of a link asks for; what it does not know, it passes over."""
    known = {each.name for each in fields(View)}
    return View(**{name: value for name, value in query.items() if name in known})


def build_queue(run: Run) -> tuple[Item, ...]:
    """The findings of a run, those of one cause together, the causes with the worst findings first."""
    claims = {claim.key: claim for claim in run.claims}
    names = dict(run.programmes)
    titles = {document.document: document.title for document in run.documents}
    ordered = sorted(run.findings, key=order_finding)
    leaders: dict[str, int] = {}
    for place, finding in enumerate(ordered):
        leaders.setdefault(_find_cause(finding), place)
    ordered.sort(key=lambda finding: leaders[_find_cause(finding)])
    return tuple(_make_item(place, finding, claims, names, titles) for place, finding in enumerate(ordered))


def _find_cause(finding: Finding) -> str:
    return finding.cause or finding_id(finding.key)


def _make_item(
    place: int, finding: Finding, claims: Mapping[str, Claim], names: Mapping[str, str], titles: Mapping[str, str]
) -> Item:
    held = [claims[each.claim] for each in finding.evidence if each.claim in claims]
    documents = tuple(dict.fromkeys(each.document for each in finding.evidence))
    identity = finding_id(finding.key)
    words = [identity, finding.check, finding.message, *documents, *(titles.get(name, "") for name in documents)]
    words += dict.fromkeys(each.sentence for each in finding.evidence)
    programmes = dict.fromkeys(
        NO_PROGRAMME if claim.programme == "none" else names.get(claim.programme, claim.programme) for claim in held
    )
    return Item(
        id=identity,
        place=place,
        finding=finding,
        documents=documents,
        programmes=tuple(programmes) or (NO_PROGRAMME,),
        periods=tuple(dict.fromkeys(claim.period.label or NO_PERIOD for claim in held)) or (NO_PERIOD,),
        haystack=" ".join(words).casefold(),
    )


# Narrowing


_STATUSES = {standing: (standing.value,) if standing.decided else (standing.value, TO_LOOK_AT) for standing in Standing}


def _list_opinions(opinions: Opinions, me: str) -> tuple[str, ...]:
    mine = [MINE] if me in opinions.said else [NOT_MINE] if opinions.said else []
    return (*mine, *([SPLIT] if opinions.split else []))


def _list_values(me: str) -> dict[str, Callable[[Item, Opinions], Collection[str]]]:
    """What a finding counts under, facet by facet, for the reviewer `me`."""
    return {
        "severity": lambda item, _: (item.finding.severity.value,),
        "check": lambda item, _: (item.finding.check,),
        "status": lambda _, opinions: _STATUSES[opinions.standing],
        "programme": lambda item, _: item.programmes,
        "period": lambda item, _: item.periods,
        "document": lambda item, _: item.documents,
        "reviewer": lambda _, opinions: opinions.said.keys(),
        "opinion": lambda _, opinions: _list_opinions(opinions, me),
    }


def choose_items(
    items: Iterable[Item], opinions: Mapping[str, Opinions], view: View, *, me: str = ""
) -> tuple[Item, ...]:
    """The items that a view of the reviewer `me` shows, in their order; `opinions` are by the finding's key."""
    values = _list_values(me)
    left = [(item, opinions.get(item.finding.key, NOTHING_SAID)) for item in items]
    for name in FACETS:
        value, find = getattr(view, name), values[name]
        if value not in ("", ANY):
            left = [(item, said) for item, said in left if value in find(item, said)]
    for word in view.q.casefold().split():
        left = [(item, said) for item, said in left if word in item.haystack]
    return tuple(item for item, _ in left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of a facet: how many findings it leaves, and the view that it leads to (out, where it is chosen)."""

    value: str
    count: int
    chosen: bool
    view: View


def count_facets(
    items: Sequence[Item], opinions: Mapping[str, Opinions], view: View, *, me: str = ""
) -> dict[str, tuple[Choice, ...]]:
    """The values of every facet, the most frequent first; each counts what the rest of the view leaves of it."""
    plain = View()
    values = _list_values(me)
    facets = {}
    for name in FACETS:
        idle = ANY if name == "status" else ""
        rest = choose_items(items, opinions, replace(view, **{name: idle}), me=me)
        counts: Counter[str] = Counter()
        for item in rest:
            counts.update(values[name](item, opinions.get(item.finding.key, NOTHING_SAID)))
        chosen = getattr(view, name)
        if name == "status":
            counts[ANY] = len(rest)
        if chosen:
            counts.setdefault(chosen, 0)
        order = sorted(counts, key=lambda value: _rank(name, value, counts))
        facets[name] = tuple(
            Choice(
                value=value,
                count=counts[value],
                chosen=value == chosen,
                view=replace(view, **{name: getattr(plain, name) if value == chosen else value}),
            )
            for value in order
        )
    return facets


_ORDERS = {
    "status": (TO_LOOK_AT, *Standing, ANY),
    "severity": ("error", "warning", "note"),
    "opinion": (SPLIT, NOT_MINE, MINE),
}


def _rank(facet: str, value: str, counts: Counter[str]) -> tuple[int, int, str]:
    order = _ORDERS.get(facet, ())
    return (order.index(value) if value in order else len(order), -counts[value], value)


# Walking


def find_beside(chosen: Sequence[Item], at: Item) -> tuple[str, str]:
    """The ids before and after the finding `at` among the chosen ones, in their order; empty where there is none.

    A finding that is not among them (it was decided, and the view shows open ones) stands where the queue has it.
    """
    before = bisect_left(chosen, at.place, key=_get_place)
    after = bisect_right(chosen, at.place, key=_get_place)
    return (chosen[before - 1].id if before else "", chosen[after].id if after < len(chosen) else "")


def _get_place(item: Item) -> int:
    return item.place


def find_place(chosen: Sequence[Item], at: Item) -> int:
    """The number of the finding `at` among the chosen ones, from 1; 0 where it is not among them."""
    found = bisect_left(chosen, at.place, key=_get_place)
    return found + 1 if found < len(chosen) and chosen[found].id == at.id else 0


def find_next(chosen: Sequence[Item], at: Item) -> str:
    """Where a decision on the finding `at` leads: the next one that is left, else the first; empty where none is."""
    _, after = find_beside(chosen, at)
    return after or next((item.id for item in chosen if item.id != at.id), "")


def group_items(items: Iterable[Item]) -> tuple[tuple[Item, ...], ...]:
    """Neighbours of one cause together."""
    groups: list[list[Item]] = []
    for item in items:
        if groups and groups[-1][0].cause == item.cause:
            groups[-1].append(item)
        else:
            groups.append([item])
    return tuple(map(tuple, groups))

"""An item: a statement or two as they would stand in clean documents, and the same with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from .topics import Topics
from .wording import Value, Values, expand


@dataclass(frozen=True, slots=True)
class Telling:
    """A paragraph to come: its wording with slots, and what fills them. The year's slots are filled by its document."""

    skeleton: str
    values: Values


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of an item, clean and changed, and the document that it stands in.

    `place` is "one" or "two" (publications that tell of the shelf's year), "same" (in the document of the part before),
    "last" (last year's annual report) or "own" (a document made of this paragraph's first line as title).
    `touched` are the slots that hold what was planted; nothing where this part is as it was.
    """

    place: str
    clean: Telling
    changed: Telling
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """An error of a check (`kind` is its name), or a harmless rewrite (`kind` says which)."""

    kind: str
    is_error: bool
    parts: tuple[Part, ...]
    heading: str = ""


@dataclass(slots=True)
class Draw:
    """What an item is drawn from: chance, a supply of subjects, and the financial year (2023 is 2023/24)."""

    rng: Random
    topics: Topics
    year: int

    def choose(self, *wordings: str) -> str:
        """One of several wordings, with its alternatives chosen."""
        return expand(self.rng.choice(wordings), self.rng)

    def two(self, wordings: tuple[str, ...]) -> tuple[str, str]:
        """Two wordings of one thing, which may by chance be alike."""
        return self.choose(*wordings), self.choose(*wordings)

    def number(self, low: int, high: int) -> int:
        """A count as it comes from counting: not a round one."""
        while (n := self.rng.randint(low, high)) > 20 and n % 10 == 0:
            pass
        return n


def keep(place: str, skeleton: str, values: Mapping[str, Value]) -> Part:
    """A part that stays as it is."""
    return Part(place, Telling(skeleton, values), Telling(skeleton, values))


def change(place: str, skeleton: str, values: Mapping[str, Value], **changed: Value) -> Part:
    """A part in which slots are given other values, which are what was planted."""
    return Part(place, Telling(skeleton, values), Telling(skeleton, {**values, **changed}), touched=frozenset(changed))


def reword(place: str, clean: str, changed: str, *, values: Mapping[str, Value], touched: tuple[str, ...] = ()) -> Part:
    """A part that is worded in another way, with the same values at hand."""
    return Part(place, Telling(clean, values), Telling(changed, values), touched=frozenset(touched))

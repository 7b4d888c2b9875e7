"""A small template language: "{We|The team} ran <n> <noun>." has alternatives in braces and slots in angle brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

_SLOT = re.compile(r"<(\w+)>")
_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class Style:
    """How a house writes figures: "38 per cent" or "38%", "£4.2 million" or "£4.2m", small counts in words."""

    percent: str = " per cent"
    million: str = " million"
    words_to: int = 9


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things, written out: 1,106, or in words where it is small."""

    value: int

    def render(self, style: Style) -> str:
        """The figure in a house's style."""
        return _SMALL[self.value] if 0 < self.value <= style.words_to else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Digits:
    """A number that is never written in words: one in brackets, or the number of a cohort."""

    value: int | Decimal

    def render(self, style: Style) -> str:  # noqa: ARG002  every value is rendered alike
        """The figure in digits."""
        return f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in per cents."""

    value: int | Decimal

    def render(self, style: Style) -> str:
        """The share in a house's style."""
        return f"{self.value}{style.percent}"


@dataclass(frozen=True, slots=True)
class Money:
    """Pounds, given as they are to be written: whole, or in millions with the decimals of `millions`."""

    pounds: int = 0
    millions: Decimal | None = None

    def render(self, style: Style) -> str:
        """The sum in a house's style."""
        return f"£{self.pounds:,}" if self.millions is None else f"£{self.millions}{style.million}"


Value = Count | Digits | Percent | Money | str
Values = Mapping[str, Value]


def expand(template: str, rng: Random) -> str:
    """Choose one of each set of alternatives, the inner ones first.

    >>> expand("{a|a}b", Random(1))
    'ab'
    """
    inner = re.compile(r"\{([^{}]*)\}")
    while match := inner.search(template):
        chosen = rng.choice(match[1].split("|"))
        template = template[: match.start()] + chosen + template[match.end() :]
    return template


def fill(skeleton: str, values: Values, style: Style) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """The text with its slots filled, and where each slot's words stand in it. KeyError where a value is missing."""
    pieces: list[str] = []
    spans: dict[str, list[tuple[int, int]]] = {}
    length = at = 0
    for match in _SLOT.finditer(skeleton):
        value = values[match[1]]
        written = value if isinstance(value, str) else value.render(style)
        before = skeleton[at : match.start()]
        if not (before or length) or before.endswith((". ", "\n")) or (not before and not length):
            written = written[:1].upper() + written[1:]
        length += len(before)
        spans.setdefault(match[1], []).append((length, length + len(written)))
        length += len(written)
        pieces += [before, written]
        at = match.end()
    pieces.append(skeleton[at:])
    return "".join(pieces), spans


def slip(number: int, rng: Random, *, least: float = 0.0) -> int:
    """The number as it goes wrong in copying: two digits exchanged, one wrong, one lost, a neighbour; never a rounding."""
    text = str(number)
    tried: set[int] = set()
    for place in range(len(text) - 1):
        tried.add(int(text[:place] + text[place + 1] + text[place] + text[place + 2 :]))
    for place in range(len(text)):
        tried.add(int(text[:place] + str(rng.randrange(1, 10)) + text[place + 1 :]))
    if len(text) > 2:
        tried.add(int(text[1:]))
    tried.add(number + rng.choice((-3, -2, 2, 3, 10, -10)))
    fit = sorted(
        n for n in tried if n > 1 and n != number and abs(n - number) >= least * number and not _rounds(n, number)
    )
    return rng.choice(fit) if fit else number * 2 + 1


def _rounds(one: int, other: int) -> bool:
    """Whether one of the two is the other, rounded: 1,200 for 1,187 is no slip."""
    return any(
        a % step == 0 and abs(a - b) <= step
        for a, b in ((one, other), (other, one))
        for step in (10, 100, 1000)
        if a >= step * 10
    ) and (one % 100 == 0 or other % 100 == 0 or one % 10 == 0 or other % 10 == 0)

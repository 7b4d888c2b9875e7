"""The text that patterns match on: white space folded and marks made plain, with a map back to the document's offsets.

The document's own text is never changed (models.Document), so a figure that is broken over two lines still has a span
there; here it stands on one line.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

import regex

# One character for one character, so that the map back stays simple. Dashes of all sorts become "-" only where a figure
# could be meant by them; an em dash parts clauses and stays.
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201b": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2212": "-",
        "\uff05": "%",
        "\u066a": "%",
    }
)
# White space of every kind (no-break, narrow no-break, thin, ideographic, line and paragraph separators), but for the
# single plain space, which stays; and the bidi and zero-width marks that are printed as nothing. A soft hyphen, and the
# U+FFFE and U+0002 that PDF readers give for a hyphen at a line's end, vanish with the line break after them.
_SPACE = "\u0085\u2028\u2029"
_FOLD = regex.compile(
    rf"[\u00ad\ufffe\u0002][ \t]*\r?\n?[ \t]*|[\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]+"
    rf"|(?:[^\S ]|[{_SPACE}])[\s{_SPACE}]*+|  [\s{_SPACE}]*+"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Plain text, and where its stretches stand in the document.

    Stretch `i` starts at `starts[i]` of the plain text and at `places[i]` of the document, and is the same in both but
    for marks made plain, one character for one.
    """

    text: str
    starts: array[int]
    places: array[int]

    def place(self, at: int) -> int:
        """The document's offset of a character of the text."""
        stretch = bisect_right(self.starts, at) - 1
        return self.places[stretch] + at - self.starts[stretch] if stretch >= 0 else 0

    def index(self, offset: int) -> int:
        """Where a document offset stands in the text; of an offset that was folded away, where the text goes on."""
        stretch = bisect_right(self.places, offset) - 1
        if stretch < 0:
            return 0
        end = self.starts[stretch + 1] if stretch + 1 < len(self.starts) else len(self.text)
        return min(self.starts[stretch] + offset - self.places[stretch], end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The document's span of ``text[start:end]``; an empty span is at the place of its start."""
        first = self.place(start)
        return (first, self.place(end - 1) + 1) if end > start else (first, first)


_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")
_BLOCKS_KNOWN = 1 << 12  # results that are remembered at most; a long report has a thousand blocks
_REMEMBERED: list[Callable[[], None]] = []


def remember(function: Callable[_Asked, _Found]) -> Callable[_Asked, _Found]:
    """A function of texts that remembers what it found: every stage asks for the same of each block of a document.

    Arguments must be hashable, and results are shared, so they must not be changed. `forget` ends it.
    """
    remembering = lru_cache(maxsize=_BLOCKS_KNOWN)(function)
    _REMEMBERED.append(remembering.cache_clear)
    return cast(Callable[_Asked, _Found], remembering)


def forget() -> None:
    """Let go of what is remembered, when a document is done: the next one's texts are others."""
    for let_go in _REMEMBERED:
        let_go()


@remember
def clean(text: str, start: int = 0, end: int | None = None) -> Cleaned:
    """Return ``text[start:end]`` made plain, with the way back to offsets into the whole `text`.

    >>> clean("in excess of\\n\\u00a346 million").text
    'in excess of \\u00a346 million'
    """
    end = len(text) if end is None else min(end, len(text))
    if text and not start and end == len(text) and text.isascii() and text.isprintable() and "  " not in text:
        return Cleaned(text, array("q", (0,)), array("q", (0,)))  # plain already, as most short texts are
    parts: list[str] = []
    starts, places = array("q"), array("q")
    length = 0
    ends_in_space = False

    def keep(part: str, place: int) -> None:
        nonlocal length, ends_in_space
        starts.append(length)
        places.append(place)
        parts.append(part)
        length += len(part)
        ends_in_space = part[-1] == " "

    at = start
    for found in _FOLD.finditer(text, start, end):
        # A plain space may stand beside a run that begins with another one, or beside a mark that is dropped.
        skip = ends_in_space and text[at] == " "
        if found.start() > at + skip:
            keep(text[at + skip : found.start()], at + skip)
        mark = found.group()[0]
        if (mark.isspace() or mark in _SPACE) and not ends_in_space:
            keep(" ", found.start())
        at = found.end()
    at += at < end and ends_in_space and text[at] == " "
    if at < end:
        keep(text[at:end], at)
    plain = "".join(parts)
    return Cleaned(plain if plain.isascii() else plain.translate(_PLAIN), starts, places)


def find_figure(sentence: str, figure: str, near: int) -> int:
    """Where a figure stands in its cleaned sentence, -1 where nowhere; `near` is how far from its start it was written.

    Cleaning only shortens, so that is the last place up to `near` at which it is no part of a longer number: the 20 of
    "in 2019, 20 councils" is not that of the year.
    """
    at = sentence.rfind(figure, 0, near + len(figure))
    while at >= 0 and _is_inside_number(sentence, at, at + len(figure)):
        at = sentence.rfind(figure, 0, at + len(figure) - 1)
    return at if at >= 0 else sentence.find(figure, near)


def _is_inside_number(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start].isdigit() and text[start].isdigit()
    return before or (text[end - 1].isdigit() and text[end : end + 1].isdigit())

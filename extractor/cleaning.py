"""The text that patterns match on: white space folded and marks made plain, with a map back to the document's offsets.

The document's own text is never changed (models.Document), so a figure that is broken over two lines still has a span
there; here it stands on one line.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

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
# White space of every kind (no-break, narrow no-break, thin, ideographic, line and paragraph separators) and the bidi
# and zero-width marks that are printed as nothing. A soft hyphen, and the U+FFFE and U+0002 that PDF readers give for a
# hyphen at a line's end, vanish together with the line break after them.
_FOLD = regex.compile(
    r"[\u00ad\ufffe\u0002][ \t]*\r?\n?[ \t]*|[\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]+|[\s\u0085\u2028\u2029]+"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Plain text and, for each of its characters, where it stands in the document."""

    text: str
    offsets: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The document's span of ``text[start:end]``; an empty span is at the place of its start."""
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else (self.offsets[-1] + 1 if self.offsets else 0)
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1


def clean(text: str, start: int = 0, end: int | None = None) -> Cleaned:
    """Return ``text[start:end]`` made plain, with offsets into the whole `text`.

    >>> clean("in excess of\\n\\u00a346 million").text
    'in excess of \\u00a346 million'
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    offsets = array("q")
    at = start
    for found in _FOLD.finditer(text, start, end):
        if found.start() > at:
            parts.append(text[at : found.start()])
            offsets.extend(range(at, found.start()))
        if found.group()[0].isspace() or found.group()[0] in "\u0085\u2028\u2029":
            parts.append(" ")
            offsets.append(found.start())
        at = found.end()
    if at < end:
        parts.append(text[at:end])
        offsets.extend(range(at, end))
    return Cleaned("".join(parts).translate(_PLAIN), offsets)

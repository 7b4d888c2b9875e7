"""Lines that hold words read from right to left (Hebrew, Arabic): from the order of their places to that of reading.

pdfium puts the letters and words of such lines in an order of reading that is often wrong. So they are taken by
themselves, joined as they stand, from left to right, and put in order then.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from unicodedata import normalize

import regex

_LETTERS = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHTWARDS = regex.compile(rf"[{_LETTERS}]")
_RUN = regex.compile(rf"[{_LETTERS}]+")
_PART = regex.compile(rf"[{_LETTERS}]+|[()\[\]]|[^\s()\[\]{_LETTERS}]+")
_PIECE = regex.compile(rf"[{_LETTERS}]+|[\p{{L}}\p{{N}}]+(?:[.,:/]\p{{N}}+)*|.")
_LEFTWARDS = regex.compile(r"(?!\p{Hebrew}|\p{Arabic}|\p{Syriac}|\p{Thaana})\p{L}")
_LETTER = regex.compile(r"\X")
_MOSTLY = 2  # times as many letters read from the right: such a line is, all in all, and not an English one with names
_OPENED = regex.compile(r"[(\[“‘\"']*")
_CLOSED = regex.compile(r"[)\]”’\"'.,;:!?]*$")
# A bracket beside such a word may be told the wrong way round.
_OPENS = regex.compile(r"(?<=^|\s)\)(?=\S)")
_CLOSES = regex.compile(r"(?<=\S)\((?=[.,;:]?(?:\s|$))")


def holds_rightwards(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a text has letters that are read from right to left."""
    return _RIGHTWARDS.search(text, start, end) is not None


def find_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the words in a stretch of text are, each of one direction: a bracket beside a word is another."""
    return [part.span() for part in _PART.finditer(text, start, end)]


def turn_letters(word: str) -> str:
    """Return a word with its letters from the last to the first, marks with their letters."""
    return "".join(reversed(_LETTER.findall(word)))


def put_in_reading_order(line: str) -> str:
    """Return a line in reading order whose letters stand as they are seen, from left to right.

    >>> put_in_reading_order("Led by \u05df\u05d4\u05db \u05d4\u05e0\u05d3, a clerk") == (
    ...     "Led by \u05d3\u05e0\u05d4 \u05db\u05d4\u05df, a clerk"
    ... )
    True
    """
    line = _RUN.sub(lambda run: normalize("NFKC", turn_letters(run[0])), line)
    words = _set_brackets(line).split(" ")
    if len(_RIGHTWARDS.findall(line)) > _MOSTLY * len(_LEFTWARDS.findall(line)):
        ordered = [word for run in reversed(_part(words)) for word in run]
    else:
        ordered = [word for run in _find_runs(words) for word in run]
    return _set_brackets(" ".join(ordered))


def _set_brackets(line: str) -> str:
    return _CLOSES.sub(")", _OPENS.sub("(", line))


def _part(words: Sequence[str]) -> list[list[str]]:
    """The words of a line that is read from the right, each by itself, but for those that are read to the right."""
    parts: list[list[str]] = []
    for leftwards, run in groupby(words, key=lambda word: _LEFTWARDS.search(word) is not None):
        together = list(run)
        parts.extend([together] if leftwards else [[_turn_word(word)] for word in together])
    return parts


def _find_runs(words: Sequence[str]) -> list[list[str]]:
    """The words of a line that is read from the left, each by itself, but for those read from the right, turned round.

    What has no letters and stands between two of these is of them.
    """
    runs: list[list[str]] = []
    at = 0
    while at < len(words):
        end = at + 1
        if not holds_rightwards(words[at]):
            runs.append([words[at]])
        else:
            for place in range(at + 1, len(words)):
                if holds_rightwards(words[place]):
                    end = place + 1
                elif _LEFTWARDS.search(words[place]):
                    break
            runs.append(_turn_round(words[at:end]))
        at = end
    return runs


def _turn_round(run: Sequence[str]) -> list[str]:
    """The words of a run from the last to the first; marks at either end are of the line, and stay there."""
    text = " ".join(run)
    opened, closed = _OPENED.match(text), _CLOSED.search(text)
    start, end = opened.end() if opened else 0, closed.start() if closed else len(text)
    turned = [_turn_word(word) for word in reversed(text[start:end].split(" "))]
    return [f"{text[:start]}{' '.join(turned)}{text[end:]}"]


def _turn_word(word: str) -> str:
    """A word with its parts from the last to the first: a number in it is read to the right."""
    return "".join(reversed(_PIECE.findall(word)))

"""Expressions -> those that can match a text at all, told by letters that every match of them must hold.

Most expressions of patterns/ have words in them ("target", "phone", "Street") that most sentences have not. To look for
these words, by their first letters and all at once, takes a small part of the time that trying the expressions takes.
The idea is that of trigram indexes for searching code (R. Cox, Regular Expression Matching with a Trigram Index, 2012).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Generic, NamedTuple, TypeVar

import regex

Entry = TypeVar("Entry")
Strings = frozenset[str]

_GRAM = 3  # characters by which a cue is looked for; a shorter one tells enough only with a sign in it
_LONGEST = 8  # characters of a cue that tell enough: "targets of" and "targets is" are one
_MOST_STRINGS = 64  # beyond this the ways to go on with an expression are not multiplied out
_SIGN = regex.compile(r"[^a-z\d\s]")
# What an expression is made of, as far as it matters here; `odd` is what is not understood.
_PART = regex.compile(
    r"(?P<letters>[A-Za-z ]+(?![?*+{]))|(?P<look>\(\?<?[=!])|(?P<open>\((?:(?!\?)|\?P<\w+>|\?[a-z-]*:))|(?P<close>\))"
    r"|(?P<or>\|)|(?P<repeat>(?:[?*+]|\{\d*[,\d]*\})[?+]?)|(?P<edge>\\[bB]|[\^$])|(?P<odd>\(|\\[\dAGNRUXZgkux])"
    r"|\[(?P<set>-?[^\]\[\\^-]{1,10}-?)\]|(?P<any>\[\^?\]?(?:\\.|[^\]\\])*\]|\\[pP]\{\w+\}|\\\w|\.)|\\?(?P<letter>.)",
    regex.DOTALL,
)
_Parts = list[tuple[str, str]]  # kind and text of each, the last one first


class Cued(Generic[Entry]):
    """Entries in their order, each with an expression that says in which texts it can be found."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._entries: list[Entry] = []
        self._always: set[int] = set()
        self._cues: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        self._signs: list[tuple[str, int]] = []
        for at, (expression, entry) in enumerate(entries):
            self._entries.append(entry)
            cues = find_cues(expression)
            if not cues:
                self._always.add(at)
            for cue in {cue[:_LONGEST] for cue in cues}:
                listed = self._cues.setdefault(tuple(cue[:_GRAM]), []) if len(cue) >= _GRAM else self._signs
                listed.append((cue, at))
        self._grams = frozenset(self._cues)

    def select(self, text: str) -> list[Entry]:
        """The entries whose expressions may match somewhere in a text, in their order."""
        folded = text.casefold()
        met = self._grams.intersection(zip(folded, folded[1:], folded[2:], strict=False))
        possible = {at for gram in met for cue, at in self._cues[gram] if cue in folded}
        possible.update(self._always, (at for sign, at in self._signs if sign in folded))
        return [self._entries[at] for at in sorted(possible)]


def find_cues(expression: str) -> Strings:
    """Strings in small letters of which every match of an expression holds one; empty where nothing is sure.

    >>> sorted(find_cues(r"\\b(?:targets?|goal) (?:\\w+ )?of \\d+"))
    ['goal ', 'target ', 'targets ']
    """
    parts = [(part.lastgroup or "", part[part.lastgroup or 0]) for part in _PART.finditer(expression)]
    if any(kind == "odd" for kind, _ in parts):
        return frozenset()
    parts.reverse()
    return _read_alternatives(parts).cues


class _Piece(NamedTuple):
    """Of a part of an expression all that it can match, where that is few strings, and what it must hold."""

    exact: Strings | None
    cues: Strings


_EMPTY: Strings = frozenset(("",))
_NONE: Strings = frozenset()


def _read_alternatives(parts: _Parts) -> _Piece:
    """Read alternatives up to the bracket that closes their group; what is read is taken from the end of `parts`."""
    pieces = [_read_sequence(parts)]
    while parts and parts[-1][0] == "or":
        parts.pop()
        pieces.append(_read_sequence(parts))
    exact = _NONE.union(*(piece.exact or _NONE for piece in pieces)) if all(piece.exact for piece in pieces) else None
    cues = _NONE.union(*(piece.cues for piece in pieces)) if all(piece.cues for piece in pieces) else _NONE
    return _Piece(exact, cues)


def _read_sequence(parts: _Parts) -> _Piece:
    exact, whole = _EMPTY, True
    held: list[Strings] = []
    while parts and parts[-1][0] not in ("or", "close"):
        piece = _read_piece(parts)
        if piece.exact and len(exact) * len(piece.exact) <= _MOST_STRINGS:
            exact = frozenset(map("".join, product(exact, piece.exact)))
            continue
        held += [_as_cues(exact), piece.cues]
        exact, whole = piece.exact or _EMPTY, False
    held.append(_as_cues(exact))
    return _Piece(exact if whole else None, max(filter(None, held), key=_tell, default=_NONE))


def _read_piece(parts: _Parts) -> _Piece:
    """Read letters, one character, class or group with what repeats it."""
    kind, text = parts.pop()
    piece = _Piece(None if kind == "any" else _EMPTY, _NONE)
    if kind in ("letters", "letter"):
        piece = _Piece(frozenset((text.casefold(),)), _NONE)
    elif kind == "set":
        piece = _Piece(frozenset(map(str.casefold, text)), _NONE)
    elif kind in ("open", "look"):
        inner = _read_alternatives(parts)
        parts.pop()
        piece = inner if kind == "open" else piece
    if not (parts and parts[-1][0] == "repeat"):
        return piece
    _, repeat = parts.pop()
    if repeat[0] == "?":
        return _Piece(piece.exact | _EMPTY if piece.exact else None, _NONE)
    never = repeat[0] == "*" or repeat.startswith(("{0", "{,"))
    return _Piece(None, _NONE if never else piece.cues or _as_cues(piece.exact or _EMPTY))


def _tell(cues: Strings) -> tuple[int, int]:
    """How much cues tell: the shortest of them is met the most often, and each further one adds to it."""
    return min(map(len, cues)), -len(cues)


def _as_cues(strings: Strings) -> Strings:
    return strings if all(len(string) >= _GRAM or _SIGN.search(string) for string in strings) else _NONE

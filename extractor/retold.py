"""Sentences that one document takes over from another, word for word but for a figure.

No two writers choose the same words by chance, so such a figure is the same one, whatever is known of its words. What
is found here are rows of claims; whether their programme and period allow it is for the gate to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import combinations

import numpy as np
import regex

from extractor.cleaning import find_figure
from extractor.columns import Coded, Columns, Groups, Lists, Mask, draw_marks
from extractor.models import Document

_LEAST_WORDS = 5  # of a sentence, with its figure: a judgement
_MOST_ALIKE = 30  # sentences of one form; where there are more they are a form that is filled in
_ENDS = (".", "!", "?")
_NO_FIGURES = str.maketrans("", "", "0123456789,.")
_HEDGE = regex.compile(
    r"\b(?:(?:just |well )?(?:over|under)|more than|fewer than|less than|nearly|almost|around|about|some|approximately"
    r"|at least|up to|in excess of)\s(?=\s|£|%)"
)
_HEDGE_WORDS = frozenset(regex.findall(r"[a-z]{2,}", _HEDGE.pattern))
_BODY = regex.compile(
    r"(?P<name>\p{Lu}[\p{L}'’-]+(?:\s(?:(?:and|of|upon|on|the|in)\s){0,2}\p{Lu}[\p{L}'’-]+){0,3})\s"
    r"(?:City|Borough|County|District|Council|Combined|Fire|Police|School|Academy|College|Hospital|Trust)\b"
)
_KNOWN = 1 << 15


class Retold:
    """The claims of a shelf whose sentences stand in two documents, all but for their figure."""

    def __init__(self, columns: Columns, documents: Mapping[str, Document]) -> None:
        self._columns = columns
        self._documents = documents
        self.rest = lru_cache(maxsize=_KNOWN)(self._find_rest)
        """The sentence of a row with a mark for its figure, in lower case; empty where it says too little alone."""
        self._bodies = cache(self._find_bodies)

    def is_retold(self, left: int, right: int) -> bool:
        """Whether two rows are one sentence in two documents but for this figure, and the documents are of one body."""
        rest = self.rest(left)
        return bool(rest) and rest == self.rest(right) and self._are_of_one(left, right)

    def pairs(self, fit: Mask, *, sentences: Lists, pieces: Coded[str]) -> Iterator[tuple[int, int]]:
        """The pairs of fit rows that are so told; `sentences` has of each distinct sentence the codes of its pieces."""
        forms: dict[str, list[int]] = defaultdict(list)
        for number in self._find_likely(sentences, pieces):
            sentence = self._columns.sentence[self._columns.rows_of_sentence(number)[0]]
            if sentence.endswith(_ENDS):
                forms[_HEDGE.sub("", sentence.translate(_NO_FIGURES)).lower()].append(number)
        for alike in forms.values():
            if 1 < len(alike) <= _MOST_ALIKE:
                yield from self._pair(alike, fit)

    def _find_likely(self, sentences: Lists, pieces: Coded[str]) -> list[int]:
        """The sentences that have the words of another, hedges aside: only those may be of one form with it."""
        words = pieces.map(_keep_letters)
        told = words.where(lambda word: word and word not in _HEDGE_WORDS)
        marks = np.where(told, draw_marks(len(words.values))[words.codes], 0)
        firsts = np.flatnonzero(np.diff(self._columns.sentence_of, prepend=-1))
        groups = Groups(sentences.sum(marks)[self._columns.sentence.codes[firsts]])
        return np.flatnonzero(groups.sizes[groups.group] > 1).tolist()

    def _pair(self, sentences: list[int], fit: Mask) -> Iterator[tuple[int, int]]:
        told = [
            [(row, self.rest(row) if fit[row] else "") for row in self._columns.rows_of_sentence(number)]
            for number in sentences
        ]
        for one, other in combinations(told, 2):
            for (left, rest), (right, again) in zip(one, other, strict=False):
                if rest and rest == again and self._are_of_one(left, right):
                    yield left, right

    def _find_rest(self, row: int) -> str:
        """The sentence of a claim with a mark for its figure, in lower case; empty where it tells too little."""
        columns = self._columns
        sentence, figure = columns.sentence[row], " ".join(columns.text[row].split())
        at = find_figure(sentence, figure, int(columns.start[row] - columns.sentence_start[row]))
        rest = f"{sentence[:at]}#{sentence[at + len(figure) :]}".lower() if at >= 0 else ""
        return rest if rest.endswith(_ENDS) and len(rest.split()) >= _LEAST_WORDS else ""

    def _are_of_one(self, left: int, right: int) -> bool:
        """Whether two rows are of two documents, whose titles do not name two bodies.

        One form is filled in by each ("Peer challenge of Northport Council").
        """
        documents = self._columns.document
        if documents.codes[left] == documents.codes[right]:
            return False
        one, other = self._bodies(documents[left]), self._bodies(documents[right])
        return not (one and other) or bool(one & other)

    def _find_bodies(self, document: str) -> frozenset[str]:
        """The bodies that a document's title names."""
        title = self._documents[document].title if document in self._documents else ""
        return frozenset(found["name"] for found in _BODY.finditer(title))


def _keep_letters(piece: str) -> str:
    return piece.lower() if piece.isalpha() else "".join(filter(str.isalpha, piece.lower()))

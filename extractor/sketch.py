"""The words of claims as integers, to let go most pairs of a block before any word is looked at as text.

Worked out is the most that two measures can have in common and the least that they say alone: what is let go here would
not have been alike for the gate either, which knows more of where in its sentence a word stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.columns import Integers, Lists, is_in, sort_once, spread

Floats = NDArray[np.float64]

_ROUNDING = 1e-9  # sums of the same weights in another order may differ by so much


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """For each row its words and those of its sentence, its nouns and the words of its programme's name, as codes.

    `weights` says what each code weighs; two measures are alike where their similarity (gate.py) is `least`.
    """

    words: Lists
    sentences: Lists
    sentence_of: NDArray[np.integer]
    heads: Lists
    heads_of: NDArray[np.integer]
    names: Lists
    names_of: NDArray[np.integer]
    weights: Floats
    least: float

    def find_marks(self, rows: Integers, *, telling: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Rows, and the words by which they are to be found: all their own, and those beside them that weigh so much.

        The nouns are none of these words, but for rows that say little else.
        """
        own = self._key(*self.words.spread(rows))
        heard = self._key(*self.sentences.spread(self.sentence_of[rows]))
        nouns = self._key(*self.heads.spread(self.heads_of[rows]))
        said = _leave_out(own, nouns)
        bare = self._sum(said, len(rows)) <= self._most_alone * self._sum(nouns, len(rows))
        marks = _leave_out(np.concatenate([said, heard[self._weigh(heard) >= telling]]), nouns)
        marks = np.concatenate([marks, nouns[bare[nouns // self._width]]])
        return rows[marks // self._width].astype(np.int32), (marks % self._width).astype(np.int32)

    def choose(self, lefts: Integers, rights: Integers) -> Iterator[tuple[int, int]]:
        """The pairs of rows that may be alike."""
        rows = sort_once(np.concatenate([lefts, rights]))
        places = np.searchsorted(rows, np.concatenate([lefts, rights]))
        left, right = places[: len(lefts)], places[len(lefts) :]
        own = sort_once(self._key(*self.words.spread(rows)))
        told = sort_once(np.concatenate([own, self._key(*self.sentences.spread(self.sentence_of[rows]))]))
        is_own = is_in(told, own)
        names = sort_once(self._key(*self.names.spread(self.names_of[rows])))
        alone = self._sum(own[~is_in(own, names)], len(rows))
        pairs, mine, theirs = self._find_common(told, left, right)
        weights = self._weigh(told[mine])
        # A word counts in full where either measure has it; around both figures it counts half, at the most.
        shared = np.bincount(pairs, weights * np.where(is_own[mine] | is_own[theirs], 1, 0.5), len(lefts))
        matched = np.bincount(pairs, weights * (is_own[mine] * 1.0 + is_own[theirs]), len(lefts))
        alike = alone[left] + alone[right] - matched <= self._most_alone * shared + _ROUNDING
        return zip(lefts[alike].tolist(), rights[alike].tolist(), strict=True)

    def _find_common(self, told: Integers, left: Integers, right: Integers) -> tuple[Integers, Integers, Integers]:
        """The words that both rows of a pair have: its place among the pairs, and where in `told` either has the word.

        Which row of a pair is which is all one, so it is the one with fewer words whose words are looked for.
        """
        bounds = np.searchsorted(told, np.arange(max(left.max(initial=0), right.max(initial=0)) + 2) * self._width)
        sizes = np.diff(bounds)
        left, right = np.where(sizes[left] <= sizes[right], (left, right), (right, left))
        pairs, mine = spread(bounds[left], sizes[left])
        # Each word as one bit of 64: by the bits of a row it is seen of most words that it has not got them.
        words = told % self._width
        bits = np.uint64(1) << (words % 64).astype(np.uint64)
        held = np.bitwise_or.reduceat(np.append(bits, np.uint64(0)), bounds[:-1])
        maybe = np.flatnonzero(np.repeat(held[right], sizes[left]) & bits[mine])
        pairs, mine = pairs[maybe], mine[maybe]
        wanted = right[pairs] * self._width + words[mine]
        theirs = np.minimum(np.searchsorted(told, wanted), len(told) - 1)
        both = told[theirs] == wanted
        return pairs[both], mine[both], theirs[both]

    @property
    def _most_alone(self) -> float:
        """How much two measures may say alone, against the weight of what they share."""
        return 2 * (1 - self.least) / self.least

    @property
    def _width(self) -> int:
        return len(self.weights)

    def _key(self, places: Integers, words: NDArray[np.integer]) -> Integers:
        """A word of a row (by its place among the rows at hand) as one integer."""
        return places * self._width + words

    def _weigh(self, keys: Integers) -> Floats:
        return self.weights[keys % self._width]

    def _sum(self, keys: Integers, size: int) -> Floats:
        return np.bincount(keys // self._width, self._weigh(keys), size).astype(np.float64)


def _leave_out(keys: Integers, others: Integers) -> Integers:
    """The keys that are not among the others, in order, each once."""
    keys = sort_once(keys)
    return keys[~is_in(keys, sort_once(others))]

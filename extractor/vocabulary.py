"""Texts as integers, read in bulk: what stands between two spaces is understood once, however often it stands.

The texts of a shelf are made of few pieces ("councils", "councils,"), told over and over. So a text becomes the codes
of its pieces, and what a piece means is looked up for all texts at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from extractor.columns import Coded, Codes, Integers, Lists, Mask, sort_once, spread
from extractor.pieces import Splitter
from extractor.wording import Wording

_BATCH = 16384  # texts that are understood at a time
_MAY_OPEN = -1  # in place of its size: a piece with which a synonym of several words may begin
_EDGE = "\n"  # stands between pieces


class Vocabulary:
    """Canonical words (wording.py) and the integer of each: `codes` gives a new word the next one."""

    def __init__(self, wording: Wording) -> None:
        self.codes = Codes[str]()
        self._wording = wording
        self._spelt: list[str] = []
        self._splitter = Splitter()
        self.pieces = self._splitter.codes
        """The pieces of all texts that were split, and the code of each."""
        self._bare = Codes[str]()  # the pieces without marks and digits: far fewer
        self._bare_of = array("i")  # for each piece its code among these
        self._sizes = array("q")  # for each of these how many words it holds
        self._words = array("q")  # and these words, one after the other
        self._laid_out = "", np.zeros(0, np.int64)
        self._parts: dict[str, Mask] = {}  # of cues that were looked for, which pieces hold them

    def __len__(self) -> int:
        return len(self.codes)

    def spell(self, codes: NDArray[np.integer]) -> frozenset[str]:
        """The words of some codes."""
        if len(self._spelt) < len(self.codes):
            self._spelt.extend(islice(self.codes, len(self._spelt), None))
        return frozenset(map(self._spelt.__getitem__, codes.tolist()))

    @property
    def bare(self) -> Coded[str]:
        """For each piece what it is without the marks and digits around it, in lower case."""
        self._learn_pieces()
        return Coded(np.array(self._bare_of), list(self._bare))

    def split(self, texts: Iterable[str]) -> Lists:
        """For each text the codes of its pieces, in order."""
        return self._splitter.split(texts)

    def read(self, texts: Iterable[str]) -> Lists:
        """For each text the codes of its words, as `Wording.words` gives them: each word once."""
        return _gather(self._understand(self.split(batch)) for batch in _batch(texts))

    def understand(self, split: Lists) -> Lists:
        """The words of texts that were split, as `read` gives them."""
        rows = range(0, len(split.sizes), _BATCH)
        return _gather(self._understand(split.cut(first, first + _BATCH)) for first in rows)

    def find(self, texts: Lists, cues: Iterable[str]) -> Mask:
        """Of texts that were split those in which one of the cues (in lower case) may stand; in no other does one."""
        parted = [self.find_pieces(cue) for cue in cues]
        alone = [parts[0] for parts in parted if len(parts) == 1]
        together = [[np.logical_or.reduce(alone)]] if alone else []
        return texts.where(*together, *(parts for parts in parted if len(parts) > 1))

    def find_pieces(self, cue: str) -> list[Mask]:
        """For each part of a cue (in lower case) the pieces that hold it: of "of those" those that end with "of"."""
        return [self._find_part(part) for part in _edge(cue)]

    def _find_part(self, part: str) -> Mask:
        text, starts = self._lay_out()
        if part in self._parts:
            return self._parts[part]
        places, at = [], text.find(part)
        while at >= 0:
            places.append(at)
            at = text.find(part, at + 1)
        found = np.zeros(len(self.pieces), bool)
        found[np.searchsorted(starts, places, "right") - 1] = True
        self._parts[part] = found
        return found

    def _lay_out(self) -> tuple[str, Integers]:
        """All pieces in lower case as one text, and where in it each begins, with the edge before it."""
        if len(self._laid_out[1]) < len(self.pieces):
            lower = [f"{_EDGE}{piece.lower()}" for piece in self.pieces]
            sizes = np.fromiter(map(len, lower), np.int64, len(lower))
            self._laid_out = "".join((*lower, _EDGE)), np.cumsum(sizes) - sizes
            self._parts.clear()
        return self._laid_out

    def _understand(self, split: Lists) -> Lists:
        self._learn_pieces()
        known = np.array(self._sizes)
        starts = np.cumsum(np.maximum(known, 0)) - np.maximum(known, 0)
        owners, pieces = split.spread(np.arange(len(split)))
        pieces = np.array(self._bare_of)[pieces]
        sizes = known[pieces]
        one_by_one = sort_once(owners[sizes == _MAY_OPEN])
        told = sizes > 0
        owners, pieces, sizes = owners[told], pieces[told], sizes[told]
        places, at = spread(starts[pieces], sizes)
        owners, words = owners[places], np.array(self._words)[at]
        if len(one_by_one):
            owners, words = self._fold(split, one_by_one, owners, words)
        width = max(len(self.codes), 1)
        keys = sort_once(owners * width + words)
        return Lists(np.bincount(keys // width, minlength=len(split)), keys % width)

    def _learn_pieces(self) -> None:
        new = islice(self.pieces, len(self._bare_of), None)
        self._bare_of.extend(map(self._bare.__getitem__, map(self._wording.strip_piece, new)))
        for piece in islice(self._bare, len(self._sizes), None):
            words = self._wording.read_piece(piece)
            self._sizes.append(_MAY_OPEN if words is None else len(words))
            self._words.extend(map(self.codes.__getitem__, words or ()))

    def _fold(self, split: Lists, folded: Integers, owners: Integers, words: Integers) -> tuple[Integers, Integers]:
        """The words with those texts read one by one in which several words may be one ("members of staff")."""
        pieces = list(self.pieces)
        kept = np.ones(len(split), bool)
        kept[folded] = False
        kept = kept[owners]
        texts = (" ".join(map(pieces.__getitem__, split.of(place).tolist())) for place in folded.tolist())
        lists = [[self.codes[word] for word in self._wording.words(text)] for text in texts]
        return (
            np.concatenate([owners[kept], np.repeat(folded, list(map(len, lists)))]),
            np.concatenate([words[kept], np.fromiter(chain.from_iterable(lists), np.int64)]),
        )


def _edge(cue: str) -> list[str]:
    """The parts of a cue between its spaces, each with the edge of a piece where a space stands.

    >>> _edge(" in all")
    ['\\nin\\n', '\\nall']
    """
    parts = cue.split()
    before = [cue[:1].isspace(), *[True] * (len(parts) - 1)]
    after = [*[True] * (len(parts) - 1), cue[-1:].isspace()]
    return [f"{_EDGE * opens}{part}{_EDGE * closes}" for opens, part, closes in zip(before, parts, after, strict=True)]


def _batch(texts: Iterable[str]) -> Iterator[list[str]]:
    texts = iter(texts)
    while batch := list(islice(texts, _BATCH)):
        yield batch


def _gather(parts: Iterable[Lists]) -> Lists:
    return Lists.join((_NOTHING, *parts))


_NOTHING = Lists(np.zeros(0, np.int64), np.zeros(0, np.int64))

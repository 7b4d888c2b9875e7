"""Texts cut at their spaces, many together: each piece becomes an integer, and few are looked at as text.

A piece is known again by a hash of its characters, which is worked out for all pieces at once. To make a string of each
and to look that up takes twice as long on a small shelf, and far longer on one whose pieces no cache has room for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from extractor.columns import Codes, Integers, Lists

_Hashes = NDArray[np.uint64]

_BATCH = 512  # texts that are cut together: what is worked out for them stays in the cache of the processor
_BASE = 0x9E3779B97F4A7C15  # any large odd number; odd, so that its powers can be divided by
_MIX = np.uint64(0xD6E8FEB86659FD93)  # spreads a hash over its highest bits, by which it is looked up
_BITS = 19  # of a place among the known hashes: room for far more pieces than a large shelf has
_SHIFT = np.uint64(64 - _BITS)
_LAST_SPACE = 0x3000
_IS_SPACE = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 1)] + [False])


class Splitter:
    """Cuts texts into pieces; `codes` gives a new piece the next integer."""

    def __init__(self) -> None:
        self.codes = Codes[str]()
        self._hashes = np.zeros(1 << _BITS, np.uint64)  # at each place the hash that was met there last ...
        self._known = np.zeros(1 << _BITS, np.int32)  # ... and the code of its piece

    def split(self, texts: Iterable[str]) -> Lists:
        """For each text the codes of what `str.split` gives, in order."""
        texts = iter(texts)
        parts = [Lists(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        while batch := list(islice(texts, _BATCH)):
            parts.append(self._split(batch))
        return Lists.join(parts)

    def _split(self, texts: list[str]) -> Lists:
        text = " ".join(("", *texts, ""))
        chars = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        spaces = _IS_SPACE[np.minimum(chars, _LAST_SPACE + 1)]
        edges = np.flatnonzero(spaces[1:] != spaces[:-1]) + 1  # where a piece starts, where it ends, and so on
        bounds = np.cumsum([1, *(len(each) + 1 for each in texts)])
        sizes = np.diff(np.searchsorted(edges[::2], bounds))
        return Lists(sizes, self._code(text, edges, _hash(chars, edges)))

    def _code(self, text: str, edges: Integers, hashes: _Hashes) -> NDArray[np.int32]:
        """The codes of pieces, of which those are read that were not met at their place before."""
        places = (hashes >> _SHIFT).astype(np.int64)
        codes = self._known[places]
        new = np.flatnonzero(self._hashes[places] != hashes)
        spans = map(slice, edges[::2][new].tolist(), edges[1::2][new].tolist())
        codes[new] = np.fromiter(map(self.codes.__getitem__, map(text.__getitem__, spans)), np.int32, len(new))
        self._hashes[places[new]], self._known[places[new]] = hashes[new], codes[new]
        return codes


def _hash(chars: NDArray[np.uint32], edges: Integers) -> _Hashes:
    """A hash of each piece: its characters as the digits of a number, less what is above 64 bits."""
    size = len(chars).bit_length()
    sums = np.cumsum((chars + np.uint64(1)) * _list_powers(_BASE, size)[: len(chars)])
    starts, ends = edges[::2], edges[1::2]
    hashes: _Hashes = (sums[ends - 1] - sums[starts - 1]) * _list_powers(pow(_BASE, -1, 1 << 64), size)[starts] * _MIX
    return hashes


@cache
def _list_powers(base: int, size: int) -> _Hashes:
    """The powers of a number from 0 on, so many that `size` bits tell their count."""
    powers = np.full(1 << size, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers)

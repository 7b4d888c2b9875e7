"""Which claims meet: blocks by integer keys, and of the pairs in a block those in which no plain value differs.

A block is what counts the same thing (kind, unit, noun) for the same programme, at the same time: dated claims by the
end of their period, and one block for those whose date is open. In the order of these keys the claims that one claim
may meet are a few ranges, found by binary search, so that the work grows with the claims and the pairs they form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from extractor.columns import Columns, Integers, Mask
from extractor.models import Period, Role, Source, Timing

MOST_PAIRS = 80 * 80  # of two blocks that meet; where there would be more, only claims that share a word are paired
ONE_EVENT = 35  # days: a narrower period than this may be the date of an event that the other side leaves undated
NO_PROGRAMME = "none"
STATED = (Role.LEVEL, Role.SHARE, Role.PREVIOUS)  # roles in which a figure is told as it is or was
_AT_ONCE = 1 << 18  # pairs that are formed and looked at together


@dataclass(frozen=True, slots=True)
class _Ranges:
    """For some claims (places in the order of the blocks) the range of claims that each is to meet."""

    lefts: Integers
    low: Integers
    high: Integers

    def choose(self, mask: Mask) -> _Ranges:
        return _Ranges(self.lefts[mask], self.low[mask], self.high[mask])


class Blocks:
    """The claims of a shelf that are fit to be compared, in the order of their blocks.

    `things` says by an integer what a claim counts, `above` which programmes a programme is part of.
    """

    def __init__(self, columns: Columns, things: Integers, fit: Mask, *, above: Mapping[str, frozenset[str]]) -> None:
        self._columns = columns
        self._slots = np.where(columns.period.where(_is_open), 0, columns.period.map(_end).codes + 1).astype(np.int64)
        self._width = int(self._slots.max(initial=0)) + 1
        self._programmes = len(columns.programme.values)
        keys = self._key(things, columns.programme.codes, self._slots)
        rows = np.flatnonzero(fit)
        self._rows = rows[np.argsort(keys[rows], kind="stable")]
        self._keys = keys[self._rows]
        self._things = things[self._rows]
        self._above = _list_above(columns.programme.values, above)
        self._plain = _PlainSlots(columns)

    def pairs(self, words: Callable[[int], frozenset[str]], left_out: Counter[str]) -> Iterator[tuple[int, int]]:
        """Pairs of rows, each once; `words` are those of a row by which a crowd is parted, what is left is counted."""
        ranges, crowds = self._find_ranges()
        for lefts, rights in _expand(ranges):
            yield from self._keep(self._rows[lefts], self._rows[rights])
        for crowd in crowds:
            yield from self._part(crowd, words, left_out)

    def _key(self, things: Integers, programmes: NDArray[np.integer], slots: Integers) -> Integers:
        return (things * self._programmes + programmes) * self._width + slots

    def _find_ranges(self) -> tuple[_Ranges, list[tuple[range, range]]]:
        """The ranges that each claim meets; and apart from them the pairs of blocks that are too large."""
        places = np.arange(len(self._rows))
        programmes = self._columns.programme.codes[self._rows]
        slots = self._slots[self._rows]
        dated = slots > 0
        first, last = self._search(self._keys, self._keys)
        openly = self._key(self._things, programmes, np.zeros_like(slots))
        meetings = [
            _Ranges(places, first, last),
            _Ranges(places, *self._search(openly, openly)).choose(dated),
        ]
        named = self._columns.programme_source.where(lambda source: source is Source.SENTENCE)[self._rows]
        for above in self._above.T:
            other = above[programmes]
            # Where the sentence names the part, the part is meant and not the whole.
            meet = (other >= 0) & ~(named & (other != self._none))
            base = self._key(self._things, other, np.zeros_like(slots))
            meetings += [
                _Ranges(places, *self._search(base + slots, base + slots)).choose(meet & dated),
                _Ranges(places, *self._search(base, base)).choose(meet & dated),
                _Ranges(places, *self._search(base, base + self._width - 1)).choose(meet & ~dated),
            ]
        return self._set_crowds_apart(meetings, first, last)

    @property
    def _none(self) -> int:
        names = self._columns.programme.values
        return names.index(NO_PROGRAMME) if NO_PROGRAMME in names else -1

    def _search(self, low: Integers, high: Integers) -> tuple[Integers, Integers]:
        return np.searchsorted(self._keys, low, "left"), np.searchsorted(self._keys, high, "right")

    def _set_crowds_apart(
        self, meetings: Sequence[_Ranges], first: Integers, last: Integers
    ) -> tuple[_Ranges, list[tuple[range, range]]]:
        few, crowds = [], []
        for ranges in meetings:
            block = (last - first)[ranges.lefts]
            crowded = block * (ranges.high - ranges.low) > MOST_PAIRS
            opening = crowded & (ranges.lefts == first[ranges.lefts])
            for left, low, high in zip(*map(np.ndarray.tolist, _fields(ranges.choose(opening))), strict=True):
                crowds.append((range(left, int(last[left])), range(low, high)))
            # In its own block a claim meets those that come after it.
            own = ranges.low == first[ranges.lefts]
            few.append(_Ranges(ranges.lefts, np.where(own, ranges.lefts + 1, ranges.low), ranges.high).choose(~crowded))
        lefts, low, high = (np.concatenate(parts) for parts in zip(*map(_fields, few), strict=True))
        some = np.flatnonzero(high > low)
        order = some[np.argsort(lefts[some], kind="stable")]
        return _Ranges(lefts[order], low[order], high[order]), crowds

    def _keep(self, lefts: Integers, rights: Integers) -> Iterator[tuple[int, int]]:
        kept = self._plain.may_agree(lefts, rights)
        yield from zip(lefts[kept].tolist(), rights[kept].tolist(), strict=True)

    def _part(
        self, crowd: tuple[range, range], words: Callable[[int], frozenset[str]], left_out: Counter[str]
    ) -> Iterator[tuple[int, int]]:
        """The pairs of two large blocks whose claims share a word that few share; a word of many pairs none of them."""
        lefts, rights = crowd
        sharing = self._by_word(lefts, words)
        others = sharing if rights == lefts else self._by_word(rights, words)
        met: set[tuple[int, int]] = set()
        for word in sorted(sharing.keys() & others.keys()):
            if len(sharing[word]) * len(others[word]) > MOST_PAIRS:
                left_out[f'too many share the word "{word}"'] += len(sharing[word])
                continue
            met.update(
                (left, right) for left, right in product(sharing[word], others[word]) if left < right or rights != lefts
            )
        if met:
            pairs = np.array(sorted(met))
            yield from self._keep(self._rows[pairs[:, 0]], self._rows[pairs[:, 1]])

    def _by_word(self, places: range, words: Callable[[int], frozenset[str]]) -> dict[str, list[int]]:
        sharing: dict[str, list[int]] = defaultdict(list)
        for place in places:
            for word in words(int(self._rows[place])):
                sharing[word].append(place)
        return sharing


class _PlainSlots:
    """The slots whose values are told apart by integers: role, stage, timing, period, and the sentence itself."""

    def __init__(self, columns: Columns) -> None:
        self._sentence = columns.sentence_of
        self._role = columns.role.map(lambda role: "stated" if role in STATED else role.value).codes
        self._stage = columns.stage.codes
        self._no_stage = columns.stage.where(lambda stage: not stage)
        self._since = columns.timing.where(lambda timing: timing is Timing.SINCE)
        self._dates = columns.period.map(_dates).codes
        self._undated = columns.period.where(lambda period: _dates(period) is None)
        self._narrow = columns.period.where(is_narrow)
        self._start = columns.period.measure(lambda period: period.start.toordinal() if period.start else 0)
        self._end = columns.period.measure(lambda period: period.end.toordinal() if period.end else 0)

    def may_agree(self, lefts: Integers, rights: Integers) -> Mask:
        """Which pairs no such slot tells apart."""
        same_stage = self._stage[lefts] == self._stage[rights]
        agree: Mask = self._sentence[lefts] != self._sentence[rights]
        agree &= self._role[lefts] == self._role[rights]
        agree &= same_stage | self._no_stage[lefts] | self._no_stage[rights]
        agree &= self._since[lefts] == self._since[rights]
        return agree & self._same_time(lefts, rights)

    def _same_time(self, lefts: Integers, rights: Integers) -> Mask:
        alike: Mask = self._dates[lefts] == self._dates[rights]
        alike |= self._undated[lefts] | self._undated[rights]
        return alike | self._is_inside(lefts, rights) | self._is_inside(rights, lefts)

    def _is_inside(self, inner: Integers, outer: Integers) -> Mask:
        inside = self._narrow[inner] & (self._start[outer] > 0) & (self._end[outer] > 0)
        return inside & (self._start[outer] <= self._start[inner]) & (self._end[inner] <= self._end[outer])


def is_narrow(period: Period) -> bool:
    """Whether a period may be the date of one event."""
    return bool(period.start and period.end and (period.end - period.start).days < ONE_EVENT)


def _is_open(period: Period) -> bool:
    return _dates(period) is None or is_narrow(period)


def _dates(period: Period) -> tuple[object, object] | None:
    return (period.start, period.end) if period.start or period.end else None


def _end(period: Period) -> object:
    return period.end


def _fields(ranges: _Ranges) -> tuple[Integers, Integers, Integers]:
    return ranges.lefts, ranges.low, ranges.high


def _list_above(programmes: Sequence[str], above: Mapping[str, frozenset[str]]) -> Integers:
    """For each programme, a row of the codes of those that it is part of and of none, filled up with -1."""
    codes = {programme: code for code, programme in enumerate(programmes)}
    lists = [
        [
            codes[other]
            for other in (*sorted(above.get(programme, ())), NO_PROGRAMME)
            if other in codes and other != programme
        ]
        for programme in programmes
    ]
    widest = max(map(len, lists), default=0)
    return np.array([[*row, *[-1] * (widest - len(row))] for row in lists], np.int64).reshape(len(lists), widest)


def _expand(ranges: _Ranges) -> Iterator[tuple[Integers, Integers]]:
    """The pairs of the ranges, so many at a time as memory has room for."""
    sizes = ranges.high - ranges.low
    ends = np.cumsum(sizes)
    at = 0
    while at < len(sizes):
        done = int(ends[at - 1]) if at else 0
        upto = max(int(np.searchsorted(ends, done + _AT_ONCE, "right")), at + 1)
        some = slice(at, upto)
        lefts = np.repeat(ranges.lefts[some], sizes[some])
        offsets = np.arange(len(lefts)) - np.repeat(ends[some] - sizes[some] - done, sizes[some])
        yield lefts, np.repeat(ranges.low[some], sizes[some]) + offsets
        at = upto

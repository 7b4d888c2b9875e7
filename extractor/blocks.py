"""Which claims meet: blocks by integer keys, and of the pairs in a block those in which no plain value differs.

A block is what counts the same thing (kind, unit, noun) for the same programme, at the same time: dated claims by the
end of their period, and one block for those whose date is open. Of a thing that many count, the claims of a block must
share a word as well. In the order of these keys the claims that one claim may meet are a few ranges, found by binary
search, so that the work grows with the claims and with the pairs that they form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.columns import Columns, Groups, Integers, Mask, number, order_rows, sort_once, spread
from extractor.models import Period, Role, Source, Timing

MOST_PAIRS = 80 * 80  # of two blocks that meet: where there would be more, none is formed, which is reported
ONE_EVENT = 35  # days: a narrower period than this may be the date of an event that the other side leaves undated
NO_PROGRAMME = "none"
STATED = (Role.LEVEL, Role.SHARE, Role.PREVIOUS)  # roles in which a figure is told as it is or was
AT_ONCE = 1 << 16  # claims or pairs that are looked at together: as many as memory has room for
MOST_HELD = 1 << 21  # pairs that are held before those that several words have found are counted once


@dataclass(frozen=True, slots=True)
class _Ranges:
    """For some claims (places in the order of the blocks) the range of claims that each is to meet.

    `own` says how many stand in the block of the claim itself.
    """

    lefts: Integers
    low: Integers
    high: Integers
    own: Integers

    def choose(self, mask: Mask) -> _Ranges:
        return _Ranges(self.lefts[mask], self.low[mask], self.high[mask], self.own[mask])

    def look_ahead(self) -> _Ranges:
        """The same, but that in its own block a claim meets only those that come after it."""
        own = (self.low <= self.lefts) & (self.lefts < self.high)
        return _Ranges(self.lefts, np.where(own, self.lefts + 1, self.low), self.high, self.own)

    @property
    def crowded(self) -> Mask:
        """The claims whose block and the one that they meet would form too many pairs."""
        crowded: Mask = self.own * (self.high - self.low) > MOST_PAIRS
        return crowded


@dataclass(frozen=True, slots=True)
class Entries:
    """Where claims stand among the blocks: a claim has an entry for each word by which it is to be found.

    `things` says by an integer what the claim counts; a thing that few count needs no word, and its code is 0.
    """

    rows: NDArray[np.int32]
    things: NDArray[np.int32]
    words: NDArray[np.int32]

    def leave_out_lonely(self) -> Entries:
        """The entries without those of a thing and word that stand once: they lead to no other claim."""
        groups = Groups(self.things.astype(np.int64) * (int(self.words.max(initial=0)) + 1) + self.words)
        kept = (groups.sizes > 1)[groups.group]
        return Entries(self.rows[kept], self.things[kept], self.words[kept])


class Blocks:
    """The claims of a shelf in the order of their blocks; `above` says which programmes a programme is part of."""

    def __init__(self, columns: Columns, entries: Entries, *, above: Mapping[str, frozenset[str]]) -> None:
        self._columns = columns
        rows, words = entries.rows, entries.words
        slots = np.where(columns.period.where(_is_open), 0, columns.period.map(_end).codes + 1).astype(np.int64)[rows]
        self._width = int(slots.max(initial=0)) + 1
        self._programmes = len(columns.programme.values)
        shared = number(entries.things, words)
        keys = self._key(shared, columns.programme.codes[rows], slots)
        order = order_rows(keys)
        self._keys, self._rows, self._slots = keys[order], rows[order], slots[order]
        self._shared, self._words = shared[order], words[order]
        things = np.zeros(len(columns), np.int32)
        things[rows] = entries.things
        ends = columns.period.measure(lambda period: period.end.toordinal() if period.end else 0)
        # Claims that meet come together, so that what is known of each is at hand as long as it is asked for.
        self._by_block = order_rows(number(things, columns.programme.codes, ends)).astype(np.int32)
        self._rank = np.empty(len(columns), np.int32)  # of each row in that order
        self._rank[self._by_block] = np.arange(len(columns), dtype=np.int32)
        self._above = _list_above(columns.programme.values, above)
        self._plain = _PlainSlots(columns)

    def pairs(self) -> tuple[tuple[Integers, Integers], Counter[int]]:
        """Pairs of rows, each once, block by block; and how many claims a crowd kept apart, by word."""
        found, held, too_many = list[Integers](), 0, Counter[int]()
        for first in range(0, len(self._rows), AT_ONCE):
            places = np.arange(first, min(first + AT_ONCE, len(self._rows)))
            for ranges in self._list_meetings(places):
                crowded = ranges.crowded
                too_many.update(self._words[ranges.lefts[crowded]].tolist())
                found += [self._pair(lefts, rights) for lefts, rights in _expand(ranges.choose(~crowded).look_ahead())]
            if sum(map(len, found)) > held + MOST_HELD:
                found = [_once(found)]
                held = len(found[0])
        pairs = _once(found)
        rows = len(self._columns)
        return (self._by_block[pairs // max(rows, 1)].astype(np.int64), pairs % max(rows, 1)), too_many

    def _pair(self, lefts: Integers, rights: Integers) -> Integers:
        """The pairs of places that no plain slot tells apart, each as one integer: the rank of one row, and the other.

        In their order the pairs of a block come together, and those of a row.
        """
        left, right = self._rows[lefts], self._rows[rights]
        kept = self._plain.may_agree(left, right)
        return self._rank[left[kept]] * np.int64(len(self._columns)) + right[kept]

    def _key(self, things: Integers, programmes: NDArray[np.integer], slots: Integers) -> Integers:
        return (things * self._programmes + programmes) * self._width + slots

    def _list_meetings(self, places: Integers) -> Iterator[_Ranges]:
        """What the claims at some places meet: their own block, the undated one, and those of what they are part of."""
        rows, keys, slots = self._rows[places], self._keys[places], self._slots[places]
        programmes = self._columns.programme.codes[rows]
        dated = slots > 0
        openly = keys - slots
        first, last = self._search(keys, keys)
        own = last - first
        yield _Ranges(places, first, last, own)

        def meet(some: Mask, low: Integers, high: Integers) -> _Ranges:
            return _Ranges(places[some], *self._search(low[some], high[some]), own[some])

        yield meet(dated, openly, openly)
        named = self._columns.programme_source.where(lambda source: source is Source.SENTENCE)[rows]
        for above in self._above.T:
            other = above[programmes]
            # Where the sentence names the part, the part is meant and not the whole.
            part = (other >= 0) & ~(named & (other != self._none))
            base = self._key(self._shared[places], other, np.zeros_like(other))
            yield meet(part & dated, base + slots, base + slots)
            yield meet(part & dated, base, base)
            yield meet(part & ~dated, base, base + self._width - 1)

    @property
    def _none(self) -> int:
        names = self._columns.programme.values
        return names.index(NO_PROGRAMME) if NO_PROGRAMME in names else -1

    def _search(self, low: Integers, high: Integers) -> tuple[Integers, Integers]:
        return np.searchsorted(self._keys, low, "left"), np.searchsorted(self._keys, high, "right")


def _once(found: Sequence[Integers]) -> Integers:
    """Pairs that were found by more than one word once."""
    return sort_once(np.concatenate([np.zeros(0, np.int64), *found]))


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

    def may_agree(self, lefts: NDArray[np.integer], rights: NDArray[np.integer]) -> Mask:
        """Which pairs no such slot tells apart."""
        same_stage = self._stage[lefts] == self._stage[rights]
        agree: Mask = self._sentence[lefts] != self._sentence[rights]
        agree &= self._role[lefts] == self._role[rights]
        agree &= same_stage | self._no_stage[lefts] | self._no_stage[rights]
        agree &= self._since[lefts] == self._since[rights]
        return agree & self._same_time(lefts, rights)

    def _same_time(self, lefts: NDArray[np.integer], rights: NDArray[np.integer]) -> Mask:
        alike: Mask = self._dates[lefts] == self._dates[rights]
        alike |= self._undated[lefts] | self._undated[rights]
        others = np.flatnonzero(~alike)  # few, since most meet in a block of one date
        lefts, rights = lefts[others], rights[others]
        alike[others] = self._is_inside(lefts, rights) | self._is_inside(rights, lefts)
        return alike

    def _is_inside(self, inner: NDArray[np.integer], outer: NDArray[np.integer]) -> Mask:
        inside: Mask = self._narrow[inner] & (self._start[outer] > 0) & (self._end[outer] > 0)
        inside &= (self._start[outer] <= self._start[inner]) & (self._end[inner] <= self._end[outer])
        return inside


def is_narrow(period: Period) -> bool:
    """Whether a period may be the date of one event."""
    return bool(period.start and period.end and (period.end - period.start).days < ONE_EVENT)


def _is_open(period: Period) -> bool:
    return _dates(period) is None or is_narrow(period)


def _dates(period: Period) -> tuple[object, object] | None:
    return (period.start, period.end) if period.start or period.end else None


def _end(period: Period) -> object:
    return period.end


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
        upto = max(int(np.searchsorted(ends, done + AT_ONCE, "right")), at + 1)
        some = slice(at, upto)
        places, rights = spread(ranges.low[some], sizes[some])
        yield ranges.lefts[some][places], rights
        at = upto

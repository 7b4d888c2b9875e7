"""Claims as columns: each distinct value once, and for each claim the integer of its value.

A shelf may hold a million claims. As objects they would fill the memory, and to ask each of them for its kind would
take longer than all the arithmetic. In columns a question is asked once for each distinct value, blocks are formed by
integers, and only the few rows that are left become a `Claim` again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractor.models import Box, Claim, Kind, Period, Qualifier, Quantity, Role, Source, Timing

T = TypeVar("T", bound=Hashable)
U = TypeVar("U", bound=Hashable)

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_BATCH = 8192  # claims that are held as objects at a time
_AT_ONCE = 1 << 16  # lists that are looked at together
_PLACE = 1 << 40  # no document is so long
_MOST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Coded(Generic[T]):
    """A column: `values` holds each distinct value once, `codes` for each row the place of its value in `values`."""

    codes: NDArray[np.integer]
    values: Sequence[T]

    def __getitem__(self, row: int) -> T:
        """The value of one row."""
        value: T = self.values[self.codes[row]]
        return value

    def __iter__(self) -> Iterator[T]:
        """The values of all rows, in order."""
        return map(self.values.__getitem__, self.codes.tolist())

    def where(self, test: Callable[[T], object]) -> Mask:
        """The rows whose value passes a test, which is asked once for each distinct value."""
        chosen: Mask = np.fromiter((bool(test(value)) for value in self.values), bool, len(self.values))[self.codes]
        return chosen

    def map(self, change: Callable[[T], U]) -> Coded[U]:
        """The column of what `change` gives, which is asked once for each distinct value."""
        codes = Codes[U]()
        changed = np.fromiter((codes[change(value)] for value in self.values), np.int32, len(self.values))
        return Coded(changed[self.codes], list(codes))

    def measure(self, size: Callable[[T], int]) -> Integers:
        """For each row an integer of its value, which is worked out once for each distinct value."""
        sizes: Integers = np.fromiter(map(size, self.values), np.int64, len(self.values))[self.codes]
        return sizes

    def narrow(self) -> Coded[T]:
        """The column with codes of the fewest bytes that will do."""
        return Coded(self.codes.astype(np.min_scalar_type(len(self.values))), self.values)

    def otherwise(self: Coded[str], other: Coded[str]) -> Coded[str]:
        """The column with the other's value where its own is empty."""
        codes = Codes[str]()
        own = np.fromiter((codes[value] for value in self.values), np.int32, len(self.values))[self.codes]
        for row in np.flatnonzero(self.where(lambda value: not value)).tolist():
            own[row] = codes[other[row]]
        return Coded(own, list(codes))


class Codes(dict[T, int]):
    """Gives each new key the next integer, from 0."""

    def __missing__(self, key: T) -> int:
        code = self[key] = len(self)
        return code


class Groups:
    """Rows with equal keys, found by integers: `groups.of(row)` are the rows that have the key of this one."""

    def __init__(self, keys: NDArray[np.integer]) -> None:
        self._order = order_rows(keys).astype(np.int32)  # no shelf has so many rows that this is too few
        ordered = keys[self._order]
        opens = np.ones(len(keys), bool)
        np.not_equal(ordered[1:], ordered[:-1], out=opens[1:])
        self._starts = np.flatnonzero(opens).astype(np.int32)
        self._stops = np.append(self._starts, np.int32(len(keys)))[1:]
        self.group = np.empty(len(keys), np.int32)
        """For each row the number of its group."""
        self.group[self._order] = np.repeat(np.arange(len(self._starts), dtype=np.int32), self._stops - self._starts)

    def __iter__(self) -> Iterator[list[int]]:
        """The rows of each group."""
        order = self._order.tolist()
        for start, stop in zip(self._starts.tolist(), self._stops.tolist(), strict=True):
            yield order[start:stop]

    def of(self, row: int) -> list[int]:
        """All rows with the key of this row, itself among them, in order."""
        group = self.group[row]
        return list(map(int, self._order[self._starts[group] : self._stops[group]]))

    @property
    def firsts(self) -> NDArray[np.int32]:
        """The first row of each group."""
        return self._order[self._starts]

    @property
    def sizes(self) -> NDArray[np.int32]:
        """How many rows each group has."""
        return self._stops - self._starts


class Lists:
    """For each row a list of integers, all in one array: `sizes` says how many each row has."""

    def __init__(self, sizes: NDArray[np.integer], integers: NDArray[np.integer]) -> None:
        self._integers = integers.astype(np.int32, copy=False)
        self._starts = np.cumsum(sizes) - sizes
        self.sizes = sizes.astype(np.int32, copy=False)

    def __len__(self) -> int:
        return len(self.sizes)

    @classmethod
    def join(cls, parts: Iterable[Lists]) -> Lists:
        """The lists of all parts, one after the other."""
        parts = tuple(parts)
        return cls(np.concatenate([part.sizes for part in parts]), np.concatenate([part._integers for part in parts]))

    def cut(self, first: int, last: int) -> Lists:
        """The lists of the rows from `first` up to, not including, `last`."""
        sizes = self.sizes[first:last]
        start = int(self._starts[first])
        return Lists(sizes, self._integers[start : start + int(sizes.sum())])

    def where(self, *wanted: Sequence[Mask]) -> Mask:
        """The rows that hold one of the sequences wanted: of each of its masks over all integers one, in that order."""
        rows = np.zeros(len(self), bool)
        ends = self._starts + self.sizes
        places = np.flatnonzero(np.logical_or.reduce([masks[0] for masks in wanted])[self._integers])
        for masks in wanted:
            some = places[places + len(masks) <= len(self._integers)]
            for further, mask in enumerate(masks):
                some = some[mask[self._integers[some + further]]]
            found = np.searchsorted(ends, some, "right")
            rows[found[some + len(masks) <= ends[found]]] = True
        return rows

    def pick(self, rows: NDArray[np.integer]) -> Lists:
        """The lists of some rows."""
        return Lists(self.sizes[rows], self.spread(rows)[1])

    def windows(self, rows: NDArray[np.integer], low: NDArray[np.integer], high: NDArray[np.integer]) -> Lists:
        """Of some rows the integers from the place `low` of each up to, not including, its place `high`."""
        sizes = np.maximum(high - low, 0)
        return Lists(sizes, self._integers[spread(self._starts[rows] + low, sizes)[1]])

    def nearest(
        self, wanted: Mask, rows: NDArray[np.integer], *, before: NDArray[np.integer], after: NDArray[np.integer]
    ) -> tuple[Integers, Integers]:
        """Last place below `before`, and first from `after` on, of a wanted integer; -1 and the size for none."""
        starts = self._starts[rows]
        places = np.concatenate([[-1], np.flatnonzero(wanted[self._integers]), [len(self._integers)]])
        last = places[np.searchsorted(places, starts + before) - 1] - starts
        first = places[np.searchsorted(places, starts + after)] - starts
        return np.maximum(last, -1), np.minimum(first, self.sizes[rows])

    def at(self, rows: NDArray[np.integer], places: NDArray[np.integer]) -> NDArray[np.int32]:
        """The integer at one place of each of some rows."""
        integers: NDArray[np.int32] = self._integers[self._starts[rows] + places]
        return integers

    def change(self, new: NDArray[np.integer]) -> Lists:
        """The lists with each integer changed for `new` of it."""
        return Lists(self.sizes, new[self._integers])

    def pair(self, other: Lists) -> Lists:
        """For each row its integers and then those of the same row of the other lists."""
        both = np.concatenate([self._integers, other._integers])
        rows = np.concatenate(
            [np.repeat(np.arange(len(self)), self.sizes), np.repeat(np.arange(len(other)), other.sizes)]
        )
        return Lists(self.sizes + other.sizes, both[np.argsort(rows, kind="stable")])

    def sum(self, weights: Integers) -> Integers:
        """For each row the sum of the weights of its integers."""
        parts = [np.zeros(0, np.int64)]
        for first in range(0, len(self), _AT_ONCE):
            some = self.cut(first, first + _AT_ONCE)
            sums = np.concatenate([[0], np.cumsum(weights[some._integers])])
            parts.append(np.diff(sums[np.append(0, np.cumsum(some.sizes))]))
        return np.concatenate(parts)

    def of(self, row: int) -> NDArray[np.int32]:
        """The integers of one row."""
        start = self._starts[row]
        return self._integers[start : start + self.sizes[row]]

    def spread(self, rows: NDArray[np.integer]) -> tuple[Integers, NDArray[np.int32]]:
        """For each integer of some rows its row's place in `rows`, and the integer."""
        places, at = spread(self._starts[rows], self.sizes[rows])
        return places, self._integers[at]

    def add(self, rows: Integers, other: Lists) -> Lists:
        """The lists with those of other lists added to some rows, each integer once."""
        width = 1 + max(int(self._integers.max(initial=0)), int(other._integers.max(initial=0)))
        mine = np.repeat(np.arange(len(self.sizes)), self.sizes) * width + self._integers
        theirs = np.repeat(rows, other.sizes) * width + other._integers
        both = sort_once(np.concatenate([mine, theirs]))
        return Lists(np.bincount(both // width, minlength=len(self.sizes)), both % width)

    def count_common(self, other: Lists, places: NDArray[np.integer]) -> Integers:
        """For each row how many of its integers the other list that lies at its place has as well."""
        width = 1 + max(int(self._integers.max(initial=0)), int(other._integers.max(initial=0)))
        known = sort_once(np.repeat(np.arange(len(other.sizes)), other.sizes) * width + other._integers)
        mine = np.repeat(places.astype(np.int64), self.sizes) * width + self._integers
        common = np.repeat(np.arange(len(self.sizes)), self.sizes)[is_in(mine, known)]
        return np.bincount(common, minlength=len(self.sizes))

    def count(self, rows: Mask, size: int) -> Integers:
        """How many rows of a mask have each of the integers below `size`."""
        return np.bincount(self._integers[np.repeat(rows, self.sizes)], minlength=size)


def spread(starts: Integers, sizes: NDArray[np.integer]) -> tuple[Integers, Integers]:
    """All places of some ranges, and for each of them the number of its range."""
    numbers = np.repeat(np.arange(len(sizes)), sizes)
    offsets = np.arange(len(numbers)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return numbers, starts[numbers] + offsets


def sort_once(keys: Integers) -> Integers:
    """The keys in order, each once; quicker than numpy.unique, which hashes them first."""
    keys = np.sort(keys)
    new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]


def order_rows(keys: NDArray[np.integer]) -> Integers:
    """The rows in the order of their keys (integers from 0), rows of equal keys as they come."""
    rows = len(keys)
    if int(keys.max(initial=0)) > _MOST // max(rows, 1) - 1:
        return np.argsort(keys, kind="stable")
    # Key and row in one integer: to sort these takes a seventh of the time of a stable argsort.
    return np.sort(keys.astype(np.int64) * rows + np.arange(rows)) % max(rows, 1)


def is_in(keys: Integers, known: Integers) -> Mask:
    """Which keys are known, `known` being in order."""
    if not len(known):
        return np.zeros(len(keys), bool)
    found: Mask = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found


def number(*columns: NDArray[np.integer]) -> Integers:
    """One integer for each row, equal for two rows where all the columns (of integers from 0) are equal."""
    numbers = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        numbers = Groups(numbers * (int(column.max(initial=0)) + 1) + column).group.astype(np.int64)
    return numbers


def draw_marks(size: int) -> Integers:
    """Integers for things to be summed up: where two sums are equal, so are the things in them but for a wonder."""
    return np.random.default_rng(0).integers(1 << 40, size=size)


def first_of_each(mask: Mask, *columns: NDArray[np.integer]) -> Mask:
    """Of the rows of a mask the first of each combination of values in the columns."""
    rows = np.flatnonzero(mask)
    first = np.zeros(len(mask), bool)
    first[rows[Groups(number(*(column[rows] for column in columns))).firsts]] = True
    return first


class Columns:
    """Claims in order of document and place, a column for each field of `Claim`.

    Takes any iterable, also one that makes its claims as it goes, and holds no more than a batch of them as objects.
    """

    document: Coded[str]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    text: Coded[str]
    sentence: Coded[str]
    sentence_start: NDArray[np.int32]
    sentence_end: NDArray[np.int32]
    numeral: NDArray[np.int32]
    quantity: Coded[Quantity]
    block: NDArray[np.int32]
    page: Coded[int | None]
    box: Coded[Box | None]
    section: Coded[str]
    measure: Coded[str]
    head: Coded[str]
    role: Coded[Role]
    pattern: Coded[str]
    population: Coded[str]
    timing: Coded[Timing]
    stage: Coded[str]
    subject: Coded[str]
    programme: Coded[str]
    programme_source: Coded[Source]
    period: Coded[Period]
    period_source: Coded[Source]
    series: Coded[str]
    key: Coded[str]
    programme_gap: Coded[str]
    period_gap: Coded[str]

    def __init__(self, claims: Iterable[Claim]) -> None:
        numbers = {name: array("i") for name in _NUMBERS}
        codes = {name: array("i") for name in (*_OWN, _SHARED)}
        values: dict[str, Codes[Hashable]] = {name: Codes() for name in codes}
        keys: list[str] = []  # each row has its own, so that to look for one told before would be in vain
        claims = iter(claims)
        while batch := list(islice(claims, _BATCH)):
            for name, column in numbers.items():
                column.extend(map(attrgetter(name), batch))
            for name, column in codes.items():
                column.extend(map(values[name].__getitem__, map(_READ[name], batch)))
            keys.extend(claim.key for claim in batch)
        order = _order(list(values["document"]), codes["document"], numbers["start"], numbers["end"])
        for name in _NUMBERS:
            setattr(self, name, np.frombuffer(numbers.pop(name), np.int32)[order])
        for name in _OWN:
            known = [_BUILD[name](value) if name in _BUILD else value for value in values.pop(name)]
            setattr(self, name, Coded(np.frombuffer(codes.pop(name), np.int32)[order], known).narrow())
        shared: Coded[Any] = Coded(np.frombuffer(codes.pop(_SHARED), np.int32)[order], list(values.pop(_SHARED)))
        for place, name in enumerate(_ALIKE):
            setattr(self, name, shared.map(itemgetter(place)).narrow())
        self.key = Coded(order.astype(np.int32), keys)
        self._index()

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Columns:
        """The columns that `store` gave; KeyError, TypeError or ValueError where it is no such thing."""
        columns = cls.__new__(cls)
        rows = len(stored["start"])
        for name in _NUMBERS:
            setattr(columns, name, _read_integers(stored[name], rows))
        for name in _CODED:
            values = list(map(_LOAD[name], stored[name]["values"])) if name in _LOAD else stored[name]["values"]
            codes = stored[name]["codes"] or [0] * rows
            setattr(columns, name, Coded(_read_integers(codes, rows, below=len(values)), values))
        columns._index()
        return columns

    def store(self) -> dict[str, Any]:
        """The columns as plain data for JSON; no codes where all rows have one value."""
        numbers = {name: getattr(self, name).tolist() for name in _NUMBERS}
        coded = {name: getattr(self, name) for name in _CODED}
        return numbers | {
            name: {
                "values": list(map(_STORE[name], column.values)) if name in _STORE else list(column.values),
                "codes": column.codes.tolist() if len(column.values) > 1 else [],
            }
            for name, column in coded.items()
        }

    def _index(self) -> None:
        # Views give plain integers, and faster than the arrays do.
        self._numbers = [(_put(name), memoryview(getattr(self, name))) for name in _NUMBERS]
        self._coded = [
            (_put(name), memoryview(column.codes), column.values)
            for name, column in ((name, getattr(self, name)) for name in _CODED)
        ]
        self._by_name = {name: place for place, name in enumerate(sorted(self.document.values))}
        rank = np.array([self._by_name[name] for name in self.document.values], np.int64)
        self._documents = rank[self.document.codes]
        places: Any = self._documents * _PLACE + self.start
        self._place_of = memoryview(places)
        opens = np.diff(self._documents, prepend=-1) != 0
        opens |= np.diff(self.sentence_start, prepend=-1) != 0
        self.sentence_of = (np.cumsum(opens) - 1).astype(np.int32)
        """For each row the number of its sentence."""
        firsts: Any = np.append(np.flatnonzero(opens), len(opens)).astype(np.int32)
        self._sentences = memoryview(firsts)

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def kind(self) -> Coded[Kind]:
        """The kind of each figure: few values, where the figures themselves are almost as many as the rows."""
        return self.quantity.map(lambda quantity: quantity.kind)

    @property
    def sentences(self) -> int:
        """How many sentences hold claims."""
        return len(self._sentences) - 1

    def claim(self, row: int) -> Claim:
        """One row as a claim again, put together field by field: its own __init__ would take twice as long."""
        claim = Claim.__new__(Claim)
        for put, codes, values in self._coded:
            put(claim, values[codes[row]])
        for put, column in self._numbers:
            put(claim, column[row])
        return claim

    def claims_of(self, documents: Collection[str]) -> Iterator[Claim]:
        """The claims of some documents, in order of document and place."""
        rows = np.flatnonzero(self.document.where(lambda document: document in documents))
        return map(self.claim, rows.tolist())

    def rows_of_sentence(self, number: int) -> range:
        """The rows of one sentence, in the order of its text."""
        return range(self._sentences[number], self._sentences[number + 1])

    def row_at(self, document: str, start: int) -> int | None:
        """The row of the claim that starts at a place, if there is one."""
        if document not in self._by_name:
            return None
        place = self._by_name[document] * _PLACE + start
        row = bisect_right(self._place_of, place) - 1
        return row if row >= 0 and self._place_of[row] == place else None

    def rows_of(self, document: str) -> range:
        """The rows of a document."""
        return self.rows_between(document, 0, _PLACE - 1)

    def rows_between(self, document: str, start: int, end: int) -> range:
        """The rows of a document's claims that start from `start` up to, not including, `end`."""
        if document not in self._by_name:
            return range(0)
        first = self._by_name[document] * _PLACE
        return range(bisect_left(self._place_of, first + start), bisect_left(self._place_of, first + end))


_NUMBERS = ("start", "end", "sentence_start", "sentence_end", "numeral", "block")
_CODED = tuple(field.name for field in fields(Claim) if field.name not in _NUMBERS)
# What the claims of a section mostly have alike is looked up at once, which is faster than field by field.
_ALIKE = (
    *("page", "section", "role", "pattern", "timing", "stage", "programme", "programme_source", "period_source"),
    *("series", "programme_gap", "period_gap", "by_ocr"),
)
_SHARED = "all that are alike"
_OWN = tuple(name for name in _CODED if name not in _ALIKE and name != "key")

# Figures and periods are told apart field by field, which is faster than by their own hash; a figure by its digits,
# since 1.0 is told otherwise than 1.
_QUANTITY = tuple(field.name for field in fields(Quantity))
_PERIOD = tuple(field.name for field in fields(Period))
_BESIDE_VALUE = tuple(name for name in _QUANTITY if name != "value")
_read_beside_value = attrgetter(*_BESIDE_VALUE)


def _read_figure(claim: Claim) -> Hashable:
    return str(claim.quantity.value), _read_beside_value(claim.quantity)


def _build_figure(read: tuple[str, Sequence[Any]]) -> Quantity:
    return Quantity(value=Decimal(read[0]), **dict(zip(_BESIDE_VALUE, read[1], strict=True)))


_READ: dict[str, Callable[[Claim], Hashable]] = {
    **{name: attrgetter(name) for name in _OWN},
    _SHARED: attrgetter(*_ALIKE),
    "quantity": _read_figure,
    "period": attrgetter(*(f"period.{name}" for name in _PERIOD)),
}
_BUILD: dict[str, Callable[..., object]] = {
    "quantity": _build_figure,
    "period": lambda read: Period(**dict(zip(_PERIOD, read, strict=True))),
}


def _put(name: str) -> Callable[[Claim, object], None]:
    """What sets a field of a new claim, which is frozen to all others."""
    put: Callable[[Claim, object], None] = getattr(Claim, name).__set__
    return put


def _store_quantity(quantity: Quantity) -> dict[str, object]:
    fields = {name: getattr(quantity, name) for name in _QUANTITY}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in fields.items()}


def _load_quantity(stored: dict[str, Any]) -> Quantity:
    high = stored["value_high"]
    return Quantity(
        kind=Kind(stored["kind"]),
        value=Decimal(stored["value"]),
        qualifier=Qualifier(stored["qualifier"]),
        value_high=None if high is None else Decimal(high),
        unit=stored["unit"],
        step=Decimal(stored["step"]),
        abbreviated=stored["abbreviated"],
    )


def _store_period(period: Period) -> list[str]:
    return [str(period.start or ""), str(period.end or ""), period.label]


def _load_period(stored: Sequence[str]) -> Period:
    start, end, label = stored
    return Period(
        start=date.fromisoformat(start) if start else None, end=date.fromisoformat(end) if end else None, label=label
    )


_STORE: dict[str, Callable[[Any], object]] = {"quantity": _store_quantity, "period": _store_period}
_LOAD: dict[str, Callable[[Any], object]] = {
    "quantity": _load_quantity,
    "period": _load_period,
    "role": Role,
    "timing": Timing,
    "programme_source": Source,
    "period_source": Source,
    "box": lambda box: box and tuple(box),
}


def _read_integers(stored: Sequence[int], rows: int, *, below: int = _PLACE) -> NDArray[np.int32]:
    integers = np.array(stored, np.int32)
    if len(integers) != rows or not all(0 <= end < below for end in (integers.min(initial=0), integers.max(initial=0))):
        raise ValueError("a column that is cut")
    return integers


def _order(names: Sequence[Hashable], documents: array[int], starts: array[int], ends: array[int]) -> Integers:
    """The rows by the name of their document, then by place."""
    rank = np.empty(len(names), np.int64)
    rank[sorted(range(len(names)), key=lambda place: str(names[place]))] = np.arange(len(names))
    return np.lexsort(
        (np.frombuffer(ends, np.int32), np.frombuffer(starts, np.int32), rank[np.frombuffer(documents, np.int32)])
    )

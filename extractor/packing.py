"""A Reading as compact bytes and back, for the way between processes and for the cache.

The bytes hold data alone, never code, so that a file with them may lie where others can write. They are JSON of lists
in the order of the dataclass fields, each string once in a table, compressed. They fit only the code that wrote them:
whoever keeps them puts the version of the code beside them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, cast, get_args, get_origin, get_type_hints

from extractor.models import Reading

_FAST = 1  # of zlib's levels: the higher ones take ten times as long for a fifth less


def pack_reading(reading: Reading) -> bytes:
    """Return a reading as bytes; `unpack_reading` gives an equal one back."""
    table: dict[str, int] = {}
    tree = _find_codec(Reading).write(reading, table)
    return zlib.compress(json.dumps([list(table), tree], separators=(",", ":")).encode(), _FAST)


def unpack_reading(packed: bytes) -> Reading:
    """Return the reading that was packed; ValueError where the bytes are none of this version."""
    try:
        table, tree = json.loads(zlib.decompress(packed))
        return cast(Reading, _find_codec(Reading).read(tree, table))
    except (zlib.error, ValueError, TypeError, KeyError, IndexError, ArithmeticError) as error:
        raise ValueError(f"no packed reading: {error}") from error


class _Codec(NamedTuple):
    """How values of one type are written into lists that JSON knows, and read back."""

    write: Callable[[Any, dict[str, int]], Any]
    read: Callable[[Any, list[str]], Any]


@cache
def _find_codec(kind: Any) -> _Codec:
    if kind in (int, float, bool):
        return _Codec(lambda value, _: value, lambda value, _: value)
    if kind in _AS_TEXT:
        return _AS_TEXT[kind]
    if isinstance(kind, UnionType):
        return _make_optional(_find_codec(next(each for each in get_args(kind) if each is not NoneType)))
    if get_origin(kind) is tuple:
        return _make_tuple(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _make_enum(kind)
    if is_dataclass(kind):
        return _make_dataclass(cast(type, kind))
    raise TypeError(f"no way to pack {kind}")  # a field of a new type, which the tests find


def _look_up(text: str, table: dict[str, int]) -> int:
    return table.setdefault(text, len(table))


_AS_TEXT = {
    str: _Codec(_look_up, lambda place, table: table[place]),
    Decimal: _Codec(lambda value, table: _look_up(str(value), table), lambda place, table: Decimal(table[place])),
    date: _Codec(
        lambda value, table: _look_up(value.isoformat(), table), lambda place, table: date.fromisoformat(table[place])
    ),
}


def _make_optional(inner: _Codec) -> _Codec:
    write, read = inner
    return _Codec(
        lambda value, table: None if value is None else write(value, table),
        lambda value, table: None if value is None else read(value, table),
    )


def _make_tuple(kinds: tuple[Any, ...]) -> _Codec:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        write, read = _find_codec(kinds[0])
        return _Codec(
            lambda values, table: [write(value, table) for value in values],
            lambda values, table: tuple([read(value, table) for value in values]),
        )
    codecs = [_find_codec(kind) for kind in kinds]
    return _Codec(
        lambda values, table: [codec.write(value, table) for codec, value in zip(codecs, values, strict=True)],
        lambda values, table: tuple([codec.read(value, table) for codec, value in zip(codecs, values, strict=True)]),
    )


def _make_enum(kind: type[Enum]) -> _Codec:
    members = list(kind)
    places = {member: place for place, member in enumerate(members)}
    return _Codec(lambda value, _: places[value], lambda place, _: members[place])


def _make_dataclass(kind: type[Any]) -> _Codec:
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    codecs = [_find_codec(hints[name]) for name in names]
    writers = [(name, codec.write) for name, codec in zip(names, codecs, strict=True)]
    readers = [(name, codec.read) for name, codec in zip(names, codecs, strict=True)]

    def write(value: Any, table: dict[str, int]) -> list[Any]:
        return [encode(getattr(value, name), table) for name, encode in writers]

    def read(values: list[Any], table: list[str]) -> Any:
        return kind(**{name: decode(value, table) for (name, decode), value in zip(readers, values, strict=True)})

    return _Codec(write, read)

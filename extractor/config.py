"""lga-metrics.yaml as typed settings: which checks run and how strictly, extra names, and what is not to be compared.

Everything in it is optional. A wrong key, name or value raises ConfigError, which names file, entry and key, and what
may have been meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from extractor.errors import ConfigError
from extractor.models import Severity

FILE = "lga-metrics.yaml"
"""The configuration that is used where it lies in the current folder."""
OFF, ON = "off", "on"
TOLERANCES: Mapping[str, str] = {
    "same-figure-differs": "per cent of the larger figure",
    "parts-against-total": "per cent of the total",
    "complement-sum": "percentage points",
    "percentage-against-counts": "percentage points",
}
"""The checks that a tolerance can be set for, and what it is counted in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Sections that no finding is to rest on: by patterns ("Appendix*") of the section's title and the document."""

    section: str
    document: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a configuration says, checked; the empty one changes nothing.

    `checks` gives the severity that a check is to have, or None where it is off. `tolerances` are in the units of
    TOLERANCES. `programmes` are (id, further aliases), `measures` groups of words that count one thing, `apart` pairs
    of programmes that are never compared.
    """

    file: str = ""
    checks: tuple[tuple[str, Severity | None], ...] = ()
    tolerances: tuple[tuple[str, Decimal], ...] = ()
    programmes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    measures: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    ignore: tuple[Ignored, ...] = ()


PLAIN = Config()
"""No configuration at all."""


def find_config(folder: Path) -> Path | None:
    """The configuration that lies in a folder, if there is one."""
    path = folder / FILE
    return path if path.is_file() else None


def read_config(path: Path, *, checks: Mapping[str, Severity], programmes: Iterable[str]) -> Config:
    """Read a configuration; `checks` are the known ones with their own severity, `programmes` the known ids."""
    content = _load(path)
    known = {
        "checks": lambda where, value: _read_checks(where, value, checks),
        "tolerances": _read_tolerances,
        "aliases": lambda where, value: _read_aliases(where, value, tuple(programmes)),
        "not_the_same": lambda where, value: _read_pairs(where, value, tuple(programmes)),
        "ignore": _read_ignored,
    }
    values: dict[str, Any] = {}
    for key, value in content.items():
        _know(str(path), "key", key, known)
        if value is not None:
            values |= known[key](f"{path}, {key}", value)
    return Config(file=path.name, **values)


def export_config(config: Config) -> dict[str, object]:
    """A configuration as plain data for run.json: only what it sets."""
    values = {
        "file": config.file,
        "checks": {name: severity or OFF for name, severity in config.checks},
        "tolerances": {name: str(value) for name, value in config.tolerances},
        "aliases": {
            name: value
            for name, value in (
                ("programmes", {name: list(words) for name, words in config.programmes}),
                ("measures", [list(words) for words in config.measures]),
            )
            if value
        },
        "not_the_same": [list(pair) for pair in config.apart],
        "ignore": [{"document": each.document, "section": each.section} for each in config.ignore],
    }
    return {name: value for name, value in values.items() if value}


def _load(path: Path) -> Mapping[str, Any]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        hint = "check the name after --config"
        raise ConfigError(str(path), f"cannot be read: {error.strerror or error}", hint=hint) from error
    try:
        tree = yaml.compose(raw, Loader=yaml.SafeLoader)
        content = yaml.safe_load(raw)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        where = f"{path}, line {place.line + 1}" if place else str(path)
        problem = getattr(error, "problem", None) or "is not UTF-8 text"
        raise ConfigError(
            where, f"not valid YAML: {problem}", hint="indent with spaces, put odd text in quotes"
        ) from error
    if content is None or tree is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigError(str(path), "must be a list of settings", hint='such as "checks: {precision-style: off}"')
    _refuse_doubles(path, tree)
    return content


def _refuse_doubles(path: Path, node: yaml.Node) -> None:
    """YAML would keep the last of two equal keys and drop the first without a word."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                raise ConfigError(f"{path}, line {key.start_mark.line + 1}", f"the key {name} stands twice")
            seen.add(name)
            _refuse_doubles(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_doubles(path, value)


def _know(where: str, word: str, name: object, known: Iterable[str]) -> str:
    names = list(known)
    if name in names:
        return str(name)
    near = get_close_matches(str(name), names, n=1)
    few = f"known: {', '.join(names)}" if len(names) <= _FEW else ""
    raise ConfigError(where, f"unknown {word} {name}", hint=f"did you mean {near[0]}?" if near else few)


_FEW = 20


def _mapping(where: str, value: object) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise ConfigError(where, "must hold names with a value each", hint='write "name: value" in lines of their own')
    return value


def _sequence(where: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ConfigError(where, "must be a list", hint="write [one, two]")
    return value


def _text(where: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(where, f"must be a text, not {value!r}", hint="put it in quotation marks")
    return " ".join(value.split())


def _texts(where: str, value: object) -> tuple[str, ...]:
    return tuple(_text(where, each) for each in _sequence(where, value))


def _read_checks(where: str, value: object, known: Mapping[str, Severity]) -> dict[str, object]:
    chosen: list[tuple[str, Severity | None]] = []
    for name, wanted in _mapping(where, value).items():
        check = _know(where, "check", name, known)
        # YAML reads on and off as truth values.
        word = (ON if wanted else OFF) if isinstance(wanted, bool) else wanted
        word = _know(f"{where}, {check}", "setting", word, (OFF, ON, *(severity.value for severity in Severity)))
        if word == OFF:
            chosen.append((check, None))
        elif word != ON:
            chosen.append((check, Severity(word)))
    return {"checks": tuple(chosen)}


def _read_tolerances(where: str, value: object) -> dict[str, object]:
    read = []
    for name, wanted in _mapping(where, value).items():
        check = _know(where, "tolerance", name, TOLERANCES)
        hint = f"it is counted in {TOLERANCES[check]}"
        try:
            number = Decimal(str(wanted).strip())
        except InvalidOperation as error:
            raise ConfigError(f"{where}, {check}", f"must be a number, not {wanted!r}", hint=hint) from error
        if isinstance(wanted, bool) or not 0 <= number <= 100:
            raise ConfigError(f"{where}, {check}", f"must be from 0 to 100, not {wanted}", hint=hint)
        read.append((check, number))
    return {"tolerances": tuple(read)}


def _read_aliases(where: str, value: object, programmes: tuple[str, ...]) -> dict[str, object]:
    readers: Mapping[str, Callable[[str, object], object]] = {
        "programmes": lambda place, given: tuple(
            (_know(place, "programme", name, programmes), _texts(f"{place}, {name}", words))
            for name, words in _mapping(place, given).items()
        ),
        "measures": lambda place, given: tuple(
            _words(f"{place}, entry {number}", words) for number, words in enumerate(_sequence(place, given), start=1)
        ),
    }
    return {
        _know(where, "key", key, readers): readers[key](f"{where}, {key}", given)
        for key, given in _mapping(where, value).items()
    }


def _words(where: str, value: object) -> tuple[str, ...]:
    words = _texts(where, value)
    if len(words) < 2:
        raise ConfigError(where, "needs at least two words that count the same thing", hint="write [clerk, officer]")
    return words


def _read_pairs(where: str, value: object, programmes: tuple[str, ...]) -> dict[str, object]:
    pairs = []
    for number, pair in enumerate(_sequence(where, value), start=1):
        place = f"{where}, entry {number}"
        names = tuple(_know(place, "programme", name, programmes) for name in _texts(place, pair))
        if len(names) != 2 or names[0] == names[1]:
            raise ConfigError(place, "must name two programmes", hint="write [one, another]")
        pairs.append((names[0], names[1]))
    return {"apart": tuple(pairs)}


def _read_ignored(where: str, value: object) -> dict[str, object]:
    names = [each.name for each in fields(Ignored)]
    read = []
    for number, entry in enumerate(_sequence(where, value), start=1):
        place = f"{where}, entry {number}"
        given = {
            _know(place, "key", key, names): _text(f"{place}, {key}", part)
            for key, part in _mapping(place, entry).items()
        }
        if "section" not in given:
            raise ConfigError(
                place, "the key section is missing", hint='such as {document: "annual-*", section: "Appendix*"}'
            )
        read.append(Ignored(**given))
    return {"ignore": tuple(read)}

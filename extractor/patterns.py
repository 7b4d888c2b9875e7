"""patterns/*.yaml as typed entries: the language knowledge of the product, each entry with the examples that test it.

A file is a list of entries; every entry has an `id`, an `about`, at least two `matches` and one `not` with its
`because`. A known miss stands under `gaps`. Unknown, missing or malformed keys raise PatternError, naming file, entry
and key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import regex
import yaml

from extractor.errors import PatternError
from extractor.models import Kind, Modality, Qualifier, Reason, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence and what a reader sees in it; in a `not`, `because` says why the pattern must stay silent."""

    text: str
    expected: tuple[tuple[str, str], ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """The tests that an entry carries."""

    matches: tuple[Example, ...]
    negatives: tuple[Example, ...]
    gaps: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QualifierPattern:
    """Words that hedge a figure. `before` and `after` stand directly beside it; `kinds` limits what they can hedge.

    Where `only_after` or `only_before` is given, one of those words must stand before the hedge or after the figure; a
    word of `never_after` before the hedge silences it.
    """

    id: str
    about: str
    qualifier: Qualifier
    examples: Examples
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    only_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    never_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPattern:
    """A unit of measure, a magnitude or a word of series.

    `before` and `after` are the words or signs beside the number; `factor` multiplies it (1000000 for "million");
    `sense` says what the entry is: unit, magnitude or series. `unit` is what stands in the feed.
    """

    id: str
    about: str
    sense: str
    examples: Examples
    kind: Kind = Kind.COUNT
    unit: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    factor: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePattern:
    """What a figure is in its sentence, by regular expressions in which N is the figure and M another figure."""

    id: str
    about: str
    role: Role
    patterns: tuple[str, ...]
    examples: Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePattern:
    """A stage of a funnel (applied, shortlisted, appointed), by words beside the figure."""

    id: str
    about: str
    stage: str
    patterns: tuple[str, ...]
    examples: Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisePattern:
    """Numbers that are no claims: every number inside a match (or inside its group `n`) is refused with `reason`."""

    id: str
    about: str
    reason: Reason
    patterns: tuple[str, ...]
    examples: Examples
    case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePattern:
    """Words that count the same thing; the first is the canonical one."""

    id: str
    about: str
    words: tuple[str, ...]
    examples: Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePattern:
    """A programme: `aliases` match whatever their capitals, `exact` only as written; `series` names what it numbers.

    `headings` are words that name it only in a heading of a support programme's own publication ("Workforce"), and
    `never` are longer phrases that hold an alias and mean something else.
    """

    id: str
    name: str
    about: str
    examples: Examples
    parent: str = ""
    aliases: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPattern:
    """How a text speaks of a date, by regular expressions in which D is the date, E another one, V one of `verbs`.

    What happened is `happens`, and to what: the group `thing`, else what stands before the match. Where `things` is
    given, the thing must end in one of these words. The group `every` is the unit of what is repeated.
    """

    id: str
    about: str
    modality: Modality
    patterns: tuple[str, ...]
    examples: Examples
    happens: str = ""
    verbs: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Patterns:
    """All entries of a patterns folder, in the order of the files. `version` is a hash of their text."""

    qualifiers: tuple[QualifierPattern, ...]
    units: tuple[UnitPattern, ...]
    roles: tuple[RolePattern, ...]
    stages: tuple[StagePattern, ...]
    noise: tuple[NoisePattern, ...]
    measures: tuple[MeasurePattern, ...]
    programmes: tuple[ProgrammePattern, ...]
    events: tuple[EventPattern, ...]
    version: str
    folder: Path


FILES: Mapping[str, type[Any]] = {
    "qualifiers": QualifierPattern,
    "units": UnitPattern,
    "roles": RolePattern,
    "stages": StagePattern,
    "noise": NoisePattern,
    "measures": MeasurePattern,
    "programmes": ProgrammePattern,
    "events": EventPattern,
}
_EXAMPLE_KEYS = ("matches", "not", "gaps")
_REGEX_KEYS = ("patterns",)
_SENSES = ("unit", "magnitude", "series")

Entry = TypeVar("Entry")


def find_folder() -> Path:
    """Return the patterns folder that travels with the program: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_patterns"
    return installed if installed.is_dir() else package.parent / "patterns"


def load_patterns(folder: Path | None = None) -> Patterns:
    """Read every file of a patterns folder (by default the program's own); raise PatternError for a bad entry."""
    return _load(find_folder() if folder is None else folder.resolve())


@cache
def _load(folder: Path) -> Patterns:
    if not folder.is_dir():
        raise PatternError(str(folder), "there is no patterns folder here", hint="name one with --patterns")
    digest = hashlib.sha256()
    loaded: dict[str, tuple[Any, ...]] = {}
    for name, kind in FILES.items():
        path = folder / f"{name}.yaml"
        try:
            text = path.read_bytes()
        except FileNotFoundError as error:
            raise PatternError(str(path), "this file is missing", hint="every patterns folder has it") from error
        except OSError as error:
            raise PatternError(str(path), f"cannot be read: {error.strerror}") from error
        digest.update(name.encode() + b"\0" + text.replace(b"\r\n", b"\n") + b"\0")
        loaded[name] = _read_entries(path, text, kind)
    _check_parents(folder / "programmes.yaml", loaded["programmes"])
    return Patterns(**loaded, version=digest.hexdigest()[:12], folder=folder)


def _read_entries(path: Path, raw: bytes, kind: type[Entry]) -> tuple[Entry, ...]:
    try:
        content = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        where = f"{path}, line {place.line + 1}" if place else str(path)
        problem = getattr(error, "problem", None) or "is not UTF-8 text"
        raise PatternError(where, f"not valid YAML: {problem}") from error
    if not isinstance(content, list):
        raise PatternError(str(path), "must be a list of entries", hint='each starts with "- id: ..."')
    entries: list[Entry] = []
    seen: set[str] = set()
    for number, item in enumerate(content, 1):
        if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
            raise PatternError(f"{path}, entry {number}", "has no id", hint='each starts with "- id: ..."')
        where = f"{path}, entry {item['id']}"
        if item["id"] in seen:
            raise PatternError(where, "this id stands twice")
        seen.add(item["id"])
        entries.append(_build(where, item, kind))
    return tuple(entries)


def _build(where: str, item: Mapping[Any, Any], kind: type[Entry]) -> Entry:
    known = {f.name: f for f in fields(kind) if f.name != "examples"}  # type: ignore[arg-type]
    for key in item:
        if key not in known and key not in _EXAMPLE_KEYS:
            near = get_close_matches(str(key), [*known, *_EXAMPLE_KEYS], n=1)
            hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join([*known, *_EXAMPLE_KEYS])}"
            raise PatternError(where, f"unknown key {key}", hint=hint)
    values: dict[str, object] = {}
    for name, entry_field in known.items():
        if name not in item:
            if entry_field.default is MISSING:
                raise PatternError(where, f"the key {name} is missing")
            continue
        values[name] = _convert(f"{where}, key {name}", item[name], str(entry_field.type))
        if name in _REGEX_KEYS:
            _check_regexes(f"{where}, key {name}", item[name])
    _check_number(f"{where}, key factor", values.get("factor", "1"))
    if values.get("sense", "unit") not in _SENSES:
        raise PatternError(f"{where}, key sense", f"must be one of {', '.join(_SENSES)}")
    values["examples"] = _read_examples(where, item)
    return kind(**values)


def _text(where: str, value: object) -> str:
    # YAML reads 1000000 and yes as a number and a truth value; the author meant the text.
    if isinstance(value, bool) or not isinstance(value, str | int | float) or str(value).strip() == "":
        raise PatternError(where, "must be a text", hint="put it in quotation marks")
    return str(value)


def _texts(where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise PatternError(where, "must be a list", hint="write [one, two]")
    return tuple(_text(where, part) for part in value)


def _flag(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise PatternError(where, "must be true or false")
    return value


def _member(enum: Any) -> Callable[[str, object], object]:
    def convert(where: str, value: object) -> object:
        allowed = [member.value for member in enum]
        if value not in allowed:
            raise PatternError(where, f"{value} is not one of {', '.join(allowed)}")
        return enum(value)

    return convert


def _kinds(where: str, value: object) -> tuple[object, ...]:
    return tuple(_member(Kind)(where, part) for part in _texts(where, value))


_CONVERTERS: Mapping[str, Callable[[str, object], object]] = {
    "str": _text,
    "bool": _flag,
    "tuple[str, ...]": _texts,
    "tuple[Kind, ...]": _kinds,
    "Kind": _member(Kind),
    "Qualifier": _member(Qualifier),
    "Role": _member(Role),
    "Reason": _member(Reason),
    "Modality": _member(Modality),
}


def _convert(where: str, value: object, annotation: str) -> object:
    return _CONVERTERS[annotation](where, value)


def _check_number(where: str, value: object) -> None:
    try:
        Decimal(str(value))
    except InvalidOperation as error:
        raise PatternError(where, f"{value} is not a number") from error


def _check_regexes(where: str, expressions: object) -> None:
    for expression in _texts(where, expressions):
        try:
            regex.compile(expression)
        except regex.error as error:
            raise PatternError(where, f"{expression!r} is no regular expression: {error}") from error


def _read_examples(where: str, item: Mapping[Any, Any]) -> Examples:
    read = {key: _example_list(f"{where}, key {key}", item.get(key, [])) for key in _EXAMPLE_KEYS}
    if len(read["matches"]) < 2:
        raise PatternError(where, "needs at least two matches", hint="write your own sentences that it must see")
    if not read["not"]:
        raise PatternError(where, "needs at least one not", hint="a sentence that it must not see, with because")
    for example in read["not"]:
        if not example.because:
            raise PatternError(f"{where}, key not", f"{example.text!r} has no because")
    return Examples(matches=read["matches"], negatives=read["not"], gaps=read["gaps"])


def _example_list(where: str, value: object) -> tuple[Example, ...]:
    if not isinstance(value, list):
        raise PatternError(where, "must be a list of examples", hint='write [{text: "..."}]')
    read = []
    for part in value:
        if not isinstance(part, dict) or "text" not in part:
            raise PatternError(where, "an example needs a text", hint='write {text: "..."}')
        expected = tuple((str(k), _plain(v)) for k, v in part.items() if k not in ("text", "because"))
        read.append(
            Example(
                text=_text(where, part["text"]),
                expected=expected,
                because=_text(where, part["because"]) if "because" in part else "",
            )
        )
    return tuple(read)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    return "" if value is None else str(value)


def _check_parents(path: Path, programmes: tuple[ProgrammePattern, ...]) -> None:
    known = {entry.id: entry for entry in programmes}
    for entry in programmes:
        seen = {entry.id}
        parent = entry.parent
        while parent:
            if parent not in known:
                raise PatternError(f"{path}, entry {entry.id}, key parent", f"there is no programme {parent}")
            if parent in seen:
                raise PatternError(f"{path}, entry {entry.id}, key parent", "its parents go round in a circle")
            seen.add(parent)
            parent = known[parent].parent

"""The role and the stage of a figure, from the words around it (patterns/roles.yaml, patterns/stages.yaml).

The patterns are matched on the sentence with its figures blanked: the figure at hand is one mark, all others another.
Most of them begin or end with the figure, so they are tried at its place only.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.models import Kind, Role
from extractor.patterns import Patterns, RolePattern, StagePattern

FIGURE, OTHER = "\ue000", "\ue001"  # private characters, which no publication prints
_OPENS_WITH_FIGURE = regex.compile(rf"(?:\(\?<!(?:[^()])*\))?{FIGURE}")
_CHANGES = regex.compile(r"(?:ed|ing)$|fold$|halv", regex.IGNORECASE)


def blank_figures(text: str, places: Sequence[tuple[int, int]], at: int) -> str:
    """Return a sentence with the figure at index `at` of `places` as FIGURE and the others as OTHER."""
    parts: list[str] = []
    position = 0
    for number, (start, end) in enumerate(places):
        parts.append(text[position:start])
        parts.append(FIGURE if number == at else OTHER)
        position = end
    return "".join((*parts, text[position:]))


class _Cues:
    """The expressions of an entry, sorted by where the figure stands in them."""

    def __init__(self, entry: RolePattern | StagePattern) -> None:
        placed = [_place_marks(expression) for expression in entry.patterns]
        opening = [expression for expression in placed if _OPENS_WITH_FIGURE.match(expression)]
        closing = [expression for expression in placed if expression.endswith(FIGURE) and expression not in opening]
        others = [expression for expression in placed if expression not in opening and expression not in closing]
        self._opening = _alternation(opening)
        self._closing = _alternation(closing, "(?r)")
        self._others = _alternation(others)

    def match(self, blanked: str, figure: int) -> bool:
        return bool(
            (self._opening and self._opening.match(blanked, figure))
            or (self._closing and self._closing.match(blanked, 0, figure + 1))
            or (self._others and self._others.search(blanked))
        )


def _alternation(expressions: Sequence[str], prefix: str = "") -> regex.Pattern[str] | None:
    if not expressions:
        return None
    return regex.compile(prefix + "|".join(f"(?:{expression})" for expression in expressions), regex.IGNORECASE)


def _place_marks(expression: str) -> str:
    """Put the two marks in for the letters N and M where these stand for figures."""
    for letter, mark in (("N", FIGURE), ("M", OTHER)):
        placed = regex.sub(rf"\\b{letter}(?!\w)|(?<![\w\\]){letter}(?!\w)", mark, expression)
        expression = placed.replace(rf"{mark}\b", mark)
    return expression


class RoleFinder:
    """The role and stage patterns of one folder, compiled."""

    def __init__(self, patterns: Patterns) -> None:
        self._roles = [(entry, _Cues(entry)) for entry in patterns.roles]
        self._stages = [(entry, _Cues(entry)) for entry in patterns.stages]

    def find_role(self, blanked: str, kind: Kind, surface: str) -> tuple[Role, str]:
        """The role of the figure that is blanked, and the id of the pattern that says so, if one does.

        A kind keeps only the roles that it can have; what nothing claims is a share of per cents, else a level.
        """
        if kind is Kind.ORDINAL:
            return Role.LEVEL, ""
        if kind is Kind.MULTIPLE:
            return (Role.CHANGE if _CHANGES.search(surface) else Role.LEVEL), ""
        figure = blanked.index(FIGURE)
        entry = next((entry for entry, cues in self._roles if cues.match(blanked, figure)), None)
        if entry is None or not _fits(entry, kind):
            return (Role.SHARE if kind is Kind.PERCENT else Role.LEVEL), ""
        return entry.role, entry.id

    def is_planned(self, lead: str) -> bool:
        """Whether a list's lead-in says that its items are planned: "In 2024/25 we aim to:"."""
        if not lead.endswith((":", "–", "-")):
            return False
        return self.find_role(f"{lead.rstrip(' :–-')} {FIGURE}", Kind.COUNT, "")[0] is Role.TARGET

    def find_stage(self, blanked: str, kind: Kind) -> str:
        """The stage of a funnel that a count stands at, or an empty text."""
        if kind is not Kind.COUNT:
            return ""
        figure = blanked.index(FIGURE)
        return next((entry.stage for entry, cues in self._stages if cues.match(blanked, figure)), "")


def _fits(entry: RolePattern, kind: Kind) -> bool:
    if kind is Kind.PERCENT:
        # "90 per cent would recommend it" is a share of what people said, no plan.
        return entry.role in (Role.CHANGE, Role.PREVIOUS, Role.TARGET) and entry.id != "role.possible"
    if (entry.id == "role.interval" and kind is not Kind.DURATION) or entry.id == "role.change_by":
        return False
    # "two years with a council" is no rate, and a length of time does not add up since a start.
    return not (kind is Kind.DURATION and (entry.role is Role.CUMULATIVE or entry.id == "role.rate"))

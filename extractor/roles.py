"""The role and the stage of a figure, from the words around it (patterns/roles.yaml, patterns/stages.yaml).

The patterns are matched on the sentence with its figures blanked: the figure at hand is one mark, all others another.
Most of them begin or end with the figure, so they are tried at its place only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeVar

import regex

from extractor.cues import Cued
from extractor.models import Kind, Role
from extractor.patterns import Patterns, RolePattern, StagePattern

Entry = TypeVar("Entry", RolePattern, StagePattern)

FIGURE, OTHER = "\ue000", "\ue001"  # private characters, which no publication prints
_OPENS_WITH_FIGURE = regex.compile(rf"(?:\(\?<!(?:[^()])*\))?{FIGURE}")
_OF_ONE_FIGURE = ("role.possible", "role.awaited")  # what is said of no list, nor of shares
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


class _Context:
    """An expression for the words around a figure, which is tried at the figure's place where that stands at an end.

    It is compiled when a sentence may first match it.
    """

    def __init__(self, expression: str) -> None:
        self._opens = _OPENS_WITH_FIGURE.match(expression) is not None
        self._closes = expression.endswith(FIGURE) and not self._opens
        self._written = f"{'(?r)' if self._closes else ''}(?:{expression})"

    @cached_property
    def _expression(self) -> regex.Pattern[str]:
        return regex.compile(self._written, regex.IGNORECASE)

    def match(self, blanked: str, figure: int) -> bool:
        if self._opens:
            return self._expression.match(blanked, figure) is not None
        if self._closes:
            return self._expression.match(blanked, 0, figure + 1) is not None
        return self._expression.search(blanked) is not None


Rules = Cued[tuple[Entry, _Context]]


def _compile(entries: Iterable[Entry]) -> Rules[Entry]:
    placed = [(_place_marks(expression), entry) for entry in entries for expression in entry.patterns]
    return Cued((expression, (entry, _Context(expression))) for expression, entry in placed)


def _find_first(rules: Rules[Entry], blanked: str) -> Entry | None:
    """The first entry with an expression that matches around the figure that is blanked."""
    figure = blanked.index(FIGURE)
    return next((entry for entry, context in rules.select(blanked) if context.match(blanked, figure)), None)


def _place_marks(expression: str) -> str:
    """Put the two marks in for the letters N and M where these stand for figures."""
    for letter, mark in (("N", FIGURE), ("M", OTHER)):
        placed = regex.sub(rf"\\b{letter}(?!\w)|(?<![\w\\]){letter}(?!\w)", mark, expression)
        expression = placed.replace(rf"{mark}\b", mark)
    return expression


class RoleFinder:
    """The role and stage patterns of one folder, compiled."""

    def __init__(self, patterns: Patterns) -> None:
        self._roles = _compile(patterns.roles)
        self._stages = _compile(patterns.stages)

    def find_role(self, blanked: str, kind: Kind, surface: str) -> tuple[Role, str]:
        """The role of the figure that is blanked, and the id of the pattern that says so, if one does.

        A kind keeps only the roles that it can have; what nothing claims is a share of per cents, else a level.
        """
        if kind is Kind.ORDINAL:
            return Role.LEVEL, ""
        if kind is Kind.MULTIPLE:
            return (Role.CHANGE if _CHANGES.search(surface) else Role.LEVEL), ""
        entry = _find_first(self._roles, blanked)
        if entry is None or not _fits(entry, kind):
            return (Role.SHARE if kind is Kind.PERCENT else Role.LEVEL), ""
        return entry.role, entry.id

    def find_lead_role(self, lead: str) -> Role:
        """The role that a list's lead-in gives its items: "In 2024/25 we aim to:", "To date the fund has:"."""
        if not lead.endswith((":", "–", "-")):
            return Role.LEVEL
        role, pattern = self.find_role(f"{lead.rstrip(' :–-')} {FIGURE}", Kind.COUNT, "")
        led = role in (Role.TARGET, Role.CUMULATIVE) and pattern not in _OF_ONE_FIGURE
        return role if led else Role.LEVEL  # "Each could give one answer:" plans none of the answers

    def find_stage(self, blanked: str, kind: Kind) -> str:
        """The stage of a funnel that a count stands at, or an empty text."""
        if kind is not Kind.COUNT:
            return ""
        entry = _find_first(self._stages, blanked)
        return entry.stage if entry else ""


def _fits(entry: RolePattern, kind: Kind) -> bool:
    if kind is Kind.PERCENT:
        # "90 per cent would recommend it" is a share of what people said, no plan.
        return entry.role in (Role.CHANGE, Role.PREVIOUS, Role.TARGET) and entry.id not in _OF_ONE_FIGURE
    if (entry.id == "role.interval" and kind is not Kind.DURATION) or entry.id == "role.change_by":
        return False
    # "two years with a council" is no rate, and a length of time does not add up since a start.
    return not (kind is Kind.DURATION and (entry.role is Role.CUMULATIVE or entry.id == "role.rate"))

"""The register of checks: to add one, write its file, name it here, and give it a test with two tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extractor.checks import (
    attribution,
    bound_edge,
    change_against_levels,
    complement_sum,
    event_dates,
    impossible_percentage,
    list_count,
    ordinal_conflict,
    parts_against_total,
    percentage_against_counts,
    period_mismatch,
    precision_style,
    rate_against_count,
    same_figure_differs,
    scope_drift,
    unit_mismatch,
)
from extractor.models import Severity
from extractor.shelf import Found, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check: its name, what it looks for (the first line of `about` is its summary), and how bad a finding is."""

    name: str
    severity: Severity
    about: str
    find: Callable[[Shelf], Found]

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.about.splitlines()[0]


_MODULES = (
    same_figure_differs,
    bound_edge,
    ordinal_conflict,
    complement_sum,
    parts_against_total,
    change_against_levels,
    percentage_against_counts,
    impossible_percentage,
    list_count,
    event_dates,
    period_mismatch,
    scope_drift,
    attribution,
    rate_against_count,
    unit_mismatch,
    precision_style,
)

CHECKS: tuple[Check, ...] = tuple(
    Check(name=module.NAME, severity=module.SEVERITY, about=(module.__doc__ or "").strip(), find=module.find)
    for module in _MODULES
)

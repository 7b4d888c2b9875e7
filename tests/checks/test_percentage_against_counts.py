"""percentage-against-counts: a percentage beside the counts that it was worked out from."""

from __future__ import annotations

import pytest
from factories import findings_of, told

from extractor.models import Severity

FLAGGED = {
    "p of councils (k of n)": ("In all, {80 per cent} of councils ({61} of {70 councils}) agreed.", Severity.ERROR),
    "p of the n (k)": ("In all, {80 per cent} of the {70 councils} ({61}) agreed.", Severity.ERROR),
    "k of them (p)": ("In all, {70 councils} replied; {61} of them ({80 per cent}) agreed.", Severity.ERROR),
    "k of n (p), far out": ("In all, {61} of {70 councils} ({80 per cent}) agreed.", Severity.ERROR),
    "k of n (p), near": ("In all, {61} of {70 councils} ({86 per cent}) agreed.", Severity.WARNING),
    "k of the n (p)": ("In all, {64} of the {71} ({85 per cent}) agreed.", Severity.ERROR),
    "k out of n, or p": ("In all, {64 councils} out of {71}, or {88 per cent}, agreed.", Severity.ERROR),
    "p (k of n)": ("In all, {80 per cent} ({61} of {70 councils}) agreed.", Severity.ERROR),
    "base first": ("Of the {41 councils} that replied, {34} ({81 per cent}) agreed.", Severity.WARNING),
    "base in the sentence before": (
        "In May, {75 councils} were asked. Of those asked, {68 councils} ({88 per cent}) took it up.",
        Severity.ERROR,
    ),
    "cut off, not rounded": ("Of the {75 councils} asked, {68} ({90 per cent}) took it up.", Severity.NOTE),
}
NOT_FLAGGED = {
    "p of the n (something else)": "In all, {80 per cent} of the {70 councils} ({12 clerks} each) agreed.",
    "p of the n (k), right": "In all, {87 per cent} of the {70 councils} ({61}) agreed.",
    "right": "In all, {61} of {70 councils} ({87 per cent}) agreed.",
    "right to a decimal": "In all, {61} of {70 councils} ({87.1 per cent}) agreed.",
    "a percentage of something else": "In all, {61} of {70 councils} agreed ({80 per cent} of ports did).",
    "no base": "{68 councils} ({90 per cent}) took it up.",
    "another base before": "In May, {75 clerks} were asked. Of those, {68 councils} ({12 per cent}) took it up.",
    "hedged": "In all, {over 60} of {70 councils} ({80 per cent}) agreed.",
    "a later sentence with a base of its own": "We asked {70 councils}. Some {80 per cent} of clerks agreed.",
}


@pytest.mark.parametrize(("text", "severity"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(text: str, severity: Severity) -> None:
    (finding,) = findings_of("percentage-against-counts", told(text))
    assert finding.severity is severity
    assert {row.part for row in finding.evidence} == {"part", "base", "share"}


@pytest.mark.parametrize("text", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str) -> None:
    assert not findings_of("percentage-against-counts", told(text))

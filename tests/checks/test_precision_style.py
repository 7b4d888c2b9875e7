"""precision-style: hedged, and yet exact."""

from __future__ import annotations

import pytest
from factories import claim, findings_of

from extractor.models import Claim, Severity

FLAGGED = ["over 1,243 calls", "about 784 peers", "almost £1,243 in fees"]
NOT_FLAGGED = [
    "1,243 calls",
    "over 1,240 calls",
    "over 15 events",
    "over 1.5 million calls",
    "over 97 per cent of calls",
]


@pytest.mark.parametrize("figure", FLAGGED)
def test_flagged_as_a_note(figure: str) -> None:
    (finding,) = findings_of("precision-style", [claim(figure)])
    assert finding.severity is Severity.NOTE


@pytest.mark.parametrize("figure", NOT_FLAGGED)
def test_not_flagged(figure: str) -> None:
    assert not findings_of("precision-style", [claim(figure)])


def test_a_repeated_callout_is_told_once() -> None:
    assert len(findings_of("precision-style", [claim("over 1,243 calls"), claim("over 1,243 calls", at=900)])) == 1


def shares(*figures: str) -> list[Claim]:
    return [claim(f"{figure} per cent of clerks", at=place * 100) for place, figure in enumerate(figures)]


WHOLE = tuple(str(number) for number in range(50, 65))


def test_lone_decimals_are_told_in_one_note() -> None:
    (finding,) = findings_of("precision-style", shares(*WHOLE, "71.4", "88.2"))
    assert [row.text for row in finding.evidence] == ["71.4 per cent", "88.2 per cent"]


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param(WHOLE, id="all whole"),
        pytest.param((*WHOLE, "71.4", "88.2", "42.1"), id="decimals here and there"),
        pytest.param(("50", "60", "71.4"), id="too few for a style"),
    ],
)
def test_other_styles_are_left_alone(figures: tuple[str, ...]) -> None:
    assert not findings_of("precision-style", shares(*figures))

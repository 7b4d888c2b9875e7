"""The review in a terminal: the same queue and keys as on the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from extractor import decisions
from extractor.models import Dismissal, Standing, Verdict
from extractor.review.desk import Desk
from extractor.review.terminal import Screen, review_in_terminal
from tests.review_shelf import SCRIPT, write_output


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_output(tmp_path_factory.mktemp("review"), findings=6)


@pytest.fixture
def desk(output: Path, tmp_path: Path) -> Desk:
    return Desk(output, store=tmp_path / "decisions.sqlite")


def review(desk: Desk, keys: str, *lines: str) -> str:
    """What is shown while a reviewer presses keys; `lines` are what they type where they are asked."""
    shown = io.StringIO()
    console = Console(file=shown, width=100)
    pressed: Iterator[str] = iter(keys)
    typed = iter(lines)
    screen = Screen(
        show=console.print,
        clear=lambda: None,
        read_key=lambda: next(pressed, "q"),
        read_line=lambda _: next(typed),
    )
    review_in_terminal(desk, screen, reviewer="Kim")
    return shown.getvalue()


def find_verdicts(desk: Desk) -> list[tuple[Verdict, Dismissal | None, str]]:
    return [(made.verdict, made.reason, made.comment) for made in decisions.read_history(desk.store)]


def test_a_key_decides_and_moves_on_until_none_is_left(desk: Desk) -> None:
    told = review(desk, "ynau17")
    assert [verdict for verdict, _, _ in find_verdicts(desk)] == [
        Verdict.CONFIRMED,
        Verdict.DISMISSED,
        Verdict.ACCEPTED,
        Verdict.UNSURE,
        Verdict.DISMISSED,
        Verdict.DISMISSED,
    ]
    assert find_verdicts(desk)[-1][1] is Dismissal.MISREAD
    assert "0 to look at" in told


def test_a_card_shows_sides_arithmetic_and_slots_and_no_markup_of_a_document(desk: Desk) -> None:
    told = review(desk, "/o", "pier 0:")
    for part in (SCRIPT[:20], "annual", "140", "990", "Arithmetic", "To make it right", "agree", "unknown", "DIFFER"):
        assert part in told


def test_undo_goes_back_step_by_step(desk: Desk) -> None:
    told = review(desk, "yyzzz")
    assert {finding.review.standing for finding in desk.read_board().findings.values()} == {Standing.OPEN}
    assert told.count("Taken back: confirmed.") == 2
    assert "no decision to take back" in told


def test_walking_and_searching_decide_nothing(desk: Desk) -> None:
    told = review(desk, "jjk/?x/", "pier 3:", "zeppelin")
    assert find_verdicts(desk) == []
    assert 'search "pier 3:"' in told
    assert 'has "zeppelin" in it' in told
    assert "That key does nothing" in told
    assert "Not an error: Rounding" in told


def test_a_comment_goes_with_the_decision(desk: Desk) -> None:
    review(desk, "cy", "see page 4")
    assert (Verdict.CONFIRMED, None, "see page 4") in find_verdicts(desk)


def test_a_comment_on_a_decided_finding_keeps_its_verdict(desk: Desk) -> None:
    review(desk, "yyyyy4c", "on second thought")
    assert find_verdicts(desk)[-1] == (Verdict.DISMISSED, Dismissal.TARGET, "on second thought")

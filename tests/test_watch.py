"""watch: when it runs, when it waits, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.commands.watch import Seen, look_at, watch_files
from extractor.errors import ExtractorError


def files(**sizes: int) -> Seen:
    return {Path(name): (size, 0) for name, size in sizes.items()}


class End(Exception):
    """There is nothing more to see."""


def watch(looks: list[Seen | ExtractorError], act: Callable[[], None]) -> None:
    """Watch until the looks are over."""
    seen = iter(looks)

    def look() -> Seen:
        now = next(seen, None)
        if now is None:
            raise End
        if isinstance(now, ExtractorError):
            raise now
        return now

    with pytest.raises(End):
        watch_files(look, act, wait=lambda: None)


A, B, C = files(a=1), files(a=2), files(a=2, b=1)


@pytest.mark.parametrize(
    ("looks", "runs"),
    [
        pytest.param([A], 1, id="at once"),
        pytest.param([A, A, A], 1, id="not again where nothing changes"),
        pytest.param([A, B], 1, id="not while a file may still be growing"),
        pytest.param([A, B, B], 2, id="when it has settled"),
        pytest.param([A, B, C, C, C], 2, id="when all have settled"),
        pytest.param([A, B, A, A], 1, id="not where it is as it was"),
        pytest.param([A, files(), files()], 2, id="when the last file is gone"),
    ],
)
def test_it_runs_when_files_have_changed_and_settled(looks: list[Seen | ExtractorError], runs: int) -> None:
    acts: list[int] = []
    watch(looks, lambda: acts.append(1))
    assert len(acts) == runs


def test_a_drive_that_is_away_is_told_once_and_looked_for_again(capsys: pytest.CaptureFixture[str]) -> None:
    away = ExtractorError("/mnt/share", "no such file or folder")
    acts: list[int] = []
    watch([A, away, away, away, A, B, B], lambda: acts.append(1))
    assert capsys.readouterr().err.count("no such file or folder") == 1
    assert len(acts) == 2


def test_a_run_that_failed_is_tried_again_though_no_file_changed() -> None:
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ExtractorError("output/claims.xlsx", "is held open")

    watch([A] * 5, act)
    assert len(tries) == 3


def test_it_looks_at_what_a_run_would_read(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("We let 412 plots.", encoding="utf-8")
    (tmp_path / ".hidden").write_text("x", encoding="utf-8")
    out = tmp_path / "output"
    out.mkdir()
    (out / "claims.csv").write_text("x", encoding="utf-8")
    assert [path.name for path in look_at([tmp_path], out=out)] == ["report.txt"]


@pytest.mark.slow
def test_the_command_runs_at_once_and_ends_with_an_interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(seconds: float) -> None:
        assert seconds == 7
        raise KeyboardInterrupt

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.txt").write_text("In 2023/24 we let 412 plots to residents.", encoding="utf-8")
    monkeypatch.setattr(time, "sleep", interrupt)
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["watch", str(tmp_path / "in"), "--out", str(out), "--every", "7", "--jobs", "1"])
    assert done.exit_code == 0
    assert "1 document read" in done.output
    assert done.output.rstrip().endswith("No longer watching.")
    assert (out / "claims.csv").is_file()


@pytest.mark.slow
def test_a_folder_with_nothing_to_read_is_watched_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def look_twice(_: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            raise KeyboardInterrupt

    (tmp_path / "in").mkdir()
    monkeypatch.setattr(time, "sleep", look_twice)
    done = CliRunner().invoke(app, ["watch", str(tmp_path / "in"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert done.output.count("0 documents read") == 1

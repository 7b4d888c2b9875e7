"""What commands say while they work, and of themselves: progress, logs, the cache, the doctor."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractor import pipeline
from extractor.batch import Progress
from extractor.cli import app
from extractor.console import LogFormat, describe_progress, log_to_stderr, show_progress, use_cache
from extractor.errors import CacheError, ExtractorError


def call(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    (place / "report.txt").write_text("In 2023/24 we let 412 plots to residents.", encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("progress", "seconds", "told"),
    [
        pytest.param(Progress(done=0, total=5), 0.0, "0 of 5 files, 0 claims, 0 not read", id="at the start"),
        pytest.param(
            Progress(done=30, total=1000, claims=9000, failures=1),
            10.0,
            "30 of 1,000 files, 9,000 claims, 1 not read, 3.0 files a second, 5 min left",
            id="under way",
        ),
        pytest.param(
            Progress(done=900, total=1000, claims=9, kept=800),
            50.0,
            "900 of 1,000 files, 800 of them read before, 9 claims, 0 not read, 2.0 files a second, 50 s left",
            id="what was read before tells nothing of the speed",
        ),
        pytest.param(
            Progress(done=20, total=20), 10.0, "20 of 20 files, 0 claims, 0 not read, 2.0 files a second", id="done"
        ),
        pytest.param(
            Progress(done=1, total=1001),
            36.0,
            "1 of 1,001 files, 0 claims, 0 not read, 0.0 files a second, 10.0 h left",
            id="hours",
        ),
    ],
)
def test_progress_tells_speed_claims_failures_and_time_left(progress: Progress, seconds: float, told: str) -> None:
    assert describe_progress(progress, seconds) == told


def test_progress_is_told_now_and_then_where_it_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "extractor")
    with show_progress(verbose=True) as tell:
        assert tell
        for done in range(51):
            tell(Progress(done=done, total=50))
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["50 of 50 files"]


def test_nothing_is_told_on_a_file_unless_it_is_wanted() -> None:
    with show_progress() as tell:
        assert tell is None


@pytest.mark.parametrize(
    ("verbose", "told"), [pytest.param(False, ["a warning"], id="warnings"), pytest.param(True, 2, id="all")]
)
def test_warnings_are_always_told_and_all_else_with_verbose(
    capsys: pytest.CaptureFixture[str], verbose: bool, told: object
) -> None:
    with log_to_stderr(LogFormat.TEXT, verbose=verbose):
        logging.getLogger("extractor.some").info("a step")
        logging.getLogger("extractor.some").warning("a warning")
        logging.getLogger("other").info("of a library")
    lines = capsys.readouterr().err.splitlines()
    assert told in (lines, len(lines))


def test_a_log_in_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with log_to_stderr(LogFormat.JSON, verbose=True):
        logging.getLogger("extractor.some").warning('%s: a "quoted"\nname', "£5m.txt")
        logging.getLogger("extractor.some").info("a step", extra={"figures": {"done": 3}})
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"], first["message"]) == (
        "warning", "extractor.some", '£5m.txt: a "quoted"\nname',
    )  # fmt: skip
    assert second["done"] == 3
    assert second["time"].endswith("+00:00")


@pytest.mark.slow
def test_a_run_tells_its_steps_and_reads_nothing_twice(folder: Path, tmp_path: Path) -> None:
    words = ("run", folder, "--out", tmp_path / "out", "--jobs", 1, "--verbose", "--log-format", "json")
    first, again, without = call(*words), call(*words), call(*words, "--no-cache")
    told = [json.loads(line) for line in first.stderr.splitlines()]
    assert {"done": 1, "total": 1, "kept": 0, "failures": 0}.items() <= told[1].items()
    assert any(each["message"].startswith("reconcile: ") for each in told)
    assert "Nothing has changed since the last run" in again.stdout
    assert again.stdout.splitlines()[:3] == first.stdout.splitlines()[:3]
    assert "Nothing has changed" not in without.stdout
    info = json.loads(call("cache", "info", "--json").stdout)
    assert (info["readings"], info["bytes"] > 0) == (1, True)
    assert call("cache", "clear").stdout.startswith("Removed the cache in ")
    assert call("cache", "clear").stdout.startswith("There is no cache in ")
    assert "0 documents" in call("cache", "info").stdout


def test_a_cache_folder_that_was_named_must_be_good_and_the_usual_one_need_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = tmp_path / "file"
    bad.write_text("x", encoding="utf-8")
    monkeypatch.setattr("extractor.cache.find_folder", lambda: bad)
    with pytest.raises(CacheError), use_cache(bad, without=False):
        pass
    with use_cache(None, without=False) as opened:
        assert opened is None
    assert "cannot be opened" in caplog.text


def test_the_usual_cache_is_in_the_folder_of_this_user(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractor.cache import find_folder

    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert find_folder().name in ("lga-metrics", "Cache")


@pytest.mark.slow
def test_the_doctor_says_what_there_is_and_that_it_works() -> None:
    done = call("doctor", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["self-test"].startswith("ok")
    assert {"lga-metrics", "python", "patterns", "tesseract", "cache", "configuration"} <= told.keys()


def test_the_doctor_tells_what_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ExtractorError("workers", "cannot start")

    monkeypatch.setattr(pipeline, "run", fail)
    done = call("doctor")
    assert done.exit_code == 2
    assert "failed: ExtractorError: workers: cannot start" in done.output

"""The cache: what is kept comes back, and trouble costs a reading, never a run or a wrong result."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from extractor import cache
from extractor.cache import Cache, KeptRun, clear_cache, describe_cache, hash_key, open_cache
from extractor.errors import CacheError
from extractor.models import Document, Reading
from extractor.packing import pack_reading


def make_reading(number: int) -> Reading:
    return Reading(document=Document(document=f"d{number}", path="d.txt", sha256="", format="txt", text="x" * 3000))


def store(opened: Cache, number: int) -> None:
    opened.store(f"key {number}", "d", packed=pack_reading(make_reading(number)), claims=number)


def fill(folder: Path, numbers: range) -> None:
    """Store readings as a run of its own would."""
    with open_cache(folder) as opened:
        for number in numbers:
            store(opened, number)


def test_what_is_stored_is_there_the_next_time(tmp_path: Path) -> None:
    fill(tmp_path, range(2))
    with open_cache(tmp_path) as opened:
        assert opened.load("key 1", "d") == make_reading(1)
        assert opened.count_claims("key 1", "d") == 1
        assert opened.find_name("key 1") == "d"
        assert opened.load("key 1", "another name") is None
        assert opened.count_claims("key 2", "d") is None


def test_a_passing_cache_leaves_nothing() -> None:
    with open_cache(None) as opened:
        store(opened, 1)
        assert opened.load("key 1", "d") == make_reading(1)
    assert not opened.path.parent.exists()


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("UPDATE readings SET packed = zeroblob(length(packed)) WHERE content = 'key 1'", id="zeros"),
        pytest.param(
            "UPDATE readings SET packed = (SELECT packed FROM readings WHERE content = 'key 0')", id="another"
        ),
        pytest.param("UPDATE readings SET packed = 'text', seal = 7 WHERE content = 'key 1'", id="other types"),
    ],
)
def test_a_damaged_reading_is_told_and_forgotten(tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: str) -> None:
    fill(tmp_path, range(2))
    base = sqlite3.connect(tmp_path / cache.FILE)
    with base:
        base.execute(harm)
    base.close()
    with open_cache(tmp_path) as opened:
        assert opened.load("key 1", "d") is None
        assert opened.count_claims("key 1", "d") is None
        assert opened.load("key 0", "d") == make_reading(0)
    assert "damaged" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"this was a cache once, and is none any more " * 100, id="no database"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_file_that_is_no_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / cache.FILE).write_bytes(content)
    fill(tmp_path, range(1))
    with open_cache(tmp_path) as opened:
        assert opened.load("key 0", "d") == make_reading(0)


def test_the_database_of_another_version_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    base = sqlite3.connect(tmp_path / cache.FILE)
    base.executescript("CREATE TABLE readings (a); PRAGMA user_version = 99;")
    base.close()
    fill(tmp_path, range(1))
    assert describe_cache(tmp_path).readings == 1
    assert "made anew" in caplog.text


def test_torn_pages_never_give_a_wrong_reading(tmp_path: Path) -> None:
    fill(tmp_path, range(60))
    path = tmp_path / cache.FILE
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(8192, size, 3 * 4096):
            file.seek(place)
            file.write(b"\x5a" * min(4096, size - place))
    with open_cache(tmp_path) as opened:
        for number in range(60):
            assert opened.load(f"key {number}", "d") in (None, make_reading(number))
        store(opened, 7)
        assert opened.load("key 7", "d") == make_reading(7)
    fill(tmp_path, range(60))
    with open_cache(tmp_path) as opened:
        assert [opened.load(f"key {number}", "d") for number in range(60)] == list(map(make_reading, range(60)))


def test_what_a_full_disk_does_not_take_is_held_until_the_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_cache(tmp_path) as opened:
        store(opened, 0)
        opened._base.execute("PRAGMA max_page_count = 1")  # SQLite's own way to be full
        for number in range(1, 400):
            store(opened, number)
        assert [opened.load(f"key {n}", "d") for n in range(400)] == list(map(make_reading, range(400)))
    assert caplog.text.count("what is read now is not kept") == 1


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=fill, args=(tmp_path, range(start, start + 150))) for start in (0, 150)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert describe_cache(tmp_path).readings == 300


def test_what_was_used_longest_ago_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000, 2000))
    monkeypatch.setattr(cache.time, "time", lambda: next(clock))
    fill(tmp_path, range(4))
    each = describe_cache(tmp_path).bytes // 4
    with open_cache(tmp_path) as opened:
        assert opened.load("key 0", "d")
        monkeypatch.setattr(cache, "MOST_BYTES", 2 * each + each // 2)
    with open_cache(tmp_path) as opened:
        kept = [number for number in range(4) if opened.count_claims(f"key {number}", "d") is not None]
    assert kept == [0, 3]


@pytest.mark.skipif(os.name != "posix", reason="permissions")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    fill(tmp_path / "new", range(1))
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    with open_cache(tmp_path / "new") as opened:
        store(opened, 1)
        modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
    assert modes == {0o600}


def test_clear_removes_the_cache_and_nothing_else(tmp_path: Path) -> None:
    fill(tmp_path, range(3))
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert clear_cache(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert not clear_cache(tmp_path)
    assert describe_cache(tmp_path).readings == 0


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CacheError, match="--no-cache"), open_cache(tmp_path / "file"):
        pass


def test_the_run_of_a_folder_is_remembered_until_the_next(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_cache(tmp_path) as opened:
        assert opened.find_run(out) is None
        opened.remember_run(out, KeptRun(inputs="a", files={"claims.csv": "1"}))
        opened.remember_run(out, KeptRun(inputs="b", files={"claims.csv": "2"}, absent=3))
    with open_cache(tmp_path) as opened:
        assert opened.find_run(out) == KeptRun(inputs="b", files={"claims.csv": "2"}, absent=3)


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert len({hash_key("ab", "c"), hash_key("a", "bc"), hash_key("abc"), hash_key("ab", "c", None)}) == 4


def test_a_cache_that_another_is_just_making_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    def look() -> None:
        for _ in range(40):
            describe_cache(folder)

    for number in range(30):
        folder = tmp_path / str(number)
        folder.mkdir()
        with ThreadPoolExecutor(3) as pool:
            watching = [pool.submit(look) for _ in range(2)]
            with open_cache(folder):
                pass
        for each in watching:
            each.result()

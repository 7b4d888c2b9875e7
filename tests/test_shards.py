"""Shards: named by what they hold, found again, and never a wrong reading."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from extractor.addresses import find_place
from extractor.models import Document, Reading
from extractor.packing import pack_reading
from extractor.shards import Row, open_shards, write_shard

pytest.importorskip("duckdb")
pytest.importorskip("fsspec")


def make_reading(name: str) -> Reading:
    return Reading(document=Document(document=name, path=f"{name}.txt", sha256="0", format="txt", text=name))


def make_row(name: str, *, claims: int = 0, lasting: bool = True) -> Row:
    return Row(f"key of {name}", name, claims, lasting, pack_reading(make_reading(name)))


@pytest.fixture
def where(tmp_path: Path) -> str:
    return str(tmp_path / "shards")


def test_what_one_run_wrote_the_next_one_finds(where: str) -> None:
    place = find_place(where)
    with open_shards(place) as shards:
        shards.add(write_shard(place, [make_row("a", claims=3), make_row("b")]))
        shards.add(write_shard(place, [make_row("c")]))
        assert shards.load("key of a", "a") == make_reading("a")
    with open_shards(place) as shards:
        assert shards.count_claims("key of a", "a") is None
        assert shards.find_old() == 3
        assert [shards.count_claims(f"key of {name}", name) for name in "abcd"] == [3, 0, 0, None]
        assert [shards.load(f"key of {name}", name) for name in "abc"] == list(map(make_reading, "abc"))
        assert (shards.find_name("key of a"), shards.find_name("key of d")) == ("a", None)


def test_the_same_batch_read_again_takes_the_place_of_its_shard(where: str) -> None:
    place = find_place(where)
    with open_shards(place):
        first = write_shard(place, [make_row("a"), make_row("b")])
        again = write_shard(place, [make_row("b"), make_row("a")])
        other = write_shard(place, [make_row("a")])
    assert first == again != other
    assert sorted(path.name for path in Path(where).iterdir()) == sorted([first, other])


def test_what_may_be_read_better_the_next_time_serves_this_run_alone(where: str) -> None:
    place = find_place(where)
    with open_shards(place) as shards:
        shards.add(write_shard(place, [make_row("a", lasting=False)]))
        assert shards.load("key of a", "a") == make_reading("a")
    with open_shards(place) as shards:
        assert shards.find_old() == 0


@pytest.mark.parametrize("damage", [b"", b"PAR1 no more", b"PAR1"], ids=["empty", "cut", "other"])
def test_a_damaged_shard_is_told_and_costs_a_reading(
    where: str, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    place = find_place(where)
    with open_shards(place) as shards:
        name = write_shard(place, [make_row("a")])
        shards.add(name)
        (Path(where) / name).write_bytes(damage)
        with caplog.at_level(logging.WARNING):
            assert shards.load("key of a", "a") is None
        assert shards.count_claims("key of a", "a") is None
    assert "is damaged" in caplog.text
    for other in "bcde":
        write_shard(place, [make_row(other)])
    with open_shards(place) as shards:
        assert shards.find_old() == 4


def test_a_reading_under_another_name_is_held_until_the_end(where: str) -> None:
    place = find_place(where)
    with open_shards(place) as shards:
        shards.store("key of a", "b", packed=pack_reading(make_reading("b")), claims=2)
        assert (shards.count_claims("key of a", "b"), shards.load("key of a", "b")) == (2, make_reading("b"))


@pytest.mark.skipif(os.name != "posix", reason="permissions")
def test_the_folder_of_shards_is_its_owners_alone(where: str) -> None:
    with open_shards(find_place(where)):
        pass
    assert Path(where).stat().st_mode & 0o777 == 0o700

"""Addresses: what lies below them, what is passed over, and what comes of it on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.addresses import fetch_file, find_documents, find_place, list_names, put_file
from extractor.errors import ExtractorError
from extractor.ingest import find_files

fsspec = pytest.importorskip("fsspec")

FILES = ("a.txt", "b.pdf", "older/a.txt", "b.txt", ".hidden.txt", ".git/c.txt", "README.md", "out/run.json", "~$a.docx")
FILES += ("out/claims.csv", "out/text/d.txt", "shards/0.readings.parquet")


@pytest.fixture
def store() -> Iterator[Any]:
    """A store in memory with documents, and with all sorts of files that are none."""
    files = fsspec.filesystem("memory")
    for name in FILES:
        files.pipe_file(f"/bucket/reports/{name}", name.encode())
    yield files
    files.rm("/bucket", recursive=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same on this machine."""
    for name in FILES:
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path / "reports"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("address", ["memory://bucket/reports", "memory:///bucket/reports/"])
def test_a_store_holds_the_documents_that_the_same_folder_holds_here(folder: Path, address: str) -> None:
    here, there = find_files([folder]), find_documents([address])
    assert [(file.document, file.relative) for file in here.files] == [
        (file.document, file.relative) for file in there.files
    ]
    assert [file.document for file in there.files] == ["a", "b.pdf", "b.txt", "older--a"]
    assert {reason for reason, _ in there.passed_over} == {reason for reason, _ in here.passed_over}


def test_a_folder_of_this_machine_is_found_by_path_and_by_address_alike(folder: Path) -> None:
    by_path, by_address = find_documents([str(folder)]), find_documents([folder.as_uri()])
    assert by_path == by_address
    assert find_documents([str(folder), folder.as_uri()]).files == by_path.files
    assert [(file.path, file.document) for file in by_path.files] == [
        (file.path, file.document) for file in find_files([folder]).files
    ]


@pytest.mark.usefixtures("store")
def test_one_file_is_met_whatever_its_name_and_places_may_be_mixed(folder: Path) -> None:
    found = find_documents(
        ["memory://bucket/reports/README.md", str(folder / "a.txt"), "memory://bucket/reports/older"]
    )
    assert sorted(file.relative for file in found.files) == ["README.md", "a.txt", "a.txt"]
    assert len({file.document for file in found.files}) == 3


@pytest.mark.usefixtures("store")
def test_a_file_is_fetched_whole_with_its_suffix(tmp_path: Path) -> None:
    for file in find_documents(["memory://bucket/reports"]).files:
        fetched = fetch_file(file, tmp_path)
        assert fetched.path.read_text(encoding="utf-8") == file.relative
        assert (fetched.path.suffix, fetched.document) == (Path(file.relative).suffix, file.document)


def test_a_file_on_this_machine_is_not_copied(folder: Path, tmp_path: Path) -> None:
    (file,) = find_documents([str(folder / "a.txt")]).files
    assert fetch_file(file, tmp_path / "nowhere").path == folder / "a.txt"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("address", "problem"),
    [
        pytest.param("memory://bucket/gone", "memory:///bucket/gone: no such file or folder", id="nothing there"),
        pytest.param("memory://bucket/reports/shards", "reports/shards: holds no document", id="no document"),
        pytest.param("nope://bucket", "nope://bucket: is no address", id="unknown scheme"),
    ],
)
def test_an_address_that_gives_nothing_says_why(address: str, problem: str) -> None:
    with pytest.raises(ExtractorError, match=problem):
        find_documents([address])


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("where", ["memory://bucket/shards", "here"])
def test_a_file_that_is_put_takes_the_place_of_the_one_before(tmp_path: Path, where: str) -> None:
    place = find_place(str(tmp_path) if where == "here" else where)
    for data in (b"one", b"two"):
        put_file(place, "a.part", data)
    put_file(place, "b.other", b"three")
    assert list_names(place, suffix=".part") == ["a.part"]
    assert place.files.cat_file(f"{place.path}/a.part") == b"two"

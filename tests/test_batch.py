"""A folder read again: what is read anew, what is not, and what is never wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extractor import batch, pipeline
from extractor.batch import Progress, Reader, hash_files
from extractor.cache import Cache, open_cache
from extractor.facts import add_facts
from extractor.ingest import FilesMet, find_files, read_document
from extractor.models import Failure, Reading, Reason, Status, Unclaimed
from extractor.packing import pack_reading
from extractor.patterns import load_patterns
from extractor.workers import Limits

ANNUAL = "Annual report of the allotments office 2023/24\n\nIn 2023/24 we let 412 plots to residents.\n"
UNNAMED = "we let 412 plots, and hoped for more.\n"  # whatever its title is, its file's name gives it


def read_plainly(file: batch.FileMet) -> Reading | Failure:
    """Stands in for the whole of reading: facts, and one number."""
    if file.path.read_bytes() == b"crash":
        raise KeyError("a bug")
    document = add_facts(read_document(file.path, document=file.document, relative=file.relative))
    number = Unclaimed(document=file.document, start=0, end=1, text=document.text[:1], reason=Reason.NAME)
    return Reading(document=document, unclaimed=(number,), seconds=(("read", 1.0),))


def start() -> None:
    """Nothing to prepare."""


def always(reading: Reading) -> bool:  # noqa: ARG001
    """A reading that may be kept."""
    return True


def never(reading: Reading) -> bool:  # noqa: ARG001
    """A reading that may not."""
    return False


READER = Reader(read=read_plainly, prepare=start, version="1", lasting=always)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents, two of them alike but for their names."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "annual.txt").write_text(ANNUAL, encoding="utf-8", newline="\n")
    (place / "annual-copy.txt").write_text(ANNUAL, encoding="utf-8", newline="\n")
    (place / "plots.txt").write_text(UNNAMED, encoding="utf-8", newline="\n")
    return place


def read(
    folder: Path, *, reader: Reader = READER, on_progress: Callable[[Progress], object] | None = None
) -> tuple[list[Reading | Failure], Progress]:
    """The results of a folder, read with the cache beside it, and how far the run said that it came."""
    seen: list[Progress] = []
    with open_cache(folder.parent / "cache") as cache:
        files = find_files([folder]).files
        results = batch.read_files(
            files,
            reader,
            jobs=1,
            limits=Limits(seconds=60),
            cache=cache,
            hashes=hash_files(files),
            on_progress=on_progress or seen.append,
        )
    return results, seen[-1] if seen else Progress(done=0, total=0)


def test_an_unchanged_folder_is_read_once(folder: Path) -> None:
    first, progress = read(folder)
    assert (progress.done, progress.kept) == (3, 0)
    again, progress = read(folder)
    assert (progress.done, progress.total, progress.kept) == (3, 3, 3)
    assert [replace(each, seconds=()) for each in first if isinstance(each, Reading)] == again


def test_only_what_changed_is_read_again(folder: Path) -> None:
    read(folder)
    (folder / "plots.txt").write_text(UNNAMED + "More.\n", encoding="utf-8", newline="\n")
    (folder / "new.txt").write_text(ANNUAL.replace("412", "437"), encoding="utf-8", newline="\n")
    results, progress = read(folder)
    assert (progress.done, progress.kept) == (4, 2)
    assert [each.document.text for each in results if isinstance(each, Reading)][-1].endswith("More.\n")


def test_a_renamed_file_is_not_read_again_and_bears_its_new_name(folder: Path) -> None:
    read(folder)
    (folder / "older").mkdir()
    (folder / "annual.txt").rename(folder / "older" / "final.txt")
    results, progress = read(folder)
    assert progress.kept == 3
    fresh, _ = read(folder, reader=replace(READER, version="2"))
    assert results == [replace(each, seconds=()) for each in fresh if isinstance(each, Reading)]
    moved = results[1]
    assert isinstance(moved, Reading)
    assert (moved.document.document, moved.document.path) == ("older--final", "older/final.txt")
    assert [number.document for number in moved.unclaimed] == ["older--final"]


def test_a_file_whose_name_gives_its_title_is_read_again_where_it_is_renamed(folder: Path) -> None:
    read(folder)
    (folder / "plots.txt").rename(folder / "gardens.txt")
    results, progress = read(folder)
    assert progress.kept == 2
    assert [each.document.title for each in results if isinstance(each, Reading)][-1] == "gardens"


def test_another_version_of_patterns_code_or_options_reads_all_again(folder: Path) -> None:
    read(folder)
    _, progress = read(folder, reader=replace(READER, version="2"))
    assert progress.kept == 0


def test_the_same_bytes_in_another_format_are_another_document(folder: Path) -> None:
    read(folder)
    (folder / "plots.txt").rename(folder / "plots.md")
    _, progress = read(folder)
    assert progress.kept == 2


def test_what_failed_is_tried_again(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"crash")
    for _ in range(2):
        results, progress = read(folder)
        assert progress.failures == 1
        assert [each.status for each in results if isinstance(each, Failure)] == [Status.CRASHED]
    assert progress.kept == 3


def test_what_may_be_read_better_next_time_is_not_kept(folder: Path) -> None:
    reader = replace(READER, lasting=never)
    first, _ = read(folder, reader=reader)
    second, progress = read(folder, reader=reader)
    assert (len(second), progress.kept) == (3, 0)
    assert first == second


def test_a_stopped_run_goes_on_where_it_was(folder: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(folder, on_progress=stop)
    _, progress = read(folder)
    assert (progress.done, progress.kept) == (3, 2)


def test_a_cache_that_loses_a_reading_in_the_middle_costs_another_reading(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = Cache.load
    lost: list[str] = []

    def lose_one(self: Cache, content: str, name: str) -> Reading | None:
        if name == "plots" and not lost:
            lost.append(name)
            return None
        return load(self, content, name)

    monkeypatch.setattr(Cache, "load", lose_one)
    results, _ = read(folder)
    assert [each.document.document for each in results if isinstance(each, Reading)] == [
        "annual",
        "annual-copy",
        "plots",
    ]


def test_no_text_stays_in_this_process_while_documents_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[int] = []
    load = Cache.load

    def count(self: Cache, content: str, name: str) -> Reading | None:
        loaded.append(1)
        return load(self, content, name)

    monkeypatch.setattr(Cache, "load", count)
    while_reading: list[int] = []
    read(folder, on_progress=lambda _: while_reading.append(len(loaded)))
    assert while_reading == [0, 0, 0, 0]
    assert len(loaded) == 3


# The whole run


SETTINGS = pipeline.Settings()


def run(folder: Path, *, out: str = "out", settings: pipeline.Settings = SETTINGS) -> pipeline.Outcome:
    with open_cache(folder.parent / "cache") as cache:
        return pipeline.run([folder], out=folder.parent / out, jobs=1, settings=settings, cache=cache)


def test_where_nothing_changed_nothing_is_done_and_the_same_is_told(folder: Path) -> None:
    (folder / "leaflet.txt").write_text(ANNUAL.replace("412", "437"), encoding="utf-8", newline="\n")
    first = run(folder)
    again = run(folder)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.files == first.files
    from extractor.summary import describe_run

    assert describe_run(again.run) == describe_run(first.run)
    assert again.since
    assert (again.since.new, again.since.unchanged) == (0, len(first.run.findings))


@pytest.mark.parametrize("harm", ["feed changed", "feed gone", "file changed", "file gone", "setting changed"])
def test_where_anything_changed_the_feeds_are_written_anew(folder: Path, harm: str) -> None:
    feed = run(folder).files["claims.csv"]
    written = feed.read_bytes()
    settings = SETTINGS
    match harm:
        case "feed changed":
            feed.write_bytes(written + b"\n")
        case "feed gone":
            feed.unlink()
        case "file changed":
            (folder / "plots.txt").write_text("We let 9 plots.", encoding="utf-8")
        case "file gone":
            (folder / "plots.txt").unlink()
        case "setting changed":
            settings = replace(SETTINGS, config=replace(SETTINGS.config, checks=(("list-count", None),)))
    assert not run(folder, settings=settings).unchanged
    assert (feed.read_bytes() == written) == harm.startswith(("feed", "setting"))


def test_a_changed_pattern_file_is_another_key_and_a_copy_is_not(tmp_path: Path) -> None:
    for name in ("same", "other"):
        shutil.copytree(load_patterns().folder, tmp_path / name)
    with (tmp_path / "other" / "units.yaml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    same, other = (replace(SETTINGS, patterns_folder=tmp_path / name) for name in ("same", "other"))
    assert pipeline._hash_settings(same) == pipeline._hash_settings(SETTINGS) != pipeline._hash_settings(other)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"ocr": True}, id="OCR"),
        pytest.param({"password": "secret"}, id="a password"),
        pytest.param({"config": replace(SETTINGS.config, measures=(("clerks", "officers"),))}, id="further names"),
        pytest.param({"limits": replace(SETTINGS.limits, pages=10)}, id="limits"),
    ],
)
def test_what_bears_on_reading_is_part_of_the_key(changed: dict[str, object]) -> None:
    assert pipeline._hash_settings(replace(SETTINGS, **changed)) != pipeline._hash_settings(SETTINGS)  # type: ignore[arg-type]


def test_checks_and_tolerances_do_not_make_documents_be_read_again() -> None:
    config = replace(SETTINGS.config, checks=(("list-count", None),))
    assert pipeline._hash_settings(replace(SETTINGS, config=config)) == pipeline._hash_settings(SETTINGS)


def test_a_run_that_failed_in_passing_is_not_taken_for_the_last_word(folder: Path) -> None:
    found = FilesMet(find_files([folder]).files)
    assert len(found.files) == 3
    failed = Failure(document="a", path="a.pdf", format="pdf", status=Status.TIMEOUT, reason="", sha256="x")
    whole = pipeline.Run(failures=(failed,))
    assert not pipeline._is_settled(whole, SETTINGS)
    assert pipeline._is_settled(replace(whole, failures=(replace(failed, status=Status.CORRUPT),)), SETTINGS)


def test_a_cache_beside_the_documents_is_no_document(folder: Path) -> None:
    with open_cache(folder) as cache:
        cache.store("key", "name", packed=pack_reading(Reading(document=read_doc(folder))), claims=0)
        assert [file.document for file in find_files([folder]).files] == ["annual", "annual-copy", "plots"]


def read_doc(folder: Path) -> pipeline.Document:
    return read_document(folder / "plots.txt", document="plots", relative="plots.txt")

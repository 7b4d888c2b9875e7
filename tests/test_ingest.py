"""Files are met, named and read, or refused with a reason that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import ExtractorError, IngestError
from extractor.ingest import Limits, find_files, read_document


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The scheme trained 60 clerks.", encoding="utf-8", newline="")


NAMED = {
    "stem of a file in the folder": (["report.txt"], ["report"]),
    "sub-folder joined with two dashes": (["2024/north/report.txt"], ["2024--north--report"]),
    "suffix where the stem comes twice": (["report.md", "report.txt"], ["report.md", "report.txt"]),
    "suffix where only case differs": (["Report.md", "report.txt"], ["Report.md", "report.txt"]),
    "same stem in two folders needs no suffix": (["a/report.txt", "b/report.txt"], ["a--report", "b--report"]),
    "dots in a name stay": (["v1.2 final.txt"], ["v1.2 final"]),
    "folder and dashes that spell the same": (["a/b.txt", "a--b.txt"], ["a--a--b.txt", "{folder}--a--b.txt"]),
    "formats that are not read are met too": (["a.odt", "b.png", "c"], ["a", "b", "c"]),
}


@pytest.mark.parametrize(("names", "expected"), NAMED.values(), ids=NAMED.keys())
def test_documents_are_named_below_the_folder(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    _write(tmp_path, *names)
    files = find_files([tmp_path]).files
    assert sorted(file.document for file in files) == sorted(name.format(folder=tmp_path.name) for name in expected)


PASSED_OVER = {
    "hidden": [".secret.txt", ".git/x.txt"],
    "file of this program": ["lga-metrics.yaml", "output.decisions.sqlite", "a.decisions.sqlite-journal"],
    "lock file of an office program": ["~$report.docx", ".~lock.report.odt#"],
    "README": ["README.md", "sub/readme.txt"],
    "clutter of the system": ["Thumbs.db", "desktop.ini"],
    "output of a run": ["old/run.json", "old/claims.csv", "old/text/report.txt"],
}


@pytest.mark.parametrize(("reason", "names"), PASSED_OVER.items(), ids=PASSED_OVER.keys())
def test_what_is_no_document_is_passed_over_and_counted(tmp_path: Path, reason: str, names: list[str]) -> None:
    _write(tmp_path, "report.txt", *names)
    met = find_files([tmp_path])
    assert [file.document for file in met.files] == ["report"]
    assert dict(met.passed_over)[reason] >= 1


def test_the_folder_written_to_is_not_read(tmp_path: Path) -> None:
    _write(tmp_path, "report.txt", "out/report.txt")
    met = find_files([tmp_path], exclude=tmp_path / "out")
    assert [file.relative for file in met.files] == ["report.txt"]


def test_a_file_met_twice_is_read_once(tmp_path: Path) -> None:
    _write(tmp_path, "sub/report.txt")
    met = find_files([tmp_path, tmp_path / "sub", tmp_path / "sub" / "report.txt"])
    assert [file.document for file in met.files] == ["sub--report"]


def test_a_file_named_itself_goes_by_its_stem_even_where_a_folder_would_pass_it_over(tmp_path: Path) -> None:
    _write(tmp_path, "README.md")
    assert [file.document for file in find_files([tmp_path / "README.md"]).files] == ["README"]


def test_two_folders_with_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    _write(tmp_path, "a/report.txt", "b/report.txt")
    met = find_files([tmp_path / "a", tmp_path / "b"])
    assert [file.document for file in met.files] == ["a--report.txt", "b--report.txt"]


def test_the_order_does_not_depend_on_the_order_of_the_arguments(tmp_path: Path) -> None:
    _write(tmp_path, "a/x.txt", "b/x.txt", "b/y.txt")
    assert find_files([tmp_path / "a", tmp_path / "b"]) == find_files([tmp_path / "b", tmp_path / "a"])


def test_a_path_that_does_not_exist_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match=r"nowhere: no such file or folder"):
        find_files([tmp_path / "nowhere"])


REFUSED = {
    "empty": ("a.txt", b"", "no_text"),
    "white space only": ("a.txt", b" \r\n\t\n", "no_text"),
    "nothing but a byte order mark": ("a.txt", b"\xef\xbb\xbf", "no_text"),
    "binary rubbish": ("a.txt", bytes(range(256)) * 40, "corrupt"),
    "a PDF under another name": ("a.txt", b"%PDF-1.7 and so on", "corrupt"),
    "UTF-16 cut in the middle of a letter": ("a.txt", "\ufeffpounds".encode("utf-16-le")[:-1], "corrupt"),
    "a format that is not read": ("a.odt", b"PK\x03\x04", "unsupported"),
    "a picture": ("a.png", b"\x89PNG", "unsupported"),
    "no suffix": ("report", b"text", "unsupported"),
    "text under a PDF's name": ("a.pdf", b"This is no PDF.", "corrupt"),
}


@pytest.mark.parametrize(("name", "data", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_read_says_what_it_is(tmp_path: Path, name: str, data: bytes, status: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(IngestError) as caught:
        read_document(tmp_path / name, document="a", relative=f"sub/{name}")
    assert caught.value.status == status
    assert str(caught.value).startswith(f"sub/{name}: ")
    assert caught.value.hint


def test_a_text_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"x" * 2_000_000)
    with pytest.raises(IngestError, match=r"is 2 MB, over the limit of 1 MB") as caught:
        read_document(path, document="big", relative="big.txt", limits=Limits(text_bytes=1_000_000))
    assert caught.value.status == "too_large"


def test_sections_nest_and_end_where_the_next_of_their_level_starts(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    text = "# Report\n\n## Peers\n\nA.\n\n### Highlights\n\nB.\n\n## Finance\n\nC.\n"
    path.write_text(text, encoding="utf-8", newline="")
    document = read_document(path, document="a", relative="a.md")
    spans = {section.title: text[section.start : section.end] for section in document.sections}
    assert spans["Report"] == text
    assert spans["Peers"] == text[text.index("## Peers") : text.index("## Finance")]
    assert spans["Highlights"] == "### Highlights\n\nB.\n\n"
    assert spans["Finance"] == "## Finance\n\nC.\n"

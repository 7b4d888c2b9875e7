"""What an author is given of a run's findings: of the right file, in text order, each place once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.marks import FOR_AUTHORS, choose_findings, describe_mark, find_document, list_marks
from extractor.models import Document, Review, Run, Standing


def put_file(folder: Path, run: Run, name: str, content: bytes) -> tuple[Path, Run]:
    """A file, and the run with its document of that name read from it."""
    (folder / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    documents = tuple(
        replace(document, sha256=digest) if document.path.endswith(name) else document for document in run.documents
    )
    return folder / name, replace(run, documents=documents)


def test_a_file_is_known_by_its_content_wherever_it_lies(small_run: Run, tmp_path: Path) -> None:
    path, run = put_file(tmp_path, small_run, "annual.txt", b"words")
    moved = path.rename(tmp_path / "other.txt")
    assert find_document(run, moved).document == "annual"


UNKNOWN = {
    "changed since": ("annual.txt", "has changed since the run"),
    "not read": ("scan.pdf", "was not read by the run: no text; read it with OCR"),
    "another file": ("letter.txt", "is none of the documents of the run"),
}


@pytest.mark.parametrize(("name", "problem"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_file_that_the_run_does_not_know_is_told(small_run: Run, tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / name).write_bytes(b"other words")
    with pytest.raises(ExtractorError, match=problem) as told:
        find_document(small_run, tmp_path / name)
    assert "run again" in str(told.value)


def test_a_file_that_is_not_there_is_told(small_run: Run, tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match="cannot be read"):
        find_document(small_run, tmp_path / "none.pdf")


def test_a_copy_names_the_document_that_has_the_findings(small_run: Run, tmp_path: Path) -> None:
    path, run = put_file(tmp_path, small_run, "annual.txt", b"words")
    copies = [replace(claim, document="annual") for claim in run.claims]
    original = replace(run.documents[1], document="aaa", path="aaa.pdf", sha256="c" * 64)
    run = replace(
        run,
        documents=(*run.documents, original),
        claims=(*copies, *(replace(claim, document="aaa") for claim in copies)),
    )
    with pytest.raises(ExtractorError, match=r"is a copy of aaa\.pdf"):
        find_document(run, path)


@pytest.mark.parametrize("standing", Standing)
def test_authors_are_told_what_is_open_or_confirmed(small_run: Run, standing: Standing) -> None:
    finding = replace(small_run.findings[0], review=Review(standing=standing))
    run = replace(small_run, findings=(finding,))
    wanted = standing in (Standing.OPEN, Standing.REOPENED, Standing.CONFIRMED)
    assert bool(choose_findings(run, "annual")) is wanted
    assert choose_findings(run, "annual", frozenset(Standing)) == (finding,)
    assert choose_findings(run, "elsewhere", FOR_AUTHORS) == ()


def test_findings_and_marks_are_in_text_order_and_a_sentence_is_marked_once(small_run: Run) -> None:
    first, second = small_run.findings[0].evidence
    sides = (replace(first, start=94, end=99, text="£1.5m"), second, first)
    late = replace(small_run.findings[0], evidence=(replace(first, start=500, end=505, sentence="Late."),), key="late")
    run = replace(small_run, findings=(late, replace(small_run.findings[0], evidence=sides)))
    found = choose_findings(run, "annual")
    assert [finding.key for finding in found] == [small_run.findings[0].key, "late"]
    one, other = list_marks(found, "annual")
    assert [figure.text for figure in one.figures] == [first.text, "£1.5m"]
    assert [finding.key for finding in one.findings] == [small_run.findings[0].key]
    assert other.sentence == "Late."


def test_a_comment_says_what_it_is_about(small_run: Run) -> None:
    (mark,) = list_marks(small_run.findings[:1], "annual")
    titles: dict[str, str] = {document.document: document.title for document in small_run.documents}
    text = describe_mark(mark, titles)
    other: Document = small_run.documents[0]
    for words in (
        "Error: Clerks trained in 2023/24",
        f"{other.title}, page 1: “In 2023/24 we trained over 1,900 clerks.”",
        "To make it right: Find out which figure is right",
        "same-figure-differs, f-",
    ):
        assert words in text
    assert mark.sentence not in text

"""The program as a library: ten lines from files to tables, and the examples of its documentation."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import extractor
from extractor import api, feeds, find_claims, find_discrepancies, link_claims, read_document, run, to_frame
from extractor.errors import IngestError

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
ANNUAL = "Annual review 2023/24\n\nIn 2023/24 our mentoring scheme trained over 1,200 clerks.\n"
LETTER = "A letter to councils\n\nOur mentoring scheme trained over 1,900 clerks in 2023/24.\n"


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "annual.txt").write_text(ANNUAL, encoding="utf-8")
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("name", ["", *extractor.__all__])
def test_the_examples_in_the_documentation_are_true(name: str) -> None:
    thing = getattr(api, name) if name else api
    finder = doctest.DocTestFinder(recurse=False)
    globs = {each: getattr(api, each) for each in extractor.__all__}
    (example,) = finder.find(thing, name or "api", module=api, globs=globs)
    assert example.examples
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert result.failed == 0


def test_stage_by_stage_gives_what_a_run_gives(tmp_path: Path) -> None:
    paths = sorted(path for path in CORPUS.iterdir() if path.name != "README.md")
    documents = [read_document(path) for path in paths]
    extractions = [find_claims(document) for document in documents]
    claims = [claim for pair in zip(documents, extractions, strict=True) for claim in link_claims(*pair)]
    findings = find_discrepancies(documents, claims, extractions=extractions)
    whole = run([CORPUS], out=tmp_path)
    assert {finding.key for finding in findings} == {finding.key for finding in whole.run.findings}
    for name, things in (("claims", claims), ("findings", findings), ("documents", [*documents, *claims])):
        told = feeds.read_table(tmp_path, name)
        assert to_frame(things, feed=name).equals(told), name
    evidence = to_frame(findings, feed="evidence")
    assert set(evidence["claim_id"]) - {""} <= set(to_frame(claims)["claim_id"])


def test_an_empty_table_has_its_columns_and_types() -> None:
    table = to_frame([], feed="claims")
    assert list(table.columns) == [column.name for column in feeds.FEED["claims"].columns]
    assert [str(table[name].dtype) for name in ("page", "value")] == ["Int64", "Float64"]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(IngestError, match=r"empty\.txt: "):
        read_document(tmp_path / "empty.txt")


def test_importing_the_package_imports_nothing_of_weight() -> None:
    script = "import sys, extractor; print(sorted(m for m in sys.modules if m.startswith('extractor.')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert set(extractor.__all__) <= set(dir(extractor))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        extractor.nothing  # noqa: B018

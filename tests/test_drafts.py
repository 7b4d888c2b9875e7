"""Checking drafts: what disagrees in them and with publications, never a draft with itself, for people and programs."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from extractor import decisions, feeds, formats, pipeline, summary
from extractor.config import PLAIN
from extractor.drafts import Checked, check_drafts
from extractor.errors import ExtractorError, FeedError
from extractor.models import Dismissal, Finding, Severity, Standing, Status, Verdict
from extractor.patterns import load_patterns

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SETTINGS = pipeline.Settings()
DRAFT = """# Harbour Trust news: moorings in 2023/24

In 2023/24 the trust trained 142 lighthouse keepers
in storm rescue at its school.

Of the skippers asked at the regatta, 62 per cent came by sail and the remaining 28 per cent came by motor.
"""
REVIEW = """Harbour Trust annual review of keepers 2023/24

In 2023/24 the trust trained 124 lighthouse keepers in storm rescue at its school.

Of the 70 harbours that replied to the autumn survey, 61 (80 per cent) said that the keepers had helped.
"""


@pytest.fixture(scope="module")
def output(corpus_output: Path) -> Path:
    """What a run wrote of the example publications."""
    return corpus_output


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a draft and a folder of one publication."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "review.txt").write_text(REVIEW, encoding="utf-8")
    return tmp_path


def check(*drafts: Path, against: Path | None = None, store: Path | None = None) -> Checked:
    return check_drafts(drafts, settings=SETTINGS, against=against, store=store, jobs=1)


def names(checked: Checked) -> list[str]:
    return [finding.check for finding in checked.run.findings]


# The shelf of a run, read back


def test_what_is_read_back_gives_the_findings_of_the_run(output: Path) -> None:
    shelf = feeds.read_shelf(output)
    texts = feeds.read_texts(output)
    documents = tuple(replace(each, text=texts[each.document]) for each in shelf.documents)
    again = pipeline.reconcile(replace(shelf, documents=documents), load_patterns(), PLAIN)
    written = feeds.write_findings(again)
    assert written == (output / "findings.csv").read_text(encoding="utf-8")
    rows = [feeds.write_row(row) for row in feeds.list_rows(again)["evidence"]]
    assert rows == feeds.read_rows(output / "evidence.csv")


def test_a_whole_run_comes_back_with_its_reviews_and_slots(output: Path) -> None:
    back = feeds.read_run(output)
    assert any(finding.slots for finding in back.findings)
    assert {finding.review.standing for finding in back.findings} == {Standing.OPEN}
    assert all(document.publisher for document in back.documents if "publisher" in document.facts_source)


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        pytest.param("shelf.json", None, "cannot be read.*an earlier version", id="of an earlier version"),
        pytest.param("shelf.json", lambda text: text[:-40], "is not what a run wrote", id="cut"),
        pytest.param(
            "shelf.json", lambda text: text.replace('"version": 3', '"version": 9'), "of version 9", id="newer"
        ),
        pytest.param(
            "shelf.json",
            lambda text: text.replace('"codes": [', '"codes": [0, '),
            "is not what a run wrote",
            id="longer",
        ),
        pytest.param(
            "run.json",
            lambda text: re.sub(r'"claims": \d+', '"claims": 7', text),
            "claims where the run wrote 7",
            id="of another run",
        ),
    ],
)
def test_a_damaged_output_is_one_line(output: Path, place: Path, name: str, change: object, problem: str) -> None:
    copy = place / "copy"
    shutil.copytree(output, copy)
    if callable(change):
        path = copy / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    else:
        (copy / name).unlink()
    with pytest.raises(FeedError, match=problem):
        check(place / "draft.md", against=copy)


# Drafts


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir() if path.stem != "README"))
def test_a_check_against_an_output_finds_what_a_run_over_all_of_it_finds(output: Path, name: str) -> None:
    def tell(finding: Finding) -> tuple[str, Severity, str]:
        return finding.check, finding.severity, finding.key

    checked = check(CORPUS / name, against=output)
    (draft,) = checked.drafts
    wanted = [tell(f) for f in feeds.read_run(output).findings if any(e.document == draft for e in f.evidence)]
    assert sorted(tell(finding) for finding in checked.run.findings) == sorted(wanted)
    assert checked.compared == 9
    assert checked.notes == (f"{draft} is the same publication as {draft}, and was left out",)


def test_only_findings_that_touch_the_draft_are_told(place: Path) -> None:
    checked = check(place / "draft.md", against=place / "published")
    assert sorted(names(checked)) == ["complement-sum", "same-figure-differs"]
    assert checked.compared == 1


def test_a_draft_is_checked_on_its_own(place: Path) -> None:
    assert names(check(place / "draft.md")) == ["complement-sum"]


def test_a_draft_that_lies_among_the_publications_is_not_held_against_itself(place: Path) -> None:
    older = DRAFT.replace("142", "139")
    (place / "published" / "news-older.md").write_text(older, encoding="utf-8")
    shutil.copy(place / "draft.md", place / "published" / "draft.md")
    for draft in (place / "draft.md", place / "published" / "draft.md"):
        checked = check(draft, against=place / "published")
        assert sorted(names(checked)) == ["complement-sum", "same-figure-differs"]
        assert checked.compared == 1
        assert any("news-older is the same publication as draft" in note for note in checked.notes)


def test_a_draft_with_the_name_of_a_publication_has_a_name_of_its_own(place: Path) -> None:
    (place / "draft.md").rename(place / "review.md")
    checked = check(place / "review.md", against=place / "published")
    assert checked.drafts == ("review (draft)",)
    assert checked.files["review (draft)"] == place / "review.md"
    assert sorted(names(checked)) == ["complement-sum", "same-figure-differs"]


def test_drafts_are_compared_with_each_other(place: Path) -> None:
    shutil.copy(place / "published" / "review.txt", place / "second.txt")
    assert "same-figure-differs" in names(check(place / "draft.md", place / "second.txt"))


def test_a_draft_that_cannot_be_read_is_named_and_the_other_is_checked(place: Path) -> None:
    (place / "broken.pdf").write_bytes(b"%PDF-1.4 broken off")
    (place / "empty.txt").write_text("", encoding="utf-8")
    checked = check(place / "broken.pdf", place / "draft.md", place / "empty.txt")
    assert [(lost.path, lost.status) for lost in checked.run.failures] == [
        ("broken.pdf", Status.CORRUPT),
        ("empty.txt", Status.NO_TEXT),
    ]
    assert names(checked) == ["complement-sum"]


@pytest.mark.parametrize(
    ("against", "problem"),
    [pytest.param("nowhere", "no such file or folder", id="nowhere"), pytest.param("bad", "could be read", id="bad")],
)
def test_publications_that_cannot_be_read_are_one_line(place: Path, against: str, problem: str) -> None:
    (place / "bad").mkdir()
    (place / "bad" / "a.pdf").write_bytes(b"no PDF")
    with pytest.raises(ExtractorError, match=problem):
        check(place / "draft.md", against=place / against)


def test_a_draft_with_no_number_gives_nothing(place: Path) -> None:
    (place / "plain.md").write_text("# A note\n\nThe harbour is open.\n", encoding="utf-8")
    checked = check(place / "plain.md", against=place / "published")
    assert checked.run.findings == ()


# Decisions


@pytest.fixture
def decided(place: Path) -> Checked:
    """The draft, checked after its sum was dismissed."""
    first = check(place / "draft.md", against=place / "published")
    finding = next(each for each in first.run.findings if each.check == "complement-sum")
    decision = decisions.make_decision(
        finding, Verdict.DISMISSED, first.run.claims, reviewer="Sam", reason=Dismissal.ROUNDING, comment="100% of, well"
    )
    store = place / "output.decisions.sqlite"
    decisions.record_decisions(store, [decision])
    return check(place / "draft.md", against=place / "published")


def test_a_decision_on_a_draft_is_shown_at_the_next_check(decided: Checked) -> None:
    standings = {finding.check: finding.review.standing for finding in decided.run.findings}
    assert standings == {"complement-sum": Standing.DISMISSED, "same-figure-differs": Standing.OPEN}


def test_decided_findings_do_not_fail_a_check(decided: Checked) -> None:
    only = [finding for finding in decided.run.findings if finding.review.standing.decided]
    assert pipeline.is_at_least(decided.run, Severity.WARNING)
    assert not pipeline.is_at_least(decided.run, Severity.ERROR)
    assert not pipeline.is_at_least(replace(decided.run, findings=tuple(only)), Severity.NOTE)


# For people and for programs


def describe(checked: Checked) -> str:
    return summary.describe_check(
        checked.run,
        checked.drafts,
        against="published",
        compared=checked.compared,
        describe_place=formats.describe_place,
    )


def test_people_read_the_draft_first_with_line_and_sentence_and_decided_findings_last(decided: Checked) -> None:
    told = describe(decided)
    assert told.startswith("draft: 3 claims\ncompared with 1 document of published\n1 finding: warning 1\n")
    assert "1 more, decided: dismissed 1" in told
    draft, review = told.index('- draft, line 3: "In 2023/24 the'), told.index("- review, line 3:")
    assert draft < review < told.index("2. DISMISSED (error) complement-sum")
    assert "Dismissed (rounding); decided by Sam" in told


def test_a_place_is_its_page_its_line_or_its_heading(output: Path) -> None:
    run = check(CORPUS / "outturn-2023-24.pdf", against=output).run
    documents = {document.document: document for document in run.documents}
    pages = [e for f in run.findings for e in f.evidence if e.document == "outturn-2023-24"]
    assert pages
    for evidence in pages:
        assert formats.describe_place(evidence, documents[evidence.document]).startswith("outturn-2023-24, page ")
    word = replace(documents["annual-report-2023-24"], format="docx")
    other = replace(pages[0], document="a", page=None, start=word.sections[-1].body + 1)
    assert formats.describe_place(other, word) == f'a, under "{word.sections[-1].title}"'


def test_sarif_points_at_the_figure_and_suppresses_what_was_dismissed(decided: Checked) -> None:
    (run,) = json.loads(formats.write_sarif(decided.run, decided.files))["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    results = {result["ruleId"]: result for result in run["results"]}
    assert rules == results.keys() == {"complement-sum", "same-figure-differs"}
    place = results["same-figure-differs"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "draft.md"
    region = place["region"]
    line = DRAFT.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"] == "142"
    assert results["same-figure-differs"]["relatedLocations"][0]["logicalLocations"] == [{"name": "review"}]
    assert "suppressions" not in results["same-figure-differs"]
    assert results["complement-sum"]["suppressions"][0]["justification"] == "rounding: 100% of, well"


def test_annotations_are_one_escaped_line_each(decided: Checked) -> None:
    lines = formats.list_annotations(decided.run, decided.files)
    assert len(lines) == 2
    assert all("\n" not in line for line in lines)
    starts = sorted(line.split("::")[1].split(",")[0] for line in lines)
    assert starts == ["notice file=draft.md", "warning file=draft.md"]
    (warning,) = [line for line in lines if line.startswith("::warning")]
    assert "title=same-figure-differs,line=3,endLine=3,col=30::" in warning
    assert '%0Areview, line 3: "' in warning


def test_text_after_a_line_break_of_any_sort_has_its_line(place: Path) -> None:
    (place / "draft.md").write_bytes(DRAFT.replace("\n", "\r\n").encode())
    run = check(place / "draft.md").run
    document = run.documents[0]
    region = formats.find_region(run.findings[0].evidence[0], document)
    assert region is not None
    assert (region.line, region.end_line) == (6, 6)
    assert DRAFT.split("\n")[5][region.column - 1 : region.end_column - 1] == "62 per cent"


def test_every_export_marks_what_was_decided(decided: Checked) -> None:
    rows = feeds.export_findings(decided.run)
    assert {row["check"]: (row["status"], row["reason"], len(row["evidence"])) for row in rows} == {
        "complement-sum": ("dismissed", "rounding", 2),
        "same-figure-differs": ("open", "", 2),
    }
    assert ",dismissed,Sam,20" in feeds.write_findings(decided.run)

"""Decisions: kept through re-flow, new names and inserted pages, reopened by a changed figure, never lost."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractor import decisions, pipeline
from extractor.errors import ReviewError
from extractor.ingest import find_files
from extractor.models import Decision, Dismissal, Finding, Reading, Run, Standing, Verdict
from extractor.patterns import load_patterns

ANNUAL = """Harbour Trust annual review of moorings 2023/24

In 2023/24 the trust trained 142 lighthouse keepers in storm rescue at its school.

Of the 70 harbours that replied to the autumn survey, 61 (80 per cent) said that the keepers had helped.

Of the skippers asked at the regatta, 62 per cent came by sail and the remaining 28 per cent came by motor.

We helped more than 1,243 skippers to renew their charts.
"""
LEAFLET = """Harbour Trust keepers: a leaflet for skippers 2023/24

In 2023/24 the trust trained 124 lighthouse keepers in storm rescue at its school.

Members will find the opening hours at the end.
"""
INSERTED = """Buoys

Another 37 buoys were painted in spring, and 12 of them were new. The crew planted 4,312 reeds along the mole.

"""


def read(folder: Path) -> Run:
    """What a run over a folder finds, without its processes."""
    settings = pipeline.Settings()
    results = [pipeline.read_one(file, settings=settings) for file in find_files([folder]).files]
    readings = [result for result in results if isinstance(result, Reading)]
    documents, claims = pipeline.identify(readings)
    run = Run(
        documents=documents,
        claims=claims,
        lists=tuple(one for each in readings for one in each.lists),
        events=tuple(event for each in readings for event in each.events),
    )
    return pipeline.reconcile(run, load_patterns(), settings.config)


def dismiss(finding: Finding, run: Run, **fields: object) -> Decision:
    options: dict[str, object] = {"reviewer": "Sam", "reason": Dismissal.OTHER, **fields}
    return decisions.make_decision(finding, Verdict.DISMISSED, run.claims, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, dict[str, Decision]]:
    """A folder with four findings, what a run finds there, and a decision on each."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "annual.txt").write_text(ANNUAL, encoding="utf-8")
    (folder / "leaflet.txt").write_text(LEAFLET, encoding="utf-8")
    run = read(folder)
    assert {finding.check for finding in run.findings} == {
        "same-figure-differs", "percentage-against-counts", "complement-sum", "precision-style",
    }  # fmt: skip
    reasons = dict(zip(sorted(finding.key for finding in run.findings), Dismissal, strict=False))
    made = [dismiss(finding, run, reason=reasons[finding.key]) for finding in run.findings]
    return folder, run, decisions.find_standing(made)


def rewrap(folder: Path, annual: str) -> None:
    paragraphs = [textwrap.fill(part, 44) if part.endswith(".") else part for part in annual.split("\n\n")]
    (folder / "annual.txt").write_bytes("\r\n\r\n".join(paragraphs).replace("\n", "\r\n").encode())


def rename(folder: Path, annual: str) -> None:
    (folder / "zz final v2.txt").write_text(annual, encoding="utf-8")


def move(folder: Path, annual: str) -> None:
    (folder / "2024" / "reports").mkdir(parents=True)
    (folder / "2024" / "reports" / "annual.txt").write_text(annual, encoding="utf-8")


def insert(folder: Path, annual: str) -> None:
    head, rest = annual.split("\n\n", 1)
    (folder / "annual.txt").write_text(f"{head}\n\n{INSERTED * 3}{rest}", encoding="utf-8")


def retitle(folder: Path, annual: str) -> None:
    (folder / "annual.txt").write_text(annual.replace("annual review", "yearly look back"), encoding="utf-8")


@pytest.mark.parametrize("change", [rewrap, rename, move, insert, retitle])
def test_every_decision_is_kept_on_its_own_finding(
    shelf: tuple[Path, Run, dict[str, Decision]], tmp_path: Path, change: Callable[[Path, str], None]
) -> None:
    _, before, standing = shelf
    (tmp_path / "leaflet.txt").write_text(LEAFLET, encoding="utf-8")
    change(tmp_path, ANNUAL)
    run = read(tmp_path)
    applied = decisions.apply_decisions(run.findings, run.claims, standing)
    reasons = {finding.check: standing[finding.key].reason for finding in before.findings}
    assert {finding.check: finding.review.reason for finding in applied.findings} == reasons
    assert {finding.review.standing for finding in applied.findings} == {Standing.DISMISSED}
    assert applied.idle == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "check", "told"),
    [
        pytest.param("142 lighthouse", "147 lighthouse", "same-figure-differs", '"142" is "147"', id="one of two"),
        pytest.param("(80 per", "(79 per", "percentage-against-counts", '"80 per cent" is "79 per cent"', id="share"),
        pytest.param("28 per cent", "27 per cent", "complement-sum", '"28 per cent" is "27 per cent"', id="remainder"),
        pytest.param("1,243", "1,247", "precision-style", '"more than 1,243" is "more than 1,247"', id="hedged"),
    ],
)
def test_a_changed_figure_reopens_its_own_finding_only(  # noqa: PLR0913, PLR0917  pytest hands them over by name
    shelf: tuple[Path, Run, dict[str, Decision]], tmp_path: Path, old: str, new: str, check: str, told: str
) -> None:
    _, _, standing = shelf
    (tmp_path / "leaflet.txt").write_text(LEAFLET, encoding="utf-8")
    assert old in ANNUAL
    (tmp_path / "annual.txt").write_text(ANNUAL.replace(old, new), encoding="utf-8")
    run = read(tmp_path)
    reviews = {
        finding.check: finding.review
        for finding in decisions.apply_decisions(run.findings, run.claims, standing).findings
    }
    assert {name for name, review in reviews.items() if review.standing is Standing.REOPENED} == {check}
    assert told in reviews[check].reason
    assert "was dismissed (" in reviews[check].reason
    assert [review.standing for name, review in reviews.items() if name != check] == [Standing.DISMISSED] * 3


def test_no_decision_lands_on_the_like_of_it_in_another_publication(
    shelf: tuple[Path, Run, dict[str, Decision]], tmp_path: Path
) -> None:
    _, _, standing = shelf
    (tmp_path / "annual.txt").write_text(ANNUAL, encoding="utf-8")
    other = ANNUAL.replace("moorings 2023/24", "piers 2021/22").replace("In 2023/24", "In 2021/22")
    (tmp_path / "other.txt").write_text(other, encoding="utf-8")
    run = read(tmp_path)
    applied = decisions.apply_decisions(run.findings, run.claims, standing)
    decided = {evidence.document for f in applied.findings if f.review.standing.decided for evidence in f.evidence}
    assert decided == {"annual"}
    assert len(applied.findings) > 2 * len(applied.decisions) - 1


def test_a_run_says_what_is_new_unchanged_reopened_and_absent(
    shelf: tuple[Path, Run, dict[str, Decision]], tmp_path: Path
) -> None:
    _, before, standing = shelf
    annual = ANNUAL.replace("142", "147").replace("28 per cent", "38 per cent").replace("renew", "renew and fold")
    (tmp_path / "annual.txt").write_text(annual, encoding="utf-8")
    (tmp_path / "leaflet.txt").write_text(LEAFLET, encoding="utf-8")
    run = read(tmp_path)
    applied = decisions.apply_decisions(run.findings, run.claims, standing)
    since = decisions.count_since(applied.findings, before={f.key for f in before.findings}, idle=applied.idle)
    assert since == decisions.Since(new=1, unchanged=1, reopened=1, absent=2)


# The store


@pytest.fixture
def made(shelf: tuple[Path, Run, dict[str, Decision]]) -> list[Decision]:
    _, run, _ = shelf
    day = datetime(2024, 5, 3, 9, 30, tzinfo=UTC)
    comment = 'Sailing is not "by sea",\nsays the harbour master; =1+1'
    return [
        dismiss(finding, run, decided_at=day.replace(minute=minute), comment=comment)
        for minute, finding in enumerate(run.findings)
    ]


def test_decisions_come_back_from_the_store_as_they_were(made: list[Decision], tmp_path: Path) -> None:
    store = tmp_path / "out.decisions.sqlite"
    assert decisions.read_history(store) == ()
    assert not store.exists()
    assert decisions.record_decisions(store, made) == 4
    assert decisions.read_history(store) == tuple(made)


def test_taking_back_is_one_more_row_and_the_decision_before_it_stands_again(
    made: list[Decision], tmp_path: Path
) -> None:
    store = tmp_path / "store.sqlite"
    first = made[0]
    second = replace(first, verdict=Verdict.CONFIRMED, reason=None, decided_at=datetime(2024, 5, 4, tzinfo=UTC))
    decisions.record_decisions(store, [first, second])
    standings = []
    for _ in range(3):
        standing = decisions.find_standing(decisions.read_history(store))
        standings.append(standing[first.key].verdict if standing else None)
        decisions.record_decisions(store, [decisions.take_back(first, reviewer="Kim")])
    assert standings == [Verdict.CONFIRMED, Verdict.DISMISSED, None]
    assert [each.reviewer for each in decisions.read_history(store)] == ["Sam", "Sam", "Kim", "Kim", "Kim"]


def test_of_two_reviewers_each_takes_back_their_own(made: list[Decision]) -> None:
    kim = replace(made[0], reviewer="Kim", verdict=Verdict.CONFIRMED, reason=None)
    history = [made[0], kim, decisions.take_back(made[0], reviewer="Sam")]
    assert decisions.find_standing(history)[kim.key] == kim
    assert decisions.find_kept([*history, decisions.take_back(kim, reviewer="Kim")]) == {}


def test_what_a_reviewer_last_said_of_a_finding_is_their_opinion(made: list[Decision]) -> None:
    kim = replace(made[0], reviewer="Kim", verdict=Verdict.CONFIRMED, reason=None)
    second_thought = replace(made[0], verdict=Verdict.UNSURE, reason=None)
    kept = decisions.find_kept([made[0], kim, second_thought])[kim.key]
    assert decisions.find_opinions(kept) == {"Sam": second_thought, "Kim": kim}


def test_a_store_tells_what_has_come_since(made: list[Decision], tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    assert decisions.read_entries(store) == ()
    decisions.record_decisions(store, made[:2])
    decisions.record_decisions(store, made[2:])
    seen = decisions.read_entries(store)
    assert [made for _, made in seen] == made
    assert decisions.read_entries(store, after=seen[1][0]) == seen[2:]


@pytest.mark.parametrize("statement", ["UPDATE decisions SET comment = ''", "DELETE FROM decisions"])
def test_history_cannot_be_rewritten(made: list[Decision], tmp_path: Path, statement: str) -> None:
    store = tmp_path / "store.sqlite"
    decisions.record_decisions(store, made)
    with sqlite3.connect(store) as base, pytest.raises(sqlite3.IntegrityError, match="only added"):
        base.execute(statement)
    base.close()


def _write_many(store: Path, decision: Decision, reviewer: str) -> None:
    for second in range(20):
        decided_at = decision.decided_at.replace(second=second)
        decisions.record_decisions(store, [replace(decision, reviewer=reviewer, decided_at=decided_at)])


@pytest.mark.slow
def test_two_processes_may_write_at_once(made: list[Decision], tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(store, made[0], name)) for name in ("Kim", "Sam")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(decisions.read_history(store)) == 40


def _make_other(path: Path, *statements: str) -> None:
    base = sqlite3.connect(path)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()


@pytest.mark.parametrize(
    ("prepare", "problem"),
    [
        pytest.param(lambda path: path.write_text("not a store " * 90), "is no store of decisions", id="text"),
        pytest.param(lambda path: path.mkdir(), "is a folder", id="folder"),
        pytest.param(lambda path: _make_other(path, "CREATE TABLE cats (name TEXT)"), "of something else", id="other"),
        pytest.param(
            lambda path: _make_other(
                path, "CREATE TABLE x (y)", f"PRAGMA application_id = {0x4C474144}", "PRAGMA user_version = 9"
            ),
            "has schema 9",
            id="newer",
        ),
    ],
)
def test_a_wrong_store_is_one_line(
    made: list[Decision], tmp_path: Path, prepare: Callable[[Path], object], problem: str
) -> None:
    store = tmp_path / "store.sqlite"
    prepare(store)
    for use in (lambda: decisions.read_history(store), lambda: decisions.record_decisions(store, made)):
        with pytest.raises(ReviewError, match=problem) as raised:
            use()
        assert "\n" not in str(raised.value)
        assert str(store) in str(raised.value)


def test_a_store_that_may_not_be_written_is_one_line(made: list[Decision], tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="cannot be opened"):
        decisions.record_decisions(tmp_path / "nowhere" / "store.sqlite", made)


def test_the_store_stands_beside_the_output_and_never_in_it(tmp_path: Path) -> None:
    store = decisions.find_store(tmp_path / "output")
    assert store == tmp_path / "output.decisions.sqlite"


@pytest.mark.parametrize(
    ("verdict", "reason", "reviewer", "problem"),
    [
        pytest.param(Verdict.DISMISSED, None, "Sam", "needs a reason", id="dismissed for nothing"),
        pytest.param(Verdict.CONFIRMED, Dismissal.TARGET, "Sam", "only a dismissal", id="confirmed for a reason"),
        pytest.param(Verdict.UNSURE, None, "  ", "needs a reviewer", id="nobody"),
    ],
)
def test_a_decision_must_be_whole(
    shelf: tuple[Path, Run, dict[str, Decision]],
    verdict: Verdict,
    reason: Dismissal | None,
    reviewer: str,
    problem: str,
) -> None:
    _, run, _ = shelf
    with pytest.raises(ReviewError, match=problem):
        decisions.make_decision(run.findings[0], verdict, run.claims, reviewer=reviewer, reason=reason)


def test_a_reason_is_found_in_any_capitals_or_the_nearest_is_named() -> None:
    assert decisions.find_reason("Other  Period") is Dismissal.OTHER_PERIOD
    with pytest.raises(ReviewError, match='did you mean "rounding"'):
        decisions.find_reason("roundng")


# Export and import


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_an_export_is_the_same_in_any_order_and_comes_back_whole(
    made: list[Decision], tmp_path: Path, suffix: str
) -> None:
    files = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
    decisions.write_decisions(files[0], made)
    decisions.write_decisions(files[1], made[::-1])
    assert files[0].read_bytes() == files[1].read_bytes()
    store = tmp_path / "store.sqlite"
    read_back = decisions.read_decisions(files[0])
    assert [decisions.record_decisions(store, read_back) for _ in range(2)] == [4, 0]
    assert decisions.read_history(store) == tuple(made)


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        pytest.param("a.csv", lambda text: text.replace(",dismissed,", ",maybe,", 1), "row 1: is no", id="verdict"),
        pytest.param(
            "a.csv", lambda text: text.replace("decided_at", "when", 1), "no column 'decided_at'", id="column"
        ),
        pytest.param("a.csv", lambda text: text.replace("2024-05-03", "yesterday", 1), "row 1", id="day"),
        pytest.param(
            "a.csv", lambda text: text.replace("f-", "f-x", 1), "not that of its finding_id", id="other finding"
        ),
        pytest.param("a.jsonl", lambda text: text.replace("{", "[", 1), "line 1: is no JSON", id="no JSON"),
        pytest.param("a.jsonl", lambda text: "12\n" + text, "line 1: is no decision", id="a number"),
        pytest.param("a.txt", None, "neither .csv nor .jsonl", id="suffix"),
    ],
)
def test_a_damaged_export_names_its_row(
    made: list[Decision], tmp_path: Path, name: str, change: Callable[[str], str] | None, problem: str
) -> None:
    path = tmp_path / name
    if change:
        decisions.write_decisions(path, made)
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    with pytest.raises(ReviewError, match=problem):
        decisions.read_decisions(path)


def test_json_holds_the_sides_as_they_stood(made: list[Decision]) -> None:
    row = decisions.export_decision(made[0])
    assert json.loads(json.dumps(row))["sides"][0]["text"] == made[0].sides[0].text

"""A run from files to feeds: what a bad file costs, that nothing depends on order, and that nothing is lost."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from extractor import evaluate, feeds, ledger, pipeline
from extractor.batch import Progress
from extractor.cache import describe_cache
from extractor.errors import ExtractorError, FeedError, PatternError
from extractor.models import Document, Run, Severity, Status
from extractor.patterns import load_patterns
from extractor.workers import Limits

ROOT = Path(__file__).resolve().parent.parent
REVIEW = "# Annual review 2023/24\n\nIn 2023/24 the academy trained 1,212 clerks in 48 councils.\n\nSee page 7.\n"
OFFER = "# Our offer 2023/24\n\nIn 2023/24 the academy trained over 1,900 clerks.\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with two good documents, one below, and one of every sort that cannot be read."""
    folder = tmp_path / "shelf"
    (folder / "older").mkdir(parents=True)
    (folder / "review.md").write_text(REVIEW, encoding="utf-8")
    (folder / "older" / "offer.txt").write_text(OFFER, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "wrong.pdf").write_bytes(b"I am no PDF at all.")
    (folder / "sheet.xlsx").write_bytes(b"PK")
    (folder / ".hidden.txt").write_text(REVIEW, encoding="utf-8")
    (folder / "~$review.docx").write_bytes(b"lock")
    return folder


def run(*paths: Path, out: Path, **options: object) -> Run:
    return pipeline.run(paths, out=out, **options).run  # type: ignore[arg-type]


def rows(out: Path, feed: str) -> list[dict[str, str]]:
    with (out / f"{feed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_good_documents_are_read_and_bad_ones_say_why(shelf: Path, tmp_path: Path) -> None:
    done = run(shelf, out=tmp_path / "out", jobs=2)
    assert sorted(document.document for document in done.documents) == ["older--offer", "review"]
    told = {row["path"]: row for row in rows(tmp_path / "out", "documents")}
    assert {path: row["status"] for path, row in told.items()} == {
        "review.md": "ok", "older/offer.txt": "ok", "empty.txt": "no_text", "wrong.pdf": "corrupt",
        "sheet.xlsx": "unsupported",
    }  # fmt: skip
    assert all(row["reason"] for row in told.values() if row["status"] != "ok")
    assert told["wrong.pdf"]["sha256"] == hashlib.sha256(b"I am no PDF at all.").hexdigest()
    assert sum(count for _, count in done.passed_over) == 2


def test_every_claim_is_its_slice_and_every_number_is_told(shelf: Path, tmp_path: Path) -> None:
    done = run(shelf, out=tmp_path / "out", jobs=1)
    texts = {document.document: document.text for document in done.documents}
    assert {" ".join(claim.text.split()) for claim in done.claims} >= {"1,212", "48", "over 1,900"}
    for item in (*done.claims, *done.unclaimed):
        assert texts[item.document][item.start : item.end] == item.text
    assert "7" in {number.text for number in done.unclaimed}


def test_ids_are_one_to_a_claim_and_evidence_points_to_claims(corpus_output: Path) -> None:
    out = corpus_output
    ids = [row["claim_id"] for row in rows(out, "claims")]
    assert len(ids) == len(set(ids))
    assert {row["claim_id"] for row in rows(out, "evidence")} - {""} <= set(ids)
    assert {row["finding_id"] for row in rows(out, "evidence")} == {row["finding_id"] for row in rows(out, "findings")}


def test_the_feeds_hold_the_ledger_of_the_run(shelf: Path, tmp_path: Path) -> None:
    done = run(shelf, out=tmp_path / "out", jobs=1)
    back = feeds.read_run(tmp_path / "out")
    assert ledger.export_ledger(back) == ledger.export_ledger(done)
    for covered in ledger.cover_documents(back):
        for links in (covered.programme, covered.period):
            assert links.count + sum(count for _, count in links.unlinked) == covered.claims
            assert ledger.UNTOLD not in dict(links.unlinked)
    assert [finding.key for finding in back.findings] == [finding.key for finding in done.findings]


@pytest.fixture(scope="module")
def written(corpus_output: Path) -> Path:
    """The output of a run over the example publications."""
    return corpus_output


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        pytest.param("run.json", None, "run.json: cannot be read", id="no run.json"),
        pytest.param("run.json", ('"checks"', '"chicks"'), "run.json: is not what a run wrote", id="another run.json"),
        pytest.param("run.json", ("{", ""), "run.json: is not what a run wrote", id="run.json cut"),
        pytest.param("claims.csv", None, "claims.csv: cannot be read", id="no claims"),
        pytest.param(
            "unclaimed.csv", (",list_number", ",lost_number"), "unclaimed.csv, row .* is damaged", id="a reason"
        ),
        pytest.param("unclaimed.csv", (",reason", ",cause"), "unclaimed.csv: has no column 'reason'", id="a column"),
        pytest.param("findings.csv", (",error,", ",terror,"), "findings.csv, row .* is damaged", id="a severity"),
        pytest.param("documents.csv", ("outturn", "upturn"), "claims.csv: speaks of outturn", id="another document"),
    ],
)
def test_a_damaged_output_is_one_line(
    written: Path, tmp_path: Path, name: str, change: tuple[str, str] | None, problem: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(written, out)
    path = out / name
    if change is None:
        path.unlink()
    else:
        text = path.read_bytes().decode("utf-8")
        assert change[0] in text
        path.write_bytes(text.replace(*change, 1).encode("utf-8"))
    with pytest.raises(FeedError, match=problem) as raised:
        feeds.read_run(out)
    assert "\n" not in str(raised.value)


def test_a_feed_that_was_cut_between_rows_is_seen(written: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(written, out)
    rows = (out / "unclaimed.csv").read_bytes().splitlines(keepends=True)
    (out / "unclaimed.csv").write_bytes(b"".join(rows[:-1]))
    with pytest.raises(FeedError, match=r"holds .* rows where the run wrote"):
        feeds.read_run(out)


@pytest.mark.parametrize("path", ["../secret.txt", "sub/../../secret.txt", "{secret}"])
def test_no_source_is_found_outside_the_places_of_a_run(tmp_path: Path, path: str) -> None:
    place = tmp_path / "shelf"
    (place / "sub").mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    for file in (secret, place / "open.txt"):
        file.write_text("42 keys", encoding="utf-8")
    digest = hashlib.sha256(b"42 keys").hexdigest()
    damaged = Document(document="x", path=path.format(secret=secret), sha256=digest, format="txt", text="")
    assert feeds.find_source(damaged, [str(place)]) is None
    assert feeds.find_source(replace(damaged, path="open.txt"), [str(place)]) == place / "open.txt"
    assert feeds.read_text(tmp_path, replace(damaged, document="../secret"), [str(place)]) is None


def test_texts_come_back_but_not_of_a_file_that_has_changed(shelf: Path, tmp_path: Path) -> None:
    pdf = next((ROOT / "corpus").glob("*.pdf"))
    shutil.copy(pdf, shelf)
    done = run(shelf, out=tmp_path / "out", jobs=1)
    texts = {document.document: document.text for document in done.documents}
    assert feeds.read_texts(tmp_path / "out") == texts
    (shelf / "review.md").write_text(REVIEW.replace("1,212", "1,213"), encoding="utf-8")
    del texts["review"]
    assert feeds.read_texts(tmp_path / "out") == texts
    assert feeds.read_texts(tmp_path) == {}


def feeds_of(out: Path) -> dict[str, bytes]:
    """Every file that a run wrote, with what run.json says was measured taken out."""
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    facts = json.loads(files["run.json"])
    del facts["measured"]
    return files | {"run.json": json.dumps(facts).encode()}


@pytest.mark.slow
def test_two_runs_are_byte_identical_whatever_the_order_jobs_and_hash_seed(tmp_path: Path) -> None:
    files = sorted(path for path in (ROOT / "corpus").iterdir() if path.stem != "README")
    outs = []
    for seed, jobs, order in (("0", "1", files), ("4711", "2", files[::-1])):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "extractor.cli", "run", *map(str, order), "--out", str(out), "--jobs", jobs,
             "--no-cache"],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True,
        )  # fmt: skip
        outs.append(feeds_of(out))
    assert outs[0].keys() == outs[1].keys()
    assert [name for name in outs[0] if outs[0][name] != outs[1][name]] == []


def test_a_run_does_not_read_what_a_run_wrote(shelf: Path) -> None:
    first = run(shelf, out=shelf / "output", jobs=1)
    second = run(shelf, out=shelf / "output", jobs=1)
    third = run(shelf, out=shelf / "another", jobs=1)
    assert [len(each.documents) for each in (first, second, third)] == [2, 2, 2]


def test_a_document_that_takes_too_long_is_a_timeout_and_the_rest_is_read(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "read_one", _read_slowly)
    done = run(shelf / "review.md", shelf / "older", out=tmp_path / "out", jobs=2, limits=Limits(seconds=3))
    assert [(failure.document, failure.status) for failure in done.failures] == [("review", Status.TIMEOUT)]
    assert [document.document for document in done.documents] == ["offer"]


def test_a_bug_in_one_document_is_a_crash_and_its_traceback_is_kept(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "read_one", _read_with_a_bug)
    done = run(shelf / "review.md", shelf / "older", out=tmp_path / "out", jobs=1)
    assert [(failure.document, failure.status) for failure in done.failures] == [("review", Status.CRASHED)]
    assert "Traceback" not in done.failures[0].reason
    crashes = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["crashes"]
    assert "KeyError: 'a bug'" in crashes["review.md"]


READ_ONE = pipeline.read_one


def _read_slowly(file: pipeline.FileMet, *, settings: pipeline.Settings) -> object:
    if file.document == "review":
        time.sleep(60)
    return READ_ONE(file, settings=settings)


def _read_with_a_bug(file: pipeline.FileMet, *, settings: pipeline.Settings) -> object:
    if file.document == "review":
        raise KeyError("a bug")
    return READ_ONE(file, settings=settings)


def test_progress_tells_every_file_once(shelf: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    run(shelf, out=tmp_path / "out", jobs=2, on_progress=seen.append)
    assert [progress.done for progress in seen] == [0, 1, 2, 3, 4, 5]
    assert (seen[-1].total, seen[-1].failures) == (5, 3)
    assert seen[-1].claims > 0


@pytest.mark.parametrize("wrong", ["patterns", "output", "path"])
def test_what_is_wrong_with_the_command_is_said_before_any_reading(shelf: Path, tmp_path: Path, wrong: str) -> None:
    broken = tmp_path / "patterns"
    shutil.copytree(load_patterns().folder, broken)
    (broken / "units.yaml").write_text("- id: [", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    seen: list[object] = []
    options: dict[str, dict[str, object]] = {
        "patterns": {"settings": pipeline.Settings(patterns_folder=broken), "out": tmp_path / "out"},
        "output": {"out": tmp_path / "file"},
        "path": {"out": tmp_path / "out"},
    }
    kinds = {"patterns": PatternError, "output": FeedError, "path": ExtractorError}
    with pytest.raises(kinds[wrong]):
        run(shelf / "nowhere" if wrong == "path" else shelf, on_progress=seen.append, **options[wrong])  # type: ignore[arg-type]
    assert seen == []


def test_other_patterns_can_be_used(shelf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "patterns"
    shutil.copytree(load_patterns().folder, folder)
    done = run(shelf, out=tmp_path / "out", jobs=1, settings=pipeline.Settings(patterns_folder=folder))
    assert len(done.claims) > 0
    facts = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert facts["settings"]["patterns"] == str(folder)


def test_open_findings_count_for_fail_on(small_run: Run) -> None:
    assert pipeline.is_at_least(small_run, Severity.WARNING)
    assert not pipeline.is_at_least(Run(findings=small_run.findings[1:]), Severity.WARNING)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGKILL"])
def test_a_stopped_run_ends_within_two_seconds_leaves_the_old_feeds_and_keeps_what_it_read(
    shelf: Path, tmp_path: Path, sent: str
) -> None:
    out = tmp_path / "out"
    run(shelf, out=out, jobs=1)
    before = feeds_of(out)
    for number in range(400):
        (shelf / f"more-{number}.txt").write_text(f"Paper {number}\n{REVIEW * 40}", encoding="utf-8")
    cache = Path(os.environ["LGA_METRICS_CACHE"])
    command = [sys.executable, "-m", "extractor.cli", "run", str(shelf), "--out", str(out), "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        deadline = time.monotonic() + 60
        while not describe_cache(cache).readings and time.monotonic() < deadline:
            time.sleep(0.1)
        children = psutil.Process(process.pid).children(recursive=True)
        assert process.poll() is None
        if sent == "SIGINT":
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.kill()
        started = time.monotonic()
        _, errors = process.communicate(timeout=10)
        assert time.monotonic() - started < 2
    if sent == "SIGINT":
        assert process.returncode == 130
        told = "Stopped; the feeds of the last run are as they were, and what was read so far is kept."
        assert errors.decode().strip() == told
    assert psutil.wait_procs(children, timeout=3)[1] == []
    assert feeds_of(out) == before
    assert 0 < describe_cache(cache).readings < 400


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of files")
def test_a_full_disk_is_one_clear_line_and_leaves_the_old_feeds(shelf: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(shelf, out=out, jobs=1)
    before = feeds_of(out)
    (shelf / "more.txt").write_text(REVIEW.replace("1", "2"), encoding="utf-8")
    full = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
    full += "sys.argv = ['lga-metrics', *sys.argv[1:]]; runpy.run_module('extractor.cli', run_name='__main__')"
    options = ["run", str(shelf), "--out", str(out), "--jobs", "1", "--no-cache"]
    done = subprocess.run([sys.executable, "-c", full, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot be written: File too large (make room on the disk" in done.stderr
    assert feeds_of(out) == before


# The real publications, where they are at hand


@pytest.fixture(scope="module")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = os.environ.get("LGA_PUBLICATIONS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("LGA_PUBLICATIONS does not name the folder of publications")
    return run(Path(folder), out=tmp_path_factory.mktemp("out"))


def test_real_offsets_hold(real_run: Run) -> None:
    texts = {document.document: document.text for document in real_run.documents}
    assert len(real_run.claims) > 100
    for item in (*real_run.claims, *real_run.unclaimed):
        assert texts[item.document][item.start : item.end] == item.text


@pytest.mark.parametrize(
    ("check", "figures"),
    [
        pytest.param("same-figure-differs", {"over 1.5 million", "over 1.9 million"}, id="workers covered"),
        pytest.param("ordinal-conflict", {"24"}, id="a cohort of the wrong series"),
    ],
)
def test_real_discrepancies_are_found(real_run: Run, check: str, figures: set[str]) -> None:
    loud = [each for each in real_run.findings if each.check == check and each.severity is not Severity.NOTE]
    assert any(figures <= {" ".join(side.text.split()) for side in finding.evidence} for finding in loud)


def test_real_claims_reach_the_floor(real_run: Run) -> None:
    gold = Path(os.environ.get("LGA_GOLD", ""))
    labels = evaluate.read_labels(sorted(gold.glob("*.jsonl")) if os.environ.get("LGA_GOLD") else [])
    if not labels:
        pytest.skip("LGA_GOLD does not name the folder of labels")
    figures = evaluate.export_figures(evaluate.compare_claims(real_run.claims, labels))["all"]
    assert figures["F1"] >= 0.94
    assert figures["all-right"] >= 0.65

"""The commands as a person meets them: start-up, exit codes, one line for a mistake, and any console."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import __version__
from extractor.checks import CHECKS
from extractor.models import Dismissal

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "spacy",
    "pandas",
    "numpy",
    "matplotlib",
    "pdfplumber",
    "pypdfium2",
    "jinja2",
    "lemminflect",
    "yaml",
    "starlette",
    "uvicorn",
}
WRONG_SHARES = "Of the councillors asked, 62 per cent came by train and the remaining 28 per cent came by bus.\n"
SOUND = "The course saved councils £1.5 million.\n"


def call(
    *arguments: str, cwd: Path | None = None, keys: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    one_job = ("--jobs", "1") if arguments[:1] in (("run",), ("check",)) and "--jobs" not in arguments else ()
    return subprocess.run(
        [sys.executable, "-m", "extractor", *arguments, *one_job],
        capture_output=True, check=False, cwd=cwd, env={**os.environ, **environment}, input=keys.encode(),
    )  # fmt: skip


def text(output: bytes) -> str:
    return output.decode("utf-8").replace("\r\n", "\n")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with shares that do not add up, one with a pound sign, and one that cannot be read."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "review.md").write_text("# Review of the year 2023/24\n\n" + WRONG_SHARES, encoding="utf-8")
    (folder / "offer.md").write_text("# Offer for the year 2023/24\n\n" + SOUND, encoding="utf-8")
    (folder / "empty.pdf").write_bytes(b"")
    return folder


def test_the_version_is_told_before_there_are_commands() -> None:
    script = "import sys; from extractor.__main__ import main; main(); print('typer' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["lga-metrics", __version__, "False"]


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(option: str) -> None:
    script = f"""
import sys
from extractor.cli import app
try:
    app([{option!r}])
except SystemExit as end:
    assert not end.code
print("\\n" + " ".join(sorted({{name.split(".")[0] for name in sys.modules}})))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = set(done.stdout.decode().splitlines()[-1].split())
    assert loaded & HEAVY == set()
    assert "rich" not in loaded


KEPT = ("decisions list", "decisions export", "decisions import")
COMMANDS = ("run", "check", "review", "decide", *KEPT, "try", "checks")


@pytest.mark.parametrize("command", [*COMMANDS, "patterns", "coverage", "diff", "evaluate"])
def test_every_command_has_help(command: str) -> None:
    done = call(*command.split(), "--help")
    assert done.returncode == 0
    assert text(done.stdout).startswith("Usage: ")


@pytest.mark.parametrize("command", [*COMMANDS, "coverage", "diff", "evaluate"])
def test_help_shows_worked_examples_on_lines_of_their_own(command: str) -> None:
    assert re.search(rf"^ +lga-metrics {command}\b", text(call(*command.split(), "--help").stdout), re.MULTILINE)


def test_alone_it_shows_its_help_where_nobody_looks_on() -> None:
    done = call()
    assert done.returncode == 2
    assert "Commands:" in text(done.stdout)


def test_review_in_a_terminal_reads_keys_and_keeps_what_is_decided(shelf: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("run", str(shelf), "--out", str(out))
    done = call("review", str(out), "--terminal", "--reviewer", "Kim", keys="y")
    assert done.returncode == 0, done.stderr
    assert "make 90 per cent, not 100" in " ".join(text(done.stdout).split())
    assert "confirmed by Kim" not in text(done.stderr)
    assert "confirmed, Kim" in text(call("decisions", "list", "--output", str(out)).stdout)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(("no-such",), "is no folder", id="no output"),
        pytest.param(("--terminal",), "needs the output of a run", id="terminal without an output"),
        pytest.param(("--host", "192.0.2.1"), "cannot be used", id="no address of this machine"),
    ],
)
def test_review_says_what_is_wrong_in_one_line(options: tuple[str, ...], told: str) -> None:
    done = call("review", "--no-browser", *options)
    assert done.returncode == 2
    assert told in text(done.stderr)
    assert "Traceback" not in text(done.stderr)


def test_help_names_every_reason_to_dismiss() -> None:
    told = " ".join(text(call("decide", "--help").stdout).split())
    assert all(reason in told for reason in Dismissal)


def test_run_tells_what_it_found_and_where(shelf: Path, tmp_path: Path) -> None:
    done = call("run", str(shelf), "--out", str(tmp_path / "out"))
    told = text(done.stdout)
    assert done.returncode == 0
    assert done.stderr == b""
    for words in (
        "2 documents read, 1 not read", "not read: empty.pdf", "3 claims: percent 2", "ERROR complement-sum",
        "make 90 per cent, not 100", "report.html", "claims.xlsx", "findings.csv",
    ):  # fmt: skip
        assert words in told
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param([], 0, id="not asked"),
        pytest.param(["--fail-on", "error"], 1, id="error asked"),
        pytest.param(["--fail-on", "warning"], 1, id="warning asked, error found"),
    ],
)
def test_fail_on_decides_the_exit_code(shelf: Path, tmp_path: Path, options: list[str], code: int) -> None:
    assert call("run", str(shelf), "--out", str(tmp_path / "out"), *options).returncode == code


def test_without_such_a_finding_fail_on_is_content(shelf: Path, tmp_path: Path) -> None:
    done = call("run", str(shelf / "offer.md"), "--out", str(tmp_path / "out"), "--fail-on", "warning")
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param({}, "nothing could be read (there is no file in it to read)", id="empty folder"),
        pytest.param(
            {"a.pdf": b"", "b.exe": b"MZ"}, "nothing could be read (documents.csv says why", id="nothing readable"
        ),
    ],
)
def test_nothing_readable_is_said_and_still_listed(tmp_path: Path, content: dict[str, bytes], words: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    done = call("run", str(folder), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert text(done.stderr).startswith(f"{folder}: {words}")
    assert text(done.stderr).count("\n") == 1
    listed = (tmp_path / "out" / "documents.csv").read_text(encoding="utf-8").splitlines()
    assert len(listed) == 1 + len(content)


def _mistakes(tmp_path: Path) -> dict[str, list[str]]:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Over 20 councils took part.", encoding="utf-8")
    broken = tmp_path / "patterns"
    broken.mkdir()
    (broken / "qualifiers.yaml").write_text("- id: qualifier.over\n  about: x\n  colour: red\n", encoding="utf-8")
    (tmp_path / "labels.jsonl").write_text("{}\n", encoding="utf-8")
    document, out = str(tmp_path / "a.txt"), str(tmp_path / "out")
    return {
        "no such folder": ["run", str(tmp_path / "nowhere"), "--out", out],
        "output is a file": ["run", document, "--out", str(tmp_path / "file")],
        "no patterns there": ["run", document, "--out", out, "--patterns", str(tmp_path / "nothing")],
        "broken patterns": ["run", document, "--out", out, "--patterns", str(broken)],
        "broken patterns, tried": ["patterns", "--patterns", str(broken)],
        "no such check": ["checks", "same-figure-diffres"],
        "no output": ["coverage", str(tmp_path / "nowhere")],
        "output without feeds": ["coverage", str(tmp_path), "--json"],
        "nothing to compare with": ["diff", str(tmp_path / "nowhere"), str(tmp_path)],
        "no claims": ["evaluate", str(tmp_path / "claims.csv"), "--gold", str(tmp_path / "labels.jsonl")],
        "labels that are none": ["evaluate", document, "--gold", str(tmp_path / "labels.jsonl")],
        "claims that are none": ["evaluate", document, "--gold", str(tmp_path / "no.jsonl")],
    }


MISTAKES = (
    "no such folder", "output is a file", "no patterns there", "broken patterns", "broken patterns, tried",
    "no such check", "no output", "output without feeds", "nothing to compare with",
    "no claims", "labels that are none", "claims that are none",
)  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_and_exit_code_2(tmp_path: Path, mistake: str) -> None:
    done = call(*_mistakes(tmp_path)[mistake])
    assert done.returncode == 2
    errors = text(done.stderr)
    assert errors.count("\n") == 1, errors
    assert re.match(r".+: .+", errors)
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    "arguments", [[], ["run"], ["runn", "x"], ["run", "x", "--jobs", "0"], ["run", "x", "--fail-on", "note"]]
)
def test_a_wrong_command_line_is_exit_code_2(arguments: list[str]) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "latin-1"])
def test_a_console_that_lacks_a_character_still_gets_the_text(shelf: Path, tmp_path: Path, encoding: str) -> None:
    run = call("run", str(shelf), "--out", str(tmp_path / "out"), PYTHONIOENCODING=encoding)
    tried = call("try", "It saved “£1.5 million” – 25‐50 per cent.", PYTHONIOENCODING=encoding, LANG="C")
    assert (run.returncode, tried.returncode) == (0, 0)
    assert "1.5 million" in tried.stdout.decode(encoding)
    if encoding == "ascii":
        assert "GBP 1.5 million" in tried.stdout.decode(encoding)


def test_a_reader_that_closes_early_is_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "extractor.cli", "checks"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_try_shows_slots_and_patterns_and_reasons() -> None:
    told = text(call("try", "In 2023/24 over 140 clerks in 12 councils were trained.").stdout)
    for words in (
        'claim    "over 140"',
        "qualifier   over",
        "head        clerks",
        '"2023/24"',
        "(2023-04-01 to 2024-03-31)",
    ):
        assert words in told


def test_try_as_json_is_json_with_the_names_of_the_columns() -> None:
    seen = json.loads(call("try", "In 2023/24 over 140 clerks were trained.", "--json").stdout)
    claim = seen["claims"][0]
    assert (claim["text"], claim["value"], claim["qualifier"], claim["head"]) == ("over 140", "140", "over", "clerks")
    assert claim["pattern"]
    assert seen["unclaimed"][0]["reason"] == "period"


def test_try_says_when_there_is_nothing() -> None:
    done = call("try", "Nothing to see here.")
    assert done.returncode == 0
    assert text(done.stdout) == "No number, programme or period is seen in it.\n"


def test_checks_lists_the_register_and_explains_each() -> None:
    listed = text(call("checks").stdout).splitlines()
    assert [line.split()[:2] for line in listed] == [[check.name, check.severity] for check in CHECKS]
    told = text(call("checks", CHECKS[0].name).stdout)
    assert CHECKS[0].about in told


def test_patterns_fails_on_a_failing_example_and_names_it(tmp_path: Path) -> None:
    from extractor.patterns import find_folder

    folder = tmp_path / "patterns"
    folder.mkdir()
    for path in find_folder().glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    entry = (folder / "qualifiers.yaml").read_text(encoding="utf-8")
    spoilt = entry.replace("    - {text:", '    - {text: "No figure stands here.", value: 99}\n    - {text:', 1)
    (folder / "qualifiers.yaml").write_text(spoilt, encoding="utf-8")
    done = call("patterns", "--patterns", str(folder))
    assert done.returncode == 1
    assert "No figure stands here." in text(done.stdout)
    assert "no claim" in text(done.stdout)


def test_the_examples_of_the_patterns_that_travel_with_it_pass() -> None:
    done = call("patterns")
    assert done.returncode == 0, text(done.stdout)


def test_coverage_accounts_for_every_number_and_link(shelf: Path, tmp_path: Path) -> None:
    call("run", str(shelf), "--out", str(tmp_path))
    told = text(call("coverage", str(tmp_path)).stdout)
    for words in ("review: 3 numbers, 2 claims", "empty: no text", "In all, 2 documents", "complement-sum"):
        assert words in told
    ledger = json.loads(call("coverage", str(tmp_path), "--json").stdout)
    for counts in (*ledger["documents"], ledger["total"]):
        assert counts["numbers"] == counts["claims"] + sum(counts["rejected"].values())
        for slot in ("programme", "period"):
            links = counts[slot]
            assert sum(links["linked"].values()) + sum(links["not linked"].values()) == counts["claims"]


def test_diff_tells_what_a_change_brought_and_fails_only_when_asked(shelf: Path, tmp_path: Path) -> None:
    old, new, again = (str(tmp_path / name) for name in ("old", "new", "again"))
    document = tmp_path / "review.md"
    for out, share in ((old, "28"), (new, "38"), (again, "38")):
        document.write_text((shelf / "review.md").read_text(encoding="utf-8").replace("28", share), encoding="utf-8")
        call("run", str(document), "--out", out)
    done = call("diff", old, new)
    told = text(done.stdout)
    assert done.returncode == 0
    for words in ("1 changed (text 1, value 1)", "value: 28 -> 38", "findings: 0 gained, 1 lost", "[38 per cent]"):
        assert words in told
    assert [call("diff", old, other, "--fail-on-change").returncode for other in (new, old)] == [1, 0]
    assert call("diff", new, again, "--fail-on-change").returncode == 0
    assert json.loads(call("diff", old, new, "--json").stdout)["findings"]["counts"]["lost"] == 1


def test_evaluate_prints_figures_and_takes_a_folder(tmp_path: Path) -> None:
    labels = sorted((ROOT / "tests" / "corpus_labels").glob("*.jsonl"))
    run = call("run", str(ROOT / "corpus"), "--out", str(tmp_path))
    assert run.returncode == 0
    table = text(call("evaluate", str(tmp_path), "--gold", *map(str, labels)).stdout)
    assert table.splitlines()[0].split()[:2] == ["all", "count"]
    figures = json.loads(call("evaluate", str(tmp_path / "claims.csv"), "--gold", *map(str, labels), "--json").stdout)
    assert figures["all"]["F1"] > 0.9
    assert figures["all"]["n"]["R"] == figures["all"]["gold"] > 300
    errors = text(call("evaluate", str(tmp_path), "--gold", *map(str, labels), "--errors", "--limit", "1").stdout)
    assert "wanted" in errors


# Deciding, checking a draft and configuring, as a person goes about it


def find_ids(told: bytes) -> list[str]:
    return re.findall(r"f-[a-v]{12}", text(told))


def test_a_decision_holds_in_the_next_run_until_it_is_taken_back(shelf: Path, tmp_path: Path) -> None:
    def run(*options: str) -> subprocess.CompletedProcess[bytes]:
        return call("run", str(shelf / "review.md"), "--fail-on", "error", *options, cwd=tmp_path)

    def decide(*options: str) -> str:
        done = call("decide", *options, cwd=tmp_path, LGA_METRICS_REVIEWER="Kim")
        return text(done.stdout + done.stderr)

    (name,) = find_ids(run().stdout)
    assert "needs a reason" in decide(name, "--verdict", "dismissed")
    assert 'did you mean "target"' in decide(name, "--verdict", "dismissed", "--reason", "targets")
    assert "needs either --verdict or --undo" in decide(name)
    assert "no such finding in output (findings.csv lists them" in decide("f-aaaaaaaaaaaa", "--verdict", "unsure")
    assert "there is no decision to take back" in decide(name, "--undo")
    assert not (tmp_path / "output.decisions.sqlite").exists()
    assert f"{name} dismissed (target) by Kim" in decide(name[:6], "--verdict", "dismissed", "--reason", "Target")

    again = run()
    assert again.returncode == 0
    for words in ("0 findings", "1 more, decided: dismissed 1", "0 new, 1 unchanged, 0 reopened, 0 absent"):
        assert words in text(again.stdout)
    assert ",dismissed,Kim," in (tmp_path / "output" / "findings.csv").read_text(encoding="utf-8")
    assert "1 finding decided: dismissed 1" in (tmp_path / "output" / "report.html").read_text(encoding="utf-8")

    assert f"{name} complement-sum: dismissed (target), Kim" in text(call("decisions", "list", cwd=tmp_path).stdout)
    call("decisions", "export", "kept.csv", cwd=tmp_path)
    told = text(call("decisions", "import", "kept.csv", "--decisions", "new.sqlite", cwd=tmp_path).stdout)
    assert told.startswith("1 decisions added to new.sqlite")
    assert f"{name} withdrawn by Kim" in decide(name, "--undo")
    assert text(call("decisions", "list", cwd=tmp_path).stdout).startswith("No decision in")
    assert len(text(call("decisions", "list", "--history", cwd=tmp_path).stdout).splitlines()) == 2
    assert run().returncode == 1
    assert run("--decisions", "new.sqlite").returncode == 0
    (tmp_path / "new.sqlite").write_bytes(b"no store" * 200)
    wrong = run("--decisions", "new.sqlite")
    assert (wrong.returncode, text(wrong.stderr).count("\n")) == (2, 1)
    assert "new.sqlite: is no store of decisions" in text(wrong.stderr)


def test_a_draft_is_checked_against_publications(shelf: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("# A draft on trains\n\n" + WRONG_SHARES, encoding="utf-8")
    done = call("check", str(draft), "--against", str(shelf), "--fail-on", "error")
    assert done.returncode == 1
    for words in ("compared with 2 documents", "1 finding: error 1", '- draft, line 3: "Of the councillors'):
        assert words in text(done.stdout)
    assert "not read: empty.pdf" in text(done.stderr)
    (name,) = find_ids(done.stdout)

    for form, begins in (("csv", "finding_id,check,"), ("github", "::error file=draft.md,"), ("sarif", "{")):
        printed = call("check", "draft.md", "--format", form, cwd=tmp_path)
        assert text(printed.stdout).startswith(begins)
    found = json.loads(call("check", "draft.md", "--format", "json", cwd=tmp_path).stdout)
    assert [each["finding_id"] for each in found["findings"]] == [name]

    decided = call("decide", name, "--verdict", "accepted", "--draft", "draft.md", "--reviewer", "Kim", cwd=tmp_path)
    assert decided.returncode == 0, text(decided.stderr)
    assert call("check", "draft.md", "--fail-on", "error", cwd=tmp_path).returncode == 0


def test_a_draft_that_cannot_be_read_is_exit_code_2_whatever_else_was_found(shelf: Path) -> None:
    done = call("check", str(shelf / "empty.pdf"), str(shelf / "review.md"), "--fail-on", "error")
    assert done.returncode == 2
    assert "empty.pdf: " in text(done.stderr)
    assert "ERROR complement-sum" in text(done.stdout)


def test_the_configuration_of_the_folder_holds_and_is_told_and_recorded(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "lga-metrics.yaml").write_text("checks: {complement-sum: off}\n", encoding="utf-8")
    done = call("run", str(shelf), "--fail-on", "warning", cwd=tmp_path)
    assert done.returncode == 0
    assert text(done.stderr) == "Configured by lga-metrics.yaml; off: complement-sum\n"
    facts = json.loads((tmp_path / "output" / "run.json").read_text(encoding="utf-8"))
    assert facts["settings"]["configuration"] == {"file": "lga-metrics.yaml", "checks": {"complement-sum": "off"}}
    (tmp_path / "strict.yaml").write_text("checks: {complement-som: error}\n", encoding="utf-8")
    wrong = call("check", str(shelf / "review.md"), "--config", "strict.yaml", cwd=tmp_path)
    assert wrong.returncode == 2
    assert text(wrong.stderr) == ("strict.yaml, checks: unknown check complement-som (did you mean complement-sum?)\n")


def test_checks_tell_what_they_looked_at_in_a_run(shelf: Path, tmp_path: Path) -> None:
    call("run", str(shelf), "--out", str(tmp_path / "out"))
    told = text(call("checks", "--stats", str(tmp_path / "out")).stdout).splitlines()
    assert [line.split()[0] for line in told[1:] if line[0] != " "] == [check.name for check in CHECKS]
    (share,) = json.loads(call("checks", "complement-sum", "--stats", str(tmp_path / "out"), "--json").stdout)
    assert (share["check"], share["examined"]) == ("complement-sum", 1)
    wrong = call("checks", "--stats", str(shelf))
    assert (wrong.returncode, text(wrong.stderr).count("\n")) == (2, 1)

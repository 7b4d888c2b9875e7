"""The rules of the house that a machine can keep: import levels, registers, and a README that is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from extractor import evaluate, feeds, pipeline, summary
from extractor.checks import CHECKS
from extractor.ingestors import INGESTORS
from extractor.models import Run, Status
from extractor.patterns import find_folder, load_patterns

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "extractor"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

# The floors of the house, the lowest first: a module imports only from lower ones; a folder counts as one module.
FLOORS = (
    ("models", "errors", "cleaning", "lexicon"),
    ("patterns", "words", "numerals", "cues", "columns", "telling", "packing"),
    ("quantities", "phrases", "programmes", "periods", "clauses", "identity", "ledger", "wording", "lists", "roles"),
    ("pieces",),
    ("blocks", "sketch", "copies", "vocabulary", "charts", "cache", "retold", "furniture"),
    ("heads", "surroundings", "ingestors", "events", "marks"),
    ("gate",),
    ("cells", "cards", "shelf", "config", "decisions"),
    ("gatherings",),
    ("checks", "summary"),
    ("ingest", "facts", "extract", "link", "reconcile", "feeds", "report", "evaluate", "compare", "show", "tuning"),
    ("workers", "reading", "formats", "series", "annotate", "letter", "addresses"),
    ("examples", "batch", "shards"),
    ("pipeline",),
    ("drafts", "api", "cluster", "review"),
    ("__init__",),
    ("console",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
LEVELS = {name: level for level, floor in enumerate(FLOORS) for name in floor}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "_patterns" not in path.parts)


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> set[str]:
    """The rooms of the house that a file imports from, anywhere in it."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "extractor":
            below = node.module.split(".")[1:]
            rooms |= {below[0]} if below else {name.name for name in node.names if name.name in LEVELS}
        elif isinstance(node, ast.Import):
            rooms |= {name.name.split(".")[1] for name in node.names if name.name.startswith("extractor.")}
    return rooms - {room(path)}


def test_every_module_has_a_level() -> None:
    assert {room(path) for path in modules()} == LEVELS.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lower_levels(path: Path) -> None:
    upwards = {other for other in imports(path) if LEVELS[other] >= LEVELS[room(path)]}
    assert upwards == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if room(path) in {"__main__", "cli", "console", "commands"}:
        return
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    names = {ast.unparse(call) for call in calls}
    assert not names & {"print", "exit", "quit", "sys.exit", "sys.stdout.write", "sys.stderr.write"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_public_thing_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    undocumented = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert ast.get_docstring(tree) or path.read_text(encoding="utf-8") == ""
    assert undocumented == []


@pytest.mark.parametrize("path", sorted((ROOT / "patterns").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_of_patterns_is_loaded(path: Path) -> None:
    assert path.parent == find_folder()
    assert len(getattr(load_patterns(path.parent), path.stem)) > 0


def test_no_programme_is_named_in_the_code() -> None:
    ids = {entry.id for entry in load_patterns().programmes}
    for path in modules():
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not strings & ids, path.name


def test_every_check_has_its_file_and_its_test() -> None:
    for check in CHECKS:
        file = check.name.replace("-", "_")
        assert (PACKAGE / "checks" / f"{file}.py").is_file()
        assert (ROOT / "tests" / "checks" / f"test_{file}.py").is_file()


# README


def block_after(heading: str, language: str) -> str:
    """The first code block of a language below a heading."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found, f"no {language} block under {heading}"
    return found[1].strip()


FINDINGS_SHOWN = 2
ACCURACY = ("P", "R", "F1", "value", "qualifier", "head", "programme", "period", "role", "all-right")


@pytest.fixture(scope="module")
def corpus_run(corpus_outcome: pipeline.Outcome) -> Run:
    return corpus_outcome.run


def write_output(run: Run) -> str:
    """The beginning of what the first run prints."""
    told = summary.describe_run(run).split("\n\n")
    return "```text\n" + "\n\n".join(told[: 1 + FINDINGS_SHOWN]) + "\n```"


def write_checks(_: Run) -> str:
    """The register of checks."""
    lines = [f"| {check.name} | {check.summary.rstrip('.')} | {check.severity} |" for check in CHECKS]
    return "\n".join(["| check | raised when there is | severity |", "| --- | --- | --- |", *lines])


def write_feeds(_: Run) -> str:
    """The feeds and their columns."""
    return feeds.describe_columns()


def write_accuracy(run: Run) -> str:
    """How right the claims of the corpus are."""
    labels = evaluate.read_labels(sorted((ROOT / "tests" / "corpus_labels").glob("*.jsonl")))
    figures = evaluate.export_figures(evaluate.compare_claims(run.claims, labels))["all"]
    cells = [str(figures["gold"]), *(f"{100 * figures[name]:.0f}%" for name in ACCURACY)]
    heads = ["claims", *ACCURACY]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), cells))


BLOCKS = {"output": write_output, "checks": write_checks, "feeds": write_feeds, "accuracy": write_accuracy}


@pytest.mark.parametrize("name", BLOCKS)
def test_the_pages_are_true_where_they_quote_the_program(name: str, corpus_run: Run, update_golden: bool) -> None:
    start, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
    (path,) = (page for page in PAGES if start in page.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(start)
    stands, after = rest.split(end)
    wanted = BLOCKS[name](corpus_run)
    if update_golden:
        path.write_text(before + start + wanted + end + after, encoding="utf-8", newline="\n")
    else:
        assert stands == wanted, "pytest --update-golden writes it anew"


def test_the_guide_names_every_format_and_status() -> None:
    guide = (ROOT / "docs" / "policy-officer.md").read_text(encoding="utf-8")
    for word in (*INGESTORS, *Status):
        assert f"`{word}`" in guide, word


@pytest.mark.parametrize(
    ("heading", "ending"),
    [
        pytest.param("First run", "lga-metrics run corpus", id="first run"),
        pytest.param("Tests", "-m pytest", id="tests"),
    ],
)
def test_readme_commands_are_one_line_each_in_bash_and_powershell(heading: str, ending: str) -> None:
    for language in ("bash", "powershell"):
        command = block_after(heading, language)
        assert "\n" not in command
        assert command.replace("\\", "/").endswith(ending)
        assert "-m venv .venv" in command


def test_ci_runs_the_readme_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "## Tests" in script

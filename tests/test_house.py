"""The rules of the house that a machine can keep: import levels, registers, and a README that is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from extractor import evaluate, feeds, pipeline, report
from extractor.checks import CHECKS
from extractor.ingestors import INGESTORS
from extractor.models import Run, Status
from extractor.patterns import find_folder, load_patterns

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "extractor"
README = (ROOT / "README.md").read_text(encoding="utf-8")

# The floors of the house, the lowest first: a module imports only from lower ones; a folder counts as one module.
FLOORS = (
    ("__init__", "models", "errors", "cleaning"),
    ("patterns",),
    ("quantities", "phrases", "programmes", "periods", "identity", "lexicon"),
    ("gate", "ingestors"),
    ("shelf",),
    ("checks",),
    ("ingest", "facts", "extract", "link", "reconcile", "feeds", "report", "evaluate"),
    ("workers", "examples"),
    ("pipeline",),
    ("cli",),
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
    assert {room(path) for path in modules()} <= LEVELS.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lower_levels(path: Path) -> None:
    upwards = {other for other in imports(path) if LEVELS[other] >= LEVELS[room(path)]}
    assert upwards == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if path.name == "cli.py":
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


FIGURES_OF = re.compile(r"(?s)(<!-- accuracy -->\n).*?(<!-- /accuracy -->)")
OUTPUT = re.compile(r"(?s)(```text\n).*?(```)")
FINDINGS_SHOWN = 2


@pytest.fixture(scope="module")
def corpus_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return pipeline.run([ROOT / "corpus"], out=tmp_path_factory.mktemp("out")).run


def test_readme_shows_what_the_first_run_prints(corpus_run: Run, update_golden: bool) -> None:
    told = report.describe_run(corpus_run).split("\n\n")
    shown = "\n\n".join(told[: 1 + FINDINGS_SHOWN]) + "\n"
    if update_golden:
        changed = OUTPUT.sub(lambda found: found[1] + shown + found[2], README)
        (ROOT / "README.md").write_text(changed, encoding="utf-8", newline="\n")
        return
    found = OUTPUT.search(README)
    assert found
    assert found[0] == f"```text\n{shown}```", "pytest --update-golden writes it anew"


def test_readme_states_the_accuracy_on_the_corpus_as_it_is(corpus_run: Run, update_golden: bool) -> None:
    labels = evaluate.read_labels(sorted((ROOT / "tests" / "corpus_labels").glob("*.jsonl")))
    figures = evaluate.count_figures(evaluate.compare_claims(corpus_run.claims, labels))
    line = " | ".join([str(figures["gold"]), *(f"{100 * _fraction(figures[name]):.0f}%" for name in ACCURACY)])
    told = f"| claims | {' | '.join(ACCURACY)} |\n|{' --- |' * (len(ACCURACY) + 1)}\n| {line} |\n"
    if update_golden:
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        changed = FIGURES_OF.sub(lambda found: found[1] + told + found[2], text)
        (ROOT / "README.md").write_text(changed, encoding="utf-8", newline="\n")
        return
    found = FIGURES_OF.search(README)
    assert found
    assert told in found[0], "pytest --update-golden writes it anew"


ACCURACY = ("P", "R", "F1", "value", "qualifier", "head", "programme", "period", "role", "all-right")


def _fraction(figure: float | evaluate.Share) -> float:
    return figure.value if isinstance(figure, evaluate.Share) else figure


def test_readme_has_the_table_of_feeds() -> None:
    assert feeds.describe_columns() in README


def test_readme_has_the_table_of_checks() -> None:
    lines = [f"| {check.name} | {check.summary.rstrip('.')} | {check.severity} |" for check in CHECKS]
    assert "\n".join(lines) in README


def test_readme_names_every_format_and_status() -> None:
    for word in (*INGESTORS, *Status):
        assert f"`{word}`" in README, word


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


def test_readme_names_only_commands_and_files_that_are_there() -> None:
    from typer.main import get_command

    from extractor.cli import app

    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"lga-metrics ([a-z]+)", README)) <= commands
    for target in re.findall(r"\]\(((?!http)[^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_ci_runs_the_readme_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "## Tests" in script

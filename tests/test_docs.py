"""The guides: every link leads somewhere, every command and option is there, every recipe runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from extractor import feeds
from extractor.cli import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "CHANGES.md", *sorted((ROOT / "docs").glob("*.md")))
DATA = ROOT / "docs" / "data.md"
CONTRIBUTOR = ROOT / "docs" / "contributor.md"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str, *, under: str = "") -> list[str]:
    """The code blocks of a language on a page, or only those below one heading."""
    text = read(page)
    if under:
        text = text.split(f"\n## {under}\n", 1)[1].split("\n## ", 1)[0]
    return [code for found, code in _FENCE.findall(text) if found == language]


def name_page(page: Path) -> str:
    return page.name


# Links


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)]+)\)", _FENCE.sub("", read(page))):
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), target


def test_readme_leads_to_every_guide() -> None:
    for page in PAGES[2:]:
        assert f"(docs/{page.name})" in read(PAGES[0])


# Commands


def commands(page: Path) -> Iterator[list[str]]:
    """The words of every call of the program that a page shows, in a block or in a line of text."""
    text = read(page)
    calls = [line for code in blocks(page, "bash") for line in code.splitlines()] + _SPAN.findall(_FENCE.sub("", text))
    for call in calls:
        for part in re.split(r"&&|\|", call):
            if part.strip().startswith("lga-metrics "):
                yield shlex.split(part, comments=True)[1:]


def options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_every_command_and_option_is_there(page: Path) -> None:
    root = get_command(app)
    for words in commands(page):
        command: Any = root
        for word in words:
            if word in getattr(command, "commands", {}):
                command = command.commands[word]
            elif word.startswith("--"):
                assert word in options(command) | {"--help"}, f"{' '.join(words)}: {word}"
        assert command is not root or not words or words[0].startswith("--"), " ".join(words)


@pytest.mark.parametrize("page", PAGES[2:], ids=name_page)
def test_every_option_spoken_of_is_one_of_some_command(page: Path) -> None:
    root: Any = get_command(app)
    nested = [each for command in root.commands.values() for each in getattr(command, "commands", {}).values()]
    known = {option for command in (*root.commands.values(), *nested) for option in options(command)} | {"--help"}
    spoken = {span.split()[0] for span in _SPAN.findall(_FENCE.sub("", read(page))) if span.startswith("--")}
    assert spoken <= known


def test_readme_lists_every_command() -> None:
    root: Any = get_command(app)
    listed = set(re.findall(r"^\| `lga-metrics (\w+)", read(PAGES[0]), re.MULTILINE))
    assert listed == set(root.commands)


@pytest.mark.parametrize("name", get_command(app).commands)  # type: ignore[attr-defined]
def test_every_command_shows_worked_examples(name: str) -> None:
    root: Any = get_command(app)
    commands = {(name, *words): command for words, command in list_nested(root.commands[name])}
    for text in (command.help or "" for command in commands.values()):
        examples = [shlex.split(line)[1:] for line in re.findall(r"^\s+(lga-metrics .*)$", text, re.MULTILINE)]
        assert any(words[0] == name for words in examples)
        for words in examples:
            one = commands.get(tuple(words[:2])) or root.commands[words[0]]
            assert {word for word in words if word.startswith("--")} <= options(one), " ".join(words)


def list_nested(command: Any) -> list[tuple[tuple[str, ...], Any]]:
    """A command by itself, or the commands below it with their names."""
    return [((name,), each) for name, each in getattr(command, "commands", {}).items()] or [((), command)]


# Recipes


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the corpus, and the output of the command with which the guide writes every format."""
    pytest.importorskip("duckdb")
    folder = tmp_path_factory.mktemp("recipes")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    line = blocks(DATA, "bash", under="Formats")[0].strip()
    words = shlex.split(line)[1:]
    done = CliRunner().invoke(
        app, [*(word.replace("corpus", str(folder / "corpus")) for word in words), "--out", str(folder / "output")]
    )
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def here(outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, and the current one: a recipe may write into it."""
    shutil.copytree(outputs, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("place", range(len(blocks(DATA, "python"))))
@pytest.mark.usefixtures("here")
def test_python_recipes_run_and_show_something(place: int, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(blocks(DATA, "python")[place], "recipe", "exec"), {"__name__": "__main__"})
    assert len(capsys.readouterr().out.splitlines()) > 2


@pytest.mark.parametrize("heading", ["SQL", "A measure through the years"])
def test_commands_of_the_data_guide_run_and_show_something(here: Path, heading: str) -> None:
    lines = [line for code in blocks(DATA, "bash", under=heading) for line in code.splitlines()]
    assert lines
    for line in lines:
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output)
        assert len(done.stdout.splitlines()) > 2, line
    assert heading == "SQL" or (here / "applications.png").is_file()


def test_the_feeds_are_a_valid_data_package(here: Path) -> None:
    (line,) = (code.strip() for code in blocks(DATA, "bash") if code.startswith("frictionless"))
    perform([sys.executable, "-m", *shlex.split(line)], at=here)


def test_sql_recipes_run_and_show_something(here: Path) -> None:
    import duckdb

    (for_datasette,) = blocks(DATA, "sql", under="Datasette")
    with closing(sqlite3.connect(here / "output" / "feeds.sqlite")) as connection:
        assert len(connection.execute(for_datasette).fetchall()) > 2
    (for_duckdb,) = blocks(DATA, "sql", under="DuckDB")
    assert len(duckdb.sql(for_duckdb).fetchall()) > 2


def test_every_file_that_the_data_guide_names_is_written(outputs: Path) -> None:
    named = set(re.findall(r"\boutput[/\\]([\w.]+\.\w+)", read(DATA)))
    named |= set(re.findall(r"`(\w+\.(?:csv|xlsx|parquet|jsonl|sqlite|json))`", read(DATA)))
    assert "feeds.sqlite" in named
    for name in named:
        assert (outputs / "output" / name).is_file(), name


def test_the_table_of_formats_names_every_format() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", read(DATA), re.MULTILINE)
    assert rows == ["csv", "xlsx", *(each.value for each in feeds.Format)]


def test_datasette_answers_the_question_of_the_guide(here: Path) -> None:
    (question,) = blocks(DATA, "sql", under="Datasette")
    served = blocks(DATA, "bash", under="Datasette")[0].splitlines()[-1]
    page = f"/feeds.json?{urlencode({'sql': question, '_shape': 'array'})}"
    rows = json.loads(perform([sys.executable, "-m", *shlex.split(served), "--get", page], at=here))
    assert len(rows) > 2
    assert {"severity", "message", "sentence"} <= rows[0].keys()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_r_recipe_reads_every_row_and_shows_something(here: Path) -> None:
    recipe, _ = blocks(DATA, "r")
    (here / "recipe.R").write_text(f"{recipe}\ncat(nrow(claims), sum(claims$value))\n", encoding="utf-8", newline="\n")
    *shown, told = perform(["Rscript", "recipe.R"], at=here).splitlines()
    claims = feeds.read_table(here / "output", "claims")
    rows, total = told.split()
    assert (int(rows), float(total)) == (len(claims), pytest.approx(claims["value"].sum(), rel=1e-5))
    assert len(shown) > 2


def perform(words: list[str], *, at: Path) -> str:
    """What a command prints that runs in a folder and must not fail."""
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", cwd=at, check=False)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


M_TYPES = {"Int64.Type": "integer", "type number": "number", "type date": "date"}


def test_the_power_query_names_columns_with_their_types() -> None:
    (query,) = blocks(DATA, "powerquery")
    columns = {column.name: column.type for column in feeds.FEED["claims"].columns}
    typed = dict(re.findall(r'\{"(\w+)", (Int64\.Type|type \w+)\}', query))
    assert {name: M_TYPES[kind] for name, kind in typed.items()} == {name: columns[name] for name in typed}
    (chosen,) = re.findall(r"SelectColumns\(\w+, \{(.*?)\}\)", query)
    assert set(re.findall(r'"(\w+)"', chosen)) | set(re.findall(r"\[(\w+)\] [=<]", query)) <= columns.keys()
    steps = re.findall(r"^    (\w+) =", query, re.MULTILINE)
    for before, step in pairwise(steps):
        assert re.search(rf"{step} = [^=]*?\b{before}\b", query), step
    assert query.strip().endswith(steps[-1])


def test_the_r_recipes_name_files_and_columns_that_are_there(outputs: Path) -> None:
    for code in blocks(DATA, "r"):
        (file,) = re.findall(r'"output/([\w.]+)"', code)
        assert (outputs / "output" / file).is_file()
        columns = {column.name: column.type for column in feeds.FEED[file.split(".")[0]].columns}
        classes = dict(re.findall(r'(\w+) = "(character|numeric|Date)"', code))
        wanted = {"string": "character", "number": "numeric", "date": "Date"}
        assert classes == {name: wanted[columns[name]] for name in classes}
        used = set(re.findall(r"(\w+) [!=]= ", code)) | set(
            re.findall(r"aggregate\((\w+) ~ (\w+)", code)[0] if "aggregate" in code else ()
        )
        used |= {name for names in re.findall(r"select = c\((.*?)\)", code) for name in names.split(", ")}
        assert used
        assert used <= columns.keys()


# The guide of the contributor, followed word for word


@pytest.mark.slow
def test_the_guide_of_the_contributor_can_be_followed(tmp_path: Path) -> None:
    for name in (".ci", "extractor", "patterns", "tests", "corpus", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "CHANGES.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for language in ("python", "yaml"):
        for code in blocks(CONTRIBUTOR, language):
            first, rest = code.split("\n", 1)
            path = tmp_path / first.removeprefix("# ")
            before = read(path) + "\n" if path.exists() else ""
            path.write_text(before + rest, encoding="utf-8", newline="\n")
    edits = re.findall(
        r"In `([^`]+)`, below `([^`]+)`, add\s+`(.+?)`(?=[.:,]\s|, in)", " ".join(read(CONTRIBUTOR).split("\n"))
    )
    assert [file for file, _, _ in edits] == [
        "extractor/checks/__init__.py",
        "extractor/ingestors/__init__.py",
        "docs/policy-officer.md",
    ]
    for file, below, line in edits:
        text = read(tmp_path / file)
        assert below in text
        (tmp_path / file).write_text(text.replace(f"{below}\n", f"{below}\n{line}\n"), encoding="utf-8", newline="\n")

    def follow(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False,
            env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
        "PYTHONUTF8": "1",
    }
    lines = [line for code in blocks(CONTRIBUTOR, "bash") for line in code.splitlines()]
    followed = [
        shlex.split(line.replace("lga-metrics", "extractor.cli").removeprefix("python -m "))
        for line in lines
        if line.startswith(("lga-metrics try", "lga-metrics patterns", "lga-metrics checks", "python -m pytest tests/"))
    ]
    assert len(followed) == 6
    shown = {words[0] + words[1]: follow(*words) for words in followed}
    assert "nearly" in shown["extractor.clitry"]
    assert "a part is never larger than its whole" in shown["extractor.clichecks"]
    assert "| share-over-hundred |" in read(tmp_path / "README.md")

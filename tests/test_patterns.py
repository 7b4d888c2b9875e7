"""patterns/: every example of every entry is a test, and a bad file is refused by file, entry and key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.errors import PatternError
from extractor.examples import ExampleResult, run_examples
from extractor.models import Kind, Qualifier
from extractor.patterns import FILES, load_patterns

PATTERNS = load_patterns()
RESULTS = run_examples(PATTERNS)

UNIT = """
- id: unit.bales
  about: Bales.
  sense: unit
  unit: bales
  after: [bales, bale]
  matches:
    - {text: "Crews sold 40 bales.", value: 40}
    - {text: "Some 12 bales were kept.", value: 12}
  not:
    - {text: "Bale Lane has 40 shops.", because: a street is no unit}
"""
NOISE = """
- id: noise.locker
  about: Numbers of lockers.
  reason: name
  patterns: ['\\bLocker \\d+']
  matches:
    - {text: "The key of Locker 12 was lost.", reason: name}
    - {text: "It lay in Locker 3.", reason: name}
  not:
    - {text: "The hall has 12 lockers.", because: a count of lockers}
"""
PROGRAMME = """
- id: clerk_school
  name: Clerk School
  about: A school for clerks.
  aliases: [Clerk School]
  matches:
    - {text: "The Clerk School taught 40 clerks."}
    - {text: "In May the Clerk School closed."}
  not:
    - {text: "A clerk went to school.", because: the words stand apart}
"""


def results() -> list[object]:
    """Every example as a row with a readable id; a gap is a strict xfail."""
    found: list[object] = []
    for result in RESULTS:
        marks = [pytest.mark.xfail(strict=True, reason="a gap that the entry names")] if result.gap else []
        found.append(pytest.param(result, id=f"{result.file}, {result.entry}: {result.text}", marks=marks))
    return found


@pytest.mark.parametrize("result", results())
def test_an_example_holds(result: ExampleResult) -> None:
    assert result.problem == ""


@pytest.mark.parametrize("file", FILES)
def test_every_entry_brings_its_examples(file: str) -> None:
    tested = [result.entry for result in RESULTS if result.file == file]
    carried = {entry.id for entry in getattr(PATTERNS, file)}
    assert set(tested) == carried
    assert len(tested) >= 3 * len(carried)


def test_a_broken_example_is_told(tmp_path: Path) -> None:
    """A pattern whose example is wrong must not pass, or no example proves anything."""
    folder = copy_patterns(tmp_path)
    append(folder / "units.yaml", UNIT.replace("value: 40}", "value: 41}"))
    problems = [
        result for result in run_examples(load_patterns(folder)) if result.entry == "unit.bales" and result.problem
    ]
    assert [result.text for result in problems] == ["Crews sold 40 bales."]
    assert "41" in problems[0].problem


def test_a_not_that_matches_is_told(tmp_path: Path) -> None:
    folder = copy_patterns(tmp_path)
    append(folder / "noise.yaml", NOISE.replace("The hall has 12 lockers.", "Locker 12 is blue."))
    problems = [
        result.text
        for result in run_examples(load_patterns(folder))
        if result.entry == "noise.locker" and result.problem
    ]
    assert problems == ["Locker 12 is blue."]


def test_a_new_entry_needs_no_python(tmp_path: Path) -> None:
    folder = copy_patterns(tmp_path)
    for name, entry in (("units", UNIT), ("noise", NOISE), ("programmes", PROGRAMME)):
        append(folder / f"{name}.yaml", entry)
    patterns = load_patterns(folder)
    added = [
        result for result in run_examples(patterns) if result.entry in ("unit.bales", "noise.locker", "clerk_school")
    ]
    assert len(added) == 9
    assert [result.problem for result in added] == [""] * 9


def test_entries_are_typed() -> None:
    over = next(entry for entry in PATTERNS.qualifiers if entry.id == "qualifier.over")
    assert over.qualifier is Qualifier.OVER
    assert Kind.MONEY in over.kinds
    assert "more than" in over.before


def test_the_version_tells_one_folder_from_another(tmp_path: Path) -> None:
    folder = copy_patterns(tmp_path / "same")
    other = copy_patterns(tmp_path / "other")
    append(other / "units.yaml", UNIT)
    assert load_patterns(folder).version == PATTERNS.version
    assert load_patterns(other).version != PATTERNS.version


def test_line_ends_of_windows_are_the_same_patterns(tmp_path: Path) -> None:
    folder = copy_patterns(tmp_path)
    for path in folder.glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    patterns = load_patterns(folder)
    assert patterns.version == PATTERNS.version
    assert patterns.qualifiers == PATTERNS.qualifiers


def copy_patterns(folder: Path) -> Path:
    """The program's own patterns in a folder of their own."""
    shutil.copytree(PATTERNS.folder, folder / "patterns")
    return folder / "patterns"


def append(path: Path, text: str) -> None:
    """Write an entry to the end of a file."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def swap(text: str, old: str, new: str) -> str:
    """Replace what must be there."""
    assert old in text
    return text.replace(old, new)


Edit = Callable[[Path], None]


def adding(name: str, entry: str) -> Edit:
    """Add an entry to a file."""
    return lambda folder: append(folder / f"{name}.yaml", entry)


def writing(name: str, content: bytes) -> Edit:
    """Put other content in the place of a file."""

    def edit(folder: Path) -> None:
        (folder / f"{name}.yaml").write_bytes(content)

    return edit


def removing(name: str) -> Edit:
    """Take a file away."""
    return lambda folder: (folder / f"{name}.yaml").unlink()


CIRCLE = PROGRAMME.replace("name:", "parent: clerk_class\n  name:") + PROGRAMME.replace(
    "id: clerk_school", "id: clerk_class\n  parent: clerk_school"
)
# What is wrong, how, and the words that the message must hold.
BAD = [
    (
        "unknown key with a suggestion",
        adding("units", swap(UNIT, "after:", "aftr:")),
        ["units.yaml", "entry unit.bales", "aftr", "after"],
    ),
    (
        "unknown key without",
        adding("units", swap(UNIT, "after:", "zzz:")),
        ["units.yaml", "entry unit.bales", "zzz", "known keys"],
    ),
    (
        "a key of another file",
        adding("units", swap(UNIT, "  after:", "  reason: name\n  after:")),
        ["unit.bales", "reason"],
    ),
    (
        "missing key",
        adding("noise", swap(NOISE, "  reason: name\n", "")),
        ["noise.yaml", "entry noise.locker", "reason", "missing"],
    ),
    ("missing about", adding("units", swap(UNIT, "  about: Bales.\n", "")), ["unit.bales", "about", "missing"]),
    ("empty about", adding("units", swap(UNIT, "Bales.\n", '""\n')), ["unit.bales", "key about", "text"]),
    ("a text for a list", adding("units", swap(UNIT, "[bales, bale]", "bales")), ["unit.bales", "key after", "list"]),
    (
        "a list for a text",
        adding("units", swap(UNIT, "unit: bales", "unit: [bales]")),
        ["unit.bales", "key unit", "text"],
    ),
    (
        "a truth value for a text",
        adding("units", swap(UNIT, "unit: bales", "unit: yes")),
        ["unit.bales", "key unit", "text"],
    ),
    (
        "a text for a truth value",
        adding("noise", swap(NOISE, "  patterns", "  case: maybe\n  patterns")),
        ["noise.locker", "key case", "true or false"],
    ),
    (
        "a reason that does not exist",
        adding("noise", swap(NOISE, "reason: name\n", "reason: junk\n")),
        ["noise.locker", "key reason", "junk", "postcode"],
    ),
    (
        "a kind that does not exist",
        adding("units", swap(UNIT, "  unit:", "  kind: weight\n  unit:")),
        ["unit.bales", "key kind", "weight", "money"],
    ),
    (
        "a sense that does not exist",
        adding("units", swap(UNIT, "sense: unit", "sense: weight")),
        ["unit.bales", "key sense", "magnitude"],
    ),
    (
        "a bad regular expression",
        adding("noise", swap(NOISE, "\\d+'", "(\\d+'")),
        ["noise.yaml", "noise.locker", "key patterns", "no regular expression"],
    ),
    (
        "one match only",
        adding("units", swap(UNIT, '    - {text: "Some 12 bales were kept.", value: 12}\n', "")),
        ["unit.bales", "two matches"],
    ),
    ("no not", adding("units", UNIT.split("  not:", maxsplit=1)[0]), ["unit.bales", "one not"]),
    (
        "not without because",
        adding("units", swap(UNIT, ", because: a street is no unit", "")),
        ["unit.bales", "key not", "because", "Bale Lane"],
    ),
    (
        "an example without text",
        adding("units", swap(UNIT, 'text: "Bale Lane has 40 shops.", ', "")),
        ["unit.bales", "key not", "text"],
    ),
    (
        "examples that are no list",
        adding("units", UNIT.split("  not:", maxsplit=1)[0] + "  not: none\n"),
        ["unit.bales", "key not", "list"],
    ),
    ("an id twice", adding("units", UNIT + UNIT), ["units.yaml", "entry unit.bales", "twice"]),
    (
        "a key twice",
        adding("units", swap(UNIT, "  unit: bales\n", "  unit: bales\n  unit: sacks\n")),
        ["units.yaml", "unit"],
    ),
    ("an entry without id", adding("units", swap(UNIT, "id: unit.bales", "name: bales")), ["units.yaml", "no id"]),
    (
        "parent unknown",
        adding("programmes", swap(PROGRAMME, "  name:", "  parent: clerk_hall\n  name:")),
        ["programmes.yaml", "clerk_school", "key parent", "clerk_hall"],
    ),
    (
        "its own parent",
        adding("programmes", swap(PROGRAMME, "  name:", "  parent: clerk_school\n  name:")),
        ["clerk_school", "key parent", "circle"],
    ),
    ("parents in a circle", adding("programmes", CIRCLE), ["programmes.yaml", "key parent", "circle"]),
    ("not YAML", adding("units", "- id: [unclosed\n  about: x: y\n"), ["units.yaml", "line", "YAML"]),
    ("a tab in YAML", adding("units", "- id: a\n\tabout: b\n"), ["units.yaml", "line", "YAML"]),
    ("not a list", writing("units", b"id: unit.bales\n"), ["units.yaml", "list of entries"]),
    ("an empty file", writing("units", b""), ["units.yaml", "list of entries"]),
    ("not UTF-8", writing("units", b"- id: caf\xe9\n"), ["units.yaml", "UTF-8"]),
    ("UTF-16 without a mark", writing("units", "- id: a".encode("utf-16-le")), ["units.yaml"]),
    (
        "a word as factor",
        adding("units", swap(UNIT, "  unit:", "  factor: dozen\n  unit:")),
        ["unit.bales", "key factor"],
    ),
    ("an empty word", adding("units", swap(UNIT, "[bales, bale]", '[bales, ""]')), ["unit.bales", "key after", "text"]),
    ("file missing", removing("stages"), ["stages.yaml", "missing"]),
]
BAD_GAPS = {
    "a key twice": "YAML keeps the last of two equal keys, and the first is lost in silence",
}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        pytest.param(
            edit,
            words,
            id=name,
            marks=[pytest.mark.xfail(strict=True, reason=BAD_GAPS[name])] if name in BAD_GAPS else [],
        )
        for name, edit, words in BAD
    ],
)
def test_a_bad_file_is_refused_by_file_entry_and_key(tmp_path: Path, edit: Edit, words: list[str]) -> None:
    folder = copy_patterns(tmp_path)
    edit(folder)
    with pytest.raises(PatternError) as caught:
        load_patterns(folder)
    message = str(caught.value)
    assert [word for word in words if word not in message] == []
    assert "\n" not in message


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match=r"there is no patterns folder here .*--patterns"):
        load_patterns(tmp_path / "nowhere")


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "patterns"
    path.write_text("- id: a", encoding="utf-8", newline="\n")
    with pytest.raises(PatternError, match="there is no patterns folder here"):
        load_patterns(path)

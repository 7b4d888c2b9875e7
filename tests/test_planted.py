"""Errors that are planted in clean documents are found, and harmless rewrites change nothing. See tests/planted."""

from __future__ import annotations

import ast
from pathlib import Path
from random import Random

import pytest
from planted.errors import ERRORS
from planted.harmless import HARMLESS
from planted.measure import Tally, measure, render
from planted.shelves import Planted, make_draw, write_shelf
from planted.wording import Count, Style, expand, fill, slip

from extractor.checks import CHECKS

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def _write(folder: Path, seed: int) -> list[Planted]:
    rng = Random(seed)
    draw = make_draw(rng, 2023)
    items = [make(draw) for make in (*ERRORS.values(), *HARMLESS.values())]
    return write_shelf(folder, items, rng=rng, year=2023)


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def test_every_check_has_its_planted_errors() -> None:
    assert set(ERRORS) == {check.name for check in CHECKS}


def test_the_generator_knows_nothing_of_the_program() -> None:
    for path in (Path(__file__).parent / "planted").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "extractor" for name in names), path.name


def test_one_seed_writes_the_same_documents(tmp_path: Path) -> None:
    _write(tmp_path / "one", 7)
    _write(tmp_path / "two", 7)
    _write(tmp_path / "three", 8)
    one, two, three = (_texts(tmp_path / name / "changed") for name in ("one", "two", "three"))
    assert one == two
    assert one != three


def test_clean_and_changed_differ_in_the_paragraphs_of_items_only(tmp_path: Path) -> None:
    planted = _write(tmp_path, 7)
    clean, changed = (
        {Path(name).stem: text for name, text in _texts(tmp_path / which).items()} for which in ("clean", "changed")
    )
    for document, text in clean.items():
        places = sorted((p for item in planted for p in item.places if p.document == document), key=lambda p: p.clean)
        at = there = 0
        for place in places:
            assert text[at : place.clean[0]] == changed[document][there : place.changed[0]]
            at, there = place.clean[1], place.changed[1]
        assert text[at:] == changed[document][there:]


def test_every_error_has_a_place_that_differs(tmp_path: Path) -> None:
    planted = _write(tmp_path, 7)
    clean, changed = (
        {Path(name).stem: text for name, text in _texts(tmp_path / which).items()} for which in ("clean", "changed")
    )
    for item in planted:
        if item.is_error:
            assert any(place.planted for place in item.places), item
            assert any(
                clean[place.document][slice(*place.clean)] != changed[place.document][slice(*place.changed)]
                for place in item.places
            ), item


@pytest.mark.parametrize("number", [12, 38, 97, 110, 1106, 5000, 15888])
def test_a_slip_is_another_number_and_no_rounding(number: int) -> None:
    for seed in range(30):
        wrong = slip(number, Random(seed))
        assert wrong != number
        assert wrong > 1
        assert round(wrong, -2) != number or number < 100


def test_a_template_is_filled_with_the_places_of_its_slots() -> None:
    skeleton = expand("{We|We} saw <n> <noun>.", Random(1))
    text, spans = fill(skeleton, {"n": Count(1106), "noun": "trees"}, Style())
    assert text == "We saw 1,106 trees."
    assert [text[a:b] for a, b in spans["n"]] == ["1,106"]


# What is reached today, less a little for chance: raise them with every mend, up to the targets in planted/measure.py.
LEAST_RECALL = 0.93
LEAST_RECALL_OF_CHECK = 0.8
MOST_FALSE_CHANGES = 0.008


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    return measure(tmp_path_factory.mktemp("planted"), number=500, seed=1, sources=[CORPUS])


@pytest.mark.slow
def test_planted_errors_are_found(tally: Tally) -> None:
    assert tally.planted.total() >= 500
    assert tally.recall >= LEAST_RECALL, render(tally)
    assert tally.lowest()[1] >= LEAST_RECALL_OF_CHECK, render(tally)


@pytest.mark.slow
def test_harmless_rewrites_change_no_warning(tally: Tally) -> None:
    assert tally.harmless.total() >= 500
    assert tally.false_changes <= MOST_FALSE_CHANGES, render(tally)

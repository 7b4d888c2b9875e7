"""The labelled papers: what is found in other councils' styles does not fall below what was reached.

Floors are a few points below the figures of the day, so that a rule may lose one label and win two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor import evaluate
from extractor.ingest import read_document
from extractor.patterns import load_patterns
from extractor.reading import read_text

TESTS = Path(__file__).parent
SETS = {
    "corpus": (TESTS.parent / "corpus", TESTS / "corpus_labels"),
    "papers in other styles": (TESTS / "labelled", TESTS / "labelled" / "labels"),
}
FLOORS = {
    "corpus": {
        "F1": 0.98,
        "value": 0.98,
        "kind": 0.98,
        "qualifier": 0.97,
        "head": 0.90,
        "role": 0.95,
        "all-right": 0.80,
    },
    "papers in other styles": {
        "F1": 0.98,
        "value": 0.99,
        "kind": 0.98,
        "qualifier": 0.98,
        "head": 0.90,
        "programme": 0.95,
        "period": 0.91,
        "role": 0.91,
        "all-right": 0.77,
    },
}


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, Any]]:
    found = {}
    for name, (texts, labels) in SETS.items():
        stems = {path.stem for path in labels.glob("*.jsonl")}
        paths = [path for path in sorted(texts.iterdir()) if path.stem in stems and path.suffix in (".txt", ".md")]
        documents = (read_document(path, document=path.stem, relative=path.name) for path in paths)
        claims = [claim for document in documents for claim in read_text(document, load_patterns()).claims]
        wanted = evaluate.read_labels(sorted(labels.glob("*.jsonl")))
        found[name] = evaluate.export_figures(evaluate.compare_claims(claims, wanted))["all"]
    return found


@pytest.mark.parametrize(("name", "slot"), [(name, slot) for name, floors in FLOORS.items() for slot in floors])
def test_figure_reaches_its_floor(figures: dict[str, dict[str, Any]], name: str, slot: str) -> None:
    assert figures[name][slot] >= FLOORS[name][slot]

"""A run over corpus/ finds what is planted there (corpus_truth.yaml) and is not taken in by what only looks wrong."""

from __future__ import annotations

import csv
import json
import re
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

TESTS = Path(__file__).parent
CORPUS = TESTS.parent / "corpus"
Item = dict[str, Any]
TRUTH: list[Item] = yaml.safe_load((TESTS / "corpus_truth.yaml").read_text(encoding="utf-8"))
SIDES = {f"{item['id']}-{place}": side for item in TRUTH for place, side in enumerate(item["sides"])}
AVAILABLE = [item for item in TRUTH if item["verdict"] == "real" and item["available"]]
TRAPS = [item for item in TRUTH if item["verdict"] == "trap"]
LEVELS = ("none", "note", "warning", "error")

Span = tuple[str, int, int]


@dataclass(frozen=True)
class Raised:
    """A finding as the feeds have it, with where its evidence stands."""

    finding: str
    check: str
    severity: str
    message: str
    evidence: tuple[Span, ...]

    def touches(self, sides: list[Span]) -> int:
        """How many of the sides some evidence overlaps."""
        return sum(any(d == name and s < end and start < e for d, s, e in self.evidence) for name, start, end in sides)


def find_surface(text: str, surface: str) -> list[tuple[int, int]]:
    """Every span of a surface in a text, white space (no-break too) folded."""
    return [found.span() for found in re.finditer(r"\s+".join(map(re.escape, surface.split())), text)]


def read_feed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as feed:
        return list(csv.DictReader(feed))


def read_pdf(path: Path) -> str:
    """The text of a PDF in the order in which it was drawn."""
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.fixture(scope="module")
def output(corpus_output: Path) -> Path:
    return corpus_output


@pytest.fixture(scope="module")
def texts(output: Path) -> dict[str, str]:
    """The text of each document as offsets count it: the file's own, or what the run read from a PDF."""
    return {
        path.stem: path.read_bytes().decode("utf-8")
        for folder in (CORPUS, output / "text")
        for path in folder.iterdir()
        if path.suffix in (".txt", ".md") and path.name != "README.md"
    }


@pytest.fixture(scope="module")
def findings(output: Path) -> list[Raised]:
    evidence: dict[str, list[Span]] = {}
    for row in read_feed(output / "evidence.csv"):
        evidence.setdefault(row["finding_id"], []).append((row["document"], int(row["start"]), int(row["end"])))
    return [
        Raised(row["finding_id"], row["check"], row["severity"], row["message"], tuple(evidence[row["finding_id"]]))
        for row in read_feed(output / "findings.csv")
    ]


def locate(item: Item, texts: dict[str, str]) -> list[Span]:
    return [(document, *span) for document, surface in item["sides"] for span in find_surface(texts[document], surface)]


def find_touching(item: Item, findings: list[Raised], texts: dict[str, str]) -> Iterator[Raised]:
    """The findings about an item: those with evidence on two of its sides, or on its only one."""
    sides = locate(item, texts)
    wanted = 1 if len(sides) == 1 or item["check"] == "list-count" else 2
    return (finding for finding in findings if finding.touches(sides) >= wanted)


def test_every_document_is_read(output: Path) -> None:
    rows = read_feed(output / "documents.csv")
    assert {row["document"]: row["status"] for row in rows} == {
        path.stem: "ok" for path in CORPUS.iterdir() if path.name != "README.md"
    }


@pytest.mark.parametrize("side", SIDES.values(), ids=SIDES)
def test_surface_stands_once_in_its_document(side: tuple[str, str], texts: dict[str, str]) -> None:
    document, surface = side
    assert len(find_surface(texts[document], surface)) == 1


@pytest.mark.parametrize("item", AVAILABLE, ids=lambda item: item["id"])
def test_planted_discrepancy_is_found(item: Item, findings: list[Raised], texts: dict[str, str]) -> None:
    found = [one for one in find_touching(item, findings, texts) if one.check == item["check"]]
    assert item["severity"] in {one.severity for one in found}, found


@pytest.mark.parametrize("item", TRAPS, ids=lambda item: item["id"])
def test_trap_is_not_sprung(item: Item, findings: list[Raised], texts: dict[str, str]) -> None:
    known = {one.finding for real in TRUTH if real["verdict"] == "real" for one in find_touching(real, findings, texts)}
    raised = [one for one in find_touching(item, findings, texts) if one.finding not in known]
    assert [one for one in raised if LEVELS.index(one.severity) > LEVELS.index(item["severity"])] == []


def test_nothing_else_is_raised_above_a_note(findings: list[Raised], texts: dict[str, str]) -> None:
    known = {one.finding for item in TRUTH for one in find_touching(item, findings, texts)}
    assert [one for one in findings if one.severity != "note" and one.finding not in known] == []


@pytest.mark.parametrize("path", sorted((TESTS / "corpus_labels").glob("*.jsonl")), ids=lambda path: path.stem)
def test_labels_stand_where_they_say(path: Path, texts: dict[str, str]) -> None:
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert labels
    for label in labels:
        text = texts[label["doc"]]
        assert text[label["start"] : label["end"]] == label["surface"]
        assert text.count("\n", 0, label["start"]) + 1 == label["line"]


def test_pdfs_are_what_their_sources_say(tmp_path: Path) -> None:
    script = runpy.run_path(str(TESTS / "corpus_src" / "build_pdfs.py"))
    for source in sorted((TESTS / "corpus_src").glob("*.yaml")):
        built = script["build"](source, tmp_path)
        first = built.read_bytes()
        assert script["build"](source, tmp_path).read_bytes() == first
        assert read_pdf(built) == read_pdf(CORPUS / built.name)

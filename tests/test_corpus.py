"""A run over corpus/ finds what is planted there (corpus_truth.yaml) and is not taken in by what only looks wrong."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

TESTS = Path(__file__).parent
CORPUS = TESTS.parent / "corpus"
TRUTH: list[dict[str, Any]] = yaml.safe_load((TESTS / "corpus_truth.yaml").read_text(encoding="utf-8"))
SIDES = [(item["id"], *side) for item in TRUTH for side in item["sides"]]


def read_plainly(document: str) -> str:
    """The text of a corpus document, by the shortest way, with white space and footnote marks left as they come."""
    [path] = [path for path in CORPUS.iterdir() if path.stem == document]
    if path.suffix != ".pdf":
        return path.read_text(encoding="utf-8")
    return read_pdf(path)


def read_pdf(path: Path) -> str:
    """The text of a PDF in the order in which it was drawn."""
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def find_surface(text: str, surface: str) -> list[tuple[int, int]]:
    """Every span of a surface in a text, white space (no-break too) folded."""
    return [found.span() for found in re.finditer(r"\s+".join(map(re.escape, surface.split())), text)]


@pytest.mark.parametrize(
    ("item", "document", "surface"), SIDES, ids=[f"{item}-{document}" for item, document, _ in SIDES]
)
def test_surface_stands_once_in_its_document(item: str, document: str, surface: str) -> None:
    assert len(find_surface(read_plainly(document), surface)) == 1


def test_pdfs_are_what_their_sources_say(tmp_path: Path) -> None:
    script = runpy.run_path(str(TESTS / "corpus_src" / "build_pdfs.py"))
    for source in sorted((TESTS / "corpus_src").glob("*.yaml")):
        built = script["build"](source, tmp_path)
        first = built.read_bytes()
        assert script["build"](source, tmp_path).read_bytes() == first
        assert read_pdf(built) == read_pdf(CORPUS / built.name)

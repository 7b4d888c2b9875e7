"""A PDF set from a text gives the claims of the text, and the box of each claim holds its numeral."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pdf_setting import set_document

from extractor.ingest import read_document
from extractor.models import Claim, Reading
from extractor.patterns import Patterns, load_patterns
from extractor.reading import read_text

CORPUS = Path(__file__).parent.parent / "corpus"
TEXTS = sorted(path for path in CORPUS.iterdir() if path.suffix in (".txt", ".md") and path.stem != "README")
LEAST = 0.97
DIGITS = re.compile(r"\d+")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    return load_patterns()


def _read(path: Path, patterns: Patterns) -> Reading:
    return read_text(read_document(path, document=path.stem, relative=path.name), patterns)


def _describe(claim: Claim, *, linked: bool) -> tuple[object, ...]:
    quantity = claim.quantity
    told = (quantity.kind, quantity.value, quantity.value_high, quantity.qualifier, claim.head, claim.role)
    return (*told, claim.programme, claim.period) if linked else told


def _share_kept(text: Reading, pdf: Reading, *, linked: bool) -> float:
    """The share of the text's claims that the PDF has as well; also of their programme and period if `linked`."""
    mine = Counter(_describe(claim, linked=linked) for claim in text.claims)
    theirs = Counter(_describe(claim, linked=linked) for claim in pdf.claims)
    return sum((mine & theirs).values()) / sum(mine.values())


def _misplaced(reading: Reading, path: Path) -> list[str]:
    """The claims whose numerals are not printed in their box on their page."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [claim.text for claim, shown in _look_up(reading, pdf) if not _holds(shown, claim.text)]


def _look_up(reading: Reading, pdf: pypdfium2.PdfDocument) -> Iterator[tuple[Claim, str]]:
    lines = [
        (line.start, line.end, line.page or block.page or 0, line.box)
        for block in reading.document.blocks
        for line in block.lines
    ]
    for claim in reading.claims:
        number = next((at.start() for at in DIGITS.finditer(claim.text)), 0)
        _, _, page_number, (x0, top, x1, bottom) = next(
            line for line in lines if line[0] <= claim.start + number <= line[1]
        )
        assert claim.page == page_number
        page = pdf[page_number - 1]
        height = page.get_height()
        text = page.get_textpage().get_text_bounded(x0 - 1, height - bottom - 1, x1 + 1, height - top + 1)
        yield claim, text


def _holds(shown: str, text: str) -> bool:
    """Whether the first number of a claim can be read in what the box holds."""
    number = DIGITS.search(text)
    first = number.group() if number else text.split(maxsplit=1)[0].lower()[:3]
    return first in shown.lower().replace("\ufffe", "")


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_pdf_gives_the_claims_of_its_text(path: Path, columns: int, tmp_path: Path, patterns: Patterns) -> None:
    text = _read(path, patterns)
    made = tmp_path / f"{path.stem}.pdf"
    made.write_bytes(set_document(text.document, columns=columns))
    pdf = _read(made, patterns)
    # What a heading such as "What councils say" speaks of is told otherwise where headings are marked up.
    assert _share_kept(text, pdf, linked=path.suffix == ".txt") >= LEAST
    assert _misplaced(pdf, made) == []


@pytest.mark.parametrize("name", ["stronger-together-2023-24", "outturn-2023-24"])
def test_the_boxes_of_a_designed_pdf_hold_their_numerals(name: str, patterns: Patterns) -> None:
    path = CORPUS / f"{name}.pdf"
    assert _misplaced(_read(path, patterns), path) == []


def _write_truth(path: Path) -> str:
    """The text that a look-alike report was set from, as a text file would have it."""
    parts = []
    for kind, *texts in json.loads(path.read_text(encoding="utf-8")):
        if kind == "li":
            parts.append(f"• {texts[0]}")
        elif kind == "call":
            parts.append("\n".join(texts))
        elif kind != "table":
            parts.append(str(texts[0]))
    return "\n\n".join(parts)


def test_a_report_gives_the_claims_of_its_text(tmp_path: Path, patterns: Patterns) -> None:
    """The text has no headings, which programmes and periods are read from, so only the figures are compared."""
    shelf = os.environ.get("LGA_PDFS", "")
    if not shelf:
        pytest.skip("set LGA_PDFS to the folder of look-alike PDFs to run this")
    path = Path(shelf) / "report_2col.pdf"
    text = tmp_path / "report_2col.txt"
    text.write_text(_write_truth(path.with_suffix(".truth.json")), encoding="utf-8", newline="\n")
    pdf = _read(path, patterns)
    assert _share_kept(_read(text, patterns), pdf, linked=False) >= LEAST
    assert _misplaced(pdf, path) == []

"""Letters: confirmed findings in page order, quoted with their figures marked, each with a question."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from extractor.checks import CHECKS
from extractor.cli import app
from extractor.letter import QUESTIONS, Letter, compose_letter, write_markdown, write_word
from extractor.models import Review, Run, Standing


def compose(run: Run, standing: Standing = Standing.CONFIRMED) -> Letter:
    finding = replace(run.findings[0], review=Review(standing=standing))
    texts = {document.document: document.text for document in run.documents}
    return compose_letter(run, run.documents[0], [finding], texts=texts)


def test_every_check_has_a_question() -> None:
    assert QUESTIONS.keys() == {check.name for check in CHECKS}


def test_a_letter_quotes_both_sides_and_asks(small_run: Run) -> None:
    text = write_markdown(compose(small_run))
    for words in (
        "# Figures to look at in “Our offer”",
        "In 1 place they do not seem to go together",
        "A reviewer has looked at all of them.",
        "## 1. Page 1\n\n> “In 2023/24 we trained **over 1,900** clerks.”",
        "Annual \\<b>review\\</b> says:",
        "**over 1,200** clerks, \\<script>alert('x')\\</script>",
        "**Which of the figures is right? If both are, what sets them apart?**",
    ):
        assert words in text
    assert text.index("1,900") < text.index("1,200")


def test_a_letter_says_where_nobody_has_looked_yet(small_run: Run) -> None:
    assert "A program found them" in write_markdown(compose(small_run, Standing.OPEN))


def test_without_pages_the_heading_says_where(small_run: Run) -> None:
    claims = tuple(replace(claim, section="Training") for claim in small_run.claims)
    run = replace(small_run, claims=claims)
    letter = compose_letter(run, run.documents[1], [run.findings[0]], texts={})
    assert letter.points[0].place == "Under “Training”"
    assert compose_letter(small_run, run.documents[1], [run.findings[1]], texts={}).points[0].place == "In the text"


def test_a_letter_in_word_says_the_same(small_run: Run) -> None:
    letter = compose(small_run)
    hostile = replace(letter, points=(replace(letter.points[0], reason="a\x0b\x00b"),))
    written = docx.Document(io.BytesIO(write_word(hostile)))
    texts = [paragraph.text for paragraph in written.paragraphs]
    assert texts[0] == letter.title
    assert "“In 2023/24 we trained over 1,900 clerks.”" in texts
    assert "ab" in texts
    bold = [run.text for paragraph in written.paragraphs for run in paragraph.runs if run.bold]
    assert bold == ["over 1,900", "over 1,200", letter.points[0].question]


@pytest.mark.slow
def test_a_letter_is_of_what_was_confirmed(tmp_path: Path) -> None:
    shelf, out = tmp_path / "shelf", str(tmp_path / "out")
    shelf.mkdir()
    told = "Of the boats, 62 per cent sailed and the remaining 28 per cent did not."
    (shelf / "a.txt").write_text(f"Harbour school: annual review 2023/24\n\n{told}\n", encoding="utf-8", newline="\n")

    def call(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--output", out])
        assert done.exit_code == 0, done.output
        return done.output

    assert CliRunner().invoke(app, ["run", str(shelf), "--out", out]).exit_code == 0
    path = str(shelf / "a.txt")
    assert "is confirmed; --open takes" in call("letter", path)
    assert "**62 per cent**" in call("letter", path, "--open")
    call("decide", "f-", "--verdict", "confirmed", "--reviewer", "R")
    assert "**62 per cent**" in call("letter", path)
    call("letter", path, "--out", str(tmp_path / "letter.docx"))
    assert (tmp_path / "letter.docx").read_bytes().startswith(b"PK")
    refused = CliRunner().invoke(app, ["letter", path, "--output", out, "--out", "letter.odt"])
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)

"""Copies of a publication count once; what a later version of it changed is not lost."""

from __future__ import annotations

import csv
import html
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from factories import document, findings_of, told
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from extractor import pipeline
from extractor.copies import find_kin, unite_works
from extractor.models import Claim

TEXT = (
    "The scheme trained {140 clerks} in its second year. It met {62 parish councils} on site. Volunteers gave"
    " {2,310 hours} to the archive. The hall was let on {88 evenings}. Of the wardens {97 per cent} stayed on."
    " The fund paid {£41,250} for new boats."
)
OLDER = TEXT.replace("140 clerks", "131 clerks")
LONGER = (
    TEXT + " The ferry made {512 crossings}. It carried {9,040 walkers}. The pier had {77 anglers}. It sold {33 rods}."
)


def _kin(**texts: str) -> tuple[dict[str, str], dict[str, str]]:
    """Copies and versions among documents of one work, by the texts that they hold."""
    claims = [claim for name, text in texts.items() for claim in told(text, document=name)]
    kin = find_kin([document(name, work="w-1") for name in texts], claims)
    return kin.copies, kin.versions


def test_a_copy_says_nothing_new() -> None:
    assert _kin(a=TEXT, b=TEXT, c=TEXT) == ({"b": "a", "c": "a"}, {})


def test_a_changed_figure_makes_a_version_and_its_copies_are_known() -> None:
    assert _kin(a=OLDER, b=OLDER, c=TEXT, d=TEXT) == ({"b": "a", "d": "c"}, {"c": "a"})


def test_what_was_added_makes_a_version() -> None:
    assert _kin(a=TEXT, b=LONGER) == ({}, {"b": "a"})
    assert _kin(a=LONGER, b=TEXT) == ({"b": "a"}, {})


def test_a_table_that_was_read_otherwise_leaves_a_copy_one() -> None:
    assert _kin(a=TEXT, b=TEXT.replace("the archive", "the town's old archive")) == ({"b": "a"}, {})


def test_one_new_figure_in_a_short_text_is_not_lost() -> None:
    assert _kin(a=TEXT, b=TEXT + " It sold {19 maps}.") == ({}, {"b": "a"})


def test_another_text_under_the_same_title_is_neither() -> None:
    other = "Our rangers planted {800 oaks}. Deer ate {45 per cent} of them. {12 fences} went up. {7 gates} were hung."
    assert _kin(a=TEXT, b=other) == ({}, {})


def test_documents_of_the_same_sentences_are_one_work_whatever_their_files_say() -> None:
    names = {"a": LONGER, "b": LONGER, "c": LONGER.replace(" {", " about {")}
    documents = [document(name, work=f"w-{name}") for name in names]
    claims = [claim for name, text in names.items() for claim in told(text, document=name)]
    assert [each.work for each in unite_works(documents, claims)] == ["w-a", "w-a", "w-c"]


def test_a_sentence_that_all_share_unites_nothing() -> None:
    texts = {
        name: f"The fund paid {{£41,250}} for boats. {word} sent {{9 ships}}."
        for name, word in (("a", "We"), ("b", "They"))
    }
    claims = [claim for name, text in texts.items() for claim in told(text, document=name)]
    documents = [document(name, work=f"w-{name}") for name in texts]
    assert [each.work for each in unite_works(documents, claims)] == ["w-a", "w-b"]


def _findings(*claims: Claim) -> list[tuple[str, str]]:
    shelf = [document(name, work="w-2" if name == "press" else "w-1") for name in sorted({c.document for c in claims})]
    found = findings_of("same-figure-differs", claims, documents=shelf)
    return [(finding.severity.value, finding.message) for finding in found]


def test_what_was_changed_between_versions_is_a_note_that_names_both() -> None:
    ((severity, message),) = _findings(*told(OLDER, document="draft"), *told(TEXT, document="final"))
    assert severity == "note"
    assert "in draft does not agree" in message
    assert "in final (Harbour)" in message


def test_what_another_document_says_against_a_version_stays_an_error() -> None:
    other = told("The scheme trained {131 clerks} in its second year.", document="press")
    found = _findings(*told(OLDER, document="draft"), *told(TEXT, document="final"), *other)
    assert [severity for severity, _ in found] == ["error"]


def test_a_mistake_in_both_versions_is_told_once() -> None:
    wrong = " The lock let through {over 1,243 boats}."
    claims = (*told(OLDER + wrong, document="draft"), *told(TEXT + wrong, document="final"))
    shelf = [document(name, work="w-1") for name in ("draft", "final")]
    (found,) = findings_of("precision-style", claims, documents=shelf)
    assert {row.document for row in found.evidence} == {"draft"}


def _write_all(folder: Path, lines: list[str]) -> None:
    """One publication in five formats, and under another name."""
    (folder / "report.txt").write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    (folder / "final v2.md").write_text("# " + "\n\n".join(lines), encoding="utf-8", newline="\n")
    marked = [html.escape(line) for line in lines]
    page = f"<title>x</title><nav>Home</nav><main><h1>{marked[0]}</h1><p>{'</p><p>'.join(marked[1:])}</p></main>"
    (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")
    word = docx.Document()
    word.add_heading(lines[0], 0)
    for line in lines[1:]:
        word.add_paragraph(line)
    word.save(str(folder / "report.docx"))
    styles = getSampleStyleSheet()
    flow = [Paragraph(line, styles["Normal" if place else "Title"]) for place, line in enumerate(marked)]
    SimpleDocTemplate(str(folder / "report.pdf")).build(flow)


@pytest.mark.slow
def test_one_publication_in_five_formats_counts_once(tmp_path: Path) -> None:
    lines = ["Support for parishes: annual report 2021/22", "Published by Northshire County Council, 4 July 2022"]
    lines += [sentence.replace("{", "").replace("}", "") + "." for sentence in LONGER.strip(".").split(". ")]
    lines.append("The scheme trained 155 clerks in its second year.")
    (tmp_path / "in").mkdir()
    (tmp_path / "one").mkdir()
    _write_all(tmp_path / "in", lines)
    (tmp_path / "one" / "report.txt").write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    found = pipeline.run([tmp_path / "in"], out=tmp_path / "out").run
    alone = pipeline.run([tmp_path / "one"], out=tmp_path / "alone").run
    with (tmp_path / "out" / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["work"] for row in rows}) == 1
    assert {row["document"]: row["same_as"] for row in rows} == {
        "final v2": "",
        **dict.fromkeys(("report.docx", "report.html", "report.pdf", "report.txt"), "final v2"),
    }
    assert len(alone.findings) >= 1
    assert [(f.check, f.severity, f.key) for f in found.findings] == [
        (f.check, f.severity, f.key) for f in alone.findings
    ]
    assert all({row.document for row in f.evidence} == {"final v2"} for f in found.findings)


def test_versions_do_not_depend_on_the_order_in_which_they_are_given() -> None:
    claims = [*told(OLDER, document="draft"), *told(TEXT, document="final")]
    one = find_kin([document("draft", work="w"), document("final", work="w")], claims)
    assert find_kin([document("final", work="w"), document("draft", work="w")], claims[::-1]) == one
    assert replace(one).root("final") == "draft"

"""The report and the terminal summary: all is there, marked at its figure, and nothing of a document runs."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from extractor.models import Mention, Reading, Run
from extractor.report import (
    WORST_SHOWN,
    count_things,
    describe_coverage,
    describe_run,
    describe_sentence,
    mark_figures,
    render_report,
)


class Reader(HTMLParser):
    """Reads a page back: its tags, what is marked, what would be fetched, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.marked: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "xlink:href", "action", "srcset") and not str(value).startswith("#"):
                self.fetched.append(f"{tag} {name}={value}")
            if name.startswith("on"):
                self.fetched.append(f"{tag} {name}")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if "mark" in self.open:
            self.marked.append(data)


@pytest.fixture(scope="module")
def page(small_run: Run) -> str:
    return render_report(small_run)


def test_the_page_needs_nothing_else(page: str) -> None:
    reader = Reader(page)
    assert reader.fetched == []
    assert not reader.tags & {"script", "link", "iframe", "object", "img", "base", "form"}
    assert "url(http" not in page
    assert "@import" not in page


def test_text_of_a_document_is_shown_and_never_run(page: str) -> None:
    reader = Reader(page)
    assert "<script>alert('x')</script>" in reader.text
    assert "Annual <b>review</b>" in reader.text
    assert "&lt;script&gt;" in page


def test_both_sides_of_a_finding_stand_with_their_figures_marked(page: str) -> None:
    reader = Reader(page)
    assert {"over 1,200", "over 1,900"} <= set(reader.marked)
    for words in (
        "over 1,200 in annual, over 1,900 in 2023--offer",
        "does not meet above 1,900",
        "Find out which figure is right",
        "2023--offer, page 1",
        "clerks trained",
    ):
        assert words in reader.text


def test_every_claim_failure_and_check_is_told(page: str, small_run: Run) -> None:
    reader = Reader(page)
    for claim in small_run.claims:
        assert " ".join(claim.text.split()) in reader.marked
    for words in (
        "scan.pdf",
        "no text; read it with OCR",
        "1 of 2 pages has no text layer",
        "other year (2)",
        "2 (list 2)",
        "not: no programme is named near (2)",
        "hidden 1",
    ):
        assert words in reader.text


def test_the_page_is_the_same_each_time(page: str, small_run: Run) -> None:
    assert render_report(small_run) == page


def test_charts_take_their_colours_from_the_page_and_share_no_ids(page: str) -> None:
    assert page.count("<svg") == 2
    assert "#0000" not in page
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_an_empty_run_has_a_page(small_run: Run) -> None:
    reader = Reader(render_report(Run(failures=small_run.failures)))
    assert "None." in reader.text
    assert "scan.pdf" in reader.text


@pytest.mark.parametrize(
    ("sentence", "text", "figure", "before"),
    [
        pytest.param("We saw 55 clerks.", "We saw 55 clerks.", "55", "We saw ", id="once"),
        pytest.param("5 of 5 clerks came.", "5 of 5 clerks came.", "5 c", "5 of ", id="twice, the second"),
        pytest.param("90 came; of those 90 sat.", "* 90 came; of those 90 sat.", "90", "", id="twice, the first"),
        pytest.param("Some over 1,200 came.", "Some\nover\r\n1,200 came.", "over\r\n1,200", "Some ", id="broken line"),
        pytest.param("Some £1 came.", "Some\u00a0£1 came.", "£1", "Some ", id="no-break space"),
    ],
)
def test_the_figure_is_marked_at_its_own_place(sentence: str, text: str, figure: str, before: str) -> None:
    start = text.index(figure)
    quote = mark_figures(sentence, text, [(start, start + len(figure.removesuffix(" c")))])
    (place,) = [place for place, piece in enumerate(quote) if piece.marked]
    assert "".join(piece.text for piece in quote[:place]) == before
    assert "".join(piece.text for piece in quote) == sentence


def test_several_figures_of_a_sentence_are_marked_together() -> None:
    sentence = "Of 41 clerks, 34 (81 per cent) came."
    quote = mark_figures(sentence, sentence, [(14, 16), (3, 5), (18, 29)])
    assert [piece.text for piece in quote if piece.marked] == ["41", "34", "81 per cent"]


def test_a_figure_that_is_not_in_its_sentence_is_not_marked_elsewhere() -> None:
    assert [piece.marked for piece in mark_figures("Another sentence.", "55 clerks", [(0, 2)])] == [False]


def test_evidence_of_one_sentence_is_quoted_once(small_run: Run) -> None:
    finding = small_run.findings[0]
    twice = replace(finding, evidence=(*finding.evidence, replace(finding.evidence[0], start=94, end=99, text="£1.5m")))
    run = replace(small_run, findings=(twice,), claims=())
    assert describe_run(run).count("- annual:") == 1
    page = render_report(run)
    assert page.count("<blockquote>") == 2
    assert "1 one figure, 3 one figure" in page


def test_the_terminal_tells_what_failed_and_the_worst(small_run: Run) -> None:
    told = describe_run(small_run)
    for words in (
        "2 documents read, 1 not read (passed over: hidden 1)",
        "not read: scan.pdf: no text; read it with OCR",
        "in part: 2023/offer.pdf: 1 of 2 pages",
        "4 claims: count 2, percent 1, money 1",
        "2 findings: error 1, note 1",
        "1. ERROR same-figure-differs",
    ):
        assert words in told


def test_the_terminal_says_how_many_findings_it_does_not_show(small_run: Run) -> None:
    many = replace(small_run, findings=small_run.findings[:1] * (WORST_SHOWN + 7))
    told = describe_run(many)
    assert told.count("ERROR same-figure-differs") == WORST_SHOWN
    assert "and 7 more" in told


def test_the_ledger_is_told_by_document_and_in_all(small_run: Run) -> None:
    told = describe_coverage(small_run)
    for words in (
        "annual: 4 numbers, 3 claims\n  no claim       1: period 1",
        "programme      1 linked: list 1; 2 not: no programme is named near (2)",
        "scan: no text, no number was met",
        "In all, 2 documents: 6 numbers, 4 claims",
        "same-figure-differs             4  other year (2)",
    ):
        assert words in told


def test_a_sentence_shows_its_slots_and_the_refused(small_run: Run) -> None:
    claims, numbers = small_run.claims[:1], small_run.unclaimed[:1]
    mention = Mention(start=0, end=5, text="clerk school", programme="clerk_school")
    told = describe_sentence(
        Reading(document=small_run.documents[1], claims=claims, unclaimed=numbers),
        [mention],
    )
    for words in (
        'claim    "over 1,200"',
        "1,200 to 1,300",
        "2023-04-01 to 2024-03-31",
        '"7": reference',
        "clerk_school",
    ):
        assert words in told
    assert describe_sentence(Reading(document=small_run.documents[0]), []).startswith("No number")


@pytest.mark.parametrize(
    ("number", "word", "expected"),
    [(1, "claim", "1 claim"), (2310, "claim", "2,310 claims"), (2, "discrepancy", "2 discrepancies")],
)
def test_things_are_counted_in_words(number: int, word: str, expected: str) -> None:
    assert count_things(number, word) == expected

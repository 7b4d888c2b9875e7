"""The report: all is there, marked at its figure; nothing of a document runs, and its own script does so."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from extractor.identity import finding_id
from extractor.models import Qualifier, Review, Run, Standing
from extractor.report import render_report
from extractor.summary import describe_run


class Reader(HTMLParser):
    """Reads a page back: its tags, what is marked, what would be fetched, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.marked: list[str] = []
        self.scripts: list[str] = []
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
        if "script" in self.open:
            self.scripts.append(data)
        if {"style", "script"} & set(self.open):
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
    assert not reader.tags & {"link", "iframe", "object", "img", "base"}
    assert "url(http" not in page
    assert "@import" not in page


def read_claims(page: str) -> dict[str, Any]:
    """The data of the table of claims, as the page's script reads it."""
    data: dict[str, Any] = json.loads(Reader(page).scripts[0])
    return data


def list_marked(page: str) -> list[str]:
    """The figure of each claim as the script marks it: places count UTF-16 units."""
    data = read_claims(page)
    marked = []
    for _, _, sentence, start, end, *_ in data["rows"]:
        units = data["sentences"][sentence].encode("utf-16-le")
        marked.append(start if isinstance(start, str) else units[2 * start : 2 * end].decode("utf-16-le"))
    return marked


def test_text_of_a_document_is_shown_and_never_run(page: str) -> None:
    reader = Reader(page)
    assert "Annual <b>review</b>" in reader.text
    assert "<script>alert('x')</script>" in reader.text
    assert "<script>alert" not in page
    assert len(reader.scripts) == page.count("<script") == page.count("</script>") == 2


def test_a_document_cannot_end_the_data_that_it_stands_in(small_run: Run) -> None:
    hostile = "\u2028</script><script>alert(1)</script><!-- over 1,900 ]]>"
    claims = (replace(small_run.claims[3], sentence=hostile, measure="</SCRIPT>"), *small_run.claims[:3])
    page = render_report(replace(small_run, claims=claims))
    assert page.lower().count("</script>") == 2
    assert hostile in read_claims(page)["sentences"]


def test_the_page_lets_its_own_script_run_and_no_other(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    allowed = re.findall(r"script-src ([^;]*)", policy[1])
    own = base64.b64encode(hashlib.sha256(Reader(page).scripts[-1].encode("utf-8")).digest()).decode("ascii")
    assert allowed == [f"'sha256-{own}'"]
    assert "default-src 'none'" in policy[1]


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
    assert sorted(list_marked(page)) == sorted(" ".join(claim.text.split()) for claim in small_run.claims)
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
    assert page.count('role="img"') == 2
    assert "#0000" not in page
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_an_empty_run_has_a_page(small_run: Run) -> None:
    reader = Reader(render_report(Run(failures=small_run.failures)))
    assert "None." in reader.text
    assert "scan.pdf" in reader.text


def test_evidence_of_one_sentence_is_quoted_once(small_run: Run) -> None:
    finding = small_run.findings[0]
    twice = replace(finding, evidence=(*finding.evidence, replace(finding.evidence[0], start=94, end=99, text="£1.5m")))
    run = replace(small_run, findings=(twice,), claims=())
    assert describe_run(run).count("- annual:") == 1
    page = render_report(run)
    assert page.count("<blockquote>") == 2
    assert "1 one figure, 3 one figure" in page


def test_a_figure_is_marked_behind_characters_that_count_double_in_a_script(small_run: Run) -> None:
    claim = replace(small_run.claims[1], sentence="\U0001f600\U0001d7d9 and saved £1.5m.")
    assert list_marked(render_report(replace(small_run, claims=(claim,)))) == ["£1.5m"]


def test_a_figure_that_is_not_in_its_sentence_is_told_beside_it(small_run: Run) -> None:
    claim = replace(small_run.claims[1], sentence="Another sentence.")
    assert list_marked(render_report(replace(small_run, claims=(claim,)))) == ["£1.5m"]


def test_a_decided_finding_says_so_and_stands_apart(small_run: Run) -> None:
    review = Review(
        standing=Standing.DISMISSED, reviewer="An officer", decided_at=datetime(2026, 5, 4, tzinfo=UTC),
        reason="other period", comment="<i>a calendar year</i>",
    )  # fmt: skip
    finding = replace(small_run.findings[0], review=review)
    page = render_report(replace(small_run, findings=(finding,)))
    folded = page.split('id="decided"')[1]
    assert f'id="{finding_id(finding.key)}"' in folded
    for words in ("Dismissed", "An officer, 4 May 2026", "&lt;i&gt;a calendar year"):
        assert words in folded


def test_a_number_that_is_too_large_for_a_script_spoils_no_other(small_run: Run) -> None:
    claim = small_run.claims[0]
    huge = replace(claim, quantity=replace(claim.quantity, value=Decimal("9" * 400), qualifier=Qualifier.EXACT))
    page = render_report(replace(small_run, claims=(huge, *small_run.claims[1:])))
    assert "Infinity" not in page
    assert any("9,999,999" in row[6] for row in read_claims(page)["rows"])


def test_a_hundred_documents_fit_a_mail(small_run: Run) -> None:
    lengths = {number: len(render_report(repeat_run(small_run, number))) for number in (10, 110)}
    assert (lengths[110] - lengths[10]) / 200 < 2_500  # for a document with two claims and a finding of two sides


def repeat_run(run: Run, times: int) -> Run:
    """The run's documents so many times, under other names and with other sentences."""

    def name(document: str, number: int) -> str:
        return f"{document}-{number}"

    return replace(
        run,
        documents=tuple(replace(d, document=name(d.document, n)) for n in range(times) for d in run.documents),
        claims=tuple(
            replace(c, document=name(c.document, n), sentence=f"{n}: {c.sentence}")
            for n in range(times)
            for c in run.claims
        ),
        findings=tuple(
            replace(f, key=f"{f.key}{n}", evidence=tuple(replace(e, document=name(e.document, n)) for e in f.evidence))
            for n in range(times)
            for f in run.findings
        ),
        unclaimed=(),
        unlinked=(),
    )


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SEEN_IN_A_BROWSER = {
    "as it opens": ("", "Claims 1 to 50 of 80"),
    "words in any order": ("set('words', '1,900 offer')", "Claims 1 to 20 of 20 that fit, 80 in all"),
    "words that stand nowhere": ("set('words', 'unicorn')", "No claim fits"),
    "one kind": ("set('kind', '1')", "Claims 1 to 20 of 20 that fit, 80 in all"),
    "the next rows": ("press('#claims-after')", "Claims 51 to 80 of 80"),
    "the last rows have no next": ("press('#claims-after'); press('#claims-after')", "Claims 51 to 80 of 80"),
    "least value first": ("press('th[data-key=value] button')", "97 per cent"),
    "greatest value first": ("press('th[data-key=value] button'); press('th[data-key=value] button')", "£1,500,000"),
}


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize(("steps", "seen"), SEEN_IN_A_BROWSER.values(), ids=SEEN_IN_A_BROWSER.keys())
def test_claims_are_filtered_and_sorted_in_a_browser(small_run: Run, tmp_path: Path, steps: str, seen: str) -> None:
    page = render_report(repeat_run(small_run, 20))
    shown = browse(page, tmp_path, steps)
    status, first_row = shown.split("|")
    assert seen in (first_row if "value" in steps else status)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_the_script_runs_under_the_pages_own_policy(page: str, tmp_path: Path) -> None:
    assert 'role="status">Claims 1 to 4 of 4<' in dump(page, tmp_path)


def browse(page: str, folder: Path, steps: str) -> str:
    """What the page says of its claims, and its first row, after some steps; the policy is lifted to take them."""
    probe = (
        "<script>const press = (what) => document.querySelector(what).click();"
        "const set = (name, value) => { form.elements[name].value = value; choose(); };"
        f"{steps};document.title = document.querySelector('#claims-shown').textContent + '|' +"
        " document.querySelector('#claims-rows').textContent.slice(0, 400);</script>"
    )
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    page = page.replace("  function choose() {", "  Object.assign(window, { form, choose });\n  function choose() {", 1)
    shown = re.search(r"<title>([^<]*)</title>", dump(page.replace("</body>", f"{probe}</body>"), folder))
    assert shown
    return html.unescape(shown[1])


def dump(page: str, folder: Path) -> str:
    """The page as a browser has it once its scripts ran."""
    (folder / "page.html").write_text(page, encoding="utf-8", newline="")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run(
        [*command, "--dump-dom", (folder / "page.html").as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return done.stdout.decode("utf-8")

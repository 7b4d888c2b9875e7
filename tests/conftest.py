"""What several tests stand on: a small run, made by hand, with everything in it that a feed or a page must survive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractor import pipeline
from extractor.identity import assign_keys, finding_key
from extractor.ledger import count_unlinked
from extractor.models import (
    CheckTally,
    Claim,
    Document,
    Failure,
    Finding,
    Kind,
    Page,
    Period,
    Qualifier,
    Quantity,
    Reason,
    Role,
    Run,
    Severity,
    Source,
    Status,
    Unclaimed,
)
from extractor.shelf import evidence_of


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes anew what tests hold to the last known output (golden feeds, README's own figures)."""
    parser.addoption("--update-golden", action="store_true", help="write expected output anew")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be written anew rather than compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what another one read, nor touches the cache of whoever runs them."""
    monkeypatch.setenv("LGA_METRICS_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def _one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a core to itself at most, and a worker takes longer to start than what tests give it to read."""
    monkeypatch.setattr(pipeline, "count_cores", lambda: 1)


@pytest.fixture(scope="session")
def corpus_outcome(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Outcome:
    """A run over the example publications, for all tests that only look at what it gave and wrote."""
    return pipeline.run([CORPUS], out=tmp_path_factory.mktemp("corpus") / "output", jobs=1)


@pytest.fixture(scope="session")
def corpus_output(corpus_outcome: pipeline.Outcome) -> Path:
    """The folder that this run wrote; a test that changes it copies it first."""
    return corpus_outcome.files["claims.csv"].parent


CORPUS = Path(__file__).resolve().parent.parent / "corpus"
YEAR = Period(start=date(2023, 4, 1), end=date(2024, 3, 31), label="2023/24")
ANNUAL = (
    "Annual review\nIn 2023/24 we trained over\r\n1,200 clerks, <script>alert('x')</script> and saved £1.5m.\n"
    '=HYPERLINK("x") said 97 per cent of clerks, "all of them".\r'
)
OFFER = "Our offer\nIn 2023/24 we trained over 1,900 clerks. See page 7."


def make_claim(document: Document, text: str, quantity: Quantity, **slots: object) -> Claim:
    """A claim at the first place where `text` stands in the document; its sentence is the line around it."""
    start = document.text.index(text)
    sentence_start = document.text.rfind("\n", 0, document.text.rfind(" ", 0, start)) + 1
    found = document.text.find(".", start)
    sentence_end = len(document.text) if found < 0 else found + 1
    claim = Claim(
        document=document.document,
        start=start,
        end=start + len(text),
        text=text,
        sentence=" ".join(document.text[sentence_start:sentence_end].split()),
        sentence_start=sentence_start,
        sentence_end=sentence_end,
        numeral=start,
        quantity=quantity,
        block=0,
        period=YEAR,
        period_source=Source.SENTENCE,
    )
    return replace(claim, **slots)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def small_run() -> Run:
    """Two documents that disagree, one that failed, and text that would like to be a formula or a script."""
    annual = Document(
        document="annual", path="annual.txt", sha256="a" * 64, format="txt", text=ANNUAL, title="Annual <b>review</b>",
        period=YEAR, work="w-annual", published=date(2024, 7, 1), publisher="LGA", encoding="utf-8",
    )  # fmt: skip
    offer = Document(
        document="2023--offer", path="2023/offer.pdf", sha256="b" * 64, format="pdf", text=OFFER, title="Our offer",
        period=YEAR, work="w-offer", pages=(Page(number=1, end=len(OFFER)),), page_count=1, pages_read=1,
        status=Status.PARTIAL, reason="1 of 2 pages has no text layer; read it with OCR",
    )  # fmt: skip
    trained = {"head": "clerks", "measure": "clerks trained", "programme": "clerk_school", "role": Role.LEVEL}
    trained |= {"programme_source": Source.LIST}
    unnamed = {"programme_gap": "no programme is named near"}
    claims = assign_keys(
        [
            make_claim(
                annual,
                "over\r\n1,200",
                Quantity(kind=Kind.COUNT, value=Decimal(1200), qualifier=Qualifier.OVER, unit="clerks"),
                **trained,
            ),
            make_claim(
                annual,
                "£1.5m",
                Quantity(kind=Kind.MONEY, value=Decimal("1.5E+6"), unit="GBP", step=Decimal(100_000), abbreviated=True),
                measure="saved",
                **unnamed,
            ),
            make_claim(
                annual,
                "97 per cent",
                Quantity(kind=Kind.PERCENT, value=Decimal("97.00"), unit="percent"),
                head="clerks",
                measure="@clerks",
                role=Role.SHARE,
                population="-1 of all",
                **unnamed,
            ),
            make_claim(
                offer,
                "over 1,900",
                Quantity(kind=Kind.COUNT, value=Decimal(1900), qualifier=Qualifier.OVER, unit="clerks"),
                page=1,
                box=(10.0, 20.256, 110.5, 32.0),
                **trained,
            ),
        ],
        {"annual": "w-annual", "2023--offer": "w-offer"},
    )
    sides = (evidence_of(claims[0], "one figure"), evidence_of(claims[3], "another figure"))
    finding = Finding(
        check="same-figure-differs",
        severity=Severity.ERROR,
        message="Clerks trained in 2023/24: over 1,200 in annual, over 1,900 in 2023--offer.",
        suggestion="Find out which figure is right and use it in both.",
        arithmetic="above 1,200 and below 1,300 does not meet above 1,900 and below 2,000",
        evidence=sides,
        slots=(("measure", "agree", "clerks trained", "clerks trained"), ("stage", "open", "", "")),
        key=finding_key("same-figure-differs", [side.claim for side in sides]),
    )
    note = Finding(
        check="precision-style",
        severity=Severity.NOTE,
        message="A figure that is hedged and exact.",
        evidence=(replace(sides[0], claim="", part="label"),),
        key=finding_key("precision-style", ["a label"]),
    )
    return Run(
        documents=(offer, annual),
        failures=(
            Failure(
                document="scan",
                path="scan.pdf",
                format="pdf",
                status=Status.NO_TEXT,
                reason="no text; read it with OCR",
            ),
        ),
        claims=claims,
        unclaimed=(
            Unclaimed(document="2023--offer", start=47, end=48, text="7", reason=Reason.REFERENCE, page=1),
            Unclaimed(document="annual", start=17, end=24, text="2023/24", reason=Reason.PERIOD),
        ),
        findings=(finding, note),
        tallies=(CheckTally(check="same-figure-differs", examined=4, passed_over=(("other_year", 2),)),),
        passed_over=(("hidden", 1),),
        programmes=(("clerk_school", "Clerk school"),),
        places=("publications",),
        unlinked=count_unlinked(claims),
    )

"""The ledger: every number and every link is counted once, and what is not linked has its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import claim, document

from extractor.ledger import PERIOD, PROGRAMME, UNTOLD, add_up, count_unlinked, cover_documents, export_ledger
from extractor.models import Claim, Run, Source


def linked(programme: Source | str, period: Source | str) -> Claim:
    """A claim with a source for each slot, or with the reason why there is none."""
    slots: dict[str, object] = {}
    for slot, found in ((PROGRAMME, programme), (PERIOD, period)):
        named = isinstance(found, Source)
        slots |= {f"{slot}_source": found if named else Source.NONE, f"{slot}_gap": "" if named else found}
    return replace(claim("55 councils"), document="report", **slots)  # type: ignore[arg-type]


def run(*claims: Claim) -> Run:
    return Run(documents=(document("report"),), claims=claims, unlinked=count_unlinked(claims))


@pytest.mark.parametrize(
    ("claims", "by_source", "by_reason"),
    [
        pytest.param([], {}, {}, id="no claim"),
        pytest.param([linked(Source.SENTENCE, "none near")], {"sentence": 1}, {}, id="linked"),
        pytest.param([linked("none near", Source.LIST)], {}, {"none near": 1}, id="not linked"),
        pytest.param(
            [linked(source, "none near") for source in (Source.DOCUMENT, Source.SENTENCE, Source.LIST, Source.LIST)],
            {"sentence": 1, "list": 2, "document": 1},
            {},
            id="sources, the nearest first",
        ),
        pytest.param(
            [linked(reason, Source.LIST) for reason in ("in passing", "none near", "none near")],
            {},
            {"none near": 2, "in passing": 1},
            id="reasons, the commonest first",
        ),
    ],
)
def test_links_are_counted_by_source_or_reason(
    claims: list[Claim], by_source: dict[str, int], by_reason: dict[str, int]
) -> None:
    links = cover_documents(run(*claims))[0].programme
    assert list(links.linked) == list(by_source.items())
    assert list(links.unlinked) == list(by_reason.items())


def test_programme_and_period_have_their_own_reasons() -> None:
    covered = cover_documents(run(linked("no programme near", "no period near")))[0]
    assert dict(covered.programme.unlinked) == {"no programme near": 1}
    assert dict(covered.period.unlinked) == {"no period near": 1}


def test_an_output_without_reasons_says_so() -> None:
    old = replace(run(linked("none near", Source.LIST)), unlinked=())
    assert dict(cover_documents(old)[0].programme.unlinked) == {UNTOLD: 1}


def test_the_total_is_the_sum_of_the_documents(small_run: Run) -> None:
    covered = cover_documents(small_run)
    total = add_up(covered)
    assert [each.document for each in covered] == ["2023--offer", "annual"]
    assert total.numbers == len(small_run.claims) + len(small_run.unclaimed) == sum(each.numbers for each in covered)
    assert total.programme.count == 2
    assert dict(total.refused) == {"reference": 1, "period": 1}


def test_the_ledger_as_data_tells_failures_and_checks(small_run: Run) -> None:
    told = export_ledger(small_run)
    assert told["total"]["programme"] == {"linked": {"list": 2}, "not linked": {"no programme is named near": 2}}
    assert [each["path"] for each in told["not read"]] == ["scan.pdf"]
    assert told["checks"] == [{"check": "same-figure-differs", "examined": 4, "passed over": {"other_year": 2}}]

"""What a site puts on all its pages is no claim of any of them, and is told; what its publications say stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractor import pipeline, workers
from extractor.cache import open_cache
from extractor.furniture import set_furniture_aside
from extractor.ingest import find_sections
from extractor.ingestors.lines import find_blocks
from extractor.models import Document, Reading, Reason
from extractor.patterns import load_patterns
from extractor.reading import read_text

HEAD = "Home / Our support / 4 offers\n\n"
FOOT = "\n\nRelated content\n\n10 ways to save energy\n\nTop 5 briefings for clerks\n\n© 2024 Northern Boroughs"
OWN = (
    "Workforce support\n\nIn 2023/24 we trained 84 clerks in Northport.",
    "Housing advice\n\nOur advisers visited 31 boroughs in 2023/24.",
    "Planning peers\n\nThe peers held 19 reviews in 2022/23.",
)


def read_pages(*texts: str, suffix: str = "html", folder: str = "saved") -> list[Reading]:
    readings = []
    for number, text in enumerate(texts, 1):
        name = f"page{number}"
        blocks = find_blocks(text)
        document = Document(
            document=name,
            path=f"{folder}/{name}.{suffix}",
            sha256="",
            format=suffix,
            text=text,
            blocks=blocks,
            sections=find_sections(blocks, text),
        )
        readings.append(read_text(document, load_patterns()))
    return readings


def tell_claims(readings: list[Reading]) -> list[list[str]]:
    return [[claim.text for claim in reading.claims] for reading in readings]


def test_figures_in_lines_at_the_ends_of_three_pages_are_no_claims_and_are_told() -> None:
    pages = set_furniture_aside(read_pages(*(HEAD + own + FOOT for own in OWN)))
    assert tell_claims(pages) == [["84"], ["31"], ["19"]]
    for page in pages:
        told = [(number.text, number.document) for number in page.unclaimed if number.reason is Reason.REPEAT]
        assert told == [(figure, page.document.document) for figure in ("4", "10", "5")]
        assert [number.start for number in page.unclaimed] == sorted(number.start for number in page.unclaimed)


def test_nothing_is_checked_by_lists_and_dates_in_such_lines() -> None:
    foot = "\n\n3 seminars were held every month from May 2023 to July 2023\n\nFive priorities:"
    pages = read_pages(*(own + foot for own in OWN))
    assert [bool(page.lists) and bool(page.events) for page in pages] == [True] * 3
    assert not any(page.lists or page.events for page in set_furniture_aside(pages))


STAYS: dict[str, tuple[list[str], str]] = {
    "lines that only two pages share": ([own + FOOT for own in OWN[:2]] + [OWN[2]], "10"),
    "a sentence at the foot of every page": ([f"{own}\n\nWe speak for 335 boroughs." for own in OWN], "335"),
    "a sentence in quotation marks": ([f"{own}\n\n“We have 335 boroughs.”" for own in OWN], "335"),
    "a line amid what a page has of its own": (
        [f"Annual report 20{year}/{year + 1}\n\n{own}\n\n• 12 monthly seminars\n\n{own}" for year, own in
         zip((20, 21, 22), OWN, strict=True)],
        "12",
    ),
    "a line below a long passage that comes again": (
        [f"{own}\n\n12 monthly seminars\n\n{'We help boroughs wherever we can, as they wish. ' * 6}" for own in OWN],
        "12",
    ),
    "versions of one publication": (
        [f"Ten steps for harbour boards\n\nThe {word} draft had faults.{FOOT}" for word in ("red", "blue", "green")],
        "10",
    ),
    "copies": ([OWN[0] + FOOT] * 3, "10"),
    "the rows of a table": ([f"{own}\n\nRegion\tClerks\nNorth\t12\nSouth\t14" for own in OWN], "12"),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "figure"), STAYS.values(), ids=STAYS.keys())
def test_what_a_publication_says_stays(texts: list[str], figure: str) -> None:
    told = tell_claims(set_furniture_aside(read_pages(*texts)))
    assert figure in told[0]


def test_only_saved_pages_have_furniture_and_each_site_its_own() -> None:
    texts = [own + FOOT for own in OWN]
    assert "10" in tell_claims(set_furniture_aside(read_pages(*texts, suffix="pdf")))[0]
    moved = [
        replace(page, document=replace(page.document, publisher="", path=f"{page.document.document}/a.html"))
        for page in read_pages(*texts)
    ]
    assert "10" in tell_claims(set_furniture_aside(moved))[0]
    united = [replace(page, document=replace(page.document, publisher="Northern Boroughs")) for page in moved]
    assert tell_claims(set_furniture_aside(united)) == [["84"], ["31"], ["19"]]


def test_a_page_that_was_read_before_is_seen_with_those_that_came_since(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    told = []
    for number, own in enumerate(OWN):
        (folder / f"page{number}.txt").write_text(own + FOOT, encoding="utf-8", newline="\n")
        with open_cache(tmp_path / "cache.sqlite") as cache:
            outcome = pipeline.run(
                [folder], out=tmp_path / "out", jobs=1, limits=workers.Limits(seconds=60), cache=cache
            )
        told.append(sorted(claim.text for claim in outcome.run.claims if claim.document == "page0"))
    assert told == [["10", "5", "84"], ["10", "5", "84"], ["84"]]

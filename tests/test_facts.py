"""What a document says of itself: title, publisher, date, period, and the work it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.facts import add_facts
from extractor.ingest import read_document
from extractor.models import Block, BlockKind, Document, Period


def read(folder: Path, text: str, name: str = "paper.txt") -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return add_facts(read_document(path, document=path.stem, relative=name))


REPORT = """A new deal for towns. Read our manifesto

Help for councils: annual report 2021/22

Published 4 July 2022

The Local Government Association (LGA) helps councils. The LGA trained 120 clerks in the year. Councils thank the LGA.

Results

In 2020/21 the figure was 90. It rose in 2021/22.
"""
BOARD = """Improvement Board
7 December 2023

Progress update, October – December 2023

Summary

This paper tells members what was done.
"""
COVERED = """Council support: what we did

This report covers the work done between April 2019 and March 2020, and what people made of it.

Peers

Forty peers took part in 2021/22, 2021/22 and 2021/22.
"""
FINANCE = """Northshire County Council
Cabinet, 14 February 2024

Quarter 3 revenue budget monitoring 2023/24

The forecast is an overspend of £2.1m.
"""
MEETING = """NORTHSHIRE BOROUGH COUNCIL
Homes Panel - Thursday 8 February 2024, 6.30pm, Committee Room 2

How our depots did in Quarter 3, 2023/24

Why this is before the panel

The figures are set beside the same quarter of 2022/23.
"""

# name, text, title, published, period start, period end
CASES = [
    (
        "annual report under a banner",
        REPORT,
        "Help for councils: annual report 2021/22",
        "2022-07-04",
        "2021-04-01",
        "2022-03-31",
    ),
    (
        "board paper under its board",
        BOARD,
        "Progress update, October – December 2023",
        "2023-12-07",
        "2023-10-01",
        "2023-12-31",
    ),
    ("coverage told in the text", COVERED, "Council support: what we did", "None", "2019-04-01", "2020-03-31"),
    (
        "a line of when and where the panel met",
        MEETING,
        "How our depots did in Quarter 3, 2023/24",
        "2024-02-08",
        "2023-10-01",
        "2023-12-31",
    ),
    (
        "a board, its day and the item",
        "Tools Board – 13 March 2025 – Agenda item 4\n\nTools update: October to December 2024\n\nIt went on.\n",
        "Tools update: October to December 2024",
        "2025-03-13",
        "2024-10-01",
        "2024-12-31",
    ),
    (
        "when a survey was held",
        "What clerks say of lamps\n\nJune 2023\n\nOur survey was open from January to March 2023.\n",
        "What clerks say of lamps",
        "2023-06-01",
        "2023-01-01",
        "2023-03-31",
    ),
    (
        "when people were asked",
        "What clerks say of lamps\n\nMarch 2020\n\nWe wrote in November and December 2019 to every clerk.\n",
        "What clerks say of lamps",
        "2020-03-01",
        "2019-11-01",
        "2019-12-31",
    ),
    (
        "whom a body asked",
        "What clerks say of lamps\n\nThe LGA surveyed all clerks in June 2022. Half replied.\n",
        "What clerks say of lamps",
        "None",
        "2022-06-01",
        "2022-06-30",
    ),
    (
        "the season of an issue",
        "Case study digest, spring 2024\n\nTwo towns share a boat.\n",
        "Case study digest, spring 2024",
        "None",
        "None",
        "None",
    ),
    (
        "the day of its news",
        "More money for piers\n\nThe ministry announced on 9 October 2023 that 40 towns will have a pier.\n",
        "More money for piers",
        "None",
        "2023-10-01",
        "2023-10-31",
    ),
    (
        "who was sent a survey",
        "What clerks say of lamps\n\nAll clerks were sent an online survey in August 2024.\n",
        "What clerks say of lamps",
        "None",
        "2024-08-01",
        "2024-08-31",
    ),
    (
        "a way through a site",
        "News > Homes and planning\n\nMost would welcome lamps in 2022/23\n\n22 February 2024\n\nWe lit 20 lamps.\n",
        "Most would welcome lamps in 2022/23",
        "2024-02-22",
        "2022-04-01",
        "2023-03-31",
    ),
    (
        "a month in which a brochure came out",
        "Lamps: impact brochure June 2022\n\nWe lit 20 lamps.\n",
        "Lamps: impact brochure June 2022",
        "2022-06-01",
        "None",
        "None",
    ),
    (
        "a prospectus that looks back",
        "Homes for clerks: prospectus\n\nNovember 2018\n\nIn 2016/17 we sold 3 sites, in 2016/17 also 4 mills.\n",
        "Homes for clerks: prospectus",
        "2018-11-01",
        "2018-04-01",
        "2019-03-31",
    ),
    (
        "a quarter of a named year",
        FINANCE,
        "Quarter 3 revenue budget monitoring 2023/24",
        "2024-02-14",
        "2023-10-01",
        "2023-12-31",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_title_date_and_period_are_read_from_the_first_lines(tmp_path: Path, case: tuple[str, ...]) -> None:
    _, text, *wanted = case
    found = read(tmp_path, text)
    assert [found.title, str(found.published), str(found.period.start), str(found.period.end)] == wanted


BODY = "\n\nIntroduction\n\nOver the year the service helped 240 households, and most of them stayed in their homes.\n"
TITLES = {
    "release below its embargo": (
        "PRESS RELEASE\n\nEMBARGOED UNTIL 00:01 THURSDAY 8 JUNE 2023\n\nCouncils plant half a million trees",
        "Councils plant half a million trees",
    ),
    "sort of paper above what it is about": (
        "Briefing note\n\nDigital switchover and telecare\n\nFebruary 2024",
        "Digital switchover and telecare",
    ),
    "what it is about above sort and year": (
        "Sector support\nImpact report\n\n2022/23",
        "Sector support: Impact report 2022/23",
    ),
    "sort and years below what it is about": (
        "Apprentices in councils\n\nReview of 2021/22 and 2022/23",
        "Apprentices in councils: Review of 2021/22 and 2022/23",
    ),
    "a form's field": ("Cabinet report\n\nDate: 12/03/2024\n\nTitle: Leisure strategy", "Leisure strategy"),
    "minutes without where and when": (
        "Minutes of the meeting of the Resources Panel held on Monday 4 December 2023 at 6.00pm",
        "Minutes of the meeting of the Resources Panel",
    ),
    "authors and rights are below it": (
        "The state of the region's libraries\n\nA report by Leigh and Marsden\n\n© Leigh Borough Council 2023",
        "The state of the region's libraries",
    ),
}


@pytest.mark.parametrize(("head", "title"), TITLES.values(), ids=TITLES.keys())
def test_what_a_first_page_is_called(tmp_path: Path, head: str, title: str) -> None:
    assert read(tmp_path, head + BODY).title == title


def test_a_cell_beside_the_word_title_is_the_title(tmp_path: Path) -> None:
    table = "| Committee | Audit Committee |\n|---|---|\n| Date | 25 September 2023 |\n| Title | Fraud in 2022/23 |\n"
    found = read(tmp_path, table + BODY, "paper.md")
    assert (found.title, found.period.label) == ("Fraud in 2022/23", "2022/23")


def test_two_years_that_follow_each_other_are_one_period(tmp_path: Path) -> None:
    found = read(tmp_path, TITLES["sort and years below what it is about"][0] + BODY)
    assert found.period == Period(start=date(2021, 4, 1), end=date(2023, 3, 31), label="2021/22 and 2022/23")


def test_a_publisher_in_capitals_is_written_as_others_are(tmp_path: Path) -> None:
    text = "CITY OF NORTHAM COUNCIL\n\nROUGH SLEEPING: UPDATE 2023/24" + BODY
    assert read(tmp_path, text).publisher == "City of Northam Council"


def test_each_fact_says_where_it_was_read(tmp_path: Path) -> None:
    assert read(tmp_path, REPORT).facts_source == "title=heading;published=first lines;period=title"


def test_a_file_without_a_title_is_called_by_its_name_and_dated_by_it(tmp_path: Path) -> None:
    text = "The scheme went well and many councils joined it, which is good news for all of those who took part.\n"
    found = read(tmp_path, text, "annual-report-2022-23.txt")
    assert found.title == "annual report 2022 23"
    assert found.period == Period(start=date(2022, 4, 1), end=date(2023, 3, 31), label="2022-23")


@pytest.mark.parametrize(
    ("text", "publisher"), [(REPORT, "Local Government Association"), (FINANCE, "Northshire County Council")]
)
def test_the_publisher_is_who_speaks(tmp_path: Path, text: str, publisher: str) -> None:
    assert read(tmp_path, text).publisher == publisher


def test_the_same_text_under_another_name_is_the_same_work(tmp_path: Path) -> None:
    assert read(tmp_path, REPORT).work == read(tmp_path, REPORT, "final v2.txt").work


def test_a_corrected_figure_leaves_the_work_as_it_was(tmp_path: Path) -> None:
    assert read(tmp_path, REPORT).work == read(tmp_path, REPORT.replace("120 clerks", "125 clerks")).work


@pytest.mark.parametrize(
    "other",
    [REPORT.replace("2021/22", "2022/23"), REPORT.replace("Help for councils", "Fire cover in villages")],
    ids=["another year", "another title"],
)
def test_another_year_or_title_is_another_work(tmp_path: Path, other: str) -> None:
    assert read(tmp_path, REPORT).work != read(tmp_path, other).work


def test_untitled_texts_are_told_apart_by_their_words(tmp_path: Path) -> None:
    first = "Some clerks were trained in the north and all of them were glad of it when the long winter came at last.\n"
    second = "Many parks were cleaned by those who live beside them, and the ponds were dug out by young volunteers.\n"
    assert read(tmp_path, first).work != read(tmp_path, second).work


def test_a_conversion_years_later_is_no_publication_date(tmp_path: Path) -> None:
    document = replace(read(tmp_path, COVERED), published=None, metadata=(("CreationDate", "D:20261122090000Z"),))
    assert add_facts(document).published is None
    near = replace(document, metadata=(("CreationDate", "D:20200714090000Z"),))
    assert add_facts(near).published == date(2020, 7, 14)


def test_the_files_own_title_beats_a_heading_that_lacks_its_year(tmp_path: Path) -> None:
    undated = replace(read(tmp_path, COVERED), metadata=(("title", "Council support in 2019/20"),))
    assert add_facts(undated).title == "Council support in 2019/20"
    dated = replace(read(tmp_path, REPORT), metadata=(("title", "Template for reports 2015/16"),))
    assert add_facts(dated).title == "Help for councils: annual report 2021/22"


def test_what_others_published_gives_no_date(tmp_path: Path) -> None:
    text = COVERED + "\nA study of clerks, published in June 2015, was read by many.\n"
    assert read(tmp_path, text).published is None
    assert read(tmp_path, text + "\nFirst published August 2020\n").published == date(2020, 8, 1)


def test_the_welsh_association_is_another_body(tmp_path: Path) -> None:
    text = BOARD + "\nThe Welsh Local Government Association met. The Welsh Local Government Association agreed.\n"
    assert read(tmp_path, text).publisher != "Local Government Association"


WORDS = ("Annual", "report", "2023/24", "©", "Council", ",", ".", "31", "May", "\n", "The")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(WORDS)).map(" ".join),
    ),
    st.sampled_from(list(BlockKind)),
    st.text(max_size=12),
)
def test_any_text_has_facts(text: str, kind: BlockKind, name: str) -> None:
    block = Block(kind=kind, start=0, end=len(text))
    document = Document(
        document=name,
        path=name,
        sha256="",
        format="txt",
        text=text,
        blocks=(block,),
        metadata=(("title", text), ("date", text)),
    )
    assert add_facts(document).work

"""Which programme and period a claim gets, and where they were read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from extractor.extract import find_claims
from extractor.facts import add_facts
from extractor.ingest import read_document
from extractor.link import link_claims
from extractor.models import Block, BlockKind, Claim, Document, Extraction, Period, Role, Source, Timing
from extractor.patterns import load_patterns

PATTERNS = load_patterns()


def link(folder: Path, text: str) -> list[Claim]:
    path = folder / "paper.txt"
    path.write_text(text, encoding="utf-8", newline="\n")
    document = add_facts(read_document(path, document="paper", relative="paper.txt"))
    return list(link_claims(document, find_claims(document, PATTERNS), PATTERNS))


def only(claims: list[Claim], text: str) -> Claim:
    (found,) = [claim for claim in claims if claim.text == text]
    return found


OFFER = """Sector support: annual report 2021/22

Introduction

Nearly 40 towns in the country have no station. {intro}

One Public Estate

{ope}

During 2020/21, programme highlights included:

  • 31 sites were sold
  • 12 graduates of the NGDP helped

Highlights

A total of 77 homes were built.

Workforce

{workforce}

Finance peer challenge

{finance}
"""


def offer(folder: Path, **parts: str) -> list[Claim]:
    filled = {"intro": "", "ope": "It went on.", "workforce": "It went on.", "finance": "It went on."} | parts
    return link(folder, OFFER.format(**filled))


# where, sentence, figure, programme, source
PROGRAMMES = [
    ("named beside the figure", "ope", "Some places sent 14 graduates to the NGDP.", "14", "ngdp", Source.SENTENCE),
    ("only the heading", "ope", "Land for 250 homes was found.", "250", "ope", Source.HEADING),
    (
        "a partner in passing",
        "ope",
        "Land for 250 homes was found, as well as help from PAS.",
        "250",
        "ope",
        Source.HEADING,
    ),
    (
        "a funder in passing",
        "ope",
        "We ran 9 events funded by the Planning Advisory Service.",
        "9",
        "ope",
        Source.HEADING,
    ),
    (
        "a parent does not steal",
        "finance",
        "Our peer challenge teams went to 16 places.",
        "16",
        "finance_peer_challenge",
        Source.HEADING,
    ),
    (
        "parts that are examples",
        "intro",
        "In all 56 courses were run, including seven Leadership Academies and 39 Leadership Essentials courses.",
        "56",
        "political_leadership",
        Source.SENTENCE,
    ),
    (
        "another deed",
        "intro",
        "We delivered 140 CPCs, trained over 800 councillors and took on clerks.",
        "over 800",
        "sector_support",
        Source.TITLE,
    ),
    ("the nearest of two", "ope", "CPCs reached 18 councils; PAS reached 24.", "24", "pas", Source.SENTENCE),
    ("an everyday heading", "workforce", "We answered 640 calls.", "640", "workforce", Source.HEADING),
    ("a name beats it", "workforce", "The LG Challenge drew 55 entries.", "55", "lg_challenge", Source.SENTENCE),
    (
        "what it refers to",
        "workforce",
        "The LG Challenge ran again. The competition drew 55 entries.",
        "55",
        "lg_challenge",
        Source.SECTION,
    ),
    (
        "a link to another",
        "ope",
        "The map lists 85 sites, with links to LG Inform and PAS.",
        "85",
        "ope",
        Source.HEADING,
    ),
    ("who ran it, elsewhere", "ope", "A course run by PAS drew 85 clerks.", "85", "ope", Source.HEADING),
    ("who ran it, with no other", "intro", "A course run by PAS drew 85 clerks.", "85", "pas", Source.SENTENCE),
    (
        "one more part of a whole",
        "intro",
        "We ran 85 peer challenges: 50 CPCs, 14 FPCs and 21 on other services.",
        "21",
        "peer_challenge",
        Source.SENTENCE,
    ),
    (
        "a sentence turns on a footnote's mark",
        "ope",
        "PAS helped 85 towns.3 Land for 250 homes was found.",
        "250",
        "ope",
        Source.HEADING,
    ),
    (
        "the paragraph before",
        "ope",
        "The Housing Advisers programme has grown.\n\nThe programme reached 85 towns. Leeds saved £9,000.",
        "£9,000",
        "housing_advisers",
        Source.SECTION,
    ),
    (
        "an object of the paragraph before does not stay",
        "ope",
        "We met those who work with the LG Challenge.\n\nThe programme reached 85 towns.",
        "85",
        "ope",
        Source.HEADING,
    ),
    (
        "its noun again",
        "workforce",
        "We ran financial governance training. Training of this sort reached 85 clerks.",
        "85",
        "finance_support",
        Source.SECTION,
    ),
    (
        "a new subject",
        "intro",
        "We also began an LG Challenge network. We have helped 85 towns.",
        "85",
        "sector_support",
        Source.TITLE,
    ),
    (
        "a new programme",
        "intro",
        "We also began an LG Challenge network. In May we set up a new programme for 85 towns.",
        "85",
        "sector_support",
        Source.TITLE,
    ),
    (
        "bullets below a paragraph",
        "intro",
        "The LG Challenge drew many.\n\n  • 85 were clerks\n  • 14 were planners",
        "14",
        "lg_challenge",
        Source.SECTION,
    ),
    (
        "a highlight that opens with an everyday name",
        "intro",
        "\n\n  • shared services joined up 85 towns",
        "85",
        "shared_services",
        Source.SENTENCE,
    ),
    ("the title, for our own work", "intro", "We helped 300 councils.", "300", "sector_support", Source.TITLE),
]


@pytest.mark.parametrize("case", PROGRAMMES, ids=[case[0] for case in PROGRAMMES])
def test_the_nearest_programme_is_linked(tmp_path: Path, case: tuple[str, str, str, str, str, Source]) -> None:
    _, part, sentence, figure, programme, source = case
    found = only(offer(tmp_path, **{part: sentence}), figure)
    assert (found.programme, found.programme_source) == (programme, source)


def test_what_is_about_the_country_is_about_no_programme(tmp_path: Path) -> None:
    found = only(offer(tmp_path), "Nearly 40")
    assert (found.programme, found.programme_source) == ("none", Source.NONE)


@pytest.mark.parametrize(
    ("text", "figure", "gap"),
    [
        pytest.param("Nobody\n\nWe bought 40 chairs.", "40", "no programme is named near", id="nothing near"),
        pytest.param(
            "Nobody\n\nWork funded by One Public Estate built 40 homes.", "40",
            "named in the sentence only in passing", id="in passing",
        ),
        pytest.param(
            "Sector support: annual report 2021/22\n\nNearly 40 towns have no station.", "Nearly 40",
            "only the title names one and the sentence speaks of other things", id="the title",
        ),
    ],
)  # fmt: skip
def test_a_claim_without_a_programme_says_why(tmp_path: Path, text: str, figure: str, gap: str) -> None:
    found = only(link(tmp_path, text), figure)
    assert (found.programme, found.programme_gap) == ("none", gap)


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        pytest.param(
            "Nobody\n\nWe bought 40 chairs.", "no period is named near and the document has none", id="nothing near"
        ),
        pytest.param(
            "Nobody\n\nWe bought 40 chairs, but in 2019 none were sold.",
            "the period in the sentence dates something else", id="of something else",
        ),
        pytest.param("Nobody\n\nIn 2019 we bought 40 chairs.", "", id="dated"),
    ],
)  # fmt: skip
def test_a_claim_without_a_period_says_why(tmp_path: Path, text: str, gap: str) -> None:
    found = only(link(tmp_path, text), "40")
    assert (found.period_gap, found.period_source is Source.NONE) == (gap, bool(gap))


def test_a_heading_ends_with_its_section_but_highlights_go_on_with_it(tmp_path: Path) -> None:
    claims = offer(tmp_path, workforce="We answered 640 calls.")
    assert only(claims, "77").programme == "ope"
    assert only(claims, "640").programme == "workforce"


def test_a_list_takes_its_period_from_the_line_that_leads_it_in(tmp_path: Path) -> None:
    found = only(offer(tmp_path), "31")
    assert (found.period.start, found.period_source) == (date(2020, 4, 1), Source.LIST)


def test_when_a_thing_began_does_not_date_the_list_on_it(tmp_path: Path) -> None:
    found = offer(tmp_path, workforce="Our new scheme began in October 2021:\n\n  • 31 clerks joined\n  • 64 left")
    assert only(found, "64").period.label == "2021/22"


def test_a_number_of_a_series_is_a_name_once_the_text_has_said_whose(tmp_path: Path) -> None:
    offered = offer(tmp_path, workforce="The 24th cohort of the NGDP began.", finance="It spoke to 85 of cohort 24.")
    assert only(offered, "85").programme == "ngdp"
    low = offer(tmp_path, workforce="The first cohort of the NGDP began.", finance="It spoke to 85 of cohort 1.")
    assert only(low, "85").programme == "finance_peer_challenge"  # every programme has a first cohort


def test_a_short_section_is_about_the_programme_that_opens_it(tmp_path: Path) -> None:
    text = OFFER + "\nLand\n\nThe Housing Advisers programme began.\n\nIn all 640 pages were read.\n"
    text += "\nBackground\n\nThe Housing Advisers programme began.\n\nIn all 730 pages were read.\n"
    claims = link(tmp_path, text.format(intro="", ope="It went on.", workforce="It went on.", finance="It went on."))
    assert only(claims, "640").programme == "housing_advisers"
    assert only(claims, "730").programme == "none"


def test_a_publication_that_names_one_programme_from_its_cover_on_is_about_it(tmp_path: Path) -> None:
    body = "\n\n".join(["They built upon 64 sites.", *["It went on for long and well."] * 20])
    end = "HOUSING ADVISERS\n\nHousing Advisers end here.\n"
    named = f"What councils built: a review\n\nHousing Advisers go out.\n\n{body}\n\n{end}"
    assert only(link(tmp_path, named), "64").programme == "housing_advisers"
    late = f"What councils built: a review\n\nThey go out.\n\n{body}\n\n{end}"
    assert only(link(tmp_path, late), "64").programme == "none"


def test_what_goes_on_with_a_figure_is_about_its_programme(tmp_path: Path) -> None:
    text = "What we did\n\nThe NGDP has 27 aims. Of these 22 were met. The other two were not; lamps cost £6."
    claims = link(tmp_path, text)
    assert [only(claims, figure).programme for figure in ("22", "two")] == ["ngdp", "ngdp"]


def test_a_short_paper_that_names_one_programme_after_another_is_about_the_offer(tmp_path: Path) -> None:
    named = "NGDP took 4 clerks.\n\nOne Public Estate met 5 wards.\n\nPAS met 6 wards.\n\nLG Inform drew 7 clerks.\n"
    text = "Delivery report\n\nOur Memorandum of Understanding has 27 aims.\n\n"
    assert only(link(tmp_path, text + named), "27").programme == "sector_support"
    assert only(link(tmp_path, text), "27").programme == "none"


def test_the_country_under_an_everyday_heading_is_about_no_programme(tmp_path: Path) -> None:
    claims = offer(tmp_path, workforce="Councils employ 85 clerks in ten.\n\nA course drew 14 clerks.")
    assert only(claims, "85").programme == "none"
    assert only(claims, "14").programme == "workforce"


def test_everyday_headings_of_a_councils_own_paper_name_no_programme(tmp_path: Path) -> None:
    text = "Northshire County Council annual report 2021/22\n\nWorkforce\n\nWe have 4,100 staff.\n\n"
    text += "Finance\n\nWe saved £3m.\n"
    assert {claim.programme for claim in link(tmp_path, text)} == {"none"}


# name, sentence, figure, start, end; "own" is the year of the report
PERIODS = [
    ("a deadline", "By the closing date of 25 November 2021 we had 64 bids.", "64", "own", "own"),
    (
        "a poll that found",
        "A poll of 900 adults in May 2021 found that 64 per cent walk.",
        "64 per cent",
        "2021-05-01",
        "2021-05-31",
    ),
    ("since then", "It opened in 2019. Since then 64 towns have joined.", "64", "2019-01-01", "None"),
    (
        "a part of the sentence before",
        "In 2019 the NGDP drew 900 bids. That includes 64 from isles.",
        "64",
        "2019-01-01",
        "2019-12-31",
    ),
    (
        "a sum of a year, told in a month",
        "The grant for 2019/20, of £64m, was confirmed in May.",
        "£64m",
        "2019-04-01",
        "2020-03-31",
    ),
    (
        "beside a figure of another year",
        "The rate, 64 per cent, was above the 5 per cent of 2019.",
        "64 per cent",
        "own",
        "own",
    ),
    ("next year, and which", "Next year (2025/26) there will be 64 fairs.", "64", "2025-04-01", "2026-03-31"),
    ("how old a thing is", "The ward's 1960s hall is home to 64 clubs.", "64", "own", "own"),
    ("a label in brackets", "We held 90 fairs (2019/20: 64).", "64", "2019-04-01", "2020-03-31"),
    (
        "the label's period goes no further",
        "We held 90 fairs (2019/20: 70). Of those, 64 were indoors.",
        "64",
        "own",
        "own",
    ),
    ("none stated", "We trained 20 clerks.", "20", "own", "own"),
    ("at the start", "In 2019, 20 clerks were trained and 30 left.", "30", "2019-01-01", "2019-12-31"),
    ("behind the figure", "We trained 20 clerks in 2019.", "20", "2019-01-01", "2019-12-31"),
    ("each its own", "We trained 20 clerks in 2019; 30 were trained here.", "30", "own", "own"),
    ("two years", "There were 20 clerks in 2018/19 and 30 clerks in 2019/20.", "20", "2018-04-01", "2019-03-31"),
    ("another event", "With 230 councils holding elections in 2019, we helped 111 councils.", "111", "own", "own"),
    ("in brackets", "There were 500 entries (2019/20) for it.", "500", "2019-04-01", "2020-03-31"),
    ("a position", "At 31 March 2022 there were 64 members.", "64", "None", "2022-03-31"),
    ("since a start", "Since 2013, 64 towns have joined.", "64", "2013-01-01", "None"),
    ("a law", "Under the Care Act 2014 we saw 64 people.", "64", "own", "own"),
    ("compared with", "We trained 64 clerks, more than in 2018/19.", "64", "own", "own"),
    (
        "each dates what it follows",
        "Entries rose from 64 in 2018/19 to 85 in 2019/20.",
        "85",
        "2019-04-01",
        "2020-03-31",
    ),
    (
        "a clause of its own",
        "Since 2013 9 towns joined, and a poll in May 2021 found that 64 per cent were glad.",
        "64 per cent",
        "2021-05-01",
        "2021-05-31",
    ),
    (
        "the figure in brackets",
        "We saw the towns that joined between April 2018 and March 2019 (64 in all).",
        "64",
        "2018-04-01",
        "2019-03-31",
    ),
    (
        "in brackets, dated behind them",
        "A part of the grant (£64m) arrived in May 2021.",
        "£64m",
        "2021-05-01",
        "2021-05-31",
    ),
    (
        "a row of places",
        "The 64 classes were held in Leeds, York, Ely and Bath in May 2021.",
        "64",
        "2021-05-01",
        "2021-05-31",
    ),
    ("who found it", "The 64 towns were glad, according to a poll in May 2021.", "64", "2021-05-01", "2021-05-31"),
    (
        "a survey leads",
        "According to the clerks' survey (2018/19), most were glad (64 per cent).",
        "64 per cent",
        "2018-04-01",
        "2019-03-31",
    ),
    (
        "a survey goes on",
        "The survey of clerks was made in May 2021. Of those asked 64 per cent were glad.",
        "64 per cent",
        "2021-05-01",
        "2021-05-31",
    ),
    (
        "a survey, then other things",
        "The survey of clerks was made in May 2021. We trained 64 clerks.",
        "64",
        "own",
        "own",
    ),
    ("a new clause", "Calls rose up to May 2021 and the weekly reports of 64 towns went on.", "64", "own", "own"),
    ("how long it goes on", "The 64 places stay open until May 2022.", "64", "own", "own"),
    (
        "a name takes no date from a count",
        "Cohort 9 follows in May 2022 with 64 places.",
        "64",
        "2022-05-01",
        "2022-05-31",
    ),
    ("in the past few weeks", "In the past few weeks 64 towns joined.", "64", "own", "own"),
    (
        "a clause that tells since when",
        "Since members agreed the plan in May, 64 towns joined.",
        "64",
        "2021-05-01",
        "None",
    ),
    (
        "counted on",
        "By the end of May 2021 we had 9 towns. Six months later we had 64 towns.",
        "64",
        "None",
        "2021-11-30",
    ),
    ("a plan", "In 2022/23 we will go on. We aim to train 64 clerks and 9 cooks.", "9", "2022-04-01", "2023-03-31"),
    (
        "days of an event",
        "Clerks met on 8 and 9 May 2021. Over the two days 64 people spoke.",
        "64",
        "2021-05-08",
        "2021-05-09",
    ),
    (
        "many events",
        "Drop-in sessions were held from May to November 2021. The 9 sessions drew 64 clerks.",
        "64",
        "2021-05-01",
        "2021-11-30",
    ),
    (
        "a part of those",
        "We trained 90 clerks in May 2021. Some were new; of them 64 were cooks.",
        "64",
        "2021-05-01",
        "2021-05-31",
    ),
    ("what they do now", "We trained 90 clerks in May 2021. Of them 64 are cooks now.", "64", "own", "own"),
    ("an award", "The award was agreed on 9 May 2021. It adds £64 to all pay.", "£64", "2021-05-09", "2021-05-09"),
    ("a time told by when", "Bids doubled after 2012, when we had 64 bids.", "64", "2012-01-01", "2012-12-31"),
    ("since a time when", "Pay has risen since 2012, when it was £64 an hour.", "£64", "2012-01-01", "2012-12-31"),
    ("years before", "Some 80 bids came, against 64 bids four years earlier.", "64", "2017-04-01", "2018-03-31"),
    ("measured from a year", "We held 90 visits, 64 more than in 2019/20.", "64", "own", "own"),
    ("so many times a year's", "Bids were double the 2019/20 total.", "double", "own", "own"),
    (
        "the same part of a year",
        "Bids came to 90, against 64 bids in the same period of 2019/20.",
        "64",
        "2019-04-01",
        "2020-03-31",
    ),
    ("a year of accounts", "Fees raised £80 (2021: £64).", "£64", "2020-04-01", "2021-03-31"),
    ("a month to come", "We will open 64 depots in March.", "64", "2023-03-01", "2023-03-31"),
    ("a fee from a month", "From June the fee rises to £64.", "£64", "2022-06-01", "None"),
    ("so many times what it was", "Bids were twice the number in 2019/20.", "twice", "own", "own"),
    ("a survey by its month", "Our May 2018 poll shows that 12 came, and 64 stayed.", "64", "2018-05-01", "2018-05-31"),
    ("a census by its year", "In our 2016 census, 64 clerks were old and 30 young.", "64", "2016-01-01", "2016-12-31"),
    ("what lists now", "It opened on 21 January 2020 and now lists 64 maps.", "64", "own", "own"),
    ("a part that is new", "Some 64 clerks came, 40 of them new in May 2020.", "Some 64", "own", "own"),
    ("before which brings", "It saw 64 wards, which brings the tally for 2019/20 to 71.", "64", "own", "own"),
    ("a year before a bracket", "That beat the level of 2012 (64 bids).", "64", "2012-01-01", "2012-12-31"),
    (
        "an event goes on",
        "A conference was held on 9 November 2021. The event drew 64 people.",
        "64",
        "2021-11-09",
        "2021-11-09",
    ),
]


@pytest.mark.parametrize("case", PERIODS, ids=[case[0] for case in PERIODS])
def test_a_figure_gets_the_period_of_its_own_clause(tmp_path: Path, case: tuple[str, ...]) -> None:
    _, sentence, figure, *wanted = case
    found = only(offer(tmp_path, workforce=sentence), figure)
    own = ["2021-04-01", "2022-03-31"]
    assert [str(found.period.start), str(found.period.end)] == (own if wanted[0] == "own" else wanted)


def test_a_previous_figure_belongs_to_the_year_before(tmp_path: Path) -> None:
    found = only(offer(tmp_path, workforce="We trained 90 clerks, up from 60."), "60")
    assert found.role is Role.PREVIOUS
    assert (found.period.start, found.period.end) == (date(2020, 4, 1), date(2021, 3, 31))


@pytest.mark.parametrize(
    ("sentence", "timing"),
    [
        ("At 31 March 2022 there were 64 members.", Timing.AS_AT),
        ("Since 2013, 64 towns have joined.", Timing.SINCE),
        ("Since its launch 64 towns have joined.", Timing.SINCE),
        ("In 2019, 64 towns joined.", Timing.IN_PERIOD),
        ("There are 64 towns.", Timing.NONE),
    ],
)
def test_timing_says_how_a_figure_sits_in_time(tmp_path: Path, sentence: str, timing: Timing) -> None:
    assert only(offer(tmp_path, workforce=sentence), "64").timing is timing


def test_claims_keep_their_order_and_their_figures(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(OFFER.format(intro="", ope="", workforce="", finance=""), encoding="utf-8", newline="\n")
    document = add_facts(read_document(path, document="paper", relative="paper.txt"))
    extraction = find_claims(document, PATTERNS)
    linked = link_claims(document, extraction, PATTERNS)
    assert [(claim.start, claim.quantity) for claim in linked] == [
        (claim.start, claim.quantity) for claim in extraction.claims
    ]


def test_a_table_cell_is_dated_by_its_column(tmp_path: Path) -> None:
    claim = only(offer(tmp_path, workforce="We trained 20 clerks."), "20")
    block = Block(kind=BlockKind.TABLE_CELL, start=0, end=2, row_head="NGDP graduates", column_head="2018/19")
    document = Document(document="t", path="t", sha256="", format="txt", text="20", blocks=(block,))
    cell = replace(claim, start=0, end=2, sentence_start=0, sentence_end=2, numeral=0, block=0)
    (linked,) = link_claims(document, Extraction(document="t", claims=(cell,)), PATTERNS)
    assert (linked.programme, linked.period.label) == ("ngdp", "2018/19")


@pytest.mark.parametrize("column", ["Year", "Annual target"])
def test_the_column_of_the_year_in_a_paper_on_a_quarter_is_of_the_whole_year(tmp_path: Path, column: str) -> None:
    claim = only(offer(tmp_path, workforce="We trained 20 clerks."), "20")
    block = Block(kind=BlockKind.TABLE_CELL, start=0, end=2, row_head="Clerks", column_head=column)
    quarter = Period(start=date(2020, 1, 1), end=date(2020, 3, 31), label="Q4")
    document = Document(document="t", path="t", sha256="", format="txt", text="20", blocks=(block,), period=quarter)
    cell = replace(claim, start=0, end=2, sentence_start=0, sentence_end=2, numeral=0, block=0)
    (linked,) = link_claims(document, Extraction(document="t", claims=(cell,)), PATTERNS)
    assert (linked.period.start, linked.period.end) == (date(2019, 4, 1), date(2020, 3, 31))


MONITORED = [
    ("a forecast is of the year", "An overspend of £6m is forecast.", "£6m", "2022-04-01", "2023-03-31"),
    ("what was spent is of the quarter", "We spent £6m on buses.", "£6m", "2022-10-01", "2022-12-31"),
    ("a project is no projection", "Each project gets £6m.", "£6m", "2022-10-01", "2022-12-31"),
]


@pytest.mark.parametrize("case", MONITORED, ids=[row[0] for row in MONITORED])
def test_a_paper_on_a_quarter_forecasts_the_year(tmp_path: Path, case: tuple[str, ...]) -> None:
    _, sentence, figure, start, end = case
    found = only(
        link(tmp_path, f"# Budget monitoring: Quarter 3, 2022/23\n\nThe report is for members.\n\n{sentence}\n"), figure
    )
    assert [str(found.period.start), str(found.period.end)] == [start, end]

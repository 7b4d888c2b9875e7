"""Plain text: what is decoded, and which blocks are seen in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.ingest import read_document
from extractor.ingestors import Limits
from extractor.ingestors.lines import find_blocks, find_pages
from extractor.ingestors.text import decode, read
from extractor.models import Block, BlockKind

H, P, L, Q, N, C, R, T = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.QUOTATION,
    BlockKind.FOOTNOTE,
    BlockKind.CALLOUT,
    BlockKind.RUNNING_HEAD,
    BlockKind.TABLE_CELL,
)


def _see(text: str) -> list[tuple[BlockKind, str]]:
    blocks = find_blocks(text, find_pages(text))
    return [(block.kind, " ".join(text[block.start : block.end].split())) for block in blocks]


ENCODED = {
    "UTF-8": ("£5m – “café”".encode(), "utf-8", "£5m – “café”"),
    "UTF-8 with a mark": ("\ufeff£5m".encode(), "utf-8-bom", "£5m"),
    "UTF-16 with a mark": ("£5m".encode("utf-16"), "utf-16", "£5m"),
    "UTF-16 without a mark": ("£5m was spent".encode("utf-16-le"), "utf-16", "£5m was spent"),
    "old Mac": ("The fund’s £5m – “café”".encode("mac_roman"), "mac-roman", "The fund’s £5m – “café”"),
    "DOS": ("The café's fund: £5m".encode("cp850"), "cp850", "The café's fund: £5m"),
    "Windows-1252": (b"\xa35m \x96 \x93caf\xe9\x94", "windows-1252", "£5m – “café”"),
    "what only a detector can tell": (
        "市議会は60の町を支援しました。".encode("shift-jis") * 9,
        "cp932",
        "市議会は60の町を支援しました。" * 9,
    ),
    "line ends stay as they are": (b"one\r\ntwo\rthree\n", "utf-8", "one\r\ntwo\rthree\n"),
}


@pytest.mark.parametrize(("data", "encoding", "text"), ENCODED.values(), ids=ENCODED.keys())
def test_text_is_decoded_and_its_encoding_told(data: bytes, encoding: str, text: str) -> None:
    assert decode(data) == (text, encoding)


def test_offsets_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Title\r\n\r\n  •\u00a0 £5m was spent\r\n".encode())
    document = read_document(path, document="a", relative="a.txt")
    with path.open(encoding="utf-8", newline="") as file:
        assert document.text == file.read()
    item = document.blocks[-1]
    assert (document.text[item.start : item.end], item.marker) == ("£5m was spent", "•")


SAVED_FROM_THE_WEB = """\
Annual review of support 2021/22

Peer visits

Our peer visits brought 60 officers together, and every one of them said that it had been worth the time.

decorative image

Peer visits highlights

During 2021/22, highlights included:

  • 61 councils were visited
  • 97 per cent of leaders were satisfied

Council testimonials

Northern visits

"It changed the way in which we look at our own accounts and those of others."
Leader, Anytown Council


Finance help

We helped 12 councils.
"""


def test_a_saved_web_page() -> None:
    assert _see(SAVED_FROM_THE_WEB) == [
        (H, "Annual review of support 2021/22"),
        (H, "Peer visits"),
        (
            P,
            "Our peer visits brought 60 officers together, and every one of them said that it had been worth the time.",
        ),
        (R, "decorative image"),
        (H, "Peer visits highlights"),
        (P, "During 2021/22, highlights included:"),
        (L, "61 councils were visited"),
        (L, "97 per cent of leaders were satisfied"),
        (H, "Council testimonials"),
        (H, "Northern visits"),
        (Q, '"It changed the way in which we look at our own accounts and those of others."'),
        (P, "Leader, Anytown Council"),
        (H, "Finance help"),
        (P, "We helped 12 councils."),
    ]


LEVELS = {
    "title, subject, highlights, testimonials and what is quoted": (
        SAVED_FROM_THE_WEB,
        ["1 Annual", "2 Peer", "3 Peer", "3 Council", "4 Northern", "2 Finance"],
    ),
    "highlights of another subject open one": (
        "Report\n\nA.\n\nPlanning\n\nB.\n\nPlanning highlights\n\nC.\n\nLibraries highlights\n\nD.\n",
        ["1 Report", "2 Planning", "3 Planning", "2 Libraries"],
    ),
    "a story holds headings until a subject that has highlights": (
        "Report\n\nA.\n\nHousing\n\nB.\n\nCase study: Housing\n\nMill Lane\n\n"
        "C.\n\nCulture\n\nD.\n\nCulture highlights\n\nE.\n",
        ["1 Report", "2 Housing", "3 Case", "4 Mill", "2 Culture", "3 Culture"],
    ),
    "numbers tell the depth": (
        "Report\n\n1 Finance\n\nA.\n\n1.1 Savings\n\nB.\n\n2 Workforce\n\nC.\n",
        ["1 Report", "2 1", "3 1.1", "2 2"],
    ),
    "what stands beside the title goes on with it": (
        "Resources Panel\n\n14 March 2024\n\nUpdate, January – March 2024\n\nSummary\n\nA.\n\nFinance\n\nB.\n",
        ["1 Resources", "1 Update,", "2 Summary", "2 Finance"],
    ),
    "capitals stand above": (
        "The report\n\nFINANCE HELP\n\nA.\n\nSavings made\n\nB.\n\nWORKFORCE\n\nC.\n\nPLANNING\n\nD.\n",
        ["1 The", "2 FINANCE", "3 Savings", "2 WORKFORCE", "2 PLANNING"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), LEVELS.values(), ids=LEVELS.keys())
def test_how_deep_headings_are(text: str, expected: list[str]) -> None:
    heads = [block for block in find_blocks(text) if block.kind is H]
    assert [f"{block.level} {text[block.start : block.end].split(maxsplit=1)[0]}" for block in heads] == expected


SEEN = {
    "a board paper": (
        "Purpose\n1. The board is asked to note this report.\n2.  A second point.\nWorkforce\n"
        "3.1. Published a guide on pay.\n3.2. Launched a survey.\n",
        [
            (H, "Purpose"),
            (L, "The board is asked to note this report."),
            (L, "A second point."),
            (H, "Workforce"),
            (L, "Published a guide on pay."),
            (L, "Launched a survey."),
        ],
    ),
    "bullets with a dash": (
        "The aims are:\n- more peers;\n- fewer forms.\n",
        [(P, "The aims are:"), (L, "more peers;"), (L, "fewer forms.")],
    ),
    "a figure at a line's start is no list number": (
        "1.5 million homes were surveyed.\n",
        [(P, "1.5 million homes were surveyed.")],
    ),
    "a statement without a full stop is no heading": (
        "Over 200 councils took part\n\nThe year went well for all of them.\n",
        [(P, "Over 200 councils took part"), (P, "The year went well for all of them.")],
    ),
    "an address is no run of headings": (
        "The Town Hall\nHigh Street\nAnytown\nNorthshire\n\nText follows here.\n",
        [(P, "The Town Hall"), (P, "High Street"), (P, "Anytown"), (P, "Northshire"), (P, "Text follows here.")],
    ),
    "a paragraph that opens with a name in quotation marks is no quotation": (
        '"Be ready" is our campaign for every council that has not yet begun.\n',
        [(P, '"Be ready" is our campaign for every council that has not yet begun.')],
    ),
    "a date and a caption are no headings": (
        "Review\n\n14 March 2024\n\nTable 1: spending by theme\n\nWhat was spent.\n",
        [(H, "Review"), (P, "14 March 2024"), (P, "Table 1: spending by theme"), (P, "What was spent.")],
    ),
    "a quotation over two paragraphs": (
        "“We began with nothing and look where we are.\n\n“Now it is for others to follow.”\n",
        [(Q, "“We began with nothing and look where we are."), (Q, "“Now it is for others to follow.”")],
    ),
    "a numeral bound to the text below it": (
        "98%\nof leaders were satisfied\n",
        [(C, "98% of leaders were satisfied")],
    ),
    "a table with pipes": (
        "| Region | Visits |\n|---|---|\n| North | 12 |\n",
        [(T, "Region"), (T, "Visits"), (T, "North"), (T, "12")],
    ),
    "a table in columns": (
        "Region      2021    2022\nNorth        12      14\nSouth        40      41\n",
        [(T, word) for word in ["Region", "2021", "2022", "North", "12", "14", "South", "40", "41"]],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SEEN.values(), ids=SEEN.keys())
def test_blocks_of_text_with_a_line_a_paragraph(text: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert _see(text) == expected


OUT_OF_A_PDF = """\
Support for boroughs has been in place since the \n\
spring and was taken up by nearly all of them in \n\
the course of the year.\n\
\n\
• boroughs look after their own results and say \n\
what they have found\n\
\n\
• others help where they are asked.\n\
\n\
Training the people \n\
who visit \n\
The visits were made by more than 300 officers \n\
who had been trained for them1 in the summer and \n\
saved the boroughs in excess of \n\
£46 million, which is more than they had paid \n\
into the fund and \n\
\n\
1 This was not so in the first year, when there was \n\
\n\
no summer school.\n\
2 www.example.org/notes\n\
\n\
so the scheme has paid for itself many times.2 \n\
\n\
91% of leaders and \n\
\n\
96% of chief officers \n\
\n\
say that the visits \n\
have helped them\n\
\n\
96%91%\n\
\n\
7          Support for boroughs 2021/22\n\
\n\
A new year began in the spring with as many \n\
visits as before.\n\
"""


def test_text_taken_out_of_a_pdf() -> None:
    assert _see(OUT_OF_A_PDF) == [
        (
            P,
            "Support for boroughs has been in place since the spring and was taken up by nearly all of them in the"
            " course of the year.",
        ),
        (L, "boroughs look after their own results and say what they have found"),
        (L, "others help where they are asked."),
        (H, "Training the people who visit"),
        (
            P,
            "The visits were made by more than 300 officers who had been trained for them1 in the summer and saved the"
            " boroughs in excess of £46 million, which is more than they had paid into the fund and",
        ),
        (N, "This was not so in the first year, when there was no summer school."),
        (N, "www.example.org/notes"),
        (P, "so the scheme has paid for itself many times.2"),
        (P, "91% of leaders and 96% of chief officers say that the visits have helped them"),
        (C, "96%91%"),
        (R, "7 Support for boroughs 2021/22"),
        (P, "A new year began in the spring with as many visits as before."),
    ]


def test_a_paragraph_that_a_note_interrupts_knows_what_it_goes_on_with() -> None:
    blocks = find_blocks(OUT_OF_A_PDF)
    second = next(block for block in blocks if OUT_OF_A_PDF.startswith("so the scheme", block.start))
    assert second.continues is not None
    assert OUT_OF_A_PDF.startswith("The visits were made", blocks[second.continues].start)


AMID_THE_LINES = """\
The visits were made by more than 300 officers who had
been trained for them in 45
7          Support for boroughs

places, according to a survey,3 which was carried out by
3 The survey had 1,204 replies.
a firm from outside. Then all of them came to the hall
and were thanked by
8          Support for boroughs
those who had asked them to come, and there was a
dinner of four courses.
Support for boroughs          9

Nobody left early.
"""


def test_heads_and_notes_are_taken_out_of_the_lines_that_they_stand_amid() -> None:
    assert _see(AMID_THE_LINES) == [
        (P, "The visits were made by more than 300 officers who had been trained for them in 45"),
        (R, "7 Support for boroughs"),
        (P, "places, according to a survey,3 which was carried out by"),
        (N, "The survey had 1,204 replies."),
        (P, "a firm from outside. Then all of them came to the hall and were thanked by"),
        (R, "8 Support for boroughs"),
        (P, "those who had asked them to come, and there was a dinner of four courses."),
        (R, "Support for boroughs 9"),
        (P, "Nobody left early."),
    ]


def test_cells_know_their_heads() -> None:
    text = "Region        2021    Cost\nNorth           12    £400\nSouth           40    £900\n"
    cells = {text[block.start : block.end]: block for block in find_blocks(text)}
    assert (cells["£900"].row_head, cells["£900"].column_head) == ("South", "Cost")
    assert (cells["2021"].row_head, cells["12"].column_head) == ("", "2021")


HEADS = {
    "of sections, page numbers counting up": (
        "\f".join(
            f"{number}  {head}\nThe {thing} was read by everyone who came.\n"
            for number, head, thing in (
                (7, "Finance", "budget"),
                (8, "Finance", "plan"),
                (9, "Housing", "survey"),
                (10, "Places and people", "map"),
            )
        ),
        ["7 Finance", "8 Finance", "9 Housing", "10 Places and people"],
    ),
    "of two lines": (
        "\f".join(f"Annual review\nSpring edition\nPeers visited {place}.\n" for place in ("Leeds", "Hull", "York")),
        ["Annual review", "Spring edition"] * 3,
    ),
    "in the flow, in another setting the second time": (
        "We trained the peers of\n7          Support in 2019/20\n\nmany boroughs.\n\n"
        "9          Support in 2019/20\n\nMore was done.\n12 Support in 2019/20\nAnd more was planned.\n",
        ["7 Support in 2019/20", "9 Support in 2019/20", "12 Support in 2019/20"],
    ),
    "and not the chapter of that name": (
        "11          Finance\n\nMore was done.\n\n12          Finance\n\nAnd more was planned.\n\n"
        "3 Finance\n\nThe budget was read.\n",
        ["11 Finance", "12 Finance"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), HEADS.values(), ids=HEADS.keys())
def test_running_heads(text: str, expected: list[str]) -> None:
    assert [shown for kind, shown in _see(text) if kind is R] == expected


def test_form_feeds_part_pages_and_what_stands_at_their_edges_is_a_running_head() -> None:
    text = "".join(f"The review\nPage text of part {number} says this.\n{number}\n\f" for number in (3, 4, 5))
    pages = find_pages(text)
    blocks = find_blocks(text, pages)
    assert [page.number for page in pages] == [1, 2, 3]
    assert [block.page for block in blocks if block.kind is P] == [1, 2, 3]
    assert [text[block.start : block.end] for block in blocks if block.kind is R] == [
        word for number in (3, 4, 5) for word in ("The review", str(number))
    ]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "\n",
                    "\r\n",
                    "\f",
                    "• ",
                    "1. ",
                    "- ",
                    "98%",
                    "£1.34bn",
                    "| a | b |",
                    "A heading",
                    "a line of text ",
                    "“",
                    "\t",
                    "   ",
                ]
            ),
            st.text(max_size=30),
        ),
        max_size=40,
    ).map("".join)
)
def test_nothing_is_lost_and_blocks_keep_their_order(text: str) -> None:
    blocks = find_blocks(text, find_pages(text))
    covered = bytearray(len(text))
    last = 0
    for block in blocks:
        start = _start(block)
        assert last <= start <= block.start <= block.end
        covered[start : block.end] = b"\x01" * (block.end - start)
        last = block.end
    if not any(block.kind is T for block in blocks):
        assert not "".join(letter for letter, seen in zip(text, covered, strict=True) if not seen).strip()


def _start(block: Block) -> int:
    return block.start if block.marker_start is None else block.marker_start


ITEMS_RIGHT_BELOW = """\
21.  Subject to the grant we propose for the coming year, as members asked us
to do at their last meeting:

     - 70 peer visits, of which 15 on money
     - 270 graduates in the scheme
     - 1,000 councillors on courses, among them those who
       stood for the first time
     - at least 95 per cent of towns satisfied.
"""


def test_items_right_below_each_other_are_blocks_of_their_own() -> None:
    items = [text for kind, text in _see(ITEMS_RIGHT_BELOW) if kind is L]
    assert [item.split()[0] for item in items[1:]] == ["70", "270", "1,000", "at"]
    assert items[3].endswith("those who stood for the first time")


FLATTENED = {
    "a row a line, with a colour behind its figures": (
        "Annex\n\nKPI Annual target Delivered RAG\nBridges built 48 33 Green\nPeers and mentors trained 12 - Blue\n",
        {
            "48": ("Bridges built", "Annual target"),
            "33": ("Bridges built", "Delivered"),
            "Blue": ("Peers and mentors trained", "RAG"),
        },
    ),
    "a row a line, under periods": (
        "How people travel\nMode June 2024 February 2024\nBy boat 57% 61%\nOn foot 18% 17%\n",
        {"61%": ("By boat", "February 2024"), "18%": ("On foot", "June 2024")},
    ),
    "a row a line, without heads": (
        "North 12 14\nSouth 9 11\nEast and the isles 1,204 1,300\n",
        {"14": ("North", ""), "1,300": ("East and the isles", "")},
    ),
    "a cell a line": (
        "Money for bridges\n\nTown 2016/17 Funding\n\nDale\n\n£197,500\n\nMoor\n\n£160,000\n\nWest Isle\n\n£45,000\n",
        {"£197,500": ("Dale", "2016/17 Funding"), "£45,000": ("West Isle", "2016/17 Funding")},
    ),
    "cells that end in bars": (
        "Sort of town\n|\nShare of replies\n|\nAll\n|\nPort |\n42%\n|\n45%\n|\nSpa |\n14%\n|\n-\n|\nThat is all.\n",
        {"42%": ("Port", "Share of replies"), "45%": ("Port", "All"), "14%": ("Spa", "Share of replies")},
    ),
}


@pytest.mark.parametrize(("text", "expected"), FLATTENED.values(), ids=FLATTENED)
def test_a_table_that_lost_its_gaps_is_one_still(text: str, expected: dict[str, tuple[str, str]]) -> None:
    cells = {text[b.start : b.end]: (b.row_head, b.column_head) for b in find_blocks(text) if b.kind is T}
    assert {cell: cells.get(cell) for cell in expected} == expected


NO_TABLES = {
    "figures over what they count": "In numbers\n\n54\n\nPeer visits\n\n23\n\nCourses\n\n12\n\nWorkshops\n",
    "what a list of contents says": "Contents Page\nThe year 3\nOur peers 7\nThe money 12\nNext steps 15\n",
    "lines of a paragraph": "Visits rose from 12 to 14\nin all of the towns, and 9 11\nof them were in the north.\n",
    "headings with numbers": "Cohort 24\n\nCohort 25\n\nCohort 26\n",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_what_only_looks_like_a_table_is_none(text: str) -> None:
    assert not any(block.kind is T for block in find_blocks(text))


LED_BY_PERIODS = """\
The scheme has grown in each of the years that we have looked at.

Financial Year Number of carers helped
2015/16 19,513
2016/17 20,591
"""


def test_rows_that_periods_lead_are_a_table() -> None:
    blocks = find_blocks(LED_BY_PERIODS, ())
    cells = {LED_BY_PERIODS[b.start : b.end]: (b.row_head, b.column_head) for b in blocks if b.kind is T}
    assert cells["19,513"] == ("2015/16", "Number of carers helped")
    assert cells["20,591"] == ("2016/17", "Number of carers helped")


def test_a_note_of_a_text_knows_where_its_mark_stands() -> None:
    passages = [
        f"The scheme was used by many boroughs in the {side} of the country and by\n"
        f"others.{mark} They told the peers that it had been of use to them\nand would go on with it.\n\n"
        f"{mark} Survey of boroughs, made by post.\n"
        for side, mark in (("north", 1), ("south", 1), ("west", 2))
    ]
    contents = read("\n".join(passages).encode(), limits=Limits())
    notes = [block for block in contents.blocks if block.kind is N]
    marks = [found.end() for found in re.finditer(r"others\.", contents.text)]
    assert [(note.marker, note.mark) for note in notes] == list(zip("112", marks, strict=True))

"""Markdown: its marks say the blocks, and stay out of them."""

from __future__ import annotations

import pytest

from extractor.ingestors import Limits
from extractor.ingestors.markdown import find_blocks, read
from extractor.models import BlockKind

SEEN = {
    "headings by their marks": (
        "# One\n## Two ##\ntext\n",
        ["heading 1 One", "heading 2 Two", "running head 1 ##", "paragraph 1 text"],
    ),
    "underlined headings": (
        "One\n===\n\nTwo\n---\n",
        ["heading 1 One", "running head 1 ===", "heading 2 Two", "running head 1 ---"],
    ),
    "a broken paragraph is one": ("in excess of\n£46 million\n", ["paragraph 1 in excess of £46 million"]),
    "items touch and nest": (
        "Aims:\n- one\n  goes on\n  - two\n1. three\n",
        ["paragraph 1 Aims:", "list item 1 one goes on", "list item 2 two", "list item 1 three"],
    ),
    "emphasis stays and is no bullet": (
        "**98%** of leaders\n\n*Note* that\n",
        ["paragraph 1 **98%** of leaders", "paragraph 1 *Note* that"],
    ),
    "a quotation": ("> It worked\n> for us.\n", ["quotation 1 It worked > for us."]),
    "a note": ("Text.[^1]\n\n[^1]: Of 60 councils.\n", ["paragraph 1 Text.[^1]", "footnote 1 Of 60 councils."]),
    "a rule is no heading": ("text\n\n---\n\nmore\n", ["paragraph 1 text", "running head 1 ---", "paragraph 1 more"]),
    "code is one block": ("```\n# no heading\n\n- no item\n```\n", ["paragraph 1 ``` # no heading - no item ```"]),
}


@pytest.mark.parametrize(("text", "expected"), SEEN.values(), ids=SEEN.keys())
def test_blocks(text: str, expected: list[str]) -> None:
    found = [
        f"{block.kind} {block.level} {' '.join(text[block.start : block.end].split())}" for block in find_blocks(text)
    ]
    assert found == expected


def test_cells_know_their_heads() -> None:
    text = "| Region | Visits | Cost |\n|---|--:|--:|\n| North | 12 | £400 |\n| South | | £900 |\n"
    cells = {text[block.start : block.end]: block for block in find_blocks(text)}
    assert (cells["£400"].row_head, cells["£400"].column_head) == ("North", "Cost")
    assert (cells["£900"].row_head, cells["£900"].column_head) == ("South", "Cost")  # the cell before it is empty


def test_front_matter_is_metadata_and_no_text() -> None:
    contents = read(b'---\ntitle: "Review of the year"\ndate: 2024-05-01\n---\n\n# Review\n', limits=Limits())
    assert contents.metadata == (("title", "Review of the year"), ("date", "2024-05-01"))
    assert [block.kind for block in contents.blocks] == [BlockKind.RUNNING_HEAD, BlockKind.HEADING]

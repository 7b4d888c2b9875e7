"""Web pages: the main content comes out in its order, and what stands round it does not."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from extractor.errors import IngestError
from extractor.ingest import read_document
from extractor.ingestors import Contents, Limits
from extractor.ingestors.html import decode_page, read


def _read(body: str, head: str = "") -> Contents:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), limits=Limits())


def _see(contents: Contents) -> list[str]:
    return [
        " ".join(f"{block.kind} {block.level} {block.marker} {contents.text[block.start : block.end]}".split())
        for block in contents.blocks
    ]


SEEN = {
    "headings by their level": (
        "<h1>Review</h1><h2>Finance <br>help</h2><div role=main></div>",
        ["heading 1 Review", "heading 2 Finance help"],
    ),
    "text without a paragraph of its own": (
        "<div>One.<p>Two.</p>Three.</div>",
        [f"paragraph 1 {n}." for n in ("One", "Two", "Three")],
    ),
    "words in bold stay in their sentence": ("<p>We met <b>60</b> clerks.</p>", ["paragraph 1 We met 60 clerks."]),
    "a line all in bold is a heading": ("<p><strong>Next steps</strong></p>", ["heading 2 Next steps"]),
    "two breaks part paragraphs": ("<p>One.<br><br>Two.</p>", ["paragraph 1 One.", "paragraph 1 Two."]),
    "items with their numbers, and items in items": (
        "<ol start=3><li>one<ul><li>inner</li></ul></li><li><p>two</p></li></ol>",
        ["list item 1 3. one", "list item 2 • inner", "list item 1 4. two"],
    ),
    "a numeral set apart goes with its text": (
        "<ul><li><div>98%</div><div>of leaders agreed</div></li></ul>",
        ["callout 1 98% of leaders agreed"],
    ),
    "a numeral that only a style parts from its words": (
        "<div><span class=n>98%</span><span>of clerks agreed</span></div><p><span>£4m</span>saved</p>"
        "<p>The <span>25</span><span>th</span> round",
        ["paragraph 1 98% of clerks agreed", "paragraph 1 £4m saved", "paragraph 1 The 25th round"],
    ),
    "a quotation": ("<blockquote><p>It worked.</p></blockquote>", ["quotation 1 It worked."]),
    "the mark of a note is dropped, a raised figure not": (
        "<p>All 12 boroughs<sup><a href='#n1'>1</a></sup> have 5 km<sup>2</sup> on the 25<sup>th</sup>.</p>",
        ["paragraph 1 All 12 boroughs have 5 km2 on the 25th."],
    ),
    "notes at the end": (
        "<p>Text.</p><ol class='footnotes'><li>Of 60 boroughs.</li></ol>",
        ["paragraph 1 Text.", "footnote 1 1 Of 60 boroughs."],
    ),
    "what can be unfolded": (
        "<details><summary>Finance help</summary><p>We met 60.</p></details>"
        "<div class=accordion-panel hidden>And 12.</div>",
        ["heading 2 Finance help", "paragraph 1 We met 60.", "paragraph 1 And 12."],
    ),
    "a table that places things": (
        "<table><tr><td><h2>Finance</h2><p>Text.</p></td></tr></table>",
        ["heading 2 Finance", "paragraph 1 Text."],
    ),
}


@pytest.mark.parametrize(("body", "expected"), SEEN.values(), ids=SEEN.keys())
def test_blocks(body: str, expected: list[str]) -> None:
    assert _see(_read(body)) == expected


_STORY = "<p>The scheme trained 60 clerks in every one of the boroughs that took part in it.</p>"
GONE = {
    "navigation": f"<nav><a href=/a>Gone</a></nav><main>{_STORY}</main>",
    "navigation by its role": f"<div role=navigation>Gone</div>{_STORY}",
    "the head and foot of the site": f"<header>Gone</header>{_STORY}<footer>Gone</footer>",
    "what stands beside the main content": f"<div>Gone</div><main>{_STORY}</main><div>Gone</div>",
    "a cookie notice": f"<div id=ccc-cookie-banner><p>Gone</p></div>{_STORY}",
    "a cookie notice that names its maker": f"<div id=CybotCookiebotDialog><p>Gone</p></div>{_STORY}",
    "what only a screen reader says": f"<a class='visually-hidden focusable' href=#main>Gone</a>{_STORY}",
    "links beside the text": f"{_STORY}<aside><a href=/x>Gone</a></aside>",
    "crumbs within the content": f"<main><ol class='breadcrumb'><li>Gone</li></ol>{_STORY}</main>",
    "share buttons": f"<main>{_STORY}<div class='social-share__links'>Gone</div></main>",
    "scripts and styles": f"<script>Gone</script><style>Gone</style>{_STORY}<noscript>Gone</noscript>",
    "what is hidden": f"<p style='display: none'>Gone</p><p hidden>Gone</p>{_STORY}",
    "a list of links, where nothing marks the content": f"{_STORY}<ul>{'<li><a href=/x>Gone</a></li>' * 4}</ul>",
    "the contents of the page": f"<main><ul>{'<li><a href=#x>Gone</a></li>' * 4}</ul>{_STORY}</main>",
    "comments": f"<!-- Gone -->{_STORY}",
}


@pytest.mark.parametrize("body", GONE.values(), ids=GONE.keys())
def test_what_is_no_content_is_left_out(body: str) -> None:
    assert _read(body).text == "The scheme trained 60 clerks in every one of the boroughs that took part in it."


KEPT = {
    "a section named after what it tells": f"<main><section id=sharing-good-practice>{_STORY}</section></main>",
    "a theme that sounds like a button": f"<main class='adult-social-care'>{_STORY}</main>",
    "a page whose body says it has a side bar": f"<div class=sidebar>{_STORY}</div>",
    "a callout beside the text": f"<p>More of it.</p><aside>{_STORY}</aside><p>And more.</p><p>And more again.</p>",
    "a form round the whole page": f"<form>{_STORY}</form>",
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT.keys())
def test_content_is_kept_whatever_it_is_called(body: str) -> None:
    assert "60 clerks" in _read(body).text


def test_the_title_above_the_main_content_is_kept() -> None:
    contents = _read(f"<div class=banner-area><h1>Review of the year</h1></div><main>{_STORY}</main>")
    assert _see(contents)[0] == "heading 1 Review of the year"


def test_cells_know_their_heads_also_where_cells_are_merged() -> None:
    contents = _read(
        "<table><caption>Visits</caption><thead><tr><th rowspan=2>Region<th colspan=2>Visits</tr>"
        "<tr><th>2021<th>2022</tr></thead>"
        "<tr><th rowspan=2>North<td>12<td>14</tr><tr><td>3<td></tr><tr><th>2019/20<td>4<td>5</tr></table>"
    )
    cells = {contents.text[block.start : block.end]: (block.row_head, block.column_head) for block in contents.blocks}
    assert cells["14"] == ("North", "Visits 2022")
    assert cells["3"] == ("North", "Visits 2021")
    assert cells["5"] == ("2019/20", "Visits 2022")
    assert _see(contents)[0] == "paragraph 1 Visits"


METADATA = {
    "the title without the site": ("<title>Review | Anytown Council</title>", {"title": "Review"}),
    "the title that is meant for sharing": (
        '<title>x</title><meta property="og:title" content="Review of 2024">',
        {"title": "Review of 2024"},
    ),
    "dates": (
        '<meta property="article:published_time" content="2024-05-01T10:00Z">'
        '<meta name="DCTERMS.modified" content="2024-06-02">',
        {"published": "2024-05-01T10:00Z", "modified": "2024-06-02"},
    ),
    "linked data": (
        '<script type="application/ld+json">{"@graph": [{"headline": "Review", "datePublished": "2024-05-01"}]}'
        "</script>",
        {"title": "Review", "published": "2024-05-01"},
    ),
    "who publishes": ('<meta property="og:site_name" content="Anytown Council">', {"publisher": "Anytown Council"}),
}


@pytest.mark.parametrize(("head", "expected"), METADATA.values(), ids=METADATA.keys())
def test_metadata(head: str, expected: dict[str, str]) -> None:
    assert dict(_read("<p>Text.</p>", head).metadata) == expected


_POUND = "<p>£5m – “café”</p>"
ENCODED = {
    "as declared": (b'<meta charset="iso-8859-1">' + _POUND.encode("cp1252"), "windows-1252"),
    "as declared the long way": (
        b'<meta http-equiv=Content-Type content="text/html; charset=UTF-8">' + _POUND.encode(),
        "utf-8",
    ),
    "declared in XML": (b'<?xml version="1.0" encoding="utf-8"?>' + _POUND.encode(), "utf-8"),
    "declared wrongly": (b'<meta charset="utf-8">' + _POUND.encode("cp1252"), "windows-1252"),
    "declared by no name that exists": (b'<meta charset="x-none">' + _POUND.encode(), "utf-8"),
    "a mark before what is declared": (b"\xef\xbb\xbf" + b'<meta charset="iso-8859-1">' + _POUND.encode(), "utf-8-bom"),
    "two bytes a letter": (("\ufeff" + _POUND).encode("utf-16-le"), "utf-16"),
    "not declared": (_POUND.encode(), "utf-8"),
}


@pytest.mark.parametrize(("data", "encoding"), ENCODED.values(), ids=ENCODED.keys())
def test_a_page_is_decoded_and_its_encoding_told(data: bytes, encoding: str) -> None:
    text, told = decode_page(data)
    assert (text.endswith(_POUND), told) == (True, encoding)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(b"<html><body><script>show()</script></body></html>", "no_text", id="nothing but a script"),
        pytest.param(b"%PDF-1.7", "corrupt", id="a PDF under another name"),
        pytest.param(bytes(range(256)) * 9, "corrupt", id="rubbish"),
    ],
)
def test_a_page_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, status: str) -> None:
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(IngestError) as caught:
        read_document(tmp_path / "a.html", document="a", relative="a.html")
    assert (caught.value.status, bool(caught.value.hint)) == (status, True)


def test_a_page_nested_deep_is_read() -> None:
    assert _read("<div>" * 5000 + "We met 60 clerks.").text == "We met 60 clerks."


_MANY = " ".join(f"a{number}='>'" for number in range(100_000))
CROWDED = {
    "on one tag": f"<p {_MANY}>We met 60 clerks.</p>",
    "on a tag that closes": f"<p>We met 60 clerks.</p {_MANY}>",
    "on one element by many tags": "".join(f"<html a{number}>" for number in range(100_000)) + "We met 60 clerks.",
}


@pytest.mark.parametrize("page", CROWDED.values(), ids=CROWDED.keys())
def test_a_page_with_very_many_attributes_is_read_at_once(page: str) -> None:
    started = time.process_time()
    assert _read(page).text == "We met 60 clerks."
    assert time.process_time() - started < 5  # seconds; each held against all others takes more than twenty


def test_attributes_that_a_page_may_have_are_kept() -> None:
    data = " ".join(f"data-{number}=x" for number in range(400))
    assert _read(f"<p>We met 60 clerks.</p><p {data} hidden>And 12 others.</p>").text == "We met 60 clerks."


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "selectolax.lexbor", None)
    with pytest.raises(IngestError, match=r'pip install "lga-metrics\[html\]"') as caught:
        _read("<p>Text.</p>")
    assert caught.value.status == "unsupported"

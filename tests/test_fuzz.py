"""Damaged files: whatever is in them, each is read or refused with a status, in time.

LGA_METRICS_FUZZ=2000 tries that many variants instead of the few that always run.
"""

from __future__ import annotations

import io
import os
import random
import signal
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from extractor.errors import IngestError
from extractor.ingestors import Limits, load_ingestor
from extractor.models import Status
from extractor.workers import Limits as WorkerLimits
from extractor.workers import Lost, run_tasks


def _make_pdf(*objects: bytes) -> bytes:
    """A PDF of the given objects, numbered from 1; the first is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def _make_page(content: bytes) -> bytes:
    """A PDF of one page with a packed content stream."""
    packed = zlib.compress(content, 9)
    return _make_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def _make_word(body: str, *, before: str = "", **parts: bytes) -> bytes:
    """A Word file with the given body, and parts of any content beside it."""
    import docx

    buffer, changed = io.BytesIO(), io.BytesIO()
    docx.Document().save(buffer)
    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = f"<w:document {name}><w:body>{body}</w:body></w:document>"
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, before + text if part.filename == "word/document.xml" else old.read(part))
        for part_name, content in parts.items():
            new.writestr(f"word/media/{part_name}", content)
    return changed.getvalue()


_SHOW = b"BT /F1 12 Tf 50 500 Td (60 clerks) Tj ET\n"
_SAY = "<w:p><w:r><w:t>60 clerks</w:t></w:r></w:p>"
_ENTITIES = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + place)} "{f"&{chr(97 + place)};" * 10}">' for place in range(9)
)
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "page tree that is its own child": (
        ".pdf",
        lambda: _make_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>"),
        "no_text",
    ),
    "page that counts two thousand million": (
        ".pdf",
        lambda: _make_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 2000000000>>"),
        "corrupt",
    ),
    "arrays in arrays": (
        ".pdf",
        lambda: _make_pdf(b"<</Type/Catalog/X " + b"[" * 20_000 + b">>"),
        "corrupt",
    ),
    "content that unpacks to 100 MB": (".pdf", lambda: _make_page(_SHOW + b" " * 100_000_000), "ok"),
    "a line drawn 100,000 times": (".pdf", lambda: _make_page(_SHOW * 100_000), "ok"),
    "Word text that unpacks to 100 MB": (".docx", lambda: _make_word(_SAY + " " * 100_000_000), "too_large"),
    "a picture in it that unpacks to 100 MB": (".docx", lambda: _make_word(_SAY, picture=bytes(100_000_000)), "ok"),
    "entities that grow to 10 GB": (
        ".docx",
        lambda: _make_word(_SAY.replace("60", "&j;"), before=f"<!DOCTYPE d [{_ENTITIES}]>"),
        "corrupt",
    ),
    "another file's text as an entity": (
        ".docx",
        lambda: _make_word(
            _SAY.replace("60", "60 &x;"), before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hosts">]>'
        ),
        "corrupt",
    ),
    "controls in controls": (".docx", lambda: _make_word("<w:sdt><w:sdtContent>" * 5000), "corrupt"),
    "lists in lists": (".html", lambda: b"<ul><li>" * 20_000 + b"60 clerks", "corrupt"),
    "elements in elements": (".html", lambda: b"<div>" * 200_000 + b"60 clerks", "corrupt"),
    "cells that span everything": (
        ".html",
        lambda: b"<table>" + b"<tr>" + b"<td colspan=1000 rowspan=60000>60" * 300 + b"<tr><td>1" * 300,
        "ok",
    ),
    "a quotation in quotations": (".md", lambda: b"> " * 200_000 + b"60 clerks", "ok"),
    "pipes": (".txt", lambda: b"|" * 1_000_000 + b"60 clerks", "ok"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_a_status_within_seconds(name: str) -> None:
    suffix, make, status = HOSTILE[name]
    data = make()
    before = time.monotonic()
    assert _read(suffix, data) == status
    assert time.monotonic() - before < HOSTILE_SECONDS


VARIANTS = int(os.environ.get("LGA_METRICS_FUZZ", "200"))
HOSTILE_SECONDS = 20.0  # on a busy machine; an idle one needs a tenth
SECONDS = 30.0  # for one variant; whole files of this size take a hundredth of that


@cache
def make_files() -> tuple[tuple[str, bytes], ...]:
    """Small whole files of each format, with all that their readers look at."""
    import docx
    from pdf_layouts import Layout, make_report
    from test_pdf import _draw_pages, _draw_table

    document = docx.Document()
    document.add_heading("Support for boroughs", 0)
    document.add_paragraph("We helped 12 boroughs.")
    document.add_paragraph("More peers", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    buffer = io.BytesIO()
    document.save(buffer)
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><title>Review</title></head>'
        "<body><nav>Home</nav><main>"
        "<h1>Review</h1><p>We met <b>60</b> clerks.</p><ol start=3><li>one<ul><li>two</li></ul></li></ol>"
        "<table><tr><th colspan=2>Region<th>Visits<tr><td rowspan=2>North<td>12<td>£4</table></main></body></html>"
    )
    return (
        (".pdf", make_report(Layout(paragraphs=6)).data),
        (".pdf", make_report(Layout(paragraphs=4, by_word=True, shuffle=True)).data),
        (".pdf", _draw_table()),
        (".pdf", _draw_pages(["One.", "", "Two."], encrypt="spring")),
        (".docx", buffer.getvalue()),
        (".html", page.encode()),
        (".txt", b"\xef\xbb\xbfReview\n\n7          Review\n\n  \xe2\x80\xa2 60 clerks\n\f12\n| a | b |\n| 1 | 2 |\n"),
        (".md", b"---\ntitle: x\n---\n# Review\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
    )


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(1, len(data))]


def _flip(data: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(rng.choice((1, 3, 30, 300))):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def _splice(data: bytes, rng: random.Random) -> bytes:
    """A stretch taken out and put in somewhere else, or the beginning of one file with the end of another."""
    start, at = rng.randrange(len(data)), rng.randrange(len(data))
    stretch = data[start : start + rng.randrange(1, 2000)]
    if rng.random() < 0.5:
        return data[:at] + stretch * rng.randrange(1, 4) + data[at:]
    _, other = rng.choice(make_files())
    return data[:at] + other[rng.randrange(len(other)) :]


def _damage_within(data: bytes, rng: random.Random) -> bytes:
    """A Word file whose package is whole, and one of its parts damaged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = rng.choice([part.filename for part in old.infolist() if part.filename.endswith((".xml", ".rels"))])
        for part in old.infolist():
            stored = old.read(part)
            new.writestr(
                part, rng.choice((_cut, _flip, _swap_words))(stored, rng) if part.filename == chosen else stored
            )
    return buffer.getvalue()


def _swap_words(data: bytes, rng: random.Random) -> bytes:
    """XML that stays well formed, with the names and values of its elements mixed up."""
    for old, new in rng.sample(
        [(b"w:p>", b"w:tc>"), (b"w:tbl>", b"w:p>"), (b'w:val="', b'w:val="x'), (b"w:r>", b"w:tr>")], 2
    ):
        data = data.replace(old, new)
    return data


def make_variant(seed: int) -> tuple[str, bytes]:
    """The variant of that number: always the same."""
    rng = random.Random(seed)
    suffix, data = make_files()[seed % len(make_files())]
    ways: list[Callable[[bytes, random.Random], bytes]] = [_cut, _flip, _splice]
    if suffix == ".docx":
        ways += [_damage_within] * 3
    return suffix, rng.choice(ways)(data, rng)


def read_variant(seed: int) -> str:
    """What becomes of a variant: the status of its row, once its blocks have been found sound."""
    return _read(*make_variant(seed))


def _read(suffix: str, data: bytes) -> str:
    try:
        contents = load_ingestor(suffix)(data, limits=Limits(), password="")
    except IngestError as error:
        assert error.problem
        return Status(error.status).value
    at = 0
    for block in contents.blocks:
        start = block.start if block.marker_start is None else block.marker_start
        assert at <= start <= block.start <= block.end <= len(contents.text), block
        at = block.end
    return contents.status.value


@pytest.mark.slow
def test_damaged_files_are_read_or_refused_in_time() -> None:
    seeds = range(VARIANTS)
    ends: Counter[str] = Counter()
    wrong = []
    for place, result in run_tasks(read_variant, seeds, jobs=2, limits=WorkerLimits(seconds=SECONDS)):
        if isinstance(result, Lost):
            wrong.append((seeds[place], result.status.value, result.detail[-600:]))
        else:
            ends[result] += 1
    assert not wrong, wrong[:3]
    assert ends.total() == VARIANTS
    assert ends["ok"] and ends["corrupt"]  # damage that all files survive, or none, would try nothing


def _die_of(number: int) -> int:
    """What a worker makes of a document whose reader crashes for good, and of any other."""
    if number == POISON:
        if sys.platform == "win32":
            os._exit(9)
        os.kill(os.getpid(), signal.SIGKILL)
    return number


POISON = 87


@pytest.mark.slow
def test_one_poison_document_among_two_hundred_costs_itself() -> None:
    results = dict(run_tasks(_die_of, range(200), jobs=2, limits=WorkerLimits(seconds=SECONDS)))
    lost = results.pop(POISON)
    assert isinstance(lost, Lost)
    assert lost.status is Status.CRASHED
    assert results == {number: number for number in range(200) if number != POISON}

"""Damaged files: whatever is in them, each is read or refused with a status, in time.

LGA_METRICS_FUZZ=2000 tries that many variants instead of the few that always run.
"""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from extractor.errors import IngestError
from extractor.ingestors import Limits, load_ingestor
from extractor.models import Status
from extractor.workers import Limits as WorkerLimits
from extractor.workers import Lost, run_tasks

VARIANTS = int(os.environ.get("LGA_METRICS_FUZZ", "200"))
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
    suffix, data = make_variant(seed)
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

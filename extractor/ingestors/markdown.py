"""Markdown: the file's own characters, with the blocks that its marks say; emphasis marks stay in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.ingestors import Contents, Limits
from extractor.ingestors.lines import Row, is_quotation, match_marker, split_rows
from extractor.ingestors.tables import find_tables
from extractor.ingestors.text import decode
from extractor.models import Block, BlockKind

_HEADING = regex.compile(r"(#{1,6})[ \t]+(?=\S)")
_CLOSING_MARKS = regex.compile(r"[ \t]+#+$")
_UNDERLINE = regex.compile(r"=+|-{2,}")
_RULE = regex.compile(r"(?:[-*_][ \t]*){3,}")
_QUOTE = regex.compile(r"(?:>[ \t]?)+")
_FENCE = regex.compile(r"```|~~~")
_NOTE = regex.compile(r"\[\^([^\]]+)\]:[ \t]*")
_COMMENT = regex.compile(r"<!--.*-->")
_FRONT_MATTER = regex.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*$", regex.DOTALL | regex.MULTILINE)
_FIELD = regex.compile(r"""^(\w[\w -]*):[ \t]*["']?(.+?)["']?[ \t]*$""", regex.MULTILINE)


def read(data: bytes, *, limits: Limits, password: str = "") -> Contents:
    """Return the text of a .md file, untouched, with its blocks; the fields of its front matter are metadata."""
    del limits, password
    text, encoding = decode(data)
    front = _FRONT_MATTER.match(text)
    fields = tuple((name.lower(), value) for name, value in _FIELD.findall(front[1])) if front else ()
    return Contents(text=text, blocks=tuple(find_blocks(text)), encoding=encoding, metadata=fields)


def find_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in their order.

    >>> [str(block.kind) for block in find_blocks("# Title\\n\\n- one\\n- two\\n")]
    ['heading', 'list item', 'list item']
    """
    front = _FRONT_MATTER.match(text)
    rows = split_rows(text)
    if front:
        yield Block(kind=BlockKind.RUNNING_HEAD, start=front.start(), end=front.end(0))
        rows = [row for row in rows if row.start >= front.end()]
    at = 0
    for first, last, cells in find_tables(text, [(row.start, row.end, row.gap) for row in rows]):
        yield from _group(rows[at:first], text)
        yield from cells
        at = last
    yield from _group(rows[at:], text)


def _group(rows: Sequence[Row], text: str) -> Iterator[Block]:
    index = 0
    indents: list[int] = []  # of the list items that are open
    while index < len(rows):
        row = rows[index]
        stop = index + 1
        if fence := _FENCE.match(row.text):
            while stop < len(rows) and not rows[stop].text.startswith(fence.group()):
                stop += 1
            stop = min(stop + 1, len(rows))
            yield Block(kind=BlockKind.PARAGRAPH, start=row.start, end=rows[stop - 1].end)
        elif _RULE.fullmatch(row.text) or _COMMENT.fullmatch(row.text):
            yield Block(kind=BlockKind.RUNNING_HEAD, start=row.start, end=row.end)
        elif heading := _HEADING.match(row.text):
            closing = _CLOSING_MARKS.search(row.text)
            end = row.start + closing.start() if closing else row.end
            yield _marked(BlockKind.HEADING, row.start, end, heading, level=len(heading[1]))
            if closing:
                yield Block(kind=BlockKind.RUNNING_HEAD, start=end + closing.group().index("#"), end=row.end)
        elif stop < len(rows) and not rows[stop].gap and _UNDERLINE.fullmatch(rows[stop].text):
            yield Block(
                kind=BlockKind.HEADING, start=row.start, end=row.end, level=1 if rows[stop].text[0] == "=" else 2
            )
            yield Block(kind=BlockKind.RUNNING_HEAD, start=rows[stop].start, end=rows[stop].end)
            stop += 1
        else:
            while stop < len(rows) and not rows[stop].gap and not _starts_block(rows, stop, quoted=row.text[0] == ">"):
                stop += 1
            yield _make_block(rows[index:stop], text, indents)
        index = stop


def _starts_block(rows: Sequence[Row], index: int, *, quoted: bool) -> bool:
    """Whether a row that touches the one before it starts a block of its own."""
    line = rows[index].text
    if line[0] == ">":
        return not quoted
    if match_marker(line) or _HEADING.match(line) or _FENCE.match(line) or _NOTE.match(line):
        return True
    return bool(index + 1 < len(rows) and not rows[index + 1].gap and _UNDERLINE.fullmatch(rows[index + 1].text))


def _make_block(rows: Sequence[Row], text: str, indents: list[int]) -> Block:
    first, end = rows[0], rows[-1].end
    if note := _NOTE.match(first.text):
        return _marked(BlockKind.FOOTNOTE, first.start, end, note, level=1)
    if quote := _QUOTE.match(first.text):
        return _marked(BlockKind.QUOTATION, first.start, end, quote, level=1)
    if marker := match_marker(first.text):
        while indents and indents[-1] >= first.indent:
            indents.pop()
        indents.append(first.indent)
        return _marked(BlockKind.LIST_ITEM, first.start, end, marker, level=len(indents))
    if not first.indent:
        indents.clear()
    kind = BlockKind.QUOTATION if is_quotation(text[first.start : end]) else BlockKind.PARAGRAPH
    return Block(kind=kind, start=first.start, end=end)


def _marked(kind: BlockKind, start: int, end: int, found: regex.Match[str], *, level: int) -> Block:
    marker = found.group().strip()
    return Block(kind=kind, start=start + found.end(), end=end, level=level, marker=marker, marker_start=start)

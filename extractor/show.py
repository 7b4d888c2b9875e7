"""What was understood of a document: its blocks in words, as data, and drawn on the image of a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import ExtractorError
from extractor.models import Block, BlockKind, Box, Document

if TYPE_CHECKING:
    from PIL import ImageDraw

_SCALE = 2.0  # pixels for a point
_MARGIN = 18  # characters, for the kind and the marker
_QUOTED = 40  # characters before the mark of a note
_COLOURS = {
    BlockKind.HEADING: (200, 30, 30),
    BlockKind.PARAGRAPH: (40, 90, 200),
    BlockKind.LIST_ITEM: (20, 140, 60),
    BlockKind.CALLOUT: (200, 110, 0),
    BlockKind.TABLE_CELL: (130, 60, 170),
    BlockKind.QUOTATION: (0, 140, 150),
    BlockKind.FOOTNOTE: (110, 110, 110),
    BlockKind.RUNNING_HEAD: (170, 170, 170),
}


def find_blocks(document: Document, page: int | None = None) -> list[tuple[int, Block]]:
    """The blocks that stand on a page, at least in part, with their places in `document.blocks`; all without a page.

    Raises ExtractorError for a page that the document does not have.
    """
    numbers = [each.number for each in document.pages]
    if page is not None and page not in numbers:
        has = f"it has pages 1 to {numbers[-1]}" if numbers else f"a .{document.format} file has no pages of its own"
        raise ExtractorError(document.path, f"there is no page {page}", hint=has)
    return [
        (place, block)
        for place, block in enumerate(document.blocks)
        if page is None or block.page == page or any(line.page == page for line in block.lines)
    ]


def describe_text(document: Document, *, page: int | None = None, width: int = 100) -> str:
    """Return the text as read, block by block in reading order, each with its kind; wrapped to `width` characters."""
    lines: list[str] = []
    at: int | None = None
    labels = {each.number: each.label for each in document.pages}
    scanned = {each.number for each in document.pages if each.by_ocr}
    for _, block in find_blocks(document, page):
        if block.page != at:
            at = block.page
            printed = labels.get(at or 0, "")
            number = f", printed {printed}" if printed not in ("", str(at)) else ""
            lines.append(f"\n-- page {at}{number}{', read by OCR' if at in scanned else ''}")
        lines.extend(_describe(document, block, width))
    reason = [f"({document.reason})", ""] if document.reason else []
    return "\n".join(reason + lines).strip("\n")


def _describe(document: Document, block: Block, width: int) -> Iterator[str]:
    level = f" {block.level}" if block.kind is BlockKind.HEADING or block.level > 1 else ""
    name = f"{block.kind}{level} {block.marker}".strip()
    heads = " / ".join(filter(None, (block.row_head, block.column_head)))
    called = f"at “…{_quote(document.text, block.mark)}”" if block.mark is not None else ""
    beside = heads or called
    text = " ".join(document.text[block.start : block.end].split()) + (f"  [{beside}]" if beside else "")
    indent = " " * _MARGIN
    first = name.ljust(_MARGIN - 1) + " "
    yield from textwrap.wrap(
        text, max(width, 2 * _MARGIN), initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    )


def _quote(text: str, mark: int) -> str:
    """The words before the mark of a note."""
    return " ".join(text[max(0, mark - _QUOTED) : mark].split(" ")[1:]).replace("\n", " ")


def export_text(document: Document, *, page: int | None = None) -> dict[str, object]:
    """Return the same for other programs: pages and blocks with their offsets and boxes (points, from the top left)."""
    return {
        "document": document.document,
        "path": document.path,
        "format": document.format,
        "status": document.status.value,
        "reason": document.reason,
        "encoding": document.encoding,
        "metadata": dict(document.metadata),
        "characters": len(document.text),
        "pages": [
            {
                "page": each.number,
                "label": each.label,
                "width": each.width,
                "height": each.height,
                "start": each.start,
                "end": each.end,
                "by_ocr": each.by_ocr,
            }
            for each in document.pages
            if page in (None, each.number)
        ],
        "blocks": [_export(document, place, block) for place, block in find_blocks(document, page)],
    }


def _export(document: Document, place: int, block: Block) -> dict[str, object]:
    return {
        "block": place,
        "kind": block.kind.value,
        "level": block.level,
        "marker": block.marker,
        "page": block.page,
        "start": block.start,
        "end": block.end,
        "box": _round(block.box),
        "row_head": block.row_head,
        "column_head": block.column_head,
        "continues": block.continues,
        "mark": block.mark,
        "text": document.text[block.start : block.end],
        "lines": [
            {"page": line.page or block.page, "start": line.start, "end": line.end, "box": _round(line.box)}
            for line in block.lines
        ],
    }


def _round(box: Box | None) -> list[float] | None:
    return [round(side, 2) for side in box] if box else None


def draw_page(document: Document, path: Path, *, page: int, out: Path, password: str = "") -> None:
    """Draw the blocks of a page of the PDF at `path` on its image, and write that to `out` (PNG).

    A frame has the colour of its block's kind, and a number: the block's place in reading order on the page. Raises
    ExtractorError where the file is no PDF, has no such page, or `out` cannot be written.
    """
    if document.format != "pdf":
        raise ExtractorError(document.path, "only pages of a PDF can be drawn", hint="leave out --png")
    blocks = find_blocks(document, page)
    import pypdfium2
    from PIL import ImageDraw

    try:
        with pypdfium2.PdfDocument(path, password=password or None) as pdf:
            image = pdf[page - 1].render(scale=_SCALE).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise ExtractorError(document.path, f"page {page} could not be drawn", hint="the file is damaged") from error
    canvas = ImageDraw.Draw(image)
    for number, (_, block) in enumerate(blocks, 1):
        colour = _COLOURS[block.kind]
        boxes = [line.box for line in block.lines if (line.page or block.page) == page]
        if block.page == page and block.box:
            boxes = boxes or [block.box]
        for column in _columns(boxes):
            for box in column:
                canvas.rectangle(_scale(box, 0), outline=colour, width=1)
            around = _join(column)
            canvas.rectangle(_scale(around, 2), outline=colour, width=3)
            _label(canvas, around, f"{number} {block.kind}", colour)
    try:
        image.save(out, format="PNG")
    except OSError as error:
        raise ExtractorError(
            str(out), f"cannot be written: {error.strerror or type(error).__name__}", hint="choose another place"
        ) from error


def _label(canvas: ImageDraw.ImageDraw, box: Box, text: str, colour: tuple[int, int, int]) -> None:
    x0, top, *_ = _scale(box, 2)
    place = (max(x0, 0), max(top - 12, 0))
    canvas.rectangle(canvas.textbbox(place, text), fill=(255, 255, 255))
    canvas.text(place, text, fill=colour)


def _columns(boxes: Sequence[Box]) -> list[list[Box]]:
    """Cut the lines of a block where it goes on at the head of the next column, so that no frame runs round two."""
    columns: list[list[Box]] = []
    for box in boxes:
        if columns and box[3] > columns[-1][-1][1]:
            columns[-1].append(box)
        else:
            columns.append([box])
    return columns


def _join(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _scale(box: Box, margin: float) -> Box:
    x0, top, x1, bottom = (side * _SCALE for side in box)
    # A box drawn wrongly is a mistake of the file: it is shown as it is, but never inside out.
    return (min(x0, x1) - margin, min(top, bottom) - margin, max(x0, x1) + margin, max(top, bottom) + margin)

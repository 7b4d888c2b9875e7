"""Word: headings by their styles, lists with the numbers that Word computes, tables, notes, text boxes.

What is deleted, hidden or moved away is not read; what is inserted is. Headers, feet and marks of notes stay out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import regex

from extractor.errors import IngestError
from extractor.ingestors import Contents, Limits
from extractor.ingestors.writing import Cell, Writer
from extractor.models import BlockKind, Status

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOTES = ("footnotes", "endnotes")
_OLE = b"\xd0\xcf\x11\xe0"
_UNSEEN = frozenset({_W + "del", _W + "moveFrom", _MC + "Fallback", _W + "rt"})
_BODY_PART = "word/document.xml"
_HEAD = 4096  # bytes
_PACKED = 60  # times: XML that unpacks to more is meant to harm
_LEAST_UNPACKED = 50_000_000  # bytes that are unpacked whatever they were packed into
_TEMPLATE_DATE = datetime(2013, 12, 23)  # of python-docx's own template, which some programs leave as it is
_HEADING = regex.compile(r"heading (\d)")
_PLACE = regex.compile(r"%(\d)")
_DAMAGED = "get a whole copy of it, or save it again in Word"


def read(data: bytes, *, limits: Limits, password: str = "") -> Contents:
    """Return the text of a .docx file as a reader sees it, with its blocks.

    Raises IngestError: encrypted, corrupt, too_large; unsupported where python-docx is not installed.
    """
    if data.startswith(_OLE):
        data = _decrypt(data, password)
    _refuse(data, limits)
    document = _open(data)
    try:
        body = _Body(document)
        body.write(document.element.body)
        return Contents(text=body.writer.text, blocks=tuple(body.writer.blocks), metadata=_metadata(document))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        # A package can be opened and still hold anything at all.
        raise IngestError("", "is damaged: what it holds is no Word text", hint=_DAMAGED) from error


def _decrypt(data: bytes, password: str) -> bytes:
    """The package inside the old kind of file that Word makes of an encrypted one."""
    if "EncryptedPackage".encode("utf-16-le") not in data:
        raise IngestError(
            "", "is an old Word file (.doc) under another name", hint="save it as .docx", status="corrupt"
        )
    hint = "give its password with --password, or save an open copy"
    if not password:
        raise IngestError("", "is encrypted", hint=hint, status=Status.ENCRYPTED)
    try:
        import msoffcrypto
    except ImportError as error:
        raise IngestError(
            "",
            "is an encrypted Word file, for which msoffcrypto-tool is needed",
            hint='pip install "lga-metrics[docx]"',
            status=Status.ENCRYPTED,
        ) from error
    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password)
        file.decrypt(opened)
    except Exception as error:  # olefile, cryptography and msoffcrypto raise what they like
        raise IngestError("", "is not opened by that password", hint=hint, status=Status.ENCRYPTED) from error
    return opened.getvalue()


def _refuse(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist() if part.filename.endswith((".xml", ".rels")))
            with package.open(_BODY_PART) if _BODY_PART in package.namelist() else io.BytesIO() as body:
                declares = b"<!DOCTYPE" in body.read(_HEAD)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise IngestError("", "is damaged or cut off and cannot be opened", hint=_DAMAGED) from error
    if declares:
        # Word writes no such thing; what it stands for (entities) would be lost from the text, or be of another file.
        raise IngestError("", "declares entities, as no Word file does", hint=_DAMAGED)
    if size > max(_LEAST_UNPACKED, _PACKED * len(data)) or size > limits.file_bytes:
        raise IngestError(
            "", f"unpacks to {size / 1e6:,.0f} MB of text", hint="save it again in Word", status=Status.TOO_LARGE
        )


def _open(data: bytes) -> Any:
    try:
        from docx import Document
    except ImportError as error:
        raise IngestError(
            "",
            "is a Word file, for which python-docx is needed",
            hint='pip install "lga-metrics[docx]"',
            status=Status.UNSUPPORTED,
        ) from error
    try:
        return Document(io.BytesIO(data))
    except Exception as error:  # zipfile, zlib, lxml and python-docx raise what they like
        raise IngestError("", "is damaged, or no Word file", hint=_DAMAGED) from error


def _metadata(document: Any) -> tuple[tuple[str, str], ...]:
    try:
        core = document.core_properties
        created, modified = core.created, core.modified
        fields = [
            ("title", core.title),
            ("author", core.author),
            ("subject", core.subject),
            ("created", created.isoformat() if created and created.date() != _TEMPLATE_DATE.date() else ""),
            ("modified", modified.isoformat() if modified and modified.date() != _TEMPLATE_DATE.date() else ""),
        ]
    except (KeyError, ValueError, TypeError, AttributeError):
        return ()  # the text is what matters
    return tuple((name, str(value).strip()) for name, value in fields if value and str(value).strip())


# Styles and numbers


@dataclass(slots=True)
class _Style:
    """What a paragraph style says, its ancestors' word included."""

    name: str = ""
    outline: int | None = None  # 0 is the highest heading
    number: str = ""  # of its list
    depth: int = 0  # in its list, from 0
    bold: bool = False


def _value(element: Any, path: str) -> str | None:
    """The `w:val` of a descendant, None where there is none; "" where it stands without a value."""
    found = element.find("/".join(_W + step for step in path.split("/"))) if element is not None else None
    return None if found is None else str(found.get(_W + "val", ""))


def _is_on(element: Any, path: str) -> bool:
    value = _value(element, path)
    return value is not None and value not in ("0", "false", "off")


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 9 else None


def _read_styles(document: Any) -> tuple[dict[str, _Style], str]:
    """The paragraph styles by their ids, and the id of the one that counts where none is named."""
    elements: dict[str, Any] = {}
    usual = ""
    for element in document.styles.element.iter(_W + "style"):
        name = element.get(_W + "styleId") or ""
        elements[name] = element
        if element.get(_W + "type") == "paragraph" and element.get(_W + "default") in ("1", "true"):
            usual = name
    styles = {name: _make_style(name, elements) for name in elements}
    return styles, usual


def _make_style(name: str, elements: dict[str, Any]) -> _Style:
    chain: list[Any] = []
    while name in elements and elements[name] not in chain:
        chain.append(elements[name])
        name = _value(elements[name], "basedOn") or ""
    style = _Style()
    for element in reversed(chain):
        style.name = (_value(element, "name") or style.name).lower()
        outline = _whole(_value(element, "pPr/outlineLvl"))
        style.outline = style.outline if outline is None else outline
        style.number = _value(element, "pPr/numPr/numId") or style.number
        style.depth = _whole(_value(element, "pPr/numPr/ilvl")) or style.depth
        if _value(element, "rPr/b") is not None:
            style.bold = _is_on(element, "rPr/b")
    if style.outline is None and (found := _HEADING.match(style.name)):
        style.outline = int(found[1]) - 1
    return style


@dataclass(slots=True)
class _Level:
    """One level of a list: how its numbers look."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class _Numbering:
    """The lists of a document, and how far each has counted; lists of one definition count on together."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # list -> depth -> level
    family: dict[str, str] = field(default_factory=dict)  # list -> its definition
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next_marker(self, number: str, depth: int) -> str | None:
        """Count one on, and return the number as printed; None where the list is not defined."""
        levels = self.levels.get(number)
        if levels is None:
            return None
        level = levels.get(depth, _Level())
        counts = self.counts[self.family[number]]
        for restarted, start in self.restarts.pop(number, {}).items():
            counts[restarted] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "•"
        if level.form == "none":
            return ""

        def spell(found: regex.Match[str]) -> str:
            place = int(found[1]) - 1
            shown = levels.get(place, _Level())
            return _spell(counts.get(place, shown.start), shown.form)

        return _PLACE.sub(spell, level.pattern).strip()


def _spell(count: int, form: str) -> str:
    """A number in the form that a list has.

    >>> [_spell(4, form) for form in ("decimal", "lowerLetter", "upperRoman", "decimalZero")]
    ['4', 'd', 'IV', '04']
    """
    if form in ("lowerLetter", "upperLetter") and 0 < count < 1000:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
        worths = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
        roman = ""
        for sign, worth in zip(signs, worths, strict=True):
            roman += sign * (count // worth)
            count %= worth
        return roman if form == "lowerRoman" else roman.upper()
    return f"{count:02}" if form == "decimalZero" else str(count)


def _read_numbering(document: Any) -> _Numbering:
    from docx.opc.constants import RELATIONSHIP_TYPE

    numbering = _Numbering()
    try:
        # `document.part.numbering_part` would make one where there is none.
        root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except (KeyError, AttributeError):
        return numbering
    definitions: dict[str, dict[int, _Level]] = {}
    for element in root.iter(_W + "abstractNum"):
        levels = {_depth(level): _read_level(level) for level in element.iter(_W + "lvl")}
        definitions[element.get(_W + "abstractNumId", "")] = levels
    for element in root.iter(_W + "num"):
        number, family = element.get(_W + "numId", ""), _value(element, "abstractNumId") or ""
        levels = dict(definitions.get(family, {}))
        for override in element.iter(_W + "lvlOverride"):
            start = _whole(_value(override, "startOverride"))
            if start is not None:
                numbering.restarts.setdefault(number, {})[_depth(override)] = start
            for level in override.iter(_W + "lvl"):
                levels[_depth(level)] = _read_level(level)
        numbering.levels[number] = levels
        numbering.family[number] = family
    return numbering


def _depth(element: Any) -> int:
    return _whole(element.get(_W + "ilvl")) or 0


def _read_level(element: Any) -> _Level:
    start = _whole(_value(element, "start"))
    return _Level(
        form=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText") or "",
        start=1 if start is None else start,
    )


# The body


class _Body:
    """Writes a document's paragraphs and tables in their order, its notes last."""

    def __init__(self, document: Any) -> None:
        self.writer = Writer()
        self.styles, self.usual = _read_styles(document)
        self.numbering = _read_numbering(document)
        self.notes = _read_notes(document)
        self.cited: list[tuple[str, str]] = []
        self.has_title = any(
            self._style(paragraph).name == "title" for paragraph in document.element.body.iter(_W + "p")
        )
        self.depth = 1  # of the last heading that a style said

    def write(self, body: Any) -> None:
        """Write all of it."""
        self._write_children(body)
        for place, key in enumerate(dict.fromkeys(self.cited), 1):
            if key in self.notes:
                text = "\n".join(filter(None, (_read_text(paragraph) for paragraph in self.notes[key])))
                self.writer.add(text, BlockKind.FOOTNOTE, marker=str(place))

    def _write_children(self, parent: Any) -> None:
        for child in parent:
            if child.tag == _W + "p":
                self._write_paragraph(child)
            elif child.tag == _W + "tbl":
                self._write_table(child)
            elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "moveTo", _W + "customXml"):
                self._write_children(child)

    def _style(self, paragraph: Any) -> _Style:
        return self.styles.get(_value(paragraph, "pPr/pStyle") or self.usual) or _Style()

    def _write_paragraph(self, paragraph: Any) -> None:
        style = self._style(paragraph)
        text = _read_text(paragraph)
        self._cite(paragraph)
        if text.strip():
            self._write_text(paragraph, style, text)
        for box in _find_boxes(paragraph):
            self._write_children(box)

    def _write_text(self, paragraph: Any, style: _Style, text: str) -> None:
        outline = _whole(_value(paragraph, "pPr/outlineLvl"))
        outline = style.outline if outline is None else outline
        marker = self._count(paragraph, style)
        if style.name.startswith(("toc ", "table of ")):
            self.writer.add(text, BlockKind.RUNNING_HEAD)
        elif style.name in ("title", "subtitle"):
            self.writer.add(text, BlockKind.HEADING)
        elif outline is not None and outline < 9:
            self.depth = outline + 1 + self.has_title
            self.writer.add(text, BlockKind.HEADING, marker=marker or "", level=self.depth)
        elif marker is not None:
            depth = _whole(_value(paragraph, "pPr/numPr/ilvl"))
            level = 1 + (style.depth if depth is None else depth)
            self.writer.add(text, BlockKind.LIST_ITEM, marker=marker, level=level)
        elif "quote" in style.name:
            self.writer.add(text, BlockKind.QUOTATION)
        elif style.name == "caption":
            self.writer.add(text, BlockKind.PARAGRAPH)
        else:
            # A heading that is only bold stands below those that a style says.
            self.writer.add(text, bold=_is_bold(paragraph, style), level=min(self.depth + 1, 6))

    def _count(self, paragraph: Any, style: _Style) -> str | None:
        """The number or bullet of a list item; None for any other paragraph."""
        number = _value(paragraph, "pPr/numPr/numId")
        if number is None:
            number = style.number
        depth = _whole(_value(paragraph, "pPr/numPr/ilvl"))
        marker = None
        if number not in ("", "0"):
            marker = self.numbering.next_marker(number, style.depth if depth is None else depth)
        return "•" if marker is None and number != "0" and style.name.startswith("list bullet") else marker

    def _cite(self, paragraph: Any) -> None:
        for kind in _NOTES:
            for mark in paragraph.iter(f"{_W}{kind[:-1]}Reference"):
                self.cited.append((kind, mark.get(_W + "id", "")))

    def _write_table(self, table: Any) -> None:
        rows = [(_find_all(row, "tc"), _is_on(row, "trPr/tblHeader")) for row in _find_all(table, "tr")]
        cells = [cell for row, _ in rows for cell in row]
        filled = [sum(bool(_cell_parts(cell)) for cell in row) for row, _ in rows]
        if max(filled, default=0) <= 1 or any(cell.find(f".//{_W}tbl") is not None for cell in cells):
            for cell in cells:  # a frame round text, or a grid that places things on the page
                self._write_children(cell)
            return
        for cell in cells:
            self._cite(cell)
        self.writer.add_table(_make_rows(rows))


def _find_all(parent: Any, name: str) -> list[Any]:
    """The rows of a table or cells of a row, also those in content controls."""
    found = []
    for child in parent:
        if child.tag == _W + name:
            found.append(child)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            found.extend(_find_all(child, name))
    return found


def _make_rows(rows: Sequence[tuple[list[Any], bool]]) -> list[list[Cell]]:
    made: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}  # column -> row and place of the cell that others may go on with
    for cells, head in rows:
        row: list[Cell] = []
        column = 0
        for cell in cells:
            merge = _value(cell, "tcPr/vMerge")
            across = max(1, _whole(_value(cell, "tcPr/gridSpan")) or 1)
            if merge is not None and merge != "restart" and column in above:
                upper, place = above[column]
                made[upper][place] = replace(made[upper][place], down=made[upper][place].down + 1)
            else:
                above[column] = (len(made), len(row))
                row.append(Cell(parts=tuple(_cell_parts(cell)), across=across, head=head))
            column += across
        made.append(row)
    return made


def _cell_parts(cell: Any) -> list[str]:
    return [text for paragraph in cell.iter(_W + "p") if (text := _read_text(paragraph).strip())]


def _read_text(paragraph: Any) -> str:
    return "".join(text for text, _ in read_pieces(paragraph))


def read_pieces(paragraph: Any) -> Iterator[tuple[str, Any]]:
    """What is seen of a paragraph (an lxml element), its text boxes apart, piece by piece with the element of each."""
    for element in _seen(paragraph):
        tag = element.tag
        if tag == _W + "t":
            yield element.text or "", element
        elif tag in (_W + "tab", _W + "ptab"):
            yield "\t", element
        elif tag in (_W + "br", _W + "cr"):
            yield "\n", element
        elif tag == _W + "noBreakHyphen":
            yield "-", element


def _seen(element: Any) -> Iterator[Any]:
    """The elements of a paragraph that print something, in order."""
    for child in element:
        tag = child.tag
        if tag in _UNSEEN or tag in (_W + "txbxContent", _W + "pPr", _W + "rPr", _W + "tabs"):
            continue
        if tag == _W + "r" and (_is_on(child, "rPr/vanish") or _is_on(child, "rPr/webHidden")):
            continue
        yield child
        yield from _seen(child)


def _find_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph; not those in them, and not the copies for old programs."""
    for box in paragraph.iter(_W + "txbxContent"):
        copy = next(box.iterancestors(_MC + "Fallback"), None)
        if copy is None and next(box.iterancestors(_W + "p")) is paragraph:
            yield box


def _is_bold(paragraph: Any, style: _Style) -> bool:
    runs = [
        run
        for run in _seen(paragraph)
        if run.tag == _W + "r" and any((t.text or "").strip() for t in run.iter(_W + "t"))
    ]
    return bool(runs) and all(style.bold if _value(run, "rPr/b") is None else _is_on(run, "rPr/b") for run in runs)


def _read_notes(document: Any) -> dict[tuple[str, str], list[Any]]:
    """The paragraphs of each note."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml

    notes: dict[tuple[str, str], list[Any]] = {}
    kinds = {RELATIONSHIP_TYPE.FOOTNOTES: "footnotes", RELATIONSHIP_TYPE.ENDNOTES: "endnotes"}
    for relation in document.part.rels.values():
        if relation.reltype not in kinds or relation.is_external:
            continue
        kind = kinds[relation.reltype]
        try:
            root = parse_xml(relation.target_part.blob)
        except (ValueError, SyntaxError, AttributeError):
            continue  # lxml's XMLSyntaxError is a SyntaxError
        for note in root.iter(f"{_W}{kind[:-1]}"):
            notes[kind, note.get(_W + "id", "")] = list(note.iter(_W + "p"))
    return notes

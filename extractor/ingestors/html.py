"""Web pages as saved: the main content, with headings, lists, tables and quotations in their order.

Navigation, banners, feet, cookie notices, share buttons and what is hidden stay out. Where a page does not mark its
main content, what holds mostly links is left out.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import regex

from extractor.errors import IngestError
from extractor.ingestors import Contents, Limits
from extractor.ingestors.lines import NUMERAL
from extractor.ingestors.text import decode
from extractor.ingestors.writing import Cell, Writer
from extractor.models import BlockKind, Status

_CHARSET = regex.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", regex.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes
# What browsers take these names for (encoding.spec.whatwg.org).
_WINDOWS_1252 = frozenset({"iso8859-1", "ascii", "cp1252"})

_NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "map",
        "select",
        "datalist",
        "textarea",
        "input",
        "head",
        "dialog",
        "img",
        "picture",
    ]
)
_FURNITURE_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "dialog",
        "alertdialog",
        "complementary",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
    ]
)
# Names of classes and ids, each as a whole: "adult-social-care" and "sharing-good-practice" are content.
_CLUTTER_NAME = regex.compile(
    r"""(?:[\w-]*[-_])?
        (?:breadcrumbs? | skip[-_]?(?:links?|nav|to) | shar(?:e|ing) | social[-_]?(?:shar(?:e|ing)|media|links?|icons?)
          | visually[-_]?hidden | sr[-_]only | screen[-_]reader[-_]text | element[-_]invisible
          | site[-_]?alerts? | (?:alert|announcement|notification)[-_](?:bar|banner) | page[-_]feedback
          | (?:chat|feedback|helpful)[-_]?(?:form|widget) | live[-_]?chat
          | pagination | pager | newsletter | subscribe | adverts? | sidebar | popup | modal
          | related(?:[-_](?:content|links|pages|articles|items|posts|news))?)
        (?:[-_]{1,2}(?:bar|block|box|buttons?|container|form|inner|links?|list|menu|nav|signup|widget|wrapper))*""",
    regex.VERBOSE | regex.IGNORECASE,
)
_COOKIE_NAME = regex.compile(
    r"(?:[\w-]*[-_])?(?:cookies?|gdpr|consent)(?:[-_]?\w+){0,3}"
    r"|\w*cookie(?:bot|consent|banner|notice|law|bar|dialog)\w*|onetrust[\w-]*",
    regex.IGNORECASE,
)
_FOLDED_NAME = regex.compile(r"accordion|collaps|expand|panel|tab", regex.IGNORECASE)
_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
_MOST_CLUTTER = 0.5  # of the page's letters: what holds more is the content, whatever it is called
_PROSE = 400  # letters outside links: what holds more is text, whatever it is called

_ROOTS = ("main", "[role=main]", "article", "#main-content", "#content", "#main", ".main-content")
_LEAST_CONTENT = 0.25  # of the page's letters: a part that holds less is not its content
_DEEPEST = 5_000  # elements in each other: browsers show a tenth of it, and the parser's time grows with its square
_MOST_ATTRIBUTES = 1_000
# As a browser reads a tag: a quotation mark matters only after an equals sign.
_ATTRIBUTE = regex.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+""")
_TAG = regex.compile(rf"</?([A-Za-z][^\s/>]*+)(?:[\s/]++|{_ATTRIBUTE.pattern})*+")
_OPENS = regex.compile(r"<(/?)(?:div|ul|ol|table|blockquote|section|article|dl)\b", regex.IGNORECASE)
_LINKS = 0.6  # of a list's letters in links: such a list is navigation, where nothing says what is
_FEW_LINKS = 0.2  # of an aside's letters in links
_FEWEST_LINKS = 3

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "blockquote",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | set(_HEADINGS)
_KEPT = frozenset(["html", "body", "main", "article", *_HEADINGS])
# Where a part starts or ends that a style sheet may set on a line of its own: no space parts "98%" from what it is of.
_EDGE = "\x1f"
_EDGE_MARK = regex.compile(_EDGE)
_STUCK = regex.compile(
    rf"(?:(?<=[\d%+])|(?<=\d(?:m|k|bn))){_EDGE}+(?=\p{{Ll}}{{2,}})(?!(?:st|nd|rd|th|bn|pp|pm|am)\b)", regex.IGNORECASE
)
_WHITE = regex.compile(r"[ \t\r\n\f]+")  # not the no-break space
_BLANK_LINE = regex.compile(r"\n[ \t]*\n\s*")
_NOTE_NAME = regex.compile(r"(?:foot|end)-?notes?(?:[-_](?:list|ref|references?))?", regex.IGNORECASE)
_NOTE_MARK = regex.compile(r"\[?(?:\d{1,3}|[*†‡])\]?")
_SITE_NAME = regex.compile(r"\s+[|–—»-]\s+[^|–—»]+$")
_DATES = (
    ("article:published_time", "published"),
    ("dcterms.issued", "published"),
    ("dcterms.date", "published"),
    ("dc.date.issued", "published"),
    ("dc.date", "published"),
    ("citation_publication_date", "published"),
    ("publication_date", "published"),
    ("datepublished", "published"),
    ("date", "published"),
    ("article:modified_time", "modified"),
    ("og:updated_time", "modified"),
    ("dcterms.modified", "modified"),
)


def read(data: bytes, *, limits: Limits, password: str = "") -> Contents:
    """Return the main content of a web page with its blocks; title, dates and publisher are metadata.

    Raises IngestError: corrupt, no_text; unsupported where selectolax is not installed.
    """
    del limits, password  # the size was looked at before the file was read
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise IngestError(
            "",
            "is a web page, for which selectolax is needed",
            hint='pip install "lga-metrics[html]"',
            status=Status.UNSUPPORTED,
        ) from error
    source, encoding = decode_page(data)
    if _find_depth(source) > _DEEPEST:
        raise IngestError(
            "", "nests its elements thousands deep, as no page for people does", hint="save the page again"
        )
    tree = LexborHTMLParser(_drop_attributes(source))
    metadata = _find_metadata(tree)
    page = _Page(tree)
    page.write()
    if not page.writer.text:
        raise IngestError(
            "",
            "is a web page without text",
            hint="save it from the browser once it shows, or print it to PDF",
            status=Status.NO_TEXT,
        )
    return Contents(text=page.writer.text, blocks=tuple(page.writer.blocks), encoding=encoding, metadata=metadata)


def decode_page(data: bytes) -> tuple[str, str]:
    """Return the source of a page and the name of its encoding: by its mark, else as declared, else as found.

    A declared encoding that the bytes do not keep to is passed over. Raises IngestError for bytes that are no text.
    """
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked and not data.startswith(b"%PDF-"):
        try:
            codec = codecs.lookup(declared[1].decode("ascii", "replace")).name
            codec = "cp1252" if codec in _WINDOWS_1252 else codec
            # A page that could be read up to its declaration in one-byte letters is in no two-byte encoding.
            codec = "utf-8" if codec.startswith("utf-16") else codec
            text = data.decode(codec)
        except (LookupError, ValueError):
            pass
        else:
            return text, "windows-1252" if codec == "cp1252" else codec.replace("_", "-")
    return decode(data)


def _find_depth(source: str) -> int:
    """How deep elements that must be closed stand in each other at most, as far as their tags tell."""
    depth = deepest = 0
    for tag in _OPENS.finditer(source):
        depth = max(0, depth + (-1 if tag[1] else 1))
        deepest = max(deepest, depth)
    return deepest


def _drop_attributes(source: str) -> str:
    """The source with bare tags where there were more attributes than any page has: each is held against all others.

    Those of all html and body tags are put on one element by the parser.
    """
    kept: list[str] = []
    at = of_page = 0
    for tag in _TAG.finditer(source):
        of_root = tag[1].lower() in ("html", "body")
        if not of_root and tag.end() - tag.end(1) < _MOST_ATTRIBUTES:
            continue
        count = sum(1 for _ in _ATTRIBUTE.finditer(source, tag.end(1), tag.end()))
        of_page += count * of_root
        if max(count, of_page * of_root) > _MOST_ATTRIBUTES:
            kept.append(source[at : tag.end(1)])
            at = tag.end()
    return "".join((*kept, source[at:])) if kept else source


# Metadata


def _find_metadata(tree: Any) -> tuple[tuple[str, str], ...]:
    said: dict[str, str] = {}
    for meta in tree.css("meta"):
        attributes = meta.attributes
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        value = " ".join((attributes.get("content") or "").split())
        if name and value:
            said.setdefault(name, value)
    said.update({key: value for key, value in _find_linked_data(tree) if key not in said})
    found: list[tuple[str, str]] = []
    title = tree.css_first("title")
    named = said.get("og:title") or said.get("dcterms.title") or said.get("dc.title") or said.get("headline")
    if named or title is not None:
        found.append(("title", named or _SITE_NAME.sub("", " ".join(title.text().split()))))
    for key, name in _DATES:
        if key in said and name not in dict(found):
            found.append((name, said[key]))
    for key, name in (("og:site_name", "publisher"), ("dcterms.publisher", "publisher"), ("author", "author")):
        if key in said and name not in dict(found):
            found.append((name, said[key]))
    return tuple((name, value) for name, value in found if value)


def _find_linked_data(tree: Any) -> Iterator[tuple[str, str]]:
    """Title and date as a page's JSON-LD says them."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text())
        except (ValueError, RecursionError):
            continue
        things = data if isinstance(data, list) else [data]
        for thing in things:
            graph = thing.get("@graph", [thing]) if isinstance(thing, dict) else ()
            for item in graph if isinstance(graph, list) else ():
                if isinstance(item, dict):
                    for key in ("datePublished", "headline"):
                        if isinstance(item.get(key), str):
                            yield key.lower(), item[key]


# Main content


def _letters(node: Any) -> int:
    return len(node.text() or "")


def _linked(node: Any) -> int:
    """How many of a node's letters stand in links."""
    return sum(map(_letters, node.css("a")))


def _find_root(tree: Any) -> tuple[Any, bool]:
    """What holds the content, and whether the page marks it."""
    whole = _letters(tree.body)
    for choice in _ROOTS:
        best = max(tree.css(choice), key=_letters, default=None)
        if best is not None and _letters(best) > _LEAST_CONTENT * whole:
            return best, True
    return tree.body, False


def _take_out_clutter(tree: Any) -> None:
    """Take out, of the whole page, what no reader takes for content."""
    for name in sorted(_NEVER):
        for node in tree.css(name):
            node.decompose()
    most = _MOST_CLUTTER * _letters(tree.body)
    # The innermost first: what is taken out does not count for what it stood in, and no node is looked at in vain.
    for node in reversed(tree.css("[hidden], [aria-hidden=true], [role], [class], [id], [style]")):
        if node.tag not in _KEPT and _is_clutter(node) and _letters(node) < most:
            node.decompose()


def _is_clutter(node: Any) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if hidden or _HIDDEN.search(attributes.get("style") or ""):
        # What a reader can unfold is content.
        return "aria-labelledby" not in attributes and not any(map(_FOLDED_NAME.search, names))
    if (attributes.get("role") or "").lower() in _FURNITURE_ROLES or any(map(_COOKIE_NAME.fullmatch, names)):
        return True
    return any(map(_CLUTTER_NAME.fullmatch, names)) and _letters(node) - _linked(node) < _PROSE


def _take_out_furniture(root: Any, *, marked: bool, most: float) -> None:
    """Take out navigation; where the page does not mark its content, heads, feet, asides and lists of links as well."""
    for node in root.css("nav, menu, search, form" if marked else "nav, menu, search, form, footer, aside, header"):
        keeps_title = node.tag == "header" and node.css_first("h1") is not None
        quoted = node.parent is not None and node.parent.tag == "blockquote"
        # What is set beside the text is mostly links, or else a callout.
        told = node.tag == "aside" and _linked(node) <= _FEW_LINKS * _letters(node)
        if not (keeps_title or quoted or told) and _letters(node) < most:
            node.decompose()
    for node in root.css("ul, ol"):
        links = node.css("a")
        inner = all((link.attributes.get("href") or "").startswith("#") for link in links)
        if len(links) >= _FEWEST_LINKS and (inner or not marked) and _linked(node) > _LINKS * _letters(node):
            node.decompose()


@dataclass(slots=True)
class _State:
    """Where the walk through a page is."""

    heading: int = 0
    last_heading: int = 1
    bold: int = 0
    quoted: int = 0
    plain: int = 0  # in how many elements line breaks count
    notes: int = 0
    lists: list[int | None] = field(default_factory=list)  # the number of the last item; None where they have none
    marker: str | None = None  # of the list item that has no text yet


class _Page:
    """Writes the main content of a page; uses up its tree."""

    def __init__(self, tree: Any) -> None:
        self.writer = Writer()
        self.state = _State()
        self.parts: list[str] = []
        self.light = 0  # letters of the open block that are not bold
        self.tree = tree

    def write(self) -> None:
        """Write all of it."""
        if self.tree.body is None:
            return
        _take_out_clutter(self.tree)
        root, marked = _find_root(self.tree)
        _take_out_furniture(root, marked=marked, most=_MOST_CLUTTER * _letters(root))
        titles = self.tree.css("h1")
        if marked and len(titles) == 1 and not root.css("h1"):
            self._walk(titles[0])
        self._walk(root)
        self._flush()

    def _walk(self, root: Any) -> None:
        # Not by recursion: a page may be nested as deep as it likes.
        waiting: list[tuple[Any, bool]] = [(root, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                self._leave(node)
            elif node.is_text_node:
                self._say(node.text_content or "")
            elif node.is_element_node and not self._pass_over(node):
                self._enter(node)
                waiting.append((node, True))
                waiting.extend((child, False) for child in reversed(_children(node)))

    def _pass_over(self, node: Any) -> bool:
        """Whether a node is not walked into: written otherwise, or not at all."""
        if node.tag == "button":
            return not self.state.heading
        if node.tag == "table":
            rows = _read_rows(node)
            if rows:
                self._flush()
                caption = node.css_first("caption")
                self.writer.add(" ".join(caption.text().split()) if caption is not None else "", BlockKind.PARAGRAPH)
                self.writer.add_table(rows)
            return bool(rows)
        return node.tag == "sup" and _is_note_mark(node)

    def _enter(self, node: Any) -> None:
        state, tag = self.state, node.tag
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self.parts.append("\n")
        elif tag == "span":
            self.parts.append(_EDGE)
        elif tag in _HEADINGS:
            state.heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            start = node.attributes.get("start") or "1"
            state.lists.append((int(start) if start.isdecimal() and len(start) < 6 else 1) - 1 if tag == "ol" else None)
        elif tag == "li":
            self._start_item()
        self._count(node, 1)

    def _leave(self, node: Any) -> None:
        state, tag = self.state, node.tag
        if tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS:
            state.heading = 0
        elif tag == "span":
            self.parts.append(_EDGE)
        elif tag in ("ul", "ol") and state.lists:
            state.lists.pop()
        elif tag == "li":
            state.marker = None
        self._count(node, -1)

    def _count(self, node: Any, step: int) -> None:
        state, tag = self.state, node.tag
        state.bold += step * (tag in ("b", "strong", "summary"))
        state.quoted += step * (tag == "blockquote")
        state.plain += step * (tag == "pre")
        if tag in ("ol", "ul", "section", "div") and _holds_notes(node):
            state.notes += step

    def _start_item(self) -> None:
        lists = self.state.lists
        number = lists[-1] if lists else None
        if number is None:
            self.state.marker = "•"
        else:
            lists[-1] = number + 1
            self.state.marker = f"{number + 1}."

    def _say(self, text: str) -> None:
        shown = text if self.state.plain else _WHITE.sub(" ", text)
        self.parts.append(shown)
        if not self.state.bold:
            self.light += len(shown.strip())

    def _flush(self) -> None:
        """Write the block that is open."""
        text, bold = _EDGE_MARK.sub("", _STUCK.sub(" ", "".join(self.parts))), not self.light
        self.parts.clear()
        self.light = 0
        for part in filter(str.strip, _BLANK_LINE.split(text)):
            self._write(part, bold=bold)

    def _write(self, text: str, *, bold: bool) -> None:
        state = self.state
        if state.heading:
            state.last_heading, state.marker = state.heading, None
            self.writer.add(" ".join(text.split()), BlockKind.HEADING, level=state.heading)
        elif state.notes:
            self.writer.add(text, BlockKind.FOOTNOTE, marker=(state.marker or "").strip("•."))
            state.marker = None
        elif state.marker and not NUMERAL.fullmatch(text.strip()):
            self.writer.add(text, BlockKind.LIST_ITEM, marker=state.marker, level=max(1, len(state.lists)))
            state.marker = None
        elif state.quoted:
            self.writer.add(text, BlockKind.QUOTATION)
        else:
            state.marker = None  # a numeral set apart in a list item goes with what follows it
            self.writer.add(text, bold=bold, level=min(state.last_heading + 1, 6))


def _children(node: Any) -> list[Any]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _is_note_mark(node: Any) -> bool:
    """Whether a raised number is the mark of a note, and not a part of a figure ("m2", "25th")."""
    if not _NOTE_MARK.fullmatch((node.text() or "").strip()):
        return False
    linked = node.css_first("a") is not None or (node.parent is not None and node.parent.tag == "a")
    return linked or _NOTE_NAME.search(node.attributes.get("class") or "") is not None


def _holds_notes(node: Any) -> bool:
    attributes = node.attributes
    if attributes.get("role") in ("doc-endnotes", "doc-footnote"):
        return True
    return any(
        _NOTE_NAME.fullmatch(name) for name in f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    )


# Tables


def _read_rows(table: Any) -> list[list[Cell]]:
    """The cells of a table of data, row by row; none of a table that only places things on the page."""
    inside = table.css_first("table table") is not None
    if inside or (table.attributes.get("role") or "") in ("presentation", "none"):
        return []
    rows = [
        [_make_cell(child) for child in _children(row) if child.is_element_node and child.tag in ("td", "th")]
        for row in table.css("tr")
    ]
    filled = [sum(bool(cell.parts) for cell in row) for row in rows]
    return rows if len(rows) > 1 and max(filled) > 1 else []


def _make_cell(node: Any) -> Cell:
    return Cell(
        parts=tuple(_cell_parts(node)),
        across=_span(node.attributes.get("colspan")),
        down=_span(node.attributes.get("rowspan")),
        head=node.tag == "th",
    )


def _span(value: str | None) -> int:
    return max(1, int(value)) if value and value.isdecimal() and len(value) < 5 else 1


def _cell_parts(cell: Any) -> list[str]:
    parts: list[str] = []
    waiting = [cell]
    while waiting:
        node = waiting.pop()
        if node is None:
            parts.append("\n")
        elif node.is_text_node:
            parts.append(_WHITE.sub(" ", node.text_content or ""))
        elif node.is_element_node and not (node.tag == "sup" and _is_note_mark(node)):
            if node.tag in _BLOCKS or node.tag == "br":
                parts.append("\n")
                waiting.append(None)
            waiting.extend(reversed(_children(node)))
    return [" ".join(line.split(" ")).strip() for line in "".join(parts).split("\n") if line.strip()]

"""What a web site puts on all its pages is no content of any of them: its figures are told, and are no claims.

Menus, paths ("Home / Our support"), links to other pages and their like are saved with a page. No single page tells
them from its text, but several pages of one site do: they stand word for word at the head or the foot of each. Annual
reports repeat true sentences as well, from year to year; so a sentence always stays, and so does what stands amid text
of a page's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, takewhile
from pathlib import PurePosixPath

from extractor.models import BlockKind, Claim, Document, Reading, Reason, Unclaimed

# Judgements, to be changed here.
_FEWEST = 3  # pages that share a line: two may be a coincidence
_MOST_BLOCKS = 30  # at either end of a page: more is text that a publisher brings out again
_LONGEST = 200  # characters: a longer passage that is shared is text as well
_SAVED = frozenset({"htm", "html", "xhtml", "md", "markdown", "txt", "text"})  # formats that pages are saved in
_KINDS = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_SENTENCE_ENDS = (".", "!", "?", "…", ";")
_CLOSING = "\"”’')]»"

_Site = tuple[str, str]


def set_furniture_aside(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings; figures in lines that three pages of one site share are no claims there, but unclaimed.

    Pages are of one site where they have one publisher or lie in one folder. Versions of one publication count once.
    Lists and dates in such lines go as well, since nothing can be checked by them.
    """
    shared = _find_shared(readings)
    if not shared:
        return list(readings)
    return [_set_aside(reading, _find_furniture(reading, shared)) for reading in readings]


def _find_shared(readings: Sequence[Reading]) -> dict[_Site, set[str]]:
    """For each site the lines that are on so many of its pages, if one of them has a figure."""
    sites: dict[_Site, list[Reading]] = defaultdict(list)
    for reading in readings:
        for site in _name_sites(reading.document):
            sites[site].append(reading)
    return {site: lines for site, pages in sites.items() if len(pages) >= _FEWEST and (lines := _find_common(pages))}


def _name_sites(document: Document) -> Iterator[_Site]:
    if document.format in _SAVED:
        yield "folder", str(PurePosixPath(document.path).parent)
        if document.publisher:
            yield "publisher", document.publisher.casefold()


def _find_common(pages: Sequence[Reading]) -> set[str]:
    # Few lines have figures, so these are looked at first: mostly none of them is shared, and that is all.
    told = _find_often((page.document, _find_loose(page)) for page in pages)
    return told and _find_often((page.document, {*chain(*_ends(page.document))}) for page in pages)


def _find_often(places: Iterable[tuple[Document, Iterable[int]]]) -> set[str]:
    """The lines at these places that several publications have."""
    holders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for document, blocks in places:
        for block in blocks:
            holders[_fold(document, block)].add((document.work or document.document, document.title))
    return {line for line, publications in holders.items() if len(publications) >= _FEWEST}


def _find_loose(page: Reading) -> set[int]:
    """The blocks at the head and the foot of a page that have a figure and are no sentence, cell or callout."""
    near = {claim.block for claim in page.claims}.intersection(chain(*_ends(page.document)))
    return {block for block in near if _is_loose(page.document, block)}


def _ends(document: Document) -> tuple[range, range]:
    """The blocks at its head from the first, and at its foot from the last."""
    count = len(document.blocks)
    return range(min(count, _MOST_BLOCKS + 1)), range(count - 1, max(-1, count - _MOST_BLOCKS - 2), -1)


def _fold(document: Document, block: int) -> str:
    return " ".join(_text(document, block).split()).casefold()


def _text(document: Document, block: int) -> str:
    return document.text[document.blocks[block].start : document.blocks[block].end]


def _is_loose(document: Document, block: int) -> bool:
    ended = _text(document, block).rstrip().rstrip(_CLOSING).endswith(_SENTENCE_ENDS)
    return document.blocks[block].kind in _KINDS and not ended


def _find_furniture(page: Reading, shared: dict[_Site, set[str]]) -> set[int]:
    """The loose blocks with a figure in the lines that a page shares from its first on, or up to its last."""
    document = page.document
    lines = set().union(*(shared.get(site, ()) for site in _name_sites(document)))
    furniture: set[int] = set()
    for end in _ends(document):
        run = list(takewhile(lambda block: _fold(document, block) in lines, end))
        run = list(takewhile(lambda block: len(_text(document, block)) <= _LONGEST, run))
        if len(run) <= min(_MOST_BLOCKS, len(document.blocks) - 1):  # a page that is shared to its end is a copy
            furniture.update(run)
    return furniture & _find_loose(page)


def _set_aside(reading: Reading, blocks: set[int]) -> Reading:
    if not blocks:
        return reading
    spans = [(reading.document.blocks[block].start, reading.document.blocks[block].end) for block in blocks]
    gone = [_refuse(claim) for claim in reading.claims if claim.block in blocks]
    return replace(
        reading,
        claims=tuple(claim for claim in reading.claims if claim.block not in blocks),
        unclaimed=tuple(sorted((*reading.unclaimed, *gone), key=lambda number: (number.start, number.end))),
        lists=tuple(one for one in reading.lists if not _lies_in(one.claim_start, spans)),
        events=tuple(event for event in reading.events if event.block not in blocks),
    )


def _lies_in(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _refuse(claim: Claim) -> Unclaimed:
    return Unclaimed(
        document=claim.document,
        start=claim.start,
        end=claim.end,
        text=claim.text,
        reason=Reason.REPEAT,
        page=claim.page,
        pattern="furniture of a site",
    )

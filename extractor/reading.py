"""Joins facts, extract and link: a document in hand -> its Reading; also what is seen in one sentence on its own."""

from __future__ import annotations

import time
from dataclasses import replace

from extractor.cleaning import clean, forget
from extractor.models import Block, BlockKind, Claim, Document, Mention, Reading
from extractor.patterns import Patterns


def read_text(document: Document, patterns: Patterns) -> Reading:
    """The document with its facts, its linked claims and its other numbers, and how long each stage took (seconds)."""
    # spaCy takes a second to load, which a process that only hands out documents does not need.
    from extractor.events import find_events
    from extractor.extract import find_claims
    from extractor.facts import add_facts
    from extractor.link import link_claims

    started = time.perf_counter()
    document = add_facts(document)
    with_facts = time.perf_counter()
    extraction = find_claims(document, patterns)
    extracted = time.perf_counter()
    claims = mark_ocr(link_claims(document, extraction, patterns), document)
    linked = time.perf_counter()
    events = find_events(document, patterns)
    dated = time.perf_counter()
    forget()
    return Reading(
        document=document,
        claims=claims,
        unclaimed=extraction.unclaimed,
        lists=extraction.lists,
        events=events,
        seconds=(
            ("facts", with_facts - started),
            ("extract", extracted - with_facts),
            ("link", linked - extracted),
            ("events", dated - linked),
        ),
    )


def mark_ocr(claims: tuple[Claim, ...], document: Document) -> tuple[Claim, ...]:
    """The claims, those on pages that were read off their image marked as such."""
    scanned = {page.number for page in document.pages if page.by_ocr}
    return tuple(replace(claim, by_ocr=claim.page in scanned) for claim in claims) if scanned else claims


def read_sentence(sentence: str, patterns: Patterns) -> Reading:
    """What is seen in one sentence on its own.

    >>> from extractor.patterns import load_patterns
    >>> [claim.text for claim in read_sentence("Over 140 clerks were trained.", load_patterns()).claims]
    ['Over 140']
    """
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(sentence))
    document = Document(document="sentence", path="", sha256="", format="txt", text=sentence, blocks=(block,))
    return read_text(document, patterns)


def find_mentions(document: Document, patterns: Patterns) -> tuple[Mention, ...]:
    """The programmes and periods that a document's text names, in text order."""
    from extractor.periods import find_periods
    from extractor.programmes import find_programmes

    cleaned = clean(document.text)
    seen = [
        *find_programmes(cleaned.text, patterns),
        *find_periods(cleaned.text, today=document.published, own=document.period),
    ]
    moved = []
    for mention in seen:
        start, end = cleaned.span(mention.start, mention.end)
        moved.append(replace(mention, start=start, end=end, text=document.text[start:end]))
    return tuple(sorted(moved, key=lambda mention: (mention.start, mention.end)))

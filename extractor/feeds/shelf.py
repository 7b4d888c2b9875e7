"""shelf.json: what a later comparison needs of a run's documents and claims, and the feeds have no column for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from extractor.columns import Columns, Mask
from extractor.errors import FeedError
from extractor.feeds.columns import FEED, RUN_FILE, SHELF
from extractor.feeds.read import read_day, read_documents, read_facts
from extractor.feeds.rows import order_claims
from extractor.models import (
    AnnouncedList,
    Block,
    BlockKind,
    Box,
    Claim,
    DatedEvent,
    Document,
    ListItem,
    Modality,
    Period,
    Run,
    Section,
)

_SHELF_VERSION = 3
_LETTERS = dict(zip(BlockKind, "hplctqfr", strict=True))
# The checks ask for a block's kind and a cell's heads only; one object for each kind saves a second on a full shelf.
_BLOCKS = {letter: Block(kind=kind, start=0, end=0) for kind, letter in _LETTERS.items()}


def write_shelf(run: Run) -> str:
    """The text of shelf.json."""
    documents = sorted(run.documents, key=lambda document: document.document)
    shelf = {
        "about": "What a later comparison needs of these documents; of claims each distinct value once",
        "version": _SHELF_VERSION,
        "documents": [
            {
                "document": document.document,
                "period": document.period.label,
                "blocks": "".join(_LETTERS[block.kind] for block in document.blocks),
                "heads": [
                    [number, block.row_head, block.column_head]
                    for number, block in enumerate(document.blocks)
                    if block.row_head or block.column_head
                ],
                "sections": [[each.title, each.level, each.start, each.body, each.end] for each in document.sections],
            }
            for document in documents
        ],
        "claims": Columns(order_claims(run.claims)).store(),
        "lists": sorted(run.lists, key=lambda each: (each.document, each.claim_start)),
        "events": sorted(run.events, key=lambda each: (each.document, each.start)),
    }
    # One line for each of the above: a file of a hundred reports can still be looked at.
    parts = (
        f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, default=_write_plain)}"
        for name, part in shelf.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _write_plain(thing: object) -> object:
    """What JSON has no form for: a dataclass by its fields, a day or a number as text."""
    if is_dataclass(thing):
        return {field.name: getattr(thing, field.name) for field in fields(thing)}
    return str(thing)


def read_shelf(out: Path, *, choose: Callable[[Columns], Mask] | None = None) -> Run:
    """The documents, claims, lists and dates of a run, as the reconciler needs them; documents come without text.

    `choose` says which claims are wanted; all are without it. FeedError where the folder holds no run, its files are
    damaged or not of one run, or another version wrote them.
    """
    documents, failures = read_documents(out / FEED["documents"].file)
    facts = read_facts(out / RUN_FILE)
    path = out / SHELF
    try:
        shelf = json.loads(path.read_text(encoding="utf-8"))
        if shelf["version"] != _SHELF_VERSION:
            raise FeedError(str(path), f"is of version {shelf['version']}", hint="run again with this program")
        return Run(
            documents=_shelve_documents(documents, shelf["documents"]),
            failures=failures,
            claims=_choose_claims(path, Columns.load(shelf["claims"]), facts.rows["claims"], choose),
            lists=tuple(_shelve_list(each) for each in shelf["lists"]),
            events=tuple(_shelve_event(each) for each in shelf["events"]),
        )
    except OSError as error:
        hint = "an earlier version wrote this output: run again"
        raise FeedError(str(path), f"cannot be read: {error.strerror or error}", hint=hint) from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise FeedError(str(path), "is not what a run wrote", hint="run again") from error


def _shelve_documents(documents: Sequence[Document], rest: Sequence[Mapping[str, Any]]) -> tuple[Document, ...]:
    by_name = {each["document"]: each for each in rest}
    return tuple(
        replace(
            document,
            period=replace(document.period, label=by_name[document.document]["period"]),
            blocks=_shelve_blocks(by_name[document.document]),
            sections=tuple(
                Section(title=title, level=level, start=start, body=body, end=end)
                for title, level, start, body, end in by_name[document.document]["sections"]
            ),
        )
        for document in documents
    )


def _shelve_blocks(rest: Mapping[str, Any]) -> tuple[Block, ...]:
    blocks = list(map(_BLOCKS.__getitem__, rest["blocks"]))
    for number, row, column in rest["heads"]:
        blocks[number] = replace(blocks[number], row_head=row, column_head=column)
    return tuple(blocks)


def _choose_claims(
    path: Path, columns: Columns, expected: int, choose: Callable[[Columns], Mask] | None
) -> tuple[Claim, ...]:
    if len(columns) != expected:
        problem = f"holds {len(columns):,} claims where the run wrote {expected:,}"
        raise FeedError(str(path), problem, hint="run again")
    rows = choose(columns).nonzero()[0].tolist() if choose else range(expected)
    return tuple(map(columns.claim, rows))


def _shelve_list(fields: Mapping[str, Any]) -> AnnouncedList:
    items = (ListItem(**{**item, "box": _shelve_box(item["box"])}) for item in fields["items"])
    return AnnouncedList(**{**fields, "items": tuple(items)})


def _shelve_event(fields: Mapping[str, Any]) -> DatedEvent:
    period = fields["period"]
    return DatedEvent(
        **{
            **fields,
            "modality": Modality(fields["modality"]),
            "period": Period(start=read_day(period["start"]), end=read_day(period["end"]), label=period["label"]),
            "box": _shelve_box(fields["box"]),
        }
    )


def _shelve_box(edges: Sequence[float] | None) -> Box | None:
    return (edges[0], edges[1], edges[2], edges[3]) if edges else None

"""shelf.json: what a later comparison needs of a run's documents and claims, and the feeds have no column for."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from extractor.errors import FeedError
from extractor.feeds.columns import FEED, RUN_FILE, SHELF
from extractor.feeds.read import Rest, read_claim, read_day, read_documents, read_facts
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

_SHELF_VERSION = 1
_LETTERS = dict(zip(BlockKind, "hplctqfr", strict=True))
# The checks ask for a block's kind and for nothing else; one object for each kind saves a second on a full shelf.
_BLOCKS = {letter: Block(kind=kind, start=0, end=0) for kind, letter in _LETTERS.items()}


def write_shelf(run: Run) -> str:
    """The text of shelf.json."""
    documents = sorted(run.documents, key=lambda document: document.document)
    claims = order_claims(run.claims)
    shelf = {
        "about": "What a later comparison needs of these documents beside the feeds; claims in the order of claims.csv",
        "version": _SHELF_VERSION,
        "documents": [
            {
                "document": document.document,
                "period": document.period.label,
                "blocks": "".join(_LETTERS[block.kind] for block in document.blocks),
                "sections": [[each.title, each.level, each.start, each.body, each.end] for each in document.sections],
            }
            for document in documents
        ],
        "claims": {
            "key": [claim.key for claim in claims],
            "sentence_start": [claim.sentence_start for claim in claims],
            "sentence_end": [claim.sentence_end for claim in claims],
            "numeral": [claim.numeral for claim in claims],
            "block": [claim.block for claim in claims],
            "series": [claim.series for claim in claims],
            "value": [str(claim.quantity.value) for claim in claims],
            "value_high": [
                "" if claim.quantity.value_high is None else str(claim.quantity.value_high) for claim in claims
            ],
            "step": [str(claim.quantity.step) for claim in claims],
            "abbreviated": [claim.quantity.abbreviated for claim in claims],
        },
        "lists": [asdict(each) for each in sorted(run.lists, key=lambda each: (each.document, each.claim_start))],
        "events": [asdict(each) for each in sorted(run.events, key=lambda each: (each.document, each.start))],
    }
    # One line for each of the above: a file of a hundred reports can still be looked at.
    parts = (f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, default=str)}" for name, part in shelf.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


class Outline(NamedTuple):
    """What is known of a claim before it is read in full: where it stands, and what it might be compared by."""

    document: str
    block: int
    kind: str
    noun: str
    value: str
    series: str


def read_shelf(out: Path, *, choose: Callable[[Sequence[Outline]], Iterable[int]] | None = None) -> Run:
    """The documents, claims, lists and dates of a run, as the reconciler needs them; documents come without text.

    `choose` returns the places of the claims that are wanted, by their outlines; all are read without it. FeedError
    where the folder holds no run, its files are damaged or not of one run, or another version wrote them.
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
            claims=_shelve_claims(out / FEED["claims"].file, shelf["claims"], facts.rows["claims"], choose),
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
            blocks=tuple(map(_BLOCKS.__getitem__, by_name[document.document]["blocks"])),
            sections=tuple(
                Section(title=title, level=level, start=start, body=body, end=end)
                for title, level, start, body, end in by_name[document.document]["sections"]
            ),
        )
        for document in documents
    )


def _shelve_claims(
    path: Path,
    rest: Mapping[str, Sequence[Any]],
    expected: int,
    choose: Callable[[Sequence[Outline]], Iterable[int]] | None,
) -> tuple[Claim, ...]:
    names, rows = _read_lists(path)
    if not len(rows) == len(rest["key"]) == expected:
        problem = f"holds {len(rows):,} rows where the run wrote {expected:,}"
        raise FeedError(str(path), problem, hint="run again")
    document, kind, head, measure, value = (names.index(n) for n in ("document", "kind", "head", "measure", "value"))
    chosen: Iterable[int] = range(len(rows))
    if choose:
        beside = zip(rows, rest["block"], rest["series"], strict=True)
        chosen = choose(
            [
                Outline(row[document], block, row[kind], row[head] or row[measure], row[value], series)
                for row, block, series in beside
            ]
        )
    columns = [rest[name] for name in Rest.__slots__]
    return tuple(
        read_claim(
            f"{path}, row {place + 1}",
            dict(zip(names, rows[place], strict=True)),
            Rest(*(column[place] for column in columns)),
        )
        for place in chosen
    )


def _read_lists(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV feed: half the time of `read_rows` on a full shelf."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names, *rows = csv.reader(file, strict=True)
    except OSError as error:
        raise FeedError(str(path), f"cannot be read: {error.strerror or error}", hint="a run writes it") from error
    except (ValueError, csv.Error) as error:
        raise FeedError(str(path), "is no CSV in UTF-8", hint="run again") from error
    return names, rows


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

"""Checks drafts before they are published: sets them beside publications and keeps the findings that touch them.

The publications are a folder of documents, or what an earlier run read of them (feeds.read_shelf). Of a run only those
claims are taken that could meet one of a draft, with what stands in their paragraphs; how rare a word is, is learnt
from these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from extractor import decisions, feeds, pipeline, workers
from extractor.batch import Progress, hash_files
from extractor.cache import Cache
from extractor.columns import Columns, Mask, number
from extractor.copies import find_kin
from extractor.errors import ExtractorError
from extractor.furniture import set_furniture_aside
from extractor.ingest import FileMet, find_files
from extractor.models import Claim, Document, Failure, Finding, Kind, Reading, Run
from extractor.patterns import Patterns
from extractor.reconcile import pause_collector
from extractor.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of drafts found: a run of the drafts and of what they were compared with.

    `findings` of the run are those that touch a draft. `drafts` are their names, in order, and `files` where each lies.
    `compared` is the number of other documents; `notes` are lines on what was left out of the comparison and why.
    """

    run: Run
    drafts: tuple[str, ...]
    files: dict[str, Path]
    compared: int = 0
    notes: tuple[str, ...] = ()


@pause_collector()
def check_drafts(  # noqa: PLR0913  the settings of the command line, all by name
    paths: Iterable[Path],
    *,
    settings: pipeline.Settings,
    against: Path | None = None,
    store: Path | None = None,
    jobs: int | None = None,
    limits: workers.Limits = pipeline.LIMITS,
    cache: Cache | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Checked:
    """Read the drafts at `paths` and find what disagrees in them, between them, and with the documents of `against`.

    `against` is a folder of documents or the output of a run. A draft that cannot be read is a failure of the run; a
    publication that is the draft itself (the same file or the same work) is left out. `store` holds decisions, by
    default the one beside the output. Drafts are read in this process, without a deadline: a person waits for them.
    With a `cache`, publications that were read before are not read again.
    """
    patterns = pipeline.load_language(settings)
    decided = decisions.find_standing(decisions.read_history(store or decisions.find_store(_find_output(against))))
    met = find_files(paths).files
    if not met:
        raise ExtractorError(", ".join(map(str, paths)), "there is no draft to read", hint="name files or folders")
    results = [pipeline.read_one(file, settings=settings) for file in met]
    readings = set_furniture_aside([result for result in results if isinstance(result, Reading)])
    failures = tuple(result for result in results if isinstance(result, Failure))
    documents, own = pipeline.identify(readings)
    shelf, notes = _load_shelf(
        against,
        met,
        own,
        patterns=patterns,
        settings=settings,
        jobs=jobs,
        limits=limits,
        cache=cache,
        on_progress=on_progress,
    )
    shelf, left_out = _leave_out_drafts(shelf, documents)
    drafts = Run(
        documents=documents,
        claims=own,
        lists=tuple(one for reading in readings for one in reading.lists),
        events=tuple(event for reading in readings for event in reading.events),
    )
    drafts, names = _rename(drafts, {document.document for document in shelf.documents})
    whole = replace(
        drafts,
        documents=(*drafts.documents, *shelf.documents),
        failures=failures,
        claims=(*drafts.claims, *shelf.claims),
        lists=(*drafts.lists, *shelf.lists),
        events=(*drafts.events, *shelf.events),
        programmes=tuple((programme.id, programme.name) for programme in patterns.programmes),
    )
    whole = pipeline.reconcile(whole, patterns, settings.config, touching=frozenset(names.values()))
    touching = [finding for finding in whole.findings if _touches(finding, names.values())]
    whole = replace(whole, findings=decisions.apply_decisions(touching, whole.claims, decided).findings)
    return Checked(
        run=whole,
        drafts=tuple(names.values()),
        files={names.get(file.document, file.document): file.path for file in met},
        compared=len(shelf.documents),
        notes=(*notes, *left_out, *_tell_copies(drafts)),
    )


def _find_output(against: Path | None) -> Path:
    """The output whose decisions hold: that of `against`, else the one that a run writes unless told otherwise."""
    return against if against and feeds.is_output(against) else Path("output")


def _touches(finding: Finding, drafts: Collection[str]) -> bool:
    return any(evidence.document in drafts for evidence in finding.evidence)


def _tell_copies(drafts: Run) -> list[str]:
    copies = find_kin(drafts.documents, drafts.claims).copies
    return [f"{copy} is a copy of {first}; only {first} was compared" for copy, first in copies.items()]


# What the drafts are compared with


def _load_shelf(  # noqa: PLR0913  the settings of the command line, all by name
    against: Path | None,
    drafts: Sequence[FileMet],
    claims: Sequence[Claim],
    *,
    patterns: Patterns,
    settings: pipeline.Settings,
    jobs: int | None,
    limits: workers.Limits,
    cache: Cache | None,
    on_progress: Callable[[Progress], object] | None,
) -> tuple[Run, list[str]]:
    if against is None:
        return Run(), []
    if feeds.is_output(against):
        wanted = _Wanted(claims, patterns)
        shelf = feeds.read_shelf(against, choose=wanted.choose)
        version = feeds.read_patterns_version(against)
        other = f"{against} was read with other patterns: run again to compare by the same ones"
        return replace(shelf, lists=()), [other] * (version != patterns.version)
    mine = {file.path for file in drafts}
    met = [file for file in find_files([against]).files if file.path not in mine]
    results = pipeline.read_files(
        met,
        settings,
        jobs=jobs or pipeline.count_cores(),
        limits=limits,
        cache=cache,
        hashes=hash_files(met) if cache else (),
        on_progress=on_progress,
    )
    readings = set_furniture_aside([result for result in results if isinstance(result, Reading)])
    if met and not readings:
        raise ExtractorError(str(against), "nothing in it could be read", hint="name a folder of publications")
    documents, keyed = pipeline.identify(readings)
    shelf = Run(
        documents=documents,
        claims=keyed,
        events=tuple(event for reading in readings for event in reading.events),
    )
    failures = [result for result in results if isinstance(result, Failure)]
    return shelf, [f"not read: {failure.path}: {failure.reason}" for failure in failures]


class _Wanted:
    """Chooses the claims of a shelf that could meet one of the given claims, by what they count and their value."""

    def __init__(self, claims: Iterable[Claim], patterns: Patterns) -> None:
        self._wording = Wording(patterns)
        claims = tuple(claims)
        self._things: dict[Kind, set[frozenset[str]]] = defaultdict(set)
        for claim in claims:
            self._things[claim.quantity.kind].add(self._wording.heads(claim.head or claim.measure))
        self._values = {claim.quantity.value for claim in claims if abs(claim.quantity.value) >= _TELLING}

    def choose(self, columns: Columns) -> Mask:
        """The claims that count the same thing, have the same telling value or a place in a series.

        All that stands in the paragraph of such a claim comes with it: it says how the claim is meant.
        """
        near = columns.series.where(bool) | columns.quantity.where(lambda quantity: quantity.value in self._values)
        heads = columns.head.otherwise(columns.measure).map(self._wording.heads)
        for kind, things in self._things.items():
            near |= columns.kind.where(kind.__eq__) & heads.where(things.__contains__)
        paragraphs = number(columns.document.codes, columns.block)
        return np.isin(paragraphs, paragraphs[near])


_TELLING = 1000  # checks that set equal values of unlike things side by side look at figures of four digits and more


def _leave_out_drafts(shelf: Run, drafts: Iterable[Document]) -> tuple[Run, list[str]]:
    """The shelf without the publications that the drafts themselves are: a draft is not held against its older self."""
    works = {draft.work: draft.document for draft in drafts if draft.work}
    same = {document.document: works[document.work] for document in shelf.documents if document.work in works}
    kept = replace(
        shelf,
        documents=tuple(document for document in shelf.documents if document.document not in same),
        claims=tuple(claim for claim in shelf.claims if claim.document not in same),
        lists=tuple(one for one in shelf.lists if one.document not in same),
        events=tuple(event for event in shelf.events if event.document not in same),
    )
    return kept, [f"{name} is the same publication as {draft}, and was left out" for name, draft in same.items()]


def _rename(drafts: Run, taken: Collection[str]) -> tuple[Run, dict[str, str]]:
    """The drafts under names that no other document has, and the new name of each."""
    names = {
        document.document: f"{document.document} (draft)" if document.document in taken else document.document
        for document in drafts.documents
    }
    renamed = replace(
        drafts,
        documents=tuple(replace(each, document=names[each.document]) for each in drafts.documents),
        claims=tuple(replace(each, document=names[each.document]) for each in drafts.claims),
        lists=tuple(replace(each, document=names[each.document]) for each in drafts.lists),
        events=tuple(replace(each, document=names[each.document]) for each in drafts.events),
    )
    return (renamed if any(old != new for old, new in names.items()) else drafts), names

"""An output under review: what its run found, what reviewers decide on it, and the texts and files behind it.

Several requests, several reviewers and several processes may be at work on one store. Before anything is shown, what
others have added to it is taken in; a decision is on disk before `decide` returns.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from extractor import decisions, feeds
from extractor.errors import ReviewError
from extractor.models import Claim, Decision, Dismissal, Document, Finding, Review, Run, Standing, Verdict
from extractor.review.queue import Item, Opinions, build_queue, group_items

_TEXTS_HELD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The decisions as they are now: by the finding's key, each finding with its review, and what everybody said.

    It is replaced as a whole, so that a page is drawn from one state.
    """

    findings: Mapping[str, Finding]
    opinions: Mapping[str, Opinions]
    kept: Mapping[str, Sequence[Decision]]


class Desk:
    """An output folder under review; FeedError where it holds no whole run.

    `store` is where decisions are kept, by default beside the folder.
    """

    def __init__(self, out: Path, *, store: Path | None = None) -> None:
        self.out = out
        self.store = store or decisions.find_store(out)
        self.run: Run = feeds.read_run(out)
        self.items: tuple[Item, ...] = build_queue(self.run)
        self._by_id = {item.id: item for item in self.items}
        self._groups = {group[0].cause: group for group in group_items(self.items)}
        self.claims: Mapping[str, Claim] = {claim.key: claim for claim in self.run.claims}
        self._documents = {document.document: document for document in self.run.documents}
        self._stamp = self._find_stamp()
        self._lock = threading.RLock()
        self._entries: list[tuple[int, Decision]] = []
        self._carried: dict[str, Decision] = {}
        self._sources: dict[str, tuple[Path, tuple[int, int]]] = {}
        self._board = Board(findings={}, opinions={}, kept={})
        self.find_text = lru_cache(_TEXTS_HELD)(self._read_text)
        self._begin()

    # What the run found

    @property
    def outdated(self) -> bool:
        """Whether another run has written the folder since."""
        return self._find_stamp() != self._stamp

    def _find_stamp(self) -> tuple[int, int]:
        return _stamp_file(self.out / feeds.RUN_FILE)

    def find_item(self, identity: str) -> Item | None:
        """The finding of an id; None where this run has none such."""
        return self._by_id.get(identity)

    def find_siblings(self, item: Item) -> tuple[Item, ...]:
        """The other findings that the same mistake may explain."""
        return tuple(each for each in self._groups[item.cause] if each.id != item.id)

    def find_document(self, name: str) -> Document:
        """The document of a name, without its text."""
        return self._documents[name]

    def find_source(self, document: str) -> Path | None:
        """The file that a document was read from; None where it is gone or has changed."""
        known = self._sources.get(document)
        if known and _stamp_file(known[0]) == known[1]:
            return known[0]  # a large file is not read through for each card
        found = feeds.find_source(self._documents[document], self.run.places)
        if found:
            self._sources[document] = (found, _stamp_file(found))
        return found

    def _read_text(self, document: str) -> str:
        """The text of a document; empty where it is not at hand."""
        return feeds.read_text(self.out, self._documents[document], self.run.places) or ""

    # What reviewers decided

    def read_board(self) -> Board:
        """The decisions as they are in the store now, those of other processes among them."""
        with self._lock:
            last = max((number for number, _ in self._entries), default=0)
            if last and not self.store.exists():
                self._begin()
            elif new := decisions.read_entries(self.store, after=last):
                self._entries += new
                self._take_in({decision.key for _, decision in new})
            return self._board

    def decide(
        self, item: Item, verdict: Verdict, *, reviewer: str, reason: Dismissal | None = None, comment: str = ""
    ) -> Decision:
        """Record a decision on a finding as it stands; it is on disk when this returns."""
        held = [self.claims[each.claim] for each in item.finding.evidence if each.claim in self.claims]
        decision = decisions.make_decision(
            item.finding, verdict, held, reviewer=reviewer, reason=reason, comment=comment
        )
        decisions.record_decisions(self.store, [decision])
        return decision

    def find_last(self, reviewer: str) -> Decision | None:
        """The last decision of a reviewer on a finding of this run that was not taken back."""
        board = self.read_board()
        mine = (
            decision
            for key, kept in board.kept.items()
            if key in board.findings
            for decision in kept
            if decision.reviewer == reviewer
        )
        return max(mine, key=lambda decision: decision.decided_at, default=None)

    def undo(self, reviewer: str) -> Decision:
        """Take back the last decision of a reviewer, and return it; ReviewError where none is left.

        Again and again it goes further back.
        """
        with self._lock:
            last = self.find_last(reviewer)
            if last is None:
                raise ReviewError(reviewer, "has no decision to take back", hint="only your own are taken back")
            decisions.record_decisions(self.store, [decisions.take_back(last, reviewer=reviewer)])
            return last

    def list_history(self) -> tuple[Decision, ...]:
        """All decisions of the store, oldest first."""
        self.read_board()
        return tuple(self._list_entries())

    def list_standing(self) -> tuple[Decision, ...]:
        """The decisions that stand on findings of this run, those that were carried over among them."""
        board = self.read_board()
        standing = self._carried | {key: kept[-1] for key, kept in board.kept.items() if key in board.findings}
        return tuple(standing.values())

    def _begin(self) -> None:
        """Read the whole store, and lay it on the findings: also the decisions that are carried over to a new key."""
        self._entries = list(decisions.read_entries(self.store))
        kept = decisions.find_kept(self._list_entries())
        findings = [replace(item.finding, review=Review()) for item in self.items]
        standing = {key: stack[-1] for key, stack in kept.items()}
        applied = decisions.apply_decisions(findings, self.claims.values(), standing)
        self._carried = {key: made for key, made in applied.decisions.items() if key != made.key}
        reviewed = {finding.key: finding for finding in applied.findings}
        opinions = {key: self._make_opinions(finding, kept.get(key, ())) for key, finding in reviewed.items()}
        self._board = Board(findings=reviewed, opinions=opinions, kept=kept)

    def _list_entries(self) -> list[Decision]:
        """What was read of the store so far, oldest first."""
        return sorted((made for _, made in self._entries), key=lambda decision: decision.decided_at)

    def _take_in(self, keys: set[str]) -> None:
        """Lay new decisions on their findings alone: a queue of ten thousand must not be read through for each."""
        history = [decision for decision in self._list_entries() if decision.key in keys]
        fresh = decisions.find_kept(history)
        kept = {key: made for key, made in self._board.kept.items() if key not in keys} | fresh
        findings, opinions = dict(self._board.findings), dict(self._board.opinions)
        for key in keys & findings.keys():
            findings[key] = self._review(findings[key], fresh.get(key, ()))
            opinions[key] = self._make_opinions(findings[key], fresh.get(key, ()))
        self._board = Board(findings=findings, opinions=opinions, kept=kept)

    def _review(self, finding: Finding, kept: Sequence[Decision]) -> Finding:
        plain = replace(finding, review=Review())
        decision = kept[-1] if kept else self._carried.get(finding.key)
        if decision is None:
            return plain
        held = [self.claims[each.claim] for each in finding.evidence if each.claim in self.claims]
        standing = {finding.key: replace(decision, key=finding.key)}
        return decisions.apply_decisions([plain], held, standing).findings[0]

    def _make_opinions(self, finding: Finding, kept: Sequence[Decision]) -> Opinions:
        carried = self._carried.get(finding.key)
        said = decisions.find_opinions(kept or ([carried] if carried else ()))
        return Opinions(standing=finding.review.standing, said=said)


def _stamp_file(path: Path) -> tuple[int, int]:
    """When a file was written and how long it is; noughts where it is gone."""
    try:
        facts = path.stat()
    except OSError:
        return 0, 0
    return facts.st_mtime_ns, facts.st_size


def count_standings(board: Board) -> dict[Standing, int]:
    """How many findings stand where."""
    counts = dict.fromkeys(Standing, 0)
    for finding in board.findings.values():
        counts[finding.review.standing] += 1
    return counts

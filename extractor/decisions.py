"""What reviewers decided, in one SQLite file: an append-only history, and how it bears on the findings of a run.

A decision hangs on a finding's key, which no re-flow, new name or inserted page changes (identity.py), and keeps the
figures as they stood. Where a figure has another value now, the finding is reopened. Where the publication is taken for
another one (a new title), a decision is carried over if every sentence and every figure is still the same. Nothing is
ever overwritten: a new decision, or one that is taken back, is one more row.

The file uses SQLite's rollback journal, not its write-ahead log: the log needs memory that processes share, which a
network drive does not have. Two processes may write at once; the later one waits.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from extractor.errors import ReviewError
from extractor.identity import claim_id, evidence_key, finding_id, fingerprint
from extractor.models import (
    Claim,
    DecidedSide,
    Decision,
    Dismissal,
    Evidence,
    Finding,
    Qualifier,
    Quantity,
    Review,
    Standing,
    Verdict,
)

STORE_SUFFIX = ".decisions.sqlite"
"""What the name of a store ends in, unless a reviewer names it; a run passes such files over."""
_SECONDS_TO_WAIT = 20.0  # for another process that writes
_APPLICATION = 0x4C474144  # "LGAD": tells the store from any other SQLite file
_VERSION = 1
_SCHEMA = (
    """CREATE TABLE decisions (
        number INTEGER PRIMARY KEY, decision_id TEXT NOT NULL UNIQUE, finding_id TEXT NOT NULL, "check" TEXT NOT NULL,
        verdict TEXT NOT NULL, reason TEXT NOT NULL, comment TEXT NOT NULL, reviewer TEXT NOT NULL,
        decided_at TEXT NOT NULL, key TEXT NOT NULL, sides TEXT NOT NULL)""",
    "CREATE TRIGGER no_change BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END",
    "CREATE TRIGGER no_loss BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_VERSION}",
)
_COLUMNS = ("finding_id", "check", "verdict", "reason", "comment", "reviewer", "decided_at", "key", "sides")
"""Of the store and of what is exported, in this order; new ones go last."""
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)


def find_store(out: Path) -> Path:
    """Where the decisions on the findings of an output folder are kept: beside it, since it may be deleted."""
    folder = out.resolve()
    return folder.parent / f"{folder.name}{STORE_SUFFIX}"


# Deciding


def take_back(decision: Decision, *, reviewer: str) -> Decision:
    """The row that takes a decision back, as of now."""
    return replace(
        decision,
        verdict=Verdict.WITHDRAWN,
        reviewer=_name(reviewer, finding_id(decision.key)),
        decided_at=datetime.now(UTC),
        reason=None,
        comment="",
    )


def _name(reviewer: str, where: str) -> str:
    if not reviewer.strip():
        raise ReviewError(where, "a decision needs a reviewer", hint="name one with --reviewer")
    return " ".join(reviewer.split())


def make_decision(  # noqa: PLR0913  each is a column of the history, by name
    finding: Finding,
    verdict: Verdict,
    claims: Iterable[Claim],
    *,
    reviewer: str,
    reason: Dismissal | None = None,
    comment: str = "",
    decided_at: datetime | None = None,
) -> Decision:
    """A decision on a finding as it stands, made now unless `decided_at` says when; `claims` are those of its run.

    Raises ReviewError where a dismissal has no reason, another verdict has one, or nobody made it.
    """
    by_key = {claim.key: claim for claim in claims}
    decision = Decision(
        key=finding.key,
        check=finding.check,
        verdict=verdict,
        reviewer=_name(reviewer, finding_id(finding.key)),
        decided_at=(decided_at or datetime.now(UTC)).astimezone(UTC),
        reason=reason,
        comment=comment.replace("\r\n", "\n").replace("\r", "\n").strip(),
        sides=_list_sides(finding, by_key),
    )
    _check_decision(decision, finding_id(finding.key))
    return decision


def find_reason(text: str) -> Dismissal:
    """The reason that a reviewer names, in any capitals; ReviewError with the nearest one where there is none such."""
    names = [reason.value for reason in Dismissal]
    wanted = " ".join(text.casefold().split())
    if wanted in names:
        return Dismissal(wanted)
    near = get_close_matches(wanted, names, n=1)
    raise ReviewError(
        "--reason",
        f'"{text}" is no reason to dismiss',
        hint=f'did you mean "{near[0]}"?' if near else f"one of: {', '.join(names)}",
    )


def _check_decision(decision: Decision, where: str) -> None:
    if decision.verdict is Verdict.DISMISSED and decision.reason is None:
        raise ReviewError(where, "a dismissal needs a reason", hint=f"one of: {', '.join(Dismissal)}")
    if decision.verdict is not Verdict.DISMISSED and decision.reason is not None:
        raise ReviewError(where, f"only a dismissal has a reason, and this is {decision.verdict}", hint="leave it out")


def _list_sides(finding: Finding, claims: Mapping[str, Claim]) -> tuple[DecidedSide, ...]:
    return tuple(_make_side(evidence, claims.get(evidence.claim)) for evidence in finding.evidence)


def _make_side(evidence: Evidence, claim: Claim | None) -> DecidedSide:
    # What was read back from feeds has the id where a run has the key.
    known = evidence.claim.startswith("c-")
    text = " ".join(evidence.text.split())
    return DecidedSide(
        identity=evidence.claim if known else claim_id(evidence_key(evidence, "")),
        statement=hashlib.sha256(fingerprint(evidence.sentence).encode()).hexdigest()[:16],
        document=evidence.document,
        text=text,
        value=_spell_value(claim.quantity) if claim else evidence.value.strip("/") or text,
        qualifier=claim.quantity.qualifier if claim else "",
    )


def _spell_value(quantity: Quantity) -> str:
    high = quantity.value_high if quantity.qualifier is Qualifier.RANGE else None
    return " to ".join(f"{value.normalize():f}" for value in (quantity.value, high) if value is not None)


# What decisions make of findings


def find_standing(history: Iterable[Decision]) -> dict[str, Decision]:
    """The decision that stands for each key: the last one that was not taken back. `history` is oldest first."""
    return {key: kept[-1] for key, kept in find_kept(history).items()}


def find_kept(history: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """The decisions of each key that were not taken back, oldest first, for the keys that have any left.

    Who takes a decision back takes back the last of their own, so that of two reviewers at work none undoes what the
    other said; who has made none takes back the last one.
    """
    stacks: dict[str, list[Decision]] = defaultdict(list)
    for decision in history:
        stack = stacks[decision.key]
        if decision.verdict is not Verdict.WITHDRAWN:
            stack.append(decision)
        elif stack:
            own = [place for place, kept in enumerate(stack) if kept.reviewer == decision.reviewer]
            stack.pop(own[-1] if own else -1)
    return {key: tuple(stack) for key, stack in stacks.items() if stack}


def find_opinions(kept: Iterable[Decision]) -> dict[str, Decision]:
    """What each reviewer last said of one finding; `kept` are the decisions on it, oldest first (find_kept)."""
    return {decision.reviewer: decision for decision in kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Findings with their reviews, and the decision that each rests on, by the finding's key.

    `idle` are the keys of the decisions that bear on no finding now.
    """

    findings: tuple[Finding, ...]
    decisions: Mapping[str, Decision]
    idle: frozenset[str]


def apply_decisions(findings: Iterable[Finding], claims: Iterable[Claim], standing: Mapping[str, Decision]) -> Applied:
    """Set decisions on the findings of a run; one whose figures are not those that were decided on is reopened."""
    findings = tuple(findings)
    if not standing:
        return Applied(findings=findings, decisions={}, idle=frozenset())
    needed = {evidence.claim for finding in findings for evidence in finding.evidence}
    by_key = {claim.key: claim for claim in claims if claim.key in needed}
    sides = {finding.key: _list_sides(finding, by_key) for finding in findings}
    found = {key: decision for key, decision in standing.items() if key in sides}
    found |= _carry_over({finding.key: finding for finding in findings}, sides, standing)
    reviewed = tuple(
        replace(finding, review=_review(found[finding.key], sides[finding.key])) if finding.key in found else finding
        for finding in findings
    )
    idle = standing.keys() - {decision.key for decision in found.values()}
    return Applied(findings=reviewed, decisions=found, idle=frozenset(idle))


def _carry_over(
    findings: Mapping[str, Finding], sides: Mapping[str, Sequence[DecidedSide]], standing: Mapping[str, Decision]
) -> dict[str, Decision]:
    """Decisions whose key is gone, for findings without one that rest on the same sentences and the same figures.

    Only where one of each is alike: two publications may say the same in the same words.
    """
    lost: dict[tuple[object, ...], list[Decision]] = defaultdict(list)
    for key, decision in standing.items():
        if key not in findings:
            lost[_sign(decision.check, decision.sides)].append(decision)
    alone: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for key, finding in findings.items():
        if key not in standing:
            alone[_sign(finding.check, sides[key])].append(key)
    return {keys[0]: lost[sign][0] for sign, keys in alone.items() if len(keys) == 1 and len(lost.get(sign, ())) == 1}


def _sign(check: str, sides: Iterable[DecidedSide]) -> tuple[object, ...]:
    return (check, *sorted((side.statement, side.value, side.qualifier) for side in sides))


def _review(decision: Decision, sides: Sequence[DecidedSide]) -> Review:
    # Of another publication all identities are others, and it was carried over since nothing has changed.
    same = _sign(decision.check, decision.sides) == _sign(decision.check, sides)
    changes = [] if same else _list_changes(decision.sides, sides)
    reason = decision.reason or ""
    if changes:
        was = f"{decision.verdict} ({reason})" if reason else str(decision.verdict)
        reason = f"was {was}; since then {'; '.join(changes)}"
    return Review(
        standing=Standing.REOPENED if changes else Standing(decision.verdict),
        reviewer=decision.reviewer,
        decided_at=decision.decided_at,
        comment=decision.comment,
        reason=reason,
    )


def _list_changes(then: Iterable[DecidedSide], now: Iterable[DecidedSide]) -> list[str]:
    """What has changed, in words. Sides are told by their statement, since a renamed file may change their order."""
    left: dict[str, list[DecidedSide]] = defaultdict(list)
    for side in now:
        left[side.identity].append(side)
    changes = []
    for old in then:
        group = left[old.identity]
        same = next((side for side in group if _is_same(old, side)), None)
        if same is not None:
            group.remove(same)
        elif group:
            new = group.pop(0)
            changes.append(f'"{old.text}" is "{new.text}" in {new.document}')
        else:
            changes.append(f'"{old.text}" in {old.document} is no longer part of it')
    changes += [f'"{side.text}" in {side.document} has come to it' for group in left.values() for side in group]
    return changes


def _is_same(old: DecidedSide, new: DecidedSide) -> bool:
    # "fifty" and "50" are one figure; and a better reading of the hedge in the same words is no change of the text.
    return old.value == new.value and (old.qualifier == new.qualifier or old.text == new.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """How the findings of a run stand to the run before and to what was decided.

    `new` were not there and are not decided on; `reopened` have another figure than was decided on; `absent` were there
    or decided on, and are not found now; all others are `unchanged`.
    """

    new: int = 0
    unchanged: int = 0
    reopened: int = 0
    absent: int = 0


def count_since(findings: Iterable[Finding], *, before: Collection[str], idle: Collection[str]) -> Since:
    """How findings stand to the keys of the findings `before`; `idle` are those of decisions that bear on none now."""
    now = {finding.key: finding.review.standing for finding in findings}
    reopened = sum(standing is Standing.REOPENED for standing in now.values())
    new = sum(key not in before and standing is Standing.OPEN for key, standing in now.items())
    return Since(
        new=new, unchanged=len(now) - new - reopened, reopened=reopened, absent=len({*before, *idle} - now.keys())
    )


# The store


def read_history(path: Path) -> tuple[Decision, ...]:
    """All decisions of a store, oldest first; none where there is no such file. ReviewError where it is no store."""
    # Imported decisions are older than their numbers say; the sort is stable.
    return tuple(sorted((made for _, made in read_entries(path)), key=lambda decision: decision.decided_at))


def read_entries(path: Path, *, after: int = 0) -> tuple[tuple[int, Decision], ...]:
    """The decisions that a store took in after that of the number `after`, each with its own, in that order.

    This is how a program that stays open learns what others decided, without reading all of it anew.
    """
    if not path.exists():
        return ()
    with _open(path) as base:
        if _is_new(path, base):
            return ()
        query = f"SELECT number, {_NAMES} FROM decisions WHERE number > ? ORDER BY number"
        rows = base.execute(query, (after,)).fetchall()
    return tuple(
        (number, _read_row(f"{path}, decision {number}", dict(zip(_COLUMNS, row, strict=True))))
        for number, *row in rows
    )


def record_decisions(path: Path, decisions: Iterable[Decision]) -> int:
    """Add decisions to a store, all or none, and return how many it did not hold yet; make the store if need be."""
    rows = [_write_row(decision) for decision in decisions]
    with _open(path) as base:
        base.execute("BEGIN IMMEDIATE")
        if _is_new(path, base):
            for statement in _SCHEMA:
                base.execute(statement)
        before = base.total_changes
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        base.executemany(
            f"INSERT OR IGNORE INTO decisions (decision_id, {_NAMES}) VALUES ({marks})",
            [(_identify(row), *(row[name] for name in _COLUMNS)) for row in rows],
        )
        added = base.total_changes - before
        base.execute("COMMIT")
    return added


def _identify(row: Mapping[str, str]) -> str:
    """What a decision is told by, so that the same one imported twice is one."""
    content = json.dumps([row[name] for name in _COLUMNS], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:24]


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    if path.is_dir():
        raise ReviewError(str(path), "is a folder", hint="name a file with --decisions")
    try:
        with closing(sqlite3.connect(path, timeout=_SECONDS_TO_WAIT, isolation_level=None)) as base:
            yield base
    except sqlite3.Error as error:
        raise _explain(path, error) from error


def _is_new(path: Path, base: sqlite3.Connection) -> bool:
    """Whether the file holds nothing yet; ReviewError where it holds something else than decisions."""
    # The tables first: who makes the file meanwhile sets all three at once, and tables without a mark are others'.
    (tables,) = base.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = base.execute("PRAGMA application_id").fetchone()
    (version,) = base.execute("PRAGMA user_version").fetchone()
    if not tables and not application:
        return True
    if application != _APPLICATION:
        raise ReviewError(str(path), "is a database of something else", hint="name another file with --decisions")
    if version != _VERSION:
        raise ReviewError(
            str(path),
            f"has schema {version}, and this program knows schema {_VERSION}",
            hint="update lga-metrics, or name another file with --decisions",
        )
    return False


_PROBLEMS = {
    "SQLITE_NOTADB": ("is no store of decisions", "name another file with --decisions"),
    "SQLITE_CORRUPT": ("is damaged", "bring it back from a copy, or import an export into a new file"),
    "SQLITE_READONLY": ("cannot be written: it is read-only", "see that you may write there"),
    "SQLITE_BUSY": ("is held by another program", "try again when it has finished"),
    "SQLITE_LOCKED": ("is held by another program", "try again when it has finished"),
    "SQLITE_CANTOPEN": ("cannot be opened", "see that its folder is there and that you may write in it"),
    "SQLITE_FULL": ("cannot be written: the disk is full", "make room"),
}


def _explain(path: Path, error: sqlite3.Error) -> ReviewError:
    name = getattr(error, "sqlite_errorname", "") or ""
    # "SQLITE_READONLY_DBMOVED" and its like are the plain error with a detail.
    plain = next((known for known in _PROBLEMS if name.startswith(known)), "")
    problem, hint = _PROBLEMS.get(plain, (f"cannot be used: {error}", "name another file with --decisions"))
    return ReviewError(str(path), problem, hint=hint)


def _write_row(decision: Decision) -> dict[str, str]:
    return {
        "finding_id": finding_id(decision.key),
        "check": decision.check,
        "verdict": decision.verdict.value,
        "reason": decision.reason.value if decision.reason else "",
        "comment": decision.comment,
        "reviewer": decision.reviewer,
        "decided_at": _write_time(decision.decided_at),
        "key": decision.key,
        "sides": json.dumps([asdict(side) for side in decision.sides], ensure_ascii=False),
    }


def _write_time(moment: datetime) -> str:
    # Always with six decimals, so that times sort as text.
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _read_row(where: str, row: Mapping[str, Any]) -> Decision:
    try:
        moment = datetime.fromisoformat(row["decided_at"])
        decision = Decision(
            key=row["key"],
            check=row["check"],
            verdict=Verdict(row["verdict"]),
            reviewer=row["reviewer"],
            decided_at=moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC),
            reason=Dismissal(row["reason"]) if row["reason"] else None,
            comment=row["comment"],
            sides=tuple(DecidedSide(**side) for side in json.loads(row["sides"])),
        )
    except KeyError as error:
        raise ReviewError(where, f"has no column {error}", hint="export decisions to see what is needed") from error
    except (ValueError, TypeError) as error:
        raise ReviewError(where, f"is no decision: {error}", hint="export decisions to see what is needed") from error
    if not decision.key or finding_id(decision.key) != row["finding_id"]:
        raise ReviewError(where, "its key is not that of its finding_id", hint="bring back the row as it was exported")
    _check_decision(decision, where)
    return decision


# For people, export and import


def describe_decision(decision: Decision) -> str:
    """A decision as one line: which finding, what was said, by whom and when, the figures as they stood."""
    reason = f" ({decision.reason})" if decision.reason else ""
    figures = ", ".join(f'"{side.text}" in {side.document}' for side in decision.sides)
    comment = f" - {' '.join(decision.comment.split())}" if decision.comment else ""
    return (
        f"{finding_id(decision.key)} {decision.check}: {decision.verdict}{reason}, {decision.reviewer},"
        f" {decision.decided_at:%Y-%m-%d %H:%M} UTC: {figures}{comment}"
    )


def export_decision(decision: Decision) -> dict[str, Any]:
    """A decision as plain data for JSON, under the names of the exported columns."""
    row = _write_row(decision)
    return {**row, "sides": json.loads(row["sides"])}


def write_decisions(path: Path, history: Iterable[Decision]) -> int:
    """Write a history as CSV or as JSON lines, by the file's suffix; return the number of decisions.

    In the order of findings, then of time, so that in version control a new decision is one new line.
    """
    history = tuple(history)
    text = spell_decisions(history, as_csv=_is_csv(path))
    try:
        path.write_bytes(text.encode("utf-8", errors="replace"))
    except OSError as error:
        raise ReviewError(str(path), f"cannot be written: {error.strerror or error}", hint="name another") from error
    return len(history)


def spell_decisions(history: Iterable[Decision], *, as_csv: bool) -> str:
    """The text of an exported history: CSV, or else JSON lines, in the order of write_decisions."""
    rows = sorted((_write_row(each) for each in history), key=lambda row: (row["finding_id"], row["decided_at"]))
    return _write_csv(rows) if as_csv else "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of an exported file; ReviewError names the row that is wrong."""
    comma_separated = _is_csv(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReviewError(str(path), f"cannot be read: {error.strerror or error}", hint="check the name") from error
    except UnicodeDecodeError as error:
        raise ReviewError(str(path), "is not UTF-8 text", hint="name a file that was exported") from error
    rows = _read_csv(path, text) if comma_separated else _read_lines(path, text)
    return tuple(_read_row(where, row) for where, row in rows)


def _is_csv(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".jsonl"):
        raise ReviewError(str(path), "is neither .csv nor .jsonl", hint="the name says how it is written")
    return suffix == ".csv"


def _write_csv(rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _read_csv(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        # A row that is too short has None in its last columns: as good as empty, and then no decision.
        rows = [
            {name: cell or "" for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text), strict=True)
        ]
    except csv.Error as error:
        raise ReviewError(str(path), f"is no CSV: {error}", hint="name a file that was exported") from error
    yield from ((f"{path}, row {number}", row) for number, row in enumerate(rows, start=1))


def _read_lines(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ReviewError(where, f"is no JSON: {error}", hint="name a file that was exported") from error
        if not isinstance(row, dict):
            raise ReviewError(where, "is no decision", hint="name a file that was exported")
        yield where, row

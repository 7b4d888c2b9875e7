"""Claims against hand labels: how many were found, and how many of those are right in every slot.

A found claim matches a label when their spans overlap, it is at most `SPAN_SLACK` characters longer, and the values are
equal. Labels marked optional are neither rewarded nor punished. Every figure comes with the number it is a share of.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError
from extractor.models import Claim, Kind, Qualifier, Role

SPAN_SLACK = 40
"""How much longer than its label a claim's span may be and still be about the same figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One line of a label file: the figure and every answer that is right for each slot, the best first."""

    document: str
    start: int
    end: int
    line: int
    surface: str
    value: float
    value_high: float | None
    kind: str
    qualifier: str
    heads: tuple[str, ...]
    measure: str
    programmes: tuple[str, ...]
    periods: tuple[str, ...]
    roles: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `of`; 0 where there is nothing to be right of."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share as a fraction from 0 to 1."""
        return self.right / max(1, self.of)


@dataclass(frozen=True, slots=True)
class Match:
    """A label and the claim that states it; `wrong` names the slots that the claim has wrong."""

    label: Label
    claim: Claim
    wrong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of every required label and of every claim.

    `usual` is, for each document, the period that most of its matched labels have.
    """

    matches: tuple[Match, ...]
    missed: tuple[Label, ...]
    misvalued: tuple[tuple[Label, Claim], ...]
    spurious: tuple[Claim, ...]
    usual: Mapping[str, str]


# Labels


def read_labels(paths: Iterable[Path]) -> tuple[Label, ...]:
    """The labels of some files (JSON lines); ExtractorError naming file and line where one is wrong."""
    labels = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ExtractorError(str(path), f"cannot be read: {error}", hint="name a file of labels, .jsonl") from error
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                labels.append(_read_label(f"{path}:{number}", line))
    return tuple(labels)


def _read_label(where: str, line: str) -> Label:
    try:
        item = json.loads(line)
        return Label(
            document=item["doc"],
            start=int(item["start"]),
            end=int(item["end"]),
            line=int(item.get("line", 0)),
            surface=item["surface"],
            value=float(item["value"]),
            value_high=float(item["value_high"]) if "value_high" in item else None,
            kind=item["kind"],
            qualifier=item["qualifier"],
            heads=tuple(item["head"]),
            measure=item["measure"],
            programmes=tuple(item["programme"]),
            periods=tuple(item["period"]),
            roles=(item["role"], *item.get("role_also", ())),
            optional=bool(item.get("optional")),
        )
    except (ValueError, TypeError) as error:
        raise ExtractorError(where, f"is no label: {error}", hint="one JSON object a line") from error
    except KeyError as error:
        raise ExtractorError(where, f"the label has no {error}", hint="see the label files' guidelines") from error


# Comparing


def compare_claims(claims: Sequence[Claim], labels: Sequence[Label]) -> Comparison:
    """Match claims to labels, document by document.

    A label's document is the start of a claim's: "000" stands for "000_adf19". Claims of other documents are left out.
    """
    names = sorted({label.document for label in labels}, key=lambda name: (-len(name), name))
    theirs: dict[str, list[Claim]] = {name: [] for name in names}
    for claim in claims:
        owner = next((name for name in names if claim.document.startswith(name)), None)
        if owner is not None:
            theirs[owner].append(claim)
    pairs: list[tuple[Label, Claim]] = []
    missed: list[Label] = []
    misvalued: list[tuple[Label, Claim]] = []
    spurious: list[Claim] = []
    for name in names:
        ours = [label for label in labels if label.document == name]
        used: set[int] = set()
        for label in ours:
            near = [i for i, claim in enumerate(theirs[name]) if _overlap(claim, label) and _fits(claim, label)]
            hit = next((i for i in near if i not in used and _same(_value(theirs[name][i]), label.value)), None)
            if hit is not None:
                used.add(hit)
            if label.optional:
                continue
            if hit is not None:
                pairs.append((label, theirs[name][hit]))
            elif near:
                misvalued.append((label, theirs[name][near[0]]))
            else:
                missed.append(label)
        spared = [label for label in ours if label.optional]
        for i, claim in enumerate(theirs[name]):
            if i not in used and not any(_overlap(claim, label) for label in spared):
                spurious.append(claim)
    matches = tuple(Match(label, claim, _find_wrong_slots(label, claim)) for label, claim in pairs)
    return Comparison(matches, tuple(missed), tuple(misvalued), tuple(spurious), _find_usual_periods(matches))


def _overlap(claim: Claim, label: Label) -> bool:
    return claim.start < label.end and label.start < claim.end


def _fits(claim: Claim, label: Label) -> bool:
    return claim.end - claim.start <= label.end - label.start + SPAN_SLACK


def _value(claim: Claim) -> float:
    return float(claim.quantity.value)


def _same(found: float | None, wanted: float) -> bool:
    if found is None:
        return False
    # A third can be written 33.3, 33.33 or 33.333.
    slack = 0.006 * abs(wanted) if abs(wanted) in (66.67, 33.33) else 0
    return abs(found - wanted) <= max(slack, 1e-6 * max(1, abs(wanted)))


def _find_usual_periods(matches: Iterable[Match]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = {}
    for match in matches:
        counts.setdefault(match.label.document, Counter())[match.label.periods[0]] += 1
    return {name: count.most_common(1)[0][0] for name, count in counts.items()}


# Slots


def _find_wrong_slots(label: Label, claim: Claim) -> frozenset[str]:
    return frozenset(name for name, is_right in SLOTS.items() if not is_right(label, claim))


def _is_qualifier_right(label: Label, claim: Claim) -> bool:
    if claim.quantity.qualifier != label.qualifier:
        return False
    high = claim.quantity.value_high
    return label.value_high is None or _same(None if high is None else float(high), label.value_high)


def _is_head_right(label: Label, claim: Claim) -> bool:
    found = _stem_words(f"{claim.head} {claim.quantity.unit}")
    # Eight words of head and unit are no counted noun but a net thrown wide.
    return len(found) <= 8 and any(_stem_words(head) <= found for head in label.heads)


def _is_measure_right(label: Label, claim: Claim) -> bool:
    found, wanted = _stem_words(claim.measure), _stem_words(label.measure)
    shared = len(found & wanted)
    return shared > 0 and 2 * shared >= 0.5 * (len(found) + len(wanted))


def _is_period_right(label: Label, claim: Claim) -> bool:
    start, end = claim.period.start, claim.period.end
    found = (start.isoformat() if start else "", end.isoformat() if end else "")
    for text in label.periods:
        wanted = _read_period(text)
        if wanted is None:
            if found == ("", ""):
                return True
        elif found != ("", "") and all(want in (ANY, got) for want, got in zip(wanted, found, strict=True)):
            return True
    return False


SLOTS: Mapping[str, Callable[[Label, Claim], bool]] = {
    "kind": lambda label, claim: claim.quantity.kind == label.kind,
    "qualifier": _is_qualifier_right,
    "head": _is_head_right,
    "programme": lambda label, claim: (claim.programme or "none") in label.programmes,
    "period": _is_period_right,
    "role": lambda label, claim: claim.role in label.roles,
    "measure": _is_measure_right,
    "span": lambda label, claim: (claim.start, claim.end) == (label.start, label.end),
}
"""What a match must have right; the measure's words and the exact span do not count for `all-right`."""
_ALL_RIGHT = frozenset(SLOTS) - {"measure", "span"}

_WORD = re.compile(r"[\w'’&-]+")


@cache
def _stem_words(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    word = word.lower().strip("'’\"")
    if word.endswith("ss") or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith("sses") else word[:-1]


ANY = "*"
"""The open side of a label for a position at a date, or for what runs since one."""


@cache
def _read_period(label: str) -> tuple[str, str] | None:
    """First and last day of a period label, ANY for a side that does not count; None for "none"."""
    label = label.strip()
    if label in ("", "none"):
        return None
    if label.startswith("as_at:"):
        return ANY, _days(label.removeprefix("as_at:"))[1]
    if label.startswith("since:"):
        return _days(label.removeprefix("since:"))[0], ANY
    return _days(label)


def _days(label: str) -> tuple[str, str]:
    if year := re.fullmatch(r"FY(\d{4})/(?:\d{2}|\d{4})", label):
        return f"{year[1]}-04-01", f"{int(year[1]) + 1}-03-31"
    if "/" in label:
        first, last = label.split("/", 1)
        return _days(first)[0], _days(last)[1]
    if re.fullmatch(r"\d{4}", label):
        return f"{label}-01-01", f"{label}-12-31"
    if month := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", label):
        return f"{label}-01", f"{label}-{monthrange(int(month[1]), int(month[2]))[1]:02d}"
    return label, label


# Figures


def count_figures(comparison: Comparison, kind: str | None = None) -> dict[str, float | int | Share]:
    """The figures for all kinds, or for one: `gold` and `found` are numbers, `F1` a fraction, all others shares.

    A star is the same share where the plain answer would be wrong: a qualifier that is not exact, a period that is not
    the document's usual one, a role that is neither level nor share.
    """
    matches = [match for match in comparison.matches if kind in (None, match.label.kind)]
    misvalued = sum(kind in (None, label.kind) for label, _ in comparison.misvalued)
    missed = sum(kind in (None, label.kind) for label in comparison.missed)
    spurious = sum(kind in (None, claim.quantity.kind) for claim in comparison.spurious)
    right, gold, found = len(matches), len(matches) + misvalued + missed, len(matches) + spurious
    precision, recall = Share(right, found), Share(right, gold)
    figures: dict[str, float | int | Share] = {
        "gold": gold,
        "found": found,
        "P": precision,
        "R": recall,
        "F1": 2 * right / (gold + found) if right else 0.0,
        "value": Share(right, right + misvalued),
    }
    for slot in SLOTS:
        figures[slot] = _share(matches, slot)
    figures["qualifier*"] = _share([m for m in matches if m.label.qualifier != Qualifier.EXACT], "qualifier")
    figures["period*"] = _share(
        [m for m in matches if m.label.periods[0] != comparison.usual[m.label.document]], "period"
    )
    figures["role*"] = _share([m for m in matches if m.label.roles[0] not in (Role.LEVEL, Role.SHARE)], "role")
    figures["all-right"] = Share(sum(not match.wrong & _ALL_RIGHT for match in matches), gold)
    return figures


def _share(matches: Sequence[Match], slot: str) -> Share:
    return Share(sum(slot not in match.wrong for match in matches), len(matches))


def count_all_figures(comparison: Comparison) -> dict[str, dict[str, float | int | Share]]:
    """The figures under "all" and under each kind."""
    return {"all": count_figures(comparison), **{kind.value: count_figures(comparison, kind) for kind in Kind}}


def describe_figures(comparison: Comparison) -> str:
    """The figures as a table for a terminal, a kind to a column, with n beside every share."""
    table = count_all_figures(comparison)
    lines = [f"{'':11}" + "".join(f"{kind:>16}" for kind in table)]
    for name in table["all"]:
        lines.append(f"{name:11}" + "".join(f"{_describe(figures[name]):>16}" for figures in table.values()))
    return "\n".join(line.rstrip() for line in lines)


def _describe(figure: float | int | Share) -> str:
    if isinstance(figure, Share):
        return f"{100 * figure.value:.1f}% of {figure.of}" if figure.of else "-"
    if isinstance(figure, int):
        return str(figure)
    return f"{100 * figure:.1f}%" if figure else "-"


def export_figures(comparison: Comparison) -> dict[str, dict[str, Any]]:
    """The figures as plain numbers for JSON: fractions by name, and under `n` what each is a share of."""
    return {
        kind: {
            **{name: figure.value if isinstance(figure, Share) else figure for name, figure in figures.items()},
            "n": {name: figure.of for name, figure in figures.items() if isinstance(figure, Share)},
        }
        for kind, figures in count_all_figures(comparison).items()
    }


# Errors


def describe_error_counts(comparison: Comparison) -> str:
    """How many errors there are of each sort, on one line; empty where there is none."""
    counts = {sort: len(errors) for sort, errors in _sort_errors(comparison, {}).items() if errors}
    return "errors: " + ", ".join(f"{sort} {count:,}" for sort, count in counts.items()) if counts else ""


def describe_errors(
    comparison: Comparison, *, texts: Mapping[str, str] | None = None, limit: int | None = None
) -> list[str]:
    """The errors in words, by sort: what was wanted, what was found, and the sentence with the figure in brackets.

    At most `limit` of each sort (all without it); each says how many more there are. `texts` are the documents, for the
    sentences of figures that were missed.
    """
    lines = []
    for sort, errors in _sort_errors(comparison, texts or {}).items():
        if errors:
            shown = errors if limit is None else errors[:limit]
            lines += [f"{sort}: {len(errors)}", *(f"  {error}" for error in shown)]
            lines += [f"  ... and {len(errors) - len(shown)} more"] * (len(shown) < len(errors))
    return lines


def _sort_errors(comparison: Comparison, texts: Mapping[str, str]) -> dict[str, list[str]]:
    groups = {
        "missed": [
            f"{_place(label)} wanted {label.kind} {label.value:,g}, got nothing{_quote(label, texts)}"
            for label in comparison.missed
        ],
        "value": [
            f"{_place(label)} wanted {label.value:,g}, got {_value(claim):,g} from {claim.text!r}: {claim.marked}"
            for label, claim in comparison.misvalued
        ],
        "spurious": [
            f"{claim.document} at {claim.start} wanted nothing, got {claim.quantity.kind} {_value(claim):,g}: "
            f"{claim.marked}"
            for claim in comparison.spurious
        ],
    }
    for slot in SLOTS:
        groups[slot] = [
            f"{_place(match.label)} wanted {_want(match.label, slot)}, "
            f"got {_got(match.claim, slot)}: {match.claim.marked}"
            for match in comparison.matches
            if slot in match.wrong
        ]
    return groups


def _place(label: Label) -> str:
    return f"{label.document} line {label.line} {label.surface!r} ({label.measure})"


_SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-Z£\d\"'“‘•-])|\n\s*\n")


def _quote(label: Label, texts: Mapping[str, str]) -> str:
    """The sentence around a label with the figure in brackets, where the text is at hand and is the one labelled."""
    text = next((text for name, text in sorted(texts.items()) if name.startswith(label.document)), "")
    figure = text[label.start : label.end]
    if " ".join(figure.split()) != " ".join(label.surface.split()):
        return ""
    before = _SENTENCE_BREAK.split(text[max(0, label.start - _QUOTED) : label.start])[-1]
    after = _SENTENCE_BREAK.split(text[label.end : label.end + _QUOTED])[0]
    return ": " + " ".join(f"{before}[{figure}]{after}".split())


_QUOTED = 400  # characters to either side of a figure, at most


def _want(label: Label, slot: str) -> str:
    wanted = {
        "kind": (label.kind,),
        "qualifier": (label.qualifier, *(() if label.value_high is None else (f"up to {label.value_high:,g}",))),
        "head": label.heads,
        "programme": label.programmes,
        "period": label.periods,
        "role": label.roles,
        "measure": (label.measure,),
        "span": (f"{label.start}-{label.end}",),
    }
    return " or ".join(wanted[slot]) if slot != "qualifier" else ", ".join(wanted[slot])


def _got(claim: Claim, slot: str) -> str:
    quantity, period = claim.quantity, claim.period
    got = {
        "kind": quantity.kind,
        "qualifier": quantity.qualifier
        + (f", up to {quantity.value_high:,}" if quantity.value_high is not None else ""),
        "head": " / ".join(filter(None, (claim.head, quantity.unit))),
        "programme": claim.programme,
        "period": f"{period.start or ''}..{period.end or ''}" if period.start or period.end else "none",
        "role": claim.role,
        "measure": claim.measure,
        "span": f"{claim.start}-{claim.end} {claim.text!r}",
    }
    return got[slot] or "nothing"

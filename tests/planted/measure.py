"""Runs the program on shelves, and counts which of the planted things it found."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .edits import write_edited
from .errors import ERRORS
from .harmless import HARMLESS
from .shelves import Planted, make_draw, write_shelf

# What is asked for. The bars that the test holds today are in tests/test_planted.py.
TARGET_RECALL = 0.95
TARGET_RECALL_OF_CHECK = 0.85
TARGET_FALSE_CHANGES = 0.005

# Another check that tells of the very same mistake counts as well.
EQUIVALENT = {
    "change-against-levels": {"same-figure-differs"},  # last year's figure, told twice
    "percentage-against-counts": {"impossible-percentage"},
    "complement-sum": {"parts-against-total"},
    # A slip in a figure that is told twice may break the arithmetic of its own sentence too.
    "same-figure-differs": {
        "percentage-against-counts",
        "parts-against-total",
        "change-against-levels",
        "complement-sum",
    },
}
_ITEMS_OF_SHELF = 38  # errors, and as many rewrites: the programmes must last
_ROOT = Path(__file__).resolve().parents[2]
# The program, run whole on one folder after another: what the command does, less its start for each.
_PROGRAM = """
import sys
from pathlib import Path
from extractor.pipeline import run
if __name__ == "__main__":
    for folder in sys.argv[1:]:
        run([Path(folder)], out=Path(folder + "-output"), jobs=1)
"""


@dataclass(slots=True)
class Tally:
    """How many of each kind were planted and found, or changed; what was missed or changed stands in `examples`."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    loud: Counter[str] = field(default_factory=Counter)  # found, or changed, at warning or error
    harmless: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    changed_loud: Counter[str] = field(default_factory=Counter)
    on_clean: Counter[str] = field(default_factory=Counter)  # findings on clean paragraphs, by check
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def recall(self) -> float:
        """The share of the planted errors that was found."""
        return self.found.total() / max(1, self.planted.total())

    @property
    def false_changes(self) -> float:
        """The share of the harmless rewrites that changed a warning or an error."""
        return self.changed_loud.total() / max(1, self.harmless.total())

    def lowest(self) -> tuple[str, float]:
        """The check with the lowest recall."""
        return min(((kind, self.found[kind] / n) for kind, n in self.planted.items()), key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the feeds have it: check, severity, and the spans that its evidence touches by document."""

    check: str
    severity: str
    message: str
    spans: tuple[tuple[str, int, int], ...]


def measure(folder: Path, *, number: int, seed: int, sources: Sequence[Path] = (), keep_missed: int = 40) -> Tally:
    """Write shelves with `number` errors and about as many harmless rewrites below `folder`, run the program, and count.

    `sources` are folders of documents that are edited as well: a fifth of the items at most come from them.
    """
    shelves = list(_write(folder, number=number, seed=seed, sources=sources))
    folders = [path / which for path, _ in shelves for which in ("clean", "changed")]
    _run(folders)
    tally = Tally()
    for path, planted in shelves:
        _count(tally, path, planted, keep_missed=keep_missed)
    return tally


def _write(folder: Path, *, number: int, seed: int, sources: Sequence[Path]) -> Iterator[tuple[Path, list[Planted]]]:
    rng = Random(seed)
    folders = [sorted(path for path in source.iterdir() if path.suffix in (".txt", ".md")) for source in sources]
    done = [0, 0]  # errors and harmless rewrites
    shelf = 0
    while folders and done[0] < number // 5:
        path = folder / f"edited-{shelf:03}"
        planted = []
        for document in folders[shelf % len(folders)]:
            if document.stem != "README":
                planted += write_edited(path, document, rng=rng)
        errors = sum(item.is_error for item in planted)
        done = [done[0] + max(1, errors), done[1] + len(planted) - errors]
        shelf += 1
        yield path, planted
    makers = [list(ERRORS.values()), list(HARMLESS.values())]
    shelf = 0
    while min(done) < number:
        rng_of_shelf = Random(f"{seed}-{shelf}")
        draw = make_draw(rng_of_shelf, rng_of_shelf.randint(2017, 2024))
        items = []
        for which, ways in enumerate(makers):
            for _ in range(min(_ITEMS_OF_SHELF, number - done[which])):
                items.append(ways[done[which] % len(ways)](draw))
                done[which] += 1
        rng_of_shelf.shuffle(items)
        path = folder / f"shelf-{shelf:03}"
        shelf += 1
        yield path, write_shelf(path, items, rng=rng_of_shelf, year=draw.year)


def _run(folders: Sequence[Path]) -> None:
    """Run the program on the folders, in as many processes as there are cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    program = folders[0].parents[1] / "program.py"
    program.write_text(_PROGRAM, encoding="utf-8", newline="\n")
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    shares = [folders[core::cores] for core in range(cores)]

    def start(share: Sequence[Path]) -> None:
        if share:
            subprocess.run([sys.executable, str(program), *map(str, share)], check=True, env=environment)

    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(start, shares))


def _read(output: Path) -> list[Found]:
    spans: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    with (output / "evidence.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["part"] != "other programme":  # whose numbering the wrong one happens to fit is not what is wrong
                spans[row["finding_id"]].append((row["document"], int(row["start"]), int(row["end"])))
    with (output / "findings.csv").open(encoding="utf-8", newline="") as file:
        return [
            Found(row["check"], row["severity"], row["message"], tuple(spans[row["finding_id"]]))
            for row in csv.DictReader(file)
        ]


def _touches(finding: Found, document: str, span: tuple[int, int]) -> bool:
    return any(name == document and start < span[1] and end > span[0] for name, start, end in finding.spans)


def _around(text: str, span: tuple[int, int], paragraph: tuple[int, int]) -> tuple[int, int]:
    """The sentence that holds a span, or the whole paragraph where a list is in it."""
    whole = text[paragraph[0] : paragraph[1]]
    if "\n\n" in whole:
        return paragraph
    before = max(text.rfind(". ", paragraph[0], span[0]), text.rfind(".\n", paragraph[0], span[0]))
    after = [at for at in (text.find(". ", span[1], paragraph[1]), text.find(".\n", span[1], paragraph[1])) if at >= 0]
    return (before + 1 if before >= 0 else paragraph[0], min(after, default=paragraph[1] - 1) + 1)


def _count(tally: Tally, path: Path, planted: list[Planted], *, keep_missed: int) -> None:
    clean, changed = (_read(path / f"{which}-output") for which in ("clean", "changed"))
    texts = {file.stem: file.read_bytes().decode("utf-8", errors="replace") for file in (path / "changed").iterdir()}
    for item in planted:
        was = [f for f in clean if any(_touches(f, place.document, place.clean) for place in item.places)]
        now = [f for f in changed if any(_touches(f, place.document, place.changed) for place in item.places)]
        tally.on_clean.update(f.check for f in was)
        if item.is_error:
            _count_error(tally, item, was, now, texts=texts, keep_missed=keep_missed)
        else:
            # Which of many places a finding shows is no change of it: what is told in the same words is the same.
            told = {(f.check, f.message) for f in clean} & {(f.check, f.message) for f in changed}
            was, now = ([f for f in side if (f.check, f.message) not in told] for side in (was, now))
            _count_harmless(tally, item, was, now, keep_missed=keep_missed)


def _count_error(  # noqa: PLR0913  all but four by name
    tally: Tally, item: Planted, was: list[Found], now: list[Found], *, texts: dict[str, str], keep_missed: int
) -> None:
    right = {item.kind} | EQUIVALENT.get(item.kind, set())
    # A document may hold other errors in the same paragraph: what was told there in the same words is no find.
    old = {(f.check, f.message) for f in was}
    hits = [
        f
        for f in now
        if f.check in right
        and any(
            _touches(f, place.document, _around(texts[place.document], span, place.changed))
            for place in item.places
            for span in place.planted
        )
    ]
    tally.planted[item.kind] += 1
    if any((f.check, f.message) not in old for f in hits):
        tally.found[item.kind] += 1
        tally.loud[item.kind] += any(f.severity != "note" for f in hits)
    elif len(tally.examples[item.kind]) < keep_missed:
        told = ",".join(sorted({f.check for f in now if (f.check, f.message) not in old})) or "nothing"
        tally.examples[item.kind].append(f"[{told}] " + " || ".join(" ".join(text.split()) for text in item.text))


def _count_harmless(tally: Tally, item: Planted, was: list[Found], now: list[Found], *, keep_missed: int) -> None:
    tally.harmless[item.kind] += 1
    if Counter((f.check, f.severity) for f in was) == Counter((f.check, f.severity) for f in now):
        return
    tally.changed[item.kind] += 1
    loud = [Counter((f.check, f.severity) for f in side if f.severity != "note") for side in (was, now)]
    tally.changed_loud[item.kind] += loud[0] != loud[1]
    if len(tally.examples[item.kind]) < keep_missed:
        told = ",".join(f"{f.check}:{f.severity}" for f in now) or "nothing"
        before = ",".join(f"{f.check}:{f.severity}" for f in was) or "nothing"
        tally.examples[item.kind].append(
            f"[{before} -> {told}] " + " || ".join(" ".join(text.split()) for text in item.text)
        )


def render(tally: Tally) -> str:
    """The tally as lines of text: recall by check, false changes by kind, findings on clean text."""
    lines = [f"{'check':28} {'planted':>8} {'found':>8} {'recall':>8} {'warning or error':>17}"]
    for kind, n in sorted(tally.planted.items()):
        lines.append(f"{kind:28} {n:8} {tally.found[kind]:8} {tally.found[kind] / n:8.1%} {tally.loud[kind] / n:17.1%}")
    lines.append(f"{'all':28} {tally.planted.total():8} {tally.found.total():8} {tally.recall:8.1%}")
    lines += ["", f"{'harmless rewrite':28} {'written':>8} {'changed':>8} {'at warning or error':>20}"]
    for kind, n in sorted(tally.harmless.items()):
        lines.append(f"{kind:28} {n:8} {tally.changed[kind]:8} {tally.changed_loud[kind]:20}")
    lines.append(
        f"{'all':28} {tally.harmless.total():8} {tally.changed.total():8} {tally.changed_loud.total():20} {tally.false_changes:8.2%}"
    )
    lines += [
        "",
        "findings on clean paragraphs: "
        + (", ".join(f"{check} {n}" for check, n in sorted(tally.on_clean.items())) or "none"),
    ]
    return "\n".join(lines)

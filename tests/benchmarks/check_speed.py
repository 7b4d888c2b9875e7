"""Check a draft of forty pages against what a run read of a hundred reports, and print where the time goes.

    python tests/benchmarks/check_speed.py [100]

The reports are told in sentences of our own with some 250 figures each; nouns are drawn as unevenly as in real reports.
They are read once into a folder that is kept in the system's temporary place. Imports are timed apart, and so is what
patterns and tokeniser take to load, since every command pays for them.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from measuring import take_times

from extractor import drafts, feeds, pipeline

FIGURES, PAGES, WORDS_ON_A_PAGE = 250, 40, 400
STEMS, HOLDERS, VERBS, THINGS = map(
    str.split,
    (
        "harbour beacon anchor orchard lantern meadow bridge valley quarry garden chapel market station village",
        "keepers pilots wardens cooks readers singers bakers gardeners carpenters printers sailors tailors millers",
        "attended joined completed opened visited mended painted planted received published",
        "workshops courses visits fairs lectures rehearsals repairs surveys walks suppers",
    ),
)
NOUNS = [f"{stem}{holder}" for stem in STEMS for holder in HOLDERS]  # one word, so that each is a noun of its own
FILLER = "The work went on as it had been agreed, and those who took part spoke well of it when they were asked."


def write_report(number: int, rng: random.Random, *, pages: int = 0) -> str:
    """One report, filled up to so many pages."""
    year = f"{2014 + number % 10}/{15 + number % 10}"
    weights = [1 / (place + 3) for place in range(len(NOUNS))]
    filler = f" {FILLER}" * (pages * WORDS_ON_A_PAGE // FIGURES // len(FILLER.split()) + bool(pages))
    lines = [f"The {STEMS[number % len(STEMS)]} and {HOLDERS[number % len(HOLDERS)]} trust: a look back {year}"]
    for noun in rng.choices(NOUNS, weights, k=FIGURES):
        done = f"{rng.choice(VERBS)} the {rng.choice(THINGS)}"
        lines.append(f"In {year} {rng.randint(12, 4999):,} {noun} {done}.{filler}")
    return "\n\n".join(lines) + "\n"


def main() -> None:
    """Make the reports where they are not there, and print the seconds of each part."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    settings = pipeline.Settings()
    started = time.process_time()
    for name in ("events", "extract", "facts", "link"):
        import_module(f"extractor.{name}")
    imported = time.process_time()
    pipeline.prepare_worker(settings)
    loaded = time.process_time()
    print(f"imports: {imported:.2f} s, {imported - started:.2f} s of it to read\nloading: {loaded - imported:.2f} s")
    place = Path(tempfile.gettempdir()) / f"lga-metrics-check-{reports}"
    output, draft = place / "output", place / "draft.txt"
    rng = random.Random(7)
    if not (output / feeds.SHELF).exists():
        (place / "reports").mkdir(parents=True, exist_ok=True)
        for number in range(reports):
            report = write_report(number, rng)
            (place / "reports" / f"report-{number:03d}.txt").write_text(report, encoding="utf-8", newline="")
        draft.write_text(write_report(reports + 5, rng, pages=PAGES), encoding="utf-8", newline="")
        pipeline.run([place / "reports"], out=output)
    (file,) = drafts.find_files([draft]).files
    checked = drafts.check_drafts([draft], settings=settings, against=output)
    used, words = len(checked.run.claims), len(draft.read_text(encoding="utf-8").split())
    print(
        f"a draft of {words:,} words against {reports} reports: {used:,} claims, {len(checked.run.findings)} findings"
    )
    reading, shelf, all_of_it = take_times(
        lambda: pipeline.read_one(file, settings=settings),
        lambda: feeds.read_shelf(output),
        lambda: drafts.check_drafts([draft], settings=settings, against=output),
        repeats=3,
    )
    print(f"read the draft: {reading:.2f} s\nread the whole shelf: {shelf:.2f} s\nall of the check: {all_of_it:.2f} s")


if __name__ == "__main__":
    main()

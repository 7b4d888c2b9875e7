"""Check a draft of forty pages against what a run read of a hundred reports, and print where the time goes.

    python tests/benchmarks/check_draft.py 100

The reports are told in sentences of our own with some 250 figures each; nouns are drawn as unevenly as in real reports.
They are read once into a folder that is kept in the system's temporary place. Imports, patterns and the lexicon are
loaded first and timed apart, since every command pays for them.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

FIGURES, PAGES, WORDS_ON_A_PAGE, TIMES = 250, 40, 400, 3
STEMS = "harbour beacon anchor orchard lantern meadow bridge valley quarry garden chapel market station village"
HOLDERS = "keepers pilots wardens cooks readers singers bakers gardeners carpenters printers sailors tailors millers"
VERBS = "attended joined completed opened visited mended painted planted received published"
THINGS = "workshops courses visits fairs lectures rehearsals repairs surveys walks suppers"
FILLER = "The work went on as it had been agreed, and those who took part spoke well of it when they were asked."


def write_report(number: int, rng: random.Random, *, filler: bool = False) -> str:
    """One report; with `filler` as long as forty pages."""
    stems, holders, verbs, things = (words.split() for words in (STEMS, HOLDERS, VERBS, THINGS))
    nouns = [f"{stem}{holder}" for stem in stems for holder in holders]  # one word, so that each is a noun of its own
    weights = [1 / (place + 3) for place in range(len(nouns))]
    year = 2014 + number % 10
    lines = [f"The {stems[number % len(stems)]} and {holders[number % 13]} trust: a look back {year}/{year % 100 + 1}"]
    for place in range(FIGURES):
        noun = rng.choices(nouns, weights)[0]
        figure = f"{rng.randint(12, 4999):,}"
        lines.append(f"In {year}/{year % 100 + 1} {figure} {noun} {rng.choice(verbs)} the {rng.choice(things)}.")
        if filler and place % 3 == 0:
            lines[-1] += f" {FILLER}" * (PAGES * WORDS_ON_A_PAGE * 3 // (FIGURES * len(FILLER.split())))
    return "\n\n".join(lines) + "\n"


def main() -> None:
    """Print the seconds of each part, the middle one of several runs."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    place = Path(tempfile.gettempdir()) / f"lga-metrics-benchmark-{reports}"
    began = time.perf_counter()
    from extractor import drafts, feeds, pipeline
    from extractor.patterns import load_patterns

    settings = pipeline.Settings()
    pipeline.prepare_worker(settings)
    print(f"imports, patterns and lexicon: {time.perf_counter() - began:.2f} s")
    rng = random.Random(7)
    (place / "reports").mkdir(parents=True, exist_ok=True)
    for number in range(reports):
        (place / "reports" / f"report-{number:03d}.txt").write_text(write_report(number, rng), encoding="utf-8")
    draft = place / "draft.txt"
    draft.write_text(write_report(105, rng, filler=True), encoding="utf-8")
    if not feeds.is_output(place / "output") or not (place / "output" / feeds.SHELF).exists():
        pipeline.run([place / "reports"], out=place / "output")
    (file,) = drafts.find_files([draft]).files
    spent: dict[str, list[float]] = {"read the draft": [], "read the whole shelf": [], "all of the check": []}
    for _ in range(TIMES):
        began = time.perf_counter()
        pipeline.read_one(file, settings=settings)
        spent["read the draft"].append(time.perf_counter() - began)
        began = time.perf_counter()
        shelf = feeds.read_shelf(place / "output")
        spent["read the whole shelf"].append(time.perf_counter() - began)
        began = time.perf_counter()
        checked = drafts.check_drafts([draft], settings=settings, against=place / "output")
        spent["all of the check"].append(time.perf_counter() - began)
    used = len(checked.run.claims)
    print(f"{len(shelf.claims):,} claims of {reports} reports; {used:,} used; {len(checked.run.findings)} findings")
    for part, times in spent.items():
        print(f"{part}: {statistics.median(times):.2f} s")
    print(f"patterns {load_patterns().version}, draft {draft.stat().st_size:,} characters")


if __name__ == "__main__":
    main()

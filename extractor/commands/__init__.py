"""The register of commands: one file each, and one line here.

They are imported for --help, so what costs time to import stands inside their functions.
"""

from __future__ import annotations

from collections.abc import Callable

from extractor.commands import (
    annotate,
    cache,
    check,
    checks,
    coverage,
    decide,
    decisions,
    diff,
    doctor,
    evaluate,
    letter,
    patterns,
    review,
    run,
    sentence,
    series,
    sql,
    text,
    watch,
)

COMMANDS: dict[str, Callable[..., None]] = {
    "run": run.run,
    "watch": watch.watch,
    "check": check.check,
    "review": review.review,
    "decide": decide.decide,
    "annotate": annotate.annotate,
    "letter": letter.letter,
    "try": sentence.try_sentence,
    "text": text.show_text,
    "patterns": patterns.run_patterns,
    "checks": checks.show_checks,
    "coverage": coverage.coverage,
    "series": series.show_series,
    "sql": sql.ask,
    "diff": diff.diff,
    "evaluate": evaluate.evaluate,
    "doctor": doctor.examine,
}
"""Name on the command line to function, in the order in which --help lists them."""

GROUPS = {"decisions": decisions.kept, "cache": cache.kept}
"""Commands with commands of their own."""

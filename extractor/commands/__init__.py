"""The register of commands: one file each, and one line here.

They are imported for --help, so what costs time to import stands inside their functions.
"""

from __future__ import annotations

from collections.abc import Callable

from extractor.commands import (
    check,
    checks,
    coverage,
    decide,
    decisions,
    diff,
    evaluate,
    patterns,
    review,
    run,
    sentence,
    text,
)

COMMANDS: dict[str, Callable[..., None]] = {
    "run": run.run,
    "check": check.check,
    "review": review.review,
    "decide": decide.decide,
    "try": sentence.try_sentence,
    "text": text.show_text,
    "patterns": patterns.run_patterns,
    "checks": checks.show_checks,
    "coverage": coverage.coverage,
    "diff": diff.diff,
    "evaluate": evaluate.evaluate,
}
"""Name on the command line to function, in the order in which --help lists them."""

GROUPS = {"decisions": decisions.kept}
"""Commands with commands of their own."""

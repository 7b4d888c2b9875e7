"""Run the examples in patterns/."""

from __future__ import annotations

import typer

from extractor.console import FOUND, PatternsFolder, speak_plainly


def run_patterns(patterns: PatternsFolder = None) -> None:
    """Run the examples in patterns/ and say which fail.

    \b
    Examples:
      lga-metrics patterns
      lga-metrics patterns --patterns my-patterns

    Exit code: 0 all pass; 1 some fail; 2 a file of patterns is wrong.
    """
    with speak_plainly():
        from extractor.examples import run_examples
        from extractor.patterns import load_patterns

        results = run_examples(load_patterns(patterns))
        failed = [each for each in results if bool(each.problem) is not each.gap]
        for file in dict.fromkeys(each.file for each in results):
            ours = [each for each in results if each.file == file]
            gaps = sum(each.gap for each in ours)
            passed = len(ours) - gaps - sum(not each.gap for each in failed if each.file == file)
            known = f", {gaps} known to be missed" if gaps else ""
            print(f"{file + '.yaml':<18} {passed:>4} of {len(ours) - gaps:>4} examples pass{known}")
        for each in failed:
            problem = each.problem or "passes now: move it from gaps to matches"
            print(f"\n{each.file}.yaml, {each.entry}: {each.text}\n  {problem}")
        if failed:
            raise typer.Exit(FOUND)

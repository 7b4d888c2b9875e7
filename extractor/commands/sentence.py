"""Show what is seen in a sentence."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from extractor.console import AsJson, PatternsFolder, speak_plainly


def try_sentence(
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="A sentence, in quotes.")],
    patterns: PatternsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show what is seen in a sentence, and which pattern saw it.

    \b
    Examples:
      lga-metrics try "In 2023/24 over 140 clerks were trained, 97 per cent of them online."
      lga-metrics try "Saving up to GBP 1.5m by 2025" --json
    """
    with speak_plainly():
        from extractor.patterns import load_patterns
        from extractor.reading import find_mentions, read_sentence

        language = load_patterns(patterns)
        reading = read_sentence(sentence, language)
        mentions = find_mentions(reading.document, language)
        if as_json:
            from extractor import feeds

            print(json.dumps(feeds.export_sentence(reading, mentions), ensure_ascii=False, indent=2))
        else:
            from extractor import summary

            print(summary.describe_sentence(reading, mentions))

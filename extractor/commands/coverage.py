"""Say what became of every number."""

from __future__ import annotations

import json

from extractor.console import AsJson, OutputFolder, find_width, speak_plainly


def coverage(output: OutputFolder, as_json: AsJson = False) -> None:
    """Say what became of every number: claims, rejections by reason, links, checks.

    \b
    Examples:
      lga-metrics coverage output
      lga-metrics coverage output --json

    For each document and in all: how many numbers were met, which are no claim and why, how many claims have a
    programme and a period and where each was read, and why the others have none. Then what each check examined.
    """
    with speak_plainly():
        from extractor import feeds

        found = feeds.read_run(output)
        if as_json:
            from extractor.ledger import export_ledger

            print(json.dumps(export_ledger(found), ensure_ascii=False, indent=2))
        else:
            from extractor import summary

            print(summary.describe_coverage(found, width=find_width()))

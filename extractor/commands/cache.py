"""Show or remove what was read before."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

import typer

from extractor.console import AsJson, CacheFolder, speak_plainly

kept = typer.Typer(help="Show or remove what was read before.", no_args_is_help=True, rich_markup_mode=None)


@kept.command("info")
def show_cache(folder: CacheFolder = None, as_json: AsJson = False) -> None:
    """Say where the cache lies and what it holds.

    \b
    Examples:
      lga-metrics cache info
      lga-metrics cache info --cache /srv/lga-metrics --json
    """
    with speak_plainly():
        from extractor import cache

        info = cache.describe_cache(folder or cache.find_folder())
        if as_json:
            print(json.dumps({**asdict(info), "path": str(info.path), "most_bytes": cache.MOST_BYTES}, indent=2))
            return
        print(info.path)
        print(f"{info.readings:,} documents, {info.bytes / 1e6:,.1f} MB of at most {cache.MOST_BYTES / 1e6:,.0f}")
        if info.last_used is not None:
            print(f"last used {datetime.fromtimestamp(info.last_used, UTC):%Y-%m-%d %H:%M} UTC")


@kept.command("clear")
def clear_cache(folder: CacheFolder = None) -> None:
    """Remove the cache: the next run reads every file again.

    \b
    Examples:
      lga-metrics cache clear
      lga-metrics cache clear --cache /srv/lga-metrics
    """
    with speak_plainly():
        from extractor import cache

        place = folder or cache.find_folder()
        was_there = cache.clear_cache(place)
        print(f"Removed the cache in {place}." if was_there else f"There is no cache in {place}.")

"""datapackage.json: the feeds and their columns as a Frictionless data package."""

from __future__ import annotations

from extractor.feeds.columns import FEEDS, Column, Feed


def describe_package() -> dict[str, object]:
    """datapackage.json: every column with type, description, allowed values and keys (Frictionless Table Schema)."""
    return {
        "profile": "tabular-data-package",
        "name": "lga-metrics",
        "title": "Quantified claims in publications, and the figures that disagree",
        "resources": [_describe_feed(feed) for feed in FEEDS],
    }


def _describe_feed(feed: Feed) -> dict[str, object]:
    schema: dict[str, object] = {"fields": [_describe_column(column) for column in feed.columns], "missingValues": [""]}
    if feed.key:
        schema["primaryKey"] = list(feed.key)
    if feed.points_to:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": "" if other == feed.name else other, "fields": [target]}}
            for column, other, target in feed.points_to
        ]
    return {
        "name": feed.name,
        "path": feed.file,
        "profile": "tabular-data-resource",
        "description": f"A row is {feed.row}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _describe_column(column: Column) -> dict[str, object]:
    described: dict[str, object] = {"name": column.name, "type": column.type, "description": column.about}
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.allowed:
        constraints["enum"] = [str(value) for value in column.allowed]
    if constraints:
        described["constraints"] = constraints
    return described

"""The pages as HTML. All text of documents and reviewers is untrusted: the templates escape all of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from extractor.identity import finding_id
from extractor.telling import count_things

if TYPE_CHECKING:
    from jinja2 import Environment

_STATES = {"agree": ("✓", "agree"), "open": ("?", "unknown"), "differ": ("≠", "differ")}


def render(template: str, **values: object) -> str:
    """The page of a template."""
    return _load_environment().get_template(template).render(**values)


def _say(word: str) -> str:
    """A name of the feeds in words; a phrase of a document, which has spaces or capitals, stays as it is."""
    return word.replace("-", " ").replace("_", " ") if word.islower() and " " not in word else word


@cache
def _load_environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("extractor.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = count_things
    environment.filters["id"] = finding_id
    environment.filters["say"] = _say
    environment.globals["states"] = _STATES
    return environment

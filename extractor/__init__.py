"""Metrics out of Local Government Association publications: read, extract, link, reconcile, write feeds.

What can be imported from here, for use in Python, stands in `__all__`; api.py says how.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.api import find_claims, find_discrepancies, link_claims, read_document, run, to_frame

__version__ = "0.1.0"
__all__ = ["find_claims", "find_discrepancies", "link_claims", "read_document", "run", "to_frame"]


def __getattr__(name: str) -> object:
    """What is asked for by name, imported only then: `lga-metrics --help` has no time for it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from extractor import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]

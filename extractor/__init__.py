"""Metrics out of Local Government Association publications: read, extract, link, reconcile, write feeds."""

__version__ = "0.1.0"

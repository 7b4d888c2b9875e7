"""Figures in tables: the unit that a column, row or caption states, brackets, and the label of what is counted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import regex

from extractor.models import Block, Kind
from extractor.numerals import Form
from extractor.quantities import Candidate, multiply
from extractor.words import is_plural

# What stands at the head of a column and is nothing that could be counted.
_NO_NOUN = regex.compile(
    r"(?:.*\b(?:19|20)\d\d\b.*|(?:q[1-4]|budget|forecast|variance|actual|outturn|total|number|value|figure|result|target"
    r"|change|difference|plan(?:ned)?|spend|amount|cost|%|per cent|percentage|share|no\.?|count|£.*|\(.*\)|this year"
    r"|last year|january|february|march|april|may|june|july|august|september|october|november|december)\W*.*)",
    regex.IGNORECASE,
)
# What is said of how a column counts, before what it counts: "Percentage of responses", "No. of councils 2016/17".
_HOW_COUNTED = regex.compile(
    r"(?:(?:total |overall )?(?:number|percentage|share|proportion|no\.?)|%|per cent) of (?:all )?(?:the )?"
    r"|\W*\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b\W*",
    regex.IGNORECASE,
)
_MONEY = regex.compile(
    r"(?:.* )?(?:funding|grants?|awards?|allocations?|savings?|income|fees?|loans?|payments?|contributions?)",
    regex.IGNORECASE,
)
# The unit of a whole table, row or column: "£000", "(£m)", "£k", "%".
_UNIT = regex.compile(
    r"[\s(]*(?P<money>£) ?(?P<scale>['’]?000s?|m(?:illions?)?|k|bn|thousands?)?\)?|[\s(]*(?P<percent>%|per cent)\)?",
    regex.IGNORECASE,
)
_CAPTION_UNIT = regex.compile(_UNIT.pattern + r"\s*$", regex.IGNORECASE)
_NO_UNIT = regex.compile(r"\b(?:number|no\.|count|staff|headcount|fte|councils|people|date|year)\b", regex.IGNORECASE)
# A short label that ends in one of these counts them, whatever the unit of the table: "Total staff", "Sites".
_COUNTED = regex.compile(
    r"\b(?:staff|headcount|fte|ftes|posts|employees|pupils|children|adults|residents|clients|members|people|schools|sites|homes"
    r"|households|buildings|visits|cases|properties)$",
    regex.IGNORECASE,
)
# A label that says when or of what age, and nothing of what is counted.
_BARE_LABEL = regex.compile(
    r"(?:(?:19|20)\d\d(?:[/–-]\d{2,4})?|\d+ ?[-–] ?\d+|\d+\+|total|all|year)\W*", regex.IGNORECASE
)
_TABLE_NUMBER = regex.compile(r"(?:table|figure|chart|exhibit) [\w.]+ ?[:.–-]? ", regex.IGNORECASE)
_SHORT_LABEL = 2
_SCALE = {"": 1, "t": 10**3, "k": 10**3, "'": 10**3, "’": 10**3, "0": 10**3, "m": 10**6, "b": 10**9}
_LONGEST_CAPTION = 120


def scale_cell(candidate: Candidate, text: str, block: Block, *, captions: tuple[str, ...]) -> Candidate:
    """Give a bare number of a cell the sign of its brackets and the unit that its table states.

    `text` is the cell's; `captions` are the table's first cell and the text above it. "(22)" below "£000" is -£22,000.
    """
    quantity = candidate.quantity
    if candidate.form is not Form.DIGITS or quantity.kind not in (Kind.COUNT, Kind.MONEY):
        return candidate
    start, end = candidate.start, candidate.end
    if text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")":
        quantity, start, end = replace(quantity, value=-quantity.value), start - 1, end + 1
    unit = _find_unit(block, captions) if quantity.kind is Kind.COUNT and not quantity.unit else None
    if unit and unit["percent"]:
        quantity = replace(quantity, kind=Kind.PERCENT, unit="percent")
    elif unit:
        factor = _SCALE[(unit["scale"] or "")[:1].lower()]
        value, step = multiply(quantity.value, Decimal(factor)), multiply(quantity.step, Decimal(factor))
        quantity = replace(quantity, kind=Kind.MONEY, unit="GBP", value=value, step=step, abbreviated=factor > 1)
    return replace(candidate, start=start, end=end, quantity=quantity)


def _find_unit(block: Block, captions: tuple[str, ...]) -> regex.Match[str] | None:
    """The unit that a cell's column, its row, or the caption of its table states, nearest first."""
    found = _UNIT.search(block.column_head) or _UNIT.search(block.row_head)
    counted = _NO_UNIT.match(block.row_head) or (
        len(block.row_head.split()) <= _SHORT_LABEL and _COUNTED.search(block.row_head)
    )
    if found or counted or _NO_UNIT.search(block.column_head):
        return found
    stated = (_CAPTION_UNIT.search(caption) for caption in captions if len(caption) <= _LONGEST_CAPTION)
    return next((unit for unit in stated if unit), None)


def label_cell(block: Block, kind: Kind, caption: str) -> tuple[str, str]:
    """The label that says what a cell counts, and all that is said of it.

    The column; the row where the column names a period, a version or a unit; the caption where both do.
    """
    row, column = block.row_head, _HOW_COUNTED.sub("", block.column_head)
    named = bool(column) and not _NO_NOUN.fullmatch(column)
    counted = named and (kind is Kind.PERCENT or is_plural(column.split()[-1]))
    counted = counted or (kind is Kind.MONEY and _MONEY.fullmatch(column) is not None)
    label = column if counted or not row else row
    said = " ".join(filter(None, (row, block.column_head)))
    if _says_nothing(label) and not _says_nothing(column):
        label = column
    elif _says_nothing(label) and len(caption) <= _LONGEST_CAPTION:
        label, said = caption, f"{caption} {said}"
    return _UNIT.sub("", _TABLE_NUMBER.sub("", label)).strip(), said


def _says_nothing(label: str) -> bool:
    return not label or _BARE_LABEL.fullmatch(_UNIT.sub("", label).strip()) is not None

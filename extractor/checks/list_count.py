"""A number of things is announced, and another number of things follows.

"Three priorities:" before four bullets, "the following six towns" before five names, or a colon with no list after it.
A list that opens with "including" or "such as" may be shorter, never longer. A list that is missing may have been lost
when the text was taken out of its file (a picture, a table), and the finding says so. In a running sentence an "and"
may join two items or stand within one; only a count that no reading gives is flagged.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.models import AnnouncedList, Finding, Qualifier, Severity
from extractor.numerals import SMALL_WORDS
from extractor.shelf import Found, Ledger, Shelf, announcing_claim, list_evidence

NAME = "list-count"
SEVERITY = Severity.WARNING

_IS_NOUN = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}\s'’&-]*")
_DASH = regex.compile(r"\s[-–—]\s")
_MOST_DASHES = 2  # one opens the list, or two enclose it
_SEPARATOR = regex.compile(r"[,;]")
# "11 risks: two are red, five amber and four green" gives the parts of eleven, and no list of them.
_COUNTS_A_PART = regex.compile(rf"(?i)(?:{SMALL_WORDS}|\d[\d,]*)\b")
_CLOSING = regex.compile(r"[,;\s]\s?(?:and|or|&)\s")
_AND = regex.compile(r"(?i)\s(?:and|or|&)\s")


def find(shelf: Shelf) -> Found:
    """Find announced lists whose items are not as many as announced."""
    ledger = Ledger(NAME)
    return ledger.close(_look(shelf, ledger))


def _look(shelf: Shelf, ledger: Ledger) -> Iterator[Finding]:
    for announced in shelf.lists:
        claim = announcing_claim(announced, shelf)
        if claim is not None and claim.quantity.qualifier is not Qualifier.EXACT:
            ledger.passed_over["the announced number is hedged"] += 1
            continue
        if not _IS_NOUN.fullmatch(announced.head):
            ledger.passed_over["the number announces no things"] += 1
            continue
        if announced.form == "bullets" and len(announced.items) == 1 < announced.count:
            ledger.passed_over["a list of one: broken off when the text was read"] += 1
            continue
        if announced.form == "inline" and len(announced.items) == 1:
            ledger.passed_over["what follows the colon is no row of things"] += 1
            continue
        if sum(_COUNTS_A_PART.match(item.text) is not None for item in announced.items) > 1:
            ledger.passed_over["the items count parts of the number"] += 1
            continue
        if announced.form == "inline" and len(_DASH.findall(announced.text)) > _MOST_DASHES:
            ledger.passed_over["dashes that may be bullets on one line"] += 1
            continue
        ledger.examined += 1
        low, high = _count(announced)
        missing = announced.form == "none"
        if missing and _may_be_the_list(announced):
            ledger.passed_over["the items may stand in the paragraph that follows"] += 1
            continue
        if missing and announced.open_ended:
            continue
        if not missing and (low <= announced.count <= high or (announced.open_ended and low <= announced.count)):
            continue
        yield _finding(shelf, announced, low, high)


def _may_be_the_list(announced: AnnouncedList) -> bool:
    """Whether what follows the colon, though no list by its form, is a row of things parted by commas or semicolons."""
    following = announced.items[0].text if announced.items else ""
    return len(_SEPARATOR.findall(following)) >= max(announced.count - 2, 1)


def _count(announced: AnnouncedList) -> tuple[int, int]:
    """The fewest and the most items that a reader could count."""
    items = announced.items
    if announced.form == "none":
        return 0, 0
    if announced.form != "inline":
        return len(items), len(items)
    inner = sum(len(_AND.findall(item.text)) for item in items)
    # A row that no comma-and closes is closed by the "and" within its last item: "a, b, c and d" are four.
    closings = _CLOSING.finditer(announced.text, overlapped=True)
    closed = bool(items) and any(announced.text.startswith(items[-1].text, found.end()) for found in closings)
    closing = 0 if closed or len(items) < 2 else min(1, len(_AND.findall(items[-1].text)))
    return len(items) + closing, len(items) + inner


def _finding(shelf: Shelf, announced: AnnouncedList, low: int, high: int) -> Finding:
    what = f"{announced.count} {announced.head}".strip()
    where = shelf.where(announced)
    if announced.form == "none":
        message = f'"{what}" are announced in {where}, but no list follows.'
        arithmetic = f"announced: {announced.count}; found: 0"
        suggestion = (
            "Add the list or drop the number. The list may also have been lost when the text was taken out of the file."
        )
    else:
        counted = str(low) if low == high else f"{low} to {high}"
        message = f'"{what}" are announced in {where}, but {counted} follow.'
        arithmetic = f"announced: {announced.count}; items that follow: {counted}"
        suggestion = f"Announce {counted}, or check whether an item is missing or does not belong to the list."
    return Finding(
        check=NAME,
        severity=SEVERITY,
        message=message,
        suggestion=suggestion,
        arithmetic=arithmetic,
        evidence=list_evidence(announced, shelf),
    )

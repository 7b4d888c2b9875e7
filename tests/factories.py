"""Short ways to make the objects that tests need: ``claim("55 councils")``, ``told("{54 events}, making {106}")``.

A figure is written as a person would write it; what counts is only that it has the value, hedge and noun that it shows.
Every other field has a plain default and is set by its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from extractor.events import find_events
from extractor.identity import assign_keys
from extractor.models import (
    AnnouncedList,
    Block,
    BlockKind,
    Claim,
    Document,
    Finding,
    Kind,
    ListItem,
    Period,
    Qualifier,
    Quantity,
    Role,
)
from extractor.patterns import Example, Examples, MeasurePattern, Patterns, ProgrammePattern, load_patterns
from extractor.periods import find_periods
from extractor.reconcile import find_discrepancies

YEAR = Period(start=date(2023, 4, 1), end=date(2024, 3, 31), label="2023/24")
LAST_YEAR = Period(start=date(2022, 4, 1), end=date(2023, 3, 31), label="2022/23")
QUARTER = Period(start=date(2023, 10, 1), end=date(2023, 12, 31), label="October to December 2023")

_HEDGES = {
    "more than": Qualifier.OVER,
    "over": Qualifier.OVER,
    "in excess of": Qualifier.OVER,
    "at least": Qualifier.AT_LEAST,
    "fewer than": Qualifier.UNDER,
    "under": Qualifier.UNDER,
    "up to": Qualifier.UP_TO,
    "about": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "almost": Qualifier.NEARLY,
    "nearly": Qualifier.NEARLY,
}
_NUMBERS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve first second third".split(),  # noqa: SIM905
        [*range(1, 13), 1, 2, 3],
        strict=True,
    )
)
_ORDINALS = ("first", "second", "third")
_FACTORS = {"m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_SERIES = "cohort|phase|round|wave"
_FIGURE = re.compile(
    rf"(?i)^(?P<hedge>{'|'.join(_HEDGES)}|between)?\s*(?P<series>(?:{_SERIES})\s(?=\d))?(?P<money>£)?"
    rf"(?P<number>\d[\d,]*(?:\.\d+)?|{'|'.join(_NUMBERS)})(?P<ordinal>st|nd|rd|th)?"
    r"(?:(?:\sand\s|-)(?P<high>\d[\d,]*(?:\.\d+)?))?"
    r"\s*(?P<factor>m\b|million|bn\b|billion)?\s*(?P<percent>per cent|%)?"
    r"(?P<duration>\s?(?:months|years|hours|days)\b)?"
)


def quantity(figure: str) -> Quantity:
    """A figure as it is written: "over 1.5 million", "98 per cent", "£38.5m", "between 10 and 20", "Cohort 24"."""
    return _read(figure)[0]


def _read(figure: str) -> tuple[Quantity, str, str, str]:
    """The quantity, the text of the figure itself, the noun after it, and its series."""
    found = _FIGURE.match(figure)
    assert found, f"no figure in {figure!r}"
    written = found["number"].replace(",", "")
    value = Decimal(_NUMBERS.get(written.lower(), 0) or written)
    factor = _FACTORS.get((found["factor"] or "").lower(), 1)
    step = Decimal(1).scaleb(-len(written.partition(".")[2]))
    rest = figure[found.end() :].strip()
    series = (found["series"] or "").strip().lower()
    ordinal = bool(found["ordinal"] or series or written.lower() in _ORDINALS)
    if ordinal and not series:
        series = rest.split()[0].lower() if rest and re.match(_SERIES, rest, re.IGNORECASE) else ""
    kind = Kind.COUNT
    for name, named in (("money", Kind.MONEY), ("percent", Kind.PERCENT), ("duration", Kind.DURATION)):
        kind = named if found[name] else kind
    kind = Kind.ORDINAL if ordinal else kind
    hedge = (found["hedge"] or "").lower()
    high = Decimal(found["high"].replace(",", "")) * factor if found["high"] else None
    unit = {Kind.MONEY: "GBP", Kind.PERCENT: "percent", Kind.DURATION: (found["duration"] or "").strip()}.get(kind, "")
    read = Quantity(
        kind=kind,
        value=value * factor,
        value_high=high,
        qualifier=Qualifier.RANGE if high is not None else _HEDGES.get(hedge, Qualifier.EXACT),
        unit=unit,
        step=step * factor,
        abbreviated=factor > 1,
    )
    text = found.group().strip()
    if series and found["series"]:
        text = found["number"]
    return read, text, rest.removeprefix("of ").strip() if kind is Kind.PERCENT else rest, series


def claim(figure: str, sentence: str = "", **fields: object) -> Claim:
    """One claim: ``claim("over 140 clerks", "The scheme trained over 140 clerks.", document="a", period=YEAR)``.

    The noun after the figure is its head, and its measure unless `measure` is given.
    """
    read, text, noun, series = _read(figure)
    sentence = sentence or f"{figure}."
    fields.setdefault("document", "report")
    first = int(str(fields.pop("at", 0)))
    place = first + max(sentence.find(text), 0)
    head = str(fields.setdefault("head", noun or series))
    defaults: dict[str, object] = {
        "start": place,
        "end": place + len(text),
        "numeral": place,
        "text": text,
        "sentence": sentence,
        "sentence_start": first,
        "sentence_end": first + len(sentence),
        "quantity": read,
        "block": 0,
        "measure": head,
        "role": Role.SHARE if read.kind is Kind.PERCENT else Role.LEVEL,
        "programme": "harbour",
        "period": YEAR,
        "series": series,
    }
    return Claim(**{**defaults, **fields})  # type: ignore[arg-type]


def told(text: str, **fields: object) -> tuple[Claim, ...]:
    """The claims of a text whose figures stand in braces: ``told("Of the {75 councils}, {68} agreed.")``.

    Sentences end in a full stop and a space; a line break starts a new block. What stands inside the braces after the
    figure is the head. The measure is the words of the sentence around the figure. `fields` hold for all of them.
    """
    claims: list[Claim] = []
    at = int(str(fields.pop("at", 0)))
    for block, paragraph in enumerate(text.split("\n")):
        for marked in re.split(r"(?<=[.!?]) ", paragraph):
            sentence = marked.replace("{", "").replace("}", "")
            removed = 0
            for found in re.finditer(r"\{([^}]*)\}", marked):
                start = found.start() - removed
                removed += 2
                made = claim(found[1], sentence, **{"block": block, **fields})
                shift = sentence.find(made.text, start)
                rest = re.split(r"[.,;:(]|\band\b", sentence[start + len(found[1]) :])[0]
                measure = " ".join(f"{made.head} {rest}".split())
                claims.append(
                    replace(
                        made,
                        start=at + shift,
                        end=at + shift + len(made.text),
                        numeral=at + shift,
                        sentence_start=at,
                        sentence_end=at + len(sentence),
                        measure=str(fields.get("measure", measure or made.head)),
                    )
                )
            at += len(sentence) + 1
    return tuple(claims)


def document(name: str = "report", **fields: object) -> Document:
    """A document with no text of its own, in which claims can stand."""
    defaults: dict[str, object] = {
        "document": name,
        "path": f"{name}.txt",
        "sha256": "",
        "format": "txt",
        "text": "",
        "period": YEAR,
        "work": name,
    }
    return Document(**{**defaults, **fields})  # type: ignore[arg-type]


def paper(text: str, name: str = "report", **fields: object) -> Document:
    """A document whose blocks are the lines of a text: the first a heading and its title, the others paragraphs.

    Its period is read from the title, as facts.py would; `fields` set anything else.
    """
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    rows = tuple(
        Block(
            kind=BlockKind.PARAGRAPH if start else BlockKind.HEADING,
            start=start,
            end=start + len(line),
        )
        for start, line in zip(starts, lines, strict=True)
        if line
    )
    named = [m.period for m in find_periods(lines[0]) if m.period and m.period.start and m.period.end]
    source = "title=heading;period=title" if named else "title=heading"
    published = ";published=first lines" if fields.get("published") else ""
    defaults: dict[str, object] = {
        "text": text,
        "blocks": rows,
        "title": lines[0],
        "period": named[0] if named else Period(),
        "facts_source": source + published,
    }
    return document(name, **{**defaults, **fields})


def blocks(*kinds: BlockKind) -> tuple[Block, ...]:
    """Empty blocks of the given kinds, one after the other."""
    return tuple(Block(kind=kind, start=place, end=place) for place, kind in enumerate(kinds))


def announced(figure: str, items: Iterable[str] = (), *, form: str = "bullets", **fields: object) -> AnnouncedList:
    """An announced list: ``announced("three priorities", ["a", "b"])``."""
    read, text, noun, _ = _read(figure)
    rows = tuple(ListItem(start=100 + n * 10, end=105 + n * 10, text=item) for n, item in enumerate(items))
    defaults: dict[str, object] = {
        "document": "report",
        "claim_start": 0,
        "start": 0,
        "end": len(text),
        "text": f"{figure}:",
        "count": int(read.value),
        "head": noun,
        "form": form,
        "items": rows,
    }
    return AnnouncedList(**{**defaults, **fields})  # type: ignore[arg-type]


_EXAMPLES = Examples(matches=(Example(text=""), Example(text="")), negatives=(Example(text="", because="none"),))


def patterns(*, programmes: Iterable[tuple[str, str, str]] = (), synonyms: Iterable[tuple[str, ...]] = ()) -> Patterns:
    """The program's own patterns, with programmes (id, name, parent) and synonyms of a test's own put in front."""
    own = load_patterns()
    extra = tuple(
        ProgrammePattern(id=key, name=name, about="", examples=_EXAMPLES, parent=parent)
        for key, name, parent in programmes
    )
    measures = tuple(MeasurePattern(id=words[0], about="", words=words, examples=_EXAMPLES) for words in synonyms)
    return Patterns(
        qualifiers=own.qualifiers,
        units=own.units,
        roles=own.roles,
        stages=own.stages,
        noise=own.noise,
        measures=(*measures, *own.measures),
        programmes=(*extra, *own.programmes),
        events=own.events,
        version="test",
        folder=Path(),
    )


PROGRAMMES = (
    ("harbour", "Harbour", ""),
    ("harbour_lights", "Harbour Lights", "harbour"),
    ("beacon", "Beacon", ""),
)


def findings_of(
    check: str, claims: Iterable[Claim] = (), lists: Iterable[AnnouncedList] = (), documents: Iterable[Document] = ()
) -> tuple[Finding, ...]:
    """What one check finds in claims, lists and the dates of the given documents' texts.

    A document is made for each name that none is given for.
    """
    claims, lists, given = tuple(claims), tuple(lists), tuple(documents)
    names = sorted({c.document for c in claims} | {x.document for x in lists} - {d.document for d in given})
    shelf = (*given, *(document(name) for name in names if name not in {d.document for d in given}))
    keyed = assign_keys(claims, {d.document: d.work for d in shelf})
    known = patterns(programmes=PROGRAMMES)
    events = [event for one in given for event in find_events(one, known)]
    found, _ = find_discrepancies(shelf, keyed, lists, known, events=events)
    return tuple(finding for finding in found if finding.check == check)

"""Writes a shelf: a year's publications of one association and a council, clean and with an item's change in each place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from .items import Draw, Item, Part, Telling
from .topics import Topics
from .wording import Style, expand, fill


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item's paragraph stands in a document, clean and changed, and the spans that were planted in the changed."""

    document: str
    clean: tuple[int, int]
    changed: tuple[int, int]
    planted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """An item as it was written into a shelf."""

    kind: str
    is_error: bool
    places: tuple[Place, ...]
    text: tuple[str, ...] = ()  # the changed paragraphs, for whoever reads what was missed


@dataclass(slots=True)
class Draft:
    """A document in the making: its two texts grow side by side."""

    name: str
    suffix: str
    style: Style
    said: tuple[str, ...]  # how it speaks of its year
    headed: bool = False
    numbered: bool = False
    wrapped: bool = False
    clean: str = ""
    changed: str = ""
    paragraphs: int = 0
    last_heading: str = ""

    def add(self, text: str, changed: str | None = None) -> None:
        """Add a paragraph that stands by itself."""
        self.clean += text + "\n\n"
        self.changed += (text if changed is None else changed) + "\n\n"


_ANNUAL_YEAR = (
    "in {label}",
    "in {label}",
    "during {label}",
    "over the year",
    "this year",
    "in the year to March {next}",
)
_OTHER_YEAR = (
    "in {label}",
    "in {label}",
    "in {label}",
    "during {label}",
    "in the year to March {next}",
    "between April {first} and March {next}",
)

_FILLER = """
Councils have asked for help that is close to home.
Demand has not let up, and neither has the pace of change.
The work is led by councillors and officers from across the sector.
More is said of this in the annex.
We are grateful to all those who gave their time.
The board will come back to this in the autumn.
None of this would have been possible without our partners.
Feedback has been warm, though some asked for more time.
Good practice has been shared on our website.
A lead member has been named for this work.
There is still much to do.
Members asked for a fuller account at a later meeting.
The approach has been taken up by others.
Support is free to councils that are members.
Most of the work was done by a small team.
Officers will keep the risks under review.
It is too early to say what difference this has made.
The method was changed in the light of what we heard.
Councils of every size and colour took part.
Further details are available on request.
Our advisers have been out and about again.
The lessons are set out in a note for chief executives.
Where the need was greatest, help came first.
Travel was kept low, and much was done online.
Smaller councils found this of particular use.
"""

FILLERS = tuple(_FILLER.strip().splitlines())


def _documents(rng: Random, year: int) -> dict[str, Draft]:
    """The publications of a shelf by name, with their openings written."""
    label, last = f"{year}/{(year + 1) % 100:02}", f"{year - 1}/{year % 100:02}"

    def year_said(ways: tuple[str, ...], first: int) -> tuple[str, ...]:
        return tuple(way.format(label=f"{first}/{(first + 1) % 100:02}", first=first, next=first + 1) for way in ways)

    def style() -> Style:
        return Style(
            percent=rng.choice((" per cent", "%", " per cent")),
            million=rng.choice((" million", "m")),
            words_to=rng.choice((9, 0, 9)),
        )

    def draft(
        name: str, suffix: str, *opening: str, ways: tuple[str, ...] = _OTHER_YEAR, first: int = year, **shape: bool
    ) -> Draft:
        made = Draft(name, suffix, style(), year_said(ways, first), **shape)
        for line in opening:
            made.add(expand(line, rng))
        return made

    drafts = [
        draft("annual-report", ".txt", f"{{Annual report|Annual review|Our year}} {label}", "{Foreword|Introduction}",
              f"This report sets out what we did in {label}, with and for councils.", ways=_ANNUAL_YEAR, headed=True, wrapped=rng.random() < 0.5),
        draft("annual-report-last", ".txt", f"{{Annual report|Annual review|Our year}} {last}", "{Foreword|Introduction}",
              f"This report sets out what we did in {last}, with and for councils.", ways=_ANNUAL_YEAR, first=year - 1, headed=True),
        draft("board-paper", ".txt", f"{{Improvement and Innovation Board|Resources Board|Executive Advisory Board}}\n{rng.randint(8, 25)} June {year + 1}\nAgenda item {rng.randint(2, 9)}",
              f"{{Outturn|Review of improvement support|Performance}} {label}", "Summary", "Members are asked to note what was done last year.", headed=True, numbered=True),
        draft("support-offer", ".md", f"# {{Support offer to councils|Our offer to councils|Support for councils}} {year + 1}/{(year + 2) % 100:02}",
              "What we offer rests on what councils tell us.", headed=True),
        draft("press-release", ".txt", f"Press release\n{rng.randint(3, 28)} July {year + 1}", "{Councils draw on more help than before|Help for councils reaches further}",
              "The association has today looked back on its work.", wrapped=rng.random() < 0.5),
        draft("briefing", ".md", f"# {{Briefing for councillors|Key facts for councillors|A guide for members}}: support in {label}",
              f"Published: {rng.randint(1, 28)} September {year + 1}", headed=rng.random() < 0.5),
        draft("cabinet-report", ".txt", f"Northshire City Council\nCabinet\n{rng.randint(1, 28)} May {year + 1}", f"{{Support drawn on by councils|Improvement support}}: report for {label}",
              "Purpose of the report", "To tell Cabinet of support from which the council may benefit.", headed=True, numbered=True, wrapped=rng.random() < 0.5),
    ]  # fmt: skip
    return {made.name: made for made in drafts}


_ONE = ("annual-report", "annual-report", "board-paper", "press-release", "briefing", "cabinet-report", "support-offer")


def write_shelf(folder: Path, items: list[Item], *, rng: Random, year: int) -> list[Planted]:
    """Write the shelf's documents into `folder`/clean and `folder`/changed; what stands where is returned."""
    drafts = _documents(rng, year)
    written = []
    for number, item in enumerate(items):
        used: list[str] = []
        places, texts = [], []
        for part in item.parts:
            if part.place == "own":
                name = f"update-{number:03}"
                drafts[name] = Draft(name, ".txt", Style(), drafts["board-paper"].said)
            else:
                name = _choose(part.place, used, rng)
            used.append(name)
            place, text = _write(drafts[name], item, part, rng=rng, year=year)
            places.append(place)
            texts.append(text)
        written.append(Planted(item.kind, item.is_error, tuple(places), tuple(texts)))
    for kind in ("clean", "changed"):
        (folder / kind).mkdir(parents=True)
        for made in drafts.values():
            path = folder / kind / f"{made.name}{made.suffix}"
            path.write_text(getattr(made, kind), encoding="utf-8", newline="\n")
    return written


def _choose(place: str, used: list[str], rng: Random) -> str:
    if place == "last":
        return "annual-report-last"
    if place == "annual":
        return "annual-report"
    if place == "same":
        return used[-1]
    return rng.choice([name for name in _ONE if name not in used])


def _write(draft: Draft, item: Item, part: Part, *, rng: Random, year: int) -> tuple[Place, str]:
    """Add a part as a paragraph, with its heading and sentences around it."""
    label, last = f"{year}/{(year + 1) % 100:02}", f"{year - 1}/{year % 100:02}"
    said = rng.choice(draft.said)
    around: dict[str, str] = {"in": said, "In": said, "year": label, "last": last}
    if (
        draft.headed
        and item.heading
        and item.heading != draft.last_heading
        and part.place != "own"
        and rng.random() < 0.6
    ):
        heading = item.heading.removeprefix("the ")
        heading = heading[:1].upper() + heading[1:]
        draft.add(f"## {heading}" if draft.suffix == ".md" else heading)
        draft.last_heading = item.heading
    elif item.heading != draft.last_heading and draft.last_heading and part.place != "own":
        # What stands under a programme's heading is told of that programme, so another item needs a heading of its own.
        draft.add("## More of our work" if draft.suffix == ".md" else "More of our work")
        draft.last_heading = ""
    before = rng.choice(FILLERS) + " " if rng.random() < 0.35 else ""
    after = " " + rng.choice(FILLERS) if rng.random() < 0.5 else ""
    if draft.numbered and part.place != "own":
        draft.paragraphs += 1
        before = f"{draft.paragraphs}. {before}"
    if part.place == "own":
        before = after = ""
    paragraphs, spans = [], []
    for telling in (part.clean, part.changed):
        text, slots = _tell(telling, around, draft.style)
        tail = "" if "\n" in text else after
        whole = before + text + tail
        paragraphs.append(_wrap(whole) if draft.wrapped and "\n" not in text else whole)
        spans.append([(a + len(before), b + len(before)) for slot in part.touched for a, b in slots.get(slot, ())])
    starts = len(draft.clean), len(draft.changed)
    draft.add(*paragraphs)
    ranges = [(start, start + len(text)) for start, text in zip(starts, paragraphs, strict=True)]
    planted = tuple((starts[1] + a, starts[1] + b) for a, b in spans[1])
    return Place(f"{draft.name}", ranges[0], ranges[1], planted), paragraphs[1]


def _tell(telling: Telling, around: dict[str, str], style: Style) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    values = {**around, **telling.values}
    values["In"] = values["in"]
    return fill(telling.skeleton, values, style)


def _wrap(text: str, width: int = 96) -> str:
    """The text in lines: a space at the end of each becomes a line feed, so that offsets stay."""
    out = list(text)
    start, space = 0, -1
    for at, char in enumerate(text):
        if char == " ":
            space = at
        if at - start >= width and space > start:
            out[space] = "\n"
            start = space + 1
    return "".join(out)


def make_draw(rng: Random, year: int) -> Draw:
    """A fresh supply of subjects for one shelf."""
    return Draw(rng, Topics(rng), year)

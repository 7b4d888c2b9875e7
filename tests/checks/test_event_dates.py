"""event-dates: one event with two dates, and dates that do not fit the time of the text."""

from __future__ import annotations

from datetime import date

import pytest
from factories import findings_of, paper

from extractor.models import Severity

REPORT = "Harbour report 2022/23"
UPDATE = "Harbour update, July - September 2023"
FUND = "The Lamp Keepers Fund was launched in May 2022."
MEETING = "The National Harbour Conference was held on 8 and 9 November 2022."
LEASE = "The current lease with the ferry company runs until March 2022."

FLAGGED = {
    "launched first, and since": (
        (
            f"{REPORT}\nLaunched in June 2022, the Lamp Keepers Fund has found its feet.",
            f"{UPDATE}\nSince the Lamp Keepers Fund was launched in May 2022, demand has grown.",
        ),
        Severity.WARNING,
    ),
    "a launch, in two months": (
        (f"{REPORT}\n{FUND}\nThe Lamp Keepers Fund, launched in June 2022, is spent.",),
        Severity.WARNING,
    ),
    "between documents": (
        (f"{REPORT}\n{FUND}", f"{UPDATE}\nIn July 2022 we launched the Lamp Keepers Fund."),
        Severity.WARNING,
    ),
    "by another name for a fund": (
        (f"{REPORT}\n{FUND}", f"{UPDATE}\nThe new Lamp Keepers Fund scheme was launched in March 2022."),
        Severity.WARNING,
    ),
    "a conference, to the day": (
        (f"{REPORT}\n{MEETING}", f"{UPDATE}\nThe National Harbour Conference, held on 15 November 2022, was full."),
        Severity.ERROR,
    ),
    "a day with its year and one without": (
        (f"{REPORT}\n{MEETING}\nNine clerks spoke. The National Harbour Conference took place on 11-12 November.",),
        Severity.ERROR,
    ),
    "a current lease that is over": ((f"{REPORT}\n{LEASE}",), Severity.ERROR),
    "over before an offer can have been written": (
        (f"Harbour offer 2024/25\n{LEASE}",),
        Severity.ERROR,
    ),
    "over before the day of the paper": ((f"The harbour\n{LEASE}",), Severity.ERROR),
    "over before what an offer tells of as done": (
        (f"Harbour offer 2022/23\n{LEASE}\nThe pier was opened in May 2022.\n{FUND}",),
        Severity.ERROR,
    ),
    "gone live on two days": (
        (
            f"{REPORT}\nThe Tide Tables Hub went live on 4 May 2022.",
            f"{UPDATE}\nThe Tide Tables Hub, launched in July 2022, grows.",
        ),
        Severity.WARNING,
    ),
    "in the present tense": (
        (f"{REPORT}\nThe ferry has a grant that runs until the end of May 2021.",),
        Severity.WARNING,
    ),
    "still expected": ((f"{UPDATE}\nThe last round is expected to be announced in spring 2023.",), Severity.NOTE),
    "still to be, after the day of the paper": (("The harbour\nThe pier will be opened in June 2022.",), Severity.NOTE),
}
NOT_FLAGGED = {
    "the conference of another year, a few months on": (
        (
            f"{REPORT}\nThe 2021 National Harbour Conference was held in November 2021.",
            f"{UPDATE}\nThe 2022 National Harbour Conference took place in February 2022.",
        )
    ),
    "what was to have been": (
        f"{REPORT}\n{FUND}",
        f"{UPDATE}\nThe Lamp Keepers Fund was to have been launched in March 2022.",
    ),
    "a target of the time that is past": (f"{REPORT}\nThe harbour had a target of 40 lamps to be lit in May 2022.",),
    "one date twice": (f"{REPORT}\n{FUND}\nThe Lamp Keepers Fund, launched in 2022/23, is spent.",),
    "a day in the month": (f"{REPORT}\n{FUND}", f"{UPDATE}\nThe Lamp Keepers Fund was launched on 4 May 2022."),
    "a plan and what came of it": (
        f"{REPORT}\nThe Lamp Keepers Fund will be launched in July 2023.",
        f"{UPDATE}\nThe Lamp Keepers Fund was launched in August 2023.",
    ),
    "a pilot and the whole": (f"{REPORT}\n{FUND}\nThe Lamp Keepers Fund pilot was launched in June 2021.",),
    "two phases": (
        f"{REPORT}\nPhase 1 of the Lamp Fund was launched in May 2022. Phase 2 of the Lamp Fund was launched in June.",
    ),
    "a part of it": (f"{REPORT}\n{FUND}\nAn online hub for the Lamp Keepers Fund was launched in June 2022.",),
    "found and launched": (f"{REPORT}\n{FUND}\nThe Lamp Keepers Fund was set up in March 2022.",),
    "a conference each year": (
        f"{REPORT}\n{MEETING}",
        "Harbour report 2023/24\nThe National Harbour Conference was held on 2 October 2023.",
    ),
    "a survey each year": (
        f"{REPORT}\nThe Users Survey was launched in May 2022.",
        "Harbour report 2023/24\nThe Users Survey was launched in April 2023.",
    ),
    "things with no name": (f"{REPORT}\nA course was launched in May 2022.\nA course was launched in June 2022.",),
    "two phases in words": (
        f"{REPORT}\nPhase One of the Lamp Fund opened in May 2022.\nPhase Two of the Lamp Fund opened in June 2022.",
    ),
    "in two places": (
        f"{REPORT}\nThe Regional Harbour Conference was held in Northport on 4 May 2022.",
        f"{UPDATE}\nThe Regional Harbour Conference was held in Southquay on 6 June 2022.",
    ),
    "of two towns": (
        f"{REPORT}\nNorthport launched the Lamp Grant in May 2022.\nSouthquay launched its Lamp Grant in July 2022.",
    ),
    "published each year": (
        f"{REPORT}\nThe Tide Review was published in May 2021.\nThe Tide Review was published in June 2022.",
    ),
    "meetings of a series": (
        f"{REPORT}\nThe Harbour Board meeting was held on 4 May.\nThe Harbour Board meeting was held on 6 June.",
    ),
    "rounds of applications": (
        f"{REPORT}\nBids for the Lamp Fund opened in May 2022.\nBids for the Lamp Fund opened in July 2022.",
    ),
    "a lease that still runs": (f"{REPORT}\nThe current lease with the ferry company runs until March 2024.",),
    "a lease that is told as past": (f"{REPORT}\nThe previous lease ran until March 2021.",),
    "an offer for the year to come": ("Our offer 2023/24\nThe current lease runs until March 2023.",),
    "a plan for the year": (
        "Harbour services 2023/24\nA pier will be opened in June 2023. Lamps are due in May 2023.",
    ),
    "a plan told as past": (f"{UPDATE}\nThe last round was expected to be announced in spring 2023.",),
    "a plan within the last weeks": (f"{UPDATE}\nThe last round is expected to be announced in September 2023.",),
}


def found(texts: tuple[str, ...]) -> list[Severity]:
    papers = [
        paper(text, f"paper{number}", published=None if "20" in text.split("\n")[0] else date(2023, 7, 4))
        for number, text in enumerate(texts)
    ]
    return [finding.severity for finding in findings_of("event-dates", documents=papers)]


@pytest.mark.parametrize(("texts", "severity"), FLAGGED.values(), ids=FLAGGED)
def test_flagged(texts: tuple[str, ...], severity: Severity) -> None:
    assert found(texts) == [severity]


@pytest.mark.parametrize("texts", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(texts: tuple[str, ...]) -> None:
    assert found(texts) == []

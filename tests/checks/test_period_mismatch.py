"""period-mismatch: a title's period against the coverage told, and dates that cannot be."""

from __future__ import annotations

import pytest
from factories import findings_of, paper

FLAGGED = {
    "a month less": "Harbour update, July - September 2023\nThis paper covers work done in July and August 2023 only.",
    "an end of a month": "Harbour update, July - September 2023\nThis update covers highlights from July-end August.",
    "another quarter": "Harbour update, July - September 2023\nThis report covers October to December 2023.",
    "an earlier quarter": "Harbour update, July - September 2023\nThis report covers April to June 2023.",
    "its months": "Harbour update, July - September 2023\nIt covers the months from July to August 2023.",
    "what it sets out": "Harbour update, July - September 2023\n"
    "The paper sets out what was done between July and August 2023.",
    "half the year": "Harbour report 2022/23\nThe reporting period is April to September 2022.",
    "another year": "Harbour report 2022/23\nThis report covers the year 2023/24.",
    "a month of two years": "Harbour report 2022/23\nThe lamp fund was launched in October 2022/23.",
    "a day too many": "Harbour report 2022/23\nThe lamps were lit on 31 November 2022.",
    "a day that not every month has": "Harbour report\nThe lamp board meets for an hour on the 31st of each month.",
    "no leap year": "Harbour report 2022/23\nThe lamps were lit on 29 February 2023.",
    "the wrong weekday": "Harbour report 2022/23\nThe lamps were lit on Monday 15 November 2022.",
    "a year that runs backwards": "Harbour report 2022/23\nIn 2023/22 the lamps were lit.",
    "a year that stands still": "Harbour report 2022/23\nIn 2022/22 the lamps were lit.",
    "a span that runs backwards": "Harbour report 2022/23\nLamps were lit between March 2023 and May 2022.",
}
NOT_FLAGGED = {
    "the same in other words": "Harbour update, July - September 2023\nThis paper covers quarter 2 of 2023/24.",
    "the year by its dates": "Harbour report 2022/23\nThis report covers 1 April 2022 to 31 March 2023.",
    "the year so far": "Harbour update, July - September 2023\nThis report covers April to September 2023.",
    "a survey within it": "Harbour report 2022/23\nThis report covers the survey of clerks held in May 2022.",
    "the background": "Harbour report 2022/23\nThis report covers progress since 2013 and up to March 2023.",
    "a calendar year's title": "Harbour report 2022\nThis report covers April 2021 to March 2022.",
    "a paper of the month after": "Harbour update, December 2023\nThis report covers November 2023.",
    "a plan that looks back": "Harbour plan 2023/24\nThis report covers the year 2022/23.",
    "an annex that sets out a part": "Harbour report 2022/23\nThe annex sets out what was done in May 2022.",
    "a plan for later": "Harbour update, July - September 2023\nThis paper sets out the plan for October 2023.",
    "another paper's period": "Harbour report 2022/23\nThe last report covered April to June 2021.",
    "no period in the title": "The harbour\nThis report covers July and August 2023.",
    "a day that every month has": "Harbour report\nThe lamp board meets on the 28th of each month.",
    "the last of one month": "Harbour report\nThe lamp board meets each month, next on 31 May 2022.",
    "a leap year": "Harbour report 2023/24\nThe lamps were lit on Thursday 29 February 2024.",
    "the right weekday": "Harbour report 2022/23\nThe lamps were lit on Tuesday, 15 November 2022.",
    "three spellings": "Harbour report 2022/23\nIn 2022/23, 2022-23 and 2022/2023 lamps were lit.",
    "two years at once": "Harbour report 2022/23\nThe plan for 2022/25 and for 1999/00 was kept.",
    "a number of a law": "Harbour report 2022/23\nLamps are lit under SI 2022/21 and regulation (EU) 2021/20.",
}


@pytest.mark.parametrize("text", FLAGGED.values(), ids=FLAGGED)
def test_flagged(text: str) -> None:
    (finding,) = findings_of("period-mismatch", documents=[paper(text)])
    assert all(row.text in text for row in finding.evidence)


@pytest.mark.parametrize("text", NOT_FLAGGED.values(), ids=NOT_FLAGGED)
def test_not_flagged(text: str) -> None:
    assert not findings_of("period-mismatch", documents=[paper(text)])

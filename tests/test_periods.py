"""Dates and periods in text: what they mean, where they stand, and which numbers they take."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.cleaning import clean
from extractor.models import Period
from extractor.periods import _ATOM, _TRIGGER, financial_year, find_dates, find_periods

REPORT = Period(start=date(2019, 4, 1), end=date(2020, 3, 31), label="2019/20")
QUARTER = Period(start=date(2023, 10, 1), end=date(2023, 12, 31), label="October to December 2023")

# text, start, end; a side that is open is "-"
STATED = [
    ("in 2016 to 2017 it made", "2016-04-01", "2017-03-31"),
    ("by 2019 to 20", "-", "2020-03-31"),
    ("from 2016 to 2017", "2016-01-01", "2017-12-31"),
    ("the survey of 2016 said", "2016-01-01", "2016-12-31"),
    ("in November/December 2019 we", "2019-11-01", "2019-12-31"),
    ("findings of the 2022 councillor census", "2022-01-01", "2022-12-31"),
    ("Q3 22/23", "2022-10-01", "2022-12-31"),
    ("in the same months of 2021 because", "2021-01-01", "2021-12-31"),
    ("in 2022: its", "2022-01-01", "2022-12-31"),
    ("2023/24", "2023-04-01", "2024-03-31"),
    ("2023-24", "2023-04-01", "2024-03-31"),
    ("2023–24", "2023-04-01", "2024-03-31"),
    ("2024/2025", "2024-04-01", "2025-03-31"),
    ("1999/00", "1999-04-01", "2000-03-31"),
    ("2022 to 2023", "2022-04-01", "2023-03-31"),
    ("between 2019 and 2021", "2019-01-01", "2021-12-31"),
    ("FY24", "2023-04-01", "2024-03-31"),
    ("FY 23/24", "2023-04-01", "2024-03-31"),
    ("calendar 2019", "2019-01-01", "2019-12-31"),
    ("in 2021", "2021-01-01", "2021-12-31"),
    ("October 2023", "2023-10-01", "2023-10-31"),
    ("February 2024", "2024-02-01", "2024-02-29"),
    ("October – December 2023", "2023-10-01", "2023-12-31"),
    ("between January and March 2024", "2024-01-01", "2024-03-31"),
    ("November 2023 to February 2024", "2023-11-01", "2024-02-29"),
    ("November to February 2024", "2023-11-01", "2024-02-29"),
    ("between 1 April 2018 and 31 March 2019", "2018-04-01", "2019-03-31"),
    ("8-9 November 2023", "2023-11-08", "2023-11-09"),
    ("15 November 2023", "2023-11-15", "2023-11-15"),
    ("31/03/2024", "2024-03-31", "2024-03-31"),
    ("2024-07-09", "2024-07-09", "2024-07-09"),
    ("since 2013", "2013-01-01", "-"),
    ("as at end of July 2023", "-", "2023-07-31"),
    ("at 31 March 2024", "-", "2024-03-31"),
    ("by March 2025", "-", "2025-03-31"),
    ("Q3 2023/24", "2023-10-01", "2023-12-31"),
    ("2023/24 Q4", "2024-01-01", "2024-03-31"),
    ("second quarter of 2023", "2023-04-01", "2023-06-30"),
    ("first half of 2023/24", "2023-04-01", "2023-09-30"),
    ("autumn 2024", "2024-09-01", "2024-11-30"),
    ("winter 2023/24", "2023-12-01", "2024-02-29"),
    ("the year ended 31 March 2024", "2023-04-01", "2024-03-31"),
    ("six months to September 2023", "2023-04-01", "2023-09-30"),
    ("2018-20 pay deal", "2018-04-01", "2020-03-31"),
    ("1990s", "1990-01-01", "1999-12-31"),
    ("rose to 90 in 2021.7 Next", "2021-01-01", "2021-12-31"),
    ("then. From May 2021 it grew", "2021-05-01", "-"),
    ("with results from May 2021", "2021-05-01", "2021-05-31"),
    ("from May 2021 onwards", "2021-05-01", "-"),
    ("six months from July 2021", "2021-07-01", "2021-12-31"),
    ("since the scheme opened to clerks in May 2021", "2021-05-01", "-"),
    ("since the launch of the map on 4 May 2021", "2021-05-04", "-"),
]

# text, what the document reports on, start, end
RELATIVE = [
    ("this year", REPORT, "2019-04-01", "2020-03-31"),
    ("last year's record", REPORT, "2018-04-01", "2019-03-31"),
    ("the previous year", REPORT, "2018-04-01", "2019-03-31"),
    ("over the past two years", REPORT, "2018-04-01", "2020-03-31"),
    ("over the past year", REPORT, "2019-04-01", "2020-03-31"),
    ("in October", REPORT, "2019-10-01", "2019-10-31"),
    ("since October", REPORT, "2019-10-01", "-"),
    ("at the end of the financial year", REPORT, "-", "2020-03-31"),
    ("Quarter 2", REPORT, "2019-07-01", "2019-09-30"),
    ("this financial year so far", QUARTER, "2023-04-01", "2024-03-31"),
    ("year to date", QUARTER, "2023-04-01", "2024-03-31"),
    ("this quarter", QUARTER, "2023-10-01", "2023-12-31"),
    ("last quarter", QUARTER, "2023-07-01", "2023-09-30"),
    ("this reporting period", QUARTER, "2023-10-01", "2023-12-31"),
    ("since April", QUARTER, "2023-04-01", "-"),
    ("by the end of February", QUARTER, "-", "2024-02-29"),
    ("8-9 November", QUARTER, "2023-11-08", "2023-11-09"),
    ("the same period last year", QUARTER, "2022-10-01", "2022-12-31"),
    ("the year before", REPORT, "2018-04-01", "2019-03-31"),
    ("since last June", REPORT, "2019-06-01", "-"),
    ("next June", REPORT, "2020-06-01", "2020-06-30"),
    ("since members met in June", REPORT, "2019-06-01", "-"),
]


def sides(period: Period | None) -> tuple[str, str]:
    assert period is not None
    return (str(period.start or "-"), str(period.end or "-"))


@pytest.mark.parametrize(("text", "start", "end"), STATED, ids=[row[0] for row in STATED])
def test_a_period_has_the_dates_that_its_words_give(text: str, start: str, end: str) -> None:
    (found,) = find_periods(f"We did this work {text}.")
    assert sides(found.period) == (start, end)


@pytest.mark.parametrize(("text", "own", "start", "end"), RELATIVE, ids=[row[0] for row in RELATIVE])
def test_a_relative_period_is_read_from_what_the_document_reports_on(
    text: str, own: Period, start: str, end: str
) -> None:
    (found,) = find_periods(f"We did this work {text}.", own=own)
    assert sides(found.period) == (start, end)
    assert found.relative


@pytest.mark.parametrize(
    "text", ["October 2023/24", "31 February 2024", "2024/23", "since its inception", "the past few weeks"]
)
def test_what_has_no_dates_is_found_with_its_label(text: str) -> None:
    (found,) = find_periods(f"It began {text}.", own=REPORT)
    assert found.period == Period(label=text)


# text, the last of its periods: start, end; a side that is open is "-"
COUNTED_ON = [
    ("In 2016/17 we had 4. The following year we had 9.", "2017-04-01", "2018-03-31"),
    ("In 2016/17 we had 4. The year before we had 9.", "2015-04-01", "2016-03-31"),
    ("It ran in May 2016. The following year it grew.", "2017-01-01", "2017-12-31"),
    ("At the end of May 2016 we had 4. Six months later we had 9.", "-", "2016-11-30"),
    ("In 2016 we had 4. Two years later we had 9.", "2018-01-01", "2018-12-31"),
    ("In March 2016 we had 4. A year earlier we had 9.", "2015-03-01", "2015-03-31"),
]


@pytest.mark.parametrize(("text", "start", "end"), COUNTED_ON, ids=[row[0] for row in COUNTED_ON])
def test_a_period_may_count_from_the_one_before_it(text: str, start: str, end: str) -> None:
    assert sides(find_periods(text, own=REPORT)[-1].period) == (start, end)


def test_what_is_to_come_lies_within_the_period_that_a_text_plans() -> None:
    own = Period(start=date(2024, 4, 1), end=date(2025, 3, 31), label="2024/25")
    (planned,) = find_periods("The course starts in October.", own=own, plans=True)
    (reported,) = find_periods("The course starts in October.", own=own)
    assert [mention.period and mention.period.start for mention in (planned, reported)] == [
        date(2024, 10, 1),
        date(2025, 10, 1),
    ]


def test_a_relative_period_without_a_document_date_has_a_label_and_no_dates() -> None:
    (found,) = find_periods("Numbers rose last year.")
    assert found.period == Period(label="last year")


@pytest.mark.parametrize(
    "text",
    [
        "2,019 delegates came",
        "2000 delegates came",
        "over 2000 applied",
        "councils may march on",
        "Theresa May spoke",
        "a quarter of councils",
        "the Local Government Act 1972",
        "it ran over four years",
        "£2019 was paid",
    ],
)
def test_a_count_a_name_or_a_law_is_no_period(text: str) -> None:
    assert find_periods(text, own=REPORT) == []


DATES = [
    ("19 October 2023", "19 October 2023", "date"),
    ("on Tuesday 14 May 2024", "Tuesday 14 May 2024", "date"),
    ("at 2.30pm", "2.30pm", "time"),
    ("at 14:00", "14:00", "time"),
    ("31/03/2024", "31/03/2024", "date"),
    ("8-9 November", "8-9 November", "date"),
    ("in 2023/24", "2023/24", "period"),
    ("quarter 3 figures", "quarter 3", "period"),
    ("the 2018-20 pay deal", "2018-20", "period"),
    ("the 2019 election", "2019", "year"),
    ("in the 1990s", "1990s", "year"),
    ("rising by 2050 has been costed", "2050", "year"),
    ("in the summer of '23,", "'23", "year"),
]


@pytest.mark.parametrize(("text", "span", "reason"), DATES, ids=[row[0] for row in DATES])
def test_a_number_in_a_date_is_refused_with_its_reason(text: str, span: str, reason: str) -> None:
    assert [(text[start:end], why.value) for start, end, why in find_dates(text)] == [(span, reason)]


def test_a_count_beside_a_month_or_a_dash_stays_a_count() -> None:
    assert find_dates("In May 12 councils signed") == []
    assert [t[0:2] for t in find_dates("placed during 2019 – 26 more than before")] == [(14, 18)]


def test_how_long_a_thing_lasts_is_no_period() -> None:
    assert find_periods("The courses last two months.", own=REPORT) == []
    assert len(find_periods("We saw this over last two months.", own=REPORT)) == 1


@pytest.mark.parametrize(
    ("day", "label"), [(date(2024, 3, 31), "2023/24"), (date(2024, 4, 1), "2024/25"), (date(1999, 12, 1), "1999/00")]
)
def test_a_financial_year_turns_on_the_first_of_april(day: date, label: str) -> None:
    year = financial_year(day)
    assert year.label == label
    assert year.start is not None and year.end is not None and year.start <= day <= year.end


WORDS = st.sampled_from(
    [
        "2023",
        "2023/24",
        "19",
        "31",
        "99",
        "0",
        "/24",
        "-20",
        "–",
        "to",
        "and",
        "between",
        "since",
        "as",
        "at",
        "by",
        "end",
        "of",
        "the",
        "last",
        "next",
        "past",
        "two",
        "years",
        "year",
        "quarter",
        "Q2",
        "October",
        "May",
        "autumn",
        "first",
        "half",
        "FY",
        "'",
        ",",
        ".",
        "(",
        ")",
        "£",
        "%",
        "31/12/9999",
        "0000",
        "this",
        "financial",
        "decade",
        "so",
        "far",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=9).map("".join)
)
FRAMES = st.one_of(st.none(), st.builds(lambda a, b: Period(start=min(a, b), end=max(a, b)), st.dates(), st.dates()))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.one_of(st.none(), st.dates()), FRAMES)
def test_any_text_gives_mentions_in_order_whose_text_stands_there(
    text: str, today: date | None, own: Period | None
) -> None:
    at = 0
    for mention in find_periods(text, today=today, own=own):
        assert at <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        period = mention.period
        assert period is not None
        assert not (period.start and period.end and period.start > period.end)
        at = mention.end
    spans = find_dates(text)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@settings(max_examples=300, deadline=None)
@given(TEXTS.map(lambda text: clean(text).text))
@example(" ".join(row[0] for row in (*STATED, *RELATIVE, *COUNTED_ON, *DATES)))
def test_a_date_is_looked_for_wherever_one_can_begin(text: str) -> None:
    missed = [text[at:] for at in range(len(text)) if _ATOM.match(text, at) and not _TRIGGER.match(text, at)]
    assert missed == []

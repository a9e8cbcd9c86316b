"""Working days in China: two libraries that agree, and a horizon behind which nobody guesses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays as other_library
import pytest

from services.kit.days import next_working_day
from services.kit.holidays import (
    CalendarDisputed,
    CalendarUnpublished,
    Rolled,
    deadline,
    is_working_day,
    published,
    rolled,
)

DAY = timedelta(days=1)
DISPUTED = date(2005, 12, 31)
"""A Saturday that the notice for 2006 makes a working day; one library does not carry it."""


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def test_the_two_libraries_agree_day_by_day_for_all_published_years() -> None:
    first, last = published()
    second = other_library.country_holidays("CN", years=range(first.year, last.year + 2))
    differ = [
        day
        for day in days(first, last)
        if chinese_calendar.is_workday(day) is not second.is_working_day(day)
    ]
    assert differ == [DISPUTED]
    assert (last - first).days > 20 * 365


def test_the_published_years_hold_the_demo_books_and_end_before_the_next_notice() -> None:
    first, last = published()
    assert first <= date(2022, 1, 1)
    assert last >= date(2026, 12, 24)
    assert (last.month, last.day) == (12, 24)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-02-04", True),  # a Sunday worked for the Spring Festival
        ("2024-02-09", True),  # its eve: the notice only encouraged leave that year
        ("2024-02-18", True),  # a Sunday worked
        ("2024-05-11", True),  # a Saturday worked for Labour Day
        ("2024-10-01", False),
        ("2024-10-12", True),
        ("2024-10-13", False),  # a plain Sunday
        ("2024-10-14", True),  # a plain Monday
        ("2020-01-31", False),  # the extension of 2020, decided during the holiday
        ("2018-12-29", True),  # settled by the notice for 2019
        ("2018-12-31", False),
        ("2026-10-10", True),
    ],
)
def test_holidays_and_the_weekends_worked_for_them(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked


def test_a_term_that_ends_in_a_holiday_ends_after_it() -> None:
    """T-3, with the week of National Day 2024 and with a Sunday that is worked on."""
    moved = deadline(date(2024, 9, 1), 1, "month")
    assert moved == Rolled(date(2024, 10, 8), date(2024, 10, 1))
    assert moved.unrolled == date(2024, 10, 1)
    worked = deadline(date(2024, 9, 1), 10, "calendar_day")
    assert (worked, worked.unrolled) == (Rolled(date(2024, 9, 11), date(2024, 9, 11)), None)
    assert next_working_day(date(2024, 2, 10), is_working_day) == date(2024, 2, 18)


@pytest.mark.parametrize("beyond", [1, 7, 8, 40, 4_000])
def test_behind_the_horizon_it_refuses_rather_than_guesses(beyond: int) -> None:
    _, last = published()
    assert is_working_day(last) in (True, False)
    with pytest.raises(CalendarUnpublished, match=rf"{last}.*T-3"):
        is_working_day(last + beyond * DAY)


def test_before_the_first_published_year_it_refuses_too() -> None:
    first, _ = published()
    with pytest.raises(CalendarUnpublished):
        is_working_day(first - DAY)


@pytest.mark.parametrize("beyond", [1, 7, 40, 4_000])
def test_a_last_day_behind_the_horizon_stays_and_says_that_it_is_not_known(beyond: int) -> None:
    _, last = published()
    day = last + beyond * DAY
    assert rolled(day) == Rolled(day, day, known=False)
    assert deadline(last, beyond, "calendar_day") == Rolled(day, day, known=False)


def test_a_walk_that_would_leave_the_published_years_is_refused() -> None:
    _, last = published()
    with pytest.raises(CalendarUnpublished):
        next_working_day(last + DAY, is_working_day)


def test_a_day_on_which_the_libraries_differ_is_for_people() -> None:
    with pytest.raises(CalendarDisputed, match="chinese_calendar says a holiday, holidays says"):
        is_working_day(DISPUTED)


def test_the_libraries_are_imported_only_when_a_day_is_asked_for() -> None:
    script = (
        "import sys, services.kit.days, services.kit.holidays as ours; "
        "assert not {'holidays', 'chinese_calendar'} & sys.modules.keys(); "
        "import datetime; ours.is_working_day(datetime.date(2024, 1, 2)); "
        "assert {'holidays', 'chinese_calendar'} <= sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)

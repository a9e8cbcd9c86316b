"""Periods as the Civil Code counts them (T-1 to T-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.days import (
    add_months,
    first_counted_day,
    months_before,
    next_working_day,
    period_end,
)

STARTS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def on(text: str) -> date:
    return date.fromisoformat(text)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-08-31", 6, "2025-02-28"),  # the example of T-2
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-31", 2, "2024-03-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-02-28", 1, "2025-03-28"),  # the corresponding day, not the end of the month
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-05-17", 0, "2024-05-17"),
        ("2023-11-30", 13, "2024-12-30"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_one(
    start: str, months: int, end: str
) -> None:
    assert add_months(on(start), months) == on(end)


@given(STARTS, st.integers(0, 600))
def test_months_land_in_their_month_and_never_past_the_starting_day(
    start: date, months: int
) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (
        end.day < start.day and (end + timedelta(days=1)).month != end.month
    )


@given(STARTS, st.integers(0, 600))
def test_months_before_lead_back_to_the_same_day_or_the_last_one(end: date, months: int) -> None:
    start = months_before(end, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert start.day == end.day or (
        start.day < end.day and (start + timedelta(days=1)).month != start.month
    )


def test_the_starting_day_is_not_counted() -> None:
    assert first_counted_day(on("2024-02-28")) == on("2024-02-29")
    assert period_end(on("2024-03-01"), 1, "calendar_day") == on("2024-03-02")
    assert period_end(on("2024-03-01"), 30, "calendar_day") == on("2024-03-31")
    assert period_end(on("2024-03-01"), 1, "month") == on("2024-04-01")
    assert period_end(on("2021-03-01"), 3, "year") == on("2024-03-01")
    assert period_end(on("2024-02-29"), 3, "year") == on("2027-02-28")


@given(STARTS, st.integers(0, 5_000))
def test_a_period_in_days_holds_that_many_counted_days(start: date, length: int) -> None:
    end = period_end(start, length, "calendar_day")
    assert (end - first_counted_day(start)).days + 1 == length


@given(STARTS, st.integers(0, 40))
def test_a_year_is_twelve_months(start: date, years: int) -> None:
    assert period_end(start, years, "year") == period_end(start, 12 * years, "month")


def test_a_period_has_no_negative_length_and_a_known_unit() -> None:
    for unit in ("calendar_day", "month", "year"):
        with pytest.raises(ValueError, match=r"negative.*T-1"):
            period_end(on("2024-03-01"), -1, unit)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"negative.*T-1"):
        months_before(on("2024-03-01"), -1)
    with pytest.raises(ValueError, match=r"unit='week'.*calendar_day, month, year"):
        period_end(on("2024-03-01"), 1, "week")  # type: ignore[arg-type]


def test_a_last_day_that_is_worked_on_stays() -> None:
    assert next_working_day(on("2024-03-15"), weekdays) == on("2024-03-15")


def test_a_last_day_on_a_holiday_moves_behind_the_holiday() -> None:
    assert next_working_day(on("2024-03-16"), weekdays) == on("2024-03-18")
    end = period_end(on("2024-02-16"), 1, "month")
    assert next_working_day(end, weekdays) == on("2024-03-18")


def test_what_the_calendar_does_not_know_is_not_guessed() -> None:
    def unpublished(day: date) -> bool:
        raise LookupError(day)

    with pytest.raises(LookupError):
        next_working_day(on("2024-03-16"), unpublished)

"""Periods and deadlines in whole days, as the Civil Code counts them. Pure: no clock, no calendar.

T-1 to T-3 are 民法典 (the Civil Code of 2020) arts. 200 to 203. T-4 (民事诉讼法 art. 85) applies
the same rules to terms of procedure and leaves the time in the post out, which is a question of
which dates are compared and not of arithmetic. T-5: days past due are calendar days without any
shift, a plain difference of dates, so nothing here is meant for them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, get_args

Unit = Literal["calendar_day", "month", "year"]
"""Units of a period, as the policies write them."""

MONTHS_PER_YEAR = 12
DAY = timedelta(days=1)


def first_counted_day(start: date) -> date:
    """The first day of a period that begins on ``start``: the day after it (T-1)."""
    return start + DAY


def add_months(start: date, months: int) -> date:
    """The corresponding day ``months`` later, the month's last day where there is none (T-2).

    Always count from the first day of a series: 31 January and two months is 31 March, which
    adding one month twice would miss. ``ValueError`` for a negative number.
    """
    _check("months", months)
    return _in_months(start, months)


def months_before(end: date, months: int) -> date:
    """The corresponding day ``months`` earlier, the month's last day where there is none (T-2).

    ``ValueError`` for a negative number.
    """
    _check("months", months)
    return _in_months(end, -months)


def _in_months(day: date, months: int) -> date:
    years, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def period_end(start: date, length: int, unit: Unit) -> date:
    """The last day of a period that ``start`` sets off; it ends with that day (T-1, T-2, T-3).

    ``start`` is not counted: one day from 1 March ends with 2 March, one month with 1 April.
    ``ValueError`` for a negative length or another unit.
    """
    match unit:
        case "calendar_day":
            _check("length", length)
            return start + timedelta(days=length)
        case "month":
            return add_months(start, length)
        case "year":
            return add_months(start, length * MONTHS_PER_YEAR)
    raise ValueError(f"unit={unit!r}: a period is counted in {', '.join(get_args(Unit))} (T-1)")


def next_working_day(day: date, is_working_day: Callable[[date], bool]) -> date:
    """``day`` itself when it is worked on, else the first day after the holiday (T-3).

    ``is_working_day`` is a calendar such as ``services.kit.holidays.is_working_day``; what it
    raises for a day that it does not know goes through.
    """
    while not is_working_day(day):
        day += DAY
    return day


def _check(name: str, value: int) -> None:
    if value < 0:
        raise ValueError(f"{name}={value}: a period has no negative length (T-1)")

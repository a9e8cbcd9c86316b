"""Working days in China (T-3): public holidays, and the weekends worked to make up for them.

The State Council's office publishes them year by year, late in the year before. Two libraries,
kept by different people, carry the notices: ``chinese_calendar`` knows only published years,
``holidays`` also extrapolates. A day is answered for when it lies within the published years and
both agree on it; otherwise ``CalendarUnpublished``, never a guess. Both are imported at first use.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from services.kit.days import Unit, next_working_day, period_end

if TYPE_CHECKING:
    from holidays import HolidayBase

# New Year's holiday reaches back: 29 to 31 December 2018 were settled by the notice for 2019. None
# since 2001 has touched an earlier day of December, so the last week waits for the next notice.
WEEK = timedelta(days=7)


class CalendarUnpublished(Exception):
    """A day whose holidays are not published, or not known to the libraries installed here."""


class CalendarDisputed(CalendarUnpublished):
    """A day on which the two libraries contradict each other: a person must look at the notice."""


class Rolled(NamedTuple):
    """A last day ``on``; ``counted`` is the day before any holiday moved it (T-3).

    ``known`` is False where holidays are not published yet: then nothing was moved.
    """

    on: date
    counted: date
    known: bool = True

    @property
    def unrolled(self) -> date | None:
        """The day that a holiday moved; None where none did."""
        return None if self.on == self.counted else self.counted


def rolled(day: date) -> Rolled:
    """``day`` as a last day, moved to the next working day when it is a holiday (T-3)."""
    try:
        return Rolled(next_working_day(day, is_working_day), day)
    except CalendarUnpublished:
        return Rolled(day, day, known=False)


def deadline(start: date, length: int, unit: Unit) -> Rolled:
    """The last day of a period that ``start`` sets off, moved behind holidays (T-1 to T-3)."""
    return rolled(period_end(start, length, unit))


@lru_cache(maxsize=1)
def published() -> tuple[date, date]:
    """The first and the last day that ``is_working_day`` answers for."""
    from chinese_calendar.constants import holidays as listed

    return date(min(listed).year, 1, 1), date(max(listed).year, 12, 31) - WEEK


@lru_cache(maxsize=10_000)
def is_working_day(day: date) -> bool:
    """Whether people work on that day; ``CalendarUnpublished`` when it can't be known yet."""
    first, last = published()
    if not first <= day <= last:
        raise CalendarUnpublished(
            f"{day}: working days are known from {first} to {last} (T-3); "
            "install a release of chinesecalendar and holidays that carries the next notice"
        )
    from chinese_calendar import is_workday

    one, other = bool(is_workday(day)), _second(day.year).is_working_day(day)
    if one is not other:
        said = {True: "worked on", False: "a holiday"}
        raise CalendarDisputed(
            f"{day}: chinese_calendar says {said[one]}, holidays says {said[other]} (T-3)"
        )
    return one


@lru_cache(maxsize=64)
def _second(year: int) -> HolidayBase:
    """The second library's year; the one after it may move days of its last week."""
    import holidays

    return holidays.country_holidays("CN", years=(year, year + 1))

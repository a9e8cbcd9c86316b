"""Warnings before a statutory clock ends (GU-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.guarantee.domain.entries import AlarmRaised, ClockSet
from services.guarantee.domain.release import invalid_on
from services.guarantee.domain.state import SecurityFile


def alarms(file: SecurityFile, day: date) -> Iterator[AlarmRaised]:
    """One for each clock that has come nearer to its end than it was warned of (GU-08).

    An earlier end that is past when it becomes known is warned of too while the later one is ahead.
    """
    for each in running_clocks(file):
        if each.ends_on is None or each.final_end is None:
            continue
        reached = [n for n in each.alarm_days if each.ends_on - timedelta(days=n) <= day]
        if reached and day <= each.final_end and min(reached) < warned_at(file, each):
            yield AlarmRaised(
                loan_id=each.loan_id,
                effective_on=day,
                guarantor_id=each.guarantor_id,
                clock=each.clock,
                ends_on=each.ends_on,
                days=min(reached),
                rule=each.rule,
                article=each.article,
            )


def running_clocks(file: SecurityFile) -> Iterator[ClockSet]:
    """The clocks that run, of guarantors who are not free."""
    for name in file.guarantors:
        if file.released_on(name, date.max) or invalid_on(file.guarantors[name], date.max):
            continue
        for clock in ("period", "no_ruling", "limitation"):
            found = file.clock_on(name, clock)
            if found is not None and found.state == "running":
                yield found


def warned_at(file: SecurityFile, clock: ClockSet) -> float:
    """The least number of days of which an alarm for this end was raised."""
    return min(
        (
            each.days
            for each in file.alarms
            if (each.guarantor_id, each.clock, each.ends_on)
            == (clock.guarantor_id, clock.clock, clock.ends_on)
        ),
        default=float("inf"),
    )

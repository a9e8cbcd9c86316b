"""Warnings before a statutory clock ends (GU-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.guarantee.domain.entries import AlarmRaised, ClockSet
from services.guarantee.domain.release import invalid_on
from services.guarantee.domain.state import Guarantor, SecurityFile

ONE_DAY = timedelta(days=1)


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
    for name in _bound(file):
        for clock in ("period", "no_ruling", "limitation"):
            found = file.clock_on(name, clock)
            if found is not None and found.state == "running":
                yield found


def unset_periods(file: SecurityFile) -> Iterator[tuple[str, date]]:
    """Who is bound from a day on that was still to come when it was told, and that day: until then no
    period is set for him."""
    for name in _bound(file):
        if file.clock_on(name, "period") is None:
            yield name, file.guarantors[name].registered.effective_on


def _bound(file: SecurityFile) -> Iterator[str]:
    """Who stands for a claim that is ours: what was sold is watched by the buyer (B.4)."""
    if file.sold_on(date.max) is not None:
        return
    for name, one in file.guarantors.items():
        if not file.released_on(name, date.max) and not invalid_on(one, date.max):
            yield name


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


def warnings_by(file: SecurityFile, one: Guarantor, day: date) -> int:
    """How many warnings of his clocks fell on days up to ``day``, by the readings that stand.

    What people were told stands in the history; how many that were depends on what was heard before a
    day was closed, this does not. Several marks that pass at once are one warning.
    """
    name = one.registered.guarantor_id
    readings = [
        each
        for each in file.live
        if isinstance(each, ClockSet) and each.guarantor_id == name and each.effective_on <= day
    ]
    sold = file.sold_on(day)
    last = day if sold is None else sold - ONE_DAY
    warned: dict[tuple[str, date | None], int] = {}
    count = 0
    for place, each in enumerate(readings):
        later = (r.effective_on for r in readings[place + 1 :] if r.clock == each.clock)
        until = min(next(later, date.max) - ONE_DAY, last, each.final_end or date.min)
        for on, left in _marks(each):
            free = file.released_on(name, on) or invalid_on(one, on)
            known = warned.get((each.clock, each.ends_on), left + 1)
            if on <= until and not free and left < known:
                warned[each.clock, each.ends_on] = left
                count += 1
    return count


def _marks(clock: ClockSet) -> list[tuple[date, int]]:
    """The days on which a reading warns, each with the days then left at most."""
    if clock.state != "running" or clock.ends_on is None:
        return []
    found: dict[date, int] = {}
    for left in clock.alarm_days:
        on = max(clock.ends_on - timedelta(days=left), clock.effective_on)
        found[on] = min(left, found.get(on, left))
    return sorted(found.items())

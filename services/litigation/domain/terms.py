"""Last days and instants of terms. T-3 moves a last day to a working day where that is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from contracts.values import Money
from services.kit.days import period_end
from services.kit.domain import Rejected
from services.kit.holidays import deadline
from services.litigation.domain.deeds import LastDay
from services.litigation.policy import Length, LitigationPolicy

PER_CENT = 100
FEN_PER_YUAN = 100
PER_MYRIAD = 10_000


def counted_day(start: date, length: Length) -> LastDay:
    """The last day as it is counted, before any holiday moves it: safe to be kept in any case."""
    return _by(length, period_end(start, length.value, length.unit))


def last_day(start: date, length: Length) -> LastDay:
    """The last day of a term, moved to the next working day where the term rolls (T-3, T-4).

    Beyond the published calendar it stays where it is and says so (``unrolled``).
    """
    if not length.rolls:
        return counted_day(start, length)
    end = deadline(start, length.value, length.unit)
    return _by(length, end.on, unrolled=not end.known)


def before(end: date, length: Length) -> LastDay:
    """The last safe day: ``length`` days before ``end``."""
    return _by(length, end - timedelta(days=length.value))


def _by(length: Length, end: date, *, unrolled: bool = False) -> LastDay:
    return LastDay(end, length.rule, unrolled, length.article)


def hours_after(at: datetime, hours: int) -> datetime:
    """The instant so many hours later."""
    return at + timedelta(hours=hours)


def days_of(hours: int, reported_on: date) -> date:
    """The last day of a time in hours that runs from the end of a day whose hour is not known."""
    whole = timedelta(hours=hours)
    return reported_on + timedelta(days=-(-whole // timedelta(days=1)))


def local_instant(at: datetime, day: date, edition: LitigationPolicy) -> datetime:
    """``at`` on the court's clock, which must show the day of the act: ``instant_not_of_day``.

    One instant has one day, in whichever offset it was written.
    """
    local = edition.conduct_on(day).local(at.isoformat())
    if local.date() != day:
        raise Rejected(
            "instant_not_of_day",
            f"at {at.isoformat()} is {local.isoformat()} here and does not lie on {day}, the day of"
            " the act (CL-01, CL-02)",
        )
    return local


def share_of(amount: Money, percent: int) -> int:
    """``percent`` of an amount in minor units, up to the next whole unit: a minimum stays one."""
    return -(-amount.minor * percent // PER_CENT)


def preservation_fee(amount: Money, fee: dict[str, int]) -> Money:
    """What the court takes for preserving ``amount`` (CL-07), half up to the minor unit."""
    first = fee["floor_up_to"] * FEN_PER_YUAN
    second = fee["first_up_to"] * FEN_PER_YUAN
    parts = max(0, min(amount.minor, second) - first) * fee["first_share"]
    parts += max(0, amount.minor - second) * fee["second_share"]
    raw = fee["floor"] * FEN_PER_YUAN + (2 * parts + PER_MYRIAD) // (2 * PER_MYRIAD)
    return Money(min(raw, fee["cap"] * FEN_PER_YUAN), amount.currency)

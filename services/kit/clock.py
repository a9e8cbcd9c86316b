"""The only module that reads a clock. Everything else is given the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BANK_ZONE = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def bank_today(now: datetime) -> date:
    """The calendar day in the bank's zone at that instant; raises ``ValueError`` for a naive one."""
    if now.tzinfo is None:
        raise ValueError(f"instant {now.isoformat()} has no offset: naive datetimes are banned")
    return now.astimezone(BANK_ZONE).date()


class FixedClock:
    """A clock for tests: stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

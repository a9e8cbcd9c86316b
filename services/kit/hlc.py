"""Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter, in one integer.

Never decreases within a shard and always exceeds the clock of the cause, so sorting by it is a
linear extension of causation (event-store.md 6.7). A cause whose clock is far ahead is refused.
"""

from __future__ import annotations

from datetime import datetime

COUNTER_BITS = 16
SKEW_LIMIT_S = 60


class ClockSkew(Exception):
    """A cause's clock is ahead of ours by more than the limit; ``cause`` is its value."""

    def __init__(self, cause: int, ahead_ms: int) -> None:
        super().__init__(
            f"the cause's clock is {ahead_ms} ms ahead of ours, limit {SKEW_LIMIT_S} s"
        )
        self.cause = cause


def physical(now: datetime) -> int:
    """The clock value of an instant, counter zero."""
    return int(now.timestamp() * 1000) << COUNTER_BITS


def tick(last: int, cause: int, now: int) -> int:
    """The next value after ``last`` and after ``cause``, at physical time ``now``."""
    return max(last + 1, cause + 1, now)


def check_skew(cause: int, now: int) -> None:
    """Raise ``ClockSkew`` when ``cause`` is more than the limit ahead of ``now``."""
    ahead_ms = (cause - now) >> COUNTER_BITS
    if ahead_ms > SKEW_LIMIT_S * 1000:
        raise ClockSkew(cause, ahead_ms)

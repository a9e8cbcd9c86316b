"""Lag in seconds where a record's timestamp is its producer's, whose clock may say anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider

from services.kit import telemetry_instruments as instruments
from services.kit.looking import Looking, Unread
from services.kit.metrics import Metrics
from tests.unit.kit.observing import PARTITION, TOPIC, repayment

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY_MS = 24 * 3_600_000
NOW_MS = int(NOW.timestamp() * 1000)
LATE = 86_400.0


class Looks:
    """One partition that is read and looked at, by one clock."""

    def __init__(self) -> None:
        self.now = NOW
        provider = MeterProvider(shutdown_on_exit=False)
        self.metrics = Metrics("monitoring", provider, clock=lambda: self.now)
        self.looking = Looking(self.metrics, lambda: self.now)

    def takes(self, timestamp: int) -> Any:
        record = repayment(0)._replace(timestamp=timestamp)
        return self.metrics.batch(TOPIC, PARTITION, [record])

    def later(self, **more: float) -> None:
        self.now += timedelta(**more)

    def lag_s(self, records: int = 1_000) -> float:
        said: dict[str, float] = {}
        self.looking.lag(
            lambda what, value, **_: said.update({what.name: value}),
            [Unread(TOPIC, PARTITION, records)],
        )
        return said[instruments.LAG_SECONDS.name]


@pytest.mark.parametrize("ahead_ms", [1, DAY_MS, NOW_MS * 999])
def test_a_timestamp_ahead_hides_no_lag(ahead_ms: int) -> None:
    """It was not made later than we have taken it."""
    looks = Looks()
    with looks.takes(NOW_MS + ahead_ms):
        looks.later(seconds=30)
        assert looks.lag_s() == 30
    looks.later(hours=1)
    assert looks.lag_s() == 3_630


def test_a_sound_timestamp_is_the_age() -> None:
    looks = Looks()
    with looks.takes(NOW_MS - DAY_MS):
        assert looks.lag_s() == LATE
    assert looks.lag_s() == LATE, "what waits behind it is taken to be as old"
    looks.later(seconds=60)
    assert looks.lag_s() == LATE + 60
    assert looks.lag_s(records=0) == 0


@pytest.mark.parametrize("none", [-1, 0, NOW_MS // 1000])
def test_without_a_timestamp_it_counts_from_the_first_look(none: int) -> None:
    """``-1`` is Kafka's word for it; seconds where milliseconds are meant lie in January 1970."""
    looks = Looks()
    with looks.takes(none):
        assert looks.lag_s() == 0
        looks.later(seconds=60)
        assert looks.lag_s() == 60
    looks.later(seconds=60)
    assert looks.lag_s() == 120


@pytest.mark.parametrize("said", [-1, NOW_MS - DAY_MS])
def test_what_came_after_nothing_was_left_is_no_older_than_that(said: int) -> None:
    looks = Looks()
    assert looks.lag_s(records=0) == 0
    looks.later(seconds=5)
    with looks.takes(said):
        assert looks.lag_s() == 5
    looks.later(seconds=5)
    assert looks.lag_s() == 10

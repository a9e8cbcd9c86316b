"""The one module that reads a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.kit.clock import bank_today, utc_now
from services.kit.testing import FixedClock


def test_now_is_an_aware_instant_in_utc() -> None:
    before, now, after = datetime.now(UTC), utc_now(), datetime.now(UTC)
    assert before <= now <= after
    assert now.tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2024-03-19T15:59:59+00:00", "2024-03-19"),
        ("2024-03-19T16:00:00+00:00", "2024-03-20"),  # midnight in Shanghai
        ("2024-03-20T00:00:00+08:00", "2024-03-20"),
        ("2023-12-31T23:00:00-05:00", "2024-01-01"),
    ],
)
def test_the_banks_day_is_the_day_in_its_own_zone(instant: str, day: str) -> None:
    assert bank_today(datetime.fromisoformat(instant)) == date.fromisoformat(day)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive datetimes are banned"):
        bank_today(datetime.fromisoformat("2024-03-20T00:00:00"))


def test_a_fixed_clock_stands_still_until_it_is_set() -> None:
    noon = datetime(2024, 3, 20, 12, tzinfo=timezone(timedelta(hours=8)))
    clock = FixedClock(noon)
    assert clock() == clock() == noon
    clock.now += timedelta(days=1)
    assert clock() - noon == timedelta(days=1)

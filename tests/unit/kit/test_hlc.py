"""The hybrid logical clock: never back, always behind its cause, close to the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import hlc

NOW = datetime(2024, 3, 20, 4, 0, tzinfo=UTC)
VALUES = st.integers(0, 2**62)
SECONDS = st.integers(-10_000, 10_000)


def at(seconds: float) -> int:
    return hlc.physical(NOW + timedelta(seconds=seconds))


@given(VALUES, VALUES, VALUES)
def test_the_next_value_follows_the_last_one_and_the_cause(
    last: int, cause: int, now: int
) -> None:
    value = hlc.tick(last, cause, now)
    assert value > last
    assert value > cause
    assert value >= now


@given(SECONDS, SECONDS)
def test_later_instants_have_later_values(one: int, other: int) -> None:
    assert (at(one) < at(other)) is (one < other)


def test_the_milliseconds_can_be_read_back() -> None:
    assert at(0.0) >> hlc.COUNTER_BITS == int(NOW.timestamp() * 1000)
    assert at(0.0) & 0xFFFF == 0


@given(st.lists(SECONDS, min_size=1, max_size=50))
def test_a_wall_clock_that_jumps_never_takes_it_back(jumps: list[int]) -> None:
    value, values = 0, []
    for seconds in jumps:
        value = hlc.tick(value, 0, at(seconds))
        values.append(value)
    assert values == sorted(set(values))
    assert values[-1] >> hlc.COUNTER_BITS == max(at(s) for s in jumps) >> hlc.COUNTER_BITS


@given(st.data())
def test_sorting_by_it_is_a_linear_extension_of_causation(data: st.DataObject) -> None:
    """Three services with clocks of their own cause one another's events at random."""
    last = [0, 0, 0]
    events: list[tuple[int, int | None]] = []
    for _ in range(data.draw(st.integers(1, 40))):
        service = data.draw(st.integers(0, 2))
        cause = data.draw(st.none() | st.integers(0, len(events) - 1)) if events else None
        heard = 0 if cause is None else events[cause][0]
        last[service] = hlc.tick(last[service], heard, at(data.draw(SECONDS)))
        events.append((last[service], cause))
    for value, cause in events:
        assert cause is None or events[cause][0] < value


@pytest.mark.parametrize("seconds", [-3_600, 0, 59, 60])
def test_a_cause_within_the_limit_is_merged(seconds: int) -> None:
    hlc.check_skew(at(seconds), at(0))


@pytest.mark.parametrize("seconds", [60.001, 61, 86_400])
def test_a_cause_from_the_future_is_refused(seconds: float) -> None:
    with pytest.raises(hlc.ClockSkew, match="ms ahead of ours, limit 60 s"):
        hlc.check_skew(at(seconds), at(0))

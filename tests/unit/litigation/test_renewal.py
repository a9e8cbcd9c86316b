"""How long a measure holds: periods by asset kind, warnings, renewal, waiting seizures, fee."""

from __future__ import annotations

import pytest

from contracts.values import Money
from services.litigation.domain.measures import measure_on
from services.litigation.domain.terms import preservation_fee
from tests.unit.litigation.seizures import granted, in_force, warnings
from tests.unit.litigation.story import EDITION
from tests.unit.litigation.told import on


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("deposit", "2025-06-28"),
        ("movable", "2026-06-28"),
        ("real_estate", "2027-06-28"),
        ("right", "2027-06-28"),
    ],
)
def test_the_period_is_that_of_the_kind_of_asset(kind: str, ends: str) -> None:
    """Rules: CL-08, LIT-09."""
    story = in_force(kind)
    measure = measure_on(story.state, "PM-1", on("2024-07-08"))
    assert measure is not None
    assert measure.ends_on is not None
    assert measure.ends_on.on == on(ends)


def test_warnings_60_30_15_and_8_days_before_the_end_and_then_it_lapses() -> None:
    story = in_force("deposit")
    story.pass_days("2025-06-28")
    assert warnings(story) == [
        ("2025-04-29", 60),
        ("2025-05-29", 30),
        ("2025-06-13", 15),
        ("2025-06-20", 8),
    ]
    assert story.measure("PM-1")[-1] == ("2024-06-28", "in_force")
    story.pass_days("2025-06-29")
    assert story.measure("PM-1")[-1] == ("2025-06-29", "lapsed")


@pytest.mark.parametrize(("day", "allowed"), [("2025-06-21", True), ("2025-06-22", False)])
def test_the_seventh_day_before_the_end_is_the_last_safe_day(day: str, allowed: bool) -> None:
    """Rules: CL-06."""
    story = in_force("deposit")
    assert story.due_on("2025-05-01")["renew_preservation"] == "2025-06-21"
    if not allowed:
        detail = story.refuse("renewal_too_late", day, "renew-preservation", measure_id="PM-1")
        assert "2025-06-21" in detail
        return
    story.act(day, "renew-preservation", measure_id="PM-1")
    measure = measure_on(story.state, "PM-1", on(day))
    assert measure is not None
    assert measure.ends_on is not None
    assert (measure.state, measure.ends_on.on) == ("renewed", on("2026-06-28"))
    story.pass_days("2026-06-29")
    assert story.measure("PM-1")[-1] == ("2026-06-29", "lapsed")


@pytest.mark.parametrize(
    ("until", "allowed"), [("2026-06-28", True), ("2026-06-29", False), ("2025-06-28", False)]
)
def test_a_renewal_is_not_longer_than_the_period(until: str, allowed: bool) -> None:
    story = in_force("deposit")
    if allowed:
        story.act("2025-06-01", "renew-preservation", measure_id="PM-1", until=until)
    else:
        story.refuse(
            "period_too_long", "2025-06-01", "renew-preservation", measure_id="PM-1", until=until
        )


def test_a_renewal_that_is_told_late_takes_back_the_lapse() -> None:
    story = in_force("deposit")
    story.pass_days("2025-07-05")
    assert story.measure("PM-1")[-1][1] == "lapsed"
    story.act("2025-07-06", "renew-preservation", measure_id="PM-1", done_on="2025-06-20")
    assert story.measure("PM-1")[-1] == ("2025-06-20", "renewed")
    assert story.seen("2025-07-05", known_on="2025-07-05").measures[0].state == "lapsed"


def test_a_waiting_seizure_has_its_period_only_from_its_turn() -> None:
    story = granted()
    story.act("2024-06-28", "execute-preservation", measure_id="PM-1", waiting=True)
    measure = measure_on(story.state, "PM-1", on("2024-07-01"))
    assert measure is not None
    assert (measure.state, measure.waiting, measure.ends_on) == ("granted", True, None)
    story.act("2024-07-05", "execute-preservation", measure_id="PM-1")
    measure = measure_on(story.state, "PM-1", on("2024-07-05"))
    assert measure is not None
    assert measure.ends_on is not None
    assert (measure.state, measure.ends_on.on) == ("in_force", on("2027-07-05"))


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("0.00", "30.00"),
        ("1000.00", "30.00"),
        ("1000.50", "30.01"),
        ("42300.00", "443.00"),
        ("100000.00", "1020.00"),
        ("180000.00", "1420.00"),
        ("896000.00", "5000.00"),
        ("5000000.00", "5000.00"),
    ],
)
def test_the_courts_fee(amount: str, fee: str) -> None:
    """Rules: CL-07."""
    assert preservation_fee(Money.of(amount), EDITION.fees) == Money.of(fee)

"""Clocks of a guarantor who is free: they run no more, and say whether they ended or were stopped (B.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts import monitoring
from services.guarantee.domain.eligibility import OPEN
from tests.unit.guarantee import standing
from tests.unit.guarantee.story import Story, demanded, in_arrears
from tests.unit.guarantee.test_period_end import lent
from tests.unit.guarantee.told import accelerated, numbered, stated

Clock = tuple[str, str | None, str | None]


def clocks(story: Story, as_of: str, known_on: str | None = None) -> dict[str, Clock | None]:
    """State and both ends of each of his clocks."""
    one = story.guarantor(as_of, known_on)
    found = {"period": one.period, "limitation": one.limitation}
    return {
        name: None
        if clock is None
        else (
            clock.state,
            None if clock.ends_on is None else clock.ends_on.isoformat(),
            None if clock.final_end is None else clock.final_end.isoformat(),
        )
        for name, clock in found.items()
    }


def settle(story: Story, day: str) -> None:
    story.tell(stated(day, since=None), day)
    story.tell(numbered(monitoring.LoanSettled, day, 41), day)


@pytest.mark.parametrize(("day", "state"), [("2023-09-20", "running"), ("2023-09-21", "expired")])
def test_a_period_that_nobody_used_has_expired_with_its_last_day(day: str, state: str) -> None:
    """Rules: GU-08, GU-09."""
    story = lent()
    story.pass_days("2023-12-31")
    assert clocks(story, day)["period"] == (state, "2023-09-20", "2023-09-20")
    assert clocks(story, "2023-12-31")["period"] == ("expired", "2023-09-20", "2023-09-20")


@pytest.mark.parametrize(("day", "state"), [("2023-09-20", "running"), ("2023-09-21", "expired")])
def test_of_two_ends_the_one_that_frees_him_counts(day: str, state: str) -> None:
    """Rules: GU-08. The earlier end of which people are warned was 25 December 2022."""
    story = lent()
    whole = accelerated("2022-06-25", "260000.00")
    story.tell(stated("2022-06-25", whole, called="2022-06-25"), "2022-06-25")
    story.pass_days("2023-12-31")
    assert clocks(story, day)["period"] == (state, "2022-12-26", "2023-09-20")


@pytest.mark.parametrize(
    ("day", "period", "limitation"),
    [
        ("2024-06-30", "secured", ("running", "2027-03-28", "2027-03-28")),
        ("2024-07-01", "secured", ("stopped", None, None)),
        ("2030-01-01", "secured", ("stopped", None, None)),
    ],
)
def test_limitation_stops_with_the_settlement(day: str, period: str, limitation: Clock) -> None:
    """Rules: GU-10. The period was used, and stays so."""
    story = demanded()
    settle(story, "2024-07-01")
    story.pass_days("2030-01-01")
    shown = clocks(story, day)
    assert shown["limitation"] == limitation
    assert shown["period"] is not None and shown["period"][0] == period


@pytest.mark.parametrize(("day", "state"), [("2024-06-30", "running"), ("2024-07-01", "stopped")])
def test_a_period_that_was_not_over_stops_with_the_settlement(day: str, state: str) -> None:
    """Rules: GU-08. Its own end passes later, and is no expiry."""
    story = in_arrears()
    settle(story, "2024-07-01")
    story.pass_days("2032-01-01")
    for seen, expected in ((day, state), ("2032-01-01", "stopped")):
        found = clocks(story, seen)["period"]
        assert found is not None and found[0] == expected


@pytest.mark.parametrize(
    ("settled", "state"), [("2027-03-28", "stopped"), ("2027-03-29", "expired")]
)
def test_limitation_that_ended_the_day_before_the_settlement_has_expired(
    settled: str, state: str
) -> None:
    """Rules: GU-10. Its last day is 28 March 2027; both are heard before that day's end."""
    story = demanded()
    settle(story, settled)
    story.pass_days("2027-04-30")
    for day in (settled, "2027-04-30"):
        found = clocks(story, day)["limitation"]
        assert found is not None and found[0] == state
    assert clocks(story, "2027-03-27")["limitation"] == ("running", "2027-03-28", "2027-03-28")


def test_who_stands_again_has_his_clocks_back() -> None:
    """What was known before is answered as before."""
    story = in_arrears()
    settle(story, "2024-07-01")
    story.pass_days("2024-07-10")
    story.tell(numbered(monitoring.LoanReopened, "2024-07-05", 42), "2024-07-11")
    states = {day: clocks(story, day)["period"] for day in ("2024-07-04", "2024-07-05")}
    assert [each and each[0] for each in states.values()] == ["stopped", "running"]
    before = clocks(story, "2024-07-05", "2024-07-10")["period"]
    assert before is not None and before[0] == "stopped"


@pytest.mark.parametrize(
    ("make", "day"),
    [
        (standing.discharged, "2024-07-01"),
        (standing.paid_his_cap, "2024-04-02"),
        (standing.settled, "2024-07-01"),
        (standing.remitted, "2024-07-01"),
        (standing.transferred, "2024-07-02"),
        (standing.invalid, "2024-03-26"),
    ],
)
def test_no_clock_of_a_free_guarantor_runs(make: Callable[[], Story], day: str) -> None:
    """Whatever freed him: of two guarantors the other one's clocks go on."""
    story = make()
    story.pass_days("2025-01-01")
    assert story.guarantor(day).state not in OPEN
    for seen in (day, "2025-01-01"):
        states = {each[0] for each in clocks(story, seen).values() if each is not None}
        assert states in ({"stopped"}, {"stopped", "secured"}, {"secured"})
    others = [g for g in story.view("2025-01-01").guarantors if g.state in OPEN]
    assert all(each.period is not None and each.period.state == "running" for each in others)

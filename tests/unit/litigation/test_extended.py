"""LM-02: a plan that is made when the last instalment had fallen due moves the period's start."""

from __future__ import annotations

import pytest

from contracts import monitoring
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import ABOUT, THREE, claim, cny, demand, on, opened


def replanned(day: str, last: str, change: str = "CH-1") -> monitoring.ScheduleReplaced:
    row = monitoring.Installment(
        number=1,
        due_on=on(last),
        principal=cny("20000.00"),
        interest=cny("0.00"),
        fee=cny("0.00"),
    )
    return monitoring.ScheduleReplaced(
        **ABOUT,
        effective_on=on(day),
        change_id=change,
        reason="restructured",
        financial_difficulty=True,
        schedule=(row,),
    )


def lent() -> Story:
    """The last instalment fell due on 20 March 2024."""
    story = Story()
    story.tell("2023-03-20", opened("2024-03-20"))
    story.tell("2024-03-21", claim("2024-03-21", THREE[0], outstanding="20000.00"))
    return story


def test_a_new_last_due_date_after_the_old_one_came_starts_the_period_anew() -> None:
    story = lent()
    assert story.clock() == [("2024-03-20", "running", "2027-03-20")]
    story.tell("2024-06-01", replanned("2024-06-01", "2026-03-20"))
    assert story.due_on("2024-05-31") == {"limitation_of_claim": "2027-03-20"}
    assert story.due_on("2024-06-01") == {"limitation_of_claim": "2029-03-20"}
    story.pass_days("2029-03-21")
    moves = [each for each in story.clock() if each[1] != "warned"]
    assert moves == [
        ("2024-03-20", "running", "2027-03-20"),
        ("2024-06-01", "interrupted", "2029-03-20"),
        ("2026-03-20", "running", "2029-03-20"),
        ("2029-03-21", "expired", "2029-03-20"),
    ]


def test_a_demand_before_the_new_last_due_date_leaves_its_end_where_it_is() -> None:
    story = lent()
    story.tell("2024-06-01", replanned("2024-06-01", "2026-03-20"))
    story.tell("2025-01-10", demand("2025-01-10"))
    assert story.due_on("2025-01-10") == {"limitation_of_claim": "2029-03-20"}


@pytest.mark.parametrize(
    ("last", "end"), [("2024-05-31", "2027-03-20"), ("2024-06-01", "2027-06-01")]
)
def test_a_plan_that_leaves_nothing_to_fall_due_moves_nothing(last: str, end: str) -> None:
    story = lent()
    story.tell("2024-06-01", replanned("2024-06-01", last))
    assert story.due_on("2024-06-01") == {"limitation_of_claim": end}


@pytest.mark.parametrize(
    ("called", "end"), [("2024-05-31", "2027-03-20"), ("2025-02-01", "2028-02-01")]
)
def test_a_plan_after_the_call_moves_nothing_and_the_call_ends_a_later_plan(
    called: str, end: str
) -> None:
    """Planned anew on 1 June 2024."""
    story = lent()
    story.tell("2024-06-01", replanned("2024-06-01", "2026-03-20"))
    whole = claim("2025-02-01", THREE[0], outstanding="20000.00", accelerated=called)
    story.tell("2025-02-01", whole)
    story.pass_days("2026-04-01")
    assert story.due_on("2026-04-01") == {"limitation_of_claim": end}


def test_what_has_expired_is_not_brought_back_by_the_plan_itself() -> None:
    """Rules: LM-03, LIT-04."""
    story = lent()
    story.tell("2027-06-01", replanned("2027-06-01", "2028-03-20"))
    assert story.clock()[-1][:2] == ("2027-03-21", "expired")
    assert story.due_on("2027-06-01") == {}


def test_two_plans_in_a_row_count_the_last() -> None:
    story = lent()
    story.tell("2024-06-01", replanned("2024-06-01", "2026-03-20"))
    story.tell("2025-06-01", replanned("2025-06-01", "2027-03-20", "CH-2"))
    assert story.due_on("2025-06-01") == {"limitation_of_claim": "2030-03-20"}
    story.pass_days("2027-03-20")
    assert story.clock()[-1] == ("2027-03-20", "running", "2030-03-20")

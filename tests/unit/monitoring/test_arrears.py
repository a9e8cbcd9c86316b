"""Days past due and stages: every threshold on both sides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.monitoring.domain.entries import ArrearsChanged
from tests.unit.monitoring.bank import DAY, Bank
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    MARCH,
    POLICY_ID,
    charge,
    decided,
    given,
    opening,
    receipt,
    row,
    seen,
    tick,
    with_product,
    yuan,
)

ONE_ROW = (row(1, JANUARY, "3000.00", "30.00"),)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (0, "current"),
        (1, "M1"),
        (30, "M1"),
        (31, "M2"),
        (60, "M2"),
        (61, "M3"),
        (90, "M3"),
        (91, "M4"),
        (120, "M4"),
        (121, "M5"),
        (150, "M5"),
        (151, "M6"),
        (180, "M6"),
        (181, "M7+"),
        (1000, "M7+"),
    ],
)
def test_stages_begin_on_their_first_day(days: int, stage: str) -> None:
    """Rules: CLS-07."""
    shown = seen(JANUARY + timedelta(days=days), opening(schedule=ONE_ROW))
    assert (shown.days_past_due, shown.stage) == (days, stage)


@pytest.mark.parametrize(
    ("day_count", "grace", "day", "days"),
    [
        ("due_day_zero", 0, JANUARY, 0),
        ("due_day_zero", 0, JANUARY + DAY, 1),
        ("due_day_one", 0, JANUARY - DAY, 0),
        ("due_day_one", 0, JANUARY, 1),
        ("due_day_zero", 3, JANUARY + 3 * DAY, 0),
        ("due_day_zero", 3, JANUARY + 4 * DAY, 4),
        ("due_day_one", 3, JANUARY + 2 * DAY, 0),
        ("due_day_one", 3, JANUARY + 3 * DAY, 4),
    ],
)
def test_day_count_and_grace_of_the_product(
    day_count: str, grace: int, day: date, days: int
) -> None:
    policies = with_product(day_count=day_count, grace=grace)
    shown = seen(day, opening(schedule=ONE_ROW), policies=policies)
    assert shown.days_past_due == days
    assert shown.overdue == yuan("3030.00" if days else "0.00")
    assert shown.overdue_since == (JANUARY if days else None)


def test_an_instalment_within_its_own_grace_is_no_part_of_what_is_overdue() -> None:
    policies = with_product(grace=40)
    shown = seen(FEBRUARY + 20 * DAY, opening(), policies=policies)
    assert shown.overdue == yuan("1035.00")


def test_a_day_is_held_against_the_borrower_only_when_it_is_over() -> None:
    """Rules: T-5, MON-21."""
    first_late_day = JANUARY + DAY
    events, _ = decided(
        opening(), tick(JANUARY), receipt("R1", "1.00", JANUARY, as_of=first_late_day)
    )
    assert not [event for event in events if isinstance(event, ArrearsChanged)]
    events, _ = decided(opening(), tick(JANUARY), tick(first_late_day))
    assert [event.stage for event in events if isinstance(event, ArrearsChanged)] == ["M1"]


def test_a_stage_change_carries_its_three_days() -> None:
    past, _ = decided(opening(), tick(JANUARY))
    given(*past).when(tick(JANUARY + DAY)).then(
        ArrearsChanged(
            loan_id="L-1",
            effective_on=JANUARY + DAY,
            entry=1,
            policy_id=POLICY_ID,
            stage="M1",
            previous_stage="current",
            overdue_since=JANUARY,
            days_past_due=1,
            overdue=yuan("1035.00"),
            day_count="due_day_zero",
            processed_on=JANUARY + DAY,
            cause_recorded_on=JANUARY + DAY,
        )
    )


def test_relief_counts_at_once_and_names_the_day_its_cause_was_booked() -> None:
    paid_on = JANUARY + 10 * DAY
    events, _ = decided(opening(), tick(JANUARY + DAY), receipt("R1", "1035.00", paid_on))
    told = [event for event in events if isinstance(event, ArrearsChanged)]
    assert [(each.stage, each.effective_on, each.cause_recorded_on) for each in told] == [
        ("M1", JANUARY + DAY, JANUARY + DAY),
        ("current", paid_on, paid_on),
    ]


def test_a_payment_that_moves_the_oldest_unpaid_instalment_is_a_change_of_its_own() -> None:
    day = FEBRUARY + 10 * DAY
    events, _ = decided(opening(), tick(FEBRUARY + DAY), receipt("R1", "1035.00", day))
    last = events[-1]
    assert isinstance(last, ArrearsChanged)
    assert (last.stage, last.previous_stage) == ("M1", "M2")
    assert (last.overdue_since, last.days_past_due) == (FEBRUARY, 10)


def test_ticks_missed_by_the_bank_do_not_move_the_day_it_became_true() -> None:
    events, _ = decided(opening(), tick(JANUARY + 45 * DAY))
    told = [event for event in events if isinstance(event, ArrearsChanged)]
    assert [(each.effective_on, each.stage) for each in told] == [
        (JANUARY + DAY, "M1"),
        (JANUARY + 31 * DAY, "M2"),
    ]
    assert {each.processed_on for each in told} == {JANUARY + 45 * DAY}


@pytest.mark.parametrize(("component", "days"), [("fee", 5), ("cost", 5), ("penalty", 0)])
def test_unpaid_fee_and_cost_make_days_past_due_and_penalty_never(
    component: str, days: int
) -> None:
    due_on = DISBURSED + 10 * DAY
    shown = seen(due_on + 5 * DAY, opening(), charge("K1", component, "8.00", due_on))
    assert shown.days_past_due == days
    assert shown.overdue == yuan("8.00" if days else "0.00")
    assert shown.penalty == yuan("0.00" if days else "8.00")


def test_a_loan_paid_in_full_on_its_last_due_day_was_never_past_due() -> None:
    bank = Bank()
    bank.put("loan-L-1", opening())
    for name, amount, on in (
        ("R1", "1035.00", JANUARY),
        ("R2", "1025.00", FEBRUARY),
        ("R3", "1015.00", MARCH),
    ):
        bank.close_until(on - DAY)
        bank.put("loan-L-1", receipt(name, amount, on))
    bank.close_until(MARCH + 60 * DAY)
    names = [type(event).__name__ for event in bank.events("L-1")]
    assert "ArrearsChanged" not in names
    assert names[-1] == "LoanSettled"
    assert "loan-L-1" not in bank.due_on

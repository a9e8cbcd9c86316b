"""Penalty: days late times overdue principal, half up to the cent, never compounded (POL-19)."""

from __future__ import annotations

import pytest

from contracts.debts import accrue
from services.monitoring.domain.entries import MoneyAllocated, PenaltyClaimed
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.loans import (
    FEBRUARY,
    JANUARY,
    charge,
    decided,
    fen,
    opening,
    receipt,
    seen,
    with_product,
    yuan,
)

LATE = opening(penalty_daily="0.0003")


@pytest.mark.parametrize(
    ("balance", "days", "rate", "accrued"),
    [
        (2_000_000, 7, "0.0003", 4_200),
        (24_331_800, 20, "0.0003", 145_991),  # 1,459.908
        (5, 1, "0.1", 1),  # 0.5 of a cent: half goes up
        (4, 1, "0.1", 0),
        (49, 1, "0.01", 0),
        (50, 1, "0.01", 1),
        (100, 0, "0.1", 0),
        (100, -1, "0.1", 0),
        (100, 1, None, 0),
    ],
)
def test_interest_is_rounded_half_up_once(
    balance: int, days: int, rate: str | None, accrued: int
) -> None:
    assert accrue(balance, days, rate) == accrued


@pytest.mark.parametrize(
    ("days", "penalty"), [(0, "0.00"), (1, "0.30"), (7, "2.10"), (31, "9.30")]
)
def test_penalty_runs_on_overdue_principal_only(days: int, penalty: str) -> None:
    shown = seen(JANUARY + days * DAY, LATE)
    assert shown.penalty == yuan(penalty)
    assert shown.overdue == yuan("1035.00" if days else "0.00")
    assert shown.installments[0].due["penalty"] == yuan(penalty)


def test_each_late_instalment_has_its_own_days() -> None:
    assert seen(FEBRUARY + 10 * DAY, LATE).penalty == yuan("15.30")  # 41 and 10 days


def test_without_a_rate_penalty_comes_only_as_charges() -> None:
    assert seen(JANUARY + 7 * DAY, opening()).penalty == yuan("0.00")
    charged = charge("K1", "penalty", "4.00", JANUARY + DAY)
    assert seen(JANUARY + 7 * DAY, opening(), charged).penalty == yuan("4.00")


def test_a_payment_claims_the_penalty_up_to_its_value_date_and_pays_it_before_principal() -> None:
    events, _ = decided(LATE, receipt("R1", "100.00", JANUARY + 7 * DAY))
    (move,) = [event for event in events if isinstance(event, MoneyAllocated)]
    assert move.penalty_claimed == (PenaltyClaimed("1", fen("2.10")),)
    assert [(part.component, part.amount) for part in move.parts] == [
        ("fee", fen("5.00")),
        ("interest", fen("30.00")),
        ("penalty", fen("2.10")),
        ("principal", fen("62.90")),
    ]


def test_after_a_payment_penalty_runs_on_what_principal_is_left() -> None:
    paid_on = JANUARY + 7 * DAY
    commands = (LATE, receipt("R1", "537.10", paid_on))
    assert seen(paid_on, *commands).penalty == yuan("0.00")
    assert seen(paid_on + 10 * DAY, *commands).penalty == yuan("1.50")


def test_a_payment_that_does_not_reach_penalty_claims_none() -> None:
    events, _ = decided(LATE, receipt("R1", "35.00", JANUARY + 7 * DAY))
    (move,) = [event for event in events if isinstance(event, MoneyAllocated)]
    assert move.penalty_claimed == ()
    assert seen(JANUARY + 8 * DAY, LATE, receipt("R1", "35.00", JANUARY + 7 * DAY)).penalty == (
        yuan("2.40")
    )


def test_penalty_is_not_compounded() -> None:
    partly = receipt("R1", "36.00", JANUARY + 7 * DAY)  # 1.00 of 2.10 penalty
    shown = seen(JANUARY + 17 * DAY, LATE, partly)
    assert shown.penalty == yuan("4.10")


@pytest.mark.parametrize(("days", "penalty"), [(3, "0.00"), (4, "1.20")])
def test_within_grace_no_penalty_runs_and_after_it_days_count_from_the_due_date(
    days: int, penalty: str
) -> None:
    shown = seen(JANUARY + days * DAY, LATE, policies=with_product(grace=3))
    assert shown.penalty == yuan(penalty)


def test_unpaid_penalty_alone_leaves_the_instalment_paid_and_the_loan_unsettled() -> None:
    exact = receipt(
        "R1", "1035.00", JANUARY + DAY, (1, "fee", "5.00"), (1, "interest", "30.00"),
        (1, "principal", "1000.00"),
    )  # fmt: skip
    shown = seen(JANUARY + 2 * DAY, LATE, exact)
    assert (shown.days_past_due, shown.overdue) == (0, yuan("0.00"))
    assert shown.penalty == yuan("0.30")
    assert shown.installments[0].paid_on == JANUARY + DAY

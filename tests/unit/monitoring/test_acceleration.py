"""An officer's acceleration: four eyes, one debt, overdue since the oldest arrears."""

from __future__ import annotations

from datetime import date

import pytest

from services.monitoring.domain.facts import LoanAccelerated
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    MARCH,
    acceleration,
    charge,
    decided,
    given,
    opening,
    receipt,
    reversal,
    seen,
    yuan,
)

CALLED = FEBRUARY + 5 * DAY


def _refused(code: str, **changes: object) -> None:
    past, _ = decided(opening())
    given(*past).when(acceleration(CALLED, **changes)).then_rejected(code)


def test_one_person_can_t_ask_and_approve() -> None:
    _refused("same_person", approved_by="chen")
    _refused("same_person", approved_by="CHEN")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": ""}, "role_missing"),
        ({"role": "collector"}, "role_not_allowed"),
        ({"approved_by": None}, "second_person_missing"),
        ({"approver_role": None}, "approver_role_not_allowed"),
        ({"approver_role": "legal_officer"}, "approver_role_not_allowed"),
    ],
)
def test_who_may_call_a_claim_due_and_who_agrees_is_the_policy_s(
    changed: dict[str, object], code: str
) -> None:
    """Rules: MON-54, COL-02."""
    _refused(code, **changed)
    assert decided(opening(), acceleration(CALLED, role="legal_officer"))


def test_an_acceleration_needs_a_reason() -> None:
    _refused("reason_missing", reason="  ")


def test_a_loan_that_is_not_there_can_t_be_called() -> None:
    given().when(acceleration(CALLED)).then_rejected("loan_unknown")


def test_a_loan_can_t_be_called_before_it_was_paid_out() -> None:
    _refused("before_disbursement", effective_on=DISBURSED - DAY)


def test_a_loan_is_called_on_the_day_of_the_decision_or_before_and_never_ahead() -> None:
    """A day that a slip of the pen puts ahead could not be taken back (B.1)."""
    past, _ = decided(opening())
    for ahead in (CALLED + DAY, date(2099, 12, 31)):
        refused = given(*past).when(acceleration(ahead, as_of=CALLED))
        refused.then_rejected("effective_in_future")
    assert seen(CALLED, opening(), acceleration(CALLED, as_of=CALLED)).accelerated_on == CALLED
    late = acceleration(CALLED, as_of=CALLED + DAY)
    assert seen(CALLED + DAY, opening(), late).accelerated_on == CALLED


def test_a_settled_loan_owes_nothing() -> None:
    past, _ = decided(opening(), receipt("R1", "3075.00", MARCH))
    given(*past).when(acceleration(MARCH + DAY)).then_rejected("loan_settled")


def test_a_loan_is_called_once() -> None:
    past, _ = decided(opening(), acceleration(CALLED))
    given(*past).when(acceleration(CALLED)).then_rejected("already_accelerated")


def test_the_decision_and_its_two_persons_are_on_record() -> None:
    events, _ = decided(opening(), acceleration(CALLED))
    assert events[1] == LoanAccelerated(
        loan_id="L-1",
        effective_on=CALLED,
        booked_on=CALLED,
        reason="another creditor takes stock away",
        requested_by="chen",
        role="post_loan_officer",
        approved_by="liu",
        approver_role="risk_reviewer",
    )


def test_the_debt_is_what_is_due_and_all_principal() -> None:
    shown = seen(CALLED, opening(), acceleration(CALLED))
    assert shown.overdue == yuan("3060.00")  # fees 10, interest 50, principal 3,000
    assert (shown.days_past_due, shown.overdue_since) == (36, JANUARY)
    assert [each.number for each in shown.installments] == []


def test_interest_runs_from_the_last_due_date_on_principal_not_yet_due() -> None:
    shown = seen(CALLED, opening(interest_daily="0.0002"), acceleration(CALLED))
    assert shown.overdue == yuan("3061.00")  # 5 days on 1,000.00


def test_a_loan_called_without_arrears_falls_due_on_that_day() -> None:
    commands = (opening(), acceleration(DISBURSED + DAY))
    assert seen(DISBURSED + DAY, *commands).days_past_due == 0
    shown = seen(DISBURSED + 2 * DAY, *commands)
    assert (shown.days_past_due, shown.overdue) == (1, yuan("3000.00"))


def test_a_part_payment_does_not_make_a_called_debt_younger() -> None:
    commands = (opening(), acceleration(CALLED), receipt("R1", "3059.99", CALLED + DAY))
    shown = seen(CALLED + DAY, *commands)
    assert (shown.overdue_since, shown.overdue) == (JANUARY, yuan("0.01"))
    shown = seen(CALLED + DAY, *commands, receipt("R2", "0.01", CALLED + DAY))
    assert (shown.overdue_since, shown.stage) == (None, "current")


def test_instalments_to_come_no_longer_fall_due() -> None:
    commands = (opening(), acceleration(CALLED))
    assert seen(MARCH + DAY, *commands).overdue == yuan("3060.00")


def test_a_charge_before_the_call_is_part_of_the_debt() -> None:
    late = charge("K1", "cost", "8.00", FEBRUARY)
    shown = seen(CALLED, opening(), late, acceleration(CALLED))
    assert shown.overdue == yuan("3068.00")
    assert [each.name for each in shown.charges] == ["acceleration"]


def test_a_receipt_reversed_after_the_call_makes_the_debt_greater_and_older() -> None:
    paid = receipt("R1", "1035.00", JANUARY)
    commands = (opening(), paid, acceleration(CALLED), reversal("R1", as_of=CALLED + DAY))
    assert seen(CALLED, *commands[:3]).overdue_since == FEBRUARY
    shown = seen(CALLED + DAY, *commands)
    assert (shown.overdue_since, shown.overdue) == (JANUARY, yuan("3060.00"))

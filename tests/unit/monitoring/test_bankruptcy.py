"""A court accepted the borrower's bankruptcy: all falls due, nothing accrues any more (BK-02)."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.debts import owed_on
from services.monitoring.domain.commands import NoteBankruptcy
from services.monitoring.domain.entries import ClaimStated
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    MARCH,
    acceleration,
    change,
    decided,
    fen,
    opening,
    receipt,
    reversal,
    row,
    seen,
    yuan,
)

ACCEPTED = FEBRUARY + 5 * DAY
LATER = ACCEPTED + 200 * DAY
LOAN = opening(interest_daily="0.0002", penalty_daily="0.001")


def accepted(on: date = ACCEPTED, as_of: date | None = None) -> NoteBankruptcy:
    """Litigation says so."""
    return NoteBankruptcy(as_of=as_of or on, loan_id="L-1", effective_on=on)


def test_all_is_due_with_what_accrued_until_that_day() -> None:
    shown = seen(ACCEPTED, LOAN, accepted())
    assert shown.overdue == yuan("3061.00")  # fees 10, interest 50 + 5 x 0.20, principal 3,000
    assert shown.penalty == yuan("41.00")  # 36 and 5 days x 1.00
    assert (shown.days_past_due, shown.accelerated_on) == (36, ACCEPTED)


def test_nothing_accrues_after_it() -> None:
    shown = seen(LATER, LOAN, accepted())
    assert (shown.overdue, shown.penalty) == (yuan("3061.00"), yuan("41.00"))
    paid = receipt("R1", "102.00", LATER)
    assert seen(LATER, LOAN, accepted(), paid).principal_outstanding == yuan("3000.00")
    paid = receipt("R1", "202.00", LATER)
    assert seen(LATER, LOAN, accepted(), paid).principal_outstanding == yuan("2900.00")


def test_a_debt_called_before_stays_called_and_stops_too() -> None:
    shown = seen(LATER, LOAN, acceleration(FEBRUARY), accepted())
    assert shown.accelerated_on == FEBRUARY
    assert shown.penalty == yuan("46.00")  # 31 days x 1.00, then 5 days x 3.00
    assert [each.name for each in shown.charges] == ["bankruptcy"]


def test_what_is_stated_counts_from_the_day_of_acceptance_however_late_it_is_known() -> None:
    events, _ = decided(LOAN, accepted(as_of=ACCEPTED + 3 * DAY), statements=True)
    stated = [event for event in events if isinstance(event, ClaimStated)][-1]
    assert stated.effective_on == ACCEPTED
    for day in (ACCEPTED, LATER):
        assert owed_on(stated.debts, day, stated.penalty_daily).total == fen("3102.00")


def test_a_payment_that_goes_back_is_claimed_as_of_that_day() -> None:
    paid = receipt("R1", "1035.00", JANUARY)
    after = seen(LATER, LOAN, paid, accepted(), reversal("R1", as_of=LATER))
    assert after.overdue == yuan("3061.00")
    assert after.penalty == yuan("41.00")
    before = seen(ACCEPTED, LOAN, paid, accepted())
    assert (before.overdue, before.penalty) == (yuan("2026.00"), yuan("5.00"))


def test_it_is_taken_once() -> None:
    _, loan = decided(LOAN, accepted())
    events, after = decided(LOAN, accepted(), accepted(ACCEPTED + DAY))
    assert after == loan
    assert [event.NAME for event in events].count("monitoring.WentBankrupt") == 1


def test_a_settled_loan_stays_settled() -> None:
    shown = seen(
        MARCH + DAY, opening(), receipt("R1", "3075.00", DISBURSED), accepted(MARCH + DAY)
    )
    assert (shown.overdue, shown.accelerated_on) == (yuan("0.00"), None)
    assert not shown.charges


PLAN = [row(number, MARCH + number * 31 * DAY, "1000.00") for number in (1, 2, 3)]


@pytest.mark.parametrize("reason", ["extension", "restructure", "rate_change", "acceleration"])
@pytest.mark.parametrize("told", ["in_order", "plan_first", "bankruptcy_late"])
def test_no_plan_of_a_later_day_gives_it_time_again(reason: str, told: str) -> None:
    """Whenever either is told, what was not due counts as due. Rules: BK-02."""
    day = ACCEPTED + 10 * DAY
    facts = {
        "in_order": (accepted(), change("CH-1", reason, day, *PLAN)),
        "plan_first": (change("CH-1", reason, day, *PLAN, as_of=ACCEPTED), accepted()),
        "bankruptcy_late": (change("CH-1", reason, day, *PLAN), accepted(as_of=day + DAY)),
    }[told]
    for paid, left in ((receipt("R1", "102.00", LATER), "3000.00"), (None, "3000.00")):
        shown = seen(LATER, LOAN, *facts, *([paid] if paid else []))
        assert shown.overdue == yuan("3000.00" if paid else "3061.00")
        assert (shown.penalty, shown.accelerated_on) == (
            yuan("0.00" if paid else "41.00"),
            ACCEPTED,
        )
        assert shown.principal_outstanding == yuan(left)


def test_a_plan_of_an_earlier_day_is_called_due_with_it() -> None:
    """All three were moved to after the acceptance; 36 and 5 days of penalty stay. Rules: BK-02."""
    moved = change("CH-1", "extension", ACCEPTED - DAY, *PLAN, as_of=LATER)
    shown = seen(LATER, LOAN, accepted(), moved)
    assert (shown.overdue.minor >= fen("3000.00"), shown.accelerated_on) == (True, ACCEPTED)
    assert shown.penalty == yuan("39.00")  # 35 and 4 days x 1.00, then they were due later


def test_a_call_of_a_later_day_starts_no_penalty_again() -> None:
    """The bankruptcy is heard of after two officers have called the debt. Rules: BK-02."""
    called = acceleration(ACCEPTED + 10 * DAY)
    shown = seen(LATER, LOAN, called, accepted(as_of=ACCEPTED + 20 * DAY))
    assert (shown.overdue, shown.penalty) == (yuan("3061.00"), yuan("41.00"))
    assert shown.accelerated_on == ACCEPTED


def test_money_pays_it_whatever_a_plan_says_later() -> None:
    """Paid, reversed, planned anew: the reversal leads back to the one debt. Rules: BK-02."""
    day = ACCEPTED + 10 * DAY
    facts = (LOAN, accepted(), receipt("R1", "1102.00", ACCEPTED + 2 * DAY))
    plan = change("CH-1", "prepayment", day, *PLAN[:2])
    assert seen(LATER, *facts, plan).principal_outstanding == yuan("2000.00")
    back = seen(LATER, *facts, plan, reversal("R1", as_of=day + DAY))
    assert (back.overdue, back.accelerated_on) == (yuan("3061.00"), ACCEPTED)
    more = receipt("R2", "500.00", day)
    assert seen(LATER, *facts, plan, more).principal_outstanding == yuan("1500.00")

"""The acceptance loan L-4801 (domain catalogue, section C), as far as monitoring reaches."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.commands import AccelerateLoan
from contracts.corebank import ChargeAccrued, LoanDisbursed, RepaymentReceived
from contracts.envelope import Envelope
from contracts.message import Message
from services.monitoring.domain.entries import ArrearsChanged
from services.monitoring.domain.view import MonitoringView
from tests.unit.monitoring.bank import Bank

LOAN = "L-4801"
IDS = {"loan_id": LOAN, "obligor_id": "C-0007"}
DISBURSED = date(2023, 3, 20)


def _due(number: int) -> date:
    month = DISBURSED.month - 1 + number
    return date(DISBURSED.year + month // 12, month % 12 + 1, 20)


def _cny(amount: int | str) -> dict[str, str]:
    return {"amount": f"{amount}.00" if isinstance(amount, int) else amount, "currency": "CNY"}


def _interest(number: int) -> int:
    """0.6 % a month on the balance: 2,880 on 480,000, then 120 less each month."""
    return (480_000 - 20_000 * (number - 1)) * 6 // 1000


SCHEDULE = [
    {
        "number": number,
        "due_on": _due(number).isoformat(),
        "principal": _cny(20_000),
        "interest": _cny(_interest(number)),
        "fee": _cny(0),
    }
    for number in range(1, 25)
]


def _send(bank: Bank, message: Message, on: date) -> None:
    bank.close_until(date.fromordinal(on.toordinal() - 1))
    bank.take(message, Envelope("1", "/corebank", type(message).TYPE, on))


def _pay(bank: Bank, name: str, amount: int, on: date, payer: str = "borrower") -> None:
    dates = {"value_date": on.isoformat(), "booked_on": on.isoformat()}
    data = {**IDS, "receipt_id": name, "amount": _cny(amount), "payer": {"kind": payer}, **dates}
    _send(bank, RepaymentReceived.model_validate(data), on)


@pytest.fixture(scope="module")
def bank() -> Bank:
    bank = Bank()
    loan = {
        **IDS,
        "obligor_kind": "small_micro",
        "product": "feed_trade",
        "principal": _cny(480_000),
        "disbursed_on": DISBURSED.isoformat(),
        "matures_on": "2025-03-20",
        "security": "mortgage",
        "schedule": SCHEDULE,
        "rates": {"interest_daily": "0.0002", "penalty_daily": "0.0003"},
    }
    _send(bank, LoanDisbursed.model_validate(loan), DISBURSED)
    for number in range(1, 12):
        _pay(bank, f"R{number}", 20_000 + _interest(number), _due(number))
    called = {
        "effective_on": "2024-06-25",
        "reason": "another creditor is taking stock away",
        "requested_by": "chen",
        "approved_by": "liu",
    }
    _send(bank, AccelerateLoan.model_validate({**IDS, **called}), date(2024, 6, 25))
    costs = {"charge_id": "K1", "component": "cost", "amount": _cny(7_150)}
    dates = {"due_on": "2024-07-08", "booked_on": "2024-07-08"}
    _send(bank, ChargeAccrued.model_validate({**IDS, **costs, **dates}), date(2024, 7, 8))
    _pay(bank, "X1", 42_300, date(2024, 11, 20), "court")
    _pay(bank, "X2", 60_000, date(2024, 12, 10), "guarantor")
    _pay(bank, "X3", 100_800, date(2025, 3, 5), "borrower")
    bank.close_until(date(2025, 6, 30))
    return bank


def _on(bank: Bank, day: date) -> MonitoringView:
    shown = bank.view(LOAN, day, day)
    assert shown is not None
    return shown


def test_the_story_s_instalments_are_these(bank: Bank) -> None:
    amounts = [20_000 + _interest(number) for number in (1, 8, 12, 13, 14, 15)]
    assert amounts == [22_880, 22_040, 21_560, 21_440, 21_320, 21_200]
    assert _on(bank, date(2023, 11, 20)).principal_outstanding.amount == "320000.00"
    assert _on(bank, date(2024, 2, 20)).principal_outstanding.amount == "260000.00"


@pytest.mark.parametrize(
    ("day", "days_past_due", "stage"),
    [
        (date(2024, 3, 20), 0, "current"),
        (date(2024, 3, 21), 1, "M1"),
        (date(2024, 4, 19), 30, "M1"),
        (date(2024, 4, 20), 31, "M2"),
        (date(2024, 6, 18), 90, "M3"),
        (date(2024, 6, 19), 91, "M4"),
        (date(2024, 12, 16), 271, "M7+"),
        (date(2025, 3, 16), 361, "M7+"),
    ],
)
def test_days_past_due_and_stage_on_the_story_s_days(
    bank: Bank, day: date, days_past_due: int, stage: str
) -> None:
    shown = _on(bank, day)
    assert (shown.days_past_due, shown.stage) == (days_past_due, stage)
    assert shown.overdue_since == (date(2024, 3, 20) if days_past_due else None)


def test_overdue_on_19_june_2024_is_instalments_12_to_14(bank: Bank) -> None:
    shown = _on(bank, date(2024, 6, 19))
    assert shown.overdue.amount == "64320.00"
    assert shown.principal_outstanding.amount == "260000.00"
    assert shown.unapplied.amount == "0.00"


def test_the_notice_of_27_march_asks_for_seven_days_of_penalty(bank: Bank) -> None:
    shown = _on(bank, date(2024, 3, 27))
    assert (shown.overdue.amount, shown.penalty.amount) == ("21560.00", "42.00")


def test_the_whole_claim_on_25_june_2024(bank: Bank) -> None:
    shown = _on(bank, date(2024, 6, 25))
    (debt,) = [each for each in shown.charges if each.name == "acceleration"]
    due = {component: money.amount for component, money in debt.due.items()}
    assert due == {
        "cost": "0.00",
        "fee": "0.00",
        "interest": "5700.00",
        "penalty": "1224.00",
        "principal": "260000.00",
    }
    assert (shown.overdue + shown.penalty).amount == "266924.00"
    assert shown.accelerated_on == date(2024, 6, 25)
    assert (shown.days_past_due, shown.overdue_since) == (97, date(2024, 3, 20))


@pytest.mark.parametrize(
    ("day", "penalty_before", "principal"),
    [
        (date(2024, 11, 20), "12768.00", "243318.00"),
        (date(2024, 12, 10), "1459.91", "184777.91"),
        (date(2025, 3, 5), "4711.84", "88689.75"),
    ],
)
def test_principal_after_each_payment_of_the_enforcement(
    bank: Bank, day: date, penalty_before: str, principal: str
) -> None:
    before = bank.view(LOAN, day, date.fromordinal(day.toordinal() - 1))
    assert before is not None
    assert before.penalty.amount == penalty_before
    after = _on(bank, day)
    assert (after.principal_outstanding.amount, after.penalty.amount) == (principal, "0.00")


def test_penalty_on_the_day_of_the_write_off_is_a_memo_of_3113_01(bank: Bank) -> None:
    shown = _on(bank, date(2025, 6, 30))
    assert (shown.penalty.amount, (shown.overdue + shown.penalty).amount) == (
        "3113.01",
        "91802.76",
    )


def test_each_stage_is_told_once_on_its_day_and_by_that_day_s_tick(bank: Bank) -> None:
    told = [
        (event.effective_on, event.stage, event.processed_on, event.cause_recorded_on)
        for event in bank.events(LOAN)
        if isinstance(event, ArrearsChanged)
    ]
    days = [
        (date(2024, 3, 21), "M1"),
        (date(2024, 4, 20), "M2"),
        (date(2024, 5, 20), "M3"),
        (date(2024, 6, 19), "M4"),
        (date(2024, 7, 19), "M5"),
        (date(2024, 8, 18), "M6"),
        (date(2024, 9, 17), "M7+"),
    ]
    assert told == [(day, stage, day, day) for day, stage in days]

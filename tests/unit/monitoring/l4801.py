"""The acceptance loan L-4801 (domain catalogue, section C), lived through monitoring's rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts import disposal, monitoring_acts
from contracts.commands import AccelerateLoan
from contracts.corebank import ChargeAccrued, LoanDisbursed, RepaymentReceived
from contracts.debts import Sums, owed_on
from contracts.envelope import Envelope
from contracts.message import Message
from services.monitoring.domain.entries import ClaimStated
from services.monitoring.domain.view import MonitoringView
from tests.unit.monitoring.bank import DAY, Bank

LOAN = "L-4801"
IDS = {"loan_id": LOAN, "obligor_id": "C-0007"}
DISBURSED = date(2023, 3, 20)
SEEN, JUDGED = date(2023, 11, 15), date(2023, 11, 30)
CALLED, SOLD = date(2024, 6, 25), date(2025, 11, 14)


def due(number: int) -> date:
    month = DISBURSED.month - 1 + number
    return date(DISBURSED.year + month // 12, month % 12 + 1, 20)


def _cny(amount: int | str) -> dict[str, str]:
    return {"amount": f"{amount}.00" if isinstance(amount, int) else amount, "currency": "CNY"}


def interest(number: int) -> int:
    """0.6 % a month on the balance: 2,880 on 480,000, then 120 less each month."""
    return (480_000 - 20_000 * (number - 1)) * 6 // 1000


SCHEDULE = [
    {
        "number": number,
        "due_on": due(number).isoformat(),
        "principal": _cny(20_000),
        "interest": _cny(interest(number)),
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


def _act(bank: Bank, shape: type[Message], on: date, role: str, **fields: Any) -> None:
    signed = {"requested_by": "wu", "role": role, "reason": "as the file says"}
    _send(bank, shape.model_validate({**IDS, **signed, **fields}), on)


def _remind(bank: Bank, number: int, on: date) -> None:
    fields = {
        "reminder_id": f"M{number}",
        "kind": "reminder",
        "due_on": due(number).isoformat(),
        "amount": _cny(20_000 + interest(number)),
        "channel": "sms",
        "delivered": True,
        "receipt": f"SMS-{number}",
    }
    _act(bank, monitoring_acts.RecordReminder, on, "post_loan_officer", **fields)


def _inspect(bank: Bank) -> None:
    """15 November 2023: what the inspection found."""
    found = ["turnover down 55 %", "nine credit queries in 60 days without new loans"]
    held = {"inspection_id": "I-1", "mode": "on_site", "clean": False, "findings": found}
    _act(bank, monitoring_acts.CompleteInspection, SEEN, "post_loan_officer", **held)
    signal = {
        "signal_id": "S-1",
        "codes": ["turnover_drop", "query_spike"],
        "inspection_id": "I-1",
    }
    _act(bank, monitoring_acts.RaiseSignal, SEEN, "post_loan_officer", **signal)


def _judge(bank: Bank) -> None:
    """30 November 2023: monthly inspection, no further limit."""
    opinion = {
        "opinion_id": "O-1",
        "measures": ["inspection_frequency", "limit_frozen"],
        "inspect_every_months": 1,
    }
    _act(bank, monitoring_acts.IssueOpinion, JUDGED, "risk_reviewer", **opinion)


def _disposed(bank: Bank, shape: type[Message], on: date, **fields: Any) -> None:
    data = {**IDS, "effective_on": on.isoformat(), **fields}
    _send(bank, shape.model_validate(data), on)


def lived() -> Bank:
    """The bank after the whole of it."""
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
    papers = ["customer_basics", "loan_contract", "collateral_data"]
    reviewed = date(2023, 3, 27)
    _act(bank, monitoring_acts.CompleteReview, reviewed, "post_loan_officer", documents=papers)
    for number in range(1, 12):
        if number == 9:
            _judge(bank)
        _remind(bank, number, due(number) - 7 * DAY)
        if number == 8:
            _inspect(bank)
        _pay(bank, f"R{number}", 20_000 + interest(number), due(number))
    _remind(bank, 12, date(2024, 3, 13))
    called = {
        "effective_on": "2024-06-25",
        "reason": "another creditor is taking stock away",
        "requested_by": "chen",
        "role": "post_loan_officer",
        "approved_by": "liu",
        "approver_role": "risk_reviewer",
    }
    _send(bank, AccelerateLoan.model_validate({**IDS, **called}), CALLED)
    life = {"role": "collector", "life_event": "over_indebted"}
    _act(bank, monitoring_acts.ReportLifeEvent, CALLED, **life)
    costs = {"charge_id": "K1", "component": "cost", "amount": _cny(7_150)}
    dates = {"due_on": "2024-07-08", "booked_on": "2024-07-08"}
    _send(bank, ChargeAccrued.model_validate({**IDS, **costs, **dates}), date(2024, 7, 8))
    _pay(bank, "X1", 42_300, date(2024, 11, 20), "court")
    _pay(bank, "X2", 60_000, date(2024, 12, 10), "guarantor")
    shop = {"asset_id": "SHOP", "debt_reduced": _cny(100_800), "ground": "court_order"}
    _disposed(bank, disposal.AssetReceivedInSatisfaction, date(2025, 3, 5), **shop)
    _disposed(bank, disposal.AssetReceivedInSatisfaction, date(2025, 3, 5), **shop)
    memo = {"principal": _cny("88689.75"), "memo_claim": _cny("91802.76"), "criterion": "B-2"}
    _disposed(bank, disposal.LoanWrittenOff, date(2025, 6, 30), **memo, entry=1)
    sold = {"buyer_id": "AMC-1", "price": _cny(8_000), "claim": _cny("95447.91")}
    _disposed(bank, disposal.DebtTransferred, SOLD, **sold)
    _pay(bank, "X4", 500, SOLD + 6 * DAY)
    bank.close_until(SOLD + 30 * DAY)
    return bank


def on(bank: Bank, day: date) -> MonitoringView:
    """The loan on a day as it was known on that day."""
    shown = bank.view(LOAN, day, day)
    assert shown is not None
    return shown


def owed(bank: Bank, day: date) -> Sums:
    """What the other services make of the latest statement known on a day."""
    known = [event for _, event in bank.known(f"loan-{LOAN}", day)]
    stated = [event for event in known if isinstance(event, ClaimStated)][-1]
    return owed_on(stated.debts, day, stated.penalty_daily)

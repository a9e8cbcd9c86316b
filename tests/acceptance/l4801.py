"""The acceptance loan L-4801 (domain catalogue, section C) as core banking would send it."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.corebank import ChargeAccrued, LoanDisbursed, RepaymentReceived
from contracts.envelope import Envelope
from contracts.feed import FeedLine
from contracts.message import Message

LOAN, OBLIGOR = "L-4801", "C-0007"
IDS = {"loan_id": LOAN, "obligor_id": OBLIGOR}
DISBURSED = date(2023, 3, 20)
ACCELERATED = date(2024, 6, 25)


def due(number: int) -> date:
    """The due day of an instalment."""
    month = DISBURSED.month - 1 + number
    return date(DISBURSED.year + month // 12, month % 12 + 1, 20)


def cny(amount: int) -> dict[str, str]:
    """Whole yuan on the wire."""
    return {"amount": f"{amount}.00", "currency": "CNY"}


def interest(number: int) -> int:
    """0.6 % a month on the balance: 2,880 yuan first, 120 less each month."""
    return (480_000 - 20_000 * (number - 1)) * 6 // 1000


def lines() -> list[tuple[date, FeedLine]]:
    """(day, line) of everything core banking tells about the loan, in order."""
    schedule = [
        {
            "number": number,
            "due_on": due(number).isoformat(),
            "principal": cny(20_000),
            "interest": cny(interest(number)),
            "fee": cny(0),
        }
        for number in range(1, 25)
    ]
    terms: dict[str, Any] = {
        **IDS,
        "obligor_kind": "small_micro",
        "product": "feed_trade",
        "principal": cny(480_000),
        "disbursed_on": DISBURSED.isoformat(),
        "matures_on": "2025-03-20",
        "security": "mortgage",
        "schedule": schedule,
        "rates": {"interest_daily": "0.0002", "penalty_daily": "0.0003"},
    }
    told = [_line(LoanDisbursed.model_validate(terms), DISBURSED)]
    told += [_paid(f"R{n}", 20_000 + interest(n), due(n), "borrower") for n in range(1, 12)]
    costs = {
        "charge_id": "K1",
        "component": "cost",
        "amount": cny(7_150),
        "due_on": "2024-07-08",
        "booked_on": "2024-07-08",
    }
    told.append(_line(ChargeAccrued.model_validate({**IDS, **costs}), date(2024, 7, 8)))
    told.append(_paid("X1", 42_300, date(2024, 11, 20), "court"))
    told.append(_paid("X2", 60_000, date(2024, 12, 10), "guarantor"))
    told.append(_paid("X3", 100_800, date(2025, 3, 5), "borrower"))
    return told


def _paid(name: str, amount: int, on: date, payer: str) -> tuple[date, FeedLine]:
    data = {
        **IDS,
        "receipt_id": name,
        "amount": cny(amount),
        "value_date": on.isoformat(),
        "booked_on": on.isoformat(),
        "payer": {"kind": payer},
    }
    return _line(RepaymentReceived.model_validate(data), on)


def _line(message: Message, on: date) -> tuple[date, FeedLine]:
    envelope = Envelope(
        id=f"{LOAN}-{type(message).__name__}-{on}",
        source="/corebank/story",
        type=message.TYPE,
        business_date=on,
        time=f"{on}T09:00:00+08:00",
        subject=LOAN,
        key=OBLIGOR,
    )
    return on, FeedLine(1, envelope, message.to_payload())

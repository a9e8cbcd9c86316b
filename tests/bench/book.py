"""A regular book for measuring: loans with monthly instalments, each paid on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.corebank import LoanDisbursed, RepaymentReceived
from contracts.envelope import Envelope
from contracts.message import Message

INSTALMENTS = 12
FIRST = date(2024, 1, 20)


def loans(n: int) -> Iterator[tuple[Envelope, bytes]]:
    """n disbursements, each of an obligor of its own."""
    for number in range(n):
        schedule = [
            {
                "number": k + 1,
                "due_on": due(k).isoformat(),
                "principal": money(100_000),
                "interest": money(5_000),
                "fee": money(0),
            }
            for k in range(INSTALMENTS)
        ]
        yield wrapped(
            LoanDisbursed.model_validate(
                {
                    "loan_id": f"L-{number}",
                    "obligor_id": f"C-{number}",
                    "obligor_kind": "personal",
                    "product": "consumer",
                    "principal": money(100_000 * INSTALMENTS),
                    "disbursed_on": FIRST.isoformat(),
                    "matures_on": due(INSTALMENTS - 1).isoformat(),
                    "security": "credit",
                    "schedule": schedule,
                }
            ),
            f"D-{number}",
            FIRST,
        )


def repayments(n: int) -> Iterator[tuple[Envelope, bytes]]:
    """Every instalment of n loans, month by month, paid in full on its day."""
    for k in range(INSTALMENTS):
        on = due(k)
        for number in range(n):
            yield wrapped(
                RepaymentReceived.model_validate(
                    {
                        "loan_id": f"L-{number}",
                        "obligor_id": f"C-{number}",
                        "receipt_id": f"R-{number}-{k}",
                        "amount": money(105_000),
                        "value_date": on.isoformat(),
                        "booked_on": on.isoformat(),
                        "payer": {"kind": "borrower"},
                    }
                ),
                f"R-{number}-{k}",
                on,
            )


def due(k: int) -> date:
    """The due date of instalment k, counted from 0."""
    years, month = divmod(FIRST.month + k, 12)
    return date(FIRST.year + years, month + 1, FIRST.day)


def money(minor: int) -> dict[str, str]:
    """Yuan on the wire."""
    return {"amount": f"{minor // 100}.{minor % 100:02d}", "currency": "CNY"}


def wrapped(message: Message, identity: str, on: date) -> tuple[Envelope, bytes]:
    """The message with its envelope."""
    envelope = Envelope(
        id=identity,
        source="/bench",
        type=message.TYPE,
        business_date=on,
        time=f"{on}T09:00:00+08:00",
        subject=getattr(message, "loan_id", None),
        key=getattr(message, "obligor_id", None),
    )
    return envelope, message.to_payload()

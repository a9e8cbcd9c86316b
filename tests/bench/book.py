"""A regular book for measuring: loans with monthly instalments, each paid on its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.corebank import BusinessDayClosed, LoanDisbursed, RepaymentReceived
from contracts.envelope import Envelope
from contracts.message import Message

INSTALMENTS = 12
PRINCIPAL, INTEREST = 100_000, 5_000
"""Of one instalment, in minor units."""
FIRST = date(2024, 1, 20)
Sent = tuple[Envelope, bytes]


def loans(n: int) -> Iterator[Sent]:
    """n disbursements, each of an obligor of its own."""
    return (wrapped(*disbursement(str(number))) for number in range(n))


def repayments(n: int) -> Iterator[Sent]:
    """Every instalment of n loans, month by month, paid in full on its day."""
    return repayments_of([str(number) for number in range(n)])


def repayments_of(numbers: Sequence[str]) -> Iterator[Sent]:
    """The same for the loans of these numbers."""
    for k in range(INSTALMENTS):
        for number in numbers:
            yield wrapped(*repayment(number, due(k), f"{number}-{k}"))


def disbursement(
    number: str, first: date = FIRST, instalments: int = INSTALMENTS
) -> tuple[Message, str, date]:
    """The loan of that number, paid out on ``first``, due from a month later on."""
    schedule = [
        {
            "number": k + 1,
            "due_on": due(k, first).isoformat(),
            "principal": money(PRINCIPAL),
            "interest": money(INTEREST),
            "fee": money(0),
        }
        for k in range(instalments)
    ]
    message = LoanDisbursed.model_validate(
        {
            "loan_id": f"L-{number}",
            "obligor_id": f"C-{number}",
            "obligor_kind": "personal",
            "product": "consumer",
            "principal": money(PRINCIPAL * instalments),
            "disbursed_on": first.isoformat(),
            "matures_on": due(instalments - 1, first).isoformat(),
            "security": "credit",
            "schedule": schedule,
        }
    )
    return message, f"D-{number}", first


def repayment(
    number: str, on: date, receipt: str, minor: int = PRINCIPAL + INTEREST
) -> tuple[Message, str, date]:
    """Money for the loan of that number."""
    message = RepaymentReceived.model_validate(
        {
            "loan_id": f"L-{number}",
            "obligor_id": f"C-{number}",
            "receipt_id": f"R-{receipt}",
            "amount": money(minor),
            "value_date": on.isoformat(),
            "booked_on": on.isoformat(),
            "payer": {"kind": "borrower"},
        }
    )
    return message, f"R-{receipt}", on


def closed(on: date) -> tuple[Message, str, date]:
    """The end of a business day."""
    return BusinessDayClosed(business_date=on), f"day-{on}", on


def due(k: int, first: date = FIRST) -> date:
    """The due date of instalment k, counted from 0."""
    years, month = divmod(first.month + k, 12)
    return date(first.year + years, month + 1, first.day)


def money(minor: int) -> dict[str, str]:
    """Yuan on the wire."""
    return {"amount": f"{minor // 100}.{minor % 100:02d}", "currency": "CNY"}


def wrapped(message: Message, identity: str, on: date) -> Sent:
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

"""The same ledger rule as most teams would first write it: one message at a time, the library as it is.

FastStream's handler per message with a pydantic model, `eventsourcing`'s aggregate and Application on its
own PostgreSQL recorder, with its cache of aggregates; the decided event is published by the same handler.
Money goes to the oldest instalment, interest before principal; what is too much is kept. No contract check,
no duplicates dropped, no position stored with the effects, no hash links: less than monitoring does.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event
from faststream.kafka import KafkaBroker
from pydantic import BaseModel

TOPIC = "naive.loan.v1"
DECIDED = "naive.decided.v1"


class Money(BaseModel):
    """An amount as it stands on the wire."""

    amount: str
    currency: str

    @property
    def minor(self) -> int:
        """In minor units."""
        yuan, _, fen = self.amount.partition(".")
        return int(yuan) * 100 + int(fen)


class Row(BaseModel):
    """One instalment of a schedule."""

    number: int
    due_on: date
    principal: Money
    interest: Money


class Message(BaseModel):
    """A disbursement (with a schedule) or a repayment (with a receipt)."""

    loan_id: str
    obligor_id: str
    schedule: list[Row] = []
    receipt_id: str = ""
    amount: Money | None = None
    value_date: date | None = None


class Ledger(Aggregate):
    """One loan: unpaid instalments as [number, due day, interest, principal], oldest first."""

    @event("Opened")
    def __init__(self, loan_id: str, obligor_id: str, unpaid: list[list[Any]]) -> None:
        self.loan_id = loan_id
        self.obligor_id = obligor_id
        self.unpaid = unpaid
        self.receipts: list[str] = []
        self.unapplied = 0
        self.overdue_since: str | None = None

    @staticmethod
    def create_id(loan_id: str, obligor_id: str = "", unpaid: Any = None) -> UUID:
        """The aggregate of a loan."""
        return uuid5(NAMESPACE_URL, f"/loans/{loan_id}")

    def receive(self, receipt_id: str, minor: int, on: str) -> None:
        """Put money on what is due, oldest instalment first."""
        if receipt_id in self.receipts:
            return
        left = minor + self.unapplied
        parts: list[list[Any]] = []
        paid: list[int] = []
        since: str | None = None
        for number, due_on, interest, principal in self.unpaid:
            owed = interest + principal
            if due_on <= on and left:
                part = min(left, owed)
                parts.append([number, min(part, interest), max(0, part - interest)])
                left -= part
                owed -= part
                if not owed:
                    paid.append(number)
            if owed and due_on < on and since is None:
                since = due_on
        self.take(receipt_id=receipt_id, minor=minor, on=on)
        self.allocate(receipt_id=receipt_id, parts=parts, unapplied=left, on=on)
        for number in paid:
            self.settle(number=number, on=on)
        if since != self.overdue_since:
            self.change_arrears(overdue_since=since, on=on)

    @event("ReceiptTaken")
    def take(self, receipt_id: str, minor: int, on: str) -> None:
        """Money came in."""
        self.receipts.append(receipt_id)

    @event("MoneyAllocated")
    def allocate(self, receipt_id: str, parts: list[list[Any]], unapplied: int, on: str) -> None:
        """It was put on these claims."""
        paid = {number: (interest, principal) for number, interest, principal in parts}
        for row in self.unpaid:
            interest, principal = paid.get(row[0], (0, 0))
            row[2] -= interest
            row[3] -= principal
        self.unapplied = unapplied

    @event("InstallmentPaid")
    def settle(self, number: int, on: str) -> None:
        """An instalment is paid in full."""
        self.unpaid = [row for row in self.unpaid if row[0] != number]

    @event("ArrearsChanged")
    def change_arrears(self, overdue_since: str | None, on: str) -> None:
        """The loan is overdue since another day."""
        self.overdue_since = overdue_since


class Ledgers(Application[UUID]):
    """The application of all loans."""

    def take(self, message: Message) -> list[tuple[UUID, int]]:
        """Handle one message; returns the events recorded, as (aggregate, version)."""
        if message.amount is None:
            rows = [
                [row.number, row.due_on.isoformat(), row.interest.minor, row.principal.minor]
                for row in message.schedule
            ]
            loan = Ledger(message.loan_id, message.obligor_id, rows)
        else:
            try:
                loan = self.repository.get(Ledger.create_id(message.loan_id))
            except AggregateNotFoundError:
                return []
            loan.receive(message.receipt_id, message.amount.minor, str(message.value_date))
        recordings = self.save(loan)
        return [
            (each.domain_event.originator_id, each.domain_event.originator_version)
            for each in recordings
        ]


def make_broker(bootstrap: str, ledgers: Ledgers, taken: Callable[[], None]) -> KafkaBroker:
    """A subscriber that takes, stores and publishes message by message."""
    broker = KafkaBroker(bootstrap, logger=None)

    @broker.subscriber(TOPIC, group_id="naive", auto_offset_reset="earliest")
    async def handle(body: dict[str, Any]) -> None:
        message = Message.model_validate(body)
        for aggregate, version in await asyncio.to_thread(ledgers.take, message):
            decided = {"loan_id": message.loan_id, "id": f"{aggregate}-{version}"}
            await broker.publish(
                json.dumps(decided).encode(), DECIDED, key=message.obligor_id.encode()
            )
        taken()

    return broker

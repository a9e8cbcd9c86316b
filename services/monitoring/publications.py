"""Monitoring's events in the published language, or None for what stays inside. Pure.

``BalanceChanged`` tells the balances after money was allocated or a plan changed. Charges, receipts, work
items and most sheets of the post-loan file are in the journal only; nobody outside decides on them yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, TypedDict, TypeVar, assert_never

from contracts import monitoring as published
from contracts.debts import Debt
from contracts.message import Message
from contracts.paid import paid_parts, source
from contracts.values import Component, Money
from services.kit.conduct.blocked import told
from services.monitoring.domain import entries, facts, file_events, work_items
from services.monitoring.domain.facts import Installment
from services.monitoring.domain.file_events import FileEvent
from services.monitoring.domain.news_events import Note
from services.monitoring.domain.state import LoanEvent

M = TypeVar("M", bound=Message)

TOLD: dict[type[FileEvent], type[Message]] = {
    file_events.RiskSignalRaised: published.RiskSignalRaised,
    file_events.RiskDisposalOpinionIssued: published.RiskDisposalOpinionIssued,
    file_events.BorrowerLifeEventReported: published.BorrowerLifeEventReported,
}
"""The sheets of the post-loan file that others hear of."""

AnyEntry = (
    entries.LedgerEntry | entries.ArrearsChanged | entries.EntriesWithdrawn | entries.ClaimStated
)


def publish(event: LoanEvent, obligor_id: str) -> Message | None:
    """The message that tells this event to the other services."""
    match event:
        case facts.LoanOpened():
            return _opened(event, obligor_id)
        case facts.ScheduleReplaced():
            return _schedule(event, obligor_id)
        case (
            facts.ReceiptTaken()
            | facts.ReceiptReversed()
            | facts.ChargeTaken()
            | facts.LoanAccelerated()
            | facts.WentBankrupt()
            | work_items.MessageGapNoted()
            | work_items.FactSetAside()
            | work_items.FactRepeated()
        ):
            return None
        case Note():
            return _sheet(event, obligor_id)
        case work_items.ProhibitedActionBlocked():
            return told(published.ProhibitedActionBlocked, event, obligor_id)
        case _:
            return _decided(event, obligor_id)


def _sheet(event: FileEvent, obligor_id: str) -> Message | None:
    shape = TOLD.get(type(event))
    return None if shape is None else _same(shape, event, obligor_id)


def _same(shape: type[M], event: LoanEvent, obligor_id: str, **own: Any) -> M:
    """A message whose fields the event has under the same name, but for ``own``."""
    same = {name: getattr(event, name) for name in _shared(shape, type(event))}
    return shape(**(same | {"obligor_id": obligor_id} | own))


@cache
def _shared(shape: type[Message], kind: type[LoanEvent]) -> tuple[str, ...]:
    """Names of fields that a message and an event have both."""
    return tuple(name for name in shape.model_fields if hasattr(kind, name))


def _decided(event: AnyEntry, obligor_id: str) -> Message | None:
    match event:
        case entries.MoneyAllocated():
            return _moved(event, obligor_id)
        case entries.PlanChanged():
            return _same(published.BalanceChanged, event, obligor_id)
        case entries.ArrearsChanged():
            return _same(published.ArrearsChanged, event, obligor_id)
        case entries.InstallmentPaid():
            return _paid(event, obligor_id)
        case entries.LoanSettled():
            return published.LoanSettled(**_entry(event, obligor_id))
        case entries.LoanReopened():
            return published.LoanReopened(**_entry(event, obligor_id))
        case entries.EntriesWithdrawn():
            return published.EntriesWithdrawn(**_entry(event, obligor_id))
        case entries.ClaimStated():
            return _stated(event, obligor_id)
        case entries.ChargeClaimed():
            return None
        case _:
            assert_never(event)


class _Entry(TypedDict):
    loan_id: str
    obligor_id: str
    entry: int
    corrects: tuple[int, ...]
    effective_on: date


def _entry(event: entries.Decision | entries.EntriesWithdrawn, obligor_id: str) -> _Entry:
    return _Entry(
        loan_id=event.loan_id,
        obligor_id=obligor_id,
        entry=event.entry,
        corrects=event.corrects,
        effective_on=event.effective_on,
    )


def _moved(event: entries.MoneyAllocated, obligor_id: str) -> published.BalanceChanged:
    currency = event.unapplied.currency
    paid = Counter[Component]()
    for part in event.parts:
        paid[part.component] += part.amount
    return published.BalanceChanged(
        **_entry(event, obligor_id),
        principal_outstanding=event.principal_outstanding,
        unapplied=event.unapplied,
        receipt_id=event.receipt_id,
        received=event.received,
        payer_kind=event.payer_kind,
        payer_id=event.payer_id,
        paid=paid_parts(paid, currency),
        sources=None if event.sources is None else tuple(source(each) for each in event.sources),
    )


def _stated(event: entries.ClaimStated, obligor_id: str) -> published.ClaimStated:
    currency = event.unapplied.currency
    owed = tuple(_owed(debt, currency) for debt in event.debts)
    return _same(published.ClaimStated, event, obligor_id, owed=owed)


def _owed(debt: Debt, currency: str) -> published.Owed:
    cost, fee, interest, penalty, principal = (Money(each, currency) for each in debt.unpaid)
    return published.Owed(
        key=debt.key,
        kind=debt.kind,
        due_on=debt.due_on,
        cost=cost,
        fee=fee,
        interest=interest,
        penalty=penalty,
        principal=principal,
        late_from=debt.late_from,
        penalty_from=debt.penalty_from,
    )


def _paid(event: entries.InstallmentPaid, obligor_id: str) -> published.InstallmentPaid:
    return published.InstallmentPaid(
        **_entry(event, obligor_id),
        number=event.number,
        due_on=event.due_on,
        paid_on=event.effective_on,
    )


def _opened(event: facts.LoanOpened, obligor_id: str) -> published.LoanOpened:
    own = {
        "disbursed_on": event.effective_on,
        "schedule": _rows(event.schedule, event.principal.currency),
        "guarantees": event.guarantees or None,
        "collateral": event.collateral or None,
    }
    return _same(published.LoanOpened, event, obligor_id, **own)


def _schedule(event: facts.ScheduleReplaced, obligor_id: str) -> published.ScheduleReplaced:
    schedule = _rows(event.schedule, event.currency)
    return _same(published.ScheduleReplaced, event, obligor_id, schedule=schedule)


def _rows(schedule: Sequence[Installment], currency: str) -> tuple[published.Installment, ...]:
    return tuple(
        published.Installment(
            number=row.number,
            due_on=row.due_on,
            principal=Money(row.principal, currency),
            interest=Money(row.interest, currency),
            fee=Money(row.fee, currency),
        )
        for row in schedule
    )

"""Monitoring's events in the published language, or None for what stays inside. Pure.

``BalanceChanged`` tells the balances after money was allocated or a plan changed. Charges,
receipts and work items are in the journal only; nobody outside decides on them yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, assert_never

from contracts import monitoring as published
from contracts.message import Message
from contracts.values import Money
from services.monitoring.domain import entries, facts
from services.monitoring.domain.facts import Installment
from services.monitoring.domain.state import LoanEvent

AnyEntry = entries.LedgerEntry | entries.ArrearsChanged | entries.EntriesWithdrawn


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
            | facts.MessageGapNoted()
            | facts.FactSetAside()
            | facts.FactRepeated()
        ):
            return None
        case _:
            return _decided(event, obligor_id)


def _decided(event: AnyEntry, obligor_id: str) -> Message | None:
    match event:
        case entries.MoneyAllocated():
            return _balance(event, event.receipt_id, obligor_id)
        case entries.PlanChanged():
            return _balance(event, None, obligor_id)
        case entries.ArrearsChanged():
            return _arrears(event, obligor_id)
        case entries.InstallmentPaid():
            return _paid(event, obligor_id)
        case entries.LoanSettled():
            return published.LoanSettled(**_entry(event, obligor_id))
        case entries.LoanReopened():
            return published.LoanReopened(**_entry(event, obligor_id))
        case entries.EntriesWithdrawn():
            return published.EntriesWithdrawn(**_entry(event, obligor_id))
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


def _balance(
    event: entries.MoneyAllocated | entries.PlanChanged, receipt_id: str | None, obligor_id: str
) -> published.BalanceChanged:
    return published.BalanceChanged(
        **_entry(event, obligor_id),
        principal_outstanding=event.principal_outstanding,
        unapplied=event.unapplied,
        receipt_id=receipt_id,
    )


def _paid(event: entries.InstallmentPaid, obligor_id: str) -> published.InstallmentPaid:
    return published.InstallmentPaid(
        **_entry(event, obligor_id),
        number=event.number,
        due_on=event.due_on,
        paid_on=event.effective_on,
    )


def _arrears(event: entries.ArrearsChanged, obligor_id: str) -> published.ArrearsChanged:
    return published.ArrearsChanged(
        **_entry(event, obligor_id),
        processed_on=event.processed_on,
        cause_recorded_on=event.cause_recorded_on,
        stage=event.stage,
        previous_stage=event.previous_stage,
        days_past_due=event.days_past_due,
        overdue_since=event.overdue_since,
        overdue=event.overdue,
        day_count=event.day_count,
    )


def _opened(event: facts.LoanOpened, obligor_id: str) -> published.LoanOpened:
    return published.LoanOpened(
        loan_id=event.loan_id,
        obligor_id=obligor_id,
        obligor_kind=event.obligor_kind,
        product=event.product,
        security=event.security,
        principal=event.principal,
        disbursed_on=event.effective_on,
        matures_on=event.matures_on,
        branch=event.branch,
        officer=event.officer,
        purpose=event.purpose,
        schedule=_rows(event.schedule, event.principal.currency),
        policy_id=event.policy_id,
        effective_on=event.effective_on,
        guarantees=event.guarantees or None,
        collateral=event.collateral or None,
    )


def _schedule(event: facts.ScheduleReplaced, obligor_id: str) -> published.ScheduleReplaced:
    return published.ScheduleReplaced(
        loan_id=event.loan_id,
        obligor_id=obligor_id,
        change_id=event.change_id,
        reason=event.reason,
        financial_difficulty=event.financial_difficulty,
        schedule=_rows(event.schedule, event.currency),
        effective_on=event.effective_on,
    )


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

"""Commands that bring facts, turned into the facts' events."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from services.monitoring.domain.commands import (
    OpenLoan,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeFact,
    TakeReceipt,
)
from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.facts import (
    ChargeTaken,
    LoanOpened,
    ReceiptReversed,
    ReceiptTaken,
    ScheduleReplaced,
)
from services.monitoring.domain.state import Loan
from services.monitoring.domain.terms import terms_of
from services.monitoring.policy import MonitoringBook, edition_for

FactEvent = LoanOpened | ReceiptTaken | ReceiptReversed | ChargeTaken | ScheduleReplaced


class _Common(TypedDict):
    loan_id: str
    booked_on: date
    sequence: int | None


def fact_of(command: TakeFact, loan: Loan, policies: MonitoringBook) -> FactEvent:
    """The event of a fact that is new to ``loan``."""
    common = _Common(
        loan_id=command.loan_id, booked_on=command.booked_on, sequence=command.sequence
    )
    match command:
        case OpenLoan():
            return _opened(command, common, policies)
        case TakeReceipt():
            return ReceiptTaken(
                **common,
                effective_on=command.value_date,
                receipt_id=command.receipt_id,
                amount=command.amount,
                payer_kind=command.payer_kind,
                payer_id=command.payer_id,
                allocation=command.allocation,
                undone_before=command.receipt_id in loan.reversed_receipts,
            )
        case ReverseReceipt():
            return ReceiptReversed(
                **common,
                effective_on=_value_date(command, loan),
                receipt_id=command.receipt_id,
                reversal_id=command.reversal_id,
                reason=command.reason,
            )
        case TakeCharge():
            return ChargeTaken(
                **common,
                effective_on=command.due_on,
                charge_id=command.charge_id,
                component=command.component,
                amount=command.amount,
            )
        case ReplaceSchedule():
            return ScheduleReplaced(
                **common,
                effective_on=command.effective_on,
                change_id=command.change_id,
                reason=command.reason,
                financial_difficulty=command.financial_difficulty,
                schedule=command.schedule,
                currency=command.currency,
            )
        case _:
            raise TypeError(f"{type(command).__name__} is no fact that monitoring takes")


def _opened(command: OpenLoan, common: _Common, policies: MonitoringBook) -> LoanOpened:
    """The loan under the terms of its product, from the edition of its day of disbursement."""
    edition = edition_for(policies, command.disbursed_on)
    return LoanOpened(
        **common,
        effective_on=command.disbursed_on,
        obligor_kind=command.obligor_kind,
        product=command.product,
        security=command.security,
        principal=command.principal,
        matures_on=command.matures_on,
        schedule=command.schedule,
        terms=terms_of(edition, command.product),
        policy_id=edition.policy_id,
        branch=command.branch,
        officer=command.officer,
        purpose=command.purpose,
        interest_daily=command.interest_daily,
        penalty_daily=command.penalty_daily,
        guarantees=command.guarantees,
        collateral=command.collateral,
    )


def _value_date(command: ReverseReceipt, loan: Loan) -> date:
    """The day on which the reversed receipt counted; the booking day while it is unknown."""
    for fact in loan.facts:
        if isinstance(fact, ReceiptTaken) and fact.receipt_id == command.receipt_id:
            return fact.effective_on if loan.opened is None else day_of(loan.opened, fact)
    return command.booked_on

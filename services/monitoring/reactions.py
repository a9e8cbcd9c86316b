"""Core banking's facts, officers' commands and ticks as commands to a loan's stream. Pure.

``envelope`` gives what the payload does not: the source's counter of messages per loan, and the
bank's day on which a fact without ``booked_on`` was booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contracts import commands, corebank
from contracts.envelope import Envelope
from contracts.message import Message
from services.kit.domain import Command
from services.monitoring.domain.commands import (
    AccelerateLoan,
    OpenLoan,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeReceipt,
    TimeReached,
)
from services.monitoring.domain.facts import Installment, NamedPart

LISTENS: tuple[type[Message], ...] = (
    corebank.LoanDisbursed,
    corebank.RepaymentReceived,
    corebank.RepaymentReversed,
    corebank.ScheduleChanged,
    corebank.ChargeAccrued,
    commands.AccelerateLoan,
)

IGNORES: tuple[type[Message], ...] = ()
"""Nothing of core banking's topic is ignored; closed days are the kit's and come as ticks."""


def stream_of(loan_id: str) -> str:
    """The stream of a loan."""
    return f"loan-{loan_id}"


def time_reached(stream: str, as_of: date) -> Command:
    """The tick for a stream: the business day ``as_of`` is over."""
    return TimeReached(as_of=as_of)


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """(stream, command) pairs for one message, taken on the business day ``as_of``."""
    match message:
        case corebank.RepaymentReceived():
            return [(stream_of(message.loan_id), _receipt(message, envelope, as_of))]
        case corebank.LoanDisbursed():
            return [(stream_of(message.loan_id), _opening(message, envelope, as_of))]
        case corebank.RepaymentReversed():
            return [(stream_of(message.loan_id), _reversal(message, envelope, as_of))]
        case corebank.ScheduleChanged():
            return [(stream_of(message.loan_id), _schedule(message, envelope, as_of))]
        case corebank.ChargeAccrued():
            return [(stream_of(message.loan_id), _charge(message, envelope, as_of))]
        case commands.AccelerateLoan():
            return [(stream_of(message.loan_id), _acceleration(message, as_of))]
        case _:
            return []


def _opening(message: corebank.LoanDisbursed, envelope: Envelope, as_of: date) -> OpenLoan:
    rates = message.rates or corebank.Rates()
    return OpenLoan(
        as_of=as_of,
        loan_id=message.loan_id,
        booked_on=envelope.business_date,
        sequence=envelope.sequence,
        obligor_kind=message.obligor_kind,
        product=message.product,
        security=message.security,
        principal=message.principal,
        disbursed_on=message.disbursed_on,
        matures_on=message.matures_on,
        schedule=_rows(message.schedule),
        branch=message.branch,
        officer=message.officer,
        purpose=message.purpose,
        interest_daily=rates.interest_daily,
        penalty_daily=rates.penalty_daily,
        guarantees=message.guarantees or (),
        collateral=message.collateral or (),
    )


def _receipt(message: corebank.RepaymentReceived, envelope: Envelope, as_of: date) -> TakeReceipt:
    return TakeReceipt(
        as_of=as_of,
        loan_id=message.loan_id,
        booked_on=message.booked_on,
        sequence=envelope.sequence,
        receipt_id=message.receipt_id,
        amount=message.amount,
        value_date=message.value_date,
        payer_kind=message.payer.kind,
        payer_id=message.payer.id,
        allocation=tuple(
            NamedPart(part.installment, part.component, part.amount.minor)
            for part in message.allocation or ()
        ),
    )


def _reversal(
    message: corebank.RepaymentReversed, envelope: Envelope, as_of: date
) -> ReverseReceipt:
    return ReverseReceipt(
        as_of=as_of,
        loan_id=message.loan_id,
        booked_on=message.booked_on,
        sequence=envelope.sequence,
        receipt_id=message.receipt_id,
        reversal_id=message.reversal_id,
        reason=message.reason,
    )


def _schedule(
    message: corebank.ScheduleChanged, envelope: Envelope, as_of: date
) -> ReplaceSchedule:
    return ReplaceSchedule(
        as_of=as_of,
        loan_id=message.loan_id,
        booked_on=envelope.business_date,
        sequence=envelope.sequence,
        change_id=message.change_id,
        effective_on=message.effective_on,
        reason=message.reason,
        financial_difficulty=message.financial_difficulty,
        schedule=_rows(message.schedule),
        currency=message.schedule[0].principal.currency,
    )


def _charge(message: corebank.ChargeAccrued, envelope: Envelope, as_of: date) -> TakeCharge:
    return TakeCharge(
        as_of=as_of,
        loan_id=message.loan_id,
        booked_on=message.booked_on,
        sequence=envelope.sequence,
        charge_id=message.charge_id,
        component=message.component,
        amount=message.amount,
        due_on=message.due_on,
    )


def _acceleration(message: commands.AccelerateLoan, as_of: date) -> AccelerateLoan:
    return AccelerateLoan(
        as_of=as_of,
        loan_id=message.loan_id,
        effective_on=message.effective_on,
        reason=message.reason,
        requested_by=message.requested_by,
        approved_by=message.approved_by,
    )


def _rows(schedule: Sequence[corebank.Installment]) -> tuple[Installment, ...]:
    return tuple(
        Installment(
            number=row.number,
            due_on=row.due_on,
            principal=row.principal.minor,
            interest=row.interest.minor,
            fee=row.fee.minor,
        )
        for row in schedule
    )

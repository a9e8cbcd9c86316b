"""Other services' messages, ticks and officers' messages -> (stream, command). Pure.

Monitoring tells the day of booking of what changed arrears; its other facts, and those of collection
and disposal, count as booked on the day we take them. Officers' acts of
``contracts.classification_acts`` and ours have the same field names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypedDict

from contracts import classification_acts, collection, commands, disposal, monitoring
from contracts.acts import AboutLoan
from contracts.envelope import Envelope
from contracts.message import Message
from services.classification.domain import acts
from services.classification.domain.facts import (
    AnyFact,
    ArrearsNoted,
    BalanceNoted,
    CauseNoted,
    DueDay,
    EntriesWithdrawnNoted,
    InstallmentPaidNoted,
    LeavingGoneNoted,
    LeavingNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
    LoanTaken,
    ScheduleNoted,
)
from services.classification.domain.obligor import TakeFact, TimeReached
from services.classification.domain.officers import (
    ApproveUpgrade,
    OverrideClass,
    WithdrawOverride,
)
from services.kit.domain import Command

MonitoringEntry = (
    monitoring.ArrearsChanged
    | monitoring.BalanceChanged
    | monitoring.InstallmentPaid
    | monitoring.LoanSettled
    | monitoring.LoanReopened
    | monitoring.EntriesWithdrawn
)

AnyAsked = commands.OverrideClass | commands.WithdrawOverride | commands.ApproveUpgrade

IGNORES: tuple[type[Message], ...] = (
    monitoring.DayClosed,  # the kit's tick: it comes back as `time_reached`
    *commands.kit_commands("classification"),
)


def stream_of(obligor_id: str) -> str:
    """The stream of an obligor: all its loans are judged together."""
    return f"obligor-{obligor_id}"


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """What a message asks of which stream on ``as_of``; nothing when it is not listened to.

    The envelope is part of every service's reaction; this one finds all it needs in the payload.
    """
    obligor_id: str = getattr(message, "obligor_id", "")
    if type(message) in FACTS:
        fact = FACTS[type(message)](message, as_of)
        if fact is None:
            return ()
        return ((stream_of(obligor_id), TakeFact(as_of=as_of, fact=fact)),)
    if type(message) in ACTS:
        return ((stream_of(obligor_id), _act(message, as_of)),)
    if type(message) in COMMANDS:
        return ((stream_of(obligor_id), COMMANDS[type(message)](message, as_of)),)
    return ()


def time_reached(stream: str, as_of: date) -> Command:
    """The tick of ``as_of`` for a stream whose agenda asked for it."""
    return TimeReached(as_of=as_of)


def _loan_opened(told: monitoring.LoanOpened, as_of: date) -> LoanTaken:
    return LoanTaken(
        loan_id=told.loan_id,
        effective_on=told.disbursed_on,
        processed_on=as_of,
        recorded_on=as_of,
        obligor_kind=told.obligor_kind,
        product=told.product,
        principal=told.principal,
        installments=_due_days(told.schedule),
    )


def _schedule_replaced(told: monitoring.ScheduleReplaced, as_of: date) -> ScheduleNoted:
    return ScheduleNoted(
        loan_id=told.loan_id,
        effective_on=told.effective_on,
        processed_on=as_of,
        recorded_on=as_of,
        change_id=told.change_id,
        reason=told.reason,
        financial_difficulty=told.financial_difficulty,
        installments=_due_days(told.schedule),
    )


def _due_days(schedule: Sequence[monitoring.Installment]) -> tuple[DueDay, ...]:
    return tuple(DueDay(each.number, each.due_on) for each in schedule)


class _Mirror(TypedDict):
    loan_id: str
    effective_on: date
    processed_on: date
    recorded_on: date
    monitoring_entry: int
    monitoring_corrects: tuple[int, ...]


def _mirror(told: MonitoringEntry, as_of: date, recorded_on: date | None = None) -> _Mirror:
    """What every entry of monitoring becomes, whatever it says."""
    return _Mirror(
        loan_id=told.loan_id,
        effective_on=told.effective_on,
        processed_on=as_of,
        recorded_on=recorded_on or as_of,
        monitoring_entry=told.entry,
        monitoring_corrects=told.corrects,
    )


def _arrears_changed(told: monitoring.ArrearsChanged, as_of: date) -> ArrearsNoted:
    return ArrearsNoted(
        **_mirror(told, as_of, told.cause_recorded_on),
        stage=told.stage,
        days_past_due=told.days_past_due,
        overdue_since=told.overdue_since,
        overdue=told.overdue,
        day_count=told.day_count,
    )


def _balance_changed(told: monitoring.BalanceChanged, as_of: date) -> BalanceNoted:
    return BalanceNoted(**_mirror(told, as_of), principal_outstanding=told.principal_outstanding)


def _installment_paid(told: monitoring.InstallmentPaid, as_of: date) -> InstallmentPaidNoted:
    return InstallmentPaidNoted(
        **_mirror(told, as_of), number=told.number, due_on=told.due_on, paid_on=told.paid_on
    )


class _Told(TypedDict):
    loan_id: str
    effective_on: date
    processed_on: date
    recorded_on: date


def _told(told: AboutLoan, as_of: date) -> _Told:
    """Another service's word about a loan, booked on the day on which we take it."""
    return _Told(
        loan_id=told.loan_id,
        effective_on=told.effective_on,
        processed_on=as_of,
        recorded_on=as_of,
    )


def _written_off(told: disposal.LoanWrittenOff, as_of: date) -> LeavingNoted:
    return LeavingNoted(
        **_told(told, as_of),
        how="written_off",
        disposal_entry=told.entry,
        disposal_corrects=told.corrects,
    )


def _leaving_gone(told: disposal.EntriesWithdrawn, as_of: date) -> LeavingGoneNoted | None:
    if not told.corrects:
        return None
    return LeavingGoneNoted(
        **_told(told, as_of), disposal_entry=told.entry, disposal_corrects=told.corrects
    )


def _act(asked: Message, as_of: date) -> Command:
    shape = ACTS[type(asked)]
    fields = (name for name in shape.__struct_fields__ if name != "as_of")
    return shape(as_of=as_of, **{name: _plain(getattr(asked, name)) for name in fields})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if isinstance(value, classification_acts.Finding):
        return acts.Finding(
            **{name: getattr(value, name) for name in acts.Finding.__struct_fields__}
        )
    return value


class _Signed(TypedDict):
    as_of: date
    loan_id: str
    requested_by: str
    approved_by: str


def _signed(asked: AnyAsked, as_of: date) -> _Signed:
    """Who asks, who agrees, about which loan."""
    return _Signed(
        as_of=as_of,
        loan_id=asked.loan_id,
        requested_by=asked.requested_by,
        approved_by=asked.approved_by,
    )


def _override_class(asked: commands.OverrideClass, as_of: date) -> Command:
    signed = _signed(asked, as_of)
    return OverrideClass(**signed, risk_class=asked.risk_class, reason=asked.reason)


def _withdraw_override(asked: commands.WithdrawOverride, as_of: date) -> Command:
    return WithdrawOverride(**_signed(asked, as_of), reason=asked.reason)


def _approve_upgrade(asked: commands.ApproveUpgrade, as_of: date) -> Command:
    return ApproveUpgrade(**_signed(asked, as_of), assessment=asked.assessment)


FACTS: dict[type[Message], Callable[[Any, date], AnyFact | None]] = {
    monitoring.LoanOpened: _loan_opened,
    monitoring.ScheduleReplaced: _schedule_replaced,
    monitoring.BalanceChanged: _balance_changed,
    monitoring.ArrearsChanged: _arrears_changed,
    monitoring.InstallmentPaid: _installment_paid,
    monitoring.LoanSettled: lambda told, as_of: LoanSettledNoted(**_mirror(told, as_of)),
    monitoring.LoanReopened: lambda told, as_of: LoanReopenedNoted(**_mirror(told, as_of)),
    monitoring.EntriesWithdrawn: lambda told, as_of: EntriesWithdrawnNoted(**_mirror(told, as_of)),
    collection.ArrearsCauseRecorded: lambda told, as_of: CauseNoted(
        **_told(told, as_of), cause=told.cause
    ),
    disposal.LoanWrittenOff: _written_off,
    disposal.DebtTransferred: lambda told, as_of: LeavingNoted(
        **_told(told, as_of), how="transferred"
    ),
    disposal.DebtRemitted: lambda told, as_of: LeavingNoted(**_told(told, as_of), how="remitted"),
    disposal.EntriesWithdrawn: _leaving_gone,
}

COMMANDS: dict[type[Message], Callable[[Any, date], Command]] = {
    commands.OverrideClass: _override_class,
    commands.WithdrawOverride: _withdraw_override,
    commands.ApproveUpgrade: _approve_upgrade,
}

ACTS: dict[type[Message], type[acts.ClassificationAct]] = {
    asked: getattr(acts, asked.__name__) for asked in classification_acts.ACTS
}

LISTENS: tuple[type[Message], ...] = (*FACTS, *COMMANDS, *ACTS)

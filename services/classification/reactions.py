"""Other services' messages, ticks and officers' messages -> (stream, command). Pure.

Monitoring tells the day of booking of what changed arrears; its other facts, and those of collection
and disposal, count as booked on the day we take them. Officers' field names are the same there and here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from contracts import classification_acts, collection, commands, disposal, litigation, monitoring
from contracts.envelope import Envelope
from contracts.message import Message
from services.classification.domain import acts, facts
from services.classification.domain.obligor import TakeFact, TimeReached
from services.classification.domain.officers import ApproveUpgrade, OverrideClass, WithdrawOverride
from services.kit.acts import check_words
from services.kit.domain import Command

IGNORES: tuple[type[Message], ...] = (
    monitoring.DayClosed,  # the kit's tick: it comes back as `time_reached`
    *commands.kit_commands("classification"),
)


def stream_of(message: Message) -> str:
    """The stream of an obligor: all its loans are judged together."""
    return f"obligor-{getattr(message, 'obligor_id', '')}"


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """What a message asks of which stream on ``as_of``; nothing when it is not listened to.

    The envelope is part of every service's reaction; this one finds all it needs in the payload.
    """
    if type(message) in FACTS:
        fact = FACTS[type(message)](message, as_of)
        return () if fact is None else ((stream_of(message), TakeFact(as_of=as_of, fact=fact)),)
    if type(message) in COMMANDS:
        return ((stream_of(message), _asked(message, as_of)),)
    return ()


def time_reached(stream: str, as_of: date, since: date | None = None) -> Command:
    """The tick of ``as_of`` for a stream; ``since``: an edition's first day that is closed with it."""
    return TimeReached(as_of=as_of, since=since)


def _told(told: Any, as_of: date) -> dict[str, Any]:
    """Another service's word about a loan, booked on the day on which we take it."""
    return {
        "loan_id": told.loan_id,
        "effective_on": told.effective_on,
        "processed_on": as_of,
        "recorded_on": as_of,
    }


def _loan_opened(told: monitoring.LoanOpened, as_of: date) -> facts.LoanTaken:
    return facts.LoanTaken(
        loan_id=told.loan_id,
        effective_on=told.disbursed_on,
        processed_on=as_of,
        recorded_on=as_of,
        obligor_kind=told.obligor_kind,
        product=told.product,
        principal=told.principal,
        installments=_due_days(told.schedule),
    )


def _schedule_replaced(told: monitoring.ScheduleReplaced, as_of: date) -> facts.ScheduleNoted:
    return facts.ScheduleNoted(
        **_told(told, as_of),
        change_id=told.change_id,
        reason=told.reason,
        financial_difficulty=told.financial_difficulty,
        installments=_due_days(told.schedule),
    )


def _due_days(schedule: Sequence[monitoring.Installment]) -> tuple[facts.DueDay, ...]:
    return tuple(facts.DueDay(each.number, each.due_on) for each in schedule)


def _mirror(told: Any, as_of: date, recorded_on: date | None = None) -> dict[str, Any]:
    """What every entry of monitoring becomes, whatever it says."""
    return _told(told, recorded_on or as_of) | {
        "processed_on": as_of,
        "monitoring_entry": told.entry,
        "monitoring_corrects": told.corrects,
    }


def _arrears_changed(told: monitoring.ArrearsChanged, as_of: date) -> facts.ArrearsNoted:
    return facts.ArrearsNoted(
        **_mirror(told, as_of, told.cause_recorded_on),
        stage=told.stage,
        days_past_due=told.days_past_due,
        overdue_since=told.overdue_since,
        overdue=told.overdue,
        day_count=told.day_count,
    )


def _left(how: facts.Leaving) -> Callable[[Any, date], facts.LeavingNoted]:
    return lambda told, as_of: facts.LeavingNoted(
        **_told(told, as_of),
        how=how,
        disposal_entry=getattr(told, "entry", None),
        disposal_corrects=getattr(told, "corrects", ()),
    )


def _leaving_gone(told: disposal.EntriesWithdrawn, as_of: date) -> facts.LeavingGoneNoted | None:
    if not told.corrects:
        return None
    return facts.LeavingGoneNoted(
        **_told(told, as_of), disposal_entry=told.entry, disposal_corrects=told.corrects
    )


def _claim_stated(told: monitoring.ClaimStated, as_of: date) -> facts.InterestNoted:
    """Of all that is unpaid only whether interest is in arrears apart from the rest."""
    late = [
        each.due_on
        for each in told.owed
        if (each.interest.minor or each.penalty.minor) and each.late_from <= told.effective_on
    ]
    since = min(late, default=None)
    apart = since != told.overdue_since
    return facts.InterestNoted(**_told(told, as_of), apart=apart, due_on=since if apart else None)


def _declared(told: litigation.BankruptcyDeclared, as_of: date) -> facts.LiquidationNoted | None:
    """The debtor's own bankruptcy alone: a guarantor's is none of the loan's (RC-41)."""
    own = told.party_id == told.obligor_id
    return facts.LiquidationNoted(**_told(told, as_of)) if own else None


def _asked(asked: Message, as_of: date) -> Command:
    """The command: same names; the first orders name no day, maybe no role, and an assessment is why."""
    shape: type[Any] = COMMANDS[type(check_words(asked, classification_acts.RULED))]
    names = [name for name in shape.__struct_fields__ if hasattr(asked, name)]
    fields = {name: _plain(getattr(asked, name)) for name in names}
    if isinstance(asked, commands.ApproveUpgrade):
        fields["reason"] = asked.assessment
    command: Command = shape(as_of=as_of, **fields | {"role": fields["role"] or ""})
    return command


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if isinstance(value, classification_acts.Finding):
        return acts.Finding(
            **{name: getattr(value, name) for name in acts.Finding.__struct_fields__}
        )
    return value


FACTS: dict[type[Message], Callable[[Any, date], facts.AnyFact | None]] = {
    monitoring.LoanOpened: _loan_opened,
    monitoring.ScheduleReplaced: _schedule_replaced,
    monitoring.BalanceChanged: lambda told, as_of: facts.BalanceNoted(
        **_mirror(told, as_of), principal_outstanding=told.principal_outstanding
    ),
    monitoring.ArrearsChanged: _arrears_changed,
    monitoring.InstallmentPaid: lambda told, as_of: facts.InstallmentPaidNoted(
        **_mirror(told, as_of), number=told.number, due_on=told.due_on, paid_on=told.paid_on
    ),
    monitoring.LoanSettled: lambda told, as_of: facts.LoanSettledNoted(**_mirror(told, as_of)),
    monitoring.LoanReopened: lambda told, as_of: facts.LoanReopenedNoted(**_mirror(told, as_of)),
    monitoring.EntriesWithdrawn: lambda told, as_of: facts.EntriesWithdrawnNoted(
        **_mirror(told, as_of)
    ),
    monitoring.ClaimStated: _claim_stated,
    monitoring.RiskSignalRaised: lambda told, as_of: facts.SignalNoted(
        **_told(told, as_of), signal_id=told.signal_id, codes=told.codes
    ),
    collection.ArrearsCauseRecorded: lambda told, as_of: facts.CauseNoted(
        **_told(told, as_of), cause=told.cause
    ),
    disposal.LoanWrittenOff: _left("written_off"),
    disposal.DebtTransferred: _left("transferred"),
    disposal.DebtRemitted: _left("remitted"),
    disposal.EntriesWithdrawn: _leaving_gone,
    litigation.BankruptcyDeclared: _declared,
}

COMMANDS: dict[type[Message], type[Command]] = {
    commands.OverrideClass: OverrideClass,
    commands.WithdrawOverride: WithdrawOverride,
    commands.ApproveUpgrade: ApproveUpgrade,
    **{asked: getattr(acts, asked.__name__) for asked in classification_acts.ACTS},
}

LISTENS: tuple[type[Message], ...] = (*FACTS, *COMMANDS)

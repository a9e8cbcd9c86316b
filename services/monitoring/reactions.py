"""Others' facts, officers' commands and ticks as commands to a loan. Pure.

``envelope`` gives the source's counter of messages, and the day a fact without one was booked on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts import commands, corebank, disposal, litigation, monitoring_acts
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.receipts import Kind, in_kind
from services.kit.acts import Act
from services.kit.conduct.asked import conduct_of
from services.kit.domain import Command
from services.monitoring.domain import file_events, news_events
from services.monitoring.domain.commands import (
    AccelerateLoan,
    NoteBankruptcy,
    OpenLoan,
    Perform,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeFact,
    TakeNews,
    TakeReceipt,
    TimeReached,
)
from services.monitoring.domain.facts import Installment, NamedPart
from services.monitoring.domain.file_events import Deed

_AboutLoan = TakeFact | AccelerateLoan | NoteBankruptcy | TakeNews | Perform

FACTS: dict[type[Message], type[TakeFact]] = {
    corebank.LoanDisbursed: OpenLoan,
    corebank.RepaymentReversed: ReverseReceipt,
    corebank.ScheduleChanged: ReplaceSchedule,
    corebank.ChargeAccrued: TakeCharge,
}
"""Core banking's facts but for repayments, of which there are most."""

DEEDS: dict[type[Message], type[Deed]] = {
    monitoring_acts.CompleteReview: file_events.PostLoanReviewCompleted,
    monitoring_acts.RaiseSignal: file_events.RiskSignalRaised,
    monitoring_acts.AcknowledgeSignal: file_events.SignalAcknowledged,
    monitoring_acts.DismissSignal: file_events.SignalDismissed,
    monitoring_acts.IssueOpinion: file_events.RiskDisposalOpinionIssued,
    monitoring_acts.CompleteRectification: file_events.RectificationCompleted,
    monitoring_acts.ScheduleInspection: file_events.InspectionScheduled,
    monitoring_acts.CompleteInspection: file_events.InspectionCompleted,
    monitoring_acts.ReportLifeEvent: file_events.BorrowerLifeEventReported,
    monitoring_acts.RecordReminder: file_events.ReminderRecorded,
    monitoring_acts.SetReminderPreference: file_events.ReminderPreferenceSet,
    monitoring_acts.HoldCounselling: file_events.CounsellingHeld,
}
"""What an officer reports, as the sheet it becomes."""

NEWS: dict[type[Message], type[news_events.Note]] = {
    disposal.DebtTransferred: news_events.DebtTransferNoted,
    disposal.DebtRemitted: news_events.RemissionNoted,
    disposal.AssetMonetised: news_events.AssetIncomeNoted,
    disposal.LoanWrittenOff: news_events.WriteOffNoted,
    disposal.EntriesWithdrawn: news_events.WriteOffWithdrawn,
}
"""What disposal tells, as the sheet it becomes; names of its own entries are not ours."""

IN_KIND: dict[type[Message], tuple[Kind, str, str]] = {
    disposal.AssetReceivedInSatisfaction: ("asset", "asset_id", "debt_reduced"),
    disposal.DebtConvertedToEquity: ("equity", "equity_id", "amount"),
}
"""What is taken for debt: the kind of thing, the fields of its id and of the debt it pays."""

LISTENS: tuple[type[Message], ...] = (
    corebank.RepaymentReceived,
    *(*FACTS, *NEWS, *IN_KIND, *DEEDS),
    *(commands.AccelerateLoan, litigation.BankruptcyAccepted),
)

IGNORES: tuple[type[Message], ...] = ()
"""Nothing of core banking's topic is ignored; closed days are the kit's and come as ticks."""


def stream_of(message: Message) -> str:
    """The stream of a loan."""
    return f"loan-{getattr(message, 'loan_id', '')}"


def time_reached(stream: str, as_of: date) -> Command:
    """The tick for a stream: the business day ``as_of`` is over."""
    return TimeReached(as_of=as_of)


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """(stream, command) pairs for one message, taken on the business day ``as_of``."""
    kind = type(message)
    command: _AboutLoan | None
    if isinstance(message, corebank.RepaymentReceived):
        command = _receipt(message, envelope, as_of)
    elif kind in FACTS:
        command = _fact(FACTS[kind], message, envelope, as_of)
    elif isinstance(message, commands.AccelerateLoan):
        fields = _same(AccelerateLoan, message) | {"role": message.role or ""}
        command = AccelerateLoan(as_of=as_of, **fields)
    else:
        command = _other(message, as_of)
    return () if command is None else ((stream_of(message), command),)


def _same(shape: type[Any], message: object) -> dict[str, Any]:
    """The message's values for the fields of ``shape`` that it has under the same name."""
    names = (name for name in shape.__struct_fields__ if hasattr(message, name))
    return {name: conduct_of(getattr(message, name)) for name in names}


def _fact(shape: type[TakeFact], message: Any, envelope: Envelope, as_of: date) -> TakeFact:
    """A fact of core banking; without a day of booking of its own the bank's day stands for it."""
    fields = {"booked_on": envelope.business_date, **_same(shape, message)}
    fields |= {"sequence": envelope.sequence, "as_of": as_of}
    if isinstance(message, corebank.LoanDisbursed | corebank.ScheduleChanged):
        fields["schedule"] = _rows(message.schedule)
    if isinstance(message, corebank.ScheduleChanged):
        fields["currency"] = message.schedule[0].principal.currency
    if isinstance(message, corebank.LoanDisbursed):
        securities = {name: getattr(message, name) or () for name in ("guarantees", "collateral")}
        fields |= securities | (_same(shape, message.rates) if message.rates is not None else {})
    return shape(**fields)


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


def _other(message: Any, as_of: date) -> _AboutLoan | None:
    """Disposal's and litigation's facts, and officers' deeds for the post-loan file."""
    kind = type(message)
    if kind in DEEDS:
        return _perform(message, DEEDS[kind], as_of)
    if kind in IN_KIND:
        return _in_kind(message, *IN_KIND[kind], as_of)
    if kind in NEWS:
        return _news(message, NEWS[kind], as_of)
    if kind is litigation.BankruptcyAccepted and message.party_id == message.obligor_id:
        return NoteBankruptcy(as_of=as_of, **_same(NoteBankruptcy, message))
    return None


def _perform(asked: Any, shape: Any, as_of: date) -> Perform:
    own = {"effective_on": asked.done_on or as_of, "by": asked.requested_by}
    return Perform(as_of=as_of, deed=shape(**_same(shape, asked) | own), **_same(Act, asked))


def _in_kind(told: Any, thing: Kind, named: str, paid: str, as_of: date) -> TakeReceipt:
    """Counted once, as a receipt in kind (DIS-03, POL-24); ``sequence`` is core banking's alone."""
    return TakeReceipt(
        as_of=as_of,
        loan_id=told.loan_id,
        booked_on=as_of,
        receipt_id=in_kind(thing, getattr(told, named)),
        amount=getattr(told, paid),
        value_date=told.effective_on,
        payer_kind="in_kind",
        ours=True,
    )


def _news(told: Any, shape: type[news_events.Note], as_of: date) -> TakeNews | None:
    """The sheet; None for income that nobody named, since no receipt can be known as it."""
    if isinstance(told, disposal.AssetMonetised) and told.receipt_id is None:
        return None
    fields = _same(shape, told)
    if isinstance(told, disposal.LoanWrittenOff):
        fields |= {"number": told.entry, "replaces": told.corrects}
    elif isinstance(told, disposal.EntriesWithdrawn):
        fields |= {"numbers": told.corrects}
    return TakeNews(as_of=as_of, loan_id=told.loan_id, news=shape(**fields))  # type: ignore[arg-type]


def _rows(schedule: Sequence[corebank.Installment]) -> tuple[Installment, ...]:
    return tuple(
        Installment(row.number, row.due_on, row.principal.minor, row.interest.minor, row.fee.minor)
        for row in schedule
    )

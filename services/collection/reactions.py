"""Other services' messages, ticks and officers' messages -> (stream, command). Pure.

Officers' messages and our commands have the same field names: a command is made of a message by
name, whatever the act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, get_args

from contracts import collection_acts as asked
from contracts import commands, conduct, disposal, guarantee, litigation, monitoring
from contracts.debts import Debt
from contracts.envelope import Envelope
from contracts.message import Group, Message
from services.collection.domain.acts import CollectionAct, PlanPart
from services.collection.domain.campaign import PhaseDates
from services.collection.domain.campaigning import CampaignAct
from services.collection.domain.customer import CustomerAct, TakeFact, TimeReached
from services.collection.domain.facts import (
    AnyFact,
    ArrearsNoted,
    ClaimNoted,
    DisposalNoted,
    EntriesGone,
    GuarantorNoted,
    LegalStageNoted,
    LifeEventNoted,
    LoanTaken,
    ReceiptNoted,
    StandingNoted,
)
from services.kit.acts import check_words
from services.kit.conduct.asked import Citation, conduct_of
from services.kit.domain import Command

CAMPAIGNS: tuple[type[CollectionAct], ...] = get_args(CampaignAct)
OURS: dict[str, type[CollectionAct]] = {
    kind.RULE: kind for kind in (*get_args(CustomerAct), *CAMPAIGNS)
}
GROUPS: dict[type[Group], Callable[..., Any]] = {
    conduct.Citation: Citation,
    asked.PlanPart: PlanPart,
    asked.PhaseDates: PhaseDates,
}
IGNORES: tuple[type[Message], ...] = (
    monitoring.DayClosed,  # the kit's tick: it comes back as `time_reached`
    monitoring.ScheduleReplaced,  # what is due is monitoring's to say
    monitoring.RiskSignalRaised,
    guarantee.GuarantorPaid,  # the money comes as monitoring's balance
    disposal.AssetReceivedInSatisfaction,  # what it pays comes as monitoring's balance
    *commands.kit_commands("collection"),
)


def stream_of(message: Message) -> str:
    """The customer's stream, or the campaign's for acts about one."""
    kind = "campaign" if COMMANDS.get(type(message)) in CAMPAIGNS else "customer"
    return f"{kind}-{getattr(message, 'obligor_id', '')}"


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """What a message asks of which stream on ``as_of``; nothing when it is not listened to."""
    if type(message) in FACTS:
        fact = FACTS[type(message)](message, as_of)
        if fact is None:
            return ()
        return ((stream_of(message), TakeFact(as_of=as_of, fact=fact)),)
    if type(message) in COMMANDS:
        return ((stream_of(message), _command(check_words(message, asked.RULED), as_of)),)
    return ()


def time_reached(stream: str, as_of: date) -> Command:
    """The tick of ``as_of``."""
    return TimeReached(as_of=as_of)


def _command(message: Message, as_of: date) -> Command:
    kind = COMMANDS[type(message)]
    fields = {
        name: _plain(getattr(message, name)) for name in kind.__struct_fields__ if name != "as_of"
    }
    return kind(as_of=as_of, **fields)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    made = GROUPS.get(type(value))
    if made is not None:
        return made(**{name: getattr(value, name) for name in type(value).model_fields})
    return conduct_of(value)


def _about(told: Any, as_of: date) -> dict[str, Any]:
    return {"loan_id": told.loan_id, "effective_on": told.effective_on, "processed_on": as_of}


def _entry(told: Any, as_of: date, source: str = "monitoring") -> dict[str, Any]:
    numbered = {"source": source, "number": told.entry, "withdraws": told.corrects}
    return _about(told, as_of) | numbered


def _balance(told: monitoring.BalanceChanged, as_of: date) -> AnyFact:
    return ReceiptNoted(
        **_entry(told, as_of),
        receipt_id=told.receipt_id,
        received=told.received,
        payer_kind=told.payer_kind,
        applied=told.applied,
    )


def _gone(source: str) -> Callable[[Any, date], AnyFact | None]:
    """Of such a word only the entries that it withdraws matter to us."""
    return lambda told, as_of: (
        EntriesGone(**_entry(told, as_of, source)) if told.corrects else None
    )


def _claim(told: monitoring.ClaimStated, as_of: date) -> AnyFact:
    return ClaimNoted(
        **_about(told, as_of),
        telling=0,
        debts=tuple(_debt(each) for each in told.owed),
        currency=told.principal_outstanding.currency,
        penalty_daily=told.penalty_daily,
        accelerated_on=told.accelerated_on,
    )


def _debt(owed: monitoring.Owed) -> Debt:
    unpaid = (owed.cost, owed.fee, owed.interest, owed.penalty, owed.principal)
    minor: Any = tuple(each.minor for each in unpaid)
    return Debt(owed.key, owed.kind, owed.due_on, owed.late_from, minor, owed.penalty_from)


def _guarantor(told: Any, as_of: date) -> AnyFact:
    stands = isinstance(told, guarantee.GuaranteeRegistered)
    return GuarantorNoted(**_about(told, as_of), guarantor_id=told.guarantor_id, stands=stands)


def _disposed(outcome: str) -> Callable[[Any, date], AnyFact]:
    def noted(told: Any, as_of: date) -> AnyFact:
        named: Any = {"source": "disposal", "outcome": outcome}
        named["number"] = getattr(told, "entry", None)
        named["withdraws"] = getattr(told, "corrects", ())
        return DisposalNoted(**_about(told, as_of) | named)

    return noted


FACTS: dict[type[Message], Callable[[Any, date], AnyFact | None]] = {
    monitoring.LoanOpened: lambda told, as_of: LoanTaken(
        **_about(told, as_of) | {"effective_on": told.disbursed_on},
        product=told.product,
        security=told.security,
    ),
    monitoring.ArrearsChanged: lambda told, as_of: ArrearsNoted(
        **_entry(told, as_of), overdue_since=told.overdue_since, overdue=told.overdue
    ),
    monitoring.BalanceChanged: _balance,
    monitoring.InstallmentPaid: _gone("monitoring"),
    monitoring.LoanSettled: lambda told, as_of: StandingNoted(**_entry(told, as_of), settled=True),
    monitoring.LoanReopened: lambda told, as_of: StandingNoted(
        **_entry(told, as_of), settled=False
    ),
    monitoring.EntriesWithdrawn: lambda told, as_of: EntriesGone(**_entry(told, as_of)),
    monitoring.ClaimStated: _claim,
    monitoring.BorrowerLifeEventReported: lambda told, as_of: LifeEventNoted(
        **_about(told, as_of), life_event=told.life_event
    ),
    guarantee.GuaranteeRegistered: _guarantor,
    guarantee.GuaranteeReleased: _guarantor,
    litigation.LegalStageReached: lambda told, as_of: LegalStageNoted(
        **_entry(told, as_of, "litigation"), stage=told.stage
    ),
    litigation.LimitationChanged: _gone("litigation"),
    litigation.PreservationChanged: _gone("litigation"),
    litigation.EntriesWithdrawn: _gone("litigation"),
    disposal.LoanWrittenOff: _disposed("written_off"),
    disposal.DebtTransferred: _disposed("transferred"),
    disposal.DebtRemitted: _disposed("remitted"),
    disposal.RecoveryRecognised: _gone("disposal"),  # its recoveries are not ours to count
    disposal.EntriesWithdrawn: lambda told, as_of: EntriesGone(**_entry(told, as_of, "disposal")),
}

COMMANDS: dict[type[Message], type[CollectionAct]] = {
    message: OURS[message.TYPE.split(".")[2]] for message in asked.ACTS
}

LISTENS: tuple[type[Message], ...] = (*FACTS, *COMMANDS)

"""Other services' messages, ticks and officers' messages -> (stream, command). Pure.

Officers' commands have the same fields here and on the wire, so one function takes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec

from contracts import (
    classification,
    collection,
    commands,
    disposal_acts,
    guarantee,
    litigation,
    monitoring,
)
from contracts.debts import Debt
from contracts.envelope import Envelope
from contracts.message import Message
from services.disposal.domain import acts, transfer_acts, values
from services.disposal.domain.disposal import TakeFact, TimeReached
from services.disposal.domain.facts import (
    AnyFact,
    BalanceNoted,
    ClaimNoted,
    ClassNoted,
    CollateralNoted,
    ContactNoted,
    EntriesGoneNoted,
    GuarantorNoted,
    LegalGoneNoted,
    LifeEventNoted,
    LimitationNoted,
    LoanTaken,
    StageNoted,
    StandingNoted,
)
from services.kit.acts import check_words
from services.kit.conduct.asked import conduct_of
from services.kit.domain import Command

SERVED = "served"
"""What came of a contact by which a notice was served."""
IGNORES: tuple[type[Message], ...] = (
    monitoring.DayClosed,  # the kit's tick: it comes back as `time_reached`
    monitoring.ScheduleReplaced,  # the claim is stated anew
    monitoring.RiskSignalRaised,
    monitoring.RiskDisposalOpinionIssued,
    classification.ObservationStarted,
    classification.ObservationBroken,
    classification.ObservationCompleted,
    guarantee.GuarantorNotified,
    guarantee.GuarantorDemandServed,
    guarantee.GuarantorPaid,  # the money comes as monitoring's balance
    litigation.SuitFiled,
    litigation.AuctionHeld,
    litigation.BankruptcyAccepted,  # the stage tells it
    *commands.kit_commands("disposal"),
)


def stream_of(message: Message) -> str:
    """The stream of a loan's disposal."""
    return f"disposal-{getattr(message, 'loan_id', '')}"


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """What a message asks of which stream on ``as_of``; nothing when it says nothing to us.

    The envelope is part of every service's reaction; this one finds all it needs in the payload.
    """
    taken = FACTS.get(type(message))
    if taken is not None:
        fact = taken(message)
        return () if fact is None else ((stream_of(message), TakeFact(as_of=as_of, fact=fact)),)
    if type(message) in COMMANDS:
        asked = check_words(message, disposal_acts.RULED)
        return ((stream_of(message), _act(COMMANDS[type(message)], asked, as_of)),)
    return ()


def time_reached(stream: str, as_of: date) -> Command:
    """The tick of ``as_of`` for a stream whose agenda asked for it."""
    return TimeReached(as_of=as_of)


def _about(told: Any, shape: type[AnyFact], *fields: str, **own: Any) -> Any:
    """A fact with the message's own ``fields`` and what we add."""
    named = {name: getattr(told, name) for name in ("loan_id", "effective_on", *fields)}
    return shape(**(named | own))


def _numbered(told: Any, shape: type[AnyFact], whose: str, *fields: str, **own: Any) -> Any:
    """A fact with the number of its publisher's entry and those that it withdraws."""
    numbers = {
        f"{whose}_entry": getattr(told, "entry", None),
        f"{whose}_corrects": getattr(told, "corrects", ()),
    }
    return _about(told, shape, *fields, **numbers, **own)


def _gone(told: Any, shape: type[AnyFact], whose: str) -> Any:
    """Of a message whose words do not matter here only the entries that it withdraws."""
    return _numbered(told, shape, whose) if getattr(told, "corrects", ()) else None


def _loan_opened(told: monitoring.LoanOpened) -> Any:
    fields = ("obligor_id", "obligor_kind", "product", "security", "principal")
    return _about(told, LoanTaken, *fields, effective_on=told.disbursed_on)


def _balance_changed(told: monitoring.BalanceChanged) -> Any:
    payer = ("payer_kind", "payer_id")
    fields = ("principal_outstanding", "receipt_id", "received", *payer, "applied")
    return _numbered(told, BalanceNoted, "monitoring", *fields)


def _debt(each: monitoring.Owed) -> Debt:
    parts = (each.cost, each.fee, each.interest, each.penalty, each.principal)
    cost, fee, interest, penalty, principal = (part.minor for part in parts)
    return Debt(
        key=each.key,
        kind=each.kind,
        due_on=each.due_on,
        late_from=each.late_from,
        unpaid=(cost, fee, interest, penalty, principal),
        penalty_from=each.penalty_from,
    )


def _claim_stated(told: monitoring.ClaimStated) -> Any:
    fields = ("principal_outstanding", "penalty_daily", "accelerated_on")
    debts = tuple(_debt(each) for each in told.owed)
    return _about(told, ClaimNoted, *fields, debts=debts)


def _notice_served(told: collection.DemandNoticeServed) -> ContactNoted | None:
    """The contact by which it was served: the debtor has it, so it came to him (COL-10)."""
    if told.contact_id is None:  # an earlier release did not say which contact it was
        return None
    noted: ContactNoted = _about(
        told, ContactNoted, "contact_id", target_role="borrower", result=SERVED
    )
    return noted


ONLY_GONE: dict[type[Message], tuple[type[AnyFact], str]] = {
    monitoring.ArrearsChanged: (EntriesGoneNoted, "monitoring"),
    monitoring.InstallmentPaid: (EntriesGoneNoted, "monitoring"),
    monitoring.EntriesWithdrawn: (EntriesGoneNoted, "monitoring"),
    classification.ClassesWithdrawn: (ClassNoted, "class"),
    litigation.PreservationChanged: (LegalGoneNoted, "legal"),
    litigation.EntriesWithdrawn: (LegalGoneNoted, "legal"),
}
"""Of these only the entries that they withdraw matter here."""

FACTS: dict[type[Message], Callable[[Any], AnyFact | None]] = {
    monitoring.LoanOpened: _loan_opened,
    monitoring.BalanceChanged: _balance_changed,
    monitoring.LoanSettled: lambda t: _numbered(t, StandingNoted, "monitoring", settled=True),
    monitoring.LoanReopened: lambda t: _numbered(t, StandingNoted, "monitoring", settled=False),
    monitoring.ClaimStated: _claim_stated,
    monitoring.BorrowerLifeEventReported: lambda t: _about(t, LifeEventNoted, "life_event"),
    collection.ContactMade: lambda t: _about(
        t, ContactNoted, "contact_id", "target_role", "result"
    ),
    collection.GuarantorContacted: lambda t: _about(
        t, ContactNoted, "contact_id", "result", target_role="guarantor"
    ),
    collection.DemandNoticeServed: _notice_served,
    classification.LoanClassified: lambda t: _numbered(
        t, ClassNoted, "class", "risk_class", "non_performing", "provision_percent"
    ),
    guarantee.GuaranteeRegistered: lambda t: _about(
        t, GuarantorNoted, "guarantor_id", stands=True
    ),
    guarantee.GuaranteeReleased: lambda t: _about(t, GuarantorNoted, "guarantor_id", stands=False),
    guarantee.CollateralChanged: lambda t: _about(
        t, CollateralNoted, "collateral_id", "state", "value"
    ),
    litigation.LegalStageReached: lambda t: _numbered(t, StageNoted, "legal", "stage"),
    litigation.LimitationChanged: lambda t: _numbered(
        t, LimitationNoted, "legal", "state", "ends_on"
    ),
    **dict.fromkeys(ONLY_GONE, lambda t: _gone(t, *ONLY_GONE[type(t)])),
}

COMMANDS: dict[type[Message], type[acts.DisposalAct]] = {
    asked: getattr(acts, asked.__name__, None) or getattr(transfer_acts, asked.__name__)
    for asked in disposal_acts.ACTS
}

VALUES: dict[type[object], type[msgspec.Struct]] = {
    getattr(disposal_acts, name): getattr(values, name)
    for name in ("Evidence", "Alternative", "Rung", "Contact", "Measure", "Examined", "Buyer")
}

LISTENS: tuple[type[Message], ...] = (*FACTS, *COMMANDS)


def _act(shape: type[acts.DisposalAct], asked: Message, as_of: date) -> Command:
    """The command with the fields of the message that it knows."""
    fields = (name for name in shape.__struct_fields__ if name != "as_of")
    named: dict[str, Any] = {name: _ours(getattr(asked, name)) for name in fields}
    return shape(as_of=as_of, **named)


def _ours(value: object) -> object:
    """Groups of the wire as our own values, everything else as it is."""
    if isinstance(value, tuple):
        return tuple(_ours(each) for each in value)
    if (shape := VALUES.get(type(value))) is not None:
        return shape(**{name: getattr(value, name) for name in shape.__struct_fields__})
    return conduct_of(value)

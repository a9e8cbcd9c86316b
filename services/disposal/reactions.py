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
from services.disposal.domain import acts, facts, transfer_acts, values
from services.disposal.domain.disposal import TakeFact, TimeReached
from services.kit.acts import check_words
from services.kit.conduct.asked import conduct_of
from services.kit.domain import Command

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
    *(litigation.SuitFiled, litigation.AuctionHeld),
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


def _about(told: Any, shape: type[facts.AnyFact], *fields: str, **own: Any) -> Any:
    """A fact with the message's own ``fields`` and what we add."""
    named = {name: getattr(told, name) for name in ("loan_id", "effective_on", *fields)}
    return shape(**(named | own))


def _numbered(told: Any, shape: type[facts.AnyFact], whose: str, *fields: str, **own: Any) -> Any:
    """A fact with the number of its publisher's entry and those that it withdraws."""
    numbers = {
        f"{whose}_entry": getattr(told, "entry", None),
        f"{whose}_corrects": getattr(told, "corrects", ()),
    }
    return _about(told, shape, *fields, **numbers, **own)


def _gone(told: Any, shape: type[facts.AnyFact], whose: str) -> Any:
    """Of a message whose words do not matter here only the entries that it withdraws."""
    return _numbered(told, shape, whose) if getattr(told, "corrects", ()) else None


def _loan_opened(told: monitoring.LoanOpened) -> Any:
    fields = ("obligor_id", "obligor_kind", "product", "security", "principal")
    return _about(told, facts.LoanTaken, *fields, effective_on=told.disbursed_on)


def _balance_changed(told: monitoring.BalanceChanged) -> Any:
    payer = ("payer_kind", "payer_id")
    fields = ("principal_outstanding", "receipt_id", "received", *payer, "applied")
    return _numbered(told, facts.BalanceNoted, "monitoring", *fields)


def _standing(told: Any, *, settled: bool) -> Any:
    return _numbered(told, facts.StandingNoted, "monitoring", settled=settled)


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
    return _about(told, facts.ClaimNoted, *fields, debts=tuple(_debt(each) for each in told.owed))


def _contact(told: Any, **own: str) -> Any:
    return _about(told, facts.ContactNoted, "contact_id", **own)


ONLY_GONE: dict[type[Message], tuple[type[facts.AnyFact], str]] = {
    monitoring.ArrearsChanged: (facts.EntriesGoneNoted, "monitoring"),
    monitoring.InstallmentPaid: (facts.EntriesGoneNoted, "monitoring"),
    monitoring.EntriesWithdrawn: (facts.EntriesGoneNoted, "monitoring"),
    classification.ClassesWithdrawn: (facts.ClassNoted, "class"),
    litigation.PreservationChanged: (facts.LegalGoneNoted, "legal"),
    litigation.EntriesWithdrawn: (facts.LegalGoneNoted, "legal"),
}
"""Of these only the entries that they withdraw matter here."""

FACTS: dict[type[Message], Callable[[Any], facts.AnyFact | None]] = {
    monitoring.LoanOpened: _loan_opened,
    monitoring.BalanceChanged: _balance_changed,
    monitoring.LoanSettled: lambda t: _standing(t, settled=True),
    monitoring.LoanReopened: lambda t: _standing(t, settled=False),
    monitoring.ClaimStated: _claim_stated,
    monitoring.BorrowerLifeEventReported: lambda t: _about(t, facts.LifeEventNoted, "life_event"),
    collection.ContactMade: lambda t: _contact(t, target_role=t.target_role, result=t.result),
    collection.GuarantorContacted: lambda t: _contact(t, target_role="guarantor", result=t.result),
    collection.DemandNoticeServed: lambda t: (  # an earlier release did not say which contact it was
        _contact(t, target_role="borrower", result="served") if t.contact_id else None
    ),
    classification.LoanClassified: lambda t: _numbered(
        t, facts.ClassNoted, "class", "risk_class", "non_performing", "provision_percent"
    ),
    guarantee.GuaranteeRegistered: lambda t: _about(
        t, facts.GuarantorNoted, "guarantor_id", stands=True
    ),
    guarantee.GuaranteeReleased: lambda t: _about(
        t, facts.GuarantorNoted, "guarantor_id", stands=False
    ),
    guarantee.CollateralChanged: lambda t: _about(
        t, facts.CollateralNoted, "collateral_id", "state", "value"
    ),
    litigation.LegalStageReached: lambda t: _numbered(t, facts.StageNoted, "legal", "stage"),
    litigation.BankruptcyDeclared: lambda t: _about(t, facts.DeclaredBankruptNoted, "party_id"),
    litigation.SuitEnded: lambda t: _about(t, facts.SuitEndedNoted, "outcome"),
    litigation.LimitationChanged: lambda t: _numbered(
        t, facts.LimitationNoted, "legal", "state", "ends_on"
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

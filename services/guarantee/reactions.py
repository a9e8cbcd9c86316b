"""Other services' messages, ticks and officers' messages -> (stream, command). Pure.

Officers' commands have the same fields here and on the wire: one function takes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from contracts import collection, commands, disposal, guarantee, guarantee_acts, litigation
from contracts import monitoring as told_by
from contracts.debts import Debt
from contracts.envelope import Envelope
from contracts.message import Group, Message
from services.guarantee.domain import acts, facts, legal_facts, risk_facts
from services.guarantee.domain.intake import Sent, SentCollateral, SentGuarantee, read_sent
from services.guarantee.domain.security import TakeFact, TimeReached
from services.kit.acts import check_words
from services.kit.conduct.asked import conduct_of
from services.kit.domain import Command

IGNORES: tuple[type[Message], ...] = (
    told_by.DayClosed,  # the kit's tick: it comes back as `time_reached`
    *commands.kit_commands("guarantee"),
)


def stream_of(message: Message) -> str:
    """The stream of a loan's security."""
    return f"security-{getattr(message, 'loan_id', '')}"


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """What a message asks of which stream on ``as_of``; nothing when it says nothing to us.

    The envelope is every service's; all that is needed here stands in the payload.
    """
    stream = stream_of(message)
    if isinstance(message, told_by.LoanOpened):
        sent = tuple(sent_with(message))
        return ((stream, TakeFact(as_of=as_of, fact=_loan_opened(message), sent=sent)),)
    found = FACTS.get(type(message))
    if found is not None:
        fact = found(message)
        return () if fact is None else ((stream, TakeFact(as_of=as_of, fact=fact)),)
    if type(message) in COMMANDS:
        asked = check_words(message, guarantee_acts.RULED)
        return ((stream, _act(COMMANDS[type(message)], asked, as_of)),)
    return ()


def time_reached(stream: str, as_of: date) -> Command:
    """The tick of ``as_of`` for a stream whose agenda asked for it."""
    return TimeReached(as_of=as_of)


READ: dict[str, tuple[type[Group], Callable[..., Sent]]] = {
    "guarantees": (guarantee.SentGuarantee, SentGuarantee),
    "collateral": (guarantee.SentCollateral, SentCollateral),
}
"""What may come with a loan, by the list it comes in."""


def sent_with(told: Message) -> Iterator[Sent]:
    """The guarantees and collateral that came with a loan; what can't be read says so."""
    for name, (wire, ours) in READ.items():
        for place, raw in enumerate(getattr(told, name, None) or (), 1):
            yield read_sent(name, place, raw, wire, ours)


def _about(told: Any, shape: type[Any], *fields: str, **own: Any) -> Any:
    """A fact with the message's own ``fields`` and what we add."""
    named = {name: getattr(told, name) for name in ("loan_id", "effective_on", *fields)}
    return shape(**(named | own))


def _entry(told: Any, source: str, shape: type[Any], *fields: str, **own: Any) -> Any:
    """A numbered entry of ``source``, and the entries that it withdraws."""
    numbers = {f"{source}_entry": told.entry, f"{source}_corrects": told.corrects}
    return _about(told, shape, *fields, **numbers, **own)


def _gone(source: str, shape: type[Any]) -> Callable[[Any], Any]:
    """Of what such a message says only the entries that it withdraws matter here."""
    return lambda told: _entry(told, source, shape) if told.corrects else None


def _loan_opened(told: told_by.LoanOpened) -> facts.LoanTaken:
    return facts.LoanTaken(
        loan_id=told.loan_id,
        effective_on=told.disbursed_on,
        obligor_id=told.obligor_id,
        principal=told.principal,
        matures_on=told.matures_on,
        installments=_parts(told.schedule),
    )


def _parts(schedule: Sequence[told_by.Installment]) -> tuple[facts.Part, ...]:
    return tuple(
        facts.Part(each.due_on, each.principal.minor + each.interest.minor + each.fee.minor)
        for each in schedule
    )


def _debt(each: told_by.Owed) -> Debt:
    cost, fee, interest = each.cost.minor, each.fee.minor, each.interest.minor
    unpaid = (cost, fee, interest, each.penalty.minor, each.principal.minor)
    return Debt(each.key, each.kind, each.due_on, each.late_from, unpaid, each.penalty_from)


def _claim_stated(told: told_by.ClaimStated) -> Any:
    fields = ("principal_outstanding", "penalty_daily", "overdue_since", "accelerated_on")
    debts = tuple(_debt(each) for each in told.owed)
    return _about(told, facts.ClaimNoted, *fields, debts=debts)


_PAYER = ("payer_kind", "payer_id")
_BALANCE = ("principal_outstanding", "receipt_id", "received", *_PAYER, "applied")
_CONTACT = ("contact_id", "guarantor_id", "channel", "result", "identity_verified")
_LEDGER_GONE = _gone("monitoring", facts.EntriesGoneNoted)
_STAGES_GONE = _gone("litigation", legal_facts.StagesGoneNoted)

FACTS: dict[type[Message], Callable[[Any], facts.AnyFact | None]] = {
    told_by.ScheduleReplaced: lambda t: _about(
        t, facts.PlanNoted, "change_id", "reason", installments=_parts(t.schedule)
    ),
    told_by.BalanceChanged: lambda t: _entry(t, "monitoring", facts.BalanceNoted, *_BALANCE),
    told_by.LoanSettled: lambda t: _entry(t, "monitoring", facts.StandingNoted, settled=True),
    told_by.LoanReopened: lambda t: _entry(t, "monitoring", facts.StandingNoted, settled=False),
    told_by.ArrearsChanged: _LEDGER_GONE,
    told_by.InstallmentPaid: _LEDGER_GONE,
    told_by.EntriesWithdrawn: _LEDGER_GONE,
    told_by.ClaimStated: _claim_stated,
    told_by.RiskSignalRaised: lambda t: _about(t, risk_facts.RiskNoted, "codes"),
    told_by.BorrowerLifeEventReported: lambda t: (
        _about(t, risk_facts.RecoveryNoted)
        if t.life_event == "recovered"
        else _about(t, risk_facts.RiskNoted, codes=(t.life_event,), life_event=True)
    ),
    collection.GuarantorContactDue: lambda t: _entry(
        t, "collection", facts.ContactDueNoted, "case_id"
    ),
    collection.EntriesWithdrawn: _gone("collection", facts.ContactDueGoneNoted),
    collection.GuarantorContacted: lambda t: _about(t, facts.ContactNoted, *_CONTACT),
    collection.DemandNoticeServed: lambda t: (  # without proof nothing shows that it was served
        None
        if t.proof == "none"
        else _about(t, facts.BorrowerNoticeNoted, "notice_id", effective_on=t.served_on)
    ),
    collection.GuarantorDemandRequested: lambda t: _about(
        t, facts.DemandRequestedNoted, "notice_id"
    ),
    litigation.SuitFiled: lambda t: _about(t, legal_facts.SuitNoted, "defendants"),
    litigation.SuitEnded: lambda t: _about(
        t, legal_facts.SuitEndedNoted, "outcome", "filed_on", "served"
    ),
    litigation.ClaimDeclared: lambda t: _about(t, legal_facts.ClaimDeclaredNoted, "party_id"),
    litigation.LegalStageReached: lambda t: _entry(
        t, "litigation", legal_facts.StageNoted, "stage", ended_for=t.ended_for or ()
    ),
    litigation.LimitationChanged: _STAGES_GONE,  # of the claim on the debtor
    litigation.PreservationChanged: _STAGES_GONE,
    litigation.EntriesWithdrawn: _STAGES_GONE,
    litigation.AuctionHeld: lambda t: _about(
        t, legal_facts.AuctionNoted, "asset_id", "round", "sold", "price"
    ),
    litigation.BankruptcyAccepted: lambda t: _about(t, legal_facts.BankruptcyNoted, "party_id"),
    disposal.AssetReceivedInSatisfaction: lambda t: _about(
        t, legal_facts.InKindNoted, "asset_id", "collateral_id", "debt_reduced", "owner_id"
    ),
    disposal.DebtTransferred: lambda t: _about(t, legal_facts.TransferNoted, "buyer_id"),
    disposal.TransferNoticeServed: lambda t: (  # the debtor's own is nothing to us (GU-12)
        _about(t, legal_facts.TransferNoticeNoted, "party_id")
        if t.party_role == "guarantor"
        else None
    ),
    disposal.DebtRemitted: lambda t: _about(t, legal_facts.RemissionNoted),
}

COMMANDS: dict[type[Message], type[acts.GuaranteeAct]] = {
    asked: getattr(acts, asked.__name__) for asked in guarantee_acts.ACTS
}

LISTENS: tuple[type[Message], ...] = (told_by.LoanOpened, *FACTS, *COMMANDS)


def _act(shape: type[acts.GuaranteeAct], asked: Message, as_of: date) -> Command:
    """The command with the fields of the message that it knows."""
    fields = (name for name in shape.__struct_fields__ if name != "as_of")
    named: dict[str, Any] = {name: conduct_of(getattr(asked, name)) for name in fields}
    return shape(as_of=as_of, **named)

"""Other services' messages, ticks and officers' messages -> (stream, command). Pure.

An officer's message becomes the deed it reports: fields of the same name are taken over, instants
read. Everything that a rule adds to it is added by the decider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from contracts import collection, commands, disposal, guarantee, litigation_acts, monitoring
from contracts.debts import Debt
from contracts.envelope import Envelope
from contracts.message import Message
from services.kit.acts import Act, check_words
from services.kit.conduct.asked import conduct_of
from services.kit.domain import Command
from services.litigation.domain import court, deeds, facts
from services.litigation.domain import neighbours as near
from services.litigation.domain.legal import Perform, TakeFact, TimeReached
from services.litigation.domain.permits import ALLOWED

MONITORING, COLLECTION = "monitoring", "collection"

IGNORES: tuple[type[Message], ...] = (
    monitoring.DayClosed,  # the kit's tick: it comes back as `time_reached`
    monitoring.RiskSignalRaised,  # assets are protected on life events (LIT-06)
    guarantee.GuarantorNotified,
    guarantee.GuarantorDemandServed,  # a guarantor's clocks are guarantee's
    guarantee.GuarantorPaid,  # money comes through monitoring
    *commands.kit_commands("litigation"),
)
_SIGNED = tuple(name for name in Act.__struct_fields__ if name != "as_of")


def stream_of(message: Message) -> str:
    """The stream of a loan's legal side."""
    return f"legal-{getattr(message, 'loan_id', '')}"


def react(message: Message, envelope: Envelope, as_of: date) -> Sequence[tuple[str, Command]]:
    """What a message asks of which stream on ``as_of``; nothing when it is not listened to."""
    if type(message) in ACTS:
        act = _act(check_words(message, litigation_acts.RULED), ACTS[type(message)], as_of)
        return ((stream_of(message), act),)
    told = FACTS.get(type(message))
    fact = None if told is None else told(message, as_of)
    return () if fact is None else ((stream_of(message), TakeFact(as_of=as_of, fact=fact)),)


def time_reached(stream: str, as_of: date) -> Command:
    """The tick of ``as_of`` for a stream whose agenda asked for it."""
    return TimeReached(as_of=as_of)


def _act(asked: Any, shape: type[deeds.Deed], as_of: date) -> Perform:
    names = (name for name in shape.__struct_fields__ if hasattr(asked, name))
    fields = {name: conduct_of(getattr(asked, name)) for name in names}
    day = asked.done_on or as_of
    deed = shape(
        **fields | _forum(asked), effective_on=day, processed_on=as_of, by=asked.requested_by
    )
    signed = {name: getattr(asked, name) for name in _SIGNED}
    return Perform(as_of=as_of, deed=deed, text=getattr(asked, "text", ""), **signed)


def _forum(asked: Any) -> dict[str, Any]:
    if isinstance(asked, litigation_acts.RequestArbitration):
        return {"forum": "arbitration"}
    at = getattr(asked, "at", None)
    return {} if at is None else {"at": datetime.fromisoformat(at)}


def _about(told: Any, as_of: date) -> dict[str, Any]:
    return {"loan_id": told.loan_id, "effective_on": told.effective_on, "processed_on": as_of}


def _entry(told: Any, as_of: date) -> dict[str, Any]:
    return _about(told, as_of) | {"entry_there": told.entry, "corrects_there": told.corrects}


def _loan_opened(told: monitoring.LoanOpened, as_of: date) -> facts.Fact:
    return facts.LoanTaken(
        **_about(told, as_of) | {"effective_on": told.disbursed_on},
        obligor_id=told.obligor_id,
        obligor_kind=told.obligor_kind,
        currency=told.principal.currency,
        last_due_on=max((each.due_on for each in told.schedule), default=told.matures_on),
    )


def _schedule_replaced(told: monitoring.ScheduleReplaced, as_of: date) -> facts.Fact | None:
    last = max((each.due_on for each in told.schedule), default=None)
    if last is None:
        return None
    return facts.PlanNoted(**_about(told, as_of), change_id=told.change_id, last_due_on=last)


def _claim_stated(told: monitoring.ClaimStated, as_of: date) -> facts.Fact:
    return facts.ClaimNoted(
        **_about(told, as_of),
        debts=tuple(_debt(each) for each in told.owed),
        principal_outstanding=told.principal_outstanding,
        accelerated_on=told.accelerated_on,
        penalty_daily=told.penalty_daily,
    )


def _debt(owed: monitoring.Owed) -> Debt:
    parts = (owed.cost, owed.fee, owed.interest, owed.penalty, owed.principal)
    cost, fee, interest, penalty, principal = (each.minor for each in parts)
    unpaid = (cost, fee, interest, penalty, principal)
    return Debt(owed.key, owed.kind, owed.due_on, owed.late_from, unpaid, owed.penalty_from)


def _balance_changed(told: monitoring.BalanceChanged, as_of: date) -> facts.Fact | None:
    if told.receipt_id is None or told.received is None:
        return _only_corrects(told, as_of)
    return facts.PaymentNoted(
        **_entry(told, as_of),
        receipt_id=told.receipt_id,
        received=told.received,
        payer_kind=told.payer_kind or "",
        payer_id=told.payer_id,
        paid=tuple((each.component, each.amount) for each in told.paid or ()),
        principal=told.principal_outstanding,
    )


def _only_corrects(told: Any, as_of: date, source: str = MONITORING) -> facts.Fact | None:
    """An entry that says nothing to us, but for the entries it withdraws."""
    if not told.corrects:
        return None
    return facts.EntriesWithdrawnNoted(**_entry(told, as_of), source=source)


def _plan_judged(told: collection.PlanJudged, as_of: date) -> facts.Fact | None:
    """A plan that the debtor signed is his agreement to perform (LM-05)."""
    if not told.signed or told.outcome not in ("agreed", "amended"):
        return _only_corrects(told, as_of, COLLECTION)
    return near.AgreementNoted(**_entry(told, as_of), source=COLLECTION, plan_id=told.plan_id)


def _named(shape: type[facts.Fact], *names: str) -> Callable[[Any, date], facts.Fact]:
    """A fact whose fields bear the names of the message's."""

    def make(told: Any, as_of: date) -> facts.Fact:
        return shape(**_about(told, as_of), **{name: getattr(told, name) for name in names})

    return make


def _demand_served(told: collection.DemandNoticeServed, as_of: date) -> facts.Fact:
    return near.DemandNoted(
        **_about(told, as_of) | {"effective_on": told.served_on},
        notice_id=told.notice_id,
        method=told.method,
        proof=told.proof,
        amount=told.amount,
    )


FACTS: dict[type[Message], Callable[[Any, date], facts.Fact | None]] = {
    monitoring.LoanOpened: _loan_opened,
    monitoring.ScheduleReplaced: _schedule_replaced,
    monitoring.ClaimStated: _claim_stated,
    monitoring.BalanceChanged: _balance_changed,
    monitoring.ArrearsChanged: _only_corrects,
    monitoring.InstallmentPaid: _only_corrects,
    monitoring.LoanSettled: lambda told, day: facts.LoanSettledNoted(**_entry(told, day)),
    monitoring.LoanReopened: lambda told, day: facts.LoanReopenedNoted(**_entry(told, day)),
    monitoring.EntriesWithdrawn: _only_corrects,
    monitoring.BorrowerLifeEventReported: _named(facts.LifeEventNoted, "life_event"),
    collection.LegalReferralMade: _named(near.ReferralNoted, "case_id", "ground", "attempts"),
    collection.DemandNoticeServed: _demand_served,
    collection.PlanJudged: _plan_judged,
    collection.EntriesWithdrawn: lambda told, day: _only_corrects(told, day, COLLECTION),
    guarantee.GuaranteeRegistered: _named(near.GuaranteeNoted, "guarantor_id", "kind"),
    guarantee.GuaranteeReleased: _named(near.GuaranteeEndedNoted, "guarantor_id", "reason"),
    guarantee.CollateralChanged: _named(near.CollateralNoted, "collateral_id", "state", "value"),
    disposal.DebtTransferred: _named(near.TransferNoted, "buyer_id"),
    disposal.TransferNoticeServed: _named(near.TransferNoticeNoted, "party_id", "party_role"),
    disposal.DebtRemitted: _named(near.RemissionNoted),
    disposal.AssetReceivedInSatisfaction: _named(
        near.AssetTakenInKindNoted, "asset_id", "collateral_id"
    ),
}

_DEEDS = {deed.COMMAND: deed for deed in ALLOWED} | {"request-arbitration": court.SuitFiled}

ACTS: dict[type[Message], type[deeds.Deed]] = {
    asked: _DEEDS[asked.TYPE.split(".")[2]] for asked in litigation_acts.ACTS
}
"""An officer's message and the deed it reports: the middle of its type is the deed's command."""

LISTENS: tuple[type[Message], ...] = (*FACTS, *ACTS)

"""Own events -> the published language, or None for what is nobody else's business. Pure."""

from __future__ import annotations

from typing import Any

from contracts import litigation as published
from contracts.message import Message
from contracts.values import Money
from services.kit.conduct.blocked import told
from services.kit.domain import DomainEvent
from services.litigation.domain.conclusions import (
    ClockMoved,
    Conclusion,
    ConclusionsWithdrawn,
    MeasureMoved,
    ProhibitedActionBlocked,
    StageReached,
)
from services.litigation.domain.court import AuctionHeld, SuitEnded, SuitFiled
from services.litigation.domain.outcomes import BankruptcyRecorded, ClaimDeclared


def publish(event: DomainEvent, obligor_id: str) -> Message | None:
    """The message that tells the world about ``event``; facts came from the world and stay."""
    about = {
        "loan_id": event.loan_id,
        "obligor_id": obligor_id,
        "effective_on": event.effective_on,
    }
    if isinstance(event, Conclusion):
        return _conclusion(event, about | {"entry": event.entry, "corrects": event.corrects})
    match event:
        case SuitFiled():
            claim = Money(event.claim.total, event.currency)
            return published.SuitFiled(
                **about, defendants=event.defendants, claim=claim, forum=event.forum
            )
        case SuitEnded(filed_on=filed_on) if filed_on is not None:
            return published.SuitEnded(
                **about, outcome=event.outcome, filed_on=filed_on, served=event.served
            )
        case AuctionHeld(starting_price=start) if start is not None:
            return published.AuctionHeld(
                **about,
                asset_id=event.asset_id,
                round=event.round,
                starting_price=start,
                sold=event.sold,
                price=event.price,
            )
        case BankruptcyRecorded(phase="accepted", file_claim_by=by) if by is not None:
            return published.BankruptcyAccepted(**about, party_id=event.party_id, file_claim_by=by)
        case BankruptcyRecorded(phase="declared"):
            return published.BankruptcyDeclared(**about, party_id=event.party_id)
        case ClaimDeclared():
            return published.ClaimDeclared(**about, party_id=event.party_id, late=event.late)
        case ProhibitedActionBlocked():
            return told(published.ProhibitedActionBlocked, event, obligor_id)
    return None


def _conclusion(event: Conclusion, about: dict[str, Any]) -> Message | None:
    match event:
        case StageReached():
            return published.LegalStageReached(
                **about,
                stage=event.stage,
                previous=event.previous,
                rule=event.rule,
                ended_for=event.ended_for or None,
            )
        case ClockMoved():
            return published.LimitationChanged(
                **about,
                state=event.state,
                ends_on=event.ends_on,
                article=event.article,
                clock=event.clock,
                why=event.why,
            )
        case MeasureMoved():
            return published.PreservationChanged(
                **about,
                measure_id=event.measure_id,
                state=event.state,
                asset_kind=event.asset_kind,
                amount=event.amount,
                ends_on=event.ends_on,
                sue_by=event.sue_by,
            )
        case ConclusionsWithdrawn():
            return published.EntriesWithdrawn(**about)
    return None

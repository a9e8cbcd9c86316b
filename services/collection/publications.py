"""Own events -> the published language, or None for what is nobody else's business. Pure.

Our events bear the fields of their messages by the same names; what differs stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts import collection as published
from contracts.message import Message
from services.collection.domain import conclusions as judged
from services.collection.domain import done, steps, undertakings
from services.collection.domain.customer import CollectionEvent
from services.kit.conduct.words import said

SAME: dict[type[Any], type[Message]] = {
    judged.CollectionCaseOpened: published.CollectionCaseOpened,
    judged.CollectionCaseClosed: published.CollectionCaseClosed,
    judged.GuarantorContactDue: published.GuarantorContactDue,
    judged.LongOverdueMarked: published.LongOverdueMarked,
    judged.PromiseJudged: published.PromiseJudged,
    judged.PlanJudged: published.PlanJudged,
    judged.RecoveryRecognised: published.RecoveryRecognised,
    judged.EntriesWithdrawn: published.EntriesWithdrawn,
    done.ArrearsCauseRecorded: published.ArrearsCauseRecorded,
    done.GuarantorDemandRequested: published.GuarantorDemandRequested,
    done.DemandNoticeServed: published.DemandNoticeServed,
    steps.LegalReferralMade: published.LegalReferralMade,
    steps.ComplianceCaseOpened: published.ComplianceCaseOpened,
    steps.ProhibitedActionBlocked: published.ProhibitedActionBlocked,
    undertakings.PromiseToPayMade: published.PromiseJudged,
    undertakings.PromiseWithdrawn: published.PromiseJudged,
    undertakings.RepaymentPlanAgreed: published.PlanJudged,
    undertakings.RepaymentPlanAmended: published.PlanJudged,
}
"""What is published, and as what; beside it contacts, all other events stay with us."""

RECOVERY_WAY, GUARANTOR = "cash", "guarantor"
MORE: dict[type[Any], Callable[[Any], dict[str, Any]]] = {
    judged.RecoveryRecognised: lambda event: {"way": RECOVERY_WAY},
    done.DemandNoticeServed: lambda event: {"served_on": event.effective_on},
    steps.ProhibitedActionBlocked: lambda event: {
        "alternative": said(event.alternative),
        "case_id": event.case_id or None,
    },
    undertakings.PromiseToPayMade: lambda event: {"outcome": "made"},
    undertakings.PromiseWithdrawn: lambda event: {"outcome": "withdrawn"},
    undertakings.RepaymentPlanAgreed: lambda event: {"outcome": "agreed"},
    undertakings.RepaymentPlanAmended: lambda event: {"outcome": "amended"},
}


def publish(event: CollectionEvent, obligor_id: str) -> Message | None:
    """The message that tells the world about ``event``; facts came from the world and stay."""
    shape = SAME.get(type(event))
    if shape is None:
        return _contacted(event, obligor_id)
    more = MORE[type(event)](event) if type(event) in MORE else {}
    fields: dict[str, Any] = {
        name: getattr(event, name)
        for name in shape.model_fields
        if name != "obligor_id" and name not in more and hasattr(event, name)
    }
    return shape(obligor_id=obligor_id, **fields, **more)


def _contacted(event: CollectionEvent, obligor_id: str) -> Message | None:
    """Every contact is told, without what is personal: one with a guarantor names his guarantee."""
    if not isinstance(event, done.Contacted):
        return None
    fields: dict[str, Any] = {
        "obligor_id": obligor_id,
        "loan_id": event.loan_id,
        "effective_on": event.effective_on,
        "contact_id": event.contact_id,
        "channel": event.channel,
        "result": event.result,
        "identity_verified": event.identity_verified,
    }
    if event.target_role == GUARANTOR:
        return published.GuarantorContacted(guarantor_id=event.target_id or "", **fields)
    return published.ContactMade(target_role=event.target_role, **fields)

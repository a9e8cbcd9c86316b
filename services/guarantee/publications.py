"""Own events -> the published language, or None for what is nobody else's business. Pure."""

from __future__ import annotations

from typing import Any

from contracts import guarantee as published
from contracts.message import Message
from contracts.values import Money
from services.guarantee.domain.collateral_events import (
    AdditionalSecurityProvided,
    CollateralAuctionHeld,
    CollateralImpaired,
    CollateralPledged,
    CollateralReceived,
    CollateralReleased,
    CollateralValued,
    RealisationStarted,
)
from services.guarantee.domain.entries import (
    CollateralChargedAgain,
    CollateralFreed,
    CollateralRetold,
    EntriesWithdrawn,
    FreeAgain,
    GuaranteeReinstated,
    GuaranteeReleased,
    GuarantorPaid,
    RecourseRightRecorded,
    StandsAgain,
)
from services.guarantee.domain.events import GuaranteeEvent
from services.guarantee.domain.guarantor_events import (
    GuaranteeLiabilityRegistered,
    GuarantorDemandServed,
    GuarantorEligibilityChecked,
    GuarantorNotified,
    ProhibitedActionBlocked,
)
from services.kit.conduct.blocked import told

FIELDS: dict[type[Any], tuple[type[Message], tuple[str, ...]]] = {
    GuaranteeLiabilityRegistered: (
        published.GuaranteeRegistered,
        ("guarantor_id", "kind", "cap", "period_ends_on"),
    ),
    GuaranteeReinstated: (published.GuaranteeRegistered, ("guarantor_id", "kind")),
    FreeAgain: (published.GuaranteeReleased, ("guarantor_id", "reason")),
    StandsAgain: (published.GuaranteeRegistered, ("guarantor_id", "kind")),
    GuarantorNotified: (published.GuarantorNotified, ("guarantor_id",)),
    GuaranteeReleased: (
        published.GuaranteeReleased,
        ("guarantor_id", "reason", "entry", "corrects"),
    ),
    EntriesWithdrawn: (published.EntriesWithdrawn, ("entry", "corrects")),
}
"""Events that are told with fields of the same names; every other one is told apart, or not at all."""

COLLATERAL: dict[type[Any], tuple[str, str | None]] = {
    CollateralPledged: ("pledged", None),
    CollateralValued: ("valued", "value"),
    CollateralImpaired: ("impaired", "value"),
    AdditionalSecurityProvided: ("supplemented", None),
    RealisationStarted: ("in_realisation", None),
    CollateralReceived: ("received_in_satisfaction", "debt_reduced"),
    CollateralReleased: ("released", None),
    CollateralFreed: ("released", None),
    CollateralChargedAgain: ("pledged", None),
}
"""Events about collateral: the state that is told, and the field with the value."""


def publish(event: GuaranteeEvent, obligor_id: str) -> Message | None:
    """The message that tells the world about ``event``; facts came from the world and stay."""
    about: dict[str, Any] = {
        "loan_id": event.loan_id,
        "obligor_id": obligor_id,
        "effective_on": event.effective_on,
    }
    if type(event) in FIELDS:
        shape, names = FIELDS[type(event)]
        return shape(**about, **{name: getattr(event, name) for name in names})
    if type(event) in COLLATERAL:
        state, field = COLLATERAL[type(event)]
        if isinstance(event, CollateralFreed) and event.reason == "transferred":
            state = "transferred"
        value = None if field is None else getattr(event, field)
        return _collateral(about, event, state, value)
    match event:
        case CollateralAuctionHeld(sold=sold, price=price):
            return _collateral(about, event, "auctioned" if sold else "in_realisation", price)
        case CollateralRetold(state=state, value=value):
            return _collateral(about, event, state, value)
        case GuarantorDemandServed():
            return published.GuarantorDemandServed(
                **about,
                guarantor_id=event.guarantor_id,
                served_on=event.effective_on,
                proof=event.proof,
                amount=event.amount,
            )
        case GuarantorEligibilityChecked(passed=False):
            return published.GuaranteeReleased(
                **about, guarantor_id=event.guarantor_id, reason="invalid"
            )
        case ProhibitedActionBlocked():
            return told(published.ProhibitedActionBlocked, event, obligor_id)
        case GuarantorPaid() | RecourseRightRecorded():
            return _money(about, event)
        case _:
            return None


def _money(about: dict[str, Any], event: GuarantorPaid | RecourseRightRecorded) -> Message:
    numbered = about | {
        "entry": event.entry,
        "corrects": event.corrects,
        "guarantor_id": event.guarantor_id,
        "receipt_id": event.receipt_id,
        "amount": event.amount,
    }
    if isinstance(event, GuarantorPaid):
        return published.GuarantorPaid(
            **numbered, in_full=event.in_full, recourse_total=event.total
        )
    return published.RecourseRightRecorded(
        **numbered,
        total=event.total,
        contributions=tuple(
            published.Contribution(guarantor_id=each.guarantor_id, amount=each.amount)
            for each in event.contributions
        ),
    )


def _collateral(
    about: dict[str, Any], event: Any, state: str, value: Money | None
) -> published.CollateralChanged:
    return published.CollateralChanged(
        **about, collateral_id=event.collateral_id, state=state, value=value
    )

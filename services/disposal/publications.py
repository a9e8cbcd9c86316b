"""Own events -> the published language, or None for what is nobody else's business. Pure."""

from __future__ import annotations

from typing import Any

from contracts import disposal as published
from contracts.message import Message
from contracts.values import Money
from services.disposal.domain.events import (
    AssetReceivedInSatisfaction,
    DebtConvertedToEquity,
    DebtRemitted,
    DebtTransferred,
    DisposalEvent,
    DisposalRouteSelected,
    EntriesWithdrawn,
    LoanWrittenOff,
    OwnUseApproved,
    ProhibitedActionBlocked,
    RecoveryRecognised,
    RentReceived,
    RepossessedAssetSold,
    TransferNoticeServed,
)
from services.kit.conduct.blocked import told as blocked_told

FIELDS: dict[type[Any], tuple[type[Message], tuple[str, ...]]] = {
    AssetReceivedInSatisfaction: (
        published.AssetReceivedInSatisfaction,
        ("asset_id", "collateral_id", "debt_reduced", "ground", "owner_id"),
    ),
    LoanWrittenOff: (
        published.LoanWrittenOff,
        ("principal", "memo_claim", "criterion", "provision_used", "entry", "corrects"),
    ),
    RecoveryRecognised: (
        published.RecoveryRecognised,
        ("recovery_id", "way", "gross", "cost", "after_write_off", "entry", "corrects"),
    ),
    EntriesWithdrawn: (published.EntriesWithdrawn, ("entry", "corrects")),
    DebtTransferred: (
        published.DebtTransferred,
        ("buyer_id", "price", "claim", "guarantors", "collateral", "payment_id"),
    ),
    TransferNoticeServed: (published.TransferNoticeServed, ("party_id", "party_role")),
    DebtRemitted: (published.DebtRemitted, ("amount",)),
    DisposalRouteSelected: (published.DisposalRouteSelected, ("case_id", "route")),
    DebtConvertedToEquity: (published.DebtConvertedToEquity, ("equity_id", "amount")),
}
"""Events that are told with fields of the same names; every other one is told apart, or not at all."""


def publish(event: DisposalEvent, obligor_id: str) -> Message | None:
    """The message that tells the world about ``event``; facts came from the world and stay."""
    match event:
        case RentReceived(gross=gross, cost=cost, receipt_id=name):
            return _monetised(event, obligor_id, "rent", gross, cost, name)
        case RepossessedAssetSold(price=price, cost=cost, receipt_id=name):
            return _monetised(event, obligor_id, "sale", price, cost, name)
        case OwnUseApproved(booked_value=value):
            nothing = Money(0, value.currency)
            return _monetised(event, obligor_id, "own_use", value, nothing)
        case ProhibitedActionBlocked():
            return blocked_told(published.ProhibitedActionBlocked, event, obligor_id)
    told = FIELDS.get(type(event))
    if told is None:
        return None
    shape, names = told
    fields = {name: getattr(event, name) for name in names}
    return shape(
        loan_id=event.loan_id, obligor_id=obligor_id, effective_on=event.effective_on, **fields
    )


def _monetised(
    event: RentReceived | RepossessedAssetSold | OwnUseApproved,
    obligor_id: str,
    how: str,
    gross: Money,
    cost: Money,
    receipt_id: str | None = None,
) -> published.AssetMonetised:
    return published.AssetMonetised(
        loan_id=event.loan_id,
        obligor_id=obligor_id,
        effective_on=event.effective_on,
        asset_id=event.asset_id,
        how=how,
        gross=gross,
        cost=cost,
        receipt_id=receipt_id,
    )

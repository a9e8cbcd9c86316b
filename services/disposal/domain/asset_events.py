"""What is decided about assets taken for debt, from receipt to money or own use."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.disposal.domain.done import Done
from services.disposal.domain.values import ClaimSum, Evidence
from services.disposal.policy import AssetKind


class AssetReceivedInSatisfaction(Done, frozen=True, kw_only=True):
    """An asset taken for debt (DIS-03): counted as IN_KIND from here on, until it is money.

    ``dispose_by`` is the last day to be rid of it (FA-02, no extension), ``stock_take_by`` that of
    the next stock-take (FA-05), each with its article of law. ``owed`` is the claim of that day
    before the reduction.
    """

    NAME: ClassVar[str] = "disposal.AssetReceivedInSatisfaction"
    asset_id: str
    asset_kind: AssetKind
    collateral_id: str | None
    owner_id: str
    owner_role: str
    ground: str
    ground_id: str
    title_id: str
    valuation_id: str
    value: Money
    debt_reduced: Money
    owed: ClaimSum
    shortfall: tuple[Evidence, ...]
    custodian_id: str
    dispose_by: date
    stock_take_by: date
    dispose_article: str | None = None
    stock_take_article: str | None = None


class RepossessedAssetLeased(Done, frozen=True, kw_only=True):
    """A held asset is let."""

    NAME: ClassVar[str] = "disposal.RepossessedAssetLeased"
    asset_id: str
    tenant_id: str
    rent: Money


class RentReceived(Done, frozen=True, kw_only=True):
    """Income of a let asset; it counts as recovery together with the sale (POL-24)."""

    NAME: ClassVar[str] = "disposal.RentReceived"
    asset_id: str
    receipt_id: str
    gross: Money
    cost: Money


class RepossessedAssetSold(Done, frozen=True, kw_only=True):
    """The asset is money: ``net`` is rents and price less all costs.

    ``holding_loss`` is the debt it stood for less ``net``; below zero it is a gain. ``receipt_id``
    names how the price came; None when nobody said so.
    """

    NAME: ClassVar[str] = "disposal.RepossessedAssetSold"
    asset_id: str
    buyer_id: str
    method: str
    price: Money
    cost: Money
    net: Money
    holding_loss: Money
    receipt_id: str | None = None


class OwnUseApproved(Done, frozen=True, kw_only=True):
    """The asset is kept, bought as a fixed asset at ``booked_value`` (DIS-04)."""

    NAME: ClassVar[str] = "disposal.OwnUseApproved"
    asset_id: str
    fixed_asset_approval_id: str
    booked_value: Money


class AssetStockTaken(Done, frozen=True, kw_only=True):
    """The asset was looked over; the next time by ``next_by`` (FA-05)."""

    NAME: ClassVar[str] = "disposal.AssetStockTaken"
    asset_id: str
    report_id: str
    next_by: date

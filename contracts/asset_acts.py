"""What officers ask of disposal about an asset that was taken for debt, until it is money."""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import Act
from contracts.message import Code, Identifier, open_list
from contracts.values import GivenMoney


class LeaseAsset(Act):
    """A held asset is let (DIS-05)."""

    TYPE: ClassVar[str] = "postloan.disposal.lease-asset.v1"

    asset_id: Identifier
    tenant_id: Identifier
    rent: GivenMoney


class RecordRent(Act):
    """A rent came in (DIS-05)."""

    TYPE: ClassVar[str] = "postloan.disposal.record-rent.v1"

    asset_id: Identifier
    receipt_id: Identifier
    gross: GivenMoney
    cost: GivenMoney


class SellAsset(Act):
    """A held asset is sold: in principle at public auction (FA-04).

    ``receipt_id``: how the price came. A receipt of that name is the price and pays no debt.
    """

    TYPE: ClassVar[str] = "postloan.disposal.sell-asset.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    asset_id: Identifier
    buyer_id: Identifier
    method: Annotated[Code, open_list("auction", "tender", "agreement")]
    price: GivenMoney
    cost: GivenMoney
    receipt_id: Identifier | None = None


class ApproveOwnUse(Act):
    """A held asset is kept for own use, as an approved purchase of a fixed asset (DIS-04)."""

    TYPE: ClassVar[str] = "postloan.disposal.approve-own-use.v1"

    asset_id: Identifier
    fixed_asset_approval_id: Identifier
    booked_value: GivenMoney


class TakeStock(Act):
    """A held asset was found and looked over (FA-05)."""

    TYPE: ClassVar[str] = "postloan.disposal.take-stock.v1"

    asset_id: Identifier
    report_id: Identifier

"""Assets in hand: let, looked over, sold, or kept for own use (DIS-04, DIS-05, FA-05).

An asset counts once (POL-24): as IN_KIND while it is held, with its rents beside it as income; as
recovery when it is sold or kept for approved own use, then with those rents. Never both.
"""

from __future__ import annotations

from services.disposal.domain.acts import (
    ApproveOwnUse,
    LeaseAsset,
    RecordRent,
    SellAsset,
    TakeStock,
)
from services.disposal.domain.asset_events import (
    AssetStockTaken,
    OwnUseApproved,
    RentReceived,
    RepossessedAssetLeased,
    RepossessedAssetSold,
)
from services.disposal.domain.checks import asset_in, check_money, check_some, done, refuse
from services.disposal.domain.in_kind import next_stock_take
from services.disposal.domain.income import check_income
from services.disposal.domain.state import LoanFile
from services.disposal.policy import DisposalPolicy


def lease(
    act: LeaseAsset, file: LoanFile, edition: DisposalPolicy
) -> tuple[RepossessedAssetLeased, ...]:
    """A held asset is let."""
    asset = asset_in(act, file, act.asset_id, "held")
    check_money(file, rent=act.rent)
    check_some("DIS-05", rent=act.rent)
    return (
        RepossessedAssetLeased(
            **done(act, asset.received.case_id, edition),
            asset_id=act.asset_id,
            tenant_id=act.tenant_id,
            rent=act.rent,
        ),
    )


def rent(act: RecordRent, file: LoanFile, edition: DisposalPolicy) -> tuple[RentReceived, ...]:
    """A rent came in."""
    asset = asset_in(act, file, act.asset_id, "leased")
    check_money(file, gross=act.gross, cost=act.cost)
    check_some("DIS-05", gross=act.gross)
    if act.gross < act.cost:
        refuse(
            "cost_above_gross",
            f"cost {act.cost.amount} is above gross {act.gross.amount}: a rent brings what it leaves"
            " behind, a cost beyond it is charged to the loan (DIS-05)",
        )
    check_income(act, file, act.gross)
    return (
        RentReceived(
            **done(act, asset.received.case_id, edition),
            asset_id=act.asset_id,
            receipt_id=act.receipt_id,
            gross=act.gross,
            cost=act.cost,
        ),
    )


def sell(
    act: SellAsset, file: LoanFile, edition: DisposalPolicy
) -> tuple[RepossessedAssetSold, ...]:
    """The asset is money: what it brought over the whole holding against the debt it stood for."""
    asset = asset_in(act, file, act.asset_id, "held", "leased")
    check_money(file, price=act.price, cost=act.cost)
    check_some("DIS-05", price=act.price)
    check_income(act, file, act.price)
    rents = sum(each.gross.minor - each.cost.minor for each in asset.rents)
    net = rents + act.price.minor - act.cost.minor
    if net < 0:
        refuse(
            "cost_above_proceeds",
            f"cost {act.cost.amount} is above price {act.price.amount} and the net rents of"
            f" {file.money(rents).amount} together: no recovery is below nought, a cost beyond what"
            " the asset brought is charged to the loan (DIS-05, POL-24)",
        )
    return (
        RepossessedAssetSold(
            **done(act, asset.received.case_id, edition),
            asset_id=act.asset_id,
            buyer_id=act.buyer_id,
            method=act.method,
            price=act.price,
            cost=act.cost,
            net=file.money(net),
            holding_loss=file.money(asset.received.debt_reduced.minor - net),
            receipt_id=act.receipt_id,
        ),
    )


def own_use(
    act: ApproveOwnUse, file: LoanFile, edition: DisposalPolicy
) -> tuple[OwnUseApproved, ...]:
    """The asset is kept, at a value not above the debt it stands for (DIS-04)."""
    asset = asset_in(act, file, act.asset_id, "held")
    check_money(file, booked_value=act.booked_value)
    check_some("DIS-04", booked_value=act.booked_value)
    if asset.received.debt_reduced < act.booked_value:
        refuse(
            "booked_above_debt",
            f"booked_value {act.booked_value.amount} is above the"
            f" {asset.received.debt_reduced.amount} it was taken for: it is booked at a discount"
            " (DIS-04)",
        )
    return (
        OwnUseApproved(
            **done(act, asset.received.case_id, edition),
            asset_id=act.asset_id,
            fixed_asset_approval_id=act.fixed_asset_approval_id,
            booked_value=act.booked_value,
        ),
    )


def take_stock(
    act: TakeStock, file: LoanFile, edition: DisposalPolicy
) -> tuple[AssetStockTaken, ...]:
    """The asset was looked over."""
    asset = asset_in(act, file, act.asset_id, "held", "leased")
    if act.day in {on for on, _ in asset.stock_taken}:
        refuse(
            "already_recorded",
            f"asset_id {act.asset_id!r} was looked over on done_on {act.day} already (FA-05)",
        )
    return (
        AssetStockTaken(
            **done(act, asset.received.case_id, edition),
            asset_id=act.asset_id,
            report_id=act.report_id,
            next_by=next_stock_take(act.day, edition),
        ),
    )

"""What each officer's act does to the case, the asset and the loan it is about (B.6). No judging."""

from __future__ import annotations

from typing import assert_never

from services.disposal.domain.asset_events import (
    AssetReceivedInSatisfaction,
    AssetStockTaken,
    OwnUseApproved,
    RentReceived,
    RepossessedAssetLeased,
    RepossessedAssetSold,
)
from services.disposal.domain.done import (
    DebtConvertedToEquity,
    DebtRemitted,
    DisposalAssessmentCompleted,
    DisposalRouteSelected,
)
from services.disposal.domain.events import AssetStep, CaseStep
from services.disposal.domain.state import Asset, Case, LoanFile
from services.disposal.domain.transfer_events import (
    BidReceived,
    DebtTransferAgreed,
    DebtTransferred,
    OfferedForTransfer,
    TransferCalledOff,
    TransferNoticeServed,
)
from services.disposal.domain.write_off_events import (
    WriteOffApproved,
    WriteOffProposed,
    WriteOffRejected,
    WriteOffReviewed,
)
from services.kit.domain import changed

WriteOffStep = WriteOffProposed | WriteOffApproved | WriteOffRejected | WriteOffReviewed
SaleStep = (
    OfferedForTransfer
    | BidReceived
    | DebtTransferAgreed
    | TransferCalledOff
    | DebtTransferred
    | TransferNoticeServed
)


def stepped(file: LoanFile, event: DisposalAssessmentCompleted | CaseStep | AssetStep) -> LoanFile:
    """The file after an officer's act."""
    match event:
        case DisposalAssessmentCompleted(case_id=case_id, effective_on=day):
            case = Case(case_id=case_id, state="assessed", opened_on=day, last_on=day)
            return changed(file, cases={**file.cases, case_id: case}, current=case_id)
        case RepossessedAssetLeased() | RentReceived() | RepossessedAssetSold():
            return _on_asset(file, event)
        case OwnUseApproved() | AssetStockTaken():
            return _on_asset(file, event)
        case _:
            return _on_case(_on_loan(file, event), event)


def _on_loan(file: LoanFile, event: CaseStep) -> LoanFile:
    match event:
        case AssetReceivedInSatisfaction(asset_id=asset_id):
            asset = Asset(
                received=event,
                state="held",
                last_on=event.effective_on,
                stock_take_by=event.stock_take_by,
            )
            return changed(file, assets={**file.assets, asset_id: asset})
        case DebtTransferred():
            return changed(file, transferred=event)
        case TransferNoticeServed():
            return changed(file, notices=(*file.notices, event))
        case DebtConvertedToEquity():
            return changed(file, equity=(*file.equity, event))
        case DebtRemitted():
            return changed(file, remitted=event)
        case _:
            return file


def _on_case(file: LoanFile, event: CaseStep) -> LoanFile:
    before = changed(file.cases[event.case_id], last_on=event.effective_on)
    case = _moved(before, event, told=all_told(file))
    return changed(file, cases={**file.cases, case.case_id: case})


def all_told(file: LoanFile) -> bool:
    """The claim was sold, and everybody who must be told of it was."""
    if file.transferred is None:
        return False
    served = {each.party_id for each in file.notices}
    return all(party.party_id in served for party in file.transferred.to_notify)


def _moved(case: Case, event: CaseStep, told: bool) -> Case:
    """The case after its step; ``told``: whether all notices of a sale are served by now."""
    match event:
        case DisposalRouteSelected(route=route):
            return changed(case, route=route, state=route)
        case AssetReceivedInSatisfaction():
            return changed(case, state="held")
        case DebtConvertedToEquity():
            return changed(case, state="equity_held")
        case DebtRemitted():
            return changed(case, state="extinguished")
        case WriteOffProposed() | WriteOffApproved() | WriteOffRejected() | WriteOffReviewed():
            return _written_off(case, event)
        case _:
            return _sold(case, event, told)


def _written_off(case: Case, event: WriteOffStep) -> Case:
    match event:
        case WriteOffProposed():
            return changed(case, proposal=event)
        case WriteOffApproved():
            return changed(case, approved=event, state="written_off")
        case WriteOffRejected():
            return changed(case, proposal=None, route=None, state="assessed")
        case WriteOffReviewed(review=review):
            return changed(case, reviews=(*case.reviews, review))
    assert_never(event)


def _sold(case: Case, event: SaleStep, told: bool) -> Case:
    match event:
        case OfferedForTransfer():
            return changed(case, offer=event, bids=())
        case BidReceived():
            return changed(case, bids=(*case.bids, event))
        case DebtTransferAgreed():
            state = "agreed" if case.state == "transfer" else case.state
            return changed(case, agreed=event, state=state)
        case TransferCalledOff():
            void = changed(case, offer=None, bids=(), agreed=None)
            return changed(void, state="assessed", route=None) if case.state == "agreed" else void
        case DebtTransferred() | TransferNoticeServed():
            over = told or case.state == "written_off"
            return changed(case, state="transferred" if over else case.state)
    assert_never(event)


def _on_asset(file: LoanFile, event: AssetStep) -> LoanFile:
    asset = changed(file.assets[event.asset_id], last_on=event.effective_on)
    match event:
        case RepossessedAssetLeased():
            asset = changed(asset, state="leased")
        case RentReceived():
            asset = changed(asset, rents=(*asset.rents, event))
        case RepossessedAssetSold():
            asset = changed(asset, sold=event, state="monetised")
        case OwnUseApproved():
            asset = changed(asset, own_use=event, state="own_use")
        case AssetStockTaken(effective_on=day, next_by=next_by):
            asset = changed(
                asset,
                stock_taken=tuple(sorted((*asset.stock_taken, (day, next_by)))),
                stock_take_by=max(asset.stock_take_by, next_by),
            )
        case _:
            assert_never(event)
    file = changed(file, assets={**file.assets, event.asset_id: asset})
    case = file.cases[event.case_id]
    if case.state not in ("held", "leased"):
        return file
    return changed(file, cases={**file.cases, case.case_id: changed(case, state=asset.state)})

"""Every event of disposal by name."""

from __future__ import annotations

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
from services.disposal.domain.entries import (
    DutyMissed,
    EntriesWithdrawn,
    LoanWrittenOff,
    RecoveryRecognised,
)
from services.disposal.domain.facts import AnyFact
from services.disposal.domain.transfer_events import (
    BidReceived,
    DebtTransferAgreed,
    DebtTransferred,
    OfferedForTransfer,
    ProhibitedActionBlocked,
    TransferCalledOff,
    TransferNoticeServed,
)
from services.disposal.domain.write_off_events import (
    WriteOffApproved,
    WriteOffProposed,
    WriteOffRejected,
    WriteOffReviewed,
)

AssetStep = (
    RepossessedAssetLeased | RentReceived | RepossessedAssetSold | OwnUseApproved | AssetStockTaken
)
CaseStep = (
    DisposalRouteSelected
    | AssetReceivedInSatisfaction
    | WriteOffProposed
    | WriteOffApproved
    | WriteOffRejected
    | WriteOffReviewed
    | OfferedForTransfer
    | BidReceived
    | DebtTransferAgreed
    | TransferCalledOff
    | DebtTransferred
    | TransferNoticeServed
    | DebtConvertedToEquity
    | DebtRemitted
)
AnyAct = DisposalAssessmentCompleted | CaseStep | AssetStep | ProhibitedActionBlocked
AnyEntry = LoanWrittenOff | RecoveryRecognised | EntriesWithdrawn
DisposalEvent = AnyFact | AnyAct | AnyEntry | DutyMissed

__all__ = [
    "AnyAct",
    "AnyEntry",
    "AnyFact",
    "AssetReceivedInSatisfaction",
    "AssetStep",
    "AssetStockTaken",
    "BidReceived",
    "CaseStep",
    "DebtConvertedToEquity",
    "DebtRemitted",
    "DebtTransferAgreed",
    "DebtTransferred",
    "DisposalAssessmentCompleted",
    "DisposalEvent",
    "DisposalRouteSelected",
    "DutyMissed",
    "EntriesWithdrawn",
    "LoanWrittenOff",
    "OfferedForTransfer",
    "OwnUseApproved",
    "ProhibitedActionBlocked",
    "RecoveryRecognised",
    "RentReceived",
    "RepossessedAssetLeased",
    "RepossessedAssetSold",
    "TransferCalledOff",
    "TransferNoticeServed",
    "WriteOffApproved",
    "WriteOffProposed",
    "WriteOffRejected",
    "WriteOffReviewed",
]

"""What disposal publishes: payment in kind, write-off, transfer, later recovery (核销与转让).

``entry`` and ``corrects`` number what a late or reversed payment makes disposal judge again: sums
written off and recoveries. Officers' acts are not judged again and bear no number.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import AboutLoan, BlockedAct, Decision
from contracts.message import Code, Identifier, Message, Positive, open_list
from contracts.values import Money


class AssetReceivedInSatisfaction(AboutLoan):
    """An asset was taken for debt (DIS-03): the ledger counts ``debt_reduced`` once, as in kind.

    ``owner_id``: whose it was; a guarantor performs with an asset of his own as with money (GU-16).
    """

    TYPE: ClassVar[str] = "postloan.disposal.asset-received.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    asset_id: Identifier
    collateral_id: Identifier | None = None
    debt_reduced: Money
    ground: Annotated[Code, open_list("agreement", "court_order")]
    owner_id: Identifier | None = None


class AssetMonetised(AboutLoan):
    """Money came of an asset that was taken: rent, sale, or own use at its booked value (DIS-05).

    ``receipt_id``: how the money came. A receipt of that name is this income and pays no debt.
    """

    TYPE: ClassVar[str] = "postloan.disposal.asset-monetised.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    asset_id: Identifier
    how: Annotated[Code, open_list("rent", "sale", "own_use")]
    gross: Money
    cost: Money
    receipt_id: Identifier | None = None


class LoanWrittenOff(AboutLoan):
    """Written off (WO-01): an act of accounting; the claim stays and is pursued.

    Kept from the debtor and from outside (WO-07).
    """

    TYPE: ClassVar[str] = "postloan.disposal.loan-written-off.v1"

    principal: Money
    memo_claim: Money
    criterion: Code
    provision_used: Money | None = None
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class RecoveryRecognised(AboutLoan):
    """Net recovery in money, in one of the four ways (COL-130)."""

    TYPE: ClassVar[str] = "postloan.disposal.recovery-recognised.v1"

    recovery_id: Identifier
    way: Annotated[
        Code, open_list("cash", "bill", "asset_rent_or_sale", "own_use", "transfer_price")
    ]
    gross: Money
    cost: Money
    after_write_off: bool
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class DebtTransferred(AboutLoan):
    """The claim was sold and goes with its accessory rights (DIS-07, TA-03).

    ``payment_id``: how the price was paid. A receipt of that name is the price and pays no debt.
    """

    TYPE: ClassVar[str] = "postloan.disposal.debt-transferred.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    buyer_id: Identifier
    price: Money
    claim: Money
    guarantors: tuple[Identifier, ...] = ()
    collateral: tuple[Identifier, ...] = ()
    payment_id: Identifier | None = None


class TransferNoticeServed(AboutLoan):
    """A debtor or guarantor was told of the transfer (TA-02, TA-06)."""

    TYPE: ClassVar[str] = "postloan.disposal.transfer-notice-served.v1"

    party_id: Identifier
    party_role: Annotated[Code, open_list("debtor", "guarantor")]


class DebtRemitted(AboutLoan):
    """The claim was given up (DIS-19): unlike write-off this ends the liability."""

    TYPE: ClassVar[str] = "postloan.disposal.debt-remitted.v1"

    amount: Money


class EntriesWithdrawn(Decision):
    """Entries that a late fact undid and nothing replaces."""

    TYPE: ClassVar[str] = "postloan.disposal.entries-withdrawn.v1"


class DisposalRouteSelected(AboutLoan):
    """How the claim is to be disposed of (DIS-01, DIS-02)."""

    TYPE: ClassVar[str] = "postloan.disposal.route-selected.v1"

    case_id: Identifier
    route: Annotated[
        Code, open_list("in_kind", "transfer", "debt_equity", "write_off", "bankruptcy")
    ]


class DebtConvertedToEquity(AboutLoan):
    """So much of the claim became shares (DIS-12)."""

    TYPE: ClassVar[str] = "postloan.disposal.debt-converted-to-equity.v1"

    equity_id: Identifier
    amount: Money


class ProhibitedActionBlocked(BlockedAct):
    """An act that may not be was refused (catalogue section 9); the fields are collection's."""

    TYPE: ClassVar[str] = "postloan.disposal.prohibited-action-blocked.v1"


PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    AssetReceivedInSatisfaction: ("monitoring", "guarantee", "litigation"),
    AssetMonetised: ("monitoring",),
    LoanWrittenOff: ("monitoring", "classification", "collection"),
    RecoveryRecognised: ("collection",),
    EntriesWithdrawn: ("monitoring", "classification", "collection"),
    DebtTransferred: ("monitoring", "classification", "collection", "guarantee", "litigation"),
    TransferNoticeServed: ("guarantee", "litigation"),
    DebtRemitted: ("monitoring", "classification", "collection", "guarantee", "litigation"),
    DisposalRouteSelected: (),
    DebtConvertedToEquity: ("monitoring",),
    ProhibitedActionBlocked: (),
}

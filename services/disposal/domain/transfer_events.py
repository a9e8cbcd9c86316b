"""What is decided about the sale of the claim."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.disposal.domain.done import Done
from services.disposal.domain.values import Buyer, ClaimSum, Party
from services.kit.conduct.asked import Conduct
from services.kit.conduct.blocked import BlockedAct


class OfferedForTransfer(Done, frozen=True, kw_only=True):
    """The claim is offered through ``channel`` (DIS-07)."""

    NAME: ClassVar[str] = "disposal.OfferedForTransfer"
    offer_id: str
    channel: str
    batch_id: str | None
    batch_size: int | None
    valuation_id: str
    screened: tuple[str, ...]


class BidReceived(Done, frozen=True, kw_only=True):
    """An eligible buyer bids (DIS-08)."""

    NAME: ClassVar[str] = "disposal.BidReceived"
    offer_id: str
    bid_id: str
    buyer: Buyer
    price: Money


class ProhibitedActionBlocked(BlockedAct, frozen=True, kw_only=True):
    """An act that may not be was refused in a case."""

    NAME: ClassVar[str] = "disposal.ProhibitedActionBlocked"


class DebtTransferAgreed(Done, frozen=True, kw_only=True):
    """The sale to this bidder is agreed."""

    NAME: ClassVar[str] = "disposal.DebtTransferAgreed"
    offer_id: str
    bid_id: str
    agreement_id: str
    buyer: Buyer
    price: Money


class TransferCalledOff(Done, frozen=True, kw_only=True):
    """The agreed sale to ``buyer_id`` failed, as ``document_id`` shows: offer and bids are void."""

    NAME: ClassVar[str] = "disposal.TransferCalledOff"
    agreement_id: str
    document_id: str
    buyer_id: str


class DebtTransferred(Done, frozen=True, kw_only=True):
    """The claim goes with its guarantees, collateral, suits and clocks (TA-03).

    ``to_notify`` must be told; before that a debtor's payment to the bank still discharges
    (TA-02). ``resale`` tells whether the buyer may sell it on (TP-06).
    """

    NAME: ClassVar[str] = "disposal.DebtTransferred"
    payment_id: str
    buyer_id: str
    price: Money
    claim: Money
    owed: ClaimSum
    guarantors: tuple[str, ...]
    collateral: tuple[str, ...]
    legal_stage: str | None
    limitation_ends_on: date | None
    to_notify: tuple[Party, ...]
    resale: bool


class TransferNoticeServed(Done, frozen=True, kw_only=True):
    """A debtor or guarantor was told of the transfer (TA-02, TA-06)."""

    NAME: ClassVar[str] = "disposal.TransferNoticeServed"
    party_id: str
    party_role: str
    method: str
    proof_id: str
    conduct: Conduct | None = None

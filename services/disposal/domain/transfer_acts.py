"""Officers' commands about the sale of the claim, as the rules take them."""

from __future__ import annotations

from typing import ClassVar

from contracts.values import Money
from services.disposal.domain.acts import DisposalAct
from services.disposal.domain.values import Buyer
from services.kit.conduct.asked import Conduct


class OfferForTransfer(DisposalAct, frozen=True, kw_only=True):
    """The claim is offered for sale (DIS-07)."""

    RULE: ClassVar[str] = "offer-for-transfer"
    offer_id: str
    channel: str
    batch_id: str | None
    batch_size: int | None
    valuation_id: str
    screened: tuple[str, ...]


class RecordBid(DisposalAct, frozen=True, kw_only=True):
    """Somebody bids (DIS-08)."""

    RULE: ClassVar[str] = "record-bid"
    bid_id: str
    buyer: Buyer
    price: Money


class AgreeTransfer(DisposalAct, frozen=True, kw_only=True):
    """The sale to a bidder is agreed."""

    RULE: ClassVar[str] = "agree-transfer"
    bid_id: str
    agreement_id: str


class CallOffTransfer(DisposalAct, frozen=True, kw_only=True):
    """The agreed sale fails."""

    RULE: ClassVar[str] = "call-off-transfer"
    agreement_id: str
    document_id: str


class TransferDebt(DisposalAct, frozen=True, kw_only=True):
    """The agreed sale is carried out."""

    RULE: ClassVar[str] = "transfer-debt"
    payment_id: str


class ServeTransferNotice(DisposalAct, frozen=True, kw_only=True):
    """A debtor or guarantor is told (TA-02, TA-06)."""

    RULE: ClassVar[str] = "serve-transfer-notice"
    party_id: str
    method: str
    proof_id: str
    conduct: Conduct | None = None

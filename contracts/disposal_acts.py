"""What officers ask of disposal: assessment, route, payment in kind, write-off, transfer."""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import Act
from contracts.asset_acts import ApproveOwnUse, LeaseAsset, RecordRent, SellAsset, TakeStock
from contracts.conduct import Touching
from contracts.message import Code, GivenDay, Group, Identifier, Message, Whole, YesNo, open_list
from contracts.values import GivenMoney

Route = Annotated[Code, open_list("in_kind", "transfer", "debt_equity", "write_off", "bankruptcy")]
AssetKind = Annotated[Code, open_list("real_estate", "equity", "other_right", "movable")]


class Evidence(Group):
    """A document: what it is, whose it is, and who signed it (WO-03)."""

    evidence_id: Identifier
    kind: Code
    origin: Annotated[Code, open_list("external", "internal")]
    signed_by: Identifier | None = None


class Alternative(Group):
    """Another route and why it was not taken (DIS-01)."""

    route: Code
    reason: Code


class Rung(Group):
    """A step of the ladder that was tried before, and the document that shows it (DIS-02)."""

    rung: Annotated[Code, open_list("collection", "in_kind", "transfer", "bankruptcy")]
    document_id: Identifier


class Contact(Group):
    """A collection contact about this loan, by its id and day as collection told them (WC-19)."""

    contact_id: Identifier
    held_on: GivenDay


class Measure(Group):
    """What was done against a debtor, a guarantor or a piece of collateral (WO-02)."""

    target_id: Identifier
    measure: Code
    document_id: Identifier


class Examined(Group):
    """A bar to write-off that was looked into (WO-04): whether it ``applies``, by which document."""

    block: Code
    applies: YesNo
    document_id: Identifier


class Buyer(Group):
    """Who bids: kind, licence, home, ties to the bank or the state (TP-01, TP-02, TR-03, TR-08)."""

    buyer_id: Identifier
    kind: Annotated[Code, open_list("amc", "local_amc", "aic", "individual", "company")]
    licence_id: Identifier | None = None
    same_province: YesNo = False
    regulator_consent: YesNo = False
    experience_years: Whole | None = None
    capital: GivenMoney | None = None
    insider_ties: tuple[Code, ...] = ()


class AssessDisposal(Act):
    """The debtor's standing, assets and capacity were assessed; a disposal case opens (CLS-46)."""

    TYPE: ClassVar[str] = "postloan.disposal.assess-disposal.v1"

    case_id: Identifier
    report_id: Identifier
    recoverable: GivenMoney
    expected_cost: GivenMoney


class SelectRoute(Act):
    """The route of the assessed case, the other routes and why not, the rungs before (DIS-02)."""

    TYPE: ClassVar[str] = "postloan.disposal.select-route.v1"

    route: Route
    alternatives: tuple[Alternative, ...] = ()
    rungs: tuple[Rung, ...] = ()


class AcceptPaymentInKind(Act):
    """An asset is taken for debt on ``done_on``, the day the title takes effect (DIS-03, FA-01)."""

    TYPE: ClassVar[str] = "postloan.disposal.accept-payment-in-kind.v1"

    asset_id: Identifier
    asset_kind: AssetKind
    collateral_id: Identifier | None = None
    owner_id: Identifier
    owner_role: Annotated[Code, open_list("borrower", "guarantor", "third_person")]
    ground: Annotated[Code, open_list("agreement", "court_order")]
    ground_id: Identifier
    title_id: Identifier | None = None
    valuation_id: Identifier
    value: GivenMoney
    debt_reduced: GivenMoney
    shortfall: tuple[Evidence, ...] = ()
    custodian_id: Identifier
    valid_until: GivenDay | None = None


class ProposeWriteOff(Act):
    """An applicant proposes, a reviewer agrees (WO-05), by exactly one criterion (WC-01 ff.).

    ``contacts`` says by which contacts it is shown that the claim was pursued; left out, by all
    that collection told of. ``debtor_balance``: all that the debtor owes the bank;
    ``condition_since``: since when the criterion's outside condition holds, by the evidence.
    ``provision`` is all that is set aside for the loss (DIS-18); ``provision_top_up`` what of it is
    added now to the provision of the class.
    """

    TYPE: ClassVar[str] = "postloan.disposal.propose-write-off.v1"
    SCHEMA: ClassVar[str] = "1.1.1"

    criterion: Code
    provision: GivenMoney
    provision_top_up: GivenMoney | None = None
    evidence: tuple[Evidence, ...] = ()
    measures: tuple[Measure, ...] = ()
    examined: tuple[Examined, ...] = ()
    contacts: tuple[Contact, ...] = ()
    debtor_balance: GivenMoney | None = None
    condition_since: GivenDay | None = None
    accountability_id: Identifier


class ApproveWriteOff(Act):
    """A third person of the needed level approves the proposal (WO-05)."""

    TYPE: ClassVar[str] = "postloan.disposal.approve-write-off.v1"


class RejectWriteOff(Act):
    """The proposal is turned down: the case is assessed again (B.6)."""

    TYPE: ClassVar[str] = "postloan.disposal.reject-write-off.v1"


class RecordWriteOffReview(Act):
    """The yearly audit or report about what was written off was made (WO-09)."""

    TYPE: ClassVar[str] = "postloan.disposal.record-write-off-review.v1"

    review: Annotated[Code, open_list("special_audit", "finance_report")]
    report_id: Identifier


class OfferForTransfer(Act):
    """The claim is offered for sale (DIS-07), with a memo on cost and time (DIS-10)."""

    TYPE: ClassVar[str] = "postloan.disposal.offer-for-transfer.v1"

    offer_id: Identifier
    channel: Annotated[Code, open_list("single", "batch", "personal_batch")]
    batch_id: Identifier | None = None
    batch_size: Whole | None = None
    valuation_id: Identifier
    screened: tuple[Code, ...] = ()


class RecordBid(Act):
    """Somebody bids for the claim (DIS-07, DIS-08)."""

    TYPE: ClassVar[str] = "postloan.disposal.record-bid.v1"

    bid_id: Identifier
    buyer: Buyer
    price: GivenMoney


class AgreeTransfer(Act):
    """The sale to a bidder is agreed (DIS-07)."""

    TYPE: ClassVar[str] = "postloan.disposal.agree-transfer.v1"

    bid_id: Identifier
    agreement_id: Identifier


class CallOffTransfer(Act):
    """The agreed sale fails: the buyer does not pay, or steps back (B.6).

    ``document_id``: what shows it, such as the notice that ends the agreement.
    """

    TYPE: ClassVar[str] = "postloan.disposal.call-off-transfer.v1"

    agreement_id: Identifier
    document_id: Identifier


class TransferDebt(Act):
    """The agreed sale is carried out: the claim and its accessory rights go (TA-03)."""

    TYPE: ClassVar[str] = "postloan.disposal.transfer-debt.v1"

    payment_id: Identifier


class ServeTransferNotice(Touching):
    """A debtor or guarantor is told of the transfer (TA-02, TA-06); it passes the conduct gate."""

    TYPE: ClassVar[str] = "postloan.disposal.serve-transfer-notice.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    party_id: Identifier
    method: Annotated[Code, open_list("personal", "post", "electronic", "publication")]
    proof_id: Identifier


class ConvertToEquity(Act):
    """The claim, or a part of it, becomes shares, by approval of the regulator (DIS-12)."""

    TYPE: ClassVar[str] = "postloan.disposal.convert-to-equity.v1"

    equity_id: Identifier
    regulator_approval_id: Identifier | None = None
    amount: GivenMoney


class RemitDebt(Act):
    """The whole claim is given up (DIS-19)."""

    TYPE: ClassVar[str] = "postloan.disposal.remit-debt.v1"

    approval_id: Identifier


RULED = frozenset({"origin", "review"})
"""Words on which a rule hangs: of these fields an unknown member is refused."""

ACTS: tuple[type[Message], ...] = (
    *(AssessDisposal, SelectRoute, AcceptPaymentInKind, LeaseAsset, RecordRent),
    *(SellAsset, ApproveOwnUse, TakeStock),
    *(ProposeWriteOff, ApproveWriteOff, RejectWriteOff, RecordWriteOffReview),
    *(OfferForTransfer, RecordBid, AgreeTransfer, CallOffTransfer),
    *(TransferDebt, ServeTransferNotice),
    *(ConvertToEquity, RemitDebt),
)

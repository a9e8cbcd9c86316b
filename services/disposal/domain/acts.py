"""Officers' commands to disposal, as the rules take them. ``RULE`` names the act in the policy."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.disposal.domain.values import (
    Alternative,
    Contact,
    Evidence,
    Examined,
    Measure,
    Rung,
)
from services.disposal.policy import AssetKind, RouteName
from services.kit.acts import Act


class DisposalAct(Act, frozen=True, kw_only=True):
    """An officer's command; ``RULE`` is its name in the policy's ``acts``."""

    RULE: ClassVar[str]


class AssessDisposal(DisposalAct, frozen=True, kw_only=True):
    """A case opens with an assessment: what can be got, at what cost (CLS-46, DIS-10)."""

    RULE: ClassVar[str] = "assess-disposal"
    case_id: str
    report_id: str
    recoverable: Money
    expected_cost: Money


class SelectRoute(DisposalAct, frozen=True, kw_only=True):
    """The route of the assessed case (DIS-01, DIS-02)."""

    RULE: ClassVar[str] = "select-route"
    route: RouteName
    alternatives: tuple[Alternative, ...]
    rungs: tuple[Rung, ...]


class AcceptPaymentInKind(DisposalAct, frozen=True, kw_only=True):
    """An asset is taken for debt (DIS-03); ``done_on`` is the day the title takes effect."""

    RULE: ClassVar[str] = "accept-payment-in-kind"
    asset_id: str
    asset_kind: AssetKind
    collateral_id: str | None
    owner_id: str
    owner_role: str
    ground: str
    ground_id: str
    title_id: str | None
    valuation_id: str
    value: Money
    debt_reduced: Money
    shortfall: tuple[Evidence, ...]
    custodian_id: str
    valid_until: date | None


class LeaseAsset(DisposalAct, frozen=True, kw_only=True):
    """A held asset is let."""

    RULE: ClassVar[str] = "lease-asset"
    asset_id: str
    tenant_id: str
    rent: Money


class RecordRent(DisposalAct, frozen=True, kw_only=True):
    """A rent came in."""

    RULE: ClassVar[str] = "record-rent"
    asset_id: str
    receipt_id: str
    gross: Money
    cost: Money


class SellAsset(DisposalAct, frozen=True, kw_only=True):
    """A held asset is sold."""

    RULE: ClassVar[str] = "sell-asset"
    asset_id: str
    buyer_id: str
    method: str
    price: Money
    cost: Money
    receipt_id: str | None


class ApproveOwnUse(DisposalAct, frozen=True, kw_only=True):
    """A held asset is kept, as an approved purchase of a fixed asset (DIS-04)."""

    RULE: ClassVar[str] = "approve-own-use"
    asset_id: str
    fixed_asset_approval_id: str
    booked_value: Money


class TakeStock(DisposalAct, frozen=True, kw_only=True):
    """A held asset was looked over (FA-05)."""

    RULE: ClassVar[str] = "take-stock"
    asset_id: str
    report_id: str


class ProposeWriteOff(DisposalAct, frozen=True, kw_only=True):
    """Applicant and reviewer propose a write-off by one criterion (WO-05)."""

    RULE: ClassVar[str] = "propose-write-off"
    criterion: str
    provision: Money
    provision_top_up: Money | None
    evidence: tuple[Evidence, ...]
    measures: tuple[Measure, ...]
    examined: tuple[Examined, ...]
    contacts: tuple[Contact, ...]
    debtor_balance: Money | None
    condition_since: date | None
    accountability_id: str


class ApproveWriteOff(DisposalAct, frozen=True, kw_only=True):
    """A third person approves (WO-05)."""

    RULE: ClassVar[str] = "approve-write-off"


class RejectWriteOff(DisposalAct, frozen=True, kw_only=True):
    """The proposal is turned down."""

    RULE: ClassVar[str] = "reject-write-off"


class RecordWriteOffReview(DisposalAct, frozen=True, kw_only=True):
    """The yearly audit or report was made (WO-09)."""

    RULE: ClassVar[str] = "record-write-off-review"
    review: str
    report_id: str


class ConvertToEquity(DisposalAct, frozen=True, kw_only=True):
    """The claim or a part becomes shares (DIS-12)."""

    RULE: ClassVar[str] = "convert-to-equity"
    equity_id: str
    regulator_approval_id: str | None
    amount: Money


class RemitDebt(DisposalAct, frozen=True, kw_only=True):
    """The whole claim is given up (DIS-19)."""

    RULE: ClassVar[str] = "remit-debt"
    approval_id: str

"""Officers' commands to guarantee, as the rules take them. ``RULE`` names the act in the policy."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Component, Money
from services.kit.acts import Act
from services.kit.conduct.asked import Conduct


class GuaranteeAct(Act, frozen=True, kw_only=True):
    """An officer's command; ``RULE`` is its name in the policy's ``acts``."""

    RULE: ClassVar[str]


class OfGuarantor(GuaranteeAct, frozen=True, kw_only=True):
    """An act about one guarantor (GU-46)."""

    guarantor_id: str


class RegisterGuarantee(OfGuarantor, frozen=True, kw_only=True):
    """A guarantee was signed (GUA-02)."""

    RULE: ClassVar[str] = "register-guarantee"
    kind: str | None = None
    guarantor_kind: str | None = None
    cap: Money | None = None
    share_percent: str | None = None
    period_ends_on: date | None = None
    period_months: int | None = None
    period_unclear: bool = False
    signed_on: date
    document_id: str
    scope: tuple[Component, ...] = ()
    recourse_agreed: bool = False
    order_agreed: bool = False
    assignment_barred: bool = False


class CheckEligibility(OfGuarantor, frozen=True, kw_only=True):
    """What the guarantor was found to be (GU-02)."""

    RULE: ClassVar[str] = "check-eligibility"
    guarantor_kind: str
    document_id: str


class ReplaceSecurity(GuaranteeAct, frozen=True, kw_only=True):
    """New lawful security in the place of another (GUA-22)."""

    RULE: ClassVar[str] = "replace-security"
    old_id: str
    new_id: str
    document_id: str


class SendRiskWarning(OfGuarantor, frozen=True, kw_only=True):
    """The legal risk was told (GUA-07)."""

    RULE: ClassVar[str] = "send-risk-warning"
    document_id: str
    method: str
    data_fields: tuple[str, ...] = ()
    contact_id: str | None = None
    conduct: Conduct | None = None


class NotifyGuarantor(OfGuarantor, frozen=True, kw_only=True):
    """The arrears were told (GUA-08)."""

    RULE: ClassVar[str] = "notify-guarantor"
    contact_id: str
    method: str
    data_fields: tuple[str, ...] = ()


class ServeGuarantorDemand(OfGuarantor, frozen=True, kw_only=True):
    """He was asked to pay (GUA-09); ``done_on`` is the day of service."""

    RULE: ClassVar[str] = "serve-guarantor-demand"
    document_id: str
    method: str
    proof: str
    amount: Money
    contact_id: str | None = None


class RecordInterview(OfGuarantor, frozen=True, kw_only=True):
    """He was interviewed (GUA-14)."""

    RULE: ClassVar[str] = "record-interview"
    record_id: str
    signed: bool
    address_confirmed: bool
    contact_id: str | None = None


class VerifyAddress(OfGuarantor, frozen=True, kw_only=True):
    """His address was found (GUA-13)."""

    RULE: ClassVar[str] = "verify-address"
    source: str
    document_id: str


class RecordRefusal(OfGuarantor, frozen=True, kw_only=True):
    """He refused or can't be found."""

    RULE: ClassVar[str] = "record-refusal"
    ground: str
    search_record_id: str | None = None


class RecordConsent(OfGuarantor, frozen=True, kw_only=True):
    """His written consent (GU-11, GU-12)."""

    RULE: ClassVar[str] = "record-consent"
    subject: str
    document_id: str


class RecordDefenceRemoved(OfGuarantor, frozen=True, kw_only=True):
    """He may refuse no longer (GU-05)."""

    RULE: ClassVar[str] = "record-defence-removed"
    ground: str
    document_id: str


class OfCollateral(GuaranteeAct, frozen=True, kw_only=True):
    """An act about one piece of collateral."""

    collateral_id: str


class RegisterCollateral(OfCollateral, frozen=True, kw_only=True):
    """Collateral was charged."""

    RULE: ClassVar[str] = "register-collateral"
    kind: str
    owner_id: str | None = None
    rank: int | None = None
    document_id: str


class RecordValuation(OfCollateral, frozen=True, kw_only=True):
    """It was valued (GUA-18)."""

    RULE: ClassVar[str] = "record-valuation"
    value: Money
    report_id: str


class ReportImpairment(OfCollateral, frozen=True, kw_only=True):
    """It lost value (GUA-19)."""

    RULE: ClassVar[str] = "report-impairment"
    cause: str
    value: Money
    document_id: str


class RequestAdditionalSecurity(OfCollateral, frozen=True, kw_only=True):
    """Further security is asked for (GUA-21)."""

    RULE: ClassVar[str] = "request-additional-security"
    due_on: date
    document_id: str


class RecordAdditionalSecurity(OfCollateral, frozen=True, kw_only=True):
    """Further security was given or not (GUA-21)."""

    RULE: ClassVar[str] = "record-additional-security"
    provided: bool
    security_id: str | None = None
    document_id: str


class RealiseSecurity(OfCollateral, frozen=True, kw_only=True):
    """It is to be turned into money (GUA-24)."""

    RULE: ClassVar[str] = "realise-security"
    document_id: str


class ReleaseCollateral(OfCollateral, frozen=True, kw_only=True):
    """The charge is given back (GUA-22)."""

    RULE: ClassVar[str] = "release-collateral"
    ground: str
    document_id: str

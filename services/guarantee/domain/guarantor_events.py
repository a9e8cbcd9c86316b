"""What happened with a guarantor: registration and officers' acts (B.4). None is judged again."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Component, Money
from services.guarantee.policy import GuaranteeKind
from services.kit.conduct.asked import Conduct
from services.kit.conduct.blocked import BlockedAct
from services.kit.domain import DomainEvent


class Done(DomainEvent, frozen=True, kw_only=True):
    """An officer's act under the edition ``policy_id``."""

    requested_by: str
    role: str
    reason: str
    approved_by: str | None
    approver_role: str | None
    policy_id: str


class GuaranteeLiabilityRegistered(DomainEvent, frozen=True, kw_only=True):
    """A guarantor stands for the loan (GUA-02), as the contract of ``signed_on`` says.

    ``kind_agreed`` is False when the kind was not agreed or unclear and the law's default stands
    (GU-04). ``registered_by`` is None for what came with the loan.
    """

    NAME: ClassVar[str] = "guarantee.GuaranteeLiabilityRegistered"
    guarantor_id: str
    kind: GuaranteeKind
    kind_agreed: bool
    guarantor_kind: str | None
    cap: Money | None
    share_percent: str | None
    period_ends_on: date | None
    period_months: int | None
    period_unclear: bool
    signed_on: date
    document_id: str | None
    scope: tuple[Component, ...]
    recourse_agreed: bool
    order_agreed: bool
    assignment_barred: bool
    policy_id: str
    registered_by: str | None


class SecurityUnreadable(DomainEvent, frozen=True, kw_only=True):
    """A work item: the ``place``-th guarantee or piece of collateral sent with a loan can't be read."""

    NAME: ClassVar[str] = "guarantee.SecurityUnreadable"
    list: str
    place: int
    field: str
    problem: str


class GuarantorEligibilityChecked(DomainEvent, frozen=True, kw_only=True):
    """Whether he may be a guarantor (GU-02); a failed check makes the guarantee void until corrected.

    ``checked_by`` is None for the check at intake.
    """

    NAME: ClassVar[str] = "guarantee.GuarantorEligibilityChecked"
    guarantor_id: str
    guarantor_kind: str
    passed: bool
    rule: str
    document_id: str | None
    checked_by: str | None
    approved_by: str | None = None
    policy_id: str


class SecurityReplaced(Done, frozen=True, kw_only=True):
    """New lawful security took the place of one (GUA-22); counts as ``form`` preservation."""

    NAME: ClassVar[str] = "guarantee.SecurityReplaced"
    old_id: str
    new_id: str
    document_id: str
    form: str


class GuarantorStep(Done, frozen=True, kw_only=True):
    """An act about one guarantor (GU-46)."""

    guarantor_id: str


class GuarantorRiskWarningSent(GuarantorStep, frozen=True, kw_only=True):
    """He was told of the legal risk (GUA-07)."""

    NAME: ClassVar[str] = "guarantee.GuarantorRiskWarningSent"
    document_id: str
    method: str
    data_fields: tuple[str, ...]
    contact_id: str | None = None
    conduct: Conduct | None = None


class ProhibitedActionBlocked(BlockedAct, frozen=True, kw_only=True):
    """A warning that may not be was refused (catalogue section 9); it changes nothing."""

    NAME: ClassVar[str] = "guarantee.ProhibitedActionBlocked"


class GuarantorNotified(GuarantorStep, frozen=True, kw_only=True):
    """He was told of the arrears (GUA-08)."""

    NAME: ClassVar[str] = "guarantee.GuarantorNotified"
    contact_id: str
    method: str
    data_fields: tuple[str, ...]


class GuarantorDemandServed(GuarantorStep, frozen=True, kw_only=True):
    """He was asked to pay on ``effective_on``, with proof of service (GUA-09, GU-09).

    ``contested``: the earlier of the two ends of the period was over. ``defence_open``: he may
    refuse until the debtor was enforced against (GU-05). ``debtor_collateral``: the debtor's own
    collateral, which comes first when no order was agreed (GU-19).
    """

    NAME: ClassVar[str] = "guarantee.GuarantorDemandServed"
    document_id: str
    method: str
    proof: str
    amount: Money
    contested: bool
    defence_open: bool
    debtor_collateral: tuple[str, ...]
    contact_id: str | None = None


class GuarantorInterviewHeld(GuarantorStep, frozen=True, kw_only=True):
    """He was interviewed and signed the record and his address (GUA-14)."""

    NAME: ClassVar[str] = "guarantee.GuarantorInterviewHeld"
    record_id: str
    contact_id: str | None = None


class GuarantorAddressVerified(GuarantorStep, frozen=True, kw_only=True):
    """His address was found from a lawful source (GUA-13)."""

    NAME: ClassVar[str] = "guarantee.GuarantorAddressVerified"
    source: str
    document_id: str


class GuarantorRefused(GuarantorStep, frozen=True, kw_only=True):
    """He refused or can't be found: the case against him goes to law (B.4)."""

    NAME: ClassVar[str] = "guarantee.GuarantorRefused"
    ground: str
    search_record_id: str | None


class GuarantorConsented(GuarantorStep, frozen=True, kw_only=True):
    """His written consent to a change of the debt, or to an assignment (GU-11, GU-12)."""

    NAME: ClassVar[str] = "guarantee.GuarantorConsented"
    subject: str
    document_id: str


class DefenceRemoved(GuarantorStep, frozen=True, kw_only=True):
    """A general guarantor may refuse no longer (GU-05)."""

    NAME: ClassVar[str] = "guarantee.DefenceRemoved"
    ground: str
    document_id: str


AnyGuarantorStep = (
    GuarantorRiskWarningSent
    | GuarantorNotified
    | GuarantorDemandServed
    | GuarantorInterviewHeld
    | GuarantorAddressVerified
    | GuarantorRefused
    | GuarantorConsented
    | DefenceRemoved
    | GuarantorEligibilityChecked
)

"""What officers ask of guarantee: registers, checks, demands, interviews, collateral."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.acts import Act
from contracts.conduct import Touching
from contracts.message import Code, GivenDay, Identifier, Message, YesNo, open_list
from contracts.values import Component, GivenMoney

GuarantorKind = Annotated[
    Code,
    open_list(
        "natural_person",
        "company",
        "guarantee_company",
        "counter_guarantor",
        "joint_household",
        "third_party",
        "state_organ",
        "public_interest_body",
    ),
]
Percent = Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,4})?$")]
"""A share of 100, as a decimal string: ``"50"``, ``"33.33"``."""

Proof = Annotated[Code, open_list("signed", "delivery_record", "publication_copy", "none")]
Method = Annotated[Code, open_list("personal", "post", "electronic", "publication")]


class OfGuarantor(Act):
    """An act about one guarantor: a claim on one is none on the others (GU-46)."""

    guarantor_id: Identifier


class RegisterGuarantee(OfGuarantor):
    """A guarantee was signed (GUA-02). What is left out was not agreed.

    ``period_unclear``: the contract says "until principal and interest are paid" or the like
    (GU-49). ``scope``: components guaranteed, all when empty (GU-07). ``recourse_agreed``: the
    guarantors agreed on recourse among them (GU-34). ``order_agreed``: an order between guarantee
    and collateral was agreed (GU-19). ``assignment_barred``: GU-12.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.register-guarantee.v1"

    kind: Annotated[Code, open_list("general", "joint")] | None = None
    guarantor_kind: GuarantorKind | None = None
    cap: GivenMoney | None = None
    share_percent: Percent | None = None
    period_ends_on: GivenDay | None = None
    period_months: Annotated[int, Field(strict=True, ge=0, le=1200)] | None = None
    period_unclear: YesNo = False
    signed_on: GivenDay
    document_id: Identifier
    scope: tuple[Component, ...] = ()
    recourse_agreed: YesNo = False
    order_agreed: YesNo = False
    assignment_barred: YesNo = False


class CheckEligibility(OfGuarantor):
    """Whether the guarantor may be one (GU-02): what he was found to be."""

    TYPE: ClassVar[str] = "postloan.guarantee.check-eligibility.v1"

    guarantor_kind: GuarantorKind
    document_id: Identifier


class ReplaceSecurity(Act):
    """New lawful security takes the place of one that is void (GUA-22)."""

    TYPE: ClassVar[str] = "postloan.guarantee.replace-security.v1"

    old_id: Identifier
    new_id: Identifier
    document_id: Identifier


class SendRiskWarning(OfGuarantor, Touching):
    """The guarantor was told of the legal risk (GUA-07).

    ``contact_id``: of the contact that collection's conduct gate let through; needed in arrears.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.send-risk-warning.v1"
    SCHEMA: ClassVar[str] = "1.2.0"

    document_id: Identifier
    method: Method
    data_fields: tuple[Code, ...] = ()
    contact_id: Identifier | None = None


class NotifyGuarantor(OfGuarantor):
    """The guarantor's side was told of the arrears, to collect together (GUA-08)."""

    TYPE: ClassVar[str] = "postloan.guarantee.notify-guarantor.v1"

    contact_id: Identifier
    method: Annotated[Code, open_list("phone", "personal", "post", "electronic")]
    data_fields: tuple[Code, ...] = ()


class ServeGuarantorDemand(OfGuarantor):
    """The guarantor was asked to pay; ``done_on`` is the day of service (GUA-09, GU-09).

    ``contact_id``: of the contact that collection's conduct gate let through; needed but for a
    publication, which touches nobody.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.serve-guarantor-demand.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    document_id: Identifier
    method: Method
    proof: Proof
    amount: GivenMoney
    contact_id: Identifier | None = None


class RecordInterview(OfGuarantor):
    """The guarantor was interviewed and signed the record and his address (GUA-14).

    ``contact_id``: of the contact that collection's conduct gate let through; needed.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.record-interview.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    record_id: Identifier
    signed: YesNo
    address_confirmed: YesNo
    contact_id: Identifier | None = None


class VerifyAddress(OfGuarantor):
    """His address was found from a lawful source (GUA-13)."""

    TYPE: ClassVar[str] = "postloan.guarantee.verify-address.v1"

    source: Annotated[
        Code, open_list("contract_address", "register", "court_inquiry", "own_statement")
    ]
    document_id: Identifier


class RecordRefusal(OfGuarantor):
    """He refused to pay or can't be found: to law (B.4)."""

    TYPE: ClassVar[str] = "postloan.guarantee.record-refusal.v1"

    ground: Annotated[Code, open_list("refused", "not_found")]
    search_record_id: Identifier | None = None


class RecordConsent(OfGuarantor):
    """His written consent to a change of the debt or to an assignment (GU-11, GU-12).

    ``subject``: the change's number, or ``assignment``.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.record-consent.v1"

    subject: Identifier
    document_id: Identifier


class RecordDefenceRemoved(OfGuarantor):
    """A general guarantor may no longer refuse until the debtor was enforced against (GU-05)."""

    TYPE: ClassVar[str] = "postloan.guarantee.record-defence-removed.v1"

    ground: Annotated[
        Code,
        open_list("debtor_missing", "bankruptcy_accepted", "assets_insufficient", "waived"),
    ]
    document_id: Identifier


class OfCollateral(Act):
    """An act about one piece of collateral."""

    collateral_id: Identifier


class RegisterCollateral(OfCollateral):
    """Collateral was charged (GUA-23)."""

    TYPE: ClassVar[str] = "postloan.guarantee.register-collateral.v1"

    kind: Code
    owner_id: Identifier | None = None
    rank: Annotated[int, Field(ge=1, strict=True)] | None = None
    document_id: Identifier


class RecordValuation(OfCollateral):
    """It was valued, or valued anew (GUA-18)."""

    TYPE: ClassVar[str] = "postloan.guarantee.record-valuation.v1"

    value: GivenMoney
    report_id: Identifier


class ReportImpairment(OfCollateral):
    """It lost value or was damaged (GUA-19)."""

    TYPE: ClassVar[str] = "postloan.guarantee.report-impairment.v1"

    cause: Code
    value: GivenMoney
    document_id: Identifier


class RequestAdditionalSecurity(OfCollateral):
    """Further security was asked for, by a day (GUA-19, GUA-21)."""

    TYPE: ClassVar[str] = "postloan.guarantee.request-additional-security.v1"

    due_on: GivenDay
    document_id: Identifier


class RecordAdditionalSecurity(OfCollateral):
    """Further security was given, or not (GUA-21); ``security_id`` is what was given."""

    TYPE: ClassVar[str] = "postloan.guarantee.record-additional-security.v1"

    provided: YesNo
    security_id: Identifier | None = None
    document_id: Identifier


class RealiseSecurity(OfCollateral):
    """It is to be turned into money (GUA-24)."""

    TYPE: ClassVar[str] = "postloan.guarantee.realise-security.v1"

    document_id: Identifier


class ReleaseCollateral(OfCollateral):
    """The charge is given back because other security took its place (GUA-22)."""

    TYPE: ClassVar[str] = "postloan.guarantee.release-collateral.v1"

    ground: Annotated[Code, open_list("replaced")]
    document_id: Identifier


RULED = frozenset({"guarantor_kind", "ground", "method"})
"""Words on which a rule hangs: of these fields an unknown member is refused."""

ACTS: tuple[type[Message], ...] = (
    RegisterGuarantee,
    CheckEligibility,
    ReplaceSecurity,
    SendRiskWarning,
    NotifyGuarantor,
    ServeGuarantorDemand,
    RecordInterview,
    VerifyAddress,
    RecordRefusal,
    RecordConsent,
    RecordDefenceRemoved,
    RegisterCollateral,
    RecordValuation,
    ReportImpairment,
    RequestAdditionalSecurity,
    RecordAdditionalSecurity,
    RealiseSecurity,
    ReleaseCollateral,
)

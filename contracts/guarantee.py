"""What guarantee publishes: guarantors and collateral, demands, payments, releases (担保责任).

``entry`` and ``corrects`` number what a late or reversed payment, or an act that is known late,
makes guarantee judge again: payments, recourse, releases. Officers' acts bear no number.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.acts import AboutLoan, BlockedAct, Decision
from contracts.message import (
    Code,
    Day,
    Group,
    Identifier,
    Message,
    Positive,
    Whole,
    YesNo,
    open_list,
)
from contracts.values import Component, Money

GuaranteeKind = Annotated[Code, open_list("general", "joint")]
ReleaseReason = Annotated[
    Code, open_list("period_expired", "loan_settled", "paid_in_full", "transferred", "invalid")
]


class SentGuarantee(Group):
    """A guarantee as core banking sends it with a loan; other fields are passed over."""

    guarantor_id: Identifier
    kind: Code | None = None
    guarantor_kind: Code | None = None
    cap: Money | None = None
    share_percent: Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,4})?$")] | Whole | None = None
    period_ends_on: Day | None = None
    period_months: Annotated[int, Field(strict=True, ge=0, le=1200)] | None = None
    period_unclear: YesNo | None = None
    signed_on: Day | None = None
    document_id: Identifier | None = None
    scope: tuple[Component, ...] | None = None
    recourse_agreed: YesNo | None = None
    order_agreed: YesNo | None = None
    assignment_barred: YesNo | None = None


class SentCollateral(Group):
    """A piece of collateral as core banking sends it with a loan."""

    collateral_id: Identifier
    kind: Code | None = None
    owner_id: Identifier | None = None
    rank: Positive | None = None
    value: Money | None = None
    valued_on: Day | None = None
    document_id: Identifier | None = None


class GuaranteeRegistered(AboutLoan):
    """A guarantor stands for the loan (GUA-02).

    Told again when a release is undone: he stands again from ``effective_on`` on.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.guarantee-registered.v1"

    guarantor_id: Identifier
    kind: GuaranteeKind
    cap: Money | None = None
    period_ends_on: Day | None = None


class GuarantorNotified(AboutLoan):
    """The guarantor's side knows of the arrears (GUA-08)."""

    TYPE: ClassVar[str] = "postloan.guarantee.guarantor-notified.v1"

    guarantor_id: Identifier


class GuarantorDemandServed(AboutLoan):
    """The guarantor was asked to pay (GUA-09)."""

    TYPE: ClassVar[str] = "postloan.guarantee.guarantor-demand-served.v1"

    guarantor_id: Identifier
    served_on: Day
    proof: Code
    amount: Money


class GuarantorPaid(AboutLoan):
    """A guarantor paid, in part or in full (GUA-28); what he may ask back is recorded (GU-16)."""

    TYPE: ClassVar[str] = "postloan.guarantee.guarantor-paid.v1"

    guarantor_id: Identifier
    receipt_id: Identifier
    amount: Money
    in_full: bool
    recourse_total: Money
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class Contribution(Group):
    """What a guarantor who paid may ask of another one (GU-17, GU-34)."""

    guarantor_id: Identifier
    amount: Money


class RecourseRightRecorded(Decision):
    """What a guarantor who paid may ask back: of the debtor, and of the other guarantors (GU-16).

    ``amount`` is that of this payment, ``total`` that of all his payments; ``contributions`` are
    what the others owe him of the total.
    """

    TYPE: ClassVar[str] = "postloan.guarantee.recourse-right-recorded.v1"

    guarantor_id: Identifier
    receipt_id: Identifier
    amount: Money
    total: Money
    contributions: tuple[Contribution, ...] = ()


class GuaranteeReleased(AboutLoan):
    """The guarantor is free (GU-09, GUA-B.4)."""

    TYPE: ClassVar[str] = "postloan.guarantee.guarantee-released.v1"

    guarantor_id: Identifier
    reason: ReleaseReason
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class EntriesWithdrawn(Decision):
    """Entries that a late fact undid and nothing replaces."""

    TYPE: ClassVar[str] = "postloan.guarantee.entries-withdrawn.v1"


class CollateralChanged(AboutLoan):
    """Collateral was pledged, valued, impaired, supplemented, realised, received or released; or it went
    to the buyer with the claim."""

    TYPE: ClassVar[str] = "postloan.guarantee.collateral-changed.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    collateral_id: Identifier
    state: Annotated[
        Code,
        open_list(
            "pledged",
            "valued",
            "impaired",
            "supplemented",
            "in_realisation",
            "auctioned",
            "received_in_satisfaction",
            "released",
            "transferred",
        ),
    ]
    value: Money | None = None


class ProhibitedActionBlocked(BlockedAct):
    """A warning that may not be was refused; it is never sent (catalogue section 9)."""

    TYPE: ClassVar[str] = "postloan.guarantee.prohibited-action-blocked.v1"


PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    GuaranteeRegistered: ("collection", "litigation", "disposal"),
    GuarantorNotified: (),
    GuarantorDemandServed: (),
    GuarantorPaid: (),
    RecourseRightRecorded: (),
    GuaranteeReleased: ("collection", "litigation", "disposal"),
    EntriesWithdrawn: (),
    CollateralChanged: ("litigation", "disposal"),
    ProhibitedActionBlocked: (),
}

"""What collection publishes: cases, contacts, notices, promises, plans, referrals (催收).

``entry`` and ``corrects`` number what a late or reversed payment makes collection judge again. A
case that opens or closes, a promise, a plan, a recovery bear them; officers' acts do not.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import AboutLoan, BlockedAct, Decision
from contracts.message import Code, Day, Identifier, Message, Positive, YesNo, open_list
from contracts.values import Money

Cause = Annotated[
    Code,
    open_list(
        "operating_loss",
        "goods_sold_not_paid",
        "illness_or_accident",
        "technical",
        "unwilling",
        "policy_closure",
        "other",
    ),
]
ServiceMethod = Annotated[
    Code, open_list("personal", "post", "electronic", "publication", "account_debit")
]
Proof = Annotated[Code, open_list("signed", "delivery_record", "publication_copy", "none")]


class CollectionCaseOpened(AboutLoan):
    """The customer's case took this loan in (COL-01)."""

    TYPE: ClassVar[str] = "postloan.collection.case-opened.v1"

    case_id: Identifier
    trigger: Annotated[Code, open_list("overdue", "death", "disappeared", "accelerated")]
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class CollectionCaseClosed(AboutLoan):
    """The case is over for this loan: cured, settled, written off, transferred (B.3)."""

    TYPE: ClassVar[str] = "postloan.collection.case-closed.v1"

    case_id: Identifier
    outcome: Annotated[
        Code, open_list("cured", "settled", "written_off", "transferred", "remitted")
    ]
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class ArrearsCauseRecorded(AboutLoan):
    """Why it is in arrears (CLS-18 to CLS-26)."""

    TYPE: ClassVar[str] = "postloan.collection.arrears-cause-recorded.v1"

    cause: Cause


class DemandNoticeServed(AboutLoan):
    """A notice reached the borrower (COL-10); with proof it interrupts limitation (LM-07).

    ``contact_id``: the contact by which it was served; left out by earlier releases.
    """

    TYPE: ClassVar[str] = "postloan.collection.demand-notice-served.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    notice_id: Identifier
    served_on: Day
    method: ServiceMethod
    proof: Proof
    amount: Money
    contact_id: Identifier | None = None


class ContactMade(AboutLoan):
    """Any other contact that the conduct gate let through, with its outcome (COL-52).

    One with a guarantor is told as ``GuarantorContacted``, a notice that was served as
    ``DemandNoticeServed``. Nothing personal is told: no number, no name, no summary.
    """

    TYPE: ClassVar[str] = "postloan.collection.contact-made.v1"

    contact_id: Identifier
    channel: Code
    target_role: Code
    result: Code
    identity_verified: YesNo


class GuarantorContactDue(AboutLoan):
    """The timeline calls for the guarantor's side beside the borrower (GUA-08)."""

    TYPE: ClassVar[str] = "postloan.collection.guarantor-contact-due.v1"

    case_id: Identifier
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class GuarantorContacted(AboutLoan):
    """A contact with a guarantor that the conduct gate let through, with its outcome (GUA-12).

    ``identity_verified``: he was asked who he is (COL-47); left out by earlier releases.
    """

    TYPE: ClassVar[str] = "postloan.collection.guarantor-contacted.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    contact_id: Identifier
    guarantor_id: Identifier
    channel: Code
    result: Code
    identity_verified: YesNo | None = None


class GuarantorDemandRequested(AboutLoan):
    """After service on the borrower the guarantor is to be asked to pay (COL-12, GUA-09)."""

    TYPE: ClassVar[str] = "postloan.collection.guarantor-demand-requested.v1"

    case_id: Identifier
    notice_id: Identifier


class LegalReferralMade(AboutLoan):
    """The case goes to law (COL-13): after an attempt to talk, or without one for a reason."""

    TYPE: ClassVar[str] = "postloan.collection.legal-referral-made.v1"

    case_id: Identifier
    ground: Code
    attempts: tuple[Identifier, ...]


class PromiseJudged(Decision):
    """A promise to pay was made, kept, partly kept or broken (COL-114)."""

    TYPE: ClassVar[str] = "postloan.collection.promise-judged.v1"

    promise_id: Identifier
    due_on: Day
    amount: Money
    outcome: Annotated[Code, open_list("made", "kept", "partly_kept", "broken", "withdrawn")]


class PlanJudged(Decision):
    """A repayment plan was agreed, broken or completed (COL-104, COL-35)."""

    TYPE: ClassVar[str] = "postloan.collection.plan-judged.v1"

    plan_id: Identifier
    outcome: Annotated[Code, open_list("agreed", "broken", "completed", "amended")]
    signed: bool


class ProhibitedActionBlocked(BlockedAct):
    """An act that may not be was refused; it is never a contact (catalogue section 9)."""

    TYPE: ClassVar[str] = "postloan.collection.prohibited-action-blocked.v1"


class LongOverdueMarked(Decision):
    """The loan is overdue for so long that it is noted for the care after the case (COL-137)."""

    TYPE: ClassVar[str] = "postloan.collection.long-overdue-marked.v1"

    days_past_due: int


class RecoveryRecognised(Decision):
    """Money came in on a loan of an open case: net of costs it is a recovery (COL-130, way 1)."""

    TYPE: ClassVar[str] = "postloan.collection.recovery-recognised.v1"

    recovery_id: Identifier
    way: Annotated[Code, open_list("cash")]
    gross: Money
    cost: Money
    net: Money


class EntriesWithdrawn(Decision):
    """Entries that a late fact undid and nothing replaces."""

    TYPE: ClassVar[str] = "postloan.collection.entries-withdrawn.v1"


class ComplianceCaseOpened(AboutLoan):
    """Blocked acts of one person came too often, or a complaint names a banned conduct."""

    TYPE: ClassVar[str] = "postloan.collection.compliance-case-opened.v1"

    person_id: Identifier
    ground: Annotated[Code, open_list("repeated_blocked_acts", "complaint")]
    blocked_acts: int


PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    CollectionCaseOpened: (),
    CollectionCaseClosed: (),
    ArrearsCauseRecorded: ("classification",),
    ContactMade: ("disposal",),
    DemandNoticeServed: ("guarantee", "litigation", "disposal"),
    GuarantorContactDue: ("guarantee",),
    GuarantorContacted: ("guarantee", "disposal"),
    GuarantorDemandRequested: ("guarantee",),
    LegalReferralMade: ("litigation",),
    PromiseJudged: (),
    PlanJudged: ("litigation",),
    ProhibitedActionBlocked: (),
    LongOverdueMarked: (),
    RecoveryRecognised: (),
    EntriesWithdrawn: ("guarantee", "litigation"),
    ComplianceCaseOpened: (),
}

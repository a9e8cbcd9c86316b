"""Officers' commands as the rules take them: promises, plans, hand-over, agencies, law.

``RULE`` names the act in the policy's roles. Contacts and other gated acts are in ``touches``.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.kit.acts import Act
from services.kit.conduct.asked import Conduct
from services.kit.domain import Frozen


class CollectionAct(Act, frozen=True, kw_only=True):
    """An officer's command; ``RULE`` is its name in the policy's ``acts``."""

    RULE: ClassVar[str]


class PlanPart(Frozen, frozen=True):
    """One part of a repayment plan."""

    due_on: date
    amount: Money


class RecordConsent(CollectionAct, frozen=True, kw_only=True):
    """The debtor agreed, or a third person offered or was authorised."""

    RULE: ClassVar[str] = "record-consent"
    consent_id: str
    kind: str
    party_id: str | None
    document_id: str


class RevokeConsent(CollectionAct, frozen=True, kw_only=True):
    """A consent is taken back."""

    RULE: ClassVar[str] = "revoke-consent"
    consent_id: str


class RecordArrearsCause(CollectionAct, frozen=True, kw_only=True):
    """Why the loan is in arrears."""

    RULE: ClassVar[str] = "record-arrears-cause"
    cause: str


class RecordPromise(CollectionAct, frozen=True, kw_only=True):
    """A promise with date, half-day, hour and amount."""

    RULE: ClassVar[str] = "record-promise"
    promise_id: str
    due_on: date
    half_day: str
    hour: str
    amount: Money


class WithdrawPromise(CollectionAct, frozen=True, kw_only=True):
    """A promise is taken back before it is due."""

    RULE: ClassVar[str] = "withdraw-promise"
    promise_id: str


class ProposePlan(CollectionAct, frozen=True, kw_only=True):
    """A repayment plan is proposed."""

    RULE: ClassVar[str] = "propose-plan"
    plan_id: str
    total: Money
    parts: tuple[PlanPart, ...]


class AgreePlan(CollectionAct, frozen=True, kw_only=True):
    """The debtor agrees to the plan."""

    RULE: ClassVar[str] = "agree-plan"
    plan_id: str
    documents: tuple[str, ...]
    signed: bool
    recording_id: str | None


class AmendPlan(CollectionAct, frozen=True, kw_only=True):
    """What remains of the plan is put otherwise."""

    RULE: ClassVar[str] = "amend-plan"
    plan_id: str
    total: Money
    parts: tuple[PlanPart, ...]


class HandOverCase(CollectionAct, frozen=True, kw_only=True):
    """The case goes to a dedicated unit and its team."""

    RULE: ClassVar[str] = "hand-over-case"
    to_unit: str
    summary: str
    team: tuple[str, ...]
    anchor: str
    hard_case: str | None


class RequestFieldVisit(CollectionAct, frozen=True, kw_only=True):
    """The phone is not enough."""

    RULE: ClassVar[str] = "request-field-visit"
    ground: str


class EvaluateAgency(CollectionAct, frozen=True, kw_only=True):
    """An agency was evaluated."""

    RULE: ClassVar[str] = "evaluate-agency"
    agency_id: str
    report_id: str
    covers: tuple[str, ...]


class PauseCase(CollectionAct, frozen=True, kw_only=True):
    """A dispute, hardship or complaint holds the case."""

    RULE: ClassVar[str] = "pause-case"
    ground: str
    against: str | None
    tags: tuple[str, ...]


class ResumeCase(CollectionAct, frozen=True, kw_only=True):
    """What held the case is answered; without ``ground`` the one kind that is unanswered."""

    RULE: ClassVar[str] = "resume-case"
    answer: str
    ground: str | None = None


class ReferToLaw(CollectionAct, frozen=True, kw_only=True):
    """The case goes to law."""

    RULE: ClassVar[str] = "refer-to-law"
    ground: str
    expected_cost: Money
    expected_recovery: Money


class TransferToPreservation(CollectionAct, frozen=True, kw_only=True):
    """Preservation leads from here."""

    RULE: ClassVar[str] = "transfer-to-preservation"
    to_unit: str


class ReportCircumstances(CollectionAct, frozen=True, kw_only=True):
    """The front line reports a change after the transfer."""

    RULE: ClassVar[str] = "report-circumstances"
    change: str


class SendCreditNotice(CollectionAct, frozen=True, kw_only=True):
    """The person is told before the report."""

    RULE: ClassVar[str] = "send-credit-notice"
    notice_id: str
    conduct: Conduct | None = None


class SubmitCreditReport(CollectionAct, frozen=True, kw_only=True):
    """The arrears are reported to the credit bureau."""

    RULE: ClassVar[str] = "submit-credit-report"
    report_id: str


class AddBlacklistEntry(CollectionAct, frozen=True, kw_only=True):
    """The customer is listed."""

    RULE: ClassVar[str] = "add-blacklist-entry"
    entry_id: str
    ground: str
    scope: str
    review_on: date
    notice_id: str


class RemoveBlacklistEntry(CollectionAct, frozen=True, kw_only=True):
    """The entry goes."""

    RULE: ClassVar[str] = "remove-blacklist-entry"
    entry_id: str

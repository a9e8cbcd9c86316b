"""What was done with the case itself, as events: hand-over, agency, pause, law, lists; blocked acts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.collection.domain.done import Done, TalkDone
from services.collection.domain.undertakings import PlanDone, PromiseDone
from services.kit.conduct.asked import Conduct
from services.kit.conduct.blocked import BlockedAct
from services.kit.domain import DomainEvent


class CaseHandedOver(Done, frozen=True, kw_only=True):
    """A dedicated unit has the case; the successor can judge it from the record (COL-57).

    ``review_every`` so many days the team's progress is reviewed (XCT-15).
    """

    NAME: ClassVar[str] = "collection.CaseHandedOver"
    to_unit: str
    summary: str
    team: tuple[str, ...]
    anchor: str
    hard_case: str | None
    open_promises: tuple[str, ...]
    review_every: int


class FieldVisitRequested(Done, frozen=True, kw_only=True):
    """A visit is asked for because the phone is not enough (COL-19)."""

    NAME: ClassVar[str] = "collection.FieldVisitRequested"
    ground: str


class CasePlacedWithAgency(Done, frozen=True, kw_only=True):
    """An agency has the case, until its licence ends at the latest.

    ``evaluate_by``: the last day of its evaluation, by the law ``evaluate_article`` if there is one."""

    NAME: ClassVar[str] = "collection.CasePlacedWithAgency"
    agency_id: str
    licence_id: str
    licence_ends_on: date
    agreement_id: str
    data_fields: tuple[str, ...]
    evaluate_by: date
    evaluate_article: str | None = None


class AgencyEvaluated(Done, frozen=True, kw_only=True):
    """The agency was evaluated. ``evaluate_by``: the last day of the next one; None when none is due
    before the licence ends."""

    NAME: ClassVar[str] = "collection.AgencyEvaluated"
    agency_id: str
    report_id: str
    covers: tuple[str, ...]
    evaluate_by: date | None
    evaluate_article: str | None = None


class CasePaused(Done, frozen=True, kw_only=True):
    """Only limited contact until it is answered. A complaint: by ``answer_by``, by the law
    ``answer_article`` if there is one."""

    NAME: ClassVar[str] = "collection.CasePaused"
    ground: str
    against: str | None
    tags: tuple[str, ...]
    answer_by: date | None
    answer_article: str | None = None


class CaseResumed(Done, frozen=True, kw_only=True):
    """What was brought up on ``ground`` is answered; without one, everything is."""

    NAME: ClassVar[str] = "collection.CaseResumed"
    answer: str
    ground: str | None = None


class LegalReferralMade(Done, frozen=True, kw_only=True):
    """The case goes to law; ``attempts`` are the contacts that tried to talk (COL-143)."""

    NAME: ClassVar[str] = "collection.LegalReferralMade"
    ground: str
    attempts: tuple[str, ...]
    expected_cost: Money
    expected_recovery: Money


class CaseTransferredToPreservation(Done, frozen=True, kw_only=True):
    """Preservation leads; the front line follows (COL-138)."""

    NAME: ClassVar[str] = "collection.CaseTransferredToPreservation"
    to_unit: str


class CircumstanceChangeReported(Done, frozen=True, kw_only=True):
    """The front line saw a change."""

    NAME: ClassVar[str] = "collection.CircumstanceChangeReported"
    change: str


class AdverseCreditNoticeSent(Done, frozen=True, kw_only=True):
    """The person was told before the report (XCT-57)."""

    NAME: ClassVar[str] = "collection.AdverseCreditNoticeSent"
    notice_id: str
    conduct: Conduct | None = None


class CreditReportSubmitted(Done, frozen=True, kw_only=True):
    """The arrears stand at the credit bureau."""

    NAME: ClassVar[str] = "collection.CreditReportSubmitted"
    report_id: str
    notice_id: str


class BlacklistEntryAdded(Done, frozen=True, kw_only=True):
    """The customer is listed until the review at least looks at it."""

    NAME: ClassVar[str] = "collection.BlacklistEntryAdded"
    entry_id: str
    ground: str
    scope: str
    review_on: date
    notice_id: str


class BlacklistEntryRemoved(Done, frozen=True, kw_only=True):
    """The customer is listed no longer."""

    NAME: ClassVar[str] = "collection.BlacklistEntryRemoved"
    entry_id: str


class ProhibitedActionBlocked(BlockedAct, frozen=True, kw_only=True):
    """An act that may not be was refused, before a case (``case_id`` empty) or in one."""

    NAME: ClassVar[str] = "collection.ProhibitedActionBlocked"
    processed_on: date


class ComplianceCaseOpened(DomainEvent, frozen=True, kw_only=True):
    """A person's acts are looked into: repeated blocked ones, or a complaint of banned conduct."""

    NAME: ClassVar[str] = "collection.ComplianceCaseOpened"
    processed_on: date
    person_id: str
    ground: str
    blocked_acts: int


StepDone = (
    CaseHandedOver
    | FieldVisitRequested
    | CasePlacedWithAgency
    | AgencyEvaluated
    | CasePaused
    | CaseResumed
    | LegalReferralMade
    | CaseTransferredToPreservation
    | CircumstanceChangeReported
    | AdverseCreditNoticeSent
    | CreditReportSubmitted
    | BlacklistEntryAdded
    | BlacklistEntryRemoved
)
AnyDone = TalkDone | PromiseDone | PlanDone | StepDone
Watched = ProhibitedActionBlocked | ComplianceCaseOpened

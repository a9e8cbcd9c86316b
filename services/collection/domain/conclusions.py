"""What collection concludes from facts, acts and time: the case, timelines, judgements.

Conclusions are entries: a payment that comes late or is reversed may withdraw them, and the entry
that takes their place names them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.kit.domain import DomainEvent, Entry, Frozen


class Conclusion(Entry, frozen=True, kw_only=True):
    """Concluded on the bank's day ``processed_on``."""

    processed_on: date


class CollectionCaseOpened(Conclusion, frozen=True, kw_only=True):
    """The customer's case took the loan in (COL-01, COL-02)."""

    NAME: ClassVar[str] = "collection.CollectionCaseOpened"
    case_id: str
    trigger: str


class CollectionCaseClosed(Conclusion, frozen=True, kw_only=True):
    """The case is over for the loan."""

    NAME: ClassVar[str] = "collection.CollectionCaseClosed"
    case_id: str
    outcome: str


class CaseMoved(Conclusion, frozen=True, kw_only=True):
    """The case is in this state of B.3. ``place``: the how manyth move of its day. ``until``: the
    last day of a cure's watch. ``resumes``: the state in which it was paused, to go back to; what
    happens meanwhile moves that on. Of a plan made at law, the stage to which its end leads back."""

    NAME: ClassVar[str] = "collection.CaseMoved"
    case_id: str
    place: int
    state: str
    previous: str | None
    why: str
    until: date | None = None
    resumes: str | None = None


class PlannedStep(Frozen, frozen=True):
    """A step to do ``on`` a day: ``counted`` from the due date, moved when it rolls.

    ``calendar`` is ``unpublished`` when working days of that time are not known yet.
    """

    step: str
    on: date
    counted: date
    rule: str
    guarantor: bool
    done_by: tuple[str, ...]
    calendar: str


class TimelinePlanned(Conclusion, frozen=True, kw_only=True):
    """What is to be done on the loan and when, counted from the due date ``due_since`` (POL-02)."""

    NAME: ClassVar[str] = "collection.TimelinePlanned"
    case_id: str
    timeline: str
    due_since: date
    daily_after_service: bool
    steps: tuple[PlannedStep, ...]
    policy_id: str


class GuarantorContactDue(Conclusion, frozen=True, kw_only=True):
    """The guarantor's side is to be told beside the borrower (GUA-08)."""

    NAME: ClassVar[str] = "collection.GuarantorContactDue"
    case_id: str


class LongOverdueMarked(Conclusion, frozen=True, kw_only=True):
    """The loan is overdue for so long that it is noted (COL-137)."""

    NAME: ClassVar[str] = "collection.LongOverdueMarked"
    days_past_due: int
    policy_id: str


class PromiseJudged(Conclusion, frozen=True, kw_only=True):
    """A promise was kept, partly kept or broken: ``paid`` of ``amount`` by ``due_on``."""

    NAME: ClassVar[str] = "collection.PromiseJudged"
    promise_id: str
    due_on: date
    amount: Money
    outcome: str
    paid: Money


class PlanJudged(Conclusion, frozen=True, kw_only=True):
    """A plan was broken at its part ``part``, or completed."""

    NAME: ClassVar[str] = "collection.PlanJudged"
    plan_id: str
    outcome: str
    part: int | None
    signed: bool


class RecoveryRecognised(Conclusion, frozen=True, kw_only=True):
    """Money came in on a loan of an open case; ``net`` of costs it is a recovery (COL-130)."""

    NAME: ClassVar[str] = "collection.RecoveryRecognised"
    recovery_id: str
    gross: Money
    cost: Money
    net: Money


class EntriesWithdrawn(Conclusion, frozen=True, kw_only=True):
    """Entries undone by a late fact, with nothing in their place."""

    NAME: ClassVar[str] = "collection.EntriesWithdrawn"


class ReviewPlanned(DomainEvent, frozen=True, kw_only=True):
    """The next day on which time alone may change something for this customer; None when no day."""

    NAME: ClassVar[str] = "collection.ReviewPlanned"
    processed_on: date
    review_on: date | None
    reason: str


AnyDraft = (
    CollectionCaseOpened
    | CollectionCaseClosed
    | CaseMoved
    | TimelinePlanned
    | GuarantorContactDue
    | LongOverdueMarked
    | PromiseJudged
    | PlanJudged
    | RecoveryRecognised
)
AnyConclusion = AnyDraft | EntriesWithdrawn

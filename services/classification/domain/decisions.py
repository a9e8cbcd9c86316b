"""What classification concludes: classes, observations, and the next day worth a look.

Conclusions are entries: a late fact may withdraw them, and the entry that does so names them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from contracts.values import Money, RiskClass
from services.classification.domain.conclusion import Conclusion
from services.classification.domain.done import AnyDone
from services.classification.domain.facts import AnyFact
from services.classification.domain.tier_events import AnyTierEvent
from services.kit.domain import DomainEvent, Frozen

MarkKind = Literal["started", "broken", "completed"]
CureKind = Literal["revitalised", "lapsed"]


class Contagion(Frozen, frozen=True, kw_only=True):
    """Who pulled the loan down to ``at_least``, and by which share of the obligor's claims.

    ``non_performing_minor`` of ``total_minor`` are principal outstanding in minor units of
    ``currency`` on that day, by own merit; zero of zero when the rule asks for no share.
    """

    rule: str
    at_least: RiskClass
    from_loans: tuple[str, ...]
    non_performing_minor: int = 0
    total_minor: int = 0
    currency: str = ""


class BalanceUsed(Frozen, frozen=True, kw_only=True):
    """A principal that went into a share; ``monitoring_entry`` is None for the sum disbursed."""

    loan_id: str
    minor: int
    effective_on: date
    monitoring_entry: int | None


class Inputs(Frozen, frozen=True, kw_only=True):
    """What the class was concluded from, with the times of each input.

    Days past due are those of ``as_of``; ``arrears_entry`` is monitoring's entry that they come
    from, true from ``arrears_effective_on`` and booked on ``arrears_recorded_on``.
    """

    as_of: date
    days_past_due: int
    overdue_since: date | None = None
    arrears_entry: int | None = None
    arrears_effective_on: date | None = None
    arrears_recorded_on: date | None = None
    expert_since: date | None = None
    balances: tuple[BalanceUsed, ...] = ()


class Overridden(Frozen, frozen=True, kw_only=True):
    """The classes that other rules gave on that day and that did not win; None when they agree."""

    day_floor: RiskClass | None = None
    own_merit: RiskClass | None = None
    contagion: RiskClass | None = None
    expert: RiskClass | None = None


class LoanClassified(Conclusion, frozen=True, kw_only=True):
    """From ``effective_on`` on the loan has this class, for these reasons.

    A new one is written when class, own merit, the loans that pull or the reasons change, and in its place
    when what is learned late changes which classes did not win on its day;
    ``previous_class`` is None on the loan's first day. ``provision_percent`` of the principal then
    outstanding, ``principal``, is set aside for it (CLS-09); a balance that moves within a class is
    no news. Both are None in entries from before provisions were kept.
    """

    NAME: ClassVar[str] = "classification.LoanClassified"
    risk_class: RiskClass
    previous_class: RiskClass | None
    own_merit: RiskClass
    non_performing: bool
    contagion: Contagion | None
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    policy_id: str
    inputs: Inputs
    overridden: Overridden
    provision_percent: int | None = None
    principal: Money | None = None


class Watch(Frozen, frozen=True, kw_only=True):
    """An observation: since when, how long (by the first day's edition), when complete."""

    started_on: date
    months_end: date
    periods: int
    completed_on: date | None = None


class ObservationEntry(Conclusion, frozen=True, kw_only=True):
    """What an observation's events share; ``observation_ends_on`` as expected that day."""

    KIND: ClassVar[MarkKind]
    watch: Watch
    reason: str
    rule: str
    policy_id: str
    observation_ends_on: date | None


class ObservationStarted(ObservationEntry, frozen=True, kw_only=True):
    """Nothing is overdue any more: the regular payments are counted from here."""

    NAME: ClassVar[str] = "classification.ObservationStarted"
    KIND: ClassVar[MarkKind] = "started"


class ObservationBroken(ObservationEntry, frozen=True, kw_only=True):
    """The observation ends without success; another one starts from nothing."""

    NAME: ClassVar[str] = "classification.ObservationBroken"
    KIND: ClassVar[MarkKind] = "broken"


class ObservationCompleted(ObservationEntry, frozen=True, kw_only=True):
    """The observation was kept; an approval may lift the class from here on."""

    NAME: ClassVar[str] = "classification.ObservationCompleted"
    KIND: ClassVar[MarkKind] = "completed"


class CureEntry(Conclusion, frozen=True, kw_only=True):
    """What became of a cure test that was passed on ``tested_on``."""

    KIND: ClassVar[CureKind]
    tested_on: date
    reason: str
    rule: str
    policy_id: str


class LoanRevitalised(CureEntry, frozen=True, kw_only=True):
    """Out of a non-performing class with the whole revitalisation test true on the day (CLS-41)."""

    NAME: ClassVar[str] = "classification.LoanRevitalised"
    KIND: ClassVar[CureKind] = "revitalised"


class CureLapsed(CureEntry, frozen=True, kw_only=True):
    """A converted loan missed an instalment: it counts as converted no longer (CLS-43)."""

    NAME: ClassVar[str] = "classification.CureLapsed"
    KIND: ClassVar[CureKind] = "lapsed"


class ClassesWithdrawn(Conclusion, frozen=True, kw_only=True):
    """Entries of the loan undone by a late fact, with nothing in their place: what was concluded
    before ``effective_on``, the earliest one's day, goes on."""

    NAME: ClassVar[str] = "classification.ClassesWithdrawn"


class ReviewPlanned(DomainEvent, frozen=True, kw_only=True):
    """The next day on which time alone may change something for this obligor; None when no day.

    Kept as an event because it follows from policies, which neither ``evolve`` nor the agenda
    read.
    """

    NAME: ClassVar[str] = "classification.ReviewPlanned"
    processed_on: date
    review_on: date | None
    reason: str


AnyObservation = ObservationStarted | ObservationBroken | ObservationCompleted
AnyCure = LoanRevitalised | CureLapsed
ClassificationEvent = (
    AnyFact
    | AnyDone
    | LoanClassified
    | AnyObservation
    | AnyCure
    | AnyTierEvent
    | ClassesWithdrawn
    | ReviewPlanned
)

"""Events of the loan's post-loan file: what officers did and what was missed.

They stand in the loan's stream beside the ledger and never move it. None is an entry: the state of
the file is worked out anew from them and from the ledger, so a late payment withdraws none of them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.kit.conduct.asked import Conduct
from services.monitoring.domain.news_events import News, Note


class Deed(Note, frozen=True, kw_only=True):
    """An officer's deed, done on ``effective_on``. ``policy_id``: the edition that allowed it."""

    by: str
    reason: str
    approved_by: str | None = None
    policy_id: str = ""


class PostLoanReviewCompleted(Deed, frozen=True, kw_only=True):
    """What the borrower supplied was compared with reality (MON-07); documents on file (MON-08)."""

    NAME: ClassVar[str] = "monitoring.PostLoanReviewCompleted"
    documents: tuple[str, ...]
    discrepancies: tuple[str, ...] = ()


class RiskSignalRaised(Deed, frozen=True, kw_only=True):
    """Something that may harm repayment was seen (MON-38 to MON-51)."""

    NAME: ClassVar[str] = "monitoring.RiskSignalRaised"
    signal_id: str
    codes: tuple[str, ...]
    inspection_id: str | None = None


class SignalAcknowledged(Deed, frozen=True, kw_only=True):
    """The unit that must act has taken notice (MON-50)."""

    NAME: ClassVar[str] = "monitoring.SignalAcknowledged"
    signal_id: str


class SignalDismissed(Deed, frozen=True, kw_only=True):
    """It was nothing; ``reason`` says why."""

    NAME: ClassVar[str] = "monitoring.SignalDismissed"
    signal_id: str


class RiskDisposalOpinionIssued(Deed, frozen=True, kw_only=True):
    """Measures on ``signals``, to be carried out by ``rectify_by`` (MON-53 to MON-55).

    ``grade``, ``unit`` and ``post`` are those of the control that is breached otherwise (MON-56).
    """

    NAME: ClassVar[str] = "monitoring.RiskDisposalOpinionIssued"
    opinion_id: str
    measures: tuple[str, ...]
    inspect_every_months: int | None = None
    rectify_by: date | None = None
    signals: tuple[str, ...] = ()
    grade: str = ""
    unit: str = ""
    post: str = ""


class RectificationCompleted(Deed, frozen=True, kw_only=True):
    """The measures of an opinion were carried out."""

    NAME: ClassVar[str] = "monitoring.RectificationCompleted"
    opinion_id: str
    measures: tuple[str, ...]


class ControlBreachRecorded(Note, frozen=True, kw_only=True):
    """An opinion's day passed and its measures were not recorded: a control failed (MON-56)."""

    NAME: ClassVar[str] = "monitoring.ControlBreachRecorded"
    opinion_id: str
    grade: str
    unit: str
    post: str
    policy_id: str


class ControlBreachWithdrawn(Note, frozen=True, kw_only=True):
    """The breach of that day was none, as was told late: measures carried out in time, or no loan."""

    NAME: ClassVar[str] = "monitoring.ControlBreachWithdrawn"
    opinion_id: str


class InspectionScheduled(Deed, frozen=True, kw_only=True):
    """An inspection shall be held by ``due_on``."""

    NAME: ClassVar[str] = "monitoring.InspectionScheduled"
    inspection_id: str
    due_on: date
    mode: str


class InspectionCompleted(Deed, frozen=True, kw_only=True):
    """An inspection was held (MON-27). ``clean_needed``: so many clean ones end closer watching."""

    NAME: ClassVar[str] = "monitoring.InspectionCompleted"
    inspection_id: str
    mode: str
    clean: bool
    findings: tuple[str, ...] = ()
    clean_needed: int = 0


class InspectionMissed(Note, frozen=True, kw_only=True):
    """A scheduled inspection was not recorded by the end of its day."""

    NAME: ClassVar[str] = "monitoring.InspectionMissed"
    inspection_id: str


class BorrowerLifeEventReported(Deed, frozen=True, kw_only=True):
    """Something happened in the borrower's life (MON-52), or is over (``recovered``)."""

    NAME: ClassVar[str] = "monitoring.BorrowerLifeEventReported"
    life_event: str


class ReminderRecorded(Deed, frozen=True, kw_only=True):
    """The borrower was reminded of a due date and its amount, provably or not (MON-12 to MON-17)."""

    NAME: ClassVar[str] = "monitoring.ReminderRecorded"
    reminder_id: str
    kind: str
    due_on: date
    amount: Money
    channel: str
    delivered: bool
    receipt: str | None = None
    funding: str | None = None
    conduct: Conduct | None = None


class ReminderPreferenceSet(Deed, frozen=True, kw_only=True):
    """How the borrower wants to be reminded (MON-14)."""

    NAME: ClassVar[str] = "monitoring.ReminderPreferenceSet"
    channel: str
    automatic: bool


class CounsellingHeld(Deed, frozen=True, kw_only=True):
    """Care after a recovery (MON-61)."""

    NAME: ClassVar[str] = "monitoring.CounsellingHeld"
    conduct: Conduct | None = None


AnyDeed = (
    PostLoanReviewCompleted
    | RiskSignalRaised
    | SignalAcknowledged
    | SignalDismissed
    | RiskDisposalOpinionIssued
    | RectificationCompleted
    | InspectionScheduled
    | InspectionCompleted
    | BorrowerLifeEventReported
    | ReminderRecorded
    | ReminderPreferenceSet
    | CounsellingHeld
)

Breach = ControlBreachRecorded | ControlBreachWithdrawn
FileEvent = AnyDeed | Breach | InspectionMissed | News

"""Officers' deeds for a loan's post-loan file: who may, in which state, and what a rule adds.

The state is that of the deed's own day, so a deed reported late is judged by what it was done in.
"""

from __future__ import annotations

from typing import TypeVar

from services.kit.acts import check_act, check_currency, check_day, check_news, check_since
from services.kit.conduct.asked import kept
from services.kit.domain import Rejected, changed
from services.monitoring.domain.commands import Perform
from services.monitoring.domain.conduct import blocked
from services.monitoring.domain.file import File, standing_breaches
from services.monitoring.domain.file_events import (
    AnyDeed,
    BorrowerLifeEventReported,
    ControlBreachWithdrawn,
    CounsellingHeld,
    InspectionCompleted,
    InspectionScheduled,
    PostLoanReviewCompleted,
    RectificationCompleted,
    ReminderPreferenceSet,
    ReminderRecorded,
    RiskDisposalOpinionIssued,
    RiskSignalRaised,
    SignalAcknowledged,
    SignalDismissed,
)
from services.monitoring.domain.file_guards import completed
from services.monitoring.domain.file_walk import file_after
from services.monitoring.domain.state import Loan
from services.monitoring.domain.turns import turns_of
from services.monitoring.domain.work_items import ProhibitedActionBlocked
from services.monitoring.policy import MonitoringBook

D = TypeVar("D", bound=AnyDeed)

ACTS: dict[type[AnyDeed], str] = {
    PostLoanReviewCompleted: "complete-review",
    RiskSignalRaised: "raise-signal",
    SignalAcknowledged: "acknowledge-signal",
    SignalDismissed: "dismiss-signal",
    RiskDisposalOpinionIssued: "issue-opinion",
    RectificationCompleted: "complete-rectification",
    InspectionScheduled: "schedule-inspection",
    InspectionCompleted: "complete-inspection",
    BorrowerLifeEventReported: "report-life-event",
    ReminderRecorded: "record-reminder",
    ReminderPreferenceSet: "set-reminder-preference",
    CounsellingHeld: "hold-counselling",
}
"""The name under which the policy says who may."""


def performed(
    act: Perform, loan: Loan, policies: MonitoringBook
) -> tuple[AnyDeed | ControlBreachWithdrawn | ProhibitedActionBlocked, ...]:
    """The deed as it is filed, or as a blocked act.

    ``Rejected`` when somebody else, something else or another state.
    """
    edition = policies.in_force(act.as_of)
    name = ACTS[type(act.deed)]
    if edition.file is None or name not in edition.acts:
        raise Rejected("act_unknown", f"{edition.policy_id} says nobody who may {name}")
    if loan.opened is None:
        raise Rejected("loan_unknown", f"loan {act.loan_id} is not open here (B.1)")
    check_day(act)
    check_since(act, loan.opened.effective_on)
    check_currency(act, loan.opened.principal.currency)
    wrong = blocked(act, name, edition)
    if wrong is not None:
        return (wrong,)
    check_act(act, edition.acts[name])
    deed = completed(_without_text(act.deed), loan, _file_on(act, loan), edition.file)
    check_news(deed, loan.file)
    return (changed(deed, policy_id=edition.policy_id), *_no_breach(deed, loan))


def _without_text(deed: AnyDeed) -> AnyDeed:
    if isinstance(deed, ReminderRecorded | CounsellingHeld):
        return changed(deed, conduct=kept(deed.conduct))
    return deed


def _no_breach(deed: AnyDeed, loan: Loan) -> tuple[ControlBreachWithdrawn, ...]:
    """A breach that a rectification done in time, but recorded late, shows to be none."""
    if not isinstance(deed, RectificationCompleted):
        return ()
    return tuple(
        ControlBreachWithdrawn(
            loan_id=note.loan_id, effective_on=note.effective_on, opinion_id=note.opinion_id
        )
        for note in standing_breaches(loan.file)
        if note.opinion_id == deed.opinion_id and deed.effective_on <= note.effective_on
    )


def _file_on(act: Perform, loan: Loan) -> File:
    assert loan.opened is not None
    day = act.day
    turns = turns_of(loan.entries, loan.arrears)
    return file_after(
        (note for note in loan.file if note.effective_on <= day),
        (turn for turn in turns if turn.on <= day),
        loan.opened.effective_on,
    )

"""Classification of one obligor's loans: commands in, events out.

One stream per obligor, because contagion makes the class of one loan a question about all of them.
Pure: no clock, no database, no broker, no logger. Every number arrives in dated policies.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never, get_args

from services.classification.domain.acts import (
    AnyAct,
    ClassificationAct,
)
from services.classification.domain.annex import EMPTY
from services.classification.domain.changes import next_review
from services.classification.domain.decisions import ClassificationEvent, ReviewPlanned
from services.classification.domain.deeds import deed
from services.classification.domain.differences import differences
from services.classification.domain.done import AnyDone
from services.classification.domain.drafts import Cause
from services.classification.domain.evolution import evolve
from services.classification.domain.facts import (
    AnyFact,
    InstallmentPaidNoted,
    InterestNoted,
    LeavingGoneNoted,
    LeavingNoted,
    LiquidationNoted,
    LoanTaken,
    MirroredFact,
    ScheduleNoted,
    SignalNoted,
)
from services.classification.domain.interest import numbered, says_nothing_new
from services.classification.domain.judgement import judge
from services.classification.domain.officers import (
    ApproveUpgrade,
    OverrideClass,
    WithdrawOverride,
    order,
)
from services.classification.domain.signals import cited
from services.classification.domain.state import LoanFile, Obligor
from services.classification.policy import ClassificationBook
from services.kit.domain import Command, Decider, Due


class TakeFact(Command, frozen=True, kw_only=True):
    """Monitoring said something about a loan, put in our words; taken on ``as_of``."""

    fact: AnyFact


class TimeReached(Command, frozen=True, kw_only=True):
    """The business day ``as_of`` is over. ``since``: the days from it on are judged by an edition that was
    perhaps not there when a fact had them judged.
    """

    since: date | None = None


ClassificationCommand = (
    TakeFact | TimeReached | OverrideClass | WithdrawOverride | ApproveUpgrade | AnyAct
)


def decide(
    command: ClassificationCommand, obligor: Obligor, policies: ClassificationBook
) -> tuple[ClassificationEvent, ...]:
    """The fact itself and what follows from it; nothing for a fact that is already known."""
    match command:
        case TakeFact(fact=fact):
            if _is_known(fact, obligor):
                return ()
            known = cited(fact, policies) if isinstance(fact, SignalNoted) else fact
            return _with_consequences(numbered(known, obligor), obligor, policies)
        case TimeReached(as_of=day, since=since):
            first = min(_unjudged_from(obligor, day), since or date.max)
            return _consequences((), obligor, policies, first, Cause(day, day))
        case OverrideClass() | WithdrawOverride() | ApproveUpgrade():
            judged = _judged_up_to(command.as_of, obligor, policies)
            return _with_consequences(order(command, judged, policies), obligor, policies)
        case ClassificationAct():
            judged = _judged_up_to(command.as_of, obligor, policies)
            return _with_consequences(deed(command, judged, policies), obligor, policies)
    assert_never(command)


def _is_known(fact: AnyFact, obligor: Obligor) -> bool:
    if isinstance(fact, LiquidationNoted):
        return obligor.liquidated_on is not None and obligor.liquidated_on <= fact.effective_on
    file = obligor.loans.get(fact.loan_id)
    if file is None:
        return isinstance(fact, InterestNoted) and says_nothing_new(fact, EMPTY)
    if isinstance(fact, LoanTaken):
        return file.taken is not None
    if isinstance(fact, ScheduleNoted):
        return any(plan.change_id == fact.change_id for plan in file.plans)
    if isinstance(fact, InterestNoted):
        return says_nothing_new(fact, file.annex)
    if isinstance(fact, MirroredFact):
        return fact.monitoring_entry <= file.newest and fact.monitoring_entry in file.seen()
    if isinstance(fact, SignalNoted):
        return any(each.signal_id == fact.signal_id for each in file.annex.signals)
    return isinstance(fact, LeavingNoted) and fact in file.annex.leavings


def _with_consequences(
    fact: AnyFact | AnyDone, obligor: Obligor, policies: ClassificationBook
) -> tuple[ClassificationEvent, ...]:
    first = min(_first_touched(fact, obligor), _unjudged_from(obligor, fact.processed_on))
    cause = Cause(fact.processed_on, fact.recorded_on)
    return _consequences((fact,), obligor, policies, first, cause)


def _first_touched(fact: AnyFact | AnyDone, obligor: Obligor) -> date:
    """The earliest day whose inputs the fact changes."""
    days = [fact.effective_on]
    if isinstance(fact, InstallmentPaidNoted):
        days.append(fact.paid_on)
    if isinstance(fact, MirroredFact) and fact.monitoring_corrects:
        file = obligor.loans.get(fact.loan_id) or LoanFile(loan_id=fact.loan_id)
        gone = fact.monitoring_corrects
        days.extend(day for entry, day in file.mirrored() if entry in gone)
    if isinstance(fact, LeavingNoted | LeavingGoneNoted) and fact.disposal_corrects:
        file = obligor.loans.get(fact.loan_id) or LoanFile(loan_id=fact.loan_id)
        left = file.annex.leavings
        days.extend(
            each.effective_on for each in left if each.disposal_entry in fact.disposal_corrects
        )
    return min(days)


def _unjudged_from(obligor: Obligor, day: date) -> date:
    """The first day that is not judged yet; ``day`` while nothing is known."""
    return day if obligor.judged_to is None else obligor.judged_to + timedelta(days=1)


def _consequences(
    facts: tuple[AnyFact | AnyDone, ...],
    obligor: Obligor,
    policies: ClassificationBook,
    first: date,
    cause: Cause,
) -> tuple[ClassificationEvent, ...]:
    """``facts``, then what they and the days from ``first`` on change, then the next review.

    Days are judged up to the day of the deciding, never later; days judged before stay judged.
    """
    events: list[ClassificationEvent] = list(facts)
    after = decider.fold(facts, obligor)
    last = max(cause.processed_on, obligor.judged_to or cause.processed_on)
    drafts = judge(after, policies, first, last, cause)
    for entry in differences(after, drafts, first, cause):
        events.append(entry)
        after = evolve(after, entry)
    review = next_review(after, policies, last)
    if review != obligor.review:
        events.append(_planned(review, obligor, facts, cause))
    return tuple(events)


def _planned(
    review: Due | None, obligor: Obligor, facts: tuple[AnyFact | AnyDone, ...], cause: Cause
) -> ReviewPlanned:
    """The plan bears the number of the loan whose fact made it, or made the one before."""
    return ReviewPlanned(
        loan_id=facts[0].loan_id if facts else obligor.review_loan,
        effective_on=cause.processed_on,
        processed_on=cause.processed_on,
        review_on=None if review is None else review.on,
        reason="nothing_to_come" if review is None else review.reason,
    )


def _judged_up_to(day: date, obligor: Obligor, policies: ClassificationBook) -> Obligor:
    """The obligor as it stands on ``day`` if the day ended now."""
    first = _unjudged_from(obligor, day)
    return decider.fold(_consequences((), obligor, policies, first, Cause(day, day)), obligor)


def agenda(obligor: Obligor) -> tuple[Due, ...]:
    """The one day on which time alone may change something."""
    return () if obligor.review is None else (obligor.review,)


decider: Decider[ClassificationCommand, Obligor, ClassificationEvent, ClassificationBook] = (
    Decider(
        initial=Obligor(),
        decide=decide,
        evolve=evolve,
        agenda=agenda,
        events=get_args(ClassificationEvent),
    )
)

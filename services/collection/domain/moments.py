"""What moves a case, day by day: arrears, exits, acts and judgements, in one order.

Within a day: what opens a case, acts in the order they were taken, judgements, cure, exits.
An answer moves the case when nothing else is unanswered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from services.collection.domain.conclusions import PlanJudged, PromiseJudged
from services.collection.domain.done import (
    ArrearsCauseRecorded,
    CollectionCallMade,
    DemandNoticeServed,
    SiteVisitCompleted,
)
from services.collection.domain.facts import (
    ArrearsNoted,
    DisposalNoted,
    LifeEventNoted,
    StandingNoted,
)
from services.collection.domain.loan_file import LoanFile
from services.collection.domain.pauses import held_after
from services.collection.domain.state import Customer
from services.collection.domain.steps import (
    AnyDone,
    CaseHandedOver,
    CasePaused,
    CasePlacedWithAgency,
    CaseResumed,
    CaseTransferredToPreservation,
    FieldVisitRequested,
    LegalReferralMade,
)
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    PromiseWithdrawn,
    RepaymentPlanAgreed,
)

OPENS, ACTS, JUDGES, CURES, LEAVES = "1 opens", "2 acts", "3 judges", "4 cures", "5 leaves"
FATAL: Final = ("death", "disappeared")
STANDS: Final = "stands"
"""Somebody stands for the loan as guarantor from this day on."""

DOES: Final[dict[type, str]] = {
    PromiseToPayMade: "promise_made",
    PromiseWithdrawn: "promise_withdrawn",
    RepaymentPlanAgreed: "plan_agreed",
    DemandNoticeServed: "notice_served",
    CaseHandedOver: "handed_over",
    FieldVisitRequested: "field_visit",
    CasePlacedWithAgency: "with_agency",
    CasePaused: "paused",
    CaseResumed: "resumed",
    LegalReferralMade: "referred",
    CaseTransferredToPreservation: "to_preservation",
}


class Moment(NamedTuple):
    """Something that may move the case.

    ``since``: the due date of arrears that begin; ``promise_id``: the promise that it is about.
    """

    on: date
    rank: str
    what: str
    loan_id: str
    since: date | None = None
    promise_id: str = ""


def moments(
    customer: Customer,
    promises: list[PromiseJudged],
    plans: list[PlanJudged],
    to: date,
    after: date = date.min,
) -> list[Moment]:
    """All moments ``after`` a day up to ``to`` in their order."""
    found: list[Moment] = []
    for loan_id in sorted(customer.loans):
        found.extend(_of_loan(customer.loans[loan_id]))
    held: list[CasePaused] = []
    for act in customer.done:
        held = held_after(held, act)
        if not (held and isinstance(act, CaseResumed)):
            found.extend(_of_act(act))
    found += [
        Moment(
            each.effective_on,
            JUDGES,
            f"promise_{each.outcome}",
            each.loan_id,
            promise_id=each.promise_id,
        )
        for each in promises
    ]
    found += [
        Moment(each.effective_on, JUDGES, f"plan_{each.outcome}", each.loan_id) for each in plans
    ]
    return sorted((each for each in found if after < each.on <= to), key=lambda each: each[:2])


def may_open(file: LoanFile) -> bool:
    """Whether anything of the loan can ever have opened a case: most loans are never looked at."""
    overdue = any(row.overdue_since is not None for row in file.of(ArrearsNoted))
    return overdue or bool(file.lives) or any(each.accelerated_on for each in file.claims)


def _of_loan(file: LoanFile) -> Iterator[Moment]:
    for row in file.numbered:
        if isinstance(row, ArrearsNoted):
            if row.overdue_since is None:
                yield Moment(row.effective_on, CURES, "current", file.loan_id)
            else:
                yield Moment(row.effective_on, OPENS, "overdue", file.loan_id, row.overdue_since)
        elif isinstance(row, DisposalNoted):
            yield Moment(row.effective_on, LEAVES, row.outcome, file.loan_id)
        elif isinstance(row, StandingNoted) and row.settled:
            yield Moment(row.effective_on, LEAVES, "settled", file.loan_id)
    for life in file.lives:
        yield from _of_life(life)
    for one in file.guarantors:
        if one.stands:
            yield Moment(one.effective_on, ACTS, STANDS, file.loan_id)
    if file.told is not None and file.told.accelerated_on is not None:
        yield Moment(file.told.accelerated_on, OPENS, "accelerated", file.loan_id)


def _of_life(life: LifeEventNoted) -> Iterator[Moment]:
    if life.life_event in FATAL:
        yield Moment(life.effective_on, OPENS, life.life_event, life.loan_id)
    elif life.life_event == "recovered":
        yield Moment(life.effective_on, CURES, "recovered", life.loan_id)


def _of_act(act: AnyDone) -> Iterator[Moment]:
    on, loan_id = act.effective_on, act.loan_id
    if isinstance(act, CollectionCallMade | SiteVisitCompleted):
        if act.to_debtor and isinstance(act, SiteVisitCompleted):
            yield Moment(on, ACTS, "visited", loan_id)
        if act.to_debtor and act.effective:
            yield Moment(on, ACTS, "contacted", loan_id)
    elif isinstance(act, ArrearsCauseRecorded):
        if act.cause == "technical":
            yield Moment(on, ACTS, "technical", loan_id)
    elif type(act) in DOES:
        name = act.promise_id if isinstance(act, PromiseToPayMade | PromiseWithdrawn) else ""
        yield Moment(on, ACTS, DOES[type(act)], loan_id, promise_id=name)

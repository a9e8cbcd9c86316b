"""The steps of a loan's timeline as days (POL-01, POL-02).

D0 is the due date, 'after n days' is due + n; visits and service move to the next working day,
counters do not. Where working days are not published yet the counted day stands and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.collection.domain.conclusions import PlannedStep, TimelinePlanned
from services.collection.domain.done import (
    CollectionCallMade,
    Contacted,
    DemandNoticeServed,
    Done,
    SiteVisitCompleted,
)
from services.collection.domain.referral import referral
from services.collection.domain.state import Customer
from services.collection.policy import CollectionPolicy, Step
from services.kit.days import period_end
from services.kit.holidays import rolled

NOTICE, REFERRAL = "notice", "referral"
DOES: dict[str, type[Done]] = {
    "call": CollectionCallMade,
    "visit": SiteVisitCompleted,
    NOTICE: DemandNoticeServed,
}
ONE_DAY = timedelta(days=1)
UNROLLED = "calendar_days"
"""The calendar of a step that no holiday moves."""


class OpenStep(NamedTuple):
    """A step that is still to be done, and the day it is due."""

    on: date
    step: str
    rule: str


def planned_steps(
    edition: CollectionPolicy, timeline: str, since: date
) -> tuple[PlannedStep, ...]:
    """The timeline's steps counted from the due date ``since``."""
    return tuple(_planned(step, since) for step in edition.timelines[timeline].steps)


def _planned(step: Step, since: date) -> PlannedStep:
    counted = period_end(since, step.after.value, "calendar_day")
    on, calendar = counted, UNROLLED
    if step.rolls:
        moved = rolled(counted)
        on, calendar = moved.on, "published" if moved.known else "unpublished"
    return PlannedStep(step.step, on, counted, step.rule, step.guarantor, step.done_by, calendar)


def timeline_of(customer: Customer, loan_id: str, day: date) -> TimelinePlanned | None:
    """The loan's timeline on ``day``."""
    found = [each for each in customer.live(TimelinePlanned, day) if each.loan_id == loan_id]
    return found[-1] if found else None


def open_steps(customer: Customer, planned: TimelinePlanned, day: date) -> Iterator[OpenStep]:
    """Steps that nobody has done by ``day``; then the daily call, when none was made today.

    A step is done by an act of its kind from its counted day on; an act does one step of a kind.
    The debtor is called and visited about all his loans; a notice is about one. A referral counts
    from whatever day it stands.
    """
    used: set[int] = set()
    for step in planned.steps:
        if not _done(customer, planned.loan_id, step, day, used):
            yield OpenStep(step.on, step.step, step.rule)
    served = [
        each for each in customer.acts(DemandNoticeServed, day) if each.loan_id == planned.loan_id
    ]
    if planned.daily_after_service and served and served[-1].effective_on >= planned.due_since:
        calls = customer.acts(CollectionCallMade, day)
        called = {each.effective_on for each in calls if _to_debtor(each)}
        first = max(served[-1].effective_on + ONE_DAY, day)
        yield OpenStep(first + ONE_DAY if first in called else first, "daily_call", "COL-11")


def _to_debtor(act: Done) -> bool:
    return isinstance(act, Contacted) and act.to_debtor


def _done(customer: Customer, loan_id: str, step: PlannedStep, day: date, used: set[int]) -> bool:
    for kind in step.done_by:
        if kind == REFERRAL and referral(customer, loan_id, day) is not None:
            return True
        acts: list[Done] = [] if kind == REFERRAL else customer.acts(DOES[kind], day)
        for act in acts:
            ours = act.loan_id == loan_id if kind == NOTICE else _to_debtor(act)
            if ours and act.effective_on >= step.counted and id(act) not in used:
                used.add(id(act))
                return True
    return False

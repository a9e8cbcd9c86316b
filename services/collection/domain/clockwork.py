"""What time does to a case: timelines planned, guarantors to be told, long arrears marked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from services.collection.domain import case
from services.collection.domain.conclusions import (
    AnyDraft,
    GuarantorContactDue,
    LongOverdueMarked,
    PlannedStep,
    TimelinePlanned,
)
from services.collection.domain.moments import Moment
from services.collection.domain.state import Customer
from services.collection.domain.timeline import UNROLLED, planned_steps
from services.collection.policy import CollectionBook, CollectionPolicy, edition_on
from services.kit.domain import Due
from services.kit.holidays import rolled

CONTACT, LONG, CARE = "guarantor_contact", "long_overdue", "cure_watch"


class Timer(NamedTuple):
    """Something that time alone does at the end of ``on``."""

    on: date
    what: str
    loan_id: str


class Clockwork:
    """The drafts of one walk and its timers.

    ``arrears``: the loans in the case, each with the due date it is overdue since. ``spans``: per
    loan the first and last day in a case, None while it is in. ``timed``: the loans with a timeline since
    the case was cured last.
    """

    def __init__(self, customer: Customer, policies: CollectionBook, to: date) -> None:
        self.customer, self.policies, self.to = customer, policies, to
        self.drafts: list[AnyDraft] = []
        self.spans: dict[str, list[tuple[date, date | None]]] = {}
        self.timers: set[Timer] = set()
        self.arrears: dict[str, date | None] = {}
        self.state = "CLOSED"
        self.case_id = ""
        self.marked: set[str] = set()
        self.timed: set[str] = set()
        self._visits: dict[str, PlannedStep] = {}
        self._unvisited: dict[str, PlannedStep] = {}
        self._untold: dict[str, PlannedStep] = {}

    def due(self) -> Due | None:
        """The next day on which time alone changes something."""
        return min((Due(each.on, each.what) for each in self.timers), default=None)

    def edition(self, on: date) -> CollectionPolicy:
        """The edition in force."""
        return edition_on(self.policies, on)

    def draft(self, kind: Any, on: date, loan_id: str, **fields: Any) -> None:
        """A conclusion in the making; the record numbers it."""
        self.drafts.append(
            kind(loan_id=loan_id, effective_on=on, entry=0, processed_on=self.to, **fields)
        )

    def plan(self, each: Moment) -> None:
        """The loan's timeline, from the due date it is overdue since or the day of its trigger."""
        edition, since = self.edition(each.on), each.since or each.on
        taken = self.customer.loans[each.loan_id].taken
        name = edition.choose.other
        if taken is not None:
            name = edition.timeline(taken.product, taken.security)
        steps = planned_steps(edition, name, since)
        self.draft(
            TimelinePlanned,
            each.on,
            each.loan_id,
            case_id=self.case_id,
            timeline=name,
            due_since=since,
            daily_after_service=edition.timelines[name].daily_after_service,
            steps=steps,
            policy_id=edition.policy_id,
        )
        self.timed.add(each.loan_id)
        self.no_visit(each.loan_id)
        for step in steps:
            if step.guarantor:
                self._visits[each.loan_id] = self._unvisited[each.loan_id] = step
                self.timers.add(Timer(max(step.on, each.on), CONTACT, each.loan_id))

    def drop(self, loan_id: str, *kinds: str) -> None:
        """Timers of these kinds of a loan, which no longer run."""
        self.timers = {
            timer for timer in self.timers if timer.loan_id != loan_id or timer.what not in kinds
        }

    def watch_arrears(self, each: Moment) -> None:
        """The day mark of long arrears, from the due date it is overdue since now (COL-137)."""
        self.drop(each.loan_id, LONG)
        if each.loan_id not in self.marked and each.since is not None:
            days = timedelta(days=self.edition(each.on).cases.long_overdue.value)
            self.timers.add(Timer(max(each.since + days, each.on), LONG, each.loan_id))

    def mark_long(self, on: date, loan_id: str) -> None:
        """The loan is long overdue."""
        since = self.arrears.get(loan_id)
        if since is not None:
            self.marked.add(loan_id)
            self.draft(
                LongOverdueMarked,
                on,
                loan_id,
                days_past_due=(on - since).days,
                policy_id=self.edition(on).policy_id,
            )

    def second_visit(self, on: date) -> bool:
        """Whether a visit on this day is the second one, late as it may be: the guarantor's side is told
        with it, where it was not at its own time."""
        visited = [
            loan_id
            for loan_id, step in sorted(self._unvisited.items())
            if loan_id in self.arrears and on >= step.counted
        ]
        for loan_id in visited:
            del self._unvisited[loan_id]
            self.drop(loan_id, CONTACT)
            self.tell_guarantor(on, loan_id)
        return bool(visited)

    def no_visit(self, loan_id: str) -> None:
        """Nobody visits for it, nor tells its guarantors: its arrears are paid (COL-09, GUA-08), or a new
        timeline says when."""
        self.drop(loan_id, CONTACT)
        for steps in (self._visits, self._unvisited, self._untold):
            steps.pop(loan_id, None)

    def tell_guarantor(self, on: date, loan_id: str) -> None:
        """Once per timeline; where nobody stands yet, the duty waits for the first who does."""
        step = self._visits.pop(loan_id, None) or self._untold.pop(loan_id, None)
        if step is None or self.state not in case.ACTIVE:
            return
        if self.customer.loans[loan_id].guarantors_on(on):
            self.draft(GuarantorContactDue, on, loan_id, case_id=self.case_id)
        else:
            self._untold[loan_id] = step

    def guarantor_stands(self, each: Moment) -> None:
        """A guarantor is registered after the day on which he was to be told: he is told at once."""
        step = self._untold.get(each.loan_id)
        if step is not None and each.loan_id in self.arrears:
            on = each.on if step.calendar == UNROLLED else rolled(each.on).on
            self.timers.add(Timer(on, CONTACT, each.loan_id))

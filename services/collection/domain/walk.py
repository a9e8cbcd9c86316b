"""A customer's case walked through all its days: who joins and leaves, and how it moves.

The walk is done anew each time from facts and acts, so one that comes late finds its place; what
differs from the conclusions that stand is concluded again (``differences``).
"""

from __future__ import annotations

from datetime import date, timedelta

from services.collection.domain import case
from services.collection.domain.checkpoint import Checkpoint
from services.collection.domain.clockwork import CARE, CONTACT, LONG, Clockwork, Timer
from services.collection.domain.conclusions import (
    CaseMoved,
    CollectionCaseClosed,
    CollectionCaseOpened,
)
from services.collection.domain.loan_file import GONE
from services.collection.domain.moments import OPENS, STANDS, Moment
from services.collection.domain.pending import Pending
from services.collection.domain.state import CLOSED, Customer
from services.collection.policy import CollectionBook

EXITS = ("settled", "written_off", *GONE)


class Walk(Clockwork):
    """One pass over all moments, or over those after a checkpoint."""

    def __init__(self, customer: Customer, policies: CollectionBook, to: date) -> None:
        super().__init__(customer, policies, to)
        self._cases = 0
        self._resumes: str | None = None
        self._law: str | None = None
        self._out: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        self._pending = Pending()
        self._moves_today = (date.min, 0)

    def go_on(self, start: Checkpoint) -> None:
        """Stand as at the end of that day: no loan is overdue, no visit is to come."""
        self.state, self.case_id, self._cases = start.move.state, start.move.case_id, start.cases
        self.marked = set(start.marked)
        self.arrears = dict.fromkeys(start.within)
        self._joined, self._out = dict(start.joined), dict(start.out)
        for loan_id in start.joined:
            left = None if loan_id in start.within else start.on
            self.spans[loan_id] = [(start.on, left)]
        if start.move.until is not None:
            self.timers.add(Timer(start.move.until, CARE, start.move.loan_id))

    def run(self, moments: list[Moment], closed: date) -> Walk:
        """Take all moments, then the time up to the end of ``closed``."""
        for each in moments:
            self._pass(each.on)
            self._take(each)
        self._pass(closed + timedelta(days=1))
        return self

    def _pass(self, day: date) -> None:
        """Fire the timers of the days before ``day``, the earliest first."""
        while ripe := [timer for timer in self.timers if timer.on < day]:
            timer = min(ripe)
            self.timers.discard(timer)
            if timer.what == CARE:
                self._move(timer.on, "monitored", timer.loan_id)
                for loan_id in sorted(self.arrears):
                    self._leave(timer.on, loan_id, "cured")
            elif timer.what == LONG:
                self.mark_long(timer.on, timer.loan_id)
            else:
                self.tell_guarantor(timer.on, timer.loan_id)

    def _take(self, each: Moment) -> None:
        if each.rank == OPENS:
            self._open(each)
        elif each.what == "current":
            self._current(each)
        elif each.what == "recovered":
            self._recovered(each)
        elif each.what == STANDS:
            self.guarantor_stands(each)
        elif each.what in EXITS:
            self._exit(each)
        elif each.what == "visited":
            if self.second_visit(each.on):
                self._move(each.on, "second_visit", each.loan_id)
        elif not self._pending.waits(each):
            self._move(each.on, each.what, each.loan_id)

    def _open(self, each: Moment) -> None:
        """A loan falls into arrears, or something else calls for its case (COL-01, COL-02).

        A cured one is open again. What was written off, sold or given up never opens a case.
        """
        if self._out.get(each.loan_id, "settled") != "settled":
            return
        begins = each.what == "overdue" or each.loan_id not in self.timed
        if each.loan_id not in self.arrears:
            self._join(each)
        elif self.arrears[each.loan_id] is None and begins:
            self.plan(each)
        if each.what == "overdue":
            self.arrears[each.loan_id] = each.since
            self.watch_arrears(each)
        self._move(each.on, each.what, each.loan_id)

    def _join(self, each: Moment) -> None:
        if self.state in CLOSED:
            self._cases += 1
            self.case_id = case.name_of(self._cases, each.loan_id)
            self.marked = set()
            self._enter(each.on, "OPEN", each.what, each.loan_id)
        self.arrears[each.loan_id] = None
        self._joined[each.loan_id] = self.case_id
        self._out.pop(each.loan_id, None)
        self.spans.setdefault(each.loan_id, []).append((each.on, None))
        self.draft(
            CollectionCaseOpened, each.on, each.loan_id, case_id=self.case_id, trigger=each.what
        )
        self.plan(each)

    def _leave(self, on: date, loan_id: str, outcome: str) -> None:
        self.arrears.pop(loan_id, None)
        if outcome != "cured":
            self._out[loan_id] = outcome
        joined, left = self.spans[loan_id][-1]
        self.spans[loan_id][-1] = (joined, left or on)
        self.drop(loan_id, LONG, CONTACT)  # the watch of what is cured is the whole case's
        case_id = self._joined[loan_id]  # of what was written off, perhaps not the one that runs
        self.draft(CollectionCaseClosed, on, loan_id, case_id=case_id, outcome=outcome)

    def _exit(self, each: Moment) -> None:
        """Settled, written off, sold, given up; what was written off may be sold afterwards."""
        if each.loan_id in self.arrears:
            self._leave(each.on, each.loan_id, each.what)
            if not self.arrears:
                what = "settled" if each.what == "settled" else "lost"
                self._move(each.on, what, each.loan_id, why=each.what)
            else:
                self._cure_if_paid(each)
                self._lapse(each)
        elif self._out.get(each.loan_id) == "written_off" and each.what in GONE:
            self._leave(each.on, each.loan_id, each.what)

    def _lapse(self, each: Moment) -> None:
        """A sold loan takes along what was undertaken about it: the others' case goes on."""
        for what in self._pending.lapse(each.loan_id) if each.what in GONE else ():
            self._move(each.on, what, each.loan_id, why=each.what)

    def _current(self, each: Moment) -> None:
        if each.loan_id in self.arrears:
            self.arrears[each.loan_id] = None
            self.drop(each.loan_id, LONG)
            self.no_visit(each.loan_id)
            self._cure_if_paid(each)

    def _recovered(self, each: Moment) -> None:
        """What was reported is over; arrears are not: only payment cures them (B.3)."""
        if each.loan_id in self.arrears and self.arrears[each.loan_id] is None:
            self._cure_if_paid(each)

    def _cure_if_paid(self, each: Moment) -> None:
        if not any(self.arrears.values()):
            self._move(each.on, "cured", each.loan_id)

    def _move(self, on: date, what: str, loan_id: str, why: str | None = None) -> None:
        state = None if not self.case_id else case.moved(self.state, what, self._resumes)
        if state is not None:
            self._enter(on, state, why or what, loan_id)
        elif self.state == "PAUSED" and self._resumes is not None:
            self._resumes = case.moved_meanwhile(self._resumes, what, self._law)

    def _enter(self, on: date, state: str, why: str, loan_id: str) -> None:
        day, count = self._moves_today
        self._moves_today = (on, count + 1 if day == on else 1)
        self._resumes, self._law = case.back(state, self.state, self._resumes, self._law)
        self.timers = {timer for timer in self.timers if timer.what != CARE}
        until = None
        if state == "CURED":
            self.timed.clear()
            until = on + timedelta(days=self.edition(on).cases.monitored.value)
            self.timers.add(Timer(until, CARE, loan_id))
        self.draft(
            CaseMoved,
            on,
            loan_id,
            case_id=self.case_id,
            place=self._moves_today[1],
            state=state,
            previous=self.state if self._cases > 1 or self.state not in CLOSED else None,
            why=why,
            until=until,
            resumes=self._resumes,
        )
        self.state = state

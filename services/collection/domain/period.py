"""What came between a checkpoint and a day: whether anything is open at its end, and the next checkpoint."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from services.collection.domain.checkpoint import Checkpoint, Waiting
from services.collection.domain.conclusions import (
    CaseMoved,
    CollectionCaseClosed,
    CollectionCaseOpened,
    LongOverdueMarked,
    PlanJudged,
    PromiseJudged,
    TimelinePlanned,
)
from services.collection.domain.facts import ArrearsNoted, DisposalNoted
from services.collection.domain.pauses import held_after
from services.collection.domain.steps import CasePaused
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    PromiseWithdrawn,
    RepaymentPlanAgreed,
    RepaymentPlanAmended,
    RepaymentPlanProposed,
)

Row = TypeVar("Row")


class Period(NamedTuple):
    """Rows after ``last`` (None: of the first day on) up to a day, in order of their days."""

    last: Checkpoint | None
    concluded: tuple[Any, ...]
    done: tuple[Any, ...]
    numbered: tuple[Any, ...]

    def of(self, kind: type[Row]) -> list[Row]:
        """Conclusions and acts of one kind."""
        return [each for each in chain(self.concluded, self.done) if isinstance(each, kind)]

    def runs(self, day: date) -> bool:
        """Whether a promise or a plan is not over, or names a day after ``day``."""
        back = {each.promise_id for each in self.of(PromiseWithdrawn)}
        judged = {each.promise_id for each in self.of(PromiseJudged)}
        for promise in self.of(PromiseToPayMade):
            over = promise.promise_id in judged and promise.due_on <= day
            if not over and promise.promise_id not in back:
                return True
        agreed = self._agreed()
        told: list[RepaymentPlanProposed | RepaymentPlanAmended] = [*self._proposed()]
        told += self.of(RepaymentPlanAmended)
        parts = (part for each in told if each.plan_id in agreed for part in each.parts)
        ended = {each.plan_id for each in self.of(PlanJudged)}
        return bool(agreed - ended) or any(part.due_on > day for part in parts)

    def _agreed(self) -> set[str]:
        return {each.plan_id for each in self.of(RepaymentPlanAgreed)}

    def _waited(self) -> tuple[Any, ...]:
        return self.done if self.last is None else (*self.last.waiting, *self.done)

    def _proposed(self) -> list[RepaymentPlanProposed]:
        return [each for each in self._waited() if isinstance(each, RepaymentPlanProposed)]

    def paid(self) -> bool:
        """Whether every loan in the case has paid its arrears since its timeline was planned.

        One that is in it for another reason still waits for its visits.
        """
        current = {
            each.loan_id: each.effective_on
            for each in self.numbered
            if isinstance(each, ArrearsNoted) and each.overdue_since is None
        }
        planned = {each.loan_id: each.effective_on for each in self.of(TimelinePlanned)}
        within = self._within()
        return all(
            current.get(loan_id, date.min) >= on
            for loan_id, on in planned.items()
            if loan_id in within
        )

    def checkpoint(self, move: CaseMoved, on: date) -> Checkpoint:
        """How it stands at the end of ``on``; ``move`` is the case's last."""
        before = self.last or Checkpoint(on=on, move=move)
        disposed = tuple(each for each in self.numbered if isinstance(each, DisposalNoted))
        cases, marked = self._marked(before)
        joined = dict(before.joined)
        out = dict(before.out)
        for each in self._ways():
            if isinstance(each, CollectionCaseOpened):
                joined[each.loan_id] = each.case_id
                out.pop(each.loan_id, None)
            elif each.outcome != "cured":
                out[each.loan_id] = each.outcome
        return Checkpoint(
            on=on,
            move=move,
            cases=cases,
            joined=joined,
            within=self._within(),
            out=out,
            marked=marked,
            waiting=self._waiting(),
            disposed=(*before.disposed, *disposed),
        )

    def _ways(self) -> list[CollectionCaseOpened | CollectionCaseClosed]:
        """How loans joined and left; of a day they join first and by name, as the walk takes them."""
        ways: list[CollectionCaseOpened | CollectionCaseClosed] = []
        ways += self.of(CollectionCaseOpened)
        ways += self.of(CollectionCaseClosed)
        ways.sort(key=lambda e: (e.effective_on, isinstance(e, CollectionCaseClosed), e.loan_id))
        return ways

    def _within(self) -> tuple[str, ...]:
        within = set() if self.last is None else set(self.last.within)
        for each in self._ways():
            if isinstance(each, CollectionCaseOpened):
                within.add(each.loan_id)
            else:
                within.discard(each.loan_id)
        return tuple(sorted(within))

    def _marked(self, before: Checkpoint) -> tuple[int, tuple[str, ...]]:
        """How many cases there were, and what the last of them has marked."""
        cases, marked, began = before.cases, set(before.marked), date.min
        case_id = before.move.case_id if cases else ""
        for move in self.of(CaseMoved):
            if move.case_id != case_id:
                cases, marked, began, case_id = cases + 1, set(), move.effective_on, move.case_id
        marked |= {e.loan_id for e in self.of(LongOverdueMarked) if e.effective_on >= began}
        return cases, tuple(sorted(marked))

    def _waiting(self) -> tuple[Waiting, ...]:
        """Proposals that nobody agreed to and what nobody has answered, in their order."""
        held: list[CasePaused] = []
        for act in self._waited():
            held = held_after(held, act)
        agreed = self._agreed()
        open_still = [*held, *(each for each in self._proposed() if each.plan_id not in agreed)]
        return tuple(each for each in self._waited() if each in open_still)

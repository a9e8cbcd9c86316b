"""What is known of one customer: a file per loan, what was done, what is concluded.

All lists are in order of the days they count from, so a late fact finds its place among them and
the state is the same in recorded order and in the order of effective days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import msgspec

from contracts.debts import Sums, owed_on
from services.collection.domain.conclusions import (
    AnyDraft,
    CaseMoved,
    CollectionCaseClosed,
    CollectionCaseOpened,
)
from services.collection.domain.facts import (
    ArrearsNoted,
    ClaimNoted,
    DisposalNoted,
    GuarantorNoted,
    LegalStageNoted,
    LifeEventNoted,
    LoanTaken,
    ReceiptNoted,
    StandingNoted,
)
from services.collection.domain.steps import AnyDone, ComplianceCaseOpened, ProhibitedActionBlocked
from services.kit.domain import Due, Frozen

T = TypeVar("T")
CLOSED = ("CLOSED", "CLOSED_LOSS")
OVER = ("CURED", *CLOSED)
GONE = ("transferred", "remitted")
"""Outcomes by which the claim is the bank's no longer."""
Numbered = ArrearsNoted | ReceiptNoted | StandingNoted | DisposalNoted | LegalStageNoted


class LoanFile(Frozen, frozen=True, kw_only=True):
    """What is known of one loan. ``gone``: numbers, with their source, that count no more."""

    loan_id: str
    taken: LoanTaken | None = None
    numbered: tuple[Numbered, ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    claims: tuple[ClaimNoted, ...] = ()
    lives: tuple[LifeEventNoted, ...] = ()
    guarantors: tuple[GuarantorNoted, ...] = ()

    def of(self, kind: type[T]) -> Iterator[T]:
        """The numbered facts of one kind that count, in order of their days."""
        return (fact for fact in self.numbered if isinstance(fact, kind))

    def knows(self, source: str, number: int) -> bool:
        """Whether the entry was taken, or is known to be withdrawn."""
        return (source, number) in self.gone or any(
            (fact.source, fact.number) == (source, number) for fact in self.numbered
        )

    def claim_on(self, day: date) -> ClaimNoted | None:
        """The claims told last of those that count by ``day``."""
        told = [each for each in self.claims if each.effective_on <= day]
        return max(told, key=lambda each: each.telling, default=None)

    def owed(self, day: date) -> Sums | None:
        """What is owed on ``day`` with its penalty; None while no claim was told."""
        claim = self.claim_on(day)
        return None if claim is None else owed_on(claim.debts, day, claim.penalty_daily)

    def overdue_since(self, day: date) -> date | None:
        """The due date it is overdue since, on ``day``."""
        since = None
        for row in self.of(ArrearsNoted):
            if row.effective_on <= day:
                since = row.overdue_since
        return since

    def guarantors_on(self, day: date) -> tuple[str, ...]:
        """The guarantors that stand for it."""
        standing: dict[str, bool] = {}
        for row in self.guarantors:
            if row.effective_on <= day:
                standing[row.guarantor_id] = row.stands
        return tuple(sorted(name for name, stands in standing.items() if stands))

    def outcome_on(self, day: date) -> str | None:
        """Written off, transferred or remitted by ``day``: the last of them."""
        found = [row.outcome for row in self.of(DisposalNoted) if row.effective_on <= day]
        return found[-1] if found else None

    def gone_on(self) -> date:
        """The day from which the claim is the bank's no longer; the last of all where it is."""
        rows = (row.effective_on for row in self.of(DisposalNoted) if row.outcome in GONE)
        return min(rows, default=date.max)

    def settled_on(self, day: date) -> bool:
        """Nothing is owed any more."""
        found = [row.settled for row in self.of(StandingNoted) if row.effective_on <= day]
        return bool(found) and found[-1]

    def paid_off(self, first: date, last: date) -> date | None:
        """The first of these days on which all that is owed came to be paid."""
        rows = (row.effective_on for row in self.of(StandingNoted) if row.settled)
        return next((day for day in rows if first <= day <= last), None)


class Customer(Frozen, frozen=True, kw_only=True):
    """``entries``: the highest entry number given; ``judged_to``: the last day of judging."""

    loans: dict[str, LoanFile] = msgspec.field(default_factory=dict)
    done: tuple[AnyDone, ...] = ()
    blocked: tuple[ProhibitedActionBlocked, ...] = ()
    compliance: tuple[ComplianceCaseOpened, ...] = ()
    concluded: tuple[AnyDraft, ...] = ()
    withdrawn: tuple[int, ...] = ()
    entries: int = 0
    judged_to: date | None = None
    review: Due | None = None
    review_loan: str = ""

    def acts(self, kind: type[T], day: date | None = None) -> list[T]:
        """Acts of one kind up to ``day``, in order of their days."""
        return [
            each
            for each in self.done
            if isinstance(each, kind) and (day is None or each.effective_on <= day)
        ]

    def live(self, kind: type[T], day: date | None = None) -> list[T]:
        """Conclusions of one kind that stand, up to ``day``, in order of their days."""
        return [
            each
            for each in self.concluded
            if isinstance(each, kind) and (day is None or each.effective_on <= day)
        ]

    def move_on(self, day: date) -> CaseMoved | None:
        """The case's last move by ``day``."""
        moves = self.live(CaseMoved, day)
        return max(moves, key=lambda each: (each.effective_on, each.place), default=None)

    def state_on(self, day: date) -> str | None:
        """The case's state on ``day``; None before its first."""
        move = self.move_on(day)
        return None if move is None else move.state

    def in_case(self, loan_id: str, day: date) -> str | None:
        """The id of the case that the loan is in on ``day``."""
        found = None
        for each in self.concluded:
            if each.loan_id == loan_id and each.effective_on <= day:
                if isinstance(each, CollectionCaseOpened):
                    found = each.case_id
                elif isinstance(each, CollectionCaseClosed):
                    found = None
        return found

    def case_since(self, loan_id: str, day: date) -> date | None:
        """The day on which the last case of the loan by ``day`` opened; None before its first.

        New arrears after its cure open it anew.
        """
        opened = self.live(CollectionCaseOpened, day)
        last = next((each for each in reversed(opened) if each.loan_id == loan_id), None)
        if last is None:
            return None
        anew = [
            each.effective_on
            for each in self.live(CaseMoved, day)
            if (each.case_id, each.previous) == (last.case_id, "CURED") and each.state == "OPEN"
        ]
        first = min(each.effective_on for each in opened if each.case_id == last.case_id)
        return max(anew, default=first)

    def of_case(self, kind: type[T], loan_id: str, day: date) -> list[T]:
        """Acts of one kind from the day on which the loan's case opened: earlier arrears are over."""
        since = self.case_since(loan_id, day)
        return [
            each
            for each in self.done
            if isinstance(each, kind) and since is not None and since <= each.effective_on <= day
        ]

    def life_on(self, day: date) -> set[str]:
        """Life events reported by ``day`` and not followed by a recovery."""
        found: set[str] = set()
        rows = [row for file in self.loans.values() for row in file.lives]
        for row in sorted(rows, key=lambda each: each.effective_on):
            if row.effective_on <= day:
                found = set() if row.life_event == "recovered" else found | {row.life_event}
        return found

"""What is known of one customer: a file per loan, what was done, what is concluded.

All lists are in order of the days they count from, so a late fact finds its place among them and
the state is the same in recorded order and in the order of effective days; ``checkpoints`` are of the
recorded order.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import msgspec

from services.collection.domain.checkpoint import Checkpoint
from services.collection.domain.conclusions import (
    AnyDraft,
    CaseMoved,
    CollectionCaseClosed,
    CollectionCaseOpened,
)
from services.collection.domain.loan_file import LoanFile
from services.collection.domain.steps import AnyDone, ComplianceCaseOpened, ProhibitedActionBlocked
from services.kit.domain import Due, Frozen

T = TypeVar("T")
CLOSED = ("CLOSED", "CLOSED_LOSS")
OVER = ("CURED", *CLOSED)


class Customer(Frozen, frozen=True, kw_only=True):
    """``entries``: the highest entry number given; ``judged_to``: the last day of judging.

    ``checkpoints``: days at whose end nothing was open (``quiet``).
    """

    loans: dict[str, LoanFile] = msgspec.field(default_factory=dict)
    done: tuple[AnyDone, ...] = ()
    blocked: tuple[ProhibitedActionBlocked, ...] = ()
    compliance: tuple[ComplianceCaseOpened, ...] = ()
    concluded: tuple[AnyDraft, ...] = ()
    withdrawn: tuple[int, ...] = ()
    entries: int = 0
    judged_to: date | None = None
    checkpoints: tuple[Checkpoint, ...] = ()
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

"""What is known of one loan: what other services said, in order of the days from which it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import msgspec

from contracts.debts import Sums, owed_on
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
from services.kit.domain import Frozen

T = TypeVar("T")
GONE = ("transferred", "remitted")
"""Outcomes by which the claim is the bank's no longer."""
Numbered = ArrearsNoted | ReceiptNoted | StandingNoted | DisposalNoted | LegalStageNoted


class LoanFile(Frozen, frozen=True, kw_only=True):
    """What is known of one loan. ``gone``: numbers, with their source, that count no more.

    ``highest``: by source the highest number heard of. ``told``: of the claims the one told last.
    """

    loan_id: str
    taken: LoanTaken | None = None
    numbered: tuple[Numbered, ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    highest: dict[str, int] = msgspec.field(default_factory=dict)
    told: ClaimNoted | None = None
    claims: tuple[ClaimNoted, ...] = ()
    lives: tuple[LifeEventNoted, ...] = ()
    guarantors: tuple[GuarantorNoted, ...] = ()

    def of(self, kind: type[T]) -> Iterator[T]:
        """The numbered facts of one kind that count, in order of their days."""
        return (fact for fact in self.numbered if isinstance(fact, kind))

    def knows(self, source: str, number: int) -> bool:
        """Whether the entry was taken, or is known to be withdrawn."""
        return number <= self.highest.get(source, 0) and (
            (source, number) in self.gone
            or any((fact.source, fact.number) == (source, number) for fact in self.numbered)
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

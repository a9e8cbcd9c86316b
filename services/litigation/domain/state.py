"""What is known of one loan's legal side: one log of facts and deeds, and what was concluded.

Everything else (stage, clocks, measures, deadlines) is read from the log each time, so a fact that
comes late or goes away needs no repair. The log is in the order of the days its parts count from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import TypeVar, cast

from services.kit.domain import Frozen
from services.litigation.domain.conclusions import Conclusion, ProhibitedActionBlocked
from services.litigation.domain.facts import ClaimNoted, Fact, LoanTaken, PlanNoted
from services.litigation.domain.log import Log
from services.litigation.domain.neighbours import RemissionNoted, TransferNoted

F = TypeVar("F", bound=Fact)


class Case(Frozen, frozen=True, kw_only=True):
    """``claims``: monitoring's words on what is owed, each superseding those of its day and later.

    ``quiet``: of their days those at whose end nothing was late any more, while something had been.
    ``gone`` numbers other services' entries that count no more, ``entries`` is the highest number
    given to a conclusion, ``told`` the highest number of a claim.
    """

    taken: LoanTaken | None = None
    claims: tuple[ClaimNoted, ...] = ()
    quiet: tuple[date, ...] = ()
    log: Log = Log()
    gone: tuple[tuple[str, int], ...] = ()
    told: int = 0
    concluded: tuple[Conclusion, ...] = ()
    entries: int = 0
    blocked: tuple[ProhibitedActionBlocked, ...] = ()

    def all_of(self, kind: type[F], until: date = date.max, since: date = date.min) -> Iterator[F]:
        """The facts or deeds of a kind that count by ``until``, in their order; those before ``since``
        left out."""
        return iter(cast("tuple[F, ...]", self.log.of_kind(kind, since, until)))

    def last_of(self, kind: type[F], until: date = date.max) -> F | None:
        """The latest of a kind."""
        found = self.log.of_kind(kind, date.min, until)
        return cast(F, found[-1]) if found else None

    def mirrored(self) -> frozenset[tuple[str, int]]:
        """Other services' entries that are kept here."""
        return self.log.numbers

    def claim_on(self, day: date) -> ClaimNoted | None:
        """Monitoring's word on what is owed that counts on ``day``."""
        at = bisect_right(self.claims, day, key=lambda each: each.effective_on)
        return self.claims[at - 1] if at else None

    def sale_by(self, day: date) -> TransferNoted | None:
        """The sale of the claim: from its day on neither claim nor clocks are ours (DIS-07, TA-03)."""
        return next(self.all_of(TransferNoted, day), None)

    def remission_by(self, day: date) -> RemissionNoted | None:
        """The claim was given up: from that day on nothing is owed, whatever comes (DIS-19)."""
        return next(self.all_of(RemissionNoted, day), None)

    def last_due_on(self, day: date) -> date | None:
        """The due date of the last instalment by the plan of ``day`` (LM-02)."""
        if self.taken is None:
            return None
        plan = self.last_of(PlanNoted, day)
        return self.taken.last_due_on if plan is None else plan.last_due_on

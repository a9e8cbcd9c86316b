"""Days past due and arrears stages (逾期天数, 账龄), and the days on which they change.

A claim is past due when cost, fee, interest or principal of it is unpaid after its due date and
the loan's grace; penalty alone never makes days past due and is no part of what is overdue. The
oldest such claim gives the days (T-5, POL-02). Charges of fee and cost count from their own due
date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.terms import Terms
from services.monitoring.policy import CURRENT

_DAY = timedelta(days=1)


class Standing(NamedTuple):
    """Stage, the due date it is overdue since (None when nothing is), days past due."""

    stage: str
    overdue_since: date | None
    days_past_due: int


class StageKept(NamedTuple):
    """What must differ for a change to be told."""

    stage: str = CURRENT
    overdue_since: date | None = None


class Change(NamedTuple):
    """A change that becomes true on ``day``, with what is overdue at its end (minor units)."""

    day: date
    standing: Standing
    previous: StageKept
    overdue: int


def oldest_owed(ledger: Ledger) -> date | None:
    """Due date of the oldest claim not fully paid, due or not; None when all are."""
    for claim in ledger.unfinished:
        if claim.unpaid.owed:
            return claim.due_on
    return None


def standing(ledger: Ledger, terms: Terms, day: date) -> Standing:
    """How the loan stands at the end of ``day``, the ledger being that of this day."""
    oldest = oldest_owed(ledger)
    days = 0 if oldest is None else terms.days_past_due(oldest, day)
    return Standing(terms.stage(days), oldest, days) if days else Standing(CURRENT, None, 0)


def overdue(ledger: Ledger, terms: Terms, day: date) -> int:
    """Everything owed on claims past due on ``day``, penalty apart; minor units."""
    return sum(
        claim.unpaid.owed
        for claim in ledger.unfinished
        if terms.days_past_due(claim.due_on, day) > 0
    )


def next_change(ledger: Ledger, terms: Terms, day: date) -> date | None:
    """The first day after ``day`` on which time alone changes the standing of ``day``."""
    oldest = oldest_owed(ledger)
    if oldest is None:
        return None
    days = terms.days_past_due(oldest, day)
    if not days:
        return terms.first_day_past_due(oldest)
    boundary = terms.next_boundary(days)
    return None if boundary is None else terms.day_number(oldest, boundary)


def changes(
    ledgers: Sequence[Ledger], terms: Terms, kept: StageKept, start: date, over: date, until: date
) -> Iterator[Change]:
    """The changes from ``start`` on; each ledger holds from its day until the next one's.

    ``kept`` is what stood before ``start``. Days up to ``over`` have ended. On later days up to
    ``until`` only relief counts: a day is held against the borrower when it is over, for a payment
    of that day may still come.
    """
    for place, ledger in enumerate(ledgers):
        day: date | None = max(start, ledger.day)
        last = ledgers[place + 1].day - _DAY if place + 1 < len(ledgers) else over
        while day is not None and day <= last:
            found = standing(ledger, terms, day)
            if found[:2] != kept:
                yield Change(day, found, kept, overdue(ledger, terms, day))
                kept = StageKept(*found[:2])
            day = next_change(ledger, terms, day)
    latest = ledgers[-1]
    if until > over and until >= max(start, latest.day):
        found = standing(latest, terms, until)
        if _is_relief(kept, found):
            yield Change(until, found, kept, overdue(latest, terms, until))


def _is_relief(kept: StageKept, found: Standing) -> bool:
    if kept.overdue_since is None:
        return False
    return found.overdue_since is None or found.overdue_since > kept.overdue_since

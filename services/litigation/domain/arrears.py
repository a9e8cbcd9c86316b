"""The arrears that a referral to law is about: whether there were any, and when they were cured.

Collection refers a case for what is unpaid then. When all that was late is paid, referral, decision
and lawyer's letter have had their effect (LIT-10): of later arrears the borrower is spoken to first
(COL-143), and they are referred, decided on and demanded anew.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from contracts.debts import Sums
from services.kit.days import DAY
from services.litigation.domain.facts import ClaimNoted
from services.litigation.domain.neighbours import ReferralNoted
from services.litigation.domain.outcomes import MediationOpened
from services.litigation.domain.state import Case

BEGINS = (ReferralNoted, MediationOpened)


def in_arrears(told: ClaimNoted, day: date) -> bool:
    """Anything but penalty is late on ``day``; of a loan that was called, anything that was called."""
    called = told.accelerated_on is not None and told.accelerated_on <= day
    return any(
        (debt.due_on if called else debt.late_from) <= day and Sums(*debt.unpaid).overdue > 0
        for debt in told.debts
    )


def cures(case: Case, until: date) -> list[date]:
    """The days up to ``until`` at whose end nothing was late any more, in their order.

    Among them are those of a referral for arrears that, as is known now, never were.
    """
    return sorted({*_paid(case, until), *_never_late(case, until)})


def standing(case: Case, day: date) -> list[ReferralNoted]:
    """The referrals that stand on ``day``: those after the last cure."""
    over = max(cures(case, day), default=date.min)
    return [each for each in case.all_of(ReferralNoted, day) if each.effective_on > over]


def ended_with(before: ClaimNoted, told: ClaimNoted) -> bool:
    """Something was late by monitoring's word ``before``, and nothing is by its next one."""
    day = told.effective_on
    return in_arrears(before, day - DAY) and not in_arrears(told, day)


def _paid(case: Case, until: date) -> Sequence[date]:
    """Nothing ends with a cure before a referral, or a mediation, has begun it: most loans have none."""
    begun = [next(case.all_of(kind, until), None) for kind in BEGINS]
    first = min((each.effective_on for each in begun if each is not None), default=None)
    if first is None:
        return ()
    return case.quiet[bisect_left(case.quiet, first) : bisect_right(case.quiet, until)]


def _never_late(case: Case, until: date) -> Iterator[date]:
    """While nothing is stated of its day collection is taken at its word."""
    for referral in case.all_of(ReferralNoted, until):
        day = referral.effective_on
        told = case.claim_on(day)
        if referral.of_arrears and told is not None and not in_arrears(told, day):
            yield day

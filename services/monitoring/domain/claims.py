"""One claim: an instalment, a charge, or the one debt of an accelerated loan.

A charge is a claim of its own with its own due date; charges and instalments of one due date are
paid like one instalment. ``unpaid`` shrinks as money is allocated; ``due`` minus ``unpaid`` is
paid.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from contracts.debts import accrue
from services.monitoring.domain.amounts import NOTHING, Amounts
from services.monitoring.domain.facts import Installment
from services.monitoring.domain.terms import Terms

ClaimKind = Literal["installment", "charge", "prepayment", "accelerated"]


class Claim(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``key`` names the claim in its loan for ever; ``number`` is an instalment's (0 otherwise).

    ``penalty_from``: the day up to which penalty on overdue principal has been claimed.
    ``paid_on``: the day by which it was fully paid (penalty apart). ``ceased_on``: the day on
    which a new plan or acceleration took its place; what had been paid on it stays.
    """

    key: str
    kind: ClaimKind
    number: int
    due_on: date
    due: Amounts
    unpaid: Amounts
    penalty_from: date
    paid_on: date | None = None
    ceased_on: date | None = None

    @property
    def paid(self) -> Amounts:
        """What has been paid on it."""
        return self.due.minus(self.unpaid)

    @property
    def order(self) -> tuple[date, bool, int]:
        """Claims are paid by due date; on one day the instalment stands before charges."""
        return (self.due_on, self.number == 0, self.number)


def claim(key: str, kind: ClaimKind, due_on: date, due: Amounts, number: int = 0) -> Claim:
    """A new claim, wholly unpaid."""
    return Claim(key, kind, number, due_on, due, due, due_on)


def installment_claim(key: str, row: Installment) -> Claim:
    """The claim of one row of a plan."""
    due = Amounts(0, row.fee, row.interest, 0, row.principal)
    return Claim(key, "installment", row.number, row.due_on, due, due, row.due_on)


def penalty_accrued(at: Claim, terms: Terms, rate: str | None, day: date) -> int | None:
    """Penalty on its overdue principal since it was last claimed, up to ``day``.

    Days late times overdue principal, half up to the minor unit (POL-19). None when nothing can
    have accrued: no rate, no principal unpaid, not past due (grace included), or claimed on that
    day.
    """
    if rate is None or not at.unpaid.principal or day <= at.penalty_from:
        return None
    if not terms.days_past_due(at.due_on, day):
        return None
    return accrue(at.unpaid.principal, (day - at.penalty_from).days, rate)


def with_penalty(at: Claim, amount: int, day: date) -> Claim:
    """The claim with this much more penalty, claimed up to ``day``."""
    more = Amounts(penalty=amount)
    return msgspec.structs.replace(
        at, due=at.due.plus(more), unpaid=at.unpaid.plus(more), penalty_from=day
    )


def with_payment(at: Claim, paid: Amounts, day: date) -> Claim:
    """The claim after this payment on ``day``."""
    unpaid = at.unpaid.minus(paid)
    paid_on = at.paid_on
    if paid_on is None and (unpaid == NOTHING or not unpaid.owed):
        paid_on = day
    return Claim(
        at.key,
        at.kind,
        at.number,
        at.due_on,
        at.due,
        unpaid,
        at.penalty_from,
        paid_on,
        at.ceased_on,
    )


def ceased(at: Claim, day: date) -> Claim | None:
    """The claim as it closes with what was paid on it; None when nothing was."""
    paid = at.paid
    if paid == NOTHING:
        return None
    return msgspec.structs.replace(at, due=paid, unpaid=NOTHING, ceased_on=day)

"""What is owed on a loan, claim by claim, and what it comes to on any day. Pure.

Penalty is simple: days late times overdue principal, half up to the minor unit, per claim, counted
from the day up to which it was claimed last, never compounded (contract.md section 3). Monitoring's
``ClaimStated`` carries the claims; whoever must name a sum on a day works it out with ``owed_on``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import msgspec

NEVER = date(2199, 12, 31)
"""The last day that the contract knows; penalty counted from it never accrues."""


class Sums(NamedTuple):
    """One amount per component, in minor units."""

    cost: int = 0
    fee: int = 0
    interest: int = 0
    penalty: int = 0
    principal: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self)

    @property
    def overdue(self) -> int:
        """What counts as overdue: everything but penalty."""
        return self.total - self.penalty


class Debt(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One claim: amounts still unpaid, in minor units.

    ``late_from``: the first day on which it is past due. ``penalty_from``: the day up to which
    penalty on its principal has been claimed; ``NEVER`` when none accrues any more.
    """

    key: str
    kind: str
    due_on: date
    late_from: date
    unpaid: tuple[int, int, int, int, int]
    penalty_from: date

    def on(self, day: date, penalty_daily: str | None) -> Sums:
        """What is unpaid with the penalty that has accrued by ``day``."""
        cost, fee, interest, penalty, principal = self.unpaid
        if day >= self.late_from:
            penalty += accrue(principal, (day - self.penalty_from).days, penalty_daily)
        return Sums(cost, fee, interest, penalty, principal)


def earned_by(day: date, debts: Iterable[Debt]) -> list[Debt]:
    """The debts, of those that fall due after ``day`` the principal: their interest is not earned yet.

    Penalty that a plan moved to one of them had run up before, and is owed.
    """
    return [each if each.due_on <= day else _lent(each) for each in debts]


def _lent(debt: Debt) -> Debt:
    unpaid = Sums(*debt.unpaid)
    kept = Sums(penalty=unpaid.penalty, principal=unpaid.principal)
    return msgspec.structs.replace(debt, unpaid=kept)


def owed_on(
    debts: Iterable[Debt], day: date, penalty_daily: str | None, *, due_only: bool = True
) -> Sums:
    """What is owed on ``day``: of the claims due by then, or of all with ``due_only`` False."""
    total = Sums()
    for debt in debts:
        if debt.due_on <= day or not due_only:
            total = Sums(*map(sum, zip(total, debt.on(day, penalty_daily), strict=True)))
    return total


@lru_cache(maxsize=1024)
def _ratio(rate: str) -> tuple[int, int]:
    return Fraction(rate).as_integer_ratio()


def accrue(balance: int, days: int, rate: str | None) -> int:
    """Simple interest on ``balance`` for ``days`` at ``rate`` per day, half up to the minor unit.

    ``rate`` is a plain decimal string (``"0.0003"`` is 0.03 % a day); None accrues nothing.
    """
    if rate is None or days <= 0 or balance <= 0:
        return 0
    numerator, denominator = _ratio(rate)
    return (2 * balance * days * numerator + denominator) // (2 * denominator)

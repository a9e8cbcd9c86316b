"""Money of one claim, component by component, and simple daily interest on it.

All amounts are whole minor units of the loan's currency (分 for CNY). The one rounding is
``accrue``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from operator import add, sub
from typing import NamedTuple, get_args

from contracts.values import Component

COMPONENTS: tuple[Component, ...] = get_args(Component)


class Amounts(NamedTuple):
    """One amount per component; which of them is paid first is the loan's terms' affair."""

    cost: int = 0
    fee: int = 0
    interest: int = 0
    penalty: int = 0
    principal: int = 0

    @property
    def owed(self) -> int:
        """What makes days past due and counts as overdue: everything but penalty."""
        return self.cost + self.fee + self.interest + self.principal

    def minus(self, other: Amounts) -> Amounts:
        """Component by component."""
        return Amounts(*map(sub, self, other))

    def plus(self, other: Amounts) -> Amounts:
        """Component by component."""
        return Amounts(*map(add, self, other))

    def at_least(self, other: Amounts) -> Amounts:
        """Component by component, the greater one."""
        return Amounts(*map(max, self, other))


NOTHING = Amounts()
PLACE: dict[Component, int] = {component: place for place, component in enumerate(COMPONENTS)}


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

"""Money of one claim, component by component: whole minor units of the currency (分 for CNY)."""

from __future__ import annotations

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

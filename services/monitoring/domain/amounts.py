"""Money of one claim, component by component: whole minor units of the currency (分 for CNY)."""

from __future__ import annotations

from typing import get_args

import msgspec

from contracts.values import Component

COMPONENTS: tuple[Component, ...] = get_args(Component)


class Amounts(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
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

    @property
    def in_order(self) -> tuple[int, int, int, int, int]:
        """The bare amounts, in the order of ``COMPONENTS``."""
        return (self.cost, self.fee, self.interest, self.penalty, self.principal)

    def minus(self, other: Amounts) -> Amounts:
        """Component by component."""
        return Amounts(
            self.cost - other.cost,
            self.fee - other.fee,
            self.interest - other.interest,
            self.penalty - other.penalty,
            self.principal - other.principal,
        )

    def plus(self, other: Amounts) -> Amounts:
        """Component by component."""
        return Amounts(
            self.cost + other.cost,
            self.fee + other.fee,
            self.interest + other.interest,
            self.penalty + other.penalty,
            self.principal + other.principal,
        )

    def at_least(self, other: Amounts) -> Amounts:
        """Component by component, the greater one."""
        return Amounts(*map(max, self.in_order, other.in_order))


NOTHING = Amounts()
PLACE: dict[Component, int] = {component: place for place, component in enumerate(COMPONENTS)}

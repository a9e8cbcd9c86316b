"""Whose money paid what: the groups that ``BalanceChanged`` tells it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.debts import Sums
from contracts.message import Code, Group, Identifier
from contracts.receipts import Applied
from contracts.values import Component, Money


class PaidPart(Group):
    """What one movement paid of a component, over all claims."""

    component: Component
    amount: Money


class Source(Group):
    """Money of a receipt that was unapplied and paid now."""

    receipt_id: Identifier
    payer_kind: Code | None = None
    payer_id: Identifier | None = None
    paid: tuple[PaidPart, ...]

    def applied(self, currency: str) -> Applied:
        """The same as a plain value."""
        paid = Sums(**{part.component: part.amount.minor for part in self.paid})
        return Applied(self.receipt_id, self.payer_kind, self.payer_id, paid, currency)


def source(each: Applied) -> Source:
    """The other way round: as it stands in ``sources``."""
    return Source(
        receipt_id=each.receipt_id,
        payer_kind=each.payer_kind,
        payer_id=each.payer_id,
        paid=paid_parts(each.paid._asdict(), each.currency),
    )


def paid_parts(amounts: Mapping[Any, int], currency: str) -> tuple[PaidPart, ...]:
    """The components that got something."""
    return tuple(
        PaidPart(component=component, amount=Money(minor, currency))
        for component, minor in amounts.items()
        if minor
    )

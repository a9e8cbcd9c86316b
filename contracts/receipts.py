"""Receipts: whose money paid the debt, and the names that are ours alone. Pure.

Monitoring counts a thing taken for debt once, as a receipt named after it (DIS-03, POL-24):
``asset:<asset_id>``, ``equity:<equity_id>``. So core banking may not use these beginnings.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

import msgspec

from contracts.debts import Sums
from contracts.errors import ContractError
from contracts.values import Money

Kind = Literal["asset", "equity"]
RESERVED: Final = ("asset:", "equity:")
LONGEST: Final = 128
"""Characters of an identifier (``contracts.errors.IDENTIFIER_PATTERN``)."""


def in_kind(kind: Kind, name: str) -> str:
    """The receipt of a thing taken for debt.

    ``ContractError`` for a name that leaves no room: a receipt of that name could not be published.
    """
    if len(name) > room(kind):
        detail = f"at most {room(kind)} characters leave room for the receipt {kind}:{kind}_id"
        raise ContractError("identifier_format", f"{kind}_id", name, detail)
    return f"{kind}:{name}"


def room(kind: Kind) -> int:
    """How many characters the name of such a thing may have."""
    return LONGEST - len(kind) - len(":")


def reserved(receipt_id: str) -> str | None:
    """The beginning of ours that this name has; None when it is nobody's."""
    return next((each for each in RESERVED if receipt_id.startswith(each)), None)


class Applied(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Money of one receipt that paid the debt, by component in minor units of ``currency``.

    Of a receipt over the debt only this counts as a payment of the debt, as recovery or recourse; the
    rest lies unapplied, and counts on the day on which it pays something.
    """

    receipt_id: str
    payer_kind: str | None
    payer_id: str | None
    paid: Sums
    currency: str

    @property
    def total(self) -> Money:
        """All of it."""
        return Money(self.paid.total, self.currency)

    @property
    def cost(self) -> Money:
        """What of it gave back advanced costs."""
        return Money(self.paid.cost, self.currency)


def whole(
    receipt_id: str | None,
    payer_kind: str | None,
    payer_id: str | None,
    received: Money | None,
    cost: Money | None = None,
) -> tuple[Applied, ...]:
    """All of a receipt, for facts stored before it was kept what of it paid the debt."""
    if receipt_id is None or not received:
        return ()
    costs = 0 if cost is None else cost.minor
    rest = Sums(cost=costs, principal=received.minor - costs)
    return (Applied(receipt_id, payer_kind, payer_id, rest, received.currency),)


def by_day(rows: Iterable[tuple[date, Applied]]) -> list[tuple[date, Applied]]:
    """What each receipt paid on each day, over all movements of that day; in the order of the rows."""
    found: dict[tuple[date, str], Applied] = {}
    for day, each in rows:
        known = found.get((day, each.receipt_id))
        if known is not None:
            paid = Sums(*(a + b for a, b in zip(known.paid, each.paid, strict=True)))
            each = msgspec.structs.replace(each, paid=paid)
        found[day, each.receipt_id] = each
    return [(day, each) for (day, _), each in found.items()]

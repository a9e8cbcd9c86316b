"""Whose money is unapplied: what each receipt left, and which receipts it is taken from. Pure.

The oldest receipt pays first, in the order in which they counted: so money that came over the debt
is the payer's own payment on the day on which something falls due that it pays, and only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from contracts.debts import Sums
from contracts.receipts import Applied
from services.monitoring.domain.entries import MoneyAllocated, Part


class Purse(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is left of a receipt, in minor units."""

    receipt_id: str
    payer_kind: str | None
    payer_id: str | None
    left: int


def after(purses: tuple[Purse, ...], unapplied: int, entry: MoneyAllocated) -> tuple[Purse, ...]:
    """The purses after a movement; ``unapplied`` is what there was before it."""
    more = entry.unapplied.minor - unapplied
    if more > 0 and entry.receipt_id is not None:
        filled = Purse(entry.receipt_id, entry.payer_kind, entry.payer_id, more)
        return (*purses, filled)
    left: list[Purse] = []
    for purse in purses:
        taken = min(purse.left, max(0, -more))
        more += taken
        if taken < purse.left:
            left.append(msgspec.structs.replace(purse, left=purse.left - taken))
    return tuple(left)


def sources(purses: Sequence[Purse], parts: Iterable[Part], currency: str) -> tuple[Applied, ...]:
    """Whose money these parts are, when they are paid out of the purses."""
    drawn = [dict.fromkeys(Sums._fields, 0) for _ in purses]
    left = [purse.left for purse in purses]
    place = 0
    for part in parts:
        wanted = part.amount
        while wanted and place < len(left):
            taken = min(wanted, left[place])
            drawn[place][part.component] += taken
            left[place] -= taken
            wanted -= taken
            place += not left[place]
    return tuple(
        Applied(purse.receipt_id, purse.payer_kind, purse.payer_id, Sums(**paid), currency)
        for purse, paid in zip(purses, drawn, strict=True)
        if any(paid.values())
    )

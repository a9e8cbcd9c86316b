"""Receipts that officers name: as the income of an asset, or as the price of the claim. Pure.

A receipt known under such a name is that money when it is of its amount and came on its day. Any other
was paid by somebody for something else, and counts for what it paid (DIS-05, DIS-07, POL-24).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from contracts.values import Money
from services.disposal.domain.state import LoanFile


class Named(NamedTuple):
    """Money that is said to have come as a receipt."""

    receipt_id: str
    amount: Money
    day: date


def incomes(file: LoanFile) -> tuple[Named, ...]:
    """The rents and prices of the loan's assets whose receipts were named."""
    found: list[Named] = []
    for asset in file.assets.values():
        found.extend(Named(r.receipt_id, r.gross, r.effective_on) for r in asset.rents)
        sold = asset.sold
        if sold is not None and sold.receipt_id is not None:
            found.append(Named(sold.receipt_id, sold.price, sold.effective_on))
    return tuple(found)


def other_money(said: Named, file: LoanFile) -> str | None:
    """What else the receipt of that name is, in words; None when nothing is known against it.

    Money that lay unapplied is known by what it pays, and was received before we heard of the loan.
    """
    pays = False
    for noted in file.balances:
        if noted.receipt_id == said.receipt_id:
            if (noted.received, noted.effective_on) == (said.amount, said.day):
                return None
            of = "" if noted.received is None else f" of {noted.received.amount}"
            return f"a receipt{of} of {noted.effective_on}"
        pays = pays or any(each.receipt_id == said.receipt_id for each in noted.money)
    return "a receipt of a day before the loan's claims were stated" if pays else None


def beside_the_debt(file: LoanFile) -> frozenset[str]:
    """Receipts that are income of an asset or the price of the claim, and so no payment."""
    sold, said = file.transferred, list(incomes(file))
    if sold is not None:
        said.append(Named(sold.payment_id, sold.price, sold.effective_on))
    return frozenset(each.receipt_id for each in said if other_money(each, file) is None)

"""Guarantors' money: what came in, and what it paid of the debt.

Money over the debt is no payment of it yet: it is on the day on which it pays something, by what it
pays. So a guarantor has recourse, is less liable and has paid in full by that alone.
"""

from __future__ import annotations

from datetime import date

from contracts.receipts import Applied, by_day
from services.guarantee.domain.facts import BalanceNoted
from services.guarantee.domain.state import SecurityFile

GUARANTOR = "guarantor"
"""The kind of payer."""


def payments(file: SecurityFile) -> list[tuple[date, Applied]]:
    """What they paid of the debt, one a receipt and day, in order of days."""
    return by_day(
        (noted.effective_on, each)
        for noted in file.balances
        for each in noted.money
        if each.payer_kind == GUARANTOR
    )


def paid_by(file: SecurityFile, guarantor_id: str, day: date) -> int:
    """What a guarantor paid of the debt by the end of ``day``, in minor units."""
    mine = (paid for on, paid in payments(file) if on <= day and paid.payer_id == guarantor_id)
    return sum(each.paid.total for each in mine)


def receipts(file: SecurityFile) -> list[BalanceNoted]:
    """Their money as it came in, whatever it paid; in order of days."""
    came = [each for each in file.balances if each.payer_kind == GUARANTOR and each.received]
    return [each for each in came if each.receipt_id is not None]

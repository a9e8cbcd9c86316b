"""Guarantors' money: what came in, and what it paid of the debt.

Money over the debt is no payment of it yet: it is on the day on which it pays something, by what it
pays. So a guarantor has recourse, is less liable and has paid in full by that alone.

An asset of a guarantor that is taken for the debt is his performance as money is (GU-16), unless it was
charged for the debt: then it was the charge that paid, and he stands for the rest as before (GU-19).
"""

from __future__ import annotations

from datetime import date

import msgspec

from contracts.receipts import Applied, by_day, in_kind
from services.guarantee.domain.facts import BalanceNoted
from services.guarantee.domain.legal_facts import InKindNoted
from services.guarantee.domain.state import SecurityFile

GUARANTOR = "guarantor"
"""The kind of payer."""
HIS = frozenset({GUARANTOR, "in_kind"})
"""Kinds of payer whose money may be a guarantor's: an asset is, when disposal says that he owned it."""


def payments(file: SecurityFile) -> list[tuple[date, Applied]]:
    """What they paid of the debt, one a receipt and day, in order of days."""
    given = _given(file)
    return by_day(
        (noted.effective_on, each)
        for noted in file.balances
        for each in (_his(one, given) for one in noted.money)
        if each.payer_kind == GUARANTOR
    )


def _given(file: SecurityFile) -> dict[str, str]:
    """By their receipts, the assets that guarantors gave for the debt, and whose they were."""
    return {
        in_kind("asset", noted.asset_id): noted.owner_id
        for noted in file.of_law(InKindNoted, date.max)
        if noted.owner_id in file.guarantors and noted.collateral_id is None
    }


def _his(money: Applied, given: dict[str, str]) -> Applied:
    owner = given.get(money.receipt_id)
    if owner is None:
        return money
    return msgspec.structs.replace(money, payer_kind=GUARANTOR, payer_id=owner)


def paid_by(file: SecurityFile, guarantor_id: str, day: date) -> int:
    """What a guarantor paid of the debt by the end of ``day``, in minor units."""
    mine = (paid for on, paid in payments(file) if on <= day and paid.payer_id == guarantor_id)
    return sum(each.paid.total for each in mine)


def receipts(file: SecurityFile) -> list[BalanceNoted]:
    """Their money as it came in, whatever it paid; in order of days."""
    came = [each for each in file.balances if each.payer_kind == GUARANTOR and each.received]
    return [each for each in came if each.receipt_id is not None]

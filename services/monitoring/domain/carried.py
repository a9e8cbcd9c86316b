"""Penalty of claims that a new plan ends: it moves to the plan's first instalment, none is forgiven.

A plan lists principal, interest and fees; penalty is reckoned here and no plan can list it (POL-19).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from services.monitoring.domain.amounts import NOTHING, Amounts
from services.monitoring.domain.claims import Claim, penalty_accrued
from services.monitoring.domain.facts import LoanOpened
from services.monitoring.domain.ledger import Ledger


def with_penalty_of_ended(
    opened: LoanOpened, ledger: Ledger, claims: Iterable[Claim], listed: frozenset[int], day: date
) -> tuple[Claim, ...]:
    """The ``claims`` after a change, with what was owed of penalty on those that it ended.

    ``listed``: the numbers of the plan. Its new instalments run up penalty from ``day`` at the
    earliest then: until that day it was run up on the old ones.
    """
    after = {each.key: each for each in claims}
    ended = [each for each in ledger.unfinished if _ends(each, after.get(each.key))]
    owed = sum(
        each.unpaid.penalty + (penalty_accrued(each, opened.terms, opened.penalty_daily, day) or 0)
        for each in ended
    )
    if not owed:
        return tuple(after.values())
    before = {each.key for each in ledger.claims}
    for key, each in after.items():
        if key not in before and each.kind == "installment":
            start = max(each.penalty_from, day)
            after[key] = msgspec.structs.replace(each, penalty_from=start)
    rows = [each for each in after.values() if each.number in listed and each.ceased_on is None]
    first = min(rows, key=lambda each: (each.unpaid == NOTHING, each.order))
    more = Amounts(penalty=owed)
    after[first.key] = msgspec.structs.replace(
        first, due=first.due.plus(more), unpaid=first.unpaid.plus(more)
    )
    return tuple(after.values())


def _ends(old: Claim, new: Claim | None) -> bool:
    return new is None or (new.ceased_on is not None and old.ceased_on is None)

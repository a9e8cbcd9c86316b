"""The ledger of one loan (台账): claims, unapplied money, principal outstanding.

``post`` puts an entry into it. It is the only way a ledger changes, in replay and in deciding
alike.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from datetime import date
from functools import reduce
from typing import assert_never

from services.kit.domain import Frozen
from services.monitoring.domain.amounts import NOTHING, PLACE
from services.monitoring.domain.claims import (
    Claim,
    claim,
    installment_claim,
    with_payment,
    with_penalty,
)
from services.monitoring.domain.entries import (
    ChargeClaimed,
    InstallmentPaid,
    LedgerEntry,
    LoanReopened,
    LoanSettled,
    MoneyAllocated,
    PlanChanged,
)
from services.monitoring.domain.facts import LoanOpened
from services.monitoring.domain.purses import Purse, after


class Ledger(Frozen, frozen=True):
    """Balances at the end of the last entry, which is of ``day``. Amounts in minor units.

    ``unfinished`` claims stand in order of payment; ``finished`` ones are paid or have ceased.
    ``purses``: whose money is unapplied.
    """

    day: date
    unfinished: tuple[Claim, ...]
    finished: tuple[Claim, ...]
    principal: int
    unapplied: int = 0
    settled: bool = False
    accelerated_on: date | None = None
    purses: tuple[Purse, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims in order of payment, the closed ones included."""
        return tuple(sorted((*self.finished, *self.unfinished), key=lambda each: each.order))


def opening(opened: LoanOpened) -> Ledger:
    """The ledger on the day of disbursement."""
    unfinished: list[Claim] = []
    finished: list[Claim] = []
    for row in opened.schedule:
        each = installment_claim(str(row.number), row)
        (finished if each.unpaid == NOTHING else unfinished).append(each)
    return Ledger(
        day=opened.effective_on,
        unfinished=tuple(unfinished),
        finished=tuple(finished),
        principal=opened.principal.minor,
    )


def refold(opened: LoanOpened, entries: Iterable[LedgerEntry]) -> Ledger:
    """The ledger after these entries, given in the order of their days."""
    return reduce(post, entries, opening(opened))


def post(ledger: Ledger, entry: LedgerEntry) -> Ledger:
    """The ledger after one more entry."""
    match entry:
        case MoneyAllocated():
            return _money(ledger, entry)
        case InstallmentPaid():
            return ledger  # said already by the payment itself; the entry is for those who listen
        case LoanSettled() | LoanReopened():
            return Ledger(
                entry.effective_on,
                ledger.unfinished,
                ledger.finished,
                ledger.principal,
                ledger.unapplied,
                isinstance(entry, LoanSettled),
                ledger.accelerated_on,
                ledger.purses,
            )
        case ChargeClaimed():
            return _charge(ledger, entry)
        case PlanChanged():
            return Ledger(
                entry.effective_on,
                entry.unfinished,
                entry.finished,
                entry.principal_outstanding.minor,
                entry.unapplied.minor,
                ledger.settled,
                entry.accelerated_on,
                ledger.purses,
            )
        case _:
            assert_never(entry)


def _money(ledger: Ledger, entry: MoneyAllocated) -> Ledger:
    unfinished, finished = ledger.unfinished, ledger.finished
    if entry.parts or entry.penalty_claimed:
        unfinished, finished = _pay(unfinished, finished, entry)
    purses = ledger.purses
    if ledger.unapplied != entry.unapplied.minor:
        purses = after(purses, ledger.unapplied, entry)
    return Ledger(
        entry.effective_on,
        unfinished,
        finished,
        entry.principal_outstanding.minor,
        entry.unapplied.minor,
        ledger.settled,
        ledger.accelerated_on,
        purses,
    )


def _pay(
    unfinished: tuple[Claim, ...], finished: tuple[Claim, ...], entry: MoneyAllocated
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Only claims up to the last one touched are looked at: money goes to the oldest first."""
    paid: dict[str, list[int]] = {}
    for part in entry.parts:
        if part.claim not in paid:
            paid[part.claim] = [0] * len(NOTHING)
        paid[part.claim][PLACE[part.component]] += part.amount
    claimed = {each.claim: each.amount for each in entry.penalty_claimed}
    missing = len(paid.keys() | claimed.keys()) if claimed else len(paid)
    stay: list[Claim] = []
    done: list[Claim] = []
    for place, each in enumerate(unfinished):
        if not missing:
            stay.extend(unfinished[place:])
            break
        key = each.key
        if key in paid or key in claimed:
            missing -= 1
            if key in claimed:
                each = with_penalty(each, claimed[key], entry.effective_on)
            each = with_payment(each, paid.get(key, NOTHING), entry.effective_on)
        (done if each.unpaid == NOTHING else stay).append(each)
    return tuple(stay), (*finished, *done)


def _charge(ledger: Ledger, entry: ChargeClaimed) -> Ledger:
    due = NOTHING._replace(**{entry.component: entry.amount})
    charge = claim(f"charge:{entry.charge_id}", "charge", entry.due_on, due)
    unfinished = list(ledger.unfinished)
    insort(unfinished, charge, key=lambda each: each.order)
    return Ledger(
        entry.effective_on,
        tuple(unfinished),
        ledger.finished,
        ledger.principal,
        ledger.unapplied,
        ledger.settled,
        ledger.accelerated_on,
        ledger.purses,
    )

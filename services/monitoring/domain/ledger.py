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

from services.kit.domain import Frozen, changed
from services.monitoring.domain.amounts import NOTHING, PLACE, Amounts
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
            settled = isinstance(entry, LoanSettled)
            return changed(ledger, day=entry.effective_on, settled=settled)
        case ChargeClaimed():
            return _charge(ledger, entry)
        case PlanChanged():
            return changed(
                ledger,
                day=entry.effective_on,
                unfinished=entry.unfinished,
                finished=entry.finished,
                principal=entry.principal_outstanding.minor,
                unapplied=entry.unapplied.minor,
                accelerated_on=entry.accelerated_on,
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
    return changed(
        ledger,
        day=entry.effective_on,
        unfinished=unfinished,
        finished=finished,
        principal=entry.principal_outstanding.minor,
        unapplied=entry.unapplied.minor,
        purses=purses,
    )


def _pay(
    unfinished: tuple[Claim, ...], finished: tuple[Claim, ...], entry: MoneyAllocated
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Only claims up to the last one touched are looked at: money goes to the oldest first."""
    day = entry.effective_on
    paid: dict[str, list[int]] = {}
    for part in entry.parts:
        sums = paid.get(part.claim)
        if sums is None:
            sums = paid[part.claim] = [0, 0, 0, 0, 0]
        sums[PLACE[part.component]] += part.amount
    claimed: dict[str, int] = {}
    for more in entry.penalty_claimed:
        claimed[more.claim] = more.amount
        paid.setdefault(more.claim, [0, 0, 0, 0, 0])
    seen, missing = 0, len(paid)
    stay: list[Claim] = []
    done: list[Claim] = []
    for each in unfinished:
        if not missing:
            break
        seen += 1
        taken = paid.get(each.key)
        if taken is not None:
            missing -= 1
            if each.key in claimed:
                each = with_penalty(each, claimed[each.key], day)
            each = with_payment(each, Amounts(*taken), day)
        (done if each.unpaid == NOTHING else stay).append(each)
    return (*stay, *unfinished[seen:]), (*finished, *done)


def _charge(ledger: Ledger, entry: ChargeClaimed) -> Ledger:
    due = Amounts(**{entry.component: entry.amount})
    charge = claim(f"charge:{entry.charge_id}", "charge", entry.due_on, due)
    unfinished = list(ledger.unfinished)
    insort(unfinished, charge, key=lambda each: each.order)
    return changed(ledger, day=entry.effective_on, unfinished=tuple(unfinished))

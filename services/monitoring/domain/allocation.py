"""Where a sum of money goes.

Parts that core banking named come first, each as far as something is unpaid there. What is left
pays what is due on the day: oldest due date first and, inside one due date, component by
component in the order of the loan's terms (an accelerated loan is one debt). The rest is
unapplied. So money never lies unapplied beside something due. What is taken in kind pays principal
that is not due yet as well: it is taken for so much of the debt, and nothing of it waits (DIS-03).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from contracts.values import Component
from services.monitoring.domain.amounts import PLACE
from services.monitoring.domain.claims import Claim, penalty_accrued
from services.monitoring.domain.entries import Part, PenaltyClaimed
from services.monitoring.domain.facts import LoanOpened, NamedPart
from services.monitoring.domain.ledger import Ledger


class Allocated(NamedTuple):
    """Parts, penalty claimed on the way, and what is left of the sum."""

    parts: tuple[Part, ...]
    penalty_claimed: tuple[PenaltyClaimed, ...]
    left: int


def allocate(
    opened: LoanOpened,
    ledger: Ledger,
    day: date,
    amount: int,
    named: Sequence[NamedPart] = (),
    *,
    in_kind: bool = False,
) -> Allocated:
    """Allocate ``amount`` on ``day`` to the claims of ``ledger``."""
    purse = _Purse(opened, day, amount)
    for part in named:
        _named(purse, ledger, part)
    for group in _due_groups(ledger, day):
        if not purse.left:
            break
        for component in opened.terms.allocation:
            for claim in group:
                purse.put(claim, component, purse.left)
    for claim in ledger.unfinished if in_kind else ():
        purse.put(claim, "principal", purse.left)
    return purse.result()


def _due_groups(ledger: Ledger, day: date) -> Iterator[Sequence[Claim]]:
    due = (claim for claim in ledger.unfinished if claim.due_on <= day)
    if ledger.accelerated_on is not None:
        yield tuple(due)
        return
    for _, group in groupby(due, key=lambda claim: claim.due_on):
        yield tuple(group)


def _named(purse: _Purse, ledger: Ledger, part: NamedPart) -> None:
    """One part of core banking's own allocation.

    It pays the named instalment, then charges of the same component, oldest first. After
    acceleration the one debt stands for every instalment.
    """
    wanted = part.amount
    for claim in _named_claims(ledger, part):
        wanted -= purse.put(claim, part.component, wanted)


def _named_claims(ledger: Ledger, part: NamedPart) -> Iterable[Claim]:
    for claim in ledger.unfinished:
        if claim.number == part.number or claim.kind == "accelerated":
            yield claim
    for claim in ledger.unfinished:
        if claim.kind == "charge":
            yield claim


class _Purse:
    """A sum being spent: what is left, where it went, what that leaves unpaid."""

    def __init__(self, opened: LoanOpened, day: date, amount: int) -> None:
        self.left = amount
        self._opened = opened
        self._day = day
        self._unpaid: dict[str, list[int]] = {}
        self._parts: list[Part] = []
        self._claimed: dict[str, int] = {}

    def put(self, claim: Claim, component: Component, wanted: int) -> int:
        """Pay up to ``wanted`` on this component of the claim; returns what it took."""
        wanted = min(wanted, self.left)
        if not wanted:
            return 0
        unpaid = self._unpaid.get(claim.key)
        if unpaid is None:
            unpaid = self._unpaid[claim.key] = list(claim.unpaid.in_order)
        if component in ("penalty", "principal"):
            self._claim_penalty(claim, unpaid)
        place = PLACE[component]
        taken = min(wanted, unpaid[place])
        if taken:
            unpaid[place] -= taken
            self.left -= taken
            self._parts.append(Part(claim.key, component, taken))
        return taken

    def _claim_penalty(self, claim: Claim, unpaid: list[int]) -> None:
        """Penalty is claimed once per payment, when money first reaches penalty or principal."""
        if claim.key in self._claimed:
            return
        opened = self._opened
        accrued = penalty_accrued(claim, opened.terms, opened.penalty_daily, self._day)
        if accrued is not None:
            self._claimed[claim.key] = accrued
            unpaid[PLACE["penalty"]] += accrued

    def result(self) -> Allocated:
        """What was done with the sum."""
        claimed = tuple(PenaltyClaimed(key, amount) for key, amount in self._claimed.items())
        return Allocated(tuple(self._parts), claimed, self.left)

"""The act that keeps a guarantee alive within its period (GU-09), and which suits are one (GU-48).

Joint: a claim on him. General: a suit or arbitration against the debtor. In the debtor's bankruptcy no
such suit is taken any more: declaring the claim there stands for it (GU-40), and as he may refuse no
longer (GU-05), so does a claim on him from the acceptance on. The other ways in which his defence goes
leave the suit against the debtor possible, and it is asked for as ever. A claim that is declared in the
guarantor's own bankruptcy is a claim on him.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from services.guarantee.domain.guarantor_events import GuarantorDemandServed
from services.guarantee.domain.legal_facts import (
    BankruptcyNoted,
    ClaimDeclaredNoted,
    SuitEndedNoted,
    SuitNoted,
)
from services.guarantee.domain.state import Guarantor, SecurityFile

WITHDRAWN = ("withdrawn", "not_taken")
"""Ends that leave no suit (GU-48); of one that was dismissed the rules say nothing: it stays one."""


class Required(NamedTuple):
    """The act that keeps the guarantee alive (GU-09): on which day, by what."""

    on: date
    why: str


def suits(file: SecurityFile, last: date) -> Iterator[tuple[SuitNoted, SuitEndedNoted | None]]:
    """Each suit, and how it came to nothing by ``last``."""
    ended = {each.filed_on: each for each in file.of_law(SuitEndedNoted, last)}
    for suit in file.of_law(SuitNoted, last):
        yield suit, ended.get(suit.effective_on)


def debtor_bankrupt_on(file: SecurityFile, last: date) -> date | None:
    """Since when the debtor's bankruptcy is accepted."""
    days = (
        each.effective_on
        for each in file.of_law(BankruptcyNoted, last)
        if each.party_id == file.obligor_id
    )
    return min(days, default=None)


def required_acts(file: SecurityFile, one: Guarantor, last: date) -> Iterator[Required]:
    """What was done by ``last`` that keeps his guarantee alive."""
    name, joint = one.registered.guarantor_id, one.registered.kind == "joint"
    since = date.min if joint else debtor_bankrupt_on(file, last) or date.max
    for suit, ended in suits(file, last):
        stands = ended is None or ended.outcome not in WITHDRAWN
        claimed = name in suit.defendants and (stands or _served(ended, name))
        of_debtor = not joint and stands and file.obligor_id in suit.defendants
        if of_debtor or (claimed and suit.effective_on >= since):
            yield Required(suit.effective_on, "suit")
    for demand in one.all_of(GuarantorDemandServed, last):
        if demand.effective_on >= since:
            yield Required(demand.effective_on, "demand")
    for declared in file.of_law(ClaimDeclaredNoted, last):
        of_debtor = not joint and declared.party_id == file.obligor_id
        if of_debtor or (declared.party_id == name and declared.effective_on >= since):
            yield Required(declared.effective_on, "claim_declared")


def lost_acts(file: SecurityFile, one: Guarantor, last: date) -> Iterator[tuple[Required, date]]:
    """Suits that kept it until they came to nothing, and that day: he is freed no earlier (GU-48)."""
    joint = one.registered.kind == "joint"
    name = one.registered.guarantor_id if joint else file.obligor_id
    for suit, ended in suits(file, last):
        if ended is not None and name in suit.defendants and ended.outcome in WITHDRAWN:
            yield Required(suit.effective_on, "suit"), ended.effective_on


def _served(ended: SuitEndedNoted | None, name: str) -> bool:
    """The copy of the complaint had reached him: that was a claim on him (GU-48)."""
    return ended is not None and name in ended.served

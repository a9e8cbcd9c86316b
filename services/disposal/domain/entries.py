"""What is judged again when a late fact comes: sums written off, recoveries; and missed duties.

Entries are numbered per loan; a later one names those that it withdraws.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from contracts.values import Money
from services.kit.domain import DomainEvent, Entry

Way = Literal["cash", "asset_rent_or_sale", "own_use", "transfer_price"]


class LoanWrittenOff(Entry, frozen=True, kw_only=True):
    """The sums of an approved write-off, as they were on its day by what is known (WO-01, WO-08).

    ``principal`` leaves the book, paid for by ``provision_used``; ``memo_claim`` is the claim that is
    off it at the end of that day, and stays: all but principal that is still on the book.
    """

    NAME: ClassVar[str] = "disposal.LoanWrittenOff"
    case_id: str
    criterion: str
    principal: Money
    provision_used: Money
    memo_claim: Money
    policy_id: str


class RecoveryRecognised(Entry, frozen=True, kw_only=True):
    """Money came in for a non-performing or written-off claim (COL-130); net is gross less cost."""

    NAME: ClassVar[str] = "disposal.RecoveryRecognised"
    recovery_id: str
    way: Way
    gross: Money
    cost: Money
    after_write_off: bool
    payer: str | None = None


class EntriesWithdrawn(Entry, frozen=True, kw_only=True):
    """Entries undone by a late fact, with nothing in their place."""

    NAME: ClassVar[str] = "disposal.EntriesWithdrawn"


class DutyMissed(DomainEvent, frozen=True, kw_only=True):
    """The last day of a duty passed and it was not done: it stays visible as a breach.

    ``subject``: the asset or the case it is about. ``next_by``: the next day of a duty that recurs.
    """

    NAME: ClassVar[str] = "disposal.DutyMissed"
    duty: str
    subject: str
    due_on: date
    rule: str
    next_by: date | None = None

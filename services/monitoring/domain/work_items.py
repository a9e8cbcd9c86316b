"""Facts that don't count, come again or are missing, and blocked acts: noted, for people to look at.

``FactRepeated`` is for the count of messages alone; the other two about facts are work items.
"""

from __future__ import annotations

from typing import ClassVar

from services.kit.conduct.blocked import BlockedAct
from services.kit.domain import DomainEvent


class MessageGapNoted(DomainEvent, frozen=True, kw_only=True):
    """A work item: the source's messages between ``after`` and ``received`` are missing."""

    NAME: ClassVar[str] = "monitoring.MessageGapNoted"
    after: int
    received: int


DIFFERS = "differs_from_first"
RESERVED = "reserved_id"
OTHER = "other_money"
NOT_TAKEN = (DIFFERS, RESERVED, OTHER)
"""Reasons of facts that were never taken: the one known by that name is another one."""


class FactSetAside(DomainEvent, frozen=True, kw_only=True):
    """A work item: a fact that does not count for this loan, and why.

    ``currency_differs``: it waited for the loan, which is in another currency.
    ``differs_from_first``: its business id was taken before with other content; the first stands.
    ``reserved_id``: core banking used a name of what disposal takes for debt.
    ``other_money``: an income or price (``income:<receipt_id>``, ``price:<receipt_id>``) was said to
    have come as a receipt of another day or amount; that receipt counts for what it paid.
    ``transfer_price``: it is the price of the claim, or that going back.
    ``asset_income``: it is a rent or the price of an asset taken for debt, or that going back.
    ``transferred``, ``remitted``: money for a day after the claim was sold or given up.
    ``detail``: a sentence with field, value and rule; None in events stored before there was one.
    """

    NAME: ClassVar[str] = "monitoring.FactSetAside"
    fact: str
    reason: str
    sequence: int | None = None
    detail: str | None = None


class FactRepeated(DomainEvent, frozen=True, kw_only=True):
    """A fact came again, saying the same, under a message number ahead of the last one seen."""

    NAME: ClassVar[str] = "monitoring.FactRepeated"
    fact: str
    sequence: int


class ProhibitedActionBlocked(BlockedAct, frozen=True, kw_only=True):
    """A reminder or a talk that may not be was refused (catalogue section 9); it changes nothing."""

    NAME: ClassVar[str] = "monitoring.ProhibitedActionBlocked"

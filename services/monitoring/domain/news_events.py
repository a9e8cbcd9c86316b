"""What disposal told about the claim, as sheets of the loan's post-loan file."""

from __future__ import annotations

from typing import ClassVar

from contracts.values import Money
from services.kit.domain import DomainEvent


class Note(DomainEvent, frozen=True, kw_only=True):
    """One sheet of the file."""


class DebtTransferNoted(Note, frozen=True, kw_only=True):
    """The claim was sold (DIS-07): this ledger ends with ``effective_on``.

    A receipt called ``payment_id``, of its sum and no earlier day, is the price; None in sheets stored
    before it was told.
    """

    NAME: ClassVar[str] = "monitoring.DebtTransferNoted"
    buyer_id: str
    price: Money
    claim: Money
    payment_id: str | None = None


class RemissionNoted(Note, frozen=True, kw_only=True):
    """The claim was given up (DIS-19): nothing is owed after ``effective_on``."""

    NAME: ClassVar[str] = "monitoring.RemissionNoted"
    amount: Money


class AssetIncomeNoted(Note, frozen=True, kw_only=True):
    """An asset taken for debt brought a rent or its price (DIS-05).

    A receipt called ``receipt_id``, of its amount and day, is this income: it pays no part of the debt,
    which the asset paid (POL-24).
    """

    NAME: ClassVar[str] = "monitoring.AssetIncomeNoted"
    asset_id: str
    how: str
    gross: Money
    receipt_id: str


class WriteOffNoted(Note, frozen=True, kw_only=True):
    """Written off (WO-01): the claim stays, penalty runs on. ``number`` is disposal's own entry."""

    NAME: ClassVar[str] = "monitoring.WriteOffNoted"
    principal: Money
    memo_claim: Money
    number: int | None = None
    replaces: tuple[int, ...] = ()


class WriteOffWithdrawn(Note, frozen=True, kw_only=True):
    """Disposal withdrew these entries of its own, write-offs among them."""

    NAME: ClassVar[str] = "monitoring.WriteOffWithdrawn"
    numbers: tuple[int, ...]


Closing = DebtTransferNoted | RemissionNoted
News = Closing | AssetIncomeNoted | WriteOffNoted | WriteOffWithdrawn

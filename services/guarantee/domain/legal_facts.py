"""Facts of litigation and disposal that guarantee stands on: suits, auctions, assets, transfers."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.kit.domain import DomainEvent


class Fact(DomainEvent, frozen=True, kw_only=True):
    """Something another service told us; it counts from ``effective_on``."""


class SuitNoted(Fact, frozen=True, kw_only=True):
    """A suit or arbitration against these parties."""

    NAME: ClassVar[str] = "guarantee.SuitNoted"
    defendants: tuple[str, ...]


class SuitEndedNoted(Fact, frozen=True, kw_only=True):
    """The suit of ``filed_on`` came to nothing; ``served``: who had the complaint by then (GU-48)."""

    NAME: ClassVar[str] = "guarantee.SuitEndedNoted"
    outcome: str
    filed_on: date
    served: tuple[str, ...] = ()


class ClaimDeclaredNoted(Fact, frozen=True, kw_only=True):
    """The claim was declared in the bankruptcy of a party (GU-40)."""

    NAME: ClassVar[str] = "guarantee.ClaimDeclaredNoted"
    party_id: str


class StageNoted(Fact, frozen=True, kw_only=True):
    """The legal case entered a state of B.5; an entry of litigation that a later one may withdraw.

    ``ended_for``: parties against whom enforcement ended that day (EX-08); empty where nobody told.
    """

    NAME: ClassVar[str] = "guarantee.StageNoted"
    stage: str
    litigation_entry: int | None = None
    litigation_corrects: tuple[int, ...] = ()
    ended_for: tuple[str, ...] = ()


class StagesGoneNoted(Fact, frozen=True, kw_only=True):
    """Litigation withdrew entries, alone or with a message that does not matter here."""

    NAME: ClassVar[str] = "guarantee.StagesGoneNoted"
    litigation_entry: int | None
    litigation_corrects: tuple[int, ...]


class AuctionNoted(Fact, frozen=True, kw_only=True):
    """An auction round of an asset that may be collateral."""

    NAME: ClassVar[str] = "guarantee.AuctionNoted"
    asset_id: str
    round: int
    sold: bool
    price: Money | None = None


class BankruptcyNoted(Fact, frozen=True, kw_only=True):
    """A court accepted the bankruptcy of a party."""

    NAME: ClassVar[str] = "guarantee.BankruptcyNoted"
    party_id: str


class InKindNoted(Fact, frozen=True, kw_only=True):
    """An asset of ``owner_id`` was taken for debt; ``collateral_id`` when it was collateral."""

    NAME: ClassVar[str] = "guarantee.InKindNoted"
    asset_id: str
    collateral_id: str | None
    debt_reduced: Money
    owner_id: str | None = None


class TransferNoted(Fact, frozen=True, kw_only=True):
    """The claim was sold to ``buyer_id``."""

    NAME: ClassVar[str] = "guarantee.TransferNoted"
    buyer_id: str


class TransferNoticeNoted(Fact, frozen=True, kw_only=True):
    """A party was told of the transfer."""

    NAME: ClassVar[str] = "guarantee.TransferNoticeNoted"
    party_id: str


class RemissionNoted(Fact, frozen=True, kw_only=True):
    """The claim was given up: what secures it ends with it."""

    NAME: ClassVar[str] = "guarantee.RemissionNoted"

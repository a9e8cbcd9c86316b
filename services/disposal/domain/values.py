"""Small values that officers hand in and events keep: documents, contacts, measures, buyers."""

from __future__ import annotations

from datetime import date

from contracts.values import Money
from services.kit.domain import Frozen, Packed


class Evidence(Packed, frozen=True):
    """A document: what it is, whose it is, who signed it (WO-03)."""

    evidence_id: str
    kind: str
    origin: str
    signed_by: str | None = None


class Alternative(Packed, frozen=True):
    """Another route and why not (DIS-01)."""

    route: str
    reason: str


class Rung(Packed, frozen=True):
    """A documented step of the ladder (DIS-02)."""

    rung: str
    document_id: str


class Contact(Packed, frozen=True):
    """A collection contact by its id, and the day on which collection told it was (WC-19)."""

    contact_id: str
    held_on: date


class Measure(Packed, frozen=True):
    """What was done against a debtor, guarantor or piece of collateral (WO-02)."""

    target_id: str
    measure: str
    document_id: str


class Examined(Packed, frozen=True):
    """A bar to write-off that was looked into, and whether it ``applies`` (WO-04)."""

    block: str
    applies: bool
    document_id: str


class Buyer(Frozen, frozen=True, kw_only=True):
    """Who bids: kind, licence, home, standing, ties to bank or state (TP-01, TR-03, TR-08)."""

    buyer_id: str
    kind: str
    licence_id: str | None = None
    same_province: bool = False
    regulator_consent: bool = False
    experience_years: int | None = None
    capital: Money | None = None
    insider_ties: tuple[str, ...] = ()


class Party(Packed, frozen=True):
    """Somebody who must be told of a transfer, by ``article``: a ``debtor`` or a ``guarantor``."""

    party_id: str
    role: str
    article: str | None = None


class ClaimSum(Packed, frozen=True):
    """What is owed on a day, in minor units: all principal, of the rest what is due by then."""

    cost: int
    fee: int
    interest: int
    penalty: int
    principal: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.cost + self.fee + self.interest + self.penalty + self.principal

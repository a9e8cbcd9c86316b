"""Shape of disposal's numbers and lists about the sale of claims: channels and buyers."""

from __future__ import annotations

from datetime import date

from contracts.values import ObligorKind, RiskClass, Security
from services.kit.domain import Frozen
from services.kit.quantities import Choice, Listed, Quantity, Source


class Channel(Frozen, frozen=True, kw_only=True):
    """A way to sell claims: for whose loans, in what numbers, until when, with what barred."""

    rule: str
    source: Source
    kinds: tuple[ObligorKind, ...]
    exclusions: tuple[str, ...]
    barred_securities: tuple[Security, ...] = ()
    batch_min: Quantity | None = None
    until: Choice | None = None
    resale: bool = True

    @property
    def last_day(self) -> date | None:
        """The last day on which a deal may be made."""
        return None if self.until is None else date.fromisoformat(self.until.value)


class BuyerRule(Frozen, frozen=True, kw_only=True):
    """A class of buyers: through which channels, where, with what standing."""

    rule: str
    source: Source
    channels: tuple[str, ...]
    same_province: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    experience: Quantity | None = None
    capital: Quantity | None = None


class Transfer(Frozen, frozen=True, kw_only=True):
    """Sale of claims: channels, buyers, who may never buy, which classes may be sold."""

    classes: tuple[RiskClass, ...]
    source: Source
    insiders: Listed
    channels: dict[str, Channel]
    buyers: dict[str, BuyerRule]

"""What happened with a piece of collateral (B.4)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.guarantee.domain.guarantor_events import Done
from services.kit.domain import DomainEvent


class CollateralPledged(DomainEvent, frozen=True, kw_only=True):
    """It is charged for the loan; ``registered_by`` is None for what came with the loan."""

    NAME: ClassVar[str] = "guarantee.CollateralPledged"
    collateral_id: str
    kind: str
    owner_id: str | None
    rank: int | None
    document_id: str | None
    registered_by: str | None


class CollateralValued(DomainEvent, frozen=True, kw_only=True):
    """It was worth ``value`` on ``effective_on`` (GUA-18); good until ``valid_until``."""

    NAME: ClassVar[str] = "guarantee.CollateralValued"
    collateral_id: str
    value: Money
    report_id: str | None
    valid_until: date
    valued_by: str | None
    policy_id: str


class CollateralStep(Done, frozen=True, kw_only=True):
    """An officer's act about it."""

    collateral_id: str


class CollateralImpaired(CollateralStep, frozen=True, kw_only=True):
    """It lost value or was damaged (GUA-19); ``value`` is what is left."""

    NAME: ClassVar[str] = "guarantee.CollateralImpaired"
    cause: str
    value: Money
    document_id: str


class AdditionalSecurityRequested(CollateralStep, frozen=True, kw_only=True):
    """Further security was asked for by ``due_on`` (GUA-19, GUA-21)."""

    NAME: ClassVar[str] = "guarantee.AdditionalSecurityRequested"
    due_on: date
    document_id: str


class AdditionalSecurityProvided(CollateralStep, frozen=True, kw_only=True):
    """Further security was given (GUA-21)."""

    NAME: ClassVar[str] = "guarantee.AdditionalSecurityProvided"
    security_id: str
    document_id: str


class AdditionalSecurityNotProvided(CollateralStep, frozen=True, kw_only=True):
    """Further security was not given (GUA-21)."""

    NAME: ClassVar[str] = "guarantee.AdditionalSecurityNotProvided"
    document_id: str


class RealisationStarted(CollateralStep, frozen=True, kw_only=True):
    """It is to be turned into money (GUA-24)."""

    NAME: ClassVar[str] = "guarantee.RealisationStarted"
    document_id: str


class CollateralReleased(CollateralStep, frozen=True, kw_only=True):
    """The charge was given back on this ground (GUA-22)."""

    NAME: ClassVar[str] = "guarantee.CollateralReleased"
    ground: str
    document_id: str


class CollateralAuctionHeld(DomainEvent, frozen=True, kw_only=True):
    """A round of its auction was held (GUA-24); ``price`` when it was sold."""

    NAME: ClassVar[str] = "guarantee.CollateralAuctionHeld"
    collateral_id: str
    round: int
    sold: bool
    price: Money | None


class CollateralReceived(DomainEvent, frozen=True, kw_only=True):
    """It was taken for so much of the debt (DIS-03)."""

    NAME: ClassVar[str] = "guarantee.CollateralReceived"
    collateral_id: str
    asset_id: str
    debt_reduced: Money


AnyCollateralStep = (
    CollateralValued
    | CollateralImpaired
    | AdditionalSecurityRequested
    | AdditionalSecurityProvided
    | AdditionalSecurityNotProvided
    | RealisationStarted
    | CollateralReleased
    | CollateralAuctionHeld
    | CollateralReceived
)

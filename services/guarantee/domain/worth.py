"""What collateral is worth, what is asked for beside it, and what others did with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.values import Money
from services.guarantee.domain.collateral_events import (
    AdditionalSecurityNotProvided,
    AdditionalSecurityProvided,
    AdditionalSecurityRequested,
    CollateralAuctionHeld,
    CollateralImpaired,
    CollateralReceived,
    CollateralValued,
)
from services.guarantee.domain.facts import AnyFact
from services.guarantee.domain.legal_facts import AuctionNoted, InKindNoted
from services.guarantee.domain.state import Collateral, SecurityFile
from services.guarantee.policy import GuaranteePolicy
from services.kit.days import period_end
from services.kit.quantities import unit_of

CHARGED = ("pledged", "valued", "impaired", "supplemented")
"""States in which it is charged and not yet being turned into money."""


def valid_until(valued_on: date, edition: GuaranteePolicy) -> date:
    """The last day on which a valuation may be used."""
    return period_end(valued_on, edition.valuation.value, unit_of(edition.valuation))


def followed_by(
    fact: AnyFact, file: SecurityFile
) -> Iterator[CollateralAuctionHeld | CollateralReceived]:
    """What an auction or an asset in kind does to the collateral that it is about."""
    common = {"loan_id": fact.loan_id, "effective_on": fact.effective_on}
    match fact:
        case AuctionNoted(asset_id=name) if name in file.collateral:
            yield CollateralAuctionHeld(
                **common,  # type: ignore[arg-type]
                collateral_id=name,
                round=fact.round,
                sold=fact.sold,
                price=fact.price,
            )
        case InKindNoted(collateral_id=charged, asset_id=asset):
            name = charged or asset
            if name in file.collateral:
                yield CollateralReceived(
                    **common,  # type: ignore[arg-type]
                    collateral_id=name,
                    asset_id=asset,
                    debt_reduced=fact.debt_reduced,
                )


def open_request(one: Collateral) -> AdditionalSecurityRequested | None:
    """A request for further security that is not answered."""
    asked: AdditionalSecurityRequested | None = None
    for step in one.steps:
        if isinstance(step, AdditionalSecurityRequested):
            asked = step
        elif isinstance(
            step, AdditionalSecurityProvided | AdditionalSecurityNotProvided | CollateralValued
        ):
            asked = None
    return asked


def worth_on(one: Collateral, day: date) -> Money | None:
    """Its latest value on ``day``; None while it was never valued."""
    found: Money | None = None
    for step in one.steps:
        if isinstance(step, CollateralValued | CollateralImpaired) and step.effective_on <= day:
            found = step.value
    return found

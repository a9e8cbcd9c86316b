"""What was done with a piece of collateral, whatever became of the loan (B.4)."""

from __future__ import annotations

from datetime import date

from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.collateral_events import (
    AdditionalSecurityProvided,
    AnyCollateralStep,
    CollateralAuctionHeld,
    CollateralImpaired,
    CollateralReceived,
    CollateralReleased,
    CollateralValued,
    RealisationStarted,
)
from services.guarantee.domain.state import Collateral


def done_with(one: Collateral, day: date) -> str:
    """Its state by the acts up to ``day`` alone."""
    state = "pledged"
    for step in one.steps:
        if step.effective_on <= day and state not in CHARGED_NO_MORE:
            state = moved(state, step)
    return state


def moved(state: str, step: AnyCollateralStep) -> str:
    """The state after an act."""
    match step:
        case CollateralValued():
            return "valued" if state in ("pledged", "impaired") else state
        case CollateralImpaired():
            return "impaired"
        case AdditionalSecurityProvided():
            return "supplemented"
        case RealisationStarted():
            return "in_realisation"
        case CollateralAuctionHeld(sold=sold):
            return "auctioned" if sold else "in_realisation"
        case CollateralReceived():
            return "received_in_satisfaction"
        case CollateralReleased():
            return "released"
        case _:
            return state

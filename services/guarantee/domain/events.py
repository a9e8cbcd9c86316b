"""Every event of guarantee."""

from __future__ import annotations

from services.guarantee.domain.collateral_events import AnyCollateralStep, CollateralPledged
from services.guarantee.domain.entries import (
    AlarmRaised,
    AnyEntry,
    CollateralRetold,
    FreeAgain,
    StandsAgain,
)
from services.guarantee.domain.facts import AnyFact
from services.guarantee.domain.guarantor_events import (
    AnyGuarantorStep,
    GuaranteeLiabilityRegistered,
    ProhibitedActionBlocked,
    SecurityReplaced,
    SecurityUnreadable,
)

AnyAct = (
    GuaranteeLiabilityRegistered
    | SecurityUnreadable
    | SecurityReplaced
    | AnyGuarantorStep
    | CollateralPledged
    | AnyCollateralStep
    | ProhibitedActionBlocked
)
GuaranteeEvent = (
    AnyFact | AnyAct | AnyEntry | AlarmRaised | StandsAgain | FreeAgain | CollateralRetold
)

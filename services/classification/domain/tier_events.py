"""What is concluded about the older scheme of four (四级分类)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from services.classification.domain.conclusion import Conclusion
from services.classification.domain.tier_rules import Tier


class FourTierChanged(Conclusion, frozen=True, kw_only=True):
    """From ``effective_on`` on the loan is in this tier of the older scheme of four (CLS-02).

    A loan is normal from its disbursement; that is no entry. A new one is written when tier or
    ``reason`` change. ``counted_from`` is the due day that time ran from, where time is the reason.
    """

    NAME: ClassVar[str] = "classification.FourTierChanged"
    tier: Tier
    previous_tier: Tier
    reason: str
    rule: str
    policy_id: str
    counted_from: date | None = None


class FourTierWithdrawn(Conclusion, frozen=True, kw_only=True):
    """Tiers undone by a late fact with nothing in their place: the one before goes on."""

    NAME: ClassVar[str] = "classification.FourTierWithdrawn"


AnyTierEvent = FourTierChanged | FourTierWithdrawn

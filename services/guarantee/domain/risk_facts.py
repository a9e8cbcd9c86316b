"""What puts the debtor at risk before arrears, as guarantee's own events (GUA-07)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from services.guarantee.domain.legal_facts import Fact

LIFE_EVENTS: Final = ("death", "serious_illness", "disappeared", "over_indebted", "detained")
"""Words of monitoring's contract for what a debtor may recover from (MON-52); no signal has them."""


class RiskNoted(Fact, frozen=True, kw_only=True):
    """A risk signal or a ``life_event`` of the borrower: the debtor is at risk (GUA-07)."""

    NAME: ClassVar[str] = "guarantee.RiskNoted"
    VERSION: ClassVar[int] = 2
    codes: tuple[str, ...]
    life_event: bool = False

    @staticmethod
    def upcast_v1_v2(fields: dict[str, Any]) -> dict[str, Any]:
        """Before life events were told from signals their one word tells them."""
        codes = fields["codes"]
        return {"life_event": len(codes) == 1 and codes[0] in LIFE_EVENTS} | fields


class RecoveryNoted(Fact, frozen=True, kw_only=True):
    """The borrower's life events are over: of them nobody is warned any more (GUA-07)."""

    NAME: ClassVar[str] = "guarantee.RecoveryNoted"

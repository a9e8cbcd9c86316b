"""Shape of the numbers and lists for restructured loans (重组资产, RC-80 to RC-87)."""

from __future__ import annotations

from contracts.values import RiskClass
from services.kit.days import MONTHS_PER_YEAR
from services.kit.domain import Frozen
from services.kit.quantities import (
    DECADE_MONTHS,
    Listed,
    Quantity,
    Source,
    check_names,
    check_quantity,
)


class StateFloor(Frozen, frozen=True, kw_only=True, rename={"risk_class": "class"}):
    """At least this class while the state lasts."""

    rule: str
    reason: str
    risk_class: RiskClass
    source: Source


class RestructuringRules(Frozen, frozen=True, kw_only=True):
    """Two facts make a loan restructured: one of ``difficulties`` and one of ``concessions`` or ``others``.

    It is observed for ``periods`` repayment periods and the ``length`` at least; ``floor`` binds it until
    officers find the difficulty solved, ``again`` when it is restructured anew before that.
    """

    difficulties: Listed
    concessions: Listed
    others: Listed
    periods: Quantity
    length: Quantity
    floor: StateFloor
    again: StateFloor

    def __post_init__(self) -> None:
        check_quantity(self.periods, "repayment_period", 1, DECADE_MONTHS, "restructuring.periods")
        unit = "year" if self.length.unit == "year" else "month"
        check_quantity(self.length, unit, 1, DECADE_MONTHS, "restructuring.length")
        changes = (*self.concessions.codes, *self.others.codes)
        for names in (self.difficulties.codes, changes):
            check_names(names, "restructuring codes")
            if not names:
                raise ValueError("restructuring: a list without a code restructures nothing")
        for each in (self.floor, self.again):
            check_names((each.rule, each.reason), "restructuring")
            if each.risk_class == "normal":
                raise ValueError(f"restructuring {each.rule}.class: 'normal' binds no loan")

    @property
    def months(self) -> int:
        """The length in months."""
        years = self.length.unit == "year"
        return self.length.value * MONTHS_PER_YEAR if years else self.length.value

    @property
    def changes(self) -> tuple[str, ...]:
        """Every change of the contract that counts."""
        return (*self.concessions.codes, *self.others.codes)

"""Shape of the older scheme's numbers (四级分类, 一逾两呆): lines by time, grounds, write-off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from services.kit.days import period_end
from services.kit.domain import Frozen
from services.kit.quantities import (
    DECADE_DAYS,
    Choice,
    Quantity,
    Source,
    check_names,
    check_quantity,
)

Tier = Literal["normal", "overdue", "sluggish", "bad", "out"]
TIERS: tuple[Tier, ...] = get_args(Tier)
"""正常, 逾期, 呆滞, 呆账, and out of the book; from the mildest to the last (CLS-02, B.2)."""

CountedFrom = Literal["due_day", "interest_due_day"]
"""The due day of the oldest unpaid claim, or of the oldest one whose interest is unpaid."""

WRITTEN_OFF = "written_off"
DECADE_YEARS = 10


class TierLine(Frozen, frozen=True, kw_only=True):
    """So long after the day that ``counted_from`` names, the loan is at least in ``tier``."""

    tier: Tier
    rule: str
    reason: str
    counted_from: Choice
    comparison: Literal["at_least", "more_than"]
    length: Quantity

    def __post_init__(self) -> None:
        place = f"four_tier line {self.reason}"
        check_names((self.rule, self.reason), place)
        if self.tier not in ("overdue", "sluggish"):
            raise ValueError(f"{place}.tier: {self.tier!r} follows from no time")
        if self.counted_from.value not in get_args(CountedFrom):
            known = " or ".join(get_args(CountedFrom))
            raise ValueError(
                f"{place}.counted_from: {self.counted_from.value!r} is not known, use {known}"
            )
        years = self.length.unit == "year"
        unit, most = ("year", DECADE_YEARS) if years else ("calendar_day", DECADE_DAYS)
        check_quantity(self.length, unit, 1, most, f"{place}.length")

    def first_day(self, since: date, nought: date) -> date:
        """The first day in the tier: years run from the due day, days from the day that is day 0."""
        if self.length.unit == "year":
            reached = period_end(since, self.length.value, "year")
        else:
            reached = period_end(nought, self.length.value, "calendar_day")
        return reached if self.comparison == "at_least" else reached + timedelta(days=1)


class TierGround(Frozen, frozen=True, kw_only=True):
    """What puts a loan into ``tier`` whatever the time: recorded by officers, or a write-off."""

    tier: Tier
    rule: str
    source: Source

    def __post_init__(self) -> None:
        if self.tier not in ("sluggish", "bad"):
            raise ValueError(f"four_tier ground: tier {self.tier!r} needs no ground")
        check_names((self.rule,), "four_tier ground")


class FourTier(Frozen, frozen=True, kw_only=True):
    """The scheme; ``variant`` names which of the quoted ``variants`` this bank goes by."""

    rule: str
    reason: str
    source: Source
    variant: Choice
    variants: dict[str, tuple[TierLine, ...]]
    grounds: dict[str, TierGround]

    def __post_init__(self) -> None:
        check_names((self.rule, self.reason, *self.grounds), "four_tier")
        if self.variant.value not in self.variants:
            known = " or ".join(self.variants)
            raise ValueError(
                f"four_tier.variant: {self.variant.value!r} is not written, use {known}"
            )
        for name, lines in self.variants.items():
            if [each.tier for each in lines] != ["overdue", "sluggish"]:
                raise ValueError(
                    f"four_tier.variants.{name}: a line for overdue, then for sluggish"
                )
        if WRITTEN_OFF not in self.grounds:
            raise ValueError(f"four_tier.grounds: {WRITTEN_OFF} must be named")

    @property
    def lines(self) -> tuple[TierLine, ...]:
        """Those of the variant chosen."""
        return self.variants[self.variant.value]

    @property
    def recorded(self) -> tuple[str, ...]:
        """The grounds that officers record."""
        return tuple(each for each in self.grounds if each != WRITTEN_OFF)


def severity(tier: Tier) -> int:
    """The tier's place from the mildest."""
    return TIERS.index(tier)

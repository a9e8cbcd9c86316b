"""Shape of the upgrade's conditions, and of the segments that they are for."""

from __future__ import annotations

from contracts.values import ObligorKind
from services.kit.domain import Frozen
from services.kit.quantities import (
    DECADE_MONTHS,
    Choice,
    Quantity,
    Source,
    check_names,
    check_quantity,
)

SECOND_PERSON = "second_person"


class Withheld(Frozen, frozen=True, kw_only=True):
    """What an approval alone does not give: the normal class waits for a passed revitalisation test."""

    rule: str
    reason: str
    source: Source


class Upgrade(Frozen, frozen=True, kw_only=True):
    """What a non-performing loan must show before it may be a performing one again.

    ``periods`` repayment periods paid on time and ``months``, whichever is longer, counted from
    the day on which nothing is overdue any more; then ``approval`` (``second_person`` or
    ``none``). ``reason`` stands on the loan while it waits. With ``until_revitalised`` an approval
    alone lifts it to special mention, and that one's reason stands on it until the test is passed.
    """

    rule: str
    reason: str
    periods: Quantity
    months: Quantity
    approval: Choice
    until_revitalised: Withheld | None = None

    def __post_init__(self) -> None:
        place = f"upgrade {self.rule}"
        check_names((self.rule, self.reason), place)
        check_quantity(self.periods, "repayment_period", 0, DECADE_MONTHS, f"{place}.periods")
        check_quantity(self.months, "month", 0, DECADE_MONTHS, f"{place}.months")
        if self.until_revitalised is not None:
            withheld = self.until_revitalised
            check_names((withheld.rule, withheld.reason), f"{place}.until_revitalised")
        if self.approval.value not in (SECOND_PERSON, "none"):
            raise ValueError(
                f"upgrade {self.rule}.approval: {self.approval.value!r} is neither"
                f" {SECOND_PERSON!r} nor 'none'"
            )

    @property
    def needs_approval(self) -> bool:
        """Somebody must assess the debtor and a second person must agree."""
        return self.approval.value == SECOND_PERSON

    @property
    def at_once(self) -> bool:
        """Being paid up is enough: no observation and no approval."""
        return not (self.periods.value or self.months.value or self.needs_approval)


class Segment(Frozen, frozen=True, kw_only=True):
    """Kinds of obligors that are treated alike; ``contagion`` tells whether their loans pull."""

    kinds: tuple[ObligorKind, ...]
    contagion: bool
    source: Source
    upgrade: Upgrade

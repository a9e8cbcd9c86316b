"""Shape of monitoring's numbers: day count, grace, order of allocation per product; stages.

The numbers themselves, with unit and source, are the dated editions under ``policies/<pack>/``. A
loan's terms are taken once, from the edition of its day of disbursement, and kept in its stream.
Names such as POL-02 are the numbers of the domain catalogue's rules and open choices.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, get_args

from contracts.values import Component
from services.kit.domain import Frozen
from services.kit.policy import (
    DECADE_DAYS,
    YEAR_DAYS,
    Policy,
    PolicyBook,
    Quantity,
    Source,
    check_names,
    check_quantity,
    check_rising,
)

PACKS = Path(__file__).parent / "policies"
DEFAULT = "default"
CURRENT = "current"
"""The stage of a loan with nothing past due (contract.md section 5); no edition may name one so."""

DayCount = Literal["due_day_zero", "due_day_one"]
"""Whether the due day itself is day 0 or day 1 past due (POL-02)."""


class DayCountChoice(Frozen, frozen=True, kw_only=True):
    """A product's day count."""

    value: DayCount
    source: Source


class Stage(Frozen, frozen=True, kw_only=True):
    """An arrears stage: its name and first day past due."""

    name: str
    from_day: Quantity


class Order(Frozen, frozen=True, kw_only=True):
    """The components inside one instalment, the one paid first at the head."""

    components: tuple[Component, ...]
    source: Source

    def __post_init__(self) -> None:
        if sorted(self.components) != sorted(get_args(Component)):
            raise ValueError(f"allocation: {self.components} must name every component once")


class ProductTerms(Frozen, frozen=True, kw_only=True):
    """The conventions of one product."""

    day_count: DayCountChoice
    grace: Quantity
    allocation: Order


class MonitoringPolicy(Policy, frozen=True, kw_only=True):
    """One edition. ``products`` holds ``default`` for every product without terms of its own."""

    stages: tuple[Stage, ...]
    products: dict[str, ProductTerms]

    def __post_init__(self) -> None:
        if DEFAULT not in self.products:
            raise ValueError(f"products: {DEFAULT!r} is missing")
        check_names(self.products, "products")
        for name, terms in self.products.items():
            check_quantity(terms.grace, "calendar_day", 0, YEAR_DAYS, f"products.{name}.grace")
        check_names((stage.name for stage in self.stages), "stages")
        for stage in self.stages:
            if stage.name == CURRENT:
                raise ValueError(
                    f"stages: {CURRENT!r} is reserved for a loan that owes nothing past due"
                )
            field = f"stages {stage.name}.from_day"
            check_quantity(stage.from_day, "day_past_due", 1, DECADE_DAYS, field)
        check_rising([stage.from_day.value for stage in self.stages], "stages")

    def product(self, name: str) -> ProductTerms:
        """The conventions of this product."""
        return self.products.get(name, self.products[DEFAULT])


MonitoringBook = PolicyBook[MonitoringPolicy]


def edition_for(policies: MonitoringBook, disbursed_on: date) -> MonitoringPolicy:
    """The edition of the day of disbursement; the first one for a loan older than all of them."""
    return policies.in_force(max(disbursed_on, policies.editions[0].effective_from))

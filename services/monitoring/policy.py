"""Shape of monitoring's numbers: day count, grace, order of allocation per product; stages; the file.

The numbers themselves, with unit and source, are the dated editions under ``policies/<pack>/``. A
loan's terms are taken once, from the edition of its day of disbursement, and kept in its stream.
Names such as POL-02 are the numbers of the domain catalogue's rules and open choices.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, get_args

import msgspec

from contracts.values import Component
from services.kit.acts import ActRule
from services.kit.conduct.shape import Conducted
from services.kit.domain import Frozen
from services.kit.policy import (
    DECADE_DAYS,
    YEAR_DAYS,
    Listed,
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


class Control(Frozen, frozen=True, kw_only=True):
    """The control that fails when measures are not carried out: its grade, where, whose (MON-56)."""

    grade: str
    department: str
    post: str
    source: Source


class FileRules(Frozen, frozen=True, kw_only=True):
    """Numbers and lists of the post-loan file.

    ``review``: days after disbursement. ``reminder``: days before a due date. ``rectification``: the
    longest term of measures. ``signals``, ``measures`` and ``life_events``: the codes there are, each
    with its source. ``documents``: what must be on file before the review is done (MON-08), of
    ``every_loan``, and besides of one kind of security.
    """

    review: Quantity
    reminder: Quantity
    rectification: Quantity
    clean_inspections: Quantity
    control: Control
    documents: dict[str, Listed]
    signals: dict[str, Source]
    measures: dict[str, Source]
    life_events: dict[str, Source]

    def __post_init__(self) -> None:
        for name in ("review", "reminder", "rectification"):
            check_quantity(getattr(self, name), "calendar_day", 0, YEAR_DAYS, f"file.{name}")
        check_quantity(
            self.clean_inspections, "inspection", 1, YEAR_DAYS, "file.clean_inspections"
        )

    def documents_of(self, security: str) -> tuple[str, ...]:
        """What must be on file for a loan with this security."""
        kinds = ("every_loan", security)
        return tuple(
            c for kind in kinds if kind in self.documents for c in self.documents[kind].codes
        )


class MonitoringPolicy(Conducted, frozen=True, kw_only=True):
    """One edition. ``products`` holds ``default`` for every product without terms of its own.

    ``acts``: who may call a claim due and do which officer's command of the post-loan file, and
    ``file``: its numbers; an edition without them knows no such file.
    """

    stages: tuple[Stage, ...]
    products: dict[str, ProductTerms]
    acts: dict[str, ActRule] = msgspec.field(default_factory=dict)
    file: FileRules | None = None

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

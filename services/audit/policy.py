"""Shape of the definitions of figures: what counts as recovered, as overdue, and until when.

The lists, with their sources, are the dated editions under ``policies/<pack>/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from contracts.values import Component
from services.kit.domain import Frozen
from services.kit.policy import Listed, Policy, PolicyBook, Quantity

PACKS = Path(__file__).parent / "policies"
MOST_DIGITS = 6
COMPONENTS: tuple[str, ...] = get_args(Component)
PLANNED = ("fee", "interest", "principal")
"""What an instalment may ask for."""
WAYS = ("cash", "bill", "asset_rent_or_sale", "own_use", "transfer_price")
"""How a recovery comes in, as disposal and collection name it."""


class Rate(Frozen, frozen=True, kw_only=True):
    """``digits``: decimals of the percentage."""

    digits: Quantity

    def __post_init__(self) -> None:
        if self.digits.unit != "decimal_place":
            raise ValueError(f"rate.digits.unit is {self.digits.unit!r}, expected 'decimal_place'")
        if not 0 <= self.digits.value <= MOST_DIGITS:
            raise ValueError(f"rate.digits: {self.digits.value} is not 0 to {MOST_DIGITS}")


class FiguresPolicy(Policy, frozen=True, kw_only=True):
    """One edition. ``recovery``, ``money``: ways; ``overdue``, ``falls_due``: components of a claim."""

    recovery: Listed
    money: Listed
    overdue: Listed
    falls_due: Listed
    rate: Rate

    def __post_init__(self) -> None:
        _known("recovery", self.recovery, WAYS)
        _known("money", self.money, self.recovery.codes)
        _known("overdue", self.overdue, COMPONENTS)
        _known("falls_due", self.falls_due, PLANNED)


def _known(name: str, counted: Listed, codes: tuple[str, ...]) -> None:
    """A code that is none would silently count nothing."""
    strange = [each for each in counted.codes if each not in codes]
    if strange:
        raise ValueError(f"{name}.codes: {', '.join(strange)}: not one of {', '.join(codes)}")


FiguresBook = PolicyBook[FiguresPolicy]

"""Numbers and choices of a rule as an edition states them, and what makes one implausible. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Final, get_args

import msgspec

from services.kit.days import Unit
from services.kit.domain import Frozen

# Bounds of plausibility (docs/policies.md), not numbers of a rule: beyond them a number is a slip of
# the pen. A bank that means it changes them here, and every service's packs with it.
YEAR_DAYS: Final = 366
DECADE_DAYS: Final = 3_660
DECADE_MONTHS: Final = 120
WHOLE_PERCENT: Final = 100
DAY_MINUTES: Final = 1_440
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
NAME_LENGTH: Final = 200  # what a message can carry, contracts.message.Code


Source = Annotated[str, msgspec.Meta(min_length=1)]
"""Where a number stands, quoted; never empty."""


class Quantity(Frozen, frozen=True):
    """A number of a rule with its unit (for instance ``calendar_day``) and its quoted source."""

    value: int
    unit: str
    source: Source


class Choice(Frozen, frozen=True):
    """A named choice of a rule (for instance a day-count convention) with its quoted source."""

    value: str
    source: Source


class Listed(Frozen, frozen=True, kw_only=True):
    """A list of codes with its source."""

    codes: tuple[str, ...]
    source: Source


class Law(Frozen, frozen=True, kw_only=True):
    """The law behind ``rule``: its article, or the law alone where the number is not known.

    ``since``: its first day, where the edition that cites it holds for days before it as well.
    """

    rule: str
    article: str
    source: Source
    since: date | None = None

    def on(self, day: date) -> str | None:
        """The article, if the law is in force on ``day``."""
        return self.article if self.since is None or self.since <= day else None


def check_quantity(quantity: Quantity, unit: str, least: int, most: int, field: str) -> None:
    """Raise ``ValueError`` naming the field unless the number has this unit and lies in these bounds,
    both included.
    """
    if quantity.unit != unit:
        raise ValueError(f"{field}: unit is {quantity.unit!r}, expected {unit!r}")
    if not least <= quantity.value <= most:
        raise ValueError(
            f"{field}: {quantity.value} is not plausible, it must be {least} to {most} ({unit})"
        )


def check_names(names: Iterable[str], field: str) -> None:
    """Raise ``ValueError`` unless every name can stand in a message, and stands here once."""
    seen: set[str] = set()
    for name in names:
        if not 1 <= len(name) <= NAME_LENGTH or name != name.strip() or not name.isprintable():
            raise ValueError(
                f"{field}: {name!r} must have 1 to {NAME_LENGTH} printable characters and no space "
                "at either end"
            )
        if name in seen:
            raise ValueError(f"{field}: {name!r} stands twice, every name must stand once")
        seen.add(name)


def check_rising(first_days: Sequence[int], field: str) -> None:
    """Raise ``ValueError`` unless there is a first day and each is later than the one before."""
    if not first_days:
        raise ValueError(f"{field}: there is none, at least one is needed")
    for before, day in pairwise(first_days):
        if day <= before:
            raise ValueError(
                f"{field}: first day {day} comes after first day {before}: first days must rise"
            )


def unit_of(quantity: Quantity) -> Unit:
    """The unit of a period; ``ValueError`` for another one."""
    for unit in get_args(Unit):
        if quantity.unit == unit:
            return unit  # type: ignore[no-any-return]
    raise ValueError(f"unit is {quantity.unit!r}, expected {' or '.join(get_args(Unit))}")

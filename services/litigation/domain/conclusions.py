"""What litigation concludes: stages, clocks, measures, warnings. Entries: late facts undo them.

Beside them stands the blocked act, which is what it was and is never undone.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.kit.conduct.blocked import BlockedAct
from services.kit.domain import Entry


class Conclusion(Entry, frozen=True, kw_only=True):
    """Concluded on the bank's day ``processed_on``; true from ``effective_on`` on."""

    processed_on: date


class StageReached(Conclusion, frozen=True, kw_only=True):
    """The case entered ``stage`` of B.5 by ``rule``; ``previous`` is None for its first.

    ``ended_for``: parties against whom enforcement ended; ``previous`` is ``stage`` itself where it
    goes on against others.
    """

    NAME: ClassVar[str] = "litigation.StageReached"
    stage: str
    previous: str | None
    rule: str
    ended_for: tuple[str, ...] = ()


class ClockMoved(Conclusion, frozen=True, kw_only=True):
    """A clock (``claim`` or ``enforcement``) started, was warned, interrupted, expired, restored.

    ``ends_on`` is its last day as of then, None while it stands still; ``why`` the act behind it.
    """

    NAME: ClassVar[str] = "litigation.ClockMoved"
    clock: str
    state: str
    ends_on: date | None
    article: str
    why: str


class MeasureMoved(Conclusion, frozen=True, kw_only=True):
    """A preservation measure changed its state."""

    NAME: ClassVar[str] = "litigation.MeasureMoved"
    measure_id: str
    state: str
    asset_kind: str
    amount: Money
    ends_on: date | None
    sue_by: date | None
    article: str


class RenewalWarned(Conclusion, frozen=True, kw_only=True):
    """``days_left`` days are left of a measure; ``renew_by`` is the last safe day (CL-06)."""

    NAME: ClassVar[str] = "litigation.RenewalWarned"
    measure_id: str
    days_left: int
    ends_on: date
    renew_by: date


class ConclusionsWithdrawn(Conclusion, frozen=True, kw_only=True):
    """Conclusions undone by a late fact, with nothing in their place."""

    NAME: ClassVar[str] = "litigation.ConclusionsWithdrawn"


class ProhibitedActionBlocked(BlockedAct, frozen=True, kw_only=True):
    """An act that may not be was refused (catalogue section 9); it changes nothing."""

    NAME: ClassVar[str] = "litigation.ProhibitedActionBlocked"
    processed_on: date
    command: str

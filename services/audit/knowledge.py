"""What was known, and what the journal holds of it. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from services.kit.row import EventRow


class Knowledge(NamedTuple):
    """Everything (both None), what was known by the end of the bank's day ``known_on``, or what
    was stored by the instant ``known_at``.
    """

    known_on: date | None = None
    known_at: datetime | None = None

    def holds(self, row: EventRow) -> bool:
        """Whether the event was known."""
        if self.known_on is not None:
            return row.known_on <= self.known_on
        return self.known_at is None or row.recorded_at <= self.known_at


EVERYTHING = Knowledge()


class Entry(NamedTuple):
    """One event of the journal; ``loan_position`` is its place by arrival among its loan's."""

    service: str
    row: EventRow
    loan_position: int | None = None


def causal_order(entry: Entry) -> tuple[int, str, int, int]:
    """Sort key of histories: the hybrid logical clock, a linear extension of causation."""
    row = entry.row
    return row.hlc, entry.service, row.shard, row.position

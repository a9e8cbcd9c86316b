"""What was known, and what the journal holds of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import msgspec

from services.audit.journal import cause_of

if TYPE_CHECKING:
    from services.audit.loan_rows import Row

StreamName = tuple[str, str]
"""Service and stream."""


class Knowledge(NamedTuple):
    """Everything (both None), what was known by the end of the bank's day ``known_on``, or what
    was stored by the instant ``known_at``.
    """

    known_on: date | None = None
    known_at: datetime | None = None

    def holds(self, row: Row) -> bool:
        """Whether the event was known."""
        if self.known_on is not None:
            return row.known_on <= self.known_on
        return self.known_at is None or row.recorded_at <= self.known_at


EVERYTHING = Knowledge()


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One event of the journal; ``loan_position`` is its place by arrival among its loan's."""

    service: str
    row: Row
    loan_position: int | None = None


def causal_order(entry: Entry) -> tuple[int, str, int, int]:
    """Sort key of histories: the hybrid logical clock, a linear extension of causation."""
    row = entry.row
    return row.hlc, entry.service, row.shard, row.position


def in_causal_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by the clock, no effect before its cause or before what stands before it in its shard.

    The clock alone gives that as long as every writer keeps its rule. Where one did not (a clock
    behind its cause's is not seen on arrival when the cause arrives last), the links decide: what
    must come first is moved up, and nothing else. The order depends on what has arrived, never on
    when (ADR 0018).
    """
    by_clock = sorted(entries, key=causal_order)
    if _follows(by_clock):
        return by_clock
    known = {entry.row.event_id: entry for entry in by_clock}
    before: dict[UUID, Entry] = {}
    for earlier, later in pairwise(sorted(by_clock, key=_place)):
        if _place(earlier)[:2] == _place(later)[:2]:
            before[later.row.event_id] = earlier
    ordered: list[Entry] = []
    met: set[UUID] = set()
    placed: set[UUID] = set()
    for entry in by_clock:
        waiting = [entry]
        while waiting:
            top = waiting[-1]
            mine = top.row.event_id
            cause = cause_of(top.row)
            ahead = (known.get(cause) if cause else None, before.get(mine))
            missing = [
                each
                for each in ahead
                if each is not None
                and each.row.event_id not in placed
                and each.row.event_id not in met
            ]
            if mine not in placed and missing:
                met.add(mine)
                waiting += missing
                continue
            waiting.pop()
            if mine not in placed:
                placed.add(mine)
                ordered.append(top)
    return ordered


def _follows(ordered: Sequence[Entry]) -> bool:
    """Whether each stands behind its cause and behind what stands before it in its shard."""
    met: set[UUID] = set()
    causes: set[UUID | None] = set()
    reached: dict[tuple[str, int], int] = {}
    for entry in ordered:
        row = entry.row
        mine, lane = row.event_id, (entry.service, row.shard)
        if row.position < reached.get(lane, 0) or (mine in causes and mine not in met):
            return False
        met.add(mine)
        reached[lane] = row.position
        if row.cause_link is not None:
            causes.add(cause_of(row))
    return True


def _place(entry: Entry) -> tuple[str, int, int]:
    return entry.service, entry.row.shard, entry.row.position

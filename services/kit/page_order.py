"""The order in which a partition's stored events are sent: no hole, each closed day where it was."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from services.kit import events
from services.kit.kit_events import DayClosed
from services.kit.row import EventRow


class RelayStop(Exception):
    """The relay can't go on at a shard's position, and skips nothing."""

    def __init__(self, shard: int, position: int, what: str) -> None:
        super().__init__(f"shard {shard}: position {position} {what}")
        self.at = (shard, position)


class Hole(RelayStop):
    """A position is missing in the event table: tampering or a bug; a person must look."""


def check_dense(shard: int, cursor: int, rows: Sequence[EventRow]) -> None:
    """Raise ``Hole`` unless the rows follow the cursor without a gap."""
    for expected, row in enumerate(rows, cursor + 1):
        if row.position != expected:
            raise Hole(shard, expected, f"is missing, found {row.position}")
    if not rows:
        raise Hole(shard, cursor + 1, "is missing, nothing follows")


def in_order(
    shards: Sequence[int],
    pages: dict[int, list[EventRow]],
    cursors: dict[int, int],
    known: dict[int, int],
) -> list[EventRow]:
    """The pages of a partition's shards as one sequence, each closed day where it was.

    A shard's rows keep their order. A ``kit.DayClosed`` (always in the first shard) comes after the
    positions it names and before everything later. Rows that a page's limit keeps back wait.
    """
    first, others = shards[0], shards[1:]
    at = dict(cursors)
    queues = {shard: deque(pages[shard]) for shard in others}
    ordered: list[EventRow] = []

    def take(shard: int, upto: int) -> None:
        while queues[shard] and queues[shard][0].position <= upto:
            ordered.append(queues[shard].popleft())
            at[shard] = ordered[-1].position

    for row in pages[first]:
        if row.type == DayClosed.NAME:
            day = events.decode(row.type, row.schema_version, row.payload)
            assert isinstance(day, DayClosed)
            for mark in day.after:
                if mark.shard != first:
                    take(mark.shard, mark.position)
                    if at[mark.shard] < mark.position:
                        return ordered
        ordered.append(row)
        at[first] = row.position
    if at[first] == known[first]:
        for shard in others:
            take(shard, known[shard])
    return ordered

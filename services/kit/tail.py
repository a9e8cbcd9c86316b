"""Rows just stored and not sent yet, kept so that the relay need not read them back.

A tail is a convenience: the event table stays the outbox. Only rows of a written batch come in, they
are used only where they follow the relay's cursor, and a tail that grows too long or too large is let
go, after which the relay reads from the store until it has caught up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice

from services.kit.pages import PAGE_BYTES, within
from services.kit.row import EventRow

ROWS_MAX = 20_000
BYTES_MAX = 2 * PAGE_BYTES
"""Of payloads: one page being sent and one that waits; twenty thousand ordinary rows hold less."""


class Tail:
    """The last stored rows of one partition's shards, per shard in order of position."""

    def __init__(
        self, shards: Iterable[int], rows_max: int = ROWS_MAX, bytes_max: int = BYTES_MAX
    ) -> None:
        self._rows_max = rows_max
        self._bytes_max = bytes_max
        self._bytes = 0
        self._rows: dict[int, deque[EventRow]] = {shard: deque() for shard in shards}

    def add(self, rows: Sequence[EventRow]) -> None:
        """Rows of a batch that the store has taken."""
        size = sum([len(row.payload) for row in rows])
        held = sum(len(queue) for queue in self._rows.values())
        if len(rows) + held > self._rows_max or size + self._bytes > self._bytes_max:
            for queue in self._rows.values():
                queue.clear()
            self._bytes = 0
        if size > self._bytes_max:
            return
        self._bytes += size
        for row in rows:
            queue = self._rows[row.shard]
            if queue and queue[-1].position + 1 != row.position:
                self._bytes -= sum(len(each.payload) for each in queue)
                queue.clear()
            queue.append(row)

    def after(
        self, shard: int, cursor: int, limit: int, bytes_max: int = PAGE_BYTES
    ) -> list[EventRow]:
        """The rows that follow the cursor, at most ``limit`` and, but for the first, ``bytes_max``.

        None when the store must be asked.
        """
        queue = self._rows[shard]
        while queue and queue[0].position <= cursor:
            self._bytes -= len(queue.popleft().payload)
        if not queue or queue[0].position != cursor + 1:
            return []
        return within(islice(queue, limit), bytes_max)

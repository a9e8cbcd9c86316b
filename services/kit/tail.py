"""Rows just stored and not sent yet, kept so that the relay need not read them back.

A tail is a convenience: the event table stays the outbox. Only rows of a written batch come in, they
are used only where they follow the relay's cursor, and a tail that grows too long is let go, after
which the relay reads from the store until it has caught up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice

from services.kit.row import EventRow

ROWS_MAX = 20_000


class Tail:
    """The last stored rows of one partition's shards, per shard in order of position."""

    def __init__(self, shards: Iterable[int], rows_max: int = ROWS_MAX) -> None:
        self._rows_max = rows_max
        self._rows: dict[int, deque[EventRow]] = {shard: deque() for shard in shards}

    def add(self, rows: Sequence[EventRow]) -> None:
        """Rows of a batch that the store has taken."""
        if len(rows) + sum(len(queue) for queue in self._rows.values()) > self._rows_max:
            for queue in self._rows.values():
                queue.clear()
        for row in rows:
            queue = self._rows[row.shard]
            if queue and queue[-1].position + 1 != row.position:
                queue.clear()
            queue.append(row)

    def after(self, shard: int, cursor: int, limit: int) -> list[EventRow]:
        """The rows that follow the cursor, at most ``limit``; none when the store must be asked."""
        queue = self._rows[shard]
        while queue and queue[0].position <= cursor:
            queue.popleft()
        if not queue or queue[0].position != cursor + 1:
            return []
        return list(islice(queue, limit))

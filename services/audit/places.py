"""Where a journal partition stands, as its reader knows it."""

from __future__ import annotations

from services.audit.journal import Checked, ShardEnd, StreamEnd


class Place:
    """Where one partition stands: next offset, ends of its shards, chain heads met lately."""

    def __init__(
        self, service: str, shards: tuple[int, ...], offset: int, ends: dict[int, ShardEnd]
    ) -> None:
        self.service = service
        self.shards = shards
        self.offset = offset
        self.ends = ends
        self.streams: dict[str, StreamEnd] = {}

    def adopt(self, checked: Checked, streams_max: int) -> None:
        """The batch is written: what it led to is what we know; the oldest heads are forgotten."""
        self.offset = checked.offset_to
        self.ends.update(checked.shards)
        for stream, end in checked.streams.items():
            self.streams.pop(stream, None)
            self.streams[stream] = end
        while len(self.streams) > streams_max:
            self.streams.pop(next(iter(self.streams)))

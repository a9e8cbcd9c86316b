"""What the kit tells about itself. This is the quiet form: it counts and logs, and costs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import structlog

from contracts.envelope import Envelope
from services.kit.batch import Batch
from services.kit.row import EventRow

log = structlog.get_logger()


class Telemetry:
    """Hooks that the kit calls."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def trace(self, envelope: Envelope) -> str | None:
        """The trace context that events of this message carry."""
        return envelope.traceparent

    def batch(self, topic: str, partition: int, records: int) -> AbstractContextManager[Any]:
        """Around the handling of one turn."""
        self.counts["consumed"] += records
        return nullcontext()

    def write(self, batch: Batch) -> AbstractContextManager[Any]:
        """Around the call to the store."""
        self.counts["appended"] += len(batch.events)
        return nullcontext()

    def publish(self, service: Any, rows: Sequence[EventRow]) -> AbstractContextManager[Any]:
        """Around sending a page."""
        return nullcontext()

    def decided(self, row: EventRow) -> None:
        """One event was decided."""

    def relayed(self, shard: int, rows: Sequence[EventRow], backlog: int) -> None:
        """A page was acknowledged."""
        self.counts["relayed"] += len(rows)

    def duplicates(self, topic: str, n: int) -> None:
        """Records that had been taken before."""
        self.counts["duplicates"] += n

    def dead_letter(self, rule: str, record: Any, row: EventRow) -> None:
        """A message could not be taken."""
        self.counts["dead_letters"] += 1
        log.error(
            "dead letter", rule=rule, topic=record.topic, partition=record.partition,
            offset=record.offset, loan_id=row.loan_id, event_id=str(row.event_id),
        )

    def parked(self, stream: str, rule: str, detail: str, row: EventRow) -> None:
        """A message was parked."""
        self.counts["parked"] += 1
        log.error("parked", stream=stream, rule=rule, detail=detail, event_id=str(row.event_id))

    def relay_stopped(self, shard: int, reason: str) -> None:
        """The relay found a hole or something it can't publish."""
        self.counts["relay_stopped"] += 1

    def store_unavailable(self) -> None:
        """The database did not answer."""
        self.counts["store_unavailable"] += 1

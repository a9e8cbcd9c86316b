"""Writes streams as a service does: dense positions, versions, clocks, links; in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec

from services.kit import chain, events, hlc, journal
from services.kit.domain import DomainEvent
from services.kit.row import EventRow

NAMESPACE = UUID("00000000-0000-4000-8000-000000000000")
START = datetime(2024, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """A Kafka record as the consumer hands it out."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass
class Writer:
    """One service. ``rows`` are all events in the order of writing."""

    service: str
    now: datetime = START
    rows: list[EventRow] = field(default_factory=list)
    shards: dict[int, EventRow] = field(default_factory=dict)
    streams: dict[str, EventRow] = field(default_factory=dict)

    def write(
        self,
        stream: str,
        event: DomainEvent,
        *,
        shard: int = 3,
        key: str = "C-1",
        known_on: date | None = None,
        cause: EventRow | None = None,
        causation_id: str = "core-1",
    ) -> EventRow:
        """Append one event, a millisecond after the one before."""
        self.now += timedelta(milliseconds=1)
        before, last = self.streams.get(stream), self.shards.get(shard)
        clock = hlc.tick(
            last.hlc if last else 0, cause.hlc if cause else 0, hlc.physical(self.now)
        )
        row = EventRow(
            shard=shard,
            stream=stream,
            version=before.version + 1 if before else 1,
            position=last.position + 1 if last else 1,
            event_id=uuid5(NAMESPACE, f"{self.service} {stream} {len(self.rows)}"),
            type=event.NAME,
            schema_version=event.VERSION,
            loan_id=event.loan_id,
            key=key,
            effective_on=event.effective_on,
            known_on=known_on or event.effective_on,
            recorded_at=self.now,
            hlc=clock,
            correlation_id="corr-1",
            causation_id=str(cause.event_id) if cause else causation_id,
            cause_link=cause.link if cause else None,
            actor="/corebank",
            traceparent=None,
            payload=events.encode(event),
            link=b"",
        )
        return self.keep(row)

    def keep(self, row: EventRow) -> EventRow:
        """Link a row to its stream and append it."""
        before = self.streams.get(row.stream)
        head = before.link if before else chain.genesis(self.service, row.stream)
        row = msgspec.structs.replace(row, link=chain.link(head, row))
        self.rows.append(row)
        self.streams[row.stream] = self.shards[row.shard] = row
        return row

    def records(self, partitions: int = 4, rows: Iterable[EventRow] | None = None) -> list[Record]:
        """The rows as records of the journal topic, offsets dense per partition."""
        return records(self.service, self.rows if rows is None else rows, partitions)


def records(service: str, rows: Iterable[EventRow], partitions: int = 4) -> list[Record]:
    """Rows as the relay sends them."""
    offsets: dict[int, int] = {}
    made = []
    for row in rows:
        partition = row.shard % partitions
        offset = offsets[partition] = offsets.get(partition, -1) + 1
        made.append(record(service, row, partition, offset))
    return made


def record(service: str, row: EventRow, partition: int, offset: int) -> Record:
    """One row as the relay sends it."""
    return Record(
        f"postloan.{service}.journal.v1",
        partition,
        offset,
        int(row.recorded_at.timestamp() * 1000),
        row.key.encode() or None,
        row.payload,
        journal.to_headers(service, row),
    )


def edited(row: EventRow, **changes: Any) -> EventRow:
    """The row with some columns changed and its link left as it was."""
    return msgspec.structs.replace(row, **changes)

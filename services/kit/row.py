"""One stored event with all its columns, as it lies in the store and travels in the journal.

The row format is that of the ``eventsourcing`` package (originator id, version, topic, state) with
the columns that a regulator needs beside it; ``stored_event`` gives the package's own value.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from eventsourcing.persistence import StoredEvent


class EventRow(msgspec.Struct, frozen=True, gc=False):
    """Three times: ``effective_on`` (the day it counts), ``known_on`` (the bank's business day on which
    we took it) and ``recorded_at`` (the instant it was stored, never decreasing per shard)."""

    shard: int
    stream: str
    version: int
    position: int
    event_id: UUID
    type: str
    schema_version: int
    loan_id: str
    key: str
    effective_on: date
    known_on: date
    recorded_at: datetime
    hlc: int
    correlation_id: str
    causation_id: str
    cause_link: bytes | None
    actor: str
    traceparent: str | None
    payload: bytes
    link: bytes


COLUMNS = EventRow.__struct_fields__


def stored_event(row: EventRow) -> StoredEvent:
    """The row in the ``eventsourcing`` package's exchange format."""
    from eventsourcing.persistence import StoredEvent

    return StoredEvent(
        originator_id=row.stream,
        originator_version=row.version,
        topic=row.type,
        state=row.payload,
    )

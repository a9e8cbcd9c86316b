"""Everything that one call to the store writes, all or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.kit.row import EventRow


class Stale(Exception):
    """We are not the owner any more, or somebody else has done this batch: drop all state."""


class DuplicateMessage(Exception):
    """A message of a foreign producer in this batch was taken before."""


class StoreUnavailable(Exception):
    """The database can't be reached or did not answer; whether it wrote is unknown."""


class Unstorable(Exception):
    """The database refuses the values of a batch, however often it is asked."""


class ShardState(msgspec.Struct, frozen=True, gc=False):
    """A shard as its owner knows it. ``epoch`` fences; ``closed_on`` is the last closed business day."""

    shard: int
    epoch: int
    position: int
    hlc: int
    recorded_at: datetime
    closed_on: date | None


class ShardMove(NamedTuple):
    """A shard's state before and after the batch."""

    before: ShardState
    after: ShardState


class StreamMove(NamedTuple):
    """A stream goes from ``expected`` to ``version`` with a new chain head."""

    stream: str
    shard: int
    expected: int
    version: int
    head: bytes


class AgendaRow(NamedTuple):
    """Time alone may change this stream on that day."""

    shard: int
    due_on: date
    stream: str
    reason: str


class DeadLetterRow(NamedTuple):
    """What could not be taken. ``stream`` is the parked stream, None when it belongs to none."""

    event_id: UUID
    shard: int
    stream: str | None
    rule: str
    detail: str
    loan_id: str
    topic: str
    partition: int
    kafka_offset: int
    taken_at: datetime


class RelayMove(NamedTuple):
    """The relay's cursor of a shard goes from ``before`` to ``after``; ``sent``: last position sent
    to each topic."""

    shard: int
    epoch: int
    before: int
    after: int
    sent: dict[str, int]


class Batch(msgspec.Struct, kw_only=True):
    """The effects of records ``offset_from`` (included) to ``offset_to`` (excluded)."""

    topic: str
    partition: int
    offset_from: int
    offset_to: int
    shards: list[ShardMove] = []
    sources: dict[tuple[str, int], int] = {}
    foreign: dict[bytes, date] = {}
    streams: list[StreamMove] = []
    events: list[EventRow] = []
    agenda_removed: list[AgendaRow] = []
    agenda_added: list[AgendaRow] = []
    dead_letters: list[DeadLetterRow] = []
    closed_letters: list[UUID] = []


class Claim(msgspec.Struct, frozen=True):
    """What the new owner of a partition starts from."""

    shards: dict[int, ShardState]
    next_offsets: dict[str, int]
    sources: dict[tuple[str, int], int]
    held: dict[str, int]


class StreamPast(msgspec.Struct, frozen=True):
    """A stream as stored: version, chain head, the obligor it was first registered under, and its
    events as (name, schema version, payload)."""

    version: int
    head: bytes
    key: str
    events: list[tuple[str, int, bytes]]

"""The checks that every journal record passes as it arrives. Pure.

A record that breaks one becomes a finding and ends the batch: what came before it is kept, it and
what follows is not taken. Nothing is skipped, nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

import msgspec
from asyncpg.pgproto import pgproto

from services.audit.findings import Finding
from services.kit import chain
from services.kit.journal import BrokenJournal, from_record
from services.kit.kit_events import RawMessage
from services.kit.row import EventRow
from services.kit.sharding import SHARDS
from services.kit.unreadable import has_broken_name

if TYPE_CHECKING:
    from services.audit.loan_rows import Row


class Record(Protocol):
    """The part of a Kafka record that is read."""

    @property
    def offset(self) -> int: ...

    @property
    def key(self) -> bytes | None: ...

    @property
    def value(self) -> bytes | None: ...

    @property
    def headers(self) -> Any: ...


class Arrived(NamedTuple):
    """A record with its event, or with the reason why it can't be read."""

    record: Record
    service: str
    row: EventRow | None
    reason: str


class ShardEnd(NamedTuple):
    """The last event of one service and shard that has arrived."""

    position: int
    hlc: int
    recorded_at: datetime


class StreamEnd(NamedTuple):
    """Version and chain head of a stream as arrived; ``key`` is its obligor."""

    version: int
    head: bytes
    key: str


class Known(msgspec.Struct, kw_only=True):
    """What the journal holds already, as far as this batch touches it.

    ``links``: stored event id -> link, for the ids of this batch and of its causes. ``stored``:
    (shard, position) -> link, for records that were sent again.
    """

    shards: Mapping[int, ShardEnd]
    streams: Mapping[str, StreamEnd]
    links: Mapping[UUID, bytes] = {}
    stored: Mapping[tuple[int, int], bytes] = {}


class Checked(msgspec.Struct, kw_only=True):
    """What may be kept of a batch, and the first record that may not."""

    entries: list[EventRow]
    shards: dict[int, ShardEnd]
    streams: dict[str, StreamEnd]
    duplicates: int
    offset_to: int
    finding: Finding | None
    broken: Arrived | None


NOTHING = ShardEnd(0, -1, chain.EPOCH)
_BIGGEST = 2**63 - 1
_SMALL = 2**15 - 1


def read(records: Iterable[Record]) -> list[Arrived]:
    """Decode records; one that can't be decoded keeps its reason."""
    arrived = []
    for record in records:
        try:
            if has_broken_name(record.headers):
                raise BrokenJournal("the name of a header is not UTF-8")
            service, row = from_record(record.key, record.value, record.headers)
            _storable(row)
        except BrokenJournal as broken:
            arrived.append(Arrived(record, "", None, str(broken)))
        except (AttributeError, TypeError, ValueError, OverflowError) as broken:
            arrived.append(Arrived(record, "", None, f"a header can't be read: {broken}"))
        else:
            arrived.append(Arrived(record, service, row, ""))
    return arrived


def _storable(row: EventRow) -> None:
    """Raise ``ValueError`` for values that no event can have had: they would not fit a column."""
    first = (row.version, row.position)
    numbers = (*first, row.hlc)
    if min(first) < 1 or row.hlc < 0 or max(numbers) > _BIGGEST:
        raise ValueError(f"a number is out of range: {numbers}")
    if not (0 <= row.shard < SHARDS and 0 <= row.schema_version <= _SMALL):
        raise ValueError(f"a number is out of range: {row.shard}, schema {row.schema_version}")
    texts = (row.stream, row.type, row.loan_id, row.key, row.correlation_id, row.causation_id)
    if any("\0" in text for text in (*texts, row.actor, row.traceparent or "")):
        raise ValueError("a text holds the character U+0000")


def cause_of(row: Row) -> UUID | None:
    """The event of ours that the row names as its cause; None when it is no event of ours."""
    if row.cause_link is None:
        return None
    try:
        return pgproto.UUID(row.causation_id)  # the driver's: equal to ours, and read faster
    except ValueError:
        return None  # a place in a topic: dead letters are caused by records, not by events


def raw(topic: str, partition: int, record: Any) -> RawMessage:
    """The record's bytes, kept."""
    headers = [(str(name), data) for name, data in record.headers]
    return RawMessage.of(
        topic, partition, record.offset, record.timestamp, record.key, headers, record.value
    )


def check(
    service: str, shards: Sequence[int], arrived: Sequence[Arrived], known: Known
) -> Checked:
    """Check consecutive records of one partition (which carries ``shards``) of a service's
    journal.
    """
    checks = _Checks(service, frozenset(shards), known)
    for one in arrived:
        finding = checks.take(one)
        if finding is not None:
            return checks.result(one.record.offset, finding, one)
    return checks.result(arrived[-1].record.offset + 1, None, None)


class _Checks:
    """What is known so far, record by record."""

    def __init__(self, service: str, shards: frozenset[int], known: Known) -> None:
        self._service = service
        self._mine = shards
        self._known = known
        self._entries: list[EventRow] = []
        self._shards: dict[int, ShardEnd] = {}
        self._streams: dict[str, StreamEnd] = {}
        self._links: dict[UUID, bytes] = {}
        self._stored: dict[tuple[int, int], bytes] = {}
        self._duplicates = 0

    def result(self, offset_to: int, finding: Finding | None, broken: Arrived | None) -> Checked:
        """The batch up to ``offset_to``."""
        return Checked(
            entries=self._entries,
            shards=self._shards,
            streams=self._streams,
            duplicates=self._duplicates,
            offset_to=offset_to,
            finding=finding,
            broken=broken,
        )

    def take(self, one: Arrived) -> Finding | None:
        """Keep the record, drop it as a duplicate, or say what is wrong with it."""
        row = one.row
        if row is None:
            return Finding(
                rule="unreadable", detail=one.reason, where="arrival", service=self._service
            )
        if one.service != self._service:
            return self._finding(row, "service_differs", f"the record is of {one.service!r}")
        if row.shard not in self._mine:
            return self._finding(row, "wrong_partition", f"shard {row.shard} belongs elsewhere")
        last = self._shards.get(row.shard) or self._known.shards.get(row.shard, NOTHING)
        if row.position <= last.position:
            return self._duplicate(row)
        finding = self._place(row, last) or self._chain(row) or self._cause(row)
        if finding is None:
            self._keep(row)
        return finding

    def _duplicate(self, row: EventRow) -> Finding | None:
        at = (row.shard, row.position)
        if (self._stored.get(at) or self._known.stored.get(at)) != row.link:
            return self._finding(
                row, "duplicate_differs", "its link is not that of the event kept at this position"
            )
        self._duplicates += 1
        return None

    def _place(self, row: EventRow, last: ShardEnd) -> Finding | None:
        if row.position > last.position + 1:
            missing = last.position + 1
            more = "" if row.position == missing + 1 else f" to {row.position - 1}"
            detail = f"position {missing}{more} is missing before {row.position}"
            return self._finding(row, "position_missing", detail)
        if row.recorded_at < last.recorded_at:
            return self._finding(
                row,
                "recorded_at_back",
                f"stored at {row.recorded_at.isoformat()}, before the event at position "
                f"{last.position} ({last.recorded_at.isoformat()})",
            )
        if row.hlc <= last.hlc:
            return self._finding(
                row, "hlc_back", f"clock {row.hlc} does not exceed {last.hlc} of the event before"
            )
        return None

    def _chain(self, row: EventRow) -> Finding | None:
        end = self._end(row.stream)
        if row.version != end.version + 1:
            return self._finding(
                row, "version_gap", f"version {row.version} follows version {end.version}"
            )
        if row.link != chain.link(end.head, row):
            return self._finding(
                row,
                "link_broken",
                f"the link does not follow from version {end.version} and the bytes of the event",
            )
        return None

    def _cause(self, row: EventRow) -> Finding | None:
        links = self._known.links
        if row.event_id in self._links or row.event_id in links:
            return self._finding(row, "event_id_reused", f"event id {row.event_id} is taken")
        cause = cause_of(row)
        if cause is not None:
            link = self._links.get(cause) or links.get(cause)
            if link is not None and link != row.cause_link:
                return self._finding(
                    row, "cause_differs", f"the link of the cause {cause} is another one"
                )
        return None

    def _keep(self, row: EventRow) -> None:
        self._entries.append(row)
        self._shards[row.shard] = ShardEnd(row.position, row.hlc, row.recorded_at)
        key = self._end(row.stream).key or row.key
        self._streams[row.stream] = StreamEnd(row.version, row.link, key)
        self._links[row.event_id] = row.link
        self._stored[row.shard, row.position] = row.link

    def _end(self, stream: str) -> StreamEnd:
        end = self._streams.get(stream) or self._known.streams.get(stream)
        return end or StreamEnd(0, chain.genesis(self._service, stream), "")

    def _finding(self, row: EventRow, rule: str, detail: str) -> Finding:
        return Finding(
            rule=rule,
            detail=detail,
            where="arrival",
            service=self._service,
            shard=row.shard,
            position=row.position,
            stream=row.stream,
            version=row.version,
            loan_id=row.loan_id,
            event_id=row.event_id,
        )

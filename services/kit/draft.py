"""A batch in the making: events get versions, positions, times and links; nothing is written yet.

A draft works on copies of what the owner knows. When the store takes the batch the owner adopts the
draft's state; when it does not, the draft is thrown away and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha1
from typing import Any
from uuid import UUID

import msgspec
from asyncpg.pgproto import pgproto

from services.kit import chain, events, hlc
from services.kit.batch import (
    AgendaRow,
    Batch,
    DeadLetterRow,
    ShardMove,
    ShardState,
    StreamMove,
)
from services.kit.domain import DomainEvent, Due
from services.kit.row import EventRow

EVENT_IDS = UUID("7f3b5f0e-2f4e-5a86-9d0b-6f0a2a6b8c11")  # fixed for life: derived event ids


class DraftBroken(Exception):
    """The kit itself failed while an event was half added: the draft can't be written, nor parked."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What an event comes from: ids, clock and chain link of the message, actor, trace.

    ``asks_again``: a tick, which a process that dies in the midst of its day puts to a stream twice.
    """

    id: str
    source: str
    correlation_id: str
    key: str
    actor: str
    hlc: int = 0
    link: bytes | None = None
    traceparent: str | None = None
    asks_again: bool = False


class Live(msgspec.Struct):
    """A stream as its owner holds it: state, version, chain head, agenda, obligor.

    ``folded``: read and not changed since, so its agenda is what this code makes of it; what is stored may
    be an older code's.
    """

    state: Any
    version: int
    head: bytes
    agenda: frozenset[Due]
    key: str
    folded: bool = False


class Draft:
    """Collects the effects of consecutive records of one topic and partition."""

    def __init__(
        self,
        service: str,
        topic: str,
        partition: int,
        offset_from: int,
        shards: dict[int, ShardState],
        heads: dict[str, tuple[int, bytes]],
        now: datetime,
    ) -> None:
        self.service = service
        self.batch = Batch(
            topic=topic, partition=partition, offset_from=offset_from, offset_to=offset_from
        )
        self.shards = dict(shards)
        self.live: dict[str, Live] = {}
        self.heads: dict[str, tuple[int, bytes]] = dict(heads)
        self._before = dict(shards)
        self._expected: dict[str, tuple[int, int]] = {}
        self._agenda_before: dict[str, frozenset[Due]] = {}
        self._agenda_of_others: set[str] = set()
        self._index: dict[tuple[str, str, str], int] = {}
        self._now = now
        self.physical = hlc.physical(now)

    @property
    def size(self) -> int:
        """Events collected so far."""
        return len(self.batch.events)

    def known_on(self, shard: int, business_date: date) -> date:
        """The later of the cause's business day and the day after the last closed day."""
        closed = self.shards[shard].closed_on
        return business_date if closed is None else max(business_date, closed + timedelta(days=1))

    def append(
        self,
        shard: int,
        stream: str,
        version: int,
        head: bytes,
        made: Sequence[tuple[DomainEvent, bytes]],
        cause: Cause,
        known_on: date,
    ) -> list[EventRow]:
        """Add events and their bytes after ``version``; returns rows with positions, times, links."""
        before = self.shards[shard]
        position, clock = before.position, before.hlc
        recorded_at = max(before.recorded_at, self._now)
        ids = self._ids(cause, stream, version)
        rows: list[EventRow] = []
        self._expected.setdefault(stream, (shard, version))
        for event, payload in made:
            version, position = version + 1, position + 1
            clock = hlc.tick(clock, cause.hlc, self.physical)
            row = EventRow(
                shard=shard,
                stream=stream,
                version=version,
                position=position,
                event_id=next(ids),
                type=event.NAME,
                schema_version=event.VERSION,
                loan_id=event.loan_id,
                key=cause.key,
                effective_on=event.effective_on,
                known_on=known_on,
                recorded_at=recorded_at,
                hlc=clock,
                correlation_id=cause.correlation_id,
                causation_id=cause.id,
                cause_link=cause.link,
                actor=cause.actor,
                traceparent=cause.traceparent,
                payload=payload,
                link=b"",
            )
            head = chain.link(head, row)
            msgspec.structs.force_setattr(row, "link", head)  # nobody has seen the row yet
            rows.append(row)
        self.shards[shard] = ShardState(
            shard, before.epoch, position, clock, recorded_at, before.closed_on
        )
        self.batch.events += rows
        return rows

    def _ids(self, cause: Cause, stream: str, version: int) -> Iterator[UUID]:
        """Event ids (UUID version 5) from cause, stream and index: handling twice makes the same ids.

        A tick's index is the event's version: what was due on a day and is written stays written, and
        another message may make more due before the day's second try. The driver's own class of UUID
        takes a tenth of the standard one's time.
        """
        at = (cause.source, cause.id, stream)
        if cause.asks_again:
            self._index[at] = version
        name = EVENT_IDS.bytes + f"{cause.source}\n{cause.id}\n{stream}\n".encode()
        while True:
            index = self._index[at] = self._index.get(at, -1) + 1
            digest = bytearray(sha1(b"%b%d" % (name, index)).digest()[:16])
            digest[6] = digest[6] & 0x0F | 0x50
            digest[8] = digest[8] & 0x3F | 0x80
            yield pgproto.UUID(bytes(digest))

    def append_kit(
        self, shard: int, stream: str, event: DomainEvent, cause: Cause, known_on: date
    ) -> EventRow:
        """Add an event of the kit's own streams, whose heads were fetched before."""
        version, head = self.heads.get(stream) or (0, chain.genesis(self.service, stream))
        made = [(event, events.encode(event))]
        (row,) = self.append(shard, stream, version, head, made, cause, known_on)
        self.heads[stream] = (row.version, row.link)
        return row

    def touch(self, stream: str, live: Live) -> None:
        """Note a stream's agenda before its first change in this draft.

        Of one that was only read all that it plans is put: some of it may be stored by nobody (I5).
        """
        self._agenda_before.setdefault(stream, live.agenda)
        if live.folded:
            self._agenda_of_others.add(stream)

    def goes(self, stream: str, dues: frozenset[Due]) -> bool:
        """Whether these are taken off the agenda unless the stream's state names them."""
        return dues <= self._agenda_before.get(stream, frozenset())

    def renew(self, stream: str, old: frozenset[Due]) -> None:
        """Other code made a touched stream's stored agenda: ``old`` goes, all that its state names is put."""
        self._agenda_before[stream] |= old
        self._agenda_of_others.add(stream)

    def close_day(self, shard: int, on: date) -> None:
        """Mark the shard's last closed business day."""
        now = self.shards[shard]
        if now.closed_on is None or now.closed_on < on:
            self.shards[shard] = msgspec.structs.replace(now, closed_on=on)

    def letter(self, row: EventRow, stream: str | None, rule: str, detail: str, at: Any) -> None:
        """List a dead letter or parked message for people; its bytes are in the event ``row``."""
        self.batch.dead_letters.append(
            DeadLetterRow(
                row.event_id,
                row.shard,
                stream,
                rule,
                detail,
                row.loan_id,
                at.topic,
                at.partition,
                at.offset,
                row.recorded_at,
            )
        )

    def finish(self, offset_to: int, shard_of_stream: dict[str, int]) -> Batch:
        """The batch to write, with positions up to ``offset_to`` (excluded)."""
        batch = self.batch
        batch.offset_to = offset_to
        batch.shards = [
            ShardMove(self._before[shard], after)
            for shard, after in self.shards.items()
            if after != self._before[shard]
        ]
        batch.streams = [
            StreamMove(stream, shard, expected, *self._version(stream))
            for stream, (shard, expected) in self._expected.items()
        ]
        for stream, before in self._agenda_before.items():
            shard, after = shard_of_stream[stream], self.live[stream].agenda
            stored = frozenset[Due]() if stream in self._agenda_of_others else before
            batch.agenda_removed.extend(_rows(shard, stream, before - after))
            batch.agenda_added.extend(_rows(shard, stream, after - stored))
        return batch

    def _version(self, stream: str) -> tuple[int, bytes]:
        live = self.live.get(stream)
        return (live.version, live.head) if live is not None else self.heads[stream]


def _rows(shard: int, stream: str, dues: Sequence[Due] | frozenset[Due]) -> list[AgendaRow]:
    return [AgendaRow(shard, due.on, stream, due.reason) for due in sorted(dues)]

"""Why a place stands still, in words and numbers for those who look: one halt for each that can be met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.errors import shown
from services.kit.halts import Halt
from services.kit.hlc import ClockSkew
from services.kit.incoming import Record
from services.kit.owner import Owner
from services.kit.projector import Standstill
from services.kit.turn import MissingPredecessor
from services.kit.unreadable import Unreadable


class UnreadableBatch(Exception):
    """What this record stands for can't be read, and nobody has given it up."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"{record.topic} partition {record.partition} up to {record.offset}")
        self.record = record


Met = MissingPredecessor | ClockSkew | UnreadableBatch


def readable(owner: Owner, topic: str, records: Sequence[Any]) -> Sequence[Any]:
    """The records before the first batch that can't be read and was not given up."""
    at = owner.next_offsets[topic]
    for number, record in enumerate(records):
        if record.offset < at:
            continue  # taken already
        unreadable = isinstance(record.value, Unreadable)
        if unreadable and not owner.stops.given_up(topic, at, record.offset):
            return records[:number]
        at = record.offset + 1
    return records


def halt_of(owner: Owner, topic: str, met: Met) -> Halt:
    """What was met in the topic at our position."""
    if isinstance(met, MissingPredecessor):
        return missing_predecessor(owner, topic, met)
    if isinstance(met, ClockSkew):
        return clock_ahead(owner, topic, met)
    return unreadable_batch(owner, topic, met.record)


def missing_predecessor(owner: Owner, topic: str, missing: MissingPredecessor) -> Halt:
    """A sender's message before this one was not taken."""
    return Halt(
        topic=topic,
        partition=owner.partition,
        rule="missing_predecessor",
        detail=str(missing),
        waits_at=owner.next_offsets[topic],
        since=owner.clock(),
        shard=missing.shard,
        last=missing.last,
        previous=missing.previous,
        position=missing.position,
    )


def clock_ahead(owner: Owner, topic: str, ahead: ClockSkew) -> Halt:
    """A cause's clock is too far ahead of ours."""
    return Halt(
        topic=topic,
        partition=owner.partition,
        rule="clock_ahead",
        detail=str(ahead),
        waits_at=owner.next_offsets[topic],
        since=owner.clock(),
        clock=ahead.cause,
    )


def offsets_lost(owner: Owner, topic: str, begin: int, end: int) -> Halt:
    """Records between our position and the topic's beginning or end are gone."""
    offset = owner.next_offsets[topic]
    return Halt(
        topic=topic,
        partition=owner.partition,
        rule="offsets_lost",
        detail=f"{topic} partition {owner.partition}: our position is {offset}, the topic holds "
        f"{begin} to {end}: truncated, re-created or another cluster",
        waits_at=offset,
        since=owner.clock(),
    )


def unreadable_batch(owner: Owner, topic: str, record: Record) -> Halt:
    """Not even Kafka's client can read what lies from our position to this record's offset."""
    offset, value = owner.next_offsets[topic], record.value
    assert isinstance(value, Unreadable)
    return Halt(
        topic=topic,
        partition=owner.partition,
        rule="unreadable_batch",
        detail=f"{topic} partition {owner.partition}: the batch from {offset} to {record.offset} can't be "
        f"read: {shown(value.reason)}",
        waits_at=offset,
        since=owner.clock(),
        last=record.offset,
    )


def relay_stopped(owner: Owner, reason: str, at: tuple[int, int]) -> Halt:
    """The relay can't send the event at this shard and position."""
    return Halt(
        topic=owner.service.journal_topic,
        partition=owner.partition,
        rule="relay_stopped",
        detail=reason,
        waits_at=at[1],
        since=owner.clock(),
        shard=at[0],
    )


def projection_stopped(owner: Owner, name: str, shard: int, still: Standstill) -> Halt:
    """The read tables of this shard can't take an event."""
    return Halt(
        topic=name,
        partition=owner.partition,
        rule="projection_stopped",
        detail=still.reason,
        waits_at=still.position,
        since=owner.clock(),
        shard=shard,
    )

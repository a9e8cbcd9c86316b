"""Why a place stands still, in words and numbers for those who look: one halt for each that can be met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from contracts.errors import shown
from services.kit.batch import Unstorable
from services.kit.halts import Halt, Rule
from services.kit.hlc import ClockSkew
from services.kit.incoming import Record
from services.kit.owner import Owner
from services.kit.projector import Standstill
from services.kit.reach import RULE as DAY_AHEAD
from services.kit.reach import DayAhead
from services.kit.turn import MissingPredecessor
from services.kit.unreadable import Unreadable


class UnreadableBatch(Exception):
    """What this record stands for can't be read, and nobody has given it up."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"{record.topic} partition {record.partition} up to {record.offset}")
        self.record = record


Met = MissingPredecessor | ClockSkew | DayAhead | Unstorable | UnreadableBatch
MET: Final = (MissingPredecessor, ClockSkew, DayAhead, Unstorable, UnreadableBatch)


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
    if isinstance(met, DayAhead):
        return halt_at(owner, topic, DAY_AHEAD, f"{_next(owner, topic)} closes a day: {met}")
    if isinstance(met, Unstorable):
        return not_storable(owner, topic, met)
    return unreadable_batch(owner, topic, met.record)


def halt_at(owner: Owner, topic: str, rule: Rule, detail: str, **seen: int | None) -> Halt:
    """A halt at our position in the topic, from now on; ``seen``: the numbers that are its own."""
    return Halt(
        topic=topic,
        partition=owner.partition,
        rule=rule,
        detail=detail,
        waits_at=owner.next_offsets[topic],
        since=owner.clock(),
        **seen,
    )


def missing_predecessor(owner: Owner, topic: str, missing: MissingPredecessor) -> Halt:
    """A sender's message before this one was not taken."""
    numbers = {"shard": missing.shard, "last": missing.last, "position": missing.position}
    said = str(missing)
    return halt_at(owner, topic, "missing_predecessor", said, previous=missing.previous, **numbers)


def clock_ahead(owner: Owner, topic: str, ahead: ClockSkew) -> Halt:
    """A cause's clock is too far ahead of ours."""
    return halt_at(owner, topic, "clock_ahead", str(ahead), clock=ahead.cause)


def offsets_lost(owner: Owner, topic: str, begin: int, end: int) -> Halt:
    """Records between our position and the topic's beginning or end are gone."""
    detail = (
        f"{topic} partition {owner.partition}: our position is {owner.next_offsets[topic]}, the topic"
        f" holds {begin} to {end}: truncated, re-created or another cluster"
    )
    return halt_at(owner, topic, "offsets_lost", detail)


def unreadable_batch(owner: Owner, topic: str, record: Record) -> Halt:
    """Not even Kafka's client can read what lies from our position to this record's offset."""
    value = record.value
    assert isinstance(value, Unreadable)
    detail = (
        f"{topic} partition {owner.partition}: the batch from {owner.next_offsets[topic]} to"
        f" {record.offset} can't be read: {shown(value.reason)}"
    )
    return halt_at(owner, topic, "unreadable_batch", detail, last=record.offset)


def not_storable(owner: Owner, topic: str, refused: Unstorable) -> Halt:
    """The database refuses what the record at our position leads to."""
    detail = f"{_next(owner, topic)} leads to what can't be stored: {shown(str(refused))}"
    return halt_at(owner, topic, "not_storable", detail)


def _next(owner: Owner, topic: str) -> str:
    return f"{topic} partition {owner.partition}: the record at {owner.next_offsets[topic]}"


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

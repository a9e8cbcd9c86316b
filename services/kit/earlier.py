"""Is a topic that others write still the one we have read? What lies before our position tells.

Our own services number what they send, so a topic of theirs that was made anew shows at its first
record. Core banking's facts and officers' commands carry no number: a topic made anew that holds as much
as the old one would be read on from our position, and what lies before it would never be taken. So the
last few records before it are looked at on every claim: each of them was taken, or this is not our topic.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from contracts.envelope import Envelope
from services.kit.halt_reasons import halt_at
from services.kit.halts import Halt
from services.kit.incoming import Record, Refused, digest, digest_of_id, read
from services.kit.letters import digest_of_refused
from services.kit.owner import Owner
from services.kit.unreadable import consumer_of_its_own

LOOK_BACK: Final = 50
"""So many offsets before ours are looked at. A topic filled anew shows with the first of them that was
never taken; a few are not enough where the latest facts were sent again before others."""
WAIT_S: Final = 10.0
POLL_MS: Final = 500
_NOT_COMPARED: Final = (
    *("unknown_type", "unknown_version", "unreadable_batch"),
    *("wrong_topic", "attribute_repeated"),
)

Earlier = Callable[[Mapping[TopicPartition, range]], Awaitable[Sequence[Record]]]
"""Offsets by place -> the records that lie there; raises ``KafkaError`` when Kafka does not answer."""


async def nothing_earlier(places: Mapping[TopicPartition, range]) -> Sequence[Record]:
    """For topics that are never made anew."""
    return ()


def earlier(bootstrap: str) -> Earlier:
    """Reads with a consumer of its own, so that nobody's position is moved."""

    async def look(places: Mapping[TopicPartition, range]) -> Sequence[Record]:
        # "none": a topic that is made anew at this very moment must not answer with nothing.
        consumer = consumer_of_its_own(bootstrap, auto_offset_reset="none")
        try:
            async with asyncio.timeout(WAIT_S):
                return await _read(consumer, places)
        except TimeoutError as silent:
            named = ", ".join(f"{at.topic} partition {at.partition}" for at in places)
            raise KafkaError(f"{named}: what lies before our position can't be read") from silent
        finally:
            await consumer.stop()

    return look


async def _read(
    consumer: AIOKafkaConsumer, places: Mapping[TopicPartition, range]
) -> Sequence[Record]:
    await consumer.start()
    consumer.assign(list(places))
    for place, offsets in places.items():
        consumer.seek(place, offsets.start)
    found: list[Record] = []
    left = set(places)
    while left:
        polled = await consumer.getmany(*left, timeout_ms=POLL_MS)
        for place, records in polled.items():
            found += [record for record in records if record.offset in places[place]]
        # By the position and not by the last record: a producer's control records are never handed out.
        left = {at for at in left if await consumer.position(at) < places[at].stop}
    return found


async def made_anew(
    owner: Owner,
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
    look: Earlier,
) -> dict[str, Halt]:
    """Halts of topics that hold our position, but before it a record that was never taken.

    Where nothing is left before our position (``begins``) nothing can be asked.
    """
    places = _places(owner, begins, ends)
    if not places:
        return {}
    asked = [(record, _keys(owner, record)) for record in await look(places)]
    wanted = {key for _, keys in asked for key in keys}
    if not wanted:
        return {}
    taken = await owner.patiently(lambda: owner.store.taken(wanted, owner.owned[0]))
    halts: dict[str, Halt] = {}
    for record, keys in asked:
        if keys and taken.isdisjoint(keys):
            halts.setdefault(record.topic, _halt(owner, record))
    return halts


def _places(
    owner: Owner, begins: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> dict[TopicPartition, range]:
    """What to look at: topics without positions of their sender, as far as we would read on there."""
    places: dict[TopicPartition, range] = {}
    standing = owner.stops.standing()
    for topic in (*sorted(owner.service.foreign_topics), owner.service.commands_topic):
        at, offset = TopicPartition(topic, owner.partition), owner.next_offsets[topic]
        start = max(begins[at], offset - LOOK_BACK, owner.stops.vouched(topic))
        if topic not in standing and start < offset <= ends[at]:
            places[at] = range(start, offset)
    return places


def _keys(owner: Owner, record: Record) -> set[bytes]:
    """Digests of which the store holds one if the record was taken; none where it says nothing.

    Older or newer code may have refused what this code reads, and the other way round.
    """
    item, refused = read(record, owner.service, owner.partitions), digest_of_refused(record)
    envelope = item.envelope
    if isinstance(item, Refused):
        if item.error.rule in _NOT_COMPARED:  # newer or older code read it another way
            return set()
        return {refused} if envelope is None else {refused, *_taken_as(envelope)}
    if item.message is None:
        return set()
    assert envelope is not None
    if item.is_tick:
        closed = (owner.shards[shard].closed_on for shard in owner.owned)
        done = all(day is not None and item.message.business_date <= day for day in closed)
        return set() if done else {refused}
    if envelope.position is not None:  # dropped as a duplicate by its position, without a digest
        return set()
    return {refused, *_taken_as(envelope)}


def _taken_as(envelope: Envelope) -> set[bytes]:
    """A command may have been taken before its digest had a topic."""
    return {digest(envelope), digest_of_id(envelope)}


def _halt(owner: Owner, record: Record) -> Halt:
    """``previous`` is where the strange record lies. Its own words are not repeated."""
    item = read(record, owner.service, owner.partitions)
    if isinstance(item, Refused):
        lies = f"a record that breaks the rule {item.error.rule} and"
    else:
        lies = f"a {item.envelope.type} that"
    detail = (
        f"{record.topic} partition {owner.partition}: our position is {owner.next_offsets[record.topic]},"
        f" but at {record.offset} before it lies {lies} was never taken: re-created or another cluster"
    )
    return halt_at(owner, record.topic, "offsets_lost", detail, previous=record.offset)

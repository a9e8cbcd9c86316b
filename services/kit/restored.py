"""Has the store been put back to an older state? What was sent from it knows better.

A database restored from an old copy looks sound by itself. Going on from it would decide old messages
a second time and give positions out twice, to listeners who have already taken the first ones. The
last record of our own journal in Kafka shows it: its position can't be above the store's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from services.kit.journal import BrokenJournal, from_record
from services.kit.owner import Owner

WAIT_MS = 10_000

LastSent = Callable[[int], Awaitable[tuple[int, int] | None]]
"""Partition -> (shard, position) of the journal's last record there; None for an empty partition."""


class Restored(Exception):
    """The store is older than what was sent from it: nothing is written until a person has looked."""


async def never_asked(partition: int) -> tuple[int, int] | None:
    """For a store that can't be older than what was sent."""
    return None


def last_sent(bootstrap: str, topic: str) -> LastSent:
    """Looks at the journal ``topic``; raises ``KafkaError`` when Kafka does not answer."""

    async def look(partition: int) -> tuple[int, int] | None:
        place = TopicPartition(topic, partition)
        consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        try:
            await consumer.start()
            consumer.assign([place])
            end = (await consumer.end_offsets([place]))[place]
            if end == (await consumer.beginning_offsets([place]))[place]:
                return None
            consumer.seek(place, end - 1)
            found = await consumer.getmany(place, timeout_ms=WAIT_MS, max_records=1)
        finally:
            await consumer.stop()
        if not found.get(place):
            raise KafkaError(f"{topic} partition {partition}: offset {end - 1} can't be read")
        return _position(found[place][0])

    return look


def _position(record: ConsumerRecord) -> tuple[int, int] | None:
    try:
        _, row = from_record(record.key, record.value, record.headers)
    except BrokenJournal:
        return None  # not ours: audit halts there and tells people
    return row.shard, row.position


def check_not_older(owner: Owner, sent: tuple[int, int] | None) -> None:
    """Raise ``Restored`` when the store lacks what was sent from it."""
    if sent is None:
        return
    shard, position = sent
    stored = owner.shards[shard].position if shard in owner.shards else position
    if position > stored:
        raise Restored(
            f"shard {shard}: position {position} was sent to {owner.service.journal_topic}, but "
            f"the store ends at {stored}: it was restored from an old copy. Bring back the newest "
            "one; nothing is taken or sent until then"
        )

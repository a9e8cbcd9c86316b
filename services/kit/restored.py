"""Has the store been put back to an older state? What was sent from it knows better.

A database restored from an old copy looks sound by itself. Going on from it would decide old messages
a second time and give positions out twice, to listeners who have already taken the first ones. Our own
journal in Kafka shows it: no position there can be above the store's.

Which records can the copy lack? Those of events stored after it was taken. The last of them need not be
the journal's last record: pages are sent shard by shard, and what was stored before the copy in other
shards may be sent later. Behind it lie only events that the copy holds and had not sent (the relay's
backlog at that time) and pages sent again after a death. So we read back, page by page (a page holds at
most ``relay.PAGE`` records of each shard), compare all that is seen, and stop

- one page after each shard of the partition was seen: a shard's records lie in order but for a page
  that is sent again, so a higher position than those seen of it lies at most that page further back; or
- at ``farthest`` records: a shard of which nothing is among them (one without obligors never is) has
  nothing newer than the copy either, because consuming stops long before the backlog is as large.

What this leaves open: a page sent again and cut short several times, or a backlog that a single closed
day made larger than ``farthest``, in front of the only proof.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from services.kit import relay
from services.kit.journal import BrokenJournal, from_record
from services.kit.owner import Owner
from services.kit.sharding import shards_of
from services.kit.unreadable import consumer_of_its_own

WAIT_MS = 10_000
BACKLOGS = 2
"""We look back at most so many times the backlog at which consuming stops: what a batch in hand and a
closed day may add to it."""

Sent = Mapping[int, int]
"""Shard -> the highest position seen near the end of the journal; empty for an empty partition."""
LastSent = Callable[[int], Awaitable[Sent]]
"""Partition -> what was sent of it last."""
Read = Callable[[int, int], Awaitable[Iterable[tuple[int, int]]]]
"""(first, end) -> (shard, position) of the journal's records from the offset ``first`` to before ``end``."""


class Restored(Exception):
    """The store is older than what was sent from it: nothing is written until a person has looked."""


async def never_asked(partition: int) -> Sent:
    """For a store that can't be older than what was sent."""
    return {}


def last_sent(bootstrap: str, topic: str, partitions: int, backlog_max: int) -> LastSent:
    """Looks at the journal ``topic``; raises ``KafkaError`` when Kafka does not answer.

    ``backlog_max``: events of a partition stored and not sent, at which consuming stops.
    """

    async def look(partition: int) -> Sent:
        place = TopicPartition(topic, partition)
        consumer = consumer_of_its_own(bootstrap)
        try:
            await consumer.start()
            consumer.assign([place])
            begin = (await consumer.beginning_offsets([place]))[place]
            end = (await consumer.end_offsets([place]))[place]

            async def read(first: int, end: int) -> list[tuple[int, int]]:
                return await _read(consumer, place, first, end)

            shards = shards_of(partition, partitions)
            return await look_back(read, begin, end, shards, BACKLOGS * backlog_max)
        finally:
            await consumer.stop()

    return look


async def look_back(
    read: Read, begin: int, end: int, shards: Collection[int], farthest: int
) -> dict[int, int]:
    """The highest position of each shard among the last records of the journal (see above)."""
    page, floor = relay.PAGE * len(shards), max(begin, end - farthest)
    found: dict[int, int] = {}
    while end > floor:
        complete = found.keys() >= set(shards)
        first = max(floor, end - page)
        for shard, position in await read(first, end):
            found[shard] = max(position, found.get(shard, 0))
        if complete:
            break
        end = first
    return found


async def _read(
    consumer: AIOKafkaConsumer, place: TopicPartition, first: int, end: int
) -> list[tuple[int, int]]:
    """What Kafka hands out at once, at most a fetch, is let go before the next is asked for."""
    consumer.seek(place, first)
    found: list[tuple[int, int]] = []
    while first < end:
        answer = await consumer.getmany(place, timeout_ms=WAIT_MS, max_records=relay.PAGE)
        records = answer.get(place, [])
        found += [at for r in records if r.offset < end and (at := position_of(r)) is not None]
        # By the position: what a stranger's transaction leaves behind is never handed out.
        before, first = first, await consumer.position(place)
        if first == before:
            raise KafkaError(f"{place.topic} partition {place.partition}: {first} can't be read")
    return found


def position_of(record: ConsumerRecord) -> tuple[int, int] | None:
    """(shard, position) of a journal record; None when it is none."""
    try:
        _, row = from_record(record.key, record.value, record.headers)
    except BrokenJournal:
        return None  # not ours: audit halts there and tells people
    return row.shard, row.position


def check_not_older(owner: Owner, sent: Sent) -> None:
    """Raise ``Restored`` when the store lacks what was sent from it."""
    for shard, position in sorted(sent.items()):
        stored = owner.shards[shard].position if shard in owner.shards else position
        if position > stored:
            raise Restored(
                f"shard {shard}: position {position} was sent to {owner.service.journal_topic}, "
                f"but the store ends at {stored}: it was restored from an old copy. Bring back the "
                "newest one; nothing is taken or sent until then"
            )

"""Hands records to Kafka, topic by topic in their order, and says which one can never go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError, RecordListTooLargeError

from services.kit.outgoing import Outgoing
from services.kit.page_order import RelayStop
from services.kit.row import EventRow

MESSAGE_BYTES_MAX = 16 * 1024 * 1024
"""What the topics that we write take: ``deploy.local.topics.OWN_BYTES``."""
BATCH_BYTES_MAX = 512 * 1024


class Unpublishable(RelayStop):
    """An event that can't be sent as it is: repaired code, or a topic that takes it, goes on from here."""


class TooLarge(Unpublishable):
    """A topic takes no record as large as the one of this event."""


Leaving = tuple[Outgoing, EventRow]
"""A record on its way, and the event that it tells. A plain pair: there is one for every record."""


async def connect(bootstrap: str) -> AIOKafkaProducer:
    """A producer that is heard by all replicas and writes nothing twice."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        acks="all",
        max_batch_size=BATCH_BYTES_MAX,
        max_request_size=MESSAGE_BYTES_MAX,
        request_timeout_ms=15_000,
    )
    await producer.start()
    return producer


async def in_turn(
    producer: AIOKafkaProducer, topic: str, partition: int, leaving: Sequence[Leaving]
) -> None:
    """Each batch of a topic is acknowledged before the next is sent: nothing overtakes a failure.

    ``TooLarge``: the broker takes no record as large as the largest of a batch.
    """
    first = 0
    batch = producer.create_batch()
    for place, (record, _) in enumerate(leaving):
        if not _append(batch, record):
            await _acknowledged(producer, batch, topic, partition, leaving[first:place])
            first, batch = place, producer.create_batch()
            _append(batch, record)
    await _acknowledged(producer, batch, topic, partition, leaving[first:])


async def _acknowledged(
    producer: AIOKafkaProducer, batch: Any, topic: str, partition: int, sent: Sequence[Leaving]
) -> None:
    try:
        await (await producer.send_batch(batch, topic, partition=partition))
    except (MessageSizeTooLargeError, RecordListTooLargeError) as refused:
        record, row = max(sent, key=lambda each: len(each[0].value or b""))
        size = len(record.value or b"")
        what = f"({row.type}): its record of {size} bytes is more than the topic {topic} takes"
        raise TooLarge(row.shard, row.position, what) from refused


def _append(batch: Any, record: Outgoing) -> bool:
    added = batch.append(
        key=record.key, value=record.value, timestamp=record.timestamp_ms, headers=record.headers
    )
    return added is not None

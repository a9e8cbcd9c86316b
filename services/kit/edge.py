"""The broker's edge: FastStream on aiokafka, with everything about acknowledgement decided here.

What FastStream and aiokafka decide by default loses or doubles messages (stack.md 1.1 to 1.4), so it is
decided explicitly: ``AckPolicy.MANUAL`` and never ``ack()``; positions are ours, in the database, and are
sought to on every assignment; Kafka's committed offset is a hint, committed explicitly; batches of raw
bytes; headers that can't be read never raise in the parser, nor batches in the fetch loop
(``services/kit/unreadable.py``); what an aborted transaction said is not read; range assignment, because
topics are co-partitioned; a rebalance waits for the batch in hand.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiokafka import ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from services.kit import unreadable
from services.kit.inbox import Inbox
from services.kit.settings import Settings

MAX_POLL_INTERVAL_MS = 300_000
SESSION_TIMEOUT_MS = 30_000
REBALANCE_TIMEOUT_MS = 60_000
HEARTBEAT_MS = 3_000
IDLE_POLL_MS = 200
FETCH_WAIT_MS = 150
FETCH_BYTES_MIN = 65_536
"""The broker waits ``FETCH_WAIT_MS`` for so much: a batch costs more than a message, and many small ones
make everything late. Looking 25 times a second, three services used up two cores at half of their
highest rate, and a message took twice as long to get through as it does now (docs/benchmarks.md)."""
PARTITION_FETCH_BYTES = 512 * 1024
POLLED_PARTITIONS = 4
"""So many partitions' batches come with one poll, when so much waits: they are handled beside each other.
What is fetched of one partition is about a batch, or the first would fill the poll."""
GRACEFUL_TIMEOUT_S = 30
METADATA_AGE_MS = 30_000
"""How old what is known of topics may be. A topic that was away for a moment, deleted and made anew, say, is
assigned again only when it is seen again; until then it is not read, and the client's own is five minutes."""

_errors = logging.getLogger(__name__)
_errors.setLevel(logging.ERROR)  # what FastStream says below that it says of every batch

Take = Callable[[tuple[Any, ...]], Awaitable[None]]


def make_broker(settings: Settings) -> KafkaBroker:
    """A broker that creates no topics, logs its errors and nothing per message."""
    unreadable.install()
    return KafkaBroker(
        settings.kafka.split(","),  # as one text FastStream takes several addresses for one host
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_AGE_MS,
        graceful_timeout=GRACEFUL_TIMEOUT_S,
        acks="all",
        enable_idempotence=True,
        logger=_errors,
    )


def subscribe(
    broker: KafkaBroker,
    *topics: str,
    group: str,
    take: Take,
    listener: ConsumerRebalanceListener,
    records_max: int,
) -> Any:
    """One batch subscriber of raw records over co-partitioned topics; returns the subscriber."""
    subscriber = broker.subscriber(
        *topics,
        batch=True,
        group_id=group,
        max_records=records_max,
        batch_timeout_ms=IDLE_POLL_MS,
        auto_offset_reset="earliest",
        isolation_level=unreadable.READ_COMMITTED,
        ack_policy=AckPolicy.MANUAL,
        partition_assignment_strategy=(RangePartitionAssignor,),
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
        max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        fetch_min_bytes=FETCH_BYTES_MIN,
        max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
        listener=listener,
        parser=_tolerant,
        decoder=_keep_bytes,
    )

    @subscriber
    async def handle(message: KafkaMessage) -> None:
        await take(_taken_out(message))

    return subscriber


def subscribe_inbox(broker: KafkaBroker, service: str, inbox: Inbox, settings: Settings) -> Any:
    """What every service's ``app.py`` does: its topics and its commands, into its inbox."""
    return subscribe(
        broker,
        *inbox.topics,
        group=f"postloan.{service}",
        take=inbox.take,
        listener=inbox,
        records_max=settings.batch_records * POLLED_PARTITIONS,
    )


def _taken_out(message: KafkaMessage) -> tuple[Any, ...]:
    """The consumed records as they came: the tolerant parser keeps them beside its cleaned copy.

    FastStream keeps the message in the context, and so does every timer and connection that is begun while
    it is handled; it is left empty, or they would keep its records for as long as they live.
    """
    raw = message.raw_message
    message.raw_message, message.body = (), []
    return raw if isinstance(raw, tuple) else (raw,)


async def _tolerant(batch: Any, original: Callable[[Any], Awaitable[Any]]) -> Any:
    """FastStream's parser raises on null or non-UTF-8 header values and then loses the batch."""
    clean = tuple(replace(record, headers=()) if record.headers else record for record in batch)
    parsed = await original(clean)
    parsed.raw_message = batch
    return parsed


async def _keep_bytes(message: KafkaMessage) -> Any:
    """No decoding here: the inbox reads the bytes."""
    return message.body

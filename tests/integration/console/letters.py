"""Messages that a broken sender leaves on Kafka, and what becomes of them there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from services.console.cli import target
from services.kit.sharding import partition_of, shard_of
from tests.integration.console.conftest import Console

TOPIC = "corebank.loan.v1"


def send_raw(
    data: Path, key: str, value: bytes, headers: list[tuple[str, bytes]], topic: str = TOPIC
) -> None:
    """One record as a broken sender would write it."""
    known = target.find(data)
    partition = partition_of(shard_of(key), known.partitions)

    async def send() -> None:
        async with AIOKafkaProducer(bootstrap_servers=known.kafka) as producer:
            await producer.send_and_wait(
                topic, value, key=key.encode(), partition=partition, headers=headers
            )

    asyncio.run(send())


def redrive(console: Console, what: str, *more: str) -> Any:
    return console(
        *("dlq", "redrive", what, "--service", "monitoring", "--reason", "mended"),
        *("--by", "wang", "--approved-by", "li", *more),
    )


def dead_letter_topic(data: Path) -> set[str]:
    """Event ids that stand in the headers of the dead letters on Kafka."""
    known = target.find(data)
    places = [TopicPartition("dlq.monitoring", n) for n in range(known.partitions)]

    async def read() -> set[str]:
        async with AIOKafkaConsumer(bootstrap_servers=known.kafka) as consumer:
            consumer.assign(places)
            await consumer.seek_to_beginning()
            found: set[str] = set()
            while not found:
                for records in (await consumer.getmany(timeout_ms=1000)).values():
                    found |= {
                        dict(record.headers)["_dlq.errors.event.id"].decode() for record in records
                    }
            return found

    return asyncio.run(read())

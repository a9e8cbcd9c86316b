"""Plays the relays of the services on a real broker, and waits for what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiokafka import AIOKafkaProducer

from tests.unit.audit.counting import added, closed, opened
from tests.unit.audit.writer import Record, Writer

PARTITIONS = 4
PATIENCE_S = 40.0
TOKEN = "a-token-of-this-test"
SIGNED = {"Authorization": f"Bearer {TOKEN}"}


def book() -> Writer:
    """Eight loans in all partitions, twelve events each, and a closed day."""
    made = Writer("monitoring")
    for shard in range(8):
        made.write(f"loan-L-{shard}", opened(loan=f"L-{shard}"), shard=shard, key=f"C-{shard}")
    for entry in range(1, 12):
        for shard in range(8):
            event = added(entry, 1, "2024-01-05", f"L-{shard}")
            made.write(f"loan-L-{shard}", event, shard=shard, key=f"C-{shard}")
    for shard in range(PARTITIONS):
        made.write(f"day-{shard}", closed("2024-01-05"), shard=shard, key="")
    return made


async def send(bootstrap: str, sent: list[Record], topics: dict[str, str]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for each in sent:
            await producer.send(
                topics[each.topic],
                each.value,
                key=each.key,
                partition=each.partition,
                headers=list(each.headers),
            )
        await producer.flush()
    finally:
        await producer.stop()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # another process has no event of ours
            await asyncio.sleep(0.05)

"""Topics that an operator gave another number of partitions: what a look at the stack says of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from services.console.cli import partitions
from services.console.cli.positions import Positions
from services.console.cli.target import Target
from tests.servers import TestKafka

TOLD = 4


@pytest.fixture
async def positions(kafka: TestKafka, topic_prefix: str) -> AsyncIterator[Positions]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    counts = {"right": TOLD, "more": 6, "fewer": 3}
    await admin.create_topics([NewTopic(topic_prefix + name, n, 1) for name, n in counts.items()])
    await admin.close()
    target = Target("t", kafka.bootstrap, TOLD, (), {}, "127.0.0.1", 1, Path("token"), None)
    async with Positions(target) as made:
        names = [topic_prefix + name for name in counts]
        async with asyncio.timeout(60):  # on a busy machine a topic is seen late
            while 0 in (await made.partitions(names)).values():
                await asyncio.sleep(0.1)
        yield made


async def test_each_that_differs_is_told_and_the_others_are_not(
    positions: Positions, topic_prefix: str
) -> None:
    names = [topic_prefix + name for name in ("right", "more", "fewer", "gone")]
    counts = await positions.partitions(names)
    assert partitions.differing(counts, TOLD) == [
        {"topic": topic_prefix + "fewer", "partitions": 3, "expected": TOLD},
        {"topic": topic_prefix + "gone", "partitions": 0, "expected": TOLD},
        {"topic": topic_prefix + "more", "partitions": 6, "expected": TOLD},
    ]


async def test_a_look_asks_for_no_partition_that_is_not_there(
    positions: Positions, topic_prefix: str
) -> None:
    """It waited for the missing one until Kafka's client gave up, and showed nothing."""
    names = [topic_prefix + name for name in ("right", "more", "fewer", "gone")]
    ends = await positions.ends(names, await positions.partitions(names))
    asked = {
        name: sum(topic == topic_prefix + name for topic, _ in ends)
        for name in ("right", "more", "fewer")
    }
    assert asked == {"right": 4, "more": 4, "fewer": 3}

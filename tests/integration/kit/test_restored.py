"""What a look at the journal on a real broker finds: the highest position sent of every shard."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaProducer

from services.kit import relay
from services.kit.restored import last_sent
from services.kit.sharding import partition_of, shards_of
from tests.integration.kit.world import PARTITIONS, World

MESSAGES = 120


async def test_the_positions_of_all_shards_are_found_in_pages(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = world.process()
    await process.start()
    for n in range(MESSAGES):
        await world.send(world.repayment(f"L-{n % 40}", 1, obligor=f"C-{n % 40}"))
    await world.until_events("toy.Counted", MESSAGES)
    journal = world.service.journal_topic
    await world.topic(journal, MESSAGES)
    await process.stop()
    rows = await world.rows("select shard, position from store.shard where position > 0")
    stored = {row["shard"]: row["position"] for row in rows}
    monkeypatch.setattr(relay, "PAGE", 3)
    look = last_sent(world.bootstrap, journal, PARTITIONS, MESSAGES)
    for partition in range(PARTITIONS):
        mine = {n: stored[n] for n in shards_of(partition, PARTITIONS) if n in stored}
        assert mine and await look(partition) == mine


async def test_an_empty_partition_and_a_strange_record_prove_nothing(world: World) -> None:
    journal = world.service.journal_topic
    look = last_sent(world.bootstrap, journal, PARTITIONS, MESSAGES)
    partition = partition_of(1, PARTITIONS)
    assert await look(partition) == {}
    producer: AIOKafkaProducer = world.producer
    await producer.send_and_wait(journal, b"no event", partition=partition)
    assert await look(partition) == {}

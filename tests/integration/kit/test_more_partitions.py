"""An operator gives a topic more partitions than the services were told of."""

from __future__ import annotations

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from contracts.envelope import write_headers
from services.kit import edge
from services.kit.sharding import partition_of, shard_of
from tests.integration.kit.world import PARTITIONS, World

SOON_MS = 500


async def test_a_partition_too_many_takes_no_shard_from_its_owner(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "METADATA_AGE_MS", SOON_MS)
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    admin = AIOKafkaAdminClient(bootstrap_servers=world.bootstrap)
    await admin.start()
    await admin.create_partitions({world.service.topics[0]: NewPartitions(2 * PARTITIONS)})
    await admin.close()

    async def seen() -> bool:
        consumer = process.inbox.consumer()
        return consumer is not None and any(
            at.partition >= PARTITIONS for at in consumer.assignment()
        )

    await world.until(seen)
    await world.producer.client.force_metadata_update()
    # By eight partitions the sender's client puts half of the obligors into a new one.
    stranger = next(c for c in map("C-{}".format, range(99)) if shard_of(c) % 8 == PARTITIONS + 1)
    message = world.repayment("L-2", 7, obligor=stranger)
    at = shard_of(stranger) % 8
    await world.raw(
        message.to_payload(), write_headers(world.envelope(message)), at, stranger.encode()
    )
    for n in range(2, 12):
        await world.send(world.repayment("L-1", n))
    await world.until_events("toy.Counted", 11)
    assert at not in process.inbox.owners
    assert await world.events("kit.MessageDeadLettered") == []
    assert "one too many" in process.inbox.halted[at]
    assert [*process.inbox.halted] == [4, 5, 6, 7]
    assert partition_of(shard_of(stranger), PARTITIONS) in process.inbox.owners
    await process.stop()

"""Phrases for tests of halts: what is noted, what two persons order, a topic that is made anew."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from aiokafka.admin import AIOKafkaAdminClient

from contracts.commands import Release, kit_commands
from deploy.local.topics import create_topics
from services.kit.sharding import partition_of, shard_of
from tests.integration.kit.world import PARTITIONS, World

AT = partition_of(shard_of("C-1"), PARTITIONS)


def order(topic: str, **fields: Any) -> Release:
    said = {"reason": "looked into", "requested_by": "li", "approved_by": "wang"}
    said |= {"topic": topic, "partition": AT} | fields
    return kit_commands("monitoring").release.model_validate(said)


async def noted(world: World, n: int = 1) -> list[dict[str, Any]]:
    """The notes of what is halted, once there are so many."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        found[:] = [dict(row) for row in await world.rows("select * from store.halt")]
        return len(found) == n

    await world.until(there)
    return found


async def released(world: World) -> list[dict[str, Any]]:
    return [msgspec.json.decode(r["payload"]) for r in await world.events("kit.PartitionReleased")]


async def recreate(world: World, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=world.bootstrap)
    await admin.start()
    await admin.delete_topics([topic])
    async with asyncio.timeout(20):
        while topic in await admin.list_topics():
            await asyncio.sleep(0.1)
    await admin.close()
    await create_topics(world.bootstrap, {topic: PARTITIONS})

"""Partitions of one poll beside each other, and cursors that a crash of the database takes back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import asyncpg

from contracts.envelope import write_headers
from services.kit.batch import Batch
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from tests.integration.kit.world import PARTITIONS, World

PATIENCE_S = 20


@dataclass
class Polled:
    topic: str
    partition: int
    offset: int
    value: bytes
    key: bytes
    headers: list[tuple[str, bytes]]
    timestamp: int = 0


def polled(world: World, obligor: str, loan: str, offset: int = 0) -> Polled:
    message = world.repayment(loan, 1, obligor)
    at = partition_of(shard_of(obligor), PARTITIONS)
    headers = write_headers(world.envelope(message))
    topic = world.service.topics[0]
    return Polled(topic, at, offset, message.to_payload(), obligor.encode(), headers)


def elsewhere() -> str:
    """An obligor of another partition than C-1's."""
    own = partition_of(shard_of("C-1"), PARTITIONS)
    return next(
        f"C-{n}" for n in range(2, 99) if partition_of(shard_of(f"C-{n}"), PARTITIONS) != own
    )


async def test_partitions_of_one_poll_are_written_beside_each_other(world: World) -> None:
    process = world.process()
    await process.start()
    await process.inbox.assigned.wait()
    written, writing, both = process.store.append, set[int](), asyncio.Event()

    async def slow(batch: Batch) -> None:
        writing.add(batch.partition)
        if len(writing) == 2:
            both.set()
        async with asyncio.timeout(PATIENCE_S):
            await both.wait()
        await written(batch)

    process.store.append = slow  # type: ignore[method-assign]
    await process.inbox.take((polled(world, "C-1", "L-1"), polled(world, elsewhere(), "L-2")))
    assert process.inbox.failure is None
    assert len(await world.events("toy.Counted")) == 2
    await process.stop()


async def test_more_records_than_a_batch_of_one_partition_are_taken_in_their_order(
    world: World,
) -> None:
    world.settings = world.settings.model_copy(update={"batch_records": 2})
    process = world.process()
    await process.start()
    await process.inbox.assigned.wait()
    sizes: list[int] = []
    written = process.store.append

    async def counted(batch: Batch) -> None:
        sizes.append(batch.offset_to - batch.offset_from)
        await written(batch)

    process.store.append = counted  # type: ignore[method-assign]
    await process.inbox.take(tuple(polled(world, "C-1", f"L-{n}", n) for n in range(5)))
    assert sizes == [2, 2, 1]
    stored = await world.events("toy.Counted")
    assert [row["loan_id"] for row in stored] == [f"L-{n}" for n in range(5)]
    await process.stop()


async def test_a_partition_that_is_still_sending_holds_up_no_other(world: World) -> None:
    """One that always has more to send was never done, and the others waited for it for seconds."""
    process = world.process()
    await process.start()
    await process.inbox.assigned.wait()
    busy, (begun, done) = (
        partition_of(shard_of("C-1"), PARTITIONS),
        (asyncio.Event(), asyncio.Event()),
    )
    page = process.relay._page

    async def slow(owner: Owner) -> None:
        if owner.partition == busy:
            begun.set()
            await done.wait()
        await page(owner)

    process.relay._page = slow  # type: ignore[method-assign]
    await world.send(world.repayment("L-1", 1))
    async with asyncio.timeout(PATIENCE_S):
        await begun.wait()
    await world.send(world.repayment("L-2", 1, elsewhere()))
    (other,) = await world.topic(world.service.published_topic, 1)
    assert other.key == elsewhere().encode()
    done.set()
    assert len(await world.topic(world.service.published_topic, 2)) == 2
    await process.stop()


async def test_a_cursor_that_the_database_has_lost_is_looked_up_and_what_it_named_sent_again(
    world: World,
) -> None:
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.topic(world.service.published_topic, 1)

    async def quiet() -> bool:
        return not any(map(process.relay.backlog, process.inbox.owners.values()))

    await world.until(quiet)
    await _forget_cursors(world.owner_dsn)
    await world.send(world.repayment("L-1", 2))
    sent = await world.topic(world.service.published_topic, 4)
    positions = [dict(record.headers)["postloan-position"] for record in sent]
    assert positions == [b"1", b"2", b"1", b"2"], "receivers drop by position what comes again"
    await world.until(quiet)
    assert process.failure is None
    await process.stop()


async def _forget_cursors(dsn: str) -> None:
    """What a crash takes back of commits that did not wait for the disk."""
    db: Any = await asyncpg.connect(dsn)
    try:
        await db.execute("update store.relay set position = 0")
        await db.execute("delete from store.relay_sent")
    finally:
        await db.close()

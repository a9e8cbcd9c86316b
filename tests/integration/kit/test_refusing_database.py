"""A database that takes nothing for a while, or never takes one record: on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, MutableMapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import msgspec
import pytest
from structlog.testing import capture_logs

from services.kit import halts
from services.kit.main import Process
from tests.integration.kit.standing import AT, noted, order, released
from tests.integration.kit.test_side_by_side import elsewhere
from tests.integration.kit.world import PARTITIONS, World
from tests.servers import TestPostgres

READ_ONLY = "ReadOnlySQLTransactionError"
LONG = "L-LONGER-THAN-ANY-COLUMN"
NARROW = "alter table store.stream alter column stream type varchar(12)"
WIDE = "alter table store.stream alter column stream type text"
NEVER_S = 3_600.0
Said = list[MutableMapping[str, Any]]


@dataclass
class Switch:
    """Makes one database read-only and writable again; its sessions learn it by being ended."""

    admin_dsn: str
    database: str

    async def read_only(self, on: str) -> None:
        """``on`` or ``off``."""
        db = await asyncpg.connect(self.admin_dsn)
        try:
            await db.execute(
                f'alter database "{self.database}" set default_transaction_read_only = {on}'
            )
            await db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
                self.database,
            )
        finally:
            await db.close()


@pytest.fixture
async def switch(world: World, postgres: TestPostgres) -> AsyncIterator[Switch]:
    made = Switch(postgres.admin_dsn, world.owner_dsn.rpartition("/")[2])
    yield made
    await made.read_only("off")  # a process that a failing test left behind can end


async def alter(world: World, statement: str) -> None:
    """A change of the tables, as their owner."""
    db = await asyncpg.connect(world.owner_dsn)
    try:
        await db.execute(statement)
    finally:
        await db.close()


async def amounts(world: World, loan: str = "") -> list[int]:
    """What was counted, in its order; of one loan or of all."""
    rows = await world.events("toy.Counted")
    return [
        msgspec.json.decode(row["payload"])["amount"]
        for row in rows
        if loan in ("", row["loan_id"])
    ]


async def until_counted(world: World, n: int) -> list[int]:
    await world.until_events("toy.Counted", n)
    return await amounts(world)


# -- read-only ------------------------------------------------------------------------------------


async def test_a_read_only_database_is_waited_for_and_nothing_is_lost_or_doubled(
    world: World, switch: Switch
) -> None:
    with capture_logs() as said:
        process = world.process()
        await process.start()
        await world.send(world.repayment("L-1", 1))
        await world.topic(world.service.published_topic, 1)
        before = await stored(world)

        await switch.read_only("on")
        for amount in (2, 3):
            await world.send(world.repayment("L-1", amount))
        await world.send(world.repayment("L-2", 4, elsewhere()))
        await world.until(lambda: _said(said, "commit unknown", 2))
        assert await stored(world) == before
        assert sorted(process.inbox.owners) == list(range(PARTITIONS)), "none is given up"
        assert process.inbox.halted == {}

        await switch.read_only("off")
        assert sorted(await until_counted(world, 4)) == [1, 2, 3, 4]
    assert await amounts(world, "L-1") == [1, 2, 3]
    sent = await world.topic(world.service.published_topic, 4)
    positions = [(r.partition, dict(r.headers)["postloan-position"]) for r in sent]
    assert len(set(positions)) == 4
    assert await world.rows("select * from store.dead_letter") == []
    assert process.inbox.failure is None
    await process.stop()


async def _said(said: Said, what: str, times: int) -> bool:
    """Whether the log has told so often that the database is read-only."""
    told = [line for line in said if line["event"] == what and READ_ONLY in line["reason"]]
    return len(told) >= times


async def stored(world: World) -> list[Any]:
    """Everything that a batch moves."""
    return [
        await world.rows("select shard, position, epoch from store.shard order by shard"),
        await world.rows("select topic, partition, next_offset from store.consumed order by 1, 2"),
        await world.rows("select event_id from store.event order by event_id"),
    ]


async def test_a_claim_in_a_read_only_database_waits_too(world: World, switch: Switch) -> None:
    first = world.process()
    await first.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    await first.stop()
    await switch.read_only("on")
    await world.send(world.repayment("L-1", 2))
    world.settings = world.settings.model_copy(update={"owner_dsn": None})  # its tables are there
    other = world.process()
    with capture_logs() as said:
        await other.start()
        await world.until(lambda: _said(said, "store unavailable", 2))
        assert await amounts(world) == [1]
        await switch.read_only("off")
        assert await until_counted(world, 2) == [1, 2]
    await other.stop()


# -- a record that it never takes -----------------------------------------------------------------


async def halted_at_the_long_one(world: World) -> Process:
    """A running toy that stands still before a record whose stream fits no column any more."""
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    await alter(world, NARROW)
    for loan, amount in (("L-1", 2), (LONG, 3), ("L-1", 4)):
        await world.send(world.repayment(loan, amount))
    (row,) = await noted(world)
    topic = world.service.topics[0]
    assert (row["topic"], row["partition"], row["rule"]) == (topic, AT, "not_storable")
    assert row["waits_at"] == 2
    assert (
        f"{topic} partition {AT}: the record at 2 leads to what can't be stored" in row["detail"]
    )
    assert "22001" in row["detail"]
    assert [*process.inbox.halted] == [AT]
    return process


async def others_go_on(world: World) -> None:
    """The other topic of the partition, and the other partitions."""
    await world.command(world.accelerate("L-1", "insolvent"))
    await world.send(world.repayment("L-2", 5, elsewhere()))
    assert sorted(await until_counted(world, 4)) == [0, 1, 2, 5]
    assert await amounts(world, "L-1") == [1, 2, 0]


async def test_a_record_that_is_not_stored_halts_its_topic_alone_and_once_mended_a_release_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halts, "RECORD_AGAIN_S", NEVER_S)
    process = await halted_at_the_long_one(world)
    await others_go_on(world)
    await alter(world, WIDE)
    await world.command(order(world.service.topics[0]), AT)
    assert sorted(await until_counted(world, 6)) == [0, 1, 2, 3, 4, 5]
    assert await amounts(world, "L-1") == [1, 2, 0, 4]
    assert await noted(world, 0) == []
    assert len(await released(world)) == 1
    assert await world.rows("select * from store.dead_letter") == [], (
        "it could be stored after all"
    )
    assert process.inbox.failure is None
    await process.stop()


async def test_once_mended_it_goes_on_by_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halts, "RECORD_AGAIN_S", 0.1)
    process = await halted_at_the_long_one(world)
    await alter(world, WIDE)
    assert await until_counted(world, 4) == [1, 2, 3, 4]
    assert await noted(world, 0) == []
    assert await released(world) == []
    await process.stop()


async def test_not_mended_and_given_up_by_two_persons_its_bytes_are_a_letter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halts, "RECORD_AGAIN_S", NEVER_S)
    process = await halted_at_the_long_one(world)
    await world.command(order(world.service.topics[0]), AT)
    assert await until_counted(world, 3) == [1, 2, 4]
    (letter,) = await world.rows("select * from store.dead_letter")
    assert (letter["rule"], letter["loan_id"]) == ("not_storable", LONG)
    assert (letter["topic"], letter["kafka_offset"]) == (world.service.topics[0], 2)
    assert await noted(world, 0) == []
    await process.stop()

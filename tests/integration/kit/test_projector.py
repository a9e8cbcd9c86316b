"""Read tables that meet an event they can't take stand still, say so, and hold up nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from structlog.testing import capture_logs

from contracts.commands import kit_commands
from services.kit import projector
from services.kit.clock import utc_now
from services.kit.gauges import Gauges
from services.kit.main import Process
from services.kit.metrics import Metrics
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry_instruments import PROJECTION_STOPPED, Instrument
from tests.integration.kit.standing import noted
from tests.integration.kit.toy import Counted
from tests.integration.kit.world import PARTITIONS, World

SHARD = shard_of("C-1")
AT = partition_of(SHARD, PARTITIONS)
POISON = 666
TABLES = "monitoring-1"


class Tables:
    """A projection that fails on one amount until it is mended, with a table of its own."""

    def __init__(self) -> None:
        self.broken = True

    async def project(self, db: Any, page: Any) -> None:
        for row, event in page:
            await db.execute(
                "insert into read.amount values ($1, $2, $3)",
                row.shard,
                row.position,
                event.amount,
            )
            if self.broken and event.amount == POISON:
                raise ZeroDivisionError("no share of nothing")


@pytest.fixture(autouse=True)
def soon_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projector, "AGAIN_S", 0.05)
    monkeypatch.setattr(projector, "AGAIN_MOST_S", 0.2)


@pytest.fixture
async def tables(world: World) -> Tables:
    made = Tables()
    world.service = replace(world.service, project=made.project, projects=(Counted,))
    await as_owner(
        world,
        "create schema read",
        "create table read.amount (shard int, position bigint, amount int)",
        "grant usage on schema read to public",
        "grant select, insert on read.amount to public",
    )
    return made


async def as_owner(world: World, *statements: str) -> None:
    db = await asyncpg.connect(world.owner_dsn)
    try:
        for each in statements:
            await db.execute(each)
    finally:
        await db.close()


async def until_taken(world: World, *amounts: int) -> None:
    """Until the table holds exactly these amounts of C-1, in order of positions."""
    query = "select amount from read.amount where shard = $1 order by position"

    async def there() -> bool:
        return [row["amount"] for row in await world.rows(query, SHARD)] == list(amounts)

    await world.until(there)


def gauge(process: Process) -> dict[str, float]:
    """``loan.projection.stopped`` by partition, as the next look would find it."""
    found: dict[str, float] = {}

    def say(what: Instrument, value: float, **labels: str) -> None:
        if what is PROJECTION_STOPPED:
            assert labels["projection"] == TABLES
            found[labels["partition"]] = value

    Gauges(process, Metrics("monitoring", MeterProvider()), utc_now).known(say)
    return found


async def test_an_event_that_can_t_be_taken_stops_its_shard_s_tables_and_nothing_else(
    world: World, tables: Tables
) -> None:
    process = world.process()
    with capture_logs() as said:
        await process.start()
        for amount in (1, 2, POISON, 3, 4):
            await world.send(world.repayment("L-1", amount))
        other = next(f"C-{n}" for n in range(2, 99) if shard_of(f"C-{n}") != SHARD)
        await world.send(world.repayment("L-2", 5, other))
        [note] = await noted(world, 1)
        await until_taken(world, 1, 2)
        stopped = process.projector.stopped[SHARD]

        async def tried() -> bool:
            return process.projector.stopped[SHARD].tries >= 3

        await world.until(tried)

    stored = await world.events("toy.Counted")
    poisoned = next(e for e in stored if json.loads(e["payload"])["amount"] == POISON)
    [alarm] = [line for line in said if line["log_level"] == "critical"]
    assert alarm["event"] == "projection stopped", "said once, however often it was tried"
    assert (alarm["event_id"], alarm["type"]) == (str(poisoned["event_id"]), "toy.Counted")
    assert (alarm["shard"], alarm["position"]) == (SHARD, poisoned["position"])
    assert (alarm["projection"], alarm["loan_id"]) == (TABLES, "L-1")

    assert (note["topic"], note["partition"], note["rule"]) == (TABLES, AT, "projection_stopped")
    assert (note["shard"], note["waits_at"]) == (SHARD, poisoned["position"])
    assert note["detail"] == stopped.reason
    assert "(toy.Counted): ZeroDivisionError: no share of nothing" in note["detail"]
    assert gauge(process)[str(AT)] == 1

    elsewhere = "select amount from read.amount where shard = $1"

    async def other_shards_go_on() -> bool:
        return [r["amount"] for r in await world.rows(elsewhere, shard_of(other))] == [5]

    await world.until(other_shards_go_on)
    await world.send(world.repayment("L-1", 6))
    await world.until_events("toy.Counted", 7)
    await world.topic(world.service.published_topic, 7)
    assert process.failure is None
    assert process.inbox.halted == {}
    await until_taken(world, 1, 2)  # nothing behind the event was taken past it

    tables.broken = False
    await until_taken(world, 1, 2, POISON, 3, 4, 6)
    await noted(world, 0)
    assert gauge(process)[str(AT)] == 0
    await process.stop()


async def test_it_is_never_released_outlives_the_process_and_goes_on_with_mended_code(
    world: World, tables: Tables
) -> None:
    process = world.process()
    await process.start()
    for amount in (1, POISON, 2):
        await world.send(world.repayment("L-1", amount))
    [note] = await noted(world, 1)
    people = {"reason": "looked into", "requested_by": "li", "approved_by": "wang"}
    order = {"topic": TABLES, "partition": AT} | people
    await world.command(kit_commands("monitoring").release.model_validate(order), AT)
    [refused] = await world.until_events("kit.CommandRejected", 1)
    assert b'"projection_not_released"' in bytes(refused["payload"])
    await process.stop()
    assert await noted(world, 1) == [note], "it is still there when the process is not"

    tables.broken = False
    again = world.process()
    await again.start()
    await until_taken(world, 1, POISON, 2)
    assert await noted(world, 0) == []
    await again.stop()


async def test_a_right_that_was_taken_away_is_nobody_s_event_and_heals(
    world: World, tables: Tables
) -> None:
    tables.broken = False
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await until_taken(world, 1)
    role = "postloan_monitoring"
    await as_owner(world, f"revoke update on store.projection from {role}")
    await world.send(world.repayment("L-1", 2))
    [note] = await noted(world, 1)
    assert "InsufficientPrivilegeError" in note["detail"]
    assert "toy.Counted" not in note["detail"]
    await as_owner(world, f"grant update on store.projection to {role}")
    await until_taken(world, 1, 2)
    await noted(world, 0)
    assert process.failure is None
    await process.stop()

"""What the gauges and counters say after things have happened, on real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import pytest

from contracts.envelope import write_headers
from services.kit.batch import StoreUnavailable
from services.kit.clock import utc_now
from services.kit.sharding import shard_of
from services.kit.telemetry_instruments import KIT
from tests.integration.kit import toy
from tests.integration.kit.watching import AT, Watched, watching
from tests.integration.kit.world import DAY, PARTITIONS, World
from tests.servers import TestPostgres


@pytest.fixture
async def watched(world: World) -> AsyncIterator[Watched]:
    async with watching(world) as made:
        yield made


def at(partition: int, n: int) -> dict[str, int]:
    """So many in this partition, none in the others."""
    return {f"partition={each}": n if each == partition else 0 for each in range(PARTITIONS)}


async def test_numbers_after_a_scripted_run(watched: Watched) -> None:
    world = watched.world
    topic = world.service.topics[0]
    for amount in (500, 700, toy.FAILS, 5):
        await watched.send("L-1", amount, None)
    await watched.send("L-2", 7, None)
    await watched.send("L-3", 7, None, value=b"no json")
    await world.until_events("kit.MessageParked", 2)
    await world.until_events("kit.MessageDeadLettered", 1)
    await world.until_events("toy.Counted", 3)
    stored = len(await world.rows("select 1 from store.event"))

    async def sent() -> bool:
        owner = watched.process.inbox.owners[AT]
        return watched.process.relay.backlog(owner) == 0

    await world.until(sent)
    found = await watched.looked()
    here = f"partition={AT},topic={topic}"
    assert found["loan.consumer.lag.records"][here] == 0
    assert found["loan.consumer.lag"][here] == 0
    assert sum(found["messaging.client.consumed.messages"].values()) == 6
    assert found["loan.events.appended"] == {"": stored}
    assert found["loan.events.relayed"] == {"": stored}
    assert found["loan.dead_letters.opened"] == {"rule=not_json": 1}
    letters = {key: n for key, n in found["loan.dead_letters.open"].items() if n}
    assert letters == {f"disposition=MALFORMED,partition={AT}": 1}
    assert found["loan.parked_messages.opened"] == {
        "rule=handler_failed": 1,
        "rule=parked_behind": 1,
    }
    assert found["loan.parked_loans"] == at(AT, 1)
    assert set(found["loan.outbox.pending"].values()) == {0}
    assert set(found["loan.outbox.oldest.age"].values()) == {0}
    assert set(found["loan.timers.overdue"].values()) == {0}
    assert set(found["loan.outbox.holes"].values()) == {0}
    assert found["loan.relay.stopped"] == found["loan.partitions.halted"] == at(AT, 0)
    assert found["loan.cause.clock_skew"] == {"": 0}
    assert abs(found["loan.database.clock_skew"][""]) < 1
    assert found["process.uptime"][""] > 0
    assert found["loan.append"][""].count >= 1
    assert len(found["loan.projection.lag.events"]) == PARTITIONS


async def test_what_is_behind_has_a_number_and_an_age(watched: Watched) -> None:
    """The relay is stopped and a timer lies behind the last closed day: both are seen."""
    world = watched.world
    watched.process.relay.stopped[AT] = "for this test"
    await watched.send("L-1", 500, None)
    await world.until_events("toy.Counted", 1)
    await world.close(DAY)
    await world.until_events("kit.DayClosed", PARTITIONS)
    found = await watched.looked()
    here = f"partition={AT}"
    assert found["loan.outbox.pending"][here] == 2
    assert found["loan.outbox.oldest.age"][here] > 0
    assert found["loan.relay.stopped"] == at(AT, 1)
    assert found["loan.timers.overdue"][here] == 0
    db = await asyncpg.connect(world.owner_dsn)
    try:
        late = DAY - timedelta(days=1)
        await db.execute(
            "insert into store.agenda select shard, $1, stream, 'late' from store.agenda", late
        )
    finally:
        await db.close()
    assert (await watched.looked())["loan.timers.overdue"][here] == 1


async def test_an_event_missing_in_the_outbox_is_a_hole(
    watched: Watched, postgres: TestPostgres
) -> None:
    """Somebody with a superuser's rights removes an event before the relay has sent it."""
    world = watched.world
    watched.process.relay.stopped[AT] = "for this test"
    await watched.send("L-1", 500, None)
    await watched.send("L-1", 700, None)
    await world.until_events("toy.Counted", 2)
    assert (await watched.looked())["loan.outbox.holes"] == at(AT, 0)
    database = world.owner_dsn.rpartition("/")[2]
    db = await asyncpg.connect(f"{postgres.admin_dsn.rpartition('/')[0]}/{database}")
    try:
        await db.execute("set session_replication_role = replica")
        await db.execute("delete from store.event where position = 2")
    finally:
        await db.close()
    assert (await watched.looked())["loan.outbox.holes"] == at(AT, 1)


async def test_every_metric_of_a_service_is_told_by_a_running_one(watched: Watched) -> None:
    world = watched.world
    await watched.send("L-1", 500, None)
    await world.until_events("toy.Counted", 1)

    async def all_told() -> bool:
        missing = {one.name for one in KIT.all} - (await watched.looked()).keys()
        # These carry labels and begin with the first such thing; the other tests make them.
        return missing <= {
            "loan.duplicates.dropped",
            "loan.dead_letters.opened",
            "loan.parked_messages.opened",
            "loan.append.conflicts",
            "loan.batches.fenced",
        }

    await world.until(all_told)


async def test_a_halted_partition_shows_its_lag_and_its_causes_clock(world: World) -> None:
    world.service = replace(world.service, foreign=False)  # a sender whose positions are believed
    async with watching(world) as watched:
        message = world.repayment("L-1", 5)
        ahead_ms = int((utc_now() + timedelta(seconds=30)).timestamp() * 1000)
        envelope = msgspec.structs.replace(
            world.envelope(message),
            shard=shard_of("C-1"),
            position=9,
            previous=8,
            hlc=ahead_ms << 16,
        )
        await world.raw(message.to_payload(), write_headers(envelope), AT, b"C-1")

        async def halted() -> bool:
            return bool(watched.process.inbox.halted)

        await world.until(halted)
        here = f"partition={AT},topic={world.service.topics[0]}"
        found = await watched.looked()
        assert found["loan.partitions.halted"] == at(AT, 1)
        assert found["loan.consumer.lag.records"][here] == 1
        age = found["loan.consumer.lag"][here]
        assert (await watched.looked())["loan.consumer.lag"][here] >= age
        turn = watched.seen.spans("process ")[-1]
        assert turn.attributes["error.type"] == "MissingPredecessor"


async def test_headers_of_others_do_not_move_the_clocks_gauge(watched: Watched) -> None:
    world = watched.world
    for clock in (b"9" * 18, b"9" * 5_000):
        message = world.repayment("L-1", 5)
        headers = [*write_headers(world.envelope(message)), ("postloan-hlc", clock)]
        await world.raw(message.to_payload(), headers, AT, b"C-1")
    await world.until_events("toy.Counted", 2)
    assert watched.seen.telemetry.metrics.skew_s == 0


async def test_a_database_that_is_away_leaves_its_gauges_empty_and_the_others_true(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def away(shard: int = 0) -> AsyncIterator[Any]:
        raise StoreUnavailable("away")
        yield

    await watched.process.inbox.assigned.wait()
    monkeypatch.setattr(watched.process.store, "connection", away)
    found = await watched.looked()
    assert "loan.timers.overdue" not in found
    assert "loan.dead_letters.open" not in found
    assert set(found["loan.outbox.pending"].values()) == {0}
    assert found["loan.parked_loans"] == at(AT, 0)

"""The broker's edge: assignment, rebalance, fences, gaps, back-pressure; and FastStream's defaults."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

from contracts.envelope import write_headers
from services.kit import edge
from services.kit.batch import RelayMove, Stale, StoreUnavailable
from services.kit.hlc import physical
from services.kit.owner import Owner
from services.kit.settings import Settings
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from tests.integration.kit.standing import recreate
from tests.integration.kit.world import PARTITIONS, World

MESSAGES = 400


async def assert_all_there(world: World, n: int) -> None:
    rows = await world.until_events("toy.Counted", n)
    assert len(rows) == n
    assert len({row["causation_id"] for row in rows}) == n
    shards = await world.rows(
        "select shard, count(*) as n, max(position) as last from store.event group by shard"
    )
    assert all(row["n"] == row["last"] for row in shards), "positions are dense"


async def test_members_join_and_leave_in_mid_feed_and_nothing_is_lost_or_doubled(
    world: World,
) -> None:
    first, second = world.process(), world.process()
    await first.start()

    async def feed() -> None:
        for n in range(MESSAGES):
            await world.send(world.repayment(f"L-{n % 40}", 1, obligor=f"C-{n % 40}"))

    feeding = asyncio.create_task(feed())
    await world.until_events("toy.Counted", 20)
    await second.start()
    await world.until_events("toy.Counted", MESSAGES // 2)
    await first.stop()
    await feeding
    await assert_all_there(world, MESSAGES)
    await second.stop()
    assert first.inbox.failure is None and second.inbox.failure is None
    published = await world.topic(world.service.published_topic, MESSAGES)
    assert len({dict(r.headers)["ce_id"] for r in published}) == MESSAGES


async def test_a_fenced_owner_writes_nothing(world: World) -> None:
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    (owner,) = [
        o for o in process.inbox.owners.values() if o.next_offsets[world.service.topics[0]]
    ]
    later = _owner(world, process.store, owner.partition)
    await later.claim()
    message = world.repayment("L-1", 1)
    record = _Record(
        world.service.topics[0],
        owner.partition,
        owner.next_offsets[world.service.topics[0]],
        message.to_payload(),
        b"C-1",
        write_headers(world.envelope(message)),
    )
    with pytest.raises(Stale):
        await owner.take(record.topic, [record])
    assert len(await world.events("toy.Counted")) == 1
    await process.stop()


async def test_a_missing_predecessor_stops_its_partition_with_an_alarm_and_no_other(world) -> None:
    world.service = replace(world.service, foreign=False)
    process = world.process()
    await process.start()
    message = world.repayment("L-1", 5)
    envelope = msgspec.structs.replace(world.envelope(message), shard=7, position=9, previous=8)
    at = partition_of(shard_of("C-1"), PARTITIONS)
    await world.raw(message.to_payload(), write_headers(envelope), at, b"C-1")
    await world.until(lambda: _true(at in process.inbox.halted))
    assert "position 9 follows 8" in process.inbox.halted[at]
    other = next(c for c in map("C-{}".format, range(99)) if partition_of(shard_of(c), 4) != at)
    good, shard = world.repayment("L-2", 7, obligor=other), shard_of(other)
    first = msgspec.structs.replace(world.envelope(good), shard=shard, position=1, previous=0)
    where = partition_of(shard, PARTITIONS)
    await world.raw(good.to_payload(), write_headers(first), where, other.encode())
    (row,) = await world.until_events("toy.Counted", 1)
    assert row["loan_id"] == "L-2"
    await process.stop()


async def test_headers_that_only_we_may_set_are_not_believed_from_others(world: World) -> None:
    process = world.process()
    await process.start()
    message = world.repayment("L-1", 5)
    spoofed = msgspec.structs.replace(
        world.envelope(message),
        shard=7,
        position=9,
        previous=8,
        hlc=2**62,
        link="ab" * 32,
        actor="somebody",
    )
    at = partition_of(shard_of("C-1"), PARTITIONS)
    await world.raw(message.to_payload(), write_headers(spoofed), at, b"C-1")
    (row,) = await world.until_events("toy.Counted", 1)
    assert row["actor"] == "/test"
    assert row["cause_link"] is None
    assert process.inbox.halted == {}
    await process.stop()


async def test_a_command_on_core_bankings_topic_is_refused(world: World) -> None:
    process = world.process()
    await process.start()
    await world.send(world.accelerate("L-1", "spoofed"))
    (row,) = await world.until_events("kit.MessageDeadLettered", 1)
    assert b'"rule":"wrong_topic"' in row["payload"]
    assert await world.events("toy.Counted") == []
    await process.stop()


async def test_a_large_bad_message_is_kept_and_sent_in_its_place(world: World) -> None:
    process = world.process()
    await process.start()
    good = world.repayment("L-1", 5)
    large = b'{"pad": "' + b"x" * 3_000_000 + b'"}'
    producer = AIOKafkaProducer(bootstrap_servers=world.bootstrap, max_request_size=16 << 20)
    await producer.start()
    at = partition_of(shard_of("C-1"), PARTITIONS)
    headers = write_headers(world.envelope(good))
    await producer.send_and_wait(
        world.service.topics[0], large, key=b"C-1", headers=headers, partition=at
    )
    await producer.stop()
    await world.send(good)
    await world.until_events("toy.Counted", 1)
    (letter,) = await world.topic(world.service.dead_letter_topic, 1)
    assert letter.value == large
    journal = await world.topic(world.service.journal_topic, 2)
    positions = [int(dict(r.headers)["postloan-position"]) for r in journal]
    assert positions == sorted(positions)
    await process.stop()


async def test_a_clock_far_ahead_stops_its_partition_with_an_alarm(world: World) -> None:
    world.service = replace(world.service, foreign=False)
    process = world.process()
    await process.start()
    message = world.repayment("L-1", 5)
    ahead = physical(datetime.now(UTC) + timedelta(seconds=90))
    numbers = {"shard": 3, "position": 1, "previous": 0}
    envelope = msgspec.structs.replace(world.envelope(message), hlc=ahead, **numbers)
    at = partition_of(shard_of("C-1"), PARTITIONS)
    await world.raw(message.to_payload(), write_headers(envelope), at, b"C-1")
    await world.until(lambda: _true(at in process.inbox.halted))
    assert "ahead of ours" in process.inbox.halted[at]
    assert await world.events("toy.Counted") == []
    await process.stop()


async def test_a_recreated_topic_is_refused_not_silently_skipped(world: World) -> None:
    process = world.process()
    await process.start()
    at = await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    await process.stop()
    topic = world.service.topics[0]
    await recreate(world, topic)
    again = world.process()
    await again.start()
    await world.until(lambda: _true(at in again.inbox.halted))
    assert "truncated, re-created or another cluster" in again.inbox.halted[at]
    await again.stop()


async def test_too_much_unsent_pauses_consuming_until_it_is_sent(world: World) -> None:
    world.settings = world.settings.model_copy(update={"relay_backlog": 1_000})
    process = world.process()
    sending = process.relay.run

    async def stuck() -> None:
        await asyncio.Event().wait()

    process.relay.run = stuck  # type: ignore[method-assign]
    await process.start()
    for _n in range(30):
        for _ in range(60):
            await world.producer.send(
                world.service.topics[0],
                key=b"C-1",
                value=(m := world.repayment("L-1", 1)).to_payload(),
                headers=write_headers(world.envelope(m)),
                partition=3,
            )
        await asyncio.sleep(0)
    await world.producer.flush()
    await world.until(lambda: _true(bool(process.inbox.paused)))
    relay = asyncio.create_task(sending())
    await world.until(lambda: _true(not process.inbox.paused))
    await world.until_events("toy.Counted", 1_800)
    relay.cancel()
    await process.stop()


def test_everything_about_acknowledgement_is_decided_explicitly() -> None:
    settings = Settings(kafka="127.0.0.1:1", dsn="postgresql://nobody@127.0.0.1:1/none")
    broker = edge.make_broker(settings)
    subscriber = edge.subscribe(
        broker,
        "a",
        "b",
        group="g",
        take=_nothing,
        listener=None,
        records_max=7,  # type: ignore[arg-type]
    )
    chosen = subscriber._connection_args
    assert chosen["enable_auto_commit"] is False, "Kafka's position is never moved behind our back"
    assert chosen["auto_offset_reset"] == "earliest"
    assert chosen["isolation_level"] == "read_committed", "what was aborted was never said"
    assert chosen["partition_assignment_strategy"] == (RangePartitionAssignor,)
    assert chosen["max_poll_interval_ms"] == edge.MAX_POLL_INTERVAL_MS
    assert chosen["session_timeout_ms"] == edge.SESSION_TIMEOUT_MS
    assert type(subscriber).__name__ == "BatchSubscriber"


class _Record(msgspec.Struct):
    topic: str
    partition: int
    offset: int
    value: bytes
    key: bytes
    headers: list[tuple[str, bytes]]
    timestamp: int = 0


def _owner(world: World, store, partition: int) -> Owner:
    now = datetime(2024, 3, 20, tzinfo=UTC)
    return Owner(world.service, store, partition, PARTITIONS, lambda: now, Telemetry(), 1_000)


async def _true(value: bool) -> bool:
    return value


async def _nothing(records) -> None: ...


async def test_a_relay_whose_moves_answer_was_lost_goes_on(world: World) -> None:
    process = world.process()
    written = process.store.relay_move
    lost: list[int] = []

    async def answer_lost_once(moves: Sequence[RelayMove]) -> None:
        await written(moves)
        if not lost:
            lost.append(1)
            raise StoreUnavailable("the answer was lost after the commit")

    process.store.relay_move = answer_lost_once  # type: ignore[method-assign]
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    await world.until(lambda: _true(bool(lost)))
    await world.send(world.repayment("L-1", 2))
    await world.until_events("toy.Counted", 2)
    published = await world.topic(world.service.published_topic, 2)
    assert (
        len({dict(r.headers)["postloan-position"] for r in published}) == 2 or len(published) > 2
    )
    await world.until(
        lambda: _true(not any(map(process.relay.backlog, process.inbox.owners.values())))
    )
    await process.stop()

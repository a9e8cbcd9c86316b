"""What a look says of a service that hears nothing: no owner, no Kafka, no database, a loop at a stand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiokafka import TopicPartition

from deploy.local.processes import free_port
from services.kit import looking
from services.kit.batch import Batch, RelayMove
from services.kit.metrics import LOOK_TOLD_S
from services.kit.projector import Projector
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry
from tests.unit.kit.looked import (
    HERE,
    SERVICE,
    WAITED_S,
    Consumer,
    Looked,
    never,
    refuse,
    unreadable,
)
from tests.unit.kit.observing import PARTITION, PARTITIONS, TOPIC, Observing, repayment

# -- a partition that nobody has ------------------------------------------------------------------


async def test_a_partition_whose_claim_fails_is_told_as_unowned() -> None:
    one = Looked(Consumer(), unreadable)
    await one.assigned()
    found = await one.look()
    assert found["loan.partitions.unowned"] == {f"partition={n}": 1 for n in range(PARTITIONS)}
    assert "loan.consumer.lag" not in found, "where it stands is not known"


async def test_a_claimed_partition_is_owned_and_the_others_are_somebody_else_s() -> None:
    one = Looked(Consumer())
    await one.assigned()
    assert (await one.look())["loan.partitions.unowned"] == {
        f"partition={n}": int(n != PARTITION) for n in range(PARTITIONS)
    }


async def test_before_the_group_has_answered_all_partitions_are_unowned() -> None:
    assert set((await Looked(None).look())["loan.partitions.unowned"].values()) == {1}


# -- how far the topics go ------------------------------------------------------------------------


async def test_lag_is_told_when_no_fetch_is_answered_any_more() -> None:
    """The last fetch said 3, all three were taken; the topic has 1,000 by now."""
    consumer = Consumer()
    one = Looked(consumer)
    await one.assigned()
    await one.inbox.take(tuple(repayment(n) for n in range(3)))
    assert (await one.look())["loan.consumer.lag.records"][HERE] == 0
    consumer.end = 1_000
    one.later = timedelta(seconds=90)
    found = await one.look()
    assert found["loan.consumer.lag.records"][HERE] == 997
    assert found["loan.consumer.lag"][HERE] == 90


@pytest.mark.parametrize("answer", [never, refuse])
async def test_without_an_answer_lag_is_untold_and_the_silence_grows(
    answer: Callable[[], Awaitable[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(looking, "monotonic", lambda: now)
    consumer = Consumer()
    one = Looked(consumer)
    await one.assigned()
    found = await one.look()
    assert found["loan.consumer.silence"] == {"": 0}
    assert found["loan.consumer.lag"][HERE] == 0
    heard, consumer.answer = consumer.answer, answer
    now += 61
    with (
        monkeypatch.context() as soon
    ):  # a look that is answered has all its time, however busy we are
        soon.setattr(looking, "KAFKA_S", WAITED_S)
        found = await one.look()
    assert found["loan.consumer.silence"] == {"": 61}
    assert "loan.consumer.lag" not in found
    assert "loan.consumer.lag.records" not in found
    consumer.answer = heard
    found = await one.look()
    assert found["loan.consumer.silence"] == {"": 0}
    assert found["loan.consumer.lag"][HERE] == 0


async def test_a_process_without_a_partition_hears_kafka_too() -> None:
    consumer = Consumer(assigned=())
    found = await Looked(consumer).look()
    assert consumer.asked == [TopicPartition(SERVICE.all_topics[0], 0)]
    assert found["loan.consumer.silence"][""] < 1


async def test_before_the_consumer_is_there_the_silence_counts_from_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1_000.0
    monkeypatch.setattr(looking, "monotonic", lambda: now)
    one = Looked(None)
    now += 20
    assert (await one.look())["loan.consumer.silence"] == {"": 20}


# -- a loop that stands still ---------------------------------------------------------------------


async def test_a_look_is_told_for_a_minute_and_then_no_more() -> None:
    """The exporter's thread goes on when the loop of the service does not."""
    one = Looked(Consumer())
    assert "process.uptime" in await one.look()
    one.metrics.looked_at -= LOOK_TOLD_S - 1
    assert "process.uptime" in one.seen.numbers()
    one.metrics.looked_at -= 2
    found = one.seen.numbers()
    assert "process.uptime" not in found
    assert "loan.partitions.unowned" not in found
    assert found["loan.store.unavailable"] == {"": 0}, "counters stay true"
    assert "process.uptime" in await one.look()


# -- a database that is away ----------------------------------------------------------------------


def away(seen: Observing) -> PostgresStore:
    """A store whose server is not there, composed as a running service composes it."""
    address = f"postgresql://nobody:x@127.0.0.1:{free_port()}/none"
    return PostgresStore(lambda _: address, seen.telemetry.store_unavailable)


async def test_every_call_without_an_answer_is_counted_once_whoever_makes_it() -> None:
    """A full disk answers reads and refuses writes; the relay's moves are neither the owner's."""
    seen = Observing()
    store = away(seen)
    calls: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: store.positions(TOPIC, 0, [0]),
        lambda: store.append(Batch(topic=TOPIC, partition=0, offset_from=0, offset_to=1)),
        lambda: store.pages({0: 0}, 10),
        lambda: store.relay_move([RelayMove(0, 1, 0, 1, {})]),
    )
    for number, call in enumerate(calls, 1):
        with pytest.raises(looking.StoreUnavailable):
            await call()
        assert seen.numbers()["loan.store.unavailable"] == {"": number}


async def test_looks_at_an_idle_service_count_a_database_that_is_away() -> None:
    one = Looked(Consumer())
    await one.assigned()
    one.process.store = away(one.seen)
    for looks in (1, 2, 3):
        found = await one.look()
        assert found["loan.store.unavailable"] == {"": looks}
    assert "loan.timers.overdue" not in found


async def test_a_question_without_an_answer_is_counted_by_every_look_and_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, asked, answered = Looked(Consumer()), 0, asyncio.Event()

    async def waiting(say: looking.Say) -> None:
        nonlocal asked
        asked += 1
        await answered.wait()
        say(looking.instruments.TIMERS_OVERDUE, 7, partition="0")

    monkeypatch.setattr(one.gauges, "asked", waiting)
    for looks in (1, 2):
        with monkeypatch.context() as soon:
            soon.setattr(looking, "DATABASE_S", WAITED_S)
            found = await one.look()
        assert found["loan.store.unavailable"] == {"": looks}
        assert found["process.uptime"][""] >= 0
        assert "loan.timers.overdue" not in found
    answered.set()
    found = await one.look()
    assert found["loan.timers.overdue"] == {"partition=0": 7}
    assert (asked, found["loan.store.unavailable"]) == (1, {"": 2})


async def test_the_end_of_looking_ends_the_question_too(monkeypatch: pytest.MonkeyPatch) -> None:
    one, begun = Looked(Consumer()), asyncio.Event()
    ended = False

    async def waiting(say: looking.Say) -> None:
        nonlocal ended
        begun.set()
        try:
            await never()
        finally:
            ended = True

    monkeypatch.setattr(one.gauges, "asked", waiting)
    running = asyncio.create_task(one.gauges.run())
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert ended


async def test_read_tables_count_a_database_that_is_away() -> None:
    seen = Observing()
    tables = Projector(away(seen), "toy-1", SERVICE.project, SERVICE.projects)
    running = asyncio.create_task(tables.run(lambda: [0]))
    async with asyncio.timeout(10):
        while not seen.numbers()["loan.store.unavailable"][""]:
            await asyncio.sleep(WAITED_S)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_quiet_form_of_telemetry_counts_nothing_and_fails_nothing() -> None:
    store = PostgresStore(
        lambda _: f"postgresql://nobody:x@127.0.0.1:{free_port()}/none",
        Telemetry().store_unavailable,
    )
    with pytest.raises(looking.StoreUnavailable):
        await store.positions(TOPIC, 0, [0])

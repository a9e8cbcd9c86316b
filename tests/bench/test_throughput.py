"""How near monitoring comes to its floors, to a naive build, and to twice as much with two processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from contracts.catalogue import COREBANK
from deploy.local.topics import create_topics
from services.kit import collector
from services.kit.batch import Batch
from services.kit.main import Process
from services.kit.migrations import migrate
from services.kit.settings import Settings
from services.kit.sharding import shards_of
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry
from services.monitoring import app
from services.monitoring.__main__ import make_service
from tests.bench import naive
from tests.bench.book import loans, repayments
from tests.bench.programs import PARTITIONS, TAKEN, Program, make_topics, send, until
from tests.bench.results import Results, say
from tests.servers import Databases, TestKafka

pytestmark = pytest.mark.bench

Fresh = Callable[[str], tuple[str, str]]


class Recording(PostgresStore):
    """Keeps every batch, so that the same rows can be written again, ready made."""

    batches: list[Batch]

    async def append(self, batch: Batch) -> None:
        self.batches.append(batch)
        await super().append(batch)


async def test_repayments_end_to_end_against_the_store_alone(
    broker: TestKafka, fresh_database: Fresh, results: Results
) -> None:
    size = results.size("LOANS", 3_000)
    await make_topics(broker.bootstrap)
    owner_dsn, dsn = fresh_database("monitoring")
    settings = Settings(
        kafka=broker.bootstrap, dsn=dsn, owner_dsn=owner_dsn, partitions=PARTITIONS
    )
    process = Process(make_service(settings), settings, app.subscribe, Telemetry())
    collector.tune()  # as a service's own process does
    process.store.__class__ = Recording
    process.store.batches = []  # type: ignore[attr-defined]
    sent = await send(broker.bootstrap, loans(size))
    await process.start()
    await _taken(process, sent)
    await _published(process)
    warm = len(process.store.batches)  # type: ignore[attr-defined]
    consumer = process.subscriber.consumer
    consumer.pause(*consumer.assignment())  # joining the group is not what is measured

    count = await send(broker.bootstrap, repayments(size))
    say(f"{count} repayments of {size} loans are waiting")
    consume_s = await _consume_only(broker.bootstrap, sent, count)
    began, cpu = time.perf_counter(), time.process_time()
    consumer.resume(*consumer.assignment())
    await _taken(process, sent + count)
    taken_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    await _published(process)
    published_s, cpu_all = time.perf_counter() - began, time.process_time() - cpu
    batches = process.store.batches  # type: ignore[attr-defined]
    await process.stop()
    events = sum(len(batch.events) for batch in batches[warm:])
    assert events >= 3 * count  # taken, allocated, instalment paid

    floor_s = await _store_only(fresh_database, batches, warm)
    results.note(
        repayments=count,
        repayment_events=events,
        consume_only_per_s=count / consume_s,
        store_only_per_s=count / floor_s,
        stored_per_s=count / taken_s,
        published_per_s=count / published_s,
        stored_to_floor=floor_s / taken_s,
        published_to_floor=floor_s / published_s,
        python_us_per_repayment=cpu_s / count * 1e6,
        python_us_per_repayment_published=cpu_all / count * 1e6,
    )


async def _taken(process: Process, records: int) -> None:
    """Until monitoring's stored positions have reached this many records."""
    async with asyncio.timeout(900):
        while True:
            owners = process.inbox.owners.values()
            if sum(owner.next_offsets[COREBANK] for owner in owners) >= records:
                return
            assert process.inbox.failure is None
            await asyncio.sleep(0.01)


async def _published(process: Process) -> None:
    """Until the relay has sent everything stored."""
    async with asyncio.timeout(900):
        while any(process.relay.backlog(owner) for owner in process.inbox.owners.values()):
            await asyncio.sleep(0.01)


async def _consume_only(bootstrap: str, before: int, records: int) -> float:
    """Seconds to read the repayments' bytes and nothing else."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, max_partition_fetch_bytes=8 << 20)
    await consumer.start()
    tps = [TopicPartition(COREBANK, p) for p in range(PARTITIONS)]
    consumer.assign(tps)
    await consumer.seek_to_beginning(*tps)
    while before > 0:
        got = await consumer.getmany(timeout_ms=200, max_records=before)
        before -= sum(map(len, got.values()))
    began = time.perf_counter()
    while records > 0:
        got = await consumer.getmany(timeout_ms=200, max_records=500)
        records -= sum(map(len, got.values()))
    seconds = time.perf_counter() - began
    await consumer.stop()
    return seconds


async def _store_only(fresh_database: Fresh, batches: list[Batch], warm: int) -> float:
    """Seconds to write the very same batches, ready made, over one connection."""
    owner_dsn, dsn = fresh_database("monitoring")
    await migrate(owner_dsn)
    store = PostgresStore(lambda shard: dsn)
    topics = sorted({batch.topic for batch in batches})
    for partition in range(PARTITIONS):
        epochs = max(m.before.epoch for b in batches for m in b.shards if b.partition == partition)
        for _ in range(epochs):
            await store.claim(topics, partition, shards_of(partition, PARTITIONS))
    for batch in batches:
        batch.shards = [
            move._replace(before=msgspec.structs.replace(move.before, epoch=epochs))
            for move in batch.shards
        ]
    began = time.perf_counter()
    for number, batch in enumerate(batches):
        if number == warm:
            began = time.perf_counter()
        await store.append(batch)
    seconds = time.perf_counter() - began
    await store.close()
    return seconds


async def test_repayments_against_a_naive_build_of_the_same_rule(
    broker: TestKafka, fresh_database: Fresh, results: Results
) -> None:
    size = results.size("NAIVE_LOANS", 100)
    server = urlsplit(fresh_database("monitoring")[0])
    ledgers = naive.Ledgers(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": server.path[1:],
            "POSTGRES_HOST": str(server.hostname),
            "POSTGRES_PORT": str(server.port),
            "POSTGRES_USER": str(server.username),
            "POSTGRES_PASSWORD": str(server.password),
            "AGGREGATE_CACHE_MAXSIZE": "50000",
            "AGGREGATE_CACHE_FASTFORWARD": "n",
        }
    )
    await create_topics(broker.bootstrap, {naive.TOPIC: PARTITIONS, naive.DECIDED: PARTITIONS})
    count = 0

    def took() -> None:
        nonlocal count
        count += 1

    subscriber = naive.make_broker(broker.bootstrap, ledgers, took)
    await subscriber.start()
    await _send_naive(broker.bootstrap, size, opening=True)
    await _counted(lambda: count, size)
    say("naive: the loans are there")
    began = time.perf_counter()
    paid = await _send_naive(broker.bootstrap, size, opening=False)
    await _counted(lambda: count, size + paid)
    seconds = time.perf_counter() - began
    await subscriber.stop()
    loan: naive.Ledger = ledgers.repository.get(naive.Ledger.create_id("L-0"))
    assert (loan.unpaid, loan.unapplied) == ([], 0)
    ledgers.close()
    results.note(naive_repayments=paid, naive_per_s=paid / seconds)


async def _send_naive(bootstrap: str, size: int, *, opening: bool) -> int:
    """The same messages as monitoring gets, without their headers; returns how many."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    messages = list(loans(size) if opening else repayments(size))
    for envelope, payload in messages:
        await producer.send(naive.TOPIC, key=(envelope.key or "").encode(), value=payload)
    await producer.stop()
    return len(messages)


async def _counted(told: Callable[[], int], expected: int) -> None:
    async with asyncio.timeout(900):
        while told() < expected:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("processes", [1, 2])
async def test_repayments_with_one_and_with_two_processes(
    processes: int, broker: TestKafka, databases: Databases, results: Results, folder: Path
) -> None:
    size = results.size("LOANS", 3_000)
    await make_topics(broker.bootstrap)
    places = databases.fresh_addresses("monitoring")
    programs: list[Program] = []
    try:
        for number in range(processes):
            program = Program("monitoring", broker.bootstrap, places, folder / str(number))
            programs.append(program)
            await program.ready()
        sent = await send(broker.bootstrap, loans(size))
        await until(places.owner, TAKEN, sent, programs)
        for program in programs:
            program.pause()
        count = await send(broker.bootstrap, repayments(size))
        say(f"{count} repayments are waiting for {processes} process(es)")
        began = asyncio.get_running_loop().time()
        for program in programs:
            program.go_on()
        seconds = await until(places.owner, TAKEN, sent + count, programs) - began
    finally:
        for program in programs:
            program.stop()
    results.note(**{f"processes_{processes}_per_s": count / seconds})

"""How near monitoring comes to its floors: everything in one run, on real Kafka and PostgreSQL.

Never asserts a time; writes the table of docs/benchmarks.md and a result file that a second run can
be compared with. Figures are ratios of one run: the machine's mood is in all of them alike.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from contracts.catalogue import topics_of
from contracts.envelope import Envelope, write_headers
from deploy.local.topics import create_topics
from services.kit.batch import Batch
from services.kit.main import Process
from services.kit.migrations import migrate
from services.kit.settings import Settings
from services.kit.sharding import partition_of, shard_of, shards_of
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry
from services.monitoring import app
from services.monitoring.__main__ import make_service
from tests.bench.book import INSTALMENTS, loans, repayments
from tests.servers import TestKafka

LOANS = int(os.environ.get("BENCH_LOANS", "3000"))
PARTITIONS = 4
ROOT = Path(__file__).parents[2]
RESULT = ROOT / ".postloan" / "bench" / "throughput.json"
TABLE = ROOT / "docs" / "benchmarks.md"

pytestmark = pytest.mark.bench


class Recording(PostgresStore):
    """Keeps every batch, so that the same rows can be written again, ready made."""

    batches: list[Batch]

    async def append(self, batch: Batch) -> None:
        self.batches.append(batch)
        await super().append(batch)


async def test_repayments_end_to_end_against_the_floors(
    kafka: TestKafka, fresh_database: Callable[[str], tuple[str, str]]
) -> None:
    service = topics_of("monitoring")
    await create_topics(kafka.bootstrap, dict.fromkeys([app.TOPICS[0], *service], PARTITIONS))
    owner_dsn, dsn = fresh_database("monitoring")
    settings = Settings(kafka=kafka.bootstrap, dsn=dsn, owner_dsn=owner_dsn, partitions=PARTITIONS)
    process = Process(make_service(settings), settings, app.subscribe, Telemetry())
    process.store.__class__ = Recording
    process.store.batches = []  # type: ignore[attr-defined]

    sent = await send(kafka.bootstrap, loans(LOANS))
    await process.start()
    await until_taken(process, sent)
    warm = len(process.store.batches)  # type: ignore[attr-defined]
    await process.broker.stop()

    count = await send(kafka.bootstrap, repayments(LOANS))
    consume_s = await consume_only(kafka.bootstrap, count)
    began = time.perf_counter()
    cpu = time.process_time()
    await process.broker.start()
    await until_taken(process, sent + count)
    taken_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    await until_sent(process)
    published_s = time.perf_counter() - began
    batches = process.store.batches  # type: ignore[attr-defined]
    await process.stop()
    events = sum(len(batch.events) for batch in batches[warm:])

    floor_s = await store_only(fresh_database, batches, warm)
    report(
        {
            "repayments": count,
            "events": events,
            "consume_only_per_s": count / consume_s,
            "store_only_per_s": count / floor_s,
            "stored_per_s": count / taken_s,
            "published_per_s": count / published_s,
            "python_us_per_repayment": cpu_s / count * 1e6,
        }
    )


async def send(bootstrap: str, messages: Iterable[tuple[Envelope, bytes]]) -> int:
    """Send to core banking's topic; returns how many."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, linger_ms=5)
    await producer.start()
    sent = 0
    for envelope, payload in messages:
        key = envelope.key or ""
        await producer.send(
            app.TOPICS[0],
            key=key.encode(),
            value=payload,
            headers=write_headers(envelope),
            partition=partition_of(shard_of(key), PARTITIONS),
        )
        sent += 1
    await producer.stop()
    return sent


async def until_taken(process: Process, records: int) -> None:
    """Until monitoring's stored positions have reached this many records."""
    async with asyncio.timeout(600):
        while True:
            owners = process.inbox.owners.values()
            if sum(owner.next_offsets[app.TOPICS[0]] for owner in owners) >= records:
                return
            assert process.inbox.failure is None
            await asyncio.sleep(0.01)


async def until_sent(process: Process) -> None:
    """Until the relay has sent everything stored."""
    async with asyncio.timeout(600):
        while any(process.relay.backlog(owner) for owner in process.inbox.owners.values()):
            await asyncio.sleep(0.01)


async def consume_only(bootstrap: str, records: int) -> float:
    """Seconds to read the repayments' bytes and nothing else."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, max_partition_fetch_bytes=8 << 20)
    await consumer.start()
    tps = [TopicPartition(app.TOPICS[0], p) for p in range(PARTITIONS)]
    consumer.assign(tps)
    await consumer.seek_to_beginning(*tps)
    left = LOANS
    while left > 0:  # the disbursements before them
        left -= sum(map(len, (await consumer.getmany(timeout_ms=200, max_records=left)).values()))
    began = time.perf_counter()
    while records > 0:
        records -= sum(
            map(len, (await consumer.getmany(timeout_ms=200, max_records=500)).values())
        )
    seconds = time.perf_counter() - began
    await consumer.stop()
    return seconds


async def store_only(
    fresh_database: Callable[[str], tuple[str, str]], batches: list[Batch], warm: int
) -> float:
    """Seconds to write the very same batches, ready made, over one connection."""
    owner_dsn, dsn = fresh_database("monitoring")
    await migrate(owner_dsn)
    store = PostgresStore(lambda shard: dsn)
    topics = sorted({batch.topic for batch in batches})
    for partition in range(PARTITIONS):
        epochs = max(m.before.epoch for b in batches for m in b.shards if b.partition == partition)
        for _ in range(epochs):
            await store.claim(topics, partition, shards_of(partition, PARTITIONS))
    for batch in batches:  # each start of the process claimed with an epoch of its own
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


def report(figures: dict[str, Any]) -> None:
    """The table in docs and the result file."""
    floor, consume = figures["store_only_per_s"], figures["consume_only_per_s"]
    machine = {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "loans": LOANS,
        "instalments": INSTALMENTS,
        "partitions": PARTITIONS,
        **{name: version(name) for name in ("faststream", "aiokafka", "asyncpg", "msgspec")},
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1), "utf-8")
    rows = [
        ("consume only (bytes read, nothing done)", consume, consume / floor),
        ("store only (the same rows, ready made, one connection)", floor, 1.0),
        (
            "monitoring: Kafka to decided and stored with its position",
            figures["stored_per_s"],
            figures["stored_per_s"] / floor,
        ),
        (
            "monitoring: the same, and published to journal and topic",
            figures["published_per_s"],
            figures["published_per_s"] / floor,
        ),
    ]
    lines = [
        "# Benchmarks",
        "",
        "`make bench` renews this table. Every figure is a ratio inside one run, with Kafka,",
        "PostgreSQL and the service on the same two cores; rates are for orientation only.",
        "",
        (
            f"One run of {figures['repayments']:,} repayments of {LOANS:,} loans "
            f"({figures['events']:,} events) on {machine['cores']} cores, Python {machine['python']}, "
            f"batch 500: {figures['python_us_per_repayment']:.0f} µs of Python per repayment."
        ),
        "",
        "| what | repayments/s | against store only |",
        "|---|---|---|",
        *(f"| {what} | {rate:,.0f} | {ratio:.2f} |" for what, rate, ratio in rows),
        "",
    ]
    TABLE.write_text("\n".join(lines), "utf-8")
    print("\n".join(lines))

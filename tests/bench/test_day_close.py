"""What closing a business day costs, by the loans that cross a boundary and by the size of the book."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaProducer

from services.kit import collector, events
from services.kit.kit_events import KIT_EVENTS
from services.kit.main import Process
from services.kit.migrations import migrate
from services.kit.settings import Settings
from services.kit.sharding import SHARDS
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry
from services.monitoring import app
from services.monitoring.__main__ import make_service
from services.monitoring.domain.loan import decider
from services.monitoring.domain.view import view
from tests.bench.book import closed, wrapped
from tests.bench.played import played, regular
from tests.bench.programs import PARTITIONS, make_topics, send_one
from tests.bench.results import Results, say
from tests.bench.stamp import Loan
from tests.bench.written import Book, load_store
from tests.servers import TestKafka

pytestmark = pytest.mark.bench

PAID = 6
EVE = date(2024, 7, 31)
WARM_UP = date(2024, 8, 1)
CALM_DAY = 25
DAYS = {"0": (2, 0), "0.1": (3, 1), "1": (4, 10), "10": (5, 100)}
"""Figure's name: the day of August that is closed, and how many loans of a thousand cross on it."""
TOLD_OF_ONE = 2
"""Events of a loan that crosses into arrears: its stage, and the statement of its claims."""
STREAMS_PER_PAGE = 500


def _book(size: int) -> Book:
    """Loans half paid. The next instalment of most is due later in August, of some on a day's eve."""
    kinds = [
        (most, Loan(played(regular(date(2024, 1, day - 1), 12, PAID))))
        for day, most in DAYS.values()
        if most
    ]
    calm = Loan(played(regular(date(2024, 1, CALM_DAY), 12, PAID)))
    thousand = [loan for most, loan in kinds for _ in range(most)]
    thousand += [calm] * (1000 - len(thousand))
    return Book(size, lambda n: thousand[n % 1000])


@pytest.mark.parametrize("nth", [0, 1])
async def test_a_day_costs_what_changes_on_it(
    nth: int,
    broker: TestKafka,
    fresh_database: Callable[[str], tuple[str, str]],
    results: Results,
) -> None:
    sizes = results.sizes_of("BOOKS", "20000,100000")
    if nth >= len(sizes):
        pytest.skip("BENCH_BOOKS names one book only")
    size = sizes[nth]
    owner_dsn, dsn = fresh_database("monitoring")
    await migrate(owner_dsn)
    settings = Settings(
        kafka=broker.bootstrap, dsn=dsn, owner_dsn=owner_dsn, partitions=PARTITIONS
    )
    service = make_service(settings)
    await migrate(owner_dsn, service.migrations)
    written = await load_store(owner_dsn, "monitoring", _book(size), EVE)
    say(f"{size:,} loans with {written:,} events are stored")
    events.register((*KIT_EVENTS, *service.decider.events))
    await make_topics(broker.bootstrap)
    process = Process(service, settings, app.subscribe, Telemetry())
    collector.tune()
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap)
    await producer.start()
    await process.start()
    await _closed(process, producer, WARM_UP)
    scanned = await _scans(owner_dsn)
    seconds: dict[str, float] = {}
    cpu: dict[str, float] = {}
    memory = {"before": _memory()}
    for name, (day, most) in DAYS.items():
        before = _positions(process)
        on = date(2024, 8, day)
        seconds[name], cpu[name], memory[f"day_{name}"] = await _closed(process, producer, on)
        told = _positions(process) - before - PARTITIONS  # and the closed day of each partition
        crossed = size * most // 1000
        assert told == crossed * TOLD_OF_ONE
        say(f"{size:,} loans: {on} with {crossed:,} crossing took {seconds[name]:.3f} s")
    assert await _scans(owner_dsn) == scanned, "a day read a table of the store as a whole"
    loans, full_s, full_cpu_s = await _full_read(process.store, dsn, date(2024, 8, 5))
    await producer.stop()
    await process.stop()
    assert loans == size
    results.note(
        **{f"book_{nth}_loans": size, f"book_{nth}_full_read_s": full_s},
        **{f"book_{nth}_full_read_cpu_s": full_cpu_s},
        **{f"book_{nth}_day_{name}_cpu_s": each for name, each in cpu.items()},
        **{f"book_{nth}_day_{name}_s": each for name, each in seconds.items()},
        **{f"book_{nth}_day_{name}_to_read": each / full_s for name, each in seconds.items()},
        **{f"book_{nth}_memory_{name}_mib": each for name, each in memory.items()},
    )


async def _scans(dsn: str) -> dict[str, int]:
    """How often a table of events was read as a whole, as PostgreSQL counts: every other is small, or
    a part of it that is worth it."""
    db = await asyncpg.connect(dsn)
    try:
        rows = await db.fetch(
            "select relname, seq_scan from pg_stat_user_tables where schemaname = 'store' "
            "and relname like 'event_%'"
        )
    finally:
        await db.close()
    return {row["relname"]: row["seq_scan"] for row in rows}


def _memory() -> float:
    """What this process holds, in MiB: the service's part of it is what grows."""
    return psutil.Process().memory_info().rss / 2**20


def _positions(process: Process) -> int:
    owners = process.inbox.owners.values()
    return sum(shard.position for owner in owners for shard in owner.shards.values())


async def _closed(
    process: Process, producer: AIOKafkaProducer, on: date
) -> tuple[float, float, float]:
    """Close a day; from sending until every shard has stored it: seconds, seconds of this process's
    processor time (which include what the relay and the projector did meanwhile), and the most MiB."""
    most, began, began_cpu = _memory(), time.perf_counter(), time.process_time()
    await send_one(producer, wrapped(*closed(on)))
    async with asyncio.timeout(900):
        while True:
            assert process.inbox.failure is None and not process.inbox.halted
            owners = process.inbox.owners.values()
            shards = [shard for owner in owners for shard in owner.shards.values()]
            if len(shards) == SHARDS and all(shard.closed_on == on for shard in shards):
                break
            await asyncio.sleep(0.005)
            most = max(most, _memory())
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    async with asyncio.timeout(900):  # the next day begins when this one is published
        while any(process.relay.backlog(owner) for owner in process.inbox.owners.values()):
            await asyncio.sleep(0.01)
    return seconds, cpu, most


async def _full_read(store: PostgresStore, dsn: str, on: date) -> tuple[int, float, float]:
    """Read and fold every loan, as a day close without an agenda has to; loans, seconds, and seconds
    of processor time."""
    db = await asyncpg.connect(dsn)
    count, began, began_cpu = 0, time.perf_counter(), time.process_time()
    for shard in range(SHARDS):
        last = ""
        while True:
            rows = await db.fetch(
                "select stream from store.stream where shard = $1 and stream > $2 "
                "and stream like 'loan-%' order by stream limit $3",
                *(shard, last, STREAMS_PER_PAGE),
            )
            if not rows:
                break
            names = [row["stream"] for row in rows]
            for past in (await store.load(names, shard)).values():
                known: Iterator[Any] = (events.decode(*stored) for stored in past.events)
                state = decider.fold(known)
                assert view(state, on) is not None
                count += 1
            last = names[-1]
    await db.close()
    return count, time.perf_counter() - began, time.process_time() - began_cpu

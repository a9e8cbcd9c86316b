"""How much memory a service takes: bounded by a setting, whatever the size of the book."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import asyncpg
import pytest

from tests.bench.book import Sent, loans
from tests.bench.programs import (
    ARRIVED,
    PARTITIONS,
    SERVICES,
    TAKEN,
    Program,
    make_topics,
    send,
    until,
)
from tests.bench.results import Results, say
from tests.servers import Databases, TestKafka

pytestmark = pytest.mark.bench

STEPS = 8


async def test_memory_stays_within_what_the_setting_allows(
    broker: TestKafka, databases: Databases, results: Results, folder: Path
) -> None:
    size = results.size("MEMORY_LOANS", 32_000)
    kept = results.size("MEMORY_STREAMS", 500)
    await make_topics(broker.bootstrap)
    places = {name: databases.fresh_addresses(name) for name in SERVICES}
    programs = [
        Program(name, broker.bootstrap, places[name], folder / name, streams_in_memory=kept)
        for name in SERVICES
    ]
    seen: dict[str, list[float]] = {name: [] for name in SERVICES}
    try:
        for program in programs:
            await program.ready()
        feed, sent = loans(size), 0
        for _ in range(STEPS):
            sent += await send(broker.bootstrap, _some(feed, size // STEPS))
            await until(places["monitoring"].owner, TAKEN, sent, programs)
            await _arrived(places["classification"].owner, places["audit"].owner, sent, programs)
            for program in programs:
                seen[program.service].append(program.memory)
            told = ", ".join(f"{name} {each[-1]:.0f} MiB" for name, each in seen.items())
            say(f"{sent:,} loans, {kept * PARTITIONS:,} in memory: {told}")
    finally:
        for program in programs:
            program.stop()
    results.note(
        memory_loans=size,
        memory_streams_kept=kept * PARTITIONS,
        **{f"memory_{name}_mib": each[-1] for name, each in seen.items()},
        **{
            f"memory_{name}_growth": each[-1] / each[STEPS // 2 - 1] for name, each in seen.items()
        },
    )


def _some(feed: Iterator[Sent], size: int) -> Iterator[Sent]:
    return islice(feed, size)


async def _arrived(
    classification: str, audit: str, loans_sent: int, programs: list[Program]
) -> None:
    """Until classification has a stream for each loan, and audit all of that."""
    streams = "select count(*) from store.stream where stream like 'obligor-%'"
    await until(classification, streams, loans_sent, programs)
    db = await asyncpg.connect(classification)
    stored = int(await db.fetchval("select sum(position) from store.shard"))
    await db.close()
    await until(audit, ARRIVED, stored + loans_sent, programs)
    await asyncio.sleep(0.2)

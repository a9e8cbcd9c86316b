"""Rebuilding one loan over HTTP, replaying a whole book, and verifying it."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.local.databases import DatabaseAddresses
from deploy.local.topics import create_topics
from services.audit import copied
from services.audit.process import MIGRATIONS
from services.audit.registry import REGISTRY
from services.audit.sources import JOURNALS
from services.audit.verify import PAGE, verify
from services.kit import collector, events
from services.kit.kit_events import KIT_EVENTS
from services.kit.migrations import migrate
from services.kit.sharding import SHARDS
from services.monitoring.domain.loan import decider
from tests.bench.played import played, regular
from tests.bench.programs import PARTITIONS, SERVICES, TOKEN, Program
from tests.bench.results import Results, percentile, say
from tests.bench.stamp import Loan
from tests.bench.written import Book, load_journal, load_store
from tests.servers import Databases, TestKafka

pytestmark = pytest.mark.bench

LENGTHS = {100: (24, 1, 40), 1_000: (240, 1, 40), 10_000: (360, 12, 4)}
"""Events of a loan: its instalments, the receipts for each, and how many such loans there are."""
ASKED = {100: 400, 1_000: 300, 10_000: 60}
QUESTIONS = {0: ("",), 512: ("_again", "_another_day")}
"""MiB of memory for loans asked about, and what is asked: with none every question is as the first
one about its loan; with enough for all of these loans, again the same, or about another day."""
FIRST = date(2001, 1, 20)
LATE = date(2060, 1, 1)
"""Behind all days of the loans: an answer about it folds every event."""
REPEATS = 5
BOUND = bytes(1 + 32 + 8)
"""As much as a link binds beside the hash of its event."""


async def test_one_loan_is_rebuilt_over_http(
    broker: TestKafka, databases: Databases, results: Results, folder: Path
) -> None:
    await create_topics(broker.bootstrap, dict.fromkeys(JOURNALS, PARTITIONS))
    audit = databases.fresh_addresses("audit")
    await migrate(audit.owner, MIGRATIONS)
    wanted = [length for length, (_, _, loans) in LENGTHS.items() for _ in range(loans)]
    loans = {
        length: Loan(played(regular(FIRST, n, n, receipts), length))
        for length, (n, receipts, _) in LENGTHS.items()
    }
    assert {length: loan.events for length, loan in loans.items()} == {n: n for n in LENGTHS}
    written = await load_journal(audit.owner, Book(len(wanted), lambda n: loans[wanted[n]]))
    say(f"{len(wanted)} loans with {written:,} events are in the journal")
    for memory, kinds in QUESTIONS.items():
        program = Program(
            "audit",
            broker.bootstrap,
            audit,
            folder / f"audit-{memory}",
            answers_in_memory=memory,
        )
        try:
            await program.ready()
            for length, asked in ASKED.items():
                numbers = [n for n, each in enumerate(wanted) if each == length]
                for kind in kinds:
                    waits, cpu = await asyncio.to_thread(
                        _ask, program, numbers, asked, length, kind == "_another_day"
                    )
                    name = f"rebuild_{length}{kind}"
                    results.note(
                        **{f"{name}_p50_ms": percentile(waits, 0.5) * 1e3},
                        **{f"{name}_p99_ms": percentile(waits, 0.99) * 1e3},
                        **{f"{name}_cpu_ms": cpu * 1e3},
                    )
        finally:
            program.stop()


def _ask(
    program: Program, numbers: list[int], times: int, length: int, another_day: bool
) -> tuple[list[float], float]:
    """Seconds of each question, loan after loan, over one connection that has been warmed; and the
    program's processor time per question."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=120)
    waits: list[float] = []
    began_cpu = 0.0
    for turn in range(times + len(numbers)):
        if turn == len(numbers):
            began_cpu = program.cpu_s
        path = f"/loans/L-{numbers[turn % len(numbers)]:09d}"
        if another_day:
            path += f"?as_of={LATE + timedelta(days=turn)}"
        began = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
        answer = connection.getresponse()
        body = answer.read()
        if turn >= len(numbers):
            waits.append(time.perf_counter() - began)
        assert answer.status == 200, body
        if turn < len(numbers):
            told = json.loads(body)["history"]
            assert (told["events"], told["verified"]) == (length, True)
    connection.close()
    return waits, (program.cpu_s - began_cpu) / times


async def _book(databases: Databases, size: int) -> Mapping[str, DatabaseAddresses]:
    """A book in the stores of both services and in audit's journal."""
    places = {name: databases.fresh_addresses(name) for name in SERVICES}
    await migrate(places["audit"].owner, MIGRATIONS)
    loan = Loan(played(regular(date(2024, 1, 20), 12, 6)))
    book = Book(size, lambda _: loan)
    for name in SERVICES[:2]:
        await migrate(places[name].owner)
        await load_store(places[name].owner, name, book)
    written = await load_journal(places["audit"].owner, book)
    say(f"{size:,} loans with {written:,} events are in stores and journal")
    return places


@pytest.fixture
def collecting_as_a_service() -> Iterator[None]:
    """What is measured inside this process runs under the collector's settings of a service."""
    thresholds = gc.get_threshold()
    collector.tune()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("collecting_as_a_service")
async def test_a_whole_book_is_replayed_from_its_events(
    databases: Databases, results: Results
) -> None:
    size = results.size("REPLAY_LOANS", 10_000)
    place = databases.fresh_addresses("monitoring")
    await migrate(place.owner)
    loan = Loan(played(regular(date(2024, 1, 20), 12, 6)))
    written = await load_store(place.owner, "monitoring", Book(size, lambda _: loan))
    events.register((*KIT_EVENTS, *decider.events))
    read_s = fold_s = 0.0
    count = loans = 0
    evolve: Callable[[Any, Any], Any] = decider.evolve
    db = await asyncpg.connect(place.verifier)
    for shard in range(SHARDS):
        began = time.perf_counter()
        rows = await db.fetch(
            "select stream, type, schema_version, payload from store.event "
            "where shard = $1 order by stream, version",
            shard,
        )
        read_s += time.perf_counter() - began
        cpu = time.thread_time()
        states: dict[str, Any] = {}
        for stream, name, version, payload in rows:
            state = states.get(stream, decider.initial)
            states[stream] = evolve(state, events.decode(name, version, payload))
        fold_s += time.thread_time() - cpu
        count += len(rows)
        loans += len(states)
        assert all(len(state.entries) == 12 for state in states.values())
    await db.close()
    assert (count, loans) == (written, size)
    results.note(
        replay_events=count,
        replay_per_core_per_s=count / fold_s,
        replay_with_reading_per_s=count / (fold_s + read_s),
    )


@pytest.mark.usefixtures("collecting_as_a_service")
async def test_a_whole_book_is_verified(databases: Databases, results: Results) -> None:
    REGISTRY.register_events()
    places = await _book(databases, results.size("VERIFY_LOANS", 10_000))
    stores = {name: places[name].verifier for name in SERVICES[:2]}
    best, cpu = None, 0.0
    for _ in range(2):  # the first one warms PostgreSQL
        began = time.process_time()
        best = await verify(places["audit"].verifier, stores)
        cpu = time.process_time() - began
    assert best is not None
    assert best.ok, best.findings
    assert best.links == best.events
    pages = await _pages(places["monitoring"].verifier)
    results.note(
        verify_links=best.links,
        verify_command_per_s=best.links / best.seconds,
        verify_process_per_core_per_s=best.links / cpu,
        verify_hashing_alone_per_s=_hashing_alone(pages),
        verify_per_core_per_s=_recomputed(pages),
    )


async def _pages(dsn: str) -> list[bytes]:
    """The first page of a few shards."""
    db = await asyncpg.connect(dsn, server_settings=copied.SESSION)
    pages: list[bytes] = []
    for shard in range(4):
        parts: list[bytes] = []

        async def keep(part: bytes, parts: list[bytes] = parts) -> None:
            parts.append(part)

        condition = f"shard = {shard} and position <= {PAGE} order by position"
        await db.copy_from_query(
            f"{copied.SELECT} store.event where {condition}", output=keep, format="binary"
        )
        pages.append(b"".join(parts)[copied.FILE_HEADER : -len(copied.FILE_TRAILER)])
    await db.close()
    return pages


def _hashing_alone(pages: list[bytes]) -> float:
    """Links per second of one core if a link were nothing but its two SHA-256, of ready bytes."""
    bodies = [row for page in pages for row in copied.split(page)]
    rates = []
    for _ in range(REPEATS):
        cpu = time.thread_time()
        for body in bodies:
            sha256(BOUND + sha256(body).digest()).digest()
        rates.append(len(bodies) / (time.thread_time() - cpu))
    return max(rates)


def _recomputed(pages: list[bytes]) -> float:
    """Links per second of one core with the pages in hand: the best of a few rounds."""
    rates = []
    for _ in range(REPEATS):
        cpu, rows = time.thread_time(), 0
        for page in pages:
            chains = copied.Chains("monitoring", dense=True)
            chains.feed(page)
            assert not chains.faults
            rows += chains.rows
        rates.append(rows / (time.thread_time() - cpu))
    return max(rates)

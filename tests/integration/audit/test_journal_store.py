"""The journal in PostgreSQL: dense, all or nothing, never changed, never written twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from aiokafka import TopicPartition

from deploy.local.databases import DatabaseAddresses
from services.audit.journal import Checked, Known
from services.audit.store import JournalStore, findings
from services.kit.batch import StoreUnavailable
from services.kit.row import COLUMNS, EventRow
from tests.integration.audit.arrivals import Topics, arrive, reader, take
from tests.integration.audit.test_telemetry import numbers
from tests.unit.audit.counting import added, closed, opened
from tests.unit.audit.writer import Writer, edited

pytestmark = pytest.mark.servers
TOPIC = "postloan.monitoring.journal.v1"


@pytest.fixture
def writer() -> Writer:
    """Two loans in two shards of one partition, one event about no loan."""
    made = Writer("monitoring")
    for shard, loan in ((3, "L-1"), (7, "L-2")):
        made.write(f"loan-{loan}", opened(loan=loan), shard=shard, key=f"C-{shard}")
    made.write("day-3", closed("2024-01-01"), key="")
    for entry in range(1, 4):
        made.write("loan-L-1", added(entry, 5, "2024-01-02"), key="C-3")
    return made


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[Any]:
    db = await asyncpg.connect(dsn)
    try:
        yield db
    finally:
        await db.close()


async def _rows(store: JournalStore, query: str, *arguments: Any) -> list[Any]:
    async with store.connection() as db:
        return list(await db.fetch(query, *arguments))


async def _entries(store: JournalStore) -> list[EventRow]:
    rows = await _rows(
        store, f"select {', '.join(COLUMNS)} from audit.entry order by shard, position"
    )
    return [EventRow(**dict(row)) for row in rows]


async def test_every_column_is_kept_as_it_came(store: JournalStore, writer: Writer) -> None:
    await arrive(store, writer)
    expected = sorted(writer.rows, key=lambda row: (row.shard, row.position))
    assert await _entries(store) == expected


async def test_places_in_a_loan_s_history_are_dense_across_services(
    store: JournalStore, writer: Writer
) -> None:
    other = Writer("classification", now=writer.now)
    for _ in range(3):
        other.write("obligor-C-3", opened(loan="L-1"), key="C-3", cause=writer.rows[0])
    await arrive(store, writer, other)
    rows = await _rows(
        store, "select loan_id, loan_position from audit.entry order by loan_id, loan_position"
    )
    assert [tuple(row) for row in rows] == [
        ("", None),
        *(("L-1", n) for n in range(1, 8)),
        ("L-2", 1),
    ]
    loans = await _rows(store, "select loan_id, entries from audit.loan order by loan_id")
    assert [tuple(row) for row in loans] == [("L-1", 7), ("L-2", 1)]


async def test_offsets_shards_and_streams_move_with_the_entries(
    store: JournalStore, writer: Writer
) -> None:
    made = await reader(store)
    records = writer.records()
    await take(made, records[:4])
    await take(made, records[4:], size=1)
    offsets = await _rows(
        store, "select next_offset from audit.consumed where topic = $1 and partition = 3", TOPIC
    )
    assert offsets[0]["next_offset"] == len(records)
    shards = await _rows(store, "select shard, position from audit.shard order by shard")
    assert [tuple(row) for row in shards] == [(3, 5), (7, 1)]
    streams = await _rows(store, "select stream, version, head, key from audit.stream")
    assert {row["stream"]: (row["version"], row["head"]) for row in streams} == {
        name: (row.version, row.link) for name, row in writer.streams.items()
    }
    assert {row["stream"]: row["key"] for row in streams}["loan-L-1"] == "C-3"


async def test_a_second_reader_goes_on_where_the_first_one_was(
    store: JournalStore, writer: Writer
) -> None:
    await take(await reader(store), writer.records()[:3])
    topics = Topics()
    second = await reader(store, topics)
    assert (TopicPartition(TOPIC, 3), 3) in topics.sought
    await take(second, writer.records()[3:])
    assert len(await _entries(store)) == len(writer.rows)


async def test_a_zombie_writes_nothing(store: JournalStore, writer: Writer) -> None:
    seen = numbers()
    zombie, owner = await reader(store, telemetry=seen.telemetry), await reader(store)
    await take(owner, writer.records())
    await take(zombie, writer.records())
    assert TopicPartition(TOPIC, 3) not in zombie.places, "it gives the partition up"
    assert len(await _entries(store)) == len(writer.rows)
    assert seen.found()["loan.batches.fenced"] == {f"partition=3,topic={TOPIC}": 1}


async def test_records_sent_again_with_new_offsets_change_nothing(
    store: JournalStore, writer: Writer
) -> None:
    made = await arrive(store, writer)
    again = [replace(each, offset=each.offset + 6) for each in writer.records()]
    await take(made, again)
    assert made.places[TopicPartition(TOPIC, 3)].offset == 12
    assert len(await _entries(store)) == len(writer.rows)


async def test_a_broken_record_is_kept_as_a_finding_and_stops_its_partition_alone(
    store: JournalStore, writer: Writer
) -> None:
    other = Writer("monitoring", rows=[], now=writer.now)
    other.write("loan-L-5", opened(loan="L-5"), shard=4)
    topics = Topics()
    made = await reader(store, topics)
    records = writer.records()
    forged = Writer("monitoring").records(rows=[edited(writer.rows[3], payload=b"{}")])[0]
    await take(made, [*records[:3], replace(forged, offset=3), *records[4:], *other.records()])
    at = TopicPartition(TOPIC, 3)
    assert at in made.halted
    assert at in topics.paused
    assert len(await _entries(store)) == 3 + 1
    async with store.connection() as db:
        [found] = await findings(db)
        kept = await db.fetchval("select record from audit.finding")
    assert (found.rule, found.shard, found.position) == ("link_broken", 3, 3)
    assert (found.stream, found.version, found.loan_id) == ("loan-L-1", 2, "L-1")
    assert b'"offset":3' in kept
    restarted = await reader(store)
    await take(restarted, [replace(forged, offset=3)])
    assert at in restarted.halted, "a restart does not skip it"
    async with store.connection() as db:
        assert len(await findings(db)) == 1, "and it is kept once"


async def test_a_hole_stops_the_partition(store: JournalStore, writer: Writer) -> None:
    made = await reader(store)
    records = writer.records()
    await take(made, [*records[:3], *(replace(r, offset=r.offset - 1) for r in records[4:])])
    assert "position_missing" in made.halted[TopicPartition(TOPIC, 3)]


async def test_a_topic_that_lost_records_stops_the_partition(
    store: JournalStore, writer: Writer
) -> None:
    await arrive(store, writer)
    topics, at = Topics(), TopicPartition(TOPIC, 3)
    topics.ends[at] = 2
    made = await reader(store, topics)
    assert "our position is 6, the topic holds 0 to 2" in made.halted[at]


class Interrupted(JournalStore):
    """Loses the connection around the write: after it or before it."""

    def __init__(self, dsn: str, *, written: bool) -> None:
        super().__init__(dsn)
        self.written = written
        self.calls = 0

    async def append(
        self, topic: str, partition: int, service: str, offset: int, checked: Checked, known: Known
    ) -> None:
        self.calls += 1
        if self.calls > 1 or self.written:
            await super().append(topic, partition, service, offset, checked, known)
        if self.calls == 1:
            raise StoreUnavailable("connection lost")


@pytest.mark.parametrize("written", [True, False])
async def test_an_unknown_commit_is_resolved_by_reading_the_offset(
    audit: DatabaseAddresses, writer: Writer, written: bool
) -> None:
    store = Interrupted(audit.service, written=written)
    made = await arrive(store, writer)
    assert store.calls == (1 if written else 2)
    assert made.places[TopicPartition(TOPIC, 3)].offset == 6
    assert len(await _entries(store)) == len(writer.rows)
    await store.close()


async def test_neither_the_service_nor_the_owner_can_change_the_journal(
    audit: DatabaseAddresses, store: JournalStore, writer: Writer
) -> None:
    made = await arrive(store, writer)
    await take(made, [replace(writer.records()[0], offset=6, headers=[])])
    for table, column in (
        ("audit.entry", "actor"),
        ("audit.entry_3", "actor"),
        ("audit.finding", "rule"),
    ):
        for statement in (
            f"update {table} set {column} = {column}",
            f"delete from {table}",
            f"truncate {table}",
        ):
            async with _connected(audit.service) as db:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await db.execute(statement)
            async with _connected(audit.owner) as db:
                with pytest.raises(asyncpg.PostgresError, match="never changed"):
                    await db.execute(statement)
    assert len(await _entries(store)) == len(writer.rows)


async def test_the_service_writes_through_the_function_alone(audit: DatabaseAddresses) -> None:
    async with _connected(audit.service) as db:
        for table in ("entry", "stream", "shard", "consumed", "loan", "finding", "verification"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await db.execute(f"insert into audit.{table} default values")


async def test_the_verifier_reads_and_can_call_nothing(audit: DatabaseAddresses) -> None:
    async with _connected(audit.verifier) as db:
        assert await db.fetchval("select count(*) from audit.entry") == 0
        with pytest.raises(asyncpg.PostgresError):
            await db.fetchval("select audit.claim('x', 0)")

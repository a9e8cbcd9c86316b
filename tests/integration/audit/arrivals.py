"""Rows arrive in the journal without a broker and stand in a store without a service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import asyncpg
from aiokafka import TopicPartition

from services.audit.reader import Reader
from services.audit.sources import JOURNALS
from services.audit.store import JournalStore
from services.audit.telemetry import Telemetry
from services.kit.row import COLUMNS, EventRow
from tests.unit.audit.writer import Record, Writer

PARTITIONS = 4


class Topics:
    """The part of a consumer that the reader talks to; topics end where a test puts it."""

    def __init__(self) -> None:
        self.begins: dict[TopicPartition, int] = {}
        self.ends: dict[TopicPartition, int] = {}
        self.sought: list[tuple[TopicPartition, int]] = []
        self.paused: list[TopicPartition] = []
        self.committed: dict[TopicPartition, int] = {}
        self.assigned: set[TopicPartition] = set()

    async def beginning_offsets(self, at: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {each: self.begins.get(each, 0) for each in at}

    async def end_offsets(self, at: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {each: self.ends.get(each, 10**9) for each in at}

    def seek(self, at: TopicPartition, offset: int) -> None:
        self.sought.append((at, offset))

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    def pause(self, *at: TopicPartition) -> None:
        self.paused += at

    def resume(self, *at: TopicPartition) -> None:
        self.paused = [each for each in self.paused if each not in at]

    async def commit(self, hints: dict[TopicPartition, int]) -> None:
        self.committed |= hints


async def reader(
    store: JournalStore, topics: Topics | None = None, telemetry: Telemetry | None = None
) -> Reader:
    """A reader that owns every partition of every journal."""
    made = Reader(store, JOURNALS, PARTITIONS, 1_000, telemetry)
    consumer = topics or Topics()
    consumer.assigned = {TopicPartition(t, p) for t in JOURNALS for p in range(PARTITIONS)}
    made.consumer = lambda: consumer
    await made.on_partitions_assigned(consumer.assigned)
    return made


async def arrive(store: JournalStore, *writers: Writer) -> Reader:
    """All events of these services arrive, as their relays send them: from where is sought to."""
    made = await reader(store)
    at = {place: found.offset for place, found in made.places.items()}
    for writer in writers:
        records = writer.records()
        await take(
            made, [r for r in records if r.offset >= at[TopicPartition(r.topic, r.partition)]]
        )
    return made


async def take(made: Reader, records: Sequence[Record], size: int = 500) -> None:
    """The records arrive partition by partition, in batches."""
    ordered = sorted(records, key=lambda each: (each.topic, each.partition, each.offset))
    for start in range(0, len(ordered), size):
        await made.take(tuple(ordered[start : start + size]))
    assert made.failure is None, made.failure


async def stand(owner_dsn: str, writer: Writer, rows: Iterable[EventRow] | None = None) -> None:
    """The writer's events stand in its store, with the tables of streams and shards to match."""
    db = await asyncpg.connect(owner_dsn)
    try:
        await db.copy_records_to_table(
            "event",
            schema_name="store",
            columns=COLUMNS,
            records=[
                tuple(getattr(row, column) for column in COLUMNS)
                for row in (writer.rows if rows is None else rows)
            ],
        )
        await db.executemany(
            "insert into store.stream (stream, shard, version, head) values ($1, $2, $3, $4)",
            [(name, row.shard, row.version, row.link) for name, row in writer.streams.items()],
        )
        await db.executemany(
            "update store.shard set position = $2, hlc = $3, recorded_at = $4 where shard = $1",
            [
                (shard, row.position, row.hlc, row.recorded_at)
                for shard, row in writer.shards.items()
            ],
        )
    finally:
        await db.close()

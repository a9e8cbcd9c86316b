"""What the checker reads, once, as plain rows and records."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

SHARDS = 16
COREBANK = "corebank.loan.v1"
KIT = ("day-", "dead-", "parked-", "reply-", "item-", "release-")
QUIET_S = 30.0
FETCH_BYTES = 32 * 1024 * 1024


class Finding(NamedTuple):
    """What is wrong: the invariant, where, and what was expected and found."""

    invariant: str
    where: str
    what: str


class Message(NamedTuple):
    """One Kafka record."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    by_name: dict[str, bytes | None]

    def text(self, name: str) -> str | None:
        """A header as text; None when it is absent or can't be read."""
        value = self.by_name.get(name)
        try:
            return None if value is None else value.decode()
        except UnicodeDecodeError:
            return None

    def number(self, name: str) -> int | None:
        """A header as a whole number; None when it is none."""
        value = self.by_name.get(name)
        return int(value) if value and value.isdigit() else None


@lru_cache(1 << 16)
def _document(payload: bytes) -> Any:
    """Read once, however often a world is looked at; nobody changes what was read."""
    return json.loads(payload)


@dataclass
class Book:
    """One deciding service's tables."""

    service: str
    events: list[Any] = field(default_factory=list)
    tables: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def payloads(self) -> dict[Any, Any]:
        """Event id -> its payload as a JSON document."""
        return {row["event_id"]: _document(row["payload"]) for row in self.events}

    def of(self, *types: str) -> list[tuple[Any, Any]]:
        """(row, payload) of the events with these stored names, in shard and position order."""
        wanted = set(types)
        return [(r, self.payloads[r["event_id"]]) for r in self.events if r["type"] in wanted]


@dataclass(repr=False)  # asyncio shows a task's result to itself when it ends: once was seconds
class World:
    """Everything that is compared."""

    partitions: int
    books: dict[str, Book]
    audit: dict[str, list[Any]]
    topics: dict[str, list[Message]]
    began: float


TABLES = {
    "shard": "select * from store.shard order by shard",
    "stream": "select * from store.stream",
    "consumed": "select * from store.consumed",
    "source": "select * from store.source",
    "foreign": "select digest from store.foreign_message",
    "letters": "select * from store.dead_letter",
    "relay": "select * from store.relay",
    "sent": "select * from store.relay_sent",
    "projection": "select * from store.projection",
}
READ = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname = 'read' and c.relkind in ('r', 'p') order by 1"
)
AUDIT = {
    "entry": "select * from audit.entry order by service, shard, position",
    "shard": "select * from audit.shard",
    "stream": "select * from audit.stream",
    "consumed": "select * from audit.consumed",
    "finding": "select topic, partition, kafka_offset, rule, detail from audit.finding",
    "loan": "select * from audit.loan",
}
EVENTS = "select * from store.event order by shard, position"


async def read(kafka: str, services: dict[str, str], audit: str | None, partitions: int) -> World:
    """Read it all; the tables of one database in one snapshot."""
    began = time.monotonic()
    books = {name: await _book(name, dsn) for name, dsn in services.items()}
    kept = {} if audit is None else await _tables(audit, AUDIT)
    names = [COREBANK, *(f"postloan.{name}.v1" for name in services)]
    for name in services:
        names += [f"postloan.{name}.journal.v1", f"postloan.{name}.commands.v1", f"dlq.{name}"]
        names.append(f"postloan.{name}.replies.v1")
    topics = await messages(kafka, names, partitions)
    return World(partitions, books, kept, topics, began)


async def _book(service: str, dsn: str) -> Book:
    """The service's tables, once its read tables have caught up with its events."""
    deadline = time.monotonic() + QUIET_S
    while True:
        tables = await _tables(dsn, {"event": EVENTS, **TABLES, "read": READ})
        book = Book(service, tables.pop("event"), tables)
        ends = {row["shard"]: row["position"] for row in tables["shard"] if row["position"]}
        read_to = {row["shard"]: row["position"] for row in tables["projection"]}
        behind = [s for s, at in ends.items() if read_to.get(s, 0) < at]
        if not behind or time.monotonic() > deadline:
            return book
        await asyncio.sleep(0.2)


async def _tables(dsn: str, queries: dict[str, str]) -> dict[str, list[Any]]:
    db = await asyncpg.connect(dsn)
    try:
        async with db.transaction(isolation="repeatable_read", readonly=True):
            found = {name: list(await db.fetch(sql)) for name, sql in queries.items()}
            for row in found.get("read", ()):
                name = f"read.{row['relname']}"
                found[name] = list(await db.fetch(f"select * from {name}"))
            return found
    finally:
        await db.close()


async def messages(kafka: str, topics: Sequence[str], partitions: int) -> dict[str, list[Message]]:
    """All records of these topics, by partition and offset, up to where they end now."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_bytes=FETCH_BYTES,
        fetch_max_wait_ms=20,
    )
    await consumer.start()
    try:
        places = [TopicPartition(topic, n) for topic in topics for n in range(partitions)]
        begins = await consumer.beginning_offsets(places)
        ends = await consumer.end_offsets(places)
        unread = {place for place in places if ends[place] > begins[place]}
        consumer.assign(places)
        for place in places:
            consumer.seek(place, begins[place])
        found: dict[TopicPartition, list[Message]] = {place: [] for place in places}
        while unread:
            for place, records in (await consumer.getmany(*unread, timeout_ms=1000)).items():
                found[place] += [_message(place.topic, record) for record in records]
                if records and records[-1].offset + 1 >= ends[place]:
                    unread.discard(place)
    finally:
        await consumer.stop()
    return {
        topic: [m for n in range(partitions) for m in found[TopicPartition(topic, n)]]
        for topic in topics
    }


def _message(topic: str, record: Any) -> Message:
    headers = tuple((name, value) for name, value in record.headers)
    place = topic, record.partition, record.offset
    return Message(*place, record.key, record.value, headers, dict(headers))


def by_partition(found: Iterable[Message]) -> dict[int, list[Message]]:
    """The records of each partition, in order."""
    result: dict[int, list[Message]] = {}
    for message in found:
        result.setdefault(message.partition, []).append(message)
    return result


def is_kit(stream: str) -> bool:
    """Whether a stream belongs to the machinery and not to a loan or obligor."""
    return stream.startswith(KIT)


def few(items: Sequence[object]) -> str:
    """The first of many, for a finding."""
    shown = ", ".join(str(item) for item in items[:5])
    return shown if len(items) <= 5 else f"{shown} and {len(items) - 5} more"

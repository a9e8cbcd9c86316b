"""Phrases for the suite that both stores pass: an owner that writes, and what can be seen of it.

A test module takes the fixtures over (``rig = store_cases.rig``); its tests then run twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar, NamedTuple

import asyncpg
import pytest

from services.kit import events
from services.kit.batch import Batch, ShardState
from services.kit.domain import DomainEvent
from services.kit.draft import Cause, Draft
from services.kit.memory_store import MemoryDatabase, MemoryStore
from services.kit.migrations import migrate
from services.kit.row import EventRow
from services.kit.sharding import SHARDS, shards_of
from services.kit.store import PostgresStore
from services.kit.store_protocol import Store
from tests.servers import Databases, TestPostgres, in_own_loop

SERVICE = "monitoring"
TOPIC = "corebank.loan.v1"
PARTITIONS = 4
DAY = date(2024, 3, 20)
NOON = datetime(2024, 3, 20, 4, 0, 0, 123456, tzinfo=UTC)
CAUSE = Cause(id="m-1", source="/test", correlation_id="c-1", key="C-1", actor="/test")


class Noted(DomainEvent, frozen=True, kw_only=True):
    """The only thing that happens here."""

    NAME: ClassVar[str] = "case.Noted"
    text: str


events.register([Noted])


class Place(NamedTuple):
    """Where in Kafka a record stood."""

    topic: str
    partition: int
    offset: int


@dataclass
class Rig:
    """One kind of store; ``another`` gives a further connection to the same data."""

    store: Store
    another: Callable[[], Store]

    def owner(self, partition: int = 0, store: Store | None = None) -> Writer:
        return Writer(store or self.store, partition)

    async def picture(self) -> dict[str, Any]:
        """Everything that anybody can read, without changing it."""
        store, shards = self.store, tuple(range(SHARDS))
        seen: dict[str, Any] = {
            f"offset {p}": await store.positions(TOPIC, p, shards_of(p, PARTITIONS))
            for p in range(PARTITIONS)
        }
        seen["events"] = rows = await store.pages(dict.fromkeys(shards, 0), 10_000)
        streams = sorted({row.stream for row in rows} | {"s-1", "s-2", "s-3"})
        seen["streams"] = [await store.load(streams, 0), await store.heads(streams, 0)]
        seen["agenda"] = await store.due(shards, date.max)
        seen["foreign"] = await store.taken([b"f-1", b"f-2", b"f-3"], 0)
        seen["letters"] = [
            await store.letters(stream=name, event_id=row.event_id, shard=row.shard)
            for row in rows
            for name in (*streams, None)
        ]
        seen["relay"] = await store.relay_state(shards)
        return seen


@dataclass
class Writer:
    """Writes as the owner of a partition does: claims, drafts, appends, remembers."""

    store: Store
    partition: int
    now: datetime = NOON
    offset: int = 0
    shards: dict[int, ShardState] = field(default_factory=dict)
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    sources: dict[tuple[str, int], int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    @property
    def owned(self) -> tuple[int, ...]:
        return shards_of(self.partition, PARTITIONS)

    async def claim(self) -> Writer:
        claim = await self.store.claim([TOPIC], self.partition, self.owned)
        self.shards, self.offset = dict(claim.shards), claim.next_offsets[TOPIC]
        self.sources, self.held = dict(claim.sources), dict(claim.held)
        return self

    def draft(self) -> Draft:
        return Draft(
            SERVICE, TOPIC, self.partition, self.offset, self.shards, self.heads, self.now
        )

    def batch(self, *notes: tuple[str, str], shard: int | None = None, records: int = 1) -> Batch:
        """A batch with one event per (stream, text) and nothing else yet."""
        draft = self.draft()
        at = self.owned[0] if shard is None else shard
        for stream, text in notes:
            note(draft, at, stream, text)
        return draft.finish(self.offset + records, {})

    async def append(self, batch: Batch) -> Batch:
        """Write and, when that went well, know it."""
        await self.store.append(batch)
        self.offset = batch.offset_to
        self.shards.update({move.after.shard: move.after for move in batch.shards})
        self.heads.update({move.stream: (move.version, move.head) for move in batch.streams})
        return batch

    async def write(self, *notes: tuple[str, str], shard: int | None = None) -> list[EventRow]:
        return (await self.append(self.batch(*notes, shard=shard))).events


def note(draft: Draft, shard: int, stream: str, text: str = "", on: date = DAY) -> EventRow:
    """Add one event to a draft."""
    event = Noted(loan_id=f"L-{stream}", effective_on=on, text=text)
    return draft.append_kit(shard, stream, event, CAUSE, on)


def letter(
    draft: Draft, shard: int, stream: str | None, offset: int = 0, name: str = "dead"
) -> EventRow:
    """Add a parked message of ``stream``, or a dead letter when there is none."""
    row = note(draft, shard, f"{name}-{shard}", "kept")
    draft.letter(row, stream, "rule", "detail", Place(TOPIC, 0, offset))
    return row


def texts(past: Sequence[tuple[str, int, bytes]]) -> list[str]:
    """What was noted, in order."""
    found = [events.decode(*stored) for stored in past]
    assert all(isinstance(event, Noted) for event in found)
    return [event.text for event in found if isinstance(event, Noted)]


class Ready(NamedTuple):
    """A migrated database: the service's address and a superuser's."""

    service: str
    admin: str


@pytest.fixture(scope="module")
def database(postgres: TestPostgres) -> Iterator[Ready]:
    """One database for a module's tests; making one for each would take most of their time."""
    databases = Databases(postgres)
    owner_dsn, dsn = databases.fresh(SERVICE)
    in_own_loop(migrate(owner_dsn))
    server, name = postgres.admin_dsn.rpartition("/")[0], dsn.rpartition("/")[2]
    yield Ready(dsn, f"{server}/{name}")
    databases.drop_all()


async def empty(database: Ready) -> None:
    """As after the migration. Only a superuser may silence the triggers that guard the events."""
    admin = await asyncpg.connect(database.admin)
    await admin.execute(
        "set session_replication_role = replica; delete from store.event; "
        "delete from store.stream; delete from store.consumed; delete from store.source; "
        "delete from store.foreign_message; delete from store.agenda; "
        "delete from store.dead_letter; delete from store.relay_sent; "
        "update store.shard set epoch = 0, position = 0, hlc = 0, closed_on = null, "
        "recorded_at = '1970-01-01T00:00:00Z'; update store.relay set position = 0"
    )
    await admin.close()


@pytest.fixture(params=["memory", "postgres"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """The same promises, kept in memory and by a real server."""
    if request.param == "memory":
        kept = MemoryDatabase()
        yield Rig(MemoryStore(kept), lambda: MemoryStore(kept))
        return
    ready: Ready = request.getfixturevalue("database")
    await empty(ready)
    opened: list[PostgresStore] = []

    def another() -> PostgresStore:
        opened.append(PostgresStore(lambda _: ready.service))
        return opened[-1]

    yield Rig(another(), another)
    for store in opened:
        await store.close()

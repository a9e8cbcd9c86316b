"""The event store on PostgreSQL: one database call per batch and partition.

The service's role may only read and call the functions of ``migrations/0001_store.sql``. Errors are
five: ``Stale``, ``RecordConflictError`` (the eventsourcing package's), ``DuplicateMessage``, ``Unstorable``
and ``StoreUnavailable``; after the last one the caller reads the stored position and never retries blind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.kit.batch import (
    AgendaRow,
    Batch,
    Claim,
    RelayMove,
    ShardState,
    StoreUnavailable,
    StreamPast,
)
from services.kit.pages import FIRST_PAGE, LETTERS, PAGE_BYTES, PAGES, STREAMS, Page
from services.kit.pool import CONNECT_TIMEOUT_S, open_pool
from services.kit.row import EventRow
from services.kit.store_arguments import APPEND, REFUSED, append_arguments, meaning

# Connection lost, server stopping or starting, disk full, time-outs, deadlock: what happened to a
# write is answered by reading the position, so one treatment serves all (event-store.md 3.2).
# asyncpg may raise InternalClientError after a killed backend; it is none of its PostgresErrors.
# Nothing was written either where a database is read-only (a standby after a fail-over, a host that
# protects a full disk), is being restored under its name, or ended a transaction that stood too long.
# XX000 and XX001 are not among them: a damaged page or a bug heals by no waiting, and to write on beside
# it would make it worse, so the process ends and people look.
UNAVAILABLE = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
    asyncpg.PostgresIOError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    asyncpg.InvalidCatalogNameError,
)
_LOAD = (
    "select s.stream, s.version, s.head, e.key, e.type, e.schema_version, e.payload "
    "from store.stream s cross join lateral "
    "(select * from store.event e where e.shard = s.shard and e.stream = s.stream "
    "order by e.version offset 0) e "
    "where s.stream = any($1::text[]) order by s.stream, e.version"
)
"""Stream by stream along its index. As a join it was a scan of the whole store once the book was large."""
SOON = "set_config('synchronous_commit', 'off', true)"
"""In a statement of its own or in a transaction: its commit need not wait for the disk, because what a
crash of the server takes away is done again from what is there (ADR 0022)."""


class PostgresStore:
    """``dsn_of`` maps a shard to its database; all shards of one partition must share one.

    ``unavailable`` is told of every call that got no answer, whoever made it: the owner, the relay, the
    read tables, or the look at the service that is taken when nothing else is going on.
    """

    def __init__(
        self, dsn_of: Callable[[int], str], unavailable: Callable[[], None] = lambda: None
    ) -> None:
        self._dsn_of = dsn_of
        self._unavailable = unavailable
        self._pools: dict[str, asyncpg.Pool[asyncpg.Record]] = {}
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Close all connections."""
        pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            await pool.close()

    def together(self, shards: Sequence[int]) -> list[list[int]]:
        """These shards, grouped by the database they lie in."""
        groups: dict[str, list[int]] = {}
        for shard in shards:
            groups.setdefault(self._dsn_of(shard), []).append(shard)
        return list(groups.values())

    @asynccontextmanager
    async def connection(self, shard: int = 0) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
        """A connection to the shard's database; every failure to talk is ``StoreUnavailable``."""
        try:
            async with (await self._pool(self._dsn_of(shard))).acquire(
                timeout=CONNECT_TIMEOUT_S
            ) as connection:
                yield connection
        except UNAVAILABLE as lost:
            self._unavailable()
            raise StoreUnavailable(f"{type(lost).__name__}: {lost}") from lost

    async def _pool(self, dsn: str) -> asyncpg.Pool[asyncpg.Record]:
        async with self._opening:
            pool = self._pools.get(dsn)
            if pool is None:
                pool = await open_pool(dsn, "postloan", {"jit": "off"})
                self._pools[dsn] = pool
            return pool

    # -- owning ---------------------------------------------------------------------------------

    async def claim(self, topics: Sequence[str], partition: int, shards: Sequence[int]) -> Claim:
        """Become the owner of a partition's shards; whoever held them is fenced from now on."""
        async with self.connection(shards[0]) as db, db.transaction():
            owned = await db.fetch(
                "select * from store.claim($1, $2, $3)", list(shards), list(topics), partition
            )
            consumed = await db.fetch(
                "select topic, next_offset from store.consumed where partition = $1", partition
            )
            sources = await db.fetch(
                "select topic, shard, position from store.source where shard = any($1::smallint[])",
                list(shards),
            )
            held = await db.fetch(
                "select stream, count(*) as parked from store.dead_letter where open "
                "and stream is not null and shard = any($1::smallint[]) group by stream",
                list(shards),
            )
        return Claim(
            shards={row["shard"]: ShardState(**dict(row)) for row in owned},
            next_offsets={row["topic"]: row["next_offset"] for row in consumed},
            sources={(row["topic"], row["shard"]): row["position"] for row in sources},
            held={row["stream"]: row["parked"] for row in held},
        )

    async def positions(
        self, topic: str, partition: int, shards: Sequence[int]
    ) -> tuple[int, dict[int, ShardState]]:
        """The stored next offset and shard states: resolves an unknown commit."""
        async with self.connection(shards[0]) as db:
            offset = await db.fetchval(
                "select next_offset from store.consumed where topic = $1 and partition = $2",
                topic,
                partition,
            )
            rows = await db.fetch(
                "select * from store.shard where shard = any($1::smallint[])", list(shards)
            )
        return int(offset or 0), {row["shard"]: ShardState(**dict(row)) for row in rows}

    # -- reading --------------------------------------------------------------------------------

    async def load(self, streams: Sequence[str], shard: int) -> dict[str, StreamPast]:
        """The past of the streams that exist, in one round trip."""
        if not streams:
            return {}
        async with self.connection(shard) as db:
            rows = await db.fetch(_LOAD, list(streams))
        past: dict[str, StreamPast] = {}
        for stream, version, head, key, name, schema_version, payload in rows:
            found = past.get(stream)
            if found is None:
                found = past[stream] = StreamPast(version, head, key, [])
            found.events.append((name, schema_version, payload))
        return past

    async def heads(self, streams: Sequence[str], shard: int) -> dict[str, tuple[int, bytes]]:
        """Version and chain head of streams whose events need not be read."""
        async with self.connection(shard) as db:
            rows = await db.fetch(
                "select stream, version, head from store.stream where stream = any($1::text[])",
                list(streams),
            )
        return {row["stream"]: (row["version"], row["head"]) for row in rows}

    async def streams(self, shards: Sequence[int]) -> list[tuple[int, str]]:
        """Every stream of these shards, in order of shard and name."""
        async with self.connection(shards[0]) as db:
            rows = await db.fetch(STREAMS, list(shards))
        return [(row["shard"], row["stream"]) for row in rows]

    async def due(self, shards: Sequence[int], on: date) -> list[AgendaRow]:
        """Agenda rows of these shards that are due on or before the day, in order of their dates."""
        async with self.connection(shards[0]) as db:
            rows = await db.fetch(
                "select shard, due_on, stream, reason from store.agenda "
                "where shard = any($1::smallint[]) and due_on <= $2 order by due_on, stream, reason",
                list(shards),
                on,
            )
        return [AgendaRow(*row) for row in rows]

    async def taken(self, digests: Iterable[bytes], shard: int) -> set[bytes]:
        """Which of these foreign messages were taken before."""
        async with self.connection(shard) as db:
            rows = await db.fetch(
                "select digest from store.foreign_message where digest = any($1::bytea[])",
                list(digests),
            )
        return {row["digest"] for row in rows}

    async def letters(
        self, *, stream: str | None, event_id: UUID | None, shard: int, page: Page = FIRST_PAGE
    ) -> list[EventRow]:
        """The open parked messages of a stream, or one open dead letter: see ``Store``."""
        async with self.connection(shard) as db:
            rows = await db.fetch(LETTERS, shard, stream, event_id, *page)
        return [row_of(row) for row in rows]

    async def page(self, shard: int, after: int, limit: int) -> list[EventRow]:
        """Events of a shard after a position, in position order."""
        return await self.pages({shard: after}, limit)

    async def pages(
        self, after: dict[int, int], limit: int, bytes_max: int = PAGE_BYTES
    ) -> list[EventRow]:
        """Events of several shards, each after its position: see ``Store``."""
        async with self.connection(next(iter(after))) as db:
            rows = await db.fetch(PAGES, list(after), list(after.values()), limit, bytes_max)
        return [row_of(row) for row in rows]

    # -- writing --------------------------------------------------------------------------------

    async def append(self, batch: Batch) -> None:
        """Write a batch: all or nothing."""
        shard = batch.shards[0].before.shard if batch.shards else batch.partition
        async with self.connection(shard) as db:
            try:
                await db.execute(APPEND, *append_arguments(batch))
            except REFUSED as refused:
                raise meaning(refused) from refused

    async def relay_state(self, shards: Sequence[int]) -> dict[int, tuple[int, dict[str, int]]]:
        """Per shard: the relay's cursor and the last position sent to each topic."""
        async with self.connection(shards[0]) as db:
            cursors = await db.fetch(
                "select shard, position from store.relay where shard = any($1::smallint[])",
                list(shards),
            )
            sent = await db.fetch(
                "select shard, topic, position from store.relay_sent "
                "where shard = any($1::smallint[])",
                list(shards),
            )
        state: dict[int, tuple[int, dict[str, int]]] = {
            row["shard"]: (row["position"], {}) for row in cursors
        }
        for row in sent:
            state[row["shard"]][1][row["topic"]] = row["position"]
        return state

    async def relay_move(self, moves: Sequence[RelayMove]) -> None:
        """Move the relay's cursors; ``Stale`` when another owner has taken over."""
        sent = [(move.shard, topic, at) for move in moves for topic, at in move.sent.items()]
        columns = [list(column) for column in zip(*sent, strict=True)] if sent else [[], [], []]
        async with self.connection(moves[0].shard) as db:
            try:
                await db.execute(
                    f"select {SOON}, store.relay_move($1, $2, $3, $4, $5, $6, $7)",
                    [move.shard for move in moves],
                    [move.epoch for move in moves],
                    [move.before for move in moves],
                    [move.after for move in moves],
                    *columns,
                )
            except REFUSED as refused:
                raise meaning(refused) from refused


def row_of(record: Any) -> EventRow:
    """The event of a database record with all columns."""
    return EventRow(**dict(record))

"""The journal in PostgreSQL: one database call per batch, through ``audit.append`` alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
import msgspec
import structlog

from services.audit import copied
from services.audit.findings import Finding
from services.audit.journal import Arrived, Checked, Known, ShardEnd, StreamEnd, cause_of, raw
from services.kit.batch import Stale, StoreUnavailable
from services.kit.pool import CONNECT_TIMEOUT_S, open_pool
from services.kit.row import COLUMNS
from services.kit.store import SOON, UNAVAILABLE
from services.kit.store_arguments import REFUSED, unstorable

T = TypeVar("T")
log = structlog.get_logger()

PATIENCE_S = 240.0  # below Kafka's max_poll_interval: give the partition up rather than hang
DELAY_FIRST_S = 0.05
DELAY_MAX_S = 2.0
_ARGUMENTS = 46
_APPEND = f"select {SOON}, audit.append({', '.join(f'${n}' for n in range(1, _ARGUMENTS + 1))})"
_MOVED = ("PL001", "PL002")
_STREAMS = (
    "select stream, version, head, key from audit.stream where service = $1 and stream = any($2)"
)
_LINKS = (
    "select event_id, link from audit.entry "
    "where shard = any($1::smallint[]) and event_id = any($2)"
)
_STORED = (
    "select e.shard, e.position, e.link from unnest($2::smallint[], $3::bigint[]) as w (shard, position) "
    "cross join lateral (select * from audit.entry e where e.shard = w.shard and e.service = $1 "
    "and e.position = w.position limit 1) e"
)


class JournalStore:
    """The audit database as the service's own role sees it.

    ``unavailable`` is told of every call that got no answer, whoever made it.
    """

    def __init__(self, dsn: str, unavailable: Callable[[], None] = lambda: None) -> None:
        self._dsn = dsn
        self._unavailable = unavailable
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Close all connections."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """A connection; every failure to talk is ``StoreUnavailable``."""
        try:
            async with (await self._opened()).acquire(timeout=CONNECT_TIMEOUT_S) as connection:
                yield connection
        except UNAVAILABLE as lost:
            self._unavailable()
            raise StoreUnavailable(f"{type(lost).__name__}: {lost}") from lost

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Any]:
        """A connection on which all reads see one moment."""
        async with (
            self.connection() as db,
            db.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield db

    async def _opened(self) -> asyncpg.Pool[asyncpg.Record]:
        async with self._opening:
            if self._pool is None:
                self._pool = await open_pool(self._dsn, "postloan-audit", copied.SESSION)
            return self._pool

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Repeat a read until the database answers; gives up after ``PATIENCE_S``."""
        delay, deadline = DELAY_FIRST_S, asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            try:
                return await ask()
            except StoreUnavailable as lost:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                log.warning("store unavailable", reason=str(lost), retry_in_s=delay)
                await asyncio.sleep(delay)
                delay = min(delay * 2, DELAY_MAX_S)

    # -- reading a partition's place ------------------------------------------------------------

    async def claim(
        self, topic: str, partition: int, service: str, shards: Sequence[int]
    ) -> tuple[int, dict[int, ShardEnd]]:
        """The next offset of a partition and how far its shards have arrived."""
        async with self.connection() as db:
            offset = await db.fetchval("select audit.claim($1, $2)", topic, partition)
            rows = await db.fetch(
                "select shard, position, hlc, recorded_at from audit.shard "
                "where service = $1 and shard = any($2::smallint[])",
                service,
                list(shards),
            )
        return offset, {
            row["shard"]: ShardEnd(row["position"], row["hlc"], row["recorded_at"]) for row in rows
        }

    async def next_offset(self, topic: str, partition: int) -> int:
        """The stored offset: resolves an unknown commit."""
        async with self.connection() as db:
            offset: int = await db.fetchval(
                "select next_offset from audit.consumed where topic = $1 and partition = $2",
                topic,
                partition,
            )
        return offset

    async def known(
        self,
        service: str,
        carried: Sequence[int],
        arrived: Iterable[Arrived],
        shards: dict[int, ShardEnd],
        streams: dict[str, StreamEnd],
    ) -> Known:
        """What the checks of these records need besides the ``shards`` and ``streams`` known.

        ``carried``: the shards of the partition, in one of which every cause lies.
        """
        rows = [one.row for one in arrived if one.row is not None and one.service == service]
        named = {row.stream for row in rows}
        ends = {stream: streams[stream] for stream in named & streams.keys()}
        last = {shard: end.position for shard, end in shards.items()}
        again = [row for row in rows if row.position <= last.get(row.shard, 0)]
        ids = {row.event_id for row in rows if row.position > last.get(row.shard, 0)}
        ids |= {cause for row in rows if (cause := cause_of(row)) is not None}
        unknown = list(named - streams.keys())
        async with self.connection() as db:
            for row in await db.fetch(_STREAMS, service, unknown) if unknown else ():
                ends[row["stream"]] = StreamEnd(row["version"], row["head"], row["key"])
            links = await db.fetch(_LINKS, list(carried), list(ids))
            places = [row.shard for row in again], [row.position for row in again]
            stored = await db.fetch(_STORED, service, *places) if again else ()
        return Known(
            shards=shards,
            streams=ends,
            links={row["event_id"]: row["link"] for row in links},
            stored={(row["shard"], row["position"]): row["link"] for row in stored},
        )

    # -- writing --------------------------------------------------------------------------------

    async def append(
        self, topic: str, partition: int, service: str, offset: int, checked: Checked, known: Known
    ) -> None:
        """Write a checked batch; ``Stale`` when somebody else has, ``Unstorable`` for its values."""
        arguments = [
            topic,
            partition,
            offset,
            checked.offset_to,
            service,
            *_shard_columns(checked, known),
            *_stream_columns(checked, known),
            *[[getattr(row, column) for row in checked.entries] for column in COLUMNS],
            *_finding_columns(topic, partition, checked),
        ]
        async with self.connection() as db:
            try:
                await db.execute(_APPEND, *arguments)
            except REFUSED as refused:
                if getattr(refused, "sqlstate", None) in _MOVED:
                    raise Stale(str(refused)) from refused
                raise unstorable(refused) or refused from refused


def _shard_columns(checked: Checked, known: Known) -> list[list[Any]]:
    ends = sorted(checked.shards.items())
    before = [known.shards[shard].position if shard in known.shards else 0 for shard, _ in ends]
    return [
        [shard for shard, _ in ends],
        before,
        [end.position for _, end in ends],
        [end.hlc for _, end in ends],
        [end.recorded_at for _, end in ends],
    ]


def _stream_columns(checked: Checked, known: Known) -> list[list[Any]]:
    shard_of = {row.stream: row.shard for row in checked.entries}
    ends = sorted(checked.streams.items())
    return [
        [stream for stream, _ in ends],
        [shard_of[stream] for stream, _ in ends],
        [end.key for _, end in ends],
        [known.streams[stream].version if stream in known.streams else 0 for stream, _ in ends],
        [end.version for _, end in ends],
        [end.head for _, end in ends],
    ]


def _finding_columns(topic: str, partition: int, checked: Checked) -> list[list[Any]]:
    found, broken = checked.finding, checked.broken
    if found is None or broken is None:
        return [[] for _ in range(10)]
    record = msgspec.json.encode(raw(topic, partition, broken.record))
    return [
        [value]
        for value in (
            broken.record.offset,
            found.rule,
            found.detail.replace("\0", " "),
            found.shard,
            found.position,
            found.stream,
            found.version,
            found.loan_id,
            found.event_id,
            record,
        )
    ]


async def findings(db: Any) -> list[Finding]:
    """Everything found on arrival."""
    rows = await db.fetch(
        "select rule, detail, service, shard, position, stream, version, loan_id, event_id "
        "from audit.finding order by found_at, topic, partition"
    )
    return [Finding(where="arrival", **dict(row)) for row in rows]

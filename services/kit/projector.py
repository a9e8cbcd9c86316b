"""Keeps read tables in step with the event table: page, tables and cursor in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import structlog

from services.kit import events
from services.kit.batch import StoreUnavailable
from services.kit.domain import DomainEvent
from services.kit.row import COLUMNS, EventRow
from services.kit.sharding import SHARDS
from services.kit.store import PostgresStore, row_of

log = structlog.get_logger()

PAGE = 5_000
IDLE_S = 0.5

Project = Callable[[Any, Sequence[tuple[EventRow, DomainEvent]]], Awaitable[None]]

_BEHIND = (
    "select s.shard from store.shard s left join store.projection p "
    "on p.shard = s.shard and p.name = $1 "
    "where s.shard = any($2::smallint[]) and s.position > coalesce(p.position, 0) order by 1"
)
_CURSOR = "select position from store.projection where name = $1 and shard = $2 for update"
_END = "select least(position, $2::bigint) from store.shard where shard = $1"
_PAGE = (
    f"select {', '.join(COLUMNS)} from store.event "  # noqa: S608
    "where shard = $1 and position > $2 and position <= $3 and type = any($4) order by position"
)


class Projector:
    """One projection of one service. ``name`` carries its version: a new name starts from zero.

    ``kinds`` are the events that the tables are made of; the others are not even read.
    """

    def __init__(
        self,
        store: PostgresStore,
        name: str,
        project: Project,
        kinds: Iterable[type[DomainEvent]],
    ) -> None:
        self.store = store
        self.name = name
        self._project = project
        self._kinds = [kind.NAME for kind in kinds]

    async def run(self, shards: Callable[[], Sequence[int]]) -> None:
        """Follow these shards until cancelled."""
        while True:
            more = False
            try:
                for group in self.store.together(shards()):
                    for shard in await self._behind(group):
                        more |= await self.step(shard) == PAGE
            except StoreUnavailable as lost:
                log.warning("projection waits", projection=self.name, reason=str(lost))
            if not more:
                await asyncio.sleep(IDLE_S)

    async def catch_up(self) -> None:
        """Bring all shards up to date."""
        for shard in range(SHARDS):
            while await self.step(shard):
                pass

    async def _behind(self, shards: Sequence[int]) -> list[int]:
        """Those of these shards, all in one database, that hold events not projected yet."""
        async with self.store.connection(shards[0]) as db:
            return [row["shard"] for row in await db.fetch(_BEHIND, self.name, list(shards))]

    async def step(self, shard: int) -> int:
        """Project one page; returns by how many positions the cursor has moved."""
        async with self.store.connection(shard) as db, db.transaction():
            await db.execute(
                "insert into store.projection (name, shard, position) values ($1, $2, 0) "
                "on conflict do nothing",
                self.name,
                shard,
            )
            position: int = await db.fetchval(_CURSOR, self.name, shard)
            end: int = await db.fetchval(_END, shard, position + PAGE)
            if end == position:
                return 0
            found = await db.fetch(_PAGE, shard, position, end, self._kinds)
            if found:
                rows = [row_of(record) for record in found]
                await self._project(
                    db, [(r, events.decode(r.type, r.schema_version, r.payload)) for r in rows]
                )
            await db.execute(
                "update store.projection set position = $3 where name = $1 and shard = $2",
                self.name,
                shard,
                end,
            )
        return end - position

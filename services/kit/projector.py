"""Keeps read tables in step with the event table: page, tables and cursor in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from services.kit import events
from services.kit.batch import StoreUnavailable
from services.kit.domain import DomainEvent
from services.kit.row import EventRow
from services.kit.sharding import SHARDS
from services.kit.store import PostgresStore

log = structlog.get_logger()

PAGE = 1_000
IDLE_S = 0.5

Project = Callable[[Any, Sequence[tuple[EventRow, DomainEvent]]], Awaitable[None]]


class Projector:
    """One projection of one service. ``name`` carries its version: a new name starts from zero."""

    def __init__(self, store: PostgresStore, name: str, project: Project) -> None:
        self.store = store
        self.name = name
        self._project = project

    async def run(self, shards: Callable[[], Sequence[int]]) -> None:
        """Follow these shards until cancelled."""
        while True:
            moved = 0
            try:
                for shard in shards():
                    moved += await self.step(shard)
            except StoreUnavailable as lost:
                log.warning("projection waits", projection=self.name, reason=str(lost))
            if not moved:
                await asyncio.sleep(IDLE_S)

    async def catch_up(self) -> None:
        """Bring all shards up to date."""
        for shard in range(SHARDS):
            while await self.step(shard):
                pass

    async def step(self, shard: int) -> int:
        """Project one page; returns how many events it held."""
        async with self.store.connection(shard) as db, db.transaction():
            await db.execute(
                "insert into store.projection (name, shard, position) values ($1, $2, 0) "
                "on conflict do nothing",
                self.name,
                shard,
            )
            position = await db.fetchval(
                "select position from store.projection where name = $1 and shard = $2 for update",
                self.name,
                shard,
            )
            rows = await self.store.page(shard, position, PAGE)
            if not rows:
                return 0
            await self._project(
                db, [(r, events.decode(r.type, r.schema_version, r.payload)) for r in rows]
            )
            await db.execute(
                "update store.projection set position = $3 where name = $1 and shard = $2",
                self.name,
                shard,
                rows[-1].position,
            )
        return len(rows)

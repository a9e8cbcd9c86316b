"""Keeps read tables in step with the event table: page, tables and cursor in one transaction.

An event that can't be taken stops its shard's read tables, and nothing else: what came before it is
taken, it is never skipped, it is named once, and it is tried again at growing intervals until the
code, or the table, is mended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import asyncpg
import structlog

from services.kit import events
from services.kit.batch import StoreUnavailable
from services.kit.domain import DomainEvent
from services.kit.row import COLUMNS, EventRow
from services.kit.sharding import SHARDS
from services.kit.store import SOON, UNAVAILABLE, PostgresStore, row_of

log = structlog.get_logger()

PAGE = 5_000
IDLE_S = 0.5
AGAIN_S: Final = (
    1.0  # the first pause before what stands still is tried again; each is twice as long
)
AGAIN_MOST_S: Final = 60.0

Project = Callable[[Any, Sequence[tuple[EventRow, DomainEvent]]], Awaitable[None]]

_BEHIND = (
    "select s.shard, coalesce(p.position, 0) as position, s.position as stored "
    "from store.shard s left join store.projection p on p.shard = s.shard and p.name = $1 "
    "where s.shard = any($2::smallint[]) order by 1"
)
_BEGUN = (
    f"with begun as (select {SOON}) "  # noqa: S608
    "insert into store.projection (name, shard, position) select $1, u.shard, 0 "
    "from unnest($2::smallint[]) as u (shard), begun on conflict do nothing"
)
_ENDS = (
    "select p.shard, p.position, least(s.position, p.position + $3) as until "
    "from store.projection p join store.shard s using (shard) "
    "where p.name = $1 and p.shard = any($2::smallint[]) order by p.shard for update of p"
)
_PAGES = (
    f"select {', '.join(f'e.{column}' for column in COLUMNS)} "  # noqa: S608
    "from unnest($1::smallint[], $2::bigint[], $3::bigint[]) as w (shard, after, until) cross join lateral "
    "(select * from store.event e where e.shard = w.shard and e.position > w.after "
    "and e.position <= w.until order by e.position limit $5) e "
    "where e.type = any($4) order by e.shard, e.position"
)
"""Shard by shard along its index, so many at most: else a large book was read as a whole for a page."""
_MOVE = (
    "update store.projection p set position = w.until "
    "from unnest($2::smallint[], $3::bigint[]) as w (shard, until) "
    "where p.name = $1 and p.shard = w.shard"
)


class Unprojectable(Exception):
    """These events of one page can't be taken into the read tables; its cause says why."""

    def __init__(self, rows: Sequence[EventRow], after: int) -> None:
        super().__init__(f"{len(rows)} events after position {after}")
        self.rows = rows
        self.half = rows[max(len(rows) // 2 - 1, 0)].position - after
        """By how many positions to go on, to take half of them."""


class Standstill(NamedTuple):
    """Where and why one shard's read tables stand still; ``again_at`` by the event loop's clock."""

    position: int
    reason: str
    tries: int
    again_at: float


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
        self.stopped: dict[int, Standstill] = {}
        self.reached: dict[int, int] = {}  # by shard, the last position that is taken

    async def run(self, shards: Callable[[], Sequence[int]]) -> None:
        """Follow these shards until cancelled. No failure of a projection ends it."""
        while True:
            more, owned = False, shards()
            for lost in self.stopped.keys() - set(owned):
                del self.stopped[lost]  # another process has them, and says so
            for group in self.store.together(owned):
                try:
                    more |= await self._round(group)
                except StoreUnavailable as away:
                    log.warning("projection waits", projection=self.name, reason=str(away))
            if not more:
                await asyncio.sleep(IDLE_S)

    async def _round(self, group: Sequence[int]) -> bool:
        """A page of what is behind; returns whether there is more to take at once.

        All shards together, and each alone when that fails, so that one can't stop the others.
        """
        try:
            behind = await self._behind(group)
        except StoreUnavailable:
            raise
        except asyncpg.PostgresError as failure:  # a right that was taken away
            for shard in group:
                self._stop(shard, None, failure)
            return False
        for shard in set(group) - behind:
            self._go_on(shard)
        if behind and not self.stopped.keys() & behind:
            try:
                limit = max(PAGE // len(behind), 1)
                moved = await self.step(sorted(behind), limit)
                return limit in moved.values()
            except Unprojectable:
                pass  # each alone finds out which
            except asyncpg.PostgresError as failure:
                log.debug("projection takes each shard alone", reason=str(failure))
        return await self._each_alone(behind)

    async def _each_alone(self, behind: set[int]) -> bool:
        more, now = False, asyncio.get_running_loop().time()
        for shard in sorted(behind):
            still = self.stopped.get(shard)
            if still is None or now >= still.again_at:
                more |= await self._try(shard)
        return more

    async def _try(self, shard: int) -> bool:
        """One page, or what of it can be taken: halved until the event that can't stands alone."""
        still = self.stopped.get(shard)
        limit = PAGE if still is None else max(1, still.position - self.reached.get(shard, 0))
        while True:
            try:
                moved = (await self.step([shard], limit))[shard]
            except StoreUnavailable:
                raise
            except Unprojectable as failed:
                if len(failed.rows) > 1:
                    limit = failed.half
                    continue
                self._stop(shard, failed.rows[0], failed.__cause__ or failed)
                return False
            except asyncpg.PostgresError as failure:  # not one event's fault
                self._stop(shard, None, failure)
                return False
            if still is None or self.reached[shard] >= still.position:
                self._go_on(shard)
            return moved == limit

    def _stop(self, shard: int, row: EventRow | None, failure: BaseException) -> None:
        """Stand still; said once, however often it is tried."""
        first_line = next(
            iter(str(failure).splitlines()), ""
        )  # a database's next ones hold values
        what = f"{type(failure).__name__}: {first_line}"
        if row is None:
            position, named = self.reached.get(shard, 0) + 1, {}
            reason = f"shard {shard}: {what}"
        else:
            position = row.position
            reason = f"shard {shard}: position {position} ({row.type}): {what}"
            named = {"event_id": str(row.event_id), "type": row.type, "stream": row.stream}
            named["loan_id"] = row.loan_id
        before = self.stopped.get(shard)
        new = before is None or (before.position, before.reason) != (position, reason)
        tries = 0 if before is None or new else before.tries + 1
        pause = min(AGAIN_S * 2.0 ** min(tries, 16), AGAIN_MOST_S)
        again_at = asyncio.get_running_loop().time() + pause
        self.stopped[shard] = Standstill(position, reason, tries, again_at)
        if new:
            log.critical(
                "projection stopped",
                projection=self.name,
                shard=shard,
                position=position,
                reason=reason,
                **named,
                exc_info=failure,
            )

    def _go_on(self, shard: int) -> None:
        """What stood still has been taken."""
        if self.stopped.pop(shard, None) is not None:
            log.info("projection goes on", projection=self.name, shard=shard)

    async def catch_up(self) -> None:
        """Bring all shards up to date."""
        for shard in range(SHARDS):
            while (await self.step([shard]))[shard]:
                pass

    async def _behind(self, shards: Sequence[int]) -> set[int]:
        """Those of these shards, all in one database, that hold events not projected yet."""
        async with self.store.connection(shards[0]) as db:
            rows = await db.fetch(_BEHIND, self.name, list(shards))
        self.reached.update({row["shard"]: row["position"] for row in rows})
        return {row["shard"] for row in rows if row["stored"] > row["position"]}

    async def step(self, shards: Sequence[int], limit: int = PAGE) -> dict[int, int]:
        """Project at most ``limit`` positions of each of these shards, which lie in one database.

        Returns by how many each cursor has moved. ``Unprojectable`` when an event can't be taken;
        nothing is, then.
        """
        async with self.store.connection(shards[0]) as db, db.transaction():
            await db.execute(_BEGUN, self.name, list(shards))
            ends = await db.fetch(_ENDS, self.name, list(shards), limit)
            places = [list(column) for column in zip(*ends, strict=True)]
            found = await db.fetch(_PAGES, *places, self._kinds, limit)
            if found:
                await self._take(db, [row_of(record) for record in found], ends[0]["position"])
            await db.execute(_MOVE, self.name, places[0], places[2])
        self.reached.update({end["shard"]: end["until"] for end in ends})
        return {end["shard"]: end["until"] - end["position"] for end in ends}

    async def _take(self, db: Any, rows: Sequence[EventRow], after: int) -> None:
        try:
            await self._project(
                db, [(r, events.decode(r.type, r.schema_version, r.payload)) for r in rows]
            )
        except UNAVAILABLE:
            raise
        except Exception as failure:
            raise Unprojectable(rows, after) from failure

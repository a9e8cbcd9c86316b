"""A service's database in simulation: the kit's own store in memory behind a line that fails.

A call may stay unanswered before or after it was done; a write may be done seconds after its caller
has given up or died (a server goes on with a statement it has begun); the server may be away; the
process may die before or after any call. A watch notes who writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from random import Random
from typing import Any

from eventsourcing.persistence import RecordConflictError

from services.kit.batch import Batch, DuplicateMessage, ShardMove, Stale, StoreUnavailable
from services.kit.memory_store import MemoryDatabase, MemoryStore, Step
from tests.simulation.chances import Chances
from tests.simulation.loop import WORLD, Life, SimulatedLoop
from tests.simulation.trace import Trace

WRITES = frozenset({"append", "claim", "relay_move"})
AFTER_A_WRITE = Step("after", "append")
"""When it moved no offset, a piece of a closed day is written and the rest of the day is not."""
LATE = frozenset({"append", "relay_move"})
"""Single statements. A claim is a transaction of several: without its caller it is rolled back."""


Taken = tuple[str, int, int, dict[int, date | None]]
"""After a write: topic, partition and offset it reaches, and the day each shard has closed."""


class Died(BaseException):
    """The process ends at this very point."""


@dataclass
class Database:
    """What is stored, how it answers, and what was seen of its writers."""

    name: str
    loop: SimulatedLoop
    random: Random
    chances: Chances
    trace: Trace
    memory: MemoryDatabase = field(default_factory=MemoryDatabase)
    down_until: float = 0.0
    restarts: int = 0
    over: bool = False
    claimed_by: dict[int, str] = field(default_factory=dict)
    intruders: list[str] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)
    fenced: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    closes: list[ShardMove] = field(default_factory=list)
    closed_by: dict[int, str] = field(default_factory=dict)
    """By shard: the process that closed its last day."""
    hidden: tuple[int, int] | None = None
    editions: dict[int, Mapping[str, date]] = field(default_factory=dict)

    def look(self) -> MemoryStore:
        """The data, read without any trouble."""
        return MemoryStore(self.memory)

    def restart(self, seconds: float) -> None:
        """All calls under way are cut off; nobody answers for a while."""
        self.restarts += 1
        self.down_until = self.loop.time() + seconds
        self.trace.step(f"{self.name}: database down for {seconds:.1f} s")


class Line:
    """One process's connection: the store protocol, call by call."""

    def __init__(self, database: Database, life: Life) -> None:
        self.database = database
        self.life = life

    async def close(self) -> None:
        """Nothing is held open."""

    def __getattr__(self, call: str) -> Callable[..., Any]:
        if call.startswith("_"):
            raise AttributeError(call)
        return partial(self._call, call)

    async def _call(self, call: str, *args: Any, **named: Any) -> Any:
        database = self.database
        if database.over:
            raise asyncio.CancelledError
        restarts = database.restarts
        store = MemoryStore(database.memory, partial(self._step, call, args, False))
        try:
            await database.chances.wait(database.random)
            if call in LATE and database.random.random() < database.chances.commit_late:
                self._do_later(call, args, named)
                raise StoreUnavailable(f"{call}: no answer in time")
            self._check(call, restarts)
            answer = await getattr(store, call)(*args, **named)
            if call in WRITES:
                await database.chances.wait(database.random)
            self._check(call, restarts)
        except Died:
            self.life.kill()
            await asyncio.sleep(0)
            raise AssertionError("the dead do not go on") from None
        except Stale as stale:
            if call == "append":
                database.fenced.append(f"{self.life.name}: {stale}")
            database.trace.step(f"{database.name}: {call} is stale", self.life.name)
            raise
        if call == "pages" and database.hidden is not None:
            answer = [row for row in answer if (row.shard, row.position) != database.hidden]
        return answer

    def _check(self, call: str, restarts: int) -> None:
        database = self.database
        if database.restarts != restarts or database.loop.time() < database.down_until:
            raise StoreUnavailable(f"{call}: the server went away")

    def _do_later(self, call: str, args: Any, named: Any) -> None:
        """The statement has begun on the server; its caller hears nothing of it."""
        database = self.database
        store = MemoryStore(database.memory, partial(self._step, call, args, True))

        async def land() -> None:
            await asyncio.sleep(database.random.random() * 5)
            try:
                await getattr(store, call)(*args, **named)
                database.trace.step(f"{database.name}: late {call} is done", "database")
            except (Stale, StoreUnavailable, RecordConflictError, DuplicateMessage) as refused:
                why = type(refused).__name__
                database.trace.step(f"{database.name}: late {call}: {why}", "database")
            except Died:
                return

        database.loop.create_task(land(), context=WORLD.copy())

    # -- points of a call -----------------------------------------------------------------------

    def _step(self, call: str, args: Any, late: bool, step: Step) -> None:
        """Told by the store in memory: just before a call, just after a commit."""
        database = self.database
        chances, random = database.chances, database.random
        if step.moment == "after":
            self._watch(call, args, late)
        death = chances.death_before if step.moment == "before" else chances.death_after
        where = ""
        if step == AFTER_A_WRITE and args[0].offset_to == args[0].offset_from:
            death, where = max(death, chances.death_in_day), "in a day"
        if random.random() < death and not self.life.dead:
            database.trace.step(
                f"{database.name}: dies {where or f'{step.moment} {call}'}", self.life.name
            )
            raise Died
        lost = chances.store_silent if step.moment == "before" else chances.commit_lost
        if random.random() < lost:
            database.trace.step(f"{database.name}: {call} lost {step.moment}", self.life.name)
            raise StoreUnavailable(f"{call}: the line was cut {step.moment} it was done")

    def _watch(self, call: str, args: Any, late: bool) -> None:
        database, who = self.database, self.life.name
        if call == "claim":
            _, partition, _ = args
            database.claimed_by[partition] = who
            database.trace.step(f"{database.name}: claims {partition}", who)
        elif call == "append":
            batch: Batch = args[0]
            database.trace.step(
                f"{database.name}: {batch.topic}/{batch.partition} {batch.offset_from}.."
                f"{batch.offset_to} written, {len(batch.events)} events",
                who,
            )
            shards = database.memory.tables.shards
            closed = {shard: state.closed_on for shard, state in shards.items()}
            database.taken.append((batch.topic, batch.partition, batch.offset_to, closed))
            closes = [m for m in batch.shards if m.before.closed_on != m.after.closed_on]
            database.closes += closes
            database.closed_by.update((move.after.shard, who) for move in closes)
            if self.life.has_handed_over and not late:
                database.afterwards.append(f"{who} wrote {batch.topic}/{batch.partition}")
            owner = database.claimed_by.get(batch.partition)
            if owner != who:
                database.intruders.append(
                    f"{who} wrote {batch.topic}/{batch.partition} "
                    f"{batch.offset_from}..{batch.offset_to} which {owner} has claimed"
                )

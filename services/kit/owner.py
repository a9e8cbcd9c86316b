"""The owner of one partition: the only writer of its shards' streams while its epoch stands.

Holds what it knows (positions, live states, parked streams), takes records in turns and writes each
turn's batch. The stored position is the truth: it decides after an unknown commit, after a rebalance
and on start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import TypeVar

import structlog
from aiokafka import TopicPartition
from eventsourcing.persistence import RecordConflictError

from contracts.errors import ContractError, shown
from services.kit import kit_events
from services.kit.batch import (
    Batch,
    DuplicateMessage,
    ShardState,
    Stale,
    StoreUnavailable,
    Unstorable,
)
from services.kit.clock import Clock
from services.kit.definition import Service
from services.kit.draft import Live
from services.kit.halts import Stops
from services.kit.incoming import Record
from services.kit.reach import DAYS_AHEAD
from services.kit.row import EventRow
from services.kit.sharding import shards_of
from services.kit.store_protocol import Store
from services.kit.telemetry import Telemetry
from services.kit.turn import Turn

T = TypeVar("T")
log = structlog.get_logger()

PATIENCE_S = 240.0  # below Kafka's max_poll_interval: give the partition up rather than hang
DELAY_FIRST_S = 0.05
DELAY_MAX_S = 2.0
CONFLICTS_MAX = 3


class Owner:
    """One claimed partition of one service."""

    def __init__(
        self,
        service: Service,
        store: Store,
        partition: int,
        partitions: int,
        clock: Clock,
        telemetry: Telemetry,
        streams_max: int,
        days_ahead: int = DAYS_AHEAD,
    ) -> None:
        self.service = service
        self.store = store
        self.partition = partition
        self.partitions = partitions
        self.clock = clock
        self.telemetry = telemetry
        self.streams_max = streams_max
        self.days_ahead = days_ahead
        self.owned = shards_of(partition, partitions)
        self.shards: dict[int, ShardState] = {}
        self.next_offsets: dict[str, int] = {}
        self.sources: dict[tuple[str, int], int] = {}
        self.held: dict[str, int] = {}
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.live: dict[str, Live] = {}
        self.stops = Stops()
        self.appended: Callable[[Sequence[EventRow]], None] = lambda rows: None

    @cached_property
    def places(self) -> dict[str, TopicPartition]:
        """The partition in each topic that the service reads."""
        return {at: TopicPartition(at, self.partition) for at in self.service.all_topics}

    async def claim(self) -> None:
        """Take the shards over with a higher epoch and read where they stand."""
        claim = await self.patiently(
            lambda: self.store.claim(self.service.all_topics, self.partition, self.owned)
        )
        names = [f"{kind}-{shard}" for kind in kit_events.KIT_STREAMS for shard in self.owned]
        self.heads = await self.patiently(lambda: self.store.heads(names, self.owned[0]))
        self.shards, self.next_offsets = dict(claim.shards), dict(claim.next_offsets)
        self.sources, self.held = dict(claim.sources), dict(claim.held)
        self.live.clear()

    async def take(self, topic: str, records: Sequence[Record]) -> int:
        """Handle consecutive records of one topic; returns the next offset to read.

        ``Stale``: drop this one and claim anew. The partition has another owner, who fenced this one, or a
        write whose answer was lost stands in the way of its own repetition.
        """
        taken: set[bytes] = set()
        conflicts = 0
        refusal: ContractError | None = None
        while True:
            first = self.next_offsets[topic]
            fresh = [record for record in records if record.offset >= first]
            if len(fresh) < len(records):
                self.telemetry.duplicates(topic, len(records) - len(fresh))
            if not fresh:
                return first
            turn = Turn(self, topic, fresh, taken)
            try:
                await turn.run(refusal)
                return self.next_offsets[topic]
            except DuplicateMessage:
                digests = turn.digests
                found = await self.patiently(
                    lambda: self.store.taken(digests, self.owned[0])  # noqa: B023
                )
                if found <= taken:
                    raise
                taken |= found
            except RecordConflictError:
                conflicts += 1
                if conflicts == CONFLICTS_MAX:
                    raise
                self.live.clear()
                log.warning("stream conflict", topic=topic, partition=self.partition)
                self.telemetry.conflict(topic)
            except Unstorable as refused:
                if len(fresh) > 1:
                    return await self._in_halves(topic, fresh)
                refusal = self._given_up(topic, fresh[0], refused, refusal)
            finally:
                turn.end()

    async def _in_halves(self, topic: str, records: Sequence[Record]) -> int:
        """Looks for the one record that can't be stored; those before it are taken."""
        half = len(records) // 2
        await self.take(topic, records[:half])
        return await self.take(topic, records[half:])

    def _given_up(
        self, topic: str, record: Record, refused: Unstorable, before: ContractError | None
    ) -> ContractError:
        """The refusal of a record that two persons have given up, tried once; else raises ``Unstorable``."""
        at = self.next_offsets[topic]
        if before is not None or not self.stops.passes(topic, "not_storable", at):
            raise refused
        detail = f"what it leads to can't be stored: {shown(str(refused))}"
        return ContractError("not_storable", "record", str(record.offset), detail)

    async def write(self, batch: Batch) -> None:
        """Write a batch once, whatever happens to the connection; gives up after ``PATIENCE_S``.

        What refuses it behind an unknown commit may be itself, landed late: a new claim tells.
        """
        delay, deadline = DELAY_FIRST_S, asyncio.get_running_loop().time() + PATIENCE_S
        unknown = False
        while True:
            try:
                await self.store.append(batch)
                return
            except (RecordConflictError, DuplicateMessage) as refused:
                if not unknown:
                    raise
                raise Stale(f"behind an unknown commit: {refused}") from refused
            except StoreUnavailable as lost:
                unknown = True
                log.warning("commit unknown", partition=self.partition, reason=str(lost))
                if await self._written(batch):
                    return
                if asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(delay)  # a full disk answers reads at once and writes never
            delay = min(delay * 2, DELAY_MAX_S)

    async def _written(self, batch: Batch) -> bool:
        """Whether an unknown commit happened, read from positions and heads of streams; else ``Stale``."""
        offset, shards = await self.patiently(
            lambda: self.store.positions(batch.topic, batch.partition, self.owned)
        )
        for shard in self.owned:
            if shards[shard].epoch != self.shards[shard].epoch:
                raise Stale(f"shard {shard} was claimed by another owner")
        moved = {m.before.shard: m.after.position for m in batch.shards if m.after != m.before}
        if offset == batch.offset_to and all(shards[s].position == p for s, p in moved.items()):
            await self._check_this_one(batch)
            return True
        before = all(shards[m.before.shard].position == m.before.position for m in batch.shards)
        if offset == batch.offset_from and before:
            return False
        raise Stale(f"{batch.topic} {batch.partition}: the stored position {offset} is foreign")

    async def _check_this_one(self, batch: Batch) -> None:
        """``Stale`` when as many events of another batch stand where this one's would.

        A write that was given up for lost may land after all, and then the batch is made anew from what it
        left: within a closed day the next part of it, at the same offset and often as long.
        """
        names = [each.stream for each in batch.streams]
        heads = await self.patiently(lambda: self.store.heads(names, self.owned[0]))
        if any(heads.get(each.stream) != (each.version, each.head) for each in batch.streams):
            raise Stale(
                f"{batch.topic} {batch.partition}: another batch stands in this one's place"
            )

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

    def adopt(self, turn: Turn, batch: Batch) -> None:
        """The batch is written: what the turn worked out is now what we know."""
        self.shards = turn.draft.shards
        self.next_offsets[batch.topic] = batch.offset_to
        self.sources.update(batch.sources)
        self.held = dict(turn.letters.held)
        self.heads = turn.draft.heads
        for stream, live in turn.draft.live.items():
            self.live.pop(stream, None)
            self.live[stream] = live
        self.let_go()
        if batch.events:
            self.appended(batch.events)

    def let_go(self) -> None:
        """Keep no more streams in memory than the setting allows; those used last."""
        while len(self.live) > self.streams_max:
            self.live.pop(next(iter(self.live)))

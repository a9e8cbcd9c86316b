"""Consumer groups in simulation: eager rebalances, sessions that expire, positions, hints.

A member that is stopped past its session is counted out while it still believes it is a member:
when it goes on, it is a zombie until its next heartbeat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndTimestamp

from tests.simulation.bus import Broker, Message, Place
from tests.simulation.loop import WORLD, Life

HEARTBEAT_S = 1.0
SESSION_S = 4.0
REBALANCE_S = 60.0


class Group:
    """The broker's side of one service's consumer group."""

    def __init__(self, broker: Broker, name: str, topics: tuple[str, ...]) -> None:
        self.broker = broker
        self.name = name
        self.topics = topics
        self.committed: dict[TopicPartition, int] = {}
        self.generation = 0
        self.rebalances = 0
        self._seen: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._rebalancing_since: float | None = None
        broker.loop.call_later(HEARTBEAT_S, self._look, context=WORLD)

    def join(self, member: str) -> asyncio.Future[Any]:
        """Ask for a share; the answer is (generation, share) when all have joined."""
        if member not in self._seen or self._rebalancing_since is None:
            self._rebalancing_since = self.broker.loop.time()
        self._seen[member] = self.broker.loop.time()
        answer = self._waiting[member] = self.broker.loop.create_future()
        self._complete()
        return answer

    def beat(self, member: str, generation: int) -> bool:
        """A heartbeat; False when the member must join again."""
        if member not in self._seen:
            return False
        self._seen[member] = self.broker.loop.time()
        return self._rebalancing_since is None and generation == self.generation

    def leave(self, member: str) -> None:
        """Out at once."""
        if self._seen.pop(member, None) is not None:
            answer = self._waiting.pop(member, None)
            if answer is not None and not answer.done():
                answer.set_result((-1, set()))  # it is no member any more: let it ask again
            self._rebalancing_since = self.broker.loop.time()
            self._complete()

    def commit(self, member: str, generation: int, offsets: dict[TopicPartition, int]) -> None:
        """Keep hints, if the member is one."""
        if member not in self._seen or generation != self.generation:
            raise CommitFailedError(f"{member} is no member of generation {self.generation}")
        self.committed.update(offsets)

    def _look(self) -> None:
        now = self.broker.loop.time()
        if self.broker.down:  # it counts nobody out for its own absence
            self._seen = dict.fromkeys(self._seen, now)
        since = self._rebalancing_since
        late = since is not None and now - since > REBALANCE_S
        for member, seen in list(self._seen.items()):
            if now - seen > SESSION_S or (late and member not in self._waiting):
                self.broker.trace.step(f"{self.name}: {member} is counted out", "broker")
                self.leave(member)
        self.broker.loop.call_later(HEARTBEAT_S, self._look, context=WORLD)

    def _complete(self) -> None:
        if not self._seen or self._waiting.keys() != self._seen.keys():
            return
        self.generation += 1
        self.rebalances += 1
        self._rebalancing_since = None
        waiting, self._waiting = self._waiting, {}
        members = sorted(waiting)
        each, more = divmod(self.broker.partitions, len(members))
        start = 0
        for place, member in enumerate(members):
            end = start + each + (place < more)
            share = {TopicPartition(t, p) for t in self.topics for p in range(start, end)}
            if not waiting[member].done():
                waiting[member].set_result((self.generation, share))
            self.broker.trace.step(f"{self.name}: {member} gets {start}..{end - 1}", "broker")
            start = end


class Consumer:
    """Stands where aiokafka's consumer stands, with the part of it that the kit uses."""

    def __init__(
        self, group: Group, life: Life, listener: ConsumerRebalanceListener, records_max: int
    ) -> None:
        self.life = life
        member = life.name
        self.group = group
        self.broker = group.broker
        self.member = member
        self.listener = listener
        self.records_max = records_max
        self.generation = -1
        self._positions: dict[TopicPartition, int] = {}
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._paused: set[TopicPartition] = set()
        self._joining = False
        self._news = asyncio.Event()
        self._ended = False
        self.broker.listeners.append(self._told)

    def _told(self, place: Place) -> None:
        if place in self._positions:  # a TopicPartition is that pair
            self._news.set()

    # -- membership -----------------------------------------------------------------------------

    async def membership(self) -> None:
        """Join, and join again whenever the group asks for it."""
        while True:
            await self._rejoin()
            while self.group.beat(self.member, self.generation):
                await asyncio.sleep(HEARTBEAT_S)
                if self.broker.over:
                    raise asyncio.CancelledError

    async def heartbeats(self) -> None:
        """Stay a member while the listener works."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            if not self.broker.down:
                self.group.beat(self.member, self.generation)

    async def _rejoin(self) -> None:
        self._joining = True
        if self.generation >= 0:
            await self.listener.on_partitions_revoked(set(self._positions))
            self.life.has_handed_over = True
        while True:
            answer = self.group.join(self.member)
            self.generation, share = await answer
            if self.group.generation == self.generation:
                break
        self._paused.clear()
        committed = self.group.committed
        self._positions = {tp: committed.get(tp, 0) for tp in sorted(share)}
        self._assigned = frozenset(self._positions)
        self._joining = self.life.has_handed_over = False
        self._news.set()
        await self.listener.on_partitions_assigned(share)

    def leave(self) -> None:
        """An orderly end."""
        self._ended = True
        self.group.leave(self.member)
        self.drop()

    def drop(self) -> None:
        """Be told nothing any more."""
        if self._told in self.broker.listeners:
            self.broker.listeners.remove(self._told)

    # -- what the inbox asks --------------------------------------------------------------------

    def assignment(self) -> frozenset[TopicPartition]:
        return self._assigned

    async def beginning_offsets(self, tps: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        await self.broker.answer("beginnings")
        return dict.fromkeys(tps, 0)

    async def end_offsets(self, tps: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        await self.broker.answer("ends")
        return {tp: len(self.broker.log((tp.topic, tp.partition))) for tp in tps}

    async def offsets_for_times(
        self, tps: dict[TopicPartition, int]
    ) -> dict[TopicPartition, OffsetAndTimestamp | None]:
        await self.broker.answer("ends")
        found: dict[TopicPartition, OffsetAndTimestamp | None] = {}
        for tp, since_ms in tps.items():
            later = [
                m for m in self.broker.log((tp.topic, tp.partition)) if m.timestamp >= since_ms
            ]
            found[tp] = OffsetAndTimestamp(later[0].offset, later[0].timestamp) if later else None
        return found

    def last_stable_offset(self, tp: TopicPartition) -> None:
        """Nobody sends in transactions here."""

    def seek(self, tp: TopicPartition, offset: int) -> None:
        if tp not in self._positions:
            raise IllegalStateError(f"{tp} is not assigned")
        self._positions[tp] = offset
        self._news.set()

    def pause(self, *tps: TopicPartition) -> None:
        self._paused.update(tps)

    def resume(self, *tps: TopicPartition) -> None:
        self._paused.difference_update(tps)
        self._news.set()

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        await self.broker.answer("commit")
        self.group.commit(self.member, self.generation, offsets)

    # -- records --------------------------------------------------------------------------------

    async def getmany(self) -> tuple[Message, ...]:
        """The next records of all assigned partitions, partition by partition; waits for some."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.broker.answer("fetch")
            except KafkaError:
                await asyncio.sleep(0.5)
                self._news.set()
                continue
            found = self._fetch()
            if found:
                self._news.set()
                return found

    def _fetch(self) -> tuple[Message, ...]:
        if self._joining or self._ended:
            return ()
        tps = [tp for tp in self._positions if tp not in self._paused]
        self.broker.random.shuffle(tps)
        logs, found = self.broker.logs, list[Message]()
        for tp in tps:
            at, room = self._positions[tp], self.records_max - len(found)
            part = logs[tp][at : at + room]
            if part:
                self._positions[tp] = at + len(part)
                found += part
        return tuple(found)

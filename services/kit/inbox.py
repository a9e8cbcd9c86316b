"""Which partitions this process owns, and what becomes of the records that arrive for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from services.kit.apart import Apart
from services.kit.batch import Stale, StoreUnavailable
from services.kit.earlier import Earlier, made_anew, nothing_earlier
from services.kit.empty_ends import EmptyEnds
from services.kit.halt_notes import HaltNotes
from services.kit.halt_reasons import MET, UnreadableBatch, halt_of, offsets_lost, readable
from services.kit.halting import Halting
from services.kit.hints import Hints
from services.kit.owner import Owner
from services.kit.parts import for_each
from services.kit.projector import Projector
from services.kit.relay import Relay
from services.kit.restored import LastSent, Restored, check_not_older, never_asked

log = structlog.get_logger()

UPKEEP_S = 1.0


class Inbox(ConsumerRebalanceListener):  # type: ignore[misc]
    """Takes batches, keeps owners in step with the assignment, commits hints, pauses and halts."""

    def __init__(
        self,
        make_owner: Callable[[int], Owner],
        relay: Relay,
        topics: Iterable[str],
        *,
        backlog_max: int,
        batch_records: int,
        notes: HaltNotes | None = None,
        last_sent: LastSent = never_asked,
        earlier: Earlier = nothing_earlier,
        tables: Projector | None = None,
    ) -> None:
        self.topics = tuple(topics)
        self.owners: dict[int, Owner] = {}
        self.failure: BaseException | None = None
        self.failed = asyncio.Event()
        self.assigned = asyncio.Event()
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self._make_owner = make_owner
        self._relay = relay
        self._backlog_max = backlog_max
        self._batch_records = batch_records
        self._last_sent = last_sent
        self._earlier = earlier
        self._halting = Halting(relay, notes or HaltNotes(), tables)
        self.late_editions = self._halting.late
        self._lock = asyncio.Lock()
        self._handing_over = False
        self._sought: dict[TopicPartition, tuple[int, int]] = {}
        self._hints, self._ends, self._apart = Hints(), EmptyEnds(earlier), Apart()
        self.paused: set[int] = set()

    @property
    def halted(self) -> dict[int, str]:
        """Reason by partition, of those in which something is not read until it is mended."""
        found = {number: own.stops.reason(self.topics) for number, own in self.owners.items()}
        return self._apart.reasons | {at: reason for at, reason in found.items() if reason}

    # -- assignment -----------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the batch in hand, then give everything up."""
        async with self._lock:
            self._handing_over = True
            for partition in list(self.owners):
                self._drop(partition)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Claim each partition and seek to its stored positions."""
        async with self._lock:
            self._handing_over = False
            self._apart.reasons.clear()
            await for_each(self._own, sorted({tp.partition for tp in assigned}))
        self.assigned.set()

    def owned_shards(self) -> list[int]:
        """The shards of all owned partitions."""
        return [shard for owner in self.owners.values() for shard in owner.owned]

    async def _own(self, partition: int) -> None:
        owner = self._make_owner(partition)
        if self._apart.keeps(owner, self.consumer(), self.topics):
            return
        try:
            for topic in self.topics:  # an older look proves nothing about what is fetched now
                self._sought.pop(TopicPartition(topic, partition), None)
            sent = await self._last_sent(partition)  # after the claim another owner might send
            await owner.claim()
            check_not_older(owner, sent)
            await self._relay.own(owner)
            self.owners[partition] = owner
            await self._halting.begin(owner, self._begin_of)
            await self._seek(owner)
            log.info("partition claimed", partition=partition, next_offsets=owner.next_offsets)
        except (Stale, StoreUnavailable, KafkaError) as trouble:
            self._give_up(owner, "claim failed", trouble)
        except Restored as older:
            log.critical("stopping: the store is too old", partition=partition, reason=str(older))
            self.failure = older
            self.failed.set()
        except BaseException:  # or it ended with another one's claim
            self._drop(partition)
            raise

    async def _begin_of(self, topic: str, partition: int) -> int:
        """The first offset that the topic holds."""
        consumer, tp = self.consumer(), TopicPartition(topic, partition)
        assert consumer is not None
        begins: dict[TopicPartition, int] = await consumer.beginning_offsets([tp])
        return begins[tp]

    async def _seek(self, owner: Owner, *, back: bool = True) -> None:
        """To the stored positions. A topic that does not hold ours, or was made anew, is halted."""
        consumer = self.consumer()
        assert consumer is not None
        tps = {TopicPartition(topic, owner.partition): topic for topic in self.topics}
        begins = await consumer.beginning_offsets(list(tps))
        ends = await consumer.end_offsets(list(tps))
        anew = await made_anew(owner, begins, ends, self._earlier) if back else {}
        for tp, topic in tps.items():
            offset = owner.next_offsets[topic]
            if topic in owner.stops.standing():
                continue
            if not begins[tp] <= offset <= ends[tp]:
                self._halting.stop(owner, offsets_lost(owner, topic, begins[tp], ends[tp]))
            elif topic in anew:
                self._halting.stop(owner, anew[topic])
            else:
                consumer.seek(tp, offset)
                self._halting.in_reach(owner, topic)
        await self._halting.listen(owner, consumer, ends)
        self._flow(owner)

    def _give_up(self, owner: Owner, what: str, reason: Exception) -> None:
        """Upkeep claims it again while it is assigned."""
        log.warning(what, partition=owner.partition, reason=str(reason))
        owner.telemetry.not_written(owner.partition, reason)
        self._drop(owner.partition)

    def _drop(self, partition: int) -> None:
        self.owners.pop(partition, None)
        self._relay.drop(partition)
        self.paused.discard(partition)

    def _flow(self, owner: Owner) -> None:
        """Pause what must not be read now, resume the rest."""
        consumer = self.consumer()
        if consumer is None:
            return
        mine = {tp for tp in consumer.assignment() if tp.partition == owner.partition}
        held = set(mine)
        if owner.partition not in self.paused:
            blocked = owner.stops.blocked(owner.service.topics) - {owner.service.commands_topic}
            held = {tp for tp in mine if tp.topic in blocked}
        consumer.pause(*held)
        consumer.resume(*(mine - held))

    # -- records --------------------------------------------------------------------------------

    async def take(self, records: tuple[Any, ...]) -> None:
        """Handle one poll, partitions beside each other; records of those not owned are left for later."""
        polled: dict[int, list[tuple[str, list[Any]]]] = {}
        for (topic, partition), group in groupby(records, lambda r: (r.topic, r.partition)):
            polled.setdefault(partition, []).append((topic, list(group)))
        async with self._lock:
            await asyncio.gather(*(self._partition(p, topics) for p, topics in polled.items()))

    async def _partition(self, partition: int, topics: list[tuple[str, list[Any]]]) -> None:
        for topic, records in topics:
            owner = self.owners.get(partition)
            if owner is None or self.failure is not None:
                return
            try:
                await self._take(owner, topic, records)
            except (Stale, StoreUnavailable, KafkaError) as lost:
                self._give_up(owner, "partition given up", lost)
            except Exception as failure:
                log.critical("stopping: a batch failed", exc_info=failure)
                self.failure = failure
                self.failed.set()
                return

    async def _take(self, owner: Owner, topic: str, records: list[Any]) -> None:
        if topic in owner.stops.blocked(owner.service.topics):
            await self._hear(owner, topic, records)
            return
        expected, first = owner.next_offsets[topic], records[0].offset
        tp = TopicPartition(topic, owner.partition)
        sought = self._sought.pop(tp, None)
        if first != expected and sought != (expected, first):
            # Fetched before our seek, or control records of a transactional producer: look again;
            # what the very next look brings back the same is a legitimate jump. A jump ahead says
            # nothing about what lies before, and is common behind such a producer.
            await self._seek(owner, back=first < expected)
            self._sought[tp] = (expected, first)
            return
        try:
            await self._take_readable(owner, topic, records)
        except MET as met:
            self._halting.stop(owner, halt_of(owner, topic, met))
            self._flow(owner)
            await self._hear(owner, topic, records)

    async def _take_readable(self, owner: Owner, topic: str, records: list[Any]) -> None:
        some = readable(owner, topic, records)
        for start in range(0, len(some), self._batch_records):
            await owner.take(topic, some[start : start + self._batch_records])
        if owner.stops.found:
            self._halting.taken(owner, topic)
            if topic == owner.service.commands_topic:
                await self._learn(owner)
        if len(some) < len(records):
            raise UnreadableBatch(records[len(some)])

    async def _hear(self, owner: Owner, topic: str, records: list[Any]) -> None:
        """Releases on the halted commands topic, also behind what halts it or just before it."""
        if topic == owner.service.commands_topic:
            await self._halting.hear(owner, records)
            await self._learn(owner)

    async def _learn(self, owner: Owner) -> None:
        """A command may have released what is halted."""
        if await self._halting.learn(owner, self._begin_of):
            await self._seek(owner)

    # -- upkeep ---------------------------------------------------------------------------------

    async def upkeep(self) -> None:
        """Once a second: claim what is missing, look after halts, pause and resume, pass over empty ends."""
        while True:
            await asyncio.sleep(UPKEEP_S)
            consumer = self.consumer()
            if consumer is None:
                continue
            async with self._lock:
                await self._claim_missing(consumer)
            await self._look_after()
            self._balance()
            await self._ends.pass_over(consumer, self.owners, self.paused, self._lock)
            await self._commit(consumer)

    async def _claim_missing(self, consumer: AIOKafkaConsumer) -> None:
        """Claim what is assigned and not owned, or no longer sent; never between two assignments."""
        if self._handing_over:
            return
        assigned = sorted({tp.partition for tp in consumer.assignment()})
        sends, owned = self._relay.sends_for, self.owners
        missing = [at for at in assigned if at not in owned or not sends(owned[at])]
        await for_each(self._own, missing)

    async def _look_after(self) -> None:
        """Note halts for people, and try again what may have healed by itself."""
        for owner in list(self.owners.values()):
            if self._halting.nothing(owner):
                continue
            async with self._lock:
                try:
                    if self._halting.again(owner):
                        await self._seek(owner)
                    await self._halting.keep(owner)
                except (Stale, StoreUnavailable, KafkaError) as lost:
                    self._give_up(owner, "partition given up", lost)

    def _balance(self) -> None:
        """Back-pressure: stop consuming while too much is stored but not sent."""
        for partition, owner in self.owners.items():
            backlog = self._relay.backlog(owner)
            if backlog > self._backlog_max and partition not in self.paused:
                self.paused.add(partition)
                self._flow(owner)
            elif backlog * 2 < self._backlog_max and partition in self.paused:
                self.paused.discard(partition)
                self._flow(owner)

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        """Tell Kafka where we are."""
        stored = {
            at: owner.next_offsets[topic]
            for owner in self.owners.values()
            for topic, at in owner.places.items()
        }
        await self._hints.tell(consumer, stored)

"""Which partitions this process owns, and what becomes of the records that arrive for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from services.kit.batch import Stale, StoreUnavailable
from services.kit.hlc import ClockSkew
from services.kit.owner import Owner
from services.kit.relay import Relay
from services.kit.turn import MissingPredecessor

log = structlog.get_logger()

UPKEEP_S = 1.0


class OffsetsLost(Exception):
    """Records between our position and the topic's beginning or end are gone: a person must look."""


class Inbox(ConsumerRebalanceListener):  # type: ignore[misc]
    """Takes batches, keeps owners in step with the assignment, commits hints, pauses and halts."""

    def __init__(
        self,
        make_owner: Callable[[int], Owner],
        relay: Relay,
        topics: Iterable[str],
        *,
        backlog_max: int,
    ) -> None:
        self.topics = tuple(topics)
        self.owners: dict[int, Owner] = {}
        self.halted: dict[int, str] = {}
        self.failure: BaseException | None = None
        self.failed = asyncio.Event()
        self.assigned = asyncio.Event()
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self._make_owner = make_owner
        self._relay = relay
        self._backlog_max = backlog_max
        self._lock = asyncio.Lock()
        self._sought: dict[TopicPartition, tuple[int, int]] = {}
        self._committed: dict[TopicPartition, int] = {}
        self.paused: set[int] = set()

    # -- assignment -----------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the batch in hand, then give everything up."""
        async with self._lock:
            for partition in list(self.owners):
                self._drop(partition)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Claim each partition and seek to its stored positions."""
        async with self._lock:
            for partition in sorted({tp.partition for tp in assigned}):
                await self._own(partition)
        self.assigned.set()

    def owned_shards(self) -> list[int]:
        """The shards of all owned partitions."""
        return [shard for owner in self.owners.values() for shard in owner.owned]

    async def _own(self, partition: int) -> None:
        try:
            owner = self._make_owner(partition)
            await owner.claim()
            await self._relay.own(owner)
            self.owners[partition] = owner
            await self._seek(owner)
            log.info("partition claimed", partition=partition, next_offsets=owner.next_offsets)
        except OffsetsLost as lost:
            self._halt(partition, str(lost))
        except (StoreUnavailable, KafkaError) as trouble:
            self._drop(partition)
            log.warning("claim failed", partition=partition, reason=str(trouble))

    async def _seek(self, owner: Owner) -> None:
        consumer = self.consumer()
        assert consumer is not None
        tps = {TopicPartition(topic, owner.partition): topic for topic in self.topics}
        begins = await consumer.beginning_offsets(list(tps))
        ends = await consumer.end_offsets(list(tps))
        for tp, topic in tps.items():
            offset = owner.next_offsets[topic]
            if not begins[tp] <= offset <= ends[tp]:
                raise OffsetsLost(
                    f"{topic} partition {owner.partition}: our position is {offset}, the topic "
                    f"holds {begins[tp]} to {ends[tp]}: truncated, re-created or another cluster"
                )
            consumer.seek(tp, offset)

    def _drop(self, partition: int) -> None:
        self.owners.pop(partition, None)
        self._relay.drop(partition)
        self.paused.discard(partition)

    def _halt(self, partition: int, reason: str) -> None:
        """Stop reading a partition until a person has looked; the others go on."""
        self.halted[partition] = reason
        self._pause(partition)
        log.critical("partition halted", partition=partition, reason=reason)

    def _pause(self, partition: int) -> None:
        consumer = self.consumer()
        if consumer is not None:
            mine = [tp for tp in consumer.assignment() if tp.partition == partition]
            consumer.pause(*mine)

    # -- records --------------------------------------------------------------------------------

    async def take(self, records: tuple[Any, ...]) -> None:
        """Handle one batch; records of a partition that is not owned are left for later."""
        async with self._lock:
            for (topic, partition), group in groupby(records, lambda r: (r.topic, r.partition)):
                owner = self.owners.get(partition)
                if owner is None or partition in self.halted:
                    continue
                try:
                    await self._take(owner, topic, list(group))
                except (Stale, StoreUnavailable) as lost:
                    log.warning("partition given up", partition=partition, reason=str(lost))
                    self._drop(partition)
                except (ClockSkew, MissingPredecessor, OffsetsLost) as missing:
                    self._halt(partition, str(missing))
                except Exception as failure:
                    log.critical("stopping: a batch failed", exc_info=failure)
                    self.failure = failure
                    self.failed.set()
                    return

    async def _take(self, owner: Owner, topic: str, records: list[Any]) -> None:
        expected, first = owner.next_offsets[topic], records[0].offset
        tp = TopicPartition(topic, owner.partition)
        if first > expected and self._sought.get(tp) != (expected, first):
            # Fetched before our seek, or control records of a transactional producer: look again;
            # what comes back the same the second time is a legitimate jump.
            self._sought[tp] = (expected, first)
            await self._seek(owner)
            return
        await owner.take(topic, records)

    # -- upkeep ---------------------------------------------------------------------------------

    async def upkeep(self) -> None:
        """Once a second: claim what is assigned but not owned, commit hints, pause and resume."""
        while True:
            await asyncio.sleep(UPKEEP_S)
            consumer = self.consumer()
            if consumer is None:
                continue
            assigned = {tp.partition for tp in consumer.assignment()}
            for partition in sorted(assigned - set(self.owners) - set(self.halted)):
                async with self._lock:
                    if partition not in self.owners:
                        await self._own(partition)
            self._balance(consumer)
            await self._commit(consumer)

    def _balance(self, consumer: AIOKafkaConsumer) -> None:
        """Back-pressure: stop consuming while too much is stored but not sent."""
        for partition, owner in self.owners.items():
            backlog = self._relay.backlog(owner)
            if backlog > self._backlog_max and partition not in self.paused:
                self.paused.add(partition)
                self._pause(partition)
            elif backlog * 2 < self._backlog_max and partition in self.paused:
                self.paused.discard(partition)
                if partition not in self.halted:
                    consumer.resume(
                        *(tp for tp in consumer.assignment() if tp.partition == partition)
                    )

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        """Tell Kafka where we are. Only a hint: every failure is harmless and said so."""
        hints = {
            tp: owner.next_offsets[topic]
            for partition, owner in self.owners.items()
            for topic in self.topics
            if (tp := TopicPartition(topic, partition)) in consumer.assignment()
        }
        hints = {tp: at for tp, at in hints.items() if self._committed.get(tp) != at}
        if not hints:
            return
        try:
            await consumer.commit(hints)
            self._committed.update(hints)
        except KafkaError as refused:
            log.debug("offset hint not committed", reason=repr(refused))

"""Which journal partitions this process reads, and what becomes of the records that arrive.

The offset stored with the entries is the truth: it is sought to on every assignment and answers
after an unknown commit. A record that breaks a check stops its partition until a person has
looked; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from services.audit.journal import Checked, Known, ShardEnd, StreamEnd, check, read
from services.audit.store import JournalStore
from services.kit.batch import Stale, StoreUnavailable
from services.kit.sharding import shards_of

log = structlog.get_logger()

UPKEEP_S = 1.0


class Halted(Exception):
    """A partition can't be read on: the reason, for a person."""


class Place:
    """Where one partition stands: next offset, ends of its shards, chain heads met lately."""

    def __init__(
        self, service: str, shards: tuple[int, ...], offset: int, ends: dict[int, ShardEnd]
    ) -> None:
        self.service = service
        self.shards = shards
        self.offset = offset
        self.ends = ends
        self.streams: dict[str, StreamEnd] = {}

    def adopt(self, checked: Checked, streams_max: int) -> None:
        """The batch is written: what it led to is what we know; the oldest heads are forgotten."""
        self.offset = checked.offset_to
        self.ends.update(checked.shards)
        for stream, end in checked.streams.items():
            self.streams.pop(stream, None)
            self.streams[stream] = end
        while len(self.streams) > streams_max:
            self.streams.pop(next(iter(self.streams)))


class Reader(ConsumerRebalanceListener):  # type: ignore[misc]
    """Takes batches, keeps places in step with the assignment, commits hints, halts."""

    def __init__(
        self, store: JournalStore, journals: Mapping[str, str], partitions: int, streams_max: int
    ) -> None:
        self.places: dict[TopicPartition, Place] = {}
        self.halted: dict[TopicPartition, str] = {}
        self.failure: BaseException | None = None
        self.failed = asyncio.Event()
        self.reading = asyncio.Event()
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self._store = store
        self.journals = journals
        self._partitions = partitions
        self._streams_max = streams_max
        self._lock = asyncio.Lock()
        self._sought: dict[TopicPartition, tuple[int, int]] = {}
        self._committed: dict[TopicPartition, int] = {}

    # -- assignment -----------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the batch in hand, then give everything up."""
        async with self._lock:
            self.places.clear()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Read where each partition stands and seek there."""
        async with self._lock:
            for at in sorted(assigned):
                await self._own(at)

    async def _own(self, at: TopicPartition) -> None:
        service = self.journals[at.topic]
        shards = shards_of(at.partition, self._partitions)
        try:
            offset, ends = await self._store.patiently(
                lambda: self._store.claim(at.topic, at.partition, service, shards)
            )
            await self._seek(at, offset)
        except Halted as lost:
            self._halt(at, str(lost))
        except (StoreUnavailable, KafkaError) as trouble:
            log.warning(
                "claim failed", topic=at.topic, partition=at.partition, reason=str(trouble)
            )
        else:
            self.places[at] = Place(service, shards, offset, ends)
            self.reading.set()

    async def _seek(self, at: TopicPartition, offset: int) -> None:
        consumer = self.consumer()
        if consumer is None:
            raise StoreUnavailable("the consumer has not been started")
        begin = (await consumer.beginning_offsets([at]))[at]
        end = (await consumer.end_offsets([at]))[at]
        if not begin <= offset <= end:
            raise Halted(
                f"our position is {offset}, the topic holds {begin} to {end}: truncated, "
                "re-created or another cluster"
            )
        consumer.seek(at, offset)

    def _halt(self, at: TopicPartition, reason: str) -> None:
        self.places.pop(at, None)
        self.halted[at] = reason
        self.reading.set()
        consumer = self.consumer()
        if consumer is not None and at in consumer.assignment():
            consumer.pause(at)
        log.critical("journal stopped", topic=at.topic, partition=at.partition, reason=reason)

    # -- records --------------------------------------------------------------------------------

    async def take(self, records: tuple[Any, ...]) -> None:
        """Handle one batch; records of a partition without a place are left for later."""
        async with self._lock:
            for (topic, partition), group in groupby(records, lambda r: (r.topic, r.partition)):
                at = TopicPartition(topic, partition)
                place = self.places.get(at)
                if place is None:
                    continue
                try:
                    await self._take(at, place, list(group))
                except (Stale, StoreUnavailable) as lost:
                    log.warning(
                        "partition given up", topic=topic, partition=partition, reason=str(lost)
                    )
                    self.places.pop(at, None)
                except Halted as stop:
                    self._halt(at, str(stop))
                except Exception as failure:
                    log.critical("stopping: a batch failed", exc_info=failure)
                    self.failure = failure
                    self.failed.set()
                    return

    async def _take(self, at: TopicPartition, place: Place, records: list[Any]) -> None:
        first = records[0].offset
        if first > place.offset and self._sought.get(at) != (place.offset, first):
            # Fetched before our seek, or control records of a transactional producer: look again;
            # what comes back the same the second time is a legitimate jump.
            self._sought[at] = (place.offset, first)
            await self._seek(at, place.offset)
            return
        fresh = [record for record in records if record.offset >= place.offset]
        if not fresh:
            return
        arrived = read(fresh)
        known = await self._store.patiently(
            lambda: self._store.known(
                place.service, place.shards, arrived, place.ends, place.streams
            )
        )
        checked = check(place.service, place.shards, arrived, known)
        await self._write(at, place, checked, known)
        place.adopt(checked, self._streams_max)
        if checked.duplicates:
            log.info(
                "records sent again", topic=at.topic, partition=at.partition, n=checked.duplicates
            )
        if checked.finding is not None:
            raise Halted(f"offset {checked.offset_to}: {checked.finding}")

    async def _write(
        self, at: TopicPartition, place: Place, checked: Checked, known: Known
    ) -> None:
        """Write a batch once, whatever happens to the connection."""
        while True:
            try:
                await self._store.append(
                    at.topic, at.partition, place.service, place.offset, checked, known
                )
                return
            except StoreUnavailable as lost:
                log.warning(
                    "commit unknown", topic=at.topic, partition=at.partition, reason=str(lost)
                )
            stored = await self._store.patiently(
                lambda: self._store.next_offset(at.topic, at.partition)
            )
            # A batch that moves nothing holds a finding alone, kept once however often written.
            if stored == checked.offset_to != place.offset:
                return
            if stored != place.offset:
                raise Stale(f"the stored position {stored} is foreign")

    # -- upkeep ---------------------------------------------------------------------------------

    async def upkeep(self) -> None:
        """Once a second: claim what is assigned but has no place, and commit hints."""
        while True:
            await asyncio.sleep(UPKEEP_S)
            consumer = self.consumer()
            if consumer is None:
                continue
            for at in sorted(consumer.assignment() - self.places.keys() - self.halted.keys()):
                async with self._lock:
                    if at not in self.places:
                        await self._own(at)
            await self._commit(consumer)

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        """Tell Kafka where we are. Only a hint: every failure is harmless and said so."""
        assigned = consumer.assignment()
        hints = {
            at: place.offset
            for at, place in self.places.items()
            if at in assigned and self._committed.get(at) != place.offset
        }
        if not hints:
            return
        try:
            await consumer.commit(hints)
            self._committed.update(hints)
        except KafkaError as refused:
            log.debug("offset hint not committed", reason=repr(refused))

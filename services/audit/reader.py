"""Which journal partitions this process reads, and what becomes of the records that arrive.

The offset stored with the entries is the truth: it is sought to on every assignment and answers
after an unknown commit. A record that breaks a check stops its partition until a person has
looked; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from services.audit import refusals
from services.audit.halts import (
    OFFSETS_LOST,
    UNREADABLE,
    Halted,
    HaltNotes,
    Order,
    Released,
    Stops,
)
from services.audit.journal import Checked, Known, check, read
from services.audit.places import Place
from services.audit.store import DELAY_FIRST_S, DELAY_MAX_S, PATIENCE_S, JournalStore
from services.audit.telemetry import Telemetry
from services.kit.batch import Stale, StoreUnavailable, Unstorable
from services.kit.hints import Hints
from services.kit.parts import for_each
from services.kit.sharding import shards_of

log = structlog.get_logger()

UPKEEP_S = 1.0


class Reader(ConsumerRebalanceListener):  # type: ignore[misc]
    """Takes batches, keeps places in step with the assignment, commits hints, halts."""

    def __init__(
        self,
        store: JournalStore,
        journals: Mapping[str, str],
        partitions: int,
        streams_max: int,
        telemetry: Telemetry | None = None,
    ) -> None:
        self.places: dict[TopicPartition, Place] = {}
        self.failure: BaseException | None = None
        self.failed = asyncio.Event()
        self.reading = asyncio.Event()
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self._store = store
        self.journals = journals
        self._partitions = partitions
        self._streams_max = streams_max
        self._telemetry = telemetry or Telemetry()
        self._stops = Stops()
        self._notes = HaltNotes(store)
        self._lock = asyncio.Lock()
        self._sought: dict[TopicPartition, tuple[int, int]] = {}
        self._hints = Hints()

    @property
    def halted(self) -> dict[TopicPartition, str]:
        """Partitions that can't be read on, with the reason."""
        return {at: str(halt) for at, halt in self._stops.found.items()}

    @property
    def halted_at(self) -> dict[TopicPartition, int]:
        """The offsets at which they wait."""
        return {at: halt.offset for at, halt in self._stops.found.items()}

    async def release(self, at: TopicPartition, order: Order) -> Released:
        """Let a halted partition go on by the order of two persons; ``ReleaseRefused``."""
        return await self._notes.release(at, order, self._begin_of)

    # -- assignment -----------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the batch in hand, then give everything up."""
        async with self._lock:
            self.places.clear()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Read where each partition stands and seek there; a record that broke a check is met again,
        a topic that lost records stays halted.
        """
        async with self._lock:
            self._stops.assigned(assigned)
            await for_each(self._own, sorted(assigned))

    async def _own(self, at: TopicPartition) -> None:
        service = self.journals[at.topic]
        shards = shards_of(at.partition, self._partitions)
        try:
            self._sought.pop(at, None)  # an older look proves nothing about what is fetched now
            offset, ends = await self._store.patiently(
                lambda: self._store.claim(at.topic, at.partition, service, shards)
            )
            noted = await self._store.patiently(lambda: self._notes.lost(at, offset))
            if (still := self._stops.lost(at, offset) or noted) is not None:
                raise still  # grown past our position again, it would be read on in its middle
            await self._seek(at, offset)
        except Halted as lost:
            self._halt(at, lost)
        except (StoreUnavailable, KafkaError) as trouble:
            log.warning("claim failed", **at._asdict(), reason=str(trouble))
        else:
            self.places[at] = Place(service, shards, offset, ends)
            log.info("partition claimed", **at._asdict(), next_offset=offset)
            self._passed(at, offset)
            self.reading.set()

    async def _seek(self, at: TopicPartition, offset: int) -> None:
        begin, consumer = await self._begin_of(at), self.consumer()
        assert consumer is not None
        end = (await consumer.end_offsets([at]))[at]
        if not begin <= offset <= end:
            raise Halted(
                OFFSETS_LOST,
                offset,
                f"our position is {offset}, the topic holds {begin} to {end}: truncated, "
                "re-created or another cluster",
            )
        consumer.seek(at, offset)
        consumer.resume(at)

    def _halt(self, at: TopicPartition, stop: Halted) -> None:
        self.places.pop(at, None)
        new = self._stops.stop(at, stop)
        self.reading.set()
        consumer = self.consumer()
        if consumer is not None and at in consumer.assignment():
            consumer.pause(at)
        if new:
            reason = stop.detail
            log.critical("journal stopped", topic=at.topic, partition=at.partition, reason=reason)

    def _passed(self, at: TopicPartition, offset: int) -> None:
        if self._stops.passed(at, offset):
            log.info("journal goes on", topic=at.topic, partition=at.partition, offset=offset)

    async def _begin_of(self, at: TopicPartition) -> int:
        """The first offset that the topic holds."""
        consumer = self.consumer()
        if consumer is None:
            raise StoreUnavailable("the consumer has not been started")
        begins: dict[TopicPartition, int] = await consumer.beginning_offsets([at])
        return begins[at]

    # -- records --------------------------------------------------------------------------------

    async def take(self, records: tuple[Any, ...]) -> None:
        """Handle one poll: partitions beside each other, the journals of one partition in turn, for
        they number the same loans. Records of a partition without a place are left for later.
        """
        polled: dict[int, list[tuple[TopicPartition, list[Any]]]] = {}
        for (topic, partition), group in groupby(records, lambda r: (r.topic, r.partition)):
            at = TopicPartition(topic, partition)
            polled.setdefault(partition, []).append((at, list(group)))
        async with self._lock:
            await asyncio.gather(*map(self._partition, polled.values()))

    async def _partition(self, journals: list[tuple[TopicPartition, list[Any]]]) -> None:
        for at, records in journals:
            place = self.places.get(at)
            if place is None or self.failure is not None:
                continue
            try:
                await self._take(at, place, records)
            except (Stale, StoreUnavailable, KafkaError) as lost:
                log.warning("partition given up", **at._asdict(), reason=str(lost))
                self._telemetry.not_written(at.topic, at.partition, lost)
                self.places.pop(at, None)
            except Halted as stop:
                self._halt(at, stop)
            except Exception as failure:
                log.critical("stopping: a batch failed", exc_info=failure)
                self.failure = failure
                self.failed.set()

    async def _take(self, at: TopicPartition, place: Place, records: list[Any]) -> None:
        first, sought = records[0].offset, self._sought.pop(at, None)
        if first != place.offset and sought != (place.offset, first):
            # Fetched before our seek, control records of a transactional producer, or a topic made
            # anew, whose records come from its beginning: look again; what the very next look brings
            # back the same is a legitimate jump.
            await self._seek(at, place.offset)
            self._sought[at] = (place.offset, first)
            return
        fresh = [record for record in records if record.offset >= place.offset]
        if fresh:
            with self._telemetry.batch(at.topic, at.partition, fresh):
                await self._take_fresh(at, place, fresh)

    async def _take_fresh(self, at: TopicPartition, place: Place, fresh: list[Any]) -> None:
        some = refusals.readable(fresh)
        refused = await refusals.take(lambda some: self._take_whole(at, place, some), some)
        if refused is not None:
            checked = refusals.set_aside(place.service, *refused)
            with suppress(Unstorable):  # even as a finding: the note of the halt tells it then
                await self._write(at, place, checked, refusals.NOTHING_KNOWN)
            assert checked.finding is not None
            raise refusals.halt(checked.offset_to, checked.finding)
        if len(some) < len(fresh):  # what comes behind it is looked for again
            checked = refusals.unreadable(place.service, place.offset, fresh[len(some)])
            await self._write(at, place, checked, refusals.NOTHING_KNOWN)
            if checked.offset_to == place.offset:
                raise Halted(UNREADABLE, place.offset, str(checked.finding))
            place.adopt(checked, self._streams_max)
            self._passed(at, place.offset)

    async def _take_whole(self, at: TopicPartition, place: Place, fresh: list[Any]) -> None:
        arrived = read(fresh)
        asked = place.service, place.shards, arrived, place.ends, place.streams
        known = await self._store.patiently(lambda: self._store.known(*asked))
        checked = check(place.service, place.shards, arrived, known)
        with self._telemetry.write(at.topic, checked.entries):
            await self._write(at, place, checked, known)
        place.adopt(checked, self._streams_max)
        if checked.duplicates:
            self._telemetry.duplicates(at.topic, checked.duplicates)
            log.info(
                "records sent again", topic=at.topic, partition=at.partition, n=checked.duplicates
            )
        if checked.finding is not None:
            raise refusals.halt(checked.offset_to, checked.finding)
        self._passed(at, place.offset)

    async def _write(
        self, at: TopicPartition, place: Place, checked: Checked, known: Known
    ) -> None:
        """Write a batch once, whatever happens to the connection; gives up after ``PATIENCE_S``."""
        delay, deadline = DELAY_FIRST_S, asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            try:
                await self._store.append(
                    at.topic, at.partition, place.service, place.offset, checked, known
                )
                return
            except StoreUnavailable as lost:
                if await self._written(at, place, checked, lost):
                    return
                if asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(delay)  # a full disk answers reads at once and writes never
            delay = min(delay * 2, DELAY_MAX_S)

    async def _written(
        self, at: TopicPartition, place: Place, checked: Checked, lost: StoreUnavailable
    ) -> bool:
        """Whether an unknown commit happened, read from the stored offset; else ``Stale``."""
        log.warning("commit unknown", topic=at.topic, partition=at.partition, reason=str(lost))
        stored = await self._store.patiently(
            lambda: self._store.next_offset(at.topic, at.partition)
        )
        # A batch that moves nothing holds a finding alone, kept once however often written.
        if stored == checked.offset_to != place.offset:
            return True
        if stored != place.offset:
            raise Stale(f"the stored position {stored} is foreign")
        return False

    # -- upkeep ---------------------------------------------------------------------------------

    async def upkeep(self) -> None:
        """Once a second: look after what is halted, claim what has no place, commit hints."""
        while True:
            await asyncio.sleep(UPKEEP_S)
            consumer = self.consumer()
            if consumer is None:
                continue
            await self._look_after()
            async with self._lock:
                missing = consumer.assignment() - self.places.keys() - self.halted.keys()
                await for_each(self._own, sorted(missing))
            await self._commit(consumer)

    async def _look_after(self) -> None:
        """Note halts for people; go on where one was released."""
        async with self._lock:
            offsets = {at: place.offset for at, place in self.places.items()}
            try:
                for at in await self._stops.keep(self._notes, offsets):
                    self.places.pop(at, None)
            except StoreUnavailable as lost:
                log.warning("halts wait", reason=str(lost))

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        """Tell Kafka where we are."""
        await self._hints.tell(consumer, {at: place.offset for at, place in self.places.items()})

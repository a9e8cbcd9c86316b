"""What the inbox does with halts: notes them, tries them again, obeys a release."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec import DecodeError
from msgspec.structs import replace

from contracts.commands import Release
from services.kit import events
from services.kit.batch import StoreUnavailable, Unstorable
from services.kit.edition_notes import compare
from services.kit.halt_notes import HaltNotes
from services.kit.halt_reasons import projection_stopped, relay_stopped
from services.kit.halts import Halt, Stops
from services.kit.incoming import Refused, digest, read
from services.kit.kit_events import PartitionReleased
from services.kit.owner import Owner
from services.kit.projector import Projector
from services.kit.reach import in_reach
from services.kit.relay import Relay
from services.kit.releases import release
from services.kit.turn import Turn

log = structlog.get_logger()

BeginOf = Callable[[str, int], Awaitable[int]]
"""(topic, partition) -> the first offset that the topic holds."""


class Halting:
    """One inbox's care of the halts of its owners."""

    def __init__(self, relay: Relay, notes: HaltNotes, tables: Projector | None = None) -> None:
        self._relay = relay
        self._notes = notes
        self._tables = tables
        self.late: set[str] = set()  # policy editions that this process found too late

    async def begin(self, owner: Owner, begin_of: BeginOf) -> None:
        """What was halted and what was released before this owner, and by which editions it judged."""
        rows = await owner.patiently(lambda: self._notes.read(owner))
        owner.stops.begin(rows, owner.next_offsets)
        self.late.update(await compare(owner, self._notes))
        await self.learn(owner, begin_of)

    def stop(self, owner: Owner, halt: Halt) -> None:
        """Stand still; said once, however often it is tried."""
        if owner.stops.stop(halt, asyncio.get_running_loop().time()):
            log.critical(
                "partition halted",
                partition=halt.partition,
                topic=halt.topic,
                rule=halt.rule,
                waits_at=halt.waits_at,
                reason=halt.detail,
            )

    def taken(self, owner: Owner, topic: str) -> None:
        """A batch of the topic is written: what stood still there may be passed."""
        halt = owner.stops.found.get(topic)
        if halt is not None and owner.next_offsets[topic] > halt.waits_at:
            self._passed(owner, topic)

    def in_reach(self, owner: Owner, topic: str) -> None:
        """The topic holds our position (again)."""
        halt = owner.stops.found.get(topic)
        if halt is not None and halt.rule == "offsets_lost":
            self._passed(owner, topic)

    @staticmethod
    def _passed(owner: Owner, topic: str) -> None:
        if owner.stops.passed(topic):
            log.info("partition goes on", partition=owner.partition, topic=topic)

    # -- releases -------------------------------------------------------------------------------

    async def listen(
        self, owner: Owner, consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
    ) -> None:
        """Read the commands topic for releases where it is itself halted: each record once while this owner
        lasts, and what came since the halt when it begins. What a topic made anew held before is not of ours.
        """
        at = TopicPartition(owner.service.commands_topic, owner.partition)
        if at.topic not in owner.stops.standing():
            return
        halt, listened = owner.stops.found[at.topic], owner.stops.listened
        if listened is None or listened[0] != halt:
            since_ms = int(halt.since.timestamp() * 1000)
            first = (await consumer.offsets_for_times({at: since_ms})).get(at)
            listened = halt, ends[at] if first is None else first.offset
        owner.stops.listened = listened
        consumer.seek(at, min(listened[1], ends[at]))

    async def hear(self, owner: Owner, records: Sequence[Any]) -> None:
        """Store each release among the records of the halted commands topic, or its refusal.

        Everything else there is read when the topic goes on; then this command is a duplicate. A release
        that can't be stored waits for that too, and keeps no later one unheard.
        """
        for record in records:
            item = read(record, owner.service, owner.partitions)
            if isinstance(item, Refused) or not isinstance(item.message, Release):
                continue
            key = digest(item.envelope)
            if await owner.patiently(lambda k=key: owner.store.taken([k], owner.owned[0])):  # type: ignore[misc]
                continue
            turn = Turn(owner, record.topic, [], set())
            if isinstance(in_reach(turn, item), Refused):
                continue
            turn.first_time(key, item.envelope.business_date)
            release(turn, item)
            try:
                await turn.flush(owner.next_offsets[record.topic])
            except Unstorable as refused:
                log.warning("release not stored", partition=owner.partition, reason=str(refused))
        halt = owner.stops.found.get(records[-1].topic)
        if halt is not None:
            owner.stops.listened = halt, records[-1].offset + 1

    async def learn(self, owner: Owner, begin_of: BeginOf) -> bool:
        """Read what was released in this partition; returns whether something goes on by it."""
        shard = owner.owned[0]
        stream = f"release-{shard}"
        if stream not in owner.heads:
            return False
        past = await owner.patiently(lambda: owner.store.load([stream], shard))
        owner.stops.learn(_readable(owner, past[stream].events))
        going = False
        for topic in sorted(owner.stops.standing()):
            halt = owner.stops.found[topic]
            released = owner.stops.release_of(halt)
            if released is not None:
                await self._let_go(owner, halt, released, begin_of)
                going = True
        return going

    async def _let_go(
        self, owner: Owner, halt: Halt, released: PartitionReleased, begin_of: BeginOf
    ) -> None:
        """Read on: from the topic's beginning where its records were lost, else from our position."""
        if halt.rule == "offsets_lost" and released.continue_at == "beginning":
            begin = await begin_of(halt.topic, halt.partition)
            await Turn(owner, halt.topic, [], set()).flush(begin)
        owner.stops.try_again(halt.topic)
        log.warning(
            "partition released",
            partition=halt.partition,
            topic=halt.topic,
            given_up=released.given_up,
            actor=f"{released.requested_by}+{released.approved_by}",
        )

    # -- upkeep ---------------------------------------------------------------------------------

    def nothing(self, owner: Owner) -> bool:
        """Whether nothing of the partition stands still and nothing is noted."""
        return not (
            owner.stops.found
            or owner.stops.noted
            or owner.partition in self._relay.stopped
            or (self._tables is not None and self._tables.stopped)
        )

    def again(self, owner: Owner) -> bool:
        """Try what may have healed by itself; returns whether a topic is to be read again."""
        now = asyncio.get_running_loop().time()
        self._watch_relay(owner, now)
        self._watch_tables(owner, now)
        due = owner.stops.due(now)
        for halt in due:
            owner.stops.try_again(halt.topic)
            if halt.rule == "relay_stopped":
                self._relay.try_again(owner.partition)
        return any(halt.rule != "relay_stopped" for halt in due)

    def _watch_relay(self, owner: Owner, now: float) -> None:
        """The relay's own stop is noted beside the halts; it has passed when it sent that position."""
        topic = owner.service.journal_topic
        reason = self._relay.stopped.get(owner.partition)
        at = self._relay.stopped_at.get(owner.partition, (owner.owned[0], 0))
        if reason is not None:
            if topic not in owner.stops.standing():
                owner.stops.stop(relay_stopped(owner, reason, at), now)
            return
        halt = owner.stops.found.get(topic)
        if halt is None or halt.shard is None:
            return
        if self._relay.sent(halt.shard) >= halt.waits_at:
            self._passed(owner, topic)

    def _watch_tables(self, owner: Owner, now: float) -> None:
        """Read tables that stand still are noted too, one place per partition; they try themselves."""
        if self._tables is None:
            return
        name, stopped = self._tables.name, self._tables.stopped
        known = owner.stops.found.get(name)
        shard = next((each for each in owner.owned if each in stopped), None)
        if shard is not None:
            halt = projection_stopped(owner, name, shard, stopped[shard])
            if halt.again(known) and known is not None:
                owner.stops.found[name] = replace(halt, since=known.since)
            else:
                owner.stops.stop(halt, now)
        elif known is not None and known.shard is not None:
            reached = self._tables.reached.get(known.shard, -1)
            if reached >= known.waits_at:
                self._passed(owner, name)

    async def keep(self, owner: Owner) -> None:
        """Bring the notes in the database in step; they wait for it while it is away."""
        try:
            await self._keep(owner, owner.stops)
        except (StoreUnavailable, Unstorable) as lost:
            log.warning("halts wait", partition=owner.partition, reason=str(lost))

    async def _keep(self, owner: Owner, stops: Stops) -> None:
        for topic, halt in stops.found.items():
            if stops.noted.get(topic) != halt:
                await self._notes.note(owner, halt)
                stops.noted[topic] = halt
        for topic in stops.noted.keys() - stops.found.keys():
            await self._notes.clear(owner, topic)
            del stops.noted[topic]


def _readable(
    owner: Owner, stored: Sequence[tuple[str, int, bytes]]
) -> Iterator[PartitionReleased]:
    """Releases of newer code are passed over, with a warning: what they released waits for one of this."""
    for each in stored:
        try:
            event = events.decode(*each)
        except (events.UnknownEvent, DecodeError) as newer:
            log.warning("release not read", partition=owner.partition, reason=str(newer))
            continue
        assert isinstance(event, PartitionReleased)
        yield event

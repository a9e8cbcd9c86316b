"""Phrases for tests of topics that are filled anew: one database, one Kafka, lives of one service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndTimestamp

from services.kit.definition import Service
from services.kit.halt_notes import HaltNotes
from services.kit.inbox import Inbox
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import NOW, PARTITION, PARTITIONS, TOPIC, Record

COMMANDS = toy("").commands_topic


class Relay:
    """The part of a relay that the inbox talks to."""

    def __init__(self) -> None:
        self.stopped: dict[int, str] = {}
        self.stopped_at: dict[int, tuple[int, int]] = {}

    async def own(self, owner: Owner) -> None:
        pass

    def drop(self, partition: int) -> None:
        pass

    def sends_for(self, owner: Owner) -> bool:
        return True

    def backlog(self, owner: Owner) -> int:
        return 0


class Topics:
    """What Kafka holds; the part of a consumer that the inbox talks to."""

    def __init__(self) -> None:
        self.logs: dict[str, list[Record]] = {TOPIC: [], COMMANDS: []}
        self.begins: dict[str, int] = {}
        self.sought: dict[str, int] = {}
        self.looked: list[dict[str, range]] = []
        self.silent = False

    def hold(self, topic: str, records: Sequence[Record]) -> None:
        """This and nothing else."""
        held = enumerate(records)
        self.logs[topic] = [each._replace(topic=topic, offset=at) for at, each in held]

    async def beginning_offsets(self, at: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {each: self.begins.get(each.topic, 0) for each in at}

    async def end_offsets(self, at: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {each: len(self.logs[each.topic]) for each in at}

    async def offsets_for_times(
        self, at: dict[TopicPartition, int]
    ) -> dict[TopicPartition, OffsetAndTimestamp | None]:
        found: dict[TopicPartition, OffsetAndTimestamp | None] = {}
        for each, since_ms in at.items():
            later = [r for r in self.logs[each.topic] if r.timestamp >= since_ms]
            found[each] = (
                OffsetAndTimestamp(later[0].offset, later[0].timestamp) if later else None
            )
        return found

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition(topic, PARTITION) for topic in self.logs}

    def seek(self, at: TopicPartition, offset: int) -> None:
        self.sought[at.topic] = offset

    def pause(self, *at: TopicPartition) -> None:
        pass

    def resume(self, *at: TopicPartition) -> None:
        pass

    async def earlier(self, places: Mapping[TopicPartition, range]) -> list[Record]:
        self.looked.append({at.topic: offsets for at, offsets in places.items()})
        if self.silent:
            raise KafkaError("no answer")
        return [
            each
            for at, offsets in places.items()
            for each in self.logs[at.topic]
            if each.offset in offsets
        ]


class Case:
    """One database and one Kafka, whose service starts and ends."""

    def __init__(self, service: Service | None = None) -> None:
        self.service = service or toy("")
        self.store, self.topics = MemoryStore(), Topics()
        self.clock, self.notes = FixedClock(NOW), HaltNotes()

    async def start(self) -> Inbox:
        def owner(partition: int) -> Owner:
            made = self.service, self.store, partition, PARTITIONS, self.clock, Telemetry(), 100
            return Owner(*made)

        relay: Any = Relay()
        inbox = Inbox(
            owner,
            relay,
            self.service.all_topics,
            backlog_max=10**6,
            batch_records=100,
            notes=self.notes,
            earlier=self.topics.earlier,
        )
        consumer: Any = self.topics
        inbox.consumer = lambda: consumer
        await inbox.on_partitions_assigned(self.topics.assignment())
        return inbox

    async def read(self, inbox: Inbox, topic: str = TOPIC) -> None:
        """What comes from where the service has sought to."""
        at = self.topics.sought[topic]
        await inbox.take(tuple(self.topics.logs[topic][at:]))
        assert inbox.failure is None, inbox.failure

    async def has_taken(self, records: Sequence[Record], topic: str = TOPIC) -> None:
        """A life of the service that takes these and ends."""
        self.topics.hold(topic, records)
        await self.read(await self.start(), topic)

    async def halt(self, topic: str = TOPIC) -> str | None:
        """A new life's reason not to read on."""
        inbox = await self.start()
        found = inbox.owners[PARTITION].stops.found.get(topic)
        assert found is None or found.rule == "offsets_lost"
        return None if found is None else found.detail

"""A service in memory without traffic, looked at as a running one is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from services.kit import looking
from services.kit.gauges import Gauges
from services.kit.inbox import Inbox
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.restored import LastSent, never_asked
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import NOW, PARTITION, PARTITIONS, TOPIC, Observing

SERVICE = toy("")
AT = TopicPartition(TOPIC, PARTITION)
ORDERS_AT = TopicPartition(toy("").commands_topic, AT.partition)
HERE = f"partition={PARTITION},topic={TOPIC}"
WAITED_S = 0.01


class Relay:
    """One that has nothing to send."""

    def __init__(self) -> None:
        self.stopped: dict[int, str] = {}

    async def own(self, owner: Owner) -> None:
        """Nothing to begin with."""

    def drop(self, partition: int) -> None:
        """Nothing to give up."""

    def sends_for(self, owner: Owner) -> bool:
        """Always."""
        return True

    def backlog(self, owner: Owner) -> int:
        """Never any."""
        return 0


class Consumer:
    """A consumer whose topics end at ``end``; ``answer`` comes before every end that it tells."""

    def __init__(self, assigned: Iterable[TopicPartition] = (AT, ORDERS_AT)) -> None:
        self.end = 3
        self.asked: list[TopicPartition] = []
        self.answer: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(0)
        self._assigned = set(assigned)

    def assignment(self) -> set[TopicPartition]:
        """What the group gave it."""
        return self._assigned

    async def beginning_offsets(self, asked: list[TopicPartition]) -> dict[TopicPartition, int]:
        """From the beginning on."""
        return dict.fromkeys(asked, 0)

    async def end_offsets(self, asked: list[TopicPartition]) -> dict[TopicPartition, int]:
        """When Kafka answers."""
        self.asked = asked
        await self.answer()
        return dict.fromkeys(asked, self.end)

    def highwater(self, at: TopicPartition) -> int:
        """Of the last fetch that was answered."""
        return 3

    def seek(self, at: TopicPartition, offset: int) -> None:
        """Nothing is fetched here."""

    def pause(self, *at: TopicPartition) -> None:
        """Nothing is fetched here."""

    def resume(self, *at: TopicPartition) -> None:
        """Nothing is fetched here."""


async def unreadable(partition: int) -> tuple[int, int] | None:
    """The journal can't be read, so that no claim succeeds."""
    raise KafkaError("the journal's end can't be read")


class Looked:
    """A service in memory without traffic, looked at as a running one is."""

    def __init__(self, consumer: Consumer | None, last_sent: LastSent = never_asked) -> None:
        self.later = timedelta()
        self.seen = Observing(clock=lambda: NOW + self.later)
        self.consumer = consumer
        relay: Any = Relay()
        self.inbox = Inbox(
            self._owner,
            relay,
            SERVICE.all_topics,
            backlog_max=10,
            batch_records=100,
            last_sent=last_sent,
        )
        self.inbox.consumer = lambda: self.consumer
        self.store: Any = MemoryStore()
        self.process: Any = SimpleNamespace(
            inbox=self.inbox,
            relay=relay,
            projector=SimpleNamespace(stopped={}, name="toy-1"),
            settings=SimpleNamespace(partitions=PARTITIONS),
            store=SimpleNamespace(connection=self._no_database),
        )
        self.metrics = self.seen.telemetry.metrics
        self.gauges = Gauges(self.process, self.metrics, self.seen.clock)

    def _owner(self, partition: int) -> Owner:
        telemetry, clock = self.seen.telemetry, self.seen.clock
        return Owner(SERVICE, self.store, partition, PARTITIONS, clock, telemetry, 100)

    def _no_database(self, shard: int) -> Any:
        raise looking.StoreUnavailable("none in this test")

    async def assigned(self) -> None:
        """The group gives it its partition."""
        await self.inbox.on_partitions_assigned({AT})

    async def look(self) -> dict[str, dict[str, Any]]:
        """All numbers after a look."""
        await self.gauges.look()
        return self.seen.numbers()


async def never() -> None:
    """A broker that was cut off: no refusal, no answer."""
    await asyncio.Event().wait()


async def refuse() -> None:
    """A broker that is not there."""
    raise KafkaError("no connection")

"""One running service in simulation: the kit's owners, inbox and relay, and the service's rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from aiokafka import TopicPartition

from services.kit.definition import Service
from services.kit.inbox import Inbox
from services.kit.owner import Owner
from services.kit.relay import Relay
from services.kit.restored import BACKLOGS, Sent, look_back, position_of
from services.kit.sharding import shards_of
from services.kit.telemetry import Telemetry
from tests.simulation.bus import Address, Message
from tests.simulation.database import Database, Line
from tests.simulation.edition_notes import Notes
from tests.simulation.group import Consumer, Group
from tests.simulation.loop import WORLD

position_at = lru_cache(maxsize=4096)(position_of)
"""A record of a journal stays as it is, and every claim looks at the last ones."""
BEGIN = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)


class Process:
    """Starts at once; ``failure`` is what it died of by its own hand."""

    def __init__(
        self,
        name: str,
        service: Service,
        database: Database,
        group: Group,
        ended: Callable[[Process], None],
        sizes: tuple[int, int, int],
    ) -> None:
        self.name = name
        self.service = service
        self.database = database
        self.loop = database.loop
        self.clock_off = timedelta(0)
        self.failure: BaseException | None = None
        self._records_max, self._streams_max, self._backlog_max = sizes
        self._ended = ended
        self._tasks: list[asyncio.Task[Any]] = []
        self._poll: asyncio.Task[Any] | None = None
        self._busy = asyncio.Lock()
        self.life, self._context = self.loop.born(name)
        broker = group.broker
        self.line = Line(database, self.life)
        self.relay = Relay(service, self.line, Address.of(broker), Telemetry(), self._clock)
        self.inbox = Inbox(
            self._owner,
            self.relay,
            service.all_topics,
            backlog_max=self._backlog_max,
            batch_records=max(1, self._records_max // 2),
            notes=Notes(database),
            last_sent=self._last_sent,
            earlier=self._earlier,
        )
        self.consumer = Consumer(group, self.life, self.inbox, self._records_max)
        self.inbox.consumer = lambda: self.consumer
        database.trace.step("starts", name)
        self.loop.create_task(self._main(), context=self._context)

    def _owner(self, partition: int) -> Owner:
        return Owner(
            self.service,
            self.line,
            partition,
            self.consumer.broker.partitions,
            self._clock,
            Telemetry(),
            self._streams_max,
        )

    async def _last_sent(self, partition: int) -> Sent:
        """As a consumer of the journal would see it."""
        broker = self.consumer.broker
        log = broker.log((self.service.journal_topic, partition))

        async def read(first: int, end: int) -> Iterable[tuple[int, int]]:
            await broker.answer("journal")
            return [at for each in log[first:end] if (at := position_at(each)) is not None]

        await broker.answer("journal")
        shards = shards_of(partition, broker.partitions)
        return await look_back(read, 0, len(log), shards, BACKLOGS * self._backlog_max)

    async def _earlier(self, places: Mapping[TopicPartition, range]) -> list[Message]:
        """What lies at these offsets, as a consumer of its own would read it."""
        broker = self.consumer.broker
        await broker.answer("earlier records")
        return [
            message
            for at, offsets in places.items()
            for message in broker.log((at.topic, at.partition))[offsets.start : offsets.stop]
        ]

    def _clock(self) -> datetime:
        return BEGIN + timedelta(seconds=self.loop.time()) + self.clock_off

    @property
    def running(self) -> bool:
        """Whether it is there at all; a stopped one is."""
        return not self.life.dead

    async def _main(self) -> None:
        """As ``services.kit.main``: what fails in a part ends the whole."""
        self._poll = asyncio.create_task(self._consume())
        self._tasks = [
            self._poll,
            asyncio.create_task(self.relay.run()),
            asyncio.create_task(self.inbox.upkeep()),
            asyncio.create_task(self.consumer.membership()),
            asyncio.create_task(self.consumer.heartbeats()),
            asyncio.create_task(self._failing()),
        ]
        for task in self._tasks:
            task.add_done_callback(self._one_ended)

    async def _failing(self) -> None:
        await self.inbox.failed.wait()
        assert self.inbox.failure is not None
        raise self.inbox.failure

    def _one_ended(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or self.failure is not None or task.exception() is None:
            return
        self.failure = task.exception()
        self.database.trace.step(f"fails: {self.failure!r}", self.name)
        self.loop.call_soon(self.kill, context=WORLD)

    async def _consume(self) -> None:
        while True:
            records = await self.consumer.getmany()
            async with self._busy:
                await self.inbox.take(records)

    def read_no_more(self) -> None:
        """For stories that hand the inbox its records themselves."""
        assert self._poll is not None
        self._poll.cancel()

    # -- ends -----------------------------------------------------------------------------------

    def kill(self) -> None:
        """As by SIGKILL."""
        if self.running:
            self.database.trace.step("is killed", self.name)
        self.life.kill()
        self.consumer.drop()
        self._ended(self)

    def stop(self) -> None:
        """As by SIGSTOP."""
        self.life.stopped = True
        self.database.trace.step("is stopped", self.name)

    def go_on(self) -> None:
        """As by SIGCONT."""
        self.database.trace.step("goes on", self.name)
        self.loop.go_on(self.life)

    def leave(self) -> None:
        """As by SIGTERM: the batch in hand is finished, the group is left, nothing else is done."""
        self.database.trace.step("is told to end", self.name)
        self.loop.create_task(self._leave(), context=self._context)

    async def _leave(self) -> None:
        async with self._busy:
            self.consumer.leave()
            for task in self._tasks:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.loop.call_soon(self.kill, context=WORLD)

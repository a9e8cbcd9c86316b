"""Runs a service: settings, migrations, store, owners, relay, projection, broker, clean end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker
from pydantic import ValidationError

from services.kit import collector, events, logs
from services.kit.clock import utc_now
from services.kit.definition import Service
from services.kit.earlier import earlier
from services.kit.edge import make_broker
from services.kit.halt_notes import StoredHaltNotes
from services.kit.inbox import Inbox
from services.kit.kit_events import KIT_EVENTS
from services.kit.migrations import MigrationError, migrate
from services.kit.owner import Owner
from services.kit.parts import first_failure
from services.kit.policy import PolicyError
from services.kit.projector import Projector
from services.kit.relay import Relay
from services.kit.restored import last_sent
from services.kit.settings import Settings, told
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry, make_telemetry

log = structlog.get_logger()

Subscribe = Callable[[KafkaBroker, Inbox, Settings], Any]


def run(name: str, make_service: Callable[[Settings], Service], subscribe: Subscribe) -> int:
    """The whole life of one service process; returns its exit code."""
    logs.configure(name)
    try:
        settings = Settings()
        settings.check_shards()
        service = make_service(settings)
        telemetry = make_telemetry(name)
    except (ValidationError, ValueError, PolicyError) as wrong:
        sys.stderr.writelines(f"{name}: {line}\n" for line in told(wrong, Settings))
        return 2
    try:
        collector.tune()
        return asyncio.run(_until_told(Process(service, settings, subscribe, telemetry)))
    except (MigrationError, KafkaError, asyncpg.PostgresError, OSError) as wrong:
        sys.stderr.write(f"{name}: {type(wrong).__name__}: {wrong}\n")
        return 1


async def _until_told(process: Process) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await process.start()
    told, failed = asyncio.create_task(stop.wait()), asyncio.create_task(process.failed())
    await asyncio.wait({told, failed}, return_when=asyncio.FIRST_COMPLETED)
    for task in (told, failed):
        task.cancel()
    await process.stop()
    return 1 if process.failure is not None else 0


class Process:
    """One running service. ``failure`` is what it died of, None while it lives."""

    def __init__(
        self, service: Service, settings: Settings, subscribe: Subscribe, telemetry: Telemetry
    ) -> None:
        self.service = service
        self.settings = settings
        self.telemetry = telemetry
        self.failure: BaseException | None = None
        self.store = PostgresStore(settings.dsn_of, telemetry.store_unavailable)
        self.relay = Relay(service, self.store, settings.kafka, telemetry, utc_now)
        self.projector = Projector(
            self.store, f"{service.name}-1", service.project, service.projects
        )
        self.inbox = Inbox(
            self._owner,
            self.relay,
            service.all_topics,
            backlog_max=settings.relay_backlog,
            batch_records=settings.batch_records,
            notes=StoredHaltNotes(self.store),
            last_sent=last_sent(
                settings.kafka, service.journal_topic, settings.partitions, settings.relay_backlog
            ),
            earlier=earlier(settings.kafka),
            tables=self.projector,
        )
        self.broker = make_broker(settings)
        self.subscriber = subscribe(self.broker, self.inbox, settings)
        self.inbox.consumer = lambda: self.subscriber.consumer
        self._tasks: list[asyncio.Task[Any]] = []

    def _owner(self, partition: int) -> Owner:
        settings = self.settings
        return Owner(
            self.service,
            self.store,
            partition,
            settings.partitions,
            utc_now,
            self.telemetry,
            settings.streams_in_memory,
            settings.days_ahead,
        )

    async def start(self) -> None:
        """Migrate, join the group, begin to work."""
        events.register(KIT_EVENTS)
        events.register(self.service.decider.events)
        if self.settings.owner_dsn is not None:
            await migrate(self.settings.owner_dsn, self.service.migrations)
        self._tasks = [
            asyncio.create_task(work)
            for work in (
                self.relay.run(),
                self.inbox.upkeep(),
                self.projector.run(self.inbox.owned_shards),
                self._say_ready(),
            )
        ]
        await self.telemetry.start(self)
        await self.broker.start()

    async def failed(self) -> None:
        """Returns when a part of this process has failed; the reason is in ``failure``."""
        inbox = self.inbox
        self.failure = await first_failure(self._tasks, inbox.failed, lambda: inbox.failure)
        log.critical("service failed", exc_info=self.failure)

    async def stop(self) -> None:
        """Finish the batch in hand and close everything; what is stored is sent by the next start."""
        await self.broker.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.telemetry.stop()
        await self.store.close()

    async def _say_ready(self) -> None:
        """Once the group has answered, say so in the data directory."""
        await self.inbox.assigned.wait()
        log.info("ready", partitions=sorted(self.inbox.owners))
        if self.settings.data is not None:
            folder = self.settings.data / "run"
            folder.mkdir(parents=True, exist_ok=True)
            ready = folder / f"{self.service.name}.ready"
            ready.write_text(json.dumps({"pid": os.getpid()}), "utf-8")

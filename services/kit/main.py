"""Runs a service: settings, migrations, store, owners, relay, projection, broker, clean end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import structlog
from faststream.kafka import KafkaBroker
from pydantic import ValidationError

from services.kit import events, logs
from services.kit.clock import utc_now
from services.kit.definition import Service
from services.kit.inbox import Inbox
from services.kit.kit_events import KIT_EVENTS
from services.kit.migrations import MigrationError, migrate
from services.kit.owner import Owner
from services.kit.policy import PolicyError
from services.kit.projector import Projector
from services.kit.relay import Relay
from services.kit.settings import Settings
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry

log = structlog.get_logger()

Subscribe = Callable[[KafkaBroker, Inbox, Settings], object]


def run(make_service: Callable[[Settings], Service], name: str, subscribe: Subscribe) -> int:
    """The whole life of one service process; returns its exit code."""
    logs.configure(name)
    try:
        settings = Settings()
        settings.check_shards()
        service = make_service(settings)
    except (ValidationError, ValueError, PolicyError) as wrong:
        print(f"{name}: {wrong}", file=sys.stderr)
        return 2
    try:
        return asyncio.run(_serve(service, settings, subscribe))
    except MigrationError as wrong:
        print(f"{name}: {wrong}", file=sys.stderr)
        return 1


async def _serve(service: Service, settings: Settings, subscribe: Subscribe) -> int:
    events.register(KIT_EVENTS)
    events.register(service.decider.events)
    if settings.owner_dsn is not None:
        await migrate(settings.owner_dsn, service.migrations)
    telemetry = Telemetry()
    store = PostgresStore(settings.dsn_of)
    relay = Relay(service, store, settings.kafka, telemetry)
    inbox = Inbox(
        lambda partition: Owner(
            service, store, partition, settings.partitions, utc_now, telemetry,
            settings.streams_in_memory,
        ),
        relay,
        service.all_topics,
        settings.relay_backlog,
    )
    from services.kit.edge import make_broker

    broker = make_broker(settings)
    subscriber = subscribe(broker, inbox, settings)
    inbox.consumer = lambda: subscriber.consumer  # type: ignore[attr-defined]
    projector = Projector(store, f"{service.name}-1", service.project)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(relay.run()),
        asyncio.create_task(inbox.upkeep()),
        asyncio.create_task(projector.run(lambda: [s for o in inbox.owners.values() for s in o.owned])),
        asyncio.create_task(inbox.failed.wait()),
        asyncio.create_task(stop.wait()),
        asyncio.create_task(_say_ready(service.name, settings, inbox)),
    ]
    await broker.start()
    try:
        await _first_end(tasks)
    finally:
        await broker.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()
    return 1 if inbox.failure is not None else 0


async def _first_end(tasks: list[asyncio.Task[Any]]) -> None:
    """Wait until told to stop or until a task fails; a failed task fails the service."""
    pending = set(tasks)
    while True:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        if tasks[3] in done or tasks[4] in done:
            return


async def _say_ready(name: str, settings: Settings, inbox: Inbox) -> None:
    """Once partitions are owned, say so in the data directory."""
    while not inbox.owners:
        await asyncio.sleep(0.05)
    log.info("ready", partitions=sorted(inbox.owners))
    if settings.data is not None:
        folder = settings.data / "run"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.ready"
        path.write_text(json.dumps({"pid": os.getpid()}), "utf-8")

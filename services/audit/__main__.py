"""Runs the audit service: settings, migrations, the journals' reader, the read side, clean end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from services.audit.api import make_app
from services.audit.app import subscribe_journals
from services.audit.library import Library
from services.audit.reader import Reader
from services.audit.registry import REGISTRY
from services.audit.server import PortTaken, bind, make_server
from services.audit.settings import AuditSettings
from services.audit.sources import JOURNALS
from services.audit.store import JournalStore
from services.audit.watch import watch
from services.kit import logs
from services.kit.batch import StoreUnavailable
from services.kit.clock import utc_now
from services.kit.edge import make_broker
from services.kit.migrations import MigrationError, migrate

NAME = "audit"
MIGRATIONS = Path(__file__).with_name("migrations")
log = structlog.get_logger()


def main() -> int:
    """The whole life of the process; returns its exit code."""
    logs.configure(NAME)
    try:
        settings = AuditSettings()
        token = settings.token()
    except (ValidationError, ValueError) as wrong:
        print(f"{NAME}: {wrong}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        listening = bind(settings.api_host, settings.api_port)
        return asyncio.run(_serve(settings, token, listening))
    except (MigrationError, PortTaken) as wrong:
        print(f"{NAME}: {wrong}", file=sys.stderr)  # noqa: T201
        return 1


async def _serve(settings: AuditSettings, token: str, listening: socket.socket) -> int:
    REGISTRY.register_events()
    if settings.owner_dsn is not None:
        await migrate(settings.owner_dsn, MIGRATIONS)
    store = JournalStore(settings.dsn)
    reader = Reader(store, JOURNALS, settings.partitions, settings.streams_in_memory)
    broker = make_broker(settings)
    subscriber = subscribe_journals(broker, reader, settings)
    reader.consumer = lambda: subscriber.consumer

    async def ready() -> dict[str, Any] | None:
        return await _state(store, reader)

    server = make_server(make_app(Library(store, REGISTRY), token, ready))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    ends = [asyncio.create_task(stop.wait()), asyncio.create_task(reader.failed.wait())]
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    tasks: list[asyncio.Task[None]] = [serving, asyncio.create_task(reader.upkeep())]
    if settings.verifier_dsns and settings.verify_every_s:
        every = settings.verify_every_s
        tasks.append(
            asyncio.create_task(
                watch(store, settings.dsn, settings.verifier_dsns, every, utc_now)
            )
        )
    await broker.start()
    announcing = asyncio.create_task(_announce(settings, reader, listening))
    try:
        await asyncio.wait({*ends, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        await broker.stop()
        server.should_exit = True
        await asyncio.wait({serving})
        for task in (*tasks, *ends, announcing):
            task.cancel()
        await asyncio.gather(*tasks, *ends, announcing, return_exceptions=True)
        await store.close()
    return 1 if reader.failure is not None or not stop.is_set() else 0


async def _state(store: JournalStore, reader: Reader) -> dict[str, Any] | None:
    """How many partitions are read and how many are halted; None while not ready."""
    if not reader.places and not reader.halted:
        return None
    try:
        async with store.connection() as db:
            await db.fetchval("select 1")
    except StoreUnavailable:
        return None
    return {"partitions": len(reader.places), "halted": len(reader.halted)}


async def _announce(settings: AuditSettings, reader: Reader, listening: socket.socket) -> None:
    """Once journals are read, say so in the data directory."""
    await reader.reading.wait()
    host, port = listening.getsockname()[:2]
    log.info("ready", journals=len(reader.places), api=f"http://{host}:{port}")
    if settings.data is not None:
        folder = settings.data / "run"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{NAME}.ready").write_text(json.dumps({"pid": os.getpid()}), "utf-8")


if __name__ == "__main__":
    sys.exit(main())

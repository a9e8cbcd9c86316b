"""The parts of one audit process and their life: reader, read side, regular verification."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from services.audit import items, releasing
from services.audit.api import make_app
from services.audit.app import subscribe_journals
from services.audit.library import Library
from services.audit.policy import PACKS, FiguresPolicy
from services.audit.reader import Reader
from services.audit.registry import REGISTRY
from services.audit.remembered import Memory
from services.audit.server import make_server
from services.audit.settings import AuditSettings
from services.audit.sources import JOURNALS
from services.audit.store import JournalStore
from services.audit.telemetry import Telemetry
from services.audit.watch import watch
from services.kit.batch import StoreUnavailable
from services.kit.clock import utc_now
from services.kit.edge import make_broker
from services.kit.migrations import migrate
from services.kit.parts import first_failure
from services.kit.policy import book_of

NAME = "audit"
MIGRATIONS = Path(__file__).with_name("migrations")
log = structlog.get_logger()


class Process:
    """One running audit service. ``failure`` is what it died of, None while it lives.

    Raises:
        PolicyError: the pack that defines the figures can't be used.
    """

    def __init__(
        self,
        settings: AuditSettings,
        token: str,
        listening: socket.socket,
        journals: Mapping[str, str] = JOURNALS,
        telemetry: Telemetry | None = None,
    ) -> None:
        self.settings = settings
        self.failure: BaseException | None = None
        self.telemetry = telemetry or Telemetry()
        self.store = JournalStore(settings.dsn, self.telemetry.store_unavailable)
        self.reader = Reader(
            self.store,
            journals,
            settings.partitions,
            settings.streams_in_memory,
            self.telemetry,
        )
        self.broker = make_broker(settings)
        self.subscriber = subscribe_journals(self.broker, self.reader, settings)
        self.reader.consumer = lambda: self.subscriber.consumer
        memory = Memory(settings.answers_in_memory << 20)
        definitions = book_of(settings, NAME, PACKS, FiguresPolicy)
        library = Library(self.store, REGISTRY, settings.partitions, memory, definitions)
        app = make_app(library, token, self.state, self.telemetry.of_read_side())
        items.install(app, self.store)
        releasing.install(app, self.reader.release)
        self.server = make_server(app)
        self._listening = listening
        self._serving: asyncio.Task[Any] | None = None
        self._tasks: list[asyncio.Task[Any]] = []

    async def start(self) -> None:
        """Migrate, begin to answer, join the group and begin to read."""
        REGISTRY.register_events()
        if self.settings.owner_dsn is not None:
            await migrate(self.settings.owner_dsn, MIGRATIONS)
        self._serving = asyncio.create_task(self.server.serve(sockets=[self._listening]))
        work = [self.reader.upkeep(), self._say_ready(), self._watch()]
        self._tasks = [asyncio.create_task(each) for each in work]
        await self.telemetry.start(self)
        await self.broker.start()

    async def failed(self) -> None:
        """Returns when a part of this process has failed; the reason is in ``failure``."""
        reader, parts = self.reader, list(self._tasks)
        if self._serving is not None:
            parts.append(self._serving)
        self.failure = await first_failure(parts, reader.failed, lambda: reader.failure)
        log.critical("service failed", exc_info=self.failure)

    async def stop(self) -> None:
        """Finish the batch and the answers in hand, then close everything."""
        await self.broker.stop()
        self.server.should_exit = True
        if self._serving is not None:
            await asyncio.wait({self._serving})
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.telemetry.stop()
        await self.store.close()

    async def state(self) -> dict[str, Any] | None:
        """How many partitions are read and how many are halted; None while not ready."""
        if not self.reader.places and not self.reader.halted:
            return None
        try:
            async with self.store.connection() as db:
                await db.fetchval("select 1")
        except StoreUnavailable:
            return None
        halted = self.reader.halted.keys()
        return {"partitions": len(self.reader.places.keys() - halted), "halted": len(halted)}

    @property
    def verify_every_s(self) -> int:
        """How often everything is verified, in seconds; 0 when it can't be or is not to be."""
        return self.settings.verify_every_s if self.settings.verifier_dsns else 0

    async def _watch(self) -> None:
        dsn, dsns, every = self.settings.dsn, self.settings.verifier_dsns, self.verify_every_s
        if every:
            await watch(self.store, dsn, dsns, every, utc_now, self.telemetry.verified)

    async def _say_ready(self) -> None:
        """Once journals are read, say so in the data directory."""
        await self.reader.reading.wait()
        host, port = self._listening.getsockname()[:2]
        log.info("ready", journals=len(self.reader.places), api=f"http://{host}:{port}")
        if self.settings.data is not None:
            folder = self.settings.data / "run"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{NAME}.ready").write_text(json.dumps({"pid": os.getpid()}), "utf-8")

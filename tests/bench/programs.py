"""Services as processes of their own, measured from outside; and the feed that they are given."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import asyncpg
import psutil
from aiokafka import AIOKafkaProducer

from contracts.catalogue import COREBANK, DECIDING, topics_of
from contracts.envelope import write_headers
from deploy.local.databases import DatabaseAddresses
from deploy.local.processes import free_port
from deploy.local.topics import create_topics
from services.kit.sharding import partition_of, shard_of
from tests.bench.book import Sent
from tests.bench.results import ROOT

PARTITIONS = 4
PATIENCE_S = 900.0
TOKEN = "bench"  # opens a server that lives for one bench
SERVICES = ("monitoring", "classification", "audit")
STORED = "select coalesce(sum(position), 0) from store.shard"
"""Events that a deciding service has stored."""
ARRIVED = "select coalesce(sum(position), 0) from audit.shard"
"""Events that audit has of all services together."""


class Program:
    """One service process."""

    def __init__(
        self, service: str, kafka: str, at: DatabaseAddresses, folder: Path, **settings: object
    ) -> None:
        self.service = service
        self.folder = folder
        self.port = free_port()
        folder.mkdir(parents=True)
        token = folder / "token"
        token.write_text(TOKEN, "utf-8")
        given = {
            "kafka": kafka,
            "dsn": at.service,
            "owner_dsn": at.owner,
            "partitions": PARTITIONS,
            "data": folder,
            "api_port": self.port,
            "api_token_file": token,
            "verify_every_s": 0,
            **settings,
        }
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("POSTLOAN_", "OTEL_"))}
        self._log = (folder / "log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"services.{service}"],
            env=kept
            | {"PYTHONPATH": str(ROOT)}
            | {f"POSTLOAN_{k.upper()}": str(v) for k, v in given.items()},
            cwd=folder,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    async def ready(self) -> None:
        """Returns when it owns its partitions."""
        file = self.folder / "run" / f"{self.service}.ready"
        async with asyncio.timeout(120):
            while not file.exists():
                self.check()
                await asyncio.sleep(0.05)

    def check(self) -> None:
        """Fails with its last words when it has died."""
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "log").read_text("utf-8")[-2000:])

    @property
    def memory(self) -> float:
        """Resident set in MiB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20

    @property
    def cpu_s(self) -> float:
        """Processor time so far."""
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)

    def pause(self) -> None:
        """Stand still, for less than Kafka's session."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Work again."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it, cleanly if it can."""
        self.go_on()
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


async def make_topics(bootstrap: str) -> None:
    """Every topic that there is."""
    topics = [topic for name in DECIDING for topic in topics_of(name)]
    await create_topics(bootstrap, dict.fromkeys([COREBANK, *topics], PARTITIONS))


async def send(bootstrap: str, messages: Iterable[Sent], rate: float | None = None) -> int:
    """Send to core banking's topic, so many a second if told; returns how many."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, linger_ms=5)
    await producer.start()
    loop, sent = asyncio.get_running_loop(), 0
    began = loop.time()
    try:
        for message in messages:
            await send_one(producer, message)
            sent += 1
            if rate is not None and sent / rate > loop.time() - began:
                await asyncio.sleep(began + sent / rate - loop.time())
        await producer.flush()
    finally:
        await producer.stop()
    return sent


async def send_one(producer: AIOKafkaProducer, message: Sent) -> None:
    """One message; a tick goes to every partition."""
    envelope, payload = message
    key = envelope.key
    partitions = [partition_of(shard_of(key), PARTITIONS)] if key else range(PARTITIONS)
    for partition in partitions:
        await producer.send(
            COREBANK,
            key=key.encode() if key else None,
            value=payload,
            headers=write_headers(envelope),
            partition=partition,
        )


async def until(dsn: str, question: str, expected: int, programs: Iterable[Program] = ()) -> float:
    """Returns when the number asked for is reached, with the moment of the loop's clock."""
    loop = asyncio.get_running_loop()
    db = await asyncpg.connect(dsn)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while await db.fetchval(question) < expected:
                for program in programs:
                    program.check()
                await asyncio.sleep(0.02)
            return loop.time()
    finally:
        await db.close()


async def through(
    places: Mapping[str, DatabaseAddresses], sent: int, programs: Sequence[Program]
) -> float:
    """Until audit has all that the services make of what was sent; returns the moment."""
    deciding = [places[name].owner for name in places if name != "audit"]
    await until(places["monitoring"].owner, TAKEN, sent, programs)
    while True:
        ends = [await stored(dsn) for dsn in deciding]
        at = await until(places["audit"].owner, ARRIVED, sum(ends), programs)
        await asyncio.sleep(STILL_S)
        if ends == [await stored(dsn) for dsn in deciding]:
            return at


async def stored(dsn: str, question: str = STORED) -> int:
    """How many events a deciding service has stored; audit is asked ``ARRIVED``."""
    db = await asyncpg.connect(dsn)
    try:
        return int(await db.fetchval(question))
    finally:
        await db.close()


class Work(NamedTuple):
    """What a service has done so far: its events and its processor time."""

    events: int
    cpu_s: float


async def work(places: Mapping[str, DatabaseAddresses], programs: Sequence[Program]) -> list[Work]:
    """Of each program, in their order."""
    return [
        Work(
            await stored(
                places[each.service].owner, ARRIVED if each.service == "audit" else STORED
            ),
            each.cpu_s,
        )
        for each in programs
    ]


STILL_S = 0.6
"""A listener may be behind, gathering messages: what stands still for so long is the end."""
TAKEN = f"select coalesce(sum(next_offset), 0) from store.consumed where topic = '{COREBANK}'"
"""Messages of core banking that a service has taken."""

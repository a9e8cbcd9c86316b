"""A bank in a temporary folder: the embedded stack with all services as processes, to be broken.

What is compared after a run is read straight from the stores by SQL: every stream's events with their
identities, days and bytes; positions, links and what could not be taken.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from contracts.catalogue import COREBANK, topics_of
from contracts.envelope import Envelope, write_headers
from contracts.feed import FeedLine, read_feed
from deploy.local.stack import LocalStack
from deploy.local.supervisor import Supervisor
from services.console.cli.positions import Positions
from services.console.cli.sending import traced
from services.console.cli.target import find
from services.console.cli.waiting import wait_through
from services.console.demo import DEMO_FEED
from services.console.lives.reading import TAKES
from services.kit.sharding import partition_of, shard_of
from tests.servers import temporary_folder

THROUGH_S = 240.0
AHEAD = 100  # records that may still be unread when a fault happens
STREAMS = (
    "select stream, version, type, event_id, effective_on, known_on, loan_id, key, causation_id, "
    "correlation_id, encode(payload, 'hex') as payload from store.event "
    "where stream not like 'day-%' order by stream, version"
)


class Bank:
    """One stack with its services; ``with Bank() as bank`` starts and removes everything."""

    def __init__(self) -> None:
        self._ending = ExitStack()

    def __enter__(self) -> Bank:
        folder: Path = self._ending.enter_context(temporary_folder("bank"))
        self.stack = LocalStack(folder / "data")
        self.stack.start()
        self._ending.callback(self.stack.stop)
        self.supervisor = Supervisor(
            self.stack.folder, {s: self.stack.environment(s) for s in self.stack.services}
        )
        self._ending.callback(self.supervisor.stop)
        self.supervisor.start()
        self.supervisor.wait_ready(seconds=120)
        self.target = find(folder / "data")
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    async def send(
        self, lines: Sequence[FeedLine], at: dict[int, Callable[[], Any]] | None = None
    ) -> None:
        """Send lines in order; before line n the fault ``at[n]`` happens, in the midst of the work.

        Waits out the broker.
        """
        producer = AIOKafkaProducer(
            bootstrap_servers=self.target.kafka, enable_idempotence=True, request_timeout_ms=60_000
        )
        await producer.start()
        try:
            for number, line in enumerate(lines):
                fault = (at or {}).get(number)
                if fault is not None:
                    await producer.flush()
                    await self._at_work()
                    await asyncio.to_thread(fault)
                await self._send_line(producer, line)
            await producer.flush()
        finally:
            await producer.stop()

    async def _at_work(self) -> None:
        """Wait until monitoring has taken most of what was sent, so that a fault meets work."""
        async with Positions(self.target) as positions, asyncio.timeout(THROUGH_S):
            ends = await positions.ends([COREBANK])
            aim = sum(ends.values()) - AHEAD
            while sum(self._taken(ends, await positions.consumed("monitoring"))) < aim:
                await asyncio.sleep(0.05)

    @staticmethod
    def _taken(ends: Any, consumed: Any) -> list[int]:
        return [consumed.get(place, 0) for place in ends]

    def kill(self, service: str) -> None:
        """SIGKILL a service, as soon as it runs."""
        deadline = time.monotonic() + THROUGH_S
        while service not in self.supervisor.pids:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{service} does not come back")
            time.sleep(0.05)
        self.supervisor.kill(service)

    async def _send_line(self, producer: AIOKafkaProducer, line: FeedLine) -> None:
        key, count, topic = line.envelope.key, self.target.partitions, topic_of(line)
        for partition in [partition_of(shard_of(key), count)] if key else range(count):
            while True:
                try:
                    await producer.send(
                        topic,
                        key=key.encode() if key else None,
                        value=line.payload,
                        headers=write_headers(traced(line.envelope)),
                        partition=partition,
                    )
                    break
                except KafkaError:
                    await asyncio.sleep(0.2)

    async def through(self) -> None:
        """Wait until everything sent is through every service, end to end."""
        async with Positions(self.target) as positions:
            await wait_through(positions, THROUGH_S)

    async def command(self, service: str, message: Any) -> dict[str, str]:
        """An officer's command; returns the reply's headers."""
        envelope = Envelope(
            id=f"command-{message.TYPE}-{getattr(message, 'loan_id', None) or message.obligor_id}",
            source="/test/officer",
            type=message.TYPE,
            business_date=getattr(message, "effective_on", date(2024, 1, 1)),
            subject=getattr(message, "loan_id", None),
            key=message.obligor_id,
        )
        topics = topics_of(service)
        partition = partition_of(shard_of(message.obligor_id), self.target.partitions)
        replies = AIOKafkaConsumer(bootstrap_servers=self.target.kafka)
        producer = AIOKafkaProducer(bootstrap_servers=self.target.kafka)
        await replies.start()
        await producer.start()
        try:
            place = TopicPartition(topics.replies, partition)
            replies.assign([place])
            await replies.seek_to_end(place)
            await replies.position(place)
            await producer.send_and_wait(
                topics.commands,
                key=message.obligor_id.encode(),
                value=message.to_payload(),
                headers=write_headers(envelope),
                partition=partition,
            )
            async with asyncio.timeout(THROUGH_S):
                async for record in replies:
                    headers = {name: value.decode() for name, value in record.headers}
                    if headers["ce_causationid"] == envelope.id:
                        return headers
        finally:
            await replies.stop()
            await producer.stop()
        raise AssertionError("unreachable: the consumer only ends by its time limit")

    def get(self, path: str) -> Any:
        """A document of audit's read side; None when it does not know the thing."""
        connection = HTTPConnection(self.target.api_host, self.target.api_port, timeout=30)
        try:
            connection.request(
                "GET", path, headers={"Authorization": f"Bearer {self.target.token()}"}
            )
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 404:
                return None
            assert answer.status == 200, body
            return json.loads(body)
        finally:
            connection.close()

    def loan(self, loan_id: str, **days: object) -> dict[str, Any] | None:
        """The loan document; ``as_of=``, ``known_on=`` or ``known_at=``."""
        query = urlencode({name: str(day) for name, day in days.items()})
        found: dict[str, Any] | None = self.get(f"/loans/{loan_id}?{query}")
        return found

    async def rows(self, service: str, sql: str) -> list[Any]:
        db = await asyncpg.connect(self.target.verifiers[service])
        try:
            return list(await db.fetch(sql))
        finally:
            await db.close()

    async def streams(self, service: str) -> dict[str, str]:
        """A digest per stream of all its events, identities and days."""
        found: dict[str, Any] = {}
        for row in await self.rows(service, STREAMS):
            digest = found.setdefault(row["stream"], hashlib.sha256())
            digest.update(repr(tuple(row.values())).encode())
        return {stream: digest.hexdigest() for stream, digest in found.items()}

    async def ticks(self, service: str) -> list[Any]:
        """The closed days of each partition, in order."""
        return await self.rows(
            service,
            "select stream, version, effective_on from store.event where stream like 'day-%' "
            "order by stream, version",
        )

    def admin(self, sql: str) -> list[Any]:
        """Run a statement as the database's superuser; returns its rows."""

        async def run() -> list[Any]:
            db = await asyncpg.connect(self.stack.postgres.admin_dsn)
            try:
                return list(await db.fetch(sql))
            finally:
                await db.close()

        return asyncio.run(run())


def topic_of(line: FeedLine) -> str:
    """Where a line is sent: core banking's topic, or that of the commands of who takes it."""
    said = line.envelope.type
    return COREBANK if said.startswith("corebank.") else topics_of(TAKES[said]).commands


def demo_lines(n: int | None = None) -> list[FeedLine]:
    """The first lines of the demo book."""
    lines = [line for line in read_feed(DEMO_FEED) if isinstance(line, FeedLine)]
    return lines[:n]

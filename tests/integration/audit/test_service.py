"""The audit service on real servers: reads, serves, halts, ends cleanly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.databases import DatabaseAddresses
from deploy.local.topics import create_topics
from services.audit.process import Process
from services.audit.server import bind
from services.audit.settings import AuditSettings
from services.audit.sources import JOURNALS, SERVICES
from tests.integration.audit.sending import (
    PARTITIONS,
    SIGNED,
    TOKEN,
    book,
    send,
    until,
)
from tests.servers import TestKafka
from tests.unit.audit.writer import Record, Writer, edited, records

pytestmark = pytest.mark.servers
ALL = len(SERVICES) * PARTITIONS


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """A file with the read side's token."""
    path = tmp_path / "api-token"
    path.write_text(f"{TOKEN}\n", "utf-8")
    return path


@pytest.fixture
def writer() -> Writer:
    """What monitoring has stored."""
    return book()


class World:
    """One test's topics and database."""

    def __init__(
        self, bootstrap: str, prefix: str, audit: DatabaseAddresses, token_file: Path
    ) -> None:
        self.bootstrap = bootstrap
        self.topics = {topic: prefix + topic for topic in JOURNALS}
        self.settings = AuditSettings(
            kafka=bootstrap,
            dsn=audit.service,
            owner_dsn=audit.owner,
            partitions=PARTITIONS,
            api_token_file=token_file,
            api_port=0,
        )

    async def send(self, sent: list[Record]) -> None:
        """The relay sends these."""
        await send(self.bootstrap, sent, self.topics)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[tuple[Process, httpx.AsyncClient]]:
        """The service in this process, and a client of its read side."""
        listening = bind("127.0.0.1", 0)
        journals = {self.topics[topic]: service for topic, service in JOURNALS.items()}
        process = Process(self.settings, TOKEN, listening, journals)
        await process.start()
        address = "http://{}:{}".format(*listening.getsockname())
        async with httpx.AsyncClient(base_url=address, headers=SIGNED) as client:
            try:
                yield process, client
            finally:
                await process.stop()
        assert process.failure is None, process.failure

    async def entries(self, process: Process) -> int:
        async with process.store.connection() as db:
            return int(await db.fetchval("select count(*) from audit.entry"))


@pytest.fixture
async def world(
    kafka: TestKafka, audit: DatabaseAddresses, topic_prefix: str, token_file: Path
) -> World:
    made = World(kafka.bootstrap, topic_prefix, audit, token_file)
    await create_topics(kafka.bootstrap, dict.fromkeys(made.topics.values(), PARTITIONS))
    return made


async def test_what_is_sent_is_kept_and_served_and_a_restart_goes_on(
    world: World, writer: Writer
) -> None:
    sent = writer.records()
    half = len(sent) // 2
    async with world.running() as (process, client):
        await world.send(sent[:half])
        await until(lambda: _equals(world.entries(process), half))
        ready = await client.get("/health/ready")
        assert ready.json() == {"status": "ready", "partitions": ALL, "halted": 0}
    await world.send([*sent[half:], *sent[-3:]])
    async with world.running() as (process, client):
        await until(lambda: _equals(world.entries(process), len(sent)))
        answer = await client.get("/loans/L-5/history")
        assert answer.status_code == 200
        assert len(answer.json()["events"]) == 12
        assert (await client.get("/loans/L-5", headers={"Authorization": ""})).status_code == 401


async def _equals(value: Awaitable[int], expected: int) -> bool:
    return await value == expected


async def test_a_forged_record_stops_its_partition_and_no_other(
    world: World, writer: Writer
) -> None:
    rows = list(writer.rows)
    place = next(n for n, row in enumerate(rows) if (row.shard, row.position) == (2, 6))
    rows[place] = edited(rows[place], payload=b'{"amount":1000}')
    carried = [row for row in rows if row.shard % PARTITIONS == 2]
    expected = len(rows) - len(carried) + carried.index(rows[place])
    async with world.running() as (process, client):
        await world.send(records("monitoring", rows))

        async def done() -> bool:
            return bool(process.reader.halted) and await world.entries(process) == expected

        await until(done)

        ready = await client.get("/health/ready")
        assert ready.json() == {"status": "ready", "partitions": ALL - 1, "halted": 1}
        [reason] = process.reader.halted.values()
        assert "link_broken" in reason


async def test_two_processes_share_the_journals_and_nothing_is_kept_twice(
    world: World, writer: Writer
) -> None:
    sent = writer.records()
    third = len(sent) // 3
    async with world.running() as (first, _):
        await world.send(sent[:third])
        async with world.running() as (second, _):
            await until(lambda: _true(bool(second.reader.places)))
            await world.send(sent[third : 2 * third])
            await until(lambda: _equals(world.entries(first), 2 * third))
        await world.send(sent[2 * third :])
        await until(lambda: _equals(world.entries(first), len(sent)))
        assert not first.reader.halted


async def _true(value: bool) -> bool:
    return value


def test_the_journals_are_those_of_the_services() -> None:
    assert list(JOURNALS.values()) == list(SERVICES)
    unknown: Any = set(JOURNALS) - {f"postloan.{service}.journal.v1" for service in SERVICES}
    assert not unknown

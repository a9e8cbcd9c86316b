"""The audit service on a real broker and a real database: reads, serves, halts, ends cleanly."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from deploy.local.databases import DatabaseAddresses
from deploy.local.processes import free_port
from deploy.local.topics import create_topics
from services.audit.process import Process
from services.audit.server import bind
from services.audit.settings import AuditSettings
from services.audit.sources import JOURNALS, SERVICES
from tests.servers import TestKafka, kafka_server
from tests.unit.audit.counting import added, closed, opened
from tests.unit.audit.writer import Record, Writer, edited, records

pytestmark = pytest.mark.servers
PARTITIONS = 4
PATIENCE_S = 40.0
TOKEN = "a-token-of-this-test"
SIGNED = {"Authorization": f"Bearer {TOKEN}"}
ROOT = Path(__file__).parents[3]


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "api-token"
    path.write_text(f"{TOKEN}\n", "utf-8")
    return path


@pytest.fixture
def writer() -> Writer:
    """Loans in all partitions, twelve events each, and a closed day."""
    made = Writer("monitoring")
    for shard in range(8):
        made.write(f"loan-L-{shard}", opened(loan=f"L-{shard}"), shard=shard, key=f"C-{shard}")
    for entry in range(1, 12):
        for shard in range(8):
            event = added(entry, 1, "2024-01-05", f"L-{shard}")
            made.write(f"loan-L-{shard}", event, shard=shard, key=f"C-{shard}")
    for shard in range(PARTITIONS):
        made.write(f"day-{shard}", closed("2024-01-05"), shard=shard, key="")
    return made


async def _send(bootstrap: str, sent: list[Record], topics: dict[str, str]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for each in sent:
            await producer.send(
                topics[each.topic],
                each.value,
                key=each.key,
                partition=each.partition,
                headers=list(each.headers),
            )
        await producer.flush()
    finally:
        await producer.stop()


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # noqa: ASYNC110  # another process has no event of ours
            await asyncio.sleep(0.05)


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
        await _send(self.bootstrap, sent, self.topics)

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
        await _until(lambda: _equals(world.entries(process), half))
        ready = await client.get("/health/ready")
        assert ready.json() == {"status": "ready", "partitions": 8, "halted": 0}
    await world.send([*sent[half:], *sent[-3:]])
    async with world.running() as (process, client):
        await _until(lambda: _equals(world.entries(process), len(sent)))
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

        await _until(done)
        ready = await client.get("/health/ready")
        assert ready.json() == {"status": "ready", "partitions": 7, "halted": 1}
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
            await _until(lambda: _true(bool(second.reader.places)))
            await world.send(sent[third : 2 * third])
            await _until(lambda: _equals(world.entries(first), 2 * third))
        await world.send(sent[2 * third :])
        await _until(lambda: _equals(world.entries(first), len(sent)))
        assert not first.reader.halted


async def _true(value: bool) -> bool:
    return value


@pytest.fixture(scope="module")
def own_kafka() -> Iterator[TestKafka]:
    """A broker on which the topics have their real names."""
    with kafka_server() as server:
        yield server


def _environment(
    kafka: str, audit: DatabaseAddresses, token_file: Path, port: int, data: Path
) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("POSTLOAN_")},
        "PYTHONPATH": str(ROOT),
        "POSTLOAN_DATA": str(data),
        "POSTLOAN_KAFKA": kafka,
        "POSTLOAN_PARTITIONS": str(PARTITIONS),
        "POSTLOAN_DSN": audit.service,
        "POSTLOAN_OWNER_DSN": audit.owner,
        "POSTLOAN_VERIFIER_DSNS": json.dumps({"audit": audit.verifier}),
        "POSTLOAN_API_HOST": "127.0.0.1",
        "POSTLOAN_API_PORT": str(port),
        "POSTLOAN_API_TOKEN_FILE": str(token_file),
    }


def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.audit"],
        env=environment,
        cwd=environment["POSTLOAN_DATA"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def test_the_program_says_when_it_is_ready_and_ends_cleanly_on_sigterm(
    own_kafka: TestKafka,
    audit: DatabaseAddresses,
    token_file: Path,
    tmp_path: Path,
    writer: Writer,
) -> None:
    await create_topics(own_kafka.bootstrap, dict.fromkeys(JOURNALS, PARTITIONS))
    port = free_port()
    environment = _environment(own_kafka.bootstrap, audit, token_file, port, tmp_path)
    program = _start(environment)
    ready = tmp_path / "run" / "audit.ready"
    try:

        async def said() -> bool:
            assert program.poll() is None, program.communicate()[1].decode()
            return ready.exists()

        await _until(said)
        assert json.loads(ready.read_text("utf-8")) == {"pid": program.pid}
        await _send(own_kafka.bootstrap, writer.records(), {topic: topic for topic in JOURNALS})
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=SIGNED
        ) as client:

            async def served() -> bool:
                answer = await client.get("/loans/L-7/history")
                return answer.status_code == 200 and len(answer.json()["events"]) == 12

            await _until(served)
        program.send_signal(signal.SIGTERM)
        _, errors = await asyncio.to_thread(program.communicate, timeout=PATIENCE_S)
        assert program.returncode == 0, errors.decode()
        assert b"Traceback" not in errors
        assert b"critical" not in errors
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"POSTLOAN_API_PORT": "70000"}, 2, "api_port"),
        ({"POSTLOAN_PARTITIONS": "3"}, 2, "must divide 16"),
        ({"POSTLOAN_API_TOKEN_FILE": "nowhere"}, 2, "api_token_file nowhere: can't be read"),
        ({"POSTLOAN_API_HOST": "192.0.2.1"}, 1, "the read side can't listen on 192.0.2.1"),
        ({"POSTLOAN_KAFKA": "127.0.0.1:1"}, 1, "kafka 127.0.0.1:1: does not answer"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
async def test_a_start_that_can_t_be_is_one_sentence(
    audit: DatabaseAddresses,
    token_file: Path,
    tmp_path: Path,
    changes: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    environment = _environment("127.0.0.1:1", audit, token_file, free_port(), tmp_path) | changes
    program = _start(environment)
    try:
        _, errors = await asyncio.to_thread(program.communicate, timeout=PATIENCE_S)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == code, errors.decode()
    assert sentence in errors.decode()
    assert "Traceback" not in errors.decode()


def test_the_journals_are_those_of_the_services() -> None:
    assert list(JOURNALS.values()) == list(SERVICES)
    unknown: Any = set(JOURNALS) - {f"postloan.{service}.journal.v1" for service in SERVICES}
    assert not unknown

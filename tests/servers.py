"""The real servers for tests: containers if a Docker engine answers, else the embedded pair.

Both are started at their first use, once per pytest process, and removed with their data at its
end.
"""

import asyncio
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from deploy.local import processes
from deploy.local.databases import DatabaseAddresses, Passwords, ensure_database
from deploy.local.handshake import brokers_in_service
from deploy.local.kafka import KafkaServer
from deploy.local.postgres import PostgresServer
from deploy.local.stack import download_folder
from tests.broker_start import with_start_file

KAFKA_IMAGE = "apache/kafka:4.3.1"
POSTGRES_IMAGE = "postgres:18"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TestKafka:
    """The session's broker."""

    bootstrap: str

    __test__ = False


@dataclass(frozen=True, slots=True)
class TestPostgres:
    """The session's database server: a superuser's address and the roles' passwords."""

    admin_dsn: str
    passwords: Passwords

    __test__ = False


@cache
def docker_answers() -> bool:
    """Whether a Docker engine answers within two seconds."""
    import docker
    from docker.errors import DockerException

    try:
        client = docker.from_env(timeout=2)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except DockerException:
        return False


def description() -> str:
    """Which servers this run uses, for the head of the report."""
    if docker_answers():
        return f"servers: containers ({KAFKA_IMAGE}, {POSTGRES_IMAGE})"
    return "servers: embedded Apache Kafka 4.3.1 and PostgreSQL 18 (no Docker engine answers)"


@contextmanager
def kafka_server() -> Iterator[TestKafka]:
    """A broker of its own."""
    if docker_answers():
        with _kafka_container() as bootstrap:
            yield TestKafka(bootstrap)
    else:
        with (
            temporary_folder("kafka") as home,
            KafkaServer(home, jars=with_start_file(download_folder(home) / "kafka")) as server,
        ):
            yield TestKafka(server.bootstrap)


@contextmanager
def postgres_server() -> Iterator[TestPostgres]:
    """A database server of its own."""
    if docker_answers():
        from testcontainers.postgres import PostgresContainer

        password = uuid.uuid4().hex
        container = PostgresContainer(
            POSTGRES_IMAGE, username="postgres", password=password, dbname="postgres", driver=None
        ).with_command("postgres -c max_connections=200 -c jit=off")
        made: dict[str, str] = {}
        with container as running:
            yield TestPostgres(
                running.get_connection_url(), lambda role: made.setdefault(role, uuid.uuid4().hex)
            )
    else:
        with temporary_folder("postgres") as home, PostgresServer(home) as server:
            yield TestPostgres(server.admin_dsn, server.credentials.password)


@contextmanager
def _kafka_container() -> Iterator[str]:
    from testcontainers.core.container import DockerContainer

    port = processes.free_port()
    # The image takes either its own defaults or a whole configuration, so this one is whole.
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_LOG_RETENTION_MS": "-1",
    }
    container = DockerContainer(KAFKA_IMAGE).with_bind_ports(9092, port)
    for name, value in settings.items():
        container = container.with_env(name, value)
    with container:
        _wait_for_broker(port, seconds=60)
        yield f"127.0.0.1:{port}"


def _wait_for_broker(port: int, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if brokers_in_service("127.0.0.1", port, seconds=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


@contextmanager
def temporary_folder(name: str) -> Iterator[Path]:
    """A new folder, removed at the end; open to the user whom root lends to a server."""
    path = Path(tempfile.mkdtemp(prefix=f"postloan-{name}-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path)


class Databases:
    """Makes databases for tests, each with the owner's and the service's role, and drops them."""

    def __init__(self, server: TestPostgres) -> None:
        self._server = server
        self._made: list[str] = []

    def fresh(self, service: str) -> tuple[str, str]:
        """(the owner's address, the service's address) of a new, empty database."""
        addresses = self.fresh_addresses(service)
        return addresses.owner, addresses.service

    def fresh_addresses(self, service: str) -> DatabaseAddresses:
        """As `fresh`, with the verifier's address."""
        database = f"postloan_{service}_{uuid.uuid4().hex[:12]}"
        self._made.append(database)

        async def make(admin: asyncpg.Connection) -> DatabaseAddresses:
            return await ensure_database(
                admin, self._server.admin_dsn, service, self._server.passwords, database=database
            )

        return self._as_admin(make)

    def drop_all(self) -> None:
        """Drops what was made, whoever is still connected."""
        made, self._made = self._made, []

        async def drop(admin: asyncpg.Connection) -> None:
            for database in made:
                await admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

        if made:
            self._as_admin(drop)

    def _as_admin(self, work: Callable[[asyncpg.Connection], Coroutine[Any, Any, _T]]) -> _T:
        async def connected() -> _T:
            admin = await asyncpg.connect(self._server.admin_dsn)
            try:
                return await work(admin)
            finally:
                await admin.close()

        return in_own_loop(connected())


def in_own_loop(work: Coroutine[Any, Any, _T]) -> _T:
    """Runs `work` to its end, also when the calling thread has a running event loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()

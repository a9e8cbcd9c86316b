"""The embedded stack of one data folder: broker, database server, databases, topics."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from deploy.local import kafka, lock, names, postgres, processes
from deploy.local.credentials import token
from deploy.local.errors import StackError, disk_full, is_disk_full
from deploy.local.kafka import KafkaServer
from deploy.local.layout import USES, DataFolder, Plan
from deploy.local.postgres import PostgresServer

CACHE = "POSTLOAN_CACHE"
_PARTITIONS = "POSTLOAN_PARTITIONS"
_ROOM_MEGABYTES = 500
_SERVICE_STOP_SECONDS = 15.0
_T = TypeVar("_T")


class LocalStack:
    """Real Kafka and PostgreSQL for `services`, with everything below `data`.

    Ports are chosen once and kept in the folder; one that is meanwhile taken by another program is
    replaced and `report` says so. A port that the user fixes (`ports`, or POSTLOAN_KAFKA_PORT,
    POSTLOAN_POSTGRES_PORT, POSTLOAN_API_PORT) is never replaced.
    """

    def __init__(
        self,
        data: Path,
        *,
        services: Sequence[str] = names.DEFAULT_SERVICES,
        partitions: int | None = None,
        ports: Mapping[str, int] | None = None,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = DataFolder(data)
        self._services = tuple(services)
        self._partitions = partitions or names.number(
            _PARTITIONS, os.environ.get(_PARTITIONS, ""), names.PARTITIONS
        )
        self._fixed = dict(ports or {})
        for use in USES:
            given = os.environ.get(_variable(use), "")
            if use not in self._fixed and (
                port := names.number(_variable(use), given, names.PORTS)
            ):
                self._fixed[use] = port
        self._require_different_ports()
        self._report = report
        self._lock = lock.FolderLock(self.folder.lock)
        self._kafka: KafkaServer | None = None
        self._postgres: PostgresServer | None = None

    def _require_different_ports(self) -> None:
        seen: dict[int, str] = {}
        for use, port in self._fixed.items():
            if port in seen:
                raise StackError(
                    f"{_variable(use)} is {port}, which {_variable(seen[port])} is too: every server "
                    "needs a port of its own."
                )
            seen[port] = use

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder.path

    @property
    def services(self) -> tuple[str, ...]:
        """The services that this stack has databases and topics for."""
        return self._services

    @property
    def kafka(self) -> KafkaServer:
        """The running broker."""
        return self._started(self._kafka)

    @property
    def postgres(self) -> PostgresServer:
        """The running database server."""
        return self._started(self._postgres)

    @property
    def plan(self) -> Plan:
        """Ports, partitions and services of this folder."""
        return self._started(self.folder.plan())

    def environment(self, service: str) -> dict[str, str]:
        """The settings that `python -m services.<service>` needs to join this stack."""
        return self.folder.environment(self.plan, service)

    def start(self) -> None:
        """Starts both servers side by side, then makes sure of databases, roles and topics.

        Raises:
            StackError: one sentence for the person who started it.
        """
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            self._require_room()
            self._start_servers()
        except OSError as error:
            self.stop()
            if is_disk_full(error):
                raise disk_full(self.data) from error
            raise StackError(f"The stack in {self.data} could not be started: {error}.") from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends both servers cleanly; the data stay."""
        for server in (self._kafka, self._postgres):
            if server is not None:
                server.stop()
        self._kafka = self._postgres = None
        self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start_servers(self) -> None:
        self._end_leftovers()
        plan = self._choose()
        for folder in (self.folder.logs, self.folder.run):
            folder.mkdir(exist_ok=True)
        token(self.folder.token_file)
        self._kafka = KafkaServer(
            self.folder.kafka,
            jars=download_folder(self.data) / "kafka",
            port=plan.ports["kafka"],
            controller_port=plan.ports["controller"],
            report=self._report,
        )
        self._postgres = PostgresServer(self.folder.postgres, port=plan.ports["postgres"])
        with ThreadPoolExecutor(max_workers=2) as pool:
            starts = [
                pool.submit(self._start_kafka, self._kafka, plan),
                pool.submit(self._start_postgres, self._postgres),
            ]
        for start in starts:
            start.result()

    def _start_kafka(self, server: KafkaServer, plan: Plan) -> None:
        from deploy.local.topics import create_topics  # late: the client library is slow to import

        server.start()
        wanted = names.topics(plan.services, plan.partitions)
        self._finish("Kafka made no topics", create_topics(server.bootstrap, wanted))

    def _start_postgres(self, server: PostgresServer) -> None:
        from deploy.local.databases import ensure_databases  # late, as above

        server.start()
        passwords = server.credentials.password
        work = ensure_databases(server.admin_dsn, self._services, passwords)
        self._finish("PostgreSQL made no databases", work)

    def _finish(self, what: str, work: Coroutine[Any, Any, object]) -> None:
        from aiokafka.errors import KafkaError  # late, as above
        from asyncpg import InterfaceError, PostgresError

        try:
            asyncio.run(work)
        except (KafkaError, InterfaceError, PostgresError) as error:
            if "No space left on device" in str(error):
                raise disk_full(self.data) from error
            raise StackError(f"{what} in {self.data}: {error}.") from error

    def _end_leftovers(self) -> None:
        """What a killed stack left running would hold our ports and files."""
        for service in self._services:
            processes.end_recorded(
                self.folder.run / f"{service}.pid",
                marker=f"services.{service}",
                how=signal.SIGTERM,
                seconds=_SERVICE_STOP_SECONDS,
            )
        kafka.end_leftover(self.folder.kafka)
        postgres.end_leftover(self.folder.postgres)

    def _choose(self) -> Plan:
        kept = self.folder.plan()
        ports: dict[str, int] = {}
        for use in USES:
            before = kept.ports[use] if kept else None
            ports[use] = self._choose_port(use, before, avoiding=set(ports.values()))
        partitions = self._partitions or (kept.partitions if kept else names.DEFAULT_PARTITIONS)
        if kept and partitions != kept.partitions:
            raise StackError(
                f"{self.data} was made with {kept.partitions} partitions and cannot be used with "
                f"{partitions}: take a new folder with --data."
            )
        if names.SHARDS % partitions:
            raise StackError(
                f"{partitions} partitions cannot share {names.SHARDS} shards evenly: take 1, 2, "
                "4, 8 or 16."
            )
        plan = Plan(ports, partitions, self._services)
        self.folder.keep(plan)
        return plan

    def _choose_port(self, use: str, kept: int | None, *, avoiding: set[int]) -> int:
        if fixed := self._fixed.get(use):
            if not processes.is_free(fixed):
                raise StackError(
                    f"Port {fixed} for {use} is taken by another program: stop that one, or set "
                    f"{_variable(use)} to a free port."
                )
            return fixed
        if kept is not None and processes.is_free(kept):
            return kept
        port = processes.free_port(avoiding)
        if kept is not None:
            self._report(f"Port {kept} for {use} is taken by another program now: using {port}.")
        return port

    def _require_room(self) -> None:
        free = shutil.disk_usage(self.data).free // 1_000_000
        if free < _ROOM_MEGABYTES:
            raise StackError(
                f"The disk that holds {self.data} is full: {free} MB are free and "
                f"{_ROOM_MEGABYTES} MB are needed; free some space and start again."
            )

    def _started(self, part: _T | None) -> _T:
        if part is None:
            raise StackError(f"The stack in {self.data} has not been started.")
        return part


def download_folder(data: Path) -> Path:
    """Downloads are shared by all data folders of one checkout, and never in the user's home."""
    if given := os.environ.get(CACHE):
        return Path(given)
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists():
        return checkout / ".postloan" / "cache"
    return data / "cache"


def _variable(use: str) -> str:
    return f"POSTLOAN_{use.upper()}_PORT"

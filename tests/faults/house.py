"""A whole bank in a temporary folder, made to be broken: brokers, database, services, bad networks."""

from __future__ import annotations

import asyncio
import json
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import asyncpg

from contracts.feed import FeedLine
from deploy.local.credentials import token
from deploy.local.databases import ensure_databases
from deploy.local.names import DECIDING, DEFAULT_SERVICES, LOOPBACK, topics
from deploy.local.postgres import PostgresServer
from deploy.local.processes import free_port
from deploy.local.stack import download_folder
from deploy.local.topics import create_topics
from services.console.cli.acting import waves
from services.console.cli.positions import Positions
from services.console.cli.target import Target
from services.console.cli.waiting import wait_through
from tests.bank import Bank
from tests.broker_start import with_start_file
from tests.faults.book import START, is_command
from tests.faults.broker import Broker
from tests.faults.crew import Crew
from tests.faults.proxy import Proxy
from tests.faults.rest import Rest
from tests.servers import temporary_folder

SERVICES = DEFAULT_SERVICES
PARTITIONS = 4
HEAP_MB = 256
BATCH_RECORDS = 10  # small batches: many moments at which something can break
# Kafka notices a death after these, not after half a minute: a run tells its story faster.
SESSION_S = 5.0
QUICK = {
    "services.kit.edge.SESSION_TIMEOUT_MS": int(SESSION_S * 1000),
    "services.kit.edge.HEARTBEAT_MS": 1_000,
}
# A bounded wait is a bounded wait, whatever the bound.
IMPATIENT = {
    "services.kit.pool.LOCK_TIMEOUT_MS": 1_500,
    "services.kit.pool.STATEMENT_TIMEOUT_MS": 4_000,
    "services.kit.pool.CALL_TIMEOUT_S": 6.0,
}


class House(Bank):
    """``async with House() as house``. ``proxied``: services reach both servers by proxies.

    ``database``: a folder for the database server, for instance on a small file system.
    """

    def __init__(
        self,
        *,
        brokers: int = 1,
        proxied: bool = False,
        database: Path | None = None,
        constants: Mapping[str, Any] = QUICK,
        batch_records: int = BATCH_RECORDS,
    ) -> None:
        super().__init__()
        self._brokers = brokers
        self._proxied = proxied
        self._database = database
        self._constants = dict(constants)
        self._batch_records = batch_records
        self.brokers: list[Broker] = []
        self.officers = asyncio.Lock()
        """Who holds it keeps them waiting: a fault that must be in place before they act."""
        self._asked: set[str] = set()
        self.kafka_proxy: Proxy | None = None
        self.database_proxy: Proxy | None = None

    async def __aenter__(self) -> House:
        try:
            await self._build()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if hasattr(self, "crew"):
            await self.crew.stop()
        await asyncio.to_thread(self._ending.close)

    async def _build(self) -> None:
        ending: ExitStack = self._ending
        self.folder = ending.enter_context(temporary_folder("house"))
        self.postgres = PostgresServer(self._database or self.folder / "postgres")
        ending.callback(
            self.postgres.stop_immediate
        )  # its folder goes, too: nothing to write down
        self._plan_brokers()
        for broker in self.brokers:
            ending.callback(broker.stop)
        await asyncio.gather(
            *(asyncio.to_thread(server.start) for server in (*self.brokers, self.postgres))
        )
        wanted = topics(SERVICES, PARTITIONS)
        copies = min(len(self.brokers), 3)
        await create_topics(self.brokers[0].bootstrap, wanted, copies=copies)
        passwords = self.postgres.credentials.password
        self.addresses = await ensure_databases(self.postgres.admin_dsn, SERVICES, passwords)
        if self._proxied:
            self.database_proxy = ending.enter_context(Proxy(self.postgres.port))
        token_file = self.folder / "api-token"
        token(token_file)
        self.token_file, self.api_port = token_file, free_port()
        self.target = self._target()
        environments = {service: self.environment(service) for service in SERVICES}
        self.crew = Crew(self.folder / "services", environments)
        for service in SERVICES:
            self.crew.add(service)
        self.crew.keep()
        await self.crew.ready()

    def _plan_brokers(self) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        voters = [(n + 1, free_port()) for n in range(self._brokers)]
        jars = with_start_file(download_folder(self.folder) / "kafka")
        for node, controller in voters:
            broker = Broker(
                self.folder / f"kafka-{node}",
                jars=jars,
                controller_port=controller,
                node_id=node,
                voters=voters,
                cluster_id=cluster,
                heap_megabytes=HEAP_MB,
            )
            self.brokers.append(broker)
        if self._proxied:
            broker = self.brokers[0]
            broker.proxied_port = free_port()
            self.kafka_proxy = self._ending.enter_context(Proxy(broker.proxied_port))
            broker.proxy_port = self.kafka_proxy.port

    def _target(self) -> Target:
        return Target(
            name="house",
            kafka=",".join(broker.bootstrap for broker in self.brokers),
            partitions=PARTITIONS,
            services=SERVICES,
            verifiers={name: found.verifier for name, found in self.addresses.items()},
            api_host=LOOPBACK,
            api_port=self.api_port,
            token_file=self.token_file,
            folder=None,
        )

    def environment(self, service: str) -> dict[str, str]:
        """What a service of this house is told."""
        kafka, found = self.target.kafka, self.addresses[service]
        dsn = found.service
        if self.kafka_proxy is not None and self.database_proxy is not None:
            kafka = f"{LOOPBACK}:{self.kafka_proxy.port}"
            dsn = dsn.replace(f":{self.postgres.port}/", f":{self.database_proxy.port}/")
        told = {
            "POSTLOAN_KAFKA": kafka,
            "POSTLOAN_PARTITIONS": str(PARTITIONS),
            "POSTLOAN_DSN": dsn,
            "POSTLOAN_OWNER_DSN": found.owner,
            "POSTLOAN_BATCH_RECORDS": str(self._batch_records),
            "FAULT_SET": json.dumps(self._constants),
        }
        if service == "audit":
            told |= {
                "POSTLOAN_API_HOST": LOOPBACK,
                "POSTLOAN_API_PORT": str(self.api_port),
                "POSTLOAN_API_TOKEN_FILE": str(self.token_file),
            }
        return told

    # -- sending ----------------------------------------------------------------------------------

    async def send(
        self, lines: Sequence[FeedLine], at: dict[int, Callable[[], Any]] | None = None
    ) -> None:
        """Send lines in order. Officers act when all that was said before is through everybody, as
        ``postloan demo`` lets them; what they have asked before is sent again at once.
        """
        for acts, run in groupby(lines, self.is_new_act):
            if not acts:
                await super().send(list(run), at)
                continue
            async with Rest(self.target) as rest:
                for wave in waves(list(run)):
                    await rest.reached()
                    async with self.officers:
                        await super().send(wave)
                        self._asked.update(line.envelope.id for line in wave)
                await rest.reached()

    def is_new_act(self, line: FeedLine) -> bool:
        """Whether it is an officer's command that nobody has sent yet."""
        return is_command(line) and line.envelope.id not in self._asked

    def until_officers(self, lines: list[FeedLine]) -> tuple[list[FeedLine], list[FeedLine]]:
        """What comes before the officers' next acts, which wait for every service; and the rest."""
        acts = (number for number, line in enumerate(lines) if self.is_new_act(line))
        first = next(acts, len(lines))
        return lines[:first], lines[first:]

    # -- looking and doing ------------------------------------------------------------------------

    async def sql(self, statement: str, *arguments: Any, database: str = "postgres") -> list[Any]:
        """A statement as the database's superuser."""
        db = await asyncpg.connect(self.postgres.dsn("postgres", database), timeout=30)
        try:
            return list(await db.fetch(statement, *arguments))
        finally:
            await db.close()

    async def taken(self, service: str = "monitoring") -> int:
        """Records that a service has taken of everything it reads."""
        schema = "audit" if service == "audit" else "store"
        rows = await self.rows(service, f"select next_offset from {schema}.consumed")
        return sum(row["next_offset"] for row in rows)

    async def working(self, service: str = "monitoring", more: int = 5) -> None:
        """Wait until a service is in the midst of its work."""
        aim = await self.taken(service) + more
        async with asyncio.timeout(120):
            while await self.taken(service) < aim:
                await asyncio.sleep(0.01)

    async def until(self, what: str, question: Any, seconds: float = 90.0) -> None:
        """Wait until an asynchronous question is answered with yes."""
        try:
            async with asyncio.timeout(seconds):
                while not await question():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"not within {seconds:g} s: {what}") from None

    async def through_within(self, seconds: float) -> None:
        """As ``through``, with a patience of its own."""
        async with Positions(self.target) as positions:
            await wait_through(positions, seconds)

    async def again(
        self, *services: str, faults: Mapping[str, str] | None = None, wait: bool = True
    ) -> None:
        """Stop services cleanly and start them again, for one life with faults."""
        for service in services:
            await asyncio.to_thread(self.crew[service].stop)
        for service in services:
            self.crew[service].start(faults)
        if wait:
            await self.crew.ready(*services)

    def count(self, words: str, *services: str) -> int:
        """How often the services' logs hold these words."""
        return sum(self.logs(service).count(words) for service in services or SERVICES)

    def logs(self, service: str) -> str:
        """Everything a service has printed."""
        log = self.crew[service].log
        return log.read_text("utf-8", "replace") if log.exists() else ""

    async def documents(self) -> dict[str, str]:
        """Each loan's six sections at the last closed day and on a day in the book's midst, as digests."""
        [last] = await self.rows("monitoring", "select max(closed_on) as day from store.shard")
        between = START + (last["day"] - START) / 2
        rows = await self.rows("audit", "select loan_id from audit.loan order by loan_id")
        found = {}
        for row in rows:
            for days in ({}, {"as_of": between}):
                document = await asyncio.to_thread(self.loan, row["loan_id"], **days)
                if document is None:  # not lent yet
                    continue
                assert document["history"]["verified"], row["loan_id"]
                sections = {name: document[name] for name in DECIDING}
                (sections["classification"] or {}).pop("processed_at", None)
                digest = sha256(json.dumps(sections).encode()).hexdigest()
                found[f"{row['loan_id']} {days or 'last'}"] = digest
        return found

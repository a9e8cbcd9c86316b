"""Databases of audit and of services, migrated, with the roles of the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import asyncpg
import pytest

from deploy.local.databases import DatabaseAddresses
from services.audit.process import MIGRATIONS
from services.audit.store import JournalStore
from services.kit.migrations import migrate
from tests.integration.audit.arrivals import arrive, stand
from tests.servers import Databases, TestPostgres
from tests.unit.audit.counting import added, opened
from tests.unit.audit.writer import Writer

Tamper = Callable[[str], Callable[..., Awaitable[None]]]


class Places(NamedTuple):
    """The databases of one test."""

    audit: DatabaseAddresses
    monitoring: DatabaseAddresses
    classification: DatabaseAddresses

    @property
    def verifiers(self) -> dict[str, str]:
        """Read-only addresses of the services' stores."""
        return {
            "monitoring": self.monitoring.verifier,
            "classification": self.classification.verifier,
        }


@pytest.fixture
async def audit(databases: Databases) -> DatabaseAddresses:
    """A new database of audit with its tables."""
    made = databases.fresh_addresses("audit")
    await migrate(made.owner, MIGRATIONS)
    return made


@pytest.fixture
async def store(audit: DatabaseAddresses) -> AsyncIterator[JournalStore]:
    """The journal as the audit service's own role sees it."""
    made = JournalStore(audit.service)
    yield made
    await made.close()


@pytest.fixture
async def places(databases: Databases, audit: DatabaseAddresses) -> Places:
    """Audit's database and those of two services, each with its tables."""
    services = [databases.fresh_addresses(name) for name in ("monitoring", "classification")]
    for each in services:
        await migrate(each.owner)
    return Places(audit, *services)


@pytest.fixture
def writers() -> tuple[Writer, Writer]:
    """Two loans of one obligor in shard 3, one in shard 4; classification follows monitoring."""
    monitoring, classification = Writer("monitoring"), Writer("classification")
    for shard, loan in ((3, "L-1"), (3, "L-2"), (4, "L-3")):
        cause = monitoring.write(f"loan-{loan}", opened(loan=loan), shard=shard)
        classification.write(f"obligor-{shard}", opened(loan=loan), shard=shard, cause=cause)
    for entry in range(1, 6):
        for shard, loan in ((3, "L-1"), (3, "L-2"), (4, "L-3")):
            event = added(entry, entry, "2024-01-05", loan)
            cause = monitoring.write(f"loan-{loan}", event, shard=shard)
            classification.write(f"obligor-{shard}", event, shard=shard, cause=cause)
    return monitoring, classification


@pytest.fixture
async def calm(places: Places, store: JournalStore, writers: tuple[Writer, Writer]) -> Places:
    """Both stores and the journal agree."""
    monitoring, classification = writers
    await stand(places.monitoring.owner, monitoring)
    await stand(places.classification.owner, classification)
    await arrive(store, monitoring, classification)
    return places


@pytest.fixture
def tamper(postgres: TestPostgres) -> Tamper:
    """Statements of a superuser who has switched triggers off, in the database of an address."""

    def at(dsn: str) -> Callable[..., Awaitable[None]]:
        database = dsn.rpartition("/")[2]
        admin = f"{postgres.admin_dsn.rpartition('/')[0]}/{database}"

        async def execute(*statements: str) -> None:
            db = await asyncpg.connect(admin)
            try:
                await db.execute("set session_replication_role = replica")
                for statement in statements:
                    await db.execute(statement)
            finally:
                await db.close()

        return execute

    return at

"""Databases of audit and of a service, migrated, with the roles of the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest

from deploy.local.databases import DatabaseAddresses
from services.audit.process import MIGRATIONS
from services.audit.store import JournalStore
from services.kit.migrations import migrate
from tests.servers import Databases


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
async def places(databases: Databases) -> Places:
    """Three new databases with their tables."""
    made = Places(
        *(databases.fresh_addresses(name) for name in ("audit", "monitoring", "classification"))
    )
    await migrate(made.audit.owner, MIGRATIONS)
    await migrate(made.monitoring.owner)
    await migrate(made.classification.owner)
    return made


@pytest.fixture
async def store(places: Places) -> AsyncIterator[JournalStore]:
    """The journal as the audit service's own role sees it."""
    made = JournalStore(places.audit.service)
    yield made
    await made.close()

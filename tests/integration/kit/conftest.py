"""A world per test: topics and a database of its own on the session's real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.integration.kit import toy
from tests.integration.kit.world import World
from tests.servers import TestKafka


@pytest.fixture
async def world(
    kafka: TestKafka, fresh_database: Callable[[str], tuple[str, str]], topic_prefix: str
) -> AsyncIterator[World]:
    owner_dsn, dsn = fresh_database("monitoring")
    toy.REPAIRED.clear()
    async with World(kafka.bootstrap, topic_prefix, owner_dsn, dsn) as made:
        yield made

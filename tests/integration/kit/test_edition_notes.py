"""PostgreSQL: the editions a partition was claimed with are noted by its owner, and by nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime

import pytest

from services.kit.batch import Stale
from services.kit.halt_notes import StoredHaltNotes
from services.kit.migrations import migrate
from services.kit.owner import Owner
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.store_cases import SERVICE
from tests.integration.kit.toy import toy

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
OLD, NEW = {"cn/2020-01-01": date(2020, 1, 1)}, {"cn/2024-05-01": date(2024, 5, 1)}


@pytest.fixture
async def store(
    fresh_database: Callable[[str], tuple[str, str]],
) -> AsyncIterator[PostgresStore]:
    owner_dsn, dsn = fresh_database(SERVICE)
    await migrate(owner_dsn)
    made = PostgresStore(lambda _: dsn)
    yield made
    await made.close()


async def claimed(store: PostgresStore, partition: int) -> Owner:
    owner = Owner(toy(""), store, partition, 4, FixedClock(NOW), Telemetry(), 100)
    await owner.claim()
    return owner


async def test_what_the_last_claim_knew_stands_in_place_of_what_stood_there(
    store: PostgresStore,
) -> None:
    notes = StoredHaltNotes(store)
    first, second = await claimed(store, 1), await claimed(store, 2)
    assert await notes.editions(first) == {}
    await notes.note_editions(first, OLD | NEW)
    await notes.note_editions(second, OLD)
    assert await notes.editions(first) == OLD | NEW
    await notes.note_editions(first, OLD)
    assert await notes.editions(first) == await notes.editions(second) == OLD


async def test_who_has_lost_the_partition_notes_nothing(store: PostgresStore) -> None:
    notes = StoredHaltNotes(store)
    before = await claimed(store, 1)
    await notes.note_editions(before, OLD)
    after = await claimed(store, 1)
    with pytest.raises(Stale):
        await notes.note_editions(before, NEW)
    assert await notes.editions(after) == OLD

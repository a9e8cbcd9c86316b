"""Which refusals of PostgreSQL are waited for, and which end the process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from services.audit.store import JournalStore
from services.kit.batch import Batch, StoreUnavailable, Unstorable
from services.kit.store import PostgresStore

WAITED_FOR = {
    "53100": asyncpg.DiskFullError,
    "25006": asyncpg.ReadOnlySQLTransactionError,
    "25P03": asyncpg.IdleInTransactionSessionTimeoutError,
    "25P04": asyncpg.TransactionTimeoutError,
    "3D000": asyncpg.InvalidCatalogNameError,
}
FOR_PEOPLE = {
    "XX000": asyncpg.InternalServerError,
    "XX001": asyncpg.DataCorruptedError,
    "42501": asyncpg.InsufficientPrivilegeError,
}
EMPTY = Batch(topic="t", partition=0, offset_from=0, offset_to=1)


class Pool:
    """A database that answers every call with one error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @asynccontextmanager
    async def acquire(self, *, timeout: float) -> AsyncIterator[Any]:  # noqa: ASYNC109
        yield self

    async def execute(self, *_: object) -> None:
        raise self._error


def answering(error: Exception) -> tuple[PostgresStore, list[int]]:
    told: list[int] = []
    store = PostgresStore(lambda shard: "x", lambda: told.append(1))
    pool: Any = Pool(error)
    store._pools["x"] = pool
    return store, told


@pytest.mark.parametrize("state", WAITED_FOR)
async def test_a_database_that_takes_nothing_now_is_waited_for(state: str) -> None:
    error = WAITED_FOR[state]("refused")
    assert error.sqlstate == state
    store, told = answering(error)
    with pytest.raises(StoreUnavailable):
        await store.append(EMPTY)
    assert told == [1]


@pytest.mark.parametrize("state", FOR_PEOPLE)
async def test_what_no_waiting_heals_is_not(state: str) -> None:
    error = FOR_PEOPLE[state]("broken")
    assert error.sqlstate == state
    store, _ = answering(error)
    with pytest.raises(type(error)):
        await store.append(EMPTY)


async def test_values_that_fit_nothing_are_told_apart() -> None:
    store, _ = answering(asyncpg.NumericValueOutOfRangeError("value out of int64 range"))
    with pytest.raises(Unstorable):
        await store.append(EMPTY)


@pytest.mark.parametrize("state", WAITED_FOR)
async def test_audit_waits_for_the_same(state: str) -> None:
    store = JournalStore("x")
    pool: Any = Pool(WAITED_FOR[state]("refused"))
    store._pool = pool
    with pytest.raises(StoreUnavailable):
        async with store.connection() as db:
            await db.execute("select 1")

"""Connections are given back as they were taken, without asking the server to forget anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest

from services.kit import pool
from services.kit.store import SOON


@pytest.fixture
async def opened(
    fresh_database: Callable[[str], tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Any]:
    monkeypatch.setattr(pool, "CONNECTIONS_MAX", 1)  # who asks next gets the same connection
    _, dsn = fresh_database("monitoring")
    async with await pool.open_pool(dsn, "pool-test", {"jit": "off"}) as made:
        yield made


async def test_no_statement_is_sent_when_a_connection_is_given_back(
    opened: Any, fresh_database: Callable[[str], tuple[str, str]]
) -> None:
    async with opened.acquire() as db:
        assert await db.fetchval("select 7 as mine") == 7
        dsn_of_another = fresh_database("monitoring")[1]
    looking = await asyncpg.connect(dsn_of_another)
    try:
        last = await looking.fetchval(
            "select query from pg_stat_activity where application_name = 'pool-test'"
        )
    finally:
        await looking.close()
    assert last == "select 7 as mine"


async def test_a_transaction_left_open_is_rolled_back(opened: Any) -> None:
    async with opened.acquire() as db:
        await db.execute("begin; select pg_advisory_xact_lock(7)")
        assert db.is_in_transaction()
    async with opened.acquire() as db:
        assert not db.is_in_transaction()
        assert await db.fetchval("select count(*) from pg_locks where locktype = 'advisory'") == 0


async def test_what_is_set_is_set_for_one_transaction(opened: Any) -> None:
    """``SOON`` must not outlast its statement: the next commit of the connection waits for the disk."""
    async with opened.acquire() as db:
        await db.execute(f"select {SOON}")
    async with opened.acquire() as db:
        assert await db.fetchval("show synchronous_commit") == "on"


async def test_the_session_has_its_bounds(opened: Any) -> None:
    async with opened.acquire() as db:
        shown = [
            await db.fetchval(f"show {name}")
            for name in ("statement_timeout", "lock_timeout", "jit", "application_name")
        ]
    assert shown == ["30s", "10s", "off", "pool-test"]

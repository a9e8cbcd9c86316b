"""PostgreSQL: a database of an older release is brought up to date when a service starts on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from services.kit import migrations
from services.kit.store import PostgresStore
from tests.integration.kit.store_cases import SERVICE, Writer

EDITIONS = "0004"
NOTE = "select store.note_editions($1, $2, $3, array['cn/2020-01-01'], array[date '2020-01-01'])"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The kit's migrations as they were before editions were noted."""
    for path in migrations.KIT.glob("*.sql"):
        if path.name < EDITIONS:
            shutil.copy(path, tmp_path)
    return tmp_path


async def test_what_is_stored_stays_and_editions_can_be_noted(
    fresh_database: Callable[[str], tuple[str, str]],
    older: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner_dsn, dsn = fresh_database(SERVICE)
    with monkeypatch.context() as before:
        before.setattr(migrations, "KIT", older)
        assert EDITIONS not in await migrations.migrate(owner_dsn)
    store = PostgresStore(lambda _: dsn)
    await (await Writer(store, 0).claim()).write(("s-1", "a"))
    assert EDITIONS in await migrations.migrate(owner_dsn)
    assert await migrations.migrate(owner_dsn) == []
    await (await Writer(store, 0).claim()).write(("s-2", "b"))
    await store.close()
    db = await asyncpg.connect(dsn)
    try:
        shard, epoch = await db.fetchrow(
            "select shard, epoch from store.shard where epoch > 0 limit 1"
        )
        await db.execute(NOTE, shard, epoch, 0)
        assert await db.fetchval("select count(*) from store.event") == 2
        assert await db.fetchval("select policy_id from store.edition") == "cn/2020-01-01"
    finally:
        await db.close()

"""PostgreSQL: who may do what to stored events. The database refuses, not only our code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import asyncpg
import pytest

from services.kit.migrations import migrate
from services.kit.row import COLUMNS
from services.kit.sharding import SHARDS
from services.kit.store import PostgresStore
from tests.integration.kit.store_cases import SERVICE, Writer
from tests.servers import TestPostgres

NEVER_CHANGED = "PL009"
TABLES = (
    "shard", "stream", "event", "event_0", "event_15", "consumed", "source", "foreign_message",
    "agenda", "dead_letter", "relay", "relay_sent", "edition",
)  # fmt: skip
WRITES = (
    "update store.{table} set {column} = {column}",
    "delete from store.{table}",
    "truncate store.{table} cascade",
    "insert into store.{table} select * from store.{table}",
)


class Entrances(NamedTuple):
    """Connections to a database with one stored event: as service, as its owner, as superuser."""

    service: asyncpg.Connection
    owner: asyncpg.Connection
    admin: asyncpg.Connection


@pytest.fixture
async def entrances(
    fresh_database: Callable[[str], tuple[str, str]], postgres: TestPostgres
) -> AsyncIterator[Entrances]:
    owner_dsn, dsn = fresh_database(SERVICE)
    await migrate(owner_dsn)
    store = PostgresStore(lambda _: dsn)
    await (await Writer(store, 0).claim()).write(("s-1", "a"))
    await store.close()
    admin_dsn = f"{postgres.admin_dsn.rpartition('/')[0]}/{dsn.rpartition('/')[2]}"
    doors = Entrances(*[await asyncpg.connect(each) for each in (dsn, owner_dsn, admin_dsn)])
    yield doors
    for door in doors:
        await door.close()


async def first_column(db: asyncpg.Connection, table: str) -> str:
    return str(
        await db.fetchval(
            "select column_name from information_schema.columns where table_schema = 'store' "
            "and table_name = $1 order by ordinal_position limit 1",
            table,
        )
    )


async def stored(db: asyncpg.Connection) -> list[asyncpg.Record]:
    return list(await db.fetch("select * from store.event order by shard, position"))


async def test_the_service_writes_to_no_table_but_its_projections_cursor(
    entrances: Entrances,
) -> None:
    before = await stored(entrances.service)
    for table in TABLES:
        column = await first_column(entrances.service, table)
        for write in WRITES:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await entrances.service.execute(write.format(table=table, column=column))
    assert len(before) == 1
    assert await stored(entrances.service) == before


async def test_no_table_was_forgotten(entrances: Entrances) -> None:
    """A table added later with a right to write it is found here."""
    rows = await entrances.service.fetch(
        "select c.relname, p.privilege from pg_class c "
        "join pg_namespace n on n.oid = relnamespace cross join "
        "unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p (privilege) "
        "where nspname = 'store' and relkind in ('r', 'p', 'v') "
        "and has_table_privilege(c.oid, p.privilege)"
    )
    assert {row["relname"] for row in rows} == {"projection"}
    assert "TRUNCATE" not in {row["privilege"] for row in rows}
    held = await entrances.service.fetch(
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace "
        "where nspname = 'store' and relkind in ('r', 'p')"
    )
    assert {row["relname"] for row in held} >= set(TABLES) | {f"event_{n}" for n in range(SHARDS)}


async def test_the_service_can_not_disable_what_guards_the_events(entrances: Entrances) -> None:
    for statement in (
        "alter table store.event disable trigger all",
        "drop trigger never_changed on store.event",
        "drop table store.event",
        "create or replace function store.refuse() returns trigger language sql as 'select null'",
        "set session_replication_role = replica",
        "create table store.mine (a int)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await entrances.service.execute(statement)


@pytest.mark.parametrize("door", ["owner", "admin"])
@pytest.mark.parametrize("table", ["event", "event_0"])
async def test_events_are_not_changed_by_their_owner_nor_by_a_superuser(
    entrances: Entrances, door: str, table: str
) -> None:
    db: asyncpg.Connection = getattr(entrances, door)
    before = await stored(db)
    for write in (
        *(f"update store.{table} set {column} = {column}" for column in COLUMNS),
        f"delete from store.{table}",
        f"truncate store.{table}",
        f"truncate store.{table} cascade",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await db.execute(write)
        assert refused.value.sqlstate == NEVER_CHANGED, write
        assert "never changed" in str(refused.value)
    assert await stored(db) == before


async def test_every_partition_has_the_guards(entrances: Entrances) -> None:
    for shard in range(SHARDS):
        guards = await entrances.owner.fetch(
            "select tgname from pg_trigger where tgrelid = $1::regclass and tgenabled = 'O'",
            f"store.event_{shard}",
        )
        assert {row["tgname"] for row in guards} >= {"never_changed", "never_truncated"}


async def test_the_functions_are_for_the_service_alone(
    entrances: Entrances, fresh_database: Callable[[str], tuple[str, str]]
) -> None:
    """Another service can't enter; and if it could, it had no right to a function or a table."""
    fresh_database("classification")
    for signature in await entrances.admin.fetch(
        "select p.oid::regprocedure::text as name from pg_proc p "
        "join pg_namespace n on n.oid = pronamespace where nspname = 'store'"
    ):
        for role, may in (("postloan_monitoring", True), ("postloan_classification", False)):
            held = await entrances.admin.fetchval(
                "select has_function_privilege($1, $2, 'EXECUTE')", role, signature["name"]
            )
            assert held is may, f"{role}: {signature['name']}"
    assert not await entrances.admin.fetchval(
        "select has_database_privilege('postloan_classification', current_database(), 'CONNECT')"
    )
    assert not await entrances.admin.fetchval(
        "select has_schema_privilege('postloan_classification', 'store', 'USAGE')"
    )


async def test_the_functions_can_not_be_led_to_other_tables(entrances: Entrances) -> None:
    """They run with the owner's rights, so their path must not be the caller's."""
    rows = await entrances.admin.fetch(
        "select proname, proconfig from pg_proc p join pg_namespace n on n.oid = pronamespace "
        "where nspname = 'store' and prosecdef"
    )
    assert {row["proname"] for row in rows} == {
        *("claim", "append", "relay_move"),
        *("note_halt", "clear_halt", "note_editions"),
    }
    for row in rows:
        assert "search_path=store, pg_temp" in row["proconfig"], row["proname"]

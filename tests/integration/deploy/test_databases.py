"""One database per service: who may enter, who may read, who may change."""

import asyncpg
import pytest

from deploy.local.databases import DatabaseAddresses, ensure_databases
from tests.servers import Databases, TestPostgres

pytestmark = pytest.mark.servers

SERVICES = ("monitoring", "classification")


async def _fetch(address: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


@pytest.fixture
async def addresses(postgres: TestPostgres) -> dict[str, DatabaseAddresses]:
    return dict(await ensure_databases(postgres.admin_dsn, SERVICES, postgres.passwords))


async def test_making_the_databases_twice_keeps_data_and_addresses(
    postgres: TestPostgres, addresses: dict[str, DatabaseAddresses]
) -> None:
    owner = addresses["monitoring"].owner
    await _fetch(owner, "DROP TABLE IF EXISTS kept")
    await _fetch(owner, "CREATE TABLE kept AS SELECT 42 AS number")
    again = await ensure_databases(postgres.admin_dsn, SERVICES, postgres.passwords)
    assert again == addresses
    assert await _fetch(owner, "SELECT * FROM kept")


@pytest.mark.parametrize("role", ["service", "owner"])
@pytest.mark.parametrize("database", ["postloan_classification", "postgres", "template1"])
async def test_a_services_roles_cannot_enter_another_database(
    addresses: dict[str, DatabaseAddresses], role: str, database: str
) -> None:
    address = getattr(addresses["monitoring"], role)
    elsewhere = address.rpartition("/")[0] + "/" + database
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await _fetch(elsewhere, "SELECT 1")


async def test_the_service_sees_and_makes_nothing_that_its_owner_did_not_grant(
    addresses: dict[str, DatabaseAddresses],
) -> None:
    own = addresses["monitoring"]
    await _fetch(own.owner, "DROP TABLE IF EXISTS private")
    await _fetch(own.owner, "CREATE TABLE private AS SELECT 1 AS number")
    for statement in ("SELECT * FROM private", "CREATE TABLE public.mine (number int)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await _fetch(own.service, statement)


async def test_the_verifier_reads_every_database_and_changes_none(
    addresses: dict[str, DatabaseAddresses],
) -> None:
    for service in SERVICES:
        place = addresses[service]
        await _fetch(place.owner, "DROP SCHEMA IF EXISTS own CASCADE")
        await _fetch(place.owner, "CREATE SCHEMA own")
        await _fetch(place.owner, "CREATE TABLE own.events AS SELECT 42 AS number")
        assert [row["number"] for row in await _fetch(place.verifier, "TABLE own.events")] == [42]
        for statement in ("DELETE FROM own.events", "CREATE TABLE own.other (number int)"):
            with pytest.raises(asyncpg.PostgresError):
                await _fetch(
                    place.verifier, f"SET default_transaction_read_only = off; {statement}"
                )


async def test_no_service_role_is_more_than_an_ordinary_user(
    postgres: TestPostgres, addresses: dict[str, DatabaseAddresses]
) -> None:
    rows = await _fetch(
        postgres.admin_dsn,
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'postloan%' "
        "AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)",
    )
    assert rows == []


async def test_a_fresh_database_is_dropped_after_its_test(
    postgres: TestPostgres, databases: Databases
) -> None:
    owner, service = databases.fresh("monitoring")
    name = owner.rpartition("/")[2]
    rows = await _fetch(service, "SELECT current_database()")
    assert rows[0][0] == name
    databases.drop_all()
    known = await _fetch(postgres.admin_dsn, "SELECT datname FROM pg_database")
    assert name not in {row["datname"] for row in known}

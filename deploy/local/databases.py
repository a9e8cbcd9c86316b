"""One database per service with roles that keep the services apart.

For a service S: `postloan_S_owner` owns the database `postloan_S` and runs its migrations;
`postloan_S` is the service itself. Neither may enter another service's database.
`postloan_verifier` may enter all and read what their owners make, and change nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import asyncpg

from deploy.local.names import VERIFIER, database_name, owner_role, service_role

# Role name to password.
Passwords = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class DatabaseAddresses:
    """Addresses of one database, by who enters it."""

    owner: str
    service: str
    verifier: str


async def ensure_databases(
    admin_dsn: str, services: Iterable[str], passwords: Passwords
) -> Mapping[str, DatabaseAddresses]:
    """Makes what is missing of the services' databases and roles; what is there keeps its data."""
    admin = await asyncpg.connect(admin_dsn)
    try:
        # A role that was given no database has no business in the maintenance databases either.
        for database in ("postgres", "template1"):
            await admin.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        return {
            service: await ensure_database(
                admin, admin_dsn, service, passwords, database=database_name(service)
            )
            for service in services
        }
    finally:
        await admin.close()


async def ensure_database(
    admin: asyncpg.Connection,
    admin_dsn: str,
    service: str,
    passwords: Passwords,
    *,
    database: str,
) -> DatabaseAddresses:
    """Makes one database with the roles of `service`; `admin` is a superuser's connection."""
    owner, user = owner_role(service), service_role(service)
    for role in (owner, user, VERIFIER):
        await _ensure_role(admin, role, passwords(role))
    await admin.execute(f"ALTER ROLE {_quoted(VERIFIER)} SET default_transaction_read_only = on")
    known = await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database)
    if known is None:
        await admin.execute(f"CREATE DATABASE {_quoted(database)} OWNER {_quoted(owner)}")
    await admin.execute(f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC")
    await admin.execute(
        f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {_quoted(user)}, {_quoted(VERIFIER)}"
    )
    inside = await asyncpg.connect(_address(admin_dsn, None, None, database))
    try:
        for grant in ("SELECT ON TABLES", "USAGE ON SCHEMAS"):
            await inside.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {_quoted(owner)} "
                f"GRANT {grant} TO {_quoted(VERIFIER)}"
            )
    finally:
        await inside.close()
    return DatabaseAddresses(
        owner=_address(admin_dsn, owner, passwords(owner), database),
        service=_address(admin_dsn, user, passwords(user), database),
        verifier=_address(admin_dsn, VERIFIER, passwords(VERIFIER), database),
    )


async def _ensure_role(admin: asyncpg.Connection, role: str, password: str) -> None:
    known = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "CREATE" if known is None else "ALTER"
    # Set again on every start: the file of passwords is the truth, also after a restored copy.
    statement = await admin.fetchval(
        "SELECT format($1, $2::text, $3::text)",
        f"{verb} ROLE %I LOGIN PASSWORD %L",
        role,
        password,
    )
    await admin.execute(statement)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _address(admin_dsn: str, role: str | None, password: str | None, database: str) -> str:
    scheme, _, rest = admin_dsn.partition("://")
    login, _, place = rest.rpartition("@")
    if role is not None:
        login = f"{role}:{password}"
    return f"{scheme}://{login}@{place.split('/', 1)[0]}/{database}"

"""The services' databases, read through the verifier role."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from services.console.cli.errors import CommandError
from services.console.cli.target import Target

_NOT_THERE = (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError)


@asynccontextmanager
async def connected(target: Target, service: str) -> AsyncIterator[asyncpg.Connection]:
    """A read-only connection; `CommandError` when the database does not answer."""
    dsn = target.verifiers.get(service)
    if dsn is None:
        raise CommandError(f"The stack on {target.name} has no service {service!r}.")
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
        raise CommandError(_silent(target, service, dsn, wrong)) from None
    try:
        yield connection
    finally:
        await connection.close()


def _silent(target: Target, service: str, dsn: str, wrong: BaseException) -> str:
    """Which database, why, what the services do meanwhile, and where to look."""
    reason = " ".join(str(wrong).split()) or type(wrong).__name__
    place = dsn.rpartition("@")[2]
    sentence = (
        f"The database of {service} at {place} does not answer ({reason}). Nothing is lost: the "
        "services wait for it and go on by themselves when it is back."
    )
    if target.folder is None:
        return sentence
    log = target.folder.postgres / "postgres.log"
    return (
        f"{sentence} The server's log is {log}; if the server has ended, end `postloan up` with "
        "Ctrl-C and start it again."
    )


async def fetch(
    connection: asyncpg.Connection, service: str, query: str, *arguments: Any
) -> list[asyncpg.Record]:
    """The rows of a query; none when the service has not made its tables yet."""
    try:
        return list(await connection.fetch(query, *arguments))
    except _NOT_THERE:
        return []
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as wrong:
        raise CommandError(f"The database of {service} failed: {wrong}.") from None


async def ask(target: Target, service: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
    """One query on a connection of its own."""
    async with connected(target, service) as connection:
        return await fetch(connection, service, query, *arguments)

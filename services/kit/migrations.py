"""Applies numbered SQL files once, in order: dbmate's file format and table, so that database teams
can use dbmate instead. The kit's files come first, then the service's own.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import asyncpg

from services.kit.pool import CONNECT_TIMEOUT_S

_FILE = re.compile(r"^(\d+)_[a-z0-9_]+\.sql$")
_UP = re.compile(r"--\s*migrate:up[^\n]*\n(.*?)(?=--\s*migrate:down|\Z)", re.DOTALL)
KIT = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x706F73746C6F616E  # "postloan": two starting processes must not migrate at once


PATIENCE_S = 60.0
RETRY_S = 0.25


class MigrationError(Exception):
    """A migration file that can't be read or applied; the message names it."""


def read(folder: Path) -> list[tuple[str, str]]:
    """(version, SQL of the up part) of each file in order."""
    found: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.sql")):
        name = _FILE.match(path.name)
        up = _UP.search(path.read_text("utf-8"))
        if name is None or up is None:
            raise MigrationError(f"{path}: expected NNNN_name.sql with a '-- migrate:up' part")
        found.append((name[1], up[1]))
    return found


async def migrate(owner_dsn: str, *folders: Path) -> list[str]:
    """Apply what is missing, each file in its own transaction; returns the versions applied."""
    connection = await _connected(owner_dsn)
    applied: list[str] = []
    try:
        await connection.execute("select pg_advisory_lock($1)", _ADVISORY_LOCK)
        await connection.execute(
            "create table if not exists public.schema_migrations (version varchar primary key)"
        )
        rows = await connection.fetch("select version from public.schema_migrations")
        done = {row["version"] for row in rows}
        for folder in (KIT, *folders):
            for version, sql in read(folder):
                if version in done:
                    continue
                try:
                    async with connection.transaction():
                        await connection.execute(sql)
                        await connection.execute(
                            "insert into public.schema_migrations (version) values ($1)", version
                        )
                except asyncpg.PostgresError as broken:
                    raise MigrationError(f"{folder.name}/{version}: {broken}") from broken
                applied.append(version)
    finally:
        await connection.close()
    return applied


async def _connected(dsn: str) -> asyncpg.Connection:
    """A connection; a server that is starting or restarting is waited for."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        try:
            return await asyncpg.connect(dsn, timeout=CONNECT_TIMEOUT_S)
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError) as absent:
            if asyncio.get_running_loop().time() > deadline:
                raise MigrationError(
                    f"the database did not answer within {PATIENCE_S:g} s: {absent}"
                ) from None
            await asyncio.sleep(RETRY_S)

"""Connections to PostgreSQL: bounded in number and in every wait, given back as they were taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_S = 5.0
CALL_TIMEOUT_S = 40.0
CONNECTIONS_MAX = 6


async def open_pool(
    dsn: str, application: str, session: Mapping[str, str]
) -> asyncpg.Pool[asyncpg.Record]:
    """A pool of connections whose sessions have these settings from their beginning to their end."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=CONNECTIONS_MAX,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=CALL_TIMEOUT_S,
        reset=_nothing_to_undo,
        server_settings={
            "application_name": application,
            "statement_timeout": str(STATEMENT_TIMEOUT_MS),
            "lock_timeout": str(LOCK_TIMEOUT_MS),
            "tcp_keepalives_idle": "10",
            **session,
        },
    )


async def _nothing_to_undo(connection: Any) -> None:
    """asyncpg would ask the server to forget the session's state, once more to and fro in every call.

    No statement of ours leaves any: what is set is set for one transaction, locks end with theirs,
    nothing listens. A transaction that was left open the pool rolls back before it asks this.
    """

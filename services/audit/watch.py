"""The regular verification of everything: its outcome is kept, and what it finds is an alarm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import asyncpg
import msgspec
import structlog

from services.audit.store import JournalStore
from services.audit.verify import Report, verify
from services.kit.batch import StoreUnavailable
from services.kit.clock import Clock
from services.kit.store import UNAVAILABLE

log = structlog.get_logger()

FIRST_S = 300.0  # after the start of a system that has never been verified
RETRY_S = 60.0

_LAST = "select max(started_at) from audit.verification"
_NOTE = "select audit.note_verification($1, $2, $3, $4, $5, $6)"


async def watch(
    store: JournalStore,
    dsn: str,
    service_dsns: Mapping[str, str],
    every_s: int,
    clock: Clock,
    verified: Callable[[int], None],
) -> None:
    """Verify every ``every_s`` seconds until cancelled; an unreachable database is waited out.

    Counted from the last verification that was kept, so that restarts put none off. ``verified``
    is told how many links were computed again.
    """
    while True:
        try:
            await asyncio.sleep(await due_s(store, every_s, clock))
            report = await verify_once(store, dsn, service_dsns, clock)
            verified(report.links)
        except (StoreUnavailable, asyncpg.PostgresError, *UNAVAILABLE) as trouble:
            log.error("verification not done", reason=f"{type(trouble).__name__}: {trouble}")
            await asyncio.sleep(min(every_s, RETRY_S))


async def due_s(store: JournalStore, every_s: int, clock: Clock) -> float:
    """Seconds until the next verification, never more than ``every_s``."""
    async with store.connection() as db:
        last: datetime | None = await db.fetchval(_LAST)
    if last is None:
        return min(every_s, FIRST_S)
    return min(every_s, max(0.0, every_s - (clock() - last).total_seconds()))


async def verify_once(
    store: JournalStore, dsn: str, service_dsns: Mapping[str, str], clock: Clock
) -> Report:
    """Verify everything now and keep the outcome."""
    started = clock()
    report = await verify(dsn, service_dsns)
    async with store.connection() as db:
        await db.execute(
            _NOTE,
            started,
            report.seconds,
            report.events,
            report.pending,
            report.found,
            msgspec.json.encode(report).decode(),
        )
    if report.ok:
        log.info("verified", events=report.events, pending=report.pending, seconds=report.seconds)
    for found in report.findings:
        log.critical("verification found", finding=str(found))
    return report

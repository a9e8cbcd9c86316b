"""The regular verification of everything: its outcome is kept, and what it finds is an alarm."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import asyncpg
import msgspec
import structlog

from services.audit.store import JournalStore
from services.audit.verify import Report, verify
from services.kit.batch import StoreUnavailable
from services.kit.clock import Clock
from services.kit.store import UNAVAILABLE

log = structlog.get_logger()

_NOTE = "select audit.note_verification($1, $2, $3, $4, $5, $6)"


async def watch(
    store: JournalStore, dsn: str, service_dsns: Mapping[str, str], every_s: int, clock: Clock
) -> None:
    """Verify every ``every_s`` seconds until cancelled; an unreachable database is waited out."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await verify_once(store, dsn, service_dsns, clock)
        except (StoreUnavailable, asyncpg.PostgresError, *UNAVAILABLE) as trouble:
            log.error("verification not done", reason=f"{type(trouble).__name__}: {trouble}")


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

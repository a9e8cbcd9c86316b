"""Read tables hold every amount that the contract lets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import asyncpg
import pytest

import services.monitoring
from contracts.values import Money
from services.kit.migrations import migrate
from services.monitoring.domain.entries import ArrearsChanged
from services.monitoring.projection import project
from tests.unit.kit.rows import ROW

MIGRATIONS = Path(services.monitoring.__file__).parent / "migrations"
DAY = date(2024, 3, 20)


@pytest.mark.servers
@pytest.mark.parametrize("minor", [2**63 - 1, 2**63, 10**21])
async def test_an_amount_beyond_64_bits_is_kept(
    minor: int, fresh_database: Callable[[str], tuple[str, str]]
) -> None:
    owner_dsn, dsn = fresh_database("monitoring")
    await migrate(owner_dsn, MIGRATIONS)
    changed = ArrearsChanged(
        loan_id="L-1",
        effective_on=DAY,
        entry=1,
        policy_id="monitoring/2023-07-01",
        stage="M1",
        previous_stage="current",
        overdue_since=DAY,
        days_past_due=1,
        overdue=Money(minor),
        day_count="due_day_zero",
        processed_on=DAY,
        cause_recorded_on=DAY,
    )
    db = await asyncpg.connect(dsn)
    try:
        await project(db, [(ROW, changed)])
        assert await db.fetchval("select overdue from read.present_arrears") == minor
    finally:
        await db.close()

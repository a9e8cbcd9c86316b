"""Read tables of litigation: stages and blocked acts, for lists of work. Kept by the projector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.kit.domain import DomainEvent
from services.kit.row import EventRow
from services.litigation.domain.conclusions import (
    ClockMoved,
    Conclusion,
    ConclusionsWithdrawn,
    MeasureMoved,
    ProhibitedActionBlocked,
    RenewalWarned,
    StageReached,
)

PROJECTS: tuple[type[DomainEvent], ...] = (
    StageReached,
    ClockMoved,
    MeasureMoved,
    RenewalWarned,
    ConclusionsWithdrawn,
    ProhibitedActionBlocked,
)
"""What the tables are made of: stages, blocked acts, and everything that may withdraw a stage."""

_STAGE = "insert into read.stage values ($1, $2, $3, $4, $5) on conflict do nothing"
_WITHDRAWN = "update read.stage set withdrawn = true where loan_id = $1 and entry = any($2::int[])"
_BLOCKED = "insert into read.blocked values ($1, $2, $3, $4, $5, $6) on conflict do nothing"


async def project(db: Any, page: Sequence[tuple[EventRow, DomainEvent]]) -> None:
    """Take one page of events into the read tables, in the caller's transaction."""
    stages = [
        (event.loan_id, event.entry, row.key, event.effective_on, event.stage)
        for row, event in page
        if isinstance(event, StageReached)
    ]
    withdrawn = [
        (event.loan_id, list(event.corrects))
        for _, event in page
        if isinstance(event, Conclusion) and event.corrects
    ]
    blocked = [
        (event.loan_id, row.version, row.key, event.effective_on, event.code, event.attempted_by)
        for row, event in page
        if isinstance(event, ProhibitedActionBlocked)
    ]
    for sql, rows in ((_STAGE, stages), (_WITHDRAWN, withdrawn), (_BLOCKED, blocked)):
        if rows:
            await db.executemany(sql, rows)

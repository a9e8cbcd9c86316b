"""Read tables of classification: class entries, present class. Kept by the kit's projector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.classification.domain.decisions import (
    ClassesWithdrawn,
    LoanClassified,
    ObservationBroken,
    ObservationCompleted,
    ObservationStarted,
)
from services.kit.domain import DomainEvent, Entry
from services.kit.row import EventRow

PROJECTS: tuple[type[DomainEvent], ...] = (
    LoanClassified,
    ClassesWithdrawn,
    ObservationStarted,
    ObservationBroken,
    ObservationCompleted,
)
"""What the tables are made of: classes, and everything that may withdraw one."""

_CLASS = "insert into read.class values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
_WITHDRAWN = (
    "update read.class set withdrawn = true where obligor_id = $1 and entry = any($2::int[])"
)


async def project(db: Any, page: Sequence[tuple[EventRow, DomainEvent]]) -> None:
    """Take one page of events into the read tables, in the caller's transaction."""
    classified = [
        (
            row.key,
            event.entry,
            event.loan_id,
            event.effective_on,
            event.risk_class,
            event.own_merit,
            event.policy_id,
        )
        for row, event in page
        if isinstance(event, LoanClassified)
    ]
    withdrawn = [
        (row.key, list(event.corrects))
        for row, event in page
        if isinstance(event, Entry) and event.corrects
    ]
    for sql, rows in ((_CLASS, classified), (_WITHDRAWN, withdrawn)):
        if rows:
            await db.executemany(sql, rows)

"""Read tables of collection: moves of cases, promises, recoveries, blocked acts.

The kit's projector keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from services.collection.domain.conclusions import (
    AnyConclusion,
    CaseMoved,
    PromiseJudged,
    RecoveryRecognised,
)
from services.collection.domain.steps import ProhibitedActionBlocked
from services.kit.domain import DomainEvent, Entry
from services.kit.row import EventRow

PROJECTS: tuple[type[DomainEvent], ...] = (*get_args(AnyConclusion), ProhibitedActionBlocked)
"""What the tables are made of, and everything that may withdraw an entry."""

_MOVE = "insert into read.case_move values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
_PROMISE = (
    "insert into read.promise values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
)
_RECOVERY = (
    "insert into read.recovery values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
)
_BLOCKED = "insert into read.blocked_act values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
_WITHDRAWN = (
    "update read.case_move set withdrawn = true where obligor_id = $1 and entry = any($2::int[])",
    "update read.recovery set withdrawn = true where obligor_id = $1 and entry = any($2::int[])",
    "update read.promise set withdrawn = true where obligor_id = $1 and entry = any($2::int[])",
)


async def project(db: Any, page: Sequence[tuple[EventRow, DomainEvent]]) -> None:
    """Take one page of events into the read tables, in the caller's transaction."""
    moved = [
        (row.key, each.entry, each.effective_on, each.place, each.case_id, each.state, each.why)
        for row, each in page
        if isinstance(each, CaseMoved)
    ]
    judged = [
        (
            row.key,
            each.entry,
            each.loan_id,
            each.effective_on,
            each.promise_id,
            each.outcome,
            each.amount.minor,
            each.paid.minor,
        )
        for row, each in page
        if isinstance(each, PromiseJudged)
    ]
    blocked = [
        (row.key, row.version, each.loan_id, each.effective_on, each.code, each.attempted_by)
        for row, each in page
        if isinstance(each, ProhibitedActionBlocked)
    ]
    withdrawn = [
        (row.key, list(each.corrects))
        for row, each in page
        if isinstance(each, Entry) and each.corrects
    ]
    rows = (moved, judged, recovered(page), blocked, withdrawn, withdrawn, withdrawn)
    for sql, found in zip((_MOVE, _PROMISE, _RECOVERY, _BLOCKED, *_WITHDRAWN), rows, strict=True):
        if found:
            await db.executemany(sql, found)


def recovered(page: Sequence[tuple[EventRow, DomainEvent]]) -> list[tuple[Any, ...]]:
    """A row of each recovery."""
    return [
        (
            row.key,
            each.entry,
            each.loan_id,
            each.effective_on,
            each.recovery_id,
            each.gross.minor,
            each.cost.minor,
            each.gross.currency,
        )
        for row, each in page
        if isinstance(each, RecoveryRecognised)
    ]

"""Read tables of monitoring: loans, arrears entries, present arrears. Kept by the kit's projector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.kit.domain import DomainEvent, Entry
from services.kit.row import EventRow
from services.monitoring.domain.entries import ArrearsChanged, EntriesWithdrawn
from services.monitoring.domain.facts import LoanOpened

PROJECTS: tuple[type[DomainEvent], ...] = (LoanOpened, ArrearsChanged, EntriesWithdrawn)
"""What the tables are made of: a change of arrears is withdrawn by another one or on its own."""

_LOAN = (
    "insert into read.loan values ($1, $2, $3, $4, $5, $6, $7, $8) "
    "on conflict (loan_id) do nothing"
)
_ARREARS = "insert into read.arrears values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
_WITHDRAWN = (
    "update read.arrears set withdrawn = true where loan_id = $1 and entry = any($2::int[])"
)


async def project(db: Any, page: Sequence[tuple[EventRow, DomainEvent]]) -> None:
    """Take one page of events into the read tables, in the caller's transaction."""
    opened = [
        (
            event.loan_id,
            row.key,
            event.obligor_kind,
            event.product,
            event.principal.currency,
            event.principal.minor,
            event.effective_on,
            event.matures_on,
        )
        for row, event in page
        if isinstance(event, LoanOpened)
    ]
    changed = [
        (
            event.loan_id,
            event.entry,
            event.effective_on,
            event.stage,
            event.overdue_since,
            event.overdue.minor,
        )
        for _, event in page
        if isinstance(event, ArrearsChanged)
    ]
    withdrawn = [
        (event.loan_id, list(event.corrects))
        for _, event in page
        if isinstance(event, Entry) and event.corrects
    ]
    for sql, rows in ((_LOAN, opened), (_ARREARS, changed), (_WITHDRAWN, withdrawn)):
        if rows:
            await db.executemany(sql, rows)

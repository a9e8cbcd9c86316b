"""Read tables of disposal: recoveries, sums written off. Kept by the kit's projector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.disposal.domain.events import EntriesWithdrawn, LoanWrittenOff, RecoveryRecognised
from services.kit.domain import DomainEvent, Entry
from services.kit.row import EventRow

PROJECTS: tuple[type[DomainEvent], ...] = (RecoveryRecognised, LoanWrittenOff, EntriesWithdrawn)
"""What the tables are made of: entries, and everything that may withdraw one."""

_RECOVERY = (
    "insert into read.recovery values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing"
)
_WRITE_OFF = (
    "insert into read.write_off values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
)
_WITHDRAWN = (
    "update read.recovery set withdrawn = true where loan_id = $1 and entry = any($2::int[])",
    "update read.write_off set withdrawn = true where loan_id = $1 and entry = any($2::int[])",
)


async def project(db: Any, page: Sequence[tuple[EventRow, DomainEvent]]) -> None:
    """Take one page of events into the read tables, in the caller's transaction."""
    events = [event for _, event in page]
    recovered = [
        (
            each.loan_id,
            each.entry,
            each.effective_on,
            each.recovery_id,
            each.way,
            each.gross.minor,
            each.cost.minor,
            each.gross.currency,
            each.after_write_off,
        )
        for each in events
        if isinstance(each, RecoveryRecognised)
    ]
    written_off = [
        (
            each.loan_id,
            each.entry,
            each.effective_on,
            each.principal.minor,
            each.memo_claim.minor,
            each.principal.currency,
            each.criterion,
        )
        for each in events
        if isinstance(each, LoanWrittenOff)
    ]
    withdrawn = [
        (each.loan_id, list(each.corrects))
        for each in events
        if isinstance(each, Entry) and each.corrects
    ]
    rows = (recovered, written_off, withdrawn, withdrawn)
    for sql, found in zip((_RECOVERY, _WRITE_OFF, *_WITHDRAWN), rows, strict=True):
        if found:
            await db.executemany(sql, found)

"""Read tables of guarantee: what guarantors paid, and who is free. Kept by the kit's projector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from services.guarantee.domain.entries import AnyEntry, GuaranteeReleased, GuarantorPaid
from services.kit.domain import DomainEvent, Entry
from services.kit.row import EventRow

PROJECTS: tuple[type[DomainEvent], ...] = get_args(AnyEntry)
"""What the tables are made of: payments, releases, and everything that may withdraw one."""

_PAID = "insert into read.payment values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
_RELEASED = "insert into read.release values ($1, $2, $3, $4, $5) on conflict do nothing"
_WITHDRAWN = (
    "update read.payment set withdrawn = true where loan_id = $1 and entry = any($2::int[])",
    "update read.release set withdrawn = true where loan_id = $1 and entry = any($2::int[])",
)


async def project(db: Any, page: Sequence[tuple[EventRow, DomainEvent]]) -> None:
    """Take one page of events into the read tables, in the caller's transaction."""
    events = [event for _, event in page]
    paid = [
        (
            each.loan_id,
            each.entry,
            each.effective_on,
            each.guarantor_id,
            each.receipt_id,
            each.amount.minor,
            each.amount.currency,
            each.in_full,
        )
        for each in events
        if isinstance(each, GuarantorPaid)
    ]
    released = [
        (each.loan_id, each.entry, each.effective_on, each.guarantor_id, each.reason)
        for each in events
        if isinstance(each, GuaranteeReleased)
    ]
    withdrawn = [
        (each.loan_id, list(each.corrects))
        for each in events
        if isinstance(each, Entry) and each.corrects
    ]
    rows = (paid, released, withdrawn, withdrawn)
    for sql, found in zip((_PAID, _RELEASED, *_WITHDRAWN), rows, strict=True):
        if found:
            await db.executemany(sql, found)

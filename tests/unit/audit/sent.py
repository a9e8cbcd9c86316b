"""Rows of the journal as PostgreSQL's COPY sends them to the read side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from struct import pack
from typing import Any

from services.audit.copied import TEXTS
from services.audit.knowledge import Entry
from services.kit.chain import microseconds
from tests.bench.stamp import EPOCH_OF_POSTGRES

_DAY_0 = date(2000, 1, 1).toordinal()


def sent(entries: Iterable[Entry]) -> bytes:
    """What COPY sends for ``loan_rows.SELECT``, without the file's header and trailer."""
    return b"".join(_sent(each.service, each.row, each.loan_position) for each in entries)


def _sent(service: str, row: Any, place: int | None) -> bytes:
    texts = [_text(getattr(row, name)) for name in TEXTS]
    size = dict(zip(TEXTS, (0 if each is None else len(each) for each in texts), strict=True))
    steps = [
        len(service.encode()) + size["stream"] + size["type"] + size["loan_id"] + 16,
        size["key"] + size["correlation_id"] + 40,
        size["causation_id"],
        size["actor"] + 8,
        -1 if row.cause_link is None else size["cause_link"],
        size["cause_link"] + size["traceparent"] + 8,
        len(row.payload),
    ]
    numbers = [
        pack(">q", place or 0),
        *(pack(">i", step) for step in steps),
        row.event_id.bytes,
        pack(">h", row.shard),
        pack(">q", row.version),
        pack(">q", row.position),
        pack(">h", row.schema_version),
        pack(">i", row.effective_on.toordinal() - _DAY_0),
        pack(">i", row.known_on.toordinal() - _DAY_0),
        pack(">q", microseconds(row.recorded_at) - EPOCH_OF_POSTGRES),
        pack(">q", row.hlc),
    ]
    fields = [*numbers, service.encode(), *texts, row.payload, row.link]

    return pack(">h", len(fields)) + b"".join(field(each) for each in fields)


def _text(value: Any) -> bytes | None:
    if isinstance(value, date):
        return value.isoformat().encode()
    return value.encode() if isinstance(value, str) else value


def field(data: bytes | None) -> bytes:
    """One field behind its length."""
    return pack(">i", -1) if data is None else pack(">i", len(data)) + data

"""The hash chain read a second time from its definition, without the kit's code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXTS = (
    *("stream", "type", "loan_id", "key", "effective_on", "known_on"),
    *("correlation_id", "causation_id", "actor"),
)


def genesis(service: str, stream: str) -> bytes:
    """Before the first event."""
    return sha256(f"\0{service}\0{stream}".encode()).digest()


def link(previous: bytes, row: Any) -> bytes:
    """After this row."""
    fields: list[bytes | None] = [str(getattr(row, name)).encode() for name in TEXTS]
    fields += [row.cause_link, None if row.traceparent is None else row.traceparent.encode()]
    body = b"".join(
        b"\xff" * 4 if field is None else len(field).to_bytes(4, "big") + field for field in fields
    )
    since = (row.recorded_at - EPOCH) // timedelta(microseconds=1)
    numbers = (row.shard, row.position, row.schema_version, since, row.hlc)
    body += row.event_id.bytes + b"".join(number.to_bytes(8, "big") for number in numbers)
    body += len(row.payload).to_bytes(4, "big") + row.payload
    inner = sha256(b"\x01" + body).digest()
    return sha256(b"\x02" + previous + row.version.to_bytes(8, "big") + inner).digest()

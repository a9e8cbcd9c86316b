"""The hash link of a stream: what makes an edit, a reordering or an insertion visible.

``link_0 = SHA256(0x00 | service | 0x00 | stream)`` and
``link_v = SHA256(0x02 | link_{v-1} | v as 8 bytes | SHA256(0x01 | body))`` where the body is every
column of the event, each field preceded by its length, and the payload exactly as stored. Fixed
binary framing, no re-serialised JSON (event-store.md 2.2). Test vectors are committed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.kit.row import EventRow

_LENGTH = Struct(">I").pack
_NUMBER = Struct(">Q").pack
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABSENT = b"\xff\xff\xff\xff"


def genesis(service: str, stream: str) -> bytes:
    """The link before a stream's first event."""
    return sha256(b"\x00" + service.encode() + b"\x00" + stream.encode()).digest()


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant, exact."""
    delta = instant - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def body(row: EventRow) -> bytes:
    """The framed bytes of every column but version and link, which the link itself binds."""
    text = (
        row.stream,
        row.type,
        row.loan_id,
        row.key,
        row.effective_on.isoformat(),
        row.known_on.isoformat(),
        row.correlation_id,
        row.causation_id,
        row.actor,
    )
    parts = []
    for field in text:
        data = field.encode()
        parts.append(_LENGTH(len(data)))
        parts.append(data)
    trace = row.traceparent
    for optional in (row.cause_link, None if trace is None else trace.encode()):
        if optional is None:
            parts.append(ABSENT)
        else:
            parts.append(_LENGTH(len(optional)))
            parts.append(optional)
    parts.append(row.event_id.bytes)
    parts.append(_NUMBER(row.shard))
    parts.append(_NUMBER(row.position))
    parts.append(_NUMBER(row.schema_version))
    parts.append(_NUMBER(microseconds(row.recorded_at)))
    parts.append(_NUMBER(row.hlc))
    parts.append(_LENGTH(len(row.payload)))
    parts.append(row.payload)
    return b"".join(parts)


def link(previous: bytes, row: EventRow) -> bytes:
    """The link of ``row`` after ``previous``."""
    inner = sha256(b"\x01" + body(row)).digest()
    return sha256(b"\x02" + previous + _NUMBER(row.version) + inner).digest()

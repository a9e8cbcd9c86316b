"""The hash link of a stream: what shows an edit, a reordering or an insertion (XCT-27).

``link_0 = SHA256(0x00 | service | 0x00 | stream)`` and
``link_v = SHA256(0x02 | link_{v-1} | v as 8 bytes | SHA256(0x01 | body))`` where the body is every
column of the event, each field preceded by its length, and the payload exactly as stored. Fixed
binary framing, no re-serialised JSON (event-store.md 2.2). Test vectors are committed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.kit.row import EventRow

_LENGTH = Struct(">I").pack
_NUMBER = Struct(">Q").pack
_IDENTITY = Struct(">16sQQQQQI").pack  # event id, five numbers, the length of the payload
_BODY = sha256(b"\x01")  # begun once: a copy is cheaper than a new one
_MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABSENT = b"\xff\xff\xff\xff"


def genesis(service: str, stream: str) -> bytes:
    """The link before a stream's first event."""
    return sha256(b"\x00" + service.encode() + b"\x00" + stream.encode()).digest()


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant, exact."""
    return (instant - EPOCH) // _MICROSECOND


@lru_cache(maxsize=65_536)
def _framed(text: str) -> bytes:
    """A text with its length; the same few texts stand in the events of one message, loan or day."""
    data = text.encode()
    return _LENGTH(len(data)) + data


@lru_cache(maxsize=8_192)
def _framed_day(day: date) -> bytes:
    return _framed(day.isoformat())


def body(row: EventRow) -> bytes:
    """The framed bytes of every column but version and link, which the link itself binds."""
    cause_link, trace, payload = row.cause_link, row.traceparent, row.payload
    return b"".join(
        (
            _framed(row.stream),
            _framed(row.type),
            _framed(row.loan_id),
            _framed(row.key),
            _framed_day(row.effective_on),
            _framed_day(row.known_on),
            _framed(row.correlation_id),
            _framed(row.causation_id),
            _framed(row.actor),
            ABSENT if cause_link is None else _LENGTH(len(cause_link)) + cause_link,
            ABSENT if trace is None else _framed(trace),
            _IDENTITY(
                row.event_id.bytes,
                row.shard,
                row.position,
                row.schema_version,
                microseconds(row.recorded_at),
                row.hlc,
                len(payload),
            ),
            payload,
        )
    )


def link(previous: bytes, row: EventRow) -> bytes:
    """The link of ``row`` after ``previous``."""
    return bind(previous, row.version, body(row))


def bind(previous: bytes, version: int, *framed: bytes) -> bytes:
    """The link after ``previous`` of a row whose body, in these parts, is framed already."""
    inner = _BODY.copy()
    for part in framed:
        inner.update(part)
    return sha256(b"\x02" + previous + _NUMBER(version) + inner.digest()).digest()

"""A consumed record as a letter keeps it: whole, or cut where no letter with all of it could be sent.

A batch of records is compressed, so a record may be far larger than its topic's limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec

from services.kit import events
from services.kit.domain import Rejected
from services.kit.incoming import Record
from services.kit.kit_events import Cut, MessageDeadLettered, MessageParked, RawMessage
from services.kit.row import EventRow
from services.kit.sending import MESSAGE_BYTES_MAX

KEPT_BYTES_MAX: Final = MESSAGE_BYTES_MAX - 1024 * 1024
"""Of a kept record in its event: base64, which makes four bytes of three, and names as JSON. So of a value
11.25 MiB. The journal takes ``MESSAGE_BYTES_MAX``; the mebibyte is for what stands around, some kilobytes:
the event's other fields, all columns as headers, and Kafka's own."""
KEY_BYTES_KEPT: Final = 1024
"""Of a record that is cut. The number of an obligor is shorter."""
HEADER_BYTES_KEPT: Final = 64 * 1024
"""Of a header's data, and of its name so many characters, in a record that is cut: a large one hides none
behind it."""
HEADERS_KEPT: Final = 10_000
"""So many at most; a record has about ten. Millions of empty ones fit into a record, and each would be an
object for everybody who reads the letter."""
_QUOTES = len('""')
_AROUND_HEADER = len("[,],")
_NULL = len("null")

Headers = Sequence[tuple[str, bytes | None]]
Kept = MessageParked | MessageDeadLettered


def keep(record: Record) -> RawMessage:
    """The record's bytes, as many as a letter can carry."""
    headers = [(str(name), data) for name, data in record.headers]
    few = len(headers) <= HEADERS_KEPT
    if few and size_of(record.key, headers, record.value) <= KEPT_BYTES_MAX:
        return _raw(record, record.key, headers, record.value, None)
    key = None if record.key is None else record.key[:KEY_BYTES_KEPT]
    room = KEPT_BYTES_MAX - _text_size(key)
    fewer = _first(headers, max(room // 2, room - _text_size(record.value)))
    room -= sum(_header_size(*each) for each in fewer) + _QUOTES
    value = None if record.value is None else record.value[: max(room, 0) // 4 * 3]
    return _raw(record, key, fewer, value, _cut(record, headers))


def size_of(key: bytes | None, headers: Headers, value: bytes | None) -> int:
    """Bytes that key, headers and value take in the event."""
    around = _text_size(key) + _text_size(value)
    return around + sum(_header_size(name, data) for name, data in headers)


def _first(headers: Headers, room: int) -> list[tuple[str, bytes | None]]:
    """The first headers, each cut to its bound, as many as fit."""
    fewer: list[tuple[str, bytes | None]] = []
    for name, data in headers[:HEADERS_KEPT]:
        first = name[:HEADER_BYTES_KEPT], None if data is None else data[:HEADER_BYTES_KEPT]
        room -= _header_size(*first)
        if room < 0:
            break
        fewer.append(first)
    return fewer


def _header_size(name: str, data: bytes | None) -> int:
    return len(msgspec.json.encode(name)) + _text_size(data) + _AROUND_HEADER


def _text_size(data: bytes | None) -> int:
    return _NULL if data is None else (len(data) + 2) // 3 * 4 + _QUOTES


def _raw(
    record: Record, key: bytes | None, headers: Headers, value: bytes | None, cut: Cut | None
) -> RawMessage:
    place = record.topic, record.partition, record.offset, record.timestamp
    return RawMessage.of(*place, key, list(headers), value, cut)


def _cut(record: Record, headers: Headers) -> Cut:
    """Size and hash of all parts in their order, each hashed behind its length (8 bytes; none: all ones)."""
    parts = [record.key]
    for name, data in headers:
        parts += [name.encode("utf-8", "backslashreplace"), data]
    parts.append(record.value)
    told = sha256()
    for part in parts:
        told.update(b"\xff" * 8 if part is None else len(part).to_bytes(8, "big"))
        told.update(part or b"")
    value = record.value
    return Cut(
        size=sum(len(part) for part in parts if part is not None),
        sha256=told.hexdigest(),
        headers=len(headers),
        value_size=None if value is None else len(value),
        value_sha256=None if value is None else sha256(value).hexdigest(),
    )


class KeptRecord(msgspec.Struct, frozen=True):
    """A record read back from a dead letter; looks like one just consumed."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]

    @classmethod
    def of(cls, raw: RawMessage) -> KeptRecord:
        """The record whose bytes were kept."""
        return cls(
            raw.topic,
            raw.partition,
            raw.offset,
            raw.timestamp_ms,
            raw.key_bytes(),
            raw.value_bytes(),
            raw.header_bytes(),
        )


def letter_of(row: EventRow) -> Kept:
    """What a letter's event keeps; ``Rejected`` for one of newer code, while older code has come back."""
    try:
        letter = events.decode(row.type, row.schema_version, row.payload)
    except (events.UnknownEvent, msgspec.DecodeError) as newer:
        detail = (
            f"dead_letter {row.event_id}: newer code kept it, and this code can't read it: {newer}"
        )
        raise Rejected("letter_unreadable", detail) from newer
    assert isinstance(letter, MessageParked | MessageDeadLettered)
    return letter

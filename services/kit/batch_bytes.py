"""The records of one of Kafka's batches by its bytes, and how many objects they become.

For batches that the client gives up: it reads names of headers as UTF-8 and nothing else. And for large ones
before the client reads them: each header is an object, and may take two bytes of a batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

from aiokafka.errors import CorruptRecordException
from aiokafka.record.util import decode_varint

HEADERS_MAX = 500_000
"""Of one batch. A record has about ten and takes several hundred bytes, so a batch of the largest size has
fewer. Empty ones take two bytes each, and thirty times as much as objects: 16 million fit into a batch."""

# Kafka's record batch, version 2: the fields of its header that are needed here, by their offset.
SHORT = Struct(">h")
ATTRIBUTES, _COUNT, RECORDS = 21, 57, 61
CODEC_MASK, _APPEND_TIME_MASK = 0x07, 0x08
_FIRST_TIMESTAMP, _MAX_TIMESTAMP = 27, 35


class BrokenName(str):
    r"""A header name that is not UTF-8, or stands beside one: ``\xff`` for a byte that is no text, two
    backslashes for one, so that no byte of it is lost."""

    __slots__ = ()

    @classmethod
    def of(cls, name: bytes) -> BrokenName:
        """The name in characters that can be stored and sent."""
        return cls(name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace"))


class TooManyHeaders(Exception):
    """A batch whose headers would be more objects than a process has memory for."""


class Kept(NamedTuple):
    """A record in the form that the fetcher expects of its reader."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]
    checksum: None = None


def read(data: bytes, base_offset: int) -> Iterator[Kept]:
    """The records of a batch by its bytes, whatever their header names are."""
    (attributes,) = SHORT.unpack_from(data, ATTRIBUTES)
    (count,) = Struct(">i").unpack_from(data, _COUNT)
    append_time = bool(attributes & _APPEND_TIME_MASK)
    (time,) = Struct(">q").unpack_from(data, _MAX_TIMESTAMP if append_time else _FIRST_TIMESTAMP)
    reader, headers_read = _Reader(data), 0
    for _ in range(count):
        end = reader.number() + reader.at
        reader.number()  # attributes, of which there are none
        later = reader.number()
        offset = base_offset + reader.number()
        key, value = reader.piece(), reader.piece()
        number = reader.number()
        headers_read = _added(headers_read, number)
        headers = [(reader.name(), reader.piece()) for _ in range(number)]
        if reader.at != end:
            raise CorruptRecordException(f"the record at {offset} does not end where it says")
        yield Kept(
            *(offset, time if append_time else time + later, int(append_time), key, value),
            headers=_named(headers),
        )


def few_headers(data: bytes) -> bool:
    """Whether it has no room for too many, as nearly every batch: a header takes two bytes."""
    return len(data) <= 2 * HEADERS_MAX


def counted(batch: Any, data: bytes) -> Iterator[Any]:
    """The client's records; ``TooManyHeaders`` before it makes those of one that has too many."""
    reader, headers = _Reader(data), 0
    records = iter(batch)
    while True:
        headers = _added(headers, reader.headers())
        try:
            record = next(records)
        except StopIteration:
            return
        yield record


def _added(headers: int, more: int) -> int:
    headers += max(more, 0)
    if headers > HEADERS_MAX:
        raise TooManyHeaders(f"its records have more than {HEADERS_MAX} headers")
    return headers


def _named(headers: list[tuple[bytes, bytes | None]]) -> list[tuple[str, bytes | None]]:
    try:
        return [(name.decode(), value) for name, value in headers]
    except UnicodeDecodeError:
        return [(BrokenName.of(name), value) for name, value in headers]


class _Reader:
    """Numbers and pieces of bytes one after another, behind the header of a batch."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.at = RECORDS

    def number(self) -> int:
        if self.at >= len(self._content):
            raise CorruptRecordException("a record ends before its end")
        number, self.at = decode_varint(self._content, self.at)
        return int(number)

    def headers(self) -> int:
        """How many the next record says that it has, read no further; 0 for what is no record."""
        try:
            end = self.number() + self.at
            for _ in ("attributes", "timestamp", "offset"):
                self.number()
            for _ in ("key", "value"):
                length = self.number()
                self.at += max(length, 0)
            number = self.number()
        except CorruptRecordException:
            number, end = 0, len(self._content)
        self.at = max(self.at, end)  # never back, before the beginning even
        return number

    def name(self) -> bytes:
        piece = self.piece()
        if piece is None:
            raise CorruptRecordException("a header has no name")
        return piece

    def piece(self) -> bytes | None:
        """None for a length below zero."""
        length = self.number()
        if length < 0:
            return None
        begin, self.at = self.at, self.at + length
        if self.at > len(self._content):
            raise CorruptRecordException("a record ends before its end")
        return self._content[begin : self.at]

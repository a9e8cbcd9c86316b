"""Batches that the Kafka client can't read: handed on as records, never thrown out of its fetch loop.

One header name that is not UTF-8 makes aiokafka's reader raise, and so does a batch that can't be
decompressed. Raised there, the same place is fetched again for ever, nobody is told, and what the same
poll had already drained of other partitions is lost to its handler. So what the fetcher reads batches with
is wrapped, the narrowest place there is:

- a record with a broken header name is read again by its bytes and comes with names of ``BrokenName``;
  ``services/kit/incoming.py`` refuses it, and it is kept as a dead letter;
- a compressed batch is decompressed here, once and bounded (``services/kit/unpacking.py``), before the
  client would, whose memory is anybody's who can send;
- of a batch that can't be read at all, one record stands for what is left of it, at its last offset,
  with ``Unreadable`` as its value; the inbox halts there (``services/kit/halts.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import decode_varint

from services.kit.unpacking import unpacked

READ_COMMITTED: Final = "read_committed"
"""For every consumer of messages: what stands in an aborted transaction was never said."""

# Kafka's record batch, version 2: the fields of its header that are needed here, by their offset.
_BASE_AND_LENGTH = Struct(">qi")
_SHORT = Struct(">h")
_MAGIC, _ATTRIBUTES, _COUNT, _RECORDS = 16, 21, 57, 61
_NEWEST_OLD_MAGIC = 1
_CODEC_MASK, _APPEND_TIME_MASK = 0x07, 0x08
_FIRST_TIMESTAMP, _MAX_TIMESTAMP = 27, 35


class BrokenName(str):
    r"""A header name that is not UTF-8, or stands beside one: ``\xff`` for a byte that is no text, two
    backslashes for one, so that no byte of it is lost."""

    __slots__ = ()

    @classmethod
    def of(cls, name: bytes) -> BrokenName:
        """The name in characters that can be stored and sent."""
        return cls(name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace"))


class Unreadable(bytes):
    """The bytes of a whole batch, in words of the client why they can't be read, and from which offset on."""

    reason: str
    first: int

    @classmethod
    def of(cls, batch: bytes, reason: str, first: int) -> Unreadable:
        """Keep a batch as Kafka handed it out."""
        kept = cls(batch)
        kept.reason, kept.first = reason, first
        return kept


class Kept(NamedTuple):
    """A record in the form that the fetcher expects of its reader."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]
    checksum: None = None


def has_broken_name(headers: Any) -> bool:
    """Whether a header name of the record is not UTF-8: all its names are marked then."""
    return bool(headers) and type(headers[0][0]) is BrokenName


def install() -> None:
    """Let every consumer of this process read batches this way; ``RuntimeError`` if aiokafka has changed."""
    if fetcher.MemoryRecords is ReadableRecords:
        return
    if fetcher.MemoryRecords is not MemoryRecords:
        raise RuntimeError("aiokafka's fetcher reads its batches with something unknown")
    fetcher.MemoryRecords = ReadableRecords


def consumer_of_its_own(bootstrap: str, **more: Any) -> AIOKafkaConsumer:
    """A consumer without a group, that only looks: nobody's position is moved by it."""
    install()
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        isolation_level=READ_COMMITTED,
        **more,
    )


class ReadableRecords:
    """What one fetch brought of one partition, batch by batch."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._records = MemoryRecords(data)
        self._at = 0

    def size_in_bytes(self) -> int:
        """The size of all batches, the last one may be cut off."""
        return len(self._data)

    def has_next(self) -> bool:
        """Whether another whole batch is there."""
        return bool(self._records.has_next())

    def next_batch(self) -> Any:
        """The next batch."""
        begin = self._at
        _, length = _BASE_AND_LENGTH.unpack_from(self._data, begin)
        self._at = end = begin + _BASE_AND_LENGTH.size + length
        batch = self._records.next_batch()
        if self._data[begin + _MAGIC] <= _NEWEST_OLD_MAGIC:
            return batch  # of Kafka before 0.11: without headers, and no broker writes it any more
        following = None
        if end + _BASE_AND_LENGTH.size <= len(self._data):
            following, _ = _BASE_AND_LENGTH.unpack_from(self._data, end)
        return _Batch(batch, self._data[begin:end], following)


class _Batch:
    """One batch as the fetcher uses it; ``following``: the offset at which the next one begins, if known."""

    def __init__(self, batch: Any, data: bytes, following: int | None) -> None:
        self._batch, self._data = batch, data
        self._sound = True
        self.base_offset: int = batch.base_offset
        self.next_offset: int = max(batch.next_offset, self.base_offset + 1)
        if following is not None:  # what is damaged may name any number
            self.next_offset = min(self.next_offset, max(following, self.base_offset + 1))
        self.producer_id: int | None = batch.producer_id
        self.is_transactional: bool = batch.is_transactional
        self.is_control_batch: bool = batch.is_control_batch

    def validate_crc(self) -> bool:
        """Always: a damaged batch says nothing about itself, and is handed on as unreadable."""
        self._sound = self._batch.validate_crc()
        if not self._sound:
            self.producer_id, self.is_transactional, self.is_control_batch = None, False, False
        return True

    def __next__(self) -> Any:
        """The record of a control batch."""
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        """The records. Those before a broken one come twice; the fetcher passes over the second time."""
        if not self._sound:
            yield self._unreadable("the checksum differs", self.base_offset)
            return
        try:
            batch, data = self._plain()
        except Exception as broken:
            yield self._unreadable(f"{type(broken).__name__}: {broken}", self.base_offset)
            return
        try:
            yield from batch
            return
        except Exception:
            pass  # read anew by its bytes, which tells why
        first = self.base_offset
        try:
            for record in _read(data, self.base_offset):
                yield record
                first = record.offset + 1
        except Exception as broken:
            yield self._unreadable(f"{type(broken).__name__}: {broken}", first)

    def _plain(self) -> tuple[Any, bytes]:
        """The batch as its records can be read, and its bytes, decompressed."""
        (attributes,) = _SHORT.unpack_from(self._data, _ATTRIBUTES)
        kind = attributes & _CODEC_MASK
        if not kind:
            return self._batch, self._data
        header = bytearray(self._data[:_RECORDS])
        _SHORT.pack_into(header, _ATTRIBUTES, attributes & ~_CODEC_MASK)
        plain = unpacked(kind, bytes(header), self._data[_RECORDS:])
        return DefaultRecordBatch(plain), plain

    def _unreadable(self, reason: str, first: int) -> Kept:
        """At the last offset: wherever the fetcher stands in this batch, it is not behind that."""
        value = Unreadable.of(self._data, reason, first)
        at = self.next_offset - 1
        return Kept(at, self._batch.max_timestamp, self._batch.timestamp_type, None, value, [])


def _read(data: bytes, base_offset: int) -> Iterator[Kept]:
    """The records of a batch by its bytes, whatever their header names are."""
    (attributes,) = _SHORT.unpack_from(data, _ATTRIBUTES)
    (count,) = Struct(">i").unpack_from(data, _COUNT)
    append_time = bool(attributes & _APPEND_TIME_MASK)
    (time,) = Struct(">q").unpack_from(data, _MAX_TIMESTAMP if append_time else _FIRST_TIMESTAMP)
    reader = _Reader(bytearray(data[_RECORDS:]))
    for _ in range(count):
        end = reader.number() + reader.at
        reader.number()  # attributes, of which there are none
        later = reader.number()
        offset = base_offset + reader.number()
        key, value = reader.piece(), reader.piece()
        headers = [(reader.name(), reader.piece()) for _ in range(reader.number())]
        if reader.at != end:
            raise CorruptRecordException(f"the record at {offset} does not end where it says")
        yield Kept(
            *(offset, time if append_time else time + later, int(append_time), key, value),
            headers=_named(headers),
        )


def _named(headers: list[tuple[bytes, bytes | None]]) -> list[tuple[str, bytes | None]]:
    try:
        return [(name.decode(), value) for name, value in headers]
    except UnicodeDecodeError:
        return [(BrokenName.of(name), value) for name, value in headers]


class _Reader:
    """Numbers and pieces of bytes one after another."""

    def __init__(self, content: bytearray) -> None:
        self._content = content
        self.at = 0

    def number(self) -> int:
        number, self.at = decode_varint(self._content, self.at)
        return int(number)

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
        return bytes(self._content[begin : self.at])

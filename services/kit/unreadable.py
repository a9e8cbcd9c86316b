"""Batches that the Kafka client can't read: handed on as records, never thrown out of its fetch loop.

One header name that is not UTF-8 makes aiokafka's reader raise, and so does a batch that can't be
decompressed. Raised there, the same place is fetched again for ever, nobody is told, and what the same
poll had already drained of other partitions is lost to its handler. So what the fetcher reads batches with
is wrapped, the narrowest place there is:

- a record with a broken header name is read again by its bytes and comes with names of ``BrokenName``;
  ``services/kit/incoming.py`` refuses it, and it is kept as a dead letter;
- a compressed batch is decompressed here, once and bounded (``services/kit/unpacking.py``), before the
  client would, whose memory is anybody's who can send; and headers are counted before it makes them
  (``services/kit/batch_bytes.py``);
- of a batch that can't be read at all, one record stands for what is left of it, at its last offset,
  with ``Unreadable`` as its value; the inbox halts there (``services/kit/halts.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, Final

from aiokafka import AIOKafkaConsumer
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords

from services.kit.batch_bytes import (
    ATTRIBUTES,
    CODEC_MASK,
    RECORDS,
    SHORT,
    BrokenName,
    Kept,
    counted,
    few_headers,
    read,
)
from services.kit.unpacking import unpacked

READ_COMMITTED: Final = "read_committed"
"""For every consumer of messages: what stands in an aborted transaction was never said."""

_BASE_AND_LENGTH = Struct(">qi")
_MAGIC, _NEWEST_OLD_MAGIC = 16, 1


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
            yield from batch if few_headers(data) else counted(batch, data)
            return
        except Exception:
            pass  # read anew by its bytes, which tells why
        first = self.base_offset
        try:
            for record in read(data, self.base_offset):
                yield record
                first = record.offset + 1
        except Exception as broken:
            yield self._unreadable(f"{type(broken).__name__}: {broken}", first)

    def _plain(self) -> tuple[Any, bytes]:
        """The batch as its records can be read, and its bytes, decompressed."""
        (attributes,) = SHORT.unpack_from(self._data, ATTRIBUTES)
        kind = attributes & CODEC_MASK
        if not kind:
            return self._batch, self._data
        header = bytearray(self._data[:RECORDS])
        SHORT.pack_into(header, ATTRIBUTES, attributes & ~CODEC_MASK)
        plain = unpacked(kind, bytes(header), self._data[RECORDS:])
        return DefaultRecordBatch(plain), plain

    def _unreadable(self, reason: str, first: int) -> Kept:
        """At the last offset: wherever the fetcher stands in this batch, it is not behind that."""
        value = Unreadable.of(self._data, reason, first)
        at = self.next_offset - 1
        return Kept(at, self._batch.max_timestamp, self._batch.timestamp_type, None, value, [])

"""Phrases for tests of foreign batches: bytes as another producer than ours may send them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c

GZIP, SNAPPY, LZ4, ZSTD = 1, 2, 3, 4
BROKEN = b"\xff\xfe\\name"
"""A header name that is not UTF-8, as librdkafka lets anybody send one."""
_STANDS_FOR_IT = "qqqqqqq"

Headers = list[tuple[str | bytes, bytes | None]]


def batch(
    values: Sequence[tuple[bytes | None, Headers]],
    *,
    codec: int = 0,
    base: int = 0,
    transaction_of: int | None = None,
    key: bytes = b"k",
) -> bytes:
    """A batch of records; a header name that is ``BROKEN`` stands there in its own bytes."""
    plain = _built(values, 0, transaction_of, key)
    content = plain[61:].replace(_STANDS_FOR_IT.encode(), BROKEN)
    if codec:
        content = _compressed(content, codec)
    raw = bytearray(plain[:61] + content)
    raw[0:8] = struct.pack(">q", base)
    raw[8:12] = struct.pack(">i", len(raw) - 12)
    raw[21:23] = struct.pack(">H", struct.unpack(">H", raw[21:23])[0] | codec)
    return sealed(raw)


def sealed(raw: bytearray) -> bytes:
    """With the checksum of what stands there now."""
    raw[17:21] = struct.pack(">I", calc_crc32c(bytes(raw[21:])))
    return bytes(raw)


def aborted(producer: int, offset: int) -> bytes:
    """The broker's own record behind an aborted transaction."""
    raw = bytearray(_built([(b"\0" * 6, [])], 0, producer, struct.pack(">hh", 0, 0)))
    raw[0:8] = struct.pack(">q", offset)
    raw[21:23] = struct.pack(">H", struct.unpack(">H", raw[21:23])[0] | 0x20)
    return sealed(raw)


def _built(
    values: Sequence[tuple[bytes | None, Headers]],
    codec: int,
    transaction_of: int | None,
    key: bytes,
) -> bytes:
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=codec,
        is_transactional=int(transaction_of is not None),
        producer_id=-1 if transaction_of is None else transaction_of,
        producer_epoch=-1 if transaction_of is None else 0,
        base_sequence=-1,
        batch_size=1 << 20,
    )
    for offset, (value, headers) in enumerate(values):
        named = [(_STANDS_FOR_IT if name == BROKEN else str(name), d) for name, d in headers]
        builder.append(offset, timestamp=1_000 + offset, key=key, value=value, headers=named)
    return bytes(builder.build())


def _compressed(content: bytes, kind: int) -> bytes:
    from aiokafka import codec

    encode = {
        GZIP: codec.gzip_encode,
        SNAPPY: codec.snappy_encode,
        LZ4: codec.lz4_encode,
        ZSTD: codec.zstd_encode,
    }
    return bytes(encode[kind](content))

"""Compressed batches in plain bytes, bounded before anything is decompressed.

A topic's limit is of what goes over the wire, and a thousand times as much may come out of it: a record of
200 KiB that becomes 200 MiB ends the process, the next one meets it again, and so does every partition.
So it is decompressed into room of a fixed size, of which only what is written to takes memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from mmap import mmap
from struct import Struct
from typing import Final

import cramjam  # comes with aiokafka's extras, which decompresses with it too
from aiokafka import codec
from aiokafka.errors import UnsupportedCodecError

BATCH_BYTES_MAX = 32 * 1024 * 1024
"""Of one batch's records, decompressed. Producers bound a batch by its bytes before they compress it, one
record the larger, and no topic takes a larger record than 16 MiB that is not compressed. Twice that is
what a service can read beside its other partitions in a container of 512 MiB: such bytes are there up to
three times."""

_NAMES: Final = {1: "gzip", 2: "snappy", 3: "lz4", 4: "zstd"}
_FULL = "failed to write whole buffer"  # cramjam's words, or rather those of Rust's own library
_XERIAL = b"\x82SNAPPY\0"  # snappy in blocks, as Java's library writes it
_XERIAL_HEADER, _BLOCK_LENGTH = 16, Struct(">i")

Into = Callable[[memoryview, memoryview], int]


class BatchTooLarge(Exception):
    """A batch whose records are larger than any service takes in."""

    def __init__(self, wire: int) -> None:
        super().__init__(
            f"its records have more than {BATCH_BYTES_MAX} bytes when they are decompressed, and {wire} "
            "as they came"
        )


def unpacked(kind: int, header: bytes, content: bytes) -> bytes:
    """``header`` and behind it the decompressed content; ``BatchTooLarge`` beyond the bound."""
    into = _codec(kind)
    with mmap(-1, len(header) + BATCH_BYTES_MAX) as room:  # no memory but where it is written to
        room[: len(header)] = header
        with memoryview(room) as whole, whole[len(header) :] as left:
            try:
                size = into(memoryview(content), left)
            except cramjam.DecompressionError as broken:
                if _FULL in str(broken):
                    raise BatchTooLarge(len(content)) from None
                raise
        return room[: len(header) + size]


def _codec(kind: int) -> Into:
    name = _NAMES.get(kind)
    if name is None:
        raise UnsupportedCodecError(f"no codec has the number {kind}")
    if not getattr(codec, f"has_{name}")():
        raise UnsupportedCodecError(f"the codec {name} is not available")
    if name == "snappy":
        return _snappy
    into: Into = getattr(cramjam, name).decompress_into
    return into


def _snappy(content: memoryview, left: memoryview) -> int:
    """In one block or in blocks; each says first how large it becomes."""
    size = 0
    for block in _blocks(content):
        if cramjam.snappy.decompress_raw_len(block) > len(left) - size:
            raise BatchTooLarge(len(content))
        size += cramjam.snappy.decompress_raw_into(block, left[size:])
    return size


def _blocks(content: memoryview) -> Iterator[memoryview]:
    if content[: len(_XERIAL)] != _XERIAL:
        yield content
        return
    at = _XERIAL_HEADER
    while at < len(content):
        begin = at + _BLOCK_LENGTH.size
        if begin > len(content):
            raise cramjam.DecompressionError("snappy: the length of a block is cut")
        (length,) = _BLOCK_LENGTH.unpack_from(content, at)
        at = begin + length
        if not begin <= at <= len(content):
            raise cramjam.DecompressionError("snappy: a block is longer than what is there")
        yield content[begin:at]

"""A small compressed batch may hold hundreds of MiB: its reader needs no more memory than its bound."""

from __future__ import annotations

import struct
import tracemalloc
from typing import Any

import cramjam
import pytest
from aiokafka import TopicPartition, codec
from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import READ_COMMITTED, PartitionRecords
from aiokafka.record.util import encode_varint

from contracts.errors import ContractError
from services.kit import batch_bytes, unpacking, unreadable
from services.kit.incoming import check_readable
from services.kit.unreadable import Unreadable
from tests.unit.kit.batches import BROKEN, GZIP, LZ4, SNAPPY, ZSTD, Headers, batch, sealed
from tests.unit.kit.observing import PARTITION, TOPIC

BOUND = 1024 * 1024
CODECS = [GZIP, SNAPPY, LZ4, ZSTD]
AROUND = len(batch([(bytes(BOUND - 100), [])])) - 61 - (BOUND - 100)
"""Bytes of a batch's content that are not the value of its one record."""


@pytest.fixture(autouse=True)
def as_every_consumer_reads() -> None:
    unreadable.install()


@pytest.fixture
def small_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "BATCH_BYTES_MAX", BOUND)


def handed_out(data: bytes) -> tuple[list[Any], int]:
    """The records that the fetcher hands out of what one fetch brought, and where it stands then."""
    at, records = TopicPartition(TOPIC, PARTITION), fetcher.MemoryRecords(data)
    read = PartitionRecords(at, records, [], 0, None, None, True, READ_COMMITTED)
    return list(read), read.next_fetch_offset


@pytest.mark.usefixtures("small_bound")
@pytest.mark.parametrize("kind", CODECS)
def test_a_batch_of_exactly_the_bound_is_read(kind: int) -> None:
    value = bytes(BOUND - AROUND)
    ((record,), onwards) = handed_out(batch([(value, [])], codec=kind))
    assert (record.value, onwards) == (value, 1)


@pytest.mark.usefixtures("small_bound")
@pytest.mark.parametrize("kind", CODECS)
def test_one_byte_more_is_one_record_that_says_the_size_and_what_follows_is_read(
    kind: int,
) -> None:
    large = batch([(bytes(BOUND - AROUND + 1), [])], codec=kind, base=7)
    records, onwards = handed_out(large + batch([(b"next", [])], base=8))
    stands = records[0].value
    assert isinstance(stands, Unreadable)
    assert (stands, records[0].offset, stands.first) == (large, 7, 7)
    assert "more than 1048576 bytes" in stands.reason
    assert str(len(large) - 61) in stands.reason, "and how many came over the wire"
    assert ([r.value for r in records[1:]], onwards) == ([b"next"], 9)
    with pytest.raises(ContractError, match="1048576"):
        check_readable(records[0])


@pytest.mark.usefixtures("small_bound")
@pytest.mark.parametrize("kind", CODECS)
def test_it_is_not_read_by_its_bytes_either(kind: int) -> None:
    """As a batch with a broken header name is, once the client has given it up."""
    ((stands,), _) = handed_out(batch([(bytes(BOUND), [(BROKEN, b"x")])], codec=kind))
    assert isinstance(stands.value, Unreadable)


@pytest.mark.usefixtures("small_bound")
def test_what_is_not_compressed_is_bounded_by_its_topic_alone() -> None:
    ((record,), _) = handed_out(batch([(bytes(2 * BOUND), [])]))
    assert len(record.value) == 2 * BOUND


def peak_of_refusing(data: bytes) -> int:
    """The most bytes of Python's own while a batch is found unreadable."""
    tracemalloc.start()
    try:
        ((stands,), _) = handed_out(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(stands.value, Unreadable)
    return peak


@pytest.mark.parametrize("kind", CODECS)
def test_two_hundred_mebibytes_are_never_in_memory(kind: int) -> None:
    data = batch([(bytes(200 * 1024 * 1024), [])], codec=kind)
    before = resident()
    peak = peak_of_refusing(data)
    assert peak < unpacking.BATCH_BYTES_MAX, "of Python's own"
    assert resident() - before < unpacking.BATCH_BYTES_MAX, "and nothing is kept"


def resident() -> int:
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096


@pytest.mark.parametrize("kind", CODECS)
def test_a_compressed_batch_is_decompressed_once(
    kind: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    real = unpacking.unpacked

    def counted(kind: int, header: bytes, content: bytes) -> bytes:
        calls.append(kind)
        return real(kind, header, content)

    monkeypatch.setattr(unreadable, "unpacked", counted)
    for name in ("gzip", "snappy", "lz4", "zstd"):
        monkeypatch.setattr(codec, f"{name}_decode", None)
    records, _ = handed_out(batch([(b"v0", []), (b"v1", [(BROKEN, b"x")])], codec=kind))
    assert [r.value for r in records] == [b"v0", b"v1"]
    assert calls == [kind]


def test_a_batch_that_is_not_compressed_is_not_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unreadable, "unpacked", None)
    ((record,), _) = handed_out(batch([(b"v0", [])]))
    assert record.value == b"v0"


@pytest.mark.parametrize("name", ["snappy of one block", "gzip of two members", "zstd of two"])
def test_the_other_forms_of_a_codec_are_read(name: str) -> None:
    one, two = b"a" * 900, b"b" * 70
    kind, packed = {
        "snappy of one block": (SNAPPY, cramjam.snappy.compress_raw(one + two)),
        "gzip of two members": (
            GZIP,
            bytes(cramjam.gzip.compress(one)) + bytes(cramjam.gzip.compress(two)),
        ),
        "zstd of two": (
            ZSTD,
            bytes(cramjam.zstd.compress(one)) + bytes(cramjam.zstd.compress(two)),
        ),
    }[name]
    header = b"h" * 61
    assert unpacking.unpacked(kind, header, bytes(packed)) == header + one + two


@pytest.mark.parametrize("lie", [0, 1, 5_000, 2**31 - 1])
def test_a_snappy_block_that_lies_about_its_size_is_no_batch(lie: int) -> None:
    packed = bytes(cramjam.snappy.compress_raw(b"abc" * 100))
    said = bytearray()
    while True:
        said.append(lie & 0x7F | (0x80 if lie > 0x7F else 0))
        lie >>= 7
        if not lie:
            break
    with pytest.raises((cramjam.DecompressionError, unpacking.BatchTooLarge)):
        unpacking.unpacked(SNAPPY, b"", bytes(said) + packed[2:])


XERIAL = b"\x82SNAPPY\0" + bytes(8)


@pytest.mark.parametrize("blocks", [b"\0\0", b"\0\0\0\7abc", b"\xff\xff\xff\xffabc"])
def test_snappy_in_blocks_that_are_cut_is_no_batch(blocks: bytes) -> None:
    with pytest.raises(cramjam.DecompressionError, match="block"):
        unpacking.unpacked(SNAPPY, b"", XERIAL + blocks)


EMPTY: Headers = [("", None)]
FEW = 100


@pytest.fixture
def few_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_bytes, "HEADERS_MAX", FEW)


@pytest.mark.usefixtures("few_headers")
@pytest.mark.parametrize("kind", [0, *CODECS])
@pytest.mark.parametrize("name", ["", BROKEN])
def test_a_batch_may_have_so_many_headers(kind: int, name: str | bytes) -> None:
    """Each is an object for the client, and takes two bytes of a record."""
    half: Headers = [*EMPTY * (FEW // 2 - 1), (name, bytes(FEW))]
    data = batch([(b"v0", half), (b"v1", half), (b"v2", [])], codec=kind)
    records, onwards = handed_out(data)
    assert [(r.value, len(r.headers)) for r in records] == [
        (b"v0", FEW // 2),
        (b"v1", FEW // 2),
        (b"v2", 0),
    ]
    assert onwards == 3


@pytest.mark.usefixtures("few_headers")
@pytest.mark.parametrize("kind", [0, *CODECS])
@pytest.mark.parametrize("name", ["", BROKEN])
def test_of_one_that_has_more_the_rest_is_one_record_that_says_so(
    kind: int, name: str | bytes
) -> None:
    half: Headers = [*EMPTY * (FEW // 2 - 1), (name, bytes(FEW))]
    data = batch([(b"v0", half), (b"v1", half), (b"v2", EMPTY)], codec=kind, base=7)
    records, onwards = handed_out(data + batch([(b"next", [])], base=10))
    assert [r.value for r in records[:2]] == [b"v0", b"v1"]
    stands = records[2].value
    assert isinstance(stands, Unreadable)
    assert (stands, stands.first, records[2].offset) == (data, 9, 9)
    assert "more than 100 headers" in stands.reason
    assert (records[3].value, onwards) == (b"next", 11)


def test_millions_of_empty_headers_are_never_in_memory() -> None:
    data = headed(12_000_000, ZSTD)
    assert len(data) < 10_000
    assert peak_of_refusing(data) < 2 * unpacking.BATCH_BYTES_MAX


def test_a_record_that_says_it_has_more_headers_than_it_has_bytes_is_no_batch() -> None:
    ((stands,), _) = handed_out(headed(2_000_000, 0, said=2**31 - 1))
    assert isinstance(stands.value, Unreadable)


@pytest.mark.parametrize("size", [-1, -(2**40), 0, 2**40])
def test_a_record_that_lies_about_its_size_is_no_batch(size: int) -> None:
    ((stands,), _) = handed_out(headed(600_000, 0, said=3, size=size))
    assert isinstance(stands.value, Unreadable)


def headed(many: int, kind: int, said: int | None = None, size: int | None = None) -> bytes:
    """A batch of one record with so many empty headers."""
    content = bytearray()
    body = bytearray()
    for number in (0, 0, 0, -1, -1, many if said is None else said):
        encode_varint(number, body.append)
    body += b"\0\1" * many
    encode_varint(len(body) if size is None else size, content.append)
    content += body
    raw = bytearray(batch([(b"", [])])[:61])
    raw += bytes(cramjam.zstd.compress(bytes(content))) if kind else content
    raw[8:12] = struct.pack(">i", len(raw) - 12)
    raw[21:23] = struct.pack(">H", kind)
    return sealed(raw)

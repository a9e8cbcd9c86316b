"""Shards, hash links and event ids, reckoned anew from what is documented about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("7f3b5f0e-2f4e-5a86-9d0b-6f0a2a6b8c11")
SEED = 0x9747B28C
M, MASK = 0x5BD1E995, 0xFFFFFFFF
SHARDS = 16


def murmur2(data: bytes) -> int:
    """Kafka's hash of a key, 32 bits (Austin Appleby's MurmurHash2 with Kafka's seed)."""
    h = (SEED ^ len(data)) & MASK
    whole = len(data) // 4 * 4
    for at in range(0, whole, 4):
        k = int.from_bytes(data[at : at + 4], "little") * M & MASK
        k = (k ^ (k >> 24)) * M & MASK
        h = (h * M & MASK) ^ k
    rest = data[whole:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * M & MASK
    h = (h ^ (h >> 13)) * M & MASK
    return h ^ (h >> 15)


def shard_of(key: str) -> int:
    """The shard of an obligor's number."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % SHARDS


def first_link(service: str, stream: str) -> bytes:
    """What the first event of a stream follows."""
    return sha256(b"\0%s\0%s" % (service.encode(), stream.encode())).digest()


def link(previous: bytes, row: Any) -> bytes:
    """The link of an event row after the link before it."""
    texts = [
        row["stream"],
        row["type"],
        row["loan_id"],
        row["key"],
        str(row["effective_on"]),
        str(row["known_on"]),
        row["correlation_id"],
        row["causation_id"],
        row["actor"],
    ]
    framed = b"".join(_framed(text.encode()) for text in texts)
    framed += _framed(row["cause_link"])
    trace = row["traceparent"]
    framed += _framed(None if trace is None else trace.encode())
    framed += row["event_id"].bytes
    for number in (row["shard"], row["position"], row["schema_version"]):
        framed += number.to_bytes(8, "big")
    framed += microseconds(row["recorded_at"]).to_bytes(8, "big")
    framed += row["hlc"].to_bytes(8, "big") + _framed(row["payload"])
    inner = sha256(b"\1" + framed).digest()
    return sha256(b"\2" + previous + row["version"].to_bytes(8, "big") + inner).digest()


def _framed(data: bytes | None) -> bytes:
    return b"\xff" * 4 if data is None else len(data).to_bytes(4, "big") + data


def microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970."""
    passed = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return passed.days * 86_400_000_000 + passed.seconds * 1_000_000 + passed.microseconds


def event_id(source: str, cause: str, stream: str, index: int) -> UUID:
    """The id of the nth event that a message led to in a stream."""
    return uuid5(NAMESPACE, f"{source}\n{cause}\n{stream}\n{index}")


def digest(source: str, identity: str) -> bytes:
    """The duplicate key of a message, as the store keeps it."""
    return sha256(f"{source}\0{identity}".encode()).digest()[:16]


def command_digest(topic: str, source: str, identity: str) -> bytes:
    """The duplicate key of an officers' command: a fact may bear the same id."""
    return sha256(f"{topic}\0{source}\0{identity}".encode()).digest()[:16]


Headers = Sequence[tuple[str, bytes | None]]


def refused_digest(
    place: tuple[str, int, int], key: bytes | None, value: bytes | None, headers: Headers
) -> bytes:
    """The duplicate key of a record that was refused unread: its place and its bytes."""
    topic, partition, offset = place
    where = f"{topic}/{partition}/{offset}\0".encode()
    return sha256(where + content(key, value, headers)).digest()[:16]


def answered_digest(key: bytes | None, value: bytes | None, headers: Headers) -> bytes:
    """The duplicate key of the answer to a command that was refused unread: its bytes."""
    return sha256(b"answered\0" + content(key, value, headers)).digest()[:16]


def content(key: bytes | None, value: bytes | None, headers: Headers) -> bytes:
    """What tells a record's bytes from others, whatever trace they travel in."""
    told = sha256()
    for name, data in (("key", key), ("value", value), *headers):
        if name not in ("traceparent", "tracestate"):
            size = "none" if data is None else str(len(data))
            told.update(f"{name}\0{size}\0".encode("utf-8", "backslashreplace"))
            told.update(data or b"")
    return told.digest()[:16]

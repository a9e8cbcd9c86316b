"""The attributes around a message: CloudEvents 1.0 as Kafka headers.

Reading headers is on the way of every message, so it is one quick look; only when that fails does
a second, slow look say what exactly is wrong. Headers that are not ours may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import msgspec

from contracts import own_headers
from contracts.errors import IDENTIFIER_PATTERN, ContractError, all_as_one
from contracts.message import LAST_GIVEN_YEAR, Message, day
from contracts.own_headers import number as _number
from contracts.own_headers import text as _text
from contracts.repeated import readable as _readable
from contracts.repeated import repeated

SPEC_VERSION = b"1.0"
CONTENT_TYPE = b"application/json"
SCHEMA_BASE = "urn:postloan:schemas"
LONGEST = 256
"""Bytes of a name or an id: of the event, its source and type, and of what caused it."""
_identifiers = re.compile(IDENTIFIER_PATTERN).fullmatch

Headers = Sequence[tuple[str, bytes | None]]


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """What is known about a message besides its payload (contract.md section 1).

    ``business_date`` is the bank's business day on which the source booked the fact; ``time`` is
    technical and empty when the source gave none. ``shard`` to ``actor`` come from own services
    only; ``previous`` is the position sent before to the same partition. A field is None when the
    message does not carry it.
    """

    id: str
    source: str
    type: str
    business_date: date
    time: str = ""
    subject: str | None = None
    key: str | None = None
    dataschema: str | None = None
    recorded_time: str | None = None
    sequence: int | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    tracestate: str | None = None
    shard: int | None = None
    position: int | None = None
    previous: int | None = None
    link: str | None = None
    hlc: int | None = None
    actor: str | None = None


@cache
def dataschema_of(message: type[Message]) -> str:
    """The URI of this message's schema: ends in its type and semantic version."""
    return f"{SCHEMA_BASE}/{message.TYPE}/{message.SCHEMA}"


def read_headers(key: bytes | None, headers: Headers) -> Envelope:
    """The envelope of a Kafka record; ``ContractError`` names each broken or missing attribute.

    Required are specversion, id, source, type and businessdate. The Kafka key and
    ``ce_partitionkey``, if that is given, must agree. An empty key is read as None. Key and
    subject are the numbers of an obligor and of a loan and keep the form of those
    (``contracts.message.Identifier``): both are stored and looked up as they stand, also of
    messages whose payload nobody can read.
    """
    found = dict(headers)
    twice = repeated(headers, _READ) if len(found) < len(headers) else []
    try:
        if not twice:
            return _read(key, found)
    except (KeyError, ValueError, TypeError, AttributeError):
        pass
    raise all_as_one([*twice, *_diagnose(key, found)])


def _read(key: bytes | None, found: Mapping[str, bytes | None]) -> Envelope:
    get = found.get
    identity, subject = get("ce_id"), get("ce_subject")
    if not identity or identity[LONGEST:] or get("ce_specversion") != SPEC_VERSION:
        raise ValueError("a required attribute is missing or wrong")
    if (partition_key := get("ce_partitionkey")) is not None and partition_key != (key or b""):
        raise ValueError("the keys differ")
    time, sequence = get("ce_time"), get("ce_sequence")
    schema, recorded = get("ce_dataschema"), get("ce_recordedtime")
    correlation, causation = get("ce_correlationid"), get("ce_causationid")
    parent, state = get("traceparent"), get("tracestate")
    own = _read_own(get) if "postloan-shard" in found or "postloan-actor" in found else ()
    return Envelope(
        _text(identity),
        _name(found["ce_source"]),
        _name(found["ce_type"]),
        _day(found["ce_businessdate"]),
        _if_text(time) or "",
        _identifier(subject) if subject else None,
        _identifier(key) if key else None,
        _text(schema) if schema else None,
        _if_text(recorded),
        _sequence(sequence) if sequence is not None else None,
        _if_id(correlation),
        _if_id(causation),
        _if_text(parent),
        _if_text(state),
        *own,
    )


def _read_own(get: Callable[[str], bytes | None]) -> tuple[Any, ...]:
    shard, position, previous = (
        get("postloan-shard"),
        get("postloan-position"),
        get("postloan-previous"),
    )
    link, clock, actor = get("postloan-link"), get("postloan-hlc"), get("postloan-actor")
    return (
        None if shard is None else own_headers.shard(shard),
        None if position is None else own_headers.position(position),
        None if previous is None else _number(previous),
        own_headers.link(link) if link else None,
        None if clock is None else _number(clock),
        own_headers.actor(actor) if actor else None,
    )


def write_headers(envelope: Envelope) -> list[tuple[str, bytes]]:
    """The headers of contract.md section 1; what the envelope does not hold is left out."""
    headers = [
        ("content-type", CONTENT_TYPE),
        ("ce_specversion", SPEC_VERSION),
        ("ce_id", envelope.id.encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_type", envelope.type.encode()),
        ("ce_businessdate", _day_bytes(envelope.business_date)),
    ]
    for name, text in (
        ("ce_time", envelope.time),
        ("ce_subject", envelope.subject),
        ("ce_partitionkey", envelope.key),
        ("ce_dataschema", envelope.dataschema),
        ("ce_recordedtime", envelope.recorded_time),
        ("ce_correlationid", envelope.correlation_id),
        ("ce_causationid", envelope.causation_id),
        ("traceparent", envelope.traceparent),
        ("tracestate", envelope.tracestate),
        ("postloan-link", envelope.link),
        ("postloan-actor", envelope.actor),
    ):
        if text:
            headers.append((name, text.encode()))
    if envelope.sequence is not None:
        headers.append(("ce_sequence", b"%012d" % envelope.sequence))
    for name, number in (
        ("postloan-shard", envelope.shard),
        ("postloan-position", envelope.position),
        ("postloan-previous", envelope.previous),
        ("postloan-hlc", envelope.hlc),
    ):
        if number is not None:
            headers.append((name, b"%d" % number))
    return headers


@lru_cache(maxsize=8192)
def _day_bytes(value: date) -> bytes:
    return value.isoformat().encode()


def is_identifier(text: str) -> bool:
    """Whether a text has the form that numbers of loans, obligors and acts have (``message.Identifier``)."""
    return _identifiers(text) is not None


class _NoIdentifier(ValueError):
    """A text that can be no number of a loan or an obligor."""


def _identifier(value: bytes) -> str:
    text = _text(value)
    if not is_identifier(text):
        raise _NoIdentifier("1 to 128 characters, no white space, no controls")
    return text


def _if_text(value: bytes | None) -> str | None:
    """An attribute that no fact hangs on: unreadable, it is left out and the message taken."""
    try:
        return _text(value) if value else None
    except ValueError:
        return None


def _if_id(value: bytes | None) -> str | None:
    """An id that no fact hangs on: every event of ours repeats it, so one that is none is left out."""
    return None if value is None or value[LONGEST:] else _if_text(value)


@lru_cache(maxsize=1024)
def _name(value: bytes | None) -> str:
    if not value:
        raise ValueError("it is missing")
    if len(value) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} bytes")
    return _text(value)


@lru_cache(maxsize=8192)
def _day(value: bytes | None) -> date:
    if not value:
        raise ValueError("it is missing")
    found = day(value.decode())
    if found.year > LAST_GIVEN_YEAR + 1:  # the last day to close lies before it
        raise ValueError(f"{found} lies after the year {LAST_GIVEN_YEAR + 1}")
    return found


def _sequence(value: bytes) -> int:
    if len(value) != 12 or not value.isdigit():
        raise ValueError("it is not 12 digits")
    return int(value)


_OWN_NUMBERS: dict[str, Callable[[bytes], object]] = {
    "postloan-shard": own_headers.shard,
    "postloan-position": own_headers.position,
    "postloan-previous": _number,
    "postloan-hlc": _number,
}
_REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_businessdate")
_READERS: dict[str, Callable[[bytes], object]] = {
    "ce_id": _name,
    "ce_source": _name,
    "ce_type": _name,
    "ce_businessdate": _day,
    "ce_sequence": _sequence,
    **_OWN_NUMBERS,
    **dict.fromkeys(("ce_subject", "ce_partitionkey"), _identifier),
    "ce_dataschema": _text,
    "postloan-link": own_headers.link,
    "postloan-actor": own_headers.actor,
}
_READ = frozenset((*_REQUIRED, *_READERS))
_NEVER_EMPTY = (_sequence, *_OWN_NUMBERS.values())
_RULES = {"ce_businessdate": "date_format", "ce_sequence": "sequence_format"}


def _diagnose(key: bytes | None, found: Mapping[str, bytes | None]) -> Iterator[ContractError]:
    for name in _REQUIRED:
        if not found.get(name):
            yield ContractError("attribute_missing", name, "absent", f"{name} is required")
    version = found.get("ce_specversion")
    if version and version != SPEC_VERSION:
        yield ContractError(
            "specversion", "ce_specversion", _readable(version), "only CloudEvents 1.0 is spoken"
        )
    for name, read in _READERS.items():
        value = found.get(name)
        if value or (value is not None and read in _NEVER_EMPTY):
            yield from _broken(name, value, read)
    partition_key = found.get("ce_partitionkey")
    if key and partition_key != key:  # else it has been looked at
        yield from _broken("key", key, _identifier)
    if partition_key is not None and partition_key != (key or b""):
        detail = f"the Kafka key is {_readable(key or b'')!r}"
        yield ContractError("key_mismatch", "ce_partitionkey", _readable(partition_key), detail)


def _broken(name: str, value: bytes, read: Callable[[bytes], object]) -> Iterator[ContractError]:
    rule = _RULES.get(name, "attribute_format")
    try:
        read(value)
        return
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    except _NoIdentifier as wrong:
        rule, reason = "identifier_format", str(wrong)
    except ValueError as wrong:
        reason = str(wrong)
    yield ContractError(rule, name, _readable(value), f"{name} is broken: {reason}")

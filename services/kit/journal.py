"""The journal's wire form: the stored bytes as value, every other column as a header.

Both directions live here, so that the relay that writes and the audit that reads can't drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from asyncpg.pgproto import pgproto

from services.kit.chain import EPOCH, microseconds
from services.kit.row import EventRow

SERVICE = "postloan-service"
STREAM = "postloan-stream"
TYPE = "postloan-type"
LOAN_ID = "postloan-loan-id"
CORRELATION_ID = "postloan-correlation-id"
CAUSATION_ID = "postloan-causation-id"
ACTOR = "postloan-actor"
SHARD = "postloan-shard"
VERSION = "postloan-version"
POSITION = "postloan-position"
SCHEMA_VERSION = "postloan-schema-version"
HLC = "postloan-hlc"
EFFECTIVE_ON = "postloan-effective-on"
KNOWN_ON = "postloan-known-on"
EVENT_ID = "postloan-event-id"
RECORDED_AT = "postloan-recorded-at"
LINK = "postloan-link"
CAUSE_LINK = "postloan-cause-link"

_bytes = lru_cache(maxsize=1_024)(str.encode)


@lru_cache(maxsize=8_192)
def _day_bytes(day: date) -> bytes:
    return day.isoformat().encode()


@lru_cache(maxsize=8_192)
def _day(text: bytes) -> date:
    return date.fromisoformat(text.decode())


_word = lru_cache(maxsize=1_024)(bytes.decode)  # names of services and types: few


class BrokenJournal(Exception):
    """A journal record without the columns it must have; the message names the header."""


def to_headers(service: str, row: EventRow) -> list[tuple[str, bytes]]:
    """Every column but key and payload, which are the record's own key and value."""
    headers = [
        (SERVICE, _bytes(service)),
        (STREAM, row.stream.encode()),
        (TYPE, _bytes(row.type)),
        (LOAN_ID, row.loan_id.encode()),
        (CORRELATION_ID, row.correlation_id.encode()),
        (CAUSATION_ID, row.causation_id.encode()),
        (ACTOR, row.actor.encode()),
        (SHARD, b"%d" % row.shard),
        (VERSION, b"%d" % row.version),
        (POSITION, b"%d" % row.position),
        (SCHEMA_VERSION, b"%d" % row.schema_version),
        (HLC, b"%d" % row.hlc),
        (EFFECTIVE_ON, _day_bytes(row.effective_on)),
        (KNOWN_ON, _day_bytes(row.known_on)),
        (EVENT_ID, str(row.event_id).encode()),
        (RECORDED_AT, b"%d" % microseconds(row.recorded_at)),
        (LINK, row.link.hex().encode()),
    ]
    if row.cause_link is not None:
        headers.append((CAUSE_LINK, row.cause_link.hex().encode()))
    if row.traceparent is not None:
        headers.append(("traceparent", row.traceparent.encode()))
    return headers


def from_record(
    key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
) -> tuple[str, EventRow]:
    """(service, row) of a journal record; ``BrokenJournal`` names what is missing or unreadable."""
    found = dict(headers)
    cause_link, trace = found.get(CAUSE_LINK), found.get("traceparent")
    try:
        row = EventRow(
            shard=int(found[SHARD]),
            stream=found[STREAM].decode(),
            version=int(found[VERSION]),
            position=int(found[POSITION]),
            event_id=pgproto.UUID(found[EVENT_ID].decode()),
            type=_word(found[TYPE]),
            schema_version=int(found[SCHEMA_VERSION]),
            loan_id=found[LOAN_ID].decode(),
            key="" if key is None else key.decode(),
            effective_on=_day(found[EFFECTIVE_ON]),
            known_on=_day(found[KNOWN_ON]),
            recorded_at=instant(int(found[RECORDED_AT])),
            hlc=int(found[HLC]),
            correlation_id=found[CORRELATION_ID].decode(),
            causation_id=found[CAUSATION_ID].decode(),
            cause_link=None if cause_link is None else bytes.fromhex(cause_link.decode()),
            actor=found[ACTOR].decode(),
            traceparent=None if trace is None else trace.decode(),
            payload=value or b"",
            link=bytes.fromhex(found[LINK].decode()),
        )
        return _word(found[SERVICE]), row
    except KeyError as missing:
        raise BrokenJournal(f"header {missing} is missing") from None
    except (ValueError, TypeError, AttributeError, OverflowError) as unreadable:
        raise BrokenJournal(f"a header can't be read: {unreadable}") from None


def instant(since_1970_us: int) -> datetime:
    """The aware instant of a number of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=since_1970_us)

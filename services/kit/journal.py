"""The journal's wire form: the stored bytes as value, every other column as a header.

Both directions live here, so that the relay that writes and the audit that reads can't drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.kit.chain import EPOCH, microseconds
from services.kit.row import EventRow

_TEXT = ("stream", "type", "loan_id", "correlation_id", "causation_id", "actor")
_NUMBERS = ("shard", "version", "position", "schema_version", "hlc")
_DAYS = ("effective_on", "known_on")
_NAMES = {
    name: f"postloan-{name.replace('_', '-')}"
    for name in (*_TEXT, *_NUMBERS, *_DAYS, "event_id", "recorded_at", "link", "cause_link")
}
SERVICE = "postloan-service"


class BrokenJournal(Exception):
    """A journal record without the columns it must have; the message names the header."""


def to_headers(service: str, row: EventRow) -> list[tuple[str, bytes]]:
    """Every column but key and payload, which are the record's own key and value."""
    headers = [(SERVICE, service.encode())]
    headers += [(_NAMES[name], getattr(row, name).encode()) for name in _TEXT]
    headers += [(_NAMES[name], b"%d" % getattr(row, name)) for name in _NUMBERS]
    headers += [(_NAMES[name], getattr(row, name).isoformat().encode()) for name in _DAYS]
    headers.append((_NAMES["event_id"], str(row.event_id).encode()))
    headers.append((_NAMES["recorded_at"], b"%d" % microseconds(row.recorded_at)))
    headers.append((_NAMES["link"], row.link.hex().encode()))
    if row.cause_link is not None:
        headers.append((_NAMES["cause_link"], row.cause_link.hex().encode()))
    if row.traceparent is not None:
        headers.append(("traceparent", row.traceparent.encode()))
    return headers


def from_record(
    key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
) -> tuple[str, EventRow]:
    """(service, row) of a journal record; ``BrokenJournal`` names what is missing or unreadable."""
    found = dict(headers)
    try:
        columns: dict[str, Any] = {name: found[_NAMES[name]].decode() for name in _TEXT}
        columns |= {name: int(found[_NAMES[name]]) for name in _NUMBERS}
        columns |= {name: date.fromisoformat(found[_NAMES[name]].decode()) for name in _DAYS}
        cause_link, trace = found.get(_NAMES["cause_link"]), found.get("traceparent")
        row = EventRow(
            **columns,
            event_id=UUID(found[_NAMES["event_id"]].decode()),
            recorded_at=instant(int(found[_NAMES["recorded_at"]])),
            link=bytes.fromhex(found[_NAMES["link"]].decode()),
            cause_link=None if cause_link is None else bytes.fromhex(cause_link.decode()),
            traceparent=None if trace is None else trace.decode(),
            key="" if key is None else key.decode(),
            payload=value or b"",
        )
        return found[SERVICE].decode(), row
    except KeyError as missing:
        raise BrokenJournal(f"header {missing} is missing") from None
    except (ValueError, AttributeError, OverflowError) as unreadable:
        raise BrokenJournal(f"a header can't be read: {unreadable}") from None


def instant(since_1970_us: int) -> datetime:
    """The aware instant of a number of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=since_1970_us)

"""Dead letters and parked messages: what is there, what is in one, taking it up again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from services.console.cli import databases, topology
from services.console.cli.errors import CommandError, UsageError
from services.console.cli.output import Column, Output, Sheet
from services.console.cli.target import Target
from services.kit.kit_events import MessageDeadLettered, MessageParked, RawMessage

_LIST = (
    "select event_id, shard, stream, rule, detail, loan_id, topic, partition, kafka_offset, "
    "taken_at, open from store.dead_letter where open or $1 "
    "order by open desc, taken_at, event_id limit $2"
)
_SHOW = (
    "select d.*, e.type, e.payload, e.key from store.dead_letter d "
    "join store.event e using (shard, event_id) where d.event_id = $1"
)
_FIRST_OF_STREAM = (
    "select d.shard, e.key, e.loan_id from store.dead_letter d "
    "join store.event e using (shard, event_id) "
    "where d.open and (d.stream = $1 or d.event_id = $2) order by e.position limit 1"
)


def chosen(target: Target, service: str | None) -> tuple[str, ...]:
    """The services that can have letters; `UsageError` for a name that is none of them."""
    known = topology.deciding(target.services)
    if service is None:
        return known
    if service not in known:
        raise UsageError(f"--service {service!r}: choose one of {', '.join(known)}.")
    return (service,)


async def listed(
    target: Target, services: Iterable[str], *, closed: bool, limit: int
) -> list[dict[str, Any]]:
    """The letters of these services, open ones first, oldest first."""
    found: list[dict[str, Any]] = []
    for service in services:
        rows = await databases.ask(target, service, _LIST, closed, limit)
        found += [{"service": service, **_plain(row)} for row in rows]
    found.sort(key=lambda each: (not each["open"], each["taken_at"]))
    return found[:limit]


async def shown(target: Target, services: Iterable[str], event_id: UUID) -> dict[str, Any]:
    """One letter with the original bytes and headers; `CommandError` when there is none."""
    for service in services:
        for row in await databases.ask(target, service, _SHOW, event_id):
            kept = _kept(row["type"], row["payload"])
            letter = {key: value for key, value in _plain(row).items() if key != "payload"}
            return {"service": service, **letter, "message": _original(kept)}
    raise CommandError(f"EVENT_ID {event_id}: no dead letter or parked message of that id.")


async def place_of(target: Target, service: str, what: str) -> tuple[int, str | None, bool]:
    """(shard, key, whether `what` is a letter's id) of the open letters that `what` names."""
    event_id = _event_id(what)
    rows = await databases.ask(target, service, _FIRST_OF_STREAM, what, event_id)
    if not rows:
        raise CommandError(
            f"{what!r}: {service} has no open letter of that id and nothing parked under that "
            "stream. `postloan dlq list` shows what is open."
        )
    return rows[0]["shard"], rows[0]["key"] or None, event_id is not None


def event_id(text: str) -> UUID:
    """The argument as an event's id."""
    found = _event_id(text)
    if found is None:
        raise UsageError(
            f"EVENT_ID {text!r}: an event id is a UUID, as `postloan dlq list` shows."
        )
    return found


def _event_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _plain(row: Any) -> dict[str, Any]:
    found = dict(row)
    found["event_id"] = str(found["event_id"])
    found["taken_at"] = found["taken_at"].isoformat()
    found["kind"] = "dead_letters" if found["stream"] is None else "parked"
    return found


def _kept(name: str, payload: bytes) -> MessageDeadLettered | MessageParked:
    if name == MessageParked.NAME:
        return msgspec.json.decode(payload, type=MessageParked)
    return msgspec.json.decode(payload, type=MessageDeadLettered)


def _original(kept: MessageDeadLettered | MessageParked) -> dict[str, Any]:
    message: RawMessage = kept.message
    return {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "timestamp_ms": message.timestamp_ms,
        "key": readable(message.key_bytes()),
        "headers": [[name, readable(data)] for name, data in message.header_bytes()],
        "value": readable(message.value_bytes()),
    }


def readable(data: bytes | None) -> str | None:
    """Bytes as text where they are text, else in hexadecimal digits (``hex:...``)."""
    if data is None:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "hex:" + data.hex()
    return (
        text
        if all(each.isprintable() or each in "\t\r\n" for each in text)
        else "hex:" + data.hex()
    )


def list_sheet(out: Output, found: list[dict[str, Any]]) -> Sheet:
    """The list for people."""
    columns = [
        Column("letter", keep=True),
        Column("service"),
        Column("kind"),
        Column("rule"),
        Column("loan"),
        Column("place"),
        Column("open"),
    ]
    rows = [
        [
            each["event_id"],
            out.label(each["service"]),
            out.label(each["kind"]),
            each["rule"],
            each["loan_id"] or each["stream"] or "",
            f"{each['topic']} {each['partition']}/{each['kafka_offset']}",
            out.value("yes" if each["open"] else "no").text,
        ]
        for each in found
    ]
    return Sheet(out.label("dead_letters"), columns, rows, empty=out.label("none"))


def show_sheets(out: Output, letter: dict[str, Any]) -> list[Sheet]:
    """One letter for people."""
    message = letter["message"]
    place = f"{message['topic']}, partition {message['partition']}, offset {message['offset']}"
    head = [
        [out.label("letter"), letter["event_id"]],
        [out.label("service"), out.label(letter["service"])],
        [out.label("kind"), out.label(letter["kind"])],
        [out.label("open"), out.value("yes" if letter["open"] else "no").text],
        *([[out.label("stream"), letter["stream"]]] if letter["stream"] else []),
        [out.label("rule"), letter["rule"]],
        [out.label("detail"), letter["detail"]],
        [out.label("taken_at"), letter["taken_at"]],
        [out.label("place"), place],
        [out.label("key"), message["key"] or out.label("none")],
        [out.label("value"), _pretty(message["value"]) or out.label("none")],
    ]
    headers = [[name, value or ""] for name, value in message["headers"]]
    return [
        Sheet(out.label(letter["kind"]), (), head),
        Sheet(out.label("headers"), (), headers, empty=out.label("none")),
    ]


def _pretty(value: str | None) -> str | None:
    """JSON over several lines; anything else as it is."""
    try:
        return json.dumps(json.loads(value or ""), ensure_ascii=False, indent=2)
    except ValueError:
        return value

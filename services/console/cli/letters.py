"""Dead letters and parked messages: what is there, what is in one, what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from services.console.cli import databases, topology
from services.console.cli.errors import CommandError, UsageError
from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet
from services.console.cli.target import Target
from services.kit.kit_events import MessageDeadLettered, MessageDiscarded, MessageParked
from services.kit.sharding import SHARDS

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

_KIT_STREAMS = [f"{kind}-{shard}" for kind in ("dead", "parked") for shard in range(SHARDS)]
_DISCARDED = (
    "select payload, recorded_at from store.event where shard = any($1::smallint[]) "
    "and stream = any($2) and type = $3"
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
        discarded = await _discarded(target, service) if closed else {}
        found += [{"service": service, **_plain(row, discarded)} for row in rows]
    found.sort(key=lambda each: (not each["open"], each["taken_at"]))
    return found[:limit]


async def shown(target: Target, services: Iterable[str], event_id: UUID) -> dict[str, Any]:
    """One letter with the original bytes and headers; `CommandError` when there is none."""
    for service in services:
        for row in await databases.ask(target, service, _SHOW, event_id):
            discarded = {} if row["open"] else await _discarded(target, service)
            letter = {k: value for k, value in _plain(row, discarded).items() if k != "payload"}
            message = original(row["type"], row["payload"])
            return {"service": service, **letter, "message": message}
    raise CommandError(f"EVENT_ID {event_id}: no dead letter or parked message of that id.")


async def holder(target: Target, services: Iterable[str], letter: UUID) -> str:
    """The service that holds this open letter; `CommandError` when none does."""
    query = "select 1 from store.dead_letter where open and event_id = $1"
    for service in services:
        if await databases.ask(target, service, query, letter):
            return service
    raise CommandError(
        f"EVENT_ID {letter}: no open dead letter or parked message of that id. `postloan dlq list` "
        "shows what is open."
    )


async def _discarded(target: Target, service: str) -> dict[str, dict[str, Any]]:
    """By letter: who closed it untaken, when and why."""
    shards = list(range(SHARDS))
    rows = await databases.ask(
        target, service, _DISCARDED, shards, _KIT_STREAMS, MessageDiscarded.NAME
    )
    found = {}
    for row in rows:
        event = msgspec.json.decode(row["payload"], type=MessageDiscarded)
        found[str(event.letter)] = {
            "reason": event.reason,
            "requested_by": event.requested_by,
            "approved_by": event.approved_by,
            "at": row["recorded_at"].isoformat(),
        }
    return found


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


def _plain(row: Any, discarded: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(row)
    found["event_id"] = str(found["event_id"])
    found["taken_at"] = found["taken_at"].isoformat()
    found["kind"] = "dead_letter" if found["stream"] is None else "parked"
    found["discarded"] = discarded.get(found["event_id"])
    closed = "taken" if found["discarded"] is None else "discarded"
    found["outcome"] = None if found["open"] else closed
    return found


def original(name: str, payload: bytes) -> dict[str, Any]:
    """The message as it came, out of the stored event of this name.

    ``cut`` is None; else only first bytes are here, and it tells size and hash of the whole.
    """
    kept: MessageParked | MessageDeadLettered
    if name == MessageParked.NAME:
        kept = msgspec.json.decode(payload, type=MessageParked)
    else:
        kept = msgspec.json.decode(payload, type=MessageDeadLettered)
    message = kept.message
    return {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "timestamp_ms": message.timestamp_ms,
        "key": readable(message.key_bytes()),
        "headers": [[name, readable(data)] for name, data in message.header_bytes()],
        "value": readable(message.value_bytes()),
        "cut": None if message.cut is None else msgspec.to_builtins(message.cut),
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
    make = _narrow if out.on_terminal else _wide
    columns, rows = make(out, found)
    return Sheet(out.label("dead_letters"), columns, rows, empty=out.label("none"))


def _narrow(
    out: Output, found: list[dict[str, Any]]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a terminal: where it came from below what is wrong with it."""
    columns = [Column("event_id", keep=True), Column("kind"), Column("rule")]
    rows: list[list[str | Cell]] = []
    for each in found:
        kind, tone = out.label(each["kind"]), "" if each["open"] else "dim"
        origin = [_place(each), *(name for name in (each["loan_id"], each["stream"]) if name)]
        rows.append(
            [
                Cell(each["event_id"], tone, "" if each["open"] else _outcome(out, each)),
                Cell(kind, tone, out.label(each["service"])),
                Cell(each["rule"], tone, " · ".join(origin)),
            ]
        )
    return columns, rows


def _wide(out: Output, found: list[dict[str, Any]]) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a pipe: one line per letter, a column for everything."""
    words = (
        *("letter", "service", "kind", "rule", "loan", "stream", "place"),
        *("still_open", "outcome"),
    )
    rows: list[list[str | Cell]] = [
        [
            each["event_id"],
            each["service"],
            out.label(each["kind"]),
            each["rule"],
            each["loan_id"] or NOTHING,
            each["stream"] or NOTHING,
            _place(each),
            out.value("yes" if each["open"] else "no").text,
            NOTHING if each["open"] else _outcome(out, each),
        ]
        for each in found
    ]
    return [Column(word) for word in words], rows


def _outcome(out: Output, each: dict[str, Any]) -> str:
    return out.label("taken_after_all" if each["outcome"] == "taken" else "discarded")


def _place(each: dict[str, Any]) -> str:
    return f"{each['topic']}/{each['partition']}/{each['kafka_offset']}"


def show_sheets(out: Output, letter: dict[str, Any]) -> list[Sheet]:
    """One letter for people."""
    message = letter["message"]
    place = f"{message['topic']}, partition {message['partition']}, offset {message['offset']}"
    head: list[list[str | Cell]] = [
        [out.label("event_id"), letter["event_id"]],
        [out.label("service"), out.label(letter["service"])],
        [out.label("kind"), out.label(letter["kind"])],
        [out.label("still_open"), out.value("yes" if letter["open"] else "no").text],
        *_closed(out, letter),
        *([[out.label("stream"), letter["stream"]]] if letter["stream"] else []),
        [out.label("rule"), letter["rule"]],
        [out.label("detail"), letter["detail"]],
        [out.label("taken_at"), letter["taken_at"]],
        [out.label("place"), place],
        *_cut(out, message["cut"]),
        [out.label("key"), message["key"] or out.label("none")],
        [out.label("value"), _pretty(message["value"]) or out.label("none")],
    ]
    headers = [[name, value or ""] for name, value in message["headers"]]
    return [
        Sheet(out.label(letter["kind"]), (), head),
        Sheet(out.label("headers"), (), headers, empty=out.label("none")),
    ]


def _closed(out: Output, letter: dict[str, Any]) -> list[list[str | Cell]]:
    """What became of it, and for a discarded one who closed it and why."""
    if letter["open"]:
        return []
    rows: list[list[str | Cell]] = [[out.label("outcome"), _outcome(out, letter)]]
    discarded = letter["discarded"]
    if discarded is not None:
        people = f"{discarded['requested_by']} + {discarded['approved_by']}"
        rows += [[out.label("because"), discarded["reason"]], [out.label("actor"), people]]
    return rows


def _cut(out: Output, cut: dict[str, Any] | None) -> list[list[str | Cell]]:
    """That the message is not here as a whole, and what it was."""
    if cut is None:
        return []
    told = f"{out.label('first_bytes_of')} {cut['size']:,} (SHA-256 {cut['sha256']})"
    if cut["value_size"] is not None:
        told += f"; {out.label('value')}: {cut['value_size']:,} (SHA-256 {cut['value_sha256']})"
    return [[out.label("cut"), told]]


def _pretty(value: str | None) -> str | None:
    """JSON over several lines; anything else as it is."""
    try:
        return json.dumps(json.loads(value or ""), ensure_ascii=False, indent=2)
    except ValueError:
        return value

"""Harms beside a letter: one that is sound in itself, so that what hides behind it must be found."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.faults.checker.world import COREBANK, Book, Message, World

Harm = Callable[[World], World]
MONITORING = "postloan.monitoring.v1"


def lettered(
    world: World, service: str = "monitoring", topic: str = COREBANK, at: int = 0, **other: Any
) -> World:
    """A record of a topic is a letter of the service, too; ``other``: what is kept of it otherwise."""
    book = world.books[service]
    record = world.topics[topic][at]
    raw = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": _text(record.key),
        "headers": [(name, _text(data)) for name, data in record.headers],
        "value": _text(record.value),
    } | other
    payload = {"rule": "not_json", "message": raw}
    letter = {**book.events[-1], "type": "kit.MessageDeadLettered", "event_id": uuid4()}
    letter |= {"stream": f"dead-{letter['shard']}", "payload": json.dumps(payload).encode()}
    book.events.append(letter)
    book.tables["letters"].append({"event_id": letter["event_id"], "open": True})
    marks = {"_dlq.errors.rule": b"not_json", "_dlq.errors.event.id": b"%s" % _id(letter)}
    headers = (*((name, data or b"") for name, data in record.headers), *marks.items())
    value = None if raw["value"] is None else base64.b64decode(raw["value"])
    copy = Message(f"dlq.{service}", 0, 0, record.key, value, headers, dict(headers))
    world.topics[f"dlq.{service}"] = [*world.topics[f"dlq.{service}"], copy]
    return world


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _id(row: Any) -> bytes:
    return str(row["event_id"]).encode()


def _other_bytes(world: World) -> World:
    return lettered(world, value=_text(b"other"))


def _no_record(world: World) -> World:
    return lettered(world, offset=10**6)


def _other_headers(world: World) -> World:
    world = lettered(world)
    copy = world.topics["dlq.monitoring"].pop()
    headers = (("other", b""), *copy.headers[1:])
    world.topics["dlq.monitoring"].append(copy._replace(headers=headers))
    return world


def _fact_of_nobody(world: World) -> World:
    world = lettered(world, "classification", MONITORING)
    book = world.books["classification"]
    next(row for row in book.events if row["type"].endswith("Noted"))["causation_id"] = "nobody"
    return world


def _answer_to_nobody(world: World) -> World:
    world = lettered(world)
    row = _answer(world.books["monitoring"])
    row["payload"] = json.dumps({**json.loads(row["payload"]), "command_id": "nobody"}).encode()
    return world


def _reply_to_nobody(world: World) -> World:
    world = lettered(world)
    topic = "postloan.monitoring.replies.v1"
    first, *rest = world.topics[topic]
    by_name = {**first.by_name, "ce_id": b"another", "ce_causationid": b"nobody"}
    world.topics[topic] = [first, *rest, first._replace(by_name=by_name)]
    return world


def _answer(book: Book) -> Any:
    return next(row for row in book.events if row["type"] == "kit.CommandAccepted")


BESIDE_A_LETTER: dict[tuple[str, str], Harm] = {
    ("a letter keeps other bytes", "I7: other bytes lie at its place"): _other_bytes,
    ("a letter is of no record", "I7: nothing lies at its place"): _no_record,
    ("a letter's copy has other headers", "I7: its copy is another one"): _other_headers,
    ("a fact is of nobody", "I1: facts from messages that nobody sent: nobody"): _fact_of_nobody,
    ("a stored answer is to nobody", "I1: answers to commands of nobody: nobody"): (
        _answer_to_nobody
    ),
    ("a sent answer is to nobody", "I1: answers to commands of nobody: nobody"): _reply_to_nobody,
}

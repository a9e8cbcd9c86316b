"""I1 and I7: what could not be taken is kept as it came: stored, listed, and copied for people to see."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.faults.checker.world import Book, Finding, Message, World

Place = tuple[str, int, int]


def by_place(book: Book) -> dict[Place, list[Any]]:
    """What could not be taken, by its place in Kafka; a place may stand in several letters, once each."""
    found: dict[Place, list[Any]] = {}
    for row, payload in book.of("kit.MessageDeadLettered", "kit.MessageParked"):
        raw = payload["message"]
        place = (raw["topic"], raw["partition"], raw["offset"])
        found.setdefault(place, []).append((row, payload))
    return found


def place_of(message: Message) -> Place:
    """Where a record lies in Kafka."""
    return message.topic, message.partition, message.offset


def check(world: World) -> Iterator[Finding]:
    """Every letter of every service."""
    for book in world.books.values():
        yield from _kept(world, book)
        yield from _copied(world, book)


def _kept(world: World, book: Book) -> Iterator[Finding]:
    """The bytes in a letter are those that lie at its place."""
    letters = by_place(book)
    topics = {topic for topic, _, _ in letters} & world.topics.keys()
    records = {place_of(m): m for topic in topics for m in world.topics[topic]}
    for place, found in letters.items():
        if place[0] not in topics:
            continue
        record = records.get(place)
        for row, payload in found:
            where = f"{book.service} letter {row['event_id']}"
            if record is None:
                yield Finding("I7", where, f"nothing lies at its place {place}")
            elif not _is_of(payload["message"], record):
                yield Finding("I7", where, f"other bytes lie at its place {place}")


def _is_of(raw: Any, record: Message) -> bool:
    """The letter keeps the record's bytes; one that was cut the first of them, and size and hash of all."""
    key, value, headers = _as_it_came(raw)
    cut = raw.get("cut")
    if cut is None:
        return bool((key, value, headers) == (record.key, record.value, record.headers))
    names = [name.encode() for name, _ in record.headers]
    parts = [
        record.key,
        *itertools.chain(*zip(names, (d for _, d in record.headers), strict=True)),
    ]
    parts.append(record.value)
    whole = sha256()
    for part in parts:
        whole.update(b"\xff" * 8 if part is None else len(part).to_bytes(8, "big"))
        whole.update(part or b"")
    return (
        (cut["size"], cut["sha256"]) == (sum(len(p or b"") for p in parts), whole.hexdigest())
        and cut["headers"] == len(record.headers)
        and _begins(record.key, key)
        and _begins(record.value, value)
        and all(
            kept_name == name[: len(kept_name)] and _begins(data, kept)
            for (kept_name, kept), (name, data) in zip(headers, record.headers, strict=False)
        )
    )


def _begins(whole: bytes | None, kept: bytes | None) -> bool:
    return (whole is None) is (kept is None) and (whole or b"").startswith(kept or b"")


def _as_it_came(raw: Any) -> tuple[Any, ...]:
    headers = tuple((name, _bytes(data)) for name, data in raw["headers"])
    return _bytes(raw["key"]), _bytes(raw["value"]), headers


def _copied(world: World, book: Book) -> Iterator[Finding]:
    topic = f"dlq.{book.service}"
    copies: dict[str, Message] = {}
    for record in world.topics[topic]:
        copies.setdefault(record.text("_dlq.errors.event.id") or "", record)
    events = book.of("kit.MessageDeadLettered", "kit.MessageParked")
    listed = {str(row["event_id"]): row for row in book.tables["letters"]}
    for row, payload in events:
        identity = str(row["event_id"])
        record, where = copies.pop(identity, None), f"{topic} {identity}"
        if identity not in listed:
            yield Finding("I1", where, "is not listed among the letters")
        if record is None:
            yield Finding("I7", where, "has no copy in the topic")
        elif not _same(payload, record):
            yield Finding("I7", where, "its copy is another one")
    if copies:
        yield Finding("I7", topic, f"{len(copies)} copies of letters that nobody stored")
    if len(listed) != len(events):
        yield Finding("I1", topic, f"{len(listed)} letters are listed, {len(events)} are stored")


def _same(payload: Any, record: Message) -> bool:
    """The copy's bytes and headers are those kept, with the rule; an empty header stands for none."""
    key, value, headers = _as_it_came(payload["message"])
    first = tuple((name, data or b"") for name, data in headers)
    return (
        (record.key, record.value) == (key, value)
        and tuple((n, d or b"") for n, d in record.headers[: len(first)]) == first
        and record.text("_dlq.errors.rule") == payload["rule"]
    )


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)

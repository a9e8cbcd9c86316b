"""I7: each published message stands for an event of the store, and says what the event says.

Nothing of the rules is written a second time. A message's key and headers are columns of the event's row;
each of its fields is a field of the event, by the same name or as ``told`` lists it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from tests.faults.checker import told
from tests.faults.checker.sent import in_order
from tests.faults.checker.world import Book, Finding, Message, World, few

MINOR = 100
"""Fen of a yuan: the book of the runs knows no other money."""
BLANK: tuple[Any, ...] = (None, "", [])
OF_THE_ROW = {"loan_id": "loan_id", "obligor_id": "key"}


class Told(NamedTuple):
    """A message, the row of the event that it stands for (None: of none), and where it lies."""

    place: str
    row: Any
    record: Message


def messages(world: World, book: Book) -> Iterator[Finding]:
    """Each message names the one before it; all its words are those of an event of the store."""
    rows = {(row["shard"], row["position"]): row for row in book.events}
    pairs: list[Told] = []
    for topic in (f"postloan.{book.service}.v1", f"postloan.{book.service}.replies.v1"):
        sent, findings = in_order(world.topics[topic], world.partitions, topic)
        yield from findings
        for shard, records in sent.items():
            yield from _chain(book, topic, shard, records)
            for record in records:
                position = record.number("postloan-position")
                place = f"{topic} shard {shard} position {position}"
                pairs.append(Told(place, rows.get((shard, position)), record))
    yield from _words(book, pairs)
    yield from _untold(book, pairs)


def _chain(book: Book, topic: str, shard: int, records: list[Message]) -> Iterator[Finding]:
    """Each names the position sent before it, and the store knows the last."""
    previous = 0
    for record in records:
        position = record.number("postloan-position") or 0
        if record.number("postloan-previous") != previous:
            place = f"{topic} shard {shard} position {position}"
            yield Finding("I7", place, f"does not name {previous} as the one before")
        previous = position
    last = {(r["shard"], r["topic"]): r["position"] for r in book.tables["sent"]}
    stored = last.get((shard, topic))
    if stored != previous:
        yield Finding("I7", f"{topic} shard {shard}", f"the store says {stored}")


def _words(book: Book, pairs: list[Told]) -> Iterator[Finding]:
    fields: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for _, row, record in pairs:
        if row is not None:
            fields[row["type"], record.text("ce_type")] |= _data(record).keys()
    for place, row, record in pairs:
        if row is None or record.text("ce_id") != str(row["event_id"]):
            yield Finding("I7", place, "stands for no event of the store")
            continue
        if (row["type"] in told.REPLIES) != record.topic.endswith(".replies.v1"):
            yield Finding("I7", place, f"{row['type']} is not told on this topic")
        event, expected = (
            book.payloads[row["event_id"]],
            fields[row["type"], record.text("ce_type")],
        )
        wrong = [
            *_headers(book.service, row, event, record),
            *wrong_fields(row, event, record, expected),
        ]
        if wrong:
            yield Finding("I7", place, f"says not what the event says: {few(wrong)}")


def _untold(book: Book, pairs: list[Told]) -> Iterator[Finding]:
    """Of a kind that is told at all, each event is, unless that depends on what it says."""
    heard = {row["event_id"] for _, row, _ in pairs if row is not None}
    kinds = {row["type"] for _, row, _ in pairs if row is not None} - told.SOMETIMES
    untold = [
        f"{row['type']} {row['event_id']}"
        for row in book.events
        if row["type"] in kinds and row["event_id"] not in heard
    ]
    if untold:
        yield Finding("I7", f"postloan.{book.service}.v1", f"events not told: {few(untold)}")


def ce_type(service: str, event: str, words: Any = None) -> str:
    """The type of the message that an event with these ``words`` is told as, if it is told."""
    name = event.split(".")[1]
    kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    field, names = told.NAMES_BY.get(event, ("", {}))
    named = names.get((words or {}).get(field, ""), told.NAMES.get(event, kebab))
    return f"postloan.{service}.{named}.v1"


def _headers(service: str, row: Any, event: Any, record: Message) -> Iterator[str]:
    """The names of the headers that are not the row's columns; the key is named like one."""
    kind, keyed = ce_type(service, row["type"], event), row["type"] not in told.TO_ALL
    wanted = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": str(row["event_id"]),
        "ce_source": f"/postloan/{service}",
        "ce_type": kind,
        "ce_businessdate": str(row["known_on"]),
        "ce_time": row["recorded_at"].isoformat(),
        "ce_recordedtime": row["recorded_at"].isoformat(),
        "ce_subject": row["loan_id"] if keyed else "",
        "ce_partitionkey": row["key"] if keyed else "",
        "ce_correlationid": row["correlation_id"],
        "ce_causationid": row["causation_id"],
        "traceparent": row["traceparent"] or "",
        "postloan-link": row["link"].hex(),
        "postloan-shard": str(row["shard"]),
        "postloan-position": str(row["position"]),
        "postloan-hlc": str(row["hlc"]),
    }
    schema = record.text("ce_dataschema") or ""
    if not re.fullmatch(rf"urn:postloan:schemas/{re.escape(kind)}/\d+\.\d+\.\d+", schema):
        yield "ce_dataschema"
    if (record.key or b"").decode("utf-8", "replace") != row["key"]:
        yield "key"
    found = {name: record.text(name) or "" for name, _ in record.headers}
    others = found.keys() - wanted.keys() - {"ce_dataschema", "postloan-previous"}
    yield from sorted(others)
    yield from (name for name, text in wanted.items() if found.get(name, "") != text)


def _data(record: Message) -> dict[str, Any]:
    try:
        data = json.loads(record.value or b"")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def wrong_fields(row: Any, event: Any, record: Message, expected: set[str]) -> Iterator[str]:
    """The names of the fields that are not the event's.

    ``expected``: what messages of this kind have; one may lack what is empty in its event.
    """
    data, kind = _data(record), row["type"]
    reckoned = told.RECKONED.get(kind, frozenset())
    for name in sorted(expected | data.keys()):
        if name in reckoned or (name == told.IN_WORDS and name in event):
            if name not in data and name == told.IN_WORDS:
                yield name
            continue
        found, source = _source(row, event, name)
        if name not in data:
            if source not in BLANK and name not in told.EMPTY_UNTOLD.get(kind, ()):
                yield name
        elif not found or not _same(data[name], source, name, reckoned):
            yield name


def _source(row: Any, event: Any, name: str) -> tuple[bool, Any]:
    """Whether the event has it at all, and what it is."""
    kind = row["type"]
    if name in OF_THE_ROW:
        return True, row[OF_THE_ROW[name]]
    words = told.WORDS.get(kind, {})
    if name in words:
        return True, words[name]
    name = told.FROM.get(kind, {}).get(name, name)
    return name in event, event.get(name)


def _same(said: Any, stored: Any, place: str, reckoned: frozenset[str]) -> bool:
    """Whether a value on the wire is the stored one; parts of it by their names, without what is reckoned."""
    if isinstance(said, dict):
        if said.keys() == {"amount", "currency"}:
            return _same_money(said, stored)
        return isinstance(stored, dict) and all(
            f"{place}.{name}" in reckoned
            or (name in stored and _same(part, stored[name], f"{place}.{name}", reckoned))
            for name, part in said.items()
        )
    if isinstance(said, list):
        return (
            isinstance(stored, list)
            and len(said) == len(stored)
            and all(_same(a, b, place, reckoned) for a, b in zip(said, stored, strict=True))
        )
    return type(said) is type(stored) and bool(said == stored)


def _same_money(said: Any, stored: Any) -> bool:
    """Stored as minor units with their currency, in tables of one currency as minor units alone."""
    minor = Decimal(said["amount"]) * MINOR
    if isinstance(stored, dict):
        if "minor" not in stored:
            return bool(said == stored)  # a word of the message's own
        return bool(minor == stored["minor"] and said["currency"] == stored["currency"])
    return bool(minor == stored)

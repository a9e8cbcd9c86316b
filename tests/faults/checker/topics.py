"""I7: what lies in the topics and in audit is what lies in the stores, per shard and in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.faults.checker import published
from tests.faults.checker.arithmetic import microseconds
from tests.faults.checker.sent import in_order
from tests.faults.checker.world import Book, Finding, Message, World, by_partition

COLUMNS = (
    *("stream", "type", "loan_id", "correlation_id", "causation_id", "actor", "event_id"),
    *("shard", "version", "position", "schema_version", "hlc", "effective_on", "known_on"),
)


def check(world: World) -> Iterator[Finding]:
    """Journals, published topics, audit."""
    for book in world.books.values():
        yield from _journal(world, book)
        yield from published.messages(world, book)
        yield from ticks_in_place(world, book)
        if world.audit:
            yield from _audit(world, book)
    if world.audit:
        yield from _audit_whole(world)


def _journal(world: World, book: Book) -> Iterator[Finding]:
    topic = f"postloan.{book.service}.journal.v1"
    sent, findings = in_order(world.topics[topic], world.partitions, topic)
    yield from findings
    stored: dict[int, list[Any]] = {}
    for row in book.events:
        stored.setdefault(row["shard"], []).append(row)
    for shard in sorted(stored.keys() | sent.keys()):
        rows, records = stored.get(shard, []), sent.get(shard, [])
        if len(rows) != len(records):
            what = f"{len(records)} in the topic, {len(rows)} in the store"
            yield Finding("I7", f"{topic} shard {shard}", what)
        for row, record in zip(rows, records, strict=False):
            wrong = _differs(row, record)
            if wrong:
                place = f"{topic} shard {shard} position {row['position']}"
                yield Finding("I7", place, f"{wrong} differs from the store")


def _differs(row: Any, record: Message) -> str:
    for name in COLUMNS:
        if record.text(f"postloan-{name.replace('_', '-')}") != str(row[name]):
            return name
    cause = None if row["cause_link"] is None else row["cause_link"].hex()
    expected = {
        "link": (record.text("postloan-link"), row["link"].hex()),
        "cause_link": (record.text("postloan-cause-link"), cause),
        "traceparent": (record.text("traceparent"), row["traceparent"]),
        "recorded_at": (record.number("postloan-recorded-at"), microseconds(row["recorded_at"])),
        "key": ((record.key or b"").decode(), row["key"]),
        "payload": (record.value or b"", row["payload"]),
    }
    return next((name for name, (sent, stored) in expected.items() if sent != stored), "")


def ticks_in_place(world: World, book: Book) -> Iterator[Finding]:
    """A closed day comes after the positions it names and before everything later."""
    days = {str(row["event_id"]): data["after"] for row, data in book.of("kit.DayClosed")}
    topic = f"postloan.{book.service}.v1"
    for partition, records in by_partition(world.topics[topic]).items():
        reached: dict[int, int] = {}
        named: dict[int, int] = {}
        closed: set[str] = set()
        for record in records:
            identity = record.text("ce_id") or ""
            shard = record.number("postloan-shard") or 0
            position = record.number("postloan-position") or 0
            place = f"{topic} partition {partition} offset {record.offset}"
            if reached.get(shard, 0) < position <= named.get(shard, 0):  # said here first
                what = f"a closed day comes before events of [{shard}] that it names"
                yield Finding("I7", place, what)
                del named[shard]
            if identity in days and identity not in closed:
                closed.add(identity)
                others = [(s, at) for s, at in days[identity] if s != shard]
                late = [s for s, at in others if reached.get(s, 0) > at]
                if late:
                    yield Finding("I7", place, f"a closed day comes after later events of {late}")
                named.update(others)
            reached[shard] = max(reached.get(shard, 0), position)


def _audit(world: World, book: Book) -> Iterator[Finding]:
    rows = [row for row in world.audit["entry"] if row["service"] == book.service]
    where = f"audit {book.service}"
    if len(rows) != len(book.events):
        yield Finding("I7", where, f"{len(rows)} entries, the store has {len(book.events)} events")
    names = list(book.events[0].keys()) if book.events else []
    for kept, stored in zip(rows, book.events, strict=False):
        if any(kept[name] != stored[name] for name in names):
            place = f"{where} shard {stored['shard']} position {stored['position']}"
            yield Finding("I7", place, "differs from the store")


def _audit_whole(world: World) -> Iterator[Finding]:
    for row in world.audit["finding"]:
        yield Finding("I3", "audit", f"found on arrival: {dict(row)}")
    numbers: dict[str, list[int]] = {}
    for row in world.audit["entry"]:
        if row["loan_id"]:
            numbers.setdefault(row["loan_id"], []).append(row["loan_position"])
    entries = {row["loan_id"]: row["entries"] for row in world.audit["loan"]}
    for loan, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)) or entries.get(loan) != len(found):
            yield Finding("I2", f"audit {loan}", "its entries are not numbered densely")
    for row in world.audit["consumed"]:
        records = [
            m for m in world.topics.get(row["topic"], ()) if m.partition == row["partition"]
        ]
        end = records[-1].offset + 1 if records else 0
        if end != row["next_offset"]:
            where = f"audit {row['topic']} partition {row['partition']}"
            yield Finding(
                "I4", where, f"stored offset {row['next_offset']}, the topic ends at {end}"
            )

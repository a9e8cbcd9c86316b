"""I7: what lies in the topics and in audit is what lies in the stores, per shard and in order."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from tests.faults.checker.arithmetic import microseconds
from tests.faults.checker.world import Book, Finding, Message, World, by_partition

COLUMNS = (
    *("stream", "type", "loan_id", "correlation_id", "causation_id", "actor", "event_id"),
    *("shard", "version", "position", "schema_version", "hlc", "effective_on", "known_on"),
)


def check(world: World) -> Iterator[Finding]:
    """Journals, published topics, dead letters, audit."""
    for book in world.books.values():
        yield from _journal(world, book)
        yield from _published(world, book)
        yield from _ticks_in_place(world, book)
        yield from _dead_letters(world, book)
        if world.audit:
            yield from _audit(world, book)
    if world.audit:
        yield from _audit_whole(world)


def in_order(
    records: list[Message], partitions: int, where: str
) -> tuple[dict[int, list[Message]], list[Finding]]:
    """The first record of each position by shard; a record sent again must be the same one."""
    first: dict[int, dict[int, Message]] = {}
    findings: list[Finding] = []
    for record in records:
        shard, position = record.number("postloan-shard"), record.number("postloan-position")
        if shard is None or position is None or shard % partitions != record.partition:
            findings.append(
                Finding("I7", f"{where} {record.partition}/{record.offset}", "strange")
            )
            continue
        known = first.setdefault(shard, {})
        before = known.get(position)
        if before is None:
            if known and position < max(known):
                place = f"{where} shard {shard} position {position}"
                findings.append(Finding("I7", place, "comes after a later one"))
            known[position] = record
        elif (before.key, before.value, before.headers) != (
            record.key,
            record.value,
            record.headers,
        ):
            place = f"{where} shard {shard} position {position}"
            findings.append(Finding("I7", place, "was sent twice, not the same"))
    return {shard: [known[p] for p in sorted(known)] for shard, known in first.items()}, findings


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


def _published(world: World, book: Book) -> Iterator[Finding]:
    """Each message names the one before it, and stands for an event of the store."""
    rows = {(row["shard"], row["position"]): row for row in book.events}
    last_sent = {(r["shard"], r["topic"]): r["position"] for r in book.tables["sent"]}
    for topic in (f"postloan.{book.service}.v1", f"postloan.{book.service}.replies.v1"):
        sent, findings = in_order(world.topics[topic], world.partitions, topic)
        yield from findings
        for shard, records in sent.items():
            previous = 0
            for record in records:
                position = record.number("postloan-position") or 0
                row = rows.get((shard, position))
                place = f"{topic} shard {shard} position {position}"
                if row is None or record.text("ce_id") != str(row["event_id"]):
                    yield Finding("I7", place, "stands for no event of the store")
                elif record.text("postloan-link") != row["link"].hex():
                    yield Finding("I7", place, "carries another link")
                if record.number("postloan-previous") != previous:
                    yield Finding("I7", place, f"does not name {previous} as the one before")
                previous = position
            if last_sent.get((shard, topic)) != previous:
                yield Finding(
                    "I7",
                    f"{topic} shard {shard}",
                    f"the store says {last_sent.get((shard, topic))}",
                )


def _ticks_in_place(world: World, book: Book) -> Iterator[Finding]:
    """A closed day comes after the positions it names and before everything later."""
    days = {str(row["event_id"]): data["after"] for row, data in book.of("kit.DayClosed")}
    topic = f"postloan.{book.service}.v1"
    for partition, records in by_partition(world.topics[topic]).items():
        reached: dict[int, int] = {}
        closed: set[str] = set()
        for record in records:
            identity = record.text("ce_id") or ""
            shard = record.number("postloan-shard") or 0
            position = record.number("postloan-position") or 0
            if identity in days and identity not in closed:
                closed.add(identity)
                late = [s for s, at in days[identity] if reached.get(s, 0) > at and s != shard]
                if late:
                    place = f"{topic} partition {partition} offset {record.offset}"
                    yield Finding("I7", place, f"a closed day comes after later events of {late}")
            reached[shard] = max(reached.get(shard, 0), position)


def _dead_letters(world: World, book: Book) -> Iterator[Finding]:
    topic = f"dlq.{book.service}"
    copies: dict[str, Message] = {}
    for record in world.topics[topic]:
        copies.setdefault(record.text("_dlq.errors.event.id") or "", record)
    events = book.of("kit.MessageDeadLettered", "kit.MessageParked")
    listed = {str(row["event_id"]): row for row in book.tables["letters"]}
    for row, payload in events:
        identity, raw = str(row["event_id"]), payload["message"]
        record, where = copies.pop(identity, None), f"{topic} {identity}"
        if identity not in listed:
            yield Finding("I1", where, "is not listed among the letters")
        if record is None:
            yield Finding("I7", where, "has no copy in the topic")
            continue
        same = (record.value, record.key) == (_bytes(raw["value"]), _bytes(raw["key"]))
        if not same or record.text("_dlq.errors.rule") != payload["rule"]:
            yield Finding("I7", where, "its copy is another one")
    if copies:
        yield Finding("I7", topic, f"{len(copies)} copies of letters that nobody stored")
    if len(listed) != len(events):
        yield Finding("I1", topic, f"{len(listed)} letters are listed, {len(events)} are stored")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


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

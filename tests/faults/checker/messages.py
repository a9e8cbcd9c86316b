"""I1 and I4: every message has exactly one effect or one letter, and the offsets say the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.faults.checker.arithmetic import digest, event_id, refused_digest
from tests.faults.checker.world import Book, Finding, Message, World, by_partition, few, is_kit

COREBANK = "corebank.loan.v1"
PUBLISHED = tuple(
    f"postloan.{each}.v1"
    for each in (
        "monitoring",
        "classification",
        "collection",
        "guarantee",
        "litigation",
        "disposal",
    )
)
"""Where the services tell each other."""
COMMANDS = ".commands.v1"
TICK = "corebank.business-day-closed.v1"
FACTS = {
    "corebank.loan-disbursed.v1": ("monitoring.LoanOpened", "loan_id"),
    "corebank.repayment-received.v1": ("monitoring.ReceiptTaken", "receipt_id"),
    "corebank.repayment-reversed.v1": ("monitoring.ReceiptReversed", "reversal_id"),
    "corebank.charge-accrued.v1": ("monitoring.ChargeTaken", "charge_id"),
    "corebank.schedule-changed.v1": ("monitoring.ScheduleReplaced", "change_id"),
}
IN_KIND = {
    "postloan.disposal.asset-received.v1": ("asset", "asset_id", "debt_reduced"),
    "postloan.disposal.debt-converted-to-equity.v1": ("equity", "equity_id", "amount"),
}
"""What disposal tells that counts as a receipt: what its name begins with, its id, its amount."""
UNHEARD = frozenset(
    f"postloan.monitoring.{each}.v1"
    for each in (
        "risk-signal-raised",
        "risk-disposal-opinion-issued",
        "borrower-life-event-reported",
    )
)
"""What monitoring tells others and classification passes over (docs/services.md)."""
PARTLY_HEARD = frozenset({"postloan.monitoring.claim-stated.v1"})
"""Classification keeps of these only what is news about interest in arrears: one fact or none."""
HEARD_BESIDE = {
    "postloan.collection.v1": ("postloan.collection.arrears-cause-recorded.v1",),
    "postloan.disposal.v1": tuple(
        f"postloan.disposal.{each}.v1"
        for each in ("loan-written-off", "debt-transferred", "debt-remitted", "entries-withdrawn")
    ),
}
"""What classification hears of the others, by topic."""

Place = tuple[str, int, int]


def check(world: World) -> Iterator[Finding]:
    """The whole way from core banking to classification."""
    for book in world.books.values():
        yield from _offsets(world, book)
        yield from _sources(world, book)
    monitoring = world.books.get("monitoring")
    if monitoring is not None:
        yield from _foreign(world, monitoring)
        yield from _once_each(world, monitoring)
    for book in world.books.values():
        yield from _derived_ids(world, book)
    if "classification" in world.books:
        yield from _noted(world, world.books["classification"])


def letters(book: Book) -> dict[Place, list[Any]]:
    """What could not be taken, by its place in Kafka; a place may stand in several letters, once each."""
    found: dict[Place, list[Any]] = {}
    for row, payload in book.of("kit.MessageDeadLettered", "kit.MessageParked"):
        raw = payload["message"]
        place = (raw["topic"], raw["partition"], raw["offset"])
        found.setdefault(place, []).append((row, payload))
    return found


def _offsets(world: World, book: Book) -> Iterator[Finding]:
    stored = {
        (row["topic"], row["partition"]): row["next_offset"] for row in book.tables["consumed"]
    }
    for (topic, partition), offset in stored.items():
        records = [m for m in world.topics.get(topic, ()) if m.partition == partition]
        end = records[-1].offset + 1 if records else 0
        if offset != end:
            where = f"{book.service} {topic} partition {partition}"
            yield Finding("I4", where, f"stored offset {offset}, the topic ends at {end}")


def _sources(world: World, book: Book) -> Iterator[Finding]:
    for row in book.tables["source"]:
        sent = [
            m.number("postloan-position") or 0
            for m in world.topics.get(row["topic"], ())
            if m.number("postloan-shard") == row["shard"]
        ]
        if sent and max(sent) != row["position"]:
            where = f"{book.service} {row['topic']} shard {row['shard']}"
            yield Finding("I4", where, f"taken up to {row['position']}, sent up to {max(sent)}")


def _foreign(world: World, book: Book) -> Iterator[Finding]:
    """Ticks, first messages, duplicates and letters add up to every record and every digest."""
    kept = {bytes(row["digest"]) for row in book.tables["foreign"]}
    lost = letters(book)
    seen: set[bytes] = set()
    for partition, records in by_partition(world.topics[COREBANK]).items():
        counts: Counter[str] = Counter()
        for record in records:
            kind = _kind(record, lost, kept, seen)
            counts[kind] += 1
            if kind == "lost":
                where = f"{COREBANK} partition {partition} offset {record.offset}"
                yield Finding("I1", where, f"no effect and no letter: {record.text('ce_id')}")
        if sum(counts.values()) != len(records):
            yield Finding("I4", f"{COREBANK} partition {partition}", f"{dict(counts)}")
    ordered = world.topics[f"postloan.{book.service}.commands.v1"]
    seen |= {digest(m.text("ce_source") or "", m.text("ce_id") or "") for m in ordered}
    unknown = kept - seen
    if unknown:
        yield Finding("I1", COREBANK, f"{len(unknown)} messages were taken that nobody sent")
    yield from _ticks(world, book)


def _kind(
    record: Message, lost: dict[Place, list[Any]], kept: set[bytes], seen: set[bytes]
) -> str:
    source, identity = record.text("ce_source"), record.text("ce_id")
    mark = digest(source, identity) if source and identity else b""
    place = (record.topic, record.partition, record.offset)
    if place in lost:
        unread = refused_digest(place, record.key, record.value, record.headers)
        seen.update(kept & {mark, unread})
        return "letter"
    if record.text("ce_type") == TICK:
        return "tick"
    if mark in seen:
        return "duplicate"
    seen.add(mark)
    return "taken" if mark in kept else "lost"


def _ticks(world: World, book: Book) -> Iterator[Finding]:
    """Each closed day is passed on once per partition, in the order of the first arrivals."""
    passed: dict[int, list[str]] = {}
    for row, payload in book.of("kit.DayClosed"):
        passed.setdefault(row["shard"] % world.partitions, []).append(payload["business_date"])
    for partition, records in by_partition(world.topics[COREBANK]).items():
        days: list[str] = []
        for record in records:
            if record.text("ce_type") == TICK:
                on = json.loads(record.value or b"{}").get("business_date", "")
                if not days or on > days[-1]:
                    days.append(on)
        if passed.get(partition, []) != days:
            where = f"{book.service} partition {partition}"
            yield Finding(
                "I1",
                where,
                f"{len(days)} days closed, passed on: {len(passed.get(partition, []))}",
            )


def _once_each(world: World, book: Book) -> Iterator[Finding]:
    """Each business fact that core banking sent stands in the store exactly once."""
    lost = letters(book)
    open_ids = {row["event_id"] for row in book.tables["letters"] if row["open"]}
    wanted: set[tuple[str, str, str]] = set()
    for record in world.topics[COREBANK]:
        fact = FACTS.get(record.text("ce_type") or "")
        place = (record.topic, record.partition, record.offset)
        waiting = any(row["event_id"] in open_ids for row, _ in lost.get(place, ()))
        if fact is None or waiting:
            continue
        data = json.loads(record.value or b"{}")
        wanted.add((fact[0], data["loan_id"], data[fact[1]]))
    for data, name, _ in in_kind(world):
        wanted.add(("monitoring.ReceiptTaken", data["loan_id"], name))
    names = dict(FACTS.values())
    found = Counter(
        (
            row["type"],
            row["loan_id"],
            row["loan_id"] if names[row["type"]] == "loan_id" else data[names[row["type"]]],
        )
        for row, data in book.of(*names)
    )
    twice = [fact for fact, n in found.items() if n > 1]
    if twice:
        yield Finding("I1", book.service, f"facts stand more than once: {few(twice)}")
    missing, extra = sorted(wanted - found.keys()), sorted(found.keys() - wanted)
    if missing:
        yield Finding("I1", book.service, f"facts are missing: {few(missing)}")
    if extra:
        yield Finding("I1", book.service, f"facts that nobody sent: {few(extra)}")


def in_kind(world: World) -> Iterator[tuple[Any, str, Any]]:
    """What was taken in kind: the message of disposal, its name as a receipt, its amount on the wire."""
    for record in world.topics.get("postloan.disposal.v1", ()):
        told = IN_KIND.get(record.text("ce_type") or "")
        if told is not None:
            data = json.loads(record.value or b"{}")
            yield data, f"{told[0]}:{data[told[1]]}", data[told[2]]


def _derived_ids(world: World, book: Book) -> Iterator[Finding]:
    """Ids follow from cause, stream and index, so a second handling would show.

    A tick's index is the event's version: a day may be done in several lives of a process.
    """
    sources: dict[str, str] = {}
    ticks: set[str] = set()
    for topic, records in world.topics.items():
        if topic != COREBANK and topic not in PUBLISHED and not topic.endswith(COMMANDS):
            continue
        for record in records:
            identity, source = record.text("ce_id"), record.text("ce_source")
            if identity and source:
                sources[identity] = source
                if (record.text("ce_type") or "").endswith(".business-day-closed.v1"):
                    ticks.add(identity)
    index: Counter[tuple[str, str]] = Counter()
    for row in book.events:
        cause, stream = row["causation_id"], row["stream"]
        source = sources.get(cause)
        if source is None or (is_kit(stream) and not stream.startswith("day-")):
            continue
        nth = index[cause, stream] if cause not in ticks or is_kit(stream) else row["version"]
        wanted = event_id(source, cause, stream, nth)
        index[cause, stream] += 1
        if row["event_id"] != wanted:
            where = f"{book.service} {stream} version {row['version']}"
            yield Finding("I1", where, f"its id does not follow from its cause {cause}")


def _noted(world: World, book: Book) -> Iterator[Finding]:
    """Each message that classification hears is one fact there."""
    lost = {
        (raw["message"]["topic"], raw["message"]["partition"], raw["message"]["offset"])
        for _, raw in book.of("kit.MessageDeadLettered", "kit.MessageParked")
    }
    facts: Counter[str] = Counter()
    for row in book.events:
        if row["type"].endswith(("Noted", ".LoanTaken")):
            facts[row["causation_id"]] += 1
    told = [m for m in world.topics["postloan.monitoring.v1"] if m.key and _place(m) not in lost]
    unsaid = UNHEARD | PARTLY_HEARD
    sent = {m.text("ce_id") or "" for m in told if m.text("ce_type") not in unsaid}
    partly = {m.text("ce_id") or "" for m in told if m.text("ce_type") in PARTLY_HEARD}
    for topic, heard in HEARD_BESIDE.items():
        sent |= {
            m.text("ce_id") or ""
            for m in world.topics.get(topic, ())
            if m.text("ce_type") in heard and _place(m) not in lost
        }
    wrong = [identity for identity in sorted(sent) if facts[identity] != 1]
    wrong += [identity for identity in sorted(partly) if facts[identity] > 1]
    if wrong:
        yield Finding("I1", book.service, f"messages without exactly one fact: {few(wrong)}")
    extra = sorted(facts.keys() - sent - partly)
    if extra and not lost:
        yield Finding("I1", book.service, f"facts from messages that nobody sent: {few(extra)}")


def _place(message: Message) -> Place:
    return message.topic, message.partition, message.offset

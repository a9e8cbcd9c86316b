"""I1 and I4: every message of core banking has exactly one effect or one letter, and they add up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.faults.checker.arithmetic import (
    answered_digest,
    command_digest,
    digest,
    event_id,
    refused_digest,
)
from tests.faults.checker.letters import Place, by_place, place_of
from tests.faults.checker.world import (
    COREBANK,
    Book,
    Finding,
    Message,
    World,
    by_partition,
    few,
    is_kit,
)

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


def check(world: World) -> Iterator[Finding]:
    """What core banking says, and the ids of everything that follows from what anybody says."""
    monitoring = world.books.get("monitoring")
    if monitoring is not None:
        yield from _foreign(world, monitoring)
        yield from _once_each(world, monitoring)
    for book in world.books.values():
        yield from _derived_ids(world, book)


def _foreign(world: World, book: Book) -> Iterator[Finding]:
    """Ticks, first messages, duplicates and letters add up to every record and every digest."""
    kept = {bytes(row["digest"]) for row in book.tables["foreign"]}
    lost = by_place(book)
    ends = {
        row["partition"]: row["next_offset"]
        for row in book.tables["consumed"]
        if row["topic"] == COREBANK
    }
    seen: set[bytes] = set()
    for partition, records in by_partition(world.topics[COREBANK]).items():
        counts: Counter[str] = Counter()
        for record in records:
            kind = _kind(record, lost, kept, seen)
            counts[kind] += 1
            if kind == "lost":
                where = f"{COREBANK} partition {partition} offset {record.offset}"
                yield Finding("I1", where, f"no effect and no letter: {record.text('ce_id')}")
        done, behind = counts.total() - counts["lost"], ends.get(partition, 0) - records[0].offset
        if done != behind:
            what = f"{dict(counts)} add up to {done}, {behind} records were taken"
            yield Finding("I4", f"{COREBANK} partition {partition}", what)
    ordered = world.topics[f"postloan.{book.service}.commands.v1"]
    seen |= {
        command_digest(m.topic, m.text("ce_source") or "", m.text("ce_id") or "") for m in ordered
    }
    for m in (m for topic, records in world.topics.items() if topic != COREBANK for m in records):
        if place_of(m) in lost:
            seen.add(refused_digest(place_of(m), m.key, m.value, m.headers))
            if m.topic.endswith(COMMANDS):
                seen.add(answered_digest(m.key, m.value, m.headers))
    unknown = kept - seen
    if unknown:
        yield Finding("I1", COREBANK, f"{len(unknown)} messages were taken that nobody sent")
    yield from _ticks(world, book)


def _kind(
    record: Message, lost: dict[Place, list[Any]], kept: set[bytes], seen: set[bytes]
) -> str:
    source, identity = record.text("ce_source"), record.text("ce_id")
    mark = digest(source, identity) if source and identity else b""
    place = place_of(record)
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
    lost = by_place(book)
    open_ids = {row["event_id"] for row in book.tables["letters"] if row["open"]}
    wanted: set[tuple[str, str, str]] = set()
    for record in world.topics[COREBANK]:
        fact = FACTS.get(record.text("ce_type") or "")
        letters = lost.get(place_of(record), ())
        waiting = any(row["event_id"] in open_ids for row, _ in letters)
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
        nth = row["version"] if cause in ticks else index[cause, stream]
        wanted = event_id(source, cause, stream, nth)
        index[cause, stream] += 1
        if row["event_id"] != wanted:
            where = f"{book.service} {stream} version {row['version']}"
            yield Finding("I1", where, f"its id does not follow from its cause {cause}")

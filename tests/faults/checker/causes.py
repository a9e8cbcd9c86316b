"""I2, I3 and I7 between events: what an event says of its cause is what the cause says of itself.

An event that another event of ours led to keeps that one's link and has a later clock: that is the
evidence, since nobody can take the cause away or put it later without contradicting it. What core
banking or an officer said has no link of ours. The chain of causes and the actor are those of the
message, or follow from its own id and source where it names none. A letter about a record that could
not be taken names the record's place as its cause, and has no link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.faults.checker.letters import Place, place_of
from tests.faults.checker.messages import COMMANDS, PUBLISHED
from tests.faults.checker.world import (
    COREBANK,
    Book,
    Finding,
    Message,
    World,
    by_partition,
    few,
)

LONGEST = 256
"""Bytes of an id that names a chain of causes; one that is longer is none."""
LETTER = "kit.MessageDeadLettered"


class Causes(NamedTuple):
    """``ours``: events of our stores by id. ``said``: chain of causes and actor of what lies in the topics
    that services listen to, by id: mended, another may bear the same. ``places``: these records by place.
    ``whole``: no topic begins later than it was begun, so each cause must lie there.
    """

    ours: dict[str, Any]
    said: dict[str, set[tuple[str, str]]]
    places: dict[Place, Message]
    whole: bool


def check(world: World) -> Iterator[Finding]:
    """Every event of every service."""
    causes = _causes(world)
    for book in world.books.values():
        yield from _after(book, causes)
        yield from _told(book, causes)


def _causes(world: World) -> Causes:
    ours = {str(row["event_id"]): row for book in world.books.values() for row in book.events}
    heard = [
        record
        for topic, records in world.topics.items()
        if topic == COREBANK or topic in PUBLISHED or topic.endswith(COMMANDS)
        for record in records
    ]
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record in heard:
        said[record.text("ce_id") or ""].add((_chain(record), _actor(record)))
    lots = (lot for records in world.topics.values() for lot in by_partition(records).values())
    whole = all(lot[0].offset == 0 for lot in lots)
    return Causes(ours, said, {place_of(record): record for record in heard}, whole)


def _chain(record: Message) -> str:
    """The id of the chain of causes: its own where it names none that can be kept."""
    named = record.text("ce_correlationid") or ""
    kept = "\0" not in named and len(named.encode()) <= LONGEST
    return (named if kept else "") or record.text("ce_id") or ""


def _actor(record: Message) -> str:
    """Who did it: who the message says, or else who sent it."""
    return record.text("postloan-actor") or record.text("ce_source") or ""


def _after(book: Book, causes: Causes) -> Iterator[Finding]:
    """I2 and I3: later than the cause, and with its link."""
    early: list[str] = []
    without: list[str] = []
    others: list[str] = []
    for row in book.events:
        cause = causes.ours.get(row["causation_id"])
        named = f"{row['type']} {row['event_id']}"
        if cause is not None and row["hlc"] <= cause["hlc"]:
            early.append(named)
        if cause is not None and row["cause_link"] is None:
            without.append(named)
        elif row["cause_link"] != (None if cause is None else cause["link"]):
            others.append(named)
    if early:
        yield Finding("I2", book.service, f"clocks not after their causes': {few(early)}")
    if without:
        yield Finding("I3", book.service, f"events without their causes' links: {few(without)}")
    if others:
        yield Finding("I3", book.service, f"links that are not their causes': {few(others)}")


def _told(book: Book, causes: Causes) -> Iterator[Finding]:
    """I7: chain of causes and actor are those of the message that led to the event."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for row in book.events:
        told = _of_place(book, row, causes) if row["type"] == LETTER else _of_id(row, causes)
        if told is None:
            wrong["causes that nobody sent"].append(f"{row['event_id']} of {row['causation_id']}")
        elif (row["correlation_id"], row["actor"]) not in told:
            chains, actors = ({each[n] for each in told} for n in (0, 1))
            if row["correlation_id"] not in chains:
                wrong["chains of causes not the causes'"].append(str(row["event_id"]))
            if row["actor"] not in actors:
                wrong["actors not the causes'"].append(str(row["event_id"]))
            if row["correlation_id"] in chains and row["actor"] in actors:
                wrong["actor and chain of different causes"].append(str(row["event_id"]))
    for what, events in wrong.items():
        yield Finding("I7", book.service, f"{what}: {few(events)}")


def _of_id(row: Any, causes: Causes) -> set[tuple[str, str]] | None:
    """What the messages with the cause's id say; None when there is none although all are there."""
    told = causes.said.get(row["causation_id"])
    if told is None and not causes.whole:
        return {(row["correlation_id"], row["actor"])}  # what is gone can't be asked
    return told


def _of_place(book: Book, row: Any, causes: Causes) -> set[tuple[str, str]] | None:
    """What a letter may say: its chain of causes is the record's, or its place where it can't be read."""
    raw = book.payloads[row["event_id"]]["message"]
    place = raw["topic"], raw["partition"], raw["offset"]
    name, actor = "/".join(map(str, place)), f"/kafka/{raw['topic']}"
    if row["causation_id"] != name:
        return None
    record = causes.places.get(place)
    return {(name, actor)} | (set() if record is None else {(_chain(record), actor)})

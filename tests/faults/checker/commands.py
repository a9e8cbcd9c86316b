"""I1 between officers and services: each command has exactly one answer, and one effect or none.

A command is taken once however often it is sent. Its answer is one event of the service and one
message on the topic of replies. A command that was refused led to nothing; one that was accepted led
to the events that its answer names and to no others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.checker.arithmetic import digest
from tests.faults.checker.letters import by_place, place_of
from tests.faults.checker.world import Book, Finding, Message, World, few, is_kit

OF_THE_KIT = (".redrive.v1", ".discard.v1", ".release.v1")
"""Orders about messages of others, which have their effects under their own names."""
ACCEPTED, REJECTED = "kit.CommandAccepted", "kit.CommandRejected"


def check(world: World) -> Iterator[Finding]:
    """Every service's commands and replies."""
    for book in world.books.values():
        asked, unread = _asked(world, book)
        yield from _taken(book, asked)
        yield from _answered(world, book, asked, unread)
        yield from _effects(book, asked)


def _asked(world: World, book: Book) -> tuple[dict[str, Message], set[str]]:
    """By its id the first record of each command that could be read; the ids of those that are letters."""
    lost = by_place(book)
    found: dict[str, Message] = {}
    unread: set[str] = set()
    for record in world.topics[f"postloan.{book.service}.commands.v1"]:
        identity = record.text("ce_id")
        if identity and place_of(record) in lost:
            unread.add(identity)
        elif identity:
            found.setdefault(identity, record)
    return found, unread


def _taken(book: Book, asked: dict[str, Message]) -> Iterator[Finding]:
    kept = {bytes(row["digest"]) for row in book.tables["foreign"]}
    lost = [
        identity
        for identity, record in asked.items()
        if digest(record.text("ce_source") or "", identity) not in kept
    ]
    if lost:
        yield Finding("I1", f"{book.service} commands", f"were not taken: {few(lost)}")


def _answered(
    world: World, book: Book, asked: dict[str, Message], unread: set[str]
) -> Iterator[Finding]:
    stored = Counter(data["command_id"] for _, data in book.of(ACCEPTED, REJECTED))
    topic = f"postloan.{book.service}.replies.v1"
    said = {m.text("ce_id"): m.text("ce_causationid") for m in world.topics[topic]}
    sent = Counter(said.values())
    for where, found in ((f"{book.service} answers", stored), (topic, sent)):
        wrong = [each for each in sorted(asked) if found[each] != 1]
        if wrong:
            yield Finding("I1", where, f"commands without exactly one answer: {few(wrong)}")
        extra = sorted(found.keys() - asked.keys() - unread, key=str)
        if extra:
            yield Finding("I1", where, f"answers to commands of nobody: {few(extra)}")


def _effects(book: Book, asked: dict[str, Message]) -> Iterator[Finding]:
    """What a command led to in streams of loans and obligors, and what its answer says of it."""
    caused: dict[str, set[str]] = defaultdict(set)
    for row in book.events:
        if row["causation_id"] in asked and not is_kit(row["stream"]):
            caused[row["causation_id"]].add(str(row["event_id"]))
    for row, data in book.of(ACCEPTED, REJECTED):
        identity, named = data["command_id"], set(data.get("event_ids", ()))
        record = asked.get(identity)
        if record is None or (record.text("ce_type") or "").endswith(OF_THE_KIT):
            continue
        if named != caused[identity]:
            what = f"{row['type']} names {len(named)} events, {len(caused[identity])} are there"
            yield Finding("I1", f"{book.service} {identity}", what)

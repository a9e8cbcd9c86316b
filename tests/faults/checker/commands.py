"""I1 between officers and services: each command has exactly one answer, and one effect or none.

A command is taken once however often it is sent. Its answer is one event of the service and one
message on the topic of replies. A command that was refused led to nothing; one that was accepted led
to the events that its answer names and to no others; where one of them is a blocked act, the answer
says which.

One that was refused unread is a letter each time it comes. Its very bytes are answered once, with a
refusal; mended it may come under the same id, and that is taken and answered as any other. A letter that is
taken up later is answered then.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tests.faults.checker.arithmetic import command_digest, content, refused_digest
from tests.faults.checker.letters import by_place, place_of
from tests.faults.checker.world import Book, Finding, Message, World, few, is_kit

OF_THE_KIT = (".redrive.v1", ".discard.v1", ".release.v1")
"""Orders about messages of others, which have their effects under their own names."""
ACCEPTED, REJECTED = "kit.CommandAccepted", "kit.CommandRejected"
TOLD_OF_BLOCKED = ("code", "rule", "policy_id", "alternative")
NUMBER = re.compile(r"[^\s\x00-\x1f\x7f]{1,128}").fullmatch
"""What an answer can name: no white space, no controls."""


class Asked(NamedTuple):
    """What officers sent, by command. ``taken``: the first record that could be read; ``kept``: ids of
    such as are letters for what they say, or for a mistake of ours; ``unread``: the different bytes that
    were refused unread and want an answer; ``again``: how many letters of an id were taken up later, which is
    answered for itself.
    """

    taken: dict[str, Message]
    kept: set[str]
    unread: dict[str, set[bytes]]
    again: Counter[str]


def check(world: World) -> Iterator[Finding]:
    """Every service's commands and replies."""
    for book in world.books.values():
        asked = _asked(world, book)
        yield from _taken(book, asked)
        yield from _answered(world, book, asked)
        yield from _effects(book, asked)
        yield from _blocked(book)


def _asked(world: World, book: Book) -> Asked:
    lost, marks = by_place(book), _marks(book)
    redriven = {data["letter"] for _, data in book.of("kit.MessageRedriven")}
    asked = Asked({}, set(), {}, Counter())
    for record in world.topics[f"postloan.{book.service}.commands.v1"]:
        identity, place = record.text("ce_id"), place_of(record)
        if not identity:
            continue
        letters, bytes_ = lost.get(place, []), (record.key, record.value, record.headers)
        asked.again[identity] += sum(str(row["event_id"]) in redriven for row, _ in letters)
        if letters and refused_digest(place, *bytes_) in marks:
            if wants_an_answer(record):
                asked.unread.setdefault(identity, set()).add(content(*bytes_))
            continue
        asked.taken.setdefault(identity, record)
        if letters:
            asked.kept.add(identity)
    return asked


def _marks(book: Book) -> set[bytes]:
    return {bytes(row["digest"]) for row in book.tables["foreign"]}


def wants_an_answer(record: Message) -> bool:
    """Whether it can be read who asks, and an answer can name it."""
    told = {name: record.text(name) for name, _ in record.headers}
    needed = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_businessdate")
    if not all(told.get(name) for name in needed) or told["ce_specversion"] != "1.0":
        return False
    try:
        date.fromisoformat(told["ce_businessdate"] or "")
        key = (record.key or b"").decode()
    except ValueError:
        return False
    names = (told["ce_id"], key, told.get("ce_subject"))
    same = record.by_name.get("ce_partitionkey") in (None, record.key or b"")
    return same and all(NUMBER(name) for name in names if name)


def _taken(book: Book, asked: Asked) -> Iterator[Finding]:
    marks = _marks(book)
    lost = [
        identity
        for identity, record in asked.taken.items()
        if command_digest(record.topic, record.text("ce_source") or "", identity) not in marks
    ]
    if lost:
        yield Finding("I1", f"{book.service} commands", f"were not taken: {few(lost)}")


def _answered(world: World, book: Book, asked: Asked) -> Iterator[Finding]:
    stored = Counter(data["command_id"] for _, data in book.of(ACCEPTED, REJECTED))
    topic = f"postloan.{book.service}.replies.v1"
    said = {m.text("ce_id"): m.text("ce_causationid") for m in world.topics[topic]}
    sent = Counter(said.values())
    due = Counter(asked.taken.keys()) + Counter({c: len(b) for c, b in asked.unread.items()})
    due += asked.again
    for where, found in ((f"{book.service} answers", stored), (topic, sent)):
        wrong = [each for each in sorted(due) if found[each] != due[each]]
        if wrong:
            yield Finding("I1", where, f"commands without exactly one answer: {few(wrong)}")
        extra = sorted(found.keys() - due.keys(), key=str)
        if extra:
            yield Finding("I1", where, f"answers to commands of nobody: {few(extra)}")
    agreed = Counter(data["command_id"] for _, data in book.of(ACCEPTED))
    sound = asked.taken.keys() - asked.kept
    wrong = [each for each in sorted(agreed) if agreed[each] > (each in sound) + asked.again[each]]
    if wrong:
        what = f"accepted although they are letters, or twice: {few(wrong)}"
        yield Finding("I1", f"{book.service} answers", what)


def _effects(book: Book, asked: Asked) -> Iterator[Finding]:
    """What a command led to in streams of loans and obligors, and what its answers say of it."""
    caused: dict[str, set[str]] = defaultdict(set)
    for row in book.events:
        if not is_kit(row["stream"]):
            caused[row["causation_id"]].add(str(row["event_id"]))
    named: dict[str, set[str]] = defaultdict(set)
    for _, data in book.of(ACCEPTED, REJECTED):
        named[data["command_id"]] |= set(data.get("event_ids", ()))
    for identity in sorted(asked.taken.keys() | asked.unread.keys()):
        record = asked.taken.get(identity)
        ordered = record is not None and (record.text("ce_type") or "").endswith(OF_THE_KIT)
        if ordered or identity in asked.kept or asked.again[identity]:
            continue
        if named[identity] != caused[identity]:
            what = f"{len(named[identity])} events are named, {len(caused[identity])} are there"
            yield Finding("I1", f"{book.service} {identity}", what)


def _blocked(book: Book) -> Iterator[Finding]:
    """An officer who is not told may believe that he may do it."""
    acts = {
        str(row["event_id"]): {name: data.get(name) for name in TOLD_OF_BLOCKED}
        for row, data in book.of(f"{book.service}.ProhibitedActionBlocked")
    }
    for row, data in book.of(ACCEPTED):
        act = next((acts[each] for each in data["event_ids"] if each in acts), None)
        if data.get("blocked") != act:
            where = f"{book.service} {row['causation_id']}"
            yield Finding("I1", where, f"{act} is not what the answer says was blocked")

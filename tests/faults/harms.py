"""What can go wrong with the records of a run, done on purpose: the checker must find each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.checker.arithmetic import digest
from tests.faults.checker.world import COREBANK, Book, World
from tests.faults.harms_told import PUBLISHED
from tests.faults.harms_told import place as _place

JOURNAL = "postloan.monitoring.journal.v1"

Harm = Callable[[World], World]


def copied(world: World) -> World:
    """With rows and lists of its own: deep copies of all records took three quarters of the time."""

    def rows(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
        return {name: [dict(row) for row in table] for name, table in tables.items()}

    books = {
        name: Book(book.service, [dict(row) for row in book.events], rows(book.tables))
        for name, book in world.books.items()
    }
    topics = {name: list(records) for name, records in world.topics.items()}
    return replace(world, books=books, audit=rows(world.audit), topics=topics)


def sent_again(world: World) -> World:
    """As after a relay that died before its cursor moved: each topic of monitoring a second time."""
    again = {name: [*world.topics[name]] * 2 for name in (PUBLISHED, JOURNAL)}
    return replace(world, topics={**world.topics, **again})


def _events(world: World) -> list[Any]:
    return world.books["monitoring"].events


def _table(world: World, name: str) -> list[Any]:
    return world.books["monitoring"].tables[name]


def _of_type(world: World, name: str) -> Any:
    return next(row for row in reversed(_events(world)) if row["type"] == name)


def _drop_event(world: World) -> World:
    del _events(world)[len(_events(world)) // 2]
    return world


def _change_money(world: World) -> World:
    row = _of_type(world, "monitoring.MoneyAllocated")
    data = json.loads(row["payload"])
    data["unapplied"]["minor"] += 1
    row["payload"] = json.dumps(data).encode()
    return world


def _twice(world: World) -> World:
    rows = [row for row in _events(world) if row["type"] == "monitoring.ReceiptTaken"]
    rows[0]["event_id"] = rows[1]["event_id"]
    return world


def _forge_link(world: World) -> World:
    _events(world)[5]["link"] = b"\0" * 32
    return world


def _clock_back(world: World) -> World:
    _events(world)[3]["hlc"] = 1
    return world


def _fact_lost(world: World) -> World:
    row = _of_type(world, "monitoring.ReceiptTaken")
    row["type"] = "monitoring.FactSetAside"
    return world


def _message_not_taken(world: World) -> World:
    _table(world, "foreign").pop()
    return world


def _counted_only(world: World) -> World:
    """A message of core banking without its digest: passed over, as the offset says."""
    record = next(m for m in world.topics[COREBANK] if m.key)
    mark = digest(record.text("ce_source") or "", record.text("ce_id") or "")
    foreign = _table(world, "foreign")
    foreign.remove(next(row for row in foreign if bytes(row["digest"]) == mark))
    return world


def _offset_ahead(world: World) -> World:
    _table(world, "consumed")[0].update(next_offset=10**6)
    return world


def _offset_gone(world: World) -> World:
    """A topic of which the service has no stored place at all."""
    consumed = world.books["classification"].tables["consumed"]
    consumed.remove(next(row for row in consumed if row["topic"] == "postloan.collection.v1"))
    return world


def _source_gone(world: World) -> World:
    source = world.books["classification"].tables["source"]
    source.remove(next(row for row in source if row["topic"] == PUBLISHED))
    return world


def _audit_lacks(world: World) -> World:
    world.audit["entry"].pop(4)
    return world


def _class_differs(world: World) -> World:
    world.books["classification"].tables["read.class"][0].update(own_merit="loss")
    return world


def _record_gone(topic: str) -> Harm:
    """A record with every copy of it: what a relay sends again is one record."""

    def harm(world: World) -> World:
        records = world.topics[topic]
        gone = _place(records[len(records) // 3])
        world.topics[topic] = [record for record in records if _place(record) != gone]
        return world

    return harm


def _records_change_places(world: World) -> World:
    """The first two of a shard, as they were sent first."""
    records = world.topics[JOURNAL]
    shard = _place(records[0])[0]
    places = [n for n, record in enumerate(records) if _place(record)[0] == shard]
    other = next(n for n in places if _place(records[n]) != _place(records[0]))
    records[0], records[other] = records[other], records[0]
    return world


def _day_moved(*, early: bool) -> Harm:
    """A closed day changes places with an event beside it, of another shard: one that it names, or
    one that came later. As they were sent first.
    """

    def harm(world: World) -> World:
        days = {str(r["event_id"]): d for r, d in world.books["monitoring"].of("kit.DayClosed")}
        records = world.topics[PUBLISHED]
        first = sorted({_place(m): n for n, m in reversed([*enumerate(records)])}.values())
        for at in (n for n in first if records[n].text("ce_id") in days):
            named = dict(days[str(records[at].text("ce_id"))]["after"])
            beside = [
                n
                for n in first
                if (n < at) == early
                and n != at
                and records[n].partition == records[at].partition
                and (shard := _place(records[n])[0]) in named
                and shard != _place(records[at])[0]
                and ((_place(records[n])[1] or 0) <= named[shard]) == early
            ]
            if beside:
                records.insert(beside[-1] if early else beside[0], records.pop(at))
                return world
        raise AssertionError("no closed day has such an event beside it")

    return harm


OF_TOPICS: dict[tuple[str, str], Harm] = {
    ("a journal record is gone", "I7"): _record_gone(JOURNAL),
    ("journal records change places", "I7"): _records_change_places,
    ("a published message is gone", "I7"): _record_gone(PUBLISHED),
    ("a day comes early", "I7: comes before events"): _day_moved(early=True),
    ("a day comes late", "I7: comes after later events"): _day_moved(early=False),
}
"""By name and what must be found: the invariant, and after a colon words of the finding."""
HARMS: dict[tuple[str, str], Harm] = {
    ("an event is gone", "I2"): _drop_event,
    ("a clock goes back", "I2"): _clock_back,
    ("a link is forged", "I3"): _forge_link,
    ("a cent appears", "I6"): _change_money,
    ("a cent appears in stored bytes", "I3"): _change_money,
    ("one effect stands twice", "I1"): _twice,
    ("a fact is lost", "I1"): _fact_lost,
    ("a message was never taken", "I1"): _message_not_taken,
    ("a message was never taken but counted", "I4: add up to"): _counted_only,
    ("an offset is ahead", "I4"): _offset_ahead,
    ("an offset is gone", "I4: stored offset None"): _offset_gone,
    ("a source position is gone", "I4: taken up to None"): _source_gone,
    **OF_TOPICS,
    ("audit lacks an entry", "I7"): _audit_lacks,
    ("a class differs", "I5"): _class_differs,
}

"""What the checker asks of an event's cause, proven on what a calm run of the simulation has stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache

import pytest

from contracts.catalogue import DECIDING
from services.kit.row import COLUMNS
from tests.faults.checker import causes
from tests.faults.checker.world import Book, Finding, Message, World
from tests.faults.harms import copied
from tests.faults.harms_causes import OF_CAUSES
from tests.simulation import world as simulated
from tests.simulation.breaks import BREAKS
from tests.simulation.chances import Chances
from tests.simulation.feed import feed_of
from tests.simulation.process import Process

BOOK = next(book for book in range(99) if len(feed_of(book).services) == len(DECIDING))
SLOW = timedelta(seconds=-25)
"""A listener's clock behind the sender's, as far as the simulation sets them apart at most twice."""


class Apart(simulated.World):
    """Whose clocks but monitoring's are wrong by ``off``."""

    off = timedelta(0)

    def start(self, service: str, *, rival: bool = False) -> Process:
        process = super().start(service, rival=rival)
        process.clock_off = timedelta(0) if service == "monitoring" else self.off
        return process


def played(book: int = BOOK, off: timedelta = timedelta(0)) -> World:
    """A run without troubles; ``off``: by how much the clocks of all but monitoring are wrong."""
    run = Apart(feed_of(book), None, Chances())
    run.off = off
    run.run()
    return seen(run)


def seen(run: simulated.World) -> World:
    """The simulation's tables and topics, as the checker reads a real run's."""
    books = {}
    for name, database in run.databases.items():
        rows = database.memory.tables.events
        stored = [
            {c: getattr(r, c) for c in COLUMNS} for shard in sorted(rows) for r in rows[shard]
        ]
        books[name] = Book(name, stored)
    topics = {
        topic: [
            Message(
                *(m.topic, m.partition, m.offset, m.key, m.value),
                tuple(m.headers),
                dict(m.headers),
            )
            for partition in range(run.feed.partitions)
            for m in run.broker.log((topic, partition))
        ]
        for service in run.services.values()
        for topic in service.all_topics
    }
    return World(run.feed.partitions, books, {}, topics, 0.0)


@cache
def sound() -> World:
    return played()


def words(found: Iterable[Finding]) -> list[str]:
    return [f"{each.invariant}: {each.what}" for each in found]


@pytest.mark.parametrize("book", range(4))
def test_nothing_is_found_where_all_is_well(book: int) -> None:
    """Letters, parked messages, orders and clocks apart among it."""
    assert words(causes.check(played(book, SLOW))) == []


def test_events_over_the_borders_of_services_are_asked() -> None:
    ours = {str(row["event_id"]): book for book in sound().books.values() for row in book.events}
    caused = {
        name
        for name, book in sound().books.items()
        for row in book.events
        if ours.get(row["causation_id"], book) is not book
    }
    assert len(caused) > 1
    assert words(causes.check(sound())) == []


@pytest.mark.parametrize("name", OF_CAUSES, ids=lambda each: each[0])
def test_each_harm_to_a_cause_is_found(name: tuple[str, str]) -> None:
    found = words(causes.check(OF_CAUSES[name](copied(sound()))))
    assert any(each.startswith(name[1]) for each in found), found


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ("let the clock pass over the cause's", "I2: clocks not after their causes'"),
        ("keep no link of the cause", "I3: events without their causes' links"),
        ("forget who acted", "I7: actors not the causes'"),
        ("forget the chain of causes", "I7: chains of causes not the causes'"),
    ],
)
def test_a_kit_that_breaks_the_chain_is_found(wrong: str, found: str) -> None:
    (broken,) = [each for each in BREAKS if each.name == wrong]
    with broken.applied():
        hurt = played(off=SLOW)
    assert any(each.startswith(found) for each in words(causes.check(hurt)))

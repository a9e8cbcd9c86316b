"""Ten and more deliberate breaks: each must be found, by a check that is named (docs/faults.md)."""

from __future__ import annotations

import asyncio

import pytest

from services.kit.kit_events import PartitionReleased
from services.kit.sharding import shards_of
from tests.simulation import words
from tests.simulation.breaks import BREAKS, HOLE, PREVIOUS, Break
from tests.simulation.bus import Message
from tests.simulation.chances import Chances
from tests.simulation.checks import Broken, Found, journals, look, require
from tests.simulation.feed import feed_of
from tests.simulation.loop import WORLD, new_loop
from tests.simulation.run import BOOKS, calm_of, in_tests, one, runs_gently
from tests.simulation.surroundings import surroundings
from tests.simulation.world import World

BOOK = 5
TAMPERED_POSITION = 2


def found_by(wrong: Break) -> tuple[int, str, str]:
    """How many seeds it took, which check found it, and what it said."""
    seeds = [seed for seed in in_tests() if not wrong.gentle or runs_gently(seed)]
    for number, seed in enumerate(seeds, 1):
        calm_of(seed % BOOKS)  # what is right is known before the code is broken
        with wrong.applied():
            outcome = one(seed)
        if outcome.check:
            return number, outcome.check, outcome.detail
    return len(seeds), "nothing", ""


pytestmark = pytest.mark.timeout(300)  # some are found late: half a minute, more on a busy machine


@pytest.mark.parametrize("wrong", BREAKS, ids=lambda each: each.name)
def test_a_break_is_found(wrong: Break) -> None:
    _, check, detail = found_by(wrong)
    assert check in wrong.caught_by, detail


# -- a row taken out of the event table ---------------------------------------------------------


def tampered() -> World:
    """Everything is stored while the broker is away; then a row is gone and the relay begins."""
    world = World(feed_of(BOOK), None, Chances())

    async def happen() -> None:
        processes = world.loop.create_task(world.supervise(), context=WORLD.copy())
        monitoring = world.databases["monitoring"]
        await asyncio.sleep(0.1)
        world.broker.takes_nothing = True
        for step in world.feed.words:
            world.write(step)
        while not all(world.consumed("monitoring", p) for p in range(world.feed.partitions)):
            await asyncio.sleep(0.1)
        for process in world.of("monitoring"):
            process.kill()
        shard = max(range(16), key=lambda s: monitoring.memory.tables.shards[s].position)
        monitoring.hidden = (shard, TAMPERED_POSITION)
        world.broker.takes_nothing = False
        await asyncio.sleep(30)
        processes.cancel()

    with surroundings(world):
        try:
            world.loop.run(happen())
        finally:
            world.end()
    return world


def test_nothing_is_sent_past_a_row_that_is_gone() -> None:
    world = tampered()
    stopped = {p: why for each in world.of("monitoring") for p, why in each.relay.stopped.items()}
    hidden = world.databases["monitoring"].hidden
    assert hidden is not None
    shard, position = hidden
    assert any(f"shard {shard}" in why and str(position) in why for why in stopped.values())
    journal = world.services["monitoring"].journal_topic
    for partition in range(world.feed.partitions):
        for message in world.broker.log((journal, partition)):
            headers = dict(message.headers)
            if int(headers["postloan-shard"]) == shard:
                assert int(headers["postloan-position"]) < position


def test_a_relay_that_looks_for_no_hole_is_found() -> None:
    with HOLE.applied():
        world = tampered()
    found = new_loop().run(look(world, "monitoring", Chances()))
    with pytest.raises(Broken, match="topics"):
        new_loop().run(journals(found))


# -- a record of ours that the bus has lost -----------------------------------------------------

HEARD = ("postloan.monitoring.v1", 0)
LOOKED_AT_S = 30


def place_of(message: Message) -> tuple[int, int]:
    """Shard and position in the sender's store."""
    headers = dict(message.headers)
    return int(headers["postloan-shard"]), int(headers["postloan-position"])


def with_a_loss(*, released: bool) -> tuple[World, Message]:
    """Monitoring says all it has to say, the bus loses one word of it, then classification reads."""
    feed = next(feed for book in range(99) if (feed := feed_of(book)).partitions == 1)
    world = World(feed, None, Chances())
    lost: list[Message] = []

    async def happen() -> None:
        world.start("monitoring")
        for word in world.feed.words:
            world.write(word)
        await asyncio.sleep(LOOKED_AT_S)
        shards = [place_of(each)[0] for each in world.broker.log(HEARD)]
        middle = next(n for n, shard in enumerate(shards) if shards[:n].count(shard) == 1)
        assert shards[middle] in shards[middle + 1 :]
        lost.append(world.broker.lose(HEARD, middle))
        reader = world.start("classification")
        await asyncio.sleep(LOOKED_AT_S)
        if released:
            assert "follows" in reader.inbox.halted[0]
            topic, partition = HEARD
            target = {"topic": topic, "partition": partition}
            about = ("classification", 0, "C-1", world.feed.last_day, target)
            world.write(words.order("release", 1, *about))
            await asyncio.sleep(LOOKED_AT_S)
            assert reader.inbox.halted == {}

    with surroundings(world):
        try:
            world.loop.run(happen())
        finally:
            world.end()
    return world, lost[0]


async def halted(found: Found, lost: Message) -> None:
    """I4: nothing of a shard is taken past a word of it that never came."""
    claim = await found.world.databases[found.name].look().claim((), 0, shards_of(0, 1))
    shard, position = place_of(lost)
    taken = claim.sources.get((lost.topic, shard), 0)
    require("halted", taken < position, found.name, taken, "is taken, lost is", position)


def heard_by_classification(*, released: bool) -> tuple[Found, Message]:
    world, lost = with_a_loss(released=released)
    return new_loop().run(look(world, "classification", Chances())), lost


def test_nothing_is_taken_past_a_word_that_the_bus_has_lost() -> None:
    found, lost = heard_by_classification(released=False)
    new_loop().run(halted(found, lost))


def test_two_persons_let_a_listener_go_on_past_what_was_lost() -> None:
    found, lost = heard_by_classification(released=True)
    (told,) = [each for each in found.events.values() if isinstance(each, PartitionReleased)]
    shard, position = place_of(lost)
    assert (told.shard, told.first, told.topic) == (shard, position_after(found, lost), HEARD[0])
    assert told.last == position
    assert found.world.consumed("classification", 0)


def position_after(found: Found, lost: Message) -> int:
    """The first position of the shard that nobody has heard of: the one after the word before."""
    shard, position = place_of(lost)
    places = [place_of(each) for each in found.topic(*HEARD)]
    return 1 + max(at for number, at in places if number == shard and at < position)


def test_a_listener_that_ignores_what_came_before_is_found() -> None:
    with PREVIOUS.applied():
        found, lost = heard_by_classification(released=False)
    with pytest.raises(Broken) as broken:
        new_loop().run(halted(found, lost))
    assert broken.value.check in PREVIOUS.caught_by

"""What the simulation has found in the kit, each as a small story of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiokafka import TopicPartition

from services.kit.batch import Stale
from services.kit.hlc import SKEW_LIMIT_S
from services.kit.relay import Relay
from services.kit.telemetry import Telemetry
from tests.simulation.bus import Address, Message
from tests.simulation.chances import Chances
from tests.simulation.feed import feed_of
from tests.simulation.process import Process
from tests.simulation.script import Feed
from tests.simulation.surroundings import FAR_AHEAD, surroundings
from tests.simulation.world import World

LONG_S = 10.0


def one_partition() -> Feed:
    """A book in which everything meets in one partition."""
    return next(feed for book in range(99) if (feed := feed_of(book)).partitions == 1)


def told(story: Callable[[World], Coroutine[Any, Any, None]]) -> None:
    """Run a story in a calm world."""
    world = World(one_partition(), None, Chances())
    with surroundings(world):
        try:
            world.loop.run(story(world))
        finally:
            world.end()


async def monitoring(world: World) -> Process:
    """A monitoring that owns its partition."""
    process = world.start("monitoring")
    await asyncio.sleep(1)
    assert list(process.inbox.owners) == [0]
    return process


def records(world: World) -> list[Message]:
    """What lies in core banking's topic."""
    return world.broker.log(("corebank.loan.v1", 0))


@pytest.mark.parametrize("ticks", range(5))
def test_a_relay_that_is_told_to_end_while_it_is_woken_ends(ticks: int) -> None:
    async def story(world: World) -> None:
        service, store = world.services["monitoring"], world.databases["monitoring"].look()
        relay = Relay(service, store, Address.of(world.broker), Telemetry())
        running = asyncio.create_task(relay.run())
        await asyncio.sleep(0.01)
        relay.try_again(0)  # wakes it
        for _ in range(ticks):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.sleep(LONG_S)
        assert running.done()

    told(story)


def test_a_broker_that_is_silent_when_we_look_for_our_place_ends_no_process() -> None:
    async def story(world: World) -> None:
        process = await monitoring(world)
        for word in world.feed.words[:3]:
            world.write(word)
        await asyncio.sleep(1)
        world.broker.down_until = world.loop.time() + LONG_S
        ahead = records(world)[0]._replace(offset=len(records(world)) + 5)
        await process.inbox.take((ahead,))
        assert not process.inbox.failed.is_set()
        await asyncio.sleep(2 * LONG_S)
        assert list(process.inbox.owners) == [0]

    told(story)


def test_a_clock_ahead_is_tried_again_although_the_broker_was_silent_at_the_first_try() -> None:
    """Then nothing was read there until the next rebalance."""

    async def story(world: World) -> None:
        ahead = await monitoring(world)
        ahead.clock_off = FAR_AHEAD
        for word in world.feed.words:
            world.write(word)
        reader = world.start("classification")
        await asyncio.sleep(LONG_S)
        halt = reader.inbox.owners[0].stops.found["postloan.monitoring.v1"]
        assert halt.rule == "clock_ahead"
        healed = FAR_AHEAD.total_seconds() - SKEW_LIMIT_S
        world.broker.down_until = world.loop.time() + healed
        await asyncio.sleep(healed + LONG_S)
        assert reader.inbox.halted == {}

    told(story)


def test_an_owner_whose_relay_was_fenced_claims_again_and_sends_the_rest() -> None:
    """No message comes any more: without a claim of its own accord the rest was never sent."""

    async def story(world: World) -> None:
        process = await monitoring(world)
        world.broker.takes_nothing = True
        for word in world.feed.words:
            world.write(word)
        while not world.consumed("monitoring", 0):
            await asyncio.sleep(0.1)
        owner = process.inbox.owners[0]
        assert process.relay.backlog(owner)
        await world.databases["monitoring"].look().claim((), 0, owner.owned)
        world.broker.takes_nothing = False
        await asyncio.sleep(LONG_S)
        assert process.relay.backlog(process.inbox.owners[0]) == 0

    told(story)


def test_an_owner_that_was_replaced_does_not_move_the_offset_alone() -> None:
    async def story(world: World) -> None:
        process = await monitoring(world)
        word = next(word for word in world.feed.words if word.raw is not None)
        world.write(word)
        await asyncio.sleep(1)
        zombie = process.inbox.owners[0]
        process.consumer.pause(*process.consumer.assignment())
        world.write(word)  # once more: nothing follows from it
        await world.databases["monitoring"].look().claim((), 0, zombie.owned)
        with pytest.raises(Stale):
            await zombie.take("corebank.loan.v1", records(world)[1:])

    told(story)


def test_nothing_is_claimed_between_giving_up_and_the_next_assignment() -> None:
    """Upkeep would take from the new owner what was given up a moment before."""

    async def story(world: World) -> None:
        process = await monitoring(world)
        mine = process.consumer.assignment()
        await process.inbox.on_partitions_revoked(mine)
        await asyncio.sleep(3)
        assert process.inbox.owners == {}
        await process.inbox.on_partitions_assigned({TopicPartition(*tp) for tp in mine})
        assert list(process.inbox.owners) == [0]

    told(story)


def test_records_fetched_before_a_seek_are_never_taken_for_a_jump() -> None:
    """Between two claims the same stale batch came twice: what lies before it was lost for ever."""

    async def story(world: World) -> None:
        process = await monitoring(world)
        for word in world.feed.words[:6]:
            world.write(word)
        await asyncio.sleep(1)
        process.read_no_more()
        expected = process.inbox.owners[0].next_offsets["corebank.loan.v1"]
        await process.inbox.on_partitions_revoked(process.consumer.assignment())
        for word in world.feed.words[6:12]:
            world.write(word)
        stale = tuple(records(world)[expected + 3 : expected + 5])
        for _ in range(2):
            await process.inbox.on_partitions_assigned(process.consumer.assignment())
            await process.inbox.take(stale)
            assert process.inbox.owners[0].next_offsets["corebank.loan.v1"] == expected

    told(story)


def test_what_another_owner_sends_meanwhile_is_no_sign_of_an_old_copy() -> None:
    """Stopped between its claim and its look at the journal, a process took itself for restored."""

    async def story(world: World) -> None:
        slow = world.start("monitoring", rival=True)
        while slow.line.database.claimed_by.get(0) != slow.name:
            await asyncio.sleep(0)
        slow.stop()
        quick = world.start("monitoring")
        await asyncio.sleep(1)
        assert list(quick.inbox.owners) == [0]
        for word in world.feed.words:
            world.write(word)
        await asyncio.sleep(LONG_S)
        slow.go_on()
        await asyncio.sleep(LONG_S)
        assert not slow.inbox.failed.is_set()

    told(story)

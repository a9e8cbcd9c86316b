"""Ten and more deliberate breaks: each must be found, by a check that is named (docs/faults.md)."""

from __future__ import annotations

import asyncio

import pytest

from tests.simulation.breaks import BREAKS, HOLE, Break
from tests.simulation.chances import Chances
from tests.simulation.checks import Broken, journals, look
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

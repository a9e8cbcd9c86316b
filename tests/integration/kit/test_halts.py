"""What stands still is noted for people, and goes on by itself or by the order of two persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from contracts.envelope import write_headers
from services.kit import halts
from services.kit.hlc import physical
from services.kit.main import Process
from services.kit.sharding import shard_of
from tests.integration.kit.standing import AT, noted, order, recreate, released
from tests.integration.kit.world import World

SHARD = shard_of("C-1")


@pytest.fixture(autouse=True)
def soon_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halts, "CLOCK_AGAIN_S", 0.1)
    monkeypatch.setattr(halts, "RELAY_AGAIN_S", 0.1)


async def rejected(world: World, n: int) -> list[str]:
    rows = await world.until_events("kit.CommandRejected", n)
    return [msgspec.json.decode(row["payload"])["code"] for row in rows]


async def from_sender(
    world: World, amount: int, *, position: int, previous: int, ahead_s: float = 0.0
) -> None:
    message = world.repayment("L-1", amount)
    envelope = msgspec.structs.replace(
        world.envelope(message),
        shard=SHARD,
        position=position,
        previous=previous,
        hlc=physical(datetime.now(UTC) + timedelta(seconds=ahead_s)),
    )
    await world.raw(message.to_payload(), write_headers(envelope), AT, b"C-1")


async def test_a_missing_predecessor_is_noted_outlives_the_process_and_is_given_up_by_two_persons(
    world: World,
) -> None:
    world.service = replace(world.service, foreign=False)
    topic = world.service.topics[0]
    process = world.process()
    await process.start()
    await from_sender(world, 1, position=4, previous=0)
    await world.until_events("toy.Counted", 1)
    await from_sender(world, 2, position=9, previous=8)
    await from_sender(world, 3, position=10, previous=9)
    (row,) = await noted(world)
    assert (row["topic"], row["partition"], row["waits_at"]) == (topic, AT, 1)
    assert (row["rule"], row["last"], row["previous"]) == ("missing_predecessor", 4, 8)
    assert "position 9 follows 8, but the last one taken is 4" in row["detail"]
    await process.stop()
    assert await noted(world) == [row], "it is still there when the process is not"

    again = world.process()
    await again.start()
    await world.until(lambda: _true(AT in again.inbox.halted))
    await world.command(order(topic, approved_by="LI"), AT)
    await world.command(order(world.service.commands_topic), AT)
    assert await rejected(world, 2) == ["same_person", "nothing_halted"]
    assert await noted(world) == [row]
    assert len(await world.events("toy.Counted")) == 1

    await world.command(order(topic), AT)
    assert len(await world.until_events("toy.Counted", 3)) == 3
    assert await noted(world, 0) == []
    (event,) = await released(world)
    assert (event["shard"], event["first"], event["last"]) == (SHARD, 5, 8)
    people = (event["reason"], event["requested_by"], event["approved_by"])
    assert people == ("looked into", "li", "wang")
    assert "positions 5 to 8" in event["given_up"]
    assert again.inbox.halted == {}
    await world.command(order(topic), AT)
    assert (await rejected(world, 3))[-1] == "nothing_halted"
    await again.stop()


async def test_a_release_is_obeyed_by_the_next_owner_too(world: World) -> None:
    world.service = replace(world.service, foreign=False)
    process = world.process()
    await process.start()
    await from_sender(world, 2, position=9, previous=8)
    await noted(world)

    async def dies_before_it_obeys(*_: Any) -> bool:
        return False

    process.inbox._halting.learn = dies_before_it_obeys  # type: ignore[method-assign]
    await world.command(order(world.service.topics[0]), AT)
    await world.until_events("kit.PartitionReleased", 1)
    await process.stop()
    assert await world.events("toy.Counted") == []
    other = world.process()
    await other.start()
    await world.until_events("toy.Counted", 1)
    assert await noted(world, 0) == []
    await other.stop()


async def test_a_clock_ahead_heals_when_ours_has_caught_up(world: World) -> None:
    world.service = replace(world.service, foreign=False)
    process = world.process()
    await process.start()
    await from_sender(world, 1, position=1, previous=0, ahead_s=63)
    await world.until(lambda: _true(AT in process.inbox.halted))
    assert "ahead of ours" in process.inbox.halted[AT]
    await world.until_events("toy.Counted", 1)
    assert await noted(world, 0) == []
    assert await released(world) == []
    await process.stop()


async def test_a_clock_far_ahead_is_accepted_by_two_persons_and_stays_accepted(
    world: World,
) -> None:
    world.service = replace(world.service, foreign=False)
    topic, year_s = world.service.topics[0], 365 * 86_400
    process = world.process()
    await process.start()
    await from_sender(world, 1, position=1, previous=0, ahead_s=year_s)
    (row,) = await noted(world)
    assert (row["rule"], row["waits_at"]) == ("clock_ahead", 0)
    await world.command(order(topic), AT)
    await world.until_events("toy.Counted", 1)
    (event,) = await released(world)
    assert event["clock"] == row["clock"]
    assert "no message" in event["given_up"]
    await process.stop()
    again = world.process()
    await again.start()
    await from_sender(world, 2, position=2, previous=1, ahead_s=year_s)
    await world.until_events("toy.Counted", 2)
    await from_sender(world, 3, position=3, previous=2, ahead_s=2 * year_s)
    (row,) = await noted(world)
    assert row["waits_at"] == 2, "later clocks are another halt"
    await again.stop()


async def test_a_topic_made_anew_stays_halted_until_it_is_read_from_its_beginning(
    world: World,
) -> None:
    topic = world.service.topics[0]
    process = world.process()
    await process.start()
    twice = world.repayment("L-1", 1)
    headers = write_headers(world.envelope(twice))
    await world.raw(b"not json", headers, AT, b"C-1")
    await world.send(twice, identity="twice")
    await world.until_events("toy.Counted", 1)
    await process.stop()
    await recreate(world, topic)
    second = world.process()
    await second.start()
    (row,) = await noted(world)
    assert (row["rule"], row["waits_at"]) == ("offsets_lost", 2)
    await second.stop()

    await world.raw(b"not json", headers, AT, b"C-1")  # the same bytes at the same place: known
    await world.raw(b"nor this", headers, AT, b"C-1")  # another one where a good one was
    await world.send(twice, identity="twice")
    await world.send(world.repayment("L-1", 5))
    third = world.process()  # our position lies within the topic again, by chance
    await third.start()
    await world.until(lambda: _true(AT in third.inbox.halted))
    await world.command(order(topic), AT)
    rows = await world.until_events("toy.Counted", 2)
    assert b'"total":6' in rows[-1]["payload"]
    assert len(await world.events("kit.MessageDeadLettered")) == 2
    assert await noted(world, 0) == []
    (event,) = await released(world)
    assert event["continue_at"] == "beginning"
    assert "from our position 2 on" in event["given_up"]
    await third.stop()


async def test_stored_means_the_topic_that_was_read_before(world: World) -> None:
    topic = world.service.topics[0]
    process = world.process()
    await process.start()
    for amount in (1, 2):
        await world.send(world.repayment("L-1", amount))
    await world.until_events("toy.Counted", 2)
    await process.stop()
    await recreate(world, topic)
    second = world.process()
    await second.start()
    (first,) = await noted(world)
    await world.command(order(topic, continue_at="stored"), AT)
    await world.until_events("kit.PartitionReleased", 1)

    async def found_again() -> bool:
        (row,) = await world.rows("select * from store.halt")
        return bool(row["since"] > first["since"])

    await world.until(found_again)
    for amount in (3, 4, 5):
        await world.send(world.repayment("L-1", amount))
    await world.command(order(topic, continue_at="stored"), AT)
    rows = await world.until_events("toy.Counted", 3)
    assert b'"amount":5' in rows[-1]["payload"], "the person said so"
    await second.stop()


async def commands_made_anew(world: World, topic: str) -> Process:
    """A process that has found its commands topic made anew, after it had taken a command of it."""
    process = world.process()
    await process.start()
    await world.command(world.accelerate("L-1", "one"), AT)
    await world.until_events("kit.CommandAccepted", 1)
    await process.stop()
    await recreate(world, topic)
    again = world.process()
    await again.start()
    await noted(world)
    return again


async def test_a_commands_topic_made_anew_is_released_over_itself(world: World) -> None:
    topic = world.service.commands_topic
    again = await commands_made_anew(world, topic)
    await world.send(world.repayment("L-1", 5))
    await world.until_events("toy.Counted", 2)  # facts go on
    await world.command(world.accelerate("L-1", "two"), AT)
    await world.command(order(topic), AT)
    await world.until_events("toy.Counted", 3)
    assert await noted(world, 0) == []
    assert len(await released(world)) == 1
    assert len(await world.until_events("kit.CommandAccepted", 3)) == 3
    await again.stop()


async def test_a_release_of_it_that_is_sent_while_the_service_is_down_is_obeyed(
    world: World,
) -> None:
    topic = world.service.commands_topic
    again = await commands_made_anew(world, topic)
    await again.stop()
    await world.command(world.accelerate("L-1", "two"), AT)
    await world.command(order(topic), AT)
    third = world.process()
    await third.start()
    assert len(await world.until_events("kit.CommandAccepted", 3)) == 3
    assert len(await released(world)) == 1
    assert await noted(world, 0) == []
    await third.stop()


async def test_a_relay_that_stopped_is_noted_never_released_and_goes_on_once_mended(
    world: World,
) -> None:
    publish, broken = world.service.publish, [True]

    def failing(event: Any, obligor: str) -> Any:
        if broken and event.NAME == "toy.Counted":
            raise ValueError("no such word")
        return publish(event, obligor)

    world.service = replace(world.service, publish=failing)
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 5))
    (row,) = await noted(world)
    assert (row["rule"], row["topic"]) == ("relay_stopped", world.service.journal_topic)
    assert (row["shard"], row["waits_at"]) == (SHARD, 1)
    assert "no such word" in row["detail"]
    await world.command(order(world.service.journal_topic), AT)
    assert await rejected(world, 1) == ["relay_not_released"]
    broken.clear()
    await world.topic(world.service.published_topic, 1)
    assert await noted(world, 0) == []
    await process.stop()


async def _true(value: bool) -> bool:
    return value

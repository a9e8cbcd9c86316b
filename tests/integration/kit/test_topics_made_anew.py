"""A topic filled anew while the service was down is told from the one that was read before."""

from __future__ import annotations

from tests.integration.kit.test_halts import AT, noted, order, recreate, released
from tests.integration.kit.world import World


async def test_a_topic_made_anew_that_holds_more_than_before_is_not_read_on(world: World) -> None:
    topic = world.service.topics[0]
    process = world.process()
    await process.start()
    for amount in (1, 2, 3):
        await world.send(world.repayment("L-1", amount))
    await world.until_events("toy.Counted", 3)
    await process.stop()
    await recreate(world, topic)
    for amount in (10, 20, 30, 40, 50):
        await world.send(world.repayment("L-1", amount))
    second = world.process()
    await second.start()
    (row,) = await noted(world)
    assert (row["rule"], row["waits_at"], row["previous"]) == ("offsets_lost", 3, 0)
    assert "our position is 3, but at 0 before it lies a corebank." in row["detail"]
    assert len(await world.events("toy.Counted")) == 3
    await second.stop()
    third = world.process()
    await third.start()

    async def halted() -> bool:
        return AT in third.inbox.halted

    await world.until(halted)
    await world.command(order(topic), AT)
    rows = await world.until_events("toy.Counted", 8)
    assert b'"total":156' in rows[-1]["payload"], "nothing of either topic is missing"
    assert await noted(world, 0) == []
    await third.stop()
    fourth = world.process()
    await fourth.start()
    await world.send(world.repayment("L-1", 60))
    await world.until_events("toy.Counted", 9)
    assert fourth.inbox.halted == {}
    await fourth.stop()


async def test_persons_may_vouch_for_a_topic_with_strange_records_once_and_for_all(
    world: World,
) -> None:
    topic = world.service.topics[0]
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    await process.stop()
    await recreate(world, topic)
    for amount in (10, 20):
        await world.send(world.repayment("L-1", amount))
    second = world.process()
    await second.start()
    await noted(world)
    await world.command(order(topic, continue_at="stored"), AT)
    await world.until_events("toy.Counted", 2)
    (event,) = await released(world)
    assert "before our position 1 and was never taken, as at 0" in event["given_up"]
    await second.stop()
    third = world.process()
    await third.start()
    await world.send(world.repayment("L-1", 3))
    await world.until_events("toy.Counted", 3)
    assert await noted(world, 0) == []
    await third.stop()

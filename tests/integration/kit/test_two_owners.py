"""Two processes that own the same partitions fence each other, and each time is counted."""

from __future__ import annotations

from services.kit.clock import utc_now
from tests.integration.kit.test_refusing_database import amounts
from tests.integration.kit.watching import AT, Watched, watching
from tests.integration.kit.world import PARTITIONS, World
from tests.unit.kit.observing import Observing

FENCED = "loan.batches.fenced"
HERE = f"partition={AT}"


def fenced(*seen: Observing) -> dict[str, int]:
    """How often these processes were fenced, by partition."""
    found: dict[str, int] = {}
    for each in seen:
        for at, n in each.numbers().get(FENCED, {}).items():
            found[at] = found.get(at, 0) + n
    return found


async def test_owners_that_take_a_partition_from_each_other_are_fenced_and_counted(
    world: World,
) -> None:
    other = Observing(clock=utc_now)
    async with watching(world) as watched:
        await watched.send("L-1", 1, None)
        await world.until_events("toy.Counted", 1)
        assert fenced(watched.seen) == {}
        intruder = world.process(other.telemetry, group="another-group")
        await intruder.start()
        await intruder.inbox.assigned.wait()
        for amount in range(2, 7):
            before = sum(fenced(watched.seen, other).values())
            await until_both_own(watched, intruder.inbox.owners)
            await watched.send("L-1", amount, None)
            await world.until_events("toy.Counted", amount)

            async def more(before: int = before) -> bool:
                return sum(fenced(watched.seen, other).values()) > before

            await world.until(more)
        await intruder.stop()
    assert await amounts(world) == [1, 2, 3, 4, 5, 6], "nothing is written twice"
    assert fenced(watched.seen, other).keys() == {HERE}, "nothing was written in the others"


async def until_both_own(watched: Watched, others: dict[int, object]) -> None:
    """Who was fenced claims again within a second."""

    async def both() -> bool:
        return AT in watched.process.inbox.owners and AT in others

    await watched.world.until(both)


async def test_members_of_one_group_that_come_and_go_are_fenced_nowhere(world: World) -> None:
    other = Observing(clock=utc_now)
    async with watching(world) as watched:
        await watched.send("L-1", 1, None)
        second = world.process(other.telemetry)
        await second.start()

        async def shared() -> bool:
            mine, yours = watched.process.inbox.owners, second.inbox.owners
            return bool(yours) and len(mine) + len(yours) == PARTITIONS

        await world.until(shared)
        await watched.send("L-1", 2, None)
        await world.until_events("toy.Counted", 2)
        await second.stop()
        await world.until(lambda: _all(watched))
        await watched.send("L-1", 3, None)
        await world.until_events("toy.Counted", 3)
        assert fenced(watched.seen, other) == {}
    assert await amounts(world) == [1, 2, 3]


async def _all(watched: Watched) -> bool:
    return len(watched.process.inbox.owners) == PARTITIONS

"""The troubles that come at their times: deaths, stops, members coming and going, servers away."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

from tests.simulation.newcode import AGENDA, plan_of
from tests.simulation.process import Process
from tests.simulation.surroundings import FAR_AHEAD, clock_step
from tests.simulation.world import World

SECONDS = 10.0
MEMBERS_MAX = 3


async def troubles(world: World) -> None:
    """All troubles of a run, each at a time of its own; ends when they are over."""
    random, chances = world.random, world.chances
    plan: list[tuple[float, str]] = []
    for kind in (
        "kill",
        "stop",
        "leave",
        "join",
        "database_down",
        "broker_down",
        "clock",
        "rival",
        "ahead",
    ):
        times = int(getattr(chances, kind))
        plan += [(random.random() * SECONDS, kind) for _ in range(times)]
    started = world.loop.time()
    ended = [asyncio.ensure_future(_code_changes(world))]
    for at, kind in sorted(plan):
        await asyncio.sleep(max(0.0, started + at - world.loop.time()))
        lasting = happen(world, kind, random)
        if lasting is not None:
            ended.append(lasting)
    for each in ended:
        await each


def happen(world: World, kind: str, random: Random):  # type: ignore[no-untyped-def]
    """One trouble; what it returns lasts and is to be awaited."""
    service = random.choice([*world.services])
    there = world.of(service)
    database = world.databases[service]
    match kind:
        case "kill" if there:
            random.choice(there).kill()
        case "stop" if there and (free := [p for p in there if not p.life.stopped]):
            chosen = random.choice(free)
            chosen.stop()
            return asyncio.ensure_future(_go_on(chosen, random.choice((1.0, 6.0, 12.0))))
        case "leave" if there and not there[0].life.stopped:
            there[0].leave()
        case "rival":
            rival = world.start(service, rival=True)
            return asyncio.ensure_future(_end(rival, random.choice((3.0, 9.0))))
        case "join" if len(there) < MEMBERS_MAX:
            world.start(service)
        case "database_down":
            database.restart(random.choice((0.3, 3.0, 8.0)))
        case "broker_down":
            world.broker.down_until = world.loop.time() + random.choice((0.3, 3.0, 8.0))
            world.trace.step("broker down")
        case "clock" if there:
            random.choice(there).clock_off = clock_step(random)
        case "ahead" if there:
            return asyncio.ensure_future(
                _run_ahead(random.choice(there), random.choice((3.0, 9.0)))
            )
    return None


async def _code_changes(world: World) -> None:
    """A service gets newer code, perhaps the older one again, perhaps the newer one once more."""
    started = world.loop.time()
    for at, service, on in plan_of(world.seed, world.feed.services):
        await asyncio.sleep(max(0.0, started + at - world.loop.time()))
        world.releases.begin(service, AGENDA, on=on)
        await world.releases.over(service)


async def _run_ahead(process: Process, seconds: float) -> None:
    """Its clock is far ahead until somebody sets it right; what it says meanwhile must wait."""
    process.clock_off = FAR_AHEAD
    process.database.trace.step("runs far ahead", process.name)
    await asyncio.sleep(seconds)
    process.clock_off = timedelta(0)


async def _end(process: Process, seconds: float) -> None:
    await asyncio.sleep(seconds)
    process.kill()


async def _go_on(process: Process, seconds: float) -> None:
    await asyncio.sleep(seconds)
    if process.running:
        process.go_on()

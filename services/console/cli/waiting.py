"""Waits until everything sent so far is through every service, end to end.

From upstream to downstream, one stage after the other: where the topics end now, until the service
has taken that much; what it has stored by then, until its relay has sent that much. Each stage
looks at ends that hold the effects of the stage before. Services also listen to some that stand
after them, so the way is gone again until a whole round began with everything sent and made no service
store anything, or, while new messages keep coming, once for each service: no chain of effects goes back
more often than that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final, NamedTuple

from contracts.catalogue import topics_of
from services.console.cli import processes
from services.console.cli.errors import CommandError
from services.console.cli.positions import Place, Positions, lag
from services.console.cli.topology import deciding, in_order, listens

QUICK_S: Final = 0.02
SLOW_S: Final = 0.2

Tell = Callable[[str, int], None]
"""Told, after each look, which service is waited for and how many records it has to go."""


async def wait_through(
    positions: Positions, seconds: float, tell: Tell = lambda service, left: None
) -> float:
    """Returns the seconds waited; `CommandError` names who is behind and by how much."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in positions.target.services:
        before = await _standing(positions)
        await _one_round(positions, began, seconds, tell)
        sent = all(each.sent == each.stored for each in before.values())
        if sent and await _standing(positions) == before:
            break
    return loop.time() - began


async def wait_taken(positions: Positions, services: Iterable[str], seconds: float) -> None:
    """Until these services have taken all commands sent so far: a day that is closed afterwards is closed
    after them. Topics have no order among each other, so sent earlier is not taken earlier.

    Raises:
        CommandError: who is behind, and by how much.
    """
    at = asyncio.get_running_loop().time() + seconds
    for service in services:
        ends = await positions.ends([topics_of(service).commands])
        deadline = _Deadline(positions, service, at, seconds)
        await _until(_not_taken(positions, service, ends, lambda name, left: None), deadline)


class _Standing(NamedTuple):
    """How many events a service has stored, and how many of them it has sent on."""

    stored: int
    sent: int


async def _standing(positions: Positions) -> dict[str, _Standing]:
    found = {}
    for service in deciding(positions.target.services):
        shards = (await positions.shards(service)).values()
        found[service] = _Standing(
            sum(each.stored for each in shards), sum(each.sent for each in shards)
        )
    return found


async def _one_round(positions: Positions, began: float, seconds: float, tell: Tell) -> None:
    services = positions.target.services
    for service in in_order(services):
        topics = listens(service, services)
        ends = await positions.ends(topics)
        deadline = _Deadline(positions, service, began + seconds, seconds)
        await _until(_not_taken(positions, service, ends, tell), deadline)
        if service != "audit":
            stored = {n: each.stored for n, each in (await positions.shards(service)).items()}
            await _until(_not_sent(positions, service, stored, tell), deadline)


def _not_taken(
    positions: Positions, service: str, ends: Mapping[Place, int], tell: Tell
) -> Callable[[], Awaitable[str]]:
    async def look() -> str:
        left = lag(ends, await positions.consumed(service))
        total = sum(left.values())
        tell(service, total)
        return _behind(service, left) if left else ""

    return look


def _not_sent(
    positions: Positions, service: str, stored: Mapping[int, int], tell: Tell
) -> Callable[[], Awaitable[str]]:
    async def look() -> str:
        shards = await positions.shards(service)
        left = sum(max(position - shards[n].sent, 0) for n, position in stored.items())
        tell(service, left)
        return f"{service} has {left} stored events not sent yet" if left else ""

    return look


def _behind(service: str, left: Mapping[Place, int]) -> str:
    by_topic: dict[str, int] = {}
    for (topic, _), records in left.items():
        by_topic[topic] = by_topic.get(topic, 0) + records
    named = " and ".join(f"{records} records of {topic}" for topic, records in by_topic.items())
    return f"{service} is {named} behind"


async def _until(look: Callable[[], Awaitable[str]], deadline: _Deadline) -> None:
    """Looks again and again, quickly at first; an empty answer means that nothing is left."""
    pause = QUICK_S
    while behind := await look():
        deadline.check(behind)
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, SLOW_S)


class _Deadline(NamedTuple):
    """Until when a service is waited for."""

    positions: Positions
    service: str
    at: float
    seconds: float

    def check(self, behind: str) -> None:
        """Raises `CommandError` when the time is over: who is behind, and whether it runs."""
        if asyncio.get_running_loop().time() > self.at:
            down = processes.not_running(self.positions.target, self.service)
            raise CommandError(
                f"Not through after {self.seconds:g} s: {behind}."
                f"{down or ' See `postloan status`.'}"
            )

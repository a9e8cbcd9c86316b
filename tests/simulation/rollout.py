"""Members of a service go over to another release while the others work: one by one, or all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from services.kit.definition import Service
from tests.simulation.loop import WORLD
from tests.simulation.newcode import AGENDA
from tests.simulation.process import Process

if TYPE_CHECKING:
    from tests.simulation.world import World

Change = Callable[[Service], Service]
LOOK_S = 0.25
GRACE_S = 13.0
"""Who has not ended by then, being stopped, is killed."""
SIDE_BY_SIDE = "old and new side by side"


class Releases:
    """Which release each service is at. A release is the set of changes that it has.

    ``services``: what a process that starts now runs. ``made`` keeps one value for each release, so a
    process is of the present one when it has that very value.
    """

    def __init__(self, world: World, plain: dict[str, Service]) -> None:
        self.world = world
        self.changes: dict[str, dict[str, Change]] = {name: {} for name in plain}
        self.made = {(name, frozenset[str]()): service for name, service in plain.items()}
        self.at = dict.fromkeys(plain, frozenset[str]())
        self.services = dict(plain)
        self.replanned: set[str] = set()
        self.rolls: set[asyncio.Task[None]] = set()

    def knows(self, service: str, flag: str, change: Change, *, present: bool) -> None:
        """There is such a change; ``present``: it is there from the beginning."""
        self.changes[service][flag] = change
        if present:
            self._now(service, self.at[service] | {flag})

    def _now(self, service: str, flags: frozenset[str]) -> None:
        self.at[service] = flags
        self.services[service] = self._of(service, flags)

    def _of(self, service: str, flags: frozenset[str]) -> Service:
        """The service with these changes."""
        found = self.made.get((service, flags))
        if found is None:
            found = self.made[service, frozenset()]
            for flag, change in self.changes[service].items():
                found = change(found) if flag in flags else found
            self.made[service, flags] = found
        return found

    def old(self, service: str) -> list[Process]:
        """Processes that run something else."""
        present = self.services[service]
        return [p for p in self.world.of(service) if p.service is not present]

    # -- going over -----------------------------------------------------------------------------

    def begin(self, service: str, flag: str, *, on: bool = True) -> None:
        """From now on what starts has the change, or has it no more; who is there is replaced."""
        before = self.at[service]
        self._now(service, before | {flag} if on else before - {flag})
        if flag == AGENDA:
            self.replanned.add(service)
        self.world.trace.step(f"{service}: {flag} {'comes' if on else 'is rolled back'}")
        roll = self._all_at_once if self.world.seed is None else self._roll
        self.rolls.add(self.world.loop.create_task(roll(service), context=WORLD.copy()))

    async def _all_at_once(self, service: str) -> None:
        for process in self.old(service):
            process.kill()

    async def _roll(self, service: str) -> None:
        world, random = self.world, self.world.random
        slow = random.random() < 0.7
        for process in self.old(service):
            if slow:
                world.start(service)
                await self._watch(service, random.choice((0.5, 2.0, 6.0)))
            if process.running:
                process.leave()
        await self._watch(service, GRACE_S)
        for process in self.old(service):
            process.kill()

    async def _watch(self, service: str, seconds: float) -> None:
        """Let the old and the new work beside each other for a while."""
        until, told = self.world.loop.time() + seconds, False
        while self.world.loop.time() < until and (old := self.old(service)):
            new = [p for p in self.world.of(service) if p not in old]
            owning = [any(p.inbox.owners for p in some) for some in (old, new)]
            if all(owning) and not told:
                told = True
                self.world.trace.step(f"{service}: {SIDE_BY_SIDE}")
            await asyncio.sleep(LOOK_S)

    async def over(self, service: str) -> None:
        """Until nobody runs anything else than the present release."""
        while self.old(service):
            await asyncio.sleep(LOOK_S)

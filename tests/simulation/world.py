"""One run: a feed, its services, a broker, their databases, and the troubles of one seed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from importlib import import_module
from random import Random
from typing import Any

from contracts.catalogue import DECIDING
from services.kit import events
from services.kit.definition import Service
from services.kit.kit_events import KIT_EVENTS
from services.kit.settings import Settings
from services.kit.sharding import shards_of
from tests.simulation import bus
from tests.simulation.chances import Chances
from tests.simulation.database import Database
from tests.simulation.editions import FLAG as EDITION
from tests.simulation.editions import is_late, too_late, with_edition
from tests.simulation.group import Group
from tests.simulation.loop import WORLD, Stuck, new_loop
from tests.simulation.mistakes import failing
from tests.simulation.newcode import AGENDA, EVENT, never_heard_of_notes, notes, plans_anew
from tests.simulation.newcode import register_all as register_notes
from tests.simulation.newer import speaks
from tests.simulation.process import Process
from tests.simulation.rollout import Releases
from tests.simulation.script import Closed, Feed, Repair, RolledOut, Rollout, Wait
from tests.simulation.surroundings import surroundings
from tests.simulation.trace import Trace
from tests.simulation.words import Word, redrive

RECOVERY_S = 120.0
PEACE_S = 120.0
LOOK_S = 0.25


@cache
def rules() -> dict[str, Service]:
    """All deciding services as they are composed for production."""
    settings = Settings(kafka="simulated", dsn="simulated")
    modules = [import_module(f"services.{name}.__main__") for name in DECIDING]
    made: list[Service] = [module.make_service(settings) for module in modules]
    events.register(KIT_EVENTS)
    for service in made:
        events.register(service.decider.events)
    register_notes()
    return {service.name: service for service in made}


class World:
    """Everything there is in one run. ``seed`` None is a calm run of the feed."""

    def __init__(self, feed: Feed, seed: int | None, chances: Chances, loud: bool = False) -> None:
        self.feed = feed
        self.seed = seed
        self.random = Random(f"seed {seed}")
        self.chances = chances
        self.loop = new_loop()
        self.trace = Trace(self.loop, loud=loud)
        self.broker = bus.Broker(self.loop, self.random, chances, self.trace, feed.partitions)
        self.loose = seed is not None and self.random.random() < 0.25
        self.late = seed is not None and feed.edition is not None and is_late(seed)
        self.repaired = False
        self.failures: list[str] = []
        self.releases = self._releases()
        self.services = self.releases.services
        self.databases = {
            n: Database(n, self.loop, self.random, chances, self.trace) for n in feed.services
        }
        self.groups = {n: Group(self.broker, n, s.all_topics) for n, s in self.services.items()}
        self.processes: list[Process] = []
        self.sent: list[Word] = []
        self.wrote: dict[tuple[str, int, int], Word] = {}
        self.recovered_in = 0.0
        self._count = 0

    def _plain(self, name: str) -> Service:
        """The service without what comes while it runs."""
        service = failing(rules()[name], self.feed.mistake, lambda: self.repaired)
        if self.feed.rollback is not None:
            service = never_heard_of_notes(service, self.feed.rollback)
        return speaks(service, self.feed.newer)

    def _releases(self) -> Releases:
        """What each service has from the beginning, and what may come."""
        made = Releases(self, {name: self._plain(name) for name in self.feed.services})
        edition, noted = self.feed.edition, self.feed.rollback
        if edition is not None:
            comes = partial(with_edition, edition=edition)
            made.knows(edition.service, EDITION, comes, present=self.seed is None)
        if noted is not None:
            made.knows(noted.service, EVENT, partial(notes, about=noted), present=True)
        for name in self.feed.services:
            made.knows(name, AGENDA, plans_anew, present=False)
        return made

    # -- processes ------------------------------------------------------------------------------

    def start(self, service: str, *, rival: bool = False) -> Process:
        """One more process of a service; a rival is in a group of its own, and takes all it can."""
        self._count += 1
        calm = self.seed is None
        sizes = (500, 50_000, 50_000)
        if not calm:
            sizes = (self.random.choice((1, 8, 30)), self.random.choice((1, 2, 9)), 40)
        process = Process(
            f"{service}-{self._count}",
            self.services[service],
            self.databases[service],
            self._rivals(service) if rival else self.groups[service],
            self._ended,
            sizes,
        )
        self.processes.append(process)
        return process

    def _rivals(self, service: str) -> Group:
        name = f"{service} by mistake"
        return Group(self.broker, name, self.services[service].all_topics)

    def _ended(self, process: Process) -> None:
        if process.failure is not None:
            self.failures.append(f"{process.name}: {process.failure!r}")

    def of(self, service: str) -> list[Process]:
        """The processes of a service that are there."""
        return [p for p in self.processes if p.service.name == service and p.running]

    async def supervise(self) -> None:
        """Whoever is gone is started again a little later."""
        while True:
            for service in self.services:
                if not self.of(service):
                    if self.seed is not None and self.processes:
                        await asyncio.sleep(self.random.random() * 3)
                    if not self.of(service):
                        self.start(service)
            await asyncio.sleep(0.5)

    # -- the feed -------------------------------------------------------------------------------

    async def send_all(self) -> None:
        """The feed in its order, some words twice."""
        for step in too_late(self.feed) if self.late else self.feed.steps:
            match step:
                case Word():
                    await self._send(step)
                case Wait(always=always):
                    if always or not self.loose:
                        await self.at_rest(step.partition)
                case Rollout(service=service, flag=flag, on=on):
                    self.releases.begin(service, flag, on=on)
                case RolledOut(service=service):
                    await self.releases.over(service)
                case Repair():
                    self.repaired = True
                    self.trace.step("our mistake is repaired")
                    await self._send(self._redrive(step))
                case Closed(service=service, day=day):
                    while not self._has_closed(service, day):
                        await asyncio.sleep(LOOK_S)

    def _has_closed(self, service: str, day: date) -> bool:
        shards = self.databases[service].memory.tables.shards.values()
        return all(each.closed_on is not None and each.closed_on >= day for each in shards)

    async def _send(self, word: Word) -> None:
        if self.seed is not None:
            await asyncio.sleep(self.random.choice((0, 0, 0.02, 0.3)))
        self.write(word)
        if self.random.random() < self.chances.duplicate:
            delay = self.random.random() * 12
            self.loop.call_later(delay, self.write, word, context=WORLD)

    def write(self, word: Word) -> None:
        self.sent.append(word)
        place = (word.topic, word.partition)
        message = self.broker.write(place, word.key, word.value, word.headers)
        self.wrote[(*place, message.offset)] = word
        self.trace.step(f"{word.topic}/{word.partition}: {message.offset} is {word.id}", "feed")

    def _redrive(self, step: Repair) -> Word:
        """The command for the stream that our mistake has held; refused when it held none."""
        mistake = self.feed.mistake or self.feed.rollback
        assert mistake is not None
        target = {"stream": mistake.stream}
        return redrive(step.number, step.service, step.partition, step.obligor, step.on, target)

    # -- waiting --------------------------------------------------------------------------------

    async def at_rest(self, partition: int) -> None:
        """Until everybody has taken and sent all there is in a partition.

        The services hear each other in a circle (monitoring hears what disposal takes in kind), so
        none can be waited for alone. Looked at in one go: nothing happens between two looks.
        """
        while not all(self._rests(service, partition) for service in self.services):
            await asyncio.sleep(LOOK_S)

    def _rests(self, service: str, partition: int) -> bool:
        """Whether it has taken all there is and sent all it has; read from the tables themselves."""
        if not self.consumed(service, partition):
            return False
        tables = self.databases[service].memory.tables
        for shard in shards_of(partition, self.feed.partitions):
            if tables.relay[shard] != tables.shards[shard].position:
                return False
        return True

    def consumed(self, service: str, partition: int) -> bool:
        """Whether a service has taken all that lies in its topics."""
        taken, logs = self.databases[service].memory.tables.consumed, self.broker.logs
        for topic in self.services[service].all_topics:
            place = (topic, partition)
            if taken.get(place, 0) != len(logs[place]):
                return False
        return True

    async def all_through(self) -> None:
        """Until everything is taken and sent by everybody."""
        for _ in range(2):
            for partition in range(self.feed.partitions):
                await self.at_rest(partition)

    # -- the run --------------------------------------------------------------------------------

    async def live(self, trouble: Callable[[World], Any] | None = None) -> None:
        """The feed, with troubles meanwhile; then peace, and all must come through."""
        started = self.loop.create_task(self.supervise(), context=WORLD.copy())
        troubles = self._sleep_forever() if trouble is None else trouble(self)
        worker = self.loop.create_task(troubles, context=WORLD.copy())
        self.loop.call_at(PEACE_S, self._peace, context=WORLD)
        try:
            async with asyncio.timeout(PEACE_S + RECOVERY_S):
                await self.send_all()
                if trouble is not None:
                    await worker
                self._peace()
                before = self.loop.time()
                async with asyncio.timeout(RECOVERY_S):
                    await self.all_through()
        except TimeoutError:
            stopped = [
                f"{each.name}: {reason}"
                for each in self.processes
                if each.running
                for reason in (*each.inbox.halted.values(), *each.relay.stopped.values())
            ]
            raise Stuck(
                f"not everything came through in {RECOVERY_S:.0f} s of peace {stopped or ''}"
            ) from None
        self.recovered_in = self.loop.time() - before
        self.trace.step(f"all through, {self.recovered_in:.2f} s after peace")
        started.cancel()

    def _peace(self) -> None:
        self.chances.heal()
        self.trace.step("peace")

    @staticmethod
    async def _sleep_forever() -> None:
        await asyncio.Event().wait()

    def end(self) -> None:
        """Nobody reaches anything any more; what still runs is ended."""
        self.broker.over = True
        for database in self.databases.values():
            database.over = True
        self.loop.bury()

    def run(self, trouble: Callable[[World], Any] | None = None) -> None:
        """Live and end; raises what went wrong."""
        with surroundings(self):
            try:
                self.loop.run(self.live(trouble))
            finally:
                self.end()

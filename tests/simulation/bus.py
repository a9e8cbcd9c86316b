"""The broker in simulation: one log per topic and partition, and a line to it that fails.

A send may be refused, acknowledged late or never, or land although its sender was told otherwise
(at once or seconds later, behind newer messages). Partitions are independent of each other.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from aiokafka.errors import KafkaConnectionError, NotLeaderForPartitionError

from tests.simulation.chances import Chances
from tests.simulation.loop import WORLD, SimulatedLoop
from tests.simulation.trace import Trace

Place = tuple[str, int]


class Message(NamedTuple):
    """A record as aiokafka hands it out."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class Broker:
    """What is in the topics, and whether the broker answers."""

    def __init__(
        self, loop: SimulatedLoop, random: Random, chances: Chances, trace: Trace, partitions: int
    ) -> None:
        self.loop = loop
        self.random = random
        self.chances = chances
        self.trace = trace
        self.partitions = partitions
        self.logs: defaultdict[Place, list[Message]] = defaultdict(list)
        self.down_until = 0.0
        self.over = False
        self.takes_nothing = False
        self.listeners: list[Callable[[Place], None]] = []

    @property
    def down(self) -> bool:
        """Whether nobody answers now."""
        return self.loop.time() < self.down_until

    def log(self, place: Place) -> list[Message]:
        """All messages of a partition."""
        return self.logs[place]

    def write(
        self,
        place: Place,
        key: bytes | None,
        value: bytes | None,
        headers: Any,
        timestamp: int | None = None,
    ) -> Message:
        """Put a message at the end of a partition."""
        log = self.log(place)
        when = int(self.loop.time() * 1000) if timestamp is None else timestamp
        message = Message(*place, len(log), when, key, value, tuple(headers))
        log.append(message)
        for told in self.listeners:
            told(place)
        return message

    def lose(self, place: Place, offset: int) -> Message:
        """A message is gone as if it had never come, although it was acknowledged."""
        log = self.log(place)
        lost = log.pop(offset)
        log[offset:] = [each._replace(offset=each.offset - 1) for each in log[offset:]]
        return lost

    async def answer(self, what: str) -> None:
        """A question and its answer; may fail."""
        if self.over:
            raise asyncio.CancelledError
        await self.chances.wait(self.random)
        if self.down or self.random.random() < self.chances.broker_silent:
            self.trace.step(f"broker does not answer: {what}")
            raise KafkaConnectionError(what)


class Address(str):
    """The address of a simulated broker: what a client finds under it."""

    broker: Broker

    @classmethod
    def of(cls, broker: Broker) -> Address:
        """An address to give to a client."""
        address = cls("simulated:9092")
        address.broker = broker
        return address


class Sheaf:
    """Messages that are sent in one request."""

    def __init__(self, size_max: int) -> None:
        self.messages: list[tuple[bytes | None, bytes | None, Any, int]] = []
        self._size_max = size_max

    def append(
        self, *, key: bytes | None, value: bytes | None, timestamp: int, headers: Any
    ) -> bool | None:
        """True, or None when there is no room left."""
        if len(self.messages) == self._size_max:
            return None
        self.messages.append((key, value, headers, timestamp))
        return True


class Producer:
    """Stands where aiokafka's producer stands; takes of its options only the address."""

    def __init__(self, *, bootstrap_servers: Address, **_: object) -> None:
        self.broker = bootstrap_servers.broker

    async def start(self) -> None:
        """Connect."""
        await self.broker.answer("connect")

    async def stop(self) -> None:
        """Nothing is held open."""

    def create_batch(self) -> Sheaf:
        """An empty request."""
        return Sheaf(self.broker.chances.sheaf)

    async def send_batch(
        self, batch: Sheaf, topic: str, *, partition: int
    ) -> asyncio.Future[None]:
        """Send; the future is the acknowledgement."""
        broker, place = self.broker, (topic, partition)
        if broker.over:
            raise asyncio.CancelledError
        loop, random, chances = broker.loop, broker.random, broker.chances
        answer: asyncio.Future[None] = loop.create_future()
        if broker.takes_nothing:
            self._refuse(place, answer)
            return answer
        if not chances.latency:
            self._land(place, batch, answer, "")
            return answer
        fate = chances.send(random)
        at = loop.time() + chances.delay(random)
        if fate in ("refused", "down") or broker.down:
            loop.call_at(at, self._refuse, place, answer, context=WORLD)
        elif fate == "late":
            loop.call_at(at, self._refuse, place, answer, context=WORLD)
            late = at + random.random() * 5
            loop.call_at(late, self._land, place, batch, None, " late", context=WORLD)
        else:
            loop.call_at(at, self._land, place, batch, answer, fate, context=WORLD)
        return answer

    def _refuse(self, place: Place, answer: asyncio.Future[None]) -> None:
        self.broker.trace.step(f"{place[0]}/{place[1]}: a send is refused")
        if not answer.done():
            answer.set_exception(NotLeaderForPartitionError())

    def _land(
        self, place: Place, batch: Sheaf, answer: asyncio.Future[None] | None, fate: str
    ) -> None:
        broker = self.broker
        for key, value, headers, timestamp in batch.messages:
            broker.write(place, key, value, headers, timestamp)
        end = len(broker.log(place))
        broker.trace.step(
            f"{place[0]}/{place[1]}: {len(batch.messages)} land{fate}, end {end}", "broker"
        )
        if answer is None or answer.done() or fate == "unanswered":
            return
        if fate == "lost":
            answer.set_exception(KafkaConnectionError("the acknowledgement is lost"))
        else:
            answer.set_result(None)

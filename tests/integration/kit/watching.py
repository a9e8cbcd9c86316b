"""A running toy whose spans and numbers are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
from opentelemetry.sdk.trace import ReadableSpan

from contracts.envelope import write_headers
from services.kit.clock import utc_now
from services.kit.main import Process
from services.kit.sharding import partition_of, shard_of
from tests.integration.kit.world import PARTITIONS, World
from tests.unit.kit.observing import Observing

AT = partition_of(shard_of("C-1"), PARTITIONS)


@dataclass
class Watched:
    """A running toy whose spans and numbers are kept."""

    world: World
    seen: Observing
    process: Process

    async def send(
        self, loan: str, amount: int, parent: str | None, value: bytes | None = None
    ) -> None:
        """A repayment of C-1 in a trace."""
        message = self.world.repayment(loan, amount)
        envelope = msgspec.structs.replace(self.world.envelope(message), traceparent=parent)
        payload = message.to_payload() if value is None else value
        await self.world.raw(payload, write_headers(envelope), AT, b"C-1")

    async def redrive(self, stream: str, parent: str | None) -> None:
        """The officers' command, in a trace of its own."""
        message = self.world.redrive(stream=stream)
        envelope = msgspec.structs.replace(self.world.envelope(message), traceparent=parent)
        await self.world.producer.send_and_wait(
            self.world.service.commands_topic,
            value=message.to_payload(),
            headers=write_headers(envelope),
            partition=AT,
        )

    async def until_spans(self, name: str, n: int = 1) -> list[ReadableSpan]:
        """Wait until so many spans have ended."""

        async def there() -> bool:
            return len(self.seen.spans(name)) >= n

        await self.world.until(there)
        return self.seen.spans(name)

    async def looked(self) -> dict[str, dict[str, Any]]:
        """All numbers after a look at the process."""
        assert self.seen.telemetry.gauges is not None
        await self.seen.telemetry.gauges.look()
        return self.seen.numbers()


@asynccontextmanager
async def watching(world: World) -> AsyncIterator[Watched]:
    """The world's toy, running and watched."""
    seen = Observing(clock=utc_now)
    process = world.process(seen.telemetry)
    await process.start()
    yield Watched(world, seen, process)
    await process.stop()
    assert process.inbox.failure is None

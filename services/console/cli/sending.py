"""Sends checked messages to core banking's topic: in order, idempotently, in whole batches.

The partition is chosen here as Kafka's default partitioner would choose it (shard mod P); a closed
day goes to every partition, after the facts before it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from contracts.catalogue import COREBANK, MODELS
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope, dataschema_of, write_headers
from contracts.feed import FeedLine
from services.console.cli import brokers
from services.console.cli.errors import CommandError
from services.console.cli.target import Target
from services.kit.clock import utc_now
from services.kit.sharding import partition_of, shard_of

SOURCE: Final = "/postloan/console"
Sent = Callable[[int], None]
"""Told how many lines of the feed have been acknowledged since it was told last."""


class Sender:
    """One open batch per partition on an idempotent producer."""

    def __init__(self, target: Target, producer: AIOKafkaProducer, sent: Sent) -> None:
        self.target = target
        self.records = 0
        self._sent = sent
        self._batches: dict[int, Any] = {}
        self._lines: dict[int, int] = {}
        self._acknowledged: list[asyncio.Future[Any]] = []
        self._producer = producer

    async def send(self, lines: Iterable[FeedLine]) -> int:
        """Sends all lines and waits for the acknowledgements; returns the records written."""
        try:
            for line in lines:
                await self._line(line)
            for partition in list(self._batches):
                await self._flush(partition)
            await self._acknowledge()
        except MessageSizeTooLargeError as wrong:
            raise CommandError(
                f"A message is too large for the topic {COREBANK}: {wrong}."
            ) from None
        return self.records

    async def _line(self, line: FeedLine) -> None:
        envelope = traced(line.envelope)
        headers = write_headers(envelope)
        model = MODELS[envelope.type]
        if model.KEYED:
            key = (envelope.key or "").encode()
            at = partition_of(shard_of(envelope.key or ""), self.target.partitions)
            await self._append(at, key, line.payload, headers, lines=1)
            return
        for partition in range(self.target.partitions):
            # The line counts once: with the partition that gets it last.
            last = partition == self.target.partitions - 1
            await self._append(partition, b"", line.payload, headers, lines=int(last))

    async def _append(
        self, partition: int, key: bytes, value: bytes, headers: Any, *, lines: int
    ) -> None:
        stamp = int(utc_now().timestamp() * 1000)
        batch = self._batches.get(partition)
        if batch is not None:
            added = batch.append(key=key, value=value, timestamp=stamp, headers=headers)
            if added is not None:
                self._lines[partition] += lines
                return
            await self._flush(partition)
        fresh = self._batches[partition] = self._producer.create_batch()
        self._lines[partition] = lines
        fresh.append(key=key, value=value, timestamp=stamp, headers=headers)

    async def _flush(self, partition: int) -> None:
        """Hands the partition's batch over; batches of one partition leave in their order."""
        batch, lines = self._batches.pop(partition), self._lines.pop(partition)
        self.records += batch.record_count()
        future = await self._producer.send_batch(batch, COREBANK, partition=partition)
        future.add_done_callback(lambda done: self._done(done, lines))
        self._acknowledged.append(future)

    def _done(self, future: asyncio.Future[Any], lines: int) -> None:
        if not future.cancelled() and future.exception() is None:
            self._sent(lines)

    async def _acknowledge(self) -> None:
        for future in self._acknowledged:
            await future
        self._acknowledged.clear()


def traced(envelope: Envelope) -> Envelope:
    """The envelope with a W3C trace context: its own, or a new trace that begins here."""
    if envelope.traceparent:
        return envelope
    trace, span = os.urandom(16).hex(), os.urandom(8).hex()
    return msgspec.structs.replace(envelope, traceparent=f"00-{trace}-{span}-01")


def closed_day(on: date) -> FeedLine:
    """The tick that closes a business day. Its id follows from the day: twice is once."""
    payload = BusinessDayClosed(business_date=on).to_payload()
    envelope = Envelope(
        id=str(uuid5(NAMESPACE_URL, f"{SOURCE}/business-day-closed/{on.isoformat()}")),
        source=SOURCE,
        type=BusinessDayClosed.TYPE,
        business_date=on,
        time=utc_now().isoformat(),
        dataschema=dataschema_of(BusinessDayClosed),
    )
    return FeedLine(1, envelope, payload)


async def send_lines(
    target: Target, lines: Iterable[FeedLine], sent: Sent = lambda lines: None
) -> int:
    """Sends lines to core banking's topic; returns the records written."""
    async with brokers.producing(target) as producer:
        return await Sender(target, producer, sent).send(lines)

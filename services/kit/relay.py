"""Carries stored events to Kafka: position order, no hole, cursor after the acknowledgements.

The event table is the outbox. A crash between acknowledgement and cursor re-sends at most one page,
which receivers drop by position. A hole never happens in normal life: it stops the shard and alarms.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.kit.batch import Stale, StoreUnavailable
from services.kit.definition import Service
from services.kit.outgoing import Outgoing, outgoing
from services.kit.owner import Owner
from services.kit.row import EventRow
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry

log = structlog.get_logger()

PAGE = 500
IDLE_S = 0.5
RETRY_S = 0.5
MESSAGE_BYTES_MAX = 16 * 1024 * 1024
BATCH_BYTES_MAX = 512 * 1024


class Hole(Exception):
    """A position is missing in the event table: tampering or a bug; a person must look."""


class Unpublishable(Exception):
    """An event that our own code can't translate: nothing is skipped, repaired code goes on from here."""


class Relay:
    """Sends what the owners of this process have stored."""

    def __init__(
        self, service: Service, store: PostgresStore, bootstrap: str, telemetry: Telemetry
    ) -> None:
        self.service = service
        self.store = store
        self.bootstrap = bootstrap
        self.telemetry = telemetry
        self.stopped: dict[int, str] = {}
        self._cursors: dict[int, tuple[int, dict[str, int]]] = {}
        self._owners: dict[int, Owner] = {}
        self._wake = asyncio.Event()
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()
        self._idle = asyncio.Event()

    async def own(self, owner: Owner) -> None:
        """Send for this owner from now on, from its stored cursor."""
        state = await owner.patiently(lambda: self.store.relay_state(owner.owned))
        self._cursors.update(state)
        self._owners[owner.partition] = owner
        owner.appended = self._wake.set
        self._wake.set()

    def drop(self, partition: int) -> None:
        """The partition has another owner, or none."""
        self._owners.pop(partition, None)

    def backlog(self, owner: Owner) -> int:
        """Stored events of an owner that are not sent yet."""
        return sum(s.position - self._cursors[n][0] for n, s in owner.shards.items())

    async def run(self) -> None:
        """Send until cancelled; errors of Kafka and of the database are waited out."""
        try:
            while True:
                try:
                    await asyncio.wait_for(self._wake.wait(), IDLE_S)
                except TimeoutError:
                    pass
                self._wake.clear()
                for owner in list(self._owners.values()):
                    await asyncio.gather(*(self._shard(owner, shard) for shard in owner.owned))
        finally:
            await self._close()

    async def _shard(self, owner: Owner, shard: int) -> None:
        """Send everything that the shard has; a trouble is logged and tried again on the next round."""
        try:
            while (
                shard not in self.stopped
                and self._owners.get(owner.partition) is owner
                and self._cursors[shard][0] < owner.shards[shard].position
            ):
                await self._page(owner, shard)
        except (Hole, Unpublishable) as stopped:
            self.stopped[shard] = str(stopped)
            self.telemetry.relay_stopped(shard, str(stopped))
            log.critical("relay stopped", shard=shard, reason=str(stopped))
        except Stale as stale:
            log.warning("relay fenced", shard=shard, reason=str(stale))
            self.drop(owner.partition)
        except (StoreUnavailable, KafkaError) as trouble:
            log.warning("relay waits", shard=shard, reason=f"{type(trouble).__name__}: {trouble}")
            if isinstance(trouble, KafkaError):
                await self._close()
            await asyncio.sleep(RETRY_S)
            self._wake.set()

    async def _page(self, owner: Owner, shard: int) -> None:
        cursor, sent = self._cursors[shard]
        rows = await self.store.page(shard, cursor, PAGE)
        for expected, row in enumerate(rows, cursor + 1):
            if row.position != expected:
                raise Hole(f"shard {shard}: position {expected} is missing, found {row.position}")
        if not rows:
            raise Hole(f"shard {shard}: position {cursor + 1} is missing, nothing follows")
        after = dict(sent)
        with self.telemetry.publish(self.service, rows):
            await self._send(owner.partition, rows, after)
        epoch = owner.shards[shard].epoch
        last = rows[-1].position
        await self.store.relay_move(shard, epoch, cursor, last, after)
        self._cursors[shard] = (last, after)
        self.telemetry.relayed(shard, rows, owner.shards[shard].position - last)

    async def _send(self, partition: int, rows: Sequence[EventRow], sent: dict[str, int]) -> None:
        producer = await self._connected()
        by_topic: dict[str, list[Outgoing]] = {}
        for row in rows:
            try:
                records = outgoing(self.service, row, sent)
            except Exception as failure:
                raise Unpublishable(
                    f"shard {row.shard}: position {row.position} ({row.type}): {failure}"
                ) from failure
            for record in records:
                by_topic.setdefault(record.topic, []).append(record)
        acknowledged = []
        for topic, records in by_topic.items():
            batch = producer.create_batch()
            for record in records:
                if not _append(batch, record):
                    acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
                    batch = producer.create_batch()
                    _append(batch, record)
            acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
        await asyncio.gather(*acknowledged)

    async def _connected(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self.bootstrap,
                    enable_idempotence=True,
                    acks="all",
                    max_batch_size=BATCH_BYTES_MAX,
                    max_request_size=MESSAGE_BYTES_MAX,
                    request_timeout_ms=15_000,
                )
                await producer.start()
                self._producer = producer
            return self._producer

    async def _close(self) -> None:
        """A producer that met an error is not trusted again (aiokafka issue 1017)."""
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                await asyncio.wait_for(producer.stop(), 5)
            except (TimeoutError, KafkaError) as trouble:
                log.warning("producer did not stop cleanly", reason=repr(trouble))


def _append(batch: object, record: Outgoing) -> bool:
    added = batch.append(  # type: ignore[attr-defined]
        key=record.key, value=record.value, timestamp=record.timestamp_ms, headers=record.headers
    )
    return added is not None

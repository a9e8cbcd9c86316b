"""Carries stored events to Kafka: position order, no hole, cursor after the acknowledgements.

The event table is the outbox. A crash of the process between acknowledgement and cursor re-sends
at most one page, a crash of the database what was sent in its last moments (ADR 0022): receivers
drop it by position. A hole never happens in normal life: it stops the shard and alarms.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.kit.batch import RelayMove, Stale, StoreUnavailable
from services.kit.clock import Clock, utc_now
from services.kit.definition import Service
from services.kit.outgoing import outgoing
from services.kit.owner import Owner
from services.kit.page_order import Hole, check_dense, in_order
from services.kit.pages import PAGE_BYTES, within
from services.kit.row import EventRow
from services.kit.sending import Leaving, TooLarge, Unpublishable, connect, in_turn
from services.kit.store_protocol import Store
from services.kit.tail import Tail
from services.kit.telemetry import Page, Telemetry

log = structlog.get_logger()

PAGE = 500
ROWS_AT_ONCE = 50
"""Translated before others have their turn: a whole page of a partition would hold up every turn of this
process, and the answers of its database, for a fifth of a second."""
IDLE_S = 0.5
RETRY_S = 0.5
# After a broker's death the client may wait for an answer that never comes: begin again, resend the page.
SEND_TIMEOUT_S = 20.0


class Relay:
    """Sends what the owners of this process have stored."""

    def __init__(
        self,
        service: Service,
        store: Store,
        bootstrap: str,
        telemetry: Telemetry,
        clock: Clock = utc_now,
    ) -> None:
        self.service = service
        self.store = store
        self.bootstrap = bootstrap
        self.telemetry = telemetry
        self.clock = clock
        self.page_bytes = PAGE_BYTES
        self.stopped: dict[int, str] = {}
        self.stopped_at: dict[int, tuple[int, int]] = {}
        self._cursors: dict[int, tuple[int, dict[str, int]]] = {}
        self._owners: dict[int, Owner] = {}
        self._tails: dict[int, Tail] = {}
        self._wake = asyncio.Event()
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()
        self._idle = asyncio.Event()

    async def own(self, owner: Owner) -> None:
        """Send for this owner from now on, from its stored cursor."""
        state = await owner.patiently(lambda: self.store.relay_state(owner.owned))
        self._cursors.update(state)
        self._owners[owner.partition] = owner
        self._tails[owner.partition] = tail = Tail(owner.owned)

        def appended(rows: Sequence[EventRow]) -> None:
            tail.add(rows)
            self._wake.set()

        owner.appended = appended
        self._wake.set()

    def drop(self, partition: int) -> None:
        """The partition has another owner, or none."""
        self._owners.pop(partition, None)
        self._tails.pop(partition, None)

    def sends_for(self, owner: Owner) -> bool:
        """Whether this owner's events are sent: no longer once its relay was fenced."""
        return self._owners.get(owner.partition) is owner

    def backlog(self, owner: Owner) -> int:
        """Stored events of an owner that are not sent yet."""
        cursors = self._cursors
        return sum([s.position - cursors[n][0] for n, s in owner.shards.items()])

    def sent(self, shard: int) -> int:
        """The last position of the shard that is sent."""
        return self._cursors[shard][0]

    def try_again(self, partition: int) -> None:
        """What stopped the partition may have been mended: look once more."""
        self.stopped.pop(partition, None)
        self.stopped_at.pop(partition, None)
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; errors of Kafka and of the database are waited out."""
        loop = asyncio.get_running_loop()
        sending: dict[int, asyncio.Task[None]] = {}
        try:
            while True:
                idle = loop.call_later(IDLE_S, self._wake.set)
                try:
                    await self._wake.wait()
                finally:
                    idle.cancel()
                self._wake.clear()
                self._start_sending(sending)
        finally:
            for task in sending.values():
                task.cancel()
            await asyncio.gather(*sending.values(), return_exceptions=True)
            await self._close()

    def _start_sending(self, sending: dict[int, asyncio.Task[None]]) -> None:
        """Each partition sends for itself: one that is never done, because more comes, holds up no other."""
        for partition in [number for number, task in sending.items() if task.done()]:
            sending.pop(partition).result()
        for partition, owner in self._owners.items():
            if partition not in sending and self._is_behind(owner):
                sending[partition] = task = asyncio.create_task(self._partition(owner))
                task.add_done_callback(lambda _: self._wake.set())

    def _is_behind(self, owner: Owner) -> bool:
        """Whether there is something to send that may be sent."""
        if owner.partition in self.stopped or not self.sends_for(owner):
            return False
        cursors = self._cursors
        return any(state.position > cursors[shard][0] for shard, state in owner.shards.items())

    async def _partition(self, owner: Owner) -> None:
        """Send all that is stored; a trouble is logged and tried again on the next round."""
        try:
            await self._pages(owner)
        except (Hole, Unpublishable) as stopped:
            self.stopped[owner.partition] = str(stopped)
            self.stopped_at[owner.partition] = stopped.at
            log.critical("relay stopped", partition=owner.partition, reason=str(stopped))
            if isinstance(stopped, TooLarge):
                await self._close()
        except (StoreUnavailable, KafkaError, TimeoutError) as trouble:
            reason = f"{type(trouble).__name__}: {trouble}"
            log.warning("relay waits", partition=owner.partition, reason=reason)
            if not isinstance(trouble, StoreUnavailable):
                await self._close()
            await asyncio.sleep(RETRY_S)
            self._wake.set()

    async def _pages(self, owner: Owner) -> None:
        """Page after page; a database that tells nothing about a refused move is a trouble like others."""
        try:
            while self._is_behind(owner):
                await self._page(owner)
        except Stale as stale:
            await self._look_again(owner, stale)

    async def _look_again(self, owner: Owner, stale: Stale) -> None:
        """Fenced, or a move whose answer was lost had been written after all: the store tells which."""
        _, shards = await owner.patiently(
            lambda: self.store.positions(self.service.topics[0], owner.partition, owner.owned)
        )
        if any(shards[n].epoch != owner.shards[n].epoch for n in owner.owned):
            log.warning("relay fenced", partition=owner.partition, reason=str(stale))
            if self.sends_for(owner):
                self.telemetry.not_written(owner.partition, stale)
                self.drop(owner.partition)
            return
        self._cursors.update(await owner.patiently(lambda: self.store.relay_state(owner.owned)))
        self._wake.set()

    async def _page(self, owner: Owner) -> None:
        """Take one page of each shard, send it in order, move the cursors.

        However large the events are, a page is sent in time: its bytes are bounded as its rows are.
        """
        known = dict(owner.shards)
        cursors = {shard: self._cursors[shard][0] for shard in owner.owned}
        behind = {s: at for s, at in cursors.items() if at < known[s].position}
        tail, size = self._tails[owner.partition], self.page_bytes // len(owner.owned)
        pages = {shard: tail.after(shard, cursors[shard], PAGE, size) for shard in owner.owned}
        unread = {shard: at for shard, at in behind.items() if not pages[shard]}
        for row in await self.store.pages(unread, PAGE, size) if unread else ():
            if row.position <= known[row.shard].position:
                pages[row.shard].append(row)
        for shard, at in behind.items():
            check_dense(shard, at, pages[shard])
        ordered = in_order(owner.owned, pages, cursors, {s: k.position for s, k in known.items()})
        ordered = within(ordered, self.page_bytes)
        sent = {shard: dict(self._cursors[shard][1]) for shard in owner.owned}
        with self.telemetry.publish(self.service, owner.partition, ordered) as page:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._send(owner.partition, ordered, sent, page)
        last = {row.shard: row.position for row in ordered}
        moves = [
            RelayMove(shard, known[shard].epoch, cursors[shard], at, sent[shard])
            for shard, at in last.items()
        ]
        await self.store.relay_move(moves)
        for move in moves:
            self._cursors[move.shard] = (move.after, move.sent)
        self.telemetry.relayed(owner.partition, ordered)

    async def _send(
        self,
        partition: int,
        rows: Sequence[EventRow],
        sent: dict[int, dict[str, int]],
        page: Page | None,
    ) -> None:
        producer = await self._connected()
        by_topic: dict[str, list[Leaving]] = {}
        now_ms = int(self.clock().timestamp() * 1000)
        for place, row in enumerate(rows, 1):
            if place % ROWS_AT_ONCE == 0:
                await asyncio.sleep(0)
            try:
                records = outgoing(self.service, row, sent[row.shard])
            except Exception as failure:
                self.telemetry.unpublishable(row, failure)
                what = f"({row.type}): {failure}"
                raise Unpublishable(row.shard, row.position, what) from failure
            for record in records:
                if record.timestamp_ms > now_ms:  # our clock was ahead: Kafka would refuse it
                    record = record._replace(timestamp_ms=now_ms)
                by_topic.setdefault(record.topic, []).append((record, row))
            if page is not None:
                page.sending(row, records[-1].topic)
        await asyncio.gather(
            *(in_turn(producer, topic, partition, leaving) for topic, leaving in by_topic.items())
        )

    async def _connected(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._producer is None:
                self._producer = await connect(self.bootstrap)
            return self._producer

    async def _close(self) -> None:
        """A producer that met an error is not trusted again (aiokafka issue 1017)."""
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                async with asyncio.timeout(5):
                    await producer.stop()
            except (TimeoutError, KafkaError) as trouble:
                log.warning("producer did not stop cleanly", reason=repr(trouble))

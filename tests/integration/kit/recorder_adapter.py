"""Our store behind the `eventsourcing` package's recorder interface, for its own test cases.

Thin and synchronous: a thread runs the event loop, one shard is owned, and each call is one call of
the store. The package counts versions from any number it likes, we count from 1, so its 0 is our 1.

Cases of `eventsourcing.tests.persistence` that run (`test_eventsourcing_recorder.py`), each against
both stores: `AggregateRecorderTestCase`, `ApplicationRecorderTestCase`,
`NonInterleavingNotificationIDsBaseCase`, without exception.

Cases that do not apply:

- `ApplicationRecorderTestCase.optional_test_insert_subscribe`: the store has no subscription. The
  relay reads positions and stops at a hole; waking it is the owner's work, in the same process.
- `TrackingRecorderTestCase`: the package lets a position grow from wherever it is; ours moves from
  exactly where the writer believes it to be, which is what fences a zombie. An adapter would have
  to read the position first and compare it itself, so the case would test the adapter.
- `ProcessRecorderTestCase`: events and tracking in one transaction, with the tracking of above. What
  it is after is proven in `test_store_positions.py` and `test_store_batches.py`.
- `InfrastructureFactoryTestCase`, `MapperTestCase`, `TranscoderTestCase` and those of ciphers and
  compressors: we use none of these classes. Stored bytes are msgspec's and are hashed as they are.
- The `system`, `application` and `projection` cases: they test code of the package that is not used.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from importlib import import_module
from threading import Lock, Thread
from types import ModuleType
from typing import Any, TypeVar
from uuid import uuid5

import asyncpg
import msgspec
import pytest
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    RecordConflictError,
    StoredEvent,
)

from services.kit import chain
from services.kit.batch import Batch, ShardMove, ShardState, StreamMove
from services.kit.draft import EVENT_IDS
from services.kit.row import EventRow
from services.kit.store_protocol import Store

T = TypeVar("T")
SERVICE = "monitoring"
TOPIC = "corebank.loan.v1"
SHARD = 0
DAY = date(2024, 3, 20)
OUR_FIRST = 1  # version of a stream's first event; the package's cases begin at 0
PAGE = 500


def package_cases() -> ModuleType:
    """The package's test cases. Their file imports a cipher whose library is an extra that we do
    not install; no case that runs here uses it, so an empty module stands in during the import.
    """
    empty = ModuleType("eventsourcing.cipher")
    empty.AESCipher = object  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, empty.__name__, empty)
        return import_module("eventsourcing.tests.persistence")


class StoreRecorder(ApplicationRecorder):
    """An application recorder on a store that `make` opens inside the recorder's own loop."""

    def __init__(self, make: Callable[[], Store]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._lock = Lock()  # one writer at a time, as an owner is
        self._offset = 0

        async def claim() -> tuple[Store, ShardState]:
            store = make()
            return store, (await store.claim([TOPIC], 0, [SHARD])).shards[SHARD]

        self._store, self._shard = self._run(claim())

    def close(self) -> None:
        self._run(self._store.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop).result()

    # -- writing --------------------------------------------------------------------------------

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        if not stored_events:
            return None
        with self._lock:
            return self._run(self._insert(stored_events))

    async def _insert(self, stored_events: Sequence[StoredEvent]) -> list[int]:
        heads = await self._store.heads([str(e.originator_id) for e in stored_events], SHARD)
        batch = Batch(
            topic=TOPIC, partition=0, offset_from=self._offset, offset_to=self._offset + 1
        )
        shard, moves = self._shard, dict[str, StreamMove]()
        for event in stored_events:
            stream = str(event.originator_id)
            _, head = heads.get(stream) or (0, chain.genesis(SERVICE, stream))
            shard = msgspec.structs.replace(
                shard,
                position=shard.position + 1,
                hlc=shard.hlc + 1,
                recorded_at=shard.recorded_at + timedelta(microseconds=1),
            )
            row = _row(event, shard, head)
            heads[stream] = (row.version, row.link)
            expected = moves[stream].expected if stream in moves else row.version - 1
            moves[stream] = StreamMove(stream, SHARD, expected, row.version, row.link)
            batch.events.append(row)
        batch.shards, batch.streams = [ShardMove(self._shard, shard)], [*moves.values()]
        try:
            await self._store.append(batch)
        except (RecordConflictError, asyncpg.UniqueViolationError) as conflict:
            raise IntegrityError(str(conflict)) from conflict
        self._shard, self._offset = shard, batch.offset_to
        return [row.position for row in batch.events]

    # -- reading --------------------------------------------------------------------------------

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        past = self._run(self._store.load([str(originator_id)], SHARD)).get(str(originator_id))
        found = [
            StoredEvent(originator_id, version, topic, state)
            for version, (topic, _, state) in enumerate(past.events if past else ())
            if (gt is None or version > gt) and (lte is None or version <= lte)
        ]
        return (found[::-1] if desc else found)[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - inclusive_of_start
        found: list[Notification] = []
        while len(found) < limit:
            rows = self._run(self._store.page(SHARD, after, max(PAGE, limit)))
            found += [
                Notification(
                    row.stream, row.version - OUR_FIRST, row.type, row.payload, row.position
                )
                for row in rows
                if (not topics or row.type in topics) and (stop is None or row.position <= stop)
            ]
            if not rows:
                break
            after = rows[-1].position
        return found[:limit]

    def max_notification_id(self) -> int | None:
        _, shards = self._run(self._store.positions(TOPIC, 0, [SHARD]))
        return shards[SHARD].position or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Any:
        raise NotImplementedError("the store has no subscription; see above")


class AggregateStoreRecorder(StoreRecorder):
    """The same without notifications: the package's plain recorder tells no ids."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


def _row(event: StoredEvent, shard: ShardState, head: bytes) -> EventRow:
    stream, version = str(event.originator_id), event.originator_version + OUR_FIRST
    row = EventRow(
        shard=SHARD,
        stream=stream,
        version=version,
        position=shard.position,
        event_id=uuid5(EVENT_IDS, f"{stream} {version} {shard.position}"),
        type=event.topic,
        schema_version=1,
        loan_id="",
        key="C-1",
        effective_on=DAY,
        known_on=DAY,
        recorded_at=shard.recorded_at,
        hlc=shard.hlc,
        correlation_id="c-1",
        causation_id="c-1",
        cause_link=None,
        actor="/test",
        traceparent=None,
        payload=event.state,
        link=b"",
    )
    return msgspec.structs.replace(row, link=chain.link(head, row))

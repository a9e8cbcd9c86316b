"""A store that refuses a write is asked again with growing pauses, and not for ever."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.kit import owner as module
from services.kit.batch import Batch, ShardState, Stale, StoreUnavailable
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import NOW, PARTITION, TOPIC, repayment


class Full:
    """Answers every question and refuses the first writes, as a database on a full disk does."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.writes = 0

    async def append(self, batch: Batch) -> None:
        self.writes += 1
        if self.writes <= self.refusals:
            raise StoreUnavailable("DiskFullError")

    async def positions(self, *_: Any) -> tuple[int, dict[int, ShardState]]:
        return 7, {0: STATE}


STATE = ShardState(
    shard=0,
    epoch=1,
    position=0,
    hlc=0,
    recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
    closed_on=None,
)
BATCH = Batch(topic="t", partition=0, offset_from=7, offset_to=9)


def owner(store: Full) -> Owner:
    service: Any = None
    made = Owner(service, store, 0, 16, datetime.now, service, 100)  # type: ignore[arg-type]
    made.shards = {0: STATE}
    return made


async def test_a_refused_write_is_tried_again_with_growing_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(module.asyncio, "sleep", pause)
    store = Full(refusals=8)
    await owner(store).write(BATCH)
    assert store.writes == 9
    assert pauses == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


async def test_a_write_that_is_refused_for_too_long_gives_the_partition_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.1)
    with pytest.raises(StoreUnavailable):
        async with asyncio.timeout(10):
            await owner(Full(refusals=10_000)).write(BATCH)


class Overtaken(MemoryStore):
    """Its first write is lost, and before anybody asks about it the next owner has done the same batch."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Any] = []

    async def append(self, batch: Batch) -> None:
        if self.records:
            records, self.records = self.records, []
            later = FixedClock(NOW + timedelta(seconds=1))
            other = Owner(
                toy(""), MemoryStore(self.database), PARTITION, 4, later, Telemetry(), 100
            )
            await other.claim()
            await other.take(TOPIC, records)
            raise StoreUnavailable("no answer")
        await super().append(batch)


async def test_what_the_next_owner_wrote_is_not_taken_for_our_own_write() -> None:
    """The same positions, other instants and links: our rows would be sent in place of the stored ones."""
    store = Overtaken()
    made = Owner(toy(""), store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)
    await made.claim()
    sent: list[Any] = []
    made.appended = sent.extend
    store.records = [repayment(0)]
    with pytest.raises(Stale):
        await made.take(TOPIC, [repayment(0)])
    assert sent == []

"""Core banking sends closed days under one and the same id: each is closed, no event id comes twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from contracts.corebank import BusinessDayClosed
from contracts.envelope import read_headers, write_headers
from services.kit.kit_events import DayClosed
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.row import EventRow
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import (
    DAY,
    NOW,
    PARTITION,
    PARTITIONS,
    TOPIC,
    Record,
    record,
    repayment,
)


def closing(offset: int, days: int) -> Record:
    made = record(
        BusinessDayClosed(business_date=DAY + timedelta(days)),
        offset,
        None,
        day=DAY + timedelta(days),
    )
    envelope = replace(read_headers(made.key, made.headers), id="tick")
    return made._replace(headers=tuple(write_headers(envelope)))


async def stored(store: MemoryStore) -> list[EventRow]:
    return [row for shard in range(16) for row in await store.page(shard, 0, 1_000)]


async def owner_of(store: MemoryStore, service: Any) -> Owner:
    owner = Owner(service, store, PARTITION, PARTITIONS, FixedClock(NOW), Telemetry(), 100)
    await owner.claim()
    return owner


async def test_every_day_is_closed_and_has_an_id_of_its_own() -> None:
    store = MemoryStore()
    owner = await owner_of(store, toy(""))
    await owner.take(TOPIC, [repayment(0)])
    for n in range(1, 8):
        await owner.take(TOPIC, [closing(n, n)])
    rows = await stored(store)
    assert len({row.event_id for row in rows}) == len(rows)
    assert sum(row.type == DayClosed.NAME for row in rows) == 7

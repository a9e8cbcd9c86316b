"""A stream that newer code has written is parked with its reason; other loans go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from services.kit.batch import StreamPast
from services.kit.kit_events import MessageParked
from services.kit.memory_store import MemoryStore
from services.kit.telemetry import Telemetry
from tests.unit.kit import observing
from tests.unit.kit.observing import closed_day, owner, repayment

NEWER = "loan-L-1"


class WrittenByNewerCode(MemoryStore):
    """Gives the events of one stream under a name that this code does not know."""

    newer = False

    async def load(self, streams: Sequence[str], shard: int) -> dict[str, StreamPast]:
        found = await super().load(streams, shard)
        if self.newer and NEWER in found:
            past = found[NEWER]
            renamed = [("toy.FromNewerCode", 1, payload) for _, _, payload in past.events]
            found[NEWER] = msgspec.structs.replace(past, events=renamed)
        return found


async def _stored(store: MemoryStore, made: Any) -> list[Any]:
    rows = [row for shard in made.owned for row in await store.page(shard, 0, 1_000)]
    return [(row.stream, row.type) for row in rows]


async def test_only_the_stream_of_newer_code_is_parked_and_a_day_closes_over_it() -> None:
    store = WrittenByNewerCode()
    before = await owner(Telemetry(), store)
    await before.take(observing.TOPIC, [repayment(0, loan="L-1"), repayment(1, loan="L-2")])
    store.newer = True
    made = await owner(Telemetry(), store)
    tick = closed_day(4, observing.DAY)
    await made.take(observing.TOPIC, [repayment(2, loan="L-1"), repayment(3, loan="L-2"), tick])
    found = await _stored(store, made)
    assert found.count(("loan-L-2", "toy.Counted")) == 2
    assert found.count((NEWER, "toy.Counted")) == 1, "nothing is built on what can't be read"
    assert [name for _, name in found].count(MessageParked.NAME) == 1
    assert made.held == {NEWER: 1}
    assert made.next_offsets[observing.TOPIC] == 5

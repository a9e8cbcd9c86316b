"""A loan keeps the obligor it was first seen with; another one's message is kept as a dead letter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from contracts.corebank import RepaymentReceived
from contracts.envelope import Envelope, write_headers
from contracts.values import Money
from services.kit import events
from services.kit.kit_events import KIT_EVENTS, MessageDeadLettered
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import DECIDER, Counted, toy
from tests.unit.kit.test_orders import Record

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY = date(2024, 3, 20)
FIRST = "C-1"
SAME = next(
    f"D-{n}" for n in range(10_000) if shard_of(f"D-{n}") == shard_of(FIRST)
)  # another obligor in the same shard
NEAR = next(
    f"D-{n}"
    for n in range(10_000)
    if shard_of(f"D-{n}") != shard_of(FIRST)
    and partition_of(shard_of(f"D-{n}"), 4) == partition_of(shard_of(FIRST), 4)
)  # in another shard of the same partition
ELSEWHERE = next(
    f"D-{n}"
    for n in range(10_000)
    if partition_of(shard_of(f"D-{n}"), 4) != partition_of(shard_of(FIRST), 4)
)
events.register([*KIT_EVENTS, *DECIDER.events])


class Bank:
    """An owner for each partition over one store."""

    def __init__(self) -> None:
        self.store, self.service = MemoryStore(), toy("")
        self.owners = [
            Owner(self.service, self.store, n, 4, FixedClock(NOW), Telemetry(), 100)
            for n in range(4)
        ]
        self.sent = 0

    async def pay(self, *told: tuple[str, str]) -> None:
        """Money for L-1, said to be of these obligors; all that comes in one batch."""
        owner = self.owners[partition_of(shard_of(told[0][0]), 4)]
        records = [self.record(owner, *each) for each in told]
        at = owner.next_offsets[self.service.topics[0]]
        placed = [each._replace(offset=at + n) for n, each in enumerate(records)]
        await owner.take(self.service.topics[0], placed)

    def record(self, owner: Owner, obligor: str, receipt: str) -> Record:
        self.sent += 1
        message = RepaymentReceived.model_validate(
            {
                "loan_id": "L-1",
                "obligor_id": obligor,
                "receipt_id": receipt,
                "amount": Money(500).to_wire(),
                "value_date": str(DAY),
                "booked_on": str(DAY),
                "payer": {"kind": "borrower"},
            }
        )
        envelope = Envelope(
            id=f"m-{self.sent}",
            source="/test",
            type=message.TYPE,
            business_date=DAY,
            time=f"{DAY}T09:00:00+08:00",
            subject="L-1",
            key=obligor,
        )
        topic = self.service.topics[0]
        headers, body = tuple(write_headers(envelope)), message.to_payload()
        return Record(topic, owner.partition, 0, 0, obligor.encode(), body, headers)

    async def stored(self) -> list[object]:
        rows = [row for shard in range(16) for row in await self.store.page(shard, 0, 1_000)]
        return [events.decode(row.type, row.schema_version, row.payload) for row in rows]


@pytest.mark.parametrize("other", [SAME, NEAR, ELSEWHERE])
async def test_a_message_under_another_obligor_is_kept_with_its_reason(other: str) -> None:
    bank = Bank()
    for owner in bank.owners:
        await owner.claim()
    await bank.pay((FIRST, "R-1"))
    await bank.pay((other, "R-2"))
    await bank.pay((FIRST, "R-3"))
    stored = await bank.stored()
    counted = [event for event in stored if isinstance(event, Counted)]
    assert [event.total for event in counted] == [500, 1_000]
    (letter,) = [event for event in stored if isinstance(event, MessageDeadLettered)]
    assert letter.rule == "obligor_changed"
    assert FIRST in letter.detail and other in letter.detail


async def test_another_obligor_in_the_same_batch_moves_nothing_to_his_shard() -> None:
    """What is due of the loan stays where the loan is, whatever else the batch says of it."""
    bank = Bank()
    for owner in bank.owners:
        await owner.claim()
    await bank.pay((FIRST, "R-1"), (NEAR, "R-2"))
    due = await bank.store.due(range(16), date.max)
    assert {row.shard for row in due} == {shard_of(FIRST)}

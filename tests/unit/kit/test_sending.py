"""Records that a broker takes go in their order; one that no topic takes stops its partition, named."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from aiokafka.errors import MessageSizeTooLargeError, RecordListTooLargeError

from services.kit.batch import RelayMove
from services.kit.memory_store import MemoryStore
from services.kit.outgoing import Outgoing
from services.kit.owner import Owner
from services.kit.relay import Relay
from services.kit.sending import TooLarge, in_turn
from services.kit.telemetry import Telemetry
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import PARTITION, TOPIC, owner, repayment
from tests.unit.kit.rows import ROW

SERVICE = toy("")


@dataclass
class Batch:
    """As many bytes as a batch of the client takes; the first record always."""

    size: int
    records: list[Outgoing] = field(default_factory=list)

    def append(self, **told: Any) -> object | None:
        held = sum(len(each.value or b"") for each in self.records)
        if self.records and held + len(told["value"] or b"") > self.size:
            return None
        record = Outgoing("", told["key"], told["value"], told["headers"], told["timestamp"])
        self.records.append(record)
        return self


@dataclass
class Broker:
    """Takes batches, and none with a record that is larger than its topic takes."""

    largest: int = 10**9
    batch_size: int = 1_000
    refusal: type[Exception] = MessageSizeTooLargeError
    taken: dict[str, list[Outgoing]] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    stopped: bool = False

    def create_batch(self) -> Batch:
        return Batch(self.batch_size)

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> Any:
        self.asked.append(sum(len(each.value or b"") for each in batch.records))
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if any(len(each.value or b"") > self.largest for each in batch.records):
            answer.set_exception(self.refusal())
        else:
            self.taken.setdefault(topic, []).extend(batch.records)
            answer.set_result(None)
        return answer

    async def stop(self) -> None:
        self.stopped = True


def leaving(*sizes: int) -> list[Any]:
    return [
        (
            Outgoing("t", None, b"x" * size, [], 0),
            msgspec.structs.replace(ROW, position=position),
        )
        for position, size in enumerate(sizes, 1)
    ]


@pytest.mark.parametrize("refusal", [MessageSizeTooLargeError, RecordListTooLargeError])
async def test_a_record_that_the_topic_does_not_take_is_named(refusal: type[Exception]) -> None:
    broker: Any = Broker(largest=2_000, refusal=refusal)
    with pytest.raises(TooLarge) as raised:
        await in_turn(broker, "journal", 0, leaving(5, 2_000, 7, 2_001, 5))
    assert raised.value.at == (ROW.shard, 4)
    said = "position 4 (monitoring.ReceiptTaken): its record of 2001 bytes is more than the topic journal"
    assert said in str(raised.value)
    assert [len(each.value) for each in broker.taken["journal"]] == [5, 2_000, 7], (
        "what comes before it is sent, nothing overtakes it"
    )


async def test_the_largest_record_that_the_topic_takes_is_sent() -> None:
    broker: Any = Broker(largest=2_001)
    await in_turn(broker, "journal", 0, leaving(5, 2_000, 7, 2_001, 5))
    assert [len(each.value) for each in broker.taken["journal"]] == [5, 2_000, 7, 2_001, 5]


# -- the relay over it --------------------------------------------------------------------------


async def relay_of(made: Owner, broker: Broker, page_bytes: int | None = None) -> Relay:
    relay = Relay(SERVICE, made.store, "", Telemetry())
    relay._producer = broker  # type: ignore[assignment]
    if page_bytes is not None:
        relay.page_bytes = page_bytes
    await relay.own(made)
    return relay


async def test_a_relay_stops_at_a_record_that_is_too_large_and_does_not_wait() -> None:
    made = await owner(Telemetry())
    wrong = repayment(1)._replace(value=b"\xff" * 3_000, key=None, headers=())
    await made.take(TOPIC, [repayment(0), wrong, repayment(2)])
    broker = Broker(largest=4_000)
    relay = await relay_of(made, broker)
    await relay._partition(made)
    assert PARTITION in relay.stopped
    shard, position = relay.stopped_at[PARTITION]
    assert (
        f"shard {shard}: position {position} (kit.MessageDeadLettered)" in relay.stopped[PARTITION]
    )
    assert SERVICE.journal_topic in relay.stopped[PARTITION]
    assert not relay._is_behind(made), "it is not tried for ever"
    assert broker.stopped, "a producer that met an error is not trusted again"

    relay._producer = larger = Broker()  # type: ignore[assignment]
    relay.try_again(PARTITION)
    await relay._partition(made)
    assert PARTITION not in relay.stopped
    assert len(larger.taken[SERVICE.journal_topic]) == 3


async def sent(page_bytes: int | None) -> tuple[dict[str, list[Outgoing]], list[list[RelayMove]]]:
    """What goes out, page by page, of facts and letters of all sizes."""
    moves: list[list[RelayMove]] = []

    class Told(MemoryStore):
        async def relay_move(self, told: Any) -> None:
            moves.append(list(told))
            await super().relay_move(told)

    made = await owner(Telemetry(), Told())
    records = [repayment(n) for n in range(40)]
    for n in range(0, 40, 3):
        records[n] = records[n]._replace(value=b"\xff" * (100 * n), key=None, headers=())
    for start in range(0, 40, 8):
        await made.take(TOPIC, records[start : start + 8])
    broker = Broker()
    relay = await relay_of(made, broker, page_bytes)
    await relay._partition(made)
    assert relay.backlog(made) == 0
    assert not relay.stopped
    return broker.taken, moves


@pytest.mark.parametrize("page_bytes", [0, 1, 300, 2_000, 9_000])
async def test_with_small_pages_the_same_records_are_sent_in_the_same_order(
    page_bytes: int,
) -> None:
    whole, one = await sent(None)
    cut, many = await sent(page_bytes)
    assert len(one) == 1, "ordinary pages hold it all"
    assert len(many) > 2
    assert cut.keys() == whole.keys()
    for topic, records in whole.items():
        by_shard = [dict(each.headers).get("postloan-shard") for each in records]
        for shard in {*by_shard}:
            assert [e for e in cut[topic] if dict(e.headers).get("postloan-shard") == shard] == [
                e for e in records if dict(e.headers).get("postloan-shard") == shard
            ]


async def test_a_page_is_no_larger_than_its_bytes_but_for_one_record() -> None:
    made = await owner(Telemetry())
    sizes = [repayment(n)._replace(value=b"\xff" * 1_000, key=None, headers=()) for n in range(30)]
    await made.take(TOPIC, sizes)
    broker = Broker(batch_size=10**9)
    relay = await relay_of(made, broker, 40_000)
    rows = await made.store.pages(dict.fromkeys(made.owned, 0), 99)
    largest = max(len(row.payload) for row in rows)
    await relay._page(made)
    assert 0 < max(broker.asked) <= 40_000
    relay.page_bytes = 1
    broker.asked.clear()
    await relay._page(made)
    assert max(broker.asked) <= largest, "one goes, however large"

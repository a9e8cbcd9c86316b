"""The store in memory: its crash points, and the kit's owner on it when processes die at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from contracts.corebank import RepaymentReceived
from contracts.envelope import Envelope, write_headers
from contracts.values import Money
from services.kit import chain, events
from services.kit.batch import Batch, RelayMove, Stale, StoreUnavailable
from services.kit.kit_events import KIT_EVENTS
from services.kit.memory_store import MemoryDatabase, MemoryStore, Step
from services.kit.owner import Owner
from services.kit.row import EventRow
from services.kit.sharding import SHARDS, partition_of, shard_of, shards_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import DECIDER, Counted, toy

PARTITIONS = 4
SERVICE = toy("")
TOPIC = SERVICE.topics[0]
KEY = "C-1"
PARTITION = partition_of(shard_of(KEY), PARTITIONS)
LOANS = ("L-1", "L-2", "L-3")
DAY = date(2024, 3, 20)
events.register([*KIT_EVENTS, *DECIDER.events])


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Fate:
    """A hook that lets the n-th step of a kind end badly, once."""

    step: Step
    ends_with: BaseException
    after: int = 0
    seen: list[Step] = field(default_factory=list)

    def __call__(self, step: Step) -> None:
        self.seen.append(step)
        if step == self.step and self.seen.count(step) == self.after + 1:
            raise self.ends_with


class Record(NamedTuple):
    """A consumed record."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Any


def repayment(offset: int) -> Record:
    message = RepaymentReceived.model_validate(
        {
            "loan_id": LOANS[offset % len(LOANS)],
            "obligor_id": KEY,
            "receipt_id": f"R-{offset}",
            "amount": Money(100 + offset).to_wire(),
            "value_date": DAY.isoformat(),
            "booked_on": DAY.isoformat(),
            "payer": {"kind": "borrower"},
        }
    )
    envelope = Envelope(
        id=f"m-{offset}",
        source="/test",
        type=message.TYPE,
        business_date=DAY,
        time="2024-03-20T09:00:00+08:00",
        subject=message.loan_id,
        key=KEY,
    )
    value, headers = message.to_payload(), write_headers(envelope)
    return Record(TOPIC, PARTITION, offset, 0, KEY.encode(), value, headers)


FEED = [repayment(offset) for offset in range(12)]


async def owner(store: MemoryStore) -> Owner:
    clock = FixedClock(datetime(2024, 3, 20, 4, tzinfo=UTC))
    made = Owner(
        SERVICE,
        store,  # type: ignore[arg-type]
        PARTITION,
        PARTITIONS,
        clock,
        Telemetry(),
        streams_max=2,
    )
    await made.claim()
    return made


async def run(store: MemoryStore, size: int = 3) -> None:
    """A process's life: claim, go on where the store says, take what is left in small turns."""
    live = await owner(store)
    while (start := live.next_offsets[TOPIC]) < len(FEED):
        await live.take(TOPIC, FEED[start : start + size])


async def stored(database: MemoryDatabase) -> list[EventRow]:
    return await MemoryStore(database).pages(dict.fromkeys(range(SHARDS), 0), 1_000)


async def calm() -> list[EventRow]:
    database = MemoryDatabase()
    await run(MemoryStore(database))
    return await stored(database)


async def test_a_calm_run_counts_every_repayment_once() -> None:
    rows = await calm()
    totals: dict[str, int] = {}
    for row in rows:
        event = events.decode(row.type, row.schema_version, row.payload)
        assert isinstance(event, Counted)
        totals[event.loan_id] = event.total
    assert len(rows) == len(FEED)
    assert sum(totals.values()) == sum(100 + offset for offset in range(len(FEED)))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("nth", range(4))
async def test_a_process_killed_at_a_commit_leaves_a_store_equal_to_a_calm_runs(
    moment: Any, nth: int
) -> None:
    database = MemoryDatabase()
    fate = Fate(Step(moment, "append"), Killed(), nth)
    with pytest.raises(Killed):
        await run(MemoryStore(database, fate))
    await run(MemoryStore(database))
    assert await stored(database) == await calm()


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_unknown_commit_is_resolved_by_the_stored_position(moment: Any) -> None:
    database = MemoryDatabase()
    fate = Fate(Step(moment, "append"), StoreUnavailable("the line is dead"), 1)
    await run(MemoryStore(database, fate))
    assert await stored(database) == await calm()
    appended = [step for step in fate.seen if step == Step("before", "append")]
    batches = len(FEED) // 3
    assert len(appended) == (batches if moment == "after" else batches + 1)
    assert Step("before", "positions") in fate.seen


class OvertakenStore(MemoryStore):
    """Where a batch should come, one of our own lands that was given up for lost; nobody hears of it."""

    def __init__(self, database: MemoryDatabase, late: Batch) -> None:
        super().__init__(database)
        self.late = late

    async def append(self, batch: Batch) -> None:
        """The other one, without an answer."""
        await super().append(self.late)
        raise StoreUnavailable("no answer in time")


async def test_as_many_events_of_another_batch_are_not_taken_for_this_one() -> None:
    """Their relay would send what is stored nowhere."""
    batches: list[Batch] = []

    class Watched(MemoryStore):
        async def append(self, batch: Batch) -> None:
            batches.append(batch)
            await super().append(batch)

    await (await owner(Watched())).take(TOPIC, [repayment(1)._replace(offset=0)])
    database = MemoryDatabase()
    overtaken = await owner(OvertakenStore(database, batches[0]))
    sent: list[EventRow] = []
    overtaken.appended = sent.extend
    with pytest.raises(Stale, match="another batch"):
        await overtaken.take(TOPIC, [repayment(0)])
    assert sent == []
    assert len(await stored(database)) == 1


@pytest.mark.parametrize("call", ["claim", "load", "heads", "positions"])
async def test_a_question_without_an_answer_is_asked_again(call: Any) -> None:
    database = MemoryDatabase()
    fate = Fate(Step("before", call), StoreUnavailable("the line is dead"))
    lost = Fate(Step("after", "append"), StoreUnavailable("the answer is lost"))

    def both(step: Step) -> None:
        fate(step)
        lost(step)

    await run(MemoryStore(database, both))
    assert await stored(database) == await calm()
    assert fate.seen.count(fate.step) >= 2


async def test_a_zombie_on_another_connection_is_fenced() -> None:
    database = MemoryDatabase()
    zombie = await owner(MemoryStore(database))
    await zombie.take(TOPIC, FEED[:3])
    successor = await owner(MemoryStore(database))
    with pytest.raises(Stale):
        await zombie.take(TOPIC, FEED[3:6])
    for start in range(3, len(FEED), 3):
        await successor.take(TOPIC, FEED[start : start + 3])
    assert await stored(database) == await calm()


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_relay_killed_at_its_commit_has_moved_or_has_not(moment: Any) -> None:
    database = MemoryDatabase()
    live = await owner(MemoryStore(database))
    await live.take(TOPIC, FEED)
    shard = shard_of(KEY)
    store = MemoryStore(database, Fate(Step(moment, "relay_move"), Killed()))
    move = RelayMove(shard, live.shards[shard].epoch, 0, 5, {"out": 5})
    with pytest.raises(Killed):
        await store.relay_move([move])
    expected = (5, {"out": 5}) if moment == "after" else (0, {})
    assert await MemoryStore(database).relay_state([shard]) == {shard: expected}


async def test_what_was_given_out_can_not_change_what_is_stored() -> None:
    database = MemoryDatabase()
    await run(MemoryStore(database))
    store = MemoryStore(database)
    for _ in range(2):
        past = await store.load(["loan-L-1"], 0)
        assert len(past["loan-L-1"].events) == len(FEED) // len(LOANS)
        past["loan-L-1"].events.clear()
        _, shards = await store.positions(TOPIC, PARTITION, shards_of(PARTITION, PARTITIONS))
        shards.clear()
        (await store.relay_state([0]))[0][1]["out"] = 7
    assert (await store.relay_state([0])) == {0: (0, {})}


async def test_links_hold_over_restarts() -> None:
    database = MemoryDatabase()
    for nth in range(3):
        with pytest.raises(Killed):
            await run(MemoryStore(database, Fate(Step("after", "append"), Killed(), nth)), 1)
    await run(MemoryStore(database))
    heads: dict[str, bytes] = {}
    for row in await stored(database):
        previous = heads.get(row.stream) or chain.genesis(SERVICE.name, row.stream)
        heads[row.stream] = chain.link(previous, row)
        assert heads[row.stream] == row.link
    assert len(heads) == len(LOANS)

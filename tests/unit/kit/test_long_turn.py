"""A turn may close many days in a large book: it keeps what is due, not every state it touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.corebank import BusinessDayClosed, RepaymentReceived
from contracts.envelope import Envelope, write_headers
from contracts.message import Message
from contracts.values import Money
from services.kit import daywork, events, turn
from services.kit.kit_events import KIT_EVENTS
from services.kit.memory_store import MemoryStore, Step
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import DECIDER, Reminded, TimeReached, toy
from tests.unit.kit.test_orders import Record

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY = date(2024, 3, 20)
PARTITION = partition_of(shard_of("C-1"), 4)
LOANS, KEPT, SLICE = 40, 4, 5
events.register([*KIT_EVENTS, *DECIDER.events])


def record(offset: int, message: Message, key: str, on: date, **ours: int) -> Record:
    envelope = Envelope(
        id=f"m-{offset}",
        source="/test",
        type=message.TYPE,
        business_date=on,
        time=f"{on}T09:00:00+08:00",
        subject=getattr(message, "loan_id", None),
        key=key or None,
        **ours,
    )
    headers = tuple(write_headers(envelope))
    body = message.to_payload()
    return Record("", PARTITION, offset, 0, key.encode(), body, headers)


def feed(topic: str) -> list[Record]:
    """Money for each loan, then two days: the first asks nobody, the second all of them."""
    paid = [
        RepaymentReceived.model_validate(
            {
                "loan_id": f"L-{n}",
                "obligor_id": "C-1",
                "receipt_id": f"R-{n}",
                "amount": Money(500).to_wire(),
                "value_date": str(DAY),
                "booked_on": str(DAY),
                "payer": {"kind": "borrower"},
            }
        )
        for n in range(LOANS)
    ]
    made = [record(n, message, "C-1", DAY) for n, message in enumerate(paid)]
    for later in (2, 3, 4):
        on = DAY + timedelta(days=later)
        made.append(record(len(made), BusinessDayClosed(business_date=on), "", on))
    return [each._replace(topic=topic) for each in made]


async def test_a_long_turn_keeps_no_more_states_than_one_write_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(daywork, "STREAMS_PER_SLICE", SLICE)
    monkeypatch.setattr(daywork, "EVENTS_PER_BATCH", SLICE)
    monkeypatch.setattr(turn, "EVENTS_PER_BATCH", SLICE)
    held: list[int] = []
    adopt = Owner.adopt

    def watched(self: Owner, done: Any, batch: Any) -> None:
        held.append(len(done.streams.touched))
        adopt(self, done, batch)
        assert len(self.live) <= KEPT

    monkeypatch.setattr(Owner, "adopt", watched)
    store, service = MemoryStore(), toy("")
    owner = Owner(service, store, PARTITION, 4, FixedClock(NOW), Telemetry(), KEPT)
    await owner.claim()
    await owner.take(service.topics[0], feed(service.topics[0]))
    rows = await store.page(shard_of("C-1"), 0, 1_000)
    reminded = [row.stream for row in rows if row.type == Reminded.NAME]
    assert sorted(reminded) == sorted(f"loan-L-{n}" for n in range(LOANS))  # each of them once
    assert len(held) > LOANS // SLICE
    assert max(held) <= SLICE


@pytest.fixture
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day is written in many pieces, as in a large book."""
    monkeypatch.setattr(daywork, "STREAMS_PER_SLICE", SLICE)
    monkeypatch.setattr(daywork, "EVENTS_PER_BATCH", SLICE)
    monkeypatch.setattr(turn, "EVENTS_PER_BATCH", SLICE)


async def owner_of(store: MemoryStore, service: Any) -> Owner:
    owner = Owner(service, store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)
    await owner.claim()
    return owner


@pytest.mark.usefixtures("short_slices")
@pytest.mark.parametrize("dies_after", range(1, 2 + LOANS // SLICE))
async def test_a_day_of_our_own_calendar_is_done_to_its_end_whenever_the_process_dies(
    dies_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, service = MemoryStore(), replace(toy(""), foreign=False)
    topic, on = service.topics[0], DAY + timedelta(days=3)
    owner = await owner_of(store, toy(""))  # core banking's words have no numbers
    await owner.take(topic, feed(topic)[:LOANS])
    owner = await owner_of(store, service)
    sent = {"shard": owner.owned[0], "position": 7, "previous": 0}
    tick = record(LOANS, BusinessDayClosed(business_date=on), "", on, **sent)
    tick = tick._replace(topic=topic)
    write, writes = Owner.write, 0

    async def dies(self: Owner, batch: Any) -> None:
        nonlocal writes
        await write(self, batch)
        writes += 1
        if writes == dies_after:
            raise InterruptedError("killed")

    monkeypatch.setattr(Owner, "write", dies)
    with pytest.raises(InterruptedError):
        await owner.take(topic, [tick])
    monkeypatch.setattr(Owner, "write", write)
    owner = await owner_of(store, service)
    await owner.take(topic, [tick])
    rows = await store.page(shard_of("C-1"), 0, 1_000)
    reminded = sorted(row.stream for row in rows if row.type == Reminded.NAME)
    assert reminded == sorted(f"loan-L-{n}" for n in range(LOANS))  # each of them once
    assert {owner.shards[shard].closed_on for shard in owner.owned} == {on}
    assert owner.sources == {(topic, owner.owned[0]): 7}


@pytest.mark.usefixtures("short_slices")
async def test_a_day_that_is_done_in_two_lives_names_no_event_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between a death in the midst of a day and the day's second try, another word asks for more."""
    store, service = MemoryStore(), toy("")
    topic, told = service.topics[0], feed(service.topics[0])
    owner = await owner_of(store, service)
    await owner.take(topic, told[:LOANS])
    tick = told[LOANS + 1]._replace(offset=LOANS + 1)
    write = Owner.write

    async def dies(self: Owner, batch: Any) -> None:
        await write(self, batch)
        raise InterruptedError("killed")

    monkeypatch.setattr(Owner, "write", dies)
    with pytest.raises(InterruptedError):
        await owner.take(topic, [tick._replace(offset=LOANS)])
    monkeypatch.setattr(Owner, "write", write)
    again = await store.page(shard_of("C-1"), LOANS, 1)
    paid = next(each for each in told if each.value and again[0].loan_id.encode() in each.value)
    more = paid._replace(
        offset=LOANS,
        value=paid.value.replace(b"R-", b"S-"),
        headers=tuple((n, b"more" if n == "ce_id" else v) for n, v in paid.headers),
    )
    owner = await owner_of(store, service)
    await owner.take(topic, [more, tick])
    rows = await store.page(shard_of("C-1"), 0, 1_000)
    reminded = [row.loan_id for row in rows if row.type == Reminded.NAME]
    assert reminded.count(again[0].loan_id) == 2
    assert len({row.event_id for row in rows}) == len(rows)


@pytest.mark.usefixtures("short_slices")
async def test_loans_that_fail_on_one_day_are_all_parked_while_others_go_on() -> None:
    failing = {"loan-L-0", "loan-L-9"}

    def reached(stream: str, as_of: date) -> TimeReached:
        if stream in failing:
            raise ZeroDivisionError(stream)
        return TimeReached(as_of=as_of, loan_id=stream.removeprefix("loan-"))

    store, service = MemoryStore(), replace(toy(""), time_reached=reached)
    owner = await owner_of(store, service)
    await owner.take(service.topics[0], feed(service.topics[0]))
    assert set(owner.held) == failing
    rows = await store.page(shard_of("C-1"), 0, 1_000)
    reminded = [row.stream for row in rows if row.type == Reminded.NAME]
    assert len(reminded) == LOANS - len(failing)


async def test_what_is_due_in_all_shards_of_a_partition_is_read_in_one_go() -> None:
    """A query for each shard would wait for the database four times, for a handful of loans each."""
    other = next(
        key
        for key in map("C-{}".format, range(2, 1_000))
        if partition_of(shard_of(key), 4) == PARTITION and shard_of(key) != shard_of("C-1")
    )
    loads: list[Step] = []
    store, service = MemoryStore(), toy("")
    topic, paid = service.topics[0], feed(service.topics[0])[:2]
    moved = paid[1]._replace(
        key=other.encode(),
        value=paid[1].value.replace(b'"C-1"', f'"{other}"'.encode()),
        headers=tuple((n, v.replace(b"C-1", other.encode())) for n, v in paid[1].headers),
    )
    owner = await owner_of(store, service)
    await owner.take(topic, [paid[0], moved])
    owner = await owner_of(store, service)  # which holds no states yet
    store.hook = lambda step: loads.append(step) if step.call == "load" else None
    on = DAY + timedelta(days=3)
    tick = record(2, BusinessDayClosed(business_date=on), "", on)._replace(topic=topic)
    await owner.take(topic, [tick])
    for key in ("C-1", other):
        rows = await store.page(shard_of(key), 0, 10)
        assert [row.type for row in rows].count(Reminded.NAME) == 1
    assert len(loads) == 1


@pytest.mark.usefixtures("short_slices")
async def test_what_was_written_between_two_days_of_a_turn_is_asked_on_the_second() -> None:
    """The agenda is read on the turn's first day; what the turn has written since overrules it."""
    store, service = MemoryStore(), toy("")
    topic, told = service.topics[0], feed(service.topics[0])
    before = DAY - timedelta(days=1)
    first = record(0, BusinessDayClosed(business_date=before), "", before)
    turned = [first._replace(topic=topic), *told[:LOANS], told[LOANS + 1]]
    owner = await owner_of(store, service)
    await owner.take(topic, [each._replace(offset=n) for n, each in enumerate(turned)])
    rows = [row for shard in owner.owned for row in await store.page(shard, 0, 1_000)]
    asked = sorted(row.stream for row in rows if row.type == Reminded.NAME)
    assert asked == sorted(f"loan-L-{n}" for n in range(LOANS))
